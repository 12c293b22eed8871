/* doc_fields.h - what the properties of a document (of an office program, a PDF) are worth. Most were filled in by a program. */
#ifndef MG_DOC_FIELDS_H
#define MG_DOC_FIELDS_H

#include "common/article.h"

#include <libxml/tree.h>

/* Is it a headline, and not the name of a file ("Microsoft Word - 0315a.doc"), what a program puts where none was given
 * ("Untitled", "Document1"), or a page of a layout ("P01 Main 0315")? */
bool mg_doc_is_title(mg_span title);

/* Does it name a person, and not an account ("admin", "jsmith") or who bought the program ("Valued Customer")? */
bool mg_doc_is_person(mg_span name);

/* Give `article` an author, if it is a person and there is none yet; a standfirst that is no more than that name was none.
 * The same for keywords, parted by commas or semicolons. False when out
 * of memory. */
MG_NODISCARD bool mg_doc_add_author(mg_article *article, mg_span name, mg_arena *arena);
MG_NODISCARD bool mg_doc_add_keywords(mg_article *article, mg_span words, mg_arena *arena);

/* Is a table there to lay out text, not for figures? Then it has one column, or cells of several paragraphs. The names are
 * those of its elements. */
bool mg_doc_is_layout(const xmlNode *table, const char *row, const char *cell, const char *paragraph);

#endif
