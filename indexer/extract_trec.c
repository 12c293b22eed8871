/* extract_trec.c - <DOC> records of the TREC collections and of everything that copied their shape.
 *
 *   <DOC> <DOCNO> LA010189-0001 </DOCNO> <DATE>..</DATE> <HEADLINE>..</HEADLINE> <TEXT>..</TEXT> </DOC>
 *
 * Papers differ in their tags: `elements` below says what each means. Nothing need be closed, the tags may be
 * nested in others that mean nothing (HEADER, H3), and lines are broken at some width. */
#include "indexer/extract.h"

#include "common/vec.h"
#include "indexer/sgml.h"
#include "indexer/unwrap.h"

typedef enum {
    K_ID,
    K_TITLE,
    K_BYLINE,
    K_DATELINE,
    K_DATE,
    K_FILE,
    K_SOURCE,
    K_SECTION,
    K_KEYWORDS,
    K_BODY,
    K_NOTHING
} kind;

/* Of several of one kind the first in this table that has text wins; of BODY and KEYWORDS all count. */
static const struct {
    mg_span name;
    kind kind;
} elements[] = {
    {MG_SPAN("DOCNO"), K_ID}, {MG_SPAN("HEADLINE"), K_TITLE}, {MG_SPAN("HEAD"), K_TITLE},
    {MG_SPAN("HL"), K_TITLE}, {MG_SPAN("TTL"), K_TITLE}, {MG_SPAN("TITLE"), K_TITLE},
    {MG_SPAN("TI"), K_TITLE}, {MG_SPAN("BYLINE"), K_BYLINE}, {MG_SPAN("DATELINE"), K_DATELINE},
    {MG_SPAN("DATE"), K_DATE}, {MG_SPAN("DATE1"), K_DATE}, {MG_SPAN("DD"), K_DATE},
    {MG_SPAN("DATE_TIME"), K_DATE}, {MG_SPAN("PUBDATE"), K_DATE}, {MG_SPAN("PUB"), K_SOURCE},
    {MG_SPAN("SO"), K_SOURCE}, {MG_SPAN("SECTION"), K_SECTION}, {MG_SPAN("SUBJECT"), K_KEYWORDS},
    {MG_SPAN("IN"), K_KEYWORDS}, {MG_SPAN("CO"), K_KEYWORDS}, {MG_SPAN("G"), K_KEYWORDS},
    {MG_SPAN("LP"), K_BODY}, {MG_SPAN("LEADPARA"), K_BODY}, {MG_SPAN("TEXT"), K_BODY},
    {MG_SPAN("CORRECTION"), K_BODY}, {MG_SPAN("GRAPHIC"), K_BODY}, {MG_SPAN("DOCID"), K_NOTHING},
    {MG_SPAN("DOCHDR"), K_NOTHING}, {MG_SPAN("PROFILE"), K_NOTHING}, {MG_SPAN("FILEID"), K_FILE},
    {MG_SPAN("FIRST"), K_NOTHING}, {MG_SPAN("SECOND"), K_NOTHING}, {MG_SPAN("LENGTH"), K_NOTHING},
    {MG_SPAN("TYPE"), K_NOTHING}, {MG_SPAN("PAGE"), K_NOTHING}, {MG_SPAN("HT"), K_NOTHING},
    {MG_SPAN("DOCTYPE"), K_NOTHING}, {MG_SPAN("AN"), K_NOTHING}, {MG_SPAN("DOCOLDNO"), K_NOTHING},
};
#define ELEMENTS MG_COUNT(elements)
#define NO_ELEMENT ELEMENTS

/* What a DOCNO of exactly that shape (see has_shape) tells. */
static const struct {
    const char *shape, *source;
    size_t date_at;
    const char *date_order;
} papers[] = {
    {"LA999999-9999", "Los Angeles Times", 2, "mdy"},
    {"AP999999-9999", "AP", 2, "ymd"},
    {"WSJ999999-9999", "The Wall Street Journal", 3, "ymd"},
    {"FT999-*", "Financial Times", 0, NULL},
    {"FBIS9-*", "FBIS", 0, NULL},
};

typedef struct {
    mg_span field[ELEMENTS]; /* the first of each name, as written; p is NULL where there is none */
    mg_span second_head;
    MG_VEC(mg_span) keywords;
    mg_buf lines, body;
    mg_arena *arena;
} doc;

