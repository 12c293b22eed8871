/* mail_body.c - see mail_body.h. */
#include "indexer/mail_body.h"

#include "common/vec.h"
#include "indexer/charset.h"
#include "indexer/extract.h"
#include "indexer/html_article.h"
#include "indexer/mail_decode.h"
#include "indexer/mail_text.h"

#define DEPTH_MAX 32
/* Plain text with this many bytes of words is none that only points to the HTML beside it. */
#define STUB_MAX 600
/* Of a page's article at least so much of all its text, in percent, must be left: newsletters are of many small pieces. */
#define ARTICLE_SHARE 60

typedef struct {
    mg_arena *arena;
    mg_mail_body *body;
    mg_error *err;
} reader;

static mg_status add_part(reader *r, mg_mail_part part, mg_span usual_type, int depth, mg_buf *out);

static bool is(mg_span type, const char *name)
{
    return mg_span_eq(type, mg_span_str(name));
}

static bool is_html(mg_span type)
{
    return is(type, "text/html") || is(type, "application/xhtml+xml");
}

/* HTML. */

/* Does the text of a link say that it leads to this very mail in the Web? */
static bool leads_to_self(mg_span text)
{
    static const mg_span sayings[] = {
        MG_SPAN("in your browser"), MG_SPAN("in browser"),  MG_SPAN("in a browser"), MG_SPAN("view online"),
        MG_SPAN("read online"),     MG_SPAN("web version"), MG_SPAN("im browser"),   MG_SPAN("dans votre navigateur"),
        MG_SPAN("en línea"),        MG_SPAN("en tu navegador"), MG_SPAN("in the browser"), MG_SPAN("on the web"),
    };
    for (size_t i = 0; text.n < 80 && i < MG_COUNT(sayings); i++)
        for (size_t at = 0; at + sayings[i].n <= text.n; at++)
            if (mg_span_eq_nocase(mg_span_sub(text, at, at + sayings[i].n), sayings[i])) return true;
    return false;
}

static mg_status find_self(reader *r, const mg_html *tree)
{
    mg_buf text = MG_BUF_INIT;
    for (uint32_t i = 0; i < tree->nodes.n && !r->body->url.n; i++) {
        if (tree->nodes.v[i].tag != MG_TAG_A || tree->nodes.v[i].end > i + 16) continue;
        mg_span href = mg_span_trim(mg_html_attr(tree, i, MG_ATTR_HREF));
        if (!mg_span_starts_nocase(href, MG_SPAN("http"))) continue;
        mg_buf_reset(&text);
        mg_html_collect(tree, i, &text);
        if (leads_to_self(mg_span_trim(mg_buf_span(&text)))) r->body->url = mg_arena_copy(r->arena, href);
    }
    mg_buf_dispose(&text);
    return r->body->url.p || !r->body->url.n ? MG_OK : mg_fail_nomem(r->err, "reading a mail");
}

/* The article of a newsletter's page, with its headline where the subject is another; all text where the article is only a piece
 * of it. */
static mg_status read_page(reader *r, mg_span html, mg_buf *all, mg_buf *out)
{
    mg_html_article room;
    mg_article article = {.date_source = MG_DATE_FROM_NOWHERE};
    mg_status status = mg_html_article_read(html, r->arena, &article, &room, r->err);
    if (status == MG_OK && room.tree.cut) r->body->trouble = "its HTML is cut off";
    if (status == MG_OK) status = find_self(r, &room.tree);
    bool enough = article.body.n >= all->n / 100 * ARTICLE_SHARE;
    bool shown = mg_span_find_span(mg_buf_span(all), 0, article.title) < all->n;
    if (status == MG_OK && enough && shown && !mg_span_eq_nocase(article.title, r->body->title)) {
        mg_buf_add(out, article.title);
        mg_buf_adds(out, "\n\n");
    }
    if (status == MG_OK) mg_buf_add(out, enough ? article.body : mg_buf_span(all));
    mg_html_article_dispose(&room);
    return status;
}

static mg_status add_html(reader *r, mg_span html, mg_buf *out)
{
    mg_buf all = MG_BUF_INIT;
    mg_status status = mg_html_fragment_read(html, &all, r->err);
    mg_mail_drop_padding(&all, 0);
    if (all.n && out->n) mg_buf_adds(out, "\n\n");
    size_t from = out->n;
    if (status == MG_OK && r->body->newsletter)
        status = read_page(r, html, &all, out);
    else if (status == MG_OK)
        mg_buf_add(out, mg_buf_span(&all));
    mg_buf_dispose(&all);
    if (r->body->newsletter) mg_mail_drop_padding(out, from);
    return status;
}

