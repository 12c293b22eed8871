/* map.h - --map FIELD=PATH: what the user says of where the fields of an article are in JSON, CSV or XML.
 *
 * FIELD is one of the record's (title, standfirst, byline, date, modified, source, section, dateline, url, language,
 * keywords, id, body), or `record`: where the articles themselves are. PATH is what the format makes of it: keys with dots
 * in JSON, the name of a column in CSV, elements with slashes in XML. A field may be mapped several times: the first path
 * that leads to something counts. What is not mapped is found by the formats' own conventions. */
#ifndef MG_MAP_H
#define MG_MAP_H

#include "common/error.h"
#include "common/span.h"

#define MG_MAP_MAX 64

typedef struct {
    int field;    /* an mg_field (head.h); MG_FIELD_UNKNOWN: `record` */
    mg_span path; /* not empty */
} mg_mapping;

typedef struct mg_map {
    mg_mapping v[MG_MAP_MAX];
    size_t n;
} mg_map;

/* Add "FIELD=PATH", which is borrowed. Errors: MG_USAGE. */
MG_NODISCARD mg_status mg_map_add(mg_map *map, mg_span rule, mg_error *err);

/* Does it say where `field` is? NULL is the empty map, here and below. */
bool mg_map_has(const mg_map *map, int field);

/* Where the records are; empty when it does not say. */
mg_span mg_map_record(const mg_map *map);

/* Go on hashing: an index made with another map is another. */
uint64_t mg_map_hash(uint64_t hash, const mg_map *map);

#endif
