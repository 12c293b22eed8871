/* mail_decode.c - see mail_decode.h. */
#include "indexer/mail_decode.h"

#include "common/utf8.h"
#include "indexer/charset.h"
#include "indexer/gmime.h"

#define HEADER_MAX 8192  /* bytes of a header's value that are read */
#define ADDRESS_MAX 2048 /* gmime calls itself for each group in a group: 100 bytes of stack for each of these */

/* The value of a header, up to `max` bytes, as a string: in UTF-8, without NULs and line ends. */
static mg_status header_string(mg_span raw, size_t max, mg_span charset, mg_buf *out, mg_error *err)
{
    mg_buf line = MG_BUF_INIT;
    raw = mg_span_sub(raw, 0, max);
    for (size_t i = 0; i < raw.n; i++) {
        char c = raw.p[i];
        if (c != '\n' && c != '\r') mg_buf_addc(&line, c && c != '\t' ? c : ' '); /* a fold's blank follows */
    }
    mg_buf_adds(out, "");
    mg_status status = mg_buf_check(&line, "reading a mail", err);
    if (status == MG_OK) status = mg_charset_to_utf8(mg_buf_span(&line), charset, out, NULL, err);
    mg_buf_dispose(&line);
    return status;
}

/* Encoded words. gmime would decode them too, but drops what their label does not fit. */

typedef struct {
    mg_span label, text;
    char code; /* 'b' or 'q' */
    size_t end;
} encoded_word;

/* Is there a whole one at `at`? */
static bool word_at(mg_span s, size_t at, encoded_word *word)
{
    if (!mg_span_starts(mg_span_sub(s, at, s.n), MG_SPAN("=?"))) return false;
    size_t label = at + 2, mark = mg_span_find(s, label, '?');
    if (mark + 3 >= s.n || s.p[mark + 2] != '?') return false;
    word->code = (char)(s.p[mark + 1] | 0x20);
    if (word->code != 'b' && word->code != 'q') return false;
    size_t end = mg_span_find_span(s, mark + 3, MG_SPAN("?="));
    if (end == s.n) return false;
    mg_span named = mg_span_sub(s, label, mark);
    word->label = mg_span_sub(named, 0, mg_span_find(named, 0, '*')); /* a language may follow */
    word->text = mg_span_sub(s, mark + 3, end);
    word->end = end + 2;
    return true;
}

static void add_word_bytes(const mg_gmime *gmime, const encoded_word *word, mg_buf *bytes)
{
    size_t from = bytes->n;
    unsigned char *out;
    guint32 save = 0;
    int state = 0;
    if (!mg_buf_reserve(bytes, word->text.n + 3)) return;
    out = (unsigned char *)bytes->p + from;
    if (word->code == 'b') {
        bytes->n += gmime->g_mime_encoding_base64_decode_step((const unsigned char *)word->text.p, word->text.n, out, &state, &save);
    } else {
        char *text = bytes->p + from;
        size_t n = word->text.n;
        for (size_t i = 0; i < n; i++) text[i] = word->text.p[i] == '_' ? ' ' : word->text.p[i];
        bytes->n += gmime->g_mime_encoding_quoted_decode_step(out, n, out, &state, &save); /* it never outruns what it reads */
    }
    bytes->p[bytes->n] = '\0';
}

/* Append the words from `at` on that have the same label; returns where they end. Some programs cut characters in two. */
static size_t add_words(const mg_gmime *gmime, mg_span s, size_t at, mg_buf *out)
{
    mg_buf bytes = MG_BUF_INIT;
    encoded_word word, next;
    bool more = word_at(s, at, &word);
    for (next = word; more; more = word_at(s, at, &next) && mg_span_eq_nocase(next.label, word.label)) {
        add_word_bytes(gmime, &next, &bytes);
        size_t end = at = next.end;
        while (at < s.n && s.p[at] == ' ') at++;
        if (!word_at(s, at, &next)) at = end; /* the blanks are of the text */
    }
    if (mg_charset_to_utf8(mg_buf_span(&bytes), word.label, out, NULL, NULL) != MG_OK) out->failed = true;
    out->failed |= bytes.failed;
    mg_buf_dispose(&bytes);
    return at;
}

