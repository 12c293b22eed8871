/* test_unpack.c - containers and compressed files of every kind, made here by libarchive: members, names, globs, damage,
 * encryption, limits. */
#include "tests/unit/catcher.h"

#include "indexer/unpack.h"

#include <archive.h>
#include <archive_entry.h>

/* ---- making them ---- */

typedef struct {
    const char *name;
    mg_span content;
    int type; /* 0: a file */
} member;

#define TEXT(literal) MG_SPAN(literal), 0

static la_ssize_t on_write(struct archive *a, void *payload, const void *bytes, size_t n)
{
    (void)a;
    mg_buf_add(payload, (mg_span){bytes, n});
    return (la_ssize_t)n;
}

typedef int set(struct archive *);

static mg_buf pack_with(set *format, set *filter, const char *options, const member *members, size_t n)
{
    mg_buf out = MG_BUF_INIT;
    struct archive *a = archive_write_new();
    assert_int_equal(format(a), ARCHIVE_OK);
    if (filter) assert_int_equal(filter(a), ARCHIVE_OK);
    if (options) assert_int_equal(archive_write_set_options(a, options), ARCHIVE_OK);
    if (options && strstr(options, "encryption")) assert_int_equal(archive_write_set_passphrase(a, "sesame"), ARCHIVE_OK);
    archive_write_set_bytes_in_last_block(a, 1);
    assert_int_equal(archive_write_open2(a, &out, NULL, on_write, NULL, NULL), ARCHIVE_OK);
    for (size_t i = 0; i < n; i++) {
        struct archive_entry *e = archive_entry_new();
        archive_entry_set_pathname(e, members[i].name);
        archive_entry_set_filetype(e, members[i].type ? (unsigned)members[i].type : AE_IFREG);
        archive_entry_set_perm(e, 0644);
        if (members[i].type == AE_IFLNK) archive_entry_set_symlink(e, "a.txt");
        else if (!members[i].type) archive_entry_set_size(e, (la_int64_t)members[i].content.n);
        assert_true(archive_write_header(a, e) >= ARCHIVE_WARN);
        if (members[i].content.n)
            assert_int_equal(archive_write_data(a, members[i].content.p, members[i].content.n), (la_ssize_t)members[i].content.n);
        archive_entry_free(e);
    }
    assert_int_equal(archive_write_close(a), ARCHIVE_OK);
    archive_write_free(a);
    assert_false(out.failed);
    return out;
}

static mg_buf zip_of(const member *members, size_t n)
{
    return pack_with(archive_write_set_format_zip, NULL, "zip:compression=store", members, n);
}

static mg_buf stream_of(mg_span content, set *filter)
{
    const member one = {"data", content, 0};
    return pack_with(archive_write_set_format_raw, filter, NULL, &one, 1);
}

/* ---- opening them ---- */

typedef struct {
    catcher c;
    mg_unpacking how;
    mg_limits limits;
    mg_file_fate fate;
    size_t fates[MG_FILE_FATES];
} opening;

static void on_member(void *payload, mg_span path, mg_file_fate fate)
{
    assert_true(path.n > 0);
    ((opening *)payload)->fates[fate]++;
}

/* Set what differs, then unpack. */
static opening opening_new(void)
{
    return (opening){.c = {.arena = MG_ARENA_INIT, .log = MG_BUF_INIT}, .how = {.all = true}, .limits = MG_LIMITS_DEFAULT};
}

static mg_status open_as(opening *o, mg_span bytes, const char *path, mg_error *err)
{
    mg_buf_adds(&o->c.log, "");
    o->c.sink = (mg_sink){&o->c.arena, catch_article, catch_problem, &o->c, NULL};
    o->how.member = on_member;
    o->how.payload = o;
    mg_file file = {.bytes = bytes, .path = mg_span_str(path), .limits = &o->limits};
    return mg_unpack(&file, -1, NULL, &o->how, &o->c.sink, &o->fate, err);
}

/* `bytes`, as a file named `path`, gives this log, the file's own error at its end. */
static void check_with(opening *o, mg_span bytes, const char *path, const char *expected)
{
    mg_error err = MG_ERROR_INIT;
    if (open_as(o, bytes, path, &err) != MG_OK) mg_buf_addf(&o->c.log, "error: %s\n", err.msg);
    if (strcmp(o->c.log.p, expected) != 0) fail_msg("%s:\ngot:\n%s\nexpected:\n%s", path, o->c.log.p, expected);
    catcher_end(&o->c);
}

