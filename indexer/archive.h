/* archive.h - the files of some archives, in units of work: walk, then read and extract.
 *
 * A unit is some files that follow each other, a share of what is left for so many threads, but no less than MG_UNIT_MIN and
 * no more than MG_UNIT_MAX bytes if one file is not more. They are independent of each other, so units may be worked on in any
 * order, by any number of threads, and put together again. */
#ifndef MG_ARCHIVE_H
#define MG_ARCHIVE_H

#include "indexer/files_from.h"
#include "indexer/unpack.h"
#include "indexer/walk.h"
#include "indexer/watch.h"

#define MG_UNIT_MIN ((uint64_t)512 << 10)
#define MG_UNIT_MAX ((uint64_t)8 << 20)

typedef struct mg_archive mg_archive;

/* A file of the archives. */
typedef struct {
    mg_span path; /* below its archive; of an archive that is one file: its name */
    uint32_t root;
    uint64_t size;
    int64_t mtime_ns, ctime_ns;
} mg_archive_file;

/* What became of a file, or of a member of one. */
typedef struct {
    size_t file;    /* its number */
    mg_span path, member;
    mg_file_fate fate;
    uint64_t bytes; /* of the disk; of a member 0 */
    uint64_t hash;  /* of its bytes, odd; of a member, and of what could not be read, 0 */
    bool refused;   /* the operating system gave no bytes of it: what is in it is not known */
} mg_dealt;

/* Where a thread holds a file while it is read. Zeroed at first; kept from unit to unit, as memory that is new to the process costs
 * more. */
typedef struct {
    _Alignas(64) mg_buf bytes; /* apart from what other threads change */
    mg_arena arena;
} mg_reading_room;

void mg_reading_room_dispose(mg_reading_room *room);

/* What reading tells; each in the order of the files. */
typedef struct {
    /* A file will be read. An error ends the unit. NULL: nobody asks. */
    mg_status (*begin)(void *payload, size_t file, mg_error *err);
    /* An article, which may be changed; borrowed until the call returns. An error ends the unit. */
    mg_status (*article)(void *payload, mg_article *article, uint32_t root, size_t file, mg_error *err);
    /* An input that could not be read; `member` may be empty. */
    void (*problem)(void *payload, mg_span path, mg_span member, const mg_error *why);
    /* A file was dealt with; or a member of one, after its container's other members and before it. */
    void (*file)(void *payload, const mg_dealt *dealt);
    void *payload;
    mg_watch *watch; /* turned to MG_PHASE_READ and MG_PHASE_EXTRACT; NULL: none */
    const mg_limits *limits; /* NULL: the default ones */
    mg_reading_room *room;   /* the thread's; NULL: it has none that is kept */
} mg_reading;

/* Which files. */
typedef struct {
    mg_spans roots;          /* paths of directories or files */
    const mg_listed *listed; /* files, sorted by mg_listed_sort */
    size_t n_listed;
    const bool *is_list;     /* by root: of it there are only files in `listed`, no walk; NULL: of none */
    const bool *is_left;     /* by root: it is not looked at; NULL: none */
    mg_spans include, exclude; /* globs; for members of containers, too */
} mg_archive_files;

/* Find all those files, in order; the globs are borrowed. mg_archive_choose comes next. Problems of the walk are told at once.
 * Errors: as mg_walk's. */
MG_NODISCARD mg_status mg_archive_open(const mg_archive_files *which, const mg_reading *reading, mg_archive **out,
                                       mg_error *err);
void mg_archive_close(mg_archive *archive);

/* All files, in order. */
size_t mg_archive_files_n(const mg_archive *archive);
mg_archive_file mg_archive_file_of(const mg_archive *archive, size_t file);

/* Is the path one that could not be looked at, or below one? Then nobody knows whether the file is there. */
bool mg_archive_unread(const mg_archive *archive, uint32_t root, mg_span path);

/* Make units of the files to read, for `jobs` threads.
 *   wanted   by file; NULL: all
 *   hashes   by file: if its bytes have this hash it is the same as before, and not extracted; 0: extract it whatever it is;
 *            NULL: all. Kept until the archive is closed. */
MG_NODISCARD mg_status mg_archive_choose(mg_archive *archive, const bool *wanted, const uint64_t *hashes, size_t jobs, mg_error *err);

size_t mg_archive_units(const mg_archive *archive);

/* How many bytes the files of the units before `unit` have; of all, when it is the number of units. */
uint64_t mg_archive_bytes_before(const mg_archive *archive, size_t unit);

/* Read and extract the files whose path is `wanted`, before any unit. Errors: as below. */
MG_NODISCARD mg_status mg_archive_read_some(const mg_archive *archive, bool (*wanted)(mg_span path), const mg_reading *reading,
                                            mg_error *err);

/* Read and extract the files of a unit; `format` is NULL to guess; `map` as in mg_file. Threads: any, each on a unit of its own.
 * Errors: MG_NOMEM, and what reading->article returned. */
MG_NODISCARD mg_status mg_archive_read(const mg_archive *archive, size_t unit, const mg_format *format,
                                       const struct mg_map *map, const mg_reading *reading, mg_error *err);

#endif
