/* xapian_shim.h - the only door to libxapian, in plain C.
 *
 * No Xapian type and no exception passes it: each call runs guarded alike, and what libxapian throws
 * becomes a status and a sentence. Handles are opaque; a NULL handle may be closed. Spans passed in are
 * borrowed for the call; what comes out is appended to the caller's buffers. A handle serves one thread
 * at a time, different handles different threads.
 *
 * MG_STALE from a reader means that the database was changed or replaced while it was read: call
 * mg_db_reopen and repeat. */
#ifndef MG_XAPIAN_SHIM_H
#define MG_XAPIAN_SHIM_H

#include "common/buf.h"
#include "common/removed.h"
#include "common/stop.h"

/* ---- library ---- */

/* "1.4.22"; static. */
const char *mg_xapian_version(void);

/* What Xapian's text routines think of a code point: its simple lower case, with the flags below. */
enum {
    MG_CHAR_LOWER = 0x1fffff, /* mask: the code point in lower case */
    MG_CHAR_WORD = 1 << 24,   /* part of a word */
    MG_CHAR_DIGIT = 1 << 25,  /* a decimal digit */
    MG_CHAR_STEMS = 1 << 26,  /* a word that begins with it is stemmed */
};
uint32_t mg_xapian_char(uint32_t ch);

/* ---- reading ---- */

typedef struct mg_db mg_db;

/* Open one or several databases (directories, stub files, or tcp://HOST:PORT) as one.
 *   removed  NULL; or for each path the documents that it no longer has, or NULL. They must outlive the handle, and
 *            their databases be single ones. All that is asked of the handle, but last_docid and what is asked of a
 *            docid, is exactly as if they had never been there.
 * Errors: MG_NOTFOUND, MG_VERSION, MG_CORRUPT, MG_IO. */
MG_NODISCARD mg_status mg_db_open(const char *const *paths, const mg_removed *const *removed, size_t n, mg_db **out,
                                  mg_error *err);
void mg_db_close(mg_db *db);

/* From here on, matching, counting, visiting and reading look at `stop` now and then, and end with the errors of mg_stop_check;
 * not while a remote database is waited for. It is borrowed for the life of the handle; NULL: nothing stops them. */
void mg_db_watch(mg_db *db, const mg_stop *stop);

/* See the newest state. */
MG_NODISCARD mg_status mg_db_reopen(mg_db *db, mg_error *err);

typedef struct {
    uint32_t documents;
    uint32_t last_docid;
    double average_length; /* of a document, in terms counted by wdf */
    bool has_positions;
} mg_db_info;
MG_NODISCARD mg_status mg_db_get_info(mg_db *db, mg_db_info *out, mg_error *err);

/* Append the value of a metadata key of the place-th database; nothing when it is not set. */
MG_NODISCARD mg_status mg_db_metadata(mg_db *db, size_t place, const char *key, mg_buf *out, mg_error *err);

/* Visit the terms that begin with `prefix`, in byte order, until `visit` returns false.
 * The callback must not call back into `db`. */
typedef bool mg_term_visitor(void *payload, mg_span term, uint32_t documents);
MG_NODISCARD mg_status mg_db_terms(mg_db *db, mg_span prefix, mg_term_visitor *visit, void *payload,
                                   mg_error *err);

/* In how many documents `term` occurs; 0 when in none. */
MG_NODISCARD mg_status mg_db_term_documents(mg_db *db, mg_span term, uint32_t *out, mg_error *err);

/* The first document that `term` occurs in, or 0. */
MG_NODISCARD mg_status mg_db_find(mg_db *db, mg_span term, uint32_t *docid, mg_error *err);

/* Visit the documents that hold `term` (all documents for an empty term), docids ascending. */
typedef bool mg_docid_visitor(void *payload, uint32_t docid, uint32_t wdf);
MG_NODISCARD mg_status mg_db_postings(mg_db *db, mg_span term, mg_docid_visitor *visit, void *payload,
                                      mg_error *err);

/* Append a document's stored data, or one of its values. MG_NOTFOUND when there is no such docid. */
MG_NODISCARD mg_status mg_db_data(mg_db *db, uint32_t docid, mg_buf *out, mg_error *err);
MG_NODISCARD mg_status mg_db_value(mg_db *db, uint32_t docid, uint32_t slot, mg_buf *out, mg_error *err);

/* Visit the values that documents have in a slot, shard by shard and by docid in each, which is many times quicker than one by
 * one; until `visit` returns false. `i`: the document's place among `docids`. The callback must not call back into `db`. */
typedef bool mg_document_value_visitor(void *payload, size_t i, mg_span value);
MG_NODISCARD mg_status mg_db_values(mg_db *db, uint32_t slot, const uint32_t *docids, size_t n, mg_document_value_visitor *visit,
                                    void *payload, mg_error *err);

/* ---- matching ---- */

