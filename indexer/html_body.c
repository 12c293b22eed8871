/* html_body.c - the text of html_body.h: one walk over the root's nodes, gathering inline text into blocks
 * and judging each block as it ends. */
#include "indexer/html_body.h"

#include "indexer/head.h"

/* A line that names the author, the date or the section is not longer than this (bytes). */
#define MARK_LINE_MAX 200
/* The first block as long as this ends the head of the article: what follows is no byline any more. */
#define HEAD_END 120
/* A line of links this long is a sentence, not a pointer to elsewhere. */
#define LINK_LINE_MAX 200
/* A standfirst has at most so many blocks, of so many bytes each. */
#define LEAD_BLOCKS 3
#define LEAD_MIN 60
#define LEAD_MAX 800
/* A heading this long says something by itself: those of galleries and lists have only pictures below them.
 */
#define HEADING_LONG 40
#define CREDIT_MAX 80
/* Lines of up to so many bytes may end an article without being of it, when there is that much before them.
 */
#define TAIL_LINE_MAX 300
#define TAIL_MIN 500

typedef enum { B_PARAGRAPH, B_HEADING, B_ITEM, B_ROW, B_PRE } block_kind;

typedef struct {
    const mg_html_page *page;
    mg_article *article;
    mg_buf *out;
    mg_buf line, heading; /* the block in the making; a heading whose text has not come yet */
    uint32_t at, headline; /* the current node; the first h1 in the article's element, 0 for none */
    size_t start;         /* of the body in `out` */
    size_t links, marked; /* bytes of the line in links, in bylines and dates */
    uint8_t marks;        /* of any text in the line */
    unsigned rank;        /* of the heading that the line is in: 1..6; 0 for none */
    unsigned waiting;     /* rank of `heading`; 0 for none */
    unsigned pre;         /* open pre elements */
    bool cell;            /* in a table of data, where blocks are cells and rows */
    bool comments;        /* has their heading come? */
    bool item;            /* the next block is the first of a list item */
    bool head_done;       /* a block of some length has come */
    block_kind last;
    size_t tail; /* where the lines start that may be no text, when nothing else follows; 0: nowhere */
    uint32_t open[MG_HTML_DEPTH_MAX + 2]; /* block elements around the current node */
    size_t depth;
} writer;

/* Blocks that are no text of the article. */

static bool is_same_text(mg_span a, mg_span b)
{
    for (;;) {
        a = mg_span_trim(a);
        b = mg_span_trim(b);
        size_t i = 0, j = 0;
        while (i < a.n && !mg_is_space(a.p[i])) i++;
        while (j < b.n && !mg_is_space(b.p[j])) j++;
        if (!mg_span_eq_nocase(mg_span_sub(a, 0, i), mg_span_sub(b, 0, j))) return false;
        if (!i) return true;
        a = mg_span_sub(a, i, a.n);
        b = mg_span_sub(b, j, b.n);
    }
}

/* Whole lines that are buttons, labels and headings of the furniture. */
static bool is_button(mg_span text)
{
    /* clang-format off */
    static const mg_span lines[] = {
        MG_SPAN("Advertisement"), MG_SPAN("Advertisements"), MG_SPAN("Continue reading"),
        MG_SPAN("Continue reading the main story"), MG_SPAN("Comments"), MG_SPAN("Email"),
        MG_SPAN("Explore further"), MG_SPAN("Follow us"), MG_SPAN("Image"), MG_SPAN("Leave a comment"),
        MG_SPAN("Loading..."), MG_SPAN("More on this story"), MG_SPAN("Most popular"), MG_SPAN("Most read"),
        MG_SPAN("Photo"), MG_SPAN("Print"), MG_SPAN("Recommended"), MG_SPAN("Related"),
        MG_SPAN("Related articles"), MG_SPAN("Related stories"), MG_SPAN("Share"), MG_SPAN("Share this"),
        MG_SPAN("Share this article"), MG_SPAN("Skip advertisement"), MG_SPAN("Story continues below"),
        MG_SPAN("Tweet"),
    };
    /* clang-format on */
    for (size_t i = 0; i < MG_COUNT(lines); i++)
        if (mg_span_eq_nocase(text, lines[i])) return true;
    return false;
}

