/* morgue.c - see morgue.h. What is public here is made of what search.h gives: copied, so that it has an end and lives as long
 * as it says. */
#include "searcher/morgue.h"

#include "searcher/ask.h"
#include "searcher/render.h"
#include "searcher/request.h"

#include <stdlib.h>
#include <sys/stat.h>

/* An index as it was opened. Answers keep theirs while the handle goes on with a newer one. */
typedef struct {
    mg_searcher *searcher;
    unsigned users;
} session;

/* By which the stub of an index directory is known to be another: it is replaced by renaming. */
typedef struct {
    ino_t inode;
    struct timespec changed;
} stamp;

struct morgue {
    const char **where;
    stamp *stamps;
    size_t n;
    session *session;
    mg_stop stop;
    mg_arena places; /* holds `where` and `stamps` */
    mg_arena arena;  /* holds what morgue_article and morgue_complete gave out last */
    mg_arena spare;  /* of an answer that was freed, for the next */
};

struct morgue_request {
    mg_request request;
    mg_arena arena;
};

struct morgue_answer {
    morgue *archive;
    session *session;
    mg_request request;
    mg_answer answer;
    morgue_summary summary;
    mg_arena arena; /* of the hit given out last */
};

const char *morgue_version(void)
{
    return MORGUE_VERSION;
}

/* ---- errors ---- */

static morgue_code code_of(mg_status status)
{
    switch (status) {
    case MG_OK: return MORGUE_OK;
    case MG_NOMEM: return MORGUE_MEMORY;
    case MG_IO:
    case MG_LOCKED: return MORGUE_IO;
    case MG_LIMIT: return MORGUE_LIMIT;
    case MG_FORMAT: return MORGUE_REQUEST;
    case MG_CORRUPT: return MORGUE_CORRUPT;
    case MG_VERSION: return MORGUE_MISMATCH;
    case MG_QUERY: return MORGUE_QUERY;
    case MG_NOTFOUND: return MORGUE_NOT_FOUND;
    case MG_STALE: return MORGUE_STALE;
    case MG_USAGE: return MORGUE_USAGE;
    case MG_INTERRUPTED: return MORGUE_CANCELLED;
    case MG_TIMEOUT: return MORGUE_TIMEOUT;
    case MG_INTERNAL: break;
    }
    return MORGUE_INTERNAL;
}

const char *morgue_code_name(morgue_code code)
{
    for (int status = MG_OK; status <= MG_INTERNAL; status++)
        if (code_of((mg_status)status) == code) return mg_ask_code((mg_status)status);
    return mg_ask_code(MG_INTERNAL);
}

/* The public form of how something ended. */
static morgue_code told(mg_status status, const mg_error *why, morgue_error *out)
{
    if (status == MG_OK || !out) return code_of(status);
    out->code = code_of(status);
    out->offset = why->offset;
    memcpy(out->message, why->msg, MG_MIN(sizeof out->message, sizeof why->msg));
    out->message[sizeof out->message - 1] = '\0';
    return out->code;
}

/* ---- sessions ---- */

static void leave(session *s)
{
    if (!s || --s->users) return;
    mg_searcher_close(s->searcher);
    free(s);
}

static stamp stamp_of(const char *where)
{
    struct stat st;
    mg_buf path = MG_BUF_INIT;
    stamp out = {0};
    mg_buf_addf(&path, "%s/XAPIANDB", where);
    if (!path.failed && stat(path.p, &st) == 0) out = (stamp){st.st_ino, st.st_mtim};
    mg_buf_dispose(&path);
    return out;
}

static bool same(const stamp *a, const stamp *b)
{
    return a->inode == b->inode && a->changed.tv_sec == b->changed.tv_sec && a->changed.tv_nsec == b->changed.tv_nsec;
}

static mg_status begin_session(morgue *m, mg_error *err)
{
    session *s = calloc(1, sizeof *s);
    if (!s) return mg_fail_nomem(err, "opening the index");
    mg_status status = mg_searcher_open(m->where, m->n, &s->searcher, err);
    if (status != MG_OK) {
        free(s);
        return status;
    }
    mg_searcher_watch(s->searcher, &m->stop);
    s->users = 1;
    leave(m->session);
    m->session = s;
    return MG_OK;
}

