/* json_values.c - see json_article.h: values of JSON to the fields of a draft. */
#include "indexer/field_names.h"
#include "indexer/json_article.h"
#include "indexer/json_records.h"

#include <stdio.h>

#define DEPTH_MAX 12
#define BYLINE_MAX 100

mg_span mg_json_text(const json_t *json)
{
    return json_is_string(json) ? (mg_span){json_string_value(json), json_string_length(json)} : (mg_span){NULL, 0};
}

json_t *mg_json_named(json_t *object, const char *name)
{
    const char *key;
    size_t n;
    json_t *value, *found = json_object_get(object, name);
    if (found) return found;
    json_object_keylen_foreach(object, key, n, value)
    {
        if (n < MG_NAME_MAX && strcmp(mg_name_of((mg_span){key, n}).s, name) == 0) return value;
    }
    return NULL;
}

bool mg_json_has_text(const json_t *json)
{
    if (json_is_object(json) || json_is_array(json)) return json_object_size(json) + json_array_size(json) > 0;
    return mg_span_trim(mg_json_text(json)).n > 0;
}

/* ---- objects ---- */

/* The keys, NULL-terminated, under which an object keeps what it is; the first that is there counts. */
static const char *const keys_of_text[] = {"main",  "basic",   "rendered", "processed", "value",    "text",
                                           "name",  "title",   "headline", "label",     "term",     "webTitle",
                                           "tag",   "default", "content",  "html",      "markdown", "$t",
                                           "#text", "_text",   "__cdata",  "original",  NULL};
static const char *const keys_of_person[] = {"name",     "fullName", "full_name",  "displayName", "display_name",
                                             "original", "byline",   "authorName", "webTitle",    "text",
                                             "#text",    "basic",    "slug",       NULL};
static const char *const keys_of_date[] = {"$date", "iso", "iso8601",  "date",        "datetime", "dateTime",
                                           "value", "utc", "rendered", "$numberLong", "#text",    NULL};
static const char *const keys_of_id[] = {"$oid", "value", "rendered", "#text", NULL};
static const char *const keys_of_url[] = {"canonical", "url", "href", "value", "@id", "#text", NULL};

static const char *const *keys_of(mg_field field)
{
    switch (field) {
    case MG_FIELD_BYLINE: return keys_of_person;
    case MG_FIELD_DATE:
    case MG_FIELD_MODIFIED: return keys_of_date;
    case MG_FIELD_ID: return keys_of_id;
    case MG_FIELD_URL: return keys_of_url;
    default: return keys_of_text;
    }
}

/* "first_name" and "last_name", as people are kept. */
static bool put_parted_name(mg_draft *d, json_t *person)
{
    static const char *const firsts[] = {"firstname", "givenname", "first"}, *const lasts[] = {"lastname", "familyname",
                                                                                               "last"};
    for (size_t i = 0; i < MG_COUNT(firsts); i++) {
        mg_span first = mg_json_text(mg_json_named(person, firsts[i])), last = mg_json_text(mg_json_named(person, lasts[i]));
        if (!first.n && !last.n) continue;
        mg_buf name = MG_BUF_INIT;
        mg_buf_add(&name, first);
        mg_buf_adds(&name, " ");
        mg_buf_add(&name, last);
        mg_span copy = name.failed ? (mg_span){NULL, 0} : mg_arena_copy(d->arena, mg_buf_span(&name));
        mg_buf_dispose(&name);
        if (!copy.p)
            d->status = mg_fail_nomem(&d->err, "reading a record");
        else
            mg_draft_put(d, MG_FIELD_BYLINE, copy);
        return true;
    }
    return false;
}

static void put(mg_draft *d, mg_field field, json_t *value, size_t depth);

/* ---- the body's blocks ---- */

static bool is_one_of(const char *word, const char *const *words)
{
    while (*words && strcmp(word, *words) != 0) words++;
    return *words;
}