/* "Read also: ..." in the languages of the world: the line, or its link, leads to another article. */
static bool is_pointing_words(mg_span text, size_t links)
{
    /* clang-format off */
    static const mg_span starts[] = {
        MG_SPAN("Also read"), MG_SPAN("More:"), MG_SPAN("Read also"), MG_SPAN("Read more"),
        MG_SPAN("Related"), MG_SPAN("See also"), MG_SPAN("Sign up"), MG_SPAN("Subscribe"),
        MG_SPAN("You may also like"), MG_SPAN("Auch interessant"),
        MG_SPAN("Das könnte Sie auch interessieren"), MG_SPAN("Lesen Sie auch"), MG_SPAN("Lesen Sie mehr"),
        MG_SPAN("Mehr zum Thema"), MG_SPAN("A lire aussi"), MG_SPAN("Lire aussi"), MG_SPAN("À lire aussi"),
        MG_SPAN("Voir aussi"), MG_SPAN("Lea también"), MG_SPAN("Lee también"), MG_SPAN("Le puede interesar"),
        MG_SPAN("Te puede interesar"), MG_SPAN("Leia mais"), MG_SPAN("Leia também"), MG_SPAN("Veja também"),
        MG_SPAN("Leggi anche"), MG_SPAN("Lees ook"), MG_SPAN("Les også"), MG_SPAN("Læs også"),
        MG_SPAN("Läs mer"), MG_SPAN("Läs också"), MG_SPAN("Lue myös"), MG_SPAN("Czytaj także"),
        MG_SPAN("Czytaj też"), MG_SPAN("Zobacz też"), MG_SPAN("Zobacz także"), MG_SPAN("Čtěte také"),
        MG_SPAN("Čtěte více"), MG_SPAN("Citește și"), MG_SPAN("İlgili haber"), MG_SPAN("Baca juga"),
        MG_SPAN("Xem thêm"), MG_SPAN("Đọc thêm"), MG_SPAN("Διαβάστε επίσης"), MG_SPAN("Читайте также"),
        MG_SPAN("Читать также"), MG_SPAN("Читайте також"), MG_SPAN("اقرأ أيضا"), MG_SPAN("اقرأ أيضاً"),
        MG_SPAN("इसे भी पढ़ें"), MG_SPAN("यह भी पढ़ें"), MG_SPAN("อ่านเพิ่มเติม"), MG_SPAN("関連記事"),
        MG_SPAN("相关阅读"), MG_SPAN("相關閱讀"), MG_SPAN("延伸阅读"), MG_SPAN("延伸閱讀"), MG_SPAN("관련기사"),
    };
    static const mg_span marks[] = {
        MG_SPAN(":"), MG_SPAN("："), MG_SPAN("|"), MG_SPAN(">"), MG_SPAN("»"), MG_SPAN("-"), MG_SPAN("–"),
        MG_SPAN("—"), MG_SPAN("..."),
    };
    /* clang-format on */
    for (size_t i = 0; i < MG_COUNT(starts); i++) {
        mg_span start = starts[i];
        if (!mg_span_starts_nocase(text, start)) continue;
        mg_span rest = mg_span_trim(mg_span_sub(text, start.n, text.n));
        if (!rest.n || links * 2 >= text.n || start.p[start.n - 1] == ':') return true;
        for (size_t k = 0; k < MG_COUNT(marks); k++)
            if (mg_span_starts(rest, marks[k])) return true;
    }
    return false;
}

static bool is_copyright(mg_span text)
{
    static const mg_span starts[] = {MG_SPAN("©"), MG_SPAN("Copyright "), MG_SPAN("Copyright©"),
                                     MG_SPAN("(c) "), MG_SPAN("&copy;")};
    static const mg_span words[] = {
        MG_SPAN("ll rights reserved"),          MG_SPAN("lle Rechte vorbehalten"),
        MG_SPAN("ous droits réservés"),         MG_SPAN("odos los derechos reservados"),
        MG_SPAN("odos os direitos reservados"), MG_SPAN("utti i diritti riservati"),
        MG_SPAN("lle rechten voorbehouden"),    MG_SPAN("се права защищены")};
    for (size_t i = 0; i < MG_COUNT(starts); i++)
        if (mg_span_starts_nocase(text, starts[i])) return true;
    for (size_t i = 0; i < MG_COUNT(words); i++)
        if (mg_span_find_span(text, 0, words[i]) < text.n) return true;
    return false;
}

