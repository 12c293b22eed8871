/* places.h - where the articles of a run are: the archives that it looks at, how, and the files that lists name. */
#ifndef MG_PLACES_H
#define MG_PLACES_H

#include "indexer/build.h"
#include "indexer/changes.h"
#include "indexer/earlier.h"

typedef struct {
    mg_spans roots;   /* absolute paths; those that the index has come first: their numbers are in its records */
    mg_ledger_root *are; /* by root: what the ledger is to say of it */
    mg_look *looks;   /* by root */
    MG_VEC(mg_listed) listed; /* sorted */
} mg_places;

/* Find the archives that the user named; before anything is created, as a default index lies inside of one. In `arena`.
 * Errors: MG_NOTFOUND, MG_IO an archive cannot be read; MG_USAGE; MG_NOMEM. */
MG_NODISCARD mg_status mg_places_named(const mg_build_opts *opts, mg_arena *arena, mg_places *out, mg_error *err);

/* Join them with those of the index, unless opts->full, and find the files of lists. Files that cannot be are told. */
MG_NODISCARD mg_status mg_places_join(const mg_build_opts *opts, const mg_earlier *earlier, mg_arena *arena,
                                      void (*problem)(void *payload, mg_span path, mg_span member, const mg_error *why), void *payload,
                                      mg_places *places, mg_error *err);
/* Walk them, and see what lists name (mg_archive_open). */
MG_NODISCARD mg_status mg_places_open(const mg_places *places, const mg_build_opts *opts, const mg_reading *reading, mg_archive **out,
                                      mg_error *err);
void mg_places_dispose(mg_places *places);

#endif
