/* charset.c - see charset.h. */
#include "indexer/charset.h"

#include "common/bits.h"
#include "common/utf8.h"

#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>
#include <unicode/ucsdet.h>

#define SAMPLE 8192              /* bytes looked at for NULs and control bytes */
#define GUESS_SAMPLE (64 * 1024) /* bytes shown to the detector */
#define GUESS_CONFIDENCE 30      /* ICU's percentage below which a guess is no better than the fallback */

static const char fallback[] = "windows-1252";

/* UTF-8. */

/* Append `s` with every malformed byte as U+FFFD; returns how many there were. */
static size_t add_mended(mg_span s, mg_buf *text)
{
    size_t bad = 0;
    for (size_t at = 0; at < s.n;) {
        size_t good = mg_utf8_valid(mg_span_sub(s, at, s.n));
        mg_buf_add(text, mg_span_sub(s, at, at + good));
        at += good;
        if (at == s.n) break;
        mg_buf_add_char(text, 0xfffd);
        bad++;
        at++;
    }
    return bad;
}

/* Malformed bytes are under one in a hundred of the non-ASCII sequences. */
static bool nearly_utf8(mg_span s)
{
    size_t bad = 0, sequences = 0;
    for (size_t at = 0; at < s.n;) {
        if ((unsigned char)s.p[at] < 0x80) {
            mg_64 bytes = mg_64_at(s, at);
            uint64_t others = mg_bits_no_ascii(&bytes);
            at += others ? mg_bits_first(others) : 64; /* the end, or more, when there are none */
            continue;
        }
        size_t from = at;
        sequences++;
        bad += mg_utf8_next(s, &at) == 0xfffd && at - from == 1;
    }
    return bad > 0 && bad * 100 < sequences;
}

/* Conversion. */

/* ICU calls this for what it cannot read; `context` counts. */
static void replace(const void *context, UConverterToUnicodeArgs *args, const char *units, int32_t n,
                    UConverterCallbackReason reason, UErrorCode *code)
{
    static const UChar mark[] = {0xfffd};
    size_t *bad = (size_t *)(uintptr_t)context;
    (void)units;
    (void)n;
    if (reason > UCNV_IRREGULAR) return; /* reset, close, clone */
    ++*bad;
    *code = U_ZERO_ERROR;
    ucnv_cbToUWriteUChars(args, mark, 1, 0, code);
}

/* Put as many units as are ASCII, some at a time; returns how many. */
static size_t put_ascii(const UChar *units, size_t n, char *to)
{
    enum { AT_ONCE = 16 };
    size_t i = 0;
    for (; n - i >= AT_ONCE; i += AT_ONCE) {
        UChar any = 0;
        for (size_t k = i; k < i + AT_ONCE; k++) any |= units[k];
        if (any >= 0x80) break;
        for (size_t k = i; k < i + AT_ONCE; k++) to[k] = (char)units[k];
    }
    return i;
}

/* Append UTF-16 as UTF-8; lone surrogates become U+FFFD. *lead carries one over from piece to piece. */
static void add_utf16(const UChar *units, size_t n, uint32_t *lead, mg_buf *text)
{
    if (!mg_buf_reserve(text, 3 * n + 3)) return;
    for (size_t i = 0; i < n; i++) {
        size_t ascii = *lead ? 0 : put_ascii(units + i, n - i, text->p + text->n);
        text->n += ascii;
        if ((i += ascii) == n) break;
        uint32_t unit = units[i];
        if (*lead && unit >= 0xdc00 && unit < 0xe000) {
            unit = 0x10000 + ((*lead - 0xd800) << 10) + (unit - 0xdc00);
            *lead = 0;
        } else if (*lead) {
            mg_buf_add_char(text, 0xfffd);
            *lead = 0;
        }
        if (unit >= 0xd800 && unit < 0xdc00)
            *lead = unit;
        else
            text->n += mg_utf8_put(unit, text->p + text->n);
    }
    text->p[text->n] = '\0';
}

/* Convert by the ICU converter `name`; false when there is none of that name. */
static bool convert(mg_span raw, const char *name, mg_buf *text, size_t *bad)
{
    UErrorCode code = U_ZERO_ERROR;
    *bad = 0;
    UConverter *converter = ucnv_open(name, &code);
    if (U_FAILURE(code)) return false;
    ucnv_setToUCallBack(converter, replace, bad, NULL, NULL, &code);
    const char *from = raw.p, *end = raw.p + raw.n;
    uint32_t lead = 0;
    do {
        UChar units[2048], *to = units;
        code = U_ZERO_ERROR;
        ucnv_toUnicode(converter, &to, units + MG_COUNT(units), &from, end, NULL, true, &code);
        add_utf16(units, (size_t)(to - units), &lead, text);
    } while (code == U_BUFFER_OVERFLOW_ERROR && !text->failed);
    if (lead) mg_buf_add_char(text, 0xfffd);
    ucnv_close(converter);
    return !U_FAILURE(code) || text->failed;
}

