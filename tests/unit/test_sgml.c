/* test_sgml.c - tags, text and references of markup that keeps no rules. */
#include "indexer/sgml.h"

#include "common/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <time.h>
#include <cmocka.h>

/* Tokens as "[P|a=b]text[/P]". */
static void dump(mg_span text, mg_buf *out)
{
    mg_sgml scan = MG_SGML_INIT(text);
    mg_sgml_token token;
    while (mg_sgml_next(&scan, &token)) {
        if (token.kind == MG_SGML_TEXT) {
            assert_true(token.raw.n > 0);
            mg_buf_adds(out, "'");
            mg_buf_add(out, token.raw);
            mg_buf_adds(out, "'");
            continue;
        }
        mg_buf_adds(out, token.kind == MG_SGML_CLOSE ? "[/" : "[");
        mg_buf_add(out, token.name);
        if (token.attributes.n) mg_buf_addc(out, '|');
        mg_buf_add(out, token.attributes);
        mg_buf_addc(out, ']');
    }
}

static void tokens(void **state)
{
    static const struct {
        const char *in, *expected;
    } rows[] = {
        {"", ""},
        {"text", "'text'"},
        {"<P>a</P>", "[P]'a'[/P]"},
        {"<p class=x>a</p >", "[p|class=x]'a'[/p]"},
        {"<F P=105>English</F>", "[F|P=105]'English'[/F]"},
        {"<br/><hr />", "[br|/][hr|/]"},
        {"a < b and c > d", "'a < b and c > d'"},
        {"1<2", "'1<2'"},
        {"<", "'<'"},
        {"</", "'</'"},
        {"<>", "'<>'"},
        {"</>", "'</>'"},
        {"<P", "'<P'"},
        {"a<P", "'a<P'"},
        {"<a <b>", "'<a '[b]"},
        {"AT&T <BP> &lt;BP>", "'AT&T '[BP]' &lt;BP>'"},
        {"<!DOCTYPE lewis SYSTEM \"lewis.dtd\">\n<A>", "'\n'[A]"},
        {"<?xml version=\"1.0\"?><A>", "[A]"},
        {"a<!-- <P> -- > -->b", "'a''b'"},
        {"<!---->x", "'x'"},
        {"a<!-- never closed <P>b", "'a<!-- never closed '[P]'b'"},
        {"<!-- 1 --><!-- 2", "'<!-- 2'"},
        {"<A\nB=1\n>", "[A|B=1]"},
    };
    (void)state;
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_buf out = MG_BUF_INIT;
        mg_buf_adds(&out, "");
        dump(mg_span_str(rows[i].in), &out);
        assert_string_equal(out.p, rows[i].expected);
        mg_buf_dispose(&out);
    }
}

static void attributes(void **state)
{
    static const struct {
        const char *in, *name, *expected; /* NULL: not there */
    } rows[] = {
        {"NEWID=\"1\" OLDID='2'", "newid", "1"},
        {"NEWID=\"1\" OLDID='2'", "OLDID", "2"},
        {"a = b c", "a", "b"},
        {"a=b c", "c", ""},
        {"a=b c", "b", NULL},
        {"title=\"id=7\" id=8", "id", "8"},
        {"id=\"open", "id", "open"},
        {"id=", "id", ""},
        {"xid=1 id=2", "id", "2"},
        {"", "id", NULL},
    };
    (void)state;
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_span value = mg_sgml_attribute(mg_span_str(rows[i].in), rows[i].name);
        if (!rows[i].expected) {
            assert_null(value.p);
            continue;
        }
        assert_non_null(value.p);
        if (!mg_span_eq(value, mg_span_str(rows[i].expected)))
            fail_msg("%s: %.*s", rows[i].in, (int)value.n, value.p);
    }
}

