/* test_extract_mail.c - mails and mailboxes: fields, parts, encodings, and what is hostile. */
#include "tests/unit/catcher.h"

#define EML "format=eml\n"
#define BASE "From: Ann Holm <ann@quay.example>\nDate: Fri, 7 Mar 2025 15:01:01 +0700\nSubject: Rain\nMessage-ID: <1@quay.example>\n"
#define FIELDS "id=1@quay.example\ntitle=Rain\nby=Ann Holm\ndate=2025-03-07T15:01:01+07:00 header\n"
#define HEAD "From: a@b\nSubject: Rain\nMessage-ID: <1@b>\n"
#define OUT "id=1@b\ntitle=Rain\n"
#define RAIN "body=It rained.\n--\n"
#define TEXT "\n\nIt rained.\n"
/* A mail with one header, and what comes of it before the format. */
#define HEADER(line, fields) {"Message-ID: <1@b>\n" line TEXT, "id=1@b\n" fields EML RAIN}

static const catch_row fields[] = {
    {BASE TEXT, FIELDS EML RAIN},
    {"From: a@b\r\nSubject: Rain\r\nMessage-ID: <1@b>\r\n\r\nIt rained.\r\n", OUT EML RAIN},
    /* subjects */
    HEADER("Subject: =?utf-8?q?Caf=C3=A9?= =?utf-8?b?IMOp?=", "title=Café é\n"),
    HEADER("Subject: Re: a\n long\r\n\tline", "title=Re: a long line\n"),
    HEADER("Subject: Caf\xe9 closed for the season", "title=Café closed for the season\n"),
    HEADER("Subject: Café closed", "title=Café closed\n"),
    HEADER("Subject: =?iso-8859-1?q?=93Yes=94?= he said", "title=“Yes” he said\n"),
    HEADER("Subject: =?x-unknown?q?Caf=E9?=", "title=Café\n"),
    HEADER("Subject: =?utf-8?q?caf=E9?=", "title=café\n"),
    HEADER("Subject: =?nonsense?q?abc?= =?utf-8?q?open", "title=abc =?utf-8?q?open\n"),
    HEADER("Subject:", ""),
    /* who */
    HEADER("From: a@b", ""),
    HEADER("From: \"a@b\" <a@b>", ""),
    HEADER("From: ann <ann@quay.example>", ""),
    HEADER("From: ann@quay.example (Ann Holm)", "by=Ann Holm\n"),
    HEADER("From: \"Holm, Ann\" <ann@quay.example>", "by=Holm, Ann\n"),
    HEADER("From: =?iso-8859-1?q?J=F8rn?= <j@quay.example>", "by=Jørn\n"),
    HEADER("From: J\xf8rn Lund of the Quay Sailing Club <j@quay.example>", "by=Jørn Lund of the Quay Sailing Club\n"),
    HEADER("From: 'Ann Holm' via Town Talk <talk@lists.example>\nList-Post: <mailto:talk@lists.example>\n"
           "List-Id: Town Talk <talk.lists.example>",
           "by=Ann Holm\nsource=Town Talk\n"),
    HEADER("From: Ann Holm <ann@quay.example>\nList-Id: <talk.lists.example>", "by=Ann Holm\nsource=talk.lists.example\n"),
    HEADER("From: The Quay Daily <news@quay.example>\nList-Unsubscribe: <http://x>\nList-Id: 7e09 <7e09.mailer.example>",
           "source=The Quay Daily\n"),
    HEADER("From: Ann Holm from The Quay Daily <ann@quay.example>\nList-Unsubscribe: <http://x>",
           "by=Ann Holm\nsource=The Quay Daily\n"),
    HEADER("From: Ann Holm, The Quay Daily <newsletter@quay.example>", "by=Ann Holm\nsource=The Quay Daily\n"),
    HEADER("From: Port Authority <press@port.example>", "source=Port Authority\n"),
    HEADER("From: Ann Holm <ann@quay.example>\nOrganization: Quay Sailing Club", "by=Ann Holm\nsource=Quay Sailing Club\n"),
    /* when */
    HEADER("Date: Fri, 07 Mar 97 15:01:01 EST", "date=1997-03-07T15:01:01-05:00 header\n"),
    HEADER("Date: Tue, 21-Feb-84 02:42:30 GMT", "date=1984-02-21T02:42:30Z header\n"),
    HEADER("Date: Fri Mar  7 15:01:01 1997", "date=1997-03-07T15:01:01 header\n"),
    HEADER("Date: Fri, 7 Mar 2025 15:01:01 +0700 (ICT)", "date=2025-03-07T15:01:01+07:00 header\n"),
    HEADER("Date: Fri, 31 Feb 2025 15:01:01 +0700", ""),
    HEADER("Date: Thu, 1 Jan 1970 00:00:00 +0000", ""),
    HEADER("Date: 03/07/97 10:00", ""),
    HEADER("Date: Tue, 7 Apr 2026 10:00:t", ""),
    HEADER("Date: tomorrow", ""),
    HEADER("Date: tomorrow\nReceived: from a by b; Fri, 7 Mar 2025 15:01:01 +0000\nReceived: by c; Thu, 6 Mar 2025 15:01:01 +0000",
           "date=2025-03-07T15:01:01Z header\n"),
    /* the rest */
    HEADER("Keywords: quay, boats;rain\nNewsgroups: quay.talk,quay.boats",
           "keyword=quay\nkeyword=boats\nkeyword=rain\nkeyword=quay.talk\nkeyword=quay.boats\n"),
    HEADER("Content-Language: de-AT", "language=de\n"),
    HEADER("Archived-At: <https://lists.example/1>", "url=https://lists.example/1\n"),
    HEADER("Archived-At: <mailto:a@b>", ""),
    /* odd heads */
    {"Subject : Rain\nFROM :a@b\nmessage-id:<1@b>" TEXT, OUT EML RAIN},
    {"From ann Fri Mar  7 15:01:01 2025\n>From ann Fri Mar  7 15:01:01 2025\n" HEAD TEXT, OUT EML RAIN},
    {HEAD, OUT EML "--\n"},
    {"\n" HEAD TEXT, OUT EML RAIN},
    {"just text", "is no mail: there are no header lines at its start"},
    {"55\n" HEAD TEXT "<?xml version=\"1.0\"?>\n<plist/>\n", OUT EML RAIN},
    {"Subject: Rain\nMessage-ID: <1@b>\nno header here\n", OUT EML "body=no header here\n--\n"},
};

