/* stem.h - stems by libstemmer, each word stemmed once.
 *
 * Life: mg_stemmer_new for a language, mg_stem as often as wanted, mg_stemmer_free. One thread each.
 * A cache keeps the stems seen; it is emptied when it has grown to about 64 MB, so a hostile
 * vocabulary costs time but no memory. */
#ifndef MG_STEM_H
#define MG_STEM_H

#include "common/error.h"
#include "common/language.h"

typedef struct mg_stemmer mg_stemmer;

MG_NODISCARD mg_status mg_stemmer_new(const mg_language *language, mg_stemmer **out, mg_error *err);
void mg_stemmer_free(mg_stemmer *stemmer);

/* The stem of a word that is lower-case and composed (NFC). Lives until the next call; empty when
 * memory ran out or the stem has no letters. */
mg_span mg_stem(mg_stemmer *stemmer, mg_span word);

/* The same without looking it up and keeping it: for callers who keep what they know of a word themselves. */
mg_span mg_stem_afresh(mg_stemmer *stemmer, mg_span word);

#endif
