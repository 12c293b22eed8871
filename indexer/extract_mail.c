/* extract_mail.c - mail and newsgroup postings: a message is an article.
 *
 *   eml    one message, as mail programs save it: header lines, a blank line, the body. Apple's .emlx has the message's length
 *          on a line before it, and a property list behind.
 *   mbox   messages one behind the other, each after a line "From somebody date"; newsgroups' archives have a number there.
 *          A line of a body that begins so has a ">" before it, in some dialects one more than it had ("mboxrd"); others
 *          leave it and tell the message's length ("mboxcl"), not always rightly.
 *
 * Both are bytes: each header and part has an encoding of its own. The headline is the Subject, with its "Re:"; mail_sender.h
 * says what is made of From, mail_body.h which parts are the text. A date is that of the Date header, else of the last
 * delivery. */
#include "indexer/extract.h"

#include "indexer/mail_body.h"
#include "indexer/mail_decode.h"
#include "indexer/mail_sender.h"

#define KEYWORDS_MAX 100

typedef enum {
    H_SUBJECT,
    H_FROM,
    H_DATE,
    H_RECEIVED,
    H_POSTED,
    H_MESSAGE_ID,
    H_LIST_ID,
    H_LIST_POST,
    H_LIST_UNSUBSCRIBE,
    H_ORGANIZATION,
    H_ORGANISATION,
    H_KEYWORDS,
    H_NEWSGROUPS,
    H_LANGUAGE,
    H_ARCHIVED_AT,
    H_CONTENT_TYPE,
    H_MOZILLA_STATUS,
    H_IMAP,
    HEADERS
} header;

static const mg_span header_names[HEADERS] = {
    [H_SUBJECT] = MG_SPAN("Subject"),
    [H_FROM] = MG_SPAN("From"),
    [H_DATE] = MG_SPAN("Date"),
    [H_RECEIVED] = MG_SPAN("Received"),
    [H_POSTED] = MG_SPAN("NNTP-Posting-Date"),
    [H_MESSAGE_ID] = MG_SPAN("Message-ID"),
    [H_LIST_ID] = MG_SPAN("List-Id"),
    [H_LIST_POST] = MG_SPAN("List-Post"),
    [H_LIST_UNSUBSCRIBE] = MG_SPAN("List-Unsubscribe"),
    [H_ORGANIZATION] = MG_SPAN("Organization"),
    [H_ORGANISATION] = MG_SPAN("Organisation"),
    [H_KEYWORDS] = MG_SPAN("Keywords"),
    [H_NEWSGROUPS] = MG_SPAN("Newsgroups"),
    [H_LANGUAGE] = MG_SPAN("Content-Language"),
    [H_ARCHIVED_AT] = MG_SPAN("Archived-At"),
    [H_CONTENT_TYPE] = MG_SPAN("Content-Type"),
    [H_MOZILLA_STATUS] = MG_SPAN("X-Mozilla-Status"),
    [H_IMAP] = MG_SPAN("X-IMAP"),
};

typedef struct {
    mg_span raw[HEADERS]; /* as written */
    mg_span charset;      /* of the body: what a header's bytes are in, if anything */
    mg_arena *arena;
    mg_error *err;
} mail;

static mg_status text_of(const mail *m, header h, mg_span *out)
{
    *out = MG_SPAN("");
    return m->raw[h].n ? mg_mail_text(m->raw[h], m->charset, m->arena, out, m->err) : MG_OK;
}

/* What stands between < and >, else all of it. */
static mg_span in_brackets(mg_span s)
{
    size_t open = mg_span_find(s, 0, '<');
    if (open == s.n) return s;
    return mg_span_trim(mg_span_sub(s, open + 1, mg_span_find(s, open, '>')));
}

/* Fields. */

static mg_status read_sender(const mail *m, mg_mail_sender *sender, mg_article *article)
{
    mg_span byline;
    MG_TRY(mg_mail_mailbox(m->raw[H_FROM], m->charset, m->arena, &sender->name, &sender->address, m->err));
    MG_TRY(text_of(m, H_LIST_ID, &sender->list_id));
    MG_TRY(text_of(m, m->raw[H_ORGANIZATION].n ? H_ORGANIZATION : H_ORGANISATION, &sender->organization));
    mg_mail_sender_read(sender, &byline, &article->source);
    if (byline.n && !mg_spans_add(&article->byline, byline, m->arena)) return mg_fail_nomem(m->err, "reading a mail");
    return MG_OK;
}

/* The time of a delivery stands behind the last semicolon. */
static mg_span delivery_time(mg_span received)
{
    size_t at = received.n;
    while (at && received.p[at - 1] != ';') at--;
    return mg_span_sub(received, at, received.n);
}

/* "jane@example.org Fri Mar  7 15:01:01 2025": what is behind the name. */
static mg_span postmark_time(mg_span postmark)
{
    return mg_span_sub(postmark, mg_span_find(postmark, 0, ' '), postmark.n);
}

