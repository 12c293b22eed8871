/* made_archive.c - see made_archive.h. */
#include "tests/support/made_archive.h"

#include "common/article_json.h"
#include "common/io.h"
#include "indexer/build.h"
#include "tests/support/random.h"
#include "tests/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

static const char *const words[] = {
    "the", "ferry", "price", "prices", "flood", "trade", "harbour", "ferries", "priced", "floods", "flooded", "trading",
    "trades", "bridge", "bridges", "toll", "marché", "marchés", "première", "premiere", "l’eau", "eau", "d'eau", "l'écluse",
    "écluse", "écluses", "Hafen", "Häfen", "Brücke", "Brücken", "Straße", "strasse", "x7", "1987", "3.14", "C++", "AT&T",
    "U.S.", "us", "don't", "north-south", "harbour/bridge", "łódź", "Lodz", "中国经济", "港口", "ท่าเรือ", "oil,price", "cookies",
    "cookie", "toll.bridge", "the", "of", "and", "la", "der",
};
static const char *const names[] = {"Jane Doe", "John Roe", "Renée Roux", "Jane Roe-Doe", "Đặng Văn Lâm", "Lodz Ferry"};
static const char *const sources[] = {"Harbour Wire", "Wire Wire Wire Courier", "Le Phare", "The Courier", "Première Ligne"};
static const char *const sections[] = {"World", "Shipping News", "Société", "World News"};
static const char *const keywords[] = {"oil price", "flood", "Straße", "toll bridge toll", "élections"};
static const char *const datelines[] = {"LODZ, Poland", "PARIS", "HARBOUR BRIDGE", "Łódź"};
static const char *const languages[] = {"en", "en", "en", "fr", "fr", "de", "pl", "zh"};

/* The first ones are more frequent. */
static const char *pick(const char *const *list, size_t n, uint64_t *seed)
{
    return list[random_below(seed, 1 + random_below(seed, (uint32_t)n))];
}

const char *made_word(uint64_t *seed)
{
    return pick(words, MG_COUNT(words), seed);
}

const char *made_name(uint64_t *seed)
{
    return pick(names, MG_COUNT(names), seed);
}

const char *made_source(uint64_t *seed)
{
    return pick(sources, MG_COUNT(sources), seed);
}

const char *made_section(uint64_t *seed)
{
    return pick(sections, MG_COUNT(sections), seed);
}

const char *made_keyword(uint64_t *seed)
{
    return pick(keywords, MG_COUNT(keywords), seed);
}

const char *made_dateline(uint64_t *seed)
{
    return pick(datelines, MG_COUNT(datelines), seed);
}

mg_date made_date(uint64_t *seed)
{
    static const int years[] = {1898, 1969, 1970, 2024, 2025};
    mg_date date = {.precision = MG_DATE_YEAR + random_below(seed, 4), .year = years[random_below(seed, MG_COUNT(years))]};
    if (date.precision >= MG_DATE_MONTH) date.month = 1 + (int)random_below(seed, 3);
    if (date.precision >= MG_DATE_DAY) date.day = 26 + (int)random_below(seed, 3);
    if (date.precision == MG_DATE_SECOND) date.hour = (int)random_below(seed, 24), date.second = (int)random_below(seed, 60);
    return date;
}

/* ---- articles ---- */

/* A headline has no more words, and the first paragraph more: else it may be taken for the headline once more, and left out. */
enum { SHORT = 4 };

static mg_span some_words(made_archive *m, uint64_t *seed, uint32_t n, bool lines)
{
    static const char *const gaps[] = {" ", " ", " ", " ", ", ", ". ", "-", "\n\n"};
    mg_buf text = MG_BUF_INIT;
    mg_buf_adds(&text, "");
    for (uint32_t i = 0; i < n; i++) {
        if (i) mg_buf_adds(&text, gaps[random_below(seed, (uint32_t)MG_COUNT(gaps) - !(lines && i > SHORT))]);
        mg_buf_adds(&text, made_word(seed));
    }
    mg_span copy = mg_arena_copy(&m->arena, mg_buf_span(&text));
    assert_non_null(copy.p);
    mg_buf_dispose(&text);
    return copy;
}

static void add_some(made_archive *m, uint64_t *seed, const char *(*of)(uint64_t *), mg_spans *list)
{
    for (uint32_t n = random_below(seed, 3); n; n--) {
        mg_span value = mg_span_str(of(seed));
        bool twice = false;
        for (size_t i = 0; i < list->n; i++) twice |= mg_span_eq(list->v[i], value);
        if (!twice) assert_true(mg_spans_add(list, value, &m->arena));
    }
}

static bool mostly(uint64_t *seed)
{
    return random_below(seed, 4) > 0;
}

