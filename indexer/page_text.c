/* page_text.c - see page_text.h. All measures are parts of the size of type, so that they hold for any unit. */
#include "indexer/page_text.h"

#include "common/utf8.h"
#include "indexer/head.h"

#include <math.h>
#include <unicode/ubidi.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#define GLUED 0.08f          /* words that stand closer are one */
#define SAME_SIZE 1.17f      /* sizes that differ by less are one */
#define LEADING_MAX 1.35f    /* a gap so much larger than usual parts paragraphs */
#define INDENT_MIN 0.7f      /* of a paragraph's first line */
#define INDENT_MAX 4.0f
#define MARGIN 0.2f          /* of the page, at its top and bottom: where running heads are looked for */
#define HEADLINE_MIN 1.25f   /* times the size of the text */
#define HEADLINE_ZONE 0.6f   /* of the first page, from its top */
#define LONGEST_HEADING 200  /* bytes */
#define SHORTEST_HEADLINE 4  /* characters: fewer are a piece of one, set by itself */
#define RUNNING_PAGES 3      /* what stands at the edge of so many is a running head; elsewhere it must be a third of all */
#define LONGEST_LINE 4000    /* bytes that are turned from right to left; longer ones stay */

typedef struct {
    size_t from, to;  /* in `text` */
    mg_box box;
    float size;       /* of the type */
    float first_word; /* its width */
    uint32_t page, block;
    bool running;     /* a running head, a page number: no part of the text */
} line;

typedef struct {
    float left, right, leading; /* leading: between the tops of two lines, usually; 0 when there is one */
} measure;

typedef struct {
    size_t from, to;
} extent;

typedef struct {
    uint64_t key;
    size_t line;
} place;

struct mg_page_text {
    mg_buf text;
    MG_VEC(line) lines;
    MG_VEC(float) heights; /* of the pages */
    MG_VEC(measure) blocks;
    MG_VEC(extent) hyphenated; /* words with a hyphen inside */
    MG_VEC(mg_span) compounds; /* the same, sorted, when the text is complete */
    MG_VEC(float) scratch;
    size_t widest;             /* bytes of the word that the line's size comes from */
    float last_right;
    bool in_line, failed;
};

mg_status mg_page_text_new(mg_page_text **out, mg_error *err)
{
    *out = calloc(1, sizeof **out);
    return *out ? MG_OK : mg_fail_nomem(err, "reading pages");
}

void mg_page_text_free(mg_page_text *p)
{
    if (!p) return;
    mg_buf_dispose(&p->text);
    mg_vec_free(&p->lines);
    mg_vec_free(&p->heights);
    mg_vec_free(&p->blocks);
    mg_vec_free(&p->hyphenated);
    mg_vec_free(&p->compounds);
    mg_vec_free(&p->scratch);
    free(p);
}

size_t mg_page_text_bytes(const mg_page_text *p)
{
    return p->text.n;
}

/* ---- words to lines ---- */

static bool is_presentation_form(uint32_t ch)
{
    return (ch >= 0xfb00 && ch <= 0xfdff) || (ch >= 0xfe70 && ch <= 0xfefc);
}

static bool runs_left(uint32_t ch)
{
    UCharDirection direction = u_charDirection((UChar32)ch);
    return direction == U_RIGHT_TO_LEFT || direction == U_RIGHT_TO_LEFT_ARABIC;
}

/* Append a letter that stands for its shape, or for several ("fi"), as what it is. */
static void add_form(mg_buf *out, uint32_t ch)
{
    UErrorCode failed = U_ZERO_ERROR;
    const UNormalizer2 *nfkc = unorm2_getNFKCInstance(&failed);
    UChar in[2], made[24];
    int32_t n = 0, length;
    U16_APPEND_UNSAFE(in, n, ch);
    length = unorm2_normalize(nfkc, in, n, made, MG_COUNT(made), &failed);
    if (U_FAILURE(failed)) {
        mg_buf_add_char(out, ch);
        return;
    }
    for (int32_t i = 0; i < length;) {
        UChar32 part;
        U16_NEXT(made, i, length, part);
        mg_buf_add_char(out, (uint32_t)part);
    }
}

/* The line from `from` on, as it is seen, in the order in which it is read. Shapes are looked up after that: one may stand for
 * several letters. */