static size_t element_of(mg_span name)
{
    for (size_t i = 0; i < ELEMENTS; i++)
        if (mg_span_eq_nocase(name, elements[i].name)) return i;
    return NO_ELEMENT;
}

static bool ends_nocase(mg_span s, const char *end)
{
    mg_span e = mg_span_str(end);
    return s.n >= e.n && mg_span_eq_nocase(mg_span_sub(s, s.n - e.n, s.n), e);
}

/* What a tag inside text puts in its place: a block's end too. Collections have their own names for rows and cells. */
static mg_span gap_of(const mg_sgml_token *tag)
{
    static const mg_span blocks[] = {
        MG_SPAN("P"),  MG_SPAN("H1"),  MG_SPAN("H2"),  MG_SPAN("H3"),    MG_SPAN("H4"), MG_SPAN("H5"), MG_SPAN("H6"),
        MG_SPAN("HL1"), MG_SPAN("HL2"), MG_SPAN("TABLE"), MG_SPAN("UL"), MG_SPAN("OL"), MG_SPAN("DIV"), MG_SPAN("TTL"),
    };
    static const mg_span lines[] = {
        MG_SPAN("BR"), MG_SPAN("LI"), MG_SPAN("TR"), MG_SPAN("ROW"), MG_SPAN("TABLEROW"),
    };
    static const mg_span cells[] = {MG_SPAN("TD"), MG_SPAN("TH"), MG_SPAN("CELL"), MG_SPAN("TABLECELL")};
    for (size_t i = 0; i < MG_COUNT(blocks); i++)
        if (mg_span_eq_nocase(tag->name, blocks[i])) return MG_SPAN("\n\n");
    if (tag->kind != MG_SGML_OPEN) return MG_SPAN("");
    for (size_t i = 0; i < MG_COUNT(lines); i++)
        if (mg_span_eq_nocase(tag->name, lines[i])) return MG_SPAN("\n");
    for (size_t i = 0; i < MG_COUNT(cells); i++)
        if (mg_span_eq_nocase(tag->name, cells[i])) return MG_SPAN("\t");
    return MG_SPAN("");
}

/* Append one token of content to `lines`. False when memory runs out. */
static bool add_content(doc *d, const mg_sgml_token *token, mg_buf *lines)
{
    if (token->kind != MG_SGML_TEXT) {
        mg_buf_add(lines, gap_of(token));
        return true;
    }
    mg_span text = mg_sgml_decode(token->raw, d->arena);
    mg_buf_add(lines, text);
    return text.p != NULL;
}

/* The text of a field with paragraphs parted by blank lines; p is NULL when memory runs out. */
static mg_span flat(doc *d, mg_span raw)
{
    if (mg_span_find(raw, 0, '<') == raw.n) return mg_span_trim(mg_sgml_decode(raw, d->arena)); /* no tags in it */
    mg_buf lines = MG_BUF_INIT;
    mg_sgml scan = MG_SGML_INIT(raw);
    mg_sgml_token token;
    bool ok = true;
    while (ok && mg_sgml_next(&scan, &token)) ok = add_content(d, &token, &lines);
    mg_span copy =
        ok && !lines.failed ? mg_arena_copy(d->arena, mg_span_trim(mg_buf_span(&lines))) : (mg_span){NULL, 0};
    mg_buf_dispose(&lines);
    return copy;
}

/* Append what `lines` holds to the body as paragraphs. */
static void flush_lines(doc *d)
{
    mg_span lines = mg_buf_span(&d->lines);
    d->body.failed |= d->lines.failed;
    if (mg_span_trim(lines).n) {
        if (d->body.n) mg_buf_adds(&d->body, "\n\n");
        mg_unwrap(lines, 0, 0, &d->body);
    }
    mg_buf_reset(&d->lines);
}

/* A translation service puts these before its text. */
static mg_span without_service_lines(mg_span raw)
{
    for (;;) {
        mg_span text = mg_span_trim(raw);
        if (!mg_span_starts(text, MG_SPAN("Language:")) && !mg_span_starts(text, MG_SPAN("Article Type:")))
            return raw;
        raw = mg_span_sub(text, mg_span_find(text, 0, '\n'), text.n);
    }
}

