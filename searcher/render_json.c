/* render_json.c - answers as JSON: format_version 1. Absent is an absent key. See render.h. */
#include "searcher/render.h"

#include "searcher/client.h"

#define FORMAT_VERSION 1

static void put_ranges(const char *key, const morgue_range *ranges, size_t n, mg_jot *out)
{
    mg_jot_key(out, key);
    mg_jot_open(out, '[');
    for (size_t i = 0; i < n; i++) {
        mg_jot_open(out, '[');
        mg_jot_integer(out, (int64_t)ranges[i].start);
        mg_jot_integer(out, (int64_t)ranges[i].end);
        mg_jot_close(out, ']');
    }
    mg_jot_close(out, ']');
}

static void put_passage(const morgue_passage *p, mg_jot *out)
{
    mg_jot_open(out, '{');
    mg_jot_key(out, "text");
    mg_jot_text(out, (mg_span){p->text, p->n});
    mg_jot_set_integer(out, "start", (int64_t)p->start);
    mg_jot_set_integer(out, "end", (int64_t)p->end);
    mg_jot_set_real(out, "score", p->score);
    if (p->page) mg_jot_set_integer(out, "page", (int64_t)p->page);
    put_ranges("highlights", p->highlights, p->n_highlights, out);
    mg_jot_close(out, '}');
}

static void put_text(const char *key, const char *text, mg_jot *out)
{
    mg_jot_set(out, key, mg_span_str(text));
}

static void put_list(const char *key, const char *const *list, size_t n, mg_jot *out)
{
    if (!n) return;
    mg_jot_key(out, key);
    mg_jot_open(out, '[');
    for (size_t i = 0; i < n; i++) mg_jot_text(out, mg_span_str(list[i]));
    mg_jot_close(out, ']');
}

void mg_render_fields(const morgue_hit *a, mg_jot *out)
{
    put_text("id", a->id, out);
    put_text("title", a->title, out);
    put_text("standfirst", a->standfirst, out);
    put_list("byline", a->byline, a->n_byline, out);
    put_text("date", a->date, out);
    put_text("date_precision", a->date_precision, out);
    put_text("date_source", a->date_source, out);
    put_text("modified", a->modified, out);
    put_text("source", a->source, out);
    put_text("section", a->section, out);
    put_text("dateline", a->dateline, out);
    put_text("url", a->url, out);
    put_text("language", a->language, out);
    put_list("keywords", a->keywords, a->n_keywords, out);
    put_text("path", a->path, out);
    put_text("member", a->member, out);
    put_text("format", a->format, out);
}

/* Where else the story ran. */
static void put_others(const morgue_hit *hit, mg_jot *out)
{
    mg_jot_key(out, "others");
    mg_jot_open(out, '[');
    for (size_t i = 0; i < hit->n_others; i++) {
        mg_jot_open(out, '{');
        mg_render_fields(hit->others[i], out);
        mg_jot_close(out, '}');
    }
    mg_jot_close(out, ']');
}

static void put_copies(const morgue_hit *hit, mg_jot *out)
{
    if (hit->copies) mg_jot_set_integer(out, "copies", hit->copies);
    if (hit->n_others) put_others(hit, out);
}

static void put_parts(const morgue_hit *hit, const mg_render_opts *opts, mg_jot *out)
{
    if (!opts->explain) return;
    mg_jot_key(out, "explain");
    mg_render_parts_json(hit, out);
}

void mg_render_extras(const morgue_hit *hit, const mg_render_opts *opts, mg_jot *out)
{
    put_copies(hit, out);
    put_parts(hit, opts, out);
}

static void put_hit(const morgue_hit *hit, const mg_render_opts *opts, mg_span qid, mg_jot *out)
{
    mg_jot_open(out, '{');
    mg_jot_set(out, "query_id", qid);
    mg_jot_set_integer(out, "rank", hit->rank);
    mg_jot_set_real(out, "score", hit->score);
    mg_render_fields(hit, out);
    put_copies(hit, out);
    mg_jot_key(out, "passages");
    mg_jot_open(out, '[');
    for (size_t i = 0; i < hit->n_passages; i++) put_passage(hit->passages[i], out);
    mg_jot_close(out, ']');
    put_parts(hit, opts, out);
    mg_jot_close(out, '}');
}

static void put_facets(const morgue_summary *found, mg_jot *out)
{
    mg_jot_key(out, "facets");
    mg_jot_open(out, '{');
    for (size_t i = 0; i < found->n_facets; i++) {
        const morgue_counts *facet = &found->facets[i];
        mg_jot_key(out, facet->by);
        mg_jot_open(out, '[');
        for (size_t k = 0; k < facet->n; k++) {
            mg_jot_open(out, '{');
            mg_jot_key(out, "value");
            mg_jot_text(out, mg_span_str(facet->buckets[k].value));
            mg_jot_set_integer(out, "count", facet->buckets[k].count);
            mg_jot_close(out, '}');
        }
        mg_jot_close(out, ']');
    }
    mg_jot_close(out, '}');
}

