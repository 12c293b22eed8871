/* render_json.c - answers as JSON: format_version 1. Absent is an absent key. */
#include "searcher/render.h"

#include "common/article_json.h"
#include "common/json_print.h"

#include <errno.h>
#include <stdio.h>

#define FORMAT_VERSION 1

static json_t *marks_json(const mg_range *marks, size_t n, size_t from)
{
    json_t *array = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(array, json_pack("[II]", (json_int_t)(marks[i].start - from), (json_int_t)(marks[i].end - from)));
    return array;
}

static json_t *passage_json(const mg_passage *p, const mg_article *a)
{
    mg_span text = mg_span_sub(a->body, p->start, p->end);
    size_t page = mg_passage_page(p, a);
    json_t *o = json_object();
    json_object_set_new(o, "text", json_stringn(text.p ? text.p : "", text.n));
    json_object_set_new(o, "start", json_integer((json_int_t)p->start));
    json_object_set_new(o, "end", json_integer((json_int_t)p->end));
    json_object_set_new(o, "score", json_real(p->score));
    if (page) json_object_set_new(o, "page", json_integer((json_int_t)page));
    json_object_set_new(o, "highlights", marks_json(p->marks, p->n_marks, p->start));
    return o;
}

/* Where else the story ran. */
static json_t *others_json(const mg_result *hit)
{
    json_t *array = json_array();
    for (size_t i = 0; i < hit->n_others; i++) {
        json_t *o = json_object();
        mg_json_set_article(o, &hit->others[i]);
        json_array_append_new(array, o);
    }
    return array;
}

static json_t *hit_json(const mg_result *hit, mg_span qid, bool explain)
{
    json_t *o = json_object(), *passages = json_array();
    mg_json_set(o, "query_id", qid);
    json_object_set_new(o, "rank", json_integer(hit->rank));
    json_object_set_new(o, "score", json_real(hit->score));
    mg_json_set_article(o, &hit->record.article);
    if (hit->copies) json_object_set_new(o, "copies", json_integer(hit->copies));
    if (hit->n_others) json_object_set_new(o, "others", others_json(hit));
    json_object_del(o, "pages"); /* each passage has its own, and a book has hundreds */
    for (size_t i = 0; i < hit->n_passages; i++)
        json_array_append_new(passages, passage_json(&hit->passages[i], &hit->record.article));
    json_object_set_new(o, "passages", passages);
    if (explain) json_object_set_new(o, "explain", mg_render_parts_json(hit));
    return o;
}

/* Print an object, with what stands around it, and let it go. With JSON_EMBED it is without its braces. */
static mg_status put(FILE *out, const char *before, json_t *o, size_t flags, const char *behind, mg_error *err)
{
    bool ok = o && fputs(before, out) != EOF && mg_json_print(o, JSON_COMPACT | JSON_REAL_PRECISION(9) | flags, out) &&
              fputs(behind, out) != EOF;
    json_decref(o);
    return ok ? MG_OK : mg_fail_sys(err, errno ? errno : EIO, "the output cannot be written");
}

static json_t *facets_json(const mg_counts *c)
{
    json_t *o = json_object();
    for (size_t i = 0; i < c->n_facets; i++) {
        const mg_facet *f = &c->facets[i];
        json_t *values = json_array();
        for (size_t k = 0; k < f->n; k++) {
            json_t *value = json_object();
            json_object_set_new(value, "value", json_stringn(f->values[k].value.p, f->values[k].value.n));
            json_object_set_new(value, "count", json_integer(f->values[k].articles));
            json_array_append_new(values, value);
        }
        json_object_set_new(o, mg_facet_name(f->field), values);
    }
    return o;
}

static json_t *timeline_json(const mg_counts *c, bool share)
{
    json_t *array = json_array();
    for (size_t i = 0; i < c->n_periods; i++) {
        const mg_period_count *p = &c->periods[i];
        json_t *o = json_object();
        json_object_set_new(o, "period", json_stringn(p->period.p, p->period.n));
        json_object_set_new(o, "count", json_integer(p->articles));
        if (share) json_object_set_new(o, "share", json_real(p->share));
        json_array_append_new(array, o);
    }
    return array;
}