static bool add_body(doc *d, mg_span raw)
{
    raw = without_service_lines(raw);
    mg_sgml scan = MG_SGML_INIT(raw);
    mg_sgml_token token;
    while (mg_sgml_next(&scan, &token))
        if (!add_content(d, &token, &d->lines)) return false;
    flush_lines(d);
    return true;
}

/* Keywords are parted by semicolons, those of industries (IN) by commas; else they stand one a paragraph or
 * line. */
static bool add_keywords(doc *d, size_t element, mg_span raw)
{
    mg_span text = flat(d, raw);
    if (!text.p) return false;
    char mark = mg_span_eq(elements[element].name, MG_SPAN("IN")) ? ',' : ';';
    bool wrapped = mg_span_find(text, 0, mark) < text.n || mg_span_find(raw, 0, '<') < raw.n;
    for (size_t at = 0; at < text.n;) {
        size_t end = at;
        while (end < text.n && text.p[end] != mark &&
               (text.p[end] != '\n' || (wrapped && (end + 1 == text.n || text.p[end + 1] != '\n'))))
            end++;
        mg_span keyword = mg_span_trim(mg_span_sub(text, at, end));
        if (keyword.n && !mg_vec_push(&d->keywords, keyword)) return false;
        at = end + 1;
    }
    return true;
}

static bool end_field(doc *d, size_t element, mg_span raw)
{
    switch (elements[element].kind) {
    case K_BODY: return add_body(d, raw);
    case K_KEYWORDS: return add_keywords(d, element, raw);
    default: break;
    }
    mg_span *field = &d->field[element];
    if (!mg_span_trim(*field).n)
        *field = raw;
    else if (elements[element].kind == K_TITLE && !d->second_head.p)
        d->second_head = raw;
    return true;
}

/* Does the start of `next` end the field that is open? Text may hold any tag but that of other text. */
static bool ends_field(size_t open, size_t next)
{
    return next != NO_ELEMENT &&
           (elements[open].kind != K_BODY || (elements[next].kind == K_BODY && next != open));
}

/* Take a record apart. What lies outside all known fields is the body when no field is. */
static bool read_doc(doc *d, mg_span inner)
{
    mg_sgml scan = MG_SGML_INIT(inner);
    mg_sgml_token token;
    mg_buf rest = MG_BUF_INIT;
    size_t open = NO_ELEMENT, start = 0;
    bool ok = true;
    while (ok && mg_sgml_next(&scan, &token)) {
        size_t at = (size_t)(token.raw.p - inner.p);
        size_t element = token.kind == MG_SGML_TEXT ? NO_ELEMENT : element_of(token.name);
        bool starts = token.kind == MG_SGML_OPEN && element != NO_ELEMENT;
        if (open != NO_ELEMENT && (starts ? ends_field(open, element) : element == open)) {
            ok = end_field(d, open, mg_span_sub(inner, start, at));
            open = NO_ELEMENT;
        }
        if (open == NO_ELEMENT && starts) {
            open = element;
            start = scan.at;
        } else if (open == NO_ELEMENT && element == NO_ELEMENT) {
            ok = ok && add_content(d, &token, &rest);
        }
    }
    if (ok && open != NO_ELEMENT) ok = end_field(d, open, mg_span_sub(inner, start, inner.n));
    if (ok && !d->body.n) {
        mg_buf_add(&d->lines, mg_buf_span(&rest));
        flush_lines(d);
    }
    ok = ok && !rest.failed && !d->lines.failed && !d->body.failed;
    mg_buf_dispose(&rest);
    return ok;
}

/* The text of the best field of a kind, "" when there is none; p is NULL when memory runs out. */
static mg_span best(doc *d, kind wanted)
{
    for (size_t i = 0; i < ELEMENTS; i++) {
        if (elements[i].kind != wanted || !d->field[i].p) continue;
        mg_span text = flat(d, d->field[i]);
        if (!text.p || text.n) return text;
    }
    return MG_SPAN("");
}

static size_t paragraph_end(mg_span text)
{
    size_t at = mg_span_find(text, 0, '\n');
    while (at < text.n && (at + 1 == text.n || !mg_is_space(text.p[at + 1])))
        at = mg_span_find(text, at + 1, '\n');
    return at;
}

/* Is `id` of the shape: '9' is a digit, 'A' a capital, '*' digits up to the end, else the character itself?
 */
