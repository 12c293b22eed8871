/* extract_xml.c - XML of a shape that only the user knows: --map says which element is an article and where its fields are.
 *
 *   --map record=story --map title=head/title --map body=story/text --map id=@number
 *
 * A path is elements parted by slashes, from the record's own or from what is in it; @name at its end is an attribute, * any
 * element. Where no `record` is mapped, it is the first element of the longer paths, if they all begin with the same.
 * Elements that come several times are the body's paragraphs, names, keywords; of other fields the first counts. Without a
 * map, XML that no other format knows is of no known format. */
#include "indexer/extract.h"

#include "indexer/draft.h"
#include "indexer/html_tree.h"
#include "indexer/map.h"
#include "indexer/xml_records.h"

#define NAME_LONGEST 100
#define MATCHES_MAX 10000 /* elements of a record that one path leads to */

typedef struct {
    mg_draft draft;
    mg_field field; /* that is looked for */
    size_t matches;
    mg_buf paragraphs; /* of an element */
} reader;

static mg_span first_step(mg_span path, mg_span *rest)
{
    while (path.n && path.p[0] == '/') path = mg_span_sub(path, 1, path.n);
    size_t slash = mg_span_find(path, 0, '/');
    *rest = mg_span_sub(path, slash + 1, path.n);
    return mg_span_sub(path, 0, slash);
}

/* Which element is a record; empty when the map does not tell. */
static mg_span record_name(const mg_map *map)
{
    mg_span rest, name = mg_map_record(map), step = {NULL, 0};
    while (name.n) {
        step = first_step(name, &name); /* of a path, the last */
        if (!name.n) return step;
    }
    for (size_t i = 0; map && i < map->n; i++) {
        step = first_step(map->v[i].path, &rest);
        if (!rest.n) continue; /* from within the record */
        if (name.n && !mg_span_eq(step, name)) return (mg_span){NULL, 0};
        name = step;
    }
    return name;
}

static bool is_named(const xmlNode *node, mg_span step)
{
    if (node->type != XML_ELEMENT_NODE) return false;
    const char *name = (const char *)node->name;
    return (strncmp(name, step.p, step.n) == 0 && !name[step.n]) || mg_span_eq(step, MG_SPAN("*"));
}

/* ---- values ---- */

/* Line ends are blanks, unless a line is left out between them. */
static void add_words(mg_span text, mg_buf *out)
{
    for (size_t at = 0, end; at < text.n; at = end) {
        size_t lines = 0;
        for (end = at; end < text.n && mg_is_space(text.p[end]); end++) lines += text.p[end] == '\n';
        if (end > at) mg_buf_adds(out, lines > 1 ? "\n\n" : " ");
        at = end;
        end = mg_html_behind_collapsed(text, at);
        mg_buf_add(out, mg_span_sub(text, at, end));
    }
}

/* The text of an element of the body: what elements are in it are paragraphs, if they are no part of a line. */
static mg_status add_markup(const xmlNode *node, mg_buf *out, mg_error *err)
{
    static const char *const inside[] = {"b",   "i",   "u",      "em",  "strong",   "a",    "span",
                                         "sup", "sub", "person", "org", "location", "quote"};
    for (const xmlNode *n = node; n; n = mg_xml_walk(node, n)) {
        bool part = n == node || n->type != XML_ELEMENT_NODE;
        for (size_t i = 0; !part && i < MG_COUNT(inside); i++) part = strcmp((const char *)n->name, inside[i]) == 0;
        if (!part) mg_buf_adds(out, "\n\n");
        if (n->type != XML_TEXT_NODE || !n->content) continue;
        bool behind = n->prev && n->prev->type == XML_ELEMENT_NODE;
        for (size_t i = 0; behind && i < MG_COUNT(inside); i++) behind = strcmp((const char *)n->prev->name, inside[i]) != 0;
        if (behind) mg_buf_adds(out, "\n\n");
        add_words(mg_span_str((const char *)n->content), out);
    }
    return mg_buf_check(out, "reading XML", err);
}

static bool has_elements(const xmlNode *node)
{
    const xmlNode *child = node->children;
    while (child && child->type != XML_ELEMENT_NODE) child = child->next;
    return child;
}

/* Are there elements of the same name beside it? */
static bool has_like(const xmlNode *node)
{
    const xmlNode *before = node->prev, *after = node->next;
    while (before && before->type != XML_ELEMENT_NODE) before = before->prev;
    while (after && after->type != XML_ELEMENT_NODE) after = after->next;
    return (before && strcmp((const char *)before->name, (const char *)node->name) == 0) ||
           (after && strcmp((const char *)after->name, (const char *)node->name) == 0);
}

