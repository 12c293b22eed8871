/* extract.c - what extraction costs beside the bare parse of the library under it: extract ROUNDS SEED|DIR
 *
 * The files are made up (samples.h), or those below DIR by their format. A round parses all files of a row with the library
 * alone, and throws away what it made; then mg_extract reads the same bytes. Processor time of this one thread; medians of
 * the rounds, behind one that warms up. The bare parse of a feed includes that of the HTML in its items. Of compressed files
 * only the unpacking is measured: nothing in them is extracted. */
#include "tests/bench/samples.h"

#include "common/vec.h"
#include "indexer/extract.h"
#include "indexer/mail_part.h"
#include "indexer/map.h"
#include "indexer/unpack.h"
#include "indexer/zip_parts.h"

#include <ftw.h>
#include <gmime/gmime.h>
#include <isa-l/igzip_lib.h>
#include <jansson.h>
#include <libxml/HTMLparser.h>
#include <time.h>
#include <zlib.h>

/* ---- bare parses ---- */

static void parse_html(mg_span bytes)
{
    int options = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET;
    xmlFreeDoc(htmlReadMemory(bytes.p, (int)bytes.n, NULL, "UTF-8", options));
}

static xmlDoc *read_xml(mg_span bytes)
{
    int options = XML_PARSE_RECOVER | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NONET;
    return xmlReadMemory(bytes.p, (int)bytes.n, NULL, NULL, options);
}

static void parse_xml(mg_span bytes)
{
    xmlFreeDoc(read_xml(bytes));
}

/* And the pieces of HTML that a feed's elements hold as their text, by the other parser. */
static void parse_feed_node(const xmlNode *node)
{
    for (; node; node = node->next) {
        bool text = node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE;
        if (text && strstr((const char *)node->content, "</")) parse_html(mg_span_str((const char *)node->content));
        if (node->type == XML_ELEMENT_NODE) parse_feed_node(node->children);
    }
}

static void parse_feed(mg_span bytes)
{
    xmlDoc *doc = read_xml(bytes);
    parse_feed_node(doc ? xmlDocGetRootElement(doc) : NULL);
    xmlFreeDoc(doc);
}

static void parse_lines(mg_span bytes)
{
    for (size_t at = 0, end; at < bytes.n; at = end + 1) {
        end = mg_span_find(bytes, at, '\n');
        json_decref(json_loadb(bytes.p + at, end - at, 0, NULL));
    }
}

static void parse_json(mg_span bytes)
{
    json_decref(json_loadb(bytes.p, bytes.n, 0, NULL));
}

static void parse_message(mg_span bytes)
{
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes.p, bytes.n);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
    if (message) g_object_unref(message);
    g_object_unref(parser);
    g_object_unref(stream);
}

static void parse_mailbox(mg_span bytes)
{
    mg_span postmark, message;
    for (size_t at = 0; mg_mailbox_next(bytes, &at, &postmark, &message);) parse_message(message);
}

static void parse_docx(mg_span bytes)
{
    mg_error err = MG_ERROR_INIT;
    mg_zip_part document = {.name = MG_SPAN("word/document.xml")};
    if (mg_zip_read(bytes, &document, 1, &err) == MG_OK) parse_xml(mg_buf_span(&document.bytes));
    mg_buf_dispose(&document.bytes);
}

/* ---- bare unpacking, of gzip's members one after the other ---- */

static uint8_t unpacked[256 << 10]; /* as much at once as we take */

static void inflate_by_isal(mg_span bytes)
{
    static struct inflate_state state;
    isal_inflate_init(&state);
    state.next_in = (uint8_t *)(uintptr_t)bytes.p;
    state.avail_in = (uint32_t)bytes.n;
    while (state.avail_in) {
        isal_inflate_reset(&state);
        state.crc_flag = ISAL_GZIP;
        do {
            state.next_out = unpacked;
            state.avail_out = sizeof unpacked;
            if (isal_inflate(&state) != ISAL_DECOMP_OK) abort();
        } while (state.block_state != ISAL_BLOCK_FINISH);
    }
}

