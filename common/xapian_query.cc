/* xapian_query.cc - libxapian's queries of ours, and what they weigh. See xapian_shim.h. */
#include "common/xapian_shim.hh"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "common/bm25.h"

using namespace shim;

namespace {

/* ---- beside what is looked for ---- */

/* Every document, beside a phrase or NEAR: libxapian asks for those alone that have all words, before it looks at their
 * positions, which may be long in vain. */
class watched_source : public Xapian::PostingSource {
    const mg_db &index;
    Xapian::doccount documents = 0;
    Xapian::docid last = 0, at = 0;

  public:
    explicit watched_source(const mg_db &index_) : index(index_) {}
    watched_source *clone() const override { return new watched_source(index); }
    void init(const Xapian::Database &shard) override
    {
        documents = shard.get_doccount();
        last = shard.get_lastdocid();
        at = 0;
    }
    Xapian::doccount get_termfreq_min() const override { return documents; }
    Xapian::doccount get_termfreq_est() const override { return documents; }
    Xapian::doccount get_termfreq_max() const override { return documents; }
    void next(double) override { skip_to(at + 1, 0); }
    void skip_to(Xapian::docid docid, double) override
    {
        index.look();
        at = std::max(at, docid);
    }
    bool at_end() const override { return at > last; }
    Xapian::docid get_docid() const override { return at; }
};

/* A document that no database has. */
class no_document : public Xapian::PostingSource {
  public:
    no_document *clone() const override { return new no_document; }
    void init(const Xapian::Database &) override {}
    Xapian::doccount get_termfreq_min() const override { return 0; }
    Xapian::doccount get_termfreq_est() const override { return 0; }
    Xapian::doccount get_termfreq_max() const override { return 1; }
    void next(double) override {}
    void skip_to(Xapian::docid, double) override {}
    bool at_end() const override { return false; }
    Xapian::docid get_docid() const override { return UINT32_MAX; }
};

/* ---- weights ---- */

/* The wqf that a term has in the query, which means nothing else here, less this is where its number of removed documents is. */
constexpr Xapian::termcount TERM_KEY = 2; /* 1 is what synonyms have */

double weight_of(const statistics &stats, double with_term)
{
    return std::pow(mg_bm25_rarity(stats.documents, with_term), 1 + stats.rare);
}

/* Xapian::BM25Weight with k2 0 and min_normlen 0.5, from statistics of our own. What a synonym weighs is the factor
 * that its query is scaled by. */
class exact_weight : public Xapian::Weight {
    static constexpr double MIN_NORMLEN = 0.5;
    const statistics &stats;
    double scale = 0, per_length = 0;

