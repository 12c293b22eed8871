/* text_pack.h - text as it is stored, in one of two ways:
 *
 *   deflated  (RFC 1951) by libdeflate, which takes less than half of zlib's time for the same size
 *   words     as an LZ4 block, as if the words of text_words.h stood before the text: for English articles of no more than usual length.
 *             About a fifth larger, packed in half the time and read in an eighth of it, which is what most of a passage's time was. */
#ifndef MG_TEXT_PACK_H
#define MG_TEXT_PACK_H

#include "common/buf.h"
#include "common/stop.h"

typedef enum { MG_TEXT_DEFLATED, MG_TEXT_WORDS } mg_text_way;

/* Longest text that may be packed with words, in bytes. */
#define MG_TEXT_WORDS_MAX ((size_t)8000)

/* One thread's packer. */
typedef struct mg_text_packer mg_text_packer;
MG_NODISCARD mg_status mg_text_packer_new(mg_text_packer **out, mg_error *err);
void mg_text_packer_free(mg_text_packer *packer);

/* Append the packed form of `raw` to `out`. Errors: MG_INTERNAL, it is longer than may be packed so; MG_NOMEM. */
MG_NODISCARD mg_status mg_text_pack(mg_text_packer *packer, mg_text_way way, mg_span raw, mg_buf *out, mg_error *err);

/* One thread's unpacker of what mg_text_pack makes, and the text it holds. One that is all zeros is empty. What is long looks at
 * `stop`, where there is one, now and then. */
typedef struct {
    struct libdeflate_decompressor *inflater;
    mg_buf text; /* behind the words, which stay */
    const mg_stop *stop;
} mg_unpacked_text;

void mg_unpacked_text_dispose(mg_unpacked_text *unpacked);

/* What `packed` holds, which must be exactly `size` bytes: what is cut short, goes on or holds more or less is MG_CORRUPT. The
 * caller bounds `size`; it may come from a hostile file. The text lives until the next call.
 * Errors: those of mg_stop_check; MG_NOMEM. */
MG_NODISCARD mg_status mg_text_unpack(mg_unpacked_text *unpacked, mg_span packed, mg_text_way way, size_t size, mg_span *text,
                                      mg_error *err);

#endif
