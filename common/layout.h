/* layout.h - the index directory: which segments are live, and opening them for reading.
 *
 *   DIR/XAPIANDB        a Xapian stub: "# generation N", then "auto segments/NAME" a line
 *   DIR/segments/NAME/  a glass database, never changed once the stub names it
 *   DIR/lock            held by the one writer
 *
 * Replacing the stub is the commit: everything that it names is complete and durable before. */
#ifndef MG_LAYOUT_H
#define MG_LAYOUT_H

#include "common/article.h"
#include "common/xapian_shim.h"

/* The directory of an index inside an archive, when none is named. */
#define MG_INDEX_NAME ".morgue"

typedef struct {
    uint64_t generation;  /* 0: no index yet */
    const char **segments; /* names, in the arena given */
    size_t n;
} mg_stub;

/* Read the stub of the index directory `dir`. Without one, *out is generation 0.
 * Errors: MG_CORRUPT, MG_IO, MG_NOMEM. */
MG_NODISCARD mg_status mg_stub_read(const char *dir, mg_arena *arena, mg_stub *out, mg_error *err);

/* Make `segments` the live ones. */
MG_NODISCARD mg_status mg_stub_publish(const char *dir, uint64_t generation, const char *const *segments, size_t n,
                                       mg_error *err);

/* An index opened for reading. */
typedef struct {
    mg_db *db;
    mg_arena arena;    /* holds what follows */
    bool foreign;      /* a Xapian database that Morgue did not make: no records, unknown languages */
    mg_spans languages; /* codes of the stemmers used, most articles first */
    bool unstemmed;     /* some articles have no stemmer: their words are only there as written */
    mg_spans roots;    /* of the archives: absolute paths, by record.root; of the first database only */
} mg_index;

/* Open one or several indexes as one: index directories, other Xapian databases, tcp://HOST:PORT.
 * Errors: MG_NOTFOUND; MG_VERSION made by another version of Morgue, the sentence says what to do;
 * MG_CORRUPT; MG_IO. mg_index_close frees, also after an error. */
MG_NODISCARD mg_status mg_index_open(const char *const *where, size_t n, mg_index *out, mg_error *err);
void mg_index_close(mg_index *index);

/* Metadata value for roots: as they are, but those at or above `dir` relative to it, so that an archive
 * with its index inside can be moved. `roots` are absolute paths. */
void mg_roots_encode(const char *dir, mg_spans roots, mg_buf *out);
MG_NODISCARD mg_status mg_roots_decode(const char *dir, mg_span value, mg_arena *arena, mg_spans *out, mg_error *err);

#endif
