/* workers.c - see workers.h. A ring of results: number n stands in place n modulo its size. */
#include "indexer/workers.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#define AHEAD 1 /* results for each thread */

typedef enum {
    FREE,
    PART,  /* made, and more of the result will come */
    WHOLE, /* made, to its end */
    LEFT,  /* a part of it was the last thing: nothing is in the place */
} place_state;

struct mg_workers {
    mg_work work;
    size_t places;
    char *results;
    place_state *states; /* by place */
    size_t jobs;
    mg_call threads;
    size_t came; /* of them */
    pthread_mutex_t lock;
    pthread_cond_t made, room;
    size_t taken;   /* the next number to make */
    size_t wanted;  /* the number that is taken next, or in parts just now */
    size_t busy;    /* threads that make one, but for those whose part waits to be taken */
    size_t making;  /* with those */
    _Atomic(mg_errand *) errand; /* that nobody has begun */
    atomic_size_t helpers;       /* threads that make nothing */
    atomic_bool all_begun;       /* nothing is left to take. All three change under the lock */
    bool paused, stop;
    mg_status status; /* of taking */
    mg_error err;
};

static void *place(const mg_workers *w, size_t number)
{
    return w->results + number % w->places * w->work.size;
}

/* ---- making ---- */

/* There is nothing to make: run an errand, or wait for one, or for another change. Holds the lock but for that. */
static void help(mg_workers *w, size_t job)
{
    mg_errand *errand = w->errand;
    w->helpers++;
    if (errand) {
        w->errand = NULL;
        pthread_mutex_unlock(&w->lock);
        errand->run(errand->payload, job);
        pthread_mutex_lock(&w->lock);
        errand->done = true;
        pthread_cond_broadcast(&w->made);
    } else {
        pthread_cond_wait(&w->room, &w->lock);
    }
    w->helpers--;
}

static bool may_make(const mg_workers *w)
{
    return !w->paused && w->taken < w->work.count && w->taken < w->wanted + w->places;
}

static bool is_over(const mg_workers *w)
{
    return w->stop || (w->taken == w->work.count && !w->making);
}

static void work(void *payload)
{
    mg_workers *w = payload;
    pthread_mutex_lock(&w->lock);
    size_t job = w->came++;
    for (;;) {
        while (w->errand || !(may_make(w) || is_over(w))) help(w, job);
        if (is_over(w)) break;
        size_t number = w->taken++;
        w->all_begun = w->taken == w->work.count;
        w->busy++;
        w->making++;
        pthread_mutex_unlock(&w->lock);
        w->work.make(w->work.payload, w, job, number, place(w, number));
        pthread_mutex_lock(&w->lock);
        w->states[number % w->places] = w->states[number % w->places] == LEFT ? FREE : WHOLE;
        w->busy--;
        w->making--;
        pthread_cond_broadcast(&w->made);
        if (is_over(w)) pthread_cond_broadcast(&w->room);
    }
    pthread_mutex_unlock(&w->lock);
}

/* ---- errands ---- */

bool mg_workers_can_send(const mg_workers *w)
{
    return atomic_load_explicit(&w->helpers, memory_order_relaxed) && !atomic_load_explicit(&w->errand, memory_order_relaxed);
}

bool mg_workers_all_begun(const mg_workers *w)
{
    return atomic_load_explicit(&w->all_begun, memory_order_relaxed);
}

bool mg_workers_send(mg_workers *w, mg_errand *errand)
{
    pthread_mutex_lock(&w->lock);
    bool sent = mg_workers_can_send(w);
    if (sent) {
        w->errand = errand;
        pthread_cond_signal(&w->room);
    }
    pthread_mutex_unlock(&w->lock);
    return sent;
}

bool mg_workers_await(mg_workers *w, mg_errand *errand)
{
    pthread_mutex_lock(&w->lock);
    bool begun = w->errand != errand;
    if (!begun) w->errand = NULL;
    while (begun && !errand->done) pthread_cond_wait(&w->made, &w->lock);
    pthread_mutex_unlock(&w->lock);
    return begun;
}