static bool has_shape(mg_span id, const char *shape)
{
    size_t at = 0;
    for (; *shape; shape++, at++) {
        bool digit = at < id.n && id.p[at] >= '0' && id.p[at] <= '9';
        if (*shape == '*') {
            if (!digit) return false;
            while (at < id.n && id.p[at] >= '0' && id.p[at] <= '9') at++;
            return at == id.n;
        }
        bool capital = at < id.n && id.p[at] >= 'A' && id.p[at] <= 'Z';
        bool fits = *shape == '9' ? digit : *shape == 'A' ? capital : at < id.n && id.p[at] == *shape;
        if (!fits) return false;
    }
    return at == id.n;
}

/* "FT  14 MAY 91 / Headline": the headline alone. */
static mg_span without_date_lead(mg_span title)
{
    size_t slash = mg_span_find_span(mg_span_sub(title, 0, 24), 0, MG_SPAN(" / "));
    if (slash >= MG_MIN(title.n, (size_t)24) || !has_shape(mg_span_sub(title, 0, slash), "AA  99 AAA 99"))
        return title;
    return mg_span_trim(mg_span_sub(title, slash + 3, title.n));
}

/* Is a second headline one for readers, and not a note to editors? */
static bool is_standfirst(mg_span text)
{
    static const char *const notes[] = {"Eds", "EDs",  "With ", "Precede", "PRECEDE",
                                        "AP ", "For ", "Adv",   "^"};
    for (size_t i = 0; i < MG_COUNT(notes); i++)
        if (mg_span_starts(text, mg_span_str(notes[i]))) return false;
    return text.n >= 40;
}

/* The headline is its first part, up to `end`; the parts behind it, without the dashes between them, are the
 * standfirst, or the byline: "A Bet on Drought --- It Pays When It Does Not Rain --- By Beatriz Holm". */
static void split_headline(mg_span text, mg_span *title, mg_span *standfirst, mg_span *byline)
{
    size_t end = MG_MIN(paragraph_end(text), mg_span_find_span(text, 0, MG_SPAN("---")));
    *title = mg_span_trim(mg_span_sub(text, 0, end));
    while (title->n && strchr("; \n", title->p[title->n - 1])) title->n--;
    for (size_t at = end; at < text.n; at = end) {
        while (at < text.n && (text.p[at] == '-' || mg_is_space(text.p[at]))) at++;
        end = mg_span_find_span(text, at, MG_SPAN("---"));
        mg_span part = mg_span_trim(mg_span_sub(text, at, end));
        if (mg_span_starts_nocase(part, MG_SPAN("By ")))
            *byline = part;
        else if (!standfirst->n)
            *standfirst = part;
    }
}

static bool read_titles(doc *d, mg_article *article)
{
    mg_span text = best(d, K_TITLE), *byline = mg_arena_alloc(d->arena, sizeof *byline);
    if (!text.p || !byline) return false;
    *byline = best(d, K_BYLINE);
    mg_span in_title = MG_SPAN("");
    split_headline(without_date_lead(text), &article->title, &article->standfirst, &in_title);
    if (!byline->p) return false;
    if (!byline->n) *byline = in_title;
    if (byline->n) article->byline = (mg_spans){byline, 1};
    if (article->standfirst.n || !d->second_head.p) return true;
    mg_span second = flat(d, d->second_head);
    if (is_standfirst(second)) article->standfirst = second;
    return second.p != NULL;
}

/* 910514 and 05/14/91 are shapes whose order these collections fix. */
static bool parse_date(mg_span text, mg_date *date)
{
    text = mg_span_trim(mg_span_sub(text, 0, paragraph_end(text)));
    if (has_shape(text, "999999")) return mg_date_parse_short(text, "ymd", date);
    if (has_shape(text, "99/99/99")) return mg_date_parse_short(text, "mdy", date);
    return mg_date_parse(text, date);
}

/* "AP-NR-02-12-88 2344EST" */
static bool parse_file_date(mg_span text, mg_date *date)
{
    for (size_t at = 0; at + 8 <= text.n; at++)
        if (has_shape(mg_span_sub(text, at, at + 8), "99-99-99")) {
            char mdy[8];
            for (size_t i = 0; i < 8; i++) mdy[i] = text.p[at + i] == '-' ? '/' : text.p[at + i];
            return mg_date_parse_short((mg_span){mdy, 8}, "mdy", date);
        }
    return false;
}

