/* fuzz_ledger.c - any bytes as a ledger, with the checksum that they should have: read or refused; and what is read names only what
 * it has. */
#include "common/deflate.h"
#include "indexer/ledger.h"
#include "indexer/unpack.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char head[] = "morgue ledger 1\n";

static void check(const mg_ledger *l)
{
    for (size_t i = 0; i < l->files.n; i++) {
        const mg_ledger_file *f = &l->files.v[i];
        assert(f->root < l->roots.n && f->path.n && f->fate < MG_FILE_FATES && f->settings < l->settings.n);
        assert(mg_ledger_find(l, f->root, f->path) == i);
        assert(f->failures + f->n_failures <= l->failures.n && f->docs + f->n_docs <= l->docs.n);
    }
    for (size_t i = 0; i < l->docs.n; i++) {
        const mg_docs *d = &l->docs.v[i];
        assert(d->segment < l->segments.n && d->first && d->count);
        assert((uint64_t)d->first + d->count - 1 <= l->segments.v[d->segment].documents);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mg_ledger l = {0};
    mg_error err = MG_ERROR_INIT;
    mg_buf bytes = MG_BUF_INIT;
    mg_buf_adds(&bytes, head);
    mg_buf_add(&bytes, (mg_span){(const char *)data, size});
    uint32_t crc = mg_crc32(mg_buf_span(&bytes));
    for (int i = 0; i < 4; i++) mg_buf_addc(&bytes, (char)(crc >> 8 * i));
    mg_status status = mg_ledger_decode(mg_buf_span(&bytes), &l, &err);
    assert(status == err.code);
    assert(status == MG_OK || status == MG_CORRUPT);
    if (status == MG_OK) check(&l);
    mg_ledger_dispose(&l);
    mg_buf_dispose(&bytes);
    return 0;
}
