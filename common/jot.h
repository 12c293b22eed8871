/* jot.h - JSON written as it goes, without a tree: JSON that a terminal takes as nothing but text. Control characters, line
 * separators, and what turns the direction of text are escaped, beyond what JSON itself demands; bytes that are no UTF-8
 * become U+FFFD.
 *
 *     mg_jot_open(&j, '{');
 *     mg_jot_set(&j, "title", title);
 *     mg_jot_key(&j, "lengths"), mg_jot_open(&j, '['), mg_jot_integer(&j, 3), mg_jot_close(&j, ']');
 *     mg_jot_close(&j, '}');
 *
 * Commas are put where they belong. Memory that runs out is told by the buffer, see buf.h. */
#ifndef MG_JOT_H
#define MG_JOT_H

#include "common/buf.h"

typedef struct {
    mg_buf out; /* the caller's to empty and to dispose of */
    bool more;  /* what comes next stands behind something */
} mg_jot;

#define MG_JOT_INIT {.out = MG_BUF_INIT, .more = false}

/* Begin and end an object or a list, by its bracket. */
void mg_jot_open(mg_jot *jot, char bracket);
void mg_jot_close(mg_jot *jot, char bracket);

/* Of an object; its value must follow. The key is ASCII that needs no escape. */
void mg_jot_key(mg_jot *jot, const char *key);

void mg_jot_text(mg_jot *jot, mg_span text);
void mg_jot_integer(mg_jot *jot, int64_t n);

/* With nine digits; finite. */
void mg_jot_real(mg_jot *jot, double x);

/* A key and its value; of text, nothing when it is empty. */
void mg_jot_set(mg_jot *jot, const char *key, mg_span text);
void mg_jot_set_integer(mg_jot *jot, const char *key, int64_t n);
void mg_jot_set_real(mg_jot *jot, const char *key, double x);

#endif