/* "Photo by Ann Lee/Getty Images", under a picture. */
static bool is_picture_credit(mg_span text)
{
    /* clang-format off */
    static const mg_span ends[] = {
        MG_SPAN("Getty Images"), MG_SPAN("Getty Images)"), MG_SPAN("GETTY IMAGES"), MG_SPAN("Shutterstock"),
        MG_SPAN("ASSOCIATED PRESS"), MG_SPAN("/AFP"), MG_SPAN("/AP"), MG_SPAN("/Reuters"),
        MG_SPAN("/REUTERS"),
    };
    /* clang-format on */
    size_t words = 1;
    for (size_t i = 0; i < text.n; i++) words += text.p[i] == ' ';
    for (size_t i = 0; text.n < CREDIT_MAX && words <= 5 && i < MG_COUNT(ends); i++) {
        mg_span end = ends[i];
        if (text.n >= end.n && mg_span_eq(mg_span_sub(text, text.n - end.n, text.n), end)) return true;
    }
    return text.n < CREDIT_MAX && mg_head_is_credit(text);
}

static bool is_furniture_line(mg_span text, size_t links)
{
    if (text.n > MARK_LINE_MAX) return false;
    if (is_picture_credit(text)) return true;
    while (text.n && strchr(":.>", text.p[text.n - 1])) text.n--;
    return is_button(text) || is_pointing_words(text, links) || is_copyright(text);
}

/* "By" and one of the names, and little else. */
static bool is_byline(const mg_article *article, mg_span text)
{
    for (size_t i = 0; i < article->byline.n; i++) {
        mg_span name = article->byline.v[i];
        if (name.n && text.n <= name.n + 60 && mg_span_find_span(text, 0, name) <= 12 && name.n <= text.n &&
            mg_span_find_span(text, 0, name) < text.n)
            return true;
    }
    return false;
}

/* Is a part of the line ("By Ann Lee | 7 March 2025") a date? It is that of the article if none is known yet.
 */
static bool has_date(writer *w, mg_span text)
{
    static const mg_span marks[] = {MG_SPAN("|"), MG_SPAN("·"), MG_SPAN("•")};
    while (text.n) {
        mg_date date;
        bool modified;
        size_t end = text.n, next = end;
        for (size_t i = 0; i < MG_COUNT(marks); i++) {
            size_t at = mg_span_find_span(text, 0, marks[i]);
            if (at < end) end = at, next = at + marks[i].n;
        }
        if (mg_head_is_date(mg_span_sub(text, 0, end), &date, &modified)) {
            if (modified || w->article->date.precision != MG_DATE_NONE) return true;
            w->article->date = date;
            w->article->date_source = MG_DATE_FROM_BYLINE;
            return true;
        }
        text = mg_span_sub(text, next, text.n);
    }
    return false;
}

/* Is the line one of those around the headline that became fields? */
static bool is_head_line(writer *w, mg_span text)
{
    if (!w->head_done && w->at < w->headline && text.n < HEAD_END)
        return !is_same_text(text, w->article->standfirst);
    if (w->head_done || text.n > MARK_LINE_MAX) return w->rank == 1 && is_same_text(text, w->article->title);
    if (w->rank == 1 || is_same_text(text, w->article->title)) return true;
    if (is_same_text(text, w->article->standfirst)) return false;
    bool dated = has_date(w, text);
    if (w->marks & (MG_PAGE_TIME | MG_PAGE_BYLINE | MG_PAGE_LABEL))
        return w->marked * 5 >= text.n * 2 || text.n < HEAD_END;
    mg_span names;
    return dated || is_byline(w->article, text) || (w->article->byline.n && mg_head_is_byline(text, &names));
}

static bool is_pointer(const writer *w, mg_span text)
{
    return text.n < LINK_LINE_MAX && !w->rank && w->links * 4 > text.n * 3;
}

