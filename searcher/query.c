/* query.c - see query.h. Recursive descent over a scanner that looks one token ahead. */
#include "searcher/query.h"

#include "common/utf8.h"
#include "common/vec.h"
#include "common/xapian_shim.h"
#include "searcher/when.h"

#include <stdarg.h>
#include <stdio.h>

typedef enum {
    T_END,
    T_WORD,   /* a run without blanks, quotes and brackets */
    T_QUOTED, /* text between quotes */
    T_OPEN,
    T_CLOSE,
    T_AND,
    T_OR,
    T_XOR,
    T_NOT,
    T_NEAR,  /* distance, ordered */
    T_FIELD, /* field: */
    T_DATE,  /* date: since: until: */
    T_HAS,   /* has: */
} token_type;

typedef struct {
    token_type type;
    size_t start, end;
    mg_span text;
    char sign; /* a '+' or '-' stuck to its front */
    unsigned distance;
    bool ordered;
    const mg_field *field;
} token;

typedef struct {
    mg_span q;
    unsigned today;
    mg_arena *arena;
    mg_warnings *warnings;
    token now; /* the token to look at */
    size_t at; /* where the next one starts */
    size_t parts;
    unsigned depth;
    bool nomem;
    bool full; /* too many parts: the rest is left out */
    bool deep; /* too many brackets: their pairs no longer count */
    bool raw;  /* the next token is the value of a field: neither operator nor field */
    bool unopened; /* said that a bracket was never opened */
} parser;

bool mg_warn(mg_warnings *warnings, mg_arena *arena, size_t at, const char *fmt, ...)
{
    char text[300];
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    mg_span all = {text, n < 0 ? 0 : MG_MIN((size_t)n, sizeof text - 1)};
    mg_span copy = mg_arena_copy(arena, mg_span_sub(all, 0, mg_utf8_valid(all)));
    return copy.p && mg_vec_push(warnings, (mg_warning){at, copy});
}

#define WARN(p, where, ...) ((p)->nomem |= !mg_warn((p)->warnings, (p)->arena, (where), __VA_ARGS__))

/* How a piece of the query is shown in a warning. */
static int shown(mg_span s)
{
    return (int)mg_utf8_floor(s, 60);
}

/* ---- scanner ---- */

static uint32_t peek(const parser *p, size_t at, size_t *next)
{
    *next = at;
    return at < p->q.n ? mg_utf8_next(p->q, next) : 0;
}

static bool is_blank(uint32_t ch)
{
    return ch <= ' ' || ch == 0xa0 || ch == 0x3000 || (ch >= 0x2000 && ch <= 0x200a) || ch == 0x202f;
}

static bool is_quote(uint32_t ch)
{
    return ch == '"' || (ch >= 0x201c && ch <= 0x201f) || ch == 0xab || ch == 0xbb || ch == 0xff02 ||
           (ch >= 0x300c && ch <= 0x300f);
}

/* The end of the run without blanks, quotes and brackets at `at`. */
static size_t run_end(const parser *p, size_t at)
{
    size_t next;
    for (; at < p->q.n; at = next) {
        uint32_t ch = peek(p, at, &next);
        if (is_blank(ch) || is_quote(ch) || ch == '(' || ch == ')') break;
    }
    return at;
}

/* "/5" of NEAR/5, or the default when there is nothing. */
static bool read_distance(mg_span s, unsigned *distance)
{
    *distance = MG_NEAR_DEFAULT;
    if (!s.n) return true;
    if (s.p[0] != '/' || s.n < 2 || s.n > 5) return false;
    *distance = 0;
    for (size_t i = 1; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') return false;
        *distance = *distance * 10 + (unsigned)(s.p[i] - '0');
    }
    return *distance > 0;
}

