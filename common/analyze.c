/* analyze.c - see analyze.h.
 *
 * What is asked of each character is kept in pages of 256, made when first met: its class and lower
 * case (Xapian's), whether its script writes no spaces, and its bare form (ICU's decomposition). */
#include "common/analyze.h"

#include "common/bits.h"
#include "common/utf8.h"
#include "common/xapian_shim.h"

#include <stdlib.h>
#include <unicode/ubrk.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/utext.h>

/* Beside the MG_CHAR_ flags of the shim. */
#define CHAR_UNBROKEN (1u << 27) /* in a script that writes words without spaces between */

#define PAGES (0x110000 / 256)
#define IGNORED UINT32_MAX

/* ICU keeps the cut points of a whole run in memory: longer runs are cut in pieces. */
#define RUN_MAX ((size_t)16 * 1024)

struct mg_analyzer {
    uint32_t *info[PAGES];  /* class and lower case by character */
    uint32_t *bare[256];    /* bare form by character below U+10000: 0 vanishes, two of 16 bits */
    UBreakIterator *breaks; /* made when the first unbroken run is met */
    UText *run;
    const UNormalizer2 *decomposer;
    char word[MG_WORD_MAX + 4];
    char bare_word[4 * MG_WORD_MAX];
    bool nomem;
};

/* ---- characters ---- */

static bool is_unbroken(uint32_t ch)
{
    static const UScriptCode scripts[] = {USCRIPT_HAN,  USCRIPT_HIRAGANA, USCRIPT_KATAKANA,
                                          USCRIPT_HANGUL, USCRIPT_BOPOMOFO, USCRIPT_THAI,
                                          USCRIPT_LAO,  USCRIPT_KHMER,    USCRIPT_MYANMAR};
    if (ch < 0xe00) return false;
    for (size_t i = 0; i < MG_COUNT(scripts); i++)
        if (uscript_hasScript((UChar32)ch, scripts[i])) return true;
    return false;
}

/* Class and lower case; 0, no word character, when memory runs out. */
static uint32_t info_of(mg_analyzer *a, uint32_t ch)
{
    uint32_t **page = &a->info[ch >> 8];
    if (!*page) {
        uint32_t *fresh = malloc(256 * sizeof *fresh);
        if (!fresh) return a->nomem = true, 0;
        for (uint32_t i = 0; i < 256; i++) {
            uint32_t c = (ch & ~0xffu) + i;
            fresh[i] = mg_xapian_char(c);
            if ((fresh[i] & MG_CHAR_WORD) && is_unbroken(c)) fresh[i] |= CHAR_UNBROKEN;
        }
        *page = fresh;
    }
    return (*page)[ch & 0xff];
}

/* The marks that fall away: accents, vowel points of Hebrew and Arabic; not the vowel signs of India
 * or the voicing marks of kana, which make other letters. */
static bool is_diacritic(uint32_t ch)
{
    static const struct {
        uint32_t first, last;
    } marks[] = {{0x300, 0x36f},   {0x591, 0x5bd},   {0x5bf, 0x5bf},   {0x5c1, 0x5c2},   {0x5c4, 0x5c7},
                 {0x610, 0x61a},   {0x64b, 0x65f},   {0x670, 0x670},   {0x6d6, 0x6dc},   {0x6df, 0x6e8},
                 {0x6ea, 0x6ed},   {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff}, {0x20d0, 0x20ff}, {0xfe20, 0xfe2f}};
    for (size_t i = 0; i < MG_COUNT(marks); i++)
        if (ch >= marks[i].first && ch <= marks[i].last) return true;
    return false;
}

/* Letters that Unicode does not decompose and that readers type without their stroke or ligature. */
static uint32_t undecomposed(uint32_t ch)
{
    switch (ch) {
    case 0x00df: return 's' << 16 | 's';
    case 0x00e6: return 'a' << 16 | 'e';
    case 0x0153: return 'o' << 16 | 'e';
    case 0x00f8: return 'o';
    case 0x00fe: return 't' << 16 | 'h';
    case 0x00f0: case 0x0111: return 'd';
    case 0x0127: return 'h';
    case 0x0131: return 'i';
    case 0x0142: return 'l';
    case 0x0167: return 't';
    case 0x0640: return 0; /* Arabic tatweel only stretches the line */
    default: return ch;
    }
}

