/* bundle.h - articles that one thread reads and another inverts: a batch of their own.
 *
 * Files may be few and large, and the last of many end one after the other. So who reads one gives copies of its articles, many at a
 * time, to threads that have no file.
 *
 * Life: mg_bundle_new; mg_bundle_add; mg_bundle_send or mg_bundle_invert; mg_bundle_end. Before it is sent, mg_bundle_free will do. */
#ifndef MG_BUNDLE_H
#define MG_BUNDLE_H

#include "indexer/postings.h"
#include "indexer/workers.h"

/* A batch, of the poster of a job, and how large that had become. */
typedef struct {
    mg_batch *batch; /* NULL: none */
    size_t job, poster_memory;
} mg_posted_batch;

typedef struct mg_bundle mg_bundle;

/* `posters`: by job. NULL when memory runs out. */
mg_bundle *mg_bundle_new(mg_poster *const *posters, bool timed);
void mg_bundle_free(mg_bundle *bundle);

/* Add a copy. False when memory runs out. */
bool mg_bundle_add(mg_bundle *bundle, const mg_article *article, uint32_t root);

/* How much text it has, in bytes. */
size_t mg_bundle_bytes(const mg_bundle *bundle);

/* Have another thread invert it; false when there is none for it: then mg_bundle_invert does, with the poster of job `job`, whose
 * last batch was taken. */
bool mg_bundle_send(mg_bundle *bundle, mg_workers *workers);
void mg_bundle_invert(mg_bundle *bundle, size_t job);

/* Wait until it is inverted; when no other thread has begun, that is done here, as by mg_bundle_invert, if it is still `wanted`. Take
 * the batch, if there is one, and the time that it took; the bundle is freed. Errors: those of mg_poster_article and
 * mg_inverter_take. */
MG_NODISCARD mg_status mg_bundle_end(mg_bundle *bundle, mg_workers *workers, size_t job, bool wanted, mg_watch *watch,
                                     mg_posted_batch *out, mg_error *err);

#endif