static void references(void **state)
{
    static const struct {
        const char *in, *expected;
    } rows[] = {
        {"", ""},
        {"plain", "plain"},
        {"&amp;&lt;&gt;&quot;&apos;", "&<>\"'"},
        {"&AMP;", "&"},
        {"AT&T; R&D; Q&A", "AT&T; R&D; Q&A"},
        {"a & b; c", "a & b; c"},
        {"&lt;BAC>", "<BAC>"},
        {"&amp;lt;", "&lt;"},
        {"&#65;&#x42;&#X63;", "ABc"},
        {"don&#146;t &#x93;x&#x94;&#129;", "don\u2019t \u201cx\u201d"},
        {"\n&#5;&#5;&#2;F Y&#127;&#3;", "\nF Y"},
        {"&#9;|&#10;|", "\t|\n|"},
        {"&#x;&#;&#12a;&;", "&#x;&#;&#12a;&;"},
        {"&#x110000;&#99999999;&#xD800;", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
        {"&eacute;&Eacute;&cent;&mdash;", "éÉ¢—"},
        {"co&hyph;op&blank;x&bullet;&frac18;", "co-op x•⅛"},
        {"&unknown; &toolongtobeone;", "&unknown; &toolongtobeone;"},
        {"end &", "end &"},
        {"end &amp", "end &amp"},
    };
    (void)state;
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_arena arena = MG_ARENA_INIT;
        mg_span out = mg_sgml_decode(mg_span_str(rows[i].in), &arena);
        assert_non_null(out.p);
        if (!mg_span_eq(out, mg_span_str(rows[i].expected)))
            fail_msg("%s: %.*s", rows[i].in, (int)out.n, out.p);
        mg_arena_dispose(&arena);
    }
    mg_span raw = MG_SPAN("as it is");
    assert_ptr_equal(mg_sgml_decode(raw, NULL).p, raw.p); /* no copy */
}

static void records(void **state)
{
    mg_span text = MG_SPAN("junk<DOC id=\"a\">1</DOC>between<doc>2<DOC>3</Doc></DOC><DOC>4");
    static const struct {
        const char *inner;
        bool closed;
    } expected[] = {{"1", true}, {"2", false}, {"3", true}, {"4", false}};
    mg_sgml scan = MG_SGML_INIT(text);
    mg_sgml_record record;
    (void)state;
    for (size_t i = 0; i < MG_COUNT(expected); i++) {
        assert_true(mg_sgml_next_record(&scan, "DOC", &record));
        assert_true(mg_span_eq(record.inner, mg_span_str(expected[i].inner)));
        assert_int_equal(record.closed, expected[i].closed);
        if (!i) assert_true(mg_span_eq(mg_sgml_attribute(record.attributes, "id"), MG_SPAN("a")));
    }
    assert_false(mg_sgml_next_record(&scan, "DOC", &record));
}

/* What looks like a record's tag, but is none. */
static void false_tags(void **state)
{
    (void)state;
    mg_span inner = MG_SPAN("1<DOCNO>2</DOCNO><DOC </DO><!-- </DOC> --><!DOC></ DOC><doc");
    mg_buf text = MG_BUF_INIT;
    mg_buf_adds(&text, "<!-- <DOC> --><DOCS><DOC\n>");
    mg_buf_add(&text, inner);
    mg_buf_adds(&text, "</doc ><!-- <DOC>");
    mg_sgml scan = MG_SGML_INIT(mg_buf_span(&text));
    mg_sgml_record record;
    assert_true(mg_sgml_next_record(&scan, "DOC", &record));
    assert_true(mg_span_eq(record.inner, inner));
    assert_true(record.closed);
    assert_true(mg_sgml_next_record(&scan, "DOC", &record)); /* in a comment that is not closed */
    assert_int_equal(record.inner.n, 0);
    assert_false(mg_sgml_next_record(&scan, "DOC", &record));
    mg_buf_dispose(&text);
}

/* A million of anything takes a moment, not minutes. */
static void linear(void **state)
{
    static const char *const pieces[] = {"<",       "<a", "<!--", "</a", "<a>",
                                         "<a b=\"", "&",  "<?",   "&#",  "<!--<a>"};
    (void)state;
    for (size_t i = 0; i < MG_COUNT(pieces); i++) {
        mg_buf text = MG_BUF_INIT;
        mg_arena arena = MG_ARENA_INIT;
        for (size_t n = 0; n < 1000000; n++) mg_buf_adds(&text, pieces[i]);
        clock_t start = clock();
        mg_sgml scan = MG_SGML_INIT(mg_buf_span(&text));
        mg_sgml_token token;
        size_t bytes = 0;
        while (mg_sgml_next(&scan, &token)) bytes += token.raw.n;
        assert_true(bytes == text.n || pieces[i][1] == '!');
        mg_sgml_record record;
        scan = (mg_sgml)MG_SGML_INIT(mg_buf_span(&text));
        while (mg_sgml_next_record(&scan, "a", &record)) assert_false(record.closed);
        assert_non_null(mg_sgml_decode(mg_buf_span(&text), &arena).p);
        if (clock() - start > 20 * CLOCKS_PER_SEC) fail_msg("%s is slow", pieces[i]);
        mg_buf_dispose(&text);
        mg_arena_dispose(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tokens),  cmocka_unit_test(attributes), cmocka_unit_test(references),
        cmocka_unit_test(records), cmocka_unit_test(false_tags), cmocka_unit_test(linear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
