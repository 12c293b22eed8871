/* search_on.c - eight threads search an index by the library, each with a handle of its own, while others change it:
 * search_on INDEX. For each byte of standard input each of them searches SEARCHES times, until it ends. For tests/cli/threads.sh, whose articles all say how many there are and of which
 * wave they are: "otter 21 wave7". Whatever a thread is told must be of one state. Prints how many searches there were, and what
 * was wrong; the exit status tells. */
#include "searcher/morgue.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { THREADS = 8, SEARCHES = 25 };

typedef struct {
    const char *where;
    unsigned searches;
    char wrong[600]; /* "": nothing */
    pthread_t thread;
} worker;

typedef struct {
    unsigned articles, wave;
} state;

/* How many searches each thread may make so far; and no more will come. */
static unsigned allowed;
static int ended;

/* Waits until there is another search to make; 0: there is none. */
static int may_go_on(const worker *w)
{
    for (;;) {
        int last = __atomic_load_n(&ended, __ATOMIC_ACQUIRE);
        if (w->searches < __atomic_load_n(&allowed, __ATOMIC_ACQUIRE)) return 1;
        if (last) return 0;
        usleep(1000);
    }
}

static int failed(worker *w, const char *what, const morgue_error *error)
{
    snprintf(w->wrong, sizeof w->wrong, "%s: %s", what, error ? error->message : "");
    return 0;
}

/* The state that the k-th hit tells of. */
static int read_hit(worker *w, morgue_answer *answer, size_t k, state *out)
{
    const morgue_hit *hit;
    morgue_error error = MORGUE_ERROR_INIT;
    if (morgue_answer_hit(answer, k, &hit, &error) != MORGUE_OK) return failed(w, "a hit", &error);
    if (hit->n_passages != 1) return failed(w, "a hit without a passage", NULL);
    const char *text = strstr(hit->passages[0]->text, "otter ");
    if (!text || sscanf(text, "otter %u wave%u", &out->articles, &out->wave) != 2) return failed(w, hit->passages[0]->text, NULL);
    return 1;
}

/* All hits are of one state, and all of its articles are hits. */
static int check(worker *w, morgue_answer *answer, state *out)
{
    const morgue_summary *found = morgue_answer_summary(answer);
    if (!found->n_hits) return failed(w, "nothing was found", NULL);
    for (size_t k = 0; k < found->n_hits; k++) {
        state s;
        if (!read_hit(w, answer, k, &s)) return 0;
        if (!k) *out = s;
        if (s.wave != out->wave || s.articles != found->n_hits) return failed(w, "hits are of two states", NULL);
    }
    if (found->lower != found->n_hits || found->facets[0].n != 1 || found->facets[0].buckets[0].count != found->n_hits)
        return failed(w, "counts are of another state", NULL);
    return 1;
}

static int look_besides(worker *w, morgue *m)
{
    const morgue_hit *article;
    const morgue_bucket *words;
    size_t n;
    char *response;
    morgue_error error = MORGUE_ERROR_INIT;
    if (morgue_article(m, "0.txt", "otter", &article, &error) != MORGUE_OK) return failed(w, "an article", &error);
    if (!strstr(article->passages[0]->text, "otter ")) return failed(w, "an article of another text", NULL);
    if (morgue_complete(m, "wav", 1, &words, &n, &error) != MORGUE_OK) return failed(w, "a word", &error);
    if (n != 1 || strncmp(words[0].value, "wave", 4) != 0) return failed(w, "a word of no state", NULL);
    static const char request[] = "{\"query\":\"ott* NEAR river\",\"kwic\":true,\"sort\":\"oldest\"}";
    morgue_code code = morgue_ask(m, request, strlen(request), &response, &n, &error);
    morgue_free(response);
    return code == MORGUE_OK || failed(w, "a request", &error);
}

static void *work(void *payload)
{
    worker *w = payload;
    morgue *m = NULL;
    morgue_answer *before = NULL, *answer;
    state old = {0}, now, again;
    morgue_error error = MORGUE_ERROR_INIT;
    morgue_request *r = morgue_request_new();
    if (!r || morgue_request_set(r, "limit", "0", &error) || morgue_request_set(r, "facets", "lang", &error) ||
        morgue_open(&w->where, 1, &m, &error))
        failed(w, "opening", &error);
    while (!*w->wrong && may_go_on(w)) {
        if (morgue_search(m, "otter", r, &answer, &error) != MORGUE_OK) {
            failed(w, "a search", &error);
            break;
        }
        w->searches++;
        if (check(w, answer, &now) && now.wave < old.wave) failed(w, "a state came back", NULL);
        if (before && !*w->wrong && read_hit(w, before, 0, &again) && again.wave != old.wave)
            failed(w, "an answer changed", NULL);
        if (!*w->wrong) look_besides(w, m);
        morgue_answer_free(before);
        before = answer;
        old = now;
    }
    morgue_answer_free(before);
    morgue_close(m);
    morgue_request_free(r);
    return NULL;
}

int main(int argc, char **argv)
{
    static worker all[THREADS];
    char piece[64];
    unsigned searches = 0, wrong = 0;
    if (argc != 2) return 2;
    for (size_t i = 0; i < THREADS; i++) {
        all[i].where = argv[1];
        if (pthread_create(&all[i].thread, NULL, work, &all[i]) != 0) return 2;
    }
    for (ssize_t n; (n = read(STDIN_FILENO, piece, sizeof piece)) > 0;)
        __atomic_add_fetch(&allowed, (unsigned)n * SEARCHES, __ATOMIC_RELEASE);
    __atomic_store_n(&ended, 1, __ATOMIC_RELEASE);
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(all[i].thread, NULL);
        searches += all[i].searches;
        if (!*all[i].wrong) continue;
        printf("after %u searches: %s\n", all[i].searches, all[i].wrong);
        wrong++;
    }
    printf("%u searches\n", searches);
    return wrong > 0;
}
