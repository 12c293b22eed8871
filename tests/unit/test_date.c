/* test_date.c - dates as papers write them, and what must not be taken for one. */
#include "common/date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

typedef struct {
    const char *text, *expected; /* ISO 8601, or "" for no date */
} row;

static void check(bool found, const mg_date *date, const char *text, const char *expected)
{
    mg_buf out = MG_BUF_INIT;
    mg_buf_adds(&out, "");
    mg_date_format(date, &out);
    if (strcmp(out.p, expected) != 0) fail_msg("\"%s\": got \"%s\", not \"%s\"", text, out.p, expected);
    assert_int_equal(found, expected[0] != '\0');
    mg_buf_dispose(&out);
}

static void check_rows(const row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        mg_date date;
        bool found = mg_date_parse(mg_span_str(rows[i].text), &date);
        check(found, &date, rows[i].text, rows[i].expected);
    }
}

static void numeric(void **state)
{
    static const row rows[] = {
        {"2025", "2025"},
        {"1898", "1898"},
        {"2025-03", "2025-03"},
        {"2025-03-07", "2025-03-07"},
        {" 2025-03-07\r\n", "2025-03-07"},
        {"2025-3-7", "2025-03-07"},
        {"2025/03/07", "2025-03-07"},
        {"2025.03.07", "2025-03-07"},
        {"2025. 3. 7.", "2025-03-07"},
        {"2025-03-07T15:01:01.79+07:00", "2025-03-07T15:01:01+07:00"},
        {"2025-03-07T15:01:01Z", "2025-03-07T15:01:01Z"},
        {"2025-03-07 15:01", "2025-03-07T15:01:00"},
        {"2025-03-07 15:01:01 UTC", "2025-03-07T15:01:01Z"},
        {"2025-03-07 15:01:01 +0700", "2025-03-07T15:01:01+07:00"},
        {"2025-03-07T15:01:01-03:30", "2025-03-07T15:01:01-03:30"},
        {"2025-03-07+07:00", "2025-03-07"},
        {"20250307", "2025-03-07"},
        {"20250307T150101Z", "2025-03-07T15:01:01Z"},
        {"20250307T150101+0700", "2025-03-07T15:01:01+07:00"},
        {"20250307T1501", "2025-03-07T15:01:00"},
        {"13/7/2025", "2025-07-13"},
        {"7/13/2025", "2025-07-13"},
        {"7/7/2025", "2025-07-07"},
        {"07.03.2025", "2025-03-07"},
        {"7. 3. 2025", "2025-03-07"},
        {"07.03.2025, 15:01", "2025-03-07T15:01:00"},
        {"2016-12-31T23:59:60Z", "2016-12-31T23:59:60Z"},
        {"2024-02-29", "2024-02-29"},
        {"0987-02-03", "0987-02-03"},
        {"۲۰۲۰-۰۱-۰۷", "2020-01-07"},
        {"٢٠٢٠/٠١/٠٧", "2020-01-07"},
        {"２０２５-０３-０７", "2025-03-07"},
    };
    (void)state;
    check_rows(rows, MG_COUNT(rows));
}

