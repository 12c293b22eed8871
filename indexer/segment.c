/* segment.c - see segment.h. The version file, which makes the directory a database, is written last:
 *
 *   0f 0d "Xapian Glass" | u16 format, 2016-03-14 | 16 bytes UUID | V(revision)
 *   | root records: postlist docdata termlist position spelling synonym
 *   | V(documents) V(last docid - documents) V(least length above 0) V(largest wdf) V(largest length - largest wdf)
 *     V(0) V(sum of lengths) V(0) */
#include "indexer/segment.h"

#include "common/io.h"
#include "common/vec.h"
#include "indexer/glass_code.h"
#include "indexer/glass_tables.h"

#include <errno.h>
#include <sys/random.h>
#include <sys/stat.h>

typedef struct {
    mg_buf key, value;
} setting;

struct mg_segment {
    mg_buf path;
    MG_VEC(mg_batch *) batches;
    MG_VEC(uint32_t) bases;
    uint32_t documents;
    mg_batch *filters; /* terms added late, by docid */
    mg_glass_table *docdata, *postlist, *position;
    MG_VEC(setting) settings;
    bool created, finished;
};

static mg_status open_table(const mg_segment *s, const char *name, mg_glass_table **out, mg_error *err)
{
    mg_buf path = MG_BUF_INIT;
    mg_buf_addf(&path, "%s/%s.glass", s->path.p, name);
    mg_status status = mg_buf_check(&path, "starting a segment", err);
    if (status == MG_OK) status = mg_glass_table_new(path.p, out, err);
    mg_buf_dispose(&path);
    return status;
}

/* Files that must be there, be they empty: the postlist table; and the lock that stock tools look for where they
 * may not write. */
static mg_status touch(const mg_segment *s, const char *name, mg_error *err)
{
    mg_buf path = MG_BUF_INIT;
    mg_buf_addf(&path, "%s/%s", s->path.p, name);
    mg_status status = mg_buf_check(&path, "finishing a segment", err);
    if (status == MG_OK) status = mg_file_replace(path.p, (mg_span){0}, err);
    mg_buf_dispose(&path);
    return status;
}

mg_status mg_segment_begin(const char *path, mg_segment **out, mg_error *err)
{
    mg_segment *s = calloc(1, sizeof *s);
    if (!s) return mg_fail_nomem(err, "starting a segment");
    mg_status status = MG_OK;
    mg_buf_adds(&s->path, path);
    MG_GOTO(mg_buf_check(&s->path, "starting a segment", err));
    if (mkdir(path, 0777) != 0) MG_GOTO(mg_fail_sys(err, errno, "the segment %s cannot be created", path));
    s->created = true;
    MG_GOTO(mg_batch_new(&s->filters, err));
    MG_GOTO(touch(s, "postlist.glass", err));
    MG_GOTO(touch(s, "flintlock", err));
    MG_GOTO(open_table(s, "docdata", &s->docdata, err));
    MG_GOTO(open_table(s, "postlist", &s->postlist, err));
    MG_GOTO(open_table(s, "position", &s->position, err));
    *out = s;
    return MG_OK;
out:
    mg_segment_free(s);
    return status;
}

mg_status mg_segment_take(mg_segment *s, mg_batch *batch, mg_error *err)
{
    uint32_t base = s->documents, n = mg_batch_documents(batch);
    if (!mg_vec_push(&s->batches, batch)) {
        mg_batch_free(batch);
        return mg_fail_nomem(err, "writing a segment");
    }
    if (!mg_vec_push(&s->bases, base)) return mg_fail_nomem(err, "writing a segment");
    if (n > UINT32_MAX - 1 - base) return mg_fail(err, MG_LIMIT, "a segment holds no more than 4 billion articles");
    s->documents += n;
    MG_TRY(mg_glass_docdata_add(s->docdata, batch, base, err));
    mg_batch_drop_data(batch);
    return mg_batch_seal(batch, err);
}

mg_status mg_segment_add_filter(mg_segment *s, uint32_t docid, mg_span term, mg_error *err)
{
    return mg_batch_add_filter(s->filters, docid, term, err);
}

uint32_t mg_segment_documents(const mg_segment *s)
{
    return s->documents;
}

size_t mg_segment_memory(const mg_segment *s)
{
    size_t bytes = mg_batch_memory(s->filters);
    for (size_t i = 0; i < s->batches.n; i++) bytes += mg_batch_memory(s->batches.v[i]);
    return bytes;
}

static setting *find_setting(mg_segment *s, mg_span key)
{
    for (size_t i = 0; i < s->settings.n; i++)
        if (mg_span_eq(mg_buf_span(&s->settings.v[i].key), key)) return &s->settings.v[i];
    return mg_vec_push(&s->settings, (setting){MG_BUF_INIT, MG_BUF_INIT}) ? &s->settings.v[s->settings.n - 1] : NULL;
}

mg_status mg_segment_set(mg_segment *s, const char *key, mg_span value, mg_error *err)
{
    setting *to = find_setting(s, mg_span_str(key));
    if (!to) return mg_fail_nomem(err, "writing the index's settings");
    mg_buf_reset(&to->key);
    mg_buf_reset(&to->value);
    mg_buf_adds(&to->key, key);
    mg_buf_add(&to->value, value);
    MG_TRY(mg_buf_check(&to->key, "writing the index's settings", err));
    return mg_buf_check(&to->value, "writing the index's settings", err);
}

static int by_key(const void *a, const void *b)
{
    const mg_metadata *x = a, *y = b;
    return mg_span_cmp(x->key, y->key);
}