static void inflate_by_zlib(mg_span bytes)
{
    z_stream z = {.next_in = (Bytef *)(uintptr_t)bytes.p, .avail_in = (uInt)bytes.n};
    if (inflateInit2(&z, 31) != Z_OK) abort();
    for (int said = Z_STREAM_END; said == Z_OK || z.avail_in;) {
        if (said == Z_STREAM_END) inflateReset(&z);
        z.next_out = unpacked;
        z.avail_out = sizeof unpacked;
        said = inflate(&z, Z_NO_FLUSH);
        if (said != Z_OK && said != Z_STREAM_END) abort();
    }
    inflateEnd(&z);
}

/* By the format as the record names it: a row for each. A format that is not here has no library under it. */
static const struct {
    const char *format;
    void (*parse)(mg_span bytes);
    double most; /* that the ratio should be; 0: it is told only */
} libraries[] = {
    {"html", parse_html, 2},     {"hocr", parse_html, 2},     {"nitf", parse_xml, 2},    {"newsml-g2", parse_xml, 2},
    {"newsml", parse_xml, 2},    {"rcv1", parse_xml, 2},      {"tei", parse_xml, 2},     {"alto", parse_xml, 2},
    {"fodt", parse_xml, 2},      {"sitemap", parse_xml, 2},   {"xml", parse_xml, 2},     {"wxr", parse_feed, 2},
    {"feed", parse_feed, 2},     {"jsonl", parse_lines, 1.5}, {"json", parse_json, 1.5}, {"ninjs", parse_json, 1.5},
    {"mbox", parse_mailbox, 0},  {"eml", parse_message, 0},   {"docx", parse_docx, 0},   {"isa-l", inflate_by_isal, 1.3},
    {"zlib", inflate_by_zlib, 0},
};

/* ---- rows ---- */

typedef struct {
    char *path;
    mg_buf bytes;
    bool packed; /* it is only unpacked */
    const mg_map *map;
} file;

typedef struct {
    const char *name;
    MG_VEC(file) files;
    size_t articles, bytes, library; /* MG_COUNT(libraries): none */
} row;

typedef struct {
    mg_arena arena;
    mg_sink sink;
    char format[32]; /* of the last article */
    size_t articles, problems;
} counter;

static MG_VEC(row) rows;

static mg_status count_article(void *payload, const mg_article *article, mg_error *err)
{
    counter *c = payload;
    (void)err;
    c->articles++;
    snprintf(c->format, sizeof c->format, "%.*s", (int)article->format.n, article->format.p);
    return MG_OK;
}

static void count_problem(void *payload, mg_span member, const mg_error *why)
{
    (void)member, (void)why;
    ((counter *)payload)->problems++;
}

static bool extract(const file *f, counter *c)
{
    mg_error err = MG_ERROR_INIT;
    mg_file input = {.bytes = mg_buf_span(&f->bytes), .path = mg_span_str(f->path), .map = f->map};
    c->sink = (mg_sink){.arena = &c->arena, .article = count_article, .problem = count_problem, .payload = c};
    mg_unpacking nothing = {.all = mg_format_of_bytes(input.bytes) != NULL}; /* a web archive unpacks itself */
    mg_file_fate fate;
    if (f->packed) return mg_unpack(&input, -1, NULL, &nothing, &c->sink, &fate, &err) == MG_OK;
    return mg_extract(&input, NULL, &c->sink, &err) == MG_OK;
}

static row *add_row(const char *name)
{
    if (!mg_vec_push(&rows, (row){.name = name})) abort();
    return &rows.v[rows.n - 1];
}

static bool add_file(row *r, file f)
{
    r->bytes += f.bytes.n;
    return mg_vec_push(&r->files, f);
}

static void find_library(row *r, const char *format)
{
    for (r->library = 0; r->library < MG_COUNT(libraries); r->library++)
        if (strcmp(libraries[r->library].format, format) == 0) return;
}

/* NULL without rules. */
static const mg_map *make_map(const char *const *rules)
{
    mg_error err = MG_ERROR_INIT;
    mg_map *map = rules ? calloc(1, sizeof *map) : NULL;
    for (; map && *rules; rules++)
        if (mg_map_add(map, mg_span_str(*rules), &err) != MG_OK) abort();
    return map;
}

