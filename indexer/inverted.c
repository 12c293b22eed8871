/* inverted.c - see inverted.h. */
#include "indexer/inverted.h"

#include "indexer/idset.h"

/* A document of the file that is read, as the index has it. */
typedef struct {
    uint64_t key; /* mg_poster_key's */
    mg_earlier_doc doc;
    bool claimed; /* it is in the file, unchanged */
} known_doc;

/* How much text a bundle has: a share of the unit's so far, since many small batches cost more to merge, but of a unit that is small
 * there is little to give away; no less than the first of these, and no more than the other and such a share of a part. */
#define BUNDLE_MIN ((size_t)128 << 10)
#define BUNDLE_MAX ((size_t)4 << 20)
#define BUNDLE_OF_UNIT 16
#define BUNDLE_OF_PART 16

/* What is inverted takes about so many times its text. */
#define INVERTED_TIMES 3

/* A bundle that was sent away, and where in the list its batch goes. */
typedef struct {
    mg_bundle *bundle;
    size_t place;
} sent_bundle;

typedef struct {
    const mg_inversion *run;
    mg_workers *workers;
    size_t job, unit;
    mg_poster *poster;
    mg_inverted *out;
    bool left; /* there is no use in going on, and nothing in *out */
    mg_bundle *packing;       /* takes the articles just now; NULL: they are inverted here */
    MG_VEC(sent_bundle) sent; /* of the part */
    size_t text_bytes;        /* of the unit, so far */
    size_t part_bytes;        /* of the part: what its closed batches and its bundles take, about */
    /* Of the file: */
    MG_VEC(known_doc) known; /* by key */
    mg_idset ids;            /* that its articles say they have */
    bool announces;
    /* For a record of the index: */
    mg_arena arena;
    mg_buf data;
    mg_unpacked_text unpacked;
} inverting;

/* ---- batches ---- */

static mg_status add_batch(inverting *v, mg_posted_batch batch, mg_error *err)
{
    if (mg_vec_push(&v->out->batches, batch)) return MG_OK;
    mg_batch_free(batch.batch);
    return mg_fail_nomem(err, "inverting articles");
}

/* What was inverted here since the last batch is one. */
static mg_status close_batch(inverting *v, mg_error *err)
{
    mg_posted_batch batch = {.job = v->job};
    size_t bytes = mg_inverter_pending(mg_poster_inverter(v->poster));
    if (!bytes) return MG_OK;
    v->part_bytes += bytes;
    MG_TRY(mg_inverter_take(mg_poster_inverter(v->poster), &batch.batch, err));
    batch.poster_memory = mg_poster_memory(v->poster);
    return add_batch(v, batch, err);
}

/* ---- bundles ---- */

/* Take what became of the bundle that was sent first. The poster of this thread has nothing to be taken, or the unit is not `wanted`
 * any more, as it failed. */
static mg_status collect(inverting *v, bool wanted, mg_error *err)
{
    sent_bundle first = v->sent.v[0];
    memmove(v->sent.v, v->sent.v + 1, --v->sent.n * sizeof first);
    return mg_bundle_end(first.bundle, v->workers, v->job, wanted, &v->out->watch, &v->out->batches.v[first.place], err);
}

/* Take all, though the unit failed or fails by one; returns its status. */
static mg_status collect_all(inverting *v, mg_status status, mg_error *err)
{
    while (v->sent.n) {
        mg_status one = collect(v, status == MG_OK, status == MG_OK ? err : NULL);
        if (status == MG_OK) status = one;
    }
    return status;
}

/* The articles from here on go into a bundle. */
static mg_status begin_bundle(inverting *v, mg_error *err)
{
    MG_TRY(close_batch(v, err));
    v->packing = mg_bundle_new(v->run->posters, v->run->timed);
    return v->packing ? MG_OK : mg_fail_nomem(err, "inverting articles");
}

/* The bundle is inverted by another thread, or here. Of those sent before no more are kept than there are threads: so many can be
 * under way. */