/* What only points elsewhere, or is no text. */
static const char *const skipped_blocks[] = {
    "authorinfo", "author",         "deck",    "interstitiallink", "related", "relatedcontent", "ad",        "advertisement",
    "oembed",     "oembedresponse", "rawhtml", "customembed",      "embed",   "divider",        "reference", "newsletter",
    "code",       "tweet",          "map",     "linklist",         NULL};
static const char *const picture_blocks[] = {"image", "photo",   "picture",     "video",     "gallery", "figure",
                                             "audio", "graphic", "inlinephoto", "leadimage", NULL};
static const char *const list_blocks[] = {"list", "unorderedlist", "orderedlist", "bulletlist", "ul", "ol", NULL};
static const char *const caption_keys[] = {"fullcaption", "caption", "description", "descriptiontext", NULL};
static const char *const block_keys[] = {
    "content",  "text",   "value",      "html",     "body",     "rendered", "processed", "data",  "items", "contentelements",
    "children", "blocks", "paragraphs", "bodyhtml", "fulltext", "sections", "default",   "#text", NULL};

static const char *const heading_keys[] = {"heading", "headline", "subheading", NULL};

static void put_block(mg_draft *d, json_t *block, size_t depth);

static json_t *first_named(json_t *object, const char *const *names)
{
    json_t *found = NULL;
    for (; *names && !mg_json_has_text(found); names++) found = mg_json_named(object, *names);
    return found;
}

static void put_list_items(mg_draft *d, json_t *items, size_t depth)
{
    size_t i;
    json_t *item;
    json_array_foreach(items, i, item)
    {
        size_t before = d->body.n;
        mg_buf_adds(&d->body, !before ? "- " : i ? "\n- " : "\n\n- ");
        size_t marked = d->body.n;
        put(d, MG_FIELD_BODY, json_is_object(item) ? first_named(item, block_keys) : item, depth + 1);
        /* what was put in began a paragraph of its own */
        size_t blanks = 0;
        while (marked + blanks < d->body.n && d->body.p[marked + blanks] == '\n') blanks++;
        if (d->body.n > marked + blanks) {
            memmove(d->body.p + marked, d->body.p + marked + blanks, d->body.n - marked - blanks + 1);
            d->body.n -= blanks;
        } else if (!d->body.failed) {
            d->body.n = before;
        }
    }
}

/* One object of a body. What it is kept under tells what it is; some collections put the headline among the blocks. */
static void put_block(mg_draft *d, json_t *block, size_t depth)
{
    static const struct {
        const char *type;
        mg_field field;
    } heads[] = {
        {"kicker", MG_FIELD_SECTION}, {"title", MG_FIELD_TITLE}, {"byline", MG_FIELD_BYLINE}, {"date", MG_FIELD_DATE}};
    mg_name type = mg_name_of(mg_json_text(json_object_get(block, "type")));
    json_t *content = first_named(block, block_keys);
    for (size_t i = 0; i < MG_COUNT(heads); i++)
        if (strcmp(type.s, heads[i].type) == 0) {
            if (!mg_draft_has(d, heads[i].field)) put(d, heads[i].field, json_object_get(block, "content"), depth + 1);
            return;
        }
    if (is_one_of(type.s, skipped_blocks)) return;
    if (is_one_of(type.s, picture_blocks))
        put(d, MG_FIELD_BODY, first_named(block, caption_keys), depth + 1);
    else if (is_one_of(type.s, list_blocks) && json_is_array(content))
        put_list_items(d, content, depth + 1);
    else if (content) {
        put(d, MG_FIELD_BODY, first_named(block, heading_keys), depth + 1);
        put(d, MG_FIELD_BODY, content, depth + 1);
    }
}

/* ---- any value ---- */

static void put_integer(mg_draft *d, json_int_t id)
{
    char digits[32];
    int n = snprintf(digits, sizeof digits, "%" JSON_INTEGER_FORMAT, id);
    mg_span copy = mg_arena_copy(d->arena, (mg_span){digits, (size_t)n});
    if (!copy.p)
        d->status = mg_fail_nomem(&d->err, "reading a record");
    else
        mg_draft_put(d, MG_FIELD_ID, copy);
}