static void read_date(const mail *m, mg_span postmark, mg_article *article)
{
    const mg_span places[] = {m->raw[H_DATE], m->raw[H_POSTED], delivery_time(m->raw[H_RECEIVED]), postmark_time(postmark)};
    for (size_t i = 0; i < MG_COUNT(places) && article->date.precision == MG_DATE_NONE; i++)
        if (mg_mail_date(places[i], &article->date)) article->date_source = MG_DATE_FROM_HEADER;
}

static mg_status add_keywords(const mail *m, header h, mg_article *article)
{
    mg_span list;
    MG_TRY(text_of(m, h, &list));
    for (size_t at = 0; at < list.n && article->keywords.n < KEYWORDS_MAX;) {
        size_t end = at;
        while (end < list.n && list.p[end] != ',' && list.p[end] != ';') end++;
        mg_span word = mg_span_trim(mg_span_sub(list, at, end));
        if (word.n && !mg_spans_add(&article->keywords, word, m->arena)) return mg_fail_nomem(m->err, "reading a mail");
        at = end + 1;
    }
    return MG_OK;
}

static mg_status read_fields(const mail *m, mg_span postmark, mg_mail_sender *sender, mg_article *article)
{
    MG_TRY(text_of(m, H_SUBJECT, &article->title));
    MG_TRY(read_sender(m, sender, article));
    MG_TRY(add_keywords(m, H_KEYWORDS, article));
    MG_TRY(add_keywords(m, H_NEWSGROUPS, article));
    MG_TRY(text_of(m, H_LANGUAGE, &article->language));
    mg_span text;
    MG_TRY(text_of(m, H_MESSAGE_ID, &text));
    article->id = in_brackets(text);
    MG_TRY(text_of(m, H_ARCHIVED_AT, &text));
    text = in_brackets(text);
    if (mg_span_starts_nocase(text, MG_SPAN("http"))) article->url = text;
    read_date(m, postmark, article);
    return MG_OK;
}

/* One message. */

static mg_status read_message(mg_mail_part message, mg_span postmark, mg_sink *sink, mail *m, mg_buf *text, mg_mail_body *body,
                              mg_article *article)
{
    mg_mail_type type;
    MG_TRY(mg_mail_type_read(m->raw[H_CONTENT_TYPE], sink->arena, &type, m->err));
    m->charset = type.charset;
    bool list = m->raw[H_LIST_POST].n && !mg_span_starts_nocase(m->raw[H_LIST_POST], MG_SPAN("NO"));
    mg_mail_sender sender = {.list = list, .newsletter = m->raw[H_LIST_UNSUBSCRIBE].n && !list};
    MG_TRY(read_fields(m, postmark, &sender, article));
    *body = (mg_mail_body){.newsletter = sender.newsletter, .title = article->title};
    MG_TRY(mg_mail_body_read(message, sink->arena, body, text, m->err));
    article->body = mg_buf_span(text);
    if (!article->url.n) article->url = body->url;
    return MG_OK;
}

/* Mail programs leave in a mailbox what was deleted until they tidy it, and some keep a message of their own there. */
static bool is_no_message(const mail *m)
{
    mg_span status = m->raw[H_MOZILLA_STATUS];
    bool deleted = status.n == 4 && strchr("89abcdefABCDEF", status.p[3]);
    return deleted || (m->raw[H_IMAP].n && mg_span_starts(m->raw[H_SUBJECT], MG_SPAN("DON'T DELETE THIS MESSAGE")));
}

static mg_status give_message(mg_span bytes, mg_span postmark, const mg_file *file, const mg_format *format, size_t number,
                              mg_sink *sink, mg_error *err)
{
    mg_error why = MG_ERROR_INIT;
    mail m = {.arena = sink->arena, .err = &why};
    mg_mail_part message = mg_mail_part_of(bytes);
    mg_mail_headers(message.headers, header_names, HEADERS, m.raw);
    if (number && is_no_message(&m)) return MG_OK;
    mg_buf text = MG_BUF_INIT;
    mg_mail_body body = {.newsletter = false};
    mg_article article = {.date_source = MG_DATE_FROM_NOWHERE};
    mg_status status = read_message(message, postmark, sink, &m, &text, &body, &article);
    if (status == MG_OK && body.trouble) mg_sink_tell(sink, number, body.trouble);
    if (status == MG_OK) status = mg_sink_give(sink, file, format, number, &article, err);
    else if (status == MG_LIMIT && number) {
        mg_sink_tell(sink, number, why.msg);
        status = MG_OK;
    } else mg_fail(err, status, "%s", why.msg);
    mg_arena_reset(sink->arena);
    mg_buf_dispose(&text);
    return status;
}

/* eml */

