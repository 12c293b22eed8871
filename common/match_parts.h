/* match_parts.h - a query as the matcher has it: where its words are in each segment, in how many documents its parts are, and what
 * they weigh in the whole index. For match.c alone. */
#ifndef MG_MATCH_PARTS_H
#define MG_MATCH_PARTS_H

#include "common/lists.h"
#include "common/xapian_shim.h"

/* The index: its segments, and what is not removed of them. */
typedef struct {
    const mg_match_place *places;
    size_t n;
    double documents;
    uint64_t length; /* of all of them */
} mg_match_index;

typedef struct mg_match_part mg_match_part;
struct mg_match_part {
    const mg_xquery *q;
    bool scored;
    mg_match_part **kids;
    mg_found_term *found; /* of a term, by place */
    double documents;     /* that have it, or are thought to; exact for a term */
    double factor, scale; /* of a scored term or synonym; the scale is mg_bm25's */
};

mg_match_index mg_match_index_of(const mg_match_place *places, size_t n);

/* Everything lives in the arena. Errors: MG_CORRUPT, MG_NOMEM. */
MG_NODISCARD mg_status mg_match_parts_make(const mg_match_index *index, const mg_xquery *query, const mg_match_opts *opts,
                                           mg_arena *arena, mg_match_part **out, mg_error *err);

/* May a document get a weight from it? */
bool mg_match_part_weighs(const mg_match_index *index, const mg_match_part *part);

/* How many documents match it: no more than, no fewer than, and about. */
double mg_match_part_at_most(const mg_match_index *index, const mg_match_part *part);
double mg_match_part_at_least(const mg_match_part *part);
double mg_match_part_about(const mg_match_index *index, const mg_match_part *part);

#endif
