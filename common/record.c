/* record.c - see record.h. */
#include "common/record.h"

#include "common/utf8.h"

#include <stdio.h>

enum {
    FIELD_END,
    FIELD_ID,
    FIELD_TITLE,
    FIELD_STANDFIRST,
    FIELD_BYLINE,
    FIELD_DATE,
    FIELD_DATE_SOURCE,
    FIELD_MODIFIED,
    FIELD_SOURCE,
    FIELD_SECTION,
    FIELD_DATELINE,
    FIELD_URL,
    FIELD_LANGUAGE,
    FIELD_KEYWORD,
    FIELD_PATH,
    FIELD_MEMBER,
    FIELD_FORMAT,
    FIELD_ROOT,
    FIELD_PAGES,
    FIELD_CLAIMED,
};

/* No deflate stream holds more than 1032 times its length, and no LZ4 block 255 times: a record that claims more is not believed. */
#define PACK_RATIO_MAX ((uint64_t)1040)

/* Packing less than this gains nothing. */
#define PACK_MIN 120

static void put_length(mg_buf *out, uint64_t n)
{
    for (; n >= 0x80; n >>= 7) mg_buf_addc(out, (char)(n | 0x80));
    mg_buf_addc(out, (char)n);
}

static bool get_length(mg_span bytes, size_t *at, uint64_t *n)
{
    *n = 0;
    for (unsigned shift = 0; shift < 63 && *at < bytes.n; shift += 7) {
        unsigned char byte = (unsigned char)bytes.p[(*at)++];
        *n |= (uint64_t)(byte & 0x7f) << shift;
        if (!(byte & 0x80)) return true;
    }
    return false;
}

static void put_field(mg_buf *out, int tag, mg_span value)
{
    if (!value.n) return;
    mg_buf_addc(out, (char)tag);
    put_length(out, value.n);
    mg_buf_add(out, value);
}

static void put_list(mg_buf *out, int tag, mg_spans list)
{
    for (size_t i = 0; i < list.n; i++) put_field(out, tag, list.v[i]);
}

static void put_date(mg_buf *out, int tag, const mg_date *date)
{
    char text[14 + 6];
    size_t n = mg_date_key(date, text);
    if (n && date->has_zone && date->precision == MG_DATE_SECOND) {
        int zone = date->zone_minutes < 0 ? -date->zone_minutes : date->zone_minutes;
        snprintf(text + n, sizeof text - n, "%c%02d%02d", date->zone_minutes < 0 ? '-' : '+', zone / 60 % 24, zone % 60);
        n += 5;
    }
    put_field(out, tag, (mg_span){text, n});
}

static void put_pages(mg_buf *out, mg_offsets pages)
{
    mg_buf steps = MG_BUF_INIT;
    for (size_t i = 1; i < pages.n; i++) put_length(&steps, pages.v[i] - pages.v[i - 1]);
    put_field(out, FIELD_PAGES, mg_buf_span(&steps));
    out->failed |= steps.failed;
    mg_buf_dispose(&steps);
}

static bool get_pages(mg_span value, mg_arena *arena, mg_offsets *out, bool *nomem)
{
    size_t *pages = mg_arena_alloc(arena, (value.n + 1) * sizeof *pages), n = 1;
    if (!pages) {
        *nomem = true;
        return false;
    }
    for (size_t at = 0; at < value.n; n++) {
        uint64_t step;
        if (!get_length(value, &at, &step) || step > MG_RECORD_BODY_MAX - pages[n - 1]) return false;
        pages[n] = pages[n - 1] + (size_t)step;
    }
    *out = (mg_offsets){pages, n};
    return true;
}

static bool get_date(mg_span value, mg_date *out)
{
    mg_span zone = value.n == 19 ? mg_span_sub(value, 14, 19) : (mg_span){0};
    if (!mg_date_from_key(mg_span_sub(value, 0, value.n - zone.n), out)) return false;
    if (!zone.n) return true;
    for (size_t i = 1; i < 5; i++)
        if (zone.p[i] < '0' || zone.p[i] > '9') return false;
    int minutes = ((zone.p[1] - '0') * 10 + zone.p[2] - '0') * 60 + (zone.p[3] - '0') * 10 + zone.p[4] - '0';
    out->has_zone = true;
    out->zone_minutes = zone.p[0] == '-' ? -minutes : minutes;
    return zone.p[0] == '-' || zone.p[0] == '+';
}

mg_status mg_record_encode(const mg_article *a, uint32_t root, mg_text_packer *packer, mg_buf *out, mg_error *err)
{
    mg_buf_addc(out, MG_RECORD_VERSION);
    put_field(out, FIELD_ID, a->id);
    put_field(out, FIELD_CLAIMED, a->claimed);
    put_field(out, FIELD_TITLE, a->title);
    put_field(out, FIELD_STANDFIRST, a->standfirst);
    put_list(out, FIELD_BYLINE, a->byline);
    put_date(out, FIELD_DATE, &a->date);
    if (a->date_source) put_field(out, FIELD_DATE_SOURCE, (mg_span){&(char){(char)a->date_source}, 1});
    put_date(out, FIELD_MODIFIED, &a->modified);
    put_field(out, FIELD_SOURCE, a->source);
    put_field(out, FIELD_SECTION, a->section);
    put_field(out, FIELD_DATELINE, a->dateline);
    put_field(out, FIELD_URL, a->url);
    put_field(out, FIELD_LANGUAGE, a->language);
    put_list(out, FIELD_KEYWORD, a->keywords);
    put_field(out, FIELD_PATH, a->path);
    put_field(out, FIELD_MEMBER, a->member);
    put_field(out, FIELD_FORMAT, a->format);
    put_pages(out, a->pages);
    char number[12];
    if (root) put_field(out, FIELD_ROOT, (mg_span){number, (size_t)snprintf(number, sizeof number, "%u", root)});
    mg_buf_addc(out, FIELD_END);
    put_length(out, a->body.n);
    if (a->body.n < PACK_MIN || !packer) {
        mg_buf_addc(out, 0);
        mg_buf_add(out, a->body);
    } else {
        bool words = a->body.n <= MG_TEXT_WORDS_MAX && mg_span_eq(a->language, MG_SPAN("en"));
        mg_buf_addc(out, words ? 2 : 1);
        MG_TRY(mg_text_pack(packer, words ? MG_TEXT_WORDS : MG_TEXT_DEFLATED, a->body, out, err));
    }
    return mg_buf_check(out, "storing an article", err);
}