#define PART(type, text) "--x\nContent-Type: " type "\n\n" text "\n"
#define MULTI(kind) HEAD "Content-Type: multipart/" kind "; boundary=x\n\npreamble\n"
#define LONG "The council met at nine and went home at ten past nine, having found that there was nothing on the list. "
#define LAST "The council met at nine and went home at ten past nine, having found that there was nothing on the list."
#define LONGER LONG LONG LONG LONG LONG LONG LONG LONG

static const catch_row bodies[] = {
    {HEAD "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n=93Caf=E9=94 =\nopen.",
     OUT EML "body=“Café” open.\n--\n"},
    {HEAD "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nQ2Fmw6k=\n", OUT EML "body=Café\n--\n"},
    {HEAD "Content-Type: text/plain; charset=us-ascii\n\nCafé", OUT EML "body=Café\n--\n"},
    {HEAD "Content-Type: text/plain; charset=iso-2022-jp\n\n\x1b$B$9$_\x1b(B", OUT EML "body=すみ\n--\n"},
    {HEAD "Content-Type: text" TEXT, OUT EML RAIN},
    {HEAD "Content-Type: text/html\n\n<p>It <b>rained</b>.", OUT EML RAIN},
    {HEAD "\n<html><p>It rained.", OUT EML RAIN},
    {HEAD "Content-Type: image/png\n\nxxxx", OUT EML "--\n"},
    /* lines */
    {HEAD "\nThe council met at nine and went home at ten past nine, having found\nthat there was nothing on the list.\n\nThe end.\n",
     OUT EML "body=The council met at nine and went home at ten past nine, having found that there was nothing on the list.\n\n"
             "The end.\n--\n"},
    {HEAD "\n> The council met at nine and went home at ten past nine, having\n> found that there was nothing on the list.\n> > Why?\n"
          "Because.\n",
     OUT EML "body=> The council met at nine and went home at ten past nine, having found that there was nothing on the list.\n\n"
             ">> Why?\n\nBecause.\n--\n"},
    {HEAD "Content-Type: text/plain; format=flowed\n\nOne \ntwo\nthree\n> a \n> b\n>> c\n From here \n-- \nAnn\n",
     OUT EML "body=One two\nthree\n\n> a b\n\n>> c\n\nFrom here\n--\nAnn\n--\n"},
    {HEAD "Content-Type: text/plain; format=flowed; delsp=yes\n\nOne \ntwo\n", OUT EML "body=Onetwo\n--\n"},
    {HEAD "\nSee the map.\n\nbegin 644 map.gif\nM1TE&.#EA\"@`*`/`!`````/___R'Y!`$```$`+``````*``H```()A(^IR^T/\n!80``\n`\nend\n\nThe end.\n",
     OUT EML "body=See the map.\n\nThe end.\n--\n"},
    {HEAD "\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nIt rained.\n-----BEGIN PGP SIGNATURE-----\n\niQxx\n"
          "-----END PGP SIGNATURE-----\n",
     OUT EML RAIN},
    {HEAD "\n-----BEGIN PGP MESSAGE-----\n\nhQxx\n-----END PGP MESSAGE-----\n",
     "problem : a part of it is encrypted\n" OUT EML "--\n"},
    /* parts */
    {MULTI("mixed") PART("text/plain", "One.") PART("image/png", "xx") PART("text/html", "<p>Two.</p>") "--x--\nepilogue\n",
     OUT EML "body=One.\n\nTwo.\n--\n"},
    {MULTI("mixed") "--x\n\nNo type.\n--x \t\n\nTwo.", OUT EML "body=No type.\n\nTwo.\n--\n"},
    {MULTI("mixed") "--xx\n--x\nContent-Type: multipart/mixed; boundary=xy\n\n--xy\n\nIn.\n--xy--\n--x\n\nOut.\n--x--\n",
     OUT EML "body=In.\n\nOut.\n--\n"},
    {MULTI("mixed") PART("text/plain\nContent-Disposition: attachment; filename=a.txt", "attached") PART("text/plain", "It rained."),
     OUT EML RAIN},
    {MULTI("mixed") PART("text/calendar", "BEGIN:VCALENDAR") PART("text/plain", "It rained."), OUT EML RAIN},
    {MULTI("mixed") PART("message/rfc822", "Subject: Wind\nFrom: c@d\n\nIt blew.") PART("text/plain", "It rained."),
     OUT EML "body=Wind\n\nIt blew.\n\nIt rained.\n--\n"},
    {MULTI("digest") "--x\n\nSubject: Wind\n\nIt blew.\n--x\n\nSubject: Sun\n\nIt shone.\n--x--\n",
     OUT EML "body=Wind\n\nIt blew.\n\nSun\n\nIt shone.\n--\n"},
    {MULTI("related") PART("text/html", "<p>It rained.") PART("text/plain", "not shown"), OUT EML RAIN},
    {MULTI("alternative") PART("text/plain", LONGER) PART("text/html", "<p>" LONGER LONGER LONGER),
     OUT EML "body=" LONG LONG LONG LONG LONG LONG LONG LAST "\n--\n"},
    {MULTI("alternative") PART("text/plain", "View it at http://quay.example/aaaaaaaaaaaaaaaaaaaaaaaaaaa")
         PART("text/html", "<p>It rained all day on the quay.</p><p>Nobody minded.</p>") "--x--\n",
     OUT EML "body=It rained all day on the quay.\n\nNobody minded.\n--\n"},
    {MULTI("alternative") PART("text/plain", "It rained.") PART("text/html", "<p>It rained.</p>"), OUT EML RAIN},
    {MULTI("alternative") PART("text/plain", "") PART("text/html", "<p>It rained.</p>") PART("text/calendar", "BEGIN"), OUT EML RAIN},
    {MULTI("signed") PART("text/plain", "It rained.") PART("application/pgp-signature", "xx"), OUT EML RAIN},
    {MULTI("encrypted") PART("application/pgp-encrypted", "Version: 1") PART("application/octet-stream", "xx"),
     "problem : it is encrypted: its text cannot be read\n" OUT EML "--\n"},
    {HEAD "Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nMIIB",
     "problem : it is encrypted: its text cannot be read\n" OUT EML "--\n"},
    /* boundaries */
    {HEAD "Content-Type: multipart/mixed; boundary=never" TEXT, OUT EML RAIN},
    {HEAD "Content-Type: multipart/mixed\n\n--guess-it-1\n\nIt rained.\n--guess-it-1--\n", OUT EML RAIN},
    {HEAD "Content-Type: multipart/mixed; boundary=\"x\"\n\n--x", OUT EML "--\n"},
    /* newsletters */
    {HEAD "Content-Type: text/html\nList-Unsubscribe: <http://x>\n\n<html><body><div style=\"display:none\">\xe2\x80\x8c\xc2\xa0\xe2\x80\x8c</div>"
          "<p><a href=\"https://quay.example/n/1\">View this email in your browser</a></p><h1>Rain</h1><p>" LONG "</p></body></html>",
     OUT "url=https://quay.example/n/1\n" EML
         "body=The council met at nine and went home at ten past nine, having found that there was nothing on the list.\n--\n"},
    {HEAD "Content-Type: text/html\n\n<p>Dear all,\xe2\x80\x8c\xc2\xa0\xe2\x80\x8c\xc2\xa0\xe2\x80\x8c</p><p>می\xe2\x80\x8cخواهم</p>",
     OUT EML "body=Dear all,\n\nمی\xe2\x80\x8cخواهم\n--\n"},
};

