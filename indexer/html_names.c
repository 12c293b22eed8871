/* html_names.c - see html_names.h. */
#include "indexer/html_names.h"

#include "indexer/head.h"

#define LINE_MAX_BYTES 1000 /* of titles and bylines; longer ones are none */
#define HOST_MAX 253

/* What parts a headline from other words in a title. */
static const char *const marks[] = {" | ", " - ", " – ", " — ", " :: ", " » ", " · ", "｜"};
/* Headlines have these themselves: only what is known to be the site's name goes. */
static const char *const weak_marks[] = {": ", " : ", "_"};

/* What the first or the last of some marks parts: `before` and `behind` it. */
static bool part(mg_span title, const char *const *list, size_t n, bool last, mg_span *before, mg_span *behind)
{
    size_t found = last ? 0 : title.n;
    for (size_t i = 0; i < n; i++) {
        mg_span mark = mg_span_str(list[i]);
        for (size_t at = 0; (at = mg_span_find_span(title, at, mark)) < title.n; at += mark.n) {
            if (last ? at <= found : at >= found) continue;
            found = at;
            *before = mg_span_trim(mg_span_sub(title, 0, at));
            *behind = mg_span_trim(mg_span_sub(title, at + mark.n, title.n));
            if (!last) break;
        }
    }
    return found > 0 && found < title.n && before->n && behind->n;
}

/* Names. */

/* The next letter or digit from *at, in lower case; bytes of other scripts are letters. 0 at the end. */
static unsigned char next_letter(mg_span s, size_t *at)
{
    while (*at < s.n) {
        unsigned char c = (unsigned char)s.p[(*at)++];
        if (c >= 0x80 || (c >= '0' && c <= '9')) return c;
        if ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') return c | 0x20;
    }
    return 0;
}

static mg_span without_the(mg_span name)
{
    return mg_span_starts_nocase(name, MG_SPAN("the ")) ? mg_span_sub(name, 4, name.n) : name;
}

static bool has_same_letters(mg_span a, mg_span b)
{
    for (size_t i = 0, j = 0, n = 0;; n++) {
        unsigned char c = next_letter(a, &i);
        if (c != next_letter(b, &j)) return false;
        if (!c) return n > 0;
    }
}

/* "The Hill" and "TheHill", "The Post" and "POST" are the same. */
static bool is_same(mg_span a, mg_span b)
{
    return has_same_letters(a, b) || has_same_letters(without_the(a), without_the(b));
}

void mg_html_site_add(mg_html_site *site, mg_span name)
{
    if (name.n && site->n < MG_COUNT(site->names)) site->names[site->n++] = name;
}

void mg_html_site_add_url(mg_html_site *site, mg_span url)
{
    size_t from = mg_span_find_span(url, 0, MG_SPAN("://"));
    mg_span host = mg_span_sub(url, from + 3, url.n);
    for (size_t i = 0; i < host.n; i++)
        if (strchr("/:?#", host.p[i])) host.n = i;
    if (mg_span_starts_nocase(host, MG_SPAN("www."))) host = mg_span_sub(host, 4, host.n);
    if (host.n && host.n <= HOST_MAX) site->host = host;
}

static bool is_shared(mg_span label)
{
    static const char *const shared[] = {"co", "com", "org", "net", "ac", "gov"};
    for (size_t i = 0; i < MG_COUNT(shared); i++)
        if (mg_span_eq_nocase(label, mg_span_str(shared[i]))) return true;
    return false;
}

/* The label that is a host's own: "post" of www.post.example and of www.post.co.uk. Those before it are sections or users. */
static mg_span own_label(mg_span host)
{
    for (bool top = true;; top = false) {
        size_t dot = host.n;
        while (dot > 0 && host.p[dot - 1] != '.') dot--;
        mg_span label = mg_span_sub(host, dot, host.n);
        if (!dot || (!top && !is_shared(label))) return label;
        host.n = dot - 1;
    }
}

bool mg_html_is_host(const mg_html_site *site, mg_span name)
{
    return is_same(site->host, name) || is_same(own_label(site->host), name);
}

static bool is_named(const mg_html_site *site, mg_span name)
{
    for (size_t i = 0; i < site->n; i++)
        if (is_same(site->names[i], name)) return true;
    return false;
}

/* Do the first words of `name` have the letters of `site`, and does it have more? */
static bool goes_on(mg_span name, mg_span site)
{
    size_t at = 0, i = 0;
    name = without_the(name);
    site = without_the(site);
    for (unsigned char c; (c = next_letter(site, &i));)
        if (c != next_letter(name, &at)) return false;
    return at > 1 && at < name.n && name.p[at] == ' ';
}

bool mg_html_is_of_site(const mg_html_site *site, mg_span name)
{
    for (size_t i = 0; i < site->n; i++)
        if (goes_on(name, site->names[i])) return true;
    return goes_on(name, own_label(site->host));
}

/* A single word may be the host's; people have two, and sites of their own. */
static bool is_site(const mg_html_site *site, mg_span name)
{
    return is_named(site, name) || (mg_span_find(name, 0, ' ') == name.n && mg_html_is_host(site, name));
}

static bool is_address(mg_span name)
{
    bool mail = mg_span_find(name, 0, '@') < name.n && mg_span_find(name, 0, ' ') == name.n;
    return mail || name.p[0] == '/' || mg_span_starts_nocase(name, MG_SPAN("www.")) ||
           mg_span_find_span(name, 0, MG_SPAN("://")) < name.n;
}