static bool operator_of(parser *p, mg_span word, token *t)
{
    static const struct {
        const char *word;
        token_type type;
    } words[] = {{"AND", T_AND}, {"OR", T_OR}, {"XOR", T_XOR}, {"NOT", T_NOT}};
    for (size_t i = 0; i < MG_COUNT(words); i++)
        if (mg_span_eq(word, mg_span_str(words[i].word))) {
            t->type = words[i].type;
            return true;
        }
    bool near = mg_span_starts(word, MG_SPAN("NEAR")), adj = mg_span_starts(word, MG_SPAN("ADJ"));
    bool within = mg_span_starts_nocase(word, MG_SPAN("w/"));
    mg_span rest = mg_span_sub(word, near ? 4 : adj ? 3 : 1, word.n);
    if (!(near || adj || within)) return false;
    if (!read_distance(rest, &t->distance)) {
        if (!within && rest.p[0] == '/')
            WARN(p, t->start, "%.*s wants a number from 1 to 9999: searched as words", shown(word), word.p);
        return false;
    }
    t->type = T_NEAR;
    t->ordered = adj;
    return true;
}

/* A name before a colon with something behind it. */
static bool prefix_of(parser *p, mg_span run, token *t)
{
    static const char *const dates[] = {"date", "since", "until"};
    size_t colon = mg_span_find(run, 0, ':');
    mg_span name = mg_span_sub(run, 0, colon);
    size_t behind = t->start + colon + 1, next;
    if (colon == run.n || !name.n) return false;
    uint32_t ch = peek(p, behind, &next);
    token_type type = T_WORD;
    t->field = mg_field_find(name);
    if (t->field) type = T_FIELD;
    for (size_t i = 0; i < MG_COUNT(dates); i++)
        if (mg_span_eq_nocase(name, mg_span_str(dates[i]))) type = T_DATE;
    if (mg_span_eq_nocase(name, MG_SPAN("has"))) type = T_HAS;
    bool nothing = behind >= p->q.n || is_blank(ch) || ch == ')';
    if (type != T_WORD && (nothing || (ch == '(' && type != T_FIELD))) {
        WARN(p, t->start, "%.*s: has no value right behind it: searched as a word", shown(name), name.p);
        return false;
    }
    if (nothing) return false;
    if (type != T_WORD) {
        t->type = type;
        t->text = name;
        t->end = behind;
        return true;
    }
    bool letters = ch != '/';
    for (size_t i = 0; i < name.n; i++) letters &= (name.p[i] | 0x20) >= 'a' && (name.p[i] | 0x20) <= 'z';
    if (letters)
        WARN(p, t->start, "there is no field \"%.*s\": searched as words", shown(name), name.p);
    return false;
}

static void scan_quoted(parser *p, token *t, size_t inside)
{
    size_t next = inside, end = inside;
    t->type = T_QUOTED;
    for (;; end = next) {
        uint32_t ch = peek(p, end, &next);
        if (end >= p->q.n) {
            WARN(p, t->start, "the quote is never closed: taken up to the end");
            break;
        }
        if (is_quote(ch)) break;
    }
    t->text = mg_span_sub(p->q, inside, end);
    p->at = next;
    if (p->at < p->q.n && p->q.p[p->at] == '~') { /* "loose phrase"~5 */
        size_t digits = p->at + 1;
        for (; digits < p->q.n && p->q.p[digits] >= '0' && p->q.p[digits] <= '9'; digits++)
            t->distance = MG_MIN(t->distance * 10 + (unsigned)(p->q.p[digits] - '0'), 9999);
        p->at = digits;
    }
}

static void scan(parser *p)
{
    size_t next = p->at;
    while (p->at < p->q.n && is_blank(peek(p, p->at, &next))) p->at = next;
    token t = {.type = T_END, .start = p->at, .end = p->at};
    uint32_t ch = peek(p, p->at, &next);
    if (!p->raw && (ch == '+' || ch == '-') && next < p->q.n) {
        size_t behind;
        uint32_t c = peek(p, next, &behind);
        if (!is_blank(c) && c != ')' && c != '+' && c != '-') {
            t.sign = (char)ch;
            p->at = t.start = next;
            ch = peek(p, p->at, &next);
        }
    }
    if (p->at >= p->q.n) {
        p->now = t;
        return;
    }
    if (ch == '(' || ch == ')') {
        t.type = ch == '(' ? T_OPEN : T_CLOSE;
        p->at = next;
    } else if (is_quote(ch)) {
        scan_quoted(p, &t, next);
    } else {
        mg_span run = mg_span_sub(p->q, p->at, run_end(p, p->at));
        t.type = T_WORD;
        t.text = run;
        t.end = p->at + run.n;
        if (!p->raw && (t.sign || !operator_of(p, run, &t))) prefix_of(p, run, &t);
        p->at = t.end;
    }
    t.end = p->at;
    p->now = t;
}

