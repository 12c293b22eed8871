/* xml_text.h - what readers see of an XML element: its text as paragraphs, list items and rows, or as one line.
 *
 * What an element is to a reader depends on the format: a function of the format says so. The text of elements that
 * it does not know is part of what is around them. */
#ifndef MG_XML_TEXT_H
#define MG_XML_TEXT_H

#include "indexer/xml_records.h"

typedef enum {
    MG_XML_INLINE, /* part of the paragraph */
    MG_XML_BLOCK,  /* a paragraph, or what holds some */
    MG_XML_ITEM,   /* of a list */
    MG_XML_ROW,    /* of a table; what is in it stays on its line */
    MG_XML_CELL,
    MG_XML_LINE,   /* a line of its own in the paragraph: br, a verse */
    MG_XML_PRE,    /* a block of lines of a fixed width, as unwrap.h reads them */
    MG_XML_WRAP,   /* where the printer broke a line: at most a blank, as ocr_lines.h has it */
    MG_XML_JOIN,   /* where a word was broken: nothing, and the hyphen goes */
    MG_XML_SLASH,  /* the lower part of a fraction */
    MG_XML_SILENT, /* not for readers */
} mg_xml_role;

/* A row of a table of roles, sorted by name. */
typedef struct {
    const char *name;
    mg_xml_role role;
} mg_xml_named_role;

typedef struct {
    mg_arena *arena;
    mg_xml_role (*role_of)(const xmlNode *element);
    bool nomem; /* sticky: memory ran out; what was asked for since is empty */
} mg_xml_reader;

/* The role that a table of `n` rows gives to the name of an element, MG_XML_INLINE when it has none. */
mg_xml_role mg_xml_role_in(const mg_xml_named_role *table, size_t n, const xmlNode *element);

/* Append the text of `node`, paragraphs parted by a blank line, behind what `body` holds; that of NULL is none. */
void mg_xml_render(const mg_xml_reader *reader, const xmlNode *node, mg_buf *body);

/* The text of `node` as a field, in the arena; empty when `node` is NULL. */
mg_span mg_xml_line(mg_xml_reader *reader, const xmlNode *node);

/* The value of an attribute, trimmed, as long as the record lives; empty when there is none, or no node. */
mg_span mg_xml_value(const xmlNode *node, const char *name);

/* Does an attribute have exactly that value, in upper or lower case? */
bool mg_xml_has(const xmlNode *node, const char *name, const char *value);

/* Append `item` to a list that this function made, unless it is empty or the list is full. */
#define MG_XML_LIST_MAX 400
void mg_xml_list(mg_xml_reader *reader, mg_spans *list, mg_span item);

/* Take an element out of its tree: it became a field, or is not for readers. NULL is none. */
void mg_xml_remove(xmlNode *node);

#endif
