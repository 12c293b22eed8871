/* blocks.c - see blocks.h. */
#include "indexer/blocks.h"

#include "common/utf8.h"
#include "indexer/head.h"

#include <unicode/uchar.h>

#define HEAD_BLOCKS 16       /* so many of the first blocks may belong to the head */
#define BEHIND_HEADLINE 8    /* so many behind the headline */
#define LONGEST_HEADLINE 200 /* characters */
#define NO_BLOCK SIZE_MAX

void mg_blocks_begin(mg_blocks *b, mg_block_kind kind)
{
    mg_blocks_end(b);
    size_t from = b->list.n ? b->list.v[b->list.n - 1].to : 0; /* with page marks that stand before it */
    b->open = mg_vec_push(&b->list, (mg_block){kind, false, from, from});
    b->failed |= !b->open;
}

void mg_blocks_end(mg_blocks *b)
{
    b->failed |= b->text.failed;
    if (!b->open) return;
    mg_block *last = &b->list.v[b->list.n - 1];
    last->to = b->text.n;
    b->open = false;
    if (!mg_blocks_text(b, b->list.n - 1).n) b->list.n--;
}

mg_span mg_blocks_text(const mg_blocks *b, size_t i)
{
    return mg_span_trim(mg_span_sub(mg_buf_span(&b->text), b->list.v[i].from, b->list.v[i].to));
}

/* ---- the head ---- */

/* The next letter or digit in lower case, 0 at the end. */
static uint32_t next_letter(mg_span s, size_t *at)
{
    while (*at < s.n) {
        uint32_t ch = mg_utf8_next(s, at);
        if (u_isalnum((UChar32)ch)) return (uint32_t)u_foldCase((UChar32)ch, U_FOLD_CASE_DEFAULT);
    }
    return 0;
}

/* Are they the same without regard to case, spaces and punctuation? */
static bool says_the_same(mg_span a, mg_span b)
{
    size_t i = 0, k = 0;
    for (;;) {
        uint32_t x = next_letter(a, &i), y = next_letter(b, &k);
        if (x != y) return false;
        if (!x) return true;
    }
}

static size_t first_of_kind(const mg_blocks *b, mg_block_kind kind, size_t most)
{
    for (size_t i = 0; i < most; i++)
        if (b->list.v[i].kind == kind) return i;
    return NO_BLOCK;
}

static bool looks_like_headline(mg_span text)
{
    return text.n && mg_utf8_count(text) <= LONGEST_HEADLINE && mg_span_find(text, 0, '\n') == text.n &&
           mg_span_find_span(text, 0, MG_SPAN("://")) == text.n && text.p[text.n - 1] != '.' && text.p[text.n - 1] != ':';
}

/* The first of the blocks in which nothing but bylines and dates stands above. */
static size_t first_line_block(const mg_blocks *b, size_t most)
{
    size_t i = 0;
    while (i < most && b->list.v[i].kind == MG_BLOCK_TEXT && mg_head_is_credits(mg_blocks_text(b, i))) i++;
    return i < most ? i : NO_BLOCK;
}

static size_t find_headline(const mg_blocks *b, bool typed, const mg_article *article, size_t most)
{
    for (size_t i = 0; article->title.n && i < most; i++)
        if (says_the_same(mg_blocks_text(b, i), article->title)) return i;
    if (article->title.n) return NO_BLOCK;
    size_t title = first_of_kind(b, MG_BLOCK_TITLE, most);
    if (title != NO_BLOCK) return title;
    size_t first = first_line_block(b, most);
    if (first == NO_BLOCK || !looks_like_headline(mg_blocks_text(b, first))) return NO_BLOCK;
    bool heading = b->list.v[first].kind == MG_BLOCK_HEADING;
    bool line = typed && b->list.v[first].kind == MG_BLOCK_TEXT && first + 1 < b->list.n;
    return heading || line ? first : NO_BLOCK;
}

