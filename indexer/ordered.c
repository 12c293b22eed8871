/* ordered.c - see ordered.h. */
#include "indexer/ordered.h"

#include "indexer/workers.h"

#include <pthread.h>

typedef struct {
    const mg_ordered *work;
    pthread_mutex_t lock;
    pthread_cond_t turned;
    size_t taken; /* the next part to make */
    size_t done;  /* parts 0..done - 1 are put out: the turn is that of part `done` */
    size_t failed; /* the first part that failed, or the number of parts */
    mg_status status;
    mg_error err;
} state;

struct mg_turn {
    state *state;
    size_t number;
};

bool mg_turn_come(mg_turn *turn)
{
    state *s = turn->state;
    pthread_mutex_lock(&s->lock);
    bool come = s->done == turn->number;
    pthread_mutex_unlock(&s->lock);
    return come;
}

mg_status mg_turn_wait(mg_turn *turn, mg_error *err)
{
    state *s = turn->state;
    pthread_mutex_lock(&s->lock);
    while (s->done != turn->number && s->failed > turn->number) pthread_cond_wait(&s->turned, &s->lock);
    bool come = s->done == turn->number;
    pthread_mutex_unlock(&s->lock);
    return come ? MG_OK : mg_fail(err, MG_INTERNAL, "another part of the work failed");
}

static void *work(void *argument)
{
    state *s = argument;
    pthread_mutex_lock(&s->lock);
    while (s->taken < s->work->count && s->failed == s->work->count) {
        mg_turn turn = {s, s->taken++};
        mg_error err = MG_ERROR_INIT;
        pthread_mutex_unlock(&s->lock);
        mg_status status = s->work->make(s->work->payload, turn.number, &turn, &err);
        pthread_mutex_lock(&s->lock);
        if (status == MG_OK) {
            s->done++;
        } else if (turn.number < s->failed) {
            s->failed = turn.number;
            s->status = status;
            s->err = err;
        }
        pthread_cond_broadcast(&s->turned);
    }
    pthread_mutex_unlock(&s->lock);
    return NULL;
}

mg_status mg_ordered_run(const mg_ordered *to_do, mg_error *err)
{
    state s = {.work = to_do, .failed = to_do->count};
    pthread_t threads[MG_JOBS_MAX];
    size_t running = 0;
    pthread_mutex_init(&s.lock, NULL);
    pthread_cond_init(&s.turned, NULL);
    while (running + 1 < MG_MIN(to_do->jobs, to_do->count) && pthread_create(&threads[running], NULL, work, &s) == 0) running++;
    work(&s);
    for (size_t i = 0; i < running; i++) pthread_join(threads[i], NULL);
    pthread_cond_destroy(&s.turned);
    pthread_mutex_destroy(&s.lock);
    return s.status == MG_OK ? MG_OK : mg_fail(err, s.status, "%s", s.err.msg);
}
