/* map.c - see map.h. */
#include "indexer/map.h"

#include "common/hash.h"
#include "indexer/head.h"

static const struct {
    const char *name;
    mg_field field;
} fields[] = {
    {"title", MG_FIELD_TITLE},       {"standfirst", MG_FIELD_STANDFIRST}, {"byline", MG_FIELD_BYLINE},
    {"date", MG_FIELD_DATE},         {"modified", MG_FIELD_MODIFIED},     {"source", MG_FIELD_SOURCE},
    {"section", MG_FIELD_SECTION},   {"dateline", MG_FIELD_DATELINE},     {"url", MG_FIELD_URL},
    {"language", MG_FIELD_LANGUAGE}, {"keywords", MG_FIELD_KEYWORDS},     {"id", MG_FIELD_ID},
    {"body", MG_FIELD_BODY},         {"record", MG_FIELD_UNKNOWN},
};

mg_status mg_map_add(mg_map *map, mg_span rule, mg_error *err)
{
    size_t equals = mg_span_find(rule, 0, '='), i = 0;
    mg_span name = mg_span_trim(mg_span_sub(rule, 0, equals)), path = mg_span_trim(mg_span_sub(rule, equals + 1, rule.n));
    int shown = (int)MG_MIN(rule.n, (size_t)100);
    if (equals == rule.n || !path.n)
        return mg_fail(err, MG_USAGE, "--map wants FIELD=PATH, such as title=headline.main, not \"%.*s\"", shown, rule.p);
    while (i < MG_COUNT(fields) && !mg_span_eq_nocase(name, mg_span_str(fields[i].name))) i++;
    if (i == MG_COUNT(fields))
        return mg_fail(err, MG_USAGE, "--map knows no field \"%.*s\" (see --help)", (int)MG_MIN(name.n, (size_t)100),
                       name.p);
    if (map->n == MG_MAP_MAX) return mg_fail(err, MG_USAGE, "--map may be given %d times", MG_MAP_MAX);
    map->v[map->n++] = (mg_mapping){fields[i].field, path};
    return MG_OK;
}

bool mg_map_has(const mg_map *map, int field)
{
    for (size_t i = 0; map && i < map->n; i++)
        if (map->v[i].field == field) return true;
    return false;
}

mg_span mg_map_record(const mg_map *map)
{
    for (size_t i = 0; map && i < map->n; i++)
        if (map->v[i].field == MG_FIELD_UNKNOWN) return map->v[i].path;
    return (mg_span){NULL, 0};
}

uint64_t mg_map_hash(uint64_t hash, const mg_map *map)
{
    for (size_t i = 0; map && i < map->n; i++) {
        const char mark[] = {'\0', (char)map->v[i].field};
        hash = mg_hash(mg_hash(hash, (mg_span){mark, sizeof mark}), map->v[i].path);
    }
    return hash;
}
