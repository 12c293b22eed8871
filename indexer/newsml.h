/* newsml.h - the content of a NewsML item, of either generation: NITF, XHTML, pieces of HTML or plain text. */
#ifndef MG_NEWSML_H
#define MG_NEWSML_H

#include "indexer/xml_articles.h"

/* Append what `content` holds to giver->body; NITF in it also fills the fields of `article` that are still empty.
 * Errors: MG_NOMEM; MG_LIMIT HTML with a tag of thousands of attributes. */
MG_NODISCARD mg_status mg_newsml_content(mg_xml_giver *giver, xmlNode *content, mg_article *article, mg_error *err);

#endif
