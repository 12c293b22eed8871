/* hand_out.c - see hand_out.h. */
#include "searcher/hand_out.h"

#include "common/utf8.h"

/* A hit has dozens of pieces of a few bytes each: they are cut from blocks. */
#define BLOCK ((size_t)1024)

/* What is copied for a caller. Once memory runs out nothing more is, which is checked at the end. */
typedef struct {
    mg_arena *arena;
    char *at; /* what is left of a block */
    size_t left;
    mg_span fields; /* of a record, as a whole; text that is in it needs but an end */
    char *copied;   /* ... in the arena, or NULL */
    bool failed;
} copier;

/* `size` bytes that are in no block yet. */
static char *fresh(copier *c, size_t size)
{
    size_t room = size > BLOCK / 4 ? size : BLOCK;
    char *p = c->failed ? NULL : mg_arena_alloc(c->arena, room);
    if (!p) c->failed = true;
    if (!p || room == size) return p;
    c->at = p + size;
    c->left = room - size;
    return p;
}

/* `size` bytes, which begin where any type may. */
static void *piece(copier *c, size_t size)
{
    size_t skip = -(uintptr_t)c->at & 7;
    if (skip + size > c->left) return fresh(c, size);
    char *p = c->at + skip;
    c->at = p + size;
    c->left -= skip + size;
    return p;
}

#define ROOM(c, n, type) ((type *)piece(c, ((n) + 1) * sizeof(type)))

/* Copy the fields of a record at once. */
static void copy_fields(copier *c, mg_span fields)
{
    c->fields = fields;
    c->copied = fields.n ? piece(c, fields.n) : NULL;
    if (c->copied) memcpy(c->copied, fields.p, fields.n);
}

static inline const char *text(copier *c, mg_span span)
{
    char *p = c->at;
    if (!span.n) return "";
    if (c->copied && span.p >= c->fields.p && span.p + span.n < c->fields.p + c->fields.n) {
        p = c->copied + (span.p - c->fields.p);
        p[span.n] = '\0';
        return p;
    }
    if (span.n >= c->left) {
        p = fresh(c, span.n + 1);
        if (!p) return "";
    } else {
        c->at += span.n + 1;
        c->left -= span.n + 1;
    }
    memcpy(p, span.p, span.n);
    p[span.n] = '\0';
    return p;
}

static const char *date(copier *c, const mg_date *d)
{
    char shown[MG_DATE_TEXT];
    size_t n = mg_date_write(d, shown);
    return text(c, (mg_span){shown, n});
}

static const char *const *list(copier *c, mg_spans spans, size_t *n)
{
    const char **v = spans.n ? ROOM(c, spans.n, const char *) : NULL;
    for (*n = 0; v && *n < spans.n; ++*n) v[*n] = text(c, spans.v[*n]);
    return v;
}

static const morgue_range *ranges(copier *c, const mg_range *marks, size_t n, size_t from)
{
    morgue_range *v = n ? ROOM(c, n, morgue_range) : NULL;
    for (size_t i = 0; v && i < n; i++) v[i] = (morgue_range){marks[i].start - from, marks[i].end - from};
    return v;
}

static const size_t *offsets(copier *c, mg_offsets list)
{
    size_t *v = list.n ? ROOM(c, list.n, size_t) : NULL;
    if (v) memcpy(v, list.v, list.n * sizeof *v);
    return v;
}

static const char *field_name(const mg_field *field)
{
    return field ? field->name : "";
}

static const morgue_term *terms(copier *c, const mg_term_count *list, size_t n)
{
    morgue_term *v = ROOM(c, n, morgue_term);
    for (size_t i = 0; v && i < n; i++) v[i] = (morgue_term){text(c, list[i].term), list[i].n};
    return v;
}

/* ---- hits ---- */

static const morgue_passage *const *passages(copier *c, const mg_result *r)
{
    const morgue_passage **v = ROOM(c, r->n_passages, const morgue_passage *);
    morgue_passage *all = ROOM(c, r->n_passages, morgue_passage);
    for (size_t i = 0; v && all && i < r->n_passages; i++) {
        const mg_passage *p = &r->passages[i];
        all[i] = (morgue_passage){
            .text = text(c, mg_span_sub(r->record.article.body, p->start, p->end)),
            .n = p->end - p->start,
            .start = p->start,
            .end = p->end,
            .highlights = ranges(c, p->marks, p->n_marks, p->start),
            .n_highlights = p->n_marks,
            .score = p->score,
            .page = mg_passage_page(p, &r->record.article),
        };
        v[i] = &all[i];
    }
    return v;
}

