/* head.c - see head.h. */
#include "indexer/head.h"

#include "common/date_words.h"
#include "common/utf8.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#define LONGEST_BYLINE 160     /* bytes */
#define LONGEST_DATELINE 120   /* bytes */
#define LONGEST_STANDFIRST 350 /* characters */
#define LONGEST_LIST 200       /* items; adding is quadratic */

/* `s` without ASCII and Unicode white space at its start. */
static mg_span skip_blanks(mg_span s)
{
    for (size_t at = 0; at < s.n;) {
        size_t from = at;
        if (!u_isUWhiteSpace((UChar32)mg_utf8_next(s, &at))) return mg_span_sub(s, from, s.n);
    }
    return (mg_span){s.p, 0};
}

/* Fields by name. */

mg_field mg_field_by_name(mg_span name)
{
    static const struct {
        const char *name;
        mg_field field;
    } names[] = {
        {"title", MG_FIELD_TITLE},
        {"headline", MG_FIELD_TITLE},
        {"description", MG_FIELD_STANDFIRST},
        {"summary", MG_FIELD_STANDFIRST},
        {"subtitle", MG_FIELD_STANDFIRST},
        {"standfirst", MG_FIELD_STANDFIRST},
        {"excerpt", MG_FIELD_STANDFIRST},
        {"dek", MG_FIELD_STANDFIRST},
        {"author", MG_FIELD_BYLINE},
        {"authors", MG_FIELD_BYLINE},
        {"byline", MG_FIELD_BYLINE},
        {"by", MG_FIELD_BYLINE},
        {"date", MG_FIELD_DATE},
        {"published", MG_FIELD_DATE},
        {"pubdate", MG_FIELD_DATE},
        {"publishdate", MG_FIELD_DATE},
        {"publish_date", MG_FIELD_DATE},
        {"publication date", MG_FIELD_DATE},
        {"updated", MG_FIELD_MODIFIED},
        {"modified", MG_FIELD_MODIFIED},
        {"lastmod", MG_FIELD_MODIFIED},
        {"last_modified", MG_FIELD_MODIFIED},
        {"source", MG_FIELD_SOURCE},
        {"publication", MG_FIELD_SOURCE},
        {"publisher", MG_FIELD_SOURCE},
        {"newspaper", MG_FIELD_SOURCE},
        {"section", MG_FIELD_SECTION},
        {"category", MG_FIELD_SECTION},
        {"categories", MG_FIELD_SECTION},
        {"dateline", MG_FIELD_DATELINE},
        {"url", MG_FIELD_URL},
        {"permalink", MG_FIELD_URL},
        {"canonical", MG_FIELD_URL},
        {"canonical_url", MG_FIELD_URL},
        {"language", MG_FIELD_LANGUAGE},
        {"lang", MG_FIELD_LANGUAGE},
        {"tags", MG_FIELD_KEYWORDS},
        {"keywords", MG_FIELD_KEYWORDS},
        {"id", MG_FIELD_ID},
    };
    name = mg_span_trim(name);
    for (size_t i = 0; i < MG_COUNT(names); i++)
        if (mg_span_eq_nocase(name, mg_span_str(names[i].name))) return names[i].field;
    return MG_FIELD_UNKNOWN;
}

/* A list in one string, "flood, dam", is several. */
static bool add_items(mg_spans *list, mg_span value, const char *separators, mg_arena *arena)
{
    for (size_t at = 0; at < value.n;) {
        size_t end = at;
        while (end < value.n && (!value.p[end] || !strchr(separators, value.p[end]))) end++;
        mg_span item = mg_span_trim(mg_span_sub(value, at, end));
        if (item.n && list->n < LONGEST_LIST && !mg_spans_add(list, item, arena)) return false;
        at = end + 1;
    }
    return true;
}

static bool set_once(mg_span *slot, mg_span value)
{
    if (!slot->n) *slot = value;
    return true;
}

