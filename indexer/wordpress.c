/* wordpress.c - see wordpress.h. One pass over the post; tags and comments are passed on as they are. */
#include "indexer/wordpress.h"

#define CLOSED_MAX 32 /* names of shortcodes that the post closes; of more, the first */
#define SHORTCODE_MAX 4096

/* What is passed on without a look at what is in it. */
static const struct {
    mg_span start, end;
} verbatim[] = {{MG_SPAN("<!--"), MG_SPAN("-->")},
                {MG_SPAN("<pre"), MG_SPAN("</pre")},
                {MG_SPAN("<script"), MG_SPAN("</script")},
                {MG_SPAN("<style"), MG_SPAN("</style")}};
#define VERBATIM MG_COUNT(verbatim)

typedef enum { S_NONE, S_OPEN, S_CLOSE, S_ESCAPED } shortcode_kind;

typedef struct {
    shortcode_kind kind;
    mg_span name;
    bool attributes, closed; /* closed: "[name /]" */
    size_t end;
} shortcode;

typedef struct {
    mg_span post;
    mg_buf *html;
    mg_span closed[CLOSED_MAX];
    size_t n_closed;
    bool blocks; /* written with the block editor, which marks all paragraphs */
    bool after_tag;
    bool no_end[VERBATIM + 1]; /* of an element that is to be left alone, or of a tag: there is none from here to the end */
} writer;