/* Writing. */

static void add_block(writer *w, mg_span text, block_kind kind)
{
    bool together = kind == w->last && (kind == B_ITEM || kind == B_ROW);
    if (w->out->n > w->start) mg_buf_adds(w->out, together ? "\n" : "\n\n");
    if (kind == B_ITEM) mg_buf_adds(w->out, "- ");
    mg_buf_add(w->out, text);
    w->last = kind;
}

/* A heading is written when text follows, not when another of its rank does, or nothing. */
static void keep_heading(writer *w, mg_span text)
{
    bool speaks = w->waiting >= w->rank && w->heading.n >= HEADING_LONG;
    if (speaks && !w->tail) w->tail = w->out->n;
    if (w->waiting && (w->waiting < w->rank || speaks)) add_block(w, mg_buf_span(&w->heading), B_HEADING);
    mg_buf_reset(&w->heading);
    mg_buf_add(&w->heading, text);
    w->waiting = w->rank;
}

static bool names_a_channel(mg_span text)
{
    static const mg_span words[] = {MG_SPAN("@"),       MG_SPAN("acebook"),   MG_SPAN("nstagram"),
                                    MG_SPAN("inkedIn"), MG_SPAN("ewsletter"), MG_SPAN("elegram"),
                                    MG_SPAN("witter"),  MG_SPAN("hatsApp")};
    for (size_t i = 0; i < MG_COUNT(words); i++)
        if (mg_span_find_span(text, 0, words[i]) < text.n) return true;
    return false;
}

/* Behind the last paragraph stand lines with links that are not all link: where to follow, write and
 * subscribe. */
static void note_tail(writer *w, mg_span text)
{
    bool loose = w->links * 2 > text.n || (w->links * 4 > text.n && names_a_channel(text));
    if (text.n > TAIL_LINE_MAX || !loose)
        w->tail = 0;
    else if (!w->tail)
        w->tail = w->out->n;
}

/* What follows a heading is none of the article: so is the heading, but for a standfirst. */
static void drop_heading(writer *w)
{
    if (w->waiting && w->out->n == w->start && w->heading.n >= HEADING_LONG)
        add_block(w, mg_buf_span(&w->heading), B_HEADING);
    w->waiting = 0;
}

/* The heading of readers' comments, "Comments (12)": all behind it is theirs. */
static bool is_comments_heading(mg_span text)
{
    /* clang-format off */
    static const mg_span words[] = {
        MG_SPAN("Comments"), MG_SPAN("Comment"), MG_SPAN("Leave a Comment"), MG_SPAN("Leave a Reply"),
        MG_SPAN("Reader comments"), MG_SPAN("Kommentare"), MG_SPAN("Kommentar"), MG_SPAN("Leserkommentare"),
        MG_SPAN("Schreibe einen Kommentar"), MG_SPAN("Diskussion"), MG_SPAN("Commentaires"),
        MG_SPAN("Comentarios"), MG_SPAN("Comentários"), MG_SPAN("Commenti"), MG_SPAN("Kommentarer"),
        MG_SPAN("Reacties"), MG_SPAN("Komentarze"), MG_SPAN("Komentáře"), MG_SPAN("Комментарии"),
        MG_SPAN("Комментариев"), MG_SPAN("Коментарі"), MG_SPAN("Yorumlar"), MG_SPAN("Komentar"),
        MG_SPAN("Bình luận"), MG_SPAN("التعليقات"), MG_SPAN("コメント"), MG_SPAN("评论"), MG_SPAN("評論"),
        MG_SPAN("댓글"),
    };
    /* clang-format on */
    while (text.n && strchr("0123456789 ():", text.p[text.n - 1])) text.n--;
    while (text.n && strchr("0123456789 ", text.p[0])) text = mg_span_sub(text, 1, text.n);
    for (size_t i = 0; i < MG_COUNT(words); i++)
        if (mg_span_eq_nocase(text, words[i])) return true;
    return false;
}