static void put_element(reader *r, const xmlNode *node)
{
    mg_draft *d = &r->draft;
    mg_span text;
    if (r->field == MG_FIELD_BODY && (has_elements(node) || has_like(node))) {
        mg_buf_reset(&r->paragraphs);
        d->status = add_markup(node, &r->paragraphs, &d->err);
        text = d->status == MG_OK ? mg_arena_copy(d->arena, mg_span_trim(mg_buf_span(&r->paragraphs))) : MG_SPAN("");
    } else {
        text = mg_xml_text(node, d->arena);
    }
    if (!text.p)
        d->status = mg_fail_nomem(&d->err, "reading XML");
    else
        mg_draft_put(d, r->field, text);
}

/* Put what `path` leads to, from within `node`. */
static void put_path(reader *r, const xmlNode *node, mg_span path)
{
    mg_span rest, step = first_step(path, &rest);
    if (!step.n) {
        put_element(r, node);
        return;
    }
    if (step.p[0] == '@') {
        char name[NAME_LONGEST];
        if (step.n >= sizeof name) return;
        memcpy(name, step.p + 1, step.n - 1);
        name[step.n - 1] = '\0';
        mg_span value = mg_xml_attribute(node, name, r->draft.arena);
        if (value.p) mg_draft_put(&r->draft, r->field, value);
        return;
    }
    for (const xmlNode *child = node->children; child && r->matches < MATCHES_MAX; child = child->next) {
        if (!is_named(child, step)) continue;
        r->matches++;
        put_path(r, child, rest);
    }
}

static void put_fields(reader *r, const xmlNode *record, const mg_map *map)
{
    for (size_t i = 0; i < map->n; i++) {
        mg_span rest, step = first_step(map->v[i].path, &rest);
        r->field = (mg_field)map->v[i].field;
        r->matches = 0;
        if (r->field == MG_FIELD_UNKNOWN || mg_draft_has(&r->draft, r->field)) continue;
        if (rest.n && is_named(record, step)) put_path(r, record, rest);
        if (!mg_draft_has(&r->draft, r->field)) put_path(r, record, map->v[i].path);
    }
}

/* ---- the file ---- */

static mg_status read_records(reader *r, mg_xml *xml, const mg_file *file, mg_sink *sink, size_t *number, mg_error *err)
{
    xmlNode *record;
    for (;;) {
        MG_TRY(mg_xml_next(xml, &record, err));
        if (!record) return MG_OK;
        mg_draft_begin(&r->draft, MG_DATE_FROM_META);
        put_fields(r, record, file->map);
        ++*number;
        if (mg_xml_fault(xml)) mg_sink_tell(sink, *number, mg_xml_fault(xml));
        MG_TRY(mg_draft_give(&r->draft, sink, file, &mg_format_xml, *number, err));
    }
}

static mg_status extract(mg_span text, const mg_file *file, mg_sink *sink, mg_error *err)
{
    mg_span record = record_name(file->map);
    char name[NAME_LONGEST];
    if (!record.n || record.n >= sizeof name)
        return mg_fail(err, MG_NOTFOUND,
                       "no known format: XML, and no --map says which element is an article (--map record=ELEMENT)");
    memcpy(name, record.p, record.n);
    name[record.n] = '\0';
    const char *const names[] = {name, NULL};
    reader r = {.draft = {.arena = sink->arena}, .paragraphs = MG_BUF_INIT};
    size_t number = 0;
    mg_xml *xml;
    MG_TRY(mg_xml_open(text, names, &xml, err));
    mg_status status = read_records(&r, xml, file, sink, &number, err);
    if (status == MG_OK && !number)
        status = mg_fail(err, MG_NOTFOUND, "no known format: XML without the element <%s>", name);
    mg_xml_close(xml);
    mg_draft_dispose(&r.draft);
    mg_buf_dispose(&r.paragraphs);
    return status;
}

/* What says that it is XML, and is no page: all other XML formats are asked before. */
static bool sniff(mg_span head)
{
    mg_span root = mg_xml_root(head, NULL);
    return mg_span_starts(mg_span_trim(head), MG_SPAN("<?xml")) && root.n && !mg_span_eq_nocase(root, MG_SPAN("html"));
}

const mg_format mg_format_xml = {
    .name = "xml",
    .suffixes = (const char *const[]){".xml", NULL},
    .sniff = sniff,
    .extract = extract,
    .declared_charset = mg_xml_declared_charset,
    .several = true,
};