/* What the paper is and when it came out, from the fields or else from the shape of the number. */
static bool read_origin(doc *d, mg_article *article)
{
    mg_span source = best(d, K_SOURCE), date = best(d, K_DATE), file = best(d, K_FILE);
    if (!source.p || !date.p || !file.p) return false;
    bool dated = parse_date(date, &article->date) || parse_file_date(file, &article->date);
    /* "WALL STREET JOURNAL (J), PAGE A3" */
    source = mg_span_trim(mg_span_sub(source, 0, mg_span_find_span(source, 0, MG_SPAN(" (J)"))));
    for (size_t i = 0; i < MG_COUNT(papers); i++) {
        if (!has_shape(article->id, papers[i].shape)) continue;
        if (!source.n) source = mg_span_str(papers[i].source);
        if (!dated && papers[i].date_order)
            dated = mg_date_parse_short(mg_span_sub(article->id, papers[i].date_at, papers[i].date_at + 6),
                                        papers[i].date_order, &article->date);
    }
    if (!dated) dated = mg_date_in_path(article->id, &article->date);
    article->date_source = dated ? MG_DATE_FROM_META : MG_DATE_FROM_NOWHERE;
    article->source = source;
    return true;
}

/* "Business; Part 4; Page 1; Financial Desk" is Business; "Part 1; Page 3; National Desk" is National Desk.
 */
static mg_span section_of(mg_span text)
{
    mg_span first = mg_span_trim(mg_span_sub(text, 0, mg_span_find(text, 0, ';')));
    if (!mg_span_starts(first, MG_SPAN("Part "))) return first;
    size_t start = text.n;
    while (start && text.p[start - 1] != ';') start--;
    mg_span last = mg_span_trim(mg_span_sub(text, start, text.n));
    return ends_nocase(last, "Desk") ? last : first;
}

static bool read_fields(doc *d, mg_article *article)
{
    mg_span section = best(d, K_SECTION), id = best(d, K_ID);
    article->dateline = best(d, K_DATELINE);
    if (!section.p || !id.p || !article->dateline.p) return false;
    if (id.n) article->id = id;
    article->section = section_of(section);
    article->keywords = (mg_spans){d->keywords.v, d->keywords.n};
    article->body = mg_buf_span(&d->body);
    return read_titles(d, article) && read_origin(d, article);
}

static mg_status give_doc(doc *d, const mg_sgml_record *record, size_t number, const mg_file *file,
                          mg_sink *sink, mg_error *err)
{
    memset(d->field, 0, sizeof d->field);
    d->second_head = (mg_span){NULL, 0};
    d->keywords.n = 0;
    mg_buf_reset(&d->body);
    mg_buf_reset(&d->lines);
    mg_article article = {.id = mg_span_trim(mg_sgml_attribute(record->attributes, "id"))};
    if (!read_doc(d, record->inner) || !read_fields(d, &article))
        return mg_fail_nomem(err, "reading a TREC record");

    if (!record->closed) mg_sink_tell(sink, number, "the record is cut off: there is no </DOC>");
    return mg_sink_give(sink, file, &mg_format_trec, number, &article, err);
}

static mg_status extract(mg_span text, const mg_file *file, mg_sink *sink, mg_error *err)
{
    mg_sgml scan = MG_SGML_INIT(text);
    mg_sgml_record record;
    doc d = {.arena = sink->arena};
    mg_status status = MG_OK;
    size_t number = 0;
    while (status == MG_OK && mg_sgml_next_record(&scan, "DOC", &record))
        status = give_doc(&d, &record, ++number, file, sink, err);
    if (!number) status = mg_fail(err, MG_FORMAT, "there is no <DOC> record in the file");
    mg_buf_dispose(&d.lines);
    mg_buf_dispose(&d.body);
    mg_vec_free(&d.keywords);
    return status;
}

static bool sniff(mg_span head)
{
    mg_sgml scan = MG_SGML_INIT(head);
    mg_sgml_token token;
    while (mg_sgml_next(&scan, &token))
        if (token.kind != MG_SGML_TEXT)
            return mg_sgml_is(&token, MG_SGML_OPEN, "DOC");
        else if (mg_span_trim(token.raw).n)
            return false;
    return false;
}

static const char *const suffixes[] = {".trec", ".sgml", NULL};

const mg_format mg_format_trec = {
    .name = "trec",
    .suffixes = suffixes,
    .sniff = sniff,
    .extract = extract,
    .several = true,
};