static void worded(void **state)
{
    static const row rows[] = {
        {"Fri, 07 Mar 2025 15:01:01 +0700", "2025-03-07T15:01:01+07:00"},
        {"Fri, 7 Mar 2025 15:01:01 GMT", "2025-03-07T15:01:01Z"},
        {"Fri, 7 Mar 2025 15:01:01 +0000 (UTC)", "2025-03-07T15:01:01Z"},
        {"Fri Mar  7 15:01:01 2025", "2025-03-07T15:01:01"},
        {"26-FEB-1987 15:01:01.79", "1987-02-26T15:01:01"},
        {"March 7, 2025", "2025-03-07"},
        {"7 March 2025", "2025-03-07"},
        {"Mar. 7, 2025", "2025-03-07"},
        {"MARCH 7, 2025", "2025-03-07"},
        {"March 7th, 2025", "2025-03-07"},
        {"the 7th of March, 2025", "2025-03-07"},
        {"Friday, March 7, 2025", "2025-03-07"},
        {"March 7, 2025, Friday", "2025-03-07"},
        {"March 1, 1990, Thursday, Home Edition", "1990-03-01"},
        {"January 1, 1989, Sunday, Orange County Edition", "1989-01-01"},
        {"March 7, 2025 at 3:01 p.m. EST", "2025-03-07T15:01:00-05:00"},
        {"March 7, 2025 3:01 pm ET", "2025-03-07T15:01:00"},
        {"March 7, 2025 12:30 AM", "2025-03-07T00:30:00"},
        {"March 7, 2025, 12:30 PM", "2025-03-07T12:30:00"},
        {"3 p.m., March 7, 2025", "2025-03-07T15:00:00"},
        {"7 Mar 2025 15:01 GMT+7", "2025-03-07T15:01:00+07:00"},
        {"March 2025", "2025-03"},
        {"2025 March 7", "2025-03-07"},
        {"7 mars 2025", "2025-03-07"},
        {"le 1er août 2025", "2025-08-01"},
        {"vendredi 7 mars 2025 à 15h01", "2025-03-07T15:01:00"},
        {"7 de marzo de 2025", "2025-03-07"},
        {"viernes, 7 de marzo de 2025", "2025-03-07"},
        {"Freitag, 7. März 2025", "2025-03-07"},
        {"7. März 2025, 15.01 Uhr", "2025-03-07T15:01:00"},
        {"am 7. Jänner 2025", "2025-01-07"},
        {"venerdì 7 marzo 2025", "2025-03-07"},
        {"1º de março de 2025", "2025-03-01"},
        {"sexta-feira, 7 de março de 2025", "2025-03-07"},
        {"vrijdag 7 maart 2025", "2025-03-07"},
        {"fredag den 7 mars 2025", "2025-03-07"},
        {"7. maaliskuuta 2025", "2025-03-07"},
        {"7 марта 2025 г.", "2025-03-07"},
        {"7 марта 2025 года, 15:01", "2025-03-07T15:01:00"},
        {"7 березня 2025 року", "2025-03-07"},
        {"7 marca 2025", "2025-03-07"},
        {"7 Mart 2025 Cuma", "2025-03-07"},
        {"2025. március 7.", "2025-03-07"},
        {"7 Μαρτίου 2025", "2025-03-07"},
        {"ngày 7 tháng 3 năm 2025", "2025-03-07"},
        {"الجمعة 7 مارس 2025", "2025-03-07"},
        {"٧ آذار/مارس ٢٠٢٥", "2025-03-07"},
        {"۷ ژانویه ۲۰۲۰", "2020-01-07"},
        {"7 मार्च 2025", "2025-03-07"},
        {"7 มีนาคม 2568", "2025-03-07"},
        {"7 มี.ค. 2568", "2025-03-07"},
        {"๗ มีนาคม ๒๕๖๘", "2025-03-07"},
        {"วันศุกร์ที่ 7 มีนาคม พ.ศ. 2568 เวลา 15:01 น.", "2025-03-07T15:01:00"},
        {"7 มีนาคม 2025", "2025-03-07"},
        {"2025年3月7日", "2025-03-07"},
        {"2025年3月7日(金)", "2025-03-07"},
        {"2025年3月9日（日）", "2025-03-09"},
        {"2025年3月7日 星期五", "2025-03-07"},
        {"2025年3月7日 15:01", "2025-03-07T15:01:00"},
        {"2025年3月7日15時01分", "2025-03-07T15:01:00"},
        {"2025年3月", "2025-03"},
        {"2025年", "2025"},
        {"令和7年3月7日", "2025-03-07"},
        {"昭和13年6月7日", "1938-06-07"},
        {"2025년 3월 7일", "2025-03-07"},
        {"2025년 3월 7일 (금) 오후 3:01", "2025-03-07T15:01:00"},
        /* Chinese numerals */
        {"二〇二五年三月七日", "2025-03-07"},
        {"二零二五年三月七日", "2025-03-07"},
        {"一九九八年十二月三十一日 星期四", "1998-12-31"},
        {"二○二五年三月廿五日", "2025-03-25"},
        {"二〇二五年十月十日", "2025-10-10"},
        {"民國一一四年三月七日", "2025-03-07"},
        {"二〇二五年三月", "2025-03"},
        /* the Persian calendar, with its leap days */
        {"۱۷ اسفند ۱۴۰۳", "2025-03-07"},
        {"جمعه ۱۷ اسفند ۱۴۰۳", "2025-03-07"},
        {"1 فروردین 1400", "2021-03-21"},
        {"30 اسفند 1399", "2021-03-20"},
        {"۱۲ مهر ۱۳۰۰", "1921-10-04"},
        /* Burmese; an Indic month next to others of the same start */
        {"၂၀၂၅ ခုနှစ်၊ မတ်လ ၇ ရက်", "2025-03-07"},
        {"၇ ဒီဇင်ဘာ ၂၀၂၅", "2025-12-07"},
        {"৭ মার্চ ২০২৫", "2025-03-07"},
        {"7 फेब्रुअरी 2025", "2025-02-07"},
        {"7 במרץ 2025", "2025-03-07"},
        {"7 مارچ 2025", "2025-03-07"},
        {"7 მარტი 2025", "2025-03-07"},
        {"7. märts 2025", "2025-03-07"},
        {"2025. gada 7. marts", "2025-03-07"},
        {"7 korrik 2025", "2025-07-07"},
        {"7 iyun 2025", "2025-06-07"},
        {"2025. március 7-én", "2025-03-07"},
        /* words around a numeric date */
        {"Fr., 07.03.2025, 15:01 Uhr", "2025-03-07T15:01:00"},
        {"Freitag, 7.3.2025", "2025-03-07"},
        {"2025-03-07 um 15.01 Uhr", "2025-03-07T15:01:00"},
        {"13/07/2025 às 15h01", "2025-07-13T15:01:00"},
        {"2025.03.07 오후 3:01", "2025-03-07T15:01:00"},
        {"2025/03/07(金)", "2025-03-07"},
        /* two digits: in the way of mails, or with an apostrophe */
        {"Fri, 07 Mar 97 15:01:01 GMT", "1997-03-07T15:01:01Z"},
        {"07 Mar 25 15:01 EST", "2025-03-07T15:01:00-05:00"},
        {"7 March '25", "2025-03-07"},
        {"May 3, ’90", "1990-05-03"},
    };
    (void)state;
    check_rows(rows, MG_COUNT(rows));
}