/* A publishing system's words for nobody in particular: "admin", "wpadmin". */
static bool is_nobody(mg_span name)
{
    static const char *const words[] = {"administrator", "webmaster", "root", "superuser",
                                        "unknown",       "none",      "null", "undefined"};
    mg_span admin = MG_SPAN("admin");
    for (size_t i = 0; i < MG_COUNT(words); i++)
        if (mg_span_eq_nocase(name, mg_span_str(words[i]))) return true;
    return mg_span_find(name, 0, ' ') == name.n && name.n >= admin.n &&
           mg_span_eq_nocase(mg_span_sub(name, name.n - admin.n, name.n), admin);
}

mg_span mg_html_author(const mg_html_site *site, mg_span name)
{
    static const char *const joints[] = {" and ", " et ", " und ", ", ", " | ", " / ", "/", " - "};
    const size_t ands = 3; /* behind a comma may stand the site's place */
    mg_span author = mg_span_trim(mg_span_sub(name, mg_head_byline_prefix(name), name.n));
    while (author.n && author.n <= LINE_MAX_BYTES) {
        mg_span before = author, behind = author;
        if (is_site(site, author) || is_address(author) || is_nobody(author)) break;
        if (part(author, joints, MG_COUNT(joints), true, &before, &behind) && is_site(site, behind))
            author = before;
        else if (part(author, joints, ands, false, &before, &behind) && is_named(site, before))
            author = behind;
        else
            return author;
    }
    return MG_SPAN("");
}

/* Titles. */

bool mg_html_is_sentence(mg_span title)
{
    size_t words = 1;
    for (size_t i = 0; i < title.n; i++) words += title.p[i] == ' ';
    return words >= 3 || (words == 1 && title.n > 20) || title.n > 50;
}

/* A few words, the first in capitals or without case. */
static bool looks_like_site(mg_span tail)
{
    size_t words = 1;
    for (size_t i = 0; i < tail.n; i++) words += tail.p[i] == ' ';
    return tail.n && words <= 4 && tail.n <= 60 &&
           !(tail.p[0] >= 'a' && tail.p[0] <= 'z' && mg_span_find(tail, 0, '.') == tail.n);
}

/* The site's name, perhaps with more behind it, or its beginning. */
static bool begins_as_site(const mg_html_site *site, mg_span tail)
{
    for (size_t i = 0; tail.n && i < site->n; i++)
        if (mg_span_starts_nocase(tail, site->names[i]) || mg_span_starts_nocase(site->names[i], tail)) return true;
    return is_site(site, tail);
}

mg_span mg_html_without_site(mg_span title, const mg_html_site *site, bool guess)
{
    while (title.n <= LINE_MAX_BYTES) {
        mg_span before = title, behind = title;
        bool parted = part(title, marks, MG_COUNT(marks), true, &before, &behind);
        bool bar = parted && mg_span_find(title, before.n, '|') < (size_t)(behind.p - title.p);
        if (parted && (begins_as_site(site, behind) || (guess && (bar || !site->n) && looks_like_site(behind)))) {
            title = before;
            guess = guess ? bar : is_named(site, behind); /* before the site's name, its section's */
        } else if (part(title, weak_marks, MG_COUNT(weak_marks), true, &before, &behind) && is_named(site, behind)) {
            title = before;
        } else if ((part(title, marks, MG_COUNT(marks), false, &before, &behind) && is_named(site, before)) ||
                   (part(title, weak_marks, MG_COUNT(weak_marks), false, &before, &behind) && is_named(site, before))) {
            title = behind;
        } else {
            break;
        }
    }
    return title;
}

/* Is there a mark where `rest` touches the headline, at its end or at its start? */
static bool is_parted(mg_span rest, bool at_end)
{
    const char *const *lists[] = {marks, weak_marks + 1};
    const size_t counts[] = {MG_COUNT(marks), MG_COUNT(weak_marks) - 1};
    for (size_t l = 0; l < MG_COUNT(lists); l++)
        for (size_t i = 0; i < counts[l]; i++) {
            mg_span mark = mg_span_str(lists[l][i]);
            if (rest.n <= mark.n) continue;
            mg_span edge = at_end ? mg_span_sub(rest, rest.n - mark.n, rest.n) : mg_span_sub(rest, 0, mark.n);
            if (mg_span_eq(edge, mark)) return true;
        }
    return false;
}

static mg_span without_dots(mg_span title)
{
    static const char *const dots[] = {"...", "…"};
    for (size_t i = 0; i < MG_COUNT(dots); i++) {
        mg_span end = mg_span_str(dots[i]);
        if (title.n > end.n && mg_span_eq(mg_span_sub(title, title.n - end.n, title.n), end))
            return mg_span_trim(mg_span_sub(title, 0, title.n - end.n));
    }
    return title;
}

mg_span mg_html_as_shown(mg_span title, mg_span headline)
{
    if (!mg_html_is_sentence(headline)) return title;
    mg_span stem = without_dots(title);
    if (stem.n < title.n && headline.n > title.n && mg_span_starts_nocase(headline, stem)) return headline;
    if (headline.n >= title.n || title.n - headline.n > headline.n) return title;
    mg_span start = mg_span_sub(title, 0, headline.n), end = mg_span_sub(title, title.n - headline.n, title.n);
    if (mg_span_eq_nocase(start, headline) && is_parted(mg_span_sub(title, headline.n, title.n), false)) return start;
    if (mg_span_eq_nocase(end, headline) && is_parted(mg_span_sub(title, 0, title.n - headline.n), true)) return end;
    return title;
}