static uint32_t bare_of_char(const UNormalizer2 *decomposer, uint32_t ch)
{
    if (is_diacritic(ch)) return 0;
    if (ch == 0x439) return ch; /* Russian short i is a letter of its own */
    UChar parts[32];
    UErrorCode failed = U_ZERO_ERROR;
    int32_t n = unorm2_getDecomposition(decomposer, (UChar32)ch, parts, MG_COUNT(parts), &failed);
    if (U_FAILURE(failed) || n <= 0) return undecomposed(ch);
    uint32_t bases[2];
    int32_t kept = 0, marks = 0;
    for (int32_t i = 0; i < n; i++) {
        if (is_diacritic(parts[i])) marks++;
        else if (kept < 2) bases[kept++] = undecomposed(parts[i]);
        else return ch;
    }
    if (!marks || kept == 0) return ch;
    return kept == 1 ? bases[0] : bases[0] << 16 | bases[1];
}

static uint32_t bare_of(mg_analyzer *a, uint32_t ch)
{
    if (ch < 0x80 || ch >= 0x10000) return ch;
    uint32_t **page = &a->bare[ch >> 8];
    if (!*page) {
        uint32_t *fresh = malloc(256 * sizeof *fresh);
        if (!fresh) return a->nomem = true, ch;
        for (uint32_t i = 0; i < 256; i++) fresh[i] = bare_of_char(a->decomposer, (ch & ~0xffu) + i);
        *page = fresh;
    }
    return (*page)[ch & 0xff];
}

