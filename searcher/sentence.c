/* sentence.c - see sentence.h. The names of rules are those of UAX #29. */
#include "searcher/sentence.h"

#include "common/arena.h"
#include "common/bits.h"
#include "common/utf8.h"
#include "common/vec.h"

#include <unicode/uchar.h>
#include <unicode/ures.h>
#include <unicode/ustring.h>

/* No abbreviation is longer, in bytes. */
#define TOKEN_MAX ((size_t)32)

/* ICU's data for cutting text are a package of their own. */
#define ICU_BREAKS U_ICUDATA_NAME "-brkitr"

/* The abbreviations of a language, sorted. */
typedef struct {
    char code[8];
    mg_span *v;
    size_t n;
} abbreviations;

/* Words in the order of their first byte, which is ASCII: those that begin with byte c are v[from[c]] .. v[from[c + 1] - 1]. */
typedef struct {
    const char *const *v;
    unsigned char from[129];
} word_list;

struct mg_sentences {
    unsigned char classes[128]; /* of ASCII: U_SB_... */
    bool stops[256];            /* bytes at which more must be looked at */
    mg_arena arena;
    MG_VEC(abbreviations) known; /* of the languages seen */
    const mg_span *abbreviated;
    size_t n_abbreviated;
    bool english, ordinals;
    word_list titles, numbered, others, starters, joining; /* of English */
};

static int class_of(const mg_sentences *s, uint32_t ch)
{
    return ch < 128 ? s->classes[ch] : u_getIntPropertyValue((UChar32)ch, UCHAR_SENTENCE_BREAK);
}

/* ---- words of English ---- */

/* Only before a name. */
static const char *const titles[] = {
    "Adm.", "Amb.", "Asst.", "Brig.", "Capt.", "Cdr.", "Cmdr.", "Col.", "Cpl.", "Dr.", "Drs.", "Ft.", "Gen.", "Gov.", "Govs.",
    "Hon.", "Lieut.", "Lt.", "Maj.", "Messrs.", "Mlle.", "Mme.", "Mr.", "Mrs.", "Ms.", "Msgr.", "Mt.", "Pfc.", "Pres.", "Prof.", "Pte.",
    "Pvt.", "Rep.", "Reps.", "Rev.", "Sen.", "Sens.", "Sgt.", "Sr.", "St.", "Ste.", "Supt.", "vs.",
};

/* Only before a number. */
static const char *const numbered[] = {"Art.", "Ch.", "Fig.", "No.", "Nos.", "Sec.", "Vol.", "art.", "ch.", "fig.", "no.",
                                       "nos.", "p.",   "pp.",  "vol."};

/* Before anything; these may end a sentence as well. */
static const char *const others[] = {
    "Ala.",  "Apr.",  "Ariz.", "Ark.",  "Assn.", "Assoc.", "Aug.",  "Ave.",  "Blvd.", "Bros.", "Calif.", "Co.",   "Colo.",
    "Conn.", "Corp.", "Cos.",  "Dec.",  "Del.",  "Dept.",  "Div.",  "Est.",  "Feb.",  "Fla.",  "Fri.",   "Ga.",   "Ill.",
    "Inc.",  "Ind.",  "Jan.",  "Jr.",   "Jul.",  "Jun.",   "Kan.",  "Ky.",   "La.",   "Ltd.",  "Mar.",   "Mass.", "Md.",
    "Mich.", "Minn.", "Miss.", "Mo.",   "Mon.",  "Mont.",  "Neb.",  "Nev.",  "Nov.",  "Oct.",  "Okla.",  "Ont.",  "Ore.",
    "Pa.",   "Ph.",   "Que.",  "Rd.",   "Sat.",  "Sep.",   "Sept.", "Sun.",  "Tenn.", "Tex.",  "Thu.",   "Tue.",  "Univ.",
    "Va.",   "Vt.",   "Wash.", "Wed.",  "Wis.",  "Wyo.",   "approx.", "dept.", "est.", "etc.", "fr.",    "lb.",   "oz.",
};

/* A sentence begins so, and hardly a name. */
static const char *const starters[] = {
    "A",    "About", "After", "All",  "Also", "Although", "An",   "And",   "Another", "Any",   "As",    "At",    "Because", "Before",
    "Both", "But",   "By",    "Each", "Even", "For",      "From", "He",    "Her",     "His",   "How",   "However", "I",     "If",
    "In",   "Instead", "It",  "Its",  "Last", "Many",     "Meanwhile", "More", "Most", "No",   "Not",   "Of",    "On",      "One",
    "Only", "Or",    "Other", "Our",  "She",  "Since",    "So",   "Some",  "Such",    "That",  "The",   "Their", "Then",    "There",
    "These", "They", "This",  "Those", "To",  "Two",      "Under", "Until", "We",     "What",  "When",  "Where", "Whether", "While",
    "Who",  "Why",   "With",  "Yet",  "You",
};

