/* driver.c - a main for the fuzz targets without a fuzzing engine: the empty input, each seed, and seeded
 * mutations of them. The same arguments run the same inputs. Says which mutation took longest: with --from N the first N are
 * passed over.
 *
 *   fuzz_NAME [--runs N] [--from N] [--seed S] [FILE | DIR]...
 *
 * A failed assertion or a sanitizer's finding ends the program. */
#include "common/io.h"
#include "common/vec.h"
#include "tests/support/random.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define INPUT_MAX ((size_t)1 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef MG_VEC(mg_buf) seeds;

static void die(const char *what)
{
    fprintf(stderr, "%s\n", what);
    exit(2);
}

static void add_path(seeds *list, const char *path);

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static void add_directory(seeds *list, const char *path)
{
    struct dirent **entries;
    int n = scandir(path, &entries, NULL, by_name);
    if (n < 0) die("a directory of seeds cannot be read");
    for (int i = 0; i < n; i++) {
        mg_buf below = MG_BUF_INIT;
        mg_buf_addf(&below, "%s/%s", path, entries[i]->d_name);
        if (below.failed) die("out of memory");
        if (entries[i]->d_name[0] != '.') add_path(list, below.p);
        mg_buf_dispose(&below);
        free(entries[i]);
    }
    free(entries);
}

static void add_path(seeds *list, const char *path)
{
    struct stat st;
    mg_buf bytes = MG_BUF_INIT;
    mg_error err = MG_ERROR_INIT;
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
        add_directory(list, path);
        return;
    }
    if (mg_file_read(path, SIZE_MAX / 4, &bytes, &err) != MG_OK) die(err.msg);
    bytes.n = MG_MIN(bytes.n, INPUT_MAX);
    if (!mg_vec_push(list, bytes)) die("out of memory");
}

/* Run on a copy of exactly that size, so that a read past the end is seen. */
static void run(mg_span input)
{
    input.n = MG_MIN(input.n, INPUT_MAX);
    uint8_t *copy = malloc(input.n ? input.n : 1);
    if (!copy) die("out of memory");
    if (input.n) memcpy(copy, input.p, input.n);
    LLVMFuzzerTestOneInput(copy, input.n);
    free(copy);
}

/* ---- mutations ---- */

static size_t somewhere(uint64_t *seed, size_t n)
{
    return n ? random_below(seed, (uint32_t)n + 1) : 0;
}

/* Replace in[from..to) by `middle`. */
static void replace(mg_buf *in, size_t from, size_t to, mg_span middle)
{
    mg_buf out = MG_BUF_INIT;
    mg_buf_add(&out, mg_span_sub(mg_buf_span(in), 0, from));
    mg_buf_add(&out, middle);
    mg_buf_add(&out, mg_span_sub(mg_buf_span(in), to, in->n));
    if (out.failed) die("out of memory");
    mg_buf_dispose(in);
    *in = out;
}

static void mutate(mg_buf *in, const seeds *all, uint64_t *seed)
{
    static const char interesting[] = "\0\1\x7f\x80\xbf\xc3\xe0\xf4\xff\n\r\t \"'()*+-:;<>&~/\\#0123456789ANDORTX";
    size_t a = somewhere(seed, in->n), length = random_below(seed, 64), b = MG_MIN(in->n, a + length);
    char bytes[64];
    switch (random_below(seed, 6)) {
    case 0: /* flip */
        if (a < in->n) in->p[a] ^= (char)(1 << random_below(seed, 8));
        break;
    case 1: replace(in, a, b, (mg_span){NULL, 0}); break; /* delete */
    case 2: {                                             /* insert */
        size_t n = 1 + random_below(seed, random_below(seed, 4) ? 4 : sizeof bytes - 1);
        for (size_t i = 0; i < n; i++)
            bytes[i] = random_below(seed, 2) ? interesting[random_below(seed, sizeof interesting - 1)]
                                             : (char)random_below(seed, 256);
        replace(in, a, a, (mg_span){bytes, n});
        break;
    }
    case 3: { /* duplicate */
        size_t n = b - a;
        if (n) memcpy(bytes, in->p + a, n);
        size_t at = somewhere(seed, in->n);
        replace(in, at, at, (mg_span){bytes, n});
        break;
    }
    case 4: /* splice: its head and another seed's tail */
        if (all->n) {
            mg_span other = mg_buf_span(&all->v[random_below(seed, (uint32_t)all->n)]);
            replace(in, a, in->n, mg_span_sub(other, somewhere(seed, other.n), other.n));
        }
        break;
    default: replace(in, a, in->n, (mg_span){NULL, 0}); break; /* truncate */
    }
}

static void run_mutant(const seeds *all, uint64_t *seed)
{
    mg_buf input = MG_BUF_INIT;
    if (all->n) mg_buf_add(&input, mg_buf_span(&all->v[random_below(seed, (uint32_t)all->n)]));
    else for (uint32_t n = random_below(seed, 200); n; n--) mg_buf_addc(&input, (char)random_below(seed, 256));
    for (uint32_t n = 1 + random_below(seed, 5); n && !input.failed; n--) mutate(&input, all, seed);
    if (input.failed) die("out of memory");
    run(mg_buf_span(&input));
    mg_buf_dispose(&input);
}

int main(int argc, char **argv)
{
    unsigned long runs = 2000, from = 0, slowest = 0;
    clock_t most = 0;
    uint64_t seed = 1;
    seeds all = {0};
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--runs") == 0 && i + 1 < argc) runs = strtoul(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "--from") == 0 && i + 1 < argc) from = strtoul(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "--seed") == 0 && i + 1 < argc) seed = strtoull(argv[++i], NULL, 10);
        else add_path(&all, argv[i]);
    }
    run((mg_span){NULL, 0});
    for (size_t i = 0; i < all.n; i++) run(mg_buf_span(&all.v[i]));
    for (unsigned long i = from; i < from + runs; i++) {
        uint64_t one = seed * 0x100000001b3u + i;
        clock_t began = clock();
        run_mutant(&all, &one);
        clock_t took = clock() - began;
        if (took > most) most = took, slowest = i;
    }
    const char *slash = strrchr(argv[0], '/');
    printf("ok %s %lu; the slowest, %lu, took %.3f s\n", slash ? slash + 1 : argv[0], runs, slowest, (double)most / CLOCKS_PER_SEC);
    for (size_t i = 0; i < all.n; i++) mg_buf_dispose(&all.v[i]);
    mg_vec_free(&all);
    return 0;
}
