/* xml_articles.c - see xml_articles.h. */
#include "indexer/xml_articles.h"

#include "indexer/head.h"

#define HEAD_MAX 1000 /* a headline that is repeated further down is part of the text */

static void tell(const mg_xml_giver *g, const char *why)
{
    mg_sink_tell(g->sink, g->only ? 0 : g->number, why);
}

/* A new article begins: it has a number, and is the one to tell of the fault in its record. */
static void count(mg_xml_giver *g)
{
    g->number++;
    if (g->fault) tell(g, g->fault);
    g->fault = NULL;
}

mg_status mg_xml_give(mg_xml_giver *g, mg_article *article, mg_error *err)
{
    if (!article->title.n && !g->body.n) return mg_xml_pass_over(g, "no article text", err);
    count(g);
    if (g->reader.nomem || g->body.failed) return mg_fail_nomem(err, "reading XML");
    article->body = mg_buf_span(&g->body);
    mg_status status = mg_sink_give(g->sink, g->file, g->kind->format, g->only ? 0 : g->number, article, err);
    mg_buf_reset(&g->body);
    return status;
}

mg_status mg_xml_pass_over(mg_xml_giver *g, const char *why, mg_error *err)
{
    count(g);
    if (g->only) return mg_fail(err, MG_FORMAT, "%s", why);
    mg_buf_reset(&g->body);
    mg_arena_reset(g->sink->arena);
    tell(g, why);
    return MG_OK;
}

static mg_status read_records(mg_xml_giver *g, mg_xml *xml, mg_span text, mg_error *err)
{
    xmlNode *record;
    for (size_t records = 0;; records++) {
        MG_TRY(mg_xml_next(xml, &record, err));
        if (!record && (records || (g->kind->is_other && g->kind->is_other(text)))) return MG_OK;
        if (!record) return mg_fail(err, MG_FORMAT, "%s", g->kind->missing);
        if (!records) g->only = !mg_xml_more(xml);
        g->fault = mg_xml_fault(xml);
        MG_TRY(g->kind->read(g, record, err));
    }
}

mg_status mg_xml_extract(const mg_xml_kind *kind, mg_span text, const mg_file *file, mg_sink *sink, mg_error *err)
{
    mg_xml *xml;
    mg_xml_giver g = {.kind = kind, .file = file, .sink = sink, .reader = {.arena = sink->arena, .role_of = kind->role_of}};
    MG_TRY(mg_xml_open(text, kind->names, &xml, err));
    mg_status status = read_records(&g, xml, text, err);
    mg_xml_close(xml);
    mg_buf_dispose(&g.body);
    return status;
}

/* ---- stories ---- */

static mg_span paragraph_at(const mg_buf *body, size_t at)
{
    mg_span text = mg_buf_span(body);
    size_t end = mg_span_find(text, at, '\n');
    while (end + 1 < text.n && text.p[end + 1] != '\n') end = mg_span_find(text, end + 1, '\n');
    return mg_span_sub(text, at, end + 1 < text.n ? end : text.n);
}

/* Drop the first n bytes, and the paragraph's end behind them. */
static void drop_start(mg_buf *body, size_t n)
{
    n = MG_MIN(n + 2, body->n);
    memmove(body->p, body->p + n, body->n - n);
    body->n -= n;
    body->p[body->n] = '\0';
}

/* A headline in the text, and what stands over it: a kicker, a slug, a day. */
static void drop_headline(mg_buf *body, mg_span title)
{
    for (size_t at = 0, end; title.n && at < MG_MIN(body->n, (size_t)HEAD_MAX); at = end + 2) {
        mg_span paragraph = paragraph_at(body, at);
        end = at + paragraph.n;
        if (!mg_span_eq_nocase(paragraph, title)) continue;
        drop_start(body, end);
        return;
    }
}

/* "London (dpa) -" without its dash; a date alone names no place. */
static mg_span tidy_dateline(mg_span dateline)
{
    static const char *const dashes[] = {"-", "–", "—", "_", ":", ","};
    mg_date date;
    dateline = mg_span_trim(dateline);
    for (size_t i = 0; i < MG_COUNT(dashes); i++) {
        mg_span dash = mg_span_str(dashes[i]);
        if (dateline.n > dash.n && mg_span_eq(mg_span_sub(dateline, dateline.n - dash.n, dateline.n), dash))
            dateline = mg_span_trim(mg_span_sub(dateline, 0, dateline.n - dash.n));
    }
    bool place = false;
    for (size_t i = 0; i < dateline.n && !place; i++) place = !strchr("0123456789./- :,", dateline.p[i]);
    place &= dateline.n && dateline.p[0] != '(';
    return place && !mg_date_parse(dateline, &date) ? dateline : MG_SPAN("");
}

void mg_xml_tidy_story(mg_xml_giver *g, mg_article *article)
{
    mg_buf *body = &g->body;
    mg_span names;
    article->dateline = tidy_dateline(article->dateline);
    if (mg_span_eq_nocase(article->standfirst, article->title)) article->standfirst = MG_SPAN("");
    if (!body->n) return;
    drop_headline(body, article->title);
    if (!article->byline.n && mg_head_is_byline(paragraph_at(body, 0), &names)) {
        mg_span copy = mg_arena_copy(g->reader.arena, names);
        g->reader.nomem |= !copy.p;
        mg_xml_list(&g->reader, &article->byline, copy);
        drop_start(body, paragraph_at(body, 0).n);
    }
    if (article->dateline.n) return;
    mg_span dateline = tidy_dateline(mg_head_dateline(paragraph_at(body, 0)));
    if (!dateline.n) return;
    article->dateline = mg_arena_copy(g->reader.arena, dateline);
    g->reader.nomem |= !article->dateline.p;
}

/* Midnight without a zone is how a day without a time is written in these formats. */
static bool parse_date(mg_span text, mg_date *date)
{
    if (!mg_date_parse(text, date)) return false;
    bool midnight = date->precision == MG_DATE_SECOND && !date->has_zone && !date->hour && !date->minute && !date->second;
    if (midnight) date->precision = MG_DATE_DAY;
    return true;
}

void mg_xml_date(mg_span text, mg_article *article)
{
    if (article->date.precision == MG_DATE_NONE && parse_date(text, &article->date))
        article->date_source = MG_DATE_FROM_META;
}

/* Is `a` behind `b`? Days and times of different zones are not weighed: then it is what it says. */
static bool is_later(const mg_date *a, const mg_date *b)
{
    char key_a[14], key_b[14];
    mg_span first = {key_a, mg_date_key(a, key_a)}, second = {key_b, mg_date_key(b, key_b)};
    if (a->zone_minutes != b->zone_minutes) return true;
    return mg_span_cmp(first, second) > 0;
}

void mg_xml_modified(mg_span text, mg_article *article)
{
    mg_date date;
    if (article->modified.precision != MG_DATE_NONE || !parse_date(text, &date)) return;
    if (is_later(&date, &article->date)) article->modified = date;
}
