/* scorer_term.c - the postings of one word. See scorers.h. */
#include "common/beside.h"
#include "common/scorer_kinds.h"

typedef struct {
    mg_scorer s;
    mg_found_term term;
    double scale;
    uint32_t block, i; /* where it stands */
    bool decoded;      /* the block */
    uint32_t counted, before; /* up to this block: so many postings */
    uint32_t ahead;    /* the block that bound looked at */
    double ahead_bound;
    bool bounded;
    const uint8_t *beside; /* by posting (beside.h), where only some of these are looked for */
    bool (*fits)[256];     /* which: where it stands once, and else */
    mg_postings postings;
} term_scorer;

static double block_bound(const term_scorer *t, uint32_t block)
{
    if (!t->term.told || t->scale == 0) return t->s.most;
    return mg_bm25_bound(t->s.scoring, t->scale, &t->term.blocks[block].best);
}

static double bound_term(mg_scorer *s, uint32_t from, uint32_t *to)
{
    term_scorer *t = (term_scorer *)s;
    uint32_t block = mg_block_from(&t->term, MG_MAX(t->ahead, t->block), from);
    *to = MG_NO_MORE;
    if (block >= t->term.n_blocks) return 0;
    if (block != t->ahead || !t->bounded) t->ahead_bound = block_bound(t, block);
    t->ahead = block;
    t->bounded = true;
    *to = t->term.blocks[block].last;
    return t->ahead_bound;
}

static bool decode_block(term_scorer *t)
{
    mg_scoring *scoring = t->s.scoring;
    mg_status status = mg_block_decode(t->s.place, &t->term, &t->term.blocks[t->block], &t->postings, scoring->err);
    if (status != MG_OK) mg_scoring_fail(scoring, status);
    t->decoded = status == MG_OK;
    t->i = 0;
    return t->decoded;
}

/* Are its documents some that there are, behind those before? */
static bool is_sound(const term_scorer *t, uint32_t block)
{
    const mg_impact_block *b = &t->term.blocks[block];
    return b->first > t->s.doc && b->first <= b->last && b->last <= t->s.place->trees.documents;
}

/* Go to the block that holds the target, or what is after it, and that has what is needed. */
static bool enter_block(term_scorer *t, uint32_t target)
{
    uint32_t block = mg_block_from(&t->term, t->block, target);
    while (t->s.need >= 0 && block < t->term.n_blocks && block_bound(t, block) <= t->s.need) block++;
    t->decoded &= block == t->block;
    t->block = block;
    if (block >= t->term.n_blocks) return false;
    if (is_sound(t, block)) return true;
    mg_scoring_fail(t->s.scoring, mg_fail(t->s.scoring->err, MG_CORRUPT, "postings are damaged"));
    return false;
}

/* The first posting from `i` on whose document is not before `target`, which is not behind the last. But for who goes on to the next
 * one, nothing foretells the bits of the answer, so they take no branches. */
static inline uint32_t posting_from(const mg_postings *p, uint32_t i, uint32_t target)
{
    const uint32_t *docids = p->docids;
    if (target == docids[i] + 1) return i + 1;
    while (i + 8 < p->n && docids[i + 7] < target) i += 8;
    if (i + 8 < p->n) {
        i += docids[i + 3] < target ? 4 : 0;
        i += docids[i + 1] < target ? 2 : 0;
        return i + (docids[i] < target);
    }
    while (i + 1 < p->n && docids[i] < target) i++;
    return i;
}

static uint32_t seek_term(mg_scorer *s, uint32_t target)
{
    term_scorer *t = (term_scorer *)s;
    if (target <= s->doc) return s->doc;
    if (s->scoring->status != MG_OK) return s->doc = MG_NO_MORE;
    if (s->doc == 0 || target > t->term.blocks[t->block].last)
        if (!enter_block(t, target)) return s->doc = MG_NO_MORE;
    const mg_impact_block *b = &t->term.blocks[t->block];
    if (target <= b->first && !t->decoded) return s->doc = b->first;
    if (!t->decoded && !decode_block(t)) return s->doc = MG_NO_MORE;
    t->i = posting_from(&t->postings, t->i, target);
    return s->doc = t->postings.docids[t->i];
}

static uint32_t wdf_term(mg_scorer *s)
{
    term_scorer *t = (term_scorer *)s;
    if (!t->decoded && !decode_block(t)) return 0;
    return t->postings.wdfs[t->i];
}

