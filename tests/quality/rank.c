/* rank.c - rank INDEX PART <QUERIES: TREC run lines, a thousand a query of any of its words, of queries id<tab>text on standard
 * input. PART is what the ranking has: `plain` BM25 alone, or that and one part, or `all`, or `expand`: all and
 * feedback. */
#include "searcher/search.h"

#include <stdio.h>
#include <stdlib.h>

static const struct {
    const char *name;
    unsigned without;
    bool expand;
} parts[] = {
    {"plain", MG_RANK_PARTS, false},
    {"length", MG_RANK_PARTS & ~MG_RANK_LENGTH, false},
    {"function-words", MG_RANK_PARTS & ~MG_RANK_FUNCTION_WORDS, false},
    {"proximity", MG_RANK_PARTS & ~MG_RANK_PROXIMITY, false},
    {"all", 0, false},
    {"expand", 0, true},
};

static mg_status rank(mg_searcher *searcher, mg_span id, mg_span query, const mg_request *request, const char *tag, mg_error *err)
{
    mg_answer answer;
    mg_result hit;
    MG_TRY(mg_search(searcher, query, request, &answer, err));
    mg_status status = MG_OK;
    for (size_t i = 0; i < answer.match.n && status == MG_OK; i++) {
        status = mg_answer_hit(searcher, &answer, request, i, &hit, err);
        mg_span article = status == MG_OK ? hit.record.article.id : (mg_span){0};
        printf("%.*s Q0 %.*s %zu %.12f %s\n", (int)id.n, id.p, (int)article.n, article.p, i + 1, hit.score, tag);
    }
    mg_answer_dispose(&answer);
    return status;
}

static mg_status rank_all(mg_searcher *searcher, const mg_request *request, const char *tag, mg_error *err)
{
    char *line = NULL;
    size_t cap = 0;
    mg_status status = MG_OK;
    for (ssize_t n; status == MG_OK && (n = getline(&line, &cap, stdin)) > 0;) {
        mg_span text = mg_span_trim((mg_span){line, (size_t)n});
        size_t tab = mg_span_find(text, 0, '\t');
        status = rank(searcher, mg_span_sub(text, 0, tab), mg_span_sub(text, tab + 1, text.n), request, tag, err);
    }
    free(line);
    return status;
}

int main(int argc, char **argv)
{
    mg_error err = MG_ERROR_INIT;
    mg_searcher *searcher = NULL;
    mg_request request = MG_REQUEST_INIT;
    const char *index = argc > 1 ? argv[1] : NULL;
    size_t part = 0;
    while (argc == 3 && part < MG_COUNT(parts) && strcmp(parts[part].name, argv[2]) != 0) part++;
    if (argc != 3 || part == MG_COUNT(parts)) {
        fputs("usage: rank INDEX PART <QUERIES\n", stderr);
        return 2;
    }
    request.match = MG_MATCH_ANY;
    request.limit = 1000;
    request.passages = 0;
    request.without = parts[part].without;
    request.expand = parts[part].expand;
    mg_status status = mg_searcher_open(&index, 1, &searcher, &err);
    if (status == MG_OK) status = rank_all(searcher, &request, argv[2], &err);
    if (status != MG_OK) fprintf(stderr, "rank: %s\n", err.msg);
    mg_searcher_close(searcher);
    return status == MG_OK ? 0 : 2;
}