/* Of "1234\n" and a message of that length, the message. */
static mg_span without_length(mg_span bytes)
{
    size_t at = 0, length = 0;
    while (at < bytes.n && at < 12 && bytes.p[at] >= '0' && bytes.p[at] <= '9') length = length * 10 + (size_t)(bytes.p[at++] - '0');
    if (!at) return bytes;
    while (at < bytes.n && (bytes.p[at] == ' ' || bytes.p[at] == '\r')) at++;
    return at < bytes.n && bytes.p[at] == '\n' ? mg_span_sub(bytes, at + 1, at + 1 + length) : bytes;
}

static mg_status extract_eml(mg_span bytes, const mg_file *file, mg_sink *sink, mg_error *err)
{
    if (mg_span_starts(bytes, MG_SPAN("\xef\xbb\xbf"))) bytes = mg_span_sub(bytes, 3, bytes.n);
    mg_span message = without_length(bytes);
    while (message.n && mg_is_space(message.p[0])) message = mg_span_sub(message, 1, message.n);
    if (!mg_mail_part_of(message).headers.n) return mg_fail(err, MG_FORMAT, "is no mail: there are no header lines at its start");
    return give_message(message, MG_SPAN(""), file, &mg_format_eml, 0, sink, err);
}

static bool has_at(mg_span s)
{
    return mg_span_find(s, 0, '@') < s.n || mg_span_find(s, 0, '!') < s.n;
}

/* Header lines that only mail has, or From with an address and one other; nothing else before the first blank line. What
 * browsers save is a page, and its date is none of the page's. */
static bool sniff_eml(mg_span head)
{
    enum { FROM, SUBJECT, DATE, TO, ID, RECEIVED, RETURN_PATH, MIME, GROUPS, PAGE, N };
    static const mg_span names[N] = {
        MG_SPAN("From"),     MG_SPAN("Subject"),     MG_SPAN("Date"),         MG_SPAN("To"),         MG_SPAN("Message-ID"),
        MG_SPAN("Received"), MG_SPAN("Return-Path"), MG_SPAN("MIME-Version"), MG_SPAN("Newsgroups"), MG_SPAN("Snapshot-Content-Location"),
    };
    mg_span found[N];
    if (mg_span_starts(head, MG_SPAN("\xef\xbb\xbf"))) head = mg_span_sub(head, 3, head.n);
    mg_span message = without_length(head);
    if (message.n && mg_is_space(message.p[0])) return false;
    mg_mail_part part = mg_mail_part_of(message);
    bool blank_line = part.body.p != message.p + part.headers.n, cut = mg_span_find(part.body, 0, '\n') == part.body.n;
    if (!blank_line && !cut) return false; /* the header lines end in something else */
    mg_mail_headers(part.headers, names, N, found);
    if (found[PAGE].p || mg_span_starts_nocase(found[FROM], MG_SPAN("<Saved by"))) return false;
    bool only_mail = found[ID].n || found[RECEIVED].n || found[RETURN_PATH].n || found[MIME].n || found[GROUPS].n;
    bool usual = found[FROM].p || found[SUBJECT].p || found[DATE].p;
    return (only_mail && usual) || (has_at(found[FROM]) && (found[SUBJECT].p || found[DATE].p || found[TO].p));
}

const mg_format mg_format_eml = {
    .name = "eml",
    .suffixes = (const char *const[]){".eml", ".emlx", NULL},
    .sniff = sniff_eml,
    .extract = extract_eml,
    .raw = true,
    .several = false,
};

/* mbox */

/* `message` without the ">" that its mailbox put before lines that begin with "From ". */
static mg_span without_escapes(mg_span message, mg_buf *room)
{
    size_t from = 0;
    for (size_t at = 0; (at = mg_span_find_span(message, at, MG_SPAN(">From "))) < message.n; at++) {
        size_t start = at;
        while (start > from && message.p[start - 1] == '>') start--;
        if (start && message.p[start - 1] != '\n') continue;
        mg_buf_add(room, mg_span_sub(message, from, at));
        from = at + 1;
    }
    if (!from) return message;
    mg_buf_add(room, mg_span_sub(message, from, message.n));
    return mg_buf_span(room);
}

static mg_status extract_mbox(mg_span bytes, const mg_file *file, mg_sink *sink, mg_error *err)
{
    mg_span postmark, message;
    mg_status status = MG_OK;
    size_t number = 0;
    for (size_t at = 0; status == MG_OK && mg_mailbox_next(bytes, &at, &postmark, &message);) {
        mg_buf room = MG_BUF_INIT;
        message = without_escapes(message, &room);
        status = mg_buf_check(&room, "reading a mailbox", err);
        if (status == MG_OK) status = give_message(message, postmark, file, &mg_format_mbox, ++number, sink, err);
        mg_buf_dispose(&room);
    }
    if (status == MG_OK && !number) return mg_fail(err, MG_FORMAT, "there is no message in the mailbox");
    return status;
}

const mg_format mg_format_mbox = {
    .name = "mbox",
    .suffixes = (const char *const[]){".mbox", ".mbx", NULL},
    .sniff = mg_mailbox_is,
    .extract = extract_mbox,
    .raw = true,
    .several = true,
};
