/* json_text.c - see json_text.h. */
#include "indexer/json_text.h"

#define NUMBER_MAX 18 /* characters that surely fit; longer ones are kept as strings */

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == ',' || c == '\x1e';
}

size_t mg_json_blanks(mg_span text, size_t at)
{
    while (at < text.n && is_blank(text.p[at])) at++;
    return at;
}

/* Behind the string whose opening quote is at `at`. */
static size_t skip_string(mg_span text, size_t at)
{
    for (at++;;) {
        size_t quote = mg_span_find(text, at, '"'), slashes = quote;
        if (quote == text.n) return text.n;
        while (slashes > at && text.p[slashes - 1] == '\\') slashes--;
        at = quote + 1;
        if ((quote - slashes) % 2 == 0) return at;
    }
}

size_t mg_json_skip(mg_span text, size_t at)
{
    size_t depth = 0;
    while (at < text.n) {
        char c = text.p[at];
        if (c == '"') {
            at = skip_string(text, at);
        } else if (c == '{' || c == '[') {
            depth++, at++;
        } else if (c == '}' || c == ']') {
            if (depth) depth--, at++;
        } else {
            bool blank = is_blank(c) || c == ':';
            at++;
            while (!blank && at < text.n && !is_blank(text.p[at]) && !strchr(":\"{}[]", text.p[at])) at++;
            if (blank) continue;
        }
        if (!depth) return at;
    }
    return text.n;
}

bool mg_json_member(mg_span text, size_t *at, mg_span *key, size_t *value)
{
    size_t start = mg_json_blanks(text, *at);
    if (start == text.n || text.p[start] != '"') return false;
    size_t end = skip_string(text, start);
    *key = mg_span_sub(text, start + 1, end - 1);
    *value = mg_json_blanks(text, end);
    if (*value == text.n || text.p[*value] != ':') return false;
    *value = mg_json_blanks(text, *value + 1);
    *at = mg_json_skip(text, *value);
    return *at > *value;
}

/* ---- mending ---- */

static unsigned hex4(mg_span text, size_t at)
{
    unsigned value = 0;
    for (size_t i = at; i < at + 4; i++) {
        char c = i < text.n ? text.p[i] : 'x', low = c | 0x20;
        if (c >= '0' && c <= '9')
            value = value * 16 + (unsigned)(c - '0');
        else if (low >= 'a' && low <= 'f')
            value = value * 16 + (unsigned)(low - 'a' + 10);
        else
            return UINT32_MAX;
    }
    return value;
}

/* An escape at `at`; returns what is behind it. */
static size_t mend_escape(mg_span text, size_t at, mg_buf *out)
{
    char c = at + 1 < text.n ? text.p[at + 1] : '\0';
    if (c && strchr("\"\\/bfnrt", c)) {
        mg_buf_add(out, mg_span_sub(text, at, at + 2));
        return at + 2;
    }
    unsigned unit = c == 'u' ? hex4(text, at + 2) : UINT32_MAX;
    if (unit == UINT32_MAX) { /* \' \x \u12: as they stand */
        if (c != '\'') mg_buf_adds(out, "\\\\");
        return at + 1;
    }
    bool lead = unit >= 0xd800 && unit < 0xdc00, trail = unit >= 0xdc00 && unit < 0xe000;
    unsigned next = lead && at + 7 < text.n && text.p[at + 6] == '\\' && text.p[at + 7] == 'u' ? hex4(text, at + 8) : 0;
    bool pair = lead && next >= 0xdc00 && next < 0xe000;
    if (pair || !(lead || trail))
        mg_buf_add(out, mg_span_sub(text, at, at + (pair ? 12 : 6)));
    else
        mg_buf_adds(out, "\\ufffd");
    return at + (pair ? 12 : 6);
}

static size_t mend_string(mg_span text, size_t at, mg_buf *out)
{
    mg_buf_addc(out, '"');
    for (at++; at < text.n && text.p[at] != '"';) {
        char c = text.p[at];
        if (c == '\\') {
            at = mend_escape(text, at, out);
        } else if ((unsigned char)c < ' ') {
            mg_buf_adds(out, c == '\n' ? "\\n" : c == '\t' ? "\\t" : " ");
            at++;
        } else {
            mg_buf_addc(out, c);
            at++;
        }
    }
    mg_buf_addc(out, '"');
    return MG_MIN(at + 1, text.n);
}

