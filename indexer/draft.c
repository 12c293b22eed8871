/* draft.c - see draft.h. */
#include "indexer/draft.h"

#include "common/language.h"
#include "indexer/sgml.h"
#include "indexer/unwrap.h"

#include <math.h>
#include <stdio.h>

#define LIST_MAX 200
#define DATELINE_WITHIN 200 /* bytes of the first paragraph */
#define SCREEN_LINE 100     /* bytes; a text with longer lines has one for each paragraph */

static void fail(mg_draft *d, mg_status status)
{
    if (d->status == MG_OK) d->status = status;
}

static void no_memory(mg_draft *d)
{
    fail(d, mg_fail_nomem(&d->err, "reading a record"));
}

/* ---- text ---- */

bool mg_is_html(mg_span text)
{
    static const char *const tags[] = {
        "p",    "br",    "div",  "a",  "b",     "i",          "em",     "strong",  "span",    "h1",     "h2",
        "h3",   "h4",    "h5",   "h6", "ul",    "ol",         "li",     "img",     "figure",  "u",      "hr",
        "html", "body",  "td",   "tr", "table", "blockquote", "iframe", "article", "section", "script", "sup",
        "sub",  "small", "font", "dl", "aside", "center",     "strike", "main",    "header",
    };
    for (size_t at = mg_span_find(text, 0, '<'); at < text.n; at = mg_span_find(text, at + 1, '<')) {
        size_t from = at + 1 + (at + 1 < text.n && text.p[at + 1] == '/'), end = from;
        while (end < text.n && end - from < 12 &&
               ((text.p[end] | 0x20) >= 'a' || (text.p[end] >= '0' && text.p[end] <= '9')))
            end++;
        if (end == text.n || !(text.p[end] == '>' || text.p[end] == '/' || mg_is_space(text.p[end]))) continue;
        for (size_t i = 0; i < MG_COUNT(tags); i++)
            if (mg_span_eq_nocase(mg_span_sub(text, from, end), mg_span_str(tags[i]))) return true;
    }
    return false;
}

/* References to characters replaced. HTML that was written as text ("&lt;p&gt;...") becomes HTML by that. */
static mg_span decoded(mg_draft *d, mg_span text)
{
    if (mg_span_find(text, 0, '&') == text.n) return text;
    mg_span plain = mg_sgml_decode(text, d->arena);
    if (!plain.p) no_memory(d);
    return plain.p ? plain : MG_SPAN("");
}

/* Plain text as paragraphs: its lines are paragraphs when they are long, else they may be those of a screen. */
static void add_plain(mg_span text, mg_buf *body)
{
    size_t longest = 0;
    bool parted = false; /* by blank lines */
    for (size_t at = 0, end; at < text.n; at = end + 1) {
        end = mg_span_find(text, at, '\n');
        longest = MG_MAX(longest, end - at);
        parted |= end == at || (end == at + 1 && text.p[at] == '\r');
    }
    if (longest == text.n || (longest > SCREEN_LINE && parted)) {
        mg_buf_add(body, text);
    } else if (longest <= SCREEN_LINE) {
        mg_unwrap(text, 0, 0, body);
    } else {
        for (size_t at = 0, end; at < text.n; at = end + 1) {
            end = mg_span_find(text, at, '\n');
            mg_buf_add(body, mg_span_sub(text, at, end));
            mg_buf_adds(body, "\n\n");
        }
    }
}

/* A page of its own tells more than its text. */
static void add_page(mg_draft *d, mg_span text)
{
    d->has_page = true;
    mg_status status = mg_html_article_read(text, d->arena, &d->article, &d->page, &d->err);
    if (status != MG_OK)
        fail(d, status);
    else
        mg_buf_add(&d->body, d->article.body);
    d->article.body = (mg_span){NULL, 0};
}

/* NewsAPI and others cut texts, and say so: "... [+1234 chars]". */
static mg_span without_cut_mark(mg_span text)
{
    size_t mark = text.n;
    if (!text.n || text.p[text.n - 1] != ']') return text;
    while (mark > 0 && text.n - mark < 24 && text.p[mark - 1] != '[') mark--;
    mg_span inside = mg_span_sub(text, mark, text.n - 1);
    bool cut = mark > 0 && inside.n > 7 && inside.p[0] == '+' &&
               mg_span_eq(mg_span_sub(inside, inside.n - 6, inside.n), MG_SPAN(" chars"));
    return cut ? mg_span_trim(mg_span_sub(text, 0, mark - 1)) : text;
}

