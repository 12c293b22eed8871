/* normalize.h - tidy an extracted article, so that every format's fields read alike.
 *
 * All text: Unicode NFC; soft hyphens (U+00AD) and byte order marks inside removed; NULs and control characters become
 * spaces (newline and tab are kept in bodies). One-line fields: white space collapsed, trimmed, at most 1000 characters
 * (longer ones are cut at a word). Body: CRLF and CR are LF, trailing blanks off each line, runs of blank lines are one,
 * trimmed; form feeds of a paged article become its list of pages. Byline: "By ", "Par ", "Por ", "Von ", "Da ", "Door ",
 * "Av ", "Oleh ", "โดย ", "文／", "记者", "بقلم " etc. off, ", Staff Writer" and the like off, split at " and ", " & ", ";",
 * " et ", " y ", " und " but not in brackets, mail addresses out, ALL-CAPS names left as written. Empty and repeated list
 * items dropped. Language tags cut to their first subtag in lower case ("en-GB" -> "en", "fr_FR" -> "fr", "ger" -> "de");
 * names of languages are left to the caller. */
#ifndef MG_NORMALIZE_H
#define MG_NORMALIZE_H

#include "common/article.h"

/* Tidy `article` in place; new text is kept in `arena`.
 * Errors: MG_NOMEM. */
MG_NODISCARD mg_status mg_article_normalize(mg_article *article, mg_arena *arena, mg_error *err);

#endif