static double score_term(mg_scorer *s)
{
    uint32_t wdf = wdf_term(s);
    return mg_bm25(s->scoring, ((term_scorer *)s)->scale, wdf, mg_scorer_length(s, s->doc));
}

static void need_term(mg_scorer *s, double need)
{
    s->need = need;
}

static uint32_t peak_term(mg_scorer *s, uint32_t from, uint32_t *to, uint32_t *shortest)
{
    term_scorer *t = (term_scorer *)s;
    uint32_t block = t->ahead = mg_block_from(&t->term, MG_MAX(t->ahead, t->block), from);
    *to = *shortest = MG_NO_MORE;
    if (block >= t->term.n_blocks) return 0;
    const mg_impact_block *b = &t->term.blocks[block];
    *to = b->first > from ? b->first - 1 : b->last;
    if (b->first > from) return 0;
    *shortest = t->term.told ? mg_impact_length(b->best.length[0]) : 0;
    uint8_t wdf = b->best.wdf[MG_IMPACTS_PAIRS - 1];
    return !t->term.told || wdf == 255 ? UINT32_MAX : wdf;
}

/* As seek_term, but postings whose byte does not fit are passed over, within their block by a look at the bytes alone. */
static uint32_t seek_beside(mg_scorer *s, uint32_t target)
{
    term_scorer *t = (term_scorer *)s;
    while (seek_term(s, target) != MG_NO_MORE) {
        if (!t->decoded && !decode_block(t)) return s->doc = MG_NO_MORE;
        uint32_t i = t->i, n = t->postings.n, first = mg_scorer_before(s) - i;
        if (first > t->term.documents || n > t->term.documents - first)
            return mg_scoring_fail(s->scoring, mg_fail(s->scoring->err, MG_CORRUPT, "postings are damaged"));
        const uint8_t *bytes = t->beside + first;
        while (i < n && !t->fits[t->postings.wdfs[i] == 1][bytes[i]]) i++;
        t->i = MG_MIN(i, n - 1);
        s->doc = t->postings.docids[t->i];
        if (i < n) break;
        target = s->doc + 1;
    }
    return s->doc;
}

bool mg_scorer_is_term(const mg_scorer *s)
{
    return s->seek == seek_term || s->seek == seek_beside;
}

bool mg_scorer_beside(mg_scorer *s, uint8_t ahead, uint8_t behind)
{
    term_scorer *t = (term_scorer *)s;
    const mg_impacts *impacts = &s->place->impacts;
    if (s->seek != seek_term || !t->term.told || !(t->beside = mg_impacts_beside(impacts, t->term.told))) return true;
    t->fits = mg_scoring_alloc(s->scoring, 2 * sizeof *t->fits);
    if (!t->fits) return false;
    for (unsigned once = 0; once < 2; once++)
        for (unsigned byte = 0; byte < 256; byte++) t->fits[once][byte] = mg_beside_fits((uint8_t)byte, once, ahead, behind);
    s->seek = seek_beside;
    return true;
}

uint32_t mg_scorer_before(mg_scorer *s)
{
    term_scorer *t = (term_scorer *)s;
    for (; t->counted < t->block; t->counted++) t->before += mg_block_count(&t->term.blocks[t->counted]);
    return t->before + (t->decoded ? t->i : 0);
}

/* The few postings of a term that the impacts do not tell of are looked at, all of them. */
static bool look_at_few(term_scorer *t)
{
    if (!decode_block(t)) return false;
    for (uint32_t i = 0; i < t->postings.n; i++) {
        double here = mg_bm25(t->s.scoring, t->scale, t->postings.wdfs[i], mg_scorer_length(&t->s, t->postings.docids[i]));
        t->s.most = MG_MAX(t->s.most, here);
    }
    return true;
}

mg_scorer *mg_scorer_term(mg_scoring *s, const mg_place *place, const mg_found_term *term, double scale)
{
    if (!term->documents) return mg_scorer_none(s, place);
    term_scorer *t = mg_scorer_new(s, place, sizeof *t);
    if (!t) return NULL;
    t->term = *term;
    t->scale = scale;
    t->s.cost = term->documents;
    t->s.seek = seek_term;
    t->s.wdf = wdf_term;
    t->s.peak = peak_term;
    if (scale == 0 || !term->any) return &t->s;
    t->s.score = score_term;
    t->s.bound = bound_term;
    t->s.set_need = need_term;
    if (term->told) t->s.most = mg_bm25_bound(s, scale, &term->told->best);
    else if (!look_at_few(t)) return NULL;
    return &t->s;
}
