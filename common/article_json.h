/* article_json.h - an article's fields as JSON, named as users know them. Absent is an absent key. */
#ifndef MG_ARTICLE_JSON_H
#define MG_ARTICLE_JSON_H

#include "common/article.h"

#include <jansson.h>

/* Set o[key] to `text`, valid UTF-8; nothing when it is empty. */
void mg_json_set(json_t *o, const char *key, mg_span text);

/* Set all fields but the body. Bytes of the path that are no UTF-8 become U+FFFD. */
void mg_json_set_article(json_t *o, const mg_article *article);

#endif