static mg_status end_bundle(inverting *v, bool send, mg_error *err)
{
    mg_bundle *bundle = v->packing;
    if (!bundle) return MG_OK;
    MG_TRY(add_batch(v, (mg_posted_batch){0}, err));
    if (!mg_vec_push(&v->sent, (sent_bundle){bundle, v->out->batches.n - 1})) return mg_fail_nomem(err, "inverting articles");
    v->packing = NULL;
    v->part_bytes += mg_bundle_bytes(bundle) * INVERTED_TIMES;
    mg_watch_turn(&v->out->watch, MG_PHASE_NONE);
    if (!send || !mg_bundle_send(bundle, v->workers)) mg_bundle_invert(bundle, v->job);
    return v->sent.n > v->run->jobs ? collect(v, true, err) : MG_OK;
}

/* Is there a thread to give articles to? One that waits for its next unit is left alone, but when this one is larger than units are. */
static bool may_give(const inverting *v)
{
    return mg_workers_can_send(v->workers) && (mg_workers_all_begun(v->workers) || v->text_bytes > MG_UNIT_MAX);
}

static mg_status invert_here(inverting *v, mg_article *article, uint32_t root, mg_error *err)
{
    MG_TRY(mg_poster_article(v->poster, article, root, (mg_span){0}, &v->out->watch, err));
    return mg_inverter_is_full(mg_poster_inverter(v->poster)) ? close_batch(v, err) : MG_OK;
}

/* Articles that are larger than a bundle are not copied. */
static mg_status invert(inverting *v, mg_article *article, uint32_t root, size_t text_bytes, mg_error *err)
{
    if (text_bytes > BUNDLE_MAX) MG_TRY(end_bundle(v, true, err));
    else if (!v->packing && may_give(v)) MG_TRY(begin_bundle(v, err));
    if (!v->packing) return invert_here(v, article, root, err);
    if (!mg_bundle_add(v->packing, article, root)) return mg_fail_nomem(err, "inverting articles");
    size_t most = MG_MIN(BUNDLE_MAX, v->run->part_bytes / BUNDLE_OF_PART);
    bool full = mg_bundle_bytes(v->packing) >= MG_MAX(BUNDLE_MIN, MG_MIN(most, v->text_bytes / BUNDLE_OF_UNIT));
    return full ? end_bundle(v, true, err) : MG_OK;
}

/* How much the part takes, about. */
static size_t part_bytes(const inverting *v)
{
    size_t packed = v->packing ? mg_bundle_bytes(v->packing) * INVERTED_TIMES : 0;
    return v->part_bytes + packed + mg_inverter_pending(mg_poster_inverter(v->poster));
}

/* ---- what the index has of the file ---- */

static int by_key(const void *a, const void *b)
{
    const known_doc *x = a, *y = b;
    if (x->key != y->key) return x->key < y->key ? -1 : 1;
    if (x->doc.segment != y->doc.segment) return x->doc.segment < y->doc.segment ? -1 : 1;
    return x->doc.docid < y->doc.docid ? -1 : x->doc.docid > y->doc.docid;
}

static mg_status add_known(inverting *v, uint32_t segment, uint32_t docid, mg_error *err)
{
    mg_record record;
    known_doc known = {.doc = {segment, docid}};
    mg_arena_reset(&v->arena);
    MG_TRY(mg_earlier_record(v->run->earlier, v->job + 1, segment, docid, &v->arena, &v->data, &v->unpacked, &record, err));
    if (record.article.claimed.n) record.article.id = record.article.claimed; /* so it comes from the file */
    record.article.claimed = (mg_span){0};
    MG_TRY(mg_poster_key(v->poster, &record.article, record.root, &known.key, err));
    return mg_vec_push(&v->known, known) ? MG_OK : mg_fail_nomem(err, "reading the index");
}

static mg_status on_begin(void *payload, size_t number, mg_error *err)
{
    inverting *v = payload;
    const mg_ledger *ledger = &v->run->earlier->ledger;
    mg_archive_file file = mg_archive_file_of(v->run->archive, number);
    size_t at = mg_ledger_find(ledger, file.root, file.path);
    v->known.n = 0;
    v->announces = false;
    mg_idset_dispose(&v->ids);
    if (at == ledger->files.n || ledger->files.v[at].root != file.root || !mg_span_eq(ledger->files.v[at].path, file.path)) return MG_OK;
    const mg_ledger_file *f = &ledger->files.v[at];
    for (size_t i = f->docs; i < f->docs + f->n_docs; i++) {
        const mg_docs *docs = &ledger->docs.v[i];
        for (uint32_t docid = docs->first; docid < docs->first + docs->count; docid++)
            if (!mg_earlier_gone(v->run->earlier, docs->segment, docid)) MG_TRY(add_known(v, docs->segment, docid, err));
    }
    if (v->known.n) qsort(v->known.v, v->known.n, sizeof *v->known.v, by_key);
    return MG_OK;
}