/* Some of these go on behind a name of initials where each full stop is taken for an end: "the U.S. And Canadian ministers", as old
 * wires have it. Of them, those that do so about as often as they begin a sentence in such news. */
static const char *const joining[] = {"And", "By", "For", "From", "Not", "Of", "On", "Or", "To", "Where", "With"};

static word_list list_of(const char *const *words, size_t n)
{
    word_list list = {.v = words};
    for (size_t c = 0, i = 0; c < sizeof list.from; c++) {
        while (i < n && (unsigned char)words[i][0] < c) i++;
        list.from[c] = (unsigned char)i;
    }
    return list;
}

/* ---- life ---- */

mg_status mg_sentences_new(mg_sentences **out, mg_error *err)
{
    mg_sentences *s = calloc(1, sizeof *s);
    if (!s) return mg_fail_nomem(err, "cutting sentences");
    for (int ch = 0; ch < 256; ch++) {
        if (ch < 128) s->classes[ch] = (unsigned char)u_getIntPropertyValue(ch, UCHAR_SENTENCE_BREAK);
        int class = ch < 128 ? s->classes[ch] : U_SB_SEP;
        s->stops[ch] = class == U_SB_STERM || class == U_SB_ATERM || class == U_SB_SEP || class == U_SB_CR || class == U_SB_LF;
    }
    s->titles = list_of(titles, MG_COUNT(titles));
    s->numbered = list_of(numbered, MG_COUNT(numbered));
    s->others = list_of(others, MG_COUNT(others));
    s->starters = list_of(starters, MG_COUNT(starters));
    s->joining = list_of(joining, MG_COUNT(joining));
    *out = s;
    return MG_OK;
}

void mg_sentences_free(mg_sentences *s)
{
    if (!s) return;
    mg_arena_dispose(&s->arena);
    mg_vec_free(&s->known);
    free(s);
}

/* ---- abbreviations ---- */

static int by_bytes(const void *a, const void *b)
{
    return mg_span_cmp(*(const mg_span *)a, *(const mg_span *)b);
}

static bool is_in(const mg_span *sorted, size_t n, mg_span word)
{
    return n && bsearch(&word, sorted, n, sizeof word, by_bytes);
}

/* Those of ICU's that are one word; of the others ("v. Chr.") each word. */
static bool add_abbreviation(mg_sentences *s, mg_span text, abbreviations *list)
{
    for (size_t at = 0, end; at < text.n; at = end + 1) {
        end = mg_span_find(text, at, ' ');
        mg_span word = mg_span_sub(text, at, end);
        if (!word.n || word.p[word.n - 1] != '.') continue;
        list->v[list->n] = mg_arena_copy(&s->arena, word);
        if (!list->v[list->n++].p) return false;
    }
    return true;
}

/* Read ICU's list for a language; it has none for most. False when out of memory. */
static bool read_list(mg_sentences *s, abbreviations *list)
{
    enum { WORDS = 4 }; /* in an abbreviation */
    UErrorCode failed = U_ZERO_ERROR;
    UResourceBundle *all = ures_openDirect(ICU_BREAKS, list->code, &failed);
    UResourceBundle *exceptions = ures_getByKey(all, "exceptions", NULL, &failed);
    UResourceBundle *found = ures_getByKey(exceptions, "SentenceBreak", NULL, &failed);
    int32_t n = U_SUCCESS(failed) ? ures_getSize(found) : 0;
    bool ok = true;
    list->v = mg_arena_alloc(&s->arena, ((size_t)n * WORDS + 1) * sizeof *list->v);
    ok = list->v;
    for (int32_t i = 0; ok && i < n; i++) {
        char utf8[4 * TOKEN_MAX];
        int32_t length = 0;
        UErrorCode bad = U_ZERO_ERROR;
        const UChar *text = ures_getStringByIndex(found, i, &length, &bad);
        u_strToUTF8(utf8, sizeof utf8, &length, text, length, &bad);
        if (U_SUCCESS(bad) && list->n + WORDS < (size_t)n * WORDS) ok = add_abbreviation(s, (mg_span){utf8, (size_t)length}, list);
    }
    if (found) ures_close(found);
    if (exceptions) ures_close(exceptions);
    if (all) ures_close(all);
    if (ok && list->n) qsort(list->v, list->n, sizeof *list->v, by_bytes);
    return ok;
}