/* Append `s` with its encoded words decoded; in an address each is put between quotes, unless it is already. */
static void add_decoded(const mg_gmime *gmime, mg_span s, bool address, mg_buf *out)
{
    mg_buf words = MG_BUF_INIT;
    encoded_word word;
    bool quoted = false;
    size_t unended = 0; /* before it, no word ends: not to be looked for again and again */
    for (size_t at = 0; at < s.n;) {
        if (s.p[at] != '=' || at < unended || !word_at(s, at, &word)) {
            if (s.p[at] == '=' && mg_span_find_span(s, at, MG_SPAN("?=")) == s.n) unended = s.n;
            quoted ^= s.p[at] == '"';
            mg_buf_addc(out, s.p[at++]);
            continue;
        }
        mg_buf_reset(&words);
        at = add_words(gmime, s, at, &words);
        if (address && !quoted) mg_buf_addc(out, '"');
        for (size_t i = 0; i < words.n; i++) {
            if (address && (words.p[i] == '"' || words.p[i] == '\\')) mg_buf_addc(out, '\\');
            mg_buf_addc(out, words.p[i]);
        }
        if (address && !quoted) mg_buf_addc(out, '"');
    }
    out->failed |= words.failed;
    mg_buf_dispose(&words);
}

/* A string of gmime's in the arena, mended where an encoded word held no UTF-8. */
static mg_span keep(const char *s, mg_arena *arena)
{
    mg_span text = mg_span_str(s);
    if (mg_utf8_valid(text) == text.n) return mg_arena_copy(arena, text);
    mg_buf mended = MG_BUF_INIT;
    mg_buf_add_repaired(&mended, text);
    text = mended.failed ? (mg_span){NULL, 0} : mg_arena_copy(arena, mg_buf_span(&mended));
    mg_buf_dispose(&mended);
    return text;
}

mg_status mg_mail_text(mg_span raw, mg_span charset, mg_arena *arena, mg_span *text, mg_error *err)
{
    mg_buf string = MG_BUF_INIT, decoded = MG_BUF_INIT;
    mg_status status = header_string(raw, HEADER_MAX, charset, &string, err);
    *text = mg_buf_span(&string);
    if (status == MG_OK && mg_span_find_span(*text, 0, MG_SPAN("=?")) < text->n) {
        const mg_gmime *gmime;
        status = mg_gmime_get(&gmime, err);
        if (status == MG_OK) add_decoded(gmime, *text, false, &decoded);
        *text = mg_buf_span(&decoded);
        if (status == MG_OK) status = mg_buf_check(&decoded, "reading a mail", err);
    }
    if (status == MG_OK) *text = mg_arena_copy(arena, *text);
    mg_buf_dispose(&string);
    mg_buf_dispose(&decoded);
    return status != MG_OK || text->p ? status : mg_fail_nomem(err, "reading a mail");
}

/* The first mailbox of a list; that of a group when it comes first. */
static InternetAddress *first_mailbox(const mg_gmime *gmime, InternetAddressList *list)
{
    for (int depth = 0; list && depth < ADDRESS_MAX && gmime->internet_address_list_length(list) > 0; depth++) {
        InternetAddress *address = gmime->internet_address_list_get_address(list, 0);
        if (gmime->g_type_check_instance_is_a((GTypeInstance *)address, gmime->internet_address_mailbox_get_type())) return address;
        list = gmime->internet_address_group_get_members((InternetAddressGroup *)address);
    }
    return NULL;
}

