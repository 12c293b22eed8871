/* ledger.h - what an index knows of the files that it was made from: which they are, what became of them, and which of its
 * documents came from which. One file a generation, named by the stub, never changed.
 *
 * So the next run opens what changed, and nothing else. */
#ifndef MG_LEDGER_H
#define MG_LEDGER_H

#include "common/article.h"
#include "common/error.h"
#include "common/vec.h"

/* Documents that follow each other, of a segment of the ledger's. */
typedef struct {
    uint32_t segment, first, count;
} mg_docs;

/* An input that could not be read: a file, or an article or member of one. */
typedef struct {
    mg_span member; /* empty: the file as a whole, or what has no name in it */
    mg_span reason;
    int64_t since; /* Unix time of the run that told it first */
} mg_failure;

typedef struct {
    mg_span path; /* below its archive, as the file system has it */
    uint32_t root;
    uint8_t fate;   /* mg_file_fate */
    bool announces; /* articles of it are only told of (article.h) */
    size_t settings; /* in mg_ledger.settings: a hash of how it was read */
    uint64_t size;
    int64_t mtime_ns;
    uint64_t hash; /* of its bytes, odd; or if these could not be read, mg_ledger_unread_mark of its inode's time */
    uint64_t text_bytes; /* of its articles */
    size_t docs, n_docs;         /* in mg_ledger.docs */
    size_t failures, n_failures; /* in mg_ledger.failures */
} mg_ledger_file;

typedef struct {
    mg_span name;
    uint32_t documents; /* all, with the removed ones */
} mg_ledger_segment;

typedef struct {
    bool is_list;      /* it is the files of lists, not a directory that is walked */
    uint64_t dev, ino; /* which directory it was, so that an empty one is known for another's place */
} mg_ledger_root;

typedef struct {
    mg_arena arena;    /* holds the text of what was read */
    MG_VEC(uint64_t) settings; /* all that files have */
    mg_span language;  /* as in mg_poster_new: how words are stemmed */
    MG_VEC(mg_ledger_root) roots; /* by archive */
    MG_VEC(mg_ledger_segment) segments;
    MG_VEC(mg_ledger_file) files; /* by archive and path, in the order of a walk */
    MG_VEC(mg_docs) docs;
    MG_VEC(mg_failure) failures;
} mg_ledger;

/* What stands for the bytes of a file that could not be read: even, where hashes are odd. */
static inline uint64_t mg_ledger_unread_mark(int64_t ctime_ns)
{
    return (uint64_t)ctime_ns << 1;
}

static inline bool mg_ledger_is_unread(const mg_ledger_file *file)
{
    return !(file->hash & 1);
}

/* The place of a file, or where it would be. */
size_t mg_ledger_find(const mg_ledger *ledger, uint32_t root, mg_span path);

/* The place of a hash in ledger->settings, where it is added if it is new; SIZE_MAX when memory runs out. */
size_t mg_ledger_settings(mg_ledger *ledger, uint64_t hash);

/* Add a document of the file that was added last. Documents of a file come in any order. False when memory runs out. */
MG_NODISCARD bool mg_ledger_add(mg_ledger *ledger, uint32_t segment, uint32_t docid);

/* Write it to `path`, durably but for the directory's entry. Errors: MG_IO; MG_NOMEM. */
MG_NODISCARD mg_status mg_ledger_write(const mg_ledger *ledger, const char *path, mg_error *err);

/* Read one into *out, which is zeroed. Errors: MG_NOTFOUND, MG_IO; MG_CORRUPT nothing in it is trusted: numbers of segments and
 * documents are those of its own table; MG_NOMEM. mg_ledger_dispose frees, also after an error. */
MG_NODISCARD mg_status mg_ledger_read(const char *path, mg_ledger *out, mg_error *err);
MG_NODISCARD mg_status mg_ledger_decode(mg_span bytes, mg_ledger *out, mg_error *err);
void mg_ledger_dispose(mg_ledger *ledger);

#endif