static void put_timeline(const morgue_summary *found, mg_jot *out)
{
    const morgue_counts *timeline = found->timeline;
    mg_jot_key(out, "timeline");
    mg_jot_open(out, '[');
    for (size_t i = 0; i < timeline->n; i++) {
        mg_jot_open(out, '{');
        put_text("period", timeline->buckets[i].value, out);
        mg_jot_set_integer(out, "count", timeline->buckets[i].count);
        if (found->shares) mg_jot_set_real(out, "share", timeline->buckets[i].share);
        mg_jot_close(out, '}');
    }
    mg_jot_close(out, ']');
}

static void put_totals(const morgue_summary *found, mg_jot *out)
{
    mg_jot_key(out, "total");
    mg_jot_open(out, '{');
    mg_jot_set_integer(out, "estimate", found->estimate);
    mg_jot_set_integer(out, "lower", found->lower);
    mg_jot_set_integer(out, "upper", found->upper);
    mg_jot_close(out, '}');
}

mg_status mg_render_head(morgue_answer *answer, const mg_render_opts *opts, mg_span qid, const char *hits, mg_jot *out, mg_error *err)
{
    const morgue_summary *found = morgue_answer_summary(answer);
    const morgue_explanation *explanation = NULL;
    morgue_error why = MORGUE_ERROR_INIT;
    if (opts->explain) MG_TRY(mg_heard(morgue_answer_explain(answer, &explanation, &why), &why, err));
    mg_jot_open(out, '{');
    mg_jot_set_integer(out, "format_version", FORMAT_VERSION);
    mg_jot_set(out, "query_id", qid);
    mg_jot_key(out, "query");
    mg_jot_text(out, mg_span_str(found->query));
    mg_jot_key(out, "interpreted");
    mg_jot_text(out, mg_span_str(found->interpreted));
    put_text("suggestion", found->suggestion, out);
    mg_jot_key(out, "warnings");
    mg_jot_open(out, '[');
    for (size_t i = 0; i < found->n_warnings; i++) mg_jot_text(out, mg_span_str(found->warnings[i]));
    mg_jot_close(out, ']');
    put_text("match", found->all ? "all" : "any", out);
    put_totals(found, out);
    if (found->stories >= 0) mg_jot_set_integer(out, "stories", found->stories);
    mg_jot_set_real(out, "took_ms", found->took_ms);
    if (explanation) mg_jot_key(out, "explain"), mg_render_explain_json(explanation, out);
    mg_jot_key(out, hits);
    mg_jot_open(out, '[');
    return MG_OK;
}

void mg_render_tail(const morgue_summary *found, mg_jot *out)
{
    mg_jot_close(out, ']');
    if (found->n_facets) put_facets(found, out);
    if (found->timeline) put_timeline(found, out);
    mg_jot_close(out, '}');
}

/* Each hit is printed before the next is read: there may be more than memory holds. */
static mg_status put_lines(morgue_answer *answer, const mg_render_opts *opts, mg_span qid, mg_jot *out, FILE *file, mg_error *err)
{
    const morgue_hit *hit;
    for (size_t i = 0;; i++) {
        MG_TRY(mg_render_next(answer, i, &hit, err));
        if (!hit) return MG_OK;
        out->more = false;
        put_hit(hit, opts, qid, out);
        mg_buf_addc(&out->out, '\n');
        MG_TRY(mg_render_flush(out, file, err));
    }
}

mg_status mg_render_json(morgue_answer *answer, const mg_render_opts *opts, mg_span qid, mg_jot *out, FILE *file, mg_error *err)
{
    const morgue_summary *found = morgue_answer_summary(answer);
    const morgue_hit *hit;
    if (opts->form == MG_FORM_JSONL) return put_lines(answer, opts, qid, out, file, err);
    if (opts->kwic) return mg_render_rows(answer, opts, qid, out, file, err);
    MG_TRY(mg_render_next(answer, 0, &hit, err)); /* where none can be read nothing is printed */
    MG_TRY(mg_render_head(answer, opts, qid, "hits", out, err));
    for (size_t i = 1; hit; i++) {
        put_hit(hit, opts, (mg_span){0}, out);
        MG_TRY(mg_render_flush(out, file, err));
        MG_TRY(mg_render_next(answer, i, &hit, err));
    }
    mg_render_tail(found, out);
    if (file) mg_buf_addc(&out->out, '\n');
    return mg_render_flush(out, file, err);
}

void mg_render_article_json(const morgue_hit *article, mg_jot *out)
{
    const morgue_passage *body = article->n_passages ? article->passages[0] : NULL;
    mg_jot_open(out, '{');
    mg_jot_set_integer(out, "format_version", FORMAT_VERSION);
    mg_render_fields(article, out);
    if (article->n_pages) {
        mg_jot_key(out, "pages");
        mg_jot_open(out, '[');
        for (size_t i = 0; i < article->n_pages; i++) mg_jot_integer(out, (int64_t)article->pages[i]);
        mg_jot_close(out, ']');
    }
    mg_jot_key(out, "body");
    mg_jot_text(out, body ? (mg_span){body->text, body->n} : MG_SPAN(""));
    put_ranges("highlights", body ? body->highlights : NULL, body ? body->n_highlights : 0, out);
    mg_jot_close(out, '}');
}