/* The lower case of ASCII's word characters, 0 for the others: most text needs no more. */
static const unsigned char ascii_word[256] = {
    ['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3', ['4'] = '4', ['5'] = '5', ['6'] = '6', ['7'] = '7',
    ['8'] = '8', ['9'] = '9', ['_'] = '_', ['a'] = 'a', ['b'] = 'b', ['c'] = 'c', ['d'] = 'd', ['e'] = 'e',
    ['f'] = 'f', ['g'] = 'g', ['h'] = 'h', ['i'] = 'i', ['j'] = 'j', ['k'] = 'k', ['l'] = 'l', ['m'] = 'm',
    ['n'] = 'n', ['o'] = 'o', ['p'] = 'p', ['q'] = 'q', ['r'] = 'r', ['s'] = 's', ['t'] = 't', ['u'] = 'u',
    ['v'] = 'v', ['w'] = 'w', ['x'] = 'x', ['y'] = 'y', ['z'] = 'z', ['A'] = 'a', ['B'] = 'b', ['C'] = 'c',
    ['D'] = 'd', ['E'] = 'e', ['F'] = 'f', ['G'] = 'g', ['H'] = 'h', ['I'] = 'i', ['J'] = 'j', ['K'] = 'k',
    ['L'] = 'l', ['M'] = 'm', ['N'] = 'n', ['O'] = 'o', ['P'] = 'p', ['Q'] = 'q', ['R'] = 'r', ['S'] = 's',
    ['T'] = 't', ['U'] = 'u', ['V'] = 'v', ['W'] = 'w', ['X'] = 'x', ['Y'] = 'y', ['Z'] = 'z',
};

/* ---- words of scripts that write spaces ---- */

/* What joins two parts of a word: the character to keep, IGNORED to join without, 0 for a gap. */
static uint32_t infix(uint32_t ch, bool between_digits)
{
    if ((ch >= 0x200b && ch <= 0x200d) || ch == 0x2060 || ch == 0xfeff) return IGNORED;
    if (between_digits) {
        switch (ch) {
        case ',': case '.': case ';': case 0x037e: case 0x0589: case 0x060d: case 0x07f8: case 0x2044:
        case 0xfe10: case 0xfe13: case 0xfe14: return ch;
        default: return 0;
        }
    }
    switch (ch) {
    case '\'': case '&': case 0xb7: case 0x5f4: case 0x2027: return ch;
    case 0x2019: case 0x201b: return '\'';
    default: return 0;
    }
}

/* The word being built; what goes past the longest word is counted, not kept. */
typedef struct {
    char *p;
    size_t n;
} word_buf;

static void put(word_buf *w, uint32_t ch)
{
    char bytes[4];
    size_t n = mg_utf8_put(ch, bytes);
    if (w->n + n <= MG_WORD_MAX) memcpy(w->p + w->n, bytes, n);
    w->n += n;
}

static bool is_upper(const mg_words *words, size_t at)
{
    return at < words->text.n && words->text.p[at] >= 'A' && words->text.p[at] <= 'Z';
}

/* Is there a word character at byte `at`? */
static uint32_t info_at(const mg_words *words, size_t at)
{
    return at < words->text.n ? info_of(words->analyzer, mg_utf8_next(words->text, &at)) : 0;
}

/* Initials parted by dots (P.T.O., U.S): two or more, not followed by more of a word. */
static bool read_initials(mg_words *words, word_buf *w)
{
    size_t at = words->at;
    do {
        put(w, (uint32_t)(words->text.p[at++] | 0x20));
    } while (at < words->text.n && words->text.p[at] == '.' && is_upper(words, ++at));
    if (w->n > 1 && !(info_at(words, at) & MG_CHAR_WORD)) {
        words->at = at;
        return true;
    }
    w->n = 0;
    return false;
}

/* '+' and '#' behind a word belong to it (C++, F#), unless they lead into another or are too many. */
static void read_suffix(mg_words *words, word_buf *w)
{
    size_t before = w->n, start = words->at, count = 0;
    while (words->at < words->text.n && (words->text.p[words->at] == '+' || words->text.p[words->at] == '#')) {
        put(w, (uint32_t)words->text.p[words->at++]);
        count++;
    }
    if (count > 3 || (info_at(words, words->at) & MG_CHAR_WORD)) {
        w->n = before;
        words->at = start;
    }
}

/* Might the byte at `at`, behind a word of n ASCII characters, make it another one than it is? */
static bool look_closer(const mg_words *words, size_t at, size_t n)
{
    const unsigned char *text = (const unsigned char *)words->text.p;
    unsigned char next = at + 1 < words->text.n ? text[at + 1] : ' ';
    switch (text[at]) {
    case '.': case ',': case ';':
        if (n == 1 && is_upper(words, at - 1)) return true; /* initials */
        return text[at - 1] <= '9' && ((next >= '0' && next <= '9') || next >= 0x80);
    case '\'': case '&': return ascii_word[next] || next >= 0x80;
    case '+': case '#': return true;
    default: return text[at] >= 0x80;
    }
}

/* Read a word that is ASCII and nothing else, which most are; false, and nothing is done, when it may not be. */
static bool read_ascii_word(mg_words *words, word_buf *w)
{
    const unsigned char *text = (const unsigned char *)words->text.p;
    size_t at = words->at, end = MG_MIN(words->text.n, at + MG_WORD_MAX + 1), n = 0;
    for (; at < end && ascii_word[text[at]]; at++) w->p[n++] = (char)ascii_word[text[at]];
    if (n > MG_WORD_MAX || (at < words->text.n && look_closer(words, at, n))) return false;
    words->at = at;
    w->n = n;
    return true;
}

/* Read the word at words->at, which is on a word character of a script with spaces. */
static void read_word(mg_words *words, word_buf *w)
{
    if (is_upper(words, words->at) && read_initials(words, w)) return;
    for (;;) {
        uint32_t info = 0, previous = 0;
        for (; words->at < words->text.n; previous = info) {
            unsigned char c = (unsigned char)words->text.p[words->at];
            if (c < 0x80) {
                info = ascii_word[c] ? (c <= '9' ? MG_CHAR_WORD | MG_CHAR_DIGIT : MG_CHAR_WORD) : 0;
                if (!info) break;
                if (w->n < MG_WORD_MAX) w->p[w->n] = (char)ascii_word[c];
                w->n++;
                words->at++;
                continue;
            }
            info = info_at(words, words->at);
            if (!(info & MG_CHAR_WORD) || (info & CHAR_UNBROKEN)) break;
            put(w, info & MG_CHAR_LOWER);
            mg_utf8_next(words->text, &words->at);
        }
        if (words->at >= words->text.n || (info & CHAR_UNBROKEN)) return;
        size_t next = words->at;
        uint32_t joint = mg_utf8_next(words->text, &next);
        uint32_t behind = info_at(words, next);
        if (!(behind & MG_CHAR_WORD) || (behind & CHAR_UNBROKEN)) break;
        joint = infix(joint, (previous & MG_CHAR_DIGIT) && (behind & MG_CHAR_DIGIT));
        if (!joint) break;
        if (joint != IGNORED) put(w, joint);
        words->at = next;
    }
    read_suffix(words, w);
}

/* ---- runs of scripts without spaces ---- */

/* The end of the unbroken run at words->at, and ICU set upon it. A run that ICU cannot take (no
 * memory, no dictionary) is one word. */
static void start_run(mg_words *words)
{
    mg_analyzer *a = words->analyzer;
    size_t end = words->at, next = end;
    while (next < words->text.n && next - words->at < RUN_MAX &&
           (info_of(a, mg_utf8_next(words->text, &next)) & CHAR_UNBROKEN))
        end = next;
    words->run_start = words->at;
    words->run_end = end;
    UErrorCode failed = U_ZERO_ERROR;
    if (!a->breaks) a->breaks = ubrk_open(UBRK_WORD, "", NULL, 0, &failed);
    a->run = utext_openUTF8(a->run, words->text.p + words->run_start, (int64_t)(end - words->run_start), &failed);
    if (a->breaks) ubrk_setUText(a->breaks, a->run, &failed);
    if (U_FAILURE(failed)) {
        ubrk_close(a->breaks);
        a->breaks = NULL;
    }
}

static void read_run_word(mg_words *words, word_buf *w)
{
    size_t end = words->run_end;
    if (words->analyzer->breaks) {
        int32_t cut = ubrk_next(words->analyzer->breaks);
        if (cut != UBRK_DONE) end = MG_MIN(words->run_start + (size_t)cut, end);
    }
    if (end <= words->at) end = words->run_end;
    while (words->at < end) put(w, info_of(words->analyzer, mg_utf8_next(words->text, &words->at)) & MG_CHAR_LOWER);
    if (words->at >= words->run_end) words->run_end = 0;
}

/* ---- public ---- */

mg_status mg_analyzer_new(mg_analyzer **out, mg_error *err)
{
    mg_analyzer *a = calloc(1, sizeof *a);
    if (!a) return mg_fail_nomem(err, "starting the text analysis");
    UErrorCode failed = U_ZERO_ERROR;
    a->decomposer = unorm2_getNFDInstance(&failed);
    if (U_FAILURE(failed)) {
        mg_analyzer_free(a);
        return mg_fail(err, MG_INTERNAL, "ICU's normaliser cannot be loaded: %s", u_errorName(failed));
    }
    *out = a;
    return MG_OK;
}

bool mg_analyzer_nomem(const mg_analyzer *a)
{
    return a->nomem;
}

void mg_analyzer_free(mg_analyzer *a)
{
    if (!a) return;
    for (size_t i = 0; i < PAGES; i++) free(a->info[i]);
    for (size_t i = 0; i < MG_COUNT(a->bare); i++) free(a->bare[i]);
    if (a->breaks) ubrk_close(a->breaks);
    if (a->run) utext_close(a->run);
    free(a);
}

void mg_words_init(mg_words *words, mg_analyzer *analyzer, mg_span text)
{
    *words = (mg_words){.analyzer = analyzer, .text = text};
}

bool mg_words_next(mg_words *words, mg_word *out)
{
    for (;;) {
        uint32_t info = 0;
        size_t start = words->at;
        word_buf w = {words->analyzer->word, 0};
        if (!words->run_end) {
            while (words->at < words->text.n && !(words->text.p[words->at] & 0x80) && !ascii_word[(unsigned char)words->text.p[words->at]])
                words->at++;
            start = words->at;
            if (start == words->text.n) return false;
            if (!(words->text.p[start] & 0x80) && read_ascii_word(words, &w)) {
                *out = (mg_word){{w.p, w.n}, start, words->at, w.p[0] >= 'a' && w.p[0] <= 'z', true};
                return true;
            }
            info = info_of(words->analyzer, mg_utf8_next(words->text, &words->at));
            if (!(info & MG_CHAR_WORD)) continue;
            words->at = start;
            if (info & CHAR_UNBROKEN) start_run(words);
        }
        if (words->run_end) read_run_word(words, &w);
        else read_word(words, &w);
        if (w.n == 0 || w.n > MG_WORD_MAX) continue;
        size_t first = 0;
        mg_span word = {w.p, w.n};
        bool stems = (w.p[0] >= 'a' && w.p[0] <= 'z') ||
                     (info_of(words->analyzer, mg_utf8_next(word, &first)) & MG_CHAR_STEMS);
        *out = (mg_word){word, start, words->at, stems, false};
        return true;
    }
}

/* May the word that begins at `start` be one that is sought? */
static inline bool is_sought(const mg_words *words, const mg_beginnings *sought, size_t start)
{
    const unsigned char *text = (const unsigned char *)words->text.p + start;
    return words->text.n - start < 3 || sought->v[mg_beginning(text[0], text[1])] & mg_beginning_bit(text[2]);
}

/* Of words that end where `ends` has bits, from byte `at` on, the first that may be another than it looks like: the bit of its end,
 * or 0. `start`: of the word that byte `at` is in. */
static uint64_t first_odd(const mg_words *words, size_t at, uint64_t starts, uint64_t ends, size_t start)
{
    for (; ends; ends &= ends - 1) {
        size_t end = at + mg_bits_first(ends);
        uint64_t before = starts & mg_bits_before(ends);
        size_t begin = before ? at + 63 - (size_t)__builtin_clzll(before) : start;
        if (end < words->text.n && look_closer(words, end, end - begin)) break;
    }
    return ends & -ends;
}

/* So many first characters are few enough to look for each of them in 64 bytes at once. */
#define FEW_FIRST 6

static bool is_digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

/* Look at the 64 bytes from byte `at` on. */
static inline void look_at_block(mg_words *words, const mg_beginnings *sought, size_t at, bool few)
{
    const mg_span text = words->text;
    const unsigned char before_last = at ? (unsigned char)text.p[at - 2] : 0, last = at ? (unsigned char)text.p[at - 1] : 0,
                        next = at + 64 < text.n ? (unsigned char)text.p[at + 64] : 0;
    mg_64 bytes = mg_64_at(text, at);
    uint64_t word = mg_bits_word(&bytes), digit = mg_bits_digit(&bytes), foreign = mg_bits_no_ascii(&bytes);
    uint64_t join_digits = mg_bits_join_digits(&bytes), join_letters = mg_bits_join_letters(&bytes);
    uint64_t behind_word = word << 1 | !!ascii_word[last], between = behind_word & (word >> 1 | (uint64_t)!!ascii_word[next] << 63);
    uint64_t digits = (digit << 1 | is_digit(last)) & (digit >> 1 | (uint64_t)is_digit(next) << 63);
    uint64_t one = behind_word & ~(behind_word << 1 | !!ascii_word[before_last]); /* a single character stands before */
    words->block.end = at + 64;
    words->block.foreign = foreign;
    words->block.joint = (join_digits & digits) | (join_letters & between & ~digits);
    words->block.word = word | words->block.joint;
    words->block.odd = foreign | foreign >> 1 | (uint64_t)(next >= 0x80) << 63 | mg_bits_suffix(&bytes) | (join_digits & one) |
                       (join_letters & between);
    words->block.may = few && text.n - at > 64 + 2 ? mg_bits_low(&bytes, sought->first) : UINT64_MAX;
}

/* Pass over words, from words->at on, up to one that is not to be passed over, what is no ASCII, or the end. */
static uint32_t pass_over(mg_words *words, const mg_beginnings *sought)
{
    size_t n = words->text.n, start = n; /* where the word began that the last byte was in */
    uint32_t passed = 0;
    uint64_t from = UINT64_MAX << words->at % 64; /* of the first block */
    bool inside = false, few = mg_bits_count(sought->first) <= FEW_FIRST;
    for (size_t at = words->at - words->at % 64; at < n; at += 64, from = UINT64_MAX) {
        if (words->block.end != at + 64) look_at_block(words, sought, at, few);
        uint64_t foreign = words->block.foreign & from, here = mg_bits_before(foreign);
        uint64_t torn = inside ? 0 : words->block.joint & from & -from; /* a joint, whose word was read: no word begins with it */
        uint64_t word = words->block.word & here & from & ~torn;
        uint64_t shifted = word << 1 | inside, starts = word & ~shifted, ends = shifted & ~word & (here | (foreign & -foreign));
        bool is_long = word == UINT64_MAX || (inside && at + mg_bits_first(ends) - start > MG_WORD_MAX);
        if (is_long) return words->at = inside ? start : at, passed;
        uint64_t odd = first_odd(words, at, starts, ends & words->block.odd, start), stop = 0;
        for (uint64_t s = starts & mg_bits_before(odd) & words->block.may; s && !stop; s &= s - 1)
            if (is_sought(words, sought, at + mg_bits_first(s))) stop = s & -s;
        if (!stop && odd) {
            uint64_t before = starts & mg_bits_before(odd);
            if (!before) return words->at = start, passed + mg_bits_count(ends & mg_bits_before(odd));
            stop = (uint64_t)1 << (63 - __builtin_clzll(before));
        }
        passed += mg_bits_count(ends & mg_bits_before(stop));
        if (stop || foreign) return words->at = at + mg_bits_first(stop ? stop : foreign), passed;
        inside = word >> 63;
        if (starts) start = at + 63 - (size_t)__builtin_clzll(starts);
    }
    words->at = n;
    return passed + inside;
}

bool mg_words_next_of(mg_words *words, const mg_beginnings *sought, mg_word *out, uint32_t *passed)
{
    *passed = words->run_end ? 0 : pass_over(words, sought);
    return mg_words_next(words, out);
}

mg_span mg_word_bare(mg_analyzer *a, mg_span word)
{
    const mg_span none = {NULL, 0};
    size_t at = 0;
    while (at < word.n && (unsigned char)word.p[at] < 0x80) at++;
    if (at == word.n) return none;
    word_buf w = {a->bare_word, 0};
    bool changed = false;
    for (at = 0; at < word.n;) {
        uint32_t ch = mg_utf8_next(word, &at), bare = bare_of(a, ch);
        changed |= bare != ch;
        if (bare == ch || (bare && bare < 0x10000)) put(&w, bare);
        else if (bare) put(&w, bare >> 16), put(&w, bare & 0xffff);
    }
    return changed && w.n && w.n <= MG_WORD_MAX ? (mg_span){a->bare_word, w.n} : none;
}

mg_span mg_word_unelided(const mg_language *language, mg_span word)
{
    static const char *const elided[] = {"l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu",
                                         "quoiqu", "un", "all", "dall", "dell", "nell", "sull", "quell", "quest"};
    if (!language || !language->elides) return word;
    size_t quote = mg_span_find(word, 0, '\'');
    if (quote + 1 >= word.n) return word;
    mg_span article = mg_span_sub(word, 0, quote);
    for (size_t i = 0; i < MG_COUNT(elided); i++)
        if (mg_span_eq(article, mg_span_str(elided[i]))) return mg_span_sub(word, quote + 1, word.n);
    return word;
}
