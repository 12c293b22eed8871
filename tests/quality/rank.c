/* rank.c - rankings to be judged: rank INDEX [NAME=NUMBER...] <QUERIES.
 *
 * QUERIES are lines of id<tab>query, any of whose words may match. Prints TREC's run lines, a thousand a query. Each NAME is a part
 * of the ranking (searcher/rank.h) that is to be another than it is; expand=1: with words of the first hits. */
#include "searcher/search.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const names[] = {"k1",    "b-short",    "b-long",         "rare",      "fall",
                                    "count", "added-rare", "function-words", "proximity", "balance", "expand"};

static bool set(mg_ranking *ranking, bool *expand, const char *setting)
{
    const char *value = strchr(setting, '=');
    double number = value ? strtod(value + 1, NULL) : 0;
    mg_span name = {setting, value ? (size_t)(value - setting) : 0};
    size_t i = 0;
    while (i < MG_COUNT(names) && !mg_span_eq(name, mg_span_str(names[i]))) i++;
    if (i == MG_COUNT(names)) return false;
    double *const numbers[] = {&ranking->k1,   &ranking->b_short, &ranking->b_long,    &ranking->rare,
                               &ranking->fall, &ranking->count,   &ranking->added_rare};
    bool *const parts[] = {&ranking->function_words, &ranking->proximity, &ranking->balance, expand};
    if (i < MG_COUNT(numbers)) *numbers[i] = number;
    else *parts[i - MG_COUNT(numbers)] = number > 0;
    return true;
}

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
    mg_ranking ranking = MG_RANKING_INIT;
    mg_request request = MG_REQUEST_INIT;
    const char *index = argc > 1 ? argv[1] : NULL;
    bool ok = index;
    for (int i = 2; i < argc; i++) ok = ok && set(&ranking, &request.expand, argv[i]);
    if (!ok) {
        fputs("usage: rank INDEX [NAME=NUMBER...] <QUERIES\n", stderr);
        return 2;
    }
    request.match = MG_MATCH_ANY;
    request.limit = 1000;
    request.passages = 0;
    request.ranking = &ranking;
    mg_status status = mg_searcher_open(&index, 1, &searcher, &err);
    if (status == MG_OK) status = rank_all(searcher, &request, "morgue", &err);
    if (status != MG_OK) fprintf(stderr, "rank: %s\n", err.msg);
    mg_searcher_close(searcher);
    return status == MG_OK ? 0 : 2;
}