static void judge_line(writer *w, mg_span text)
{
    if (w->comments) return;
    if (is_head_line(w, text)) return;
    if (w->rank && text.n < MARK_LINE_MAX && w->out->n - w->start > TAIL_MIN && is_comments_heading(text))
        w->comments = true;
    if (is_furniture_line(text, w->links) || is_pointer(w, text)) {
        drop_heading(w);
        return;
    }
    if (w->rank) {
        keep_heading(w, text);
        return;
    }
    note_tail(w, text);
    if (w->waiting) add_block(w, mg_buf_span(&w->heading), B_HEADING);
    w->waiting = 0;
    if (text.n >= HEAD_END && !is_same_text(text, w->article->standfirst)) w->head_done = true;
    add_block(w, text, w->pre ? B_PRE : w->item ? B_ITEM : B_PARAGRAPH);
    w->item = false;
}

/* White space at both ends goes; tabs at the ends of a row stay: they are empty cells. */
static void end_line(writer *w)
{
    mg_span text = mg_buf_span(&w->line);
    if (w->pre) {
        while (text.n && (text.p[0] == '\n' || text.p[0] == '\r')) text = mg_span_sub(text, 1, text.n);
        while (text.n && mg_is_space(text.p[text.n - 1])) text.n--;
    } else {
        text = mg_span_trim(text);
    }
    if (text.n) judge_line(w, text);
    mg_buf_reset(&w->line);
    w->links = w->marked = 0;
    w->marks = 0;
}

static void end_row(writer *w)
{
    mg_span text = mg_buf_span(&w->line);
    while (text.n && mg_is_space(text.p[text.n - 1])) text.n--;
    if (mg_span_trim(text).n && !is_pointer(w, text)) {
        if (w->waiting) add_block(w, mg_buf_span(&w->heading), B_HEADING);
        w->waiting = 0;
        add_block(w, text, B_ROW);
    }
    mg_buf_reset(&w->line);
    w->links = w->marked = 0;
    w->marks = 0;
}

static void end_cell(writer *w)
{
    while (w->line.n && w->line.p[w->line.n - 1] == ' ') w->line.n--;
    mg_buf_addc(&w->line, '\t');
}

/* The walk. */

static unsigned heading_rank(mg_html_tag tag)
{
    return tag >= MG_TAG_H1 && tag <= MG_TAG_H6 ? (unsigned)(tag - MG_TAG_H1 + 1) : 0;
}

/* A table whose cells are short and hold no table: its rows are lines. Others only lay out the page. */
static bool is_data_table(const mg_html_page *page, uint32_t table)
{
    const mg_html_node *nodes = page->tree->nodes.v;
    uint32_t cells = 0, rows = 0;
    for (uint32_t i = table + 1; i < nodes[table].end; i++) {
        if (nodes[i].tag == MG_TAG_TABLE) return false;
        cells += nodes[i].tag == MG_TAG_TD || nodes[i].tag == MG_TAG_TH;
        rows += nodes[i].tag == MG_TAG_TR;
    }
    return cells > rows && page->text[table] / MG_MAX(cells, 1u) <= 80;
}

static bool is_link_list(const mg_html_page *page, uint32_t list)
{
    return page->link[list] > page->text[list] / 4 * 3;
}

/* An element starts. False: pass over it. */
static bool open_element(writer *w, uint32_t node)
{
    const mg_html_node *nodes = w->page->tree->nodes.v;
    mg_html_tag tag = (mg_html_tag)nodes[node].tag;
    if (tag == MG_TAG_BR) {
        if (w->cell)
            mg_html_add_collapsed(MG_SPAN(" "), &w->line);
        else if (w->line.n && w->line.p[w->line.n - 1] == '\n' && !w->pre)
            end_line(w);
        else {
            while (w->line.n && w->line.p[w->line.n - 1] == ' ') w->line.n--;
            mg_buf_addc(&w->line, '\n');
        }
        return true;
    }
    if (!mg_html_is_block(tag)) return true;
    if (w->cell) { /* all that is in a cell stays on its line */
        if (tag == MG_TAG_TR) end_row(w);
        mg_html_add_collapsed(MG_SPAN(" "), &w->line);
        if (nodes[node].end == node + 1) {
            if (tag == MG_TAG_TD || tag == MG_TAG_TH) end_cell(w);
            return true;
        }
    } else {
        end_line(w);
        if ((tag == MG_TAG_UL || tag == MG_TAG_OL || tag == MG_TAG_DL) && is_link_list(w->page, node)) {
            drop_heading(w);
            return false;
        }
        if (nodes[node].end == node + 1) return true;
        if (tag == MG_TAG_TABLE) w->cell = is_data_table(w->page, node);
        if (tag == MG_TAG_LI) w->item = true;
        if (tag == MG_TAG_PRE) w->pre++;
        w->rank = MG_MAX(w->rank, heading_rank(tag));
    }
    w->open[w->depth++] = node;
    return true;
}