/* Wrong is worse than absent. */
static void no_dates(void **state)
{
    static const row rows[] = {
        {"", ""},
        {"   ", ""},
        {"March", ""},
        {"March 7", ""},
        {"7 March", ""},
        {"3/7/2025", ""},
        {"03-07-2025", ""},
        {"3/7/25", ""},
        {"7 Mar 25", ""},
        {"7 มี.ค. 68", ""},
        {"910514", ""},
        {"202503", ""},
        {"12345678", ""},
        {"1234", ""},
        {"2568", ""},
        {"30000", ""},
        {"2025-13-01", ""},
        {"2025-02-29", ""},
        {"1900-02-29", ""},
        {"2025-066", ""},
        {"2025-W10", ""},
        {"2025-03-07T25:00", ""},
        {"2025-03-07T15:01 tomorrow", ""},
        {"0000-00-00", ""},
        {"0001-01-01T00:00:00", ""},
        {"31 April 2025", ""},
        {"32 March 2025", ""},
        {"0 March 2025", ""},
        {"March 7-9, 2025", ""},
        {"7/8 March 2025", ""},
        {"March/April 2025", ""},
        {"March 7 and 9, 2025", ""},
        {"Sunday 2025", ""},
        {"Friday, March 2025", ""},
        {"1403/12/17", ""},
        {"۱۴۰۳-۱۲-۱۷", ""},
        {"Flood of March 7, 2025", ""},
        {"March 7, 2025: a day to remember", ""},
        {"Page 7 March 2025", ""},
        {"7 listopada 2025", ""},
        {"Marching 7 2025", ""},
        {"Mayor 7 2025", ""},
        {"10,000 march in 2025", ""},
        {"https://example.org/2025/03/07/", ""},
        {"14:30", ""},
        {"3 hours ago", ""},
        {"vor 3 Stunden", ""},
        {"il y a 3 heures", ""},
        {"3小时前", ""},
        {"7 Mar 97", ""},
        {"07 Mar 97 15:01", ""},
        {"Fr, 03/07/2025", ""},
        {"03/07/2025 às 15h01", ""},
        {"30 اسفند 1400", ""},
        {"۱۷ اسفند ۲۰۲۵", ""},
        {"اسفند ۱۴۰۳", ""},
        {"十年一日", ""},
        {"三月七日", ""},
        {"二〇二五", ""},
        {"2025-03-07-2025", ""},
        {"10.5.2.1", ""},
        {"\xff\xfe 2025", ""},
    };
    (void)state;
    check_rows(rows, MG_COUNT(rows));

    char sentence[4096];
    memset(sentence, '1', sizeof sentence);
    mg_date date;
    assert_false(mg_date_parse((mg_span){sentence, sizeof sentence}, &date));
}

