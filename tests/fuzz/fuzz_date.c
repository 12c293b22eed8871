/* fuzz_date.c - any text as a date: what is accepted is a real date, and its ISO form and key say the same.
 */
#include "common/date.h"

#include <assert.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool found, const mg_date *date)
{
    assert(found == (date->precision != MG_DATE_NONE));
    if (!found) return;
    mg_buf iso = MG_BUF_INIT;
    mg_date again;
    char key[14];
    mg_date_format(date, &iso);
    assert(date->year < 1000 || date->precision == MG_DATE_YEAR || mg_date_parse(mg_buf_span(&iso), &again));
    assert(mg_date_from_key((mg_span){key, mg_date_key(date, key)}, &again));
    assert(again.precision == date->precision && again.year == date->year && again.month == date->month &&
           again.day == date->day && again.hour == date->hour && again.second == date->second);
    mg_buf_dispose(&iso);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mg_span text = {(const char *)data, size};
    mg_date date;
    check(mg_date_parse(text, &date), &date);
    check(mg_date_parse_short(text, "ymd", &date), &date);
    check(mg_date_parse_short(text, "mdy", &date), &date);
    check(mg_date_in_path(text, &date), &date);
    check(mg_date_from_key(text, &date), &date);
    return 0;
}
