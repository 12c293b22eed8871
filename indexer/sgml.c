/* sgml.c - see sgml.h. The table of HTML 4 names is libxml2's. */
#include "indexer/sgml.h"

#include "common/utf8.h"

#include <libxml/HTMLparser.h>

/* Longest reference, from & to ; that is looked at. */
#define REFERENCE_MAX 12

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The end of the comment that starts at `at`, behind its '-->'; 0 when it is none. */
static size_t comment_end(mg_sgml *scan, size_t at)
{
    if (scan->no_comment_end || !mg_span_starts(mg_span_sub(scan->text, at, scan->text.n), MG_SPAN("<!--"))) return 0;
    size_t end = mg_span_find_span(scan->text, at + 4, MG_SPAN("-->"));
    if (end < scan->text.n) return end + 3;
    scan->no_comment_end = true;
    return 0;
}

/* The end of the tag, comment, declaration or instruction that starts at `at`; 0 when it is none. */
static size_t markup_end(mg_sgml *scan, size_t at)
{
    mg_span text = scan->text;
    if (at + 1 >= text.n) return 0;
    char c = text.p[at + 1];
    size_t comment = c == '!' ? comment_end(scan, at) : 0;
    if (comment) return comment;
    if (c == '/')
        c = at + 2 < text.n ? text.p[at + 2] : ' ';
    else if (c == '!' || c == '?')
        c = 'a';
    if (!is_letter(c)) return 0;
    /* Never farther than the next '<', which keeps a run of unclosed tags linear. */
    size_t end = at + 2;
    while (end < text.n && text.p[end] != '>' && text.p[end] != '<') end++;
    return end < text.n && text.p[end] == '>' ? end + 1 : 0;
}

static void read_tag(mg_sgml_token *token, mg_span raw)
{
    bool close = raw.p[1] == '/';
    mg_span inside = mg_span_sub(raw, close ? 2 : 1, raw.n - 1);
    size_t n = 0;
    while (n < inside.n && !mg_is_space(inside.p[n]) && (inside.p[n] != '/' || n + 1 < inside.n)) n++;
    *token = (mg_sgml_token){
        .kind = close ? MG_SGML_CLOSE : MG_SGML_OPEN,
        .raw = raw,
        .name = mg_span_sub(inside, 0, n),
        .attributes = mg_span_trim(mg_span_sub(inside, n, inside.n)),
    };
}

bool mg_sgml_next(mg_sgml *scan, mg_sgml_token *token)
{
    mg_span text = scan->text;
    size_t start = scan->at, at = start;
    while ((at = mg_span_find(text, at, '<')) < text.n) {
        size_t end = at == scan->seen ? scan->seen_end : markup_end(scan, at);
        if (!end) {
            at++;
            continue;
        }
        if (at > start) {
            scan->seen = at;
            scan->seen_end = end;
            break;
        }
        scan->at = end;
        if (text.p[at + 1] != '!' && text.p[at + 1] != '?') {
            read_tag(token, mg_span_sub(text, at, end));
            return true;
        }
        start = at = end;
    }
    if (at == start) return false;
    *token = (mg_sgml_token){.kind = MG_SGML_TEXT, .raw = mg_span_sub(text, start, at)};
    scan->at = at;
    return true;
}

bool mg_sgml_is(const mg_sgml_token *token, mg_sgml_kind kind, const char *name)
{
    return token->kind == kind && mg_span_eq_nocase(token->name, mg_span_str(name));
}

/* Pass over everything up to a tag of that name, which goes to *token; false when there is none. Does as mg_sgml_next,
 * but does not take the tags between apart. */
static bool next_named(mg_sgml *scan, mg_span name, mg_sgml_token *token)
{
    mg_span text = scan->text;
    for (size_t at = scan->at; (at = mg_span_find(text, at, '<')) < text.n;) {
        mg_span inside = mg_span_sub(text, at + 1, text.n);
        bool comment = mg_span_starts(inside, MG_SPAN("!--")), close = mg_span_starts(inside, MG_SPAN("/"));
        bool alike = mg_span_starts_nocase(mg_span_sub(inside, close, inside.n), name);
        size_t end = comment || alike ? markup_end(scan, at) : 0;
        if (end && alike) read_tag(token, mg_span_sub(text, at, end));
        if (end && alike && mg_span_eq_nocase(token->name, name)) {
            scan->at = end;
            return true;
        }
        at = end ? end : at + 1;
    }
    scan->at = text.n;
    return false;
}

