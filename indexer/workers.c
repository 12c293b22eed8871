/* workers.c - see workers.h. A ring of results: number n stands in place n modulo its size. */
#include "indexer/workers.h"

#include <pthread.h>
#include <stdlib.h>

#define AHEAD 1 /* results for each thread */

typedef struct {
    mg_workers *workers;
    size_t job;
    pthread_t thread;
} worker;

struct mg_workers {
    mg_work work;
    size_t places;
    char *results;
    bool *done; /* by place */
    worker threads[MG_JOBS_MAX];
    size_t running;
    pthread_mutex_t lock;
    pthread_cond_t made, room;
    size_t taken;   /* the next number to make */
    size_t fetched; /* the next number to hand out */
    size_t busy;    /* threads that make one */
    bool paused, stop;
};

static void *place(const mg_workers *w, size_t number)
{
    return w->results + number % w->places * w->work.size;
}

static void *work(void *argument)
{
    worker *me = argument;
    mg_workers *w = me->workers;
    pthread_mutex_lock(&w->lock);
    for (;;) {
        /* The place of the result handed out last is still in use: hence one less. */
        while (!w->stop && (w->paused || (w->taken < w->work.count && w->taken + 1 >= w->fetched + w->places)))
            pthread_cond_wait(&w->room, &w->lock);
        if (w->stop || w->taken >= w->work.count) break;
        size_t number = w->taken++;
        w->busy++;
        pthread_mutex_unlock(&w->lock);
        w->work.make(w->work.payload, me->job, number, place(w, number));
        pthread_mutex_lock(&w->lock);
        w->done[number % w->places] = true;
        w->busy--;
        pthread_cond_broadcast(&w->made);
    }
    pthread_mutex_unlock(&w->lock);
    return NULL;
}

size_t mg_workers_ahead(size_t jobs)
{
    return jobs > 1 ? jobs * AHEAD : 0;
}

mg_status mg_workers_start(const mg_work *work_to_do, mg_workers **out, mg_error *err)
{
    mg_workers *w = calloc(1, sizeof *w);
    if (!w) return mg_fail_nomem(err, "starting threads");
    w->work = *work_to_do;
    w->places = mg_workers_ahead(w->work.jobs) + 1;
    w->results = calloc(w->places, w->work.size);
    w->done = calloc(w->places, sizeof *w->done);
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->made, NULL);
    pthread_cond_init(&w->room, NULL);
    if (!w->results || !w->done) {
        mg_workers_stop(w);
        return mg_fail_nomem(err, "starting threads");
    }
    for (size_t job = 0; w->work.jobs > 1 && job < w->work.jobs; job++) {
        w->threads[job] = (worker){.workers = w, .job = job};
        int failed = pthread_create(&w->threads[job].thread, NULL, work, &w->threads[job]);
        if (failed && w->running) break; /* fewer threads will do */
        if (failed) {
            mg_workers_stop(w);
            return mg_fail_sys(err, failed, "no thread could be started");
        }
        w->running++;
    }
    *out = w;
    return MG_OK;
}

/* Dispose of the result that was handed out last. */
static void release(mg_workers *w)
{
    if (!w->fetched) return;
    size_t at = (w->fetched - 1) % w->places;
    if (w->done[at]) w->work.dispose(place(w, w->fetched - 1));
    w->done[at] = false;
}

void *mg_workers_next(mg_workers *w)
{
    pthread_mutex_lock(&w->lock);
    release(w);
    void *result = NULL;
    if (w->fetched < w->work.count) {
        size_t number = w->fetched;
        if (!w->running) {
            w->work.make(w->work.payload, 0, number, place(w, number));
            w->done[number % w->places] = true;
        }
        w->fetched++;
        pthread_cond_broadcast(&w->room);
        while (!w->done[number % w->places]) pthread_cond_wait(&w->made, &w->lock);
        result = place(w, number);
    }
    pthread_mutex_unlock(&w->lock);
    return result;
}

void mg_workers_pause(mg_workers *w)
{
    pthread_mutex_lock(&w->lock);
    w->paused = true;
    while (w->busy) pthread_cond_wait(&w->made, &w->lock);
    pthread_mutex_unlock(&w->lock);
}

void mg_workers_go_on(mg_workers *w)
{
    pthread_mutex_lock(&w->lock);
    w->paused = false;
    pthread_cond_broadcast(&w->room);
    pthread_mutex_unlock(&w->lock);
}

void mg_workers_stop(mg_workers *w)
{
    if (!w) return;
    pthread_mutex_lock(&w->lock);
    w->stop = true;
    pthread_cond_broadcast(&w->room);
    pthread_mutex_unlock(&w->lock);
    for (size_t job = 0; job < w->running; job++) pthread_join(w->threads[job].thread, NULL);
    for (size_t at = 0; w->done && at < w->places; at++)
        if (w->done[at]) w->work.dispose(w->results + at * w->work.size);
    pthread_cond_destroy(&w->made);
    pthread_cond_destroy(&w->room);
    pthread_mutex_destroy(&w->lock);
    free(w->results);
    free(w->done);
    free(w);
}