static const morgue_part *const *parts(copier *c, const mg_result *r)
{
    const morgue_part **v = ROOM(c, r->n_parts, const morgue_part *);
    morgue_part *all = ROOM(c, r->n_parts, morgue_part);
    for (size_t i = 0; v && all && i < r->n_parts; i++) {
        const mg_part *p = &r->parts[i];
        all[i] = (morgue_part){
            .name = p->name ? p->name : "word", .score = p->score,       .word = text(c, p->word),   .field = field_name(p->field),
            .terms = terms(c, p->terms, p->n_terms), .n_terms = p->n_terms, .count = p->count,       .articles = p->with,
            .rarity = p->rarity,                 .factor = p->factor,    .length = p->length,
        };
        v[i] = &all[i];
    }
    return v;
}

static void copy_article(copier *c, const mg_article *a, morgue_hit *hit)
{
    hit->id = text(c, a->id);
    hit->title = text(c, a->title);
    hit->standfirst = text(c, a->standfirst);
    hit->byline = list(c, a->byline, &hit->n_byline);
    hit->date = date(c, &a->date);
    hit->year = a->date.year;
    hit->month = a->date.month;
    hit->day = a->date.day;
    hit->date_precision = mg_date_precision_name(a->date.precision);
    hit->date_source = mg_date_source_name(a->date_source);
    hit->modified = date(c, &a->modified);
    hit->source = text(c, a->source);
    hit->section = text(c, a->section);
    hit->dateline = text(c, a->dateline);
    hit->url = text(c, a->url);
    hit->language = text(c, a->language);
    hit->keywords = list(c, a->keywords, &hit->n_keywords);
    hit->path = text(c, a->path);
    hit->member = text(c, a->member);
    hit->format = text(c, a->format);
    hit->pages = offsets(c, a->pages);
    hit->n_pages = a->pages.n;
    hit->file = "";
}

static const morgue_hit *const *others(copier *c, const mg_result *r)
{
    const morgue_hit **v = ROOM(c, r->n_others, const morgue_hit *);
    morgue_hit *all = ROOM(c, r->n_others, morgue_hit);
    for (size_t i = 0; v && all && i < r->n_others; i++) {
        all[i] = (morgue_hit){0};
        copy_article(c, &r->others[i], &all[i]);
        v[i] = &all[i];
    }
    return v;
}

mg_status mg_hand_out_hit(const mg_result *r, mg_arena *arena, const morgue_hit **out, mg_error *err)
{
    copier c = {.arena = arena};
    morgue_hit *hit = ROOM(&c, 0, morgue_hit);
    if (!hit) return mg_fail_nomem(err, "reading a hit");
    *hit = (morgue_hit){.rank = r->rank, .score = r->score, .copies = r->copies};
    copy_fields(&c, r->record.fields);
    copy_article(&c, &r->record.article, hit);
    hit->file = text(&c, r->file);
    hit->title_highlights = ranges(&c, r->title_marks, r->n_title_marks, 0);
    hit->n_title_highlights = r->n_title_marks;
    hit->passages = passages(&c, r);
    hit->n_passages = r->n_passages;
    if (r->n_others) hit->others = others(&c, r);
    hit->n_others = r->n_others;
    if (r->n_parts) hit->parts = parts(&c, r);
    hit->n_parts = r->n_parts;
    *out = hit;
    return c.failed ? mg_fail_nomem(err, "reading a hit") : MG_OK;
}

/* ---- answers ---- */

/* With their columns. */
static const char *const *warnings(copier *c, const mg_answer *a)
{
    const char **v = ROOM(c, a->warnings.n, const char *);
    for (size_t i = 0; v && i < a->warnings.n; i++) {
        const mg_warning *w = &a->warnings.v[i];
        mg_buf line = MG_BUF_INIT;
        if (w->at != MG_NOWHERE) mg_buf_addf(&line, "column %zu: ", mg_utf8_count(mg_span_sub(a->query, 0, w->at)) + 1);
        mg_buf_add(&line, w->text);
        v[i] = text(c, mg_buf_span(&line));
        c->failed |= line.failed;
        mg_buf_dispose(&line);
    }
    return v;
}

