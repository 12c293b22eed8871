/* changes.h - what is new, changed, moved and gone in some archives, seen against the ledger of the last run. Opens no file. */
#ifndef MG_CHANGES_H
#define MG_CHANGES_H

#include "indexer/archive.h"
#include "indexer/ledger.h"

#define MG_NO_FILE SIZE_MAX

/* How a run looks at an archive. */
typedef enum {
    MG_LEFT,   /* not at all: what the ledger has of it stays */
    MG_WALKED, /* all of it: what it has no more is gone */
    MG_LISTED, /* at the files of lists: what of these is no more is gone */
    MG_PICKED, /* at some files: the others stay */
} mg_look;

/* What became of a file of the ledger. */
enum {
    MG_KNOWN_GONE, /* it is no more */
    MG_KNOWN_MET,  /* it is still there, changed or not */
    MG_KNOWN_STAYS, /* it was not looked at, and stays as it is */
};

typedef struct {
    size_t n;        /* of the archive's files; by file: */
    bool *wanted;    /* it must be read */
    uint64_t *hashes; /* if its bytes have this hash, nothing has changed; 0: it must be extracted */
    size_t *before;  /* its number in the ledger, or MG_NO_FILE */
    uint8_t *known;  /* by file of the ledger: MG_KNOWN_ */
    uint64_t to_read, gone; /* files: how many must be read; how many of the ledger are no more */
} mg_changes;

/* Compare.
 *   looks     by archive
 *   settings  a hash of how files are read: those that were read otherwise must be extracted
 *   again     all must be
 *   keep      files that are no more stay (--keep-missing)
 * Errors: MG_NOMEM. mg_changes_dispose frees. */
MG_NODISCARD mg_status mg_changes_find(const mg_archive *archive, const mg_ledger *ledger, const mg_look *looks, uint64_t settings, bool again,
                                       bool keep, mg_changes *out, mg_error *err);
void mg_changes_dispose(mg_changes *changes);

#endif