bool mg_field_set(mg_article *article, mg_field field, mg_span value, mg_date_source source, mg_arena *arena)
{
    mg_date date;
    value = mg_span_trim(value);
    if (!value.n) return true;
    switch (field) {
    case MG_FIELD_ID: return set_once(&article->id, value);
    case MG_FIELD_TITLE: return set_once(&article->title, value);
    case MG_FIELD_STANDFIRST: return set_once(&article->standfirst, value);
    case MG_FIELD_SOURCE: return set_once(&article->source, value);
    case MG_FIELD_SECTION: return set_once(&article->section, value);
    case MG_FIELD_DATELINE: return set_once(&article->dateline, value);
    case MG_FIELD_URL: return set_once(&article->url, value);
    case MG_FIELD_LANGUAGE: return set_once(&article->language, value);
    case MG_FIELD_BODY: return set_once(&article->body, value);
    case MG_FIELD_BYLINE: return add_items(&article->byline, value, ";", arena);
    case MG_FIELD_KEYWORDS: return add_items(&article->keywords, value, ",;", arena);
    case MG_FIELD_DATE:
        if (article->date.precision != MG_DATE_NONE || !mg_date_parse(value, &date)) return true;
        article->date = date;
        article->date_source = source;
        return true;
    case MG_FIELD_MODIFIED:
        if (article->modified.precision == MG_DATE_NONE && mg_date_parse(value, &date))
            article->modified = date;
        return true;
    case MG_FIELD_UNKNOWN:
    case MG_FIELDS: break;
    }
    return true;
}

/* Bylines. */

typedef struct {
    const char *text;
    bool tight; /* the name may follow without a space */
} prefix;

static const prefix prefixes[] = {
    {"by", false},      {"by:", true},      {"written by", false}, {"author:", true},     {"authors:", true},
    {"par", false},     {"por", false},     {"von", false},        {"da", false},         {"di", false},
    {"door", false},    {"av", false},      {"af", false},         {"oleh", false},       {"oleh:", true},
    {"per", false},     {"de:", true},      {"autor:", true},      {"auteur :", true},    {"auteur:", true},
    {"autora:", true},  {"autore:", true},  {"yazan:", true},      {"tekst:", true},      {"text:", true},
    {"автор:", true},   {"Текст:", true},   {"текст:", true},     {"Автор:", true},   {"โดย", true},         {"โดย:", true},        {"文／", true},
    {"文/", true},      {"文:", true},      {"文：", true},        {"撰文：", true},      {"撰文／", true},
    {"作者：", true},   {"作者:", true},    {"记者", true},        {"記者", true},        {"本报记者", true},
    {"本報記者", true}, {"记者：", true},   {"記者：", true},      {"بقلم", false},       {"بقلم:", true},
    {"كتب", false},     {"كتبت", false},    {"نویسنده:", true},    {"ဆောင်းပါးရှင်", false}, {"글", false},
    {"글:", true},      {"Tác giả:", true},
};

size_t mg_head_byline_prefix(mg_span line)
{
    size_t best = 0;
    mg_span rest = skip_blanks(line);
    size_t indent = line.n - rest.n;
    for (size_t i = 0; rest.n && i < MG_COUNT(prefixes); i++) {
        if ((prefixes[i].text[0] ^ rest.p[0]) & ~0x20) continue; /* most */
        mg_span text = mg_span_str(prefixes[i].text);
        if (text.n <= best || !mg_span_starts_nocase(rest, text)) continue;
        mg_span behind = mg_span_sub(rest, text.n, rest.n);
        mg_span name = skip_blanks(behind);
        if (!name.n || (!prefixes[i].tight && name.n == behind.n)) continue;
        best = line.n - indent - name.n;
    }
    return best ? best + indent : 0;
}

/* A word that may stand between names in lower case. */
static bool is_particle(mg_span word)
{
    static const char *const words[] = {
        "and",     "et",  "und", "y",   "e",   "en",  "och", "og",    "with",   "in",      "of",
        "for",     "the", "de",  "del", "der", "den", "di",  "da",    "du",     "dos",     "des",
        "van",     "von", "ter", "ten", "la",  "le",  "al",  "el",    "bin",    "ibn",     "our",
        "from",    "à",   "a",   "und", "zu",  "и",   "і",   "staff", "writer", "writers", "correspondent",
        "special", "to"};
    for (size_t i = 0; i < MG_COUNT(words); i++)
        if (mg_span_eq(word, mg_span_str(words[i]))) return true;
    return false;
}