  public:
    explicit exact_weight(const statistics &stats_) : stats(stats_)
    {
        need_stat(TERMFREQ);
        need_stat(WQF);
        need_stat(WDF);
        need_stat(WDF_MAX);
        if (stats.k1 == 0 || stats.b == 0) return;
        need_stat(DOC_LENGTH);
        need_stat(DOC_LENGTH_MIN);
    }
    exact_weight *clone() const override { return new exact_weight(stats); }
    void init(double factor) override
    {
        scale = factor;
        if (get_wqf() >= TERM_KEY) {
            double with_term = double(get_termfreq()) - stats.removed.at(get_wqf() - TERM_KEY);
            scale = weight_of(stats, with_term) * factor;
        }
        scale *= stats.k1 + 1;
        per_length = stats.average_length != 0 ? 1 / stats.average_length : 0;
        if (stats.k1 == 0 || stats.b == 0) per_length = 0;
    }
    double get_sumpart(Xapian::termcount wdf, Xapian::termcount length, Xapian::termcount) const override
    {
        stats.db.look();
        double normal = std::max(length * per_length, MIN_NORMLEN), count = wdf;
        return scale * (count / (stats.k1 * (normal * stats.b + (1 - stats.b)) + count));
    }
    double get_maxpart() const override
    {
        /* No document is shorter than what it has of the term. */
        Xapian::termcount wdf = get_wdf_upper_bound(), shortest = 0;
        if (stats.k1 != 0 && stats.b != 0) shortest = std::max(wdf, get_doclength_lower_bound());
        return wdf ? get_sumpart(wdf, shortest, 0) : 0;
    }
    double get_sumextra(Xapian::termcount, Xapian::termcount) const override { return 0; }
    double get_maxextra() const override { return 0; }
};

/* ---- queries ---- */

Xapian::Query::op operator_of(mg_xquery_op op)
{
    switch (op) {
    case MG_X_AND: return Xapian::Query::OP_AND;
    case MG_X_OR: return Xapian::Query::OP_OR;
    case MG_X_XOR: return Xapian::Query::OP_XOR;
    case MG_X_AND_NOT: return Xapian::Query::OP_AND_NOT;
    case MG_X_AND_MAYBE: return Xapian::Query::OP_AND_MAYBE;
    case MG_X_FILTER: return Xapian::Query::OP_FILTER;
    case MG_X_SYNONYM: return Xapian::Query::OP_SYNONYM;
    case MG_X_NEAR: return Xapian::Query::OP_NEAR;
    case MG_X_PHRASE: return Xapian::Query::OP_PHRASE;
    default: throw Xapian::InvalidArgumentError("unknown query operator");
    }
}

/* Does the i-th kid of a weighted query add to its weight? */
bool adds_weight(const mg_xquery *q, size_t i)
{
    return i == 0 || (q->op != MG_X_FILTER && q->op != MG_X_AND_NOT);
}

/* In how many documents a query is thought to be: as match_parts.c has it. */
double frequency(const mg_db &db, const mg_xquery *q, double documents)
{
    switch (q->op) {
    case MG_X_NOTHING: return 0;
    case MG_X_ALL:
    case MG_X_VALUE_RANGE: return documents;
    case MG_X_TERM: return db.documents_of(str(q->term));
    default: break;
    }
    bool any = q->op == MG_X_OR || q->op == MG_X_XOR || q->op == MG_X_SYNONYM;
    double without = 1, left = documents, surely = 0;
    for (size_t i = 0; i < q->n; i++) {
        bool narrows = i == 0 || (q->op != MG_X_AND_NOT && q->op != MG_X_AND_MAYBE);
        if (!any && !narrows) break;
        double kid = frequency(db, q->kids[i], documents);
        if (any && q->kids[i]->independent) surely = std::max(surely, frequency(db, q->kids[i]->kids[0], documents));
        without *= documents > 0 ? 1 - kid / documents : 1;
        if (!q->independent) left = std::min(left, kid);
        else if (documents > 0) left *= kid / documents;
    }
    return any ? std::max(documents * (1 - without), surely) : left;
}

/* Whole ones, as libxapian has it. */
double whole_frequency(const mg_db &db, const mg_xquery *q, double documents)
{
    return std::floor(frequency(db, q, documents) + 0.5);
}

/* So many words may be looked up for an XOR. */
constexpr double XOR_SIZE_MAX = 1e5;

/* How many words libxapian's query has: query_builder::odd takes each side of an XOR several times. */
double size(const mg_xquery *q)
{
    double kids = q->n ? 0 : 1, sides = 1;
    for (size_t i = 0; i < q->n; i++) kids += size(q->kids[i]);
    while (q->op == MG_X_XOR && sides < double(q->n)) sides *= 2;
    return q->op == MG_X_XOR ? kids * (1 + sides) : kids;
}

/* Is there a phrase or NEAR in it? */
bool has_window(const mg_xquery *q)
{
    bool any = q->op == MG_X_NEAR || q->op == MG_X_PHRASE;
    for (size_t i = 0; i < q->n && !any; i++) any = has_window(q->kids[i]);
    return any;
}

/* Makes libxapian's query of ours. With statistics, it is made for exact_weight. */
class query_builder {
    const mg_db *db;
    statistics *stats;

    Xapian::Query term(const mg_xquery *q, bool weighted)
    {
        if (!stats || !weighted) return Xapian::Query(str(q->term));
        Xapian::doccount removed = db->removed_of(q->term);
        Xapian::termcount key = TERM_KEY;
        if (removed) {
            key += static_cast<Xapian::termcount>(stats->removed.size());
            stats->removed.push_back(removed);
        }
        return Xapian::Query(str(q->term), key);
    }

    /* What an odd number of kids first..last-1 match, without weight; in halves, so that there are not more than the square
     * of their number. */
    Xapian::Query odd(const mg_xquery *q, size_t first, size_t last, int depth)
    {
        if (last - first == 1) return build(q->kids[first], false, depth + 1);
        size_t middle = first + (last - first) / 2;
        Xapian::Query a = odd(q, first, middle, depth), b = odd(q, middle, last, depth);
        return Xapian::Query(Xapian::Query::OP_AND_NOT, a, b) | Xapian::Query(Xapian::Query::OP_AND_NOT, b, a);
    }

    /* XOR is made of other operators: libxapian 1.4.22 reads what it has freed when all sides of its own end with one
     * document of a shard. */
    Xapian::Query exclusive(const mg_xquery *q, bool weighted, int depth)
    {
        if (size(q) > XOR_SIZE_MAX) throw std::length_error("the query joins too much by XOR");
        if (!q->n) return Xapian::Query();
        Xapian::Query which = odd(q, 0, q->n, depth);
        if (!weighted) return which;
        std::vector<Xapian::Query> kids;
        for (size_t i = 0; i < q->n; i++) kids.push_back(alternative(q->kids[i], true, depth + 1));
        return Xapian::Query(Xapian::Query::OP_FILTER, Xapian::Query(Xapian::Query::OP_OR, kids.begin(), kids.end()), which);
    }

