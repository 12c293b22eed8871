/* json_article.h - what the three JSON formats share: a parsed object to the values of an article. */
#ifndef MG_JSON_ARTICLE_H
#define MG_JSON_ARTICLE_H

#include "indexer/draft.h"
#include "indexer/map.h"

#include <jansson.h>

/* All articles of a JSON file, each read as what it is; `lines`: one a line, if that can be. An mg_format's extract, nearly.
 */
MG_NODISCARD mg_status mg_json_extract(mg_span text, bool lines, const mg_file *file, mg_sink *sink, mg_error *err);

/* ---- values (json_values.c) ---- */

mg_span mg_json_text(const json_t *json);

/* The member of that name, compared as field_names.h says ("bodyText" is body_text), or NULL. */
json_t *mg_json_named(json_t *object, const char *name);

/* Put a value of whatever shape into a field: text, numbers, objects ({"rendered": ...}, {"name": ...}), lists of these; for
 * the body, lists of the blocks that editors make: {"type": "paragraph", "content": ...}, pictures with captions, lists. */
void mg_json_put(mg_draft *draft, mg_field field, json_t *value);

/* Put what `path` leads to ("keywords.value", "content.0.text"): keys, over lists, or positions in them. */
void mg_json_put_path(mg_draft *draft, mg_field field, json_t *json, mg_span path);

/* Is there any text in it? */
bool mg_json_has_text(const json_t *json);

/* ---- ninjs (extract_ninjs.c) ---- */

bool mg_ninjs_is(json_t *object);

/* Fill the draft; returns NULL, or why the item is not to be published. */
const char *mg_ninjs_read(json_t *object, const mg_map *map, mg_draft *draft);

#endif
