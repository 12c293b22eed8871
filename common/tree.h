/* tree.h - read the tables of a segment, glass B-trees, straight from their files: for what libxapian's interface is too slow.
 * Read-only. The format is told in indexer/glass_table.h and glass_leaves.h; here any block size is read, and each offset and size
 * that comes from a file is checked, so that a damaged one gives MG_CORRUPT or wrong entries, and no access outside.
 *
 * Life: mg_trees_open, any number of cursors on its tables by any threads, mg_trees_close. */
#ifndef MG_TREE_H
#define MG_TREE_H

#include "common/buf.h"

typedef struct {
    mg_span file; /* mapped; empty: a table without entries */
    uint32_t root, block;
    unsigned level;
    bool sequential; /* leaves follow each other in the order of keys */
} mg_tree;

typedef struct {
    mg_tree postlist, docdata, position;
    uint32_t documents, last_docid;
    uint64_t length; /* sum of all documents' */
} mg_trees;

/* Open the glass database in the directory `path`. Errors: MG_NOTFOUND, MG_CORRUPT, MG_VERSION, MG_IO, MG_NOMEM. */
MG_NODISCARD mg_status mg_trees_open(const char *path, mg_trees *out, mg_error *err);
void mg_trees_close(mg_trees *trees);

/* Read a number of the format at *at: V(n) of glass_code.h, D(n) of a key. False when it is not whole. */
bool mg_tree_get_v(const char **at, const char *end, uint64_t *out);
bool mg_tree_get_d(const char **at, const char *end, uint32_t *out);

/* Write D(n), of up to five bytes, at `to`; returns its end. */
char *mg_tree_put_d(char *to, uint32_t n);

/* Write what the key of a term begins with, *n bytes: the term, each zero byte with ff behind it. False when `max` are too few. */
bool mg_tree_put_term(mg_span term, size_t max, char *key, size_t *n);

/* Where a cursor stands: an entry, or a piece of one. Start zeroed but for `tree`, and for `number` where mg_tree_next is to begin
 * with a later block of a sequential table. */
typedef struct {
    const mg_tree *tree;
    const unsigned char *leaf; /* NULL: nowhere */
    uint32_t number;           /* of the leaf */
    unsigned item, items;
    mg_span key, piece;
    bool first, last; /* piece of its tag */
    const unsigned char *parent; /* the branch that led to the leaf, and by which of its items */
    unsigned parent_item, parent_items;
    mg_span sought; /* in room: the key that was looked for then */
    char room[255];
} mg_tree_cursor;

/* Go to the entry `key`. *found is false when there is none, and the cursor stands somewhere. Quick when keys rise and are near each
 * other. */
MG_NODISCARD mg_status mg_tree_find(mg_tree_cursor *cursor, mg_span key, bool *found, mg_error *err);

/* Go to the first entry of a sequential table that is not before `key`; *more is false when there is none. */
MG_NODISCARD mg_status mg_tree_from(mg_tree_cursor *cursor, mg_span key, bool *more, mg_error *err);

/* Where an entry is. */
typedef struct {
    const unsigned char *leaf; /* NULL: not known */
    uint32_t number;
    unsigned item, items;
} mg_tree_spot;

/* Where the entry `n` behind the cursor's is, by counting alone; not known when that is far. What mg_tree_prefetch will look at is
 * being read then, and what mg_tree_enter will look at after that, without waiting for either. */
void mg_tree_ahead(const mg_tree_cursor *cursor, uint32_t n, mg_tree_spot *out);
void mg_tree_prefetch(const mg_tree *tree, const mg_tree_spot *spot);

/* Go to a spot. False when `key` is not there, which says nothing about where it is: the cursor stands somewhere then, and mg_tree_find
 * has to be asked. */
bool mg_tree_enter(mg_tree_cursor *cursor, const mg_tree_spot *spot, mg_span key);

/* Go to the first piece of a sequential table, or to the next; *more is false behind the last. */
MG_NODISCARD mg_status mg_tree_next(mg_tree_cursor *cursor, bool *more, mg_error *err);

/* The whole tag of the entry at whose first piece the cursor stands, and then stands at its last. It lies in the file where
 * it is one piece, which *whole then says, else in `room`, whose content is replaced. */
MG_NODISCARD mg_status mg_tree_tag(mg_tree_cursor *cursor, mg_buf *room, mg_span *tag, bool *whole, mg_error *err);

#endif
