/* normalize.c - see normalize.h. Most text needs nothing: it is looked at once and left where it is. */
#include "indexer/normalize.h"

#include "common/compose.h"
#include "common/utf8.h"
#include "indexer/head.h"

#include <unicode/uchar.h>
#include <unicode/uloc.h>

#define LINE_MAX_CHARS 1000

/* What a character asks for. */
typedef enum { PLAIN, BLANK, NEWLINE, DROP, TO_SPACE } kind;

static kind kind_of(uint32_t ch)
{
    if ((ch > ' ' && ch < 0x7f) || (ch > 0xad && ch < 0x1680)) return PLAIN;
    if (ch == ' ' || ch == '\t') return BLANK;
    if (ch == '\n' || ch == '\r' || ch == '\v' || ch == '\f' || ch == 0x85) return NEWLINE;
    if (ch < 0x20 || (ch >= 0x7f && ch < 0xa0)) return TO_SPACE;
    if (ch < 0xa0) return PLAIN;
    if (ch == 0xad || ch == 0xfeff) return DROP;
    if (ch == 0x2028 || ch == 0x2029) return NEWLINE;
    if (ch == 0xa0 || ch == 0x1680 || (ch >= 0x2000 && ch <= 0x200a) || ch == 0x202f || ch == 0x205f ||
        ch == 0x3000)
        return BLANK;
    return PLAIN;
}

#define FROM_TO(from, to) (UINT64_MAX << ((from) & 63) & UINT64_MAX >> (63 - ((to) & 63)))

/* Of the characters of two bytes, by 64, those from U+00C0 on that NFC never changes, whatever stands around them: a list of
 * blocks, not a full one. All are PLAIN. */
static const uint64_t plain_pairs[0x800 / 64] = {
    [0xc0 / 64] = UINT64_MAX, /* Latin */
    [0x100 / 64] = UINT64_MAX,
    [0x140 / 64] = UINT64_MAX,
    [0x180 / 64] = UINT64_MAX,
    [0x1c0 / 64] = UINT64_MAX,
    [0x200 / 64] = UINT64_MAX,
    [0x240 / 64] = UINT64_MAX,
    [0x280 / 64] = UINT64_MAX,
    [0x2c0 / 64] = UINT64_MAX,
    [0x380 / 64] = FROM_TO(0x386, 0x386) | FROM_TO(0x388, 0x3bf), /* Greek */
    [0x3c0 / 64] = UINT64_MAX,
    [0x400 / 64] = UINT64_MAX, /* Cyrillic */
    [0x440 / 64] = UINT64_MAX,
    [0x480 / 64] = FROM_TO(0x480, 0x482),
    [0x5c0 / 64] = FROM_TO(0x5d0, 0x5ea), /* Hebrew */
    [0x600 / 64] = FROM_TO(0x621, 0x63a), /* Arabic */
    [0x640 / 64] = FROM_TO(0x640, 0x64a) | FROM_TO(0x660, 0x66f) | FROM_TO(0x671, 0x67f),
    [0x680 / 64] = UINT64_MAX,
    [0x6c0 / 64] = FROM_TO(0x6c0, 0x6d3) | FROM_TO(0x6f0, 0x6f9),
};

/* The same of any character. */
static bool always_nfc(uint32_t ch)
{
    if (ch < 0x800) return ch < 0xc0 || plain_pairs[ch / 64] >> ch % 64 & 1;
    if (ch < 0x2010)
        return (ch >= 0xe01 && ch <= 0xe37) || (ch >= 0xe3f && ch <= 0xe47) || (ch >= 0x1ea0 && ch <= 0x1ef9) ||
               (ch >= 0x200b && ch <= 0x200f);
    if (ch < 0x3400)
        return ch <= 0x205e || (ch >= 0x20a0 && ch <= 0x20bf) || (ch >= 0x3001 && ch <= 0x3029) ||
               (ch >= 0x3041 && ch <= 0x3096) || (ch >= 0x30a1 && ch <= 0x30fe);
    return ch <= 0x9fff || (ch >= 0xac00 && ch <= 0xd7a3) || (ch >= 0xff00 && ch <= 0xffef) ||
           (ch >= 0x1f300 && ch <= 0x1f9ff);
}