/* ---- tree ---- */

static mg_qnode *node(parser *p, mg_qtype type, size_t start, size_t end)
{
    mg_qnode *n = mg_arena_alloc(p->arena, sizeof *n);
    if (!n) {
        p->nomem = true;
        return NULL;
    }
    *n = (mg_qnode){.type = type, .start = start, .end = end};
    return n;
}

/* Append a kid to a node; a NULL kid (left out, no memory) is none. */
static void adopt(mg_qnode *parent, mg_qnode *kid)
{
    if (!parent || !kid) return;
    mg_qnode **last = &parent->kids;
    while (*last) last = &(*last)->next;
    *last = kid;
    parent->end = MG_MAX(parent->end, kid->end);
}

/* `left op right`, making one node of a chain of the same operator. */
static mg_qnode *join(parser *p, mg_qtype type, mg_qnode *left, mg_qnode *right)
{
    if (!left) return right;
    if (!right) return left;
    mg_qnode *n = left;
    if (left->type != type || left->sign || (type == MG_Q_NOT && !left->kids->next)) {
        n = node(p, type, left->start, left->end);
        adopt(n, left);
    }
    adopt(n, right);
    return n;
}

static mg_qnode *parse_expr(parser *p);

size_t mg_wildcard(mg_span text, size_t from)
{
    size_t at = from;
    for (; at < text.n; at++) {
        if (text.p[at] == '*') return at;
        if (text.p[at] != '?') continue;
        size_t mark = at;
        while (at + 1 < text.n && text.p[at + 1] == '?') at++;
        size_t behind = at + 1;
        if (behind == text.n) continue;
        if (text.p[behind] == '*' || (mg_xapian_char(mg_utf8_next(text, &behind)) & MG_CHAR_WORD)) return mark;
    }
    return at;
}

/* Take "~" or "~2" off the end of a word. */
static void take_edits(parser *p, mg_qnode *n)
{
    size_t end = n->text.n, digits = end;
    unsigned edits = 0;
    while (digits && n->text.p[digits - 1] >= '0' && n->text.p[digits - 1] <= '9') digits--;
    if (digits < 2 || n->text.p[digits - 1] != '~' || n->text.p[digits - 2] == '~') return;
    for (size_t i = digits; i < end; i++) edits = MG_MIN(edits * 10 + (unsigned)(n->text.p[i] - '0'), 9);
    if (digits == end) edits = 1;
    if (edits > 2) WARN(p, n->start + digits, "a word may differ by one or two letters: ~2 is taken");
    n->edits = MG_MIN(edits, 2);
    n->text = mg_span_sub(n->text, 0, digits - 1);
}

/* What a word means by its wildcards or its tilde; NULL when it is nothing but wildcards. */
static mg_qnode *word_node(parser *p, mg_qnode *n)
{
    if (!n->wild) {
        take_edits(p, n);
        return n;
    }
    mg_span stem = n->text;
    size_t wild = 0;
    while (wild < stem.n && strchr("*?", stem.p[wild])) wild++;
    while (stem.n && stem.p[stem.n - 1] == '?') stem.n--;
    while (stem.n && stem.p[stem.n - 1] == '*') stem.n--;
    if (wild == n->text.n) {
        WARN(p, n->start, "a * alone stands for no word: left out");
        return NULL;
    }
    if (mg_wildcard(stem, 0) < stem.n) return n;
    n->type = MG_Q_PREFIX;
    n->text = stem;
    n->wild = false;
    return n;
}

