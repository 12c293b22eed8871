/* relevance.c - how good rankings are: relevance QRELS RUN [OTHER], or relevance --each QRELS RUN.
 *
 * QRELS are TREC's lines "query 0 article relevance", RUN its lines "query Q0 article rank score tag", which count in the
 * order of their scores, equal ones by article from the last, as trec_eval has it. Prints the means, over all queries that
 * have a relevant article, of
 *   MAP      the precision at each relevant article, 0 at one that is not found
 *   nDCG@10  the relevance of the first ten, each by log2(rank + 1), of the most that ten may have
 *   P@10     the share of the first ten that are relevant
 * With OTHER, also how RUN compares to it: means, and p by a paired randomisation test, two-sided, 100,000 times. With --each,
 * a line a query instead: its id, and the three. */
#include "common/io.h"
#include "common/vec.h"

#include <math.h>
#include <stdio.h>

typedef struct {
    mg_span query, article;
    double value; /* relevance, or score */
} line;

typedef MG_VEC(line) lines;

enum { MAP, NDCG, P10, MEASURES };
static const char *const names[] = {"MAP", "nDCG@10", "P@10"};

typedef struct {
    mg_span query;
    double of[MEASURES];
} scores;

typedef MG_VEC(scores) scored;

#define FILE_MAX ((size_t)1 << 32)
#define TIMES 100000

/* ---- reading ---- */

static mg_span field(mg_span text, size_t *at)
{
    while (*at < text.n && (text.p[*at] == ' ' || text.p[*at] == '\t' || text.p[*at] == '\r')) ++*at;
    size_t from = *at;
    while (*at < text.n && !mg_is_space(text.p[*at])) ++*at;
    return mg_span_sub(text, from, *at);
}

static mg_status read_lines(const char *path, int value_column, mg_buf *text, lines *out, mg_error *err)
{
    MG_TRY(mg_file_read(path, FILE_MAX, text, err));
    mg_buf_addc(text, '\0');
    MG_TRY(mg_buf_check(text, "reading a file", err));
    mg_span all = mg_span_sub(mg_buf_span(text), 0, text->n - 1);
    for (size_t at = 0; at < all.n; at++) {
        line l = {.query = field(all, &at)};
        (void)field(all, &at);
        l.article = field(all, &at);
        mg_span value = {0};
        for (int column = 3; column <= value_column; column++) value = field(all, &at);
        if (!value.n) return mg_fail(err, MG_FORMAT, "%s: a line has too few columns", path);
        l.value = strtod(value.p, NULL);
        if (!mg_vec_push(out, l)) return mg_fail_nomem(err, "reading a file");
        at = mg_span_find(all, at, '\n');
    }
    return MG_OK;
}

static int by_article(const void *a, const void *b)
{
    const line *x = a, *y = b;
    int order = mg_span_cmp(x->query, y->query);
    return order ? order : mg_span_cmp(x->article, y->article);
}

static int by_rank(const void *a, const void *b)
{
    const line *x = a, *y = b;
    int order = mg_span_cmp(x->query, y->query);
    if (order || x->value != y->value) return order ? order : x->value < y->value ? 1 : -1;
    return mg_span_cmp(y->article, x->article);
}

/* ---- scoring ---- */

static int falling(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x < y) - (x > y);
}

static double gain(double relevance, size_t rank)
{
    return relevance / log2((double)rank + 1);
}

/* What ten articles may have at most. */
static double best_gain(const line *judged, size_t n, double *values)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) values[i] = MG_MAX(judged[i].value, 0);
    qsort(values, n, sizeof *values, falling);
    for (size_t i = 0; i < n && i < 10; i++) sum += gain(values[i], i + 1);
    return sum;
}

static scores score(const line *judged, size_t n_judged, const line *hits, size_t n, double *values)
{
    scores s = {.query = judged->query};
    double relevant = 0, found = 0;
    for (size_t i = 0; i < n_judged; i++) relevant += judged[i].value > 0;
    for (size_t i = 0; i < n; i++) {
        const line *j = bsearch(&hits[i], judged, n_judged, sizeof *judged, by_article);
        if (!j || j->value <= 0) continue;
        s.of[MAP] += ++found / (double)(i + 1) / relevant;
        if (i >= 10) continue;
        s.of[NDCG] += gain(j->value, i + 1);
        s.of[P10] += 0.1;
    }
    s.of[NDCG] /= best_gain(judged, n_judged, values);
    return s;
}

