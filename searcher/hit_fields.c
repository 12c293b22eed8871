/* hit_fields.c - see hit_fields.h. */
#include "searcher/hit_fields.h"

#include "searcher/screen.h"

static const char *const names[MG_HIT_FIELDS] = {"query",    "rank", "score",   "id",       "title", "standfirst", "byline",
                                                 "date",     "source", "section", "dateline", "url", "language",   "keywords",
                                                 "path",     "member", "page",  "passage",  "copies"};

const char *mg_hit_field_name(mg_hit_field field)
{
    return names[field];
}

mg_hit_field mg_hit_field_find(mg_span name)
{
    int field = 0;
    while (field < MG_HIT_FIELDS && !mg_span_eq(name, mg_span_str(names[field]))) field++;
    return (mg_hit_field)field;
}

static void add_list(mg_spans list, mg_buf *out)
{
    for (size_t i = 0; i < list.n; i++) {
        if (i) mg_buf_adds(out, "; ");
        mg_screen_add(list.v[i], out);
    }
}

static void add_passages(const mg_result *hit, mg_buf *out)
{
    for (size_t i = 0; i < hit->n_passages; i++) {
        if (i) mg_buf_adds(out, " ... ");
        mg_screen_add(mg_span_sub(hit->record.article.body, hit->passages[i].start, hit->passages[i].end), out);
    }
}

static void add_count(size_t n, mg_buf *out)
{
    if (n) mg_buf_addf(out, "%zu", n);
}

void mg_hit_field_add(mg_hit_field field, const mg_result *hit, mg_span qid, mg_buf *out)
{
    const mg_article *a = &hit->record.article;
    switch (field) {
    case MG_HIT_QUERY: mg_screen_add(qid, out); break;
    case MG_HIT_RANK: add_count(hit->rank, out); break;
    case MG_HIT_SCORE: mg_buf_addf(out, "%.4f", hit->score); break;
    case MG_HIT_ID: mg_screen_add(a->id, out); break;
    case MG_HIT_TITLE: mg_screen_add(a->title, out); break;
    case MG_HIT_STANDFIRST: mg_screen_add(a->standfirst, out); break;
    case MG_HIT_BYLINE: add_list(a->byline, out); break;
    case MG_HIT_DATE: mg_date_format(&a->date, out); break;
    case MG_HIT_SOURCE: mg_screen_add(a->source, out); break;
    case MG_HIT_SECTION: mg_screen_add(a->section, out); break;
    case MG_HIT_DATELINE: mg_screen_add(a->dateline, out); break;
    case MG_HIT_URL: mg_screen_add(a->url, out); break;
    case MG_HIT_LANGUAGE: mg_screen_add(a->language, out); break;
    case MG_HIT_KEYWORDS: add_list(a->keywords, out); break;
    case MG_HIT_PATH: mg_screen_add(a->path, out); break;
    case MG_HIT_MEMBER: mg_screen_add(a->member, out); break;
    case MG_HIT_PAGE: add_count(hit->n_passages ? mg_passage_page(&hit->passages[0], a) : 0, out); break;
    case MG_HIT_PASSAGE: add_passages(hit, out); break;
    case MG_HIT_COPIES: add_count(hit->copies, out); break;
    case MG_HIT_FIELDS: break;
    }
}
