/* test_unwrap.c - wrapped lines to paragraphs, and tables left alone. */
#include "indexer/unwrap.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

static void paragraphs(void **state)
{
    static const struct {
        const char *in;
        size_t column, width;
        const char *expected;
    } rows[] = {
        {"", 0, 65, ""},
        {"\n \n\t\n", 0, 0, ""},
        {"One line.", 0, 65, "One line."},
        /* indented starts, the first line short because the dateline stood before it */
        {"Showers continued throughout the week in\n"
         "the Bahia cocoa zone, alleviating the drought since early\n"
         "January and improving prospects for the coming temporao.\n"
         "    The dry period means the temporao will be late this year.\n",
         26, 65,
         "Showers continued throughout the week in the Bahia cocoa zone, alleviating the drought since early "
         "January and improving prospects for the coming temporao.\n\n"
         "The dry period means the temporao will be late this year."},
        /* entries stay lines; a wrapped one is joined, and so is what follows a blank line no entry */
        {"Shr 34 cts vs 1.19 dlrs\n"
         "    Net 807,000 vs 2,858,000\n"
         "    Exceptional items of the financial year that ended were 4.9 mln\n"
         "debit vs 5.5 mln\n"
         "    Revs 123.4 mln vs 111.2 mln\n\n"
         "    NOTE: no dividend.\n",
         22, 65,
         "Shr 34 cts vs 1.19 dlrs\nNet 807,000 vs 2,858,000\n\n"
         "Exceptional items of the financial year that ended were 4.9 mln debit vs 5.5 mln\n\n"
         "Revs 123.4 mln vs 111.2 mln\n\nNOTE: no dividend."},
        /* columns keep their blanks */
        {"Prices:\n         Natl   Loan\n Wheat   2.55   2.40\n Corn    1.35   1.92\n", 0, 65,
         "Prices:\n\n         Natl   Loan\n Wheat   2.55   2.40\n Corn    1.35   1.92"},
        {"a\tb\nc\td\n", 0, 0, "a\tb\nc\td"},
        /* two blanks behind a full stop are no column */
        {"He came.  He saw.  He won it.  And he\nwent home again after that, as one does.\n", 0, 45,
         "He came. He saw. He won it. And he went home again after that, as one does."},
        /* no indentation: a line that ends early ends the paragraph */
        {"The first paragraph fills the width of the paper well,\nand ends here.\n"
         "The second one also fills the width of the paper, yes,\nand ends too.\n",
         0, 0,
         "The first paragraph fills the width of the paper well, and ends here.\n\n"
         "The second one also fills the width of the paper, yes, and ends too."},
        /* everything indented by as much is not indented */
        {"  The whole story is indented by two blanks, as some do it,\n  and goes on here without a "
         "paragraph in between.\n",
         0, 0,
         "The whole story is indented by two blanks, as some do it, and goes on here without a paragraph in "
         "between."},
        {"First.\r\n\r\n\r\nSecond.\r\n", 0, 0, "First.\n\nSecond."},
        /* double-spaced: only two blank lines part paragraphs */
        {"The dam above Karu has been closed for repairs since the\n\n"
         "spring. Nobody had told the town of it, and the mayor said so\n\n"
         "on Friday. The company answered that a notice had hung at\n\n"
         "the lock. It was found there in the summer, behind the winter\n\n"
         "timetable, which nobody takes down either.\n\n\nThe mayor has since had both of them framed, and they hang\n\n"
         "in the hall. Visitors take them for a gift of the company.\n",
         0, 0,
         "The dam above Karu has been closed for repairs since the spring. Nobody had told the town of it, and the mayor said so on "
         "Friday. The company answered that a notice had hung at the lock. It was found there in the summer, behind the winter "
         "timetable, which nobody takes down either.\n\nThe mayor has since had both of them framed, and they hang in the hall. "
         "Visitors take them for a gift of the company."},
        /* headlines that stand apart are not, nor are short paragraphs */
        {"Dam above Karu closed for repairs\n\nMayor of Karu says nobody told him\n\nCompany says notice hung at lock\n\n"
         "Notice found behind winter timetable\n\nBoth framed, hang in the town hall\n\nVisitors take them for a gift\n",
         0, 0,
         "Dam above Karu closed for repairs\n\nMayor of Karu says nobody told him\n\nCompany says notice hung at lock\n\n"
         "Notice found behind winter timetable\n\nBoth framed, hang in the town hall\n\nVisitors take them for a gift"},
        {"He came. He saw it.\n\nHe won. It was late.\n\nHe left. It was dark.\n\nHe slept. It rained.\n\n"
         "He woke. It was day.\n\nHe rose. He ate it.\n",
         0, 0,
         "He came. He saw it.\n\nHe won. It was late.\n\nHe left. It was dark.\n\nHe slept. It rained.\n\nHe woke. It was day.\n\n"
         "He rose. He ate it."},
    };
    (void)state;
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_buf out = MG_BUF_INIT;
        mg_buf_adds(&out, "");
        mg_unwrap(mg_span_str(rows[i].in), rows[i].column, rows[i].width, &out);
        assert_string_equal(out.p, rows[i].expected);
        mg_buf_dispose(&out);
    }
}

/* Lines that no width has broken are paragraphs, however long. */
static void unwrapped(void **state)
{
    mg_buf in = MG_BUF_INIT, out = MG_BUF_INIT;
    (void)state;
    for (int line = 0; line < 20; line++) {
        for (int word = 0; word < 50; word++) mg_buf_adds(&in, "word ");
        mg_buf_adds(&in, "end.\n");
    }
    mg_unwrap(mg_buf_span(&in), 0, 0, &out);
    size_t gaps = 0;
    for (size_t at = 0; (at = mg_span_find_span(mg_buf_span(&out), at, MG_SPAN("end.\n\nword"))) < out.n;
         at++)
        gaps++;
    assert_int_equal(gaps, 19);
    mg_buf_dispose(&in);
    mg_buf_dispose(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(paragraphs), cmocka_unit_test(unwrapped)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