/* Go on with the newest state. The stamps are taken before, so that what comes between is seen the next time. */
static mg_status refresh(morgue *m, mg_error *err)
{
    bool changed = !m->session;
    for (size_t i = 0; i < m->n; i++) {
        stamp now = stamp_of(m->where[i]);
        if (same(&now, &m->stamps[i])) continue;
        m->stamps[i] = now;
        changed = true;
    }
    if (!changed) return MG_OK;
    mg_status status = begin_session(m, err);
    if (status != MG_OK) memset(m->stamps, 0, m->n * sizeof *m->stamps); /* to be tried again */
    return status;
}

static mg_status copy_places(morgue *m, const char *const *where, size_t n, mg_error *err)
{
    m->where = mg_arena_alloc(&m->places, (n + 1) * sizeof *m->where);
    m->stamps = mg_arena_alloc(&m->places, (n + 1) * sizeof *m->stamps);
    if (!m->where || !m->stamps) return mg_fail_nomem(err, "opening the index");
    for (; m->n < n; m->n++) {
        m->where[m->n] = mg_arena_copy(&m->places, mg_span_str(where[m->n])).p;
        if (!m->where[m->n]) return mg_fail_nomem(err, "opening the index");
    }
    return MG_OK;
}

morgue_code morgue_open(const char *const *where, size_t n, morgue **out, morgue_error *error)
{
    mg_error why = MG_ERROR_INIT;
    morgue *m = calloc(1, sizeof *m);
    mg_status status = m ? MG_OK : mg_fail_nomem(&why, "opening the index");
    if (status == MG_OK && !n) status = mg_fail(&why, MG_USAGE, "no index is named");
    if (status == MG_OK) status = copy_places(m, where, n, &why);
    if (status == MG_OK) status = refresh(m, &why);
    if (status == MG_OK) *out = m;
    else morgue_close(m);
    return told(status, &why, error);
}

void morgue_close(morgue *m)
{
    if (!m) return;
    leave(m->session);
    mg_arena_dispose(&m->places);
    mg_arena_dispose(&m->arena);
    mg_arena_dispose(&m->spare);
    free(m);
}

morgue_code morgue_count(morgue *m, uint32_t *articles, morgue_error *error)
{
    mg_error why = MG_ERROR_INIT;
    mg_searcher_facts facts = {0};
    mg_status status = refresh(m, &why);
    if (status == MG_OK) status = mg_searcher_about(m->session->searcher, &facts, &why);
    *articles = facts.articles;
    return told(status, &why, error);
}

void morgue_cancel(morgue *m)
{
    mg_stop_ask(&m->stop);
}

/* ---- requests ---- */

morgue_request *morgue_request_new(void)
{
    morgue_request *r = malloc(sizeof *r);
    if (r) *r = (morgue_request){.request = MG_REQUEST_INIT, .arena = MG_ARENA_INIT};
    return r;
}

void morgue_request_free(morgue_request *r)
{
    if (!r) return;
    mg_arena_dispose(&r->arena);
    free(r);
}

static mg_status set(morgue_request *r, const char *name, const char *value, mg_error *err)
{
    const mg_option *option = mg_request_option(mg_span_str(name));
    mg_buf known = MG_BUF_INIT;
    if (!option) {
        mg_request_names(&known);
        mg_status status = mg_fail(err, MG_USAGE, "\"%.60s\" is none of %s", name, known.p ? known.p : "");
        mg_buf_dispose(&known);
        return status;
    }
    if (strcmp(name, "kwic") == 0 || strcmp(name, "explain") == 0)
        return mg_fail(err, MG_USAGE, "\"%s\" is for morgue_ask", name);
    if (!option->argument != !value)
        return mg_fail(err, MG_USAGE, "\"%s\" %s value", name, value ? "takes no" : "needs a");
    if (value) value = mg_arena_copy(&r->arena, mg_span_str(value)).p;
    if (option->argument && !value) return mg_fail_nomem(err, "reading the options");
    return mg_request_set(&r->request, option, value, &r->arena, err);
}