static bool any_relevant(const line *judged, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (judged[i].value > 0) return true;
    return false;
}

/* The scores of each judged query, in the order of queries. Both lists are sorted. */
static mg_status score_all(const lines *judged, const lines *run, scored *out, mg_error *err)
{
    double *values = malloc((judged->n + 1) * sizeof *values);
    bool ok = values;
    for (size_t from = 0, to, hit = 0, end; ok && from < judged->n; from = to) {
        mg_span query = judged->v[from].query;
        for (to = from + 1; to < judged->n && mg_span_eq(judged->v[to].query, query); to++) {}
        while (hit < run->n && mg_span_cmp(run->v[hit].query, query) < 0) hit++;
        for (end = hit; end < run->n && mg_span_eq(run->v[end].query, query); end++) {}
        if (any_relevant(judged->v + from, to - from))
            ok = mg_vec_push(out, score(judged->v + from, to - from, run->v + hit, end - hit, values));
    }
    free(values);
    return ok ? MG_OK : mg_fail_nomem(err, "scoring a run");
}

static double mean(const scored *all, int measure)
{
    double sum = 0;
    for (size_t i = 0; i < all->n; i++) sum += all->v[i].of[measure];
    return all->n ? sum / (double)all->n : 0;
}

/* How often a difference as large comes by chance, if it were chance which of the two runs each query's scores are of. */
static double chance(const scored *a, const scored *b, int measure)
{
    uint64_t state = 88172645463325252u; /* xorshift, by Marsaglia */
    double seen = fabs(mean(a, measure) - mean(b, measure)) * (double)a->n - 1e-9;
    unsigned as_large = 1;
    for (int time = 0; time < TIMES; time++) {
        double sum = 0;
        for (size_t i = 0; i < a->n; i++) {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            double difference = a->v[i].of[measure] - b->v[i].of[measure];
            sum += state & 1 << 20 ? difference : -difference;
        }
        as_large += fabs(sum) >= seen;
    }
    return as_large / (TIMES + 1.0);
}

static void print_scores(const scored *ours, const scored *other)
{
    printf("%-8s %8zu queries\n", "", ours->n);
    for (int m = 0; m < MEASURES; m++) {
        double a = mean(ours, m), b = other ? mean(other, m) : 0;
        printf("%-8s %8.4f", names[m], a);
        if (other) printf(" other %.4f  %+.1f %%  p %.4f", b, b > 0 ? (a / b - 1) * 100 : 0.0, chance(ours, other, m));
        putchar('\n');
    }
}

static void print_each(const scored *all)
{
    for (size_t i = 0; i < all->n; i++) {
        printf("%.*s", (int)all->v[i].query.n, all->v[i].query.p);
        for (int m = 0; m < MEASURES; m++) printf(" %.6f", all->v[i].of[m]);
        putchar('\n');
    }
}

int main(int argc, char **argv)
{
    bool each = argc == 4 && strcmp(argv[1], "--each") == 0;
    argc -= each;
    argv += each;
    mg_error err = MG_ERROR_INIT;
    mg_buf text[3] = {MG_BUF_INIT, MG_BUF_INIT, MG_BUF_INIT};
    lines judged = {0}, run[2] = {{0}, {0}};
    scored of[2] = {{0}, {0}};
    if (argc != 3 && argc != 4) {
        fputs("usage: relevance QRELS RUN [OTHER]\n       relevance --each QRELS RUN\n", stderr);
        return 2;
    }
    mg_status status = read_lines(argv[1], 3, &text[2], &judged, &err);
    if (judged.n) qsort(judged.v, judged.n, sizeof *judged.v, by_article);
    for (int i = 0; i < argc - 2 && status == MG_OK; i++) {
        status = read_lines(argv[i + 2], 4, &text[i], &run[i], &err);
        if (run[i].n) qsort(run[i].v, run[i].n, sizeof *run[i].v, by_rank);
        if (status == MG_OK) status = score_all(&judged, &run[i], &of[i], &err);
    }
    if (status == MG_OK && each) print_each(&of[0]);
    else if (status == MG_OK) print_scores(&of[0], argc == 4 ? &of[1] : NULL);
    else fprintf(stderr, "relevance: %s\n", err.msg);
    for (int i = 0; i < 3; i++) mg_buf_dispose(&text[i]);
    for (int i = 0; i < 2; i++) {
        mg_vec_free(&run[i]);
        mg_vec_free(&of[i]);
    }
    mg_vec_free(&judged);
    return status == MG_OK ? 0 : 2;
}
