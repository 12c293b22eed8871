/* doc_fields.h - what the properties of a document (of an office program, a PDF) are worth. Most were filled in by a program. */
#ifndef MG_DOC_FIELDS_H
#define MG_DOC_FIELDS_H

#include "common/span.h"

/* Is it a headline, and not the name of a file ("Microsoft Word - 0315a.doc"), what a program puts where none was given
 * ("Untitled", "Document1"), or a page of a layout ("P01 Main 0315")? */
bool mg_doc_is_title(mg_span title);

/* Does it name a person, and not an account ("admin", "jsmith") or who bought the program ("Valued Customer")? */
bool mg_doc_is_person(mg_span name);

#endif