static json_t *answer_json(const mg_answer *a, mg_span qid)
{
    json_t *o = json_object(), *warnings = json_array();
    json_object_set_new(o, "format_version", json_integer(FORMAT_VERSION));
    mg_json_set(o, "query_id", qid);
    json_object_set_new(o, "query", json_stringn(a->query.p, a->query.n));
    json_object_set_new(o, "interpreted", json_stringn(a->interpreted.p, a->interpreted.n));
    mg_json_set(o, "suggestion", a->suggestion);
    for (size_t i = 0; i < a->warnings.n; i++) {
        mg_buf text = MG_BUF_INIT;
        mg_render_warning(a, i, &text);
        if (text.n) json_array_append_new(warnings, json_stringn(text.p, text.n));
        mg_buf_dispose(&text);
    }
    json_object_set_new(o, "warnings", warnings);
    json_object_set_new(o, "match", json_string(a->all ? "all" : "any"));
    json_object_set_new(o, "total", json_pack("{sI sI sI}", "estimate", (json_int_t)a->match.estimate, "lower",
                                              (json_int_t)a->match.lower, "upper", (json_int_t)a->match.upper));
    if (a->stories_exact) json_object_set_new(o, "stories", json_integer(a->stories.n));
    json_object_set_new(o, "took_ms", json_real(a->took_ms));
    return o;
}

mg_status mg_render_answer_head(FILE *out, mg_searcher *searcher, const mg_answer *answer, const mg_request *request,
                                mg_span qid, const char *then, mg_error *err)
{
    json_t *explained = NULL;
    if (request->explain) MG_TRY(mg_render_explain_json(searcher, answer, &explained, err));
    json_t *head = answer_json(answer, qid);
    if (explained) json_object_set_new(head, "explain", explained);
    return put(out, "{", head, JSON_EMBED, then, err);
}

static json_t *counts_json(const mg_answer *a, const mg_counted *counted)
{
    json_t *o = json_object();
    if (counted->n_facets) json_object_set_new(o, "facets", facets_json(&a->counts));
    if (counted->timeline) json_object_set_new(o, "timeline", timeline_json(&a->counts, counted->share));
    return o;
}

/* Each hit is printed before the next is read: there may be more than memory holds. */
static mg_status put_hits(FILE *out, mg_searcher *searcher, const mg_answer *answer, const mg_request *request, size_t from,
                          mg_span qid, const char *before, const char *behind, mg_error *err)
{
    for (size_t i = from; i < answer->match.n; i++) {
        mg_result hit;
        MG_TRY(mg_answer_hit(searcher, answer, request, i, &hit, err));
        MG_TRY(put(out, before, hit_json(&hit, qid, request->explain), 0, behind, err));
    }
    return MG_OK;
}

mg_status mg_render_json(mg_searcher *searcher, const mg_answer *answer, const mg_request *request,
                         const mg_render_opts *opts, mg_span qid, mg_error *err)
{
    if (opts->form == MG_FORM_JSONL) return put_hits(opts->out, searcher, answer, request, 0, qid, "", "\n", err);
    bool counts = request->counted.n_facets || request->counted.timeline;
    json_t *first = NULL;
    mg_result hit;
    if (answer->match.n) { /* where none can be read nothing is printed */
        MG_TRY(mg_answer_hit(searcher, answer, request, 0, &hit, err));
        first = hit_json(&hit, (mg_span){0}, request->explain);
    }
    mg_status status = mg_render_answer_head(opts->out, searcher, answer, request, qid, ",\"hits\":[", err);
    if (status == MG_OK && answer->match.n) status = put(opts->out, "", first, 0, "", err);
    else json_decref(first);
    MG_TRY(status);
    MG_TRY(put_hits(opts->out, searcher, answer, request, 1, (mg_span){0}, ",", "", err));
    return put(opts->out, counts ? "]," : "]", counts_json(answer, &request->counted), JSON_EMBED, "}\n", err);
}

mg_status mg_render_article_json(const mg_result *article, FILE *out, mg_error *err)
{
    json_t *o = json_object();
    const mg_article *a = &article->record.article;
    json_object_set_new(o, "format_version", json_integer(FORMAT_VERSION));
    mg_json_set_article(o, a);
    json_object_set_new(o, "body", json_stringn(a->body.p ? a->body.p : "", a->body.n));
    const mg_passage *p = article->passages;
    json_object_set_new(o, "highlights", marks_json(p ? p->marks : NULL, p ? p->n_marks : 0, 0));
    return put(out, "", o, 0, "", err);
}
