/* extract.c - see extract.h: which format, and what every format's articles have in common. */
#include "indexer/extract.h"

#include "common/hash.h"
#include "common/utf8.h"
#include "indexer/charset.h"
#include "indexer/normalize.h"

#include <inttypes.h>
#include <stdio.h>

#define SNIFF_MAX 4096 /* bytes of UTF-8 shown to a sniffer */
#define ID_MAX 240     /* bytes; longer ones are cut and told apart by a hash */
#define ID_KEPT 200

/* The text format comes last: it has no sniffer, and fits whatever has no suffix. */
const mg_format *const mg_formats[] = {
    &mg_format_warc,
    &mg_format_mbox,
    &mg_format_eml,
    &mg_format_pdf,
    &mg_format_docx,
    &mg_format_odt,
    &mg_format_ninjs,
    &mg_format_jsonl,
    &mg_format_json,
    &mg_format_reuters,
    &mg_format_trec,
    &mg_format_nitf,
    &mg_format_newsml_g2,
    &mg_format_newsml,
    &mg_format_rcv1,
    &mg_format_tei,
    &mg_format_alto,
    &mg_format_fodt,
    &mg_format_wxr,
    &mg_format_feed,
    &mg_format_sitemap,
    &mg_format_xml, /* any, by a map: behind those whose root is known */
    &mg_format_hocr,
    &mg_format_html,
    &mg_format_markdown,
    &mg_format_csv,
    &mg_format_text,
    NULL,
};

const mg_format *mg_format_by_name(mg_span name)
{
    for (size_t i = 0; mg_formats[i]; i++)
        if (mg_span_eq_nocase(name, mg_span_str(mg_formats[i]->name))) return mg_formats[i];
    return NULL;
}

const mg_format *mg_format_by_path(mg_span path)
{
    for (size_t i = 0; mg_formats[i]; i++) {
        for (const char *const *suffix = mg_formats[i]->suffixes; *suffix; suffix++) {
            size_t n = strlen(*suffix);
            if (path.n > n && mg_span_eq_nocase(mg_span_sub(path, path.n - n, path.n), mg_span_str(*suffix)))
                return mg_formats[i];
        }
    }
    return NULL;
}

static bool has_suffix(mg_span path)
{
    size_t at = path.n;
    while (at > 0 && path.p[at - 1] != '/' && path.p[at - 1] != '.') at--;
    return at > 1 && path.p[at - 1] == '.' && path.p[at - 2] != '/';
}

/* Without the character that the cut at SNIFF_MAX may have gone through. */
static mg_span raw_head(mg_span bytes)
{
    mg_span head = mg_span_sub(bytes, 0, SNIFF_MAX);
    if (bytes.n <= SNIFF_MAX) return head;
    size_t valid = mg_utf8_valid(head);
    return head.n - valid < 4 ? mg_span_sub(head, 0, valid) : head;
}

/* `raw` in UTF-8: itself when it is that, which most files are, else made in `room`. */
static mg_status as_utf8(mg_span raw, mg_span label, mg_buf *room, mg_span *out, mg_error *err)
{
    *out = raw;
    if (mg_charset_is_utf8(raw, label)) return MG_OK;
    MG_TRY(mg_charset_to_utf8(raw, label, room, NULL, err));
    *out = mg_buf_span(room);
    return MG_OK;
}

static const mg_format *sniff_all(mg_span head, bool raw)
{
    for (size_t i = 0; mg_formats[i]; i++)
        if (mg_formats[i]->raw == raw && mg_formats[i]->sniff && mg_formats[i]->sniff(head)) return mg_formats[i];
    return NULL;
}

const mg_format *mg_format_of_bytes(mg_span head)
{
    return sniff_all(mg_span_sub(head, 0, SNIFF_MAX), true);
}

/* The name that may tell the format. */
static mg_span name_of(const mg_file *file)
{
    return file->name.n ? file->name : file->path;
}