mg_status mg_mail_mailbox(mg_span raw, mg_span charset, mg_arena *arena, mg_span *name, mg_span *address, mg_error *err)
{
    mg_buf string = MG_BUF_INIT, decoded = MG_BUF_INIT;
    *name = *address = MG_SPAN("");
    mg_status status = header_string(raw, ADDRESS_MAX, charset, &string, err);
    const mg_gmime *gmime;
    if (status == MG_OK) status = mg_gmime_get(&gmime, err);
    if (status == MG_OK) {
        add_decoded(gmime, mg_buf_span(&string), true, &decoded);
        status = mg_buf_check(&decoded, "reading a mail", err);
    }
    if (status == MG_OK && decoded.n) {
        InternetAddressList *list = gmime->internet_address_list_parse(NULL, decoded.p);
        InternetAddress *first = first_mailbox(gmime, list);
        const char *written = first ? gmime->internet_address_get_name(first) : NULL;
        if (written) *name = keep(written, arena);
        written = first ? gmime->internet_address_mailbox_get_addr((InternetAddressMailbox *)first) : NULL;
        if (written) *address = keep(written, arena);
        if (list) gmime->g_object_unref(list);
    }
    mg_buf_dispose(&string);
    mg_buf_dispose(&decoded);
    return status != MG_OK || (name->p && address->p) ? status : mg_fail_nomem(err, "reading a mail");
}

/* Content types. */

static mg_span parameter(const mg_gmime *gmime, GMimeContentType *type, const char *name, mg_arena *arena)
{
    const char *value = gmime->g_mime_content_type_get_parameter(type, name);
    return value ? keep(value, arena) : MG_SPAN("");
}

static bool parameter_is(const mg_gmime *gmime, GMimeContentType *type, const char *name, const char *value)
{
    const char *found = gmime->g_mime_content_type_get_parameter(type, name);
    return found && strcasecmp(found, value) == 0;
}

/* "Text/Plain" in lower case; text/plain when there is no slash: "text" of the first standard, or nonsense. */
static mg_span type_name(mg_span raw, mg_arena *arena)
{
    size_t n = 0;
    while (n < raw.n && raw.p[n] != ';' && !mg_is_space(raw.p[n])) n++;
    if (mg_span_find(mg_span_sub(raw, 0, n), 0, '/') == n) return MG_SPAN("text/plain");
    char *name = mg_arena_alloc(arena, n + 1);
    for (size_t i = 0; name && i < n; i++) name[i] = (char)(raw.p[i] | (raw.p[i] >= 'A' && raw.p[i] <= 'Z' ? 0x20 : 0));
    return (mg_span){name, n};
}

mg_status mg_mail_type_read(mg_span raw, mg_arena *arena, mg_mail_type *out, mg_error *err)
{
    *out = (mg_mail_type){.flowed = false};
    if (!raw.n) return MG_OK;
    mg_buf string = MG_BUF_INIT;
    const mg_gmime *gmime;
    mg_status status = header_string(raw, HEADER_MAX, MG_SPAN(""), &string, err);
    if (status == MG_OK) status = mg_gmime_get(&gmime, err);
    if (status == MG_OK) {
        GMimeContentType *type = gmime->g_mime_content_type_parse(NULL, string.p);
        out->type = type_name(mg_buf_span(&string), arena);
        out->charset = parameter(gmime, type, "charset", arena);
        out->boundary = parameter(gmime, type, "boundary", arena);
        out->envelope = parameter(gmime, type, "smime-type", arena);
        out->flowed = parameter_is(gmime, type, "format", "flowed");
        out->delsp = parameter_is(gmime, type, "delsp", "yes");
        gmime->g_object_unref(type);
        if (!out->type.p || !out->charset.p || !out->boundary.p || !out->envelope.p)
            status = mg_fail_nomem(err, "reading a mail");
    }
    mg_buf_dispose(&string);
    return status;
}

/* Dates. */

static bool has(mg_span s, mg_span word)
{
    return mg_span_find_span(s, 0, word) < s.n;
}