/* Convert, unless too much of it fails: then `text` is as before. */
static bool convert_well(mg_span raw, const char *name, mg_buf *text, size_t *bad)
{
    size_t before = text->n;
    if (convert(raw, name, text, bad) && (*bad == 0 || *bad < raw.n / 50)) return true;
    text->n = before;
    if (text->p) text->p[before] = '\0';
    return text->failed;
}

/* Which encoding. */

static const char *byte_order_mark(mg_span raw, size_t *length)
{
    static const struct {
        mg_span mark;
        const char *name;
    } marks[] = {
        {{"\xef\xbb\xbf", 3}, "UTF-8"},    {{"\xff\xfe\0\0", 4}, "UTF-32LE"},
        {{"\0\0\xfe\xff", 4}, "UTF-32BE"}, {{"\xff\xfe", 2}, "UTF-16LE"},
        {{"\xfe\xff", 2}, "UTF-16BE"},     {{"\x84\x31\x95\x33", 4}, "gb18030"},
    };
    for (size_t i = 0; i < MG_COUNT(marks); i++) {
        if (!mg_span_starts(raw, marks[i].mark)) continue;
        *length = marks[i].mark.n;
        return marks[i].name;
    }
    return NULL;
}

/* UTF-16 without a mark: where text is mostly of one half-block (ASCII), every other byte is a NUL. */
static const char *utf16_pattern(mg_span raw)
{
    size_t nuls[2] = {0, 0}, n = MG_MIN(raw.n, SAMPLE) & ~(size_t)1;
    if (mg_span_find(mg_span_sub(raw, 0, n), 0, '\0') == n) return NULL;
    for (size_t i = 0; i < n; i++) nuls[i & 1] += raw.p[i] == '\0';
    size_t half = n / 2;
    if (half < 2) return NULL;
    if (nuls[1] * 10 >= half * 4 && nuls[0] * 20 <= half) return "UTF-16LE";
    if (nuls[0] * 10 >= half * 4 && nuls[1] * 20 <= half) return "UTF-16BE";
    return NULL;
}

/* The converter for a declared label, with the meaning that browsers give it; NULL when it is to be ignored.
 */
static const char *declared(mg_span label, char *room, size_t size)
{
    static const char *const meanings[][2] = {
        {"iso-8859-1", "windows-1252"},
        {"iso8859-1", "windows-1252"},
        {"iso_8859-1", "windows-1252"},
        {"latin1", "windows-1252"},
        {"latin-1", "windows-1252"},
        {"l1", "windows-1252"},
        {"us-ascii", "windows-1252"},
        {"ascii", "windows-1252"},
        {"ansi_x3.4-1968", "windows-1252"},
        {"ansi", "windows-1252"},
        {"x-user-defined", "windows-1252"},
        {"iso-8859-9", "windows-1254"},
        {"latin5", "windows-1254"},
        {"iso-8859-11", "windows-874"},
        {"tis-620", "windows-874"},
        {"gb2312", "gb18030"},
        {"gbk", "gb18030"},
        {"gb_2312-80", "gb18030"},
        {"x-gbk", "gb18030"},
        {"euc-kr", "windows-949"},
        {"ks_c_5601-1987", "windows-949"},
        {"ksc5601", "windows-949"},
        {"shift_jis", "windows-31j"},
        {"shift-jis", "windows-31j"},
        {"sjis", "windows-31j"},
        {"x-sjis", "windows-31j"},
        {"big5", "Big5-HKSCS"},
        {"big-5", "Big5-HKSCS"},
        {"utf-8", NULL},
        {"utf8", NULL},
        {"unicode", NULL},
        {"utf-16", NULL},
        {"utf-16le", NULL},
        {"utf-16be", NULL},
        {"utf-7", NULL},
    };
    label = mg_span_trim(label);
    if (!label.n || label.n >= size) return NULL;
    for (size_t i = 0; i < label.n; i++)
        if (label.p[i] <= ' ' || label.p[i] > '~' || label.p[i] == ',')
            return NULL; /* ',' gives ICU options */
    for (size_t i = 0; i < MG_COUNT(meanings); i++)
        if (mg_span_eq_nocase(label, mg_span_str(meanings[i][0]))) return meanings[i][1];
    memcpy(room, label.p, label.n);
    room[label.n] = '\0';
    return room;
}

bool mg_charset_is_label(mg_span label)
{
    char room[64];
    UErrorCode code = U_ZERO_ERROR;
    const char *name = declared(label, room, sizeof room);
    return name && ucnv_countAliases(name, &code) > 0 && U_SUCCESS(code);
}

/* ISO-2022 hides in ASCII bytes, so it must be asked for before they are taken for UTF-8. */
static bool is_escaped(mg_span raw, const char *label)
{
    return label && strncasecmp(label, "iso-2022-", 9) == 0 && mg_span_find(raw, 0, '\033') < raw.n;
}

