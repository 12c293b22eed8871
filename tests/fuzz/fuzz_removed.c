/* fuzz_removed.c - a removed file of any bytes, and a good one with some of them on top of it: refused, or all of it can
 * be asked; and a file made of any terms is read as it was made. */
#include "common/removed.h"

#include "common/io.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char dir[] = "/tmp/morgue-fuzz-XXXXXX", path[64];

static void remove_all(void)
{
    unlink(path);
    rmdir(dir);
}

static void start(void)
{
    if (path[0]) return;
    if (!mkdtemp(dir)) abort();
    snprintf(path, sizeof path, "%s/removed", dir);
    atexit(remove_all);
}

static void ok(mg_status status)
{
    if (status != MG_OK) abort();
}

static void write_bytes(mg_span bytes)
{
    FILE *f = fopen(path, "w");
    if (!f || fwrite(bytes.p, 1, bytes.n, f) != bytes.n || fclose(f) != 0) abort();
}

static void ask(const mg_removed *r)
{
    mg_span term;
    uint32_t documents, before = 0;
    size_t bytes = 0;
    for (uint32_t i = 0; i < mg_removed_count(r); i++) {
        assert(mg_removed_docid(r, i) > before);
        before = mg_removed_docid(r, i);
        assert(mg_removed_has(r, before) && mg_removed_seek(r, 0, before) == i);
    }
    bool whole = mg_removed_check(r, NULL) == MG_OK;
    for (size_t i = 0; i < mg_removed_terms(r); i++) {
        if (!mg_removed_term(r, i, &term, &documents)) {
            assert(!whole);
            continue;
        }
        for (size_t k = 0; k < term.n; k++) bytes += (unsigned char)term.p[k];
        assert(!whole || (mg_removed_documents(r, term) == documents && mg_removed_seek_term(r, term) == i));
        if (i > 1000) break;
    }
    assert(bytes < SIZE_MAX);
    assert(mg_removed_seek_term(r, MG_SPAN("m")) <= mg_removed_terms(r));
}

static void open_and_ask(void)
{
    mg_removed *r;
    mg_error err = MG_ERROR_INIT;
    mg_status status = mg_removed_open(path, &r, &err);
    assert(status == err.code && (status == MG_OK || status == MG_CORRUPT || status == MG_VERSION));
    if (status != MG_OK) return;
    ask(r);
    mg_removed_close(r);
}

/* The lines of the input that stand in order are terms. */
static void write_good(mg_span text)
{
    static const uint32_t docids[] = {1, 2, 5, 1000, 70000};
    mg_removed_builder *builder;
    size_t taken = 0;
    ok(mg_removed_builder_new(docids, MG_COUNT(docids), text.n, &builder, NULL));
    for (size_t at = 0, end; at < text.n; at = end + 1) {
        end = mg_span_find(text, at, '\n');
        uint32_t documents = 1 + (uint32_t)(at % MG_COUNT(docids));
        taken += mg_removed_builder_add(builder, mg_span_sub(text, at, end), documents, NULL) == MG_OK;
    }
    ok(mg_removed_builder_write(builder, path, NULL));
    mg_removed_builder_free(builder);
    mg_removed *r;
    ok(mg_removed_open(path, &r, NULL));
    ok(mg_removed_check(r, NULL));
    assert(mg_removed_terms(r) == taken && mg_removed_length(r) == text.n);
    mg_removed_close(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mg_span text = {(const char *)data, size < 4096 ? size : 4096};
    mg_buf good = MG_BUF_INIT;
    start();
    write_bytes(text);
    open_and_ask();
    write_good(text);
    open_and_ask();
    ok(mg_file_read(path, SIZE_MAX / 4, &good, NULL));
    for (size_t i = 0; i + 3 < text.n && i < 12; i += 3) { /* three bytes: where, and what to change */
        size_t at = ((unsigned char)text.p[i] | (size_t)(unsigned char)text.p[i + 1] << 8) % (i % 2 ? good.n : 80);
        if (at < good.n) good.p[at] ^= text.p[i + 2];
        write_bytes(mg_buf_span(&good));
        open_and_ask();
    }
    mg_buf_dispose(&good);
    return 0;
}
