/* lock.h - a mutex for what takes less time than to sleep and be woken: whoever finds it taken tries again for a while first. */
#ifndef MG_LOCK_H
#define MG_LOCK_H

#include <pthread.h>

static inline void mg_lock_init(pthread_mutex_t *lock)
{
    pthread_mutexattr_t kind;
    pthread_mutexattr_init(&kind);
    pthread_mutexattr_settype(&kind, PTHREAD_MUTEX_ADAPTIVE_NP);
    pthread_mutex_init(lock, &kind);
    pthread_mutexattr_destroy(&kind);
}

#endif