static void check(mg_span bytes, const char *path, const char *expected)
{
    opening o = opening_new();
    check_with(&o, bytes, path, expected);
}

static void check_buf(mg_buf bytes, const char *path, const char *expected)
{
    check(mg_buf_span(&bytes), path, expected);
    mg_buf_dispose(&bytes);
}

static const member few[] = {
    {"dir/", {NULL, 0}, AE_IFDIR},
    {"dir/a.txt", TEXT("Heron\n\nA heron.\n")},
    {"dir/1938-06-07/b.sgm", TEXT("<DOC>\n<DOCNO> D1 </DOCNO>\n<TEXT>\none\n</TEXT>\n</DOC>\n<DOC>\n<TEXT>\ntwo\n</TEXT>\n</DOC>\n")},
    {"dir/.hidden.txt", TEXT("secret")},
    {".dir/c.txt", TEXT("secret")},
    {"__MACOSX/dir/a.txt", TEXT("secret")},
    {"dir/thumbs.DB", TEXT("secret")},
    {"dir/picture.jpg", TEXT("\xff\xd8\xff\xe0\0\x10JFIF")},
    {"dir/empty.txt", {NULL, 0}, 0},
};

#define FEW_LOG(path)                                                                                                        \
    "id=" path "/dir/a.txt\ntitle=Heron\nmember=dir/a.txt\nformat=text\nbody=A heron.\n--\n"                                  \
    "id=D1\ndate=1938-06-07 filename\nmember=dir/1938-06-07/b.sgm#1\nformat=trec\nbody=one\n--\n"                              \
    "id=" path "/dir/1938-06-07/b.sgm#2\ndate=1938-06-07 filename\nmember=dir/1938-06-07/b.sgm#2\nformat=trec\nbody=two\n--\n" \
    "problem dir/empty.txt: the file is empty\n"

static void every_kind(void **state)
{
    static const struct {
        set *format, *filter;
    } rows[] = {
        {archive_write_set_format_zip, NULL},
        {archive_write_set_format_7zip, NULL},
        {archive_write_set_format_ustar, NULL},
        {archive_write_set_format_pax, NULL},
        {archive_write_set_format_gnutar, NULL},
        {archive_write_set_format_v7tar, NULL},
        {archive_write_set_format_ustar, archive_write_add_filter_gzip},
        {archive_write_set_format_pax, archive_write_add_filter_bzip2},
        {archive_write_set_format_gnutar, archive_write_add_filter_xz},
        {archive_write_set_format_ustar, archive_write_add_filter_zstd},
        {archive_write_set_format_ustar, archive_write_add_filter_lz4},
        {archive_write_set_format_ustar, archive_write_add_filter_lzip},
        {archive_write_set_format_ustar, archive_write_add_filter_compress},
        {archive_write_set_format_zip, archive_write_add_filter_gzip},
    };
    (void)state;
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_buf bytes = pack_with(rows[i].format, rows[i].filter, NULL, few, MG_COUNT(few));
        assert_true(mg_is_container(mg_buf_span(&bytes)));
        opening o = opening_new();
        check_with(&o, mg_buf_span(&bytes), "a.pack", FEW_LOG("a.pack"));
        assert_int_equal(o.fate, MG_FILE_CONTAINER);
        assert_int_equal(o.fates[MG_FILE_READ], 2);
        assert_int_equal(o.fates[MG_FILE_UNKNOWN], 1);
        assert_int_equal(o.fates[MG_FILE_EMPTY], 1);
        mg_buf_dispose(&bytes);
    }
    const member links[] = {{"a.txt", TEXT("Heron")}, {"b.txt", {NULL, 0}, AE_IFLNK}, {"c.txt", {NULL, 0}, AE_IFIFO}};
    check_buf(pack_with(archive_write_set_format_ustar, NULL, NULL, links, 3), "l.tar",
              "id=l.tar/a.txt\ntitle=Heron\nmember=a.txt\nformat=text\n--\n");
}

