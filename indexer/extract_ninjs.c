/* extract_ninjs.c - IPTC ninjs 1, 2 and 3, and the dialect of Superdesk: an item, a list of items, one a line, or wrapped as
 * Superdesk's content API does ({"_items": [...]}).
 *
 * Version 1 has body_text, body_xhtml, headline, byline; 2 has lists (bodies, headlines) of objects with role, contenttype
 * and value, and `by`; 3 is 2 in camelCase. Superdesk has guid for uri, body_html, service (the section), authors,
 * firstpublished. Of several bodies HTML is taken, else plain text, never NITF. Captions of the associated pictures go to
 * the end of the text; of a picture alone, the caption is the text. `ednote` is for editors; what is canceled or withheld is
 * not indexed, and told. The id is the uri with its version behind a colon, as in NewsML's URNs: an archive keeps every
 * version. */
#include "indexer/extract.h"

#include "indexer/field_names.h"
#include "indexer/json_article.h"
#include "indexer/json_records.h"

#define ASSOCIATIONS_MAX 100
#define MEMBERS_MAX 64

/* An item, its members by the names that all versions share: "body_text" and "bodyText" are bodytext. */
typedef struct {
    mg_name names[MEMBERS_MAX];
    json_t *values[MEMBERS_MAX];
    size_t n;
} item;

static void open_item(item *i, json_t *object)
{
    const char *key;
    size_t n;
    json_t *value;
    i->n = 0;
    json_object_keylen_foreach(object, key, n, value)
    {
        if (i->n == MEMBERS_MAX || n >= MG_NAME_MAX || json_is_null(value)) continue;
        i->names[i->n] = mg_name_of((mg_span){key, n});
        i->values[i->n++] = value;
    }
}

static json_t *named(const item *it, const char *name)
{
    for (size_t i = 0; i < it->n; i++)
        if (strcmp(it->names[i].s, name) == 0) return it->values[i];
    return NULL;
}

/* Version 1 lets others add to its names: body_main, headline_online, description_caption. */
static json_t *begun(const item *it, const char *start)
{
    static const char *const no_text[] = {"nitf", "sportsml", "eventml", "json", "xml"};
    for (size_t i = 0; i < it->n; i++) {
        if (strncmp(it->names[i].s, start, strlen(start)) != 0 || !mg_json_text(it->values[i]).n) continue;
        size_t other = 0;
        while (other < MG_COUNT(no_text) && !strstr(it->names[i].s + strlen(start), no_text[other])) other++;
        if (other == MG_COUNT(no_text)) return it->values[i];
    }
    return NULL;
}

bool mg_ninjs_is(json_t *object)
{
    static const char *const ids[] = {"uri", "guid", "_id"};
    static const char *const marks[] = {"versioncreated", "versionCreated",     "pubstatus",         "pubStatus",
                                        "body_xhtml",     "representationtype", "representationType"};
    bool id = false, mark = false;
    for (size_t i = 0; i < MG_COUNT(ids); i++) id |= json_is_string(json_object_get(object, ids[i]));
    for (size_t i = 0; id && i < MG_COUNT(marks); i++) mark |= json_is_string(json_object_get(object, marks[i]));
    json_t *standard = json_object_get(object, "standard");
    if (!standard) standard = json_object_get(object, "$standard");
    return mark || mg_span_eq(mg_json_text(json_object_get(standard, "name")), MG_SPAN("ninjs"));
}

static const char *status_of(const item *it)
{
    mg_span status = mg_json_text(named(it, "pubstatus"));
    if (mg_span_starts_nocase(status, MG_SPAN("cancel"))) return "the item is canceled by its publisher (pubstatus)";
    if (mg_span_starts_nocase(status, MG_SPAN("withheld"))) return "the item is withheld by its publisher (pubstatus)";
    return NULL;
}

/* ---- lists of {role, contenttype, value} ---- */

/* Of the values, that of the first role that is there; else the first without a role or with another. NULL: none. */
static json_t *value_of_role(json_t *list, const char *const *roles)
{
    size_t i;
    json_t *each;
    for (; *roles; roles++) json_array_foreach(list, i, each)
        {
            json_t *role = json_object_get(each, "role");
            if (json_is_string(role) && strcmp(json_string_value(role), *roles) == 0 &&
                mg_json_has_text(json_object_get(each, "value")))
                return json_object_get(each, "value");
        }
    return NULL;
}

static json_t *first_value(json_t *list)
{
    size_t i;
    json_t *each;
    json_array_foreach(list, i, each) if (mg_json_has_text(json_object_get(each, "value"))) return json_object_get(each,
                                                                                                                   "value");
    return NULL;
}