static mg_status write_metadata(mg_segment *s, mg_error *err)
{
    mg_metadata *m = calloc(s->settings.n + 1, sizeof *m);
    if (!m) return mg_fail_nomem(err, "writing the index's settings");
    size_t n = 0;
    for (size_t i = 0; i < s->settings.n; i++) /* an empty value is one that is not set */
        if (s->settings.v[i].value.n) m[n++] = (mg_metadata){mg_buf_span(&s->settings.v[i].key), mg_buf_span(&s->settings.v[i].value)};
    qsort(m, n, sizeof *m, by_key);
    mg_status status = mg_glass_metadata_add(s->postlist, m, n, err);
    free(m);
    return status;
}

/* A fake root record: a table that is not there. */
static void no_table(unsigned compress_min, mg_buf *out)
{
    mg_glass_v(out, 0);
    mg_glass_v(out, 3);
    mg_glass_v(out, 0);
    mg_glass_v(out, MG_GLASS_BLOCK / 2048);
    mg_glass_v(out, compress_min);
    mg_glass_s(out, (mg_span){0});
}

static mg_status write_version(mg_segment *s, mg_span postlist, mg_span docdata, mg_span position, const mg_glass_stats *stats,
                               mg_error *err)
{
    char uuid[16];
    mg_buf v = MG_BUF_INIT, path = MG_BUF_INIT;
    if (getrandom(uuid, sizeof uuid, 0) != sizeof uuid) return mg_fail_sys(err, errno, "no random number could be had");
    uuid[6] = (char)((uuid[6] & 0x0f) | 0x40); /* version 4, RFC 4122 */
    uuid[8] = (char)((uuid[8] & 0x3f) | 0x80);
    mg_buf_adds(&v, "\x0f\x0dXapian Glass\x04\x6e");
    mg_buf_add(&v, (mg_span){uuid, sizeof uuid});
    mg_glass_v(&v, 1);
    mg_buf_add(&v, postlist);
    mg_buf_add(&v, docdata);
    no_table(18, &v);
    mg_buf_add(&v, position);
    no_table(18, &v);
    no_table(18, &v);
    mg_glass_v(&v, stats->documents);
    mg_glass_v(&v, 0);
    mg_glass_v(&v, stats->length_min);
    mg_glass_v(&v, stats->wdf_max);
    mg_glass_v(&v, stats->length_max - stats->wdf_max); /* a document is at least as long as any wdf in it */
    mg_glass_v(&v, 0);
    mg_glass_v(&v, stats->length_total);
    mg_glass_v(&v, 0);
    mg_buf_addf(&path, "%s/iamglass", s->path.p);
    mg_status status = mg_buf_check(&v, "finishing a segment", err);
    if (status == MG_OK) status = mg_buf_check(&path, "finishing a segment", err);
    if (status == MG_OK) status = mg_file_replace(path.p, mg_buf_span(&v), err);
    mg_buf_dispose(&v);
    mg_buf_dispose(&path);
    return status;
}

mg_status mg_segment_finish(mg_segment *s, mg_error *err)
{
    mg_batches batches = {s->batches.v, s->bases.v, s->batches.n};
    mg_buf postlist = MG_BUF_INIT, docdata = MG_BUF_INIT, position = MG_BUF_INIT;
    mg_glass_stats stats;
    mg_status status = MG_OK;
    MG_GOTO(write_metadata(s, err));
    MG_GOTO(mg_glass_values_add(s->postlist, &batches, err));
    MG_GOTO(mg_glass_lengths_add(s->postlist, &batches, &stats, err));
    /* The late terms are one batch more, whose documents are those of all the others. */
    if (!mg_vec_push(&s->batches, s->filters)) MG_GOTO(mg_fail_nomem(err, "finishing a segment"));
    s->filters = NULL;
    if (!mg_vec_push(&s->bases, 0)) MG_GOTO(mg_fail_nomem(err, "finishing a segment"));
    MG_GOTO(mg_batch_seal(s->batches.v[s->batches.n - 1], err));
    batches = (mg_batches){s->batches.v, s->bases.v, s->batches.n};
    MG_GOTO(mg_glass_postings_add(s->postlist, s->position, &batches, err));
    MG_GOTO(mg_glass_table_finish(s->postlist, 0, &postlist, err));
    MG_GOTO(mg_glass_table_finish(s->docdata, 18, &docdata, err));
    MG_GOTO(mg_glass_table_finish(s->position, 0, &position, err));
    MG_GOTO(write_version(s, mg_buf_span(&postlist), mg_buf_span(&docdata), mg_buf_span(&position), &stats, err));
    s->finished = true;
out:
    mg_buf_dispose(&postlist);
    mg_buf_dispose(&docdata);
    mg_buf_dispose(&position);
    return status;
}

void mg_segment_free(mg_segment *s)
{
    if (!s) return;
    for (size_t i = 0; i < s->batches.n; i++) mg_batch_free(s->batches.v[i]);
    mg_batch_free(s->filters);
    mg_vec_free(&s->batches);
    mg_vec_free(&s->bases);
    mg_glass_table_free(s->docdata);
    mg_glass_table_free(s->postlist);
    mg_glass_table_free(s->position);
    for (size_t i = 0; i < s->settings.n; i++) {
        mg_buf_dispose(&s->settings.v[i].key);
        mg_buf_dispose(&s->settings.v[i].value);
    }
    mg_vec_free(&s->settings);
    if (s->created && !s->finished) (void)!mg_dir_remove(s->path.p, NULL);
    mg_buf_dispose(&s->path);
    free(s);
}
