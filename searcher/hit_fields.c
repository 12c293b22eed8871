/* hit_fields.c - see hit_fields.h. */
#include "searcher/hit_fields.h"

#include "common/number.h"
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

static void add_list(const char *const *list, size_t n, mg_buf *out)
{
    for (size_t i = 0; i < n; i++) {
        if (i) mg_buf_adds(out, "; ");
        mg_screen_add(mg_span_str(list[i]), out);
    }
}

static void add_passages(const morgue_hit *hit, mg_buf *out)
{
    for (size_t i = 0; i < hit->n_passages; i++) {
        if (i) mg_buf_adds(out, " ... ");
        mg_screen_add((mg_span){hit->passages[i]->text, hit->passages[i]->n}, out);
    }
}

static void add_count(size_t n, mg_buf *out)
{
    if (n) mg_number_add(n, 1, out);
}

void mg_hit_field_add(mg_hit_field field, const morgue_hit *hit, mg_span qid, mg_buf *out)
{
    switch (field) {
    case MG_HIT_QUERY: mg_screen_add(qid, out); break;
    case MG_HIT_RANK: add_count(hit->rank, out); break;
    case MG_HIT_SCORE: mg_number_add_fixed(hit->score, 4, out); break;
    case MG_HIT_ID: mg_screen_add(mg_span_str(hit->id), out); break;
    case MG_HIT_TITLE: mg_screen_add(mg_span_str(hit->title), out); break;
    case MG_HIT_STANDFIRST: mg_screen_add(mg_span_str(hit->standfirst), out); break;
    case MG_HIT_BYLINE: add_list(hit->byline, hit->n_byline, out); break;
    case MG_HIT_DATE: mg_buf_adds(out, hit->date); break;
    case MG_HIT_SOURCE: mg_screen_add(mg_span_str(hit->source), out); break;
    case MG_HIT_SECTION: mg_screen_add(mg_span_str(hit->section), out); break;
    case MG_HIT_DATELINE: mg_screen_add(mg_span_str(hit->dateline), out); break;
    case MG_HIT_URL: mg_screen_add(mg_span_str(hit->url), out); break;
    case MG_HIT_LANGUAGE: mg_screen_add(mg_span_str(hit->language), out); break;
    case MG_HIT_KEYWORDS: add_list(hit->keywords, hit->n_keywords, out); break;
    case MG_HIT_PATH: mg_screen_add(mg_span_str(hit->path), out); break;
    case MG_HIT_MEMBER: mg_screen_add(mg_span_str(hit->member), out); break;
    case MG_HIT_PAGE: add_count(hit->n_passages ? hit->passages[0]->page : 0, out); break;
    case MG_HIT_PASSAGE: add_passages(hit, out); break;
    case MG_HIT_COPIES: add_count(hit->copies, out); break;
    case MG_HIT_FIELDS: break;
    }
}