/* Is the article in the index as it is, from this file? Each document is claimed once. */
static mg_status find_known(inverting *v, mg_article *article, uint32_t root, mg_earlier_doc *out, mg_error *err)
{
    uint64_t key;
    size_t low = 0, high = v->known.n;
    *out = (mg_earlier_doc){0};
    if (!v->known.n) return MG_OK;
    MG_TRY(mg_poster_key(v->poster, article, root, &key, err));
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (v->known.v[mid].key < key) low = mid + 1;
        else high = mid;
    }
    while (low < v->known.n && v->known.v[low].key == key && v->known.v[low].claimed) low++;
    if (low == v->known.n || v->known.v[low].key != key) return MG_OK;
    v->known.v[low].claimed = true;
    *out = v->known.v[low].doc;
    return MG_OK;
}

/* ---- articles ---- */

static mg_status keep_announced(inverting *v, mg_article *article, uint32_t root, size_t file, mg_error *err)
{
    mg_inverted *out = v->out;
    mg_inverted_announced announced = {.root = root, .file = file};
    v->announces = true;
    MG_TRY(find_known(v, article, root, &announced.kept, err));
    return mg_article_copy(article, &out->arena, &announced.article) && mg_vec_push(&out->announced, announced)
               ? MG_OK
               : mg_fail_nomem(err, "reading articles");
}

static void begin_part(inverting *v)
{
    *v->out = (mg_inverted){.watch = {.on = v->run->timed}, .err = MG_ERROR_INIT};
    v->part_bytes = 0;
}

/* Give what there is of the unit, in the middle of a file, and go on with nothing. */
static mg_status hand_part(inverting *v, size_t file, mg_error *err)
{
    mg_inverted *out = v->out;
    MG_TRY(end_bundle(v, false, err));
    MG_TRY(close_batch(v, err));
    MG_TRY(collect_all(v, MG_OK, err));
    mg_inverted_file part = {.number = file, .goes_on = true};
    part.articles_end = out->articles.n;
    part.gone_end = out->gone.n;
    part.problems_end = out->problems.n;
    if (!mg_vec_push(&out->files, part)) return mg_fail_nomem(err, "inverting articles");
    mg_watch_turn(&out->watch, MG_PHASE_NONE);
    v->left = !mg_workers_hand(v->workers, v->job, v->unit);
    if (v->left) return mg_fail(err, MG_INTERRUPTED, "the work was ended");
    begin_part(v);
    return MG_OK;
}

static mg_status on_article(void *payload, mg_article *article, uint32_t root, size_t file, mg_error *err)
{
    inverting *v = payload;
    mg_inverted *out = v->out;
    if (article->announced) return keep_announced(v, article, root, file, err);
    mg_inverted_article entry = {.root = root};
    mg_announced_fill(v->run->announced, article);
    MG_TRY(mg_idset_claim(&v->ids, article, &out->arena, err)); /* within a file the first has its id */
    MG_TRY(find_known(v, article, root, &entry.kept, err));
    entry.text_bytes = article->title.n + article->standfirst.n + article->body.n;
    v->text_bytes += entry.text_bytes;
    if (!entry.kept.docid) MG_TRY(invert(v, article, root, entry.text_bytes, err));
    entry.id = mg_arena_copy(&out->arena, article->id);
    entry.path = mg_arena_copy(&out->arena, article->path);
    entry.member = mg_arena_copy(&out->arena, article->member);
    if (!entry.id.p || !entry.path.p || !entry.member.p || !mg_vec_push(&out->articles, entry))
        return mg_fail_nomem(err, "inverting articles");
    if (part_bytes(v) >= v->run->part_bytes) MG_TRY(hand_part(v, file, err));
    mg_watch_turn(&out->watch, MG_PHASE_EXTRACT);
    return MG_OK;
}