/* How much a body of that type is worth; 0: no text for readers. The type may be left out: then the role says it. */
static int worth(json_t *body)
{
    mg_span type = mg_json_text(mg_json_named(body, "contenttype")), role = mg_json_text(json_object_get(body, "role"));
    mg_span name = type.n ? type : role;
    if (mg_span_find_span(name, 0, MG_SPAN("html")) < name.n) return 3;
    if (mg_span_eq_nocase(name, MG_SPAN("text/plain")) || mg_span_eq_nocase(name, MG_SPAN("text"))) return 2;
    bool other = mg_span_find(type, 0, '/') < type.n || mg_span_find_span(role, 0, MG_SPAN("nitf")) < role.n ||
                 mg_span_find_span(role, 0, MG_SPAN("xml")) < role.n;
    return other ? 0 : 1;
}

static json_t *best_body(json_t *bodies)
{
    size_t i;
    json_t *each, *best = NULL;
    int most = 0;
    json_array_foreach(bodies, i, each)
    {
        json_t *value = json_object_get(each, "value");
        if (!mg_json_has_text(value) || worth(each) <= most) continue;
        most = worth(each);
        best = value;
    }
    return best;
}

/* ---- fields ---- */

typedef struct {
    const mg_map *map;
    mg_draft *draft;
} target;

static void put(target *t, mg_field field, json_t *value)
{
    if (value && !mg_map_has(t->map, field) && !mg_draft_has(t->draft, field)) mg_json_put(t->draft, field, value);
}

/* The first of the named members that has a value, in that order. */
static void put_first(target *t, const item *it, mg_field field, const char *const *names)
{
    for (; *names; names++) put(t, field, named(it, *names));
}

/* The caption or the summary: that is what a description is, as the item is a picture or a text. */
static json_t *description_of(const item *it)
{
    static const char *const roles[] = {"caption", "main", "summary", "lead", "text", NULL};
    static const char *const names[] = {"descriptiontext", "descriptionhtml", "descriptionxhtml", NULL};
    json_t *descriptions = named(it, "descriptions"), *found = value_of_role(descriptions, roles);
    if (!found) found = first_value(descriptions);
    for (size_t i = 0; names[i] && !mg_json_has_text(found); i++) found = named(it, names[i]);
    if (!mg_json_has_text(found)) found = begun(it, "description");
    return found;
}

/* People who made it, not those it is about. */
static void put_makers(target *t, const item *it)
{
    static const char *const rels[] = {"author", "creator", "byline", "writer", "reporter", "journalist"};
    static const char *const names[] = {"byline", "by", "authors", NULL};
    put_first(t, it, MG_FIELD_BYLINE, names);
    if (mg_draft_has(t->draft, MG_FIELD_BYLINE) || mg_map_has(t->map, MG_FIELD_BYLINE)) return;
    json_t *people = named(it, "people"), *each;
    if (!people) people = named(it, "person");
    size_t at;
    json_array_foreach(people, at, each)
    {
        mg_span rel = mg_json_text(json_object_get(each, "rel"));
        if (!rel.n) rel = mg_json_text(json_object_get(each, "role"));
        for (size_t i = 0; i < MG_COUNT(rels); i++)
            if (mg_span_eq_nocase(rel, mg_span_str(rels[i])))
                mg_json_put(t->draft, MG_FIELD_BYLINE, json_object_get(each, "name"));
    }
}

static void put_id(target *t, const item *it)
{
    static const char *const ids[] = {"uri", "guid", "id"};
    mg_span uri = {NULL, 0}, version = mg_json_text(named(it, "version"));
    for (size_t i = 0; i < MG_COUNT(ids) && !uri.n; i++) uri = mg_span_trim(mg_json_text(named(it, ids[i])));
    if (!uri.n || mg_map_has(t->map, MG_FIELD_ID)) return;
    mg_buf id = MG_BUF_INIT;
    mg_buf_add(&id, uri);
    if (version.n) mg_buf_addc(&id, ':');
    mg_buf_add(&id, version);
    mg_span copy = id.failed ? (mg_span){NULL, 0} : mg_arena_copy(t->draft->arena, mg_buf_span(&id));
    mg_buf_dispose(&id);
    if (copy.p)
        mg_draft_put(t->draft, MG_FIELD_ID, copy);
    else
        t->draft->status = mg_fail_nomem(&t->draft->err, "reading a record");
}

/* Published first, and changed then. An item that says only when this version was made was published then. */
static void put_dates(target *t, const item *it)
{
    static const char *const first[] = {"firstpublished", "firstcreated", "contentcreated", "versioncreated", NULL};
    put_first(t, it, MG_FIELD_DATE, first);
    put(t, MG_FIELD_MODIFIED, named(it, "versioncreated"));
}

static void put_section(target *t, const item *it)
{
    static const char *const names[] = {"service", "section", NULL};
    put_first(t, it, MG_FIELD_SECTION, names);
}

