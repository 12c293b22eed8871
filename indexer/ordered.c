/* ordered.c - see ordered.h. Part n waits in place n modulo their number. */
#include "indexer/ordered.h"

#include <pthread.h>
#include <stdatomic.h>

#define AHEAD 3 /* parts for each thread that are made and not put out */

typedef struct {
    bool made;
    void *part;
} place;

typedef struct {
    const mg_ordered *work;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    place places[AHEAD * MG_JOBS_MAX];
    size_t n_places;
    size_t taken;       /* the next part to make */
    atomic_size_t done; /* parts 0..done - 1 are put out; changed under the lock */
    size_t failed;      /* the first part that failed, or the number of parts */
    mg_status status;
    mg_error err;
} state;

struct mg_turn {
    state *state;
    size_t number;
};

bool mg_turn_come(mg_turn *turn)
{
    return atomic_load_explicit(&turn->state->done, memory_order_acquire) == turn->number;
}

/* Whoever makes part `done` does not wait, so it is put out, and the turn comes. */
mg_status mg_turn_wait(mg_turn *turn, mg_error *err)
{
    state *s = turn->state;
    pthread_mutex_lock(&s->lock);
    while (s->done != turn->number && s->failed > turn->number) pthread_cond_wait(&s->changed, &s->lock);
    bool come = s->done == turn->number;
    pthread_mutex_unlock(&s->lock);
    return come ? MG_OK : mg_fail(err, MG_INTERNAL, "a part of the work before this one failed");
}

static void fail(state *s, size_t number, mg_status status, const mg_error *err)
{
    if (number >= s->failed) return;
    s->failed = number;
    s->status = status;
    s->err = *err;
}

/* Put out all parts whose turn has come; only the thread that made the first of them does. Holds the lock but for that. */
static void put_parts(state *s)
{
    for (place *p = &s->places[s->done % s->n_places]; p->made && s->done < s->failed; p = &s->places[s->done % s->n_places]) {
        mg_error err = MG_ERROR_INIT;
        mg_status status = MG_OK;
        pthread_mutex_unlock(&s->lock);
        if (s->work->put) status = s->work->put(s->work->payload, p->part, &err);
        pthread_mutex_lock(&s->lock);
        *p = (place){0};
        if (status != MG_OK) fail(s, s->done, status, &err);
        else s->done++;
        pthread_cond_broadcast(&s->changed);
    }
}

static void work(void *payload)
{
    state *s = payload;
    size_t count = s->work->count;
    pthread_mutex_lock(&s->lock);
    for (;;) {
        while (s->failed == count && s->taken < count && s->taken >= s->done + s->n_places)
            pthread_cond_wait(&s->changed, &s->lock);
        if (s->failed < count || s->taken >= count) break;
        mg_turn turn = {s, s->taken++};
        mg_error err = MG_ERROR_INIT;
        void *part = NULL;
        pthread_mutex_unlock(&s->lock);
        mg_status status = s->work->make(s->work->payload, turn.number, &turn, &part, &err);
        pthread_mutex_lock(&s->lock);
        if (status != MG_OK) fail(s, turn.number, status, &err);
        else s->places[turn.number % s->n_places] = (place){true, part};
        if (turn.number == s->done) put_parts(s);
        pthread_cond_broadcast(&s->changed);
    }
    pthread_mutex_unlock(&s->lock);
}

mg_status mg_ordered_run(const mg_ordered *to_do, mg_error *err)
{
    size_t jobs = mg_threads_jobs(to_do->threads);
    state s = {.work = to_do, .failed = to_do->count, .n_places = jobs > 1 ? AHEAD * jobs : 1};
    mg_call others = {.task = work, .payload = &s};
    pthread_mutex_init(&s.lock, NULL);
    pthread_cond_init(&s.changed, NULL);
    if (to_do->count) mg_threads_begin(to_do->threads, &others, MG_MIN(jobs, to_do->count) - 1);
    work(&s);
    mg_threads_end(to_do->threads, &others);
    for (size_t i = 0; i < s.n_places; i++)
        if (s.places[i].made && to_do->drop) to_do->drop(s.places[i].part);
    pthread_cond_destroy(&s.changed);
    pthread_mutex_destroy(&s.lock);
    return s.status == MG_OK ? MG_OK : mg_fail(err, s.status, "%s", s.err.msg);
}
