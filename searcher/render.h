/* render.h - what the library gives, on paper: one renderer for each output form.
 *
 * Everything goes to stdout, but that JSON goes where its caller says. Control characters of articles and what turns the direction
 * of text reach no output as they are: JSON has them escaped, other forms without. */
#ifndef MG_RENDER_H
#define MG_RENDER_H

#include "common/jot.h"
#include "searcher/morgue.h"
#include "searcher/template.h"

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
    bool color;
    bool null;           /* files, and hits by template, end in NUL, not newline */
    bool verbose;        /* say what was understood, and how long it took */
    size_t width;        /* of the terminal, in columns */
    const char *trec_tag;
    mg_template format; /* of MG_FORM_TEMPLATE */
    bool kwic, explain, by_passage; /* as the request has them */
} mg_render_opts;

/* Print an answer. `qid`: the id of the query in a batch, or empty. Returns the status of reading hits; a
 * stdout that cannot be written is MG_IO, and errno EPIPE there means that the reader has gone. */
MG_NODISCARD mg_status mg_render(morgue_answer *answer, const mg_render_opts *opts, mg_span qid, mg_error *err);

/* Print one article whole (--show), as text or JSON. */
MG_NODISCARD mg_status mg_render_article(const morgue_hit *article, const mg_render_opts *opts, mg_error *err);

/* The header of TSV and CSV. */
void mg_render_header(const mg_render_opts *opts);

/* ---- the forms; each prints the hits of an answer ---- */

mg_status mg_render_text(morgue_answer *answer, const mg_render_opts *opts, mg_span qid, mg_error *err);
mg_status mg_render_lines(morgue_answer *answer, const mg_render_opts *opts, mg_span qid, mg_error *err);
void mg_render_article_text(const morgue_hit *article, const mg_render_opts *opts);

/* Matches in context: as text, JSON, TSV or CSV. As JSON, here and below, it is what `out` has in the end; with a `file` it goes
 * there piece by piece, however much it is. */
mg_status mg_render_rows(morgue_answer *answer, const mg_render_opts *opts, mg_span qid, mg_jot *out, FILE *file, mg_error *err);

mg_status mg_render_json(morgue_answer *answer, const mg_render_opts *opts, mg_span qid, mg_jot *out, FILE *file, mg_error *err);
void mg_render_article_json(const morgue_hit *article, mg_jot *out);

/* Flat: see morgue_ask_flat. */
mg_status mg_render_flat(morgue_answer *answer, const mg_render_opts *opts, mg_jot *out, mg_error *err);
void mg_render_flat_article(const morgue_hit *article, mg_jot *out);

/* Print a hit as a line of TSV or CSV, or by a template. */
mg_status mg_render_hit(const morgue_hit *hit, const mg_render_opts *opts, mg_span qid, mg_error *err);

/* ---- --explain ---- */

/* Of the answer; of a hit, as lines so far indented. */
void mg_render_explain_text(const morgue_explanation *explanation, int all, const mg_render_opts *opts);
void mg_render_parts_text(const morgue_hit *hit, size_t indent, const mg_render_opts *opts);

/* The same as an object and as a list. */
void mg_render_explain_json(const morgue_explanation *explanation, mg_jot *out);
void mg_render_parts_json(const morgue_hit *hit, mg_jot *out);

/* ---- what forms share ---- */

/* The next hit of an answer, where `i` is the number of those before; NULL behind the last. */
mg_status mg_render_next(morgue_answer *answer, size_t i, const morgue_hit **hit, mg_error *err);

/* A cell of a TSV or CSV line, and what ends it. */
void mg_render_cell(mg_form_name form, mg_span text, bool last);

/* In text, before what a query of a batch gives. */
void mg_render_query_id(mg_span qid, const mg_render_opts *opts);

/* Say so when the articles have only some of the words. */
void mg_render_loosely(const morgue_summary *found, const mg_render_opts *opts);

/* How many articles match, or that none does; `first` is the rank of the first that was shown. */
void mg_render_totals(const morgue_summary *found, uint32_t first, const mg_render_opts *opts);

/* The JSON of an answer up to where its hits begin, which are called so: an open list. */
mg_status mg_render_head(morgue_answer *answer, const mg_render_opts *opts, mg_span qid, const char *hits, mg_jot *out, mg_error *err);

/* From where they end. */
void mg_render_tail(const morgue_summary *found, mg_jot *out);

/* The fields of an article, in an open object. */
void mg_render_fields(const morgue_hit *article, mg_jot *out);

/* What only some hits have, likewise. */
void mg_render_extras(const morgue_hit *hit, const mg_render_opts *opts, mg_jot *out);

/* Print what was written so far, if there is a file, and forget it. */
mg_status mg_render_flush(mg_jot *out, FILE *file, mg_error *err);

#endif