/* The text of a token, in a field or in none; NULL when it holds nothing to search for. */
static mg_qnode *text_node(parser *p, const token *t, const mg_field *field)
{
    mg_qnode *n = node(p, t->type == T_QUOTED ? MG_Q_PHRASE : MG_Q_TEXT, t->start, t->end);
    if (!n) return NULL;
    n->text = t->text;
    n->distance = t->distance;
    n->field = field;
    /* Addresses and whole values hold such characters as they are. */
    bool whole = (field && field->kind == MG_FIELD_EXACT) || mg_span_find_span(n->text, 0, MG_SPAN("://")) < n->text.n;
    if (whole || !n->text.n) return n;
    n->wild = mg_wildcard(n->text, 0) < n->text.n;
    return t->type == T_QUOTED ? n : word_node(p, n);
}

static mg_qnode *date_node(parser *p, const token *name, const token *value)
{
    mg_when when = {0};
    bool since = mg_span_eq_nocase(name->text, MG_SPAN("since")), until = mg_span_eq_nocase(name->text, MG_SPAN("until"));
    bool good = since || until ? mg_when_point(value->text, p->today, p->arena, &when)
                               : mg_when_range(value->text, p->today, p->arena, &when);
    if (!good) {
        WARN(p, value->start, "\"%.*s\" is no date (2025, 2025-03, 2025-03-07, A..B, 7d): searched as words",
             shown(value->text), value->text.p);
        return text_node(p, value, NULL);
    }
    mg_qnode *n = node(p, MG_Q_DATE, name->start, value->end);
    if (!n) return NULL;
    if (!until) n->first = when.first;
    if (!since) n->last = when.last;
    if (n->first.n && n->last.n && mg_span_cmp(n->first, n->last) > 0)
        WARN(p, value->start, "\"%.*s\" ends before it begins: no article is of then", shown(value->text), value->text.p);
    return n;
}

/* Give a field to all the text below a node that has none. */
static void set_field(mg_qnode *n, const mg_field *field)
{
    if (!n) return;
    if (!n->field && (n->type == MG_Q_TEXT || n->type == MG_Q_PREFIX || n->type == MG_Q_PHRASE)) n->field = field;
    for (mg_qnode *kid = n->kids; kid; kid = kid->next) set_field(kid, field);
}

static mg_qnode *parse_group(parser *p)
{
    token open = p->now;
    scan(p);
    if (p->depth >= MG_QUERY_DEPTH_MAX) {
        if (!p->deep) WARN(p, open.start, "brackets are nested too deeply: from here on they are ignored");
        p->deep = true;
        return NULL;
    }
    p->depth++;
    mg_qnode *inside = NULL;
    while (p->now.type != T_CLOSE && p->now.type != T_END && !p->nomem) inside = join(p, MG_Q_LIST, inside, parse_expr(p));
    p->depth--;
    if (p->now.type == T_CLOSE) scan(p);
    else if (!p->full) WARN(p, open.start, "the bracket is never closed");
    if (inside && inside->type == MG_Q_LIST) {
        /* A list in brackets is a thing of its own for what surrounds it. */
        mg_qnode *n = node(p, MG_Q_LIST, open.start, inside->end);
        adopt(n, inside);
        return n;
    }
    return inside;
}

/* Is there room for one more part? If not, the rest of the query is skipped. */
static bool count_part(parser *p, size_t at)
{
    if (++p->parts <= MG_QUERY_PARTS_MAX) return true;
    if (!p->full) WARN(p, at, "the query has more than %d parts: the rest is left out", MG_QUERY_PARTS_MAX);
    p->full = true;
    p->at = p->q.n;
    scan(p);
    return false;
}

/* An operator that has nothing to join: its word is searched. */
static mg_qnode *operator_word(parser *p, token op)
{
    if (!count_part(p, op.start)) return NULL;
    WARN(p, op.start, "%.*s joins nothing here: searched as a word", (int)(op.end - op.start), p->q.p + op.start);
    op.type = T_WORD;
    op.text = mg_span_sub(p->q, op.start, op.end);
    return text_node(p, &op, NULL);
}

/* What stands behind the colon of a field. */
static token scan_value(parser *p)
{
    p->raw = true;
    scan(p);
    p->raw = false;
    return p->now;
}

