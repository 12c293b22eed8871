/* vec.h - growable typed arrays.
 * Life: a zeroed MG_VEC, mg_vec_push, read v[0..n), mg_vec_free. Pushing returns false, and changes
 * nothing, when memory runs out. */
#ifndef MG_VEC_H
#define MG_VEC_H

#include "common/base.h"

#include <stdlib.h>

#define MG_VEC(type)                                                                               \
    struct {                                                                                       \
        type *v;                                                                                   \
        size_t n, cap;                                                                             \
    }

/* Make room for one more element of `size` bytes; returns the (moved) array, or NULL. */
static inline void *mg_vec_grow_(void *v, size_t n, size_t *cap, size_t size)
{
    if (n < *cap) return v;
    size_t grown = *cap ? *cap * 2 : 8;
    if (grown > SIZE_MAX / 2 / size) return NULL;
    void *moved = realloc(v, grown * size);
    if (moved) *cap = grown;
    return moved;
}

#define mg_vec_push(vec, ...)                                                                      \
    __extension__({                                                                                \
        void *mg_moved_ = mg_vec_grow_((vec)->v, (vec)->n, &(vec)->cap, sizeof *(vec)->v);         \
        if (mg_moved_) {                                                                           \
            (vec)->v = mg_moved_;                                                                  \
            (vec)->v[(vec)->n++] = (__VA_ARGS__);                                                  \
        }                                                                                          \
        mg_moved_ != NULL;                                                                         \
    })

#define mg_vec_free(vec) (free((vec)->v), (vec)->v = NULL, (vec)->n = (vec)->cap = 0)

#endif