static bool get_number(mg_span value, uint32_t *out)
{
    *out = 0;
    for (size_t i = 0; i < value.n; i++) {
        if (value.p[i] < '0' || value.p[i] > '9' || i >= 9) return false;
        *out = *out * 10 + (uint32_t)(value.p[i] - '0');
    }
    return value.n > 0;
}

/* Take one field into the record; false when its value is impossible. */
static bool take_field(mg_record *r, int tag, mg_span value, mg_arena *arena, bool *nomem)
{
    mg_article *a = &r->article;
    if (!value.n || (tag != FIELD_PATH && tag != FIELD_PAGES && mg_utf8_valid(value) != value.n)) return false;
    switch (tag) {
    case FIELD_ID: a->id = value; return true;
    case FIELD_CLAIMED: a->claimed = value; return true;
    case FIELD_TITLE: a->title = value; return true;
    case FIELD_STANDFIRST: a->standfirst = value; return true;
    case FIELD_BYLINE: *nomem = !mg_spans_add(&a->byline, value, arena); return !*nomem;
    case FIELD_DATE: return get_date(value, &a->date);
    case FIELD_DATE_SOURCE:
        a->date_source = value.n == 1 && value.p[0] < MG_DATE_SOURCES ? (mg_date_source)value.p[0] : MG_DATE_FROM_NOWHERE;
        return a->date_source != MG_DATE_FROM_NOWHERE;
    case FIELD_MODIFIED: return get_date(value, &a->modified);
    case FIELD_SOURCE: a->source = value; return true;
    case FIELD_SECTION: a->section = value; return true;
    case FIELD_DATELINE: a->dateline = value; return true;
    case FIELD_URL: a->url = value; return true;
    case FIELD_LANGUAGE: a->language = value; return true;
    case FIELD_KEYWORD: *nomem = !mg_spans_add(&a->keywords, value, arena); return !*nomem;
    case FIELD_PATH: a->path = value; return true;
    case FIELD_MEMBER: a->member = value; return true;
    case FIELD_FORMAT: a->format = value; return true;
    case FIELD_ROOT: return get_number(value, &r->root);
    case FIELD_PAGES: return get_pages(value, arena, &a->pages, nomem);
    default: return false;
    }
}

static mg_status decode_body(mg_span bytes, size_t at, mg_unpacked_text *unpacked, mg_record *out, mg_error *err)
{
    mg_span *body = &out->article.body;
    if (!get_length(bytes, &at, &out->body_bytes) || out->body_bytes > MG_RECORD_BODY_MAX || at >= bytes.n)
        return mg_fail(err, MG_CORRUPT, "a stored article's length is damaged");
    const mg_offsets *pages = &out->article.pages;
    if (pages->n && pages->v[pages->n - 1] > out->body_bytes)
        return mg_fail(err, MG_CORRUPT, "a stored article's pages are damaged");
    int method = bytes.p[at++];
    mg_span packed = mg_span_sub(bytes, at, bytes.n);
    if (!unpacked) return MG_OK;
    if (out->body_bytes > packed.n * PACK_RATIO_MAX + PACK_RATIO_MAX)
        return mg_fail(err, MG_CORRUPT, "a stored article's length is damaged");
    if (method == 0 && packed.n == out->body_bytes) {
        *body = packed;
    } else if (method == 1 || method == 2) {
        mg_text_way way = method == 1 ? MG_TEXT_DEFLATED : MG_TEXT_WORDS;
        MG_TRY(mg_text_unpack(unpacked, packed, way, (size_t)out->body_bytes, body, err));
    } else {
        return mg_fail(err, MG_CORRUPT, "a stored article's text is damaged");
    }
    if (mg_utf8_valid(*body) != body->n) return mg_fail(err, MG_CORRUPT, "a stored article's text is not UTF-8");
    return MG_OK;
}

mg_status mg_record_decode(mg_span bytes, mg_arena *arena, mg_unpacked_text *unpacked, mg_record *out, mg_error *err)
{
    *out = (mg_record){0};
    if (bytes.n == 0 || bytes.p[0] != MG_RECORD_VERSION)
        return mg_fail(err, MG_VERSION, "an article's record is not of version %d; was this index made by Morgue?",
                       MG_RECORD_VERSION);
    for (size_t at = 1; at < bytes.n;) {
        int tag = bytes.p[at++];
        if (tag == FIELD_END) {
            out->fields = mg_span_sub(bytes, 0, at);
            return decode_body(bytes, at, unpacked, out, err);
        }
        uint64_t length;
        bool nomem = false;
        if (!get_length(bytes, &at, &length) || length > bytes.n - at) break;
        if (!take_field(out, tag, mg_span_sub(bytes, at, at + length), arena, &nomem))
            return nomem ? mg_fail_nomem(err, "reading a stored article")
                         : mg_fail(err, MG_CORRUPT, "field %d of a stored article is damaged", tag);
        at += length;
    }
    return mg_fail(err, MG_CORRUPT, "a stored article is cut short");
}
