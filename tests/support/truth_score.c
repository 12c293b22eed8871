/* truth_score.c - see truth.h: what a match is worth. */
#include "tests/support/truth_inside.h"

#include "common/utf8.h"
#include "searcher/function_words.h"
#include "searcher/proximity.h"
#include "searcher/rank.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static const mg_ranking ranking = MG_RANKING_INIT;

typedef struct {
    looker look;
    double b, rare;
    const mg_language *function_words;
} scorer;

/* ---- BM25 ---- */

static double count_in(const truth *t, const looked_at *a, word_kind kind, mg_span text)
{
    double count = 0;
    for (size_t i = a->first; i < a->first + a->n; i++) {
        const occurrence *o = &t->occurrences.v[i];
        if (o->kind == kind && mg_span_eq(o->text, text)) count += o->count;
    }
    return count;
}

static double articles_with(const truth *t, word_kind kind, mg_span text)
{
    double n = 0;
    for (size_t i = 0; i < t->articles.n; i++) n += count_in(t, &t->articles.v[i], kind, text) > 0;
    return n;
}

/* Of what is in so many articles. */
static double rarity(const truth *t, double with)
{
    double odds = ((double)t->articles.n - with + 0.5) / (with + 0.5);
    return log(odds < 2 ? odds / 2 + 1 : odds);
}

static double bm25(const scorer *s, double count, double with)
{
    double length = s->look.a->length / s->look.t->average;
    count = MG_MIN(count, s->look.a->length);
    double weight = pow(rarity(s->look.t, with), 1 + s->rare), k1 = ranking.k1;
    return count > 0 ? weight * (k1 + 1) * count / (count + k1 * (1 - s->b + s->b * MG_MAX(length, 0.5))) : 0;
}

/* Words that stand for each other: how many they are, and in how many articles if they knew nothing of each other. */
typedef struct {
    size_t n;
    double first, none; /* in how many the first is; the share of articles that have none */
    double surely; /* no fewer articles have one */
} synonyms;

static void add_synonym(synonyms *y, const truth *t, double with)
{
    if (!y->n++) *y = (synonyms){1, with, 1, 0};
    y->none *= 1 - with / (double)t->articles.n;
}

static double articles_with_any(const synonyms *y, const truth *t)
{
    return floor(MG_MAX((double)t->articles.n * (1 - y->none), y->surely) + 0.5);
}

/* A word as written, or all that are like it. */
static double like_weight(const scorer *s, word_kind kind, const asked *w)
{
    const truth *t = s->look.t;
    const looked_at *a = s->look.a;
    synonyms y = {.n = 0};
    MG_VEC(mg_span) seen = {0};
    double count = 0;
    for (size_t i = 0; i < t->occurrences.n; i++) {
        const occurrence *o = &t->occurrences.v[i];
        size_t k = 0;
        if (o->kind != kind || !truth_is_like(w, o->text)) continue;
        if (i >= a->first && i < a->first + a->n) count += o->count;
        while (k < seen.n && !mg_span_eq(seen.v[k], o->text)) k++;
        if (k < seen.n) continue;
        assert_true(mg_vec_push(&seen, o->text));
        add_synonym(&y, t, articles_with(t, kind, o->text));
    }
    mg_vec_free(&seen);
    return bm25(s, count, y.n > 1 ? articles_with_any(&y, t) : y.first);
}

/* ---- stems ---- */

/* A stem that the word has, and the languages in which it has it. */
typedef struct {
    mg_span text;
    bool in[LANGUAGES];
    bool everywhere;
} stem_of;

static size_t stems_of(truth *t, mg_span word, stem_of *stems)
{
    size_t n = 0;
    for (size_t i = 0; i < t->n_languages; i++) {
        mg_span text = truth_kept(&t->query, mg_stem(t->stemmers[i], mg_word_unelided(t->languages[i], word)));
        size_t k = 0;
        while (k < n && !mg_span_eq(stems[k].text, text)) k++;
        if (k == n) stems[n++] = (stem_of){.text = text, .everywhere = true};
        stems[k].in[i] = true;
    }
    for (size_t k = 0; k < n; k++)
        for (size_t i = 0; i < t->n_languages; i++) stems[k].everywhere &= stems[k].in[i];
    return n;
}

static size_t language_of(const truth *t, const looked_at *a)
{
    size_t i = 0;
    while (i < t->n_languages && t->languages[i] != a->language) i++;
    return i;
}