static mg_status sniff_text(mg_span bytes, const mg_format **format, mg_error *err)
{
    *format = NULL;
    mg_buf decoded = MG_BUF_INIT;
    mg_span head = {NULL, 0};
    mg_status status = as_utf8(raw_head(bytes), (mg_span){NULL, 0}, &decoded, &head, err);
    head.n = mg_utf8_floor(head, SNIFF_MAX);
    if (status == MG_OK) *format = sniff_all(head, false);
    mg_buf_dispose(&decoded);
    return status;
}

mg_status mg_format_by_content(mg_span bytes, const mg_format **format, mg_error *err)
{
    *format = sniff_all(mg_span_sub(bytes, 0, SNIFF_MAX), true);
    return *format || mg_charset_is_binary(bytes) ? MG_OK : sniff_text(bytes, format, err);
}

static mg_status guess_format(const mg_file *file, const mg_format **format, mg_error *err)
{
    MG_TRY(sniff_text(file->bytes, format, err));
    if (!*format) *format = mg_format_by_path(name_of(file));
    if (!*format && !has_suffix(name_of(file))) *format = &mg_format_text;
    return *format ? MG_OK : mg_fail(err, MG_NOTFOUND, "no known format");
}

mg_status mg_extract(const mg_file *file, const mg_format *format, mg_sink *sink, mg_error *err)
{
    bool known = format || mg_format_by_path(name_of(file)) || !has_suffix(name_of(file));
    if (!file->bytes.n && known) return mg_fail(err, MG_FORMAT, "the file is empty");
    if (!format) format = mg_format_of_bytes(file->bytes);
    if (format && format->raw) return format->extract(file->bytes, file, sink, err);
    if (mg_charset_is_binary(file->bytes))
        return mg_fail(err, known ? MG_FORMAT : MG_NOTFOUND, "looks like binary data, not text");
    if (!format) MG_TRY(guess_format(file, &format, err));
    if (format->raw) return format->extract(file->bytes, file, sink, err); /* by its name: it says itself what is wrong */

    mg_buf decoded = MG_BUF_INIT;
    mg_span head = mg_span_sub(file->bytes, 0, SNIFF_MAX), label = {NULL, 0}, text;
    if (mg_charset_is_label(file->charset)) label = file->charset;
    else if (format->declared_charset) label = format->declared_charset(head);
    mg_status status = as_utf8(file->bytes, label, &decoded, &text, err);
    if (status == MG_OK) status = format->extract(text, file, sink, err);
    mg_buf_dispose(&decoded);
    return status;
}

/* What every article gets. */

/* `bytes` as UTF-8, in the arena when that takes a copy. */
static mg_status utf8_path(mg_span bytes, mg_arena *arena, mg_span *out, mg_error *err)
{
    *out = bytes;
    if (mg_utf8_valid(bytes) == bytes.n) return MG_OK;
    mg_buf text = MG_BUF_INIT;
    mg_buf_add_repaired(&text, bytes);
    *out = text.failed ? (mg_span){NULL, 0} : mg_arena_copy(arena, mg_buf_span(&text));
    mg_buf_dispose(&text);
    return out->p ? MG_OK : mg_fail_nomem(err, "naming an article");
}

static mg_status fallback_id(mg_article *article, mg_arena *arena, mg_error *err)
{
    if (article->url.n) {
        article->id = article->url;
        return MG_OK;
    }
    MG_TRY(utf8_path(article->path, arena, &article->id, err));
    if (!article->member.n) return MG_OK;
    mg_buf id = MG_BUF_INIT;
    mg_buf_add(&id, article->id);
    mg_member_add(article->member, &id);
    article->id = id.failed ? (mg_span){NULL, 0} : mg_arena_copy(arena, mg_buf_span(&id));
    mg_buf_dispose(&id);
    return article->id.p ? MG_OK : mg_fail_nomem(err, "naming an article");
}

/* `written` is the id before it was tidied, which may have cut what makes it unique. */
static mg_status shorten_id(mg_span *id, mg_span written, mg_arena *arena, mg_error *err)
{
    if (id->n <= ID_MAX) return MG_OK;
    size_t kept = mg_utf8_floor(*id, ID_KEPT);
    char *shorter = mg_arena_alloc(arena, kept + 18);
    if (!shorter) return mg_fail_nomem(err, "naming an article");
    memcpy(shorter, id->p, kept);
    uint64_t hash = mg_hash(mg_hash(MG_HASH_START, written), *id);
    snprintf(shorter + kept, 18, "~%016" PRIx64, hash);
    *id = (mg_span){shorter, kept + 17};
    return MG_OK;
}