static mg_qnode *parse_field(parser *p)
{
    token name = p->now, value = scan_value(p);
    mg_qnode *n;
    if (value.type == T_OPEN) {
        n = parse_group(p);
        set_field(n, name.field);
    } else {
        if (value.type == T_WORD && value.text.p[0] == '-' && name.field->kind != MG_FIELD_EXACT)
            WARN(p, value.start, "write -%s: to exclude, not a - behind it: searched as words", name.field->name);
        scan(p);
        n = text_node(p, &value, name.field);
    }
    if (n) n->start = name.start;
    return n;
}

/* The fields' names, parted by commas. */
static const char *field_names(parser *p)
{
    size_t n;
    const mg_field *fields = mg_fields(&n);
    mg_buf names = MG_BUF_INIT;
    for (size_t i = 0; i < n; i++) mg_buf_addf(&names, "%s%s", i ? ", " : "", fields[i].name);
    mg_buf_addc(&names, '\0');
    mg_span copy = names.failed ? (mg_span){0} : mg_arena_copy(p->arena, mg_buf_span(&names));
    mg_buf_dispose(&names);
    p->nomem |= !copy.p;
    return copy.p ? copy.p : "";
}

static mg_qnode *parse_has(parser *p)
{
    token name = p->now, value = scan_value(p);
    scan(p);
    if (!mg_field_find(value.text) && !mg_span_eq_nocase(value.text, MG_SPAN("date"))) {
        WARN(p, value.start, "has: knows date, %s, but no \"%.*s\": searched as words", field_names(p), shown(value.text), value.text.p);
        return text_node(p, &value, NULL);
    }
    mg_qnode *n = node(p, MG_Q_HAS, name.start, value.end);
    if (n) n->text = value.text;
    return n;
}

static bool starts_item(const token *t)
{
    return t->type == T_WORD || t->type == T_QUOTED || t->type == T_OPEN || t->type == T_FIELD || t->type == T_DATE ||
           t->type == T_HAS;
}

static mg_qnode *parse_item(parser *p)
{
    token t = p->now, value;
    if (!starts_item(&t)) {
        scan(p);
        return operator_word(p, t);
    }
    if (!count_part(p, t.start)) return NULL;
    switch (t.type) {
    case T_OPEN: return parse_group(p);
    case T_FIELD: return parse_field(p);
    case T_HAS: return parse_has(p);
    case T_DATE:
        value = scan_value(p);
        scan(p);
        return date_node(p, &t, &value);
    default: scan(p); return text_node(p, &t, NULL);
    }
}

/* May a node stand beside NEAR? Only what has positions. */
static bool near_able(const mg_qnode *n)
{
    bool positions = n && (!n->field || n->field->kind == MG_FIELD_WORDS || n->field->kind == MG_FIELD_NAMES);
    return positions && (n->type == MG_Q_TEXT || n->type == MG_Q_PREFIX || n->type == MG_Q_PHRASE);
}

static mg_qnode *parse_near(parser *p)
{
    mg_qnode *left = parse_item(p);
    while (p->now.type == T_NEAR) {
        token op = p->now;
        if (!left) break;
        scan(p);
        if (!starts_item(&p->now)) return join(p, MG_Q_LIST, left, operator_word(p, op));
        if (p->now.sign)
            WARN(p, p->now.start - 1, "a %c cannot stand behind %.*s: left out", p->now.sign, (int)(op.end - op.start),
                 p->q.p + op.start);
        mg_qnode *right = parse_item(p);
        if (!right) continue;
        bool chain = left->type == MG_Q_NEAR && left->ordered == op.ordered && left->distance == op.distance;
        const mg_qnode *first = chain ? left->kids : left;
        if (!near_able(first) || !near_able(right) || first->field != right->field) {
            WARN(p, op.start, "%.*s joins single words of one field only: AND is taken instead", (int)(op.end - op.start),
                 p->q.p + op.start);
            left = join(p, MG_Q_AND, left, right);
            continue;
        }
        mg_qnode *n = chain ? left : node(p, MG_Q_NEAR, left->start, left->end);
        if (!n) return NULL;
        n->ordered = op.ordered;
        n->distance = op.distance;
        if (!chain) adopt(n, left);
        adopt(n, right);
        left = n;
    }
    return left;
}