/* Names: every word but particles begins with no lower-case letter, and nothing ends a sentence. */
static bool like_names(mg_span names)
{
    size_t words = 0;
    for (size_t at = 0; at < names.n;) {
        size_t end = mg_span_find(names, at, ' '), first = at;
        mg_span word = mg_span_sub(names, at, end);
        at = end + 1;
        if (!word.n) continue;
        uint32_t ch = mg_utf8_next(names, &first);
        if (u_isdigit((UChar32)ch) || (u_islower((UChar32)ch) && !is_particle(word))) return false;
        words++;
    }
    if (!words || words > 14) return false;
    static const char *const stops[] = {"?", "!", ":", "。", "।", "။", "؟"};
    for (size_t i = 0; i < MG_COUNT(stops); i++)
        if (mg_span_find_span(names, 0, mg_span_str(stops[i])) < names.n) return false;
    /* "By J. R. Smith Jr." may end in a full stop, "By Friday the water ..." has run into lower case above.
     */
    return names.p[names.n - 1] != '.' || words <= 5;
}

bool mg_head_is_byline(mg_span line, mg_span *names)
{
    line = mg_span_trim(line);
    size_t n = mg_head_byline_prefix(line);
    if (!n || line.n > LONGEST_BYLINE || mg_span_find(line, 0, '\n') < line.n) return false;
    *names = mg_span_sub(line, n, line.n);
    return like_names(*names);
}

/* Dates and credits. */

bool mg_head_is_date(mg_span line, mg_date *date, bool *modified)
{
    static const struct {
        const char *text;
        bool modified;
    } labels[] = {
        {"published", false},      {"posted", false},       {"publié", false},       {"publicado", false},
        {"veröffentlicht", false}, {"pubblicato", false},   {"gepubliceerd", false}, {"date", false},
        {"опубликовано", false},   {"Опубликовано", false}, {"发布时间", false},     {"发表于", false},
        {"updated", true},         {"last updated", true},  {"modified", true},      {"mis à jour", true},
        {"actualizado", true},     {"aktualisiert", true},  {"aggiornato", true},    {"atualizado", true},
    };
    *modified = false;
    line = mg_span_trim(line);
    if (mg_date_parse(line, date)) return true;
    for (size_t i = 0; i < MG_COUNT(labels); i++) {
        mg_span label = mg_span_str(labels[i].text);
        if (!mg_span_starts_nocase(line, label)) continue;
        mg_span rest = mg_span_trim(mg_span_sub(line, label.n, line.n));
        if (mg_span_starts(rest, MG_SPAN(":")))
            rest = mg_span_sub(rest, 1, rest.n);
        else if (mg_span_starts(rest, MG_SPAN("：")))
            rest = mg_span_sub(rest, 3, rest.n);
        *modified = labels[i].modified;
        return mg_date_parse(rest, date);
    }
    return false;
}

bool mg_head_is_credit(mg_span line)
{
    static const char *const makers[] = {
        "graphic", "graphics",     "photo",         "photos",  "photograph", "photographs", "image",
        "images",  "illustration", "illustrations", "picture", "pictures",   "cover",       "video",
        "map",     "chart",        "foto",          "fotos",   "fotografía", "图",          "圖"};
    static const char *const joints[] = {" by ", ": ", " credit: ", " courtesy of ", "／", "："};
    line = mg_span_trim(line);
    if (line.n > LONGEST_BYLINE) return false;
    for (size_t i = 0; i < MG_COUNT(makers); i++) {
        mg_span maker = mg_span_str(makers[i]), rest = mg_span_sub(line, maker.n, line.n);
        if (!mg_span_starts_nocase(line, maker)) continue;
        for (size_t j = 0; j < MG_COUNT(joints); j++)
            if (mg_span_starts_nocase(rest, mg_span_str(joints[j])) &&
                like_names(mg_span_sub(rest, strlen(joints[j]), rest.n)))
                return true;
    }
    return false;
}

/* Datelines. */

