/* schema.c - see schema.h. */
#include "common/schema.h"

#include "common/hash.h"
#include "common/utf8.h"
#include "common/xapian_shim.h"

static const mg_field fields[] = {
    {"title", "S", MG_FIELD_WORDS, false},      {"author", "A", MG_FIELD_NAMES, false},
    {"source", "XSOURCE", MG_FIELD_LABEL, true}, {"section", "XSECTION", MG_FIELD_LABEL, true},
    {"lang", "L", MG_FIELD_EXACT, true},        {"url", "U", MG_FIELD_EXACT, false},
    {"id", "Q", MG_FIELD_EXACT, false},         {"dateline", "XDATELINE", MG_FIELD_NAMES, false},
    {"keyword", "K", MG_FIELD_LABEL, true},
};

const mg_field *mg_fields(size_t *n)
{
    *n = MG_COUNT(fields);
    return fields;
}

const mg_field *mg_field_find(mg_span name)
{
    for (size_t i = 0; i < MG_COUNT(fields); i++)
        if (mg_span_eq_nocase(name, mg_span_str(fields[i].name))) return &fields[i];
    return NULL;
}

void mg_term_exact(const char *prefix, mg_span value, bool fold, mg_buf *out)
{
    size_t start = out->n, head = start + strlen(prefix);
    mg_buf_adds(out, prefix);
    bool gap = false;
    for (size_t at = 0; at < value.n;) {
        uint32_t ch = mg_utf8_next(value, &at);
        if (ch <= ' ') { /* control bytes too: no term holds a NUL */
            gap = true;
            continue;
        }
        if (gap && out->n > head) mg_buf_addc(out, ' ');
        gap = false;
        mg_buf_add_char(out, fold ? mg_xapian_char(ch) & MG_CHAR_LOWER : ch);
    }
    if (out->n - start <= MG_TERM_MAX || out->failed) return;
    uint64_t hash = mg_hash(MG_HASH_START, mg_span_sub(mg_buf_span(out), start, out->n));
    mg_span term = {out->p + start, out->n - start};
    out->n = start + mg_utf8_floor(term, MG_TERM_MAX - 17);
    mg_buf_addf(out, "~%016llx", (unsigned long long)hash);
}
