/* zip_parts.h - named parts of a ZIP that is in memory, for formats that are a ZIP of XML files. */
#ifndef MG_ZIP_PARTS_H
#define MG_ZIP_PARTS_H

#include "common/buf.h"

/* A part may unpack to so many times what the ZIP has, though always to PART_FREE, and never to more than PART_MAX. */
#define MG_ZIP_RATIO_MAX ((size_t)200)
#define MG_ZIP_PART_FREE ((size_t)16 << 20)
#define MG_ZIP_PART_MAX ((size_t)256 << 20)

typedef struct {
    mg_span name;  /* without regard to case, as office programs take it */
    mg_buf bytes;  /* in UTF-8; to be disposed of, also after an error */
    bool found;
} mg_zip_part;

/* Unpack those of `parts` that are there; other parts are passed over unread.
 * Errors: MG_FORMAT it is damaged, or a part is encrypted; MG_LIMIT a part is a bomb; MG_NOMEM. */
MG_NODISCARD mg_status mg_zip_read(mg_span zip, mg_zip_part *parts, size_t n, mg_error *err);

/* Does `head` begin as a ZIP does? *name: the first part's; *rest: what follows, which is how the part begins when it is stored
 * as it is. */
bool mg_zip_first_part(mg_span head, mg_span *name, mg_span *rest);

#endif