/* Looking. */

typedef struct {
    bool tidy; /* a trimmed body that needs no change at all */
    bool nfc;  /* valid UTF-8 that needs no composing */
} verdict;

/* Not 0 when one of eight bytes is no printable ASCII character. */
static uint64_t has_unprintable(uint64_t eight)
{
    uint64_t low = eight - MG_EIGHT_OF(' '), del = (eight ^ MG_EIGHT_OF(0x7f)) - MG_EIGHT_OF(1);
    return (eight | low | del) & MG_EIGHT_OF(0x80);
}

/* Behind the run of printable ASCII that begins at `at`. */
static size_t behind_ascii(mg_span s, size_t at)
{
    while (s.n - at >= 16 && !(has_unprintable(mg_eight_bytes(s.p + at)) | has_unprintable(mg_eight_bytes(s.p + at + 8)))) at += 16;
    while (s.n - at >= 8 && !has_unprintable(mg_eight_bytes(s.p + at))) at += 8;
    while (at < s.n && s.p[at] >= ' ' && s.p[at] < 0x7f) at++;
    return at;
}

/* How long the character is that begins at `at`, if it is of two or three bytes, PLAIN and NFC in any case; else 0. Not all
 * are known here: those of three bytes only in the blocks of Han and Hangul. */
static size_t plain_letter(mg_span s, size_t at)
{
    const unsigned char *u = (const unsigned char *)s.p + at;
    size_t left = s.n - at;
    if (left < 2 || (u[1] & 0xc0) != 0x80) return 0;
    if (u[0] >= 0xc3 && u[0] < 0xe0) return plain_pairs[u[0] & 0x1f] >> (u[1] & 0x3f) & 1 ? 2 : 0;
    bool block = (u[0] >= 0xe4 && u[0] <= 0xe9) || u[0] == 0xeb || u[0] == 0xec;
    return block && left > 2 && (u[2] & 0xc0) == 0x80 ? 3 : 0;
}

/* Top bits of the bytes from..to, of bytes below 0x80. */
static uint64_t between(uint64_t eight, int from, int to)
{
    return (eight + MG_EIGHT_OF(0x80 - from)) & ~(eight + MG_EIGHT_OF(0x7f - to)) & MG_EIGHT_OF(0x80);
}

/* Behind printable ASCII and letters of two bytes in the blocks of Latin, Greek and Cyrillic, eight bytes at once. */
static size_t behind_pairs(mg_span s, size_t at)
{
    while (s.n - at >= 8) {
        uint64_t eight = mg_utf8_eight(s.p + at), on = mg_utf8_go_on(eight);
        uint64_t low = eight & MG_EIGHT_OF(0x1f), begin = mg_utf8_begin_pair(eight);
        begin &= between(low, 0xc0 / 64, 0x2c0 / 64) | between(low, 0x380 / 64, 0x440 / 64);
        uint64_t accents = between(low, 0x380 / 64, 0x380 / 64) & begin; /* U+0380 to U+0387 are not all letters */
        uint64_t low_on = on & ~((eight & MG_EIGHT_OF(0x3f)) + MG_EIGHT_OF(0x78));
        uint64_t ascii = ~eight & between(eight & MG_EIGHT_OF(0x7f), ' ', 0x7e);
        if (on != begin << 8 || (begin | on | ascii) != MG_EIGHT_OF(0x80) || (low_on & accents << 8)) break;
        at += 8 - (begin >> 63); /* without the last if it only begins a letter */
    }
    return at;
}