static const morgue_counts *facets(copier *c, const mg_counts *counts)
{
    morgue_counts *v = ROOM(c, counts->n_facets, morgue_counts);
    for (size_t i = 0; v && i < counts->n_facets; i++) {
        const mg_facet *f = &counts->facets[i];
        morgue_bucket *b = ROOM(c, f->n, morgue_bucket);
        for (size_t k = 0; b && k < f->n; k++) b[k] = (morgue_bucket){.value = text(c, f->values[k].value), .count = f->values[k].articles};
        v[i] = (morgue_counts){mg_facet_name(f->field), b, f->n};
    }
    return v;
}

static const morgue_counts *timeline(copier *c, const mg_counts *counts)
{
    morgue_counts *v = ROOM(c, 1, morgue_counts);
    morgue_bucket *b = ROOM(c, counts->n_periods, morgue_bucket);
    for (size_t i = 0; b && i < counts->n_periods; i++) {
        const mg_period_count *p = &counts->periods[i];
        b[i] = (morgue_bucket){.value = text(c, p->period), .count = p->articles, .share = p->share};
    }
    if (v) *v = (morgue_counts){mg_period_name(counts->timeline), b, counts->n_periods};
    return v;
}

mg_status mg_hand_out_summary(const mg_answer *a, const mg_request *r, mg_arena *arena, morgue_summary *out, mg_error *err)
{
    copier c = {.arena = arena};
    *out = (morgue_summary){
        .query = text(&c, a->query),
        .interpreted = text(&c, a->interpreted),
        .suggestion = text(&c, a->suggestion),
        .n_warnings = a->warnings.n,
        .all = a->all,
        .loosened = a->match.upper && !a->all && r->match == MG_MATCH_AUTO,
        .lower = a->match.lower,
        .estimate = a->match.estimate,
        .upper = a->match.upper,
        .stories = a->stories_exact ? (int64_t)a->stories.n : -1,
        .n_hits = r->count_only ? 0 : a->match.n,
        .took_ms = a->took_ms,
        .n_facets = a->counts.n_facets,
        .shares = r->counted.timeline && r->counted.share,
    };
    if (a->warnings.n) out->warnings = warnings(&c, a);
    if (a->counts.n_facets) out->facets = facets(&c, &a->counts);
    if (r->counted.timeline) out->timeline = timeline(&c, &a->counts);
    return c.failed ? mg_fail_nomem(err, "searching") : MG_OK;
}

mg_status mg_hand_out_words(const mg_vocabulary_word *words, size_t n, mg_arena *arena, const morgue_bucket **out, mg_error *err)
{
    copier c = {.arena = arena};
    morgue_bucket *v = ROOM(&c, n, morgue_bucket);
    for (size_t i = 0; v && i < n; i++) v[i] = (morgue_bucket){.value = text(&c, words[i].word), .count = words[i].articles};
    *out = v;
    return c.failed ? mg_fail_nomem(err, "completing a word") : MG_OK;
}

const char *const *mg_hand_out_list(mg_spans spans, mg_arena *arena)
{
    copier c = {.arena = arena};
    size_t n;
    static const char *const none[1];
    const char *const *v = spans.n ? list(&c, spans, &n) : none;
    return c.failed ? NULL : v;
}

/* ---- explanations ---- */

static const char *type_of(const mg_qnode *n)
{
    static const char *const names[] = {[MG_Q_EMPTY] = "empty", [MG_Q_TEXT] = "text", [MG_Q_PREFIX] = "prefix",
                                        [MG_Q_PHRASE] = "phrase", [MG_Q_LIST] = "list", [MG_Q_AND] = "and", [MG_Q_OR] = "or",
                                        [MG_Q_XOR] = "xor", [MG_Q_NOT] = "not", [MG_Q_NEAR] = "near", [MG_Q_DATE] = "date",
                                        [MG_Q_HAS] = "has"};
    return n->type == MG_Q_NEAR && n->ordered ? "adj" : names[n->type];
}

