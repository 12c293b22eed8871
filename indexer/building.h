/* building.h - the state of a run, which the files of build.h's module share: `build` finds what there is to do and publishes it,
 * `building_read` reads what changed, `building_older` goes over what the index has, `building_ledger` writes down what there is
 * then. */
#ifndef MG_BUILDING_H
#define MG_BUILDING_H

#include "common/io.h"
#include "indexer/build.h"
#include "indexer/places.h"
#include "indexer/settle.h"
#include "indexer/writing.h"

/* What became of a file of the archive in this run. */
typedef struct {
    bool read; /* and not found to be the same */
    mg_file_fate fate;
    uint64_t hash, text_bytes;
    bool announces, starved; /* starved: something of it could not be read for what the machine lacked just then */
    size_t failures, n_failures; /* in mg_building.failures */
} mg_file_state;

/* A new document. */
typedef struct {
    size_t file; /* of the archive */
    uint32_t docid;
} mg_fresh_doc;

typedef struct {
    const mg_build_opts *opts;
    mg_report *report;
    mg_summary *summary;
    mg_threads *threads;
    mg_lock lock;
    mg_arena arena; /* of the run */
    mg_earlier earlier; /* what the run goes on from: nothing, when all is built anew */
    mg_earlier old;     /* what there was then: to count what is the same */
    const char *language;
    uint64_t settings, generation;
    int64_t now; /* Unix time */
    mg_places places;
    mg_archive *archive;
    mg_changes changes;

    mg_announced told; /* of pages, by files that are called sitemaps */
    char name[24];     /* of the new segment, of the ledger, and before removed files */
    mg_buf path;       /* of the segment */
    mg_writing writing;
    mg_reading_room *rooms; /* by job, while units are read */
    mg_settling settling;
    mg_file_state *files;        /* by file of the archive */
    MG_VEC(mg_failure) failures;
    MG_VEC(mg_fresh_doc) fresh;
    MG_VEC(mg_inverted_announced) announced; /* by all units, in order */
    mg_buf renamed, old_record;
    mg_arena scratch; /* of an article */

    bool *is_absorbed; /* by segment of the index: taken in, or nothing is left of it */
    mg_stub stub;      /* the new one */
    uint32_t *numbers; /* by segment of the index: its number in the new stub */
} mg_building;

/* ---- building_read.c ---- */

/* The articles of files that are no more: before any others are settled, as their ids are free. */
void mg_building_remove_gone(mg_building *run);

/* Read what changed, into the new segment. */
MG_NODISCARD mg_status mg_building_read(mg_building *run, mg_error *err);

/* When all else is settled: the articles that were only announced, but for those whose page is in the archive, or that were announced
 * before. */
MG_NODISCARD mg_status mg_building_add_announced(mg_building *run, mg_error *err);

/* ---- building_older.c ---- */

/* Articles of the index that are called otherwise now, into the new segment. */
MG_NODISCARD mg_status mg_building_rename(mg_building *run, mg_error *err);

/* Take in older segments. */
MG_NODISCARD mg_status mg_building_absorb(mg_building *run, mg_error *err);

/* Write what is removed of those that stay. */
MG_NODISCARD mg_status mg_building_bury(mg_building *run, mg_error *err);

/* ---- building_ledger.c ---- */

/* What the index is made of from here on, in run->stub; the run's own segment is the last, if it holds anything or is the only one. */
MG_NODISCARD mg_status mg_building_name_segments(mg_building *run, mg_error *err);
bool mg_building_has_segment(const mg_building *run);

/* Write the ledger, and count in the summary what it has. */
MG_NODISCARD mg_status mg_building_write_ledger(mg_building *run, mg_error *err);

#endif