typedef enum {
    MG_X_NOTHING,
    MG_X_ALL,        /* every document, weight 0 */
    MG_X_TERM,       /* term */
    MG_X_AND,        /* kids */
    MG_X_OR,
    MG_X_XOR,
    MG_X_AND_NOT,    /* kids[0] without kids[1..] */
    MG_X_AND_MAYBE,  /* kids[0], weighted also by kids[1..] */
    MG_X_FILTER,     /* kids[0], where kids[1..] match too, without weight */
    MG_X_NEAR,       /* terms or ORs of terms, in any order within `window` positions; exact where no term is in two kids */
    MG_X_PHRASE,     /* terms or ORs of terms, in order within `window` positions */
    MG_X_SYNONYM,    /* kids weighted as one term */
    MG_X_SCALE,      /* kids[0], its weight times `factor`, above 0 */
    MG_X_VALUE_RANGE /* slot, low..high in byte order, both included; an empty high has no end */
} mg_xquery_op;

typedef struct mg_xquery mg_xquery;
struct mg_xquery {
    mg_xquery_op op;
    const mg_xquery *const *kids;
    size_t n;
    mg_span term;
    uint32_t window;
    uint32_t slot;
    mg_span low, high;
    double factor;
    bool independent; /* of a FILTER in a SYNONYM: what its kids match has nothing to do with each other, and where kids[0] does, one of
                         * the synonyms does */
};

/* Deepest tree that mg_db_match takes. */
#define MG_XQUERY_DEPTH 256

typedef struct {
    uint32_t offset, limit; /* which of the ranked documents */
    uint32_t check_at_least; /* look at so many matches before totals may be estimates */
    int sort;                /* 0 by weight; 1 by value_slot rising, 2 falling: documents without one last */
    uint32_t value_slot;
    bool idle_by_value; /* a query that gives no document weight is sorted by value_slot, falling */
    double least_weight; /* documents below are passed over, and not counted; 0: none */
    double k1, b; /* BM25 */
    double rare;  /* what a word weighs goes with its rarity to the power 1 + rare */
} mg_match_opts;

typedef struct {
    uint32_t docid;
    double weight;
} mg_hit;

typedef struct {
    mg_hit *hits; /* owned by the struct */
    size_t n;
    uint32_t lower, estimate, upper; /* bounds on the number of matching documents */
    bool by_value; /* they stand in the order of value_slot */
} mg_match;

/* Rank the documents that match. Ties stand in the order of docids. mg_match_dispose frees.
 * Errors: MG_LIMIT an XOR has too many sides, or is nested in others; MG_STALE; what reading gives.
 * Weights are BM25's, with exact document frequencies where all places are directories of glass databases: they do not
 * depend on how the documents are divided among those. There a synonym is in N (1 - prod (1 - n/N)) of N documents, as
 * if its words, each in n, were independent. Elsewhere libxapian's own weights are taken, which estimate that by shard;
 * and where such places stand beside removed documents, totals are upper bounds. */
MG_NODISCARD mg_status mg_db_match(mg_db *db, const mg_xquery *query, const mg_match_opts *opts, mg_match *out,
                                   mg_error *err);
void mg_match_dispose(mg_match *match);

/* A slot, and how many first bytes of its values are told apart; 0: all. More may be: what is remote counts whole ones. */
typedef struct {
    uint32_t slot;
    size_t length;
} mg_slot_prefix;

/* Count the values of slots over all documents that match, removed ones left out, and visit them: a slot after another, in
 * byte order, until `visit` returns false. Documents without a value are counted only in *documents, which are all that
 * match. The callback must not call back into `db`. Errors: as mg_db_match's. */
typedef bool mg_value_visitor(void *payload, uint32_t slot, mg_span value, uint32_t documents);
MG_NODISCARD mg_status mg_db_count_values(mg_db *db, const mg_xquery *query, const mg_slot_prefix *slots, size_t n,
                                          mg_value_visitor *visit, void *payload, uint32_t *documents, mg_error *err);

/* What a document's weight is made from: whether a term occurs in it, and how often by wdf; its length; and in how many
 * documents a query is taken to be where its words count as one: see mg_db_match on synonyms. */
MG_NODISCARD mg_status mg_db_occurs(mg_db *db, uint32_t docid, mg_span term, bool *occurs, uint32_t *wdf, mg_error *err);
MG_NODISCARD mg_status mg_db_length(mg_db *db, uint32_t docid, uint32_t *out, mg_error *err);
MG_NODISCARD mg_status mg_db_frequency(mg_db *db, const mg_xquery *query, double *out, mg_error *err);

/* The index's places as Morgue reads them itself (match.h), for the life of the handle: how many, 0 when it cannot read all of them.
 * `places` may be NULL. */
struct mg_match_place;
size_t mg_db_places(const mg_db *db, const struct mg_match_place **places);

/* Append Xapian's own description of a query, for tests. */
MG_NODISCARD mg_status mg_xquery_describe(const mg_xquery *query, mg_buf *out, mg_error *err);

/* ---- maintenance ---- */

/* Verify the database in the directory `path` as xapian-check does. *errors is the number of
 * faults; what is wrong is appended to `report`. */
MG_NODISCARD mg_status mg_db_check(const char *path, size_t *errors, mg_buf *report, mg_error *err);

#endif