static bool turn(mg_buf *text, size_t from)
{
    mg_span seen = mg_span_sub(mg_buf_span(text), from, text->n);
    UChar in[LONGEST_LINE], out[LONGEST_LINE];
    int32_t n = 0, length = 0;
    UErrorCode failed = U_ZERO_ERROR;
    if (seen.n >= LONGEST_LINE) return true;
    u_strFromUTF8WithSub(in, LONGEST_LINE, &n, seen.p, (int32_t)seen.n, 0xfffd, NULL, &failed);
    UBiDi *bidi = ubidi_openSized(n, 0, &failed);
    if (!bidi) return false;
    ubidi_setReorderingMode(bidi, UBIDI_REORDER_INVERSE_LIKE_DIRECT);
    ubidi_setPara(bidi, in, n, UBIDI_DEFAULT_RTL, NULL, &failed);
    length = ubidi_writeReordered(bidi, out, LONGEST_LINE, UBIDI_KEEP_BASE_COMBINING, &failed);
    ubidi_close(bidi);
    if (U_FAILURE(failed)) return true;
    text->n = from;
    for (int32_t i = 0; i < length;) {
        UChar32 ch;
        U16_NEXT(out, i, length, ch);
        mg_buf_add_char(text, (uint32_t)ch);
    }
    return true;
}

static bool resolve_forms(mg_buf *text, size_t from)
{
    mg_buf out = MG_BUF_INIT;
    mg_span shapes = mg_span_sub(mg_buf_span(text), from, text->n);
    for (size_t at = 0; at < shapes.n;) {
        uint32_t ch = mg_utf8_next(shapes, &at);
        if (is_presentation_form(ch)) add_form(&out, ch);
        else mg_buf_add_char(&out, ch);
    }
    text->n = from;
    mg_buf_add(text, mg_buf_span(&out));
    bool ok = !out.failed;
    mg_buf_dispose(&out);
    return ok;
}

static bool is_letter_at(mg_span s, size_t at)
{
    size_t before = at ? mg_utf8_floor(s, at - 1) : 0;
    return at && u_isalpha((UChar32)mg_utf8_next(s, &before));
}

/* Note the words of a finished line that have a hyphen inside. */
static bool note_compounds(mg_page_text *p, const line *l)
{
    mg_span all = mg_buf_span(&p->text);
    for (size_t at = l->from; (at = mg_span_find(all, at, '-')) < l->to; at++) {
        size_t start = at, end = at + 1;
        while (start > l->from && !mg_is_space(all.p[start - 1])) start--;
        while (end < l->to && !mg_is_space(all.p[end])) end++;
        while (end > at && !is_letter_at(all, end)) end--;
        while (start < at && (unsigned char)all.p[start] < 0x80 && !u_isalpha(all.p[start])) start++;
        if (start < at && end > at + 1 && !mg_vec_push(&p->hyphenated, (extent){start, end})) return false;
    }
    return true;
}

static void end_line(mg_page_text *p)
{
    if (!p->in_line) return;
    p->in_line = false;
    line *l = &p->lines.v[p->lines.n - 1];
    bool forms = false, left = false;
    for (size_t at = l->from; at < p->text.n;) {
        uint32_t ch = mg_utf8_next(mg_buf_span(&p->text), &at);
        forms |= is_presentation_form(ch);
        left |= runs_left(ch);
    }
    bool ok = !p->text.failed;
    if (ok && left) ok = turn(&p->text, l->from);
    if (ok && forms) ok = resolve_forms(&p->text, l->from);
    l->to = p->text.n;
    if (ok && l->to > l->from) ok = note_compounds(p, l);
    if (l->to == l->from) p->lines.n--;
    p->failed |= !ok;
}

void mg_page_begin(mg_page_text *p, float height)
{
    end_line(p);
    p->failed |= !mg_vec_push(&p->heights, height);
}

void mg_page_block(mg_page_text *p)
{
    end_line(p);
    p->failed |= !mg_vec_push(&p->blocks, (measure){0});
}

void mg_page_line(mg_page_text *p)
{
    end_line(p);
    if (!p->heights.n || !p->blocks.n || p->failed) return;
    line l = {.from = p->text.n, .to = p->text.n, .page = (uint32_t)p->heights.n - 1, .block = (uint32_t)p->blocks.n - 1};
    p->in_line = mg_vec_push(&p->lines, l);
    p->failed |= !p->in_line;
    p->widest = 0;
}