static double articles_in(const truth *t, const mg_language *language)
{
    double n = 0;
    for (size_t i = 0; i < t->articles.n; i++) n += t->articles.v[i].language == language;
    return n;
}

/* In how many articles a stem is thought to be, if it counts in those of its languages only. */
static double stem_frequency(const truth *t, const stem_of *stem, double with)
{
    double others = 1, all = (double)t->articles.n;
    for (size_t k = 0; k < t->n_languages; k++)
        if (stem->in[k]) others *= 1 - articles_in(t, t->languages[k]) / all;
    return stem->everywhere ? with : MG_MIN(with, all * (1 - others));
}

/* The stems of a word, and where some articles have none the word itself, count as one. *with: in how many articles one thinks they
 * are together. */
static double stem_weight(const scorer *s, word_kind kind, mg_span word, double *with)
{
    truth *t = s->look.t;
    stem_of stems[LANGUAGES];
    synonyms y = {.n = 0};
    word_kind stemmed = kind == IN_TITLE ? STEM_TITLE : STEM_TEXT;
    size_t n = stems_of(t, word, stems), language = language_of(t, s->look.a);
    double count = 0, unstemmed = articles_in(t, NULL);
    for (size_t k = 0; k < n; k++) {
        double here = articles_with(t, stemmed, stems[k].text);
        if (here == 0) continue;
        add_synonym(&y, t, stem_frequency(t, &stems[k], here));
        if (y.n == 1) y.first = here;
        if (language < t->n_languages && stems[k].in[language]) count += count_in(t, s->look.a, stemmed, stems[k].text);
    }
    if (unstemmed > 0 || !y.n) {
        double here = articles_with(t, kind, word);
        if (!y.n || language == t->n_languages) count += count_in(t, s->look.a, kind, word);
        add_synonym(&y, t, y.n ? here * unstemmed / (double)t->articles.n : here);
        y.surely = here;
    }
    *with = articles_with_any(&y, t);
    return bm25(s, count, y.n > 1 ? *with : y.first);
}

/* ---- the tree ---- */

static bool is_function_word(const scorer *s, const mg_qnode *n, const asked *words, size_t size)
{
    return s->function_words && !n->field && truth_is_stemmed(n, words, size) && mg_is_function_word(s->function_words, words->text);
}

static bool is_text(const mg_qnode *n)
{
    return (n->type == MG_Q_TEXT || n->type == MG_Q_PREFIX) && !truth_is_filter(n);
}

static void add_groups(const scorer *s, const mg_qnode *n, size_t *function_words, size_t *others)
{
    asked_words words = {.n = 0};
    truth_cut(s->look.t, n, &words);
    for (size_t i = 0, end; i < words.n; i = end) {
        end = truth_group_end(&words, i, !n->field);
        ++*(is_function_word(s, n, words.v + i, end - i) ? function_words : others);
    }
}

/* How many function words a text or a list has that are all it asks for; 0: there are others, or something else. */
static size_t lone_function_words(const scorer *s, const mg_qnode *n)
{
    size_t function_words = 0, others = 0;
    if (is_text(n)) add_groups(s, n, &function_words, &others);
    for (const mg_qnode *kid = n->type == MG_Q_LIST ? n->kids : NULL; kid; kid = kid->next) {
        if (kid->sign == '-' || (!kid->sign && truth_is_filter(kid))) continue;
        if (is_text(kid)) add_groups(s, kid, &function_words, &others);
        else others += truth_look(&s->look, kid) != NOTHING;
    }
    return others ? 0 : function_words;
}

static double group_weight(const scorer *s, const mg_qnode *n, const asked *words, size_t size)
{
    word_kind kind = truth_kind(n->field);
    double sum = 0, with;
    if (!n->field && truth_initials(words, size) == size) return stem_weight(s, kind, truth_whole(s->look.t, words, size), &with);
    if (truth_is_stemmed(n, words, size)) return stem_weight(s, kind, words->text, &with);
    for (size_t i = 0; i < size; i++) sum += like_weight(s, kind, &words[i]);
    return sum;
}

static double text_weight(const scorer *s, const mg_qnode *n, bool lone)
{
    asked_words words = {.n = 0};
    double sum = 0;
    truth_cut(s->look.t, n, &words);
    for (size_t i = 0, size; i < words.n; i += size) {
        size = truth_group_end(&words, i, !n->field) - i;
        if (!truth_group_matches(&s->look, n, words.v + i, size)) continue;
        bool little = !lone && is_function_word(s, n, words.v + i, size);
        sum += (little ? MG_FUNCTION_WORD_WEIGHT : 1) * group_weight(s, n, words.v + i, size);
    }
    return sum;
}