static void add_body(mg_draft *d, mg_span text)
{
    bool html = mg_is_html(text);
    if (!html) {
        text = mg_span_trim(decoded(d, text));
        html = mg_span_starts(text, MG_SPAN("<")) && mg_is_html(text);
    }
    if (d->body.n) mg_buf_adds(&d->body, "\n\n");
    if (!html) {
        add_plain(without_cut_mark(text), &d->body);
    } else if (!d->body.n &&
               (mg_span_starts_nocase(text, MG_SPAN("<!doctype")) || mg_span_starts_nocase(text, MG_SPAN("<html")))) {
        add_page(d, text);
    } else {
        mg_status status = mg_html_fragment_read(text, &d->body, &d->err);
        if (status != MG_OK) fail(d, status);
    }
}

/* Text for a field of one line: without tags and references. */
static mg_span line_of(mg_draft *d, mg_span text)
{
    if (!mg_is_html(text)) {
        text = decoded(d, text);
        if (!mg_is_html(text)) return mg_span_trim(text);
    }
    mg_buf plain = MG_BUF_INIT;
    mg_status status = mg_html_fragment_read(text, &plain, &d->err);
    mg_span copy = MG_SPAN("");
    if (status == MG_OK) copy = mg_arena_copy(d->arena, mg_span_trim(mg_buf_span(&plain)));
    mg_buf_dispose(&plain);
    if (status != MG_OK)
        fail(d, status);
    else if (!copy.p)
        no_memory(d);
    return copy.p ? copy : MG_SPAN("");
}

/* ---- dates ---- */

/* Days since 1970 to a date (Gregorian). */
static void set_day(mg_date *date, int64_t days)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097, of_era = days - era * 146097;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100), month = (5 * of_year + 2) / 153;
    date->day = (int)(of_year - (153 * month + 2) / 5 + 1);
    date->month = (int)(month < 10 ? month + 3 : month - 9);
    date->year = (int)(year + era * 400 + (date->month <= 2));
}

/* Seconds since 1970 from 1973 to 2030, or thousandths, millionths... of them; what could be 1999123123 is none. A whole
 * day is no more precise than that. */
static bool epoch_date(double value, mg_date *date)
{
    while (value >= 1e11 && value < 2e18) value /= 1000;
    if (!(value >= 1e8 && value < 1.9e9)) return false;
    int64_t seconds = (int64_t)floor(value + 1e-6), rest = seconds % 86400;
    *date = (mg_date){.precision = rest ? MG_DATE_SECOND : MG_DATE_DAY};
    set_day(date, seconds / 86400);
    if (!rest) return true;
    date->hour = (int)(rest / 3600), date->minute = (int)(rest / 60 % 60), date->second = (int)(rest % 60);
    date->has_zone = true;
    return true;
}

static bool number_date(double value, mg_date *date)
{
    char digits[32];
    if (value >= 1e11 && value < 2.2e11) return false; /* 202503071501, or the seventies */
    if (epoch_date(value, date)) return true;
    bool written = (value >= 1400 && value <= 2100) || (value >= 14000101 && value <= 21001231) ||
                   (value >= 14000101000000 && value <= 21001231235959);
    if (!written || value != floor(value)) return false;
    int n = snprintf(digits, sizeof digits, "%.0f", value);
    if (n != 14) return mg_date_parse((mg_span){digits, (size_t)n}, date);
    char iso[32];
    n = snprintf(iso, sizeof iso, "%.8sT%.6s", digits, digits + 8);
    return mg_date_parse((mg_span){iso, (size_t)n}, date);
}

bool mg_data_date(mg_span text, mg_date *date)
{
    text = mg_span_trim(text);
    size_t digits = 0, dots = 0;
    for (size_t i = 0; i < text.n && i < 32 && digits + dots == i; i++)
        digits += text.p[i] >= '0' && text.p[i] <= '9', dots += text.p[i] == '.';
    if (digits + dots != text.n || dots > 1 || text.n < 9 || text.n > 30) return mg_date_parse(text, date);
    char room[32];
    memcpy(room, text.p, text.n);
    room[text.n] = '\0';
    return number_date(strtod(room, NULL), date);
}

static void put_date(mg_draft *d, mg_field field, const mg_date *date)
{
    mg_date *slot = field == MG_FIELD_DATE ? &d->article.date : &d->article.modified;
    if (slot->precision != MG_DATE_NONE) return;
    *slot = *date;
    if (field == MG_FIELD_DATE) d->article.date_source = d->date_source;
}

/* ---- other fields ---- */

