/* glass_docdata.c - the docdata table: D(docid) -> the document's data.
 * There is no entry for a document without data. Data is stored as it is: a record's text is already deflated,
 * and deflating it again gains nothing. */
#include "indexer/glass_code.h"
#include "indexer/glass_tables.h"

mg_status mg_glass_docdata_add(mg_glass_table *table, const mg_batch *batch, uint32_t base, mg_error *err)
{
    mg_buf key = MG_BUF_INIT;
    mg_status status = MG_OK;
    for (uint32_t document = 1; document <= mg_batch_documents(batch) && status == MG_OK; document++) {
        mg_span data = mg_batch_data(batch, document);
        if (!data.n) continue;
        mg_buf_reset(&key);
        mg_glass_d(&key, base + document);
        status = mg_buf_check(&key, "writing articles", err);
        if (status == MG_OK) status = mg_glass_table_add(table, mg_buf_span(&key), data, err);
    }
    mg_buf_dispose(&key);
    return status;
}