/* Behind the run of printable ASCII and plain letters that begins at `at`. */
static size_t behind_plain(mg_span s, size_t at)
{
    size_t from;
    do {
        from = at;
        at = behind_pairs(s, behind_ascii(s, at));
        for (unsigned ascii = 0; ascii < 8 && at < s.n; ascii++) { /* words of other scripts, with blanks between them */
            size_t letter;
            for (; (letter = plain_letter(s, at)) > 0; at += letter) ascii = 0;
            if (at == s.n || s.p[at] < ' ' || s.p[at] == 0x7f) break;
            at++;
        }
    } while (at > from);
    return at;
}

/* A newline that may stay: no blank before it, and not the third in a row. */
static bool good_newline(mg_span s, size_t at)
{
    if (at > 0 && (s.p[at - 1] == ' ' || s.p[at - 1] == '\t')) return false;
    return at < 2 || s.p[at - 1] != '\n' || s.p[at - 2] != '\n';
}

static verdict look(mg_span s)
{
    verdict v = {.tidy = true, .nfc = true};
    size_t at = 0;
    while ((at = behind_plain(s, at)) < s.n) {
        size_t from = at;
        if (s.p[at] == '\n') {
            v.tidy &= good_newline(s, at++);
        } else if (s.p[at] != '\t') {
            uint32_t ch = mg_utf8_next(s, &at);
            if ((ch == 0xfffd && at - from == 1) || !always_nfc(ch))
                return (verdict){.tidy = false, .nfc = false};
            v.tidy &= kind_of(ch) == PLAIN;
        } else {
            at++;
        }
    }
    return v;
}

/* Rewriting. */

/* Where the pages of a body begin once it is tidy. */
typedef struct {
    size_t *v, n;   /* v is NULL when form feeds mean nothing */
    size_t pending; /* pages that begin with the next character */
} page_list;

static void begin_pages(page_list *pages, size_t at)
{
    for (; pages->pending; pages->pending--) pages->v[pages->n++] = at;
}

/* The body's text written to `out`, which has room for it: never longer than `s`. */
static size_t tidy_body(mg_span s, page_list *pages, char *out)
{
    size_t o = 0, end = 0; /* end: behind the last character that is no blank */
    unsigned newlines = 0;
    bool in_line = false;
    for (size_t at = 0; at < s.n;) {
        size_t from = at;
        uint32_t ch = (unsigned char)s.p[at] < 0x80 ? (unsigned char)s.p[at++] : mg_utf8_next(s, &at);
        kind k = kind_of(ch);
        if (ch == '\f' && pages->v) {
            pages->pending++;
            continue;
        }
        if (k == DROP) continue;
        if (k == NEWLINE) {
            if (ch == '\r' && at < s.n && s.p[at] == '\n') at++;
            newlines++;
            o = end;
            in_line = false;
            continue;
        }
        if (end == 0 && k != PLAIN) continue;
        if (!in_line) {
            for (unsigned i = 0; end && i < MG_MIN(newlines, 2u); i++) out[o++] = '\n';
            in_line = true;
        }
        if (k == TO_SPACE) {
            out[o++] = ' ';
            continue;
        }
        if (k == PLAIN) begin_pages(pages, o);
        memcpy(out + o, s.p + from, at - from);
        o += at - from;
        if (k == PLAIN) end = o, newlines = 0;
    }
    begin_pages(pages, end);
    return end;
}

/* One line's text, likewise, at most LINE_MAX_CHARS long. */
static size_t tidy_line(mg_span s, char *out)
{
    size_t o = 0, chars = 0, last_space = 0;
    bool space = false;
    for (size_t at = 0; at < s.n;) {
        size_t from = at;
        kind k = kind_of(mg_utf8_next(s, &at));
        if (k == DROP) continue;
        if (k != PLAIN) {
            space = o > 0;
            continue;
        }
        if (chars + space >= LINE_MAX_CHARS) return last_space && !space ? last_space : o;
        if (space) last_space = o, out[o++] = ' ', chars++;
        space = false;
        memcpy(out + o, s.p + from, at - from);
        o += at - from;
        chars++;
    }
    return o;
}

