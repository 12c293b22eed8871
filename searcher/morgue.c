/* morgue.c - see morgue.h. What is public here is a copy of what search.h gives, which hand_out.h makes. */
#include "searcher/morgue.h"

#include "searcher/ask.h"
#include "searcher/client.h"
#include "searcher/hand_out.h"
#include "searcher/request.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* An index as it was opened. Answers keep theirs while the handle goes on with a newer one. */
typedef struct {
    mg_searcher *searcher;
    unsigned users;
} session;

/* The stub of an index directory. It is replaced by renaming another to its name, which takes the last link of the one that is
 * open here: to see that costs a fraction of looking up the path. That is done too, every so often, as somebody may have put
 * another directory in the place of this. */
#define LOOK_UP_MS 10
typedef struct {
    const char *path;
    int fd; /* -1: there is none, so the path is looked up each time */
    ino_t inode;
    struct timespec changed;
    uint64_t looked; /* when the path was looked up, in ms */
} stub;

struct morgue {
    const char **where;
    stub *stubs;
    size_t n;
    session *session;
    mg_stop stop;
    bool kept;        /* the session, whatever is committed */
    uint32_t timeout; /* of calls without a request */
    mg_arena places; /* holds `where` and `stubs` */
    morgue_facts facts;
    mg_arena facts_arena;
    mg_arena arena; /* holds what morgue_article and morgue_complete gave out last */
    mg_arena spare; /* of an answer that was freed, for the next */
};

struct morgue_request {
    mg_request request;
    mg_arena arena;
};

/* The rows of an answer ("kwic"), as far as they were given out. */
typedef struct {
    uint64_t first, end; /* those that are wanted */
    uint64_t seen;
    mg_request request;    /* for more articles than the answer has; see more_articles */
    mg_answer more;        /* those; once there are any */
    size_t next;           /* article */
    const morgue_hit *hit; /* the present one, or NULL */
    size_t range;          /* of its highlights, the next */
    mg_arena hit_arena;
    mg_arena arena;        /* of the row given out last */
} rows;

struct morgue_answer {
    morgue *archive;
    session *session;
    mg_request request;
    uint32_t left; /* of its time: see mg_stop_left */
    mg_answer answer;
    morgue_summary summary;
    const morgue_explanation *explanation;
    mg_arena arena; /* of the hit given out last */
    rows rows;
};

const char *morgue_version(void)
{
    return MORGUE_VERSION;
}

const char *morgue_xapian_version(void)
{
    return mg_xapian_version();
}

/* ---- errors ---- */

const char *morgue_code_name(morgue_code code)
{
    static const char *const names[] = {
        [MORGUE_OK] = "ok",           [MORGUE_MEMORY] = "memory",      [MORGUE_IO] = "io",
        [MORGUE_LIMIT] = "limit",     [MORGUE_REQUEST] = "request",    [MORGUE_CORRUPT] = "corrupt",
        [MORGUE_MISMATCH] = "version", [MORGUE_QUERY] = "query",       [MORGUE_NOT_FOUND] = "not-found",
        [MORGUE_USAGE] = "usage",     [MORGUE_STALE] = "stale",        [MORGUE_TIMEOUT] = "timeout",
        [MORGUE_CANCELLED] = "cancelled", [MORGUE_INTERNAL] = "internal",
    };
    return (size_t)code < MG_COUNT(names) ? names[code] : names[MORGUE_INTERNAL];
}

/* How a call ended. */
static morgue_code told(mg_status status, const mg_error *why, morgue_error *out)
{
    morgue_error told = MORGUE_ERROR_INIT;
    if (status == MG_OK) return MORGUE_OK;
    mg_told(why, out ? out : &told);
    return out ? out->code : told.code;
}

/* ---- sessions ---- */

static void leave(session *s)
{
    if (!s || --s->users) return;
    mg_searcher_close(s->searcher);
    free(s);
}

static uint64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
    return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static bool is_other(const stub *s, const struct stat *st)
{
    return st->st_ino != s->inode || st->st_mtim.tv_sec != s->changed.tv_sec || st->st_mtim.tv_nsec != s->changed.tv_nsec;
}

static void drop_stub(stub *s)
{
    if (s->fd >= 0) close(s->fd);
    s->fd = -1;
    s->inode = 0;
    s->changed = (struct timespec){.tv_nsec = -1}; /* that of none */
}

