/* nitf.h - one story in NITF, wherever it stands: a file of its own, or the content of a NewsML item.
 *
 * extract_nitf.c says which element means what. */
#ifndef MG_NITF_H
#define MG_NITF_H

#include "indexer/xml_text.h"

/* What an element of NITF, or of XHTML, is to readers: a role_of for mg_xml_reader. */
mg_xml_role mg_nitf_role(const xmlNode *element);

/* Read <nitf>: fill the fields of `article` that are still empty, and append the text to `body`. Takes out of the tree what
 * became a field. Fields point into the tree and the reader's arena. */
void mg_nitf_read(mg_xml_reader *reader, xmlNode *nitf, mg_article *article, mg_buf *body);

/* Why a story of this status ("stat:canceled", ".../withheld") is not to be had, in a sentence; NULL when it is. */
const char *mg_wire_withdrawn(mg_span status);

#endif