bool mg_sgml_next_record(mg_sgml *scan, const char *name, mg_sgml_record *record)
{
    mg_span wanted = mg_span_str(name);
    mg_sgml_token token;
    do {
        if (!next_named(scan, wanted, &token)) return false;
    } while (token.kind != MG_SGML_OPEN);

    size_t from = scan->at, to = scan->text.n;
    *record = (mg_sgml_record){.attributes = token.attributes};
    if (next_named(scan, wanted, &token)) {
        to = (size_t)(token.raw.p - scan->text.p);
        record->closed = token.kind == MG_SGML_CLOSE;
        if (!record->closed) scan->at = to;
    }
    record->inner = mg_span_sub(scan->text, from, to);
    return true;
}

/* Cut one `name`, `name=value` or `name="value"` off the front of `rest`; false when nothing is left. */
static bool next_attribute(mg_span *rest, mg_span *name, mg_span *value)
{
    mg_span s = mg_span_trim(*rest);
    if (!s.n) return false;
    size_t n = 0, at;
    while (n < s.n && !mg_is_space(s.p[n]) && s.p[n] != '=') n++;
    *name = mg_span_sub(s, 0, n);
    *value = mg_span_sub(s, n, n);
    for (at = n; at < s.n && mg_is_space(s.p[at]);) at++;
    if (at < s.n && s.p[at] == '=') {
        for (at++; at < s.n && mg_is_space(s.p[at]);) at++;
        if (at < s.n && (s.p[at] == '"' || s.p[at] == '\'')) {
            n = mg_span_find(s, at + 1, s.p[at]);
            *value = mg_span_sub(s, at + 1, n);
            n++;
        } else {
            for (n = at; n < s.n && !mg_is_space(s.p[n]);) n++;
            *value = mg_span_sub(s, at, n);
        }
    }
    *rest = mg_span_sub(s, n, s.n);
    return true;
}

mg_span mg_sgml_attribute(mg_span attributes, const char *name)
{
    mg_span found, value;
    while (next_attribute(&attributes, &found, &value))
        if (mg_span_eq_nocase(found, mg_span_str(name))) return value;
    return (mg_span){NULL, 0};
}

/* Names of the ISO sets that collections use and HTML 4 lacks; the few very common ones are in front. */
static const struct {
    const char *name;
    uint32_t ch;
} iso_names[] = {
    {"lt", '<'},        {"amp", '&'},       {"gt", '>'},        {"quot", '"'},      {"apos", '\''},
    {"LT", '<'},        {"AMP", '&'},       {"GT", '>'},        {"QUOT", '"'},      {"hyph", '-'},
    {"blank", ' '},     {"dash", 0x2010},   {"bullet", 0x2022}, {"cir", 0x25cb},    {"ast", '*'},
    {"lowbar", '_'},    {"plus", '+'},      {"equals", '='},    {"num", '#'},       {"dollar", '$'},
    {"percnt", '%'},    {"lpar", '('},      {"rpar", ')'},      {"lsqb", '['},      {"rsqb", ']'},
    {"lcub", '{'},      {"rcub", '}'},      {"comma", ','},     {"period", '.'},    {"colon", ':'},
    {"semi", ';'},      {"excl", '!'},      {"quest", '?'},     {"sol", '/'},       {"bsol", '\\'},
    {"verbar", '|'},    {"commat", '@'},    {"half", 0xbd},     {"frac13", 0x2153}, {"frac23", 0x2154},
    {"frac18", 0x215b}, {"frac38", 0x215c}, {"frac58", 0x215d}, {"frac78", 0x215e}, {"check", 0x2713},
    {"rdquor", 0x201d}, {"ldquor", 0x201e}, {"rsquor", 0x2019}, {"lsquor", 0x201a}, {"squ", 0x25a1},
    {"agr", 0x3b1},     {"bgr", 0x3b2},     {"ggr", 0x3b3},     {"dgr", 0x3b4},     {"egr", 0x3b5},
    {"thgr", 0x3b8},    {"mgr", 0x3bc},     {"pgr", 0x3c0},     {"sgr", 0x3c3},     {"ohm", 0x2126},
    {"cacute", 0x107},  {"ccaron", 0x10d},  {"scaron", 0x161},  {"zcaron", 0x17e},  {"lstrok", 0x142},
};

