/* segment.c - see segment.h. Written by libxapian, then compacted into place: half the bytes, and read
 * in one sweep. */
#include "indexer/segment.h"

#include "common/io.h"

#include <stdlib.h>

struct mg_segment {
    mg_writer *writer;
    mg_buf path, temp;
};

mg_status mg_segment_begin(const char *path, mg_segment **out, mg_error *err)
{
    mg_segment *s = calloc(1, sizeof *s);
    if (!s) return mg_fail_nomem(err, "starting a segment");
    mg_buf_adds(&s->path, path);
    mg_buf_addf(&s->temp, "%s.tmp", path);
    mg_status status = mg_buf_check(&s->temp, "starting a segment", err);
    if (status == MG_OK) status = mg_buf_check(&s->path, "starting a segment", err);
    if (status == MG_OK) status = mg_dir_remove(s->temp.p, err);
    if (status == MG_OK) status = mg_writer_create(s->temp.p, &s->writer, err);
    if (status != MG_OK) mg_segment_free(s);
    else *out = s;
    return status;
}

mg_status mg_segment_add(mg_segment *s, const mg_document *document, mg_error *err)
{
    return mg_writer_add(s->writer, document, err);
}

mg_status mg_segment_set(mg_segment *s, const char *key, mg_span value, mg_error *err)
{
    return mg_writer_set_metadata(s->writer, key, value, err);
}

mg_status mg_segment_finish(mg_segment *s, mg_error *err)
{
    MG_TRY(mg_writer_commit(s->writer, err));
    mg_writer_close(s->writer);
    s->writer = NULL;
    MG_TRY(mg_db_compact(s->temp.p, s->path.p, err));
    return mg_dir_sync(s->path.p, err);
}

void mg_segment_free(mg_segment *s)
{
    if (!s) return;
    mg_writer_close(s->writer);
    if (s->temp.p) (void)!mg_dir_remove(s->temp.p, NULL);
    mg_buf_dispose(&s->path);
    mg_buf_dispose(&s->temp);
    free(s);
}