static bool make_samples(uint64_t seed)
{
    newsroom *room = newsroom_open(seed);
    bool ok = room != NULL;
    for (size_t i = 0; ok && i < samples_n; i++) {
        row *r = add_row(samples[i].name);
        counter c = {.arena = MG_ARENA_INIT};
        const mg_map *map = make_map(samples[i].map);
        for (size_t n = 0; ok && n < samples[i].files; n++) {
            file f = {.bytes = MG_BUF_INIT, .packed = samples[i].unpacking != NULL, .map = map};
            samples[i].make(room, &f.bytes);
            newsroom_next_day(room);
            ok = !f.bytes.failed && asprintf(&f.path, "%zu%s", n, samples[i].suffix) > 0 && add_file(r, f);
            ok = ok && extract(&f, &c) && !c.problems;
        }
        if (!ok) fprintf(stderr, "extract: %s: a sample cannot be read\n", r->name);
        r->articles = c.articles;
        find_library(r, samples[i].unpacking ? samples[i].unpacking : c.format);
        mg_arena_dispose(&c.arena);
    }
    free(room);
    return ok;
}

static int add_found(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    (void)status, (void)place;
    FILE *in = kind == FTW_F ? fopen(path, "rb") : NULL;
    if (!in) return 0;
    file f = {.path = strdup(path), .bytes = MG_BUF_INIT};
    char block[1 << 16];
    for (size_t n; (n = fread(block, 1, sizeof block, in)) > 0;) mg_buf_add(&f.bytes, (mg_span){block, n});
    fclose(in);
    counter c = {.arena = MG_ARENA_INIT};
    if (!extract(&f, &c) || !c.articles) c.format[0] = '\0';
    mg_arena_dispose(&c.arena);
    row *r = NULL;
    for (size_t i = 0; i < rows.n && !r; i++)
        if (strcmp(rows.v[i].name, c.format) == 0) r = &rows.v[i];
    if (c.format[0] && !r) find_library(r = add_row(strdup(c.format)), c.format);
    if (r) {
        r->articles += c.articles;
        return !add_file(r, f);
    }
    free(f.path);
    mg_buf_dispose(&f.bytes);
    return 0;
}

/* ---- times ---- */

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static double time_bare(const row *r)
{
    double from = seconds();
    for (size_t i = 0; i < r->files.n && r->library < MG_COUNT(libraries); i++)
        libraries[r->library].parse(mg_buf_span(&r->files.v[i].bytes));
    return seconds() - from;
}

static double time_ours(const row *r)
{
    counter c = {.arena = MG_ARENA_INIT};
    double from = seconds();
    for (size_t i = 0; i < r->files.n; i++) extract(&r->files.v[i], &c);
    double took = seconds() - from;
    mg_arena_dispose(&c.arena);
    return took;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *v, size_t n)
{
    qsort(v, n, sizeof *v, by_value);
    return v[n / 2];
}

static void measure(const row *r, size_t rounds)
{
    double bare[100], ours[100];
    time_bare(r);
    time_ours(r);
    for (size_t i = 0; i < rounds; i++) bare[i] = time_bare(r), ours[i] = time_ours(r);
    double b = median(bare, rounds), o = median(ours, rounds);
    printf("%-24s %6zu %8zu %8.2f", r->name, r->files.n, r->articles, (double)r->bytes / 1e6);
    if (r->library < MG_COUNT(libraries)) printf(" %9.1f %9.1f %7.2f", b * 1e3, o * 1e3, o / b);
    else printf(" %9s %9.1f %7s", "-", o * 1e3, "-");
    if (r->library < MG_COUNT(libraries) && libraries[r->library].most > 0) printf(" %6.1f", libraries[r->library].most);
    else printf(" %6s", "-");
    printf(" %8.0f\n", (double)r->bytes / 1e6 / o);
}

int main(int argc, char **argv)
{
    size_t rounds = argc == 3 ? strtoul(argv[1], NULL, 10) : 0;
    if (rounds < 1 || rounds > 100) return fprintf(stderr, "Usage: extract ROUNDS(1 to 100) SEED|DIR\n"), 2;
    char *end;
    uint64_t seed = strtoull(argv[2], &end, 10);
    g_mime_init();
    bool ok = *end ? nftw(argv[2], add_found, 16, FTW_PHYS) == 0 : make_samples(seed);
    if (!ok) return 2;
    printf("%-24s %6s %8s %8s %9s %9s %7s %6s %8s\n", "format", "files",
           "articles", "MB", "bare ms", "ours ms", "ratio", "most", "MB/s");
    for (size_t i = 0; i < rows.n; i++) measure(&rows.v[i], rounds);
    return 0;
}