/* `caps`: in capitals it will do. */
static bool one_of(mg_span word, const word_list *list, bool caps)
{
    unsigned char first = word.n ? (unsigned char)word.p[0] : 128;
    for (size_t i = first < 128 ? list->from[first] : 0; first < 128 && i < list->from[first + 1]; i++) {
        mg_span known = mg_span_str(list->v[i]);
        if (caps ? mg_span_eq_nocase(word, known) : mg_span_eq(word, known)) return true;
    }
    return false;
}

mg_status mg_sentences_use(mg_sentences *s, mg_span language, mg_error *err)
{
    static const char dotted[] = " de da no nb nn fi hu et lv cs sk sl hr sr is ";
    size_t i = 0;
    s->english = !language.n || mg_span_eq(language, MG_SPAN("en"));
    s->ordinals = language.n == 2 && mg_span_find_span(mg_span_str(dotted), 0, language) < sizeof dotted - 1;
    s->abbreviated = NULL;
    s->n_abbreviated = 0;
    if (s->english || language.n >= sizeof s->known.v->code) return MG_OK;
    while (i < s->known.n && !mg_span_eq(mg_span_str(s->known.v[i].code), language)) i++;
    if (i == s->known.n) {
        abbreviations list = {.n = 0};
        memcpy(list.code, language.p, language.n);
        if (!read_list(s, &list) || !mg_vec_push(&s->known, list)) return mg_fail_nomem(err, "cutting sentences");
    }
    s->abbreviated = s->known.v[i].v;
    s->n_abbreviated = s->known.v[i].n;
    return MG_OK;
}

/* The word that the full stop before byte `end` belongs to, without what opens it; one that stands apart from its full stop ("U.S .",
 * as some collections part them) is put together in `held`. */
static mg_span last_token(mg_span text, size_t from, size_t end, char held[TOKEN_MAX])
{
    size_t low = end - from > TOKEN_MAX ? end - TOKEN_MAX : from, at = end;
    if (end - low > 2 && text.p[end - 1] == '.' && text.p[end - 2] == ' ') {
        memcpy(held, text.p + low, end - low);
        held[end - low - 2] = '.';
        text = (mg_span){held, end - low - 1};
        at = end = text.n;
        low = 0;
    }
    while (at > low && !mg_is_space(text.p[at - 1])) at--;
    for (size_t next = at; at < end; at = next) {
        uint32_t ch = mg_utf8_next(text, &next);
        if (u_isalnum((UChar32)ch)) break;
    }
    return mg_span_sub(text, at, end);
}

/* "J.", "U.S.": letters, each with its full stop. */
static bool is_initials(mg_span token)
{
    size_t letters = 0;
    for (size_t at = 0; at < token.n; letters++) {
        if (!u_isalpha((UChar32)mg_utf8_next(token, &at)) || at == token.n || token.p[at++] != '.') return false;
    }
    return letters > 0;
}

static bool is_ordinal(mg_span token)
{
    for (size_t i = 0; i + 1 < token.n; i++)
        if (token.p[i] < '0' || token.p[i] > '9') return false;
    return token.n > 1 && token.n <= 3;
}

static mg_span word_at(mg_span text, size_t at)
{
    size_t end = at;
    while (end < text.n && ((text.p[end] | 0x20) >= 'a' && (text.p[end] | 0x20) <= 'z')) end++;
    return mg_span_sub(text, at, end);
}

/* Is all text written in capitals, as far as a word tells? */
static bool is_caps(mg_span word)
{
    for (size_t i = 0; i < word.n; i++)
        if (word.p[i] >= 'a') return false;
    return word.n > 1;
}

/* Is the full stop before byte `end` an abbreviation's, with the next word at `next`? */
static bool is_abbreviation(const mg_sentences *s, mg_span text, size_t from, size_t end, size_t next)
{
    char held[TOKEN_MAX];
    mg_span token = last_token(text, from, end, held), word = word_at(text, next);
    bool initials = is_initials(token), number = text.p[next] >= '0' && text.p[next] <= '9';
    if (!s->english) return initials || is_in(s->abbreviated, s->n_abbreviated, token) || (s->ordinals && is_ordinal(token));
    bool caps = is_caps(token) && (number || is_caps(word));
    if (one_of(token, &s->titles, caps)) return true;
    if (one_of(token, &s->numbered, caps)) return number;
    if (!initials && !one_of(token, &s->others, caps)) return false;
    return !one_of(word, &s->starters, caps) || (initials && one_of(word, &s->joining, caps));
}