/* Was it replaced since this was called last? */
static bool replaced(stub *s)
{
    struct stat st = {0};
    uint64_t now = now_ms();
    bool here = s->fd >= 0 && now - s->looked < LOOK_UP_MS;
    if (here && fstat(s->fd, &st) == 0 && st.st_nlink && !is_other(s, &st)) return false;
    s->looked = now;
    if (stat(s->path, &st) != 0) memset(&st, 0, sizeof st);
    if (!is_other(s, &st)) return false;
    drop_stub(s);
    s->fd = open(s->path, O_RDONLY | O_CLOEXEC);
    if (s->fd < 0 || fstat(s->fd, &st) != 0) memset(&st, 0, sizeof st);
    s->inode = st.st_ino;
    s->changed = st.st_mtim;
    return true;
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

/* Go on with the newest state. The stubs are looked at before, so that what comes between is seen the next time. */
static mg_status refresh(morgue *m, mg_error *err)
{
    bool changed = !m->session;
    if (m->kept && !changed) return MG_OK;
    for (size_t i = 0; i < m->n; i++) changed |= replaced(&m->stubs[i]);
    if (!changed) return MG_OK;
    mg_status status = begin_session(m, err);
    for (size_t i = 0; status != MG_OK && i < m->n; i++) drop_stub(&m->stubs[i]); /* to be tried again */
    return status;
}

static mg_status copy_places(morgue *m, const char *const *where, size_t n, mg_error *err)
{
    mg_buf path = MG_BUF_INIT;
    mg_status status = MG_OK;
    m->where = mg_arena_alloc(&m->places, (n + 1) * sizeof *m->where);
    m->stubs = mg_arena_alloc(&m->places, (n + 1) * sizeof *m->stubs);
    if (!m->where || !m->stubs) return mg_fail_nomem(err, "opening the index");
    for (; m->n < n && status == MG_OK; m->n++) {
        mg_buf_reset(&path);
        mg_buf_addf(&path, "%s/XAPIANDB", where[m->n]);
        m->where[m->n] = mg_arena_copy(&m->places, mg_span_str(where[m->n])).p;
        m->stubs[m->n].fd = -1;
        m->stubs[m->n].path = mg_arena_copy(&m->places, mg_buf_span(&path)).p;
        if (path.failed || !m->where[m->n] || !m->stubs[m->n].path) status = mg_fail_nomem(err, "opening the index");
    }
    mg_buf_dispose(&path);
    return status;
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
    for (size_t i = 0; i < m->n; i++) drop_stub(&m->stubs[i]);
    mg_arena_dispose(&m->places);
    mg_arena_dispose(&m->facts_arena);
    mg_arena_dispose(&m->arena);
    mg_arena_dispose(&m->spare);
    free(m);
}

static mg_status about(morgue *m, mg_error *err)
{
    mg_searcher_facts facts;
    MG_TRY(refresh(m, err));
    MG_TRY(mg_searcher_about(m->session->searcher, &facts, err));
    mg_arena_reset(&m->facts_arena);
    m->facts = (morgue_facts){facts.articles, mg_hand_out_list(facts.languages, &m->facts_arena), facts.languages.n};
    return m->facts.languages ? MG_OK : mg_fail_nomem(err, "describing the index");
}

morgue_code morgue_about(morgue *m, const morgue_facts **out, morgue_error *error)
{
    mg_error why = MG_ERROR_INIT;
    mg_status status = about(m, &why);
    if (status == MG_OK) *out = &m->facts;
    return told(status, &why, error);
}

void morgue_cancel(morgue *m)
{
    mg_stop_ask(&m->stop);
}

void morgue_keep(morgue *m, int keep)
{
    m->kept = keep;
}

void morgue_limit_time(morgue *m, uint32_t ms)
{
    m->timeout = ms;
}

/* ---- requests ---- */

morgue_request *morgue_request_new(void)
{
    morgue_request *r = malloc(sizeof *r);
    if (r) *r = (morgue_request){.request = MG_REQUEST_USUAL, .arena = MG_ARENA_INIT};
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
    if (!option) return mg_request_unknown(name, "", err);
    if (option->argument && !value) return mg_fail(err, MG_USAGE, "\"%s\" needs a value", name);
    if (!option->argument && value && strcmp(value, "true") != 0 && strcmp(value, "false") != 0)
        return mg_fail(err, MG_USAGE, "\"%s\" wants true or false", name);
    const char *copy = value ? mg_arena_copy(&r->arena, mg_span_str(value)).p : NULL;
    if (value && !copy) return mg_fail_nomem(err, "reading the options");
    return mg_request_set(&r->request, option, copy, &r->arena, err);
}

morgue_code morgue_request_set(morgue_request *r, const char *name, const char *value, morgue_error *error)
{
    mg_error why = MG_ERROR_INIT;
    return told(set(r, name, value, &why), &why, error);
}

morgue_code morgue_request_check(const morgue_request *r, morgue_error *error)
{
    mg_error why = MG_ERROR_INIT;
    return told(mg_request_check(&r->request, &why), &why, error);
}

/* ---- searching ---- */

/* What options imply for each other. */
static mg_status settle(morgue_answer *answer, mg_error *err)
{
    mg_request *r = &answer->request;
    if (r->count_only) {
        r->by_passage = r->whole = false;
        r->passages = 0;
        r->limit = 1;
        if (r->count_to == MG_SHOWN_COUNT) r->count_to = UINT32_MAX;
    }
    if ((r->whole || r->by_passage) && !r->passages) return mg_fail(err, MG_USAGE, "\"passages\" is 0, but they are asked for");
    if (!r->whole) return MG_OK;
    /* Offset and limit are those of rows. So many articles have as many rows, but for those that have none. */
    answer->rows.first = r->offset;
    answer->rows.end = r->limit ? (uint64_t)r->offset + r->limit : UINT64_MAX;
    r->limit = (uint32_t)MG_MIN(r->limit ? answer->rows.end : 0, UINT32_MAX);
    r->offset = 0;
    answer->rows.request = *r;
    return MG_OK;
}

static mg_status search(morgue *m, const char *query, morgue_answer *answer, mg_error *err)
{
    mg_request *r = &answer->request;
    MG_TRY(mg_request_check(r, err));
    MG_TRY(settle(answer, err));
    MG_TRY(refresh(m, err));
    mg_stop_start(&m->stop, r->timeout);
    MG_TRY(mg_search(m->session->searcher, mg_span_str(query), r, &answer->answer, err));
    answer->left = mg_stop_left(&m->stop);
    answer->session = m->session;
    answer->session->users++;
    return mg_hand_out_summary(&answer->answer, r, &answer->answer.arena, &answer->summary, err);
}

morgue_code morgue_search(morgue *m, const char *query, const morgue_request *request, morgue_answer **out, morgue_error *error)
{
    mg_error why = MG_ERROR_INIT;
    morgue_answer *answer = calloc(1, sizeof *answer);
    if (!answer) return told(mg_fail_nomem(&why, "searching"), &why, error);
    answer->archive = m;
    answer->arena = m->spare;
    m->spare = (mg_arena)MG_ARENA_INIT;
    answer->request = request ? request->request : (mg_request)MG_REQUEST_USUAL;
    mg_status status = search(m, query, answer, &why);
    if (status == MG_OK) *out = answer;
    else morgue_answer_free(answer);
    return told(status, &why, error);
}

void morgue_answer_free(morgue_answer *answer)
{
    if (!answer) return;
    mg_answer_dispose(&answer->answer);
    mg_answer_dispose(&answer->rows.more);
    mg_arena_dispose(&answer->rows.hit_arena);
    mg_arena_dispose(&answer->rows.arena);
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

/* The i-th hit of `from`: of the answer, or of what was asked for besides. */
static mg_status read_hit(morgue_answer *answer, const mg_answer *from, size_t i, mg_arena *arena, const morgue_hit **out, mg_error *err)
{
    mg_result result;
    mg_stop *stop = &answer->archive->stop;
    mg_arena_reset(arena);
    mg_stop_resume(stop, answer->left);
    MG_TRY(mg_answer_hit(answer->session->searcher, from, &answer->request, i, &result, err));
    answer->left = mg_stop_left(stop);
    return mg_hand_out_hit(&result, arena, out, err);
}

morgue_code morgue_answer_hit(morgue_answer *answer, size_t i, const morgue_hit **out, morgue_error *error)
{
    mg_error why = MG_ERROR_INIT;
    size_t n = answer->summary.n_hits;
    mg_status status = i < n ? read_hit(answer, &answer->answer, i, &answer->arena, out, &why)
                             : mg_fail(&why, MG_NOTFOUND, "there are %zu hits", n);
    return told(status, &why, error);
}

/* ---- rows ---- */

/* An article may match by its headline alone, and has no row then: while rows are wanted, more articles are asked for. */
static mg_status more_articles(morgue_answer *answer, bool *found, mg_error *err)
{
    rows *r = &answer->rows;
    mg_answer next;
    *found = false;
    if (!r->request.limit || r->next < r->request.limit) return MG_OK; /* there are no more */
    r->request.limit = MG_MIN(r->request.limit, UINT32_MAX / 4) * 4;
    mg_stop_resume(&answer->archive->stop, answer->left);
    MG_TRY(mg_search(answer->session->searcher, answer->answer.query, &r->request, &next, err));
    answer->left = mg_stop_left(&answer->archive->stop);
    mg_answer_dispose(&r->more);
    r->more = next;
    *found = next.match.n > r->next;
    return MG_OK;
}

/* The next article with rows to come; NULL when there is none. */
static mg_status next_article(morgue_answer *answer, mg_error *err)
{
    rows *r = &answer->rows;
    bool more = true;
    r->hit = NULL;
    r->range = 0;
    const mg_answer *from = r->more.query.p ? &r->more : &answer->answer;
    if (r->next >= from->match.n) {
        MG_TRY(more_articles(answer, &more, err));
        from = &r->more;
    }
    return more ? read_hit(answer, from, r->next++, &r->hit_arena, &r->hit, err) : MG_OK;
}

static mg_status next_row(morgue_answer *answer, const morgue_row **out, mg_error *err)
{
    rows *r = &answer->rows;
    *out = NULL;
    if (!answer->request.whole) return mg_fail(err, MG_USAGE, "there are rows with \"kwic\" alone");
    while (r->seen < r->end) {
        if (!r->hit || r->range == r->hit->passages[0]->n_highlights) {
            MG_TRY(next_article(answer, err));
            if (!r->hit) return MG_OK;
            continue;
        }
        size_t range = r->range++;
        if (r->seen++ < r->first) continue;
        mg_arena_reset(&r->arena);
        return mg_hand_out_row(r->hit, range, answer->request.passage_length / 2, (uint32_t)r->seen, &r->arena, out, err);
    }
    return MG_OK;
}

morgue_code morgue_answer_row(morgue_answer *answer, const morgue_row **out, morgue_error *error)
{
    mg_error why = MG_ERROR_INIT;
    return told(next_row(answer, out, &why), &why, error);
}

/* ---- explanations ---- */

morgue_code morgue_answer_explain(morgue_answer *answer, const morgue_explanation **out, morgue_error *error)
{
    mg_error why = MG_ERROR_INIT;
    mg_answer *a = &answer->answer;
    mg_status status = MG_OK;
    mg_stop_resume(&answer->archive->stop, answer->left);
    if (!answer->explanation) status = mg_hand_out_explanation(answer->session->searcher, a, &a->arena, &answer->explanation, &why);
    *out = answer->explanation;
    return told(status, &why, error);
}

/* ---- articles and words ---- */

/* Ready for a call that is no search. */
static mg_status ready(morgue *m, mg_error *err)
{
    MG_TRY(refresh(m, err));
    mg_arena_reset(&m->arena);
    mg_stop_start(&m->stop, m->timeout);
    return MG_OK;
}

morgue_code morgue_article(morgue *m, const char *id, const char *query, const morgue_hit **out, morgue_error *error)
{
    mg_error why = MG_ERROR_INIT;
    mg_result result;
    mg_status status = ready(m, &why);
    if (status == MG_OK) status = mg_searcher_article(m->session->searcher, mg_span_str(id), mg_span_str(query), &result, &why);
    if (status == MG_OK) status = mg_hand_out_hit(&result, &m->arena, out, &why);
    return told(status, &why, error);
}

static mg_status complete(morgue *m, const char *prefix, size_t limit, const morgue_bucket **out, size_t *n, mg_error *err)
{
    const mg_vocabulary_word *words;
    MG_TRY(ready(m, err));
    MG_TRY(mg_searcher_complete(m->session->searcher, mg_span_str(prefix), limit, &words, n, err));
    return mg_hand_out_words(words, *n, &m->arena, out, err);
}

morgue_code morgue_complete(morgue *m, const char *prefix, size_t limit, const morgue_bucket **out, size_t *n,
                            morgue_error *error)
{
    mg_error why = MG_ERROR_INIT;
    return told(complete(m, prefix, limit, out, n, &why), &why, error);
}

/* ---- JSON ---- */

static morgue_code ask(morgue *m, mg_span request, bool flat, char **response, size_t *n, morgue_error *error)
{
    mg_buf out = MG_BUF_INIT;
    morgue_code code = mg_ask(m, request, flat, &out, error);
    if (out.failed) {
        mg_error why = MG_ERROR_INIT;
        mg_buf_dispose(&out);
        code = told(mg_fail_nomem(&why, "writing an answer"), &why, error);
    }
    *response = out.p;
    *n = out.n;
    return code;
}

morgue_code morgue_ask(morgue *m, const char *request, size_t n, char **response, size_t *response_n, morgue_error *error)
{
    return ask(m, (mg_span){request, n}, false, response, response_n, error);
}

morgue_code morgue_ask_flat(morgue *m, const char *request, size_t n, char **response, size_t *response_n, morgue_error *error)
{
    return ask(m, (mg_span){request, n}, true, response, response_n, error);
}

void morgue_free(char *response)
{
    free(response);
}