static void streams(void **state)
{
    set *const filters[] = {archive_write_add_filter_gzip, archive_write_add_filter_bzip2, archive_write_add_filter_xz,
                            archive_write_add_filter_zstd, archive_write_add_filter_lz4,   archive_write_add_filter_lzip,
                            archive_write_add_filter_compress};
    static const char *const names[] = {"2025-03-07.md.gz", "2025-03-07.md.bz2", "2025-03-07.md.XZ", "2025-03-07.md.zst",
                                        "2025-03-07.md.lz4", "2025-03-07.md.lz", "2025-03-07.md.Z"};
    (void)state;
    for (size_t i = 0; i < MG_COUNT(filters); i++) {
        mg_buf bytes = stream_of(MG_SPAN("# Heron\n\nA heron.\n"), filters[i]), expected = MG_BUF_INIT;
        mg_buf_addf(&expected, "id=%s\ntitle=Heron\ndate=2025-03-07 filename\nformat=markdown\nbody=A heron.\n--\n", names[i]);
        opening o = opening_new();
        check_with(&o, mg_buf_span(&bytes), names[i], expected.p);
        assert_int_equal(o.fate, MG_FILE_READ);
        mg_buf_dispose(&bytes);
        mg_buf_dispose(&expected);
    }
    check_buf(stream_of(MG_SPAN("<DOC>\n<TEXT>\none\n</TEXT>\n</DOC>\n<DOC>\n<TEXT>\ntwo\n</TEXT>\n</DOC>\n"), filters[0]), "a.gz",
              "id=a.gz#1\nmember=#1\nformat=trec\nbody=one\n--\nid=a.gz#2\nmember=#2\nformat=trec\nbody=two\n--\n");
    check_buf(stream_of(MG_SPAN("\xff\xd8\xff\xe0\0\x10JFIF"), filters[0]), "a.jpg.gz", "error: looks like binary data, not text\n");
    check_buf(stream_of((mg_span){NULL, 0}, filters[0]), "a.txt.gz", "error: the file is empty\n");
    check(MG_SPAN("Not at all"), "a.zip", "error: is no archive, though its name says so\n");
    check((mg_span){NULL, 0}, "a.tar.gz", "error: the file is empty\n");
    check(MG_SPAN("Heron\n\nPlain."), "a.txt", "id=a.txt\ntitle=Heron\nformat=text\nbody=Plain.\n--\n");
    const member document[] = {{"[Content_Types].xml", TEXT("<Types/>")}, {"word/document.xml", TEXT("<w/>")}};
    check_buf(zip_of(document, 2), "a.docx", "error: no known format: an office document, but no text\n");
}

static void nested(void **state)
{
    (void)state;
    const member leaf[] = {{"d/x.txt", TEXT("Heron")}};
    mg_buf zip = zip_of(leaf, 1), gz = stream_of(MG_SPAN("<DOC>\n<TEXT>\none\n</TEXT>\n</DOC>\n"), archive_write_add_filter_gzip);
    mg_buf tgz = pack_with(archive_write_set_format_ustar, archive_write_add_filter_gzip, NULL, leaf, 1);
    const member all[] = {{"in.zip", mg_buf_span(&zip), 0}, {"s/y.sgm.gz", mg_buf_span(&gz), 0}, {"t.tar.gz", mg_buf_span(&tgz), 0}};
    mg_buf outer = pack_with(archive_write_set_format_7zip, NULL, NULL, all, 3);
    opening o = opening_new();
    check_with(&o, mg_buf_span(&outer), "o.7z",
               "id=o.7z/in.zip/d/x.txt\ntitle=Heron\nmember=in.zip/d/x.txt\nformat=text\n--\n"
               "id=o.7z/s/y.sgm.gz#1\nmember=s/y.sgm.gz#1\nformat=trec\nbody=one\n--\n"
               "id=o.7z/t.tar.gz/d/x.txt\ntitle=Heron\nmember=t.tar.gz/d/x.txt\nformat=text\n--\n");
    assert_int_equal(o.fates[MG_FILE_CONTAINER], 2);
    assert_int_equal(o.fates[MG_FILE_READ], 3);
    o = opening_new();
    o.limits.depth = 1;
    check_with(&o, mg_buf_span(&outer), "o.7z",
               "problem in.zip: containers are in each other more than 1 deep (--max-depth)\n"
               "problem s/y.sgm.gz: containers are in each other more than 1 deep (--max-depth)\n"
               "problem t.tar.gz: containers are in each other more than 1 deep (--max-depth)\n");
    mg_buf_dispose(&zip);
    mg_buf_dispose(&gz);
    mg_buf_dispose(&tgz);
    mg_buf_dispose(&outer);
}