/* Words of a phrase or a NEAR. */
static double together_weight(const scorer *s, const mg_qnode *n)
{
    asked_words words = {.n = 0};
    double sum = 0;
    const mg_qnode *first = n->type == MG_Q_NEAR ? n->kids : n;
    for (const mg_qnode *part = first; part; part = part == n ? NULL : part->next) truth_cut(s->look.t, part, &words);
    for (size_t i = 0; i < words.n; i++) sum += like_weight(s, truth_kind(first->field), &words.v[i]);
    return sum;
}

/* What a part that matches is worth: all of it that does. */
static double weight(const scorer *s, const mg_qnode *n)
{
    double sum = 0;
    if (truth_look(&s->look, n) != YES || truth_is_filter(n)) return 0;
    bool lone = lone_function_words(s, n) > 0;
    if (is_text(n)) return text_weight(s, n, lone);
    if (n->type == MG_Q_PHRASE || n->type == MG_Q_NEAR) return together_weight(s, n);
    if (n->type == MG_Q_NOT) return n->kids->next ? weight(s, n->kids) : 0;
    for (const mg_qnode *kid = n->kids; kid; kid = kid->next) {
        if (kid->sign == '-' && n->type == MG_Q_LIST) continue;
        sum += is_text(kid) && n->type == MG_Q_LIST ? text_weight(s, kid, lone) : weight(s, kid);
    }
    return sum;
}

/* How many words weigh, function words beside others left out. */
static size_t weighing_words(const scorer *s, const mg_qnode *n)
{
    asked_words words = {.n = 0};
    size_t sum = lone_function_words(s, n);
    if (truth_is_filter(n)) return 0;
    if (is_text(n) || n->type == MG_Q_PHRASE) truth_cut(s->look.t, n, &words);
    for (const mg_qnode *kid = n->kids; kid; kid = n->type == MG_Q_NOT ? NULL : kid->next) {
        if (n->type == MG_Q_NEAR) truth_cut(s->look.t, kid, &words);
        else if (is_text(kid) && n->type == MG_Q_LIST && kid->sign != '-') sum += weighing_words(s, kid) - lone_function_words(s, kid);
        else if (kid->sign != '-' && !(n->type == MG_Q_NOT && !kid->next)) sum += weighing_words(s, kid);
    }
    if (!is_text(n)) return sum + words.n;
    for (size_t i = 0, size; i < words.n; i += size) {
        size = truth_group_end(&words, i, !n->field) - i;
        if (is_function_word(s, n, words.v + i, size)) continue;
        sum += !n->field && truth_initials(words.v + i, size) == size ? 1 : size;
    }
    return sum;
}

/* ---- nearness ---- */

/* A word of the query that is taken in its stem, and how far behind the one before it; 0: something parts them. */
typedef struct {
    mg_span text;
    unsigned gap;
} neighbour;

typedef struct {
    neighbour v[256];
    size_t n;
    unsigned function_words; /* behind the last */
    bool parted;
} neighbours;

static void find_in_text(const scorer *s, const mg_qnode *n, bool negative, neighbours *out)
{
    asked_words words = {.n = 0};
    truth_cut(s->look.t, n, &words);
    for (size_t i = 0, size; i < words.n; i += size) {
        size = truth_group_end(&words, i, !n->field) - i;
        bool initials = !n->field && truth_initials(words.v + i, size) == size;
        if (is_function_word(s, n, words.v + i, size)) {
            out->function_words++;
        } else if (negative || n->field || initials || !truth_is_stemmed(n, words.v + i, size)) {
            out->parted = true;
        } else {
            assert_true(out->n < MG_COUNT(out->v));
            out->v[out->n++] = (neighbour){words.v[i].text, out->parted ? 0 : out->function_words + 1};
            out->function_words = 0;
            out->parted = false;
        }
    }
}

