/* test_record.c - stored articles: every field back as it was, and damaged records refused. */
#include "common/record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const mg_span names[] = {{"Jane Doe", 8}, {"Jo\xc3\xa3o da Silva", 14}, {"x", 1}};
static const mg_span keywords[] = {{"harbour", 7}, {"toll, bridge", 12}};

static mg_article full_article(mg_span body)
{
    return (mg_article){
        .id = MG_SPAN("urn:newsml:x:1"),
        .title = MG_SPAN("Ferry runs aground"),
        .standfirst = MG_SPAN("No one was hurt"),
        .byline = {names, MG_COUNT(names)},
        .date = {MG_DATE_SECOND, 2025, 3, 7, 15, 1, 1, true, 420},
        .date_source = MG_DATE_FROM_JSON_LD,
        .modified = {MG_DATE_DAY, 1898, 12, 31, 0, 0, 0, false, 0},
        .source = MG_SPAN("Harbour Wire"),
        .section = MG_SPAN("Shipping"),
        .dateline = MG_SPAN("SALVADOR, Feb 26"),
        .url = MG_SPAN("https://example.com/a?b=c"),
        .language = MG_SPAN("en"),
        .keywords = {keywords, MG_COUNT(keywords)},
        .path = MG_SPAN("caf\xe9/\xff.txt"), /* Latin-1: as the file system has it */
        .member = MG_SPAN("#3"),
        .format = MG_SPAN("html"),
        .body = body,
    };
}

static void assert_same_span(mg_span a, mg_span b)
{
    assert_true(mg_span_eq(a, b));
}

static void assert_same_list(mg_spans a, mg_spans b)
{
    assert_int_equal(a.n, b.n);
    for (size_t i = 0; i < a.n; i++) assert_same_span(a.v[i], b.v[i]);
}

static void assert_same_date(const mg_date *a, const mg_date *b)
{
    assert_int_equal(a->precision, b->precision);
    assert_int_equal(a->year, b->year);
    assert_int_equal(a->month, b->month);
    assert_int_equal(a->day, b->day);
    assert_int_equal(a->hour * 3600 + a->minute * 60 + a->second, b->hour * 3600 + b->minute * 60 + b->second);
    assert_int_equal(a->has_zone, b->has_zone);
    assert_int_equal(a->zone_minutes, b->zone_minutes);
}

static void assert_same(const mg_article *a, const mg_article *b)
{
    assert_same_span(a->id, b->id);
    assert_same_span(a->title, b->title);
    assert_same_span(a->standfirst, b->standfirst);
    assert_same_list(a->byline, b->byline);
    assert_same_date(&a->date, &b->date);
    assert_int_equal(a->date_source, b->date_source);
    assert_same_date(&a->modified, &b->modified);
    assert_same_span(a->source, b->source);
    assert_same_span(a->section, b->section);
    assert_same_span(a->dateline, b->dateline);
    assert_same_span(a->url, b->url);
    assert_same_span(a->language, b->language);
    assert_same_list(a->keywords, b->keywords);
    assert_same_span(a->path, b->path);
    assert_same_span(a->member, b->member);
    assert_same_span(a->format, b->format);
    assert_same_span(a->body, b->body);
}

static mg_text_packer *packer;

static int start(void **state)
{
    (void)state;
    return mg_text_packer_new(&packer, NULL);
}

static int stop(void **state)
{
    (void)state;
    mg_text_packer_free(packer);
    return 0;
}

static mg_buf encoded(const mg_article *a, uint32_t root)
{
    mg_buf b = MG_BUF_INIT;
    assert_int_equal(mg_record_encode(a, root, packer, &b, NULL), MG_OK);
    return b;
}

static void assert_round_trip(const mg_article *a, uint32_t root)
{
    mg_buf bytes = encoded(a, root);
    mg_unpacked_text unpacked = {0};
    mg_arena arena = MG_ARENA_INIT;
    mg_record r;
    mg_error err = MG_ERROR_INIT;
    if (mg_record_decode(mg_buf_span(&bytes), &arena, &unpacked, &r, &err) != MG_OK) fail_msg("%s", err.msg);
    assert_same(a, &r.article);
    assert_int_equal(r.root, root);
    assert_int_equal(r.body_bytes, a->body.n);
    assert_int_equal(mg_record_decode(mg_buf_span(&bytes), &arena, NULL, &r, NULL), MG_OK);
    assert_int_equal(r.article.body.n, 0);
    assert_int_equal(r.body_bytes, a->body.n);
    assert_same_span(r.article.title, a->title);
    mg_buf_dispose(&bytes);
    mg_unpacked_text_dispose(&unpacked);
    mg_arena_dispose(&arena);
}

