/* blocks.h - the text of a document as headings, paragraphs, list items and rows, until it is an article: its headline,
 * standfirst, byline and date are taken out of the first of them, the others are the body.
 *
 * For formats that mark what is a heading, but seldom what is a byline. Spans point into the blocks: nothing is to be added
 * once the head was taken. */
#ifndef MG_BLOCKS_H
#define MG_BLOCKS_H

#include "common/article.h"
#include "common/vec.h"

typedef enum {
    MG_BLOCK_TEXT,
    MG_BLOCK_TITLE,
    MG_BLOCK_SUBTITLE,
    MG_BLOCK_HEADING,
    MG_BLOCK_ITEM, /* of a list */
    MG_BLOCK_ROW,  /* of a table */
} mg_block_kind;

typedef struct {
    mg_block_kind kind;
    bool taken; /* into the head */
    size_t from, to;
} mg_block;

/* Life: zeroed; add; take the head; get the body; dispose. */
typedef struct {
    mg_buf text;          /* append to it while a block is open; at any time a form feed, where a page begins */
    MG_VEC(mg_block) list;
    bool open, failed;    /* failed: memory ran out */
} mg_blocks;

/* Begin a block, which ends the one before. */
void mg_blocks_begin(mg_blocks *blocks, mg_block_kind kind);

/* End the open block; one without text is dropped. */
void mg_blocks_end(mg_blocks *blocks);

/* The text of block `i`, trimmed. */
mg_span mg_blocks_text(const mg_blocks *blocks, size_t i);

/* Mark the first blocks that say the headline, and give `article` what it has not yet: the headline (the first block of kind
 * TITLE, else a heading that begins the text, else, when `typed` and it looks like one, the first line), standfirst, byline and
 * dates around it, and the dateline. An article that has a headline keeps it.
 *   typed  the blocks are paragraphs as somebody typed them, not guessed from print: a short second one may be the standfirst
 * False when out of memory. */
MG_NODISCARD bool mg_blocks_take_head(mg_blocks *blocks, bool typed, mg_article *article, mg_arena *arena);

/* Append the body: all blocks that are not taken, and every page mark. */
void mg_blocks_body(const mg_blocks *blocks, mg_buf *out);

void mg_blocks_dispose(mg_blocks *blocks);

#endif