static void put_object(mg_draft *d, mg_field field, json_t *object, size_t depth)
{
    if (field == MG_FIELD_BODY) {
        put_block(d, object, depth);
        return;
    }
    bool list = field == MG_FIELD_BYLINE || field == MG_FIELD_KEYWORDS;
    size_t before = field == MG_FIELD_BYLINE ? d->article.byline.n : d->article.keywords.n;
    for (const char *const *key = keys_of(field); *key; key++) {
        json_t *value = json_object_get(object, *key);
        if (!value) continue;
        put(d, field, value, depth + 1);
        size_t now = field == MG_FIELD_BYLINE ? d->article.byline.n : d->article.keywords.n;
        if (list ? now > before : mg_draft_has(d, field)) return;
    }
    if (field == MG_FIELD_BYLINE && put_parted_name(d, object)) return;
    if (field == MG_FIELD_BYLINE) put(d, field, json_object_get(object, "by"), depth + 1); /* {"by": [...]} of credits */
}

static void put(mg_draft *d, mg_field field, json_t *value, size_t depth)
{
    if (!value || depth > DEPTH_MAX || d->status != MG_OK) return;
    size_t i;
    json_t *each;
    bool grows = field == MG_FIELD_BODY || field == MG_FIELD_BYLINE || field == MG_FIELD_KEYWORDS;
    switch (json_typeof(value)) {
    case JSON_STRING:
        if (depth)
            mg_draft_put_item(d, field, mg_json_text(value));
        else
            mg_draft_put(d, field, mg_json_text(value));
        break;
    case JSON_INTEGER:
        if (field == MG_FIELD_ID)
            put_integer(d, json_integer_value(value));
        else
            mg_draft_put_number(d, field, json_number_value(value));
        break;
    case JSON_REAL: mg_draft_put_number(d, field, json_number_value(value)); break;
    case JSON_OBJECT: put_object(d, field, value, depth); break;
    case JSON_ARRAY:
        json_array_foreach(value, i, each)
        {
            if (!grows && mg_draft_has(d, field)) break;
            if (field == MG_FIELD_BYLINE && i == BYLINE_MAX) break;
            put(d, field, each, depth + 1);
        }
        break;
    default: break;
    }
}

void mg_json_put(mg_draft *draft, mg_field field, json_t *value)
{
    put(draft, field, value, 0);
}

/* ---- paths ---- */

static bool position(mg_span step, size_t *at)
{
    *at = 0;
    for (size_t i = 0; i < step.n; i++) {
        if (step.p[i] < '0' || step.p[i] > '9' || i > 8) return false;
        *at = *at * 10 + (size_t)(step.p[i] - '0');
    }
    return step.n > 0;
}

static void put_path(mg_draft *d, mg_field field, json_t *json, mg_span path, size_t depth)
{
    if (!json || depth > DEPTH_MAX) return;
    if (!path.n) {
        put(d, field, json, 0);
        return;
    }
    mg_span rest, step = mg_json_step(path, &rest);
    size_t at;
    json_t *each;
    if (json_is_object(json)) {
        json_t *whole = json_object_getn(json, path.p, path.n); /* a key may have dots in it */
        put_path(d, field, whole ? whole : json_object_getn(json, step.p, step.n), whole ? (mg_span){NULL, 0} : rest,
                 depth + 1);
    } else if (json_is_array(json) && position(step, &at)) {
        put_path(d, field, json_array_get(json, at), rest, depth + 1);
    } else {
        json_array_foreach(json, at, each) put_path(d, field, each, path, depth + 1);
    }
}

void mg_json_put_path(mg_draft *draft, mg_field field, json_t *json, mg_span path)
{
    put_path(draft, field, json, path, 0);
}