morgue_code morgue_request_set(morgue_request *r, const char *name, const char *value, morgue_error *error)
{
    mg_error why = MG_ERROR_INIT;
    return told(set(r, name, value, &why), &why, error);
}

/* ---- copies ---- */

/* What is copied for a caller. Once memory runs out nothing more is, which is checked at the end. */
typedef struct {
    mg_arena *arena;
    bool failed;
} copier;

static void *room(copier *c, size_t n, size_t size)
{
    void *p = c->failed ? NULL : mg_arena_alloc(c->arena, (n + 1) * size);
    if (!p) c->failed = true;
    return p;
}

static const char *text(copier *c, mg_span span)
{
    if (!span.n) return "";
    const char *p = c->failed ? NULL : mg_arena_copy(c->arena, span).p;
    if (!p) c->failed = true;
    return p;
}

static const char *date(copier *c, const mg_date *d)
{
    mg_buf shown = MG_BUF_INIT;
    mg_date_format(d, &shown);
    const char *p = text(c, mg_buf_span(&shown));
    mg_buf_dispose(&shown);
    return p;
}

static const char *const *list(copier *c, mg_spans spans, size_t *n)
{
    const char **v = room(c, spans.n, sizeof *v);
    for (*n = 0; v && *n < spans.n; ++*n) v[*n] = text(c, spans.v[*n]);
    return v;
}

static const morgue_range *ranges(copier *c, const mg_range *marks, size_t n, size_t from)
{
    morgue_range *v = room(c, n, sizeof *v);
    for (size_t i = 0; v && i < n; i++) v[i] = (morgue_range){marks[i].start - from, marks[i].end - from};
    return v;
}

static morgue_passage passage(copier *c, const mg_passage *p, const mg_article *a)
{
    return (morgue_passage){
        .text = text(c, mg_span_sub(a->body, p->start, p->end)),
        .n = p->end - p->start,
        .start = p->start,
        .end = p->end,
        .highlights = ranges(c, p->marks, p->n_marks, p->start),
        .n_highlights = p->n_marks,
        .score = p->score,
        .page = mg_passage_page(p, a),
    };
}

static const morgue_passage *passages(copier *c, const mg_result *r)
{
    morgue_passage *v = room(c, r->n_passages, sizeof *v);
    for (size_t i = 0; v && i < r->n_passages; i++) v[i] = passage(c, &r->passages[i], &r->record.article);
    return v;
}

static mg_status copy_hit(const mg_result *r, mg_arena *arena, const morgue_hit **out, mg_error *err)
{
    copier c = {arena, false};
    const mg_article *a = &r->record.article;
    morgue_hit *hit = room(&c, 1, sizeof *hit);
    if (!hit) return mg_fail_nomem(err, "reading a hit");
    *hit = (morgue_hit){
        .rank = r->rank,
        .score = r->score,
        .id = text(&c, a->id),
        .title = text(&c, a->title),
        .standfirst = text(&c, a->standfirst),
        .date = date(&c, &a->date),
        .date_precision = mg_date_precision_name(a->date.precision),
        .date_source = mg_date_source_name(a->date_source),
        .modified = date(&c, &a->modified),
        .source = text(&c, a->source),
        .section = text(&c, a->section),
        .dateline = text(&c, a->dateline),
        .url = text(&c, a->url),
        .language = text(&c, a->language),
        .path = text(&c, a->path),
        .member = text(&c, a->member),
        .format = text(&c, a->format),
        .file = text(&c, r->file),
        .title_highlights = ranges(&c, r->title_marks, r->n_title_marks, 0),
        .n_title_highlights = r->n_title_marks,
        .passages = passages(&c, r),
        .n_passages = r->n_passages,
        .copies = r->copies,
    };
    hit->byline = list(&c, a->byline, &hit->n_byline);
    hit->keywords = list(&c, a->keywords, &hit->n_keywords);
    *out = hit;
    return c.failed ? mg_fail_nomem(err, "reading a hit") : MG_OK;
}

/* ---- searching ---- */