/* A problem that cannot be kept for want of memory is one of the whole unit. */
static void on_problem(void *payload, mg_span path, mg_span member, const mg_error *why)
{
    mg_inverted *out = ((inverting *)payload)->out;
    mg_inverted_problem p = {mg_arena_copy(&out->arena, path), mg_arena_copy(&out->arena, member), *why};
    if (!p.path.p || !p.member.p || !mg_vec_push(&out->problems, p))
        out->status = mg_fail_nomem(&out->err, "reading articles");
}

static void end_file(inverting *v, const mg_dealt *dealt)
{
    mg_inverted *out = v->out;
    bool ok = true, stays = dealt->refused && v->known.n;
    for (size_t i = 0; dealt->fate != MG_FILE_SAME && !stays && i < v->known.n && ok; i++)
        if (!v->known.v[i].claimed) ok = mg_vec_push(&out->gone, v->known.v[i].doc);
    mg_inverted_file file = {dealt->file, false, dealt->fate, dealt->hash, v->announces, stays, out->articles.n, out->gone.n, out->problems.n};
    if (!ok || !mg_vec_push(&out->files, file)) out->status = mg_fail_nomem(&out->err, "reading articles");
}

static void on_file(void *payload, const mg_dealt *dealt)
{
    inverting *v = payload;
    mg_inverted *out = v->out;
    out->bytes_read += dealt->fate == MG_FILE_SAME || dealt->fate == MG_FILE_UNWANTED ? 0 : dealt->bytes;
    (dealt->member.n ? out->member_fates : out->fates)[dealt->fate]++;
    if (!dealt->member.n) end_file(v, dealt);
    if (dealt->fate != MG_FILE_UNKNOWN) return;
    mg_span copy = mg_arena_copy(&out->arena, dealt->member.n ? dealt->member : dealt->path);
    if (!copy.p || !mg_vec_push(&out->unknown, copy)) out->status = mg_fail_nomem(&out->err, "reading articles");
}

static void end_unit(inverting *v, mg_status status, const mg_error *why)
{
    mg_inverted *out = v->out;
    if (status != MG_OK) mg_fail(&out->err, status, "%s", why->msg);
    mg_watch_turn(&out->watch, MG_PHASE_INVERT);
    if (status == MG_OK) status = end_bundle(v, false, &out->err);
    if (status == MG_OK) status = close_batch(v, &out->err);
    status = collect_all(v, status, &out->err);
    mg_watch_turn(&out->watch, MG_PHASE_NONE);
    if (status != MG_OK) out->status = status;
}

void mg_invert(const mg_inversion *run, mg_workers *workers, size_t job, size_t unit, mg_inverted *out)
{
    inverting v = {.run = run, .workers = workers, .job = job, .unit = unit, .poster = run->posters[job], .out = out};
    mg_error why = MG_ERROR_INIT;
    begin_part(&v);
    mg_reading reading = {on_begin, on_article, on_problem, on_file, &v, &out->watch, run->limits, &run->rooms[job]};
    mg_status status = mg_archive_read(run->archive, unit, run->format, run->map, &reading, &why);
    if (!v.left) end_unit(&v, status, &why);
    mg_bundle_free(v.packing);
    mg_vec_free(&v.sent);
    mg_vec_free(&v.known);
    mg_idset_dispose(&v.ids);
    mg_arena_dispose(&v.arena);
    mg_buf_dispose(&v.data);
    mg_unpacked_text_dispose(&v.unpacked);
}

void mg_inverted_dispose(mg_inverted *inverted)
{
    for (size_t i = 0; i < inverted->batches.n; i++) mg_batch_free(inverted->batches.v[i].batch);
    mg_vec_free(&inverted->batches);
    mg_vec_free(&inverted->files);
    mg_vec_free(&inverted->articles);
    mg_vec_free(&inverted->gone);
    mg_vec_free(&inverted->announced);
    mg_vec_free(&inverted->problems);
    mg_vec_free(&inverted->unknown);
    mg_arena_dispose(&inverted->arena);
}