static void fallback_date(mg_article *article)
{
    if (article->date.precision != MG_DATE_NONE) return;
    article->date_source = MG_DATE_FROM_NOWHERE;
    if (mg_date_in_path(article->url, &article->date))
        article->date_source = MG_DATE_FROM_URL;
    else if (mg_date_in_path(article->member, &article->date) || mg_date_in_path(article->path, &article->date))
        article->date_source = MG_DATE_FROM_FILENAME;
}

/* What the article `number` of its file is called there, in `room`. */
static mg_span number_name(size_t number, char room[32])
{
    size_t at = 32;
    if (!number) return (mg_span){room, 0};
    for (; number; number /= 10) room[--at] = (char)('0' + number % 10);
    room[--at] = '#';
    return (mg_span){room + at, 32 - at};
}

/* The file's own name in its container, and the article's in the file. */
static mg_status name_member(const mg_file *file, size_t number, mg_span *member, mg_arena *arena, mg_error *err)
{
    char room[32];
    mg_span last = number_name(number, room);
    *member = file->member;
    if (!last.n) return MG_OK;
    char *both = mg_arena_alloc(arena, file->member.n + last.n);
    if (!both) return mg_fail_nomem(err, "naming an article");
    if (file->member.n) memcpy(both, file->member.p, file->member.n);
    memcpy(both + file->member.n, last.p, last.n);
    *member = (mg_span){both, file->member.n + last.n};
    return MG_OK;
}

/* The article made ready for the sink. */
static mg_status finish(const mg_file *file, const mg_format *format, size_t number, mg_article *article,
                        mg_arena *arena, mg_error *err)
{
    article->path = file->path;
    article->format = mg_span_str(format->name);
    article->announced = format->announces;
    MG_TRY(name_member(file, number, &article->member, arena, err));
    if (!article->url.n && !number) article->url = file->url;
    size_t limit = mg_limits_or_default(file->limits)->article;
    if (article->body.n > limit)
        return mg_fail(err, MG_LIMIT, "the article's text has %zu bytes, over the limit of %zu (--max-article)",
                       article->body.n, limit);
    if (!article->language.n) article->language = file->language;
    mg_span written = article->id.n ? article->id : article->url;
    MG_TRY(mg_article_normalize(article, arena, err));
    /* An entry that its archive numbers is an article, though all its text be lost. */
    if (!article->title.n && !article->body.n && !(number && article->id.n))
        return mg_fail(err, MG_FORMAT, "no article text");
    if (!article->id.n) MG_TRY(fallback_id(article, arena, err));
    MG_TRY(shorten_id(&article->id, written, arena, err));
    fallback_date(article);
    return MG_OK;
}

mg_status mg_sink_give(mg_sink *sink, const mg_file *file, const mg_format *format, size_t number,
                       mg_article *article, mg_error *err)
{
    char room[32];
    mg_error why = MG_ERROR_INIT;
    if (sink->clock) MG_TRY(mg_clock_check(sink->clock, err));
    mg_status status = finish(file, format, number, article, sink->arena, &why);
    bool passed_over = number && (status == MG_FORMAT || status == MG_LIMIT);
    if (status == MG_OK)
        status = sink->article(sink->payload, article, err);
    else if (passed_over)
        sink->problem(sink->payload, number_name(number, room), &why);
    else
        mg_fail(err, why.code, "%s", why.msg);
    mg_arena_reset(sink->arena);
    return passed_over ? MG_OK : status;
}

void mg_sink_tell(mg_sink *sink, size_t number, const char *why)
{
    char room[32];
    mg_error error = MG_ERROR_INIT;
    mg_fail(&error, MG_FORMAT, "%s", why);
    sink->problem(sink->payload, number_name(number, room), &error);
}