static void bodies(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 119, 120, 121, 127, 128, 16383, 16384, 5 << 20};
    char *body = malloc(5 << 20);
    assert_non_null(body);
    for (size_t i = 0; i < 5 << 20; i++) body[i] = "the ferry was late\n"[i % 19];
    for (size_t i = 0; i < MG_COUNT(sizes); i++) {
        mg_article a = full_article((mg_span){body, sizes[i]});
        assert_round_trip(&a, (uint32_t)i);
    }
    free(body);
}

static void empty_article(void **state)
{
    (void)state;
    mg_article a = {0};
    assert_round_trip(&a, 0);
    assert_round_trip(&a, 999999999);
    mg_buf bytes = encoded(&a, 0);
    assert_true(bytes.n <= 5);
    mg_buf_dispose(&bytes);
}

static void dates(void **state)
{
    (void)state;
    static const mg_date rows[] = {
        {.precision = MG_DATE_YEAR, .year = 1},
        {.precision = MG_DATE_YEAR, .year = 9999},
        {.precision = MG_DATE_MONTH, .year = 1898, .month = 12},
        {.precision = MG_DATE_DAY, .year = 2024, .month = 2, .day = 29},
        {MG_DATE_SECOND, 1969, 12, 31, 23, 59, 60, false, 0},
        {MG_DATE_SECOND, 2025, 3, 7, 0, 0, 0, true, 0},
        {MG_DATE_SECOND, 2025, 3, 7, 0, 0, 0, true, -210},
        {MG_DATE_SECOND, 2025, 3, 7, 0, 0, 0, true, 840},
    };
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_article a = {.date = rows[i], .modified = rows[i], .date_source = (mg_date_source)(1 + i % (MG_DATE_SOURCES - 1))};
        assert_round_trip(&a, 0);
    }
}

static void pages(void **state)
{
    (void)state;
    static const size_t where[] = {0, 0, 3, 200, 200, 300};
    char body[300];
    memset(body, 'b', sizeof body);
    mg_article a = full_article((mg_span){body, sizeof body});
    a.pages = (mg_offsets){where, MG_COUNT(where)};
    assert_round_trip(&a, 1);

    mg_buf bytes = encoded(&a, 0);
    mg_arena arena = MG_ARENA_INIT;
    mg_record r;
    assert_int_equal(mg_record_decode(mg_buf_span(&bytes), &arena, NULL, &r, NULL), MG_OK);
    assert_int_equal(r.article.pages.n, MG_COUNT(where));
    for (size_t i = 0; i < MG_COUNT(where); i++) assert_int_equal(r.article.pages.v[i], where[i]);
    assert_int_equal(mg_article_page(&r.article, 0), 2);
    assert_int_equal(mg_article_page(&r.article, 2), 2);
    assert_int_equal(mg_article_page(&r.article, 3), 3);
    assert_int_equal(mg_article_page(&r.article, 200), 5);
    assert_int_equal(mg_article_page(&r.article, 1000), 6);
    assert_int_equal(mg_article_page(&(mg_article){0}, 7), 0);
    mg_buf_dispose(&bytes);

    a.body.n = 299; /* the last page would begin behind the end */
    bytes = encoded(&a, 0);
    assert_int_equal(mg_record_decode(mg_buf_span(&bytes), &arena, NULL, &r, NULL), MG_CORRUPT);
    mg_buf_dispose(&bytes);
    mg_arena_dispose(&arena);
}

/* Anything may come back but a crash: with and without the text. */
static mg_status decode(mg_span bytes, mg_record *r)
{
    char *exact = malloc(bytes.n ? bytes.n : 1); /* the sanitizer sees a read past the end */
    mg_arena arena = MG_ARENA_INIT;
    mg_unpacked_text unpacked = {0};
    assert_non_null(exact);
    if (bytes.n) memcpy(exact, bytes.p, bytes.n);
    mg_status status = mg_record_decode((mg_span){exact, bytes.n}, &arena, &unpacked, r, NULL);
    assert_true(unpacked.text.cap < (size_t)1 << 31);
    mg_arena_dispose(&arena);
    mg_unpacked_text_dispose(&unpacked);
    free(exact);
    return status;
}