static void close_element(writer *w)
{
    uint32_t node = w->open[--w->depth];
    mg_html_tag tag = (mg_html_tag)w->page->tree->nodes.v[node].tag;
    if (w->cell) {
        if (tag == MG_TAG_TR || tag == MG_TAG_TABLE || tag == MG_TAG_CAPTION)
            end_row(w);
        else if (tag == MG_TAG_TD || tag == MG_TAG_TH)
            end_cell(w);
        else
            mg_html_add_collapsed(MG_SPAN(" "), &w->line);
        if (tag == MG_TAG_TABLE) w->cell = false;
        return;
    }
    end_line(w);
    if (tag == MG_TAG_PRE) w->pre--;
    if (tag == MG_TAG_LI) w->item = false;
    if (heading_rank(tag)) w->rank = 0;
}

static void add_text(writer *w, uint32_t node)
{
    mg_span text = mg_html_text(w->page->tree, node);
    size_t before = w->line.n;
    if (w->pre)
        mg_buf_add(&w->line, text);
    else
        mg_html_add_collapsed(text, &w->line);
    uint8_t flags = w->page->flags[node];
    size_t added = w->line.n - before;
    w->links += flags & MG_PAGE_LINK ? added : 0;
    w->marked += flags & (MG_PAGE_BYLINE | MG_PAGE_TIME | MG_PAGE_LABEL) ? added : 0;
    if (mg_span_trim(text).n) w->marks |= flags;
}

static void walk(writer *w, uint32_t top)
{
    const mg_html_node *nodes = w->page->tree->nodes.v;
    for (uint32_t i = top; i < nodes[top].end; i++) {
        while (w->depth && nodes[w->open[w->depth - 1]].end <= i) close_element(w);
        w->at = i;
        bool skip = w->page->flags[i] & MG_PAGE_DROPPED;
        if (!skip && nodes[i].tag == MG_TAG_TEXT)
            add_text(w, i);
        else if (skip || !open_element(w, i))
            i = nodes[i].end - 1;
    }
    while (w->depth) close_element(w);
    end_line(w);
}

static void end_writing(writer *w)
{
    w->out->failed |= w->line.failed || w->heading.failed;
    mg_buf_dispose(&w->line);
    mg_buf_dispose(&w->heading);
}

static void render(const mg_html_page *page, uint32_t top, mg_article *article, mg_buf *out)
{
    writer w = {.page = page, .article = article, .out = out, .start = out->n};
    const mg_html_node *nodes = page->tree->nodes.v;
    for (uint32_t i = top; i < nodes[top].end && !w.headline; i++)
        if (nodes[i].tag == MG_TAG_H1 && page->text[i]) w.headline = i;
    walk(&w, top);
    if (!w.comments && w.tail > w.start + TAIL_MIN) out->n = w.tail;
    end_writing(&w);
}

void mg_html_render_whole(const mg_html_page *page, mg_buf *out)
{
    mg_article none = {.date_source = MG_DATE_FROM_NOWHERE};
    writer w = {.page = page, .article = &none, .out = out, .start = out->n, .head_done = true};
    const mg_html_node *nodes = page->tree->nodes.v;
    for (uint32_t i = 0; i < page->tree->nodes.n; i = nodes[i].end) walk(&w, i);
    end_writing(&w);
}

/* The first headline in front of the root, or MG_HTML_NONE. */
static uint32_t headline_before(const mg_html_page *page)
{
    const mg_html_node *nodes = page->tree->nodes.v;
    for (uint32_t i = 0; i < page->root; i++)
        if (nodes[i].tag == MG_TAG_H1 && page->text[i] && nodes[i].end <= page->root) return i;
    return MG_HTML_NONE;
}