static void names(void **state)
{
    (void)state;
    const member odd[] = {
        {"/etc/../../x/./a.txt", TEXT("one")}, {"..", TEXT("two")},       {"caf\xe9/\x93quote\x94.txt", TEXT("three")},
        {"\xc5\x81\xc3\xb3" "d\xc5\xba.txt", TEXT("four")}, {"same.txt", TEXT("five")}, {"same.txt", TEXT("six")},
        {"new\nline.txt", TEXT("seven")}, {"#8.txt", TEXT("eight")}};
    const char *expected = "id=a.tar/etc/x/a.txt\ntitle=one\nmember=etc/x/a.txt\nformat=text\n--\n"
                           "id=a.tar/(no name)\ntitle=two\nmember=(no name)\nformat=text\n--\n"
                           "id=a.tar/caf\xc3\xa9/\xe2\x80\x9cquote\xe2\x80\x9d.txt\ntitle=three\nmember=caf\xc3\xa9/\xe2\x80\x9cquote\xe2\x80\x9d.txt\n"
                           "format=text\n--\n"
                           "id=a.tar/\xc5\x81\xc3\xb3" "d\xc5\xba.txt\ntitle=four\nmember=\xc5\x81\xc3\xb3" "d\xc5\xba.txt\nformat=text\n--\n"
                           "id=a.tar/same.txt\ntitle=five\nmember=same.txt\nformat=text\n--\n"
                           "id=a.tar/same.txt\ntitle=six\nmember=same.txt\nformat=text\n--\n"
                           "id=a.tar/new line.txt\ntitle=seven\nmember=new line.txt\nformat=text\n--\n"
                           "id=a.tar#8.txt\ntitle=eight\nmember=#8.txt\nformat=text\n--\n";
    check_buf(pack_with(archive_write_set_format_ustar, NULL, NULL, odd, MG_COUNT(odd)), "a.tar", expected);
    check_buf(zip_of(odd, MG_COUNT(odd)), "a.tar", expected);
}

static void globs(void **state)
{
    (void)state;
    const member leaf[] = {{"x.html", TEXT("<html><title>t</title><p>in</p></html>")}, {"y.txt", TEXT("inner text")}};
    mg_buf zip = zip_of(leaf, 2), gz = stream_of(MG_SPAN("packed"), archive_write_add_filter_gzip);
    const member all[] = {{"drafts/a.txt", TEXT("draft")}, {"b.txt", TEXT("text")}, {"in.zip", mg_buf_span(&zip), 0}, {"c.txt.gz", mg_buf_span(&gz), 0}};
    mg_buf outer = pack_with(archive_write_set_format_pax, NULL, NULL, all, 4);
    const mg_span txt = MG_SPAN("*.txt"), drafts = MG_SPAN("drafts"), zips = MG_SPAN("*.zip");
    opening o = opening_new();
    o.how.all = false;
    o.how.include = (mg_spans){&txt, 1};
    o.how.exclude = (mg_spans){&drafts, 1};
    check_with(&o, mg_buf_span(&outer), "o.tar",
               "id=o.tar/b.txt\ntitle=text\nmember=b.txt\nformat=text\n--\n"
               "id=o.tar/in.zip/y.txt\ntitle=inner text\nmember=in.zip/y.txt\nformat=text\n--\n"
               "id=o.tar/c.txt.gz\ntitle=packed\nmember=c.txt.gz\nformat=text\n--\n");
    o = opening_new();
    o.how.exclude = (mg_spans){&zips, 1};
    check_with(&o, mg_buf_span(&outer), "o.tar",
               "id=o.tar/drafts/a.txt\ntitle=draft\nmember=drafts/a.txt\nformat=text\n--\n"
               "id=o.tar/b.txt\ntitle=text\nmember=b.txt\nformat=text\n--\n"
               "id=o.tar/c.txt.gz\ntitle=packed\nmember=c.txt.gz\nformat=text\n--\n");
    o = opening_new();
    o.how.all = false; /* a file that is not meant, and no container */
    o.how.include = (mg_spans){&txt, 1};
    check_with(&o, MG_SPAN("# Heron"), "o.gz", "");
    assert_int_equal(o.fate, MG_FILE_UNWANTED);
    mg_buf_dispose(&zip);
    mg_buf_dispose(&gz);
    mg_buf_dispose(&outer);
}

