/* article_json.h - an article record as one line of JSON, as --extract prints it. */
#ifndef MG_ARTICLE_JSON_H
#define MG_ARTICLE_JSON_H

#include "common/article.h"

#include <stdio.h>

/* Errors: MG_IO the output cannot be written; MG_NOMEM. */
MG_NODISCARD mg_status mg_article_print_json(const mg_article *article, FILE *out, mg_error *err);

#endif
