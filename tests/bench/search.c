/* search.c - how long searches take in a process that has the index open: search INDEX QUERIES SECONDS RUNS
 *
 * Asks the queries of ask.c for ten hits each, for SECONDS to warm up and then RUNS times, in three ways, a round of all queries each
 * in turn, each way first in one run of three, so that what slows the machine down slows all three: FOUND, the hits are found, and no more; LISTED, each with its
 * headline, date and what else is shown of it; SHOWN, each with a passage, too. Prints for each query: KIND tab milliseconds for
 * FOUND, LISTED and SHOWN (medians) tab hits tab text. */
#include "searcher/search.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* As morgue-search has it. */
#define SHOWN_COUNT 200

enum { QUERIES_MAX = 10000, RUNS_MAX = 101 };

enum { FOUND, LISTED, SHOWN, WAYS };

typedef struct {
    char *kind, *text, *since, *until;
    double ms[WAYS][RUNS_MAX];
    size_t hits;
} query;

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static size_t read_queries(const char *path, query *out)
{
    FILE *in = fopen(path, "re");
    size_t n = 0, room = 0;
    for (char *line = NULL; in && n < QUERIES_MAX && getline(&line, &room, in) > 0; line = NULL, room = 0) {
        line[strcspn(line, "\n")] = '\0';
        query *q = &out[n++];
        q->kind = strsep(&line, "\t");
        q->text = strsep(&line, "\t");
        q->since = strsep(&line, "\t");
        q->until = strsep(&line, "\t");
    }
    if (in) fclose(in);
    return n;
}

/* Milliseconds, or -1. */
static double ask(mg_searcher *searcher, query *q, int way)
{
    mg_request r = MG_REQUEST_INIT;
    mg_answer answer;
    mg_result hit;
    mg_error err = MG_ERROR_INIT;
    char text[512];
    r.passages = way == SHOWN;
    r.count_to = SHOWN_COUNT;
    r.match = strcmp(q->kind, "or") == 0 || strcmp(q->kind, "filtered") == 0 ? MG_MATCH_ANY : MG_MATCH_ALL;
    if (*q->since) r.since = q->since, r.until = q->until;
    snprintf(text, sizeof text, strcmp(q->kind, "phrase") == 0 ? "\"%s\"" : "%s", q->text);
    double start = now_ms();
    mg_status status = mg_search(searcher, mg_span_str(text), &r, &answer, &err);
    if (status == MG_OK) {
        q->hits = answer.match.n;
        for (size_t i = 0; way != FOUND && i < answer.match.n && status == MG_OK; i++)
            status = mg_answer_hit(searcher, &answer, &r, i, &hit, &err);
        mg_answer_dispose(&answer);
    }
    if (status == MG_OK) return now_ms() - start;
    fprintf(stderr, "search: %s: %s\n", text, err.msg);
    return -1;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    if (argc != 5) return 2;
    double warm = strtod(argv[3], NULL) * 1e3;
    size_t runs = strtoul(argv[4], NULL, 10);
    query *queries = calloc(QUERIES_MAX, sizeof *queries);
    mg_searcher *searcher = NULL;
    mg_error err = MG_ERROR_INIT;
    const char *index = argv[1];
    if (!queries || !runs || runs > RUNS_MAX || mg_searcher_open(&index, 1, &searcher, &err) != MG_OK)
        return fprintf(stderr, "search: %s\n", err.msg), 2;
    size_t n = read_queries(argv[2], queries);
    for (double end = now_ms() + warm; now_ms() < end;)
        for (size_t i = 0; i < n; i++)
            if (ask(searcher, &queries[i], SHOWN) < 0) return 2;
    for (size_t run = 0; run < runs; run++)
        for (int way = 0; way < WAYS; way++)
            for (size_t i = 0; i < n; i++) {
                int now = (way + (int)run) % WAYS;
                queries[i].ms[now][run] = ask(searcher, &queries[i], now);
            }
    for (size_t i = 0; i < n; i++) {
        printf("%s", queries[i].kind);
        for (int way = 0; way < WAYS; way++) {
            qsort(queries[i].ms[way], runs, sizeof *queries[i].ms[way], by_size);
            printf("\t%.6f", queries[i].ms[way][runs / 2]);
        }
        printf("\t%zu\t%s\n", queries[i].hits, queries[i].text);
    }
    mg_searcher_close(searcher);
    return 0;
}
