/* fuzz_xml_records.c - any bytes as an XML file: records come one after the other, each a tree that can be walked, and
 * time is linear: the scan never goes back. */
#include "indexer/xml_records.h"

#include <assert.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const names[] = {"item", "entry", "nitf", "newsItem", "NewsItem", "newsitem", "TEI", "p", NULL};

/* A walk meets each node once, inside of `top`. */
static void walk(const xmlNode *top)
{
    size_t seen = 0, limit = 1000000;
    for (const xmlNode *n = top; n; n = mg_xml_walk(top, n), seen++) assert(seen < limit);
}

static void ask(xmlNode *node)
{
    mg_arena arena = MG_ARENA_INIT;
    assert(mg_xml_text(node, &arena).p);
    assert(mg_xml_attribute(node, "id", &arena).p || !mg_xml_attribute(node, "id", &arena).n);
    xmlNode *child = mg_xml_child(node, "title"), *deep = mg_xml_find(node, "title");
    assert(!child || mg_xml_is(child, "title"));
    assert(!child || deep);
    assert(mg_xml_at(node, "title") == child);
    assert(!mg_xml_at(node, "title/a") || mg_xml_at(node, "title/a")->parent == child);
    mg_arena_dispose(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mg_span text = {(const char *)data, size};
    mg_xml *xml;
    xmlNode *record, *root;
    size_t records = 0;
    if (mg_xml_open(text, names, &xml, NULL) != MG_OK) abort();
    if (size % 2 && mg_xml_head(xml, &root, NULL) != MG_OK) abort();
    while (mg_xml_next(xml, &record, NULL) == MG_OK && record) {
        bool known = false;
        for (size_t i = 0; names[i]; i++) known |= mg_xml_is(record, names[i]);
        assert(known);
        assert(++records <= size);
        walk(record);
        ask(record);
        (void)mg_xml_more(xml);
        assert(!mg_xml_fault(xml) || mg_xml_fault(xml)[0]);
    }
    mg_span attributes, name = mg_xml_root(text, &attributes);
    assert(name.n <= size && mg_xml_declared_charset(text).n <= size);
    mg_xml_close(xml);
    return 0;
}