/* Dates and bylines above the headline. */
static bool take_above(mg_blocks *b, size_t headline, mg_article *article, mg_arena *arena)
{
    bool ok = true;
    for (size_t i = 0; ok && i < headline; i++)
        if (b->list.v[i].kind == MG_BLOCK_TEXT && mg_head_is_credits(mg_blocks_text(b, i)))
            b->list.v[i].taken = mg_head_take(mg_blocks_text(b, i), article, arena, &ok);
    return ok;
}

static bool is_standfirst(const mg_blocks *b, size_t i, bool typed)
{
    mg_span text = mg_blocks_text(b, i), behind = i + 1 < b->list.n ? mg_blocks_text(b, i + 1) : MG_SPAN("");
    if (b->list.v[i].kind == MG_BLOCK_SUBTITLE) return true;
    return b->list.v[i].kind == MG_BLOCK_TEXT && mg_span_find(text, 0, '\n') == text.n &&
           mg_head_is_standfirst(text, typed, behind);
}

static bool take_below(mg_blocks *b, size_t first, bool behind_headline, bool typed, mg_article *article, mg_arena *arena)
{
    bool ok = true;
    size_t end = MG_MIN(b->list.n, first + BEHIND_HEADLINE);
    for (size_t i = first; ok && i < end; i++) {
        mg_block *block = &b->list.v[i];
        mg_span text = mg_blocks_text(b, i);
        if (block->kind == MG_BLOCK_TEXT || block->kind == MG_BLOCK_SUBTITLE)
            block->taken = mg_head_take(text, article, arena, &ok);
        if (block->taken) continue;
        if (!behind_headline || article->standfirst.n || !is_standfirst(b, i, typed)) break;
        article->standfirst = text;
        block->taken = true;
    }
    return ok;
}

bool mg_blocks_take_head(mg_blocks *b, bool typed, mg_article *article, mg_arena *arena)
{
    size_t most = MG_MIN(b->list.n, (size_t)HEAD_BLOCKS), headline = find_headline(b, typed, article, most);
    bool found = headline != NO_BLOCK;
    if (found) {
        b->list.v[headline].taken = true;
        if (!article->title.n) article->title = mg_blocks_text(b, headline);
        if (!take_above(b, headline, article, arena)) return false;
    }
    if (!take_below(b, found ? headline + 1 : 0, found, typed, article, arena)) return false;
    for (size_t i = 0; i < b->list.n && !article->dateline.n; i++) {
        if (b->list.v[i].taken) continue;
        if (b->list.v[i].kind == MG_BLOCK_TEXT) article->dateline = mg_head_dateline(mg_blocks_text(b, i));
        if (b->list.v[i].kind == MG_BLOCK_TEXT || i >= HEAD_BLOCKS) break;
    }
    return true;
}

/* ---- the body ---- */

static bool on_lines(mg_block_kind kind)
{
    return kind == MG_BLOCK_ITEM || kind == MG_BLOCK_ROW;
}

static void add_marks(mg_span text, mg_buf *out)
{
    for (size_t at = 0; (at = mg_span_find(text, at, '\f')) < text.n; at++) mg_buf_addc(out, '\f');
}

void mg_blocks_body(const mg_blocks *b, mg_buf *out)
{
    const mg_block *before = NULL;
    for (size_t i = 0; i < b->list.n; i++) {
        const mg_block *block = &b->list.v[i];
        mg_span text = mg_span_sub(mg_buf_span(&b->text), block->from, block->to);
        mg_span words = block->kind == MG_BLOCK_ROW ? text : mg_span_trim(text); /* a row may begin with an empty cell */
        if (block->taken) words.n = 0;
        size_t lead = (size_t)(words.p - text.p);
        if (words.n && before) mg_buf_adds(out, on_lines(block->kind) && before->kind == block->kind ? "\n" : "\n\n");
        add_marks(mg_span_sub(text, 0, lead), out);
        mg_buf_add(out, words);
        add_marks(mg_span_sub(text, lead + words.n, text.n), out);
        if (words.n) before = block;
    }
    mg_buf_add(out, mg_span_sub(mg_buf_span(&b->text), b->list.n ? b->list.v[b->list.n - 1].to : 0, b->text.n));
}

void mg_blocks_dispose(mg_blocks *b)
{
    mg_buf_dispose(&b->text);
    mg_vec_free(&b->list);
}