static void truncated(void **state)
{
    (void)state;
    static const size_t sizes[] = {20, 500};
    char body[500];
    mg_record r;
    memset(body, 'b', sizeof body);
    for (size_t i = 0; i < MG_COUNT(sizes); i++) {
        mg_article a = full_article((mg_span){body, sizes[i]});
        mg_buf bytes = encoded(&a, 3);
        for (size_t n = 0; n < bytes.n; n++)
            assert_int_equal(decode(mg_span_sub(mg_buf_span(&bytes), 0, n), &r), n ? MG_CORRUPT : MG_VERSION);
        assert_int_equal(decode(mg_buf_span(&bytes), &r), MG_OK);
        mg_buf_addc(&bytes, 'x');
        assert_int_equal(decode(mg_buf_span(&bytes), &r), MG_CORRUPT);
        mg_buf_dispose(&bytes);
    }
}

static void flipped(void **state)
{
    (void)state;
    char body[300];
    mg_record r;
    for (size_t i = 0; i < sizeof body; i++) body[i] = "a ferry, a toll "[i % 16];
    mg_article a = full_article((mg_span){body, sizeof body});
    mg_buf bytes = encoded(&a, 3);
    for (size_t i = 0; i < bytes.n; i++)
        for (int change = 1; change < 256; change += change < 128 ? change : 127) {
            bytes.p[i] ^= (char)change;
            mg_status status = decode(mg_buf_span(&bytes), &r);
            assert_true(status == MG_OK || status == MG_CORRUPT || status == MG_VERSION);
            bytes.p[i] ^= (char)change;
        }
    mg_buf_dispose(&bytes);
}

static void lies(void **state)
{
    (void)state;
    static const struct {
        mg_span bytes;
        mg_status status;
    } rows[] = {
        {{"", 0}, MG_VERSION},
        {{"\2\0\0\0", 4}, MG_VERSION},
        {{"{\"id\":1}", 8}, MG_VERSION},
        {{"\1\0\0\0", 4}, MG_OK},
        {{"\1\0\3\0abc", 7}, MG_OK},
        {{"\1\0\3\0abcd", 8}, MG_CORRUPT},                       /* more than it says */
        {{"\1\0\3\2abc", 7}, MG_CORRUPT},                        /* unknown method */
        {{"\1\0\2\0a\xff", 6}, MG_CORRUPT},                      /* a body that is not UTF-8 */
        {{"\1\0\x80\x80\x80\x80\x80\x20\0", 9}, MG_CORRUPT},     /* 2^40 bytes */
        {{"\1\0\x80\x80\x80\x80\x80\x20\1x", 10}, MG_CORRUPT},
        {{"\1\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\0", 14}, MG_CORRUPT},
        {{"\1\0\x81\x80\x80\x80\x04\1x", 9}, MG_CORRUPT},        /* one more than the limit */
        {{"\1\1\x7f" "ab", 5}, MG_CORRUPT},                      /* a field longer than the record */
        {{"\1\1\xff\xff\xff\xff\xff\xff\xff\xff\x7f" "a", 12}, MG_CORRUPT},
        {{"\1\2\1\xff\0\0\0", 7}, MG_CORRUPT},                   /* a title that is not UTF-8 */
        {{"\1\x0e\1\xff\0\0\0", 7}, MG_OK},                      /* a path may be anything */
        {{"\1\x11\1x\0\0\0", 7}, MG_CORRUPT},                    /* a root that is no number */
        {{"\1\x11\012" "4294967296\0\0\0", 16}, MG_CORRUPT},
        {{"\1\5\4abcd\0\0\0", 10}, MG_CORRUPT},                  /* a date that is none */
        {{"\1\6\1\x63\0\0\0", 7}, MG_CORRUPT},                   /* a source of dates that is none */
        {{"\1\x7f\1x\0\0\0", 7}, MG_CORRUPT},                    /* an unknown field */
        {{"\1\xff\1x\0\0\0", 7}, MG_CORRUPT},
        {{"\1\5\x13" "20250307150101+07x0\0\0\0", 25}, MG_CORRUPT},
        {{"\1\5\x13" "20250307150101*0700\0\0\0", 25}, MG_CORRUPT},
    };
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_record r;
        mg_status status = decode(rows[i].bytes, &r);
        if (status != rows[i].status) fail_msg("row %zu: %d", i, status);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(bodies),    cmocka_unit_test(empty_article), cmocka_unit_test(dates),     cmocka_unit_test(pages),
                                       cmocka_unit_test(truncated), cmocka_unit_test(flipped),       cmocka_unit_test(lies)};
    return cmocka_run_group_tests(tests, start, stop);
}