void mg_page_word(mg_page_text *p, mg_box box, mg_span word)
{
    if (!p->in_line || !word.n || !(box.right >= box.left) || !(box.bottom >= box.top)) return;
    line *l = &p->lines.v[p->lines.n - 1];
    float size = box.bottom - box.top;
    if (p->text.n == l->from) {
        l->box = box;
        l->first_word = box.right - box.left;
    } else {
        bool glued = fabsf(box.left - p->last_right) < GLUED * MG_MIN(size, l->size) && box.top < l->box.bottom;
        if (!glued) mg_buf_addc(&p->text, ' ');
        l->box.left = MG_MIN(l->box.left, box.left);
        l->box.top = MG_MIN(l->box.top, box.top);
        l->box.right = MG_MAX(l->box.right, box.right);
        l->box.bottom = MG_MAX(l->box.bottom, box.bottom);
    }
    /* Neither a large initial nor a small note sign is what the line is set in. */
    if (word.n > p->widest) {
        p->widest = word.n;
        l->size = size;
    }
    mg_buf_add(&p->text, word);
    p->last_right = box.right;
}

/* ---- running heads ---- */

static mg_span text_of(const mg_page_text *p, const line *l)
{
    return mg_span_sub(mg_buf_span(&p->text), l->from, l->to);
}

static uint64_t hash(uint64_t key, mg_span s)
{
    for (size_t i = 0; i < s.n; i++) key = (key ^ (unsigned char)s.p[i]) * 0x100000001b3u;
    return key;
}

/* "12", "xii" */
static bool is_page_number(mg_span word)
{
    static const char digits[] = "0123456789", roman[] = "ivxlcIVXLC";
    size_t n = 0, r = 0;
    for (size_t i = 0; i < word.n; i++) {
        n += memchr(digits, word.p[i], sizeof digits - 1) != NULL;
        r += memchr(roman, word.p[i], sizeof roman - 1) != NULL;
    }
    return word.n && word.n <= 8 && (n == word.n || r == word.n);
}

/* Of what a running head says, whatever page number it begins or ends with. */
static uint64_t key_of_head(mg_span text, bool below)
{
    size_t first = mg_span_find(text, 0, ' '), last = text.n;
    while (last && text.p[last - 1] != ' ') last--;
    if (is_page_number(mg_span_sub(text, last, text.n))) text.n = last;
    if (is_page_number(mg_span_sub(text, 0, first))) text = mg_span_sub(text, first, text.n);
    return hash(below ? 0x9e3779b97f4a7c15u : 0xcbf29ce484222325u, mg_span_trim(text));
}

/* Of what stands anywhere, and how far from the left. */
static uint64_t key_of_place(mg_span text, const line *l)
{
    int left = (int)(l->box.left / MG_MAX(l->size, 1.0f));
    return hash(0x2545f4914f6cdd1du, text) ^ (uint64_t)(uint32_t)left << 32;
}

static int by_place(const void *a, const void *b, void *payload)
{
    const place *x = a, *y = b;
    const line *lines = payload;
    if (x->key != y->key) return x->key < y->key ? -1 : 1;
    float dx = lines[x->line].box.top, dy = lines[y->line].box.top;
    if (dx != dy) return dx < dy ? -1 : 1;
    return (x->line > y->line) - (x->line < y->line);
}

static int by_line(const void *a, const void *b)
{
    const place *x = a, *y = b;
    return (x->line > y->line) - (x->line < y->line);
}

/* Lines that say the same at the same height: when they are on so many pages, they are no part of the text. */
static void judge_places(mg_page_text *p, place *same, size_t n, size_t enough)
{
    size_t pages = 1;
    qsort(same, n, sizeof *same, by_line);
    for (size_t i = 1; i < n; i++) pages += p->lines.v[same[i].line].page != p->lines.v[same[i - 1].line].page;
    if (pages < enough) return;
    for (size_t i = 0; i < n; i++) p->lines.v[same[i].line].running = true;
}

static void judge_all(mg_page_text *p, place *places, size_t n, size_t enough)
{
    if (n) qsort_r(places, n, sizeof *places, by_place, p->lines.v);
    for (size_t from = 0, to; from < n; from = to) {
        const line *first = &p->lines.v[places[from].line];
        for (to = from + 1; to < n && places[to].key == places[from].key; to++)
            if (p->lines.v[places[to].line].box.top - first->box.top > 0.6f * first->size) break;
        judge_places(p, places + from, to - from, enough);
    }
}

