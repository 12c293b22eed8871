/* extract_jsonl.c - JSON lines: a record a line, as extract_json.c reads them. Also with the separators of RFC 7464, commas
 * behind the lines, or a bracket around them; a line that is broken is told and passed over.
 *
 * TREC's collection of the Washington Post has this form: the text is a list of blocks (kicker, title, byline, date, pieces
 * of HTML, pictures, nulls), which json_values.c knows. */
#include "indexer/json_article.h"
#include "indexer/json_records.h"

/* A file of one object over several lines is JSON, whatever its name says. */
static mg_status extract(mg_span text, const mg_file *file, mg_sink *sink, mg_error *err)
{
    size_t at = mg_json_blanks(text, 0), end, spent = 0;
    json_error_t why;
    mg_span first = mg_span_sub(text, 0, mg_span_find(text, at, '\n'));
    json_t *line = at < first.n ? mg_json_load(first, at, &end, &spent, &why) : NULL;
    json_t *all = line || at == text.n ? NULL : mg_json_load(text, at, &end, &spent, &why);
    bool lines = line || !all;
    json_decref(line);
    json_decref(all);
    return mg_json_extract(text, lines, file, sink, err);
}

static bool sniff(mg_span head)
{
    size_t at = mg_json_blanks(head, 0);
    return at < head.n && (mg_json_is_lines(head) || (head.p[0] == '\x1e' && mg_json_begins(head)));
}

const mg_format mg_format_jsonl = {
    .name = "jsonl",
    .suffixes = (const char *const[]){".jsonl", ".ndjson", ".jsonlines", ".jl", ".json-seq", NULL},
    .sniff = sniff,
    .extract = extract,
    .several = true,
};
