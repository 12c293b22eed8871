/* fuzz_stub.c - any bytes as the stub of an index: read or refused, and no file that it names lies outside the index. */
#include "common/layout.h"

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

static void write_stub(const uint8_t *data, size_t size)
{
    if (!path[0]) {
        if (!mkdtemp(dir)) abort();
        snprintf(path, sizeof path, "%s/XAPIANDB", dir);
        atexit(remove_all);
    }
    FILE *f = fopen(path, "w");
    if (!f || fwrite(data, 1, size, f) != size || fclose(f) != 0) abort();
}

/* NULL is none. */
static void check_name(const char *name)
{
    assert(!name || (*name && !strpbrk(name, "/.")));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mg_arena arena = MG_ARENA_INIT;
    mg_stub stub;
    mg_error err = MG_ERROR_INIT;
    write_stub(data, size);
    mg_status status = mg_stub_read(dir, &arena, &stub, &err);
    assert(status == err.code);
    assert(status == MG_OK || status == MG_CORRUPT || status == MG_LIMIT);
    if (status == MG_OK) {
        assert(stub.generation > 0);
        check_name(stub.ledger);
        for (size_t i = 0; i < stub.n; i++) {
            assert(stub.segments[i].name);
            check_name(stub.segments[i].name);
            check_name(stub.segments[i].removed);
        }
    }
    mg_arena_dispose(&arena);
    return 0;
}
