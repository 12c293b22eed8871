/* inverted.h - one unit of an archive, inverted: what a thread makes of it, for the one that writes.
 *
 * mg_invert does everything that can be done without knowing the other units. What is left is what must be one
 * in the whole index: the articles' ids. So the batches here hold no Q terms, and each article is listed. An article that the
 * index has, unchanged, from the same file is listed, too, but not inverted.
 *
 * A unit of large files is made in parts, so that what one holds is bounded: the last file of a part goes on in the next. And when
 * other threads have nothing to do, they invert some of its articles (bundle.h). */
#ifndef MG_INVERTED_H
#define MG_INVERTED_H

#include "common/vec.h"
#include "indexer/announced.h"
#include "indexer/archive.h"
#include "indexer/bundle.h"
#include "indexer/earlier.h"

/* A document of the index as it was; docid 0: none. */
typedef struct {
    uint32_t segment, docid;
} mg_earlier_doc;

typedef struct {
    mg_span id, path, member;
    uint32_t root;
    size_t text_bytes;
    mg_earlier_doc kept; /* it is this one, unchanged, and not in a batch */
} mg_inverted_article;

typedef struct {
    mg_article article;
    uint32_t root;
    size_t file;
    mg_earlier_doc kept;
} mg_inverted_announced;

typedef struct {
    mg_span path, member;
    mg_error why;
} mg_inverted_problem;

/* A file; what is said of it in the lists of the unit goes up to here, from where the one before ends. */
typedef struct {
    size_t number; /* in the archive */
    bool goes_on;  /* in the next part: only then it is known what became of it */
    mg_file_fate fate;
    uint64_t hash;
    bool announces;
    bool is_as_before; /* it could not be read, so that what the index has of it stays, and it is to be tried again */
    size_t articles_end, gone_end, problems_end;
} mg_inverted_file;

typedef struct {
    mg_arena arena; /* holds the spans */
    MG_VEC(mg_posted_batch) batches; /* whoever takes one puts NULL in its place */
    MG_VEC(mg_inverted_file) files;
    MG_VEC(mg_inverted_article) articles; /* of all batches, in order, and those that are kept */
    MG_VEC(mg_earlier_doc) gone; /* documents of these files that are in them no more, or not so */
    MG_VEC(mg_inverted_announced) announced; /* not inverted: whether they are to be is known when all units are */
    MG_VEC(mg_inverted_problem) problems;
    MG_VEC(mg_span) unknown; /* names of files and members of no known format */
    uint64_t fates[MG_FILE_FATES], member_fates[MG_FILE_FATES]; /* how many files, and members, came to each */
    uint64_t bytes_read;
    mg_watch watch;
    mg_status status; /* why the unit could not be finished: no memory; the index as it was cannot be read */
    mg_error err;
} mg_inverted;

/* What all units of a run have in common. */
typedef struct {
    const mg_archive *archive;
    const mg_format *format; /* NULL: by content and name */
    const struct mg_map *map;
    const mg_limits *limits;
    const mg_announced *announced; /* for pages that leave fields out */
    mg_earlier *earlier;           /* the index as it was */
    mg_poster *const *posters;     /* by job of the workers */
    mg_reading_room *rooms;        /* likewise */
    size_t jobs;
    size_t part_bytes;             /* a part is handed over when its postings and records take so much */
    bool timed;
} mg_inversion;

/* Read, extract, analyse and invert a unit, and watch the time if `timed`. Errors go into out->status. Each part but the last goes
 * by mg_workers_hand as result `unit`.
 *   job     of the workers; it is thread job + 1 of `earlier` */
void mg_invert(const mg_inversion *run, mg_workers *workers, size_t job, size_t unit, mg_inverted *out);
void mg_inverted_dispose(mg_inverted *inverted);

#endif