static void add_item(mg_draft *d, mg_spans *list, mg_span item)
{
    item = mg_span_trim(item);
    if (item.n && list->n < LIST_MAX && !mg_spans_add(list, item, d->arena)) no_memory(d);
}

/* "['a', "b"]", as Python and JSON write a list into a string: the items in quotes. */
static void add_quoted(mg_draft *d, mg_spans *list, mg_span inside)
{
    for (size_t at = 0; at < inside.n; at++) {
        char mark = inside.p[at];
        if (mark != '"' && mark != '\'') continue;
        size_t end = at + 1;
        while (end < inside.n && (inside.p[end] != mark || inside.p[end - 1] == '\\')) end++;
        add_item(d, list, mg_span_sub(inside, at + 1, end));
        at = end;
    }
}

static void add_parted(mg_draft *d, mg_spans *list, mg_span text, char mark)
{
    for (size_t at = 0, end; at < text.n; at = end + 1) {
        end = mg_span_find(text, at, mark);
        add_item(d, list, mg_span_sub(text, at, end));
    }
}

static bool has_scheme(mg_span text)
{
    size_t colon = mg_span_find(text, 0, ':');
    return mg_span_starts(mg_span_sub(text, colon, text.n), MG_SPAN("://"));
}

/* Keywords are parted by semicolons, bars or commas; names are for normalize.h to part. */
static void put_list(mg_draft *d, mg_field field, mg_span text)
{
    mg_spans *list = field == MG_FIELD_BYLINE ? &d->article.byline : &d->article.keywords;
    bool brackets = text.n >= 2 && text.p[0] == '[' && text.p[text.n - 1] == ']';
    mg_span inside = brackets ? mg_span_trim(mg_span_sub(text, 1, text.n - 1)) : text;
    if (brackets && inside.n && (inside.p[0] == '\'' || inside.p[0] == '"')) {
        add_quoted(d, list, inside);
    } else if (field == MG_FIELD_BYLINE) {
        /* addresses of pages and people are no names */
        bool address = has_scheme(text) || (mg_span_find(text, 0, '@') < text.n && mg_span_find(text, 0, ' ') == text.n);
        if (!address) add_item(d, list, inside);
    } else {
        static const char marks[] = ";|,";
        size_t i = 0;
        while (marks[i + 1] && mg_span_find(inside, 0, marks[i]) == inside.n) i++;
        add_parted(d, list, inside, marks[i]);
    }
}

/* "https://www.courier.example/news", "www.courier.example": the paper is courier.example. */
static mg_span host_of(mg_span url)
{
    size_t start = has_scheme(url) ? mg_span_find(url, 0, ':') + 3 : 0;
    mg_span host = start ? mg_span_sub(url, start, mg_span_find(url, start, '/')) : url;
    return mg_span_starts_nocase(host, MG_SPAN("www.")) ? mg_span_sub(host, 4, host.n) : host;
}

/* "English" is en; tags and codes are for normalize.h. */
static mg_span language_code(mg_span text)
{
    const mg_language *known = text.n > 3 ? mg_language_find(text) : NULL;
    return known ? mg_span_str(known->code) : text;
}

/* How programs write that there is nothing. */
static bool is_nothing(mg_span text)
{
    if (text.n > 9) return false;
    static const char *const words[] = {"nan", "none", "null", "n/a", "\\N", "[]", "{}", "-", "undefined"};
    for (size_t i = 0; i < MG_COUNT(words); i++)
        if (mg_span_eq_nocase(text, mg_span_str(words[i]))) return true;
    return text.n == 0;
}

static void put_once(mg_span *slot, mg_span value)
{
    if (!slot->n) *slot = value;
}

void mg_draft_put(mg_draft *d, mg_field field, mg_span value)
{
    mg_article *a = &d->article;
    mg_date date;
    value = mg_span_trim(value);
    if (d->status != MG_OK || is_nothing(value)) return;
    switch (field) {
    case MG_FIELD_BODY: add_body(d, value); break;
    case MG_FIELD_TITLE: put_once(&a->title, line_of(d, value)); break;
    case MG_FIELD_STANDFIRST: put_once(&a->standfirst, line_of(d, value)); break;
    case MG_FIELD_SECTION: put_once(&a->section, line_of(d, value)); break;
    case MG_FIELD_DATELINE: put_once(&a->dateline, line_of(d, value)); break;
    case MG_FIELD_SOURCE: put_once(&a->source, host_of(line_of(d, value))); break;
    case MG_FIELD_LANGUAGE: put_once(&a->language, language_code(value)); break;
    case MG_FIELD_ID: put_once(&a->id, value); break;
    case MG_FIELD_URL:
        if (has_scheme(value)) put_once(&a->url, value);
        break;
    case MG_FIELD_BYLINE:
    case MG_FIELD_KEYWORDS: put_list(d, field, line_of(d, value)); break;
    case MG_FIELD_DATE:
    case MG_FIELD_MODIFIED:
        if (mg_data_date(value, &date)) put_date(d, field, &date);
        break;
    case MG_FIELD_UNKNOWN:
    case MG_FIELDS: break;
    }
}