    Xapian::Query scaled(const mg_xquery *q, bool weighted, int depth)
    {
        Xapian::Query kid = build(q->kids[0], weighted, depth + 1);
        return weighted ? Xapian::Query(Xapian::Query::OP_SCALE_WEIGHT, kid, q->factor) : kid;
    }

    /* A phrase or NEAR; a remote database is not watched. */
    Xapian::Query watched(const Xapian::Query &query)
    {
        if (!db || !db->exact || !db->stop) return query;
        return Xapian::Query(Xapian::Query::OP_FILTER, query, Xapian::Query((new watched_source(*db))->release()));
    }

    /* An alternative in an OR. Where libxapian 1.4.22 only checks whether an OR has a document, it takes a phrase that does not
     * match there for one that matches in the next document, and weighs it; not so what is made of two parts. */
    Xapian::Query alternative(const mg_xquery *q, bool weighted, int depth)
    {
        Xapian::Query query = build(q, weighted, depth);
        if (!db || !db->exact || !has_window(q)) return query;
        return Xapian::Query(Xapian::Query::OP_AND_NOT, query, Xapian::Query((new no_document)->release()));
    }

  public:
    query_builder(const mg_db *db_, statistics *stats_) : db(db_), stats(stats_) {}

    Xapian::Query build(const mg_xquery *q, bool weighted, int depth)
    {
        if (depth > MG_XQUERY_DEPTH) throw Xapian::InvalidArgumentError("the query is nested too deeply");
        switch (q->op) {
        case MG_X_NOTHING: return Xapian::Query();
        case MG_X_ALL: return Xapian::Query(std::string());
        case MG_X_TERM: return term(q, weighted);
        case MG_X_VALUE_RANGE:
            if (!q->high.n) return Xapian::Query(Xapian::Query::OP_VALUE_GE, q->slot, str(q->low));
            return Xapian::Query(Xapian::Query::OP_VALUE_RANGE, q->slot, str(q->low), str(q->high));
        case MG_X_SCALE: return scaled(q, weighted, depth);
        case MG_X_XOR:
            if (db) return exclusive(q, weighted, depth); /* else it is only described */
            break;
        case MG_X_AND_MAYBE:
            if (!weighted) return build(q->kids[0], false, depth + 1); /* of libxapian 1.4.22's own, all sides must match there */
            break;
        default: break;
        }
        std::vector<Xapian::Query> kids;
        kids.reserve(q->n);
        bool inside = weighted && q->op != MG_X_SYNONYM;
        for (size_t i = 0; i < q->n; i++) {
            bool adds = inside && adds_weight(q, i);
            kids.push_back(q->op == MG_X_OR ? alternative(q->kids[i], adds, depth + 1) : build(q->kids[i], adds, depth + 1));
        }
        bool windowed = q->op == MG_X_NEAR || q->op == MG_X_PHRASE;
        Xapian::Query all(operator_of(q->op), kids.begin(), kids.end(), windowed ? q->window : 0);
        if (windowed) return watched(all);
        if (q->op != MG_X_SYNONYM || !weighted || !stats) return all;
        double with_any = whole_frequency(*db, q, stats->documents);
        return Xapian::Query(Xapian::Query::OP_SCALE_WEIGHT, all, weight_of(*stats, with_any));
    }
};

} // namespace

Xapian::Query shim::build_query(const mg_db *db, statistics *stats, const mg_xquery *q, bool weighted)
{
    return query_builder(db, stats).build(q, weighted, 0);
}

void shim::weigh_exactly(Xapian::Enquire &enquire, const statistics &stats)
{
    enquire.set_weighting_scheme(exact_weight(stats));
}

bool shim::has_weight(const mg_db &db, const mg_xquery *q)
{
    if (q->op == MG_X_TERM) return db.db.get_collection_freq(str(q->term)) > 0 && db.documents_of(str(q->term)) > 0;
    for (size_t i = 0; i < q->n; i++)
        if (adds_weight(q, i) && has_weight(db, q->kids[i])) return true;
    return false;
}

extern "C" {

mg_status mg_db_frequency(mg_db *db, const mg_xquery *query, double *out, mg_error *err)
{
    return guard(err, "looking up words", [&] {
        *out = whole_frequency(*db, query, db->documents());
        return MG_OK;
    });
}

mg_status mg_xquery_describe(const mg_xquery *query, mg_buf *out, mg_error *err)
{
    return guard(err, "describing a query", [&] {
        mg_buf_add(out, span(build_query(nullptr, nullptr, query, true).get_description()));
        return mg_buf_check(out, "describing a query", err);
    });
}

} // extern "C"
