/* threads.c - see threads.h. Calls are a stack: what was begun last is what the others wait for. */
#include "indexer/threads.h"

#include "common/vec.h"

#include <pthread.h>

struct mg_threads {
    size_t jobs;
    MG_VEC(pthread_t) all;
    pthread_mutex_t lock;
    pthread_cond_t called, done;
    mg_call *calls;
    size_t free, wanted; /* threads; and by all calls */
    bool stop;
};

mg_status mg_threads_new(size_t jobs, mg_threads **out, mg_error *err)
{
    mg_threads *t = calloc(1, sizeof *t);
    if (!t) return mg_fail_nomem(err, "starting threads");
    t->jobs = jobs;
    pthread_mutex_init(&t->lock, NULL);
    pthread_cond_init(&t->called, NULL);
    pthread_cond_init(&t->done, NULL);
    *out = t;
    return MG_OK;
}

void mg_threads_free(mg_threads *t)
{
    if (!t) return;
    pthread_mutex_lock(&t->lock);
    t->stop = true;
    pthread_cond_broadcast(&t->called);
    pthread_mutex_unlock(&t->lock);
    for (size_t i = 0; i < t->all.n; i++) pthread_join(t->all.v[i], NULL);
    mg_vec_free(&t->all);
    pthread_cond_destroy(&t->called);
    pthread_cond_destroy(&t->done);
    pthread_mutex_destroy(&t->lock);
    free(t);
}

size_t mg_threads_jobs(const mg_threads *t)
{
    return t ? t->jobs : 1;
}

static void *work(void *argument)
{
    mg_threads *t = argument;
    pthread_mutex_lock(&t->lock);
    for (;;) {
        mg_call *call = t->calls;
        while (call && !call->wanted) call = call->next;
        if (!call && t->stop) break;
        if (!call) {
            pthread_cond_wait(&t->called, &t->lock);
            continue;
        }
        call->wanted--;
        call->running++;
        t->wanted--;
        t->free--;
        pthread_mutex_unlock(&t->lock);
        call->task(call->payload);
        pthread_mutex_lock(&t->lock);
        call->running--;
        t->free++;
        pthread_cond_broadcast(&t->done);
    }
    pthread_mutex_unlock(&t->lock);
    return NULL;
}

static bool add_thread(mg_threads *t)
{
    if (!mg_vec_push(&t->all, (pthread_t){0})) return false;
    bool added = pthread_create(&t->all.v[t->all.n - 1], NULL, work, t) == 0;
    if (added) t->free++;
    else t->all.n--;
    return added;
}

size_t mg_threads_begin(mg_threads *t, mg_call *call, size_t n)
{
    if (!t || !n) return 0;
    pthread_mutex_lock(&t->lock);
    t->wanted += n;
    while (t->free < t->wanted && add_thread(t)) continue;
    size_t short_of = t->wanted - MG_MIN(t->wanted, t->free), got = n - MG_MIN(n, short_of);
    t->wanted -= n - got;
    call->wanted = got;
    call->next = t->calls;
    t->calls = call;
    pthread_cond_broadcast(&t->called);
    pthread_mutex_unlock(&t->lock);
    return got;
}

void mg_threads_end(mg_threads *t, mg_call *call)
{
    if (!t) return;
    pthread_mutex_lock(&t->lock);
    t->wanted -= call->wanted;
    call->wanted = 0;
    mg_call **at = &t->calls;
    while (*at && *at != call) at = &(*at)->next;
    if (*at) *at = call->next;
    while (call->running) pthread_cond_wait(&t->done, &t->lock);
    pthread_mutex_unlock(&t->lock);
}