#define MARK "From ann@quay.example Fri Mar  7 15:01:01 2025\n"
#define ONE "From: a@b\nMessage-ID: <1@b>\nSubject: One\n\nIt rained.\n\n"
#define TWO "From: a@b\nMessage-ID: <2@b>\nSubject: Two\n\nIt blew.\n"
#define DATED(n, title, text) "id=" #n "@b\ntitle=" title "\ndate=2025-03-07T15:01:01 header\nmember=#" #n "\nformat=mbox\nbody=" text "\n--\n"
#define MEMBER(n, title, text) "id=" #n "@b\ntitle=" title "\nmember=#" #n "\nformat=mbox\nbody=" text "\n--\n"

static const catch_row boxes[] = {
    {MARK ONE MARK TWO, DATED(1, "One", "It rained.") DATED(2, "Two", "It blew.")},
    {"From -1234567890123\n" ONE "From 1234567890123\n" TWO, MEMBER(1, "One", "It rained.") MEMBER(2, "Two", "It blew.")},
    {"From - Fri Mar 07 15:01:01 2025\r\nMessage-ID: <1@b>\r\nSubject: One\r\n\r\nIt rained.\r\n\r\nFrom - Fri Mar 07 15:01:01 2025\r\n"
     "Message-ID: <2@b>\r\nSubject: Two\r\n\r\nIt blew.\r\n",
     DATED(1, "One", "It rained.") DATED(2, "Two", "It blew.")},
    /* bodies that talk of From */
    {MARK "Message-ID: <1@b>\nSubject: One\n\nFrom here\n\nFrom the start: of Fri Mar 7 15:01 2025\n\n>From there\n>>From all\n\n" MARK TWO,
     DATED(1, "One", "From here\n\nFrom the start: of Fri Mar 7 15:01 2025\n\nFrom there\n\n> From all") DATED(2, "Two", "It blew.")},
    /* no blank line before */
    {MARK "Message-ID: <1@b>\nSubject: One\n\nIt rained.\n" MARK TWO, DATED(1, "One", "It rained.") DATED(2, "Two", "It blew.")},
    {MARK "Message-ID: <1@b>\nSubject: One\n\nIt rained.\n" MARK "hello: there\n",
     DATED(1, "One", "It rained.\n\nFrom ann@quay.example Fri Mar 7 15:01:01 2025 hello: there")},
    /* lengths, told rightly and not */
    {MARK "Message-ID: <1@b>\nContent-Length: 78\nSubject: One\n\nHe wrote:\n\n" MARK "Subject: Old\n\nText.\n\n" MARK TWO,
     DATED(1, "One", "He wrote:\n\nFrom ann@quay.example Fri Mar 7 15:01:01 2025 Subject: Old\n\nText.") DATED(2, "Two", "It blew.")},
    {MARK "Message-ID: <1@b>\nContent-Length: 99999\nSubject: One\n\nIt rained.\n\n" MARK TWO,
     DATED(1, "One", "It rained.") DATED(2, "Two", "It blew.")},
    {MARK "Message-ID: <1@b>\nContent-Length: 3\nSubject: One\n\nIt rained.\n\n" MARK TWO,
     DATED(1, "One", "It rained.") DATED(2, "Two", "It blew.")},
    /* what is no message */
    {MARK "Subject: DON'T DELETE THIS MESSAGE -- FOLDER INTERNAL DATA\nX-IMAP: 1 2\n\nText.\n\n" MARK "Message-ID: <2@b>\nX-Mozilla-Status: 0009\n"
     "Subject: Gone\n\nText.\n\n" MARK "Message-ID: <3@b>\nX-Mozilla-Status: 0001\nSubject: Here\n\nText.\n",
     DATED(3, "Here", "Text.")},
    {MARK "X-a: b\n\n" MARK TWO, "problem #1: no article text\n" DATED(2, "Two", "It blew.")},
    {MARK "\n" MARK TWO, "id=2@b\ntitle=Two\ndate=2025-03-07T15:01:01 header\nmember=#1\nformat=mbox\nbody=It blew.\n--\n"},
    {MARK "Message-ID: <1@b>\nContent-Type: multipart/encrypted; boundary=x\nSubject: One\n\n--x\n\nx\n--x--\n\n" MARK TWO,
     "problem #1: it is encrypted: its text cannot be read\nid=1@b\ntitle=One\ndate=2025-03-07T15:01:01 header\nmember=#1\nformat=mbox\n--\n"
     DATED(2, "Two", "It blew.")},
    {"lost\nlines\n" MARK TWO, "id=2@b\ntitle=Two\ndate=2025-03-07T15:01:01 header\nmember=#1\nformat=mbox\nbody=It blew.\n--\n"},
    {"From - \nSubject: One\nMessage-ID: <1@b>\n\nIt rained.\nFrom -\nFrom: here\n\nFrom -\n" TWO,
     MEMBER(1, "One", "It rained.\n\nFrom -\nFrom: here") MEMBER(2, "Two", "It blew.")},
    {"nothing", "there is no message in the mailbox"},
    {"From nobody at all\nSubject: x\n", "there is no message in the mailbox"},
};