/* ---- damage ---- */

static void damaged_streams(void **state)
{
    (void)state;
    mg_buf gz = stream_of(MG_SPAN("Heron\n\nA heron was seen at the quay."), archive_write_add_filter_gzip);
    gz.p[gz.n - 8] ^= 1;
    check(mg_buf_span(&gz), "a.txt.gz",
          "problem : only the first 36 bytes could be unpacked: the gzip file is damaged: its checksum is another\n"
          "id=a.txt.gz\ntitle=Heron\nformat=text\nbody=A heron was seen at the quay.\n--\n");
    gz.p[gz.n - 8] ^= 1;
    check(mg_span_sub(mg_buf_span(&gz), 0, gz.n - 3), "a.txt.gz",
          "problem : only the first 36 bytes could be unpacked: the gzip file is cut short\n"
          "id=a.txt.gz\ntitle=Heron\nformat=text\nbody=A heron was seen at the quay.\n--\n");
    check(mg_span_sub(mg_buf_span(&gz), 0, 10), "a.txt.gz", "error: the gzip file is cut short\n");
    /* two in a row are one, and what follows is no part of it */
    mg_buf two = MG_BUF_INIT, second = stream_of(MG_SPAN(" It left."), archive_write_add_filter_gzip);
    mg_buf_add(&two, mg_buf_span(&gz));
    mg_buf_add(&two, mg_buf_span(&second));
    mg_buf_add(&two, MG_SPAN("\0\0garbage"));
    check(mg_buf_span(&two), "a.txt.gz", "id=a.txt.gz\ntitle=Heron\nformat=text\nbody=A heron was seen at the quay. It left.\n--\n");
    mg_buf_dispose(&two);
    mg_buf_dispose(&second);
    mg_buf_dispose(&gz);
}

static void damaged_members(void **state)
{
    (void)state;
    const member three[] = {{"a.txt", TEXT("one heron")}, {"b.txt", TEXT("two herons")}, {"c.txt", TEXT("three herons")}};
#define ONE "id=z/a.txt\ntitle=one heron\nmember=a.txt\nformat=text\n--\n"
#define THREE "id=z/c.txt\ntitle=three herons\nmember=c.txt\nformat=text\n--\n"
    mg_buf zip = zip_of(three, 3);
    size_t at = mg_span_find_span(mg_buf_span(&zip), 0, MG_SPAN("two herons"));
    zip.p[at] = 'T';
    opening o = opening_new();
    check_with(&o, mg_buf_span(&zip), "z", ONE "problem b.txt: ZIP bad CRC: 0x47b9c7c should be 0x4b269fac\n" THREE);
    assert_int_equal(o.fates[MG_FILE_FAILED], 1);
    check(mg_span_sub(mg_buf_span(&zip), 0, at + 4), "z",
          ONE "problem b.txt: the archive is damaged, and what follows is lost: Truncated ZIP file data\n");
    mg_buf_dispose(&zip);

    mg_buf tar = pack_with(archive_write_set_format_ustar, NULL, NULL, three, 3);
    check(mg_span_sub(mg_buf_span(&tar), 0, 1024 + 512 + 4), "z",
          ONE "problem b.txt: the archive is damaged, and what follows is lost: Truncated tar archive\n");
    check(mg_span_sub(mg_buf_span(&tar), 0, 1024 + 99), "z", ONE "problem : Truncated tar archive\n");
    mg_buf_dispose(&tar);

    mg_buf tgz = pack_with(archive_write_set_format_ustar, archive_write_add_filter_gzip, NULL, three, 1);
    tgz.p[tgz.n - 6] ^= 1; /* behind the end of the tar */
    check(mg_buf_span(&tgz), "z", ONE "problem : the gzip file is damaged: its checksum is another\n");
    mg_buf_dispose(&tgz);

    mg_buf secret = pack_with(archive_write_set_format_zip, NULL, "zip:encryption=zipcrypt", three, 3);
    check(mg_buf_span(&secret), "z", "problem a.txt: it is encrypted\nproblem b.txt: it is encrypted\nproblem c.txt: it is encrypted\n");
    mg_buf_dispose(&secret);
}