/* One part. */

static bool looks_like_html(mg_span text)
{
    text = mg_span_trim(mg_span_sub(text, 0, 512));
    return mg_span_starts_nocase(text, MG_SPAN("<html")) || mg_span_starts_nocase(text, MG_SPAN("<!doctype html"));
}

static void add_plain(reader *r, mg_span text, const mg_mail_type *type, mg_buf *out)
{
    mg_buf room = MG_BUF_INIT;
    bool encrypted = false;
    text = mg_mail_without_armour(text, &room, &encrypted);
    if (encrypted) r->body->trouble = "a part of it is encrypted";
    mg_mail_add_plain(text, (mg_mail_lines){type->flowed, type->delsp}, out);
    out->failed |= room.failed;
    mg_buf_dispose(&room);
}

static mg_status add_text(reader *r, mg_span content, mg_span encoding, const mg_mail_type *type, mg_buf *out)
{
    mg_buf decoded = MG_BUF_INIT, text = MG_BUF_INIT;
    mg_span bytes = content;
    mg_status status = mg_mail_transfer(content, encoding, &decoded, &bytes, r->err);
    bool html = is_html(type->type) || looks_like_html(bytes);
    mg_span label = type->charset, utf8 = bytes;
    if (html && !label.n) label = mg_format_html.declared_charset(mg_span_sub(bytes, 0, 4096));
    if (status == MG_OK && !mg_charset_is_utf8(bytes, label)) {
        status = mg_charset_to_utf8(bytes, label, &text, NULL, r->err);
        utf8 = mg_buf_span(&text);
    }
    if (status == MG_OK && html)
        status = add_html(r, utf8, out);
    else if (status == MG_OK)
        add_plain(r, utf8, type, out);
    mg_buf_dispose(&decoded);
    mg_buf_dispose(&text);
    return status == MG_OK ? mg_buf_check(out, "reading a mail", r->err) : status;
}

static mg_status add_message(reader *r, mg_span bytes, int depth, mg_buf *out)
{
    static const mg_span name = {"Subject", 7};
    mg_mail_part part = mg_mail_part_of(bytes);
    mg_span raw, subject;
    mg_mail_headers(part.headers, &name, 1, &raw);
    MG_TRY(mg_mail_text(raw, MG_SPAN(""), r->arena, &subject, r->err));
    if (subject.n && out->n) mg_buf_adds(out, "\n\n");
    mg_buf_add(out, subject);
    return add_part(r, part, MG_SPAN("text/plain"), depth, out);
}

/* Several parts. */

typedef MG_VEC(mg_span) part_list;

/* Bytes of words that are not addresses of the Web. */
static size_t words_in(mg_span text)
{
    size_t bytes = 0;
    for (size_t at = 0; at < text.n;) {
        size_t end = at;
        while (end < text.n && !mg_is_space(text.p[end])) end++;
        mg_span word = mg_span_sub(text, at, end);
        if (mg_span_find_span(word, 0, MG_SPAN("://")) == word.n) bytes += word.n;
        at = end + 1;
    }
    return bytes;
}

static bool is_plain_part(reader *r, mg_span bytes, bool *plain)
{
    static const mg_span name = {"Content-Type", 12};
    mg_span raw;
    mg_mail_type type;
    mg_mail_headers(mg_mail_part_of(bytes).headers, &name, 1, &raw);
    if (mg_mail_type_read(raw, r->arena, &type, r->err) != MG_OK) return false;
    *plain = !type.type.n || is(type.type, "text/plain");
    return true;
}

/* The plain text, which the parts that follow have in richer forms, the best last. */
static mg_status add_best(reader *r, const part_list *parts, int depth, mg_buf *out)
{
    mg_buf best = MG_BUF_INIT, other = MG_BUF_INIT;
    mg_status status = MG_OK;
    size_t words = 0, from = 0;
    bool plain = false;
    if (parts->n && !is_plain_part(r, parts->v[0], &plain)) status = MG_NOMEM;
    if (status == MG_OK && plain) {
        status = add_part(r, mg_mail_part_of(parts->v[0]), MG_SPAN("text/plain"), depth, &best);
        words = words_in(mg_buf_span(&best));
        from = 1;
    }
    for (size_t i = parts->n; status == MG_OK && i-- > from && words < STUB_MAX;) {
        mg_buf_reset(&other);
        status = add_part(r, mg_mail_part_of(parts->v[i]), MG_SPAN("text/plain"), depth, &other);
        size_t n = words_in(mg_buf_span(&other));
        if (!n || n < 2 * words) continue;
        mg_buf swap = best;
        best = other;
        other = swap;
        break;
    }
    if (best.n && out->n) mg_buf_adds(out, "\n\n");
    mg_buf_add(out, mg_buf_span(&best));
    mg_buf_dispose(&best);
    mg_buf_dispose(&other);
    return status;
}