/* `text` through one of the two above (as a body when `pages` is given), kept in `arena`. */
static mg_status rewrite(mg_span *text, bool nfc, page_list *pages, mg_arena *arena, mg_error *err)
{
    mg_buf composed = MG_BUF_INIT;
    mg_span from = *text;
    if (!nfc) {
        mg_status status = mg_compose(*text, &composed, err);
        if (status != MG_OK) {
            mg_buf_dispose(&composed);
            return status;
        }
        from = mg_buf_span(&composed);
    }
    char *out = mg_arena_alloc(arena, from.n + 1);
    if (out) {
        *text = (mg_span){out, pages ? tidy_body(from, pages, out) : tidy_line(from, out)};
        out[text->n] = '\0';
    }
    mg_buf_dispose(&composed);
    return out ? MG_OK : mg_fail_nomem(err, "tidying an article");
}

/* Would tidy_line only copy it? Most lines of news are plain ASCII. */
static bool is_tidy_line(mg_span s)
{
    return s.n <= LINE_MAX_CHARS && s.p[0] != ' ' && s.p[s.n - 1] != ' ' && behind_ascii(s, 0) == s.n &&
           !mg_span_has_gap(s);
}

static mg_status tidy_line_field(mg_span *field, mg_arena *arena, mg_error *err)
{
    if (!field->n || is_tidy_line(*field)) return MG_OK;
    /* A line longer than this can only be cut: its tail need not be looked at. */
    *field = mg_span_sub(*field, 0, mg_utf8_floor(*field, (size_t)64 * 1024));
    return rewrite(field, look(*field).nfc, NULL, arena, err);
}

static mg_status tidy_pages(mg_article *article, mg_arena *arena, mg_error *err)
{
    mg_span body = article->body;
    page_list pages = {.pending = 1};
    size_t most = 1;
    for (size_t at = 0; (at = mg_span_find(body, at, '\f')) < body.n; at++) most++;
    pages.v = mg_arena_alloc(arena, most * sizeof *pages.v);
    if (!pages.v) return mg_fail_nomem(err, "tidying an article");
    MG_TRY(rewrite(&article->body, look(body).nfc, &pages, arena, err));
    if (pages.n > 1) article->pages = (mg_offsets){pages.v, pages.n};
    return MG_OK;
}

static mg_status tidy_body_field(mg_article *article, mg_arena *arena, mg_error *err)
{
    if (article->paged) return tidy_pages(article, arena, err);
    article->body = mg_span_trim(article->body);
    verdict v = look(article->body);
    return v.tidy ? MG_OK : rewrite(&article->body, v.nfc, &(page_list){0}, arena, err);
}

/* Lists. */

#define LIST_MAX 200 /* items; adding and comparing them is quadratic */

static mg_status add_new(mg_spans *list, mg_span item, mg_arena *arena, mg_error *err)
{
    if (!item.n || list->n >= LIST_MAX) return MG_OK;
    for (size_t i = 0; i < list->n; i++)
        if (mg_span_eq(list->v[i], item)) return MG_OK;
    return mg_spans_add(list, item, arena) ? MG_OK : mg_fail_nomem(err, "tidying an article");
}

static mg_status tidy_list(mg_spans *list, mg_arena *arena, mg_error *err)
{
    mg_spans kept = {NULL, 0};
    for (size_t i = 0; i < list->n && i < 2 * LIST_MAX; i++) {
        mg_span item = list->v[i];
        MG_TRY(tidy_line_field(&item, arena, err));
        MG_TRY(add_new(&kept, item, arena, err));
    }
    *list = kept;
    return MG_OK;
}

/* Bylines. */