/* Places are those of the query as it was typed. */
static const morgue_node *node(copier *c, const mg_answer *a, const mg_qnode *n)
{
    size_t kids = 0;
    mg_buf shown = MG_BUF_INIT;
    for (const mg_qnode *kid = n->kids; kid; kid = kid->next) kids++;
    morgue_node *out = ROOM(c, 0, morgue_node);
    const morgue_node **v = ROOM(c, kids, const morgue_node *);
    if (!out || !v) return out;
    mg_plan_interpret(n, a->all, &shown);
    *out = (morgue_node){
        .type = type_of(n),
        .shown = text(c, mg_buf_span(&shown)),
        .sign = n->sign,
        .field = field_name(n->field),
        .text = text(c, n->text),
        .first = text(c, n->first),
        .last = text(c, n->last),
        .edits = n->edits,
        .distance = n->distance,
        .start = mg_clean_origin(&a->cleaned, n->start),
        .end = mg_clean_origin(&a->cleaned, n->end),
        .kids = v,
    };
    c->failed |= shown.failed;
    mg_buf_dispose(&shown);
    for (const mg_qnode *kid = n->kids; kid; kid = kid->next) v[out->n_kids++] = node(c, a, kid);
    return out;
}

static mg_status words(copier *c, mg_searcher *s, const mg_answer *a, morgue_explanation *out, mg_error *err)
{
    const morgue_word **v = ROOM(c, a->plan.n_words, const morgue_word *);
    morgue_word *all = ROOM(c, a->plan.n_words, morgue_word);
    out->words = v;
    for (; v && all && out->n_words < a->plan.n_words; out->n_words++) {
        const mg_planned_word *w = &a->plan.words[out->n_words];
        const mg_term_count *list;
        size_t n;
        MG_TRY(mg_answer_word(s, w, &list, &n, err));
        all[out->n_words] = (morgue_word){text(c, w->word), field_name(w->field), mg_clean_origin(&a->cleaned, w->at), w->total,
                                          terms(c, list, n), n};
        v[out->n_words] = &all[out->n_words];
    }
    return MG_OK;
}

mg_status mg_hand_out_explanation(mg_searcher *s, const mg_answer *a, mg_arena *arena, const morgue_explanation **out,
                                  mg_error *err)
{
    copier c = {.arena = arena};
    mg_buf plan = MG_BUF_INIT;
    morgue_explanation *e = ROOM(&c, 0, morgue_explanation);
    if (!e) return mg_fail_nomem(err, "explaining a query");
    if (a->plan.query) mg_explain_plan(a->plan.query, &plan);
    *e = (morgue_explanation){.tree = node(&c, a, a->tree), .plan = text(&c, mg_buf_span(&plan)), .k1 = a->k1, .b = a->b};
    c.failed |= plan.failed;
    mg_buf_dispose(&plan);
    MG_TRY(words(&c, s, a, e, err));
    *out = e;
    return c.failed ? mg_fail_nomem(err, "explaining a query") : MG_OK;
}

/* ---- rows ---- */

/* Where `chars` characters before `to` begin; at a blank, where one is near. */
static size_t left_edge(mg_span text, size_t to, size_t chars)
{
    size_t at = to, blank;
    while (at > 0 && chars--) at = mg_utf8_floor(text, at - 1);
    if (at == 0) return 0;
    for (blank = at; blank < to && !mg_is_space(text.p[blank]); blank++) {}
    return blank < to && blank - at < 32 ? blank : at;
}

static size_t right_edge(mg_span text, size_t from, size_t chars)
{
    size_t at = from, blank;
    while (at < text.n && chars--) mg_utf8_next(text, &at);
    if (at == text.n) return at;
    for (blank = at; blank > from && !mg_is_space(text.p[blank - 1]); blank--) {}
    return blank > from && at - blank < 32 ? blank : at;
}

mg_status mg_hand_out_row(const morgue_hit *hit, size_t range, size_t context, uint32_t rank, mg_arena *arena,
                          const morgue_row **out, mg_error *err)
{
    copier c = {.arena = arena};
    const morgue_passage *whole = hit->passages[0];
    morgue_range at = whole->highlights[range];
    mg_span body = {whole->text, whole->n};
    morgue_row *row = ROOM(&c, 0, morgue_row);
    if (!row) return mg_fail_nomem(err, "showing matches");
    *row = (morgue_row){rank,
                        hit,
                        text(&c, mg_span_sub(body, left_edge(body, at.start, context), at.start)),
                        text(&c, mg_span_sub(body, at.start, at.end)),
                        text(&c, mg_span_sub(body, at.end, right_edge(body, at.end, context))),
                        at.start,
                        at.end};
    *out = row;
    return c.failed ? mg_fail_nomem(err, "showing matches") : MG_OK;
}