static mg_status add_alternative(reader *r, mg_span body, mg_span boundary, int depth, mg_buf *out)
{
    part_list parts = {0};
    mg_span part;
    bool ok = true;
    for (size_t at = 0; ok && mg_mail_next_part(body, boundary, &at, &part);) ok = mg_vec_push(&parts, part);
    mg_status status = ok ? add_best(r, &parts, depth, out) : mg_fail_nomem(r->err, "reading a mail");
    mg_vec_free(&parts);
    return status;
}

static mg_status add_multipart(reader *r, mg_span body, const mg_mail_type *type, int depth, mg_buf *out)
{
    mg_span boundary = type->boundary, part, usual = MG_SPAN("text/plain");
    size_t at = 0, before = out->n;
    if (!mg_mail_next_part(body, boundary, &at, &part)) boundary = mg_mail_guess_boundary(body);
    at = 0;
    if (!mg_mail_next_part(body, boundary, &at, &part)) /* then it has no parts */
        return add_text(r, body, MG_SPAN(""), &(mg_mail_type){.flowed = false}, out);
    if (is(type->type, "multipart/alternative")) return add_alternative(r, body, boundary, depth, out);
    if (is(type->type, "multipart/digest")) usual = MG_SPAN("message/rfc822");
    bool first_only = is(type->type, "multipart/signed") || is(type->type, "multipart/related");
    at = 0;
    while (mg_mail_next_part(body, boundary, &at, &part)) {
        MG_TRY(add_part(r, mg_mail_part_of(part), usual, depth, out));
        if (first_only && out->n > before) break;
    }
    return MG_OK;
}

static bool is_encrypted(const mg_mail_type *type)
{
    if (is(type->type, "multipart/encrypted")) return true;
    bool envelope = is(type->type, "application/pkcs7-mime") || is(type->type, "application/x-pkcs7-mime");
    return envelope && !mg_span_starts_nocase(type->envelope, MG_SPAN("certs"));
}

static bool is_text(mg_span type)
{
    return is(type, "text/plain") || is(type, "text/markdown") || is_html(type);
}

static mg_status add_part(reader *r, mg_mail_part part, mg_span usual_type, int depth, mg_buf *out)
{
    static const mg_span names[] = {MG_SPAN("Content-Type"), MG_SPAN("Content-Transfer-Encoding"), MG_SPAN("Content-Disposition")};
    mg_span raw[MG_COUNT(names)];
    mg_mail_type type;
    mg_mail_headers(part.headers, names, MG_COUNT(names), raw);
    if (mg_span_starts_nocase(raw[2], MG_SPAN("attachment"))) return MG_OK;
    MG_TRY(mg_mail_type_read(raw[0], r->arena, &type, r->err));
    if (!type.type.n) type.type = usual_type;
    if (is_text(type.type)) return add_text(r, part.body, raw[1], &type, out);
    bool multipart = mg_span_starts(type.type, MG_SPAN("multipart/")), message = is(type.type, "message/rfc822") || is(type.type, "message/news");
    if (is_encrypted(&type)) r->body->trouble = "it is encrypted: its text cannot be read";
    if ((!multipart && !message) || is_encrypted(&type)) return MG_OK;
    if (depth >= DEPTH_MAX) {
        r->body->trouble = "parts are nested too deep: what is in them is missing";
        return MG_OK;
    }
    if (multipart) return add_multipart(r, part.body, &type, depth + 1, out);
    mg_buf room = MG_BUF_INIT;
    mg_span bytes;
    mg_status status = mg_mail_transfer(part.body, raw[1], &room, &bytes, r->err); /* not allowed, but done */
    if (status == MG_OK) status = add_message(r, bytes, depth + 1, out);
    mg_buf_dispose(&room);
    return status;
}

mg_status mg_mail_body_read(mg_mail_part message, mg_arena *arena, mg_mail_body *body, mg_buf *out, mg_error *err)
{
    reader r = {arena, body, err};
    body->url = (mg_span){NULL, 0};
    body->trouble = NULL;
    MG_TRY(add_part(&r, message, MG_SPAN("text/plain"), 0, out));
    return mg_buf_check(out, "reading a mail", err);
}