static mg_status summarize(morgue_answer *answer, mg_error *err)
{
    const mg_answer *a = &answer->answer;
    copier c = {&answer->answer.arena, false};
    const char **warnings = room(&c, a->warnings.n, sizeof *warnings);
    for (size_t i = 0; warnings && i < a->warnings.n; i++) {
        mg_buf line = MG_BUF_INIT;
        mg_render_warning(a, i, &line);
        warnings[i] = text(&c, mg_buf_span(&line));
        c.failed |= line.failed;
        mg_buf_dispose(&line);
    }
    answer->summary = (morgue_summary){
        .query = text(&c, a->query),
        .interpreted = text(&c, a->interpreted),
        .suggestion = text(&c, a->suggestion),
        .warnings = warnings,
        .n_warnings = a->warnings.n,
        .all = a->all,
        .lower = a->match.lower,
        .estimate = a->match.estimate,
        .upper = a->match.upper,
        .n_hits = a->match.n,
        .took_ms = a->took_ms,
    };
    return c.failed ? mg_fail_nomem(err, "searching") : MG_OK;
}

static mg_status search(morgue *m, const char *query, morgue_answer *answer, mg_error *err)
{
    mg_request *r = &answer->request;
    MG_TRY(mg_request_check(r, err));
    MG_TRY(refresh(m, err));
    r->count_to = MG_SHOWN_COUNT;
    r->suggest = true;
    mg_stop_start(&m->stop, r->timeout);
    MG_TRY(mg_search(m->session->searcher, mg_span_str(query), r, &answer->answer, err));
    answer->session = m->session;
    answer->session->users++;
    return summarize(answer, err);
}

morgue_code morgue_search(morgue *m, const char *query, const morgue_request *request, morgue_answer **out, morgue_error *error)
{
    mg_error why = MG_ERROR_INIT;
    morgue_answer *answer = calloc(1, sizeof *answer);
    if (!answer) return told(mg_fail_nomem(&why, "searching"), &why, error);
    answer->archive = m;
    answer->arena = m->spare;
    m->spare = (mg_arena)MG_ARENA_INIT;
    answer->request = request ? request->request : (mg_request)MG_REQUEST_INIT;
    mg_status status = search(m, query, answer, &why);
    if (status == MG_OK) *out = answer;
    else morgue_answer_free(answer);
    return told(status, &why, error);
}

void morgue_answer_free(morgue_answer *answer)
{
    if (!answer) return;
    mg_answer_dispose(&answer->answer);
    mg_arena_dispose(&answer->archive->spare);
    answer->archive->spare = answer->arena;
    mg_arena_reset(&answer->archive->spare);
    leave(answer->session);
    free(answer);
}

const morgue_summary *morgue_answer_summary(const morgue_answer *answer)
{
    return &answer->summary;
}

static mg_status read_hit(morgue_answer *answer, size_t i, const morgue_hit **out, mg_error *err)
{
    mg_result result;
    if (i >= answer->answer.match.n) return mg_fail(err, MG_NOTFOUND, "there are %zu hits", answer->answer.match.n);
    mg_arena_reset(&answer->arena);
    mg_stop_start(&answer->archive->stop, answer->request.timeout);
    MG_TRY(mg_answer_hit(answer->session->searcher, &answer->answer, &answer->request, i, &result, err));
    return copy_hit(&result, &answer->arena, out, err);
}

morgue_code morgue_answer_hit(morgue_answer *answer, size_t i, const morgue_hit **out, morgue_error *error)
{
    mg_error why = MG_ERROR_INIT;
    return told(read_hit(answer, i, out, &why), &why, error);
}

/* ---- counts ---- */

static mg_status copy_facet(const mg_facet *f, copier *c, const morgue_bucket **out, size_t *n, mg_error *err)
{
    morgue_bucket *v = room(c, f->n, sizeof *v);
    for (size_t i = 0; v && i < f->n; i++)
        v[i] = (morgue_bucket){.value = text(c, f->values[i].value), .count = f->values[i].articles};
    *out = v;
    *n = f->n;
    return c->failed ? mg_fail_nomem(err, "counting") : MG_OK;
}