static mg_article make_article(made_archive *m, uint64_t *seed, size_t number)
{
    char id[24];
    snprintf(id, sizeof id, "%x-%zu", random_below(seed, UINT32_MAX), number);
    mg_article a = {.id = mg_arena_copy(&m->arena, mg_span_str(id)),
                    .language = mg_span_str(languages[random_below(seed, MG_COUNT(languages))]),
                    .body = some_words(m, seed, random_below(seed, 8) ? SHORT + 1 + random_below(seed, 8) : 140, true)};
    if (mostly(seed)) a.date = made_date(seed);
    /* Without a date and a headline, it would not pass for an article. */
    if (mostly(seed) || a.date.precision == MG_DATE_NONE) a.title = some_words(m, seed, 1 + random_below(seed, SHORT), false);
    if (!mostly(seed)) a.standfirst = some_words(m, seed, 1 + random_below(seed, SHORT), false);
    if (mostly(seed)) a.source = mg_span_str(made_source(seed));
    if (mostly(seed)) a.section = mg_span_str(made_section(seed));
    if (!mostly(seed)) a.dateline = mg_span_str(made_dateline(seed));
    if (!mostly(seed)) {
        snprintf(id, sizeof id, "http://a.test/%zu", number);
        a.url = mg_arena_copy(&m->arena, mg_span_str(id));
    }
    add_some(m, seed, made_name, &a.byline);
    add_some(m, seed, made_keyword, &a.keywords);
    return a;
}

/* ---- files and runs ---- */

static void put_line(const mg_article *a, FILE *out)
{
    json_t *o = json_object();
    mg_json_set_article(o, a);
    mg_json_set(o, "body", a->body);
    assert_int_equal(json_dumpf(o, out, JSON_COMPACT), 0);
    fputc('\n', out);
    json_decref(o);
}

static void write_file(const made_archive *m, size_t file, size_t from)
{
    char path[120];
    snprintf(path, sizeof path, "%s/archive/%zu.jsonl", m->dir, file);
    FILE *out = fopen(path, "we");
    assert_non_null(out);
    for (size_t i = from; i < m->articles.n; i++) put_line(&m->articles.v[i], out);
    assert_int_equal(fclose(out), 0);
}

static void bring_up_to_date(const made_archive *m)
{
    char archive[120], *const archives[] = {archive};
    mg_map map = {.n = 0};
    mg_build_opts opts = {.index = m->index, .archives = archives, .n_archives = 1, .map = &map, .jobs = 1, .memory = 1 << 20};
    mg_report report;
    mg_summary summary = {0};
    mg_error err = MG_ERROR_INIT;
    snprintf(archive, sizeof archive, "%s/archive", m->dir);
    mg_report_init(&report);
    report.quiet = true;
    if (mg_build(&opts, &report, &summary, &err) != MG_OK) fail_msg("%s", err.msg);
    mg_report_dispose(&report);
    assert_int_equal(summary.articles, m->articles.n);
    assert_int_equal(summary.skipped, 0);
}

enum { LARGE = 8, SMALL = 3 };

/* Which articles each file has, in the order in which they were made; a file that is made anew has other ones. */
typedef struct {
    size_t numbers[LARGE + SMALL]; /* articles of a file */
    size_t made;           /* up to now */
} filing;

/* Take the articles of a file out of the list; they stand together, behind those of the files `before` it. */
static void empty_file(made_archive *m, filing *f, size_t file)
{
    size_t from = 0, n = f->numbers[file];
    for (size_t i = 0; i < file; i++) from += f->numbers[i];
    memmove(m->articles.v + from, m->articles.v + from + n, (m->articles.n - from - n) * sizeof *m->articles.v);
    m->articles.n -= n;
    f->numbers[file] = 0;
}

/* Write the last file that there is, anew. */
static void fill_file(made_archive *m, filing *f, size_t file, uint64_t *seed, size_t n)
{
    size_t from = m->articles.n;
    for (size_t i = 0; i < n; i++) assert_true(mg_vec_push(&m->articles, make_article(m, seed, f->made++)));
    f->numbers[file] = n;
    write_file(m, file, from);
}

static void drop_file(made_archive *m, filing *f, size_t file)
{
    char path[120];
    snprintf(path, sizeof path, "%s/archive/%zu.jsonl", m->dir, file);
    if (f->numbers[file]) assert_int_equal(unlink(path), 0);
    empty_file(m, f, file);
}

void made_archive_make(made_archive *m, uint64_t *seed, size_t articles)
{
    *m = (made_archive){.dir = scratch_dir()};
    filing f = {.made = 0};
    char path[120];
    snprintf(path, sizeof path, "%s/archive", m->dir);
    assert_int_equal(mg_dir_create(path, NULL), MG_OK);
    snprintf(m->index, sizeof m->index, "%s/index", m->dir);
    /* Much first, then little: what is small does not take in what is large. */
    size_t file = 0;
    uint32_t most = (uint32_t)articles / 4;
    for (; file < LARGE; file++) fill_file(m, &f, file, seed, 1 + random_below(seed, most));
    bring_up_to_date(m);
    for (; file < LARGE + SMALL && random_below(seed, 5); file++) {
        if (random_below(seed, 3)) drop_file(m, &f, random_below(seed, LARGE));
        fill_file(m, &f, file, seed, 1 + random_below(seed, 4));
        bring_up_to_date(m);
    }
}

void made_archive_drop(made_archive *m)
{
    mg_vec_free(&m->articles);
    mg_arena_dispose(&m->arena);
    scratch_remove(m->dir);
}