/* Where the dash stands that parts a dateline from the text, and how long it is with its blanks; 0 for none.
 */
static size_t find_dash(mg_span s, size_t *length)
{
    static const char *const dashes[] = {" - ", " -- ", " – ", " — ", "—", "--"};
    size_t best = s.n;
    if (mg_span_find(s, 0, '-') == s.n && mg_span_find(s, 0, '\xe2') == s.n) return 0; /* as most text */
    for (size_t i = 0; i < MG_COUNT(dashes); i++) {
        size_t at = mg_span_find_span(s, 0, mg_span_str(dashes[i]));
        if (at < best) best = at, *length = strlen(dashes[i]);
    }
    return best == s.n ? 0 : best;
}

/* A place as agencies write it: its first word in capitals, the others with a capital each; or, in scripts
 * without capitals, any few words. */
static bool like_place(mg_span place, bool *cased)
{
    size_t letters = 0, words = 0;
    *cased = false;
    for (size_t at = 0; at < place.n; words++) {
        size_t end = mg_span_find(place, at, ' ');
        mg_span word = mg_span_sub(place, at, end);
        for (size_t in = 0; in < word.n;) {
            bool initial = in == 0;
            uint32_t ch = mg_utf8_next(word, &in);
            if (u_isdigit((UChar32)ch) || ch == '!' || ch == '?' || ch == ';' || ch == ':' || ch == '"')
                return false;
            if ((words == 0 || initial) && u_islower((UChar32)ch) && !is_particle(word)) return false;
            *cased |= u_isupper((UChar32)ch);
            letters += words == 0 && u_isalpha((UChar32)ch);
        }
        at = end + 1;
    }
    return letters >= 2 && words <= 6;
}

/* "March 4", "4 March", "22 мая": a day and a month in either order, and nothing else. */
static bool like_month_and_day(mg_span s)
{
    char folded[64];
    size_t n = 0;
    bool month = false, day = false;
    for (size_t at = 0; at < s.n;) {
        uint32_t ch = (uint32_t)u_tolower((UChar32)mg_utf8_next(s, &at));
        if (u_charDigitValue((UChar32)ch) >= 0) ch = '0' + (uint32_t)u_charDigitValue((UChar32)ch);
        if (n + 4 > sizeof folded) return false;
        n += mg_utf8_put(ch, folded + n);
    }
    mg_span text = {folded, n};
    for (size_t at = 0; at < n;) {
        mg_date_word word;
        size_t length = mg_date_word_at(text, at, &word);
        if (strchr(" .,", text.p[at])) {
            at++;
        } else if (text.p[at] >= '0' && text.p[at] <= '9' && !day) {
            while (at < n && text.p[at] >= '0' && text.p[at] <= '9') at++;
            day = true;
        } else if (length && word.kind != MG_WORD_NONE) {
            month |= word.kind == MG_WORD_MONTH || word.kind == MG_WORD_MONTH_THAI;
            at += length;
        } else {
            return false;
        }
    }
    return month && day;
}

/* Where in "CITY, Region, March 4" the date begins, at its comma; s.n when it has none. */
static size_t find_day(mg_span s)
{
    for (size_t at = mg_span_find(s, 0, ','); at < s.n; at = mg_span_find(s, at + 1, ',')) {
        mg_date date;
        mg_span rest = mg_span_trim(mg_span_sub(s, at + 1, s.n));
        if (like_month_and_day(rest) || mg_date_parse(rest, &date)) return at;
    }
    return s.n;
}

mg_span mg_head_dateline(mg_span paragraph)
{
    const mg_span none = {NULL, 0};
    size_t length = 0;
    mg_span start = mg_span_sub(paragraph, 0, LONGEST_DATELINE);
    start = mg_span_sub(start, 0, mg_span_find(start, 0, '\n'));
    size_t dash = find_dash(start, &length);
    if (!dash) return none;
    mg_span line = mg_span_trim(mg_span_sub(start, 0, dash));
    bool agency = line.n && line.p[line.n - 1] == ')', cased;
    if (agency) line = mg_span_trim(mg_span_sub(line, 0, mg_span_find(line, 0, '(')));
    size_t day = find_day(line);
    if (!like_place(mg_span_sub(line, 0, day), &cased)) return none;
    return cased || agency || day < line.n ? line : none;
}