static void put_keywords(target *t, const item *it)
{
    static const char *const names[] = {"subject", "subjects", "keywords", NULL};
    size_t i;
    json_t *each;
    if (mg_map_has(t->map, MG_FIELD_KEYWORDS)) return;
    mg_draft_put_item(t->draft, MG_FIELD_KEYWORDS, mg_json_text(named(it, "slugline")));
    for (const char *const *name = names; *name; name++)
        json_array_foreach(named(it, *name), i, each) mg_draft_put_item(
            t->draft, MG_FIELD_KEYWORDS, mg_json_text(json_is_object(each) ? json_object_get(each, "name") : each));
}

static bool is_text_item(const item *it)
{
    mg_span type = mg_json_text(named(it, "type"));
    return !type.n || mg_span_eq(type, MG_SPAN("text")) || mg_span_eq(type, MG_SPAN("composite"));
}

/* The caption of an associated picture, unless it is in the text. */
static void put_caption(target *t, json_t *associated)
{
    item picture;
    open_item(&picture, associated);
    json_t *caption = is_text_item(&picture) ? NULL : description_of(&picture);
    mg_span text = mg_span_trim(mg_json_text(caption));
    if (text.n && mg_span_find_span(mg_buf_span(&t->draft->body), 0, text) == t->draft->body.n)
        mg_json_put(t->draft, MG_FIELD_BODY, caption);
}

static void put_captions(target *t, const item *it)
{
    json_t *associations = named(it, "associations"), *each;
    const char *key;
    size_t i, n = 0;
    json_array_foreach(associations, i, each) if (i < ASSOCIATIONS_MAX) put_caption(t, each);
    json_object_foreach(associations, key, each) if (n++ < ASSOCIATIONS_MAX) put_caption(t, each);
}

static void put_body(target *t, const item *it)
{
    static const char *const names[] = {"bodyxhtml", "bodyhtml", "bodytext", NULL};
    if (mg_map_has(t->map, MG_FIELD_BODY)) return;
    put(t, MG_FIELD_BODY, best_body(named(it, "bodies")));
    put_first(t, it, MG_FIELD_BODY, names);
    put(t, MG_FIELD_BODY, begun(it, "body"));
    if (!mg_draft_has(t->draft, MG_FIELD_BODY) && !is_text_item(it)) put(t, MG_FIELD_BODY, description_of(it));
    put_captions(t, it);
}

const char *mg_ninjs_read(json_t *object, const mg_map *map, mg_draft *draft)
{
    item members, *it = &members;
    open_item(it, object);
    static const char *const roles[] = {"main", "headline", NULL}, *const titles[] = {"headline", "title", NULL};
    static const char *const sources[] = {"source", "infosource", "infosources", "copyrightholder", NULL};
    static const char *const places[] = {"located", "dateline", NULL};
    target t = {map, draft};
    const char *why = status_of(it);
    if (why) return why;
    json_t *headlines = named(it, "headlines");
    put_id(&t, it);
    put(&t, MG_FIELD_TITLE, value_of_role(headlines, roles));
    put(&t, MG_FIELD_TITLE, first_value(headlines));
    put_first(&t, it, MG_FIELD_TITLE, titles);
    put(&t, MG_FIELD_TITLE, begun(it, "headline"));
    if (is_text_item(it)) put(&t, MG_FIELD_STANDFIRST, description_of(it));
    put_makers(&t, it);
    put_dates(&t, it);
    put_first(&t, it, MG_FIELD_SOURCE, sources);
    put_first(&t, it, MG_FIELD_DATELINE, places);
    put_section(&t, it);
    put_keywords(&t, it);
    put(&t, MG_FIELD_LANGUAGE, named(it, "language"));
    put(&t, MG_FIELD_URL, named(it, "uri"));
    put_body(&t, it);
    return NULL;
}

static mg_status extract(mg_span text, const mg_file *file, mg_sink *sink, mg_error *err)
{
    return mg_json_extract(text, mg_json_is_lines(text), file, sink, err);
}

/* Items whose text comes first may not show it; then extract_json.c finds out. */
static bool sniff(mg_span head)
{
    static const char *const keys[] = {"\"versioncreated\"", "\"versionCreated\"", "\"body_xhtml\"", "\"pubstatus\"",
                                       "\"pubStatus\""};
    size_t start = mg_json_blanks(head, 0);
    if (start == head.n || !strchr("{[", head.p[start])) return false;
    for (size_t i = 0; i < MG_COUNT(keys); i++)
        if (mg_span_find_span(head, 0, mg_span_str(keys[i])) < head.n) return mg_json_begins(head);
    return false;
}

const mg_format mg_format_ninjs = {
    .name = "ninjs",
    .suffixes = (const char *const[]){".ninjs", NULL},
    .sniff = sniff,
    .extract = extract,
    .several = true,
};