static mg_qnode *parse_list(parser *p)
{
    mg_qnode *list = NULL;
    for (bool begun = false;; begun = true) {
        const token *t = &p->now;
        bool stray = !begun && t->type != T_END && t->type != T_CLOSE && t->type != T_NOT;
        if (!starts_item(t) && !stray) return list;
        char sign = t->sign;
        mg_qnode *item = parse_near(p);
        if (!item) continue;
        if (!list) {
            list = node(p, MG_Q_LIST, item->start, item->end);
            if (!list) return NULL;
        }
        if (item->sign && sign) { /* +(-x): keep the inner sign */
            mg_qnode *wrapped = node(p, MG_Q_LIST, item->start, item->end);
            adopt(wrapped, item);
            item = wrapped;
        }
        if (item && sign) item->sign = sign;
        adopt(list, item);
    }
}

/* Does what follows `op` begin something to search for? */
static bool followed(const parser *p)
{
    return starts_item(&p->now) || p->now.type == T_NOT;
}

/* An operator with nothing behind it is a word of the list before it. */
static mg_qnode *dangling(parser *p, mg_qnode *left, token op)
{
    return join(p, MG_Q_LIST, left, operator_word(p, op));
}

static mg_qnode *parse_and(parser *p)
{
    mg_qnode *left = NULL;
    if (p->now.type == T_NOT) { /* NOT b: every article without b */
        token op = p->now;
        scan(p);
        if (!starts_item(&p->now)) return dangling(p, NULL, op);
        mg_qnode *without = parse_list(p);
        left = without ? node(p, MG_Q_NOT, op.start, op.end) : NULL;
        adopt(left, without);
    } else {
        left = parse_list(p);
    }
    while (p->now.type == T_AND || p->now.type == T_NOT) {
        token op = p->now;
        scan(p);
        bool not = op.type == T_NOT;
        if (!not && p->now.type == T_NOT) {
            not = true;
            op.end = p->now.end;
            scan(p);
        }
        if (!starts_item(&p->now)) {
            left = dangling(p, left, op);
            continue;
        }
        left = join(p, not ? MG_Q_NOT : MG_Q_AND, left, parse_list(p));
    }
    return left;
}

static mg_qnode *parse_xor(parser *p)
{
    mg_qnode *left = parse_and(p);
    while (p->now.type == T_XOR) {
        token op = p->now;
        scan(p);
        left = followed(p) ? join(p, MG_Q_XOR, left, parse_and(p)) : dangling(p, left, op);
    }
    return left;
}

static mg_qnode *parse_expr(parser *p)
{
    mg_qnode *left = parse_xor(p);
    while (p->now.type == T_OR) {
        token op = p->now;
        scan(p);
        left = followed(p) ? join(p, MG_Q_OR, left, parse_xor(p)) : dangling(p, left, op);
    }
    return left;
}

mg_status mg_query_parse(mg_span text, unsigned today, mg_arena *arena, mg_qnode **out, mg_warnings *warnings,
                         mg_error *err)
{
    if (text.n > MG_QUERY_BYTES_MAX)
        return mg_fail(err, MG_LIMIT, "the query has %zu bytes; the limit is %zu", text.n, MG_QUERY_BYTES_MAX);
    parser p = {.q = text, .today = today, .arena = arena, .warnings = warnings};
    scan(&p);
    mg_qnode *tree = NULL;
    while (p.now.type != T_END && !p.nomem) {
        if (p.now.type == T_CLOSE) {
            if (!p.deep && !p.unopened) WARN(&p, p.now.start, "the bracket was never opened: left out");
            p.unopened = true;
            scan(&p);
            continue;
        }
        tree = join(&p, MG_Q_LIST, tree, parse_expr(&p));
    }
    if (p.nomem) return mg_fail_nomem(err, "reading the query");
    *out = tree ? tree : node(&p, MG_Q_EMPTY, 0, text.n);
    return *out ? MG_OK : mg_fail_nomem(err, "reading the query");
}
