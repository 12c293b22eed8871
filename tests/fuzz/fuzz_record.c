/* fuzz_record.c - any bytes as a stored record: decoded or refused, and what is decoded is sound. */
#include "common/record.h"

#include "common/utf8.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(mg_span text)
{
    assert(mg_utf8_valid(text) == text.n);
}

static void decode(mg_span bytes)
{
    mg_arena arena = MG_ARENA_INIT;
    mg_unpacked_text unpacked = {0};
    mg_record head, whole;
    mg_error err = MG_ERROR_INIT;
    mg_status plain = mg_record_decode(bytes, &arena, NULL, &head, NULL);
    mg_status status = mg_record_decode(bytes, &arena, &unpacked, &whole, &err);
    assert(status == err.code);
    assert(status == MG_OK || status == MG_CORRUPT || status == MG_VERSION);
    if (status == MG_OK) {
        assert(plain == MG_OK && head.body_bytes == whole.body_bytes && !head.article.body.n);
        assert(whole.article.body.n == whole.body_bytes);
        assert((unsigned)whole.article.date_source < MG_DATE_SOURCES);
        check_text(whole.article.title);
        check_text(whole.article.id);
        for (size_t i = 1; i < whole.article.pages.n; i++) assert(whole.article.pages.v[i] >= whole.article.pages.v[i - 1]);
        assert(mg_article_page(&whole.article, whole.body_bytes) == whole.article.pages.n);
        check_text(whole.article.body);
        for (size_t i = 0; i < whole.article.keywords.n; i++) check_text(whole.article.keywords.v[i]);
    }
    mg_arena_dispose(&arena);
    mg_unpacked_text_dispose(&unpacked);
}

/* The bytes as they are, behind a good version byte, and as changes to a good record. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mg_span bytes = {(const char *)data, size}, name = MG_SPAN("name");
    static const size_t pages[] = {0, 0};
    mg_article article = {.pages = {pages, 2}, .id = name, .title = name, .byline = {&name, 1}, .keywords = {&name, 1}, .body = bytes};
    mg_buf record = MG_BUF_INIT;
    decode(bytes);
    mg_buf_addc(&record, MG_RECORD_VERSION);
    mg_buf_add(&record, bytes);
    decode(mg_buf_span(&record));
    mg_buf_reset(&record);
    mg_text_packer *packer = NULL;
    mg_status status = mg_text_packer_new(&packer, NULL);
    if (status == MG_OK) status = mg_record_encode(&article, size & 3, packer, &record, NULL);
    assert(status == MG_OK);
    mg_text_packer_free(packer);
    decode(mg_buf_span(&record));
    for (size_t i = 0; i + 1 < MG_MIN(size, 16); i += 2) record.p[data[i] % record.n] ^= (char)data[i + 1];
    decode(mg_buf_span(&record));
    mg_buf_dispose(&record);
    return 0;
}
