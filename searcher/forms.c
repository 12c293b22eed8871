/* forms.c - see forms.h. */
#include "searcher/forms.h"

#include "common/hash.h"
#include "common/schema.h"
#include "common/utf8.h"

#include <math.h>
#include <stdlib.h>

/* Of the index's words that begin as a stem does so many are looked at; those of stems that stand for more are very short. */
#define LOOKED_AT 5000

static mg_status no_memory(mg_error *err)
{
    return mg_fail_nomem(err, "looking up a word");
}

typedef struct {
    const mg_lexicon *lex;
    mg_forms_kept *kept;
    const mg_span *stems; /* of the word, by the lexicon's stemmers */
    mg_forms *out;
    uint32_t documents[MG_FORMS_MAX]; /* that the forms are in, most first */
    size_t looked;
    bool nomem;
} finding;

/* Put a form where it belongs among the most frequent, equals in the order of their bytes, which they come in. */
static void take(finding *f, mg_span term, uint32_t documents)
{
    mg_forms *out = f->out;
    size_t at = out->n;
    while (at && f->documents[at - 1] < documents) at--;
    if (at == MG_FORMS_MAX) return;
    mg_span copy = mg_arena_copy(&f->kept->arena, term);
    f->nomem |= !copy.p;
    if (out->n < MG_FORMS_MAX) out->n++;
    for (size_t i = out->n - 1; i > at; i--) {
        out->terms[i] = out->terms[i - 1];
        f->documents[i] = f->documents[i - 1];
    }
    out->terms[at] = copy;
    f->documents[at] = documents;
}

static bool on_term(void *payload, mg_span term, uint32_t documents)
{
    finding *f = payload;
    const mg_lexicon *lex = f->lex;
    bool is = mg_span_eq(term, f->out->word);
    for (size_t i = 0; i < lex->n_stemmers && !is; i++) {
        is = mg_span_eq(mg_stem_afresh(lex->stemmers[i].stemmer, term), f->stems[i]);
    }
    if (is) take(f, term, documents);
    return !f->nomem && ++f->looked < LOOKED_AT;
}

/* Stems of the word. */
static mg_status stem(const mg_lexicon *lex, mg_forms_kept *kept, mg_span word, mg_span *stems, mg_error *err)
{
    for (size_t i = 0; i < lex->n_stemmers; i++) {
        const mg_index_stemmer *s = &lex->stemmers[i];
        stems[i] = mg_arena_copy(&kept->stems, mg_stem(s->stemmer, mg_word_unelided(s->language, word)));
        if (!stems[i].p) return no_memory(err);
    }
    return MG_OK;
}

/* How `form`, which is the word in the languages that elide, or in the others, begins, and its stems in these. Stemmers change what a
 * word ends with, the last letter of the stem too: happy and happiness have happi. */
static mg_span beginning(const mg_lexicon *lex, mg_span word, mg_span form, const mg_span *stems)
{
    size_t n = form.n;
    for (size_t i = 0; i < lex->n_stemmers; i++) {
        if (mg_word_unelided(lex->stemmers[i].language, word).n != form.n) continue;
        size_t same = 0, most = MG_MIN(n, stems[i].n);
        while (same < most && form.p[same] == stems[i].p[same]) same++;
        n = mg_utf8_floor(form, same == stems[i].n && same > 3 ? same - 1 : same);
    }
    return mg_span_sub(form, 0, n);
}

/* An article in a language that elides has the word behind its elided article beside the whole. */
static mg_status look_up(const mg_lexicon *lex, mg_forms_kept *kept, mg_forms *out, mg_error *err)
{
    mg_span *stems = mg_arena_alloc(&kept->stems, (lex->n_stemmers + 1) * sizeof *stems), rest = out->word;
    if (!stems) return no_memory(err);
    MG_TRY(stem(lex, kept, out->word, stems, err));
    finding f = {.lex = lex, .kept = kept, .stems = stems, .out = out};
    for (size_t i = 0; i < lex->n_stemmers && rest.n == out->word.n; i++) rest = mg_word_unelided(lex->stemmers[i].language, out->word);
    const mg_span forms[] = {out->word, rest};
    for (size_t i = 0; i < (rest.n == out->word.n ? 1 : 2); i++) {
        mg_span begins = beginning(lex, out->word, forms[i], stems);
        if (begins.n) MG_TRY(mg_db_terms(lex->index->db, begins, on_term, &f, err));
    }
    return f.nomem ? no_memory(err) : MG_OK;
}

static mg_status weigh(const mg_lexicon *lex, const mg_xquery *query, double *rarity, mg_error *err)
{
    mg_db_info info;
    double with;
    MG_TRY(mg_db_get_info(lex->index->db, &info, err));
    MG_TRY(mg_db_frequency(lex->index->db, query, &with, err));
    double odds = (info.documents - with + 0.5) / (with + 0.5);
    *rarity = log(MG_MAX(odds, 1 + odds / 2));
    return MG_OK;
}

static size_t slot_of(const mg_forms_kept *kept, mg_span word)
{
    size_t at = (size_t)mg_hash(MG_HASH_START, word) & (kept->cap - 1);
    while (kept->table[at] && !mg_span_eq(kept->table[at]->word, word)) at = (at + 1) & (kept->cap - 1);
    return at;
}

static bool grow(mg_forms_kept *kept)
{
    size_t cap = kept->cap;
    mg_forms **old = kept->table, **table = calloc(cap ? cap * 2 : 64, sizeof *table);
    if (!table) return false;
    kept->table = table;
    kept->cap = cap ? cap * 2 : 64;
    for (size_t i = 0; i < cap; i++)
        if (old[i]) table[slot_of(kept, old[i]->word)] = old[i];
    free(old);
    return true;
}

mg_status mg_forms_find(mg_forms_kept *kept, const mg_lexicon *lex, const mg_near_word *word, const mg_forms **out, mg_error *err)
{
    if (kept->n * 2 >= kept->cap && !grow(kept)) return no_memory(err);
    size_t at = slot_of(kept, word->word);
    *out = kept->table[at];
    if (*out) return MG_OK;
    mg_forms *forms = mg_arena_alloc(&kept->arena, sizeof *forms);
    if (!forms || !(forms->word = mg_arena_copy(&kept->arena, word->word)).p) return no_memory(err);
    mg_arena_reset(&kept->stems);
    MG_TRY(look_up(lex, kept, forms, err));
    MG_TRY(weigh(lex, word->query, &forms->rarity, err));
    MG_TRY(mg_db_occurrences_open(lex->index->db, forms->terms, forms->n, &forms->occurrences, err));
    *out = kept->table[at] = forms;
    kept->n++;
    kept->forms += forms->n;
    return MG_OK;
}

void mg_forms_forget(mg_forms_kept *kept)
{
    for (size_t i = 0; i < kept->cap; i++)
        if (kept->table[i]) mg_db_occurrences_close(kept->table[i]->occurrences);
    mg_arena_dispose(&kept->arena);
    mg_arena_dispose(&kept->stems);
    free(kept->table);
    *kept = (mg_forms_kept){0};
}

void mg_forms_trim(mg_forms_kept *kept)
{
    if (kept->forms >= MG_FORMS_KEPT) mg_forms_forget(kept);
}