static void short_years(void **state)
{
    static const struct {
        const char *text, *order, *expected;
    } rows[] = {
        {"910514", "ymd", "1991-05-14"},
        {"05/14/91", "mdy", "1991-05-14"},
        {"01/04/63", "mdy", "1963-01-04"},
        {"291231", "ymd", "2029-12-31"},
        {"300101", "ymd", "1930-01-01"},
        {"14.05.91", "dmy", "1991-05-14"},
        {"5/4/91", "mdy", "1991-05-04"},
        {"911314", "ymd", ""},
        {"9105144", "ymd", ""},
        {"0514", "mdy", ""},
        {"05/14/1991", "mdy", ""},
        {"", "ymd", ""},
    };
    (void)state;
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_date date;
        bool found = mg_date_parse_short(mg_span_str(rows[i].text), rows[i].order, &date);
        check(found, &date, rows[i].text, rows[i].expected);
    }
}

static void in_paths(void **state)
{
    static const row rows[] = {
        {"/2025/03/07/prisoners", "2025-03-07"},
        {"https://a.example/2025/3/7/x.html", "2025-03-07"},
        {"https://a.example/2025/mar/07/x", "2025-03-07"},
        {"https://a.example/world/2025/03/12345.html", "2025-03"},
        {"courier/1934-11-02-ferry.txt", "1934-11-02"},
        {"a/20250307.txt", "2025-03-07"},
        {"a/2025_03_07.txt", "2025-03-07"},
        {"2025-03-newsletter.txt", "2025-03"},
        {"2025-03/07.txt", "2025-03"},
        {"2024/2025-03-07.txt", "2025-03-07"},
        {"2025-03-07/2024-01-x.txt", "2025-03-07"},
        {"1938/bridge.txt", ""},
        {"asriran_1_data_1938.txt", ""},
        {"a/120250307.txt", ""},
        {"a/202503071.txt", ""},
        {"a/12025-03-07", ""},
        {"a/2025-03-071", ""},
        {"a/2025-13-07", ""},
        {"a/1799-03-07", ""},
        {"a/2101-03-07", ""},
        {"a/1984/07-brave.txt", ""},
        {"v2021.04", ""},
        {"", ""},
    };
    (void)state;
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_date date;
        bool found = mg_date_in_path(mg_span_str(rows[i].text), &date);
        check(found, &date, rows[i].text, rows[i].expected);
    }
}