/* The head as a whole. */

bool mg_head_is_credits(mg_span line)
{
    mg_span names;
    mg_date date;
    bool modified;
    return mg_head_is_byline(line, &names) || mg_head_is_date(line, &date, &modified);
}

bool mg_head_take(mg_span line, mg_article *article, mg_arena *arena, bool *ok)
{
    static const char *const bars[] = {" | ", " · ", " • "};
    mg_span names;
    mg_date date;
    bool modified;
    if (mg_head_is_credit(line)) return true;
    for (size_t i = 0; line.n <= 2 * LONGEST_BYLINE && i < MG_COUNT(bars); i++) {
        size_t bar = mg_span_find_span(line, 0, mg_span_str(bars[i]));
        if (bar == line.n) continue;
        mg_article both = *article;
        mg_span rest = mg_span_sub(line, bar + strlen(bars[i]), line.n);
        if (!mg_head_take(mg_span_sub(line, 0, bar), &both, arena, ok) ||
            !mg_head_take(rest, &both, arena, ok))
            return false;
        *article = both;
        return true;
    }
    if (mg_head_is_byline(line, &names)) {
        if (!article->byline.n) *ok &= mg_spans_add(&article->byline, names, arena);
        return true;
    }
    if (!mg_head_is_date(line, &date, &modified)) return false;
    if (modified) {
        article->modified = date;
    } else if (article->date.precision == MG_DATE_NONE) {
        article->date = date;
        article->date_source = MG_DATE_FROM_BYLINE;
    }
    return true;
}

static uint32_t last_char(mg_span s)
{
    size_t at = s.n ? mg_utf8_floor(s, s.n - 1) : 0;
    return s.n ? mg_utf8_next(s, &at) : 0;
}

static bool unspaced(uint32_t ch)
{
    UErrorCode code = U_ZERO_ERROR;
    return ch >= 0xe00 && uscript_breaksBetweenLetters(uscript_getScript((UChar32)ch, &code));
}

bool mg_head_unspaced(mg_span s)
{
    size_t at = 0;
    return s.n && unspaced(mg_utf8_next(s, &at));
}

bool mg_head_ends_sentence(mg_span s)
{
    static const uint32_t stops[] = {'.',    '!',   '?',   ':',   0x3002, 0xff01,
                                     0xff1f, 0x61f, 0x6d4, 0x964, 0x104b, 0x17d4};
    static const uint32_t closers[] = {'"', '\'', ')', 0x201d, 0x2019, 0xbb, 0x300d, 0x300f};
    uint32_t ch = last_char(s);
    for (size_t i = 0; i < MG_COUNT(closers); i++) {
        if (ch != closers[i]) continue;
        ch = last_char(mg_span_sub(s, 0, mg_utf8_floor(s, s.n - 1)));
        break;
    }
    for (size_t i = 0; i < MG_COUNT(stops); i++)
        if (ch == stops[i]) return true;
    return false;
}

bool mg_head_is_standfirst(mg_span line, bool paragraph, mg_span behind)
{
    size_t length = line.n > 4 * LONGEST_STANDFIRST ? line.n : mg_utf8_count(line);
    if (length > LONGEST_STANDFIRST || !behind.n) return false;
    if (mg_head_is_credits(behind)) return true;
    if (!paragraph || mg_head_ends_sentence(line) || mg_head_dateline(line).n) return false;
    /* Most scripts without spaces have no full stop either: there a body may begin like this. */
    return !unspaced(last_char(line)) || length <= 100;
}

void mg_head_join(char *text, size_t *n, mg_span behind)
{
    uint32_t last = last_char((mg_span){text, *n});
    if (last == 0xad)
        *n -= 2; /* a soft hyphen: the word was broken there */
    else if (last == '-' || last == ' ' || last == '\n')
        return; /* a word broken at its own hyphen */
    else if (!unspaced(last) || !mg_head_unspaced(behind))
        text[(*n)++] = ' ';
}
