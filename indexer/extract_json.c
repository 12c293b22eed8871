/* extract_json.c - JSON of any shape: an article, a list of articles, or a list within whatever an API wraps around it.
 *
 * A record's fields are found by their names (field_names.h), in the record itself or one or two objects deeper
 * ({"_source": {...}}, {"fields": {...}}); of several names for one field the best that has a value counts. That reads what
 * NewsAPI, the Guardian, the New York Times, WordPress, Arc, Elasticsearch, MongoDB, news-please, GDELT and schema.org
 * write.
 * --map says it for others. JSON in which nothing is an article (settings, maps, schemas) is of no known format. */
#include "indexer/extract.h"

#include "indexer/field_names.h"
#include "indexer/json_article.h"
#include "indexer/json_records.h"

#define CANDIDATES_MAX 64
#define ENVELOPES_MAX 3 /* objects within each other */
#define LONG_TEXT 200   /* bytes of a text that is an article's without anything else */

typedef struct {
    mg_field field;
    unsigned rank;
    json_t *value;
} candidate;

typedef struct {
    candidate v[CANDIDATES_MAX]; /* in order of rank */
    size_t n;
    bool typed, other; /* it has an @type, and that is none of an article */
} candidates;

/* ---- which member is which field ---- */

/* Objects that only hold the record's fields. */
static bool is_envelope(mg_span key, const mg_name *name)
{
    static const char *const names[] = {"fields", "article",  "attributes", "document", "doc",        "data",
                                        "record", "item",     "node",       "metadata", "meta",       "post",
                                        "story",  "taxonomy", "embedded",   "content",  "newsarticle"};
    if (mg_span_eq(key, MG_SPAN("_source"))) return true;
    for (size_t i = 0; i < MG_COUNT(names); i++)
        if (strcmp(name->s, names[i]) == 0) return true;
    return false;
}

/* "NewsArticle", "https://schema.org/BlogPosting"; what has another @type is a person, a picture... */
static bool is_article_type(json_t *type)
{
    static const char *const kinds[] = {"Article", "Posting", "Report", "Review"};
    mg_span name = mg_json_text(json_is_array(type) ? json_array_get(type, 0) : type);
    for (size_t i = 0; i < MG_COUNT(kinds); i++) {
        mg_span kind = mg_span_str(kinds[i]);
        if (name.n >= kind.n && mg_span_eq(mg_span_sub(name, name.n - kind.n, name.n), kind)) return true;
    }
    return false;
}

/* {"type": "string", "description": ...}: a schema's word about a field. */
static bool is_schema(const json_t *value)
{
    static const char *const types[] = {"string", "object", "array", "number", "integer", "boolean"};
    if (!json_is_object(value)) return false;
    mg_span type = mg_json_text(json_object_get(value, "type"));
    for (size_t i = 0; i < MG_COUNT(types); i++)
        if (mg_span_eq(type, mg_span_str(types[i]))) return true;
    return json_object_get(value, "$ref") != NULL;
}

static void add(candidates *c, mg_field field, unsigned rank, json_t *value)
{
    if (c->n == CANDIDATES_MAX) return;
    size_t at = c->n++;
    for (; at > 0 && c->v[at - 1].rank > rank; at--) c->v[at] = c->v[at - 1];
    c->v[at] = (candidate){field, rank, value};
}

static void collect(candidates *c, json_t *object, unsigned depth)
{
    const char *p;
    size_t n;
    json_t *value;
    json_object_keylen_foreach(object, p, n, value)
    {
        mg_span key = {p, n};
        if (json_is_null(value) || json_is_boolean(value) || n >= MG_NAME_MAX || is_schema(value)) continue;
        if (n && p[0] == '@') {
            bool type = depth == 0 && strcmp(p, "@type") == 0;
            if (type) c->typed = true, c->other = !is_article_type(value);
            if (strcmp(p, "@id") != 0) continue;
        }
        unsigned rank;
        mg_name name = mg_name_of(key);
        bool envelope = json_is_object(value) && is_envelope(key, &name);
        mg_field field = mg_span_eq(key, MG_SPAN("_source")) ? MG_FIELD_UNKNOWN : mg_field_of_name(&name, &rank);
        if (field != MG_FIELD_UNKNOWN) add(c, field, rank + 16 * depth, value);
        if (envelope && depth < ENVELOPES_MAX) collect(c, value, depth + 1);
    }
}

/* ---- is it an article? ---- */

/* A text: not an object of other things, as an API's `content` may be. */
static bool is_text(const json_t *value)
{
    if (json_is_object(value))
        return json_object_get(value, "rendered") || json_object_get(value, "value") || json_object_get(value, "html") ||
               json_object_get(value, "text") || json_object_get(value, "processed");
    return mg_json_has_text(value);
}

static bool has(const candidates *c, mg_field field)
{
    for (size_t i = 0; i < c->n; i++) {
        const candidate *each = &c->v[i];
        if (each->field != field || each->rank % 16 >= MG_NAME_WEAK) continue;
        if (field == MG_FIELD_BODY ? is_text(each->value) : mg_json_has_text(each->value) || json_is_number(each->value))
            return true;
    }
    return false;
}

static bool has_long_text(const candidates *c)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->v[i].field == MG_FIELD_BODY && json_string_length(c->v[i].value) >= LONG_TEXT) return true;
    return false;
}

