/* render.h - answers on paper: one renderer for each output form.
 *
 * Everything goes to stdout, but that JSON goes where the options say. Control characters of articles and what turns the direction
 * of text reach no output as they are: JSON has them escaped, other forms without. */
#ifndef MG_RENDER_H
#define MG_RENDER_H

#include "searcher/search.h"
#include "searcher/template.h"

#include <jansson.h>
#include <stdio.h>

typedef enum {
    MG_FORM_TEXT,
    MG_FORM_JSON,  /* one object for the whole answer */
    MG_FORM_JSONL, /* one object a hit */
    MG_FORM_TSV,   /* a line a hit, and one of names before */
    MG_FORM_CSV,   /* the same by RFC 4180, for spreadsheets */
    MG_FORM_TEMPLATE,
    MG_FORM_TREC,  /* qid Q0 docid rank score tag */
    MG_FORM_FILES, /* the file of each hit, each once */
    MG_FORM_COUNT, /* how many articles match */
} mg_form_name;

typedef struct {
    mg_form_name form;
    FILE *out; /* stdout, or where JSON goes */
    bool color;
    bool null;           /* files, and hits by template, end in NUL, not newline */
    bool verbose;        /* say what was understood, and how long it took */
    size_t width;        /* of the terminal, in columns */
    const char *trec_tag;
    mg_template format; /* of MG_FORM_TEMPLATE */
    bool kwic;           /* rows of matches, not hits: the request is for whole bodies, its limit that of rows */
    uint32_t rows_before; /* rows that are left out, of those */
} mg_render_opts;

/* Print an answer. `qid`: the id of the query in a batch, or empty. Returns the status of reading hits; a
 * stdout that cannot be written is MG_IO, and errno EPIPE there means that the reader has gone. */
MG_NODISCARD mg_status mg_render(mg_searcher *searcher, const mg_answer *answer, const mg_request *request,
                                 const mg_render_opts *opts, mg_span qid, mg_error *err);

/* Print one article whole (--show), as text or JSON. */
MG_NODISCARD mg_status mg_render_article(const mg_result *article, const mg_render_opts *opts, mg_error *err);

/* ---- the forms; each prints the hits of an answer ---- */

mg_status mg_render_text(mg_searcher *searcher, const mg_answer *answer, const mg_request *request,
                         const mg_render_opts *opts, mg_span qid, mg_error *err);
mg_status mg_render_json(mg_searcher *searcher, const mg_answer *answer, const mg_request *request,
                         const mg_render_opts *opts, mg_span qid, mg_error *err);
mg_status mg_render_lines(mg_searcher *searcher, const mg_answer *answer, const mg_request *request,
                          const mg_render_opts *opts, mg_span qid, mg_error *err);
mg_status mg_render_kwic(mg_searcher *searcher, const mg_answer *answer, const mg_request *request,
                         const mg_render_opts *opts, mg_span qid, mg_error *err);
mg_status mg_render_article_text(const mg_result *article, const mg_render_opts *opts, mg_error *err);
mg_status mg_render_article_json(const mg_result *article, FILE *out, mg_error *err);

/* Print a hit as a line of TSV or CSV, or by a template. */
mg_status mg_render_hit(const mg_result *hit, const mg_render_opts *opts, mg_span qid, mg_error *err);

/* ---- --explain ---- */

/* Of the answer; of a hit, as lines so far indented. */
mg_status mg_render_explain_text(mg_searcher *searcher, const mg_answer *answer, const mg_render_opts *opts, mg_error *err);
void mg_render_parts_text(const mg_result *hit, size_t indent, const mg_render_opts *opts);

/* The same as an object and as a list, which are the caller's. */
mg_status mg_render_explain_json(mg_searcher *searcher, const mg_answer *answer, json_t **out, mg_error *err);
json_t *mg_render_parts_json(const mg_result *hit);

/* A warning with its column. */
void mg_render_warning(const mg_answer *answer, size_t i, mg_buf *out);

/* The header of TSV and CSV. */
void mg_render_header(const mg_render_opts *opts);

/* ---- what forms share ---- */

/* A cell of a TSV or CSV line, and what ends it. */
void mg_render_cell(mg_form_name form, mg_span text, bool last);

/* In text, before what a query of a batch gives. */
void mg_render_query_id(mg_span qid, const mg_render_opts *opts);

/* Where rows are asked for (--kwic), the request's offset and limit count those, not hits. */
void mg_render_settle_rows(mg_render_opts *opts, mg_request *request);

/* Say so when the articles have only some of the words. */
void mg_render_loosely(const mg_answer *answer, const mg_request *request, const mg_render_opts *opts);

/* How many articles match, or that none does. */
void mg_render_totals(const mg_answer *answer, const mg_request *request, const mg_render_opts *opts);

/* The JSON of an answer up to where its hits begin: `then` is printed in their stead. */
mg_status mg_render_answer_head(FILE *out, mg_searcher *searcher, const mg_answer *answer, const mg_request *request,
                                mg_span qid, const char *then, mg_error *err);

#endif
