/* bundle.c - see bundle.h. */
#include "indexer/bundle.h"

#include "common/vec.h"

typedef struct {
    mg_article article;
    uint32_t root;
} bundled;

struct mg_bundle {
    mg_poster *const *posters;
    mg_errand errand;
    bool sent;
    mg_arena arena; /* holds the articles */
    MG_VEC(bundled) articles;
    size_t bytes;
    mg_posted_batch out;
    mg_watch watch;
    mg_status status;
    mg_error err;
};

mg_bundle *mg_bundle_new(mg_poster *const *posters, bool timed)
{
    mg_bundle *b = calloc(1, sizeof *b);
    if (b) *b = (mg_bundle){.posters = posters, .watch = {.on = timed}, .err = MG_ERROR_INIT};
    return b;
}

void mg_bundle_free(mg_bundle *b)
{
    if (!b) return;
    mg_arena_dispose(&b->arena);
    mg_vec_free(&b->articles);
    mg_batch_free(b->out.batch);
    free(b);
}

bool mg_bundle_add(mg_bundle *b, const mg_article *article, uint32_t root)
{
    bundled copy = {.root = root};
    b->bytes += article->title.n + article->standfirst.n + article->body.n;
    return mg_article_copy(article, &b->arena, &copy.article) && mg_vec_push(&b->articles, copy);
}

size_t mg_bundle_bytes(const mg_bundle *b)
{
    return b->bytes;
}

void mg_bundle_invert(mg_bundle *b, size_t job)
{
    mg_poster *poster = b->posters[job];
    for (size_t i = 0; i < b->articles.n && b->status == MG_OK; i++)
        b->status = mg_poster_article(poster, &b->articles.v[i].article, b->articles.v[i].root, (mg_span){0}, &b->watch, &b->err);
    if (b->status == MG_OK) b->status = mg_inverter_take(mg_poster_inverter(poster), &b->out.batch, &b->err);
    b->out.job = job;
    b->out.poster_memory = mg_poster_memory(poster);
    mg_watch_turn(&b->watch, MG_PHASE_NONE);
}

static void run(void *payload, size_t job)
{
    mg_bundle_invert(payload, job);
}

bool mg_bundle_send(mg_bundle *b, mg_workers *workers)
{
    b->errand = (mg_errand){.run = run, .payload = b};
    return b->sent = mg_workers_send(workers, &b->errand);
}

mg_status mg_bundle_end(mg_bundle *b, mg_workers *workers, size_t job, bool wanted, mg_watch *watch, mg_posted_batch *out, mg_error *err)
{
    if (b->sent && !mg_workers_await(workers, &b->errand) && wanted) mg_bundle_invert(b, job);
    mg_watch_add(watch, &b->watch);
    *out = b->out;
    b->out.batch = NULL;
    mg_status status = b->status == MG_OK ? MG_OK : mg_fail(err, b->status, "%s", b->err.msg);
    mg_bundle_free(b);
    return status;
}