static void fields_of_mails(void **state)
{
    (void)state;
    catch_rows(fields, MG_COUNT(fields), &mg_format_eml);
}

static void bodies_of_mails(void **state)
{
    (void)state;
    catch_rows(bodies, MG_COUNT(bodies), &mg_format_eml);
}

static void mailboxes(void **state)
{
    (void)state;
    catch_rows(boxes, MG_COUNT(boxes), &mg_format_mbox);
}

static void sniffing(void **state)
{
    static const char *const mails[] = {
        BASE TEXT, HEAD TEXT, "Received: from a\n\tby b\nDate: x\n\n", "Return-Path: <a@b>\nSubject: x\n\n", "123\n" HEAD TEXT,
        "From: a@b (A)\nSubject: x\nLines: 3\n\nx", "Path: a!b\nFrom: c!d\nNewsgroups: x.y\nSubject: z\n\nx",
    };
    static const char *const others[] = {
        "", "From: The Mayor\nTo: All\nSubject: Bridge\n\nText", "Title: x\nDate: 7 March 2025\n\nText", "Subject: x\nand so on\n\n",
        "From a@b Fri Mar  7 15:01:01 2025\nx", "From: a@b\nSubject: x\nThe text begins here.\n", "<html>",
        "From: <Saved by Blink>\nSnapshot-Content-Location: https://x\nSubject: y\nMIME-Version: 1.0\n\n", "WARC/1.0\nWARC-Type: x\n\n",
        "Package: x\nMaintainer: a@b\n\n",
    };
    (void)state;
    for (size_t i = 0; i < MG_COUNT(mails); i++)
        if (!mg_format_eml.sniff(mg_span_str(mails[i])) || mg_format_mbox.sniff(mg_span_str(mails[i]))) fail_msg("mail %zu", i);
    for (size_t i = 0; i < MG_COUNT(others); i++)
        if (mg_format_eml.sniff(mg_span_str(others[i])) || mg_format_mbox.sniff(mg_span_str(others[i]))) fail_msg("other %zu", i);
    assert_true(mg_format_mbox.sniff(MG_SPAN(MARK TWO)));
    assert_true(mg_format_mbox.sniff(MG_SPAN("From -1234567\nFrom: a@b\n")));
    assert_true(mg_format_mbox.sniff(MG_SPAN("From 0123456789abcdef Mon Sep 17 00:00:00 2001\nFrom: a@b\n")));
    assert_false(mg_format_mbox.sniff(MG_SPAN("From here on Mar 7 it rained at 15:01 in 2025\nand so on")));
}