/* Behind the bracket that opens at `at`, or `at`: "Ann Lee (with Bo Ek and Gus Tarrant)" is not cut. */
static size_t behind_bracket(mg_span s, size_t at)
{
    size_t end = s.p[at] == '(' ? mg_span_find(s, at, ')') : s.n;
    return end < s.n ? end : at;
}

/* Where the next joint between names stands at or after `from`, s.n when there is none. */
static size_t find_joint(mg_span s, size_t from, size_t *length)
{
    static const mg_span joints[] = {
        MG_SPAN(" and "), MG_SPAN(" AND "), MG_SPAN(" And "), MG_SPAN(" & "),   MG_SPAN(";"),   MG_SPAN("；"),
        MG_SPAN(" et "),  MG_SPAN(" ET "),  MG_SPAN(" y "),   MG_SPAN(" Y "),   MG_SPAN(" und "), MG_SPAN(" UND "),
        MG_SPAN(" och "), MG_SPAN(" og "),  MG_SPAN(" e "),   MG_SPAN(" и "),   MG_SPAN("、"),  MG_SPAN(" | "),
    };
    for (size_t at = from; at < s.n; at++) {
        at = behind_bracket(s, at);
        char c = s.p[at];
        if (c != ' ' && c != ';' && (unsigned char)c < 0x80) continue; /* no joint begins with it */
        for (size_t i = 0; i < MG_COUNT(joints); i++) {
            if (!mg_span_starts(mg_span_sub(s, at, s.n), joints[i])) continue;
            *length = joints[i].n;
            return at;
        }
    }
    return s.n;
}

/* "Staff Writer", "Times Staff Writers", "Special to The Post": what somebody is, not who. */
static bool is_role(mg_span s)
{
    static const char *const words[] = {
        "writer",  "writers",   "reporter",  "reporters",     "correspondent", "correspondents",
        "staff",   "editor",    "editors",   "columnist",     "bureau",        "contributor",
        "special", "redaktion", "redacción", "correspondant", "correspondante"};
    for (size_t at = 0; at < s.n;) {
        size_t end = mg_span_find(s, at, ' ');
        mg_span word = mg_span_sub(s, at, end);
        for (size_t i = 0; i < MG_COUNT(words); i++)
            if (mg_span_eq_nocase(word, mg_span_str(words[i]))) return true;
        at = end + 1;
    }
    return false;
}

static size_t count_words(mg_span s)
{
    size_t words = 0;
    for (size_t i = 0; i < s.n; i++) words += s.p[i] != ' ' && (i == 0 || s.p[i - 1] == ' ');
    return words;
}

static size_t find_comma(mg_span s, size_t from)
{
    while (from < s.n && s.p[from] != ',') from = behind_bracket(s, from) + 1;
    return MG_MIN(from, s.n);
}

/* A mail address, or a name in a social network, is none of a person. */
static mg_status add_name(mg_spans *names, mg_span name, mg_arena *arena, mg_error *err)
{
    bool address = mg_span_find(name, 0, '@') < name.n && mg_span_find(name, 0, ' ') == name.n;
    return address ? MG_OK : add_new(names, name, arena, err);
}

/* Add the names in a run without joints: "A B, C D" are two, "Smith, John" and "A B, Madrid" are one. */
static mg_status add_names(mg_spans *names, mg_span run, mg_arena *arena, mg_error *err)
{
    size_t comma, from = 0;
    run = mg_span_trim(run);
    while ((comma = find_comma(run, from)) < run.n) {
        mg_span before = mg_span_trim(mg_span_sub(run, 0, comma));
        mg_span after = mg_span_sub(run, comma + 1, run.n);
        mg_span next = mg_span_trim(mg_span_sub(after, 0, mg_span_find(after, 0, ',')));
        from = comma + 1;
        if (is_role(next)) {
            MG_TRY(add_name(names, before, arena, err));
            size_t skip = (size_t)(next.p - run.p) + next.n;
            run = mg_span_trim(mg_span_sub(run, skip + 1, run.n));
            from = 0;
        } else if (count_words(before) >= 2 && count_words(next) >= 2) {
            MG_TRY(add_name(names, before, arena, err));
            run = mg_span_trim(after);
            from = 0;
        }
    }
    if (run.n && run.p[run.n - 1] == ',') run.n--;
    return add_name(names, run, arena, err);
}