/* Is the first clock in `s` that one, with a number or nothing behind it? */
static bool has_clock(mg_span s, int hour, int minute)
{
    size_t colon = mg_span_find(s, 0, ':');
    if (colon == s.n) return false;
    const char *end = s.p + s.n, *p = s.p + colon;
    unsigned found = 0, behind = 0; /* hostile ones overflow */
    while (p > s.p && p[-1] >= '0' && p[-1] <= '9') p--;
    for (; p < s.p + colon; p++) found = found * 10 + (unsigned)(*p - '0');
    for (p++; p < end && *p >= '0' && *p <= '9'; p++) behind = behind * 10 + (unsigned)(*p - '0');
    bool more = p + 1 < end && *p == ':';
    return found == (unsigned)hour && behind == (unsigned)minute && (!more || (p[1] >= '0' && p[1] <= '9'));
}

/* What gmime makes of a date that date.h does not read. It takes nearly anything for one, what has no zone for GMT,
 * and a clock that it cannot read for midnight. */
static bool old_date(const char *text, mg_date *out)
{
    mg_span s = mg_span_str(text);
    const mg_gmime *gmime;
    if (mg_span_find(s, 0, '/') < s.n || mg_gmime_get(&gmime, NULL) != MG_OK) return false;
    GDateTime *time = gmime->g_mime_utils_header_decode_date(text);
    if (!time) return false;
    *out = (mg_date){
        .precision = MG_DATE_SECOND,
        .hour = gmime->g_date_time_get_hour(time),
        .minute = gmime->g_date_time_get_minute(time),
        .second = gmime->g_date_time_get_second(time),
        .zone_minutes = (int)(gmime->g_date_time_get_utc_offset(time) / G_TIME_SPAN_MINUTE),
    };
    gmime->g_date_time_get_ymd(time, &out->year, &out->month, &out->day);
    gmime->g_date_time_unref(time);
    if (!has_clock(s, out->hour, out->minute)) return false;
    out->has_zone = out->zone_minutes != 0 || has(s, MG_SPAN("GMT")) || has(s, MG_SPAN("UT")) || has(s, MG_SPAN("0000"));
    return true;
}

bool mg_mail_date(mg_span raw, mg_date *out)
{
    char text[128];
    size_t n = 0;
    *out = (mg_date){.precision = MG_DATE_NONE};
    for (size_t i = 0; i < raw.n && n < sizeof text - 1; i++)
        if (raw.p[i] != '\n' && raw.p[i] != '\r') text[n++] = raw.p[i] > ' ' && raw.p[i] < 0x7f ? raw.p[i] : ' ';
    text[n] = '\0';
    mg_span s = mg_span_trim((mg_span){text, n});
    bool found = n && (mg_date_parse(s, out) || old_date(text, out));
    /* Clocks that were never set, and years that no mail has. */
    bool unset = out->year == 1970 && out->month == 1 && out->day == 1;
    if (found && out->precision >= MG_DATE_DAY && !unset && out->year >= 1969 && out->year < 2200) return true;
    *out = (mg_date){.precision = MG_DATE_NONE};
    return false;
}

/* Bodies. */

mg_status mg_mail_transfer(mg_span body, mg_span encoding, mg_buf *room, mg_span *out, mg_error *err)
{
    char name[32];
    size_t n = MG_MIN(encoding.n, sizeof name - 1);
    *out = body;
    if (!n || !body.n) return MG_OK;
    memcpy(name, encoding.p, n);
    name[n] = '\0';
    const mg_gmime *gmime;
    MG_TRY(mg_gmime_get(&gmime, err));
    GMimeContentEncoding kind = gmime->g_mime_content_encoding_from_string(name);
    if (kind != GMIME_CONTENT_ENCODING_BASE64 && kind != GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE &&
        kind != GMIME_CONTENT_ENCODING_UUENCODE)
        return MG_OK;
    GMimeEncoding state;
    gmime->g_mime_encoding_init_decode(&state, kind);
    if (mg_buf_reserve(room, gmime->g_mime_encoding_outlen(&state, body.n))) {
        room->n += gmime->g_mime_encoding_flush(&state, body.p, body.n, room->p + room->n);
        room->p[room->n] = '\0';
    }
    *out = mg_buf_span(room);
    return mg_buf_check(room, "decoding a mail", err);
}
