/* glass_docdata.c - the docdata table: D(docid) -> the document's data.
 * There is no entry for a document without data. Data is stored as it is: a record's text is already deflated,
 * and deflating it again gains nothing. */
#include "indexer/glass_code.h"
#include "indexer/glass_tables.h"

mg_status mg_glass_docdata_add(mg_glass_table *table, mg_glass_leaves *leaves, uint32_t docid, mg_span data, mg_error *err)
{
    if (!data.n) return MG_OK;
    char key[MG_GLASS_D_MAX], *end = mg_glass_put_d(key, docid);
    return mg_glass_table_add(table, leaves, (mg_span){key, (size_t)(end - key)}, data, err);
}