static mg_status tidy_byline(mg_spans *byline, mg_arena *arena, mg_error *err)
{
    mg_spans names = {NULL, 0};
    MG_TRY(tidy_list(byline, arena, err));
    for (size_t i = 0; i < byline->n; i++) {
        mg_span line = mg_span_sub(byline->v[i], mg_head_byline_prefix(byline->v[i]), byline->v[i].n);
        for (size_t at = 0; at < line.n;) {
            size_t length = 0, joint = find_joint(line, at, &length);
            MG_TRY(add_names(&names, mg_span_sub(line, at, joint), arena, err));
            at = joint + length;
        }
    }
    *byline = names;
    return MG_OK;
}

/* What libraries call a language in three letters (ISO 639-2/B) where others have other ones, and its two letters. */
static const char library_codes[][2][4] = {
    {"alb", "sq"}, {"arm", "hy"}, {"baq", "eu"}, {"bur", "my"}, {"chi", "zh"}, {"cze", "cs"}, {"dut", "nl"},
    {"fre", "fr"}, {"geo", "ka"}, {"ger", "de"}, {"gre", "el"}, {"ice", "is"}, {"mac", "mk"}, {"mao", "mi"},
    {"may", "ms"}, {"per", "fa"}, {"rum", "ro"}, {"slo", "sk"}, {"tib", "bo"}, {"wel", "cy"},
};

static void replace_library_code(char tag[16], size_t *n)
{
    for (size_t i = 0; *n == 3 && i < MG_COUNT(library_codes); i++)
        if (memcmp(tag, library_codes[i][0], 3) == 0) memcpy(tag, library_codes[i][1], 3), *n = 2;
}

/* "en-GB", "eng" and "ger" become "en" and "de". */
static mg_status tidy_language(mg_span *language, mg_arena *arena, mg_error *err)
{
    char tag[16], code[16];
    size_t n = 0;
    mg_span from = mg_span_trim(*language);
    while (n < from.n && n < sizeof tag - 1 && ((from.p[n] | 0x20) >= 'a' && (from.p[n] | 0x20) <= 'z')) {
        tag[n] = (char)(from.p[n] | 0x20);
        n++;
    }
    tag[n] = '\0';
    *language = (mg_span){NULL, 0};
    if (n < 2 || (n < from.n && !strchr("-_.@ ", from.p[n]))) return MG_OK;
    replace_library_code(tag, &n);
    UErrorCode status = U_ZERO_ERROR;
    int32_t length = n == 3 ? uloc_getLanguage(tag, code, sizeof code, &status) : 0;
    mg_span shortest = U_SUCCESS(status) && length > 0 && (size_t)length < sizeof code
                           ? (mg_span){code, (size_t)length}
                           : (mg_span){tag, n};
    *language = mg_arena_copy(arena, shortest);
    return language->p ? MG_OK : mg_fail_nomem(err, "tidying an article");
}

mg_status mg_article_normalize(mg_article *article, mg_arena *arena, mg_error *err)
{
    mg_span *const lines[] = {&article->id,      &article->title,    &article->standfirst, &article->source,
                              &article->section, &article->dateline, &article->url,        &article->member};
    for (size_t i = 0; i < MG_COUNT(lines); i++) MG_TRY(tidy_line_field(lines[i], arena, err));
    MG_TRY(tidy_byline(&article->byline, arena, err));
    MG_TRY(tidy_list(&article->keywords, arena, err));
    MG_TRY(tidy_language(&article->language, arena, err));
    return tidy_body_field(article, arena, err);
}