/* A headline or a text alone are in settings and dictionaries too. */
static bool look_like_article(const candidates *c)
{
    bool title = has(c, MG_FIELD_TITLE), body = has(c, MG_FIELD_BODY), date = has(c, MG_FIELD_DATE);
    bool by = has(c, MG_FIELD_BYLINE), url = has(c, MG_FIELD_URL);
    if (c->other || !(title || body)) return false;
    if (c->typed || (title && body)) return true;
    if (title) return date || by || (url && has(c, MG_FIELD_STANDFIRST));
    return date || by || url || has_long_text(c);
}

/* ---- a record ---- */

typedef struct {
    const mg_file *file;
    mg_sink *sink;
    mg_draft draft;
    bool lines;
} reader;

/* Where the map leads in this record, its conventions where it does not say. */
static void put_mapped(reader *r, json_t *object)
{
    const mg_map *map = r->file->map;
    for (size_t i = 0; map && i < map->n; i++) {
        mg_field field = (mg_field)map->v[i].field;
        if (field != MG_FIELD_UNKNOWN && !mg_draft_has(&r->draft, field))
            mg_json_put_path(&r->draft, field, object, map->v[i].path);
    }
}

/* The body comes last: it may hold other fields, which count only where nothing else says them. */
static void put_candidates(reader *r, const candidates *c, bool body)
{
    for (size_t i = 0; i < c->n; i++) {
        mg_field field = c->v[i].field;
        if ((field == MG_FIELD_BODY) != body || mg_draft_has(&r->draft, field)) continue;
        if (mg_map_has(r->file->map, field)) continue;
        if (c->v[i].rank % 16 >= MG_NAME_WEAK && !c->typed) continue;
        mg_json_put(&r->draft, field, c->v[i].value);
    }
}

static json_t *record_of(const reader *r, json_t *object)
{
    mg_span path = r->lines ? mg_map_record(r->file->map) : (mg_span){NULL, 0};
    while (path.n) {
        mg_span step = mg_json_step(path, &path);
        object = json_object_getn(object, step.p, step.n);
    }
    return object;
}

static bool is_article(void *payload, json_t *object)
{
    reader *r = payload;
    candidates c = {.n = 0};
    object = record_of(r, object);
    if (r->file->map && r->file->map->n) {
        mg_draft_begin(&r->draft, MG_DATE_FROM_META);
        put_mapped(r, object);
        bool mapped = mg_draft_has(&r->draft, MG_FIELD_TITLE) || mg_draft_has(&r->draft, MG_FIELD_BODY);
        mg_arena_reset(r->sink->arena);
        if (mapped) return true;
    }
    if (mg_ninjs_is(object)) return true;
    collect(&c, object, 0);
    return look_like_article(&c);
}

static bool has_text(void *payload, json_t *object)
{
    const reader *r = payload;
    candidates c = {.n = 0};
    collect(&c, object, 0);
    return mg_ninjs_is(object) || mg_map_has(r->file->map, MG_FIELD_BODY) || c.typed || has(&c, MG_FIELD_BODY);
}

static mg_status read_ninjs(reader *r, json_t *object, size_t number, mg_error *err)
{
    mg_draft_begin(&r->draft, MG_DATE_FROM_META);
    put_mapped(r, object);
    const char *why = mg_ninjs_read(object, r->file->map, &r->draft);
    if (!why) return mg_draft_give(&r->draft, r->sink, r->file, &mg_format_ninjs, number, err);
    mg_sink_tell(r->sink, number, why);
    mg_arena_reset(r->sink->arena);
    return MG_OK;
}

/* Lines of an Elasticsearch bulk file that say what to do with the next one. */
static bool is_action(json_t *object)
{
    return json_object_size(object) == 1 &&
           (json_is_object(json_object_get(object, "index")) || json_is_object(json_object_get(object, "create")));
}

static mg_status read_record(void *payload, json_t *object, size_t number, mg_error *err)
{
    reader *r = payload;
    candidates c = {.n = 0};
    if (is_action(object)) return MG_OK;
    object = record_of(r, object);
    if (mg_ninjs_is(object)) return read_ninjs(r, object, number, err);
    collect(&c, object, 0);
    if (c.other && !mg_map_has(r->file->map, MG_FIELD_TITLE)) return MG_OK; /* a person or picture of the graph */
    mg_draft_begin(&r->draft, c.typed ? MG_DATE_FROM_JSON_LD : MG_DATE_FROM_META);
    put_mapped(r, object);
    put_candidates(r, &c, false);
    put_candidates(r, &c, true);
    return mg_draft_give(&r->draft, r->sink, r->file, r->lines ? &mg_format_jsonl : &mg_format_json, number, err);
}

static void tell_fault(void *payload, size_t number, const char *why)
{
    mg_sink_tell(((reader *)payload)->sink, number, why);
}

mg_status mg_json_extract(mg_span text, bool lines, const mg_file *file, mg_sink *sink, mg_error *err)
{
    reader r = {.file = file, .sink = sink, .draft = {.arena = sink->arena}, .lines = lines};
    mg_json_reader calls = {is_article, has_text, read_record, tell_fault, &r};
    mg_status status = mg_json_records(text, lines, mg_map_record(file->map), &calls, err);
    mg_draft_dispose(&r.draft);
    return status;
}

static mg_status extract(mg_span text, const mg_file *file, mg_sink *sink, mg_error *err)
{
    return mg_json_extract(text, mg_json_is_lines(text), file, sink, err);
}

const mg_format mg_format_json = {
    .name = "json",
    .suffixes = (const char *const[]){".json", NULL},
    .sniff = mg_json_begins,
    .extract = extract,
    .several = true,
};