static void add_times(mg_buf *out, size_t n, const char *piece)
{
    for (size_t i = 0; i < n; i++) mg_buf_addf(out, piece, i, i); /* pieces name none, one or two numbers */
}

/* Much of what is cheap to write: nested, unended, repeated. (The sanitizer makes memmem quadratic: not too much.) */
static void hostile(void **state)
{
    static const struct {
        const char *head, *piece;
    } rows[] = {
        {BASE, "Content-Type: multipart/mixed; boundary=b%zu\n\n--b%zu\n"},
        {BASE, "Content-Type: message/rfc822\n\n"},
        {BASE "Content-Type: multipart/mixed; boundary=b\n\n", "--b\n\n"},
        {BASE "Content-Type: multipart/alternative; boundary=b\n\n", "--b\nContent-Type: text/html\n\n"},
        {BASE "Content-Type: multipart/mixed; boundary=-------\n\n", "-"},
        {BASE "Content-Type: text/plain", "; a%zu=%zu"},
        {BASE "To: ", "a:"},
        {"Message-ID: <1@b>\nFrom: ", "a:"},
        {"Message-ID: <1@b>\nFrom: ", "("},
        {"Message-ID: <1@b>\nSubject: ", "=?a?q?x "},
        {"Message-ID: <1@b>\nKeywords: ", "a%zu,"},
        {BASE, "a:\n"},
        {BASE "\n", ">"},
        {BASE "\n", "> \n>> \n"},
        {BASE "\n", "-----BEGIN PGP MESSAGE-----\n"},
        {BASE "\n", "begin 644 a\n"},
        {BASE "Content-Transfer-Encoding: quoted-printable\n\n", "=\n"},
        {"From ann Fri Mar  7 15:01:01 2025\n" BASE "\n", "\nFrom : Fri Mar  7 15:01:01 2025\nX-a: b\n"},
        {"From ann Fri Mar  7 15:01:01 2025\n" BASE "\n", "From a Mar 7 15:01 2025\nContent-Length: 9\nSubject: x\n"},
    };
    (void)state;
    for (size_t i = 0; i < MG_COUNT(rows); i++) {
        mg_buf text = MG_BUF_INIT;
        mg_buf_adds(&text, rows[i].head);
        add_times(&text, 15000, rows[i].piece);
        mg_buf_adds(&text, "\n\nlast words");
        catcher c;
        bool box = mg_span_starts(mg_buf_span(&text), MG_SPAN("From "));
        assert_int_equal(catch (&c, mg_buf_span(&text), "a", box ? &mg_format_mbox : &mg_format_eml, NULL), MG_OK);
        assert_true(c.articles > 0);
        catcher_end(&c);
        mg_buf_dispose(&text);
    }
}

static void nuls(void **state)
{
    static const char text[] = "From: A\0nn Holm <a@b>\nSubject: R\0ain\nMessage-ID: <1\0@b>\n\nIt \0rained.\n";
    (void)state;
    catcher c;
    assert_int_equal(catch (&c, (mg_span){text, sizeof text - 1}, "a", &mg_format_eml, NULL), MG_OK);
    assert_string_equal(c.log.p, "id=1 @b\ntitle=R ain\nby=A nn Holm\n" EML "body=It  rained.\n--\n");
    catcher_end(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_of_mails), cmocka_unit_test(bodies_of_mails), cmocka_unit_test(mailboxes),
        cmocka_unit_test(sniffing),        cmocka_unit_test(hostile),         cmocka_unit_test(nuls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
