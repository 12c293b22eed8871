/* zip_parts.c - see zip_parts.h. libarchive unpacks. */
#include "indexer/zip_parts.h"

#include "indexer/charset.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>

#define PIECE_MAX 65536
#define LOCAL_HEADER 30 /* bytes, without the name and what is behind it */

static mg_status open_zip(mg_span zip, struct archive **out, mg_error *err)
{
    struct archive *a = archive_read_new();
    *out = a;
    if (!a || archive_read_support_format_zip_seekable(a) != ARCHIVE_OK) return mg_fail_nomem(err, "opening a ZIP");
    if (archive_read_open_memory(a, zip.p, zip.n) == ARCHIVE_OK) return MG_OK;
    return mg_fail(err, MG_FORMAT, "is no ZIP, or a damaged one");
}

static mg_zip_part *wanted(mg_zip_part *parts, size_t n, const char *name)
{
    for (size_t i = 0; name && i < n; i++)
        if (!parts[i].found && mg_span_eq_nocase(parts[i].name, mg_span_str(name))) return &parts[i];
    return NULL;
}

static mg_status unpack(struct archive *a, size_t most, mg_zip_part *part, mg_error *err)
{
    int name = (int)MG_MIN(part->name.n, 100);
    for (;;) {
        if (!mg_buf_reserve(&part->bytes, PIECE_MAX)) return mg_fail_nomem(err, "unpacking a ZIP");
        la_ssize_t got = archive_read_data(a, part->bytes.p + part->bytes.n, PIECE_MAX);
        if (got < 0) return mg_fail(err, MG_FORMAT, "the part %.*s cannot be unpacked", name, part->name.p);
        part->bytes.n += (size_t)got;
        part->bytes.p[part->bytes.n] = '\0';
        if (got == 0) return MG_OK;
        if (part->bytes.n > most)
            return mg_fail(err, MG_LIMIT, "the part %.*s unpacks to more than %zu MB: a ZIP bomb?", name, part->name.p, most >> 20);
    }
}

/* XML may be in UTF-16, and begin with a mark that says in what. */
static mg_status decode(mg_zip_part *part, mg_error *err)
{
    mg_buf text = MG_BUF_INIT;
    mg_span label = {NULL, 0};
    if (mg_charset_is_utf8(mg_buf_span(&part->bytes), label)) return MG_OK;
    mg_status status = mg_charset_to_utf8(mg_buf_span(&part->bytes), label, &text, NULL, err);
    mg_buf_dispose(&part->bytes);
    part->bytes = text;
    return status;
}

mg_status mg_zip_read(mg_span zip, mg_zip_part *parts, size_t n, mg_error *err)
{
    struct archive *a;
    struct archive_entry *entry;
    size_t ratio = zip.n > MG_ZIP_PART_MAX / MG_ZIP_RATIO_MAX ? MG_ZIP_PART_MAX : zip.n * MG_ZIP_RATIO_MAX, left = n;
    size_t most = MG_MAX(ratio, MG_ZIP_PART_FREE);
    mg_status status = open_zip(zip, &a, err);
    while (status == MG_OK && left) {
        int got = archive_read_next_header(a, &entry);
        if (got == ARCHIVE_EOF) break;
        if (got != ARCHIVE_OK && got != ARCHIVE_WARN) MG_GOTO(mg_fail(err, MG_FORMAT, "is a damaged ZIP"));
        mg_zip_part *part = wanted(parts, n, archive_entry_pathname(entry));
        if (!part) continue;
        if (archive_entry_is_encrypted(entry)) MG_GOTO(mg_fail(err, MG_FORMAT, "is encrypted and needs a password"));
        part->found = true;
        left--;
        status = unpack(a, most, part, err);
        if (status == MG_OK) status = decode(part, err);
    }
out:
    archive_read_free(a);
    return status;
}

static size_t two_bytes(mg_span s, size_t at)
{
    return (unsigned char)s.p[at] | (size_t)(unsigned char)s.p[at + 1] << 8;
}

bool mg_zip_first_part(mg_span head, mg_span *name, mg_span *rest)
{
    if (head.n < LOCAL_HEADER || memcmp(head.p, "PK\3\4", 4) != 0) return false;
    size_t behind_name = LOCAL_HEADER + two_bytes(head, 26);
    *name = mg_span_sub(head, LOCAL_HEADER, behind_name);
    *rest = mg_span_sub(head, behind_name + two_bytes(head, 28), head.n);
    return true;
}