/* Does `node` hold text in blocks of its own? */
static bool has_blocks(const mg_html_page *page, uint32_t node)
{
    const mg_html_node *nodes = page->tree->nodes.v;
    for (uint32_t i = node + 1; i < nodes[node].end; i++)
        if (mg_html_is_block((mg_html_tag)nodes[i].tag) && page->text[i]) return true;
    return false;
}

static bool is_no_lead(const mg_html_page *page, uint32_t node)
{
    switch (page->tree->nodes.v[node].tag) {
    case MG_TAG_FIGURE:
    case MG_TAG_UL:
    case MG_TAG_OL:
    case MG_TAG_DL:
    case MG_TAG_TABLE: return true;
    default: return page->flags[node] & (MG_PAGE_DROPPED | MG_PAGE_BYLINE | MG_PAGE_TIME | MG_PAGE_LABEL);
    }
}

/* "Last change on 3 May 1990 at 10:41": many figures, no sentence. */
static bool is_figures(mg_span text)
{
    size_t digits = 0;
    for (size_t i = 0; i < text.n; i++) digits += text.p[i] >= '0' && text.p[i] <= '9';
    return digits * 8 >= text.n;
}

/* The standfirst stands between the headline and what is marked as the text, or is given as the description.
 */
static void add_lead(const mg_html_page *page, mg_article *article, mg_buf *out)
{
    const mg_html_node *nodes = page->tree->nodes.v;
    writer w = {.page = page, .article = article, .out = out, .start = out->n};
    uint32_t headline = headline_before(page), from = headline == MG_HTML_NONE ? 0 : headline;
    mg_buf text = MG_BUF_INIT;
    for (uint32_t i = from, blocks = 0; i < page->root && blocks < LEAD_BLOCKS; i++) {
        bool block = mg_html_is_block((mg_html_tag)nodes[i].tag);
        if (block && is_no_lead(page, i)) i = nodes[i].end - 1;
        if (!block || nodes[i].end > page->root || !page->text[i] || page->text[i] > LEAD_MAX ||
            has_blocks(page, i))
            continue;
        mg_buf_reset(&text);
        mg_html_collect(page->tree, i, &text);
        bool described = is_same_text(mg_buf_span(&text), article->standfirst);
        bool behind = headline != MG_HTML_NONE && i > headline;
        if (described || (behind && page->text[i] >= LEAD_MIN && !is_figures(mg_buf_span(&text)) && page->link[i] * 4 < page->text[i])) {
            walk(&w, i);
            if (w.waiting) add_block(&w, mg_buf_span(&w.heading), B_HEADING);
            w.waiting = 0;
            blocks++;
        }
        i = nodes[i].end - 1;
    }
    end_writing(&w);
    mg_buf_dispose(&text);
}

/* Without the lead that the text repeats. */
static void join_lead(mg_buf *out, size_t lead, size_t text)
{
    mg_span start = {out->p + lead, text - lead}, rest = {out->p + text, out->n - text};
    if (out->failed || text == lead) return;
    if (rest.n && mg_span_find_span(rest, 0, mg_span_trim(start)) == rest.n) return;
    memmove(out->p + lead, rest.p, rest.n);
    out->n -= text - lead;
}

void mg_html_render(const mg_html_page *page, mg_article *article, mg_buf *out)
{
    if (page->root == MG_HTML_NONE) return;
    size_t lead = out->n;
    add_lead(page, article, out);
    if (out->n > lead) mg_buf_adds(out, "\n\n");
    size_t start = out->n;
    render(page, page->root, article, out);
    if (out->n > start) {
        join_lead(out, lead, start);
        return;
    }
    /* Nothing passed for an article: all that is to be read, then. */
    for (uint32_t i = 0; i < page->tree->nodes.n; i = page->tree->nodes.v[i].end) {
        if (out->n > start) mg_buf_adds(out, "\n\n");
        if (!(page->flags[i] & MG_PAGE_DROPPED)) mg_html_collect(page->tree, i, out);
    }
}