static mg_status copy_timeline(const mg_counts *counts, copier *c, const morgue_bucket **out, size_t *n, mg_error *err)
{
    morgue_bucket *v = room(c, counts->n_periods, sizeof *v);
    for (size_t i = 0; v && i < counts->n_periods; i++) {
        const mg_period_count *p = &counts->periods[i];
        v[i] = (morgue_bucket){.value = text(c, p->period), .count = p->articles, .share = p->share};
    }
    *out = v;
    *n = counts->n_periods;
    return c->failed ? mg_fail_nomem(err, "counting") : MG_OK;
}

static mg_status counted(morgue_answer *answer, const char *what, const morgue_bucket **out, size_t *n, mg_error *err)
{
    const mg_counts *counts = &answer->answer.counts;
    copier c = {&answer->answer.arena, false};
    if (strcmp(what, "timeline") == 0 && answer->request.counted.timeline) return copy_timeline(counts, &c, out, n, err);
    for (size_t i = 0; i < counts->n_facets; i++)
        if (strcmp(what, mg_facet_name(counts->facets[i].field)) == 0)
            return copy_facet(&counts->facets[i], &c, out, n, err);
    return mg_fail(err, MG_USAGE, "\"%.60s\" was not counted", what);
}

morgue_code morgue_answer_counts(morgue_answer *answer, const char *what, const morgue_bucket **out, size_t *n,
                                 morgue_error *error)
{
    mg_error why = MG_ERROR_INIT;
    return told(counted(answer, what, out, n, &why), &why, error);
}

/* ---- articles and words ---- */

/* Ready for a call that is no search. */
static mg_status ready(morgue *m, mg_error *err)
{
    MG_TRY(refresh(m, err));
    mg_arena_reset(&m->arena);
    mg_stop_start(&m->stop, 0);
    return MG_OK;
}

morgue_code morgue_article(morgue *m, const char *id, const char *query, const morgue_hit **out, morgue_error *error)
{
    mg_error why = MG_ERROR_INIT;
    mg_result result;
    mg_status status = ready(m, &why);
    if (status == MG_OK) status = mg_searcher_article(m->session->searcher, mg_span_str(id), mg_span_str(query), &result, &why);
    if (status == MG_OK) status = copy_hit(&result, &m->arena, out, &why);
    return told(status, &why, error);
}

static mg_status complete(morgue *m, const char *prefix, size_t limit, const morgue_bucket **out, size_t *n, mg_error *err)
{
    const mg_vocabulary_word *words;
    copier c = {&m->arena, false};
    MG_TRY(ready(m, err));
    MG_TRY(mg_searcher_complete(m->session->searcher, mg_span_str(prefix), limit, &words, n, err));
    morgue_bucket *v = room(&c, *n, sizeof *v);
    for (size_t i = 0; v && i < *n; i++) v[i] = (morgue_bucket){.value = text(&c, words[i].word), .count = words[i].articles};
    *out = v;
    return c.failed ? mg_fail_nomem(err, "completing a word") : MG_OK;
}

morgue_code morgue_complete(morgue *m, const char *prefix, size_t limit, const morgue_bucket **out, size_t *n,
                            morgue_error *error)
{
    mg_error why = MG_ERROR_INIT;
    return told(complete(m, prefix, limit, out, n, &why), &why, error);
}

/* ---- JSON ---- */

morgue_code morgue_ask(morgue *m, const char *request, size_t n, char **response, size_t *response_n, morgue_error *error)
{
    mg_error why = MG_ERROR_INIT;
    mg_buf out = MG_BUF_INIT;
    mg_status status = refresh(m, &why);
    if (status == MG_OK) status = mg_ask(m->session->searcher, &m->stop, (mg_span){request, n}, &out, &why);
    else mg_ask_error(&why, &out);
    if (out.failed) {
        mg_buf_dispose(&out);
        status = MG_NOMEM;
        mg_error_clear(&why);
        (void)mg_fail_nomem(&why, "writing an answer");
    }
    *response = out.p;
    *response_n = out.n;
    return told(status, &why, error);
}

void morgue_free(char *response)
{
    free(response);
}