static uint32_t named(mg_span name)
{
    for (size_t i = 0; i < MG_COUNT(iso_names); i++)
        if (mg_span_eq(mg_span_str(iso_names[i].name), name)) return iso_names[i].ch;
    char copy[REFERENCE_MAX];
    memcpy(copy, name.p, name.n);
    copy[name.n] = '\0';
    const htmlEntityDesc *entity = htmlEntityLookup((const xmlChar *)copy);
    return entity ? entity->value : 0;
}

/* The code point of "#65" or "#x41"; UINT32_MAX when it is no number. */
static uint32_t numbered(mg_span digits)
{
    uint32_t base = digits.n > 1 && (digits.p[1] | 0x20) == 'x' ? 16 : 10, ch = 0;
    size_t at = base == 16 ? 2 : 1;
    if (at >= digits.n) return UINT32_MAX;
    for (; at < digits.n; at++) {
        char c = digits.p[at];
        uint32_t digit = c >= '0' && c <= '9' ? (uint32_t)(c - '0')
                         : is_letter(c)       ? (uint32_t)((c | 0x20) - 'a' + 10)
                                              : base;
        if (digit >= base) return UINT32_MAX;
        ch = MG_MIN(ch * base + digit, 0x110000u);
    }
    return ch;
}

/* Numbers of control characters that nobody wants were meant as windows-1252; 0 where that has none. */
static uint32_t of_windows(uint32_t ch)
{
    static const uint16_t meant[] = {
        0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d, 0,
        0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178,
    };
    return ch >= 0x80 && ch < 0xa0 ? meant[ch - 0x80] : ch;
}

/* Decode the reference at the start of `s` into `out`: how many bytes of `s` it is, 0 when it is none. */
static size_t reference(mg_span s, char *out, size_t *written)
{
    size_t semicolon = mg_span_find(mg_span_sub(s, 0, REFERENCE_MAX), 1, ';');
    if (semicolon >= MG_MIN(s.n, REFERENCE_MAX) || semicolon < 2) return 0;
    mg_span name = mg_span_sub(s, 1, semicolon);
    uint32_t ch = name.p[0] == '#' ? numbered(name) : named(name);
    if (name.p[0] == '#' ? ch == UINT32_MAX : ch == 0) return 0;
    ch = of_windows(ch);
    bool control = (ch < ' ' && ch != '\t' && ch != '\n' && ch != '\r') || ch == 0x7f;
    *written = control ? 0 : mg_utf8_put(ch, out);
    return semicolon + 1;
}

mg_span mg_sgml_decode(mg_span raw, mg_arena *arena)
{
    size_t at = mg_span_find(raw, 0, '&');
    if (at == raw.n) return raw.p ? raw : MG_SPAN("");
    char *out = mg_arena_alloc(arena, raw.n); /* no character is longer than a reference to it */
    if (!out) return (mg_span){NULL, 0};
    memcpy(out, raw.p, at);
    size_t n = at;
    while (at < raw.n) {
        char ch[4];
        size_t written, used = reference(mg_span_sub(raw, at, raw.n), ch, &written);
        if (used)
            memcpy(out + n, ch, written);
        else
            out[n] = raw.p[at], used = written = 1;
        n += written;
        at += used;
        size_t next = mg_span_find(raw, at, '&');
        memcpy(out + n, raw.p + at, next - at);
        n += next - at;
        at = next;
    }
    return (mg_span){out, n};
}