/* A word outside of strings: a number, or a name that JavaScript or Python would know. */
static void mend_word(mg_span word, mg_buf *out)
{
    static const char *const names[][2] = {
        {"NaN", "null"},  {"Infinity", "null"}, {"-Infinity", "null"}, {"undefined", "null"},
        {"None", "null"}, {"True", "true"},     {"False", "false"},
    };
    for (size_t i = 0; i < MG_COUNT(names); i++)
        if (mg_span_eq(word, mg_span_str(names[i][0]))) {
            mg_buf_adds(out, names[i][1]);
            return;
        }
    bool number = word.n && (word.p[0] == '-' || (word.p[0] >= '0' && word.p[0] <= '9'));
    size_t exponent = MG_MIN(mg_span_find(word, 0, 'e'), mg_span_find(word, 0, 'E'));
    bool quote = number && (word.n > NUMBER_MAX || (exponent < word.n && word.n - exponent > 3));
    if (quote) mg_buf_addc(out, '"');
    mg_buf_add(out, word);
    if (quote) mg_buf_addc(out, '"');
}

static void mend(mg_span text, mg_buf *out)
{
    for (size_t at = 0; at < text.n;) {
        char c = text.p[at];
        if (c == '"') {
            at = mend_string(text, at, out);
        } else if (c == ',') {
            size_t behind = mg_json_blanks(text, at);
            if (behind < text.n && text.p[behind] != '}' && text.p[behind] != ']') mg_buf_addc(out, ',');
            at = behind;
        } else if (is_blank(c) || strchr(":{}[]", c)) {
            mg_buf_addc(out, c);
            at++;
        } else {
            size_t end = at + 1;
            while (end < text.n && !is_blank(text.p[end]) && !strchr(":\"{}[]", text.p[end])) end++;
            mend_word(mg_span_sub(text, at, end), out);
            at = end;
        }
    }
}

json_t *mg_json_load(mg_span text, size_t at, size_t *end, size_t *spent, json_error_t *why)
{
    json_error_t mended;
    json_t *json = json_loadb(text.p + at, text.n - at, JSON_DISABLE_EOF_CHECK | JSON_ALLOW_NUL, why);
    *end = at + (size_t)MG_MAX(why->position, 0);
    if (json) return json;
    enum json_error_code code = json_error_code(why);
    bool cut =
        code == json_error_premature_end_of_input || code == json_error_stack_overflow || code == json_error_out_of_memory;
    size_t behind = cut ? *end : mg_json_skip(text, at);
    *spent += behind - at;
    if (cut || behind <= *end) return NULL;
    mg_buf copy = MG_BUF_INIT;
    mend(mg_span_sub(text, at, behind), &copy);
    json = copy.failed ? NULL : json_loadb(copy.p, copy.n, JSON_ALLOW_NUL, &mended);
    mg_buf_dispose(&copy);
    if (json) *end = behind;
    return json;
}

bool mg_json_begins(mg_span head)
{
    json_error_t why;
    mg_span start = mg_span_trim(head);
    while (start.n && start.p[0] == '\x1e') start = mg_span_trim(mg_span_sub(start, 1, start.n));
    if (!start.n || (start.p[0] != '{' && start.p[0] != '[')) return false;
    mg_span second = mg_span_trim(mg_span_sub(start, 1, start.n));
    if (!second.n || !strchr("\"{[", second.p[0])) return false;
    json_t *json = json_loadb(start.p, start.n, JSON_DISABLE_EOF_CHECK | JSON_ALLOW_NUL, &why);
    size_t end = (size_t)MG_MAX(why.position, 0);
    bool whole = json != NULL;
    json_decref(json);
    /* a head that was cut may end within a word */
    if (!whole) return json_error_code(&why) == json_error_premature_end_of_input || (start.n > 1000 && end + 8 >= start.n);
    end = mg_json_blanks(start, end); /* what follows is no sentence about JSON */
    return end == start.n || start.p[end] == '{' || start.p[end] == '[';
}