static void unix_time(void **state)
{
    static const struct {
        int64_t seconds;
        const char *expected;
    } rows[] = {
        {0, "1970-01-01T00:00:00Z"},
        {1741334461, "2025-03-07T08:01:01Z"},
        {-1, "1969-12-31T23:59:59Z"},
        {INT64_MAX, ""},
    };
    (void)state;
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_date date;
        bool found = mg_date_from_unix(rows[i].seconds, &date);
        check(found, &date, rows[i].expected, rows[i].expected);
    }
}

/* Every day of some years, leap years of each kind among them: as written, as a key, and by seconds; and the days that are none. */
static void every_day(void **state)
{
    static const int years[] = {1, 4, 100, 400, 1582, 1752, 1899, 1900, 1904, 1969, 1970, 2000, 2023, 2024, 2100, 9999};
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    static const char *const months[] = {"January", "February", "March",     "April",   "May",      "June",
                                         "July",    "August",   "September", "October", "November", "December"};
    (void)state;
    for (size_t i = 0; i < MG_COUNT(years); i++) {
        int year = years[i], past = year - 1;
        int64_t day_number = 365 * (int64_t)past + past / 4 - past / 100 + past / 400 - 719162; /* from 1970 */
        for (int month = 1; month <= 12; month++) {
            bool leap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0);
            int last = lengths[month - 1] + (month == 2 && leap);
            for (int day = 1; day <= 32; day++) {
                char iso[40], text[60], key[14];
                mg_date date, back;
                snprintf(iso, sizeof iso, "%04d-%02d-%02d", year, month, day);
                bool found = mg_date_parse(mg_span_str(iso), &date);
                bool zero = year == 1 && month == 1 && day == 1; /* what programs put where there is none */
                check(found, &date, iso, day <= last && !zero ? iso : "");
                if (zero) day_number++;
                if (day > last || zero) continue;
                assert_true(mg_date_from_key((mg_span){key, mg_date_key(&date, key)}, &back));
                assert_memory_equal(&date, &back, sizeof date);
                snprintf(text, sizeof text, "%s %d, %d", months[month - 1], day, year);
                if (year >= 1400 && year <= 2100) check(mg_date_parse(mg_span_str(text), &date), &date, text, iso);
                assert_true(mg_date_from_unix(day_number * 86400 + 86399, &date));
                assert_true(date.year == year && date.month == month && date.day == day && date.hour == 23 && date.second == 59);
                day_number++;
            }
        }
    }
    mg_date date;
    assert_true(mg_date_from_unix(INT64_C(-62135596800), &date));
    assert_false(mg_date_from_unix(INT64_C(-62135596801), &date));
    assert_true(mg_date_from_unix(INT64_C(253402300799), &date));
    assert_false(mg_date_from_unix(INT64_C(253402300800), &date));
}

static void keys(void **state)
{
    static const char *const good[] = {"0001", "193806", "19380607", "20250307150101", "20161231235960"};
    static const char *const bad[] = {"",           "193",      "193813", "19380631", "20250307256000",
                                      "2025030715", "2025030x", "0000"};
    (void)state;
    for (size_t i = 0; i < MG_COUNT(good); i++) {
        mg_date date;
        char key[14];
        assert_true(mg_date_from_key(mg_span_str(good[i]), &date));
        size_t n = mg_date_key(&date, key);
        assert_true(mg_span_eq((mg_span){key, n}, mg_span_str(good[i])));
    }
    for (size_t i = 0; i < MG_COUNT(bad); i++) {
        mg_date date;
        assert_false(mg_date_from_key(mg_span_str(bad[i]), &date));
        assert_int_equal(date.precision, MG_DATE_NONE);
    }
    char none[14];
    assert_int_equal(mg_date_key(&(mg_date){0}, none), 0);
    assert_string_equal(mg_date_precision_name(MG_DATE_DAY), "day");
    assert_string_equal(mg_date_precision_name(MG_DATE_NONE), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numeric),     cmocka_unit_test(worded),   cmocka_unit_test(no_dates),
        cmocka_unit_test(short_years), cmocka_unit_test(in_paths), cmocka_unit_test(unix_time),
        cmocka_unit_test(every_day),   cmocka_unit_test(keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