/* Cut anywhere, and with any byte changed: what is had are articles, and nothing worse happens. */
static void cut_and_changed(void **state)
{
    static const struct {
        set *format, *filter;
    } rows[] = {{archive_write_set_format_zip, NULL},
                {archive_write_set_format_7zip, NULL},
                {archive_write_set_format_pax, NULL},
                {archive_write_set_format_ustar, archive_write_add_filter_gzip},
                {archive_write_set_format_ustar, archive_write_add_filter_xz}};
    (void)state;
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_buf whole = pack_with(rows[i].format, rows[i].filter, NULL, few, MG_COUNT(few));
        for (size_t at = 0; at < whole.n; at += 1 + whole.n / 400) {
            for (int cut = 0; cut < 2; cut++) {
                opening o = opening_new();
                char *copy = malloc(whole.n), kept = whole.p[at];
                whole.p[at] = (char)(kept ^ 0x55);
                memcpy(copy, whole.p, whole.n);
                whole.p[at] = kept;
                mg_status status = open_as(&o, (mg_span){copy, cut ? at : whole.n}, "a.zip", NULL);
                assert_true(status == MG_OK || status == MG_FORMAT || status == MG_LIMIT);
                assert_true(o.c.articles <= MG_COUNT(few) * 2);
                bool plain_tar = rows[i].format == archive_write_set_format_pax; /* its end need not be marked */
                if (cut && o.c.articles < 3 && !plain_tar) assert_true(status != MG_OK || o.c.problems > 0);
                catcher_end(&o.c);
                free(copy);
            }
        }
        mg_buf_dispose(&whole);
    }
}

/* A tar whose header says another size than there is. */
static void lying_tar(void **state)
{
    static const char *const sizes[] = {"77777777777", "00000000000", "\x80\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff", "junk"};
    (void)state;
    for (size_t i = 0; i < MG_COUNT(sizes); i++) {
        const member two[] = {{"a.txt", TEXT("one heron")}, {"b.txt", TEXT("two herons")}};
        mg_buf tar = pack_with(archive_write_set_format_ustar, NULL, NULL, two, 2);
        memcpy(tar.p + 124, sizes[i], i == 2 ? 12 : strlen(sizes[i]));
        unsigned sum = 8 * ' ';
        for (size_t at = 0; at < 512; at++) sum += at >= 148 && at < 156 ? 0 : (unsigned char)tar.p[at];
        snprintf(tar.p + 148, 8, "%06o", sum);
        opening o = opening_new();
        mg_status status = open_as(&o, mg_buf_span(&tar), "a.tar", NULL);
        assert_true(status == MG_OK || status == MG_FORMAT);
        assert_true(o.c.problems > 0 || status != MG_OK || o.c.articles == 2);
        if (i == 0) assert_string_equal(o.c.log.p, "problem a.txt: unpacked it has more than 1073741824 bytes, the limit (--max-file)\n"
                                                   "problem : Truncated input file (needed 8589934592 bytes, only 2560 available)\n");
        catcher_end(&o.c);
        mg_buf_dispose(&tar);
    }
}

/* ---- limits ---- */

static mg_buf zeros(size_t n)
{
    mg_buf out = MG_BUF_INIT;
    assert_true(mg_buf_reserve(&out, n));
    memset(out.p, '\1', n);
    out.n = n;
    return out;
}

