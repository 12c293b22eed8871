/* layout.h - the index directory: which segments are live, and opening them for reading.
 *
 *   DIR/XAPIANDB          a Xapian stub, and the manifest; a line each:
 *                           # generation N
 *                           # ledger NAME               the indexer's record of files
 *                           # archive ROOT              each archive root as mg_roots_encode has it, from record.root 0 on
 *                           # removed SEGMENT NAME      the segment has removed articles
 *                           auto segments/SEGMENT
 *   DIR/segments/SEGMENT/ a glass database with its impacts (impacts.h), never changed once the stub names it
 *   DIR/removed/NAME-SEGMENT   the articles of the segment that are removed (removed.h), as immutable
 *   DIR/ledger/NAME       of the indexer alone
 *   DIR/lock              held by the one writer
 *
 * Replacing the stub is the commit: everything that it names is complete and durable before. Other comment lines are
 * passed over. libxapian alone reads the stub too, but knows nothing of removed articles. */
#ifndef MG_LAYOUT_H
#define MG_LAYOUT_H

#include "common/article.h"
#include "common/removed.h"
#include "common/xapian_shim.h"

/* The directory of an index inside an archive, when none is named. */
#define MG_INDEX_NAME ".morgue"

typedef struct {
    const char *name;
    const char *removed; /* the name that its removed file has before its own, or NULL: all its articles are live */
} mg_stub_segment;

typedef struct {
    uint64_t generation;  /* 0: no index yet */
    const char *ledger;   /* its name, or NULL */
    mg_spans archives;    /* the lines of mg_roots_encode, without newline */
    mg_stub_segment *segments;
    size_t n;
} mg_stub;

/* Read the stub of the index directory `dir`, into the arena. Without one, *out is generation 0.
 * Errors: MG_CORRUPT, with out->generation 0 when it is no stub of Morgue's at all; MG_IO, MG_NOMEM. */
MG_NODISCARD mg_status mg_stub_read(const char *dir, mg_arena *arena, mg_stub *out, mg_error *err);

/* Make this the stub: what it names is live from here on. */
MG_NODISCARD mg_status mg_stub_publish(const char *dir, const mg_stub *stub, mg_error *err);

/* Append the path of a segment, of its removed file, of a ledger. */
void mg_path_segment(const char *dir, const char *segment, mg_buf *out);
void mg_path_removed(const char *dir, const mg_stub_segment *segment, mg_buf *out);
void mg_path_ledger(const char *dir, const char *ledger, mg_buf *out);

/* An index opened for reading. */
typedef struct {
    mg_db *db;
    mg_removed **removed; /* of its places, or NULL each */
    size_t places;        /* the segments of index directories, other databases as one each */
    mg_arena arena;    /* holds what follows */
    bool foreign;      /* a Xapian database that Morgue did not make: no records, unknown languages */
    mg_spans languages; /* codes of the stemmers used, most articles first */
    bool unstemmed;     /* some articles have no stemmer: their words are only there as written */
    bool tells_unstemmed; /* ... and which those are a term says: see MG_UNSTEMMED */
    mg_spans roots;    /* of the archives: absolute paths, by record.root; of the first database only */
} mg_index;

/* Open one or several indexes as one: index directories, other Xapian databases, tcp://HOST:PORT.
 * Errors: MG_NOTFOUND; MG_VERSION made by another version of Morgue, the sentence says what to do;
 * MG_CORRUPT; MG_IO. mg_index_close frees, also after an error. */
MG_NODISCARD mg_status mg_index_open(const char *const *where, size_t n, mg_index *out, mg_error *err);
void mg_index_close(mg_index *index);

/* Roots as lines: as they are, but those at or above `dir` relative to it, so that an archive
 * with its index inside can be moved. `roots` are absolute paths. */
void mg_roots_encode(const char *dir, mg_spans roots, mg_buf *out);
MG_NODISCARD mg_status mg_roots_decode(const char *dir, mg_span value, mg_arena *arena, mg_spans *out, mg_error *err);

#endif
