/* xml_records.h - the records of an XML file, one after the other: an item of a feed, a story of a wire.
 *
 * A scan finds the elements of the asked names, and libxml2 makes of each a tree of its own, in the namespaces that are
 * declared around it. Short ones that follow each other are read together. So a file of many records costs no more memory
 * than its largest and some short ones, and one that is not well-formed is mended, as far as libxml2 can, without harm to the
 * others. Nothing outside the file is ever opened; its own entities expand within libxml2's limits, and HTML's names of
 * characters are known too.
 *
 * Names are compared without their prefix: feeds write media:title and title for different things, so callers who must tell
 * them apart look at node->ns. */
#ifndef MG_XML_RECORDS_H
#define MG_XML_RECORDS_H

#include "common/article.h"
#include "common/buf.h"

#include <libxml/tree.h>

typedef struct mg_xml mg_xml;

/* `text`: UTF-8, whatever its declaration says; borrowed. `names`: the local names of the records, NULL-terminated; static.
 * Errors: MG_NOMEM. */
MG_NODISCARD mg_status mg_xml_open(mg_span text, const char *const *names, mg_xml **out, mg_error *err);
void mg_xml_close(mg_xml *xml);

/* The next record, with all that is in it; NULL at the end. One in another of the same name is part of that. It lives until
 * the next call. Errors: MG_LIMIT longer than 1 GB, a tag with thousands of attributes, or many records that are as nothing
 * to the entities and attributes around them, which are read for each, or for each few; MG_NOMEM. */
MG_NODISCARD mg_status mg_xml_next(mg_xml *xml, xmlNode **record, mg_error *err);

/* Is there another record behind the one that was given last? */
bool mg_xml_more(const mg_xml *xml);

/* What was not well-formed in the record that was given last, with its line in the file; NULL when nothing was. */
const char *mg_xml_fault(const mg_xml *xml);

/* What stands before the first record: the root, as far as it goes, or NULL. It lives as long as `xml`. */
MG_NODISCARD mg_status mg_xml_head(mg_xml *xml, xmlNode **root, mg_error *err);

/* ---- in a record ---- */

/* Is it an element of that local name? */
bool mg_xml_is(const xmlNode *node, const char *name);

/* The first child element of that name, or NULL; NULL when `node` is. */
xmlNode *mg_xml_child(const xmlNode *node, const char *name);

/* The first child of the first child and so on: "head/docdata/doc-id"; NULL when one is missing. */
xmlNode *mg_xml_at(const xmlNode *node, const char *path);

/* The next element of the same name behind `node` among its siblings, or NULL. */
xmlNode *mg_xml_again(const xmlNode *node);

/* The first element of that name anywhere in `node`, in document order; NULL when there is none. */
xmlNode *mg_xml_find(const xmlNode *node, const char *name);

/* The next node of a walk over all that is in `top`, in document order; start with node = top; NULL at the end. */
xmlNode *mg_xml_walk(const xmlNode *top, const xmlNode *node);

/* All text in an element, in the arena, as it is written there; empty when `node` is NULL. p is NULL when memory runs out. */
mg_span mg_xml_text(const xmlNode *node, mg_arena *arena);

/* The value of an attribute, by local name; empty when there is none. p is NULL when memory runs out. */
mg_span mg_xml_attribute(const xmlNode *node, const char *name, mg_arena *arena);

/* ---- before a file is opened ---- */

/* The local name of the root element in the first bytes of a file; empty when it is no XML. What may come before it is
 * passed over. *attributes, unless NULL: the rest of its tag. */
mg_span mg_xml_root(mg_span head, mg_span *attributes);

/* The encoding that an XML declaration names, or empty: an mg_format's declared_charset. */
mg_span mg_xml_declared_charset(mg_span head);

#endif