static void mark_running(mg_page_text *p)
{
    MG_VEC(place) places = {0};
    if (p->heights.n < 2) return;
    for (size_t i = 0; i < p->lines.n; i++) {
        const line *l = &p->lines.v[i];
        float height = p->heights.v[l->page];
        bool below = l->box.top > height * (1 - MARGIN);
        if (!below && l->box.bottom > height * MARGIN) continue;
        p->failed |= !mg_vec_push(&places, (place){key_of_head(text_of(p, l), below), i});
    }
    judge_all(p, places.v, places.n, MG_MIN(p->heights.n, (size_t)RUNNING_PAGES));
    places.n = 0;
    for (size_t i = 0; i < p->lines.n; i++)
        p->failed |= !mg_vec_push(&places, (place){key_of_place(text_of(p, &p->lines.v[i]), &p->lines.v[i]), i});
    judge_all(p, places.v, places.n, MG_MAX(p->heights.n / 3, (size_t)RUNNING_PAGES));
    mg_vec_free(&places);
}

/* ---- lines to paragraphs ---- */

static int by_value(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static float median(mg_page_text *p)
{
    if (!p->scratch.n) return 0;
    qsort(p->scratch.v, p->scratch.n, sizeof *p->scratch.v, by_value);
    return p->scratch.v[p->scratch.n / 2];
}

/* Measure the block of lines[from..to). */
static void measure_block(mg_page_text *p, size_t from, size_t to)
{
    measure m = {p->lines.v[from].box.left, p->lines.v[from].box.right, 0};
    p->scratch.n = 0;
    for (size_t i = from; i < to; i++) {
        const line *l = &p->lines.v[i];
        m.left = MG_MIN(m.left, l->box.left);
        m.right = MG_MAX(m.right, l->box.right);
        float step = i > from ? l->box.top - p->lines.v[i - 1].box.top : 0;
        if (step > 0.5f * l->size) p->failed |= !mg_vec_push(&p->scratch, step);
    }
    m.leading = median(p);
    p->blocks.v[p->lines.v[from].block] = m;
}

/* The size that most of the text is set in. */
static float usual_size(mg_page_text *p)
{
    p->scratch.n = 0;
    for (size_t i = 0; i < p->lines.n; i++) {
        const line *l = &p->lines.v[i];
        size_t weight = 1 + (l->to - l->from) / 4;
        for (size_t k = 0; k < weight && !l->running; k++) p->failed |= !mg_vec_push(&p->scratch, l->size);
    }
    return median(p);
}

static bool same_size(float a, float b)
{
    return a < b * SAME_SIZE && b < a * SAME_SIZE;
}

static uint32_t first_char(mg_span s)
{
    size_t at = 0;
    return s.n ? mg_utf8_next(s, &at) : 0;
}

/* How many bytes a hyphen at the end of a line has; 0 when there is none, or no letter before it. */
static size_t hyphen_of(mg_span s)
{
    static const mg_span hyphens[] = {MG_SPAN("-"), MG_SPAN("\u2010"), MG_SPAN("\u00ad")};
    for (size_t i = 0; i < MG_COUNT(hyphens); i++) {
        size_t n = hyphens[i].n;
        if (s.n > n && mg_span_eq(mg_span_sub(s, s.n - n, s.n), hyphens[i]) && is_letter_at(s, s.n - n)) return n;
    }
    return 0;
}

/* Is there a bullet, be it no more than the mark of a list's item? */
static bool begins_item(mg_span s)
{
    uint32_t ch = first_char(s);
    return ch == 0x2022 || ch == 0x25aa || ch == 0x25a0 || ch == 0x25cf || ch == 0x2023 || ch == 0x25e6;
}

/* Does a sentence go on behind a gap, in another block or on another page? */
static bool runs_on(const mg_page_text *p, const line *before, const line *l)
{
    mg_span behind = text_of(p, l);
    UChar32 ch = (UChar32)first_char(behind);
    if (mg_head_ends_sentence(text_of(p, before))) return false;
    if (u_islower(ch)) return true;
    bool caseless = u_isalpha(ch) && !u_hasBinaryProperty(ch, UCHAR_CASED);
    return caseless && before->box.right > p->blocks.v[before->block].right - before->size && before->page != l->page;
}

/* "1.   Introduction": two pieces of one line. */
static bool in_one_row(const line *before, const line *l)
{
    float gap = l->box.left - before->box.right;
    return l->page == before->page && fabsf(l->box.top - before->box.top) < 0.2f * l->size && gap > 0 && gap < 3 * l->size;
}

/* Does `l` go on with the paragraph that `before` is in? */
static bool goes_on(const mg_page_text *p, const line *before, const line *l)
{
    const measure *m = &p->blocks.v[l->block];
    float size = l->size;
    if (!same_size(before->size, size) || begins_item(text_of(p, l))) return false;
    if (in_one_row(before, l)) return true;
    if (before->block != l->block) return runs_on(p, before, l);
    if (m->leading > 0 && l->box.top - before->box.top > LEADING_MAX * m->leading) return runs_on(p, before, l);
    if (hyphen_of(text_of(p, before))) return true;
    float indent = l->box.left - m->left, indent_before = before->box.left - m->left;
    if (indent > INDENT_MIN * size && indent < INDENT_MAX * size && indent_before < 0.5f * size) return false;
    bool had_room = before->box.right + 0.3f * size + l->first_word < m->right - 0.5f * size;
    return !had_room || !mg_head_ends_sentence(text_of(p, before));
}

/* Order without regard to the case of ASCII letters. */
static int by_word(const void *a, const void *b)
{
    const mg_span *x = a, *y = b;
    int order = strncasecmp(x->p, y->p, MG_MIN(x->n, y->n));
    return order ? order : (x->n > y->n) - (x->n < y->n);
}

static void index_compounds(mg_page_text *p)
{
    for (size_t i = 0; i < p->hyphenated.n && !p->failed; i++) {
        const extent *word = &p->hyphenated.v[i];
        p->failed = !mg_vec_push(&p->compounds, mg_span_sub(mg_buf_span(&p->text), word->from, word->to));
    }
    if (p->compounds.n) qsort(p->compounds.v, p->compounds.n, sizeof *p->compounds.v, by_word);
}

static mg_span first_word(mg_span s)
{
    mg_span word = mg_span_sub(s, 0, mg_span_find(s, 0, ' '));
    while (word.n && !is_letter_at(word, word.n)) word.n--;
    return word;
}

/* Is the word, cut at its hyphen between `text` and `behind`, written with one elsewhere? */
static bool is_compound(const mg_page_text *p, mg_span text, mg_span behind)
{
    char room[128];
    size_t start = text.n;
    mg_span rest = first_word(behind);
    while (start && !mg_is_space(text.p[start - 1])) start--;
    while (start < text.n && (unsigned char)text.p[start] < 0x80 && !u_isalpha(text.p[start])) start++;
    mg_span lead = mg_span_sub(text, start, text.n);
    if (!p->compounds.n || !rest.n || lead.n + 1 + rest.n > sizeof room) return false;
    memcpy(room, lead.p, lead.n);
    room[lead.n] = '-';
    memcpy(room + lead.n + 1, rest.p, rest.n);
    mg_span word = {room, lead.n + 1 + rest.n};
    return bsearch(&word, p->compounds.v, p->compounds.n, sizeof word, by_word) != NULL;
}

/* "two- and three-column": nothing was cut. */
static bool is_hung(mg_span behind)
{
    static const mg_span words[] = {MG_SPAN("and "), MG_SPAN("or "), MG_SPAN("und "), MG_SPAN("oder ")};
    for (size_t i = 0; i < MG_COUNT(words); i++)
        if (mg_span_starts(behind, words[i])) return true;
    return false;
}

/* Add a line to the paragraph that `out` ends with; a page that begins with it, at it or at the first whole word. */
static void join(const mg_page_text *p, const line *l, size_t new_pages, mg_buf *out)
{
    mg_span behind = text_of(p, l), text = mg_buf_span(out);
    size_t hyphen = hyphen_of(text), cut = 0;
    if (hyphen && is_hung(behind)) {
        mg_buf_addc(out, ' ');
    } else if (hyphen && u_islower((UChar32)first_char(behind))) {
        bool kept = is_compound(p, mg_span_sub(text, 0, text.n - hyphen), behind);
        if (!kept) out->n -= hyphen;
        cut = mg_span_find(behind, 0, ' ');
    } else if (!hyphen && mg_buf_reserve(out, 1)) {
        mg_head_join(out->p, &out->n, behind);
    }
    mg_buf_add(out, mg_span_sub(behind, 0, cut));
    for (; new_pages; new_pages--) mg_buf_addc(out, '\f');
    mg_buf_add(out, mg_span_sub(behind, cut, behind.n));
}

/* What a paragraph's block came from, to find the headline. */
typedef struct {
    size_t block;
    float size, top;
} origin;

static mg_block_kind kind_of(const line *l, float usual, size_t bytes)
{
    return l->size > usual * SAME_SIZE && bytes <= LONGEST_HEADING ? MG_BLOCK_HEADING : MG_BLOCK_TEXT;
}

/* The first line of a paragraph: a list's item begins as those of all formats do. */
static void add_first(mg_span text, mg_blocks *out)
{
    bool item = begins_item(text);
    if (item) {
        size_t bullet = 0;
        mg_utf8_next(text, &bullet);
        text = mg_span_trim(mg_span_sub(text, bullet, text.n));
        mg_buf_adds(&out->text, "- ");
        if (out->open) out->list.v[out->list.n - 1].kind = MG_BLOCK_ITEM;
    }
    mg_buf_add(&out->text, text);
}

static void write_paragraphs(mg_page_text *p, float usual, mg_blocks *out, origin *first, size_t *n_first, size_t most)
{
    const line *before = NULL;
    uint32_t page = 0;
    for (size_t i = 0; i < p->lines.n && !p->failed; i++) {
        const line *l = &p->lines.v[i];
        if (l->running) continue;
        size_t new_pages = l->page - page;
        page = l->page;
        if (before && goes_on(p, before, l)) {
            join(p, l, new_pages, &out->text);
        } else {
            mg_blocks_end(out);
            for (; new_pages; new_pages--) mg_buf_addc(&out->text, '\f');
            mg_blocks_begin(out, MG_BLOCK_TEXT);
            if (page == 0 && *n_first < most) first[(*n_first)++] = (origin){out->list.n - 1, l->size, l->box.top};
            add_first(text_of(p, l), out);
        }
        mg_block *block = out->list.n ? &out->list.v[out->list.n - 1] : NULL;
        if (block && block->kind != MG_BLOCK_ITEM) block->kind = kind_of(l, usual, out->text.n - block->from);
        before = l;
    }
    mg_blocks_end(out);
    for (; page + 1 < p->heights.n; page++) mg_buf_addc(&out->text, '\f');
}

/* The largest type at the top of the first page. A single word is no headline: it is a paper's name, or a large initial. */
static void mark_headline(const mg_page_text *p, float usual, mg_blocks *out, const origin *first, size_t n)
{
    const origin *best = NULL;
    for (size_t i = 0; i < n; i++) {
        const origin *o = &first[i];
        mg_span text = mg_blocks_text(out, o->block);
        if (o->size < usual * HEADLINE_MIN || o->top > p->heights.v[0] * HEADLINE_ZONE || text.n > LONGEST_HEADING) continue;
        bool one_word = mg_span_find(text, 0, ' ') == text.n && !mg_head_unspaced(text);
        if (one_word || mg_utf8_count(text) < SHORTEST_HEADLINE) continue;
        if (!best || o->size > best->size * 1.02f) best = o;
    }
    if (best) out->list.v[best->block].kind = MG_BLOCK_TITLE;
}

mg_status mg_page_text_end(mg_page_text *p, mg_blocks *out, mg_error *err)
{
    origin first[24];
    size_t n_first = 0;
    end_line(p);
    if (!p->failed) {
        mark_running(p);
        for (size_t from = 0, to; from < p->lines.n; from = to) {
            for (to = from + 1; to < p->lines.n && p->lines.v[to].block == p->lines.v[from].block;) to++;
            measure_block(p, from, to);
        }
        index_compounds(p);
        float usual = usual_size(p);
        write_paragraphs(p, usual, out, first, &n_first, MG_COUNT(first));
        if (!p->failed && !out->failed) mark_headline(p, usual, out, first, n_first);
    }
    return p->failed || out->failed ? mg_fail_nomem(err, "reading pages") : MG_OK;
}