static bool is_name(char c)
{
    return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/* What begins with the bracket at `at`. A name in brackets may be a shortcode or not. */
static shortcode shortcode_at(mg_span post, size_t at)
{
    shortcode s = {.kind = S_NONE};
    bool escaped = at + 1 < post.n && post.p[at + 1] == '[';
    size_t start = at + 1 + escaped;
    bool close = start < post.n && post.p[start] == '/';
    size_t from = start + close, n = from;
    while (n < post.n && is_name(post.p[n])) n++;
    size_t end = n;
    while (end < post.n && end - n < SHORTCODE_MAX && post.p[end] != ']' && post.p[end] != '[') end++;
    mg_span rest = mg_span_sub(post, n, end);
    bool ends = end < post.n && post.p[end] == ']';
    if (!ends || n == from || (rest.n && !mg_is_space(rest.p[0]) && rest.p[0] != '/')) return s;
    s.name = mg_span_sub(post, from, n);
    s.closed = rest.n && rest.p[rest.n - 1] == '/';
    s.attributes = mg_span_find(rest, 0, '=') < rest.n;
    s.end = end + 1;
    s.kind = close ? S_CLOSE : S_OPEN;
    if (escaped && s.end < post.n && post.p[s.end] == ']') {
        s.kind = S_ESCAPED;
        s.end++;
    }
    return s;
}

static bool is_one_of(mg_span name, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (mg_span_eq_nocase(name, mg_span_str(names[i]))) return true;
    return false;
}

/* Those that stand between paragraphs, and need no attributes. */
static bool is_block(mg_span name)
{
    static const char *const known[] = {"gallery", "caption", "wp_caption", "embed", "audio", "video", "playlist"};
    return is_one_of(name, known, MG_COUNT(known));
}

/* Those that have an address between them. */
static bool holds_address(mg_span name)
{
    static const char *const embeds[] = {"embed", "audio",      "video", "playlist", "youtube",  "vimeo",
                                         "tweet", "soundcloud", "twitter", "instagram", "googlemaps"};
    return is_one_of(name, embeds, MG_COUNT(embeds));
}

static bool is_closed(const writer *w, mg_span name)
{
    size_t i = 0;
    while (i < w->n_closed && !mg_span_eq(name, w->closed[i])) i++;
    return i < w->n_closed;
}

static void find_closed(writer *w)
{
    for (size_t at = 0; (at = mg_span_find_span(w->post, at, MG_SPAN("[/"))) < w->post.n; at++) {
        shortcode s = shortcode_at(w->post, at);
        if (s.kind == S_CLOSE && w->n_closed < CLOSED_MAX && !is_closed(w, s.name)) w->closed[w->n_closed++] = s.name;
    }
}

/* Pass over a shortcode; text in brackets is text. Returns where to go on. */
static size_t take_bracket(writer *w, size_t at)
{
    shortcode s = shortcode_at(w->post, at);
    if (s.kind == S_ESCAPED) { /* [[name]] is [name], to be read */
        mg_buf_add(w->html, mg_span_sub(w->post, at + 1, s.end - 1));
        return s.end;
    }
    bool opens = s.kind == S_OPEN && (s.attributes || s.closed || is_block(s.name) || is_closed(w, s.name));
    bool is_shortcode = s.kind == S_CLOSE || opens;
    if (!is_shortcode) {
        mg_buf_addc(w->html, '[');
        return at + 1;
    }
    if (is_block(s.name)) mg_buf_adds(w->html, "<p>");
    if (s.kind == S_CLOSE || s.closed || !holds_address(s.name)) return s.end;
    size_t next = s.end; /* [embed]address[/embed], when that follows at once */
    while (next < w->post.n && w->post.p[next] != '[' && next - s.end < SHORTCODE_MAX) next++;
    bool bracket = next < w->post.n && w->post.p[next] == '[';
    shortcode end = bracket ? shortcode_at(w->post, next) : (shortcode){.kind = S_NONE};
    return end.kind == S_CLOSE && mg_span_eq(end.name, s.name) ? end.end : s.end;
}

/* Behind the next `mark`, or `at` when there is none. */
static size_t behind(writer *w, size_t at, mg_span mark, bool *no_end)
{
    size_t end = *no_end ? w->post.n : mg_span_find_span(w->post, at, mark);
    *no_end = end == w->post.n;
    return *no_end ? at : end + mark.n;
}

static size_t behind_tag(writer *w, size_t at)
{
    mg_span here = mg_span_sub(w->post, at, w->post.n);
    for (size_t i = 0; i < VERBATIM; i++) {
        size_t end = mg_span_starts_nocase(here, verbatim[i].start) ? behind(w, at, verbatim[i].end, &w->no_end[i]) : at;
        if (end > at) return end;
    }
    size_t end = behind(w, at, MG_SPAN(">"), &w->no_end[VERBATIM]);
    return end > at ? end : at + 1;
}

static size_t take_tag(writer *w, size_t at)
{
    bool tag = at + 1 < w->post.n && (is_name(w->post.p[at + 1]) || strchr("/!", w->post.p[at + 1]));
    size_t end = tag ? behind_tag(w, at) : at + 1;
    bool comment = mg_span_starts(mg_span_sub(w->post, at, end), MG_SPAN("<!--"));
    if (!comment) mg_buf_add(w->html, mg_span_sub(w->post, at, end));
    w->after_tag = tag;
    return end;
}

/* A blank line parts paragraphs; a line end in a paragraph is one, but not beside a tag. */
static size_t take_line_end(writer *w, size_t at)
{
    size_t lines = 0, end = at;
    for (; end < w->post.n && mg_is_space(w->post.p[end]); end++) lines += w->post.p[end] == '\n';
    bool beside_tag = w->after_tag || end == w->post.n || w->post.p[end] == '<';
    if (lines > 1)
        mg_buf_adds(w->html, "<p>");
    else
        mg_buf_adds(w->html, w->blocks || beside_tag ? "\n" : "<br>");
    return end;
}

void mg_wordpress_render(mg_span post, mg_buf *html)
{
    writer w = {.post = post, .html = html};
    w.blocks = mg_span_find_span(post, 0, MG_SPAN("<!-- wp:")) < post.n;
    find_closed(&w);
    for (size_t at = 0; at < post.n;) {
        size_t end = at;
        while (end < post.n && post.p[end] != '<' && post.p[end] != '[' && post.p[end] != '\n') end++;
        mg_buf_add(html, mg_span_sub(post, at, end));
        if (mg_span_trim(mg_span_sub(post, at, end)).n) w.after_tag = false;
        if (end == post.n) return;
        at = post.p[end] == '<' ? take_tag(&w, end) : post.p[end] == '[' ? take_bracket(&w, end) : take_line_end(&w, end);
    }
}
