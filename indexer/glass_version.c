/* glass_version.c - see glass_version.h. */
#include "indexer/glass_version.h"

#include "common/io.h"
#include "indexer/glass_code.h"

#include <errno.h>
#include <sys/random.h>

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

static void put_stats(const mg_glass_stats *stats, mg_buf *out)
{
    mg_glass_v(out, stats->documents);
    mg_glass_v(out, 0);
    mg_glass_v(out, stats->length_min);
    mg_glass_v(out, stats->wdf_max);
    mg_glass_v(out, stats->length_max - stats->wdf_max); /* a document is at least as long as any wdf in it */
    mg_glass_v(out, 0);
    mg_glass_v(out, stats->length_total);
    mg_glass_v(out, 0);
}

mg_status mg_glass_version_write(const char *segment, mg_span postlist, mg_span docdata, mg_span position,
                                 const mg_glass_stats *stats, mg_error *err)
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
    put_stats(stats, &v);
    mg_buf_addf(&path, "%s/iamglass", segment);
    mg_status status = mg_buf_check(&v, "finishing a segment", err);
    if (status == MG_OK) status = mg_buf_check(&path, "finishing a segment", err);
    if (status == MG_OK) status = mg_file_replace(path.p, mg_buf_span(&v), err);
    mg_buf_dispose(&v);
    mg_buf_dispose(&path);
    return status;
}
