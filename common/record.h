/* record.h - the stored form of an article: what a document's data holds in the index.
 *
 *   record   = version fields body
 *   version  = one byte, MG_RECORD_VERSION
 *   fields   = (tag length bytes)* 0       tag: one byte, the MG_FIELD_ number; a list repeats its tag
 *   body     = length method bytes         method 0: as it is; 1: deflated; 2: as LZ4 with English words (text_pack.h); to
 *                                        the record's end
 *   length   = 7 bits a byte, least first, the top bit set on all but the last byte
 *
 * The pages are one field: where each but the first begins, as a length that is counted from where the one before it does.
 * A date is its key (date.h) and, with a zone, a sign and hhmm: "20250307150101+0700". The fields come
 * first and plain, so that a list of hits is shown without unpacking any text. */
#ifndef MG_RECORD_H
#define MG_RECORD_H

#include "common/article.h"
#include "common/text_pack.h"

#define MG_RECORD_VERSION 1

/* Longest body that a record may claim; a longer claim is a damaged record. */
#define MG_RECORD_BODY_MAX ((uint64_t)1 << 30)

/* Append the record of an article. Which archive root it stands under goes in as `root`. Without a packer (NULL) the body is
 * left as it is: such a record is the same whatever made the other smaller. */
MG_NODISCARD mg_status mg_record_encode(const mg_article *article, uint32_t root, mg_text_packer *packer, mg_buf *out,
                                        mg_error *err);

/* A decoded record. Spans point into the bytes given, and the body into those or `unpacked`. */
typedef struct {
    mg_article article;
    mg_span fields; /* what all but the body point into; behind each text is a byte that is of none */
    uint32_t root;
    uint64_t body_bytes; /* length of the body, unpacked or not */
} mg_record;

/* Decode a record. Where `unpacked` is not NULL, the body too; else article.body stays empty.
 *   bytes  borrowed, must outlive *out; nothing in it is trusted
 *   arena  holds the lists
 * Errors: MG_VERSION; MG_CORRUPT; MG_NOMEM; those of mg_text_unpack. */
MG_NODISCARD mg_status mg_record_decode(mg_span bytes, mg_arena *arena, mg_unpacked_text *unpacked, mg_record *out,
                                        mg_error *err);

#endif
