/* made_archive.h - an archive of articles made up at random, and its index, brought up to date a few times: files come, change
 * and go in between, so that it has several segments and removed articles. Failures fail the test.
 *
 * Words are few and inflected, in languages with stemmers and without, with accents, elisions, initials, compounds and
 * scripts without spaces; what an article need not have, some lack. */
#ifndef MADE_ARCHIVE_H
#define MADE_ARCHIVE_H

#include "common/article.h"
#include "common/vec.h"

typedef struct {
    mg_arena arena;
    MG_VEC(mg_article) articles; /* those that the index has; no two ids of any archives are equal */
    char *dir;
    char index[100];
} made_archive;

/* About so many articles. */
void made_archive_make(made_archive *archive, uint64_t *seed, size_t articles);
void made_archive_drop(made_archive *archive);

/* A word, name or value that some articles have; static. */
const char *made_word(uint64_t *seed);
const char *made_name(uint64_t *seed);
const char *made_source(uint64_t *seed);
const char *made_section(uint64_t *seed);
const char *made_keyword(uint64_t *seed);
const char *made_dateline(uint64_t *seed);

/* A date, of any precision, among those that articles have. */
mg_date made_date(uint64_t *seed);

#endif
