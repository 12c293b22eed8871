/* language.h - the languages that Morgue stems, by code and by name. A static table; source: Snowball. */
#ifndef MG_LANGUAGE_H
#define MG_LANGUAGE_H

#include "common/span.h"

typedef struct {
    const char *code; /* ISO 639-1: "en" */
    const char *name; /* as libstemmer knows it: "english" */
    bool elides;      /* articles and pronouns lose a vowel and stick to the next word: l'eau, dell'arte */
    bool prefixes;    /* a stem may begin with another letter than its word does */
} mg_language;

/* The language of that code, name or BCP 47 tag ("en", "English", "en-GB", "nb"), or NULL. */
const mg_language *mg_language_find(mg_span name);

/* All of them, for --help and tests. */
const mg_language *mg_languages(size_t *n);

#endif
