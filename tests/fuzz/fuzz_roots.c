/* fuzz_roots.c - any bytes as the roots of an index: every line becomes an absolute path or stays what it is; and
 * roots that the bytes name come back from their coded form. */
#include "common/layout.h"

#include <assert.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ok(mg_status status)
{
    assert(status == MG_OK);
}

static const char *const dirs[] = {"/", "/a", "/a/b/.morgue", "/srv/archive/2025/.morgue"};

static void decode(const char *dir, mg_span value)
{
    mg_arena arena = MG_ARENA_INIT;
    mg_spans roots = {0};
    size_t lines = value.n && value.p[value.n - 1] != '\n';
    for (size_t i = 0; i < value.n; i++) lines += value.p[i] == '\n';
    ok(mg_roots_decode(dir, value, &arena, &roots, NULL));
    assert(roots.n == lines);
    for (size_t i = 0, at = 0; i < roots.n; i++) {
        if (at < value.n && value.p[at] == '.') assert(roots.v[i].n && roots.v[i].p[0] == '/');
        at = mg_span_find(value, at, '\n') + 1;
    }
    mg_arena_dispose(&arena);
}

static void round_trip(const char *dir, mg_span text)
{
    mg_arena arena = MG_ARENA_INIT;
    mg_buf coded = MG_BUF_INIT;
    mg_spans roots = {0}, back = {0};
    for (size_t at = 0; at < text.n && roots.n < 50; at = mg_span_find(text, at, '\n') + 1) {
        mg_span line = mg_span_sub(text, at, mg_span_find(text, at, '\n'));
        while (line.n > 1 && line.p[line.n - 1] == '/') line.n--;
        if (line.n && line.p[0] == '/' && !mg_spans_add(&roots, line, &arena)) abort();
    }
    mg_roots_encode(dir, roots, &coded);
    ok(mg_roots_decode(dir, mg_buf_span(&coded), &arena, &back, NULL));
    assert(back.n == roots.n);
    for (size_t i = 0; i < back.n; i++) assert(mg_span_eq(back.v[i], roots.v[i]));
    mg_buf_dispose(&coded);
    mg_arena_dispose(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mg_span text = {(const char *)data, size < 4096 ? size : 4096}; /* lists of roots are short */
    for (size_t i = 0; i < MG_COUNT(dirs); i++) {
        decode(dirs[i], text);
        round_trip(dirs[i], text);
    }
    return 0;
}