/* ICU's best guess, when it is confident and its name is that of an 8-bit encoding; into `room`. */
static const char *guess(mg_span raw, char *room, size_t size)
{
    UErrorCode code = U_ZERO_ERROR;
    UCharsetDetector *detector = ucsdet_open(&code);
    const char *name = NULL;
    if (U_FAILURE(code)) return NULL;
    ucsdet_setText(detector, raw.p, (int32_t)MG_MIN(raw.n, GUESS_SAMPLE), &code);
    const UCharsetMatch *match = ucsdet_detect(detector, &code);
    if (U_SUCCESS(code) && match && ucsdet_getConfidence(match, &code) >= GUESS_CONFIDENCE)
        name = ucsdet_getName(match, &code);
    if (U_SUCCESS(code) && name && strncmp(name, "UTF-", 4) != 0)
        name = declared(mg_span_str(name), room, size);
    else
        name = NULL;
    if (name && name != room && strlen(name) < size) name = memcpy(room, name, strlen(name) + 1); /* outlive the detector */
    ucsdet_close(detector);
    return name;
}

/* A name that lives as long as ICU, for reports. */
static const char *lasting_name(const char *name)
{
    UErrorCode code = U_ZERO_ERROR;
    const char *standard = ucnv_getStandardName(name, "IANA", &code);
    if (!standard) {
        code = U_ZERO_ERROR;
        standard = ucnv_getAlias(name, 0, &code);
    }
    return standard ? standard : "";
}

static mg_status won(const char *name, const char *rule, size_t bad, const mg_buf *text, mg_charset_how *how,
                     mg_error *err)
{
    if (how) *how = (mg_charset_how){.name = lasting_name(name), .rule = rule, .bad = bad};
    return mg_buf_check(text, "decoding text", err);
}

bool mg_charset_is_utf8(mg_span raw, mg_span label)
{
    char room[64];
    size_t mark;
    return !byte_order_mark(raw, &mark) && !utf16_pattern(raw) &&
           !is_escaped(raw, declared(label, room, sizeof room)) && mg_utf8_valid(raw) == raw.n;
}

mg_status mg_charset_to_utf8(mg_span raw, mg_span label, mg_buf *text, mg_charset_how *how, mg_error *err)
{
    char label_room[64], guess_room[64];
    size_t mark = 0, bad = 0;
    if (!raw.n) return won("UTF-8", "utf-8", 0, text, how, err);
    const char *name = byte_order_mark(raw, &mark);
    if (name && strcmp(name, "UTF-8") != 0 && convert(mg_span_sub(raw, mark, raw.n), name, text, &bad))
        return won(name, "bom", bad, text, how, err);
    if (name) {
        bad = add_mended(mg_span_sub(raw, mark, raw.n), text);
        return won("UTF-8", "bom", bad, text, how, err);
    }
    name = utf16_pattern(raw);
    if (name && convert(raw, name, text, &bad)) return won(name, "pattern", bad, text, how, err);
    name = declared(label, label_room, sizeof label_room);
    if (is_escaped(raw, name) && convert_well(raw, name, text, &bad))
        return won(name, "declared", bad, text, how, err);
    if (mg_utf8_valid(raw) == raw.n) {
        mg_buf_add(text, raw);
        return won("UTF-8", "utf-8", 0, text, how, err);
    }
    if (name && convert_well(raw, name, text, &bad)) return won(name, "declared", bad, text, how, err);
    if (nearly_utf8(raw)) {
        bad = add_mended(raw, text);
        return won("UTF-8", "utf-8", bad, text, how, err);
    }
    name = guess(raw, guess_room, sizeof guess_room);
    if (name && convert_well(raw, name, text, &bad)) return won(name, "guess", bad, text, how, err);
    if (convert(raw, fallback, text, &bad)) return won(fallback, "fallback", bad, text, how, err);
    return mg_fail(err, MG_INTERNAL, "ICU has no converter for %s: its data files are missing", fallback);
}

/* What text does not hold: control characters but white space, ESC (ISO-2022) and SUB (the end of a DOS
 * file). */
static const bool is_control[256] = {[0 ... 8] = true, [14 ... 25] = true, [28 ... 31] = true, [127] = true};

bool mg_charset_is_binary(mg_span raw)
{
    size_t mark, control = 0, n = MG_MIN(raw.n, SAMPLE);
    if (byte_order_mark(raw, &mark) || utf16_pattern(raw)) return false;
    if (mg_span_starts(raw, MG_SPAN("%PDF-"))) return true; /* its first pages may look like text */
    for (size_t i = 0; i < n; i++) control += is_control[(unsigned char)raw.p[i]];
    /* One stray NUL is damage, one in fifty bytes is another kind of file. */
    return (control > 1 && control * 50 > n) || (n && control * 2 >= n);
}
