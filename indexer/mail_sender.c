/* mail_sender.c - see mail_sender.h. */
#include "indexer/mail_sender.h"

static bool is_letter(char c)
{
    return (unsigned char)c >= 0x80 || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* Where `word` stands first in `s`, without regard to case; s.n when it does not. */
static size_t find_nocase(mg_span s, mg_span word)
{
    for (size_t at = 0; at + word.n <= s.n; at++)
        if (mg_span_eq_nocase(mg_span_sub(s, at, at + word.n), word)) return at;
    return s.n;
}

/* Is one of the words of `s` among these? */
static bool has_word(mg_span s, const mg_span *words, size_t n)
{
    for (size_t at = 0; at < s.n;) {
        size_t end = at;
        while (end < s.n && is_letter(s.p[end])) end++;
        for (size_t i = 0; i < n; i++)
            if (mg_span_eq_nocase(mg_span_sub(s, at, end), words[i])) return true;
        at = end + 1;
    }
    return false;
}

/* An address or a name that nobody's parents chose. */
static bool is_office(mg_span s)
{
    static const mg_span words[] = {
        MG_SPAN("admin"),   MG_SPAN("alert"),    MG_SPAN("alerts"),     MG_SPAN("bounce"),      MG_SPAN("briefing"),
        MG_SPAN("bulletin"), MG_SPAN("comms"),   MG_SPAN("communications"), MG_SPAN("contact"), MG_SPAN("daemon"),
        MG_SPAN("desk"),    MG_SPAN("digest"),   MG_SPAN("editor"),     MG_SPAN("editors"),     MG_SPAN("hello"),
        MG_SPAN("info"),    MG_SPAN("list"),     MG_SPAN("mail"),       MG_SPAN("mailer"),      MG_SPAN("mailing"),
        MG_SPAN("media"),   MG_SPAN("news"),     MG_SPAN("newsletter"), MG_SPAN("newsletters"), MG_SPAN("newsroom"),
        MG_SPAN("noreply"), MG_SPAN("notification"), MG_SPAN("notifications"), MG_SPAN("office"), MG_SPAN("postmaster"),
        MG_SPAN("press"),   MG_SPAN("presse"),   MG_SPAN("prensa"),     MG_SPAN("pressestelle"), MG_SPAN("redaktion"),
        MG_SPAN("redaccion"), MG_SPAN("reply"),  MG_SPAN("service"),    MG_SPAN("support"),     MG_SPAN("team"),
        MG_SPAN("update"),  MG_SPAN("updates"),  MG_SPAN("webmaster"),
    };
    return has_word(s, words, MG_COUNT(words));
}

static mg_span without_quotes(mg_span s)
{
    s = mg_span_trim(s);
    while (s.n > 1 && (s.p[0] == '\'' || s.p[0] == '"') && s.p[s.n - 1] == s.p[0]) s = mg_span_trim(mg_span_sub(s, 1, s.n - 1));
    return s;
}

/* The name as it was before the list came between; what a list wrote there when there is no name is an address. */
static mg_span without_list(mg_span name)
{
    return without_quotes(mg_span_sub(name, 0, find_nocase(name, MG_SPAN(" via "))));
}

/* Two or more words, each of which has a letter: "Jane Doe". */
static bool like_full_name(mg_span s)
{
    size_t words = 0;
    for (size_t at = 0; at < s.n;) {
        size_t end = mg_span_find(s, at, ' ');
        if (end > at && !is_letter(s.p[at])) return false;
        words += end > at;
        at = end + 1;
    }
    return words >= 2 && words <= 4 && !is_office(s);
}

/* "Jane Doe from The Courier", "Jane Doe at The Courier", "Jane Doe | The Courier", "Jane Doe, The Courier". */
static bool names_both(mg_span name, mg_span *person, mg_span *paper)
{
    static const mg_span joints[] = {MG_SPAN(" from "), MG_SPAN(" at "), MG_SPAN(" @ "), MG_SPAN(" | "), MG_SPAN(", ")};
    for (size_t i = 0; i < MG_COUNT(joints); i++) {
        size_t at = find_nocase(name, joints[i]);
        if (at == name.n) continue;
        *person = mg_span_trim(mg_span_sub(name, 0, at));
        *paper = mg_span_trim(mg_span_sub(name, at + joints[i].n, name.n));
        if (like_full_name(*person) && paper->n) return true;
    }
    return false;
}

/* "Town Talk" of "Town Talk <talk.lists.example>", else what stands in the brackets. */
static mg_span list_name(mg_span id)
{
    size_t open = mg_span_find(id, 0, '<');
    mg_span phrase = without_quotes(mg_span_sub(id, 0, open));
    return phrase.n ? phrase : mg_span_trim(mg_span_sub(id, open + 1, mg_span_find(id, open, '>')));
}

static bool is_address(mg_span s, mg_span address)
{
    return mg_span_find(s, 0, '@') < s.n || mg_span_find(s, 0, '!') < s.n || mg_span_eq_nocase(s, address) ||
           mg_span_eq_nocase(s, mg_span_sub(address, 0, mg_span_find(address, 0, '@')));
}

void mg_mail_sender_read(const mg_mail_sender *sender, mg_span *byline, mg_span *source)
{
    mg_span name = without_quotes(sender->name), list = list_name(sender->list_id), person, paper;
    mg_span mailbox = mg_span_sub(sender->address, 0, mg_span_find(sender->address, 0, '@'));
    *byline = (mg_span){NULL, 0};
    *source = sender->list || !sender->newsletter ? list : *byline; /* those of newsletters are made up by their mailers */
    if (sender->list) name = without_list(name);
    if (is_address(name, sender->address)) name = *byline;
    bool office = !sender->list && (sender->newsletter || is_office(mailbox) || is_office(name));
    if (office && names_both(name, &person, &paper)) {
        *byline = person;
        if (!source->n) *source = paper;
    } else if (office) {
        if (!source->n) *source = name;
    } else {
        *byline = without_list(name);
    }
    if (!source->n) *source = sender->organization;
    if (!source->n) *source = list;
}
