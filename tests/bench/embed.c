/* embed.c - what the library costs beside what it stands on, and what its JSON costs: embed INDEX QUERIES ROUNDS
 *
 * Each round runs all queries, a line each, three times: by search.h, by morgue.h, and by morgue_ask; each with ten hits and a
 * passage each, all read. Prints for each way the processor seconds of its best round. */
#include "searcher/morgue.h"
#include "searcher/search.h"
#include "common/vec.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef MG_VEC(char *) lines;

static void die(const char *what)
{
    fprintf(stderr, "embed: %s\n", what);
    exit(2);
}

static double cpu(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void by_searcher(mg_searcher *s, const lines *queries)
{
    mg_request r = MG_REQUEST_INIT;
    r.count_to = MG_SHOWN_COUNT;
    r.suggest = true;
    for (size_t i = 0; i < queries->n; i++) {
        mg_answer answer;
        mg_result hit;
        if (mg_search(s, mg_span_str(queries->v[i]), &r, &answer, NULL) != MG_OK) die("cannot search");
        for (size_t k = 0; k < answer.match.n; k++)
            if (mg_answer_hit(s, &answer, &r, k, &hit, NULL) != MG_OK) die("cannot read a hit");
        mg_answer_dispose(&answer);
    }
}

static void by_library(morgue *m, const lines *queries)
{
    for (size_t i = 0; i < queries->n; i++) {
        morgue_answer *answer;
        const morgue_hit *hit;
        if (morgue_search(m, queries->v[i], NULL, &answer, NULL) != MORGUE_OK) die("cannot search");
        for (size_t k = 0; k < morgue_answer_summary(answer)->n_hits; k++)
            if (morgue_answer_hit(answer, k, &hit, NULL) != MORGUE_OK) die("cannot read a hit");
        morgue_answer_free(answer);
    }
}

static void by_json(morgue *m, const lines *requests)
{
    for (size_t i = 0; i < requests->n; i++) {
        char *response;
        size_t n;
        if (morgue_ask(m, requests->v[i], strlen(requests->v[i]), &response, &n, NULL) != MORGUE_OK) die("cannot ask");
        morgue_free(response);
    }
}

/* A query in JSON; those of the benchmark have no control characters. */
static char *request_of(const char *query)
{
    mg_buf out = MG_BUF_INIT;
    mg_buf_adds(&out, "{\"query\":\"");
    for (; *query; query++) {
        if (*query == '"' || *query == '\\') mg_buf_addc(&out, '\\');
        mg_buf_addc(&out, *query);
    }
    mg_buf_adds(&out, "\"}");
    return out.p;
}

int main(int argc, char **argv)
{
    lines queries = {0}, requests = {0};
    mg_searcher *s;
    morgue *m;
    char *line = NULL;
    size_t room = 0;
    if (argc != 4) die("usage: embed INDEX QUERIES ROUNDS");
    const char *where = argv[1];
    FILE *in = fopen(argv[2], "r");
    if (!in) die("cannot read the queries");
    for (ssize_t n; (n = getline(&line, &room, in)) > 0;) {
        line[n - 1] = '\0';
        if (!mg_vec_push(&queries, strdup(line)) || !mg_vec_push(&requests, request_of(line))) die("out of memory");
    }
    if (mg_searcher_open(&where, 1, &s, NULL) != MG_OK || morgue_open(&where, 1, &m, NULL) != MORGUE_OK) die("cannot open");
    double best[3] = {1e9, 1e9, 1e9};
    for (long round = strtol(argv[3], NULL, 10); round-- > 0;) {
        double at[4] = {cpu()};
        by_searcher(s, &queries);
        at[1] = cpu();
        by_library(m, &queries);
        at[2] = cpu();
        by_json(m, &requests);
        at[3] = cpu();
        for (int i = 0; i < 3; i++) best[i] = MG_MIN(best[i], at[i + 1] - at[i]);
    }
    printf("%zu %.6f %.6f %.6f\n", queries.n, best[0], best[1], best[2]);
    return 0;
}
