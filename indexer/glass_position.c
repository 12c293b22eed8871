/* glass_position.c - the position table: E0(term) D(docid) -> the positions of the term in the document, a tag as
 * mg_glass_put_positions writes it. There is no entry for a posting without positions. */
#include "indexer/glass_code.h"
#include "indexer/glass_tables.h"

void mg_position_begin(mg_position_writer *w, mg_span term)
{
    w->key_n = (size_t)(mg_glass_put_e0(w->key, term) - w->key);
}

void mg_position_add(mg_position_writer *w, uint32_t docid, mg_span tag)
{
    char *end = mg_glass_put_d(w->key + w->key_n, docid);
    mg_glass_leaves_add(w->leaves, (mg_span){w->key, (size_t)(end - w->key)}, tag);
}