/* Words of one list are neighbours, and so are those that AND joins; filters are nothing between them, all else parts them. */
static void find_neighbours(const scorer *s, const mg_qnode *n, bool negative, neighbours *out)
{
    if (is_text(n)) return find_in_text(s, n, negative, out);
    out->parted |= n->type != MG_Q_AND && n->type != MG_Q_LIST;
    for (const mg_qnode *kid = n->type == MG_Q_NEAR ? NULL : n->kids; kid; kid = kid->next) {
        bool not = kid->sign == '-' || (n->type == MG_Q_NOT && (kid != n->kids || !kid->next));
        bool parts = not || !(n->type == MG_Q_AND || (n->type == MG_Q_LIST && is_text(kid)));
        if (truth_is_filter(kid)) continue;
        out->parted |= parts;
        find_neighbours(s, kid, negative || not, out);
        out->parted |= parts;
    }
}

/* Two neighbours, as the query has them. */
typedef struct {
    mg_span a, b;
    unsigned gap;
    double most;
} near_pair;

static double pair_gain(const scorer *s, const near_pair *pair)
{
    double near = 0;
    unsigned end = 0, last = 0; /* where the last of them stands; 0: nowhere yet */
    bool last_is_a = false;
    const looked_at *article = s->look.a;
    for (size_t i = article->first; i < article->first + article->n; i++) end = MG_MAX(end, s->look.t->occurrences.v[i].position);
    for (unsigned at = 1; at <= end; at++) {
        bool a = false, b = false;
        for (size_t i = article->first; i < article->first + article->n; i++) {
            const occurrence *o = &s->look.t->occurrences.v[i];
            if (o->kind != IN_TEXT || o->position != at) continue;
            a |= mg_span_eq(o->text, pair->a);
            b |= mg_span_eq(o->text, pair->b);
        }
        if (!a && !b) continue;
        unsigned distance = at - last;
        bool follows = last && a != b && last_is_a == b; /* what is both at once follows neither, and is a for what comes */
        if (follows && distance < MG_PROXIMITY_REACH + pair->gap) near += 1.0 / (distance > pair->gap ? distance - pair->gap + 1 : 1);
        last = at;
        last_is_a = a;
    }
    return pair->most * near / (near + MG_PROXIMITY_K);
}

static size_t find_pairs(scorer *s, const mg_qnode *tree, near_pair *pairs)
{
    neighbours words = {.n = 0};
    size_t n = 0;
    find_neighbours(s, tree, false, &words);
    for (size_t i = 1; i < words.n && n < MG_PROXIMITY_PAIRS; i++) {
        near_pair pair = {.a = words.v[i - 1].text, .b = words.v[i].text, .gap = words.v[i].gap};
        double with_a, with_b;
        if (!pair.gap || mg_span_eq(pair.a, pair.b)) continue;
        stem_weight(s, IN_TEXT, pair.a, &with_a);
        stem_weight(s, IN_TEXT, pair.b, &with_b);
        pair.most = pow(rarity(s->look.t, with_a), 1 + s->rare) + pow(rarity(s->look.t, with_b), 1 + s->rare);
        pairs[n++] = pair;
    }
    for (size_t i = 0; i < n; i++) pairs[i].most *= MG_PROXIMITY_WEIGHT / (double)(n + 1) * (MG_PROXIMITY_K + 1);
    return n;
}

/* ---- articles ---- */

/* Function words are those of the language that most articles are in. */
static const mg_language *main_language(const truth *t)
{
    const mg_language *most = NULL;
    for (size_t i = 0; i < t->n_languages; i++) {
        double here = articles_in(t, t->languages[i]), best = most ? articles_in(t, most) : 0;
        bool before = most && strcmp(t->languages[i]->code, most->code) < 0;
        if (here > best || (here == best && before)) most = t->languages[i];
    }
    return most;
}

void truth_score(truth *t, const mg_qnode *tree, bool all, const bool *matches, double *base, double *gain)
{
    near_pair pairs[MG_PROXIMITY_PAIRS];
    mg_arena_reset(&t->query);
    scorer s = {.look = {t, t->articles.v, all}, .function_words = main_language(t)};
    if (!t->articles.n) return;
    double is_long = mg_rank_long(weighing_words(&s, tree));
    s.b = ranking.b_short + is_long * (ranking.b_long - ranking.b_short);
    s.rare = is_long * ranking.rare;
    size_t n = find_pairs(&s, tree, pairs);
    for (size_t i = 0; i < t->articles.n; i++) {
        base[i] = gain[i] = 0;
        if (!matches[i]) continue;
        s.look.a = &t->articles.v[i];
        base[i] = weight(&s, tree);
        for (size_t k = 0; k < n; k++) gain[i] += pair_gain(&s, &pairs[k]);
    }
}