size_t mg_workers_ahead(size_t jobs)
{
    return jobs > 1 ? jobs * AHEAD : 0;
}

/* ---- taking ---- */

static bool take(mg_workers *w, size_t number)
{
    w->status = w->work.take(w->work.payload, w, place(w, number), &w->err);
    w->work.dispose(place(w, number));
    return w->status == MG_OK;
}

bool mg_workers_hand(mg_workers *w, size_t job, size_t number)
{
    if (w->jobs == 1) {
        w->stop = !take(w, number);
        return !w->stop;
    }
    place_state *state = &w->states[number % w->places];
    pthread_mutex_lock(&w->lock);
    *state = PART;
    w->busy--;
    pthread_cond_broadcast(&w->made);
    while (w->errand || (!w->stop && (w->paused || *state == PART))) help(w, job);
    bool go_on = !w->stop;
    if (!go_on && *state == PART) w->work.dispose(place(w, number));
    if (!go_on) *state = LEFT;
    w->busy++;
    pthread_mutex_unlock(&w->lock);
    return go_on;
}

static void take_all(mg_workers *w)
{
    pthread_mutex_lock(&w->lock);
    while (w->wanted < w->work.count && w->status == MG_OK) {
        place_state *state = &w->states[w->wanted % w->places];
        while (*state == FREE) pthread_cond_wait(&w->made, &w->lock);
        bool whole = *state == WHOLE;
        pthread_mutex_unlock(&w->lock);
        take(w, w->wanted);
        pthread_mutex_lock(&w->lock);
        *state = FREE;
        if (whole) w->wanted++;
        pthread_cond_broadcast(&w->room);
    }
    pthread_mutex_unlock(&w->lock);
}

/* Without threads. */
static void do_all(mg_workers *w)
{
    for (; w->wanted < w->work.count && w->status == MG_OK; w->wanted++) {
        w->work.make(w->work.payload, w, 0, w->wanted, place(w, w->wanted));
        if (!w->stop) take(w, w->wanted);
    }
}

/* ---- pausing ---- */

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

/* ---- life ---- */

static mg_status start(mg_workers *w, mg_error *err)
{
    w->places = mg_workers_ahead(w->jobs) + 1;
    w->results = calloc(w->places, w->work.size);
    w->states = calloc(w->places, sizeof *w->states);
    if (!w->results || !w->states) return mg_fail_nomem(err, "starting threads");
    if (w->jobs > 1 && !mg_threads_begin(w->work.threads, &w->threads, w->jobs)) /* fewer will do */
        return mg_fail(err, MG_IO, "no thread can be started: -j 1 needs none");
    return MG_OK;
}

static void stop(mg_workers *w)
{
    pthread_mutex_lock(&w->lock);
    w->stop = true;
    pthread_cond_broadcast(&w->room);
    pthread_mutex_unlock(&w->lock);
    mg_threads_end(w->work.threads, &w->threads);
    for (size_t at = 0; w->states && at < w->places; at++)
        if (w->states[at] != FREE) w->work.dispose(w->results + at * w->work.size);
}

mg_status mg_workers_run(const mg_work *to_do, mg_error *err)
{
    mg_workers w = {.work = *to_do, .jobs = mg_threads_jobs(to_do->threads), .threads = {.task = work, .payload = &w}, .err = MG_ERROR_INIT};
    pthread_mutex_init(&w.lock, NULL);
    pthread_cond_init(&w.made, NULL);
    pthread_cond_init(&w.room, NULL);
    mg_status status = start(&w, err);
    if (status == MG_OK) {
        if (w.jobs > 1) take_all(&w);
        else do_all(&w);
        status = w.status == MG_OK ? MG_OK : mg_fail(err, w.status, "%s", w.err.msg);
    }
    stop(&w);
    pthread_cond_destroy(&w.made);
    pthread_cond_destroy(&w.room);
    pthread_mutex_destroy(&w.lock);
    free(w.results);
    free(w.states);
    return status;
}