static void limits(void **state)
{
    (void)state;
    const member three[] = {{"a.txt", TEXT("one heron")}, {"b.txt", TEXT("two herons")}, {"c.txt", TEXT("2 hens\n\nA long text.\n")}};
    mg_buf zip = zip_of(three, 3), tgz = pack_with(archive_write_set_format_pax, archive_write_add_filter_gzip, NULL, three, 3);
    for (int i = 0; i < 2; i++) {
        mg_span bytes = mg_buf_span(i ? &tgz : &zip);
        opening o = opening_new();
        o.limits.file = 9;
        check_with(&o, bytes, "z",
                   ONE "problem b.txt: unpacked it has more than 9 bytes, the limit (--max-file)\n"
                       "problem c.txt: unpacked it has more than 9 bytes, the limit (--max-file)\n");
        o = opening_new();
        o.limits.members = 1;
        check_with(&o, bytes, "z", ONE "problem : there are more than 1 members (--max-members); the others are left out\n");
        o = opening_new();
        o.limits.article = 9;
        check_with(&o, bytes, "z", ONE "id=z/b.txt\ntitle=two herons\nmember=b.txt\nformat=text\n--\n"
                       "problem c.txt: the article's text has 14 bytes, over the limit of 9 (--max-article)\n");
        o = opening_new();
        o.limits.seconds = 0;
        check_with(&o, bytes, "z", "error: it took more than 0 seconds (--max-time); what follows in it is left out\n");
    }
    mg_buf_dispose(&zip);
    mg_buf_dispose(&tgz);

    mg_buf blank = zeros((size_t)80 << 20);
    mg_buf bomb = stream_of(mg_buf_span(&blank), archive_write_add_filter_zstd);
    check(mg_buf_span(&bomb), "bomb.txt.zst", "error: bomb.txt.zst gives more than 1000 times its size (--max-ratio); what follows in it is left out\n");
    mg_buf few_blanks = stream_of(mg_span_sub(mg_buf_span(&blank), 0, (size_t)60 << 20), archive_write_add_filter_zstd);
    check(mg_buf_span(&few_blanks), "x.jpg.zst", "error: looks like binary data, not text\n"); /* as tightly packed, and harmless */
    opening o = opening_new();
    o.limits.ratio = 1000000;
    check_with(&o, mg_buf_span(&bomb), "bomb.jpg.zst", "error: looks like binary data, not text\n");
    mg_buf_dispose(&bomb);
    mg_buf_dispose(&few_blanks);
    /* one that is passed over is not inflated without end either */
    const member hidden[] = {{".blank", mg_buf_span(&blank), 0}, {"a.txt", TEXT("one heron")}};
    bomb = pack_with(archive_write_set_format_ustar, archive_write_add_filter_zstd, NULL, hidden, 2);
    check_buf(bomb, "t", "problem : t gives more than 1000 times its size (--max-ratio); what follows in it is left out\n");
    mg_buf_dispose(&blank);
}

static void many_problems(void **state)
{
    enum { N = 10005 };
    (void)state;
    member *all = calloc(N, sizeof *all);
    for (size_t i = 0; i < N; i++) all[i].name = "e.txt";
    mg_buf zip = zip_of(all, N);
    opening o = opening_new();
    assert_int_equal(open_as(&o, mg_buf_span(&zip), "z", NULL), MG_OK);
    assert_int_equal(o.c.problems, 10001);
    assert_non_null(strstr(o.c.log.p, "problem : 5 more problems of its members are not named\n"));
    assert_int_equal(o.fates[MG_FILE_EMPTY], N);
    catcher_end(&o.c);
    mg_buf_dispose(&zip);
    free(all);
}

/* An error of the caller's is passed on at once. */
static mg_status refuse(void *payload, const mg_article *article, mg_error *err)
{
    (void)article;
    ++*(int *)payload;
    return mg_fail(err, MG_IO, "the disk is full");
}

static void errors_of_the_caller(void **state)
{
    (void)state;
    int calls = 0;
    mg_buf zip = zip_of(few, MG_COUNT(few));
    mg_arena arena = MG_ARENA_INIT;
    mg_sink sink = {&arena, refuse, catch_problem, &calls, NULL};
    mg_file file = {.bytes = mg_buf_span(&zip), .path = MG_SPAN("z")};
    mg_unpacking how = {.all = true};
    mg_file_fate fate;
    mg_error err = MG_ERROR_INIT;
    assert_int_equal(mg_unpack(&file, -1, NULL, &how, &sink, &fate, &err), MG_IO);
    assert_string_equal(err.msg, "the disk is full");
    assert_int_equal(calls, 1);
    mg_arena_dispose(&arena);
    mg_buf_dispose(&zip);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind),      cmocka_unit_test(streams),         cmocka_unit_test(nested),
        cmocka_unit_test(names),           cmocka_unit_test(globs),           cmocka_unit_test(damaged_streams),
        cmocka_unit_test(damaged_members), cmocka_unit_test(cut_and_changed), cmocka_unit_test(lying_tar),
        cmocka_unit_test(limits),          cmocka_unit_test(many_problems),   cmocka_unit_test(errors_of_the_caller),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