/* ---- rules ---- */

static bool is_separator(int class)
{
    return class == U_SB_SEP || class == U_SB_CR || class == U_SB_LF;
}

/* SB5: what goes with the character before it. */
static size_t skip_ignored(const mg_sentences *s, mg_span text, size_t at)
{
    for (size_t next = at; at < text.n; at = next) {
        int class = class_of(s, mg_utf8_next(text, &next));
        if (class != U_SB_EXTEND && class != U_SB_FORMAT) break;
    }
    return at;
}

static size_t skip(const mg_sentences *s, mg_span text, size_t at, int class)
{
    for (size_t next = at; at < text.n; at = next) {
        if (class_of(s, mg_utf8_next(text, &next)) != class) break;
        next = skip_ignored(s, text, next);
    }
    return at;
}

static int class_at(const mg_sentences *s, mg_span text, size_t at)
{
    return at < text.n ? class_of(s, mg_utf8_next(text, &at)) : U_SB_OTHER;
}

static int class_before(const mg_sentences *s, mg_span text, size_t from, size_t at)
{
    while (at > from) {
        at = mg_utf8_floor(text, at - 1);
        int class = class_at(s, text, at);
        if (class != U_SB_EXTEND && class != U_SB_FORMAT) return class;
    }
    return U_SB_OTHER;
}

/* SB8: does the first letter go on in lower case? */
static bool goes_on_lower(const mg_sentences *s, mg_span text, size_t at)
{
    while (at < text.n) {
        int class = class_of(s, mg_utf8_next(text, &at));
        if (class == U_SB_LOWER) return true;
        if (class == U_SB_OLETTER || class == U_SB_UPPER || class == U_SB_STERM || class == U_SB_ATERM || is_separator(class)) break;
    }
    return false;
}

static size_t behind_separator(mg_span text, size_t at)
{
    bool cr = text.p[at] == '\r';
    mg_utf8_next(text, &at);
    return at + (cr && at < text.n && text.p[at] == '\n');
}

/* A full stop or the like stands at `at`, `behind` is behind it. Does it end the sentence? *next is where, or where to go on. */
static bool ends(const mg_sentences *s, mg_span text, size_t from, size_t at, size_t behind, bool full_stop, size_t *next)
{
    size_t close = skip_ignored(s, text, behind), blank = skip(s, text, close, U_SB_CLOSE), end = skip(s, text, blank, U_SB_SP);
    int class = class_at(s, text, end), then = class_at(s, text, close);
    *next = end;
    if (end == text.n) return true;
    if (full_stop) {
        int before = class_before(s, text, from, at);
        if (then == U_SB_NUMERIC) return false;                                                         /* SB6 */
        if (then == U_SB_UPPER && (before == U_SB_UPPER || before == U_SB_LOWER)) return false;         /* SB7 */
        if (goes_on_lower(s, text, end)) return false;                                                  /* SB8 */
    }
    if (class == U_SB_SCONTINUE || class == U_SB_STERM || class == U_SB_ATERM) return false; /* SB8a */
    if (is_separator(class)) *next = behind_separator(text, end);                            /* SB11 */
    else if (full_stop && end > blank && is_abbreviation(s, text, from, behind, end)) return false;
    return true;
}

/* The next byte, from `at` on, at which more must be looked at; the text's end when there is none. */
static size_t next_stop(const mg_sentences *s, mg_span text, size_t at)
{
    for (uint64_t stops = 0; !stops && at < text.n; at += stops ? mg_bits_first(stops) : 64) {
        mg_64 bytes = mg_64_at(text, at);
        stops = mg_bits_stop(&bytes);
    }
    while (at < text.n && !s->stops[(unsigned char)text.p[at]]) at++;
    return MG_MIN(at, text.n);
}

size_t mg_sentence_end(const mg_sentences *s, mg_span text, size_t from)
{
    for (size_t at = from, next; at < text.n; at = next) {
        at = next_stop(s, text, at);
        if (at == text.n) break;
        next = at;
        int class = class_of(s, mg_utf8_next(text, &next));
        if (is_separator(class)) return behind_separator(text, at); /* SB4 */
        if (class != U_SB_STERM && class != U_SB_ATERM) continue;
        if (ends(s, text, from, at, next, class == U_SB_ATERM, &next)) return next;
    }
    return text.n;
}

bool mg_sentence_goes_on(uint32_t ch)
{
    return ch >= 0x300 && u_getIntPropertyValue((UChar32)ch, UCHAR_SENTENCE_BREAK) == U_SB_EXTEND;
}