void mg_draft_put_item(mg_draft *d, mg_field field, mg_span value)
{
    value = mg_span_trim(value);
    if (field != MG_FIELD_KEYWORDS)
        mg_draft_put(d, field, value);
    else if (d->status == MG_OK && !is_nothing(value))
        add_item(d, &d->article.keywords, line_of(d, value));
}

void mg_draft_put_number(mg_draft *d, mg_field field, double value)
{
    mg_date date;
    if ((field == MG_FIELD_DATE || field == MG_FIELD_MODIFIED) && number_date(value, &date)) put_date(d, field, &date);
}

bool mg_draft_has(const mg_draft *d, mg_field field)
{
    const mg_article *a = &d->article;
    switch (field) {
    case MG_FIELD_BODY: return d->body.n;
    case MG_FIELD_TITLE: return a->title.n;
    case MG_FIELD_STANDFIRST: return a->standfirst.n;
    case MG_FIELD_SECTION: return a->section.n;
    case MG_FIELD_DATELINE: return a->dateline.n;
    case MG_FIELD_SOURCE: return a->source.n;
    case MG_FIELD_LANGUAGE: return a->language.n;
    case MG_FIELD_ID: return a->id.n;
    case MG_FIELD_URL: return a->url.n;
    case MG_FIELD_BYLINE: return a->byline.n;
    case MG_FIELD_KEYWORDS: return a->keywords.n;
    case MG_FIELD_DATE: return a->date.precision != MG_DATE_NONE;
    case MG_FIELD_MODIFIED: return a->modified.precision != MG_DATE_NONE;
    case MG_FIELD_UNKNOWN:
    case MG_FIELDS: break;
    }
    return false;
}

/* ---- an article ---- */

void mg_draft_begin(mg_draft *d, mg_date_source date_source)
{
    if (d->has_page) mg_html_article_dispose(&d->page);
    d->has_page = false;
    d->article = (mg_article){.date_source = MG_DATE_FROM_NOWHERE};
    d->date_source = date_source;
    d->status = MG_OK;
    d->err = (mg_error)MG_ERROR_INIT;
    mg_buf_reset(&d->body);
}

/* The body does not begin with the headline again, and the standfirst is not all of it. */
static mg_span own_body(mg_draft *d)
{
    mg_span body = mg_span_trim(mg_buf_span(&d->body));
    size_t line = mg_span_find(body, 0, '\n');
    if (line < body.n && mg_span_eq(mg_span_trim(mg_span_sub(body, 0, line)), d->article.title))
        body = mg_span_trim(mg_span_sub(body, line, body.n));
    if (mg_span_eq(body, d->article.standfirst)) d->article.standfirst = (mg_span){NULL, 0};
    return body;
}

mg_status mg_draft_give(mg_draft *d, mg_sink *sink, const mg_file *file, const mg_format *format, size_t number,
                        mg_error *err)
{
    if (d->body.failed) no_memory(d);
    if (d->status == MG_LIMIT) { /* a text that no parser takes */
        mg_sink_tell(sink, number, d->err.msg);
        mg_arena_reset(sink->arena);
        return MG_OK;
    }
    if (d->status != MG_OK) return mg_fail(err, d->status, "%s", d->err.msg);
    d->article.body = own_body(d);
    if (!d->article.title.n && !d->article.body.n) {
        mg_sink_tell(sink, number, "the record has neither a headline nor a text");
        mg_arena_reset(sink->arena);
        return MG_OK;
    }
    if (!d->article.dateline.n) {
        mg_span start = mg_span_sub(d->article.body, 0, DATELINE_WITHIN);
        d->article.dateline = mg_head_dateline(mg_span_sub(start, 0, mg_span_find(start, 0, '\n')));
    }
    return mg_sink_give(sink, file, format, number, &d->article, err);
}

void mg_draft_dispose(mg_draft *d)
{
    if (d->has_page) mg_html_article_dispose(&d->page);
    mg_buf_dispose(&d->body);
}
