/* stock.cc - see stock.h. */
#include <libstemmer.h>
#include <xapian.h>

#include <cstdlib>
#include <cstring>
#include <string>

extern "C" {
#include "tests/support/stock.h"
}

namespace {

/* libxapian brings stemmers of its own, older than libstemmer's; English is the same in both, the others are
 * given to TermGenerator as libstemmer has them. */
class libstemmer : public Xapian::StemImplementation {
    sb_stemmer *stemmer;

  public:
    explicit libstemmer(const char *language) : stemmer(sb_stemmer_new(language, "UTF_8")) {}
    ~libstemmer() { sb_stemmer_delete(stemmer); }
    std::string operator()(const std::string &word) override
    {
        auto symbols = reinterpret_cast<const sb_symbol *>(word.data());
        const sb_symbol *stem = sb_stemmer_stem(stemmer, symbols, static_cast<int>(word.size()));
        return std::string(reinterpret_cast<const char *>(stem), static_cast<size_t>(sb_stemmer_length(stemmer)));
    }
    std::string get_description() const override { return "libstemmer"; }
};

} // namespace

template <class Iterator> static void add_term(stock_terms &out, const std::string &term, unsigned wdf, Iterator from, Iterator to)
{
    out.v = static_cast<stock_term *>(realloc(out.v, (out.n + 1) * sizeof *out.v));
    stock_term &t = out.v[out.n++];
    t = {};
    t.n = static_cast<unsigned>(std::min(term.size(), sizeof t.term));
    memcpy(t.term, term.data(), t.n);
    t.wdf = wdf;
    for (auto p = from; p != to; ++p) {
        t.positions = static_cast<unsigned *>(realloc(t.positions, (t.n_positions + 1) * sizeof *t.positions));
        t.positions[t.n_positions++] = *p;
    }
}

struct stock_generator {
    Xapian::TermGenerator generator;
    Xapian::Document document;
};

extern "C" {

stock_generator *stock_generator_new(const char *language)
{
    auto *g = new stock_generator;
    if (strcmp(language, "en") == 0) g->generator.set_stemmer(Xapian::Stem(language));
    else if (*language) g->generator.set_stemmer(Xapian::Stem(new libstemmer(language)));
    g->generator.set_document(g->document);
    return g;
}

void stock_generator_text(stock_generator *g, mg_span text, unsigned wdf, const char *prefix)
{
    g->generator.index_text(std::string(text.p ? text.p : "", text.n), wdf, prefix);
}

void stock_generator_gap(stock_generator *g, unsigned positions)
{
    g->generator.increase_termpos(positions);
}

void stock_generator_restart(stock_generator *g)
{
    g->generator.set_termpos(0);
}

stock_terms stock_generator_finish(stock_generator *g)
{
    stock_terms out = {};
    for (auto t = g->document.termlist_begin(); t != g->document.termlist_end(); ++t)
        add_term(out, *t, t.get_wdf(), t.positionlist_begin(), t.positionlist_end());
    delete g;
    return out;
}

stock_terms stock_database_terms(const char *database, unsigned docid)
{
    stock_terms out = {};
    Xapian::Database db(database);
    for (auto t = db.allterms_begin(); t != db.allterms_end(); ++t) {
        auto posting = db.postlist_begin(*t);
        posting.skip_to(docid);
        if (posting == db.postlist_end(*t) || *posting != docid) continue;
        add_term(out, *t, posting.get_wdf(), db.positionlist_begin(docid, *t), db.positionlist_end(docid, *t));
    }
    return out;
}

void stock_terms_free(stock_terms *terms)
{
    for (size_t i = 0; i < terms->n; i++) free(terms->v[i].positions);
    free(terms->v);
    *terms = {};
}

unsigned *stock_query(const char *database, const char *query, bool all, size_t *n)
{
    Xapian::Database db(database);
    Xapian::QueryParser parser;
    parser.set_database(db);
    parser.set_stemmer(Xapian::Stem("en"));
    parser.set_stemming_strategy(Xapian::QueryParser::STEM_SOME);
    parser.set_default_op(all ? Xapian::Query::OP_AND : Xapian::Query::OP_OR);
    parser.add_prefix("title", "S");
    Xapian::Enquire enquire(db);
    enquire.set_query(parser.parse_query(query, Xapian::QueryParser::FLAG_DEFAULT | Xapian::QueryParser::FLAG_WILDCARD |
                                                    Xapian::QueryParser::FLAG_PURE_NOT));
    enquire.set_weighting_scheme(Xapian::BoolWeight());
    enquire.set_docid_order(Xapian::Enquire::ASCENDING);
    Xapian::MSet mset = enquire.get_mset(0, db.get_doccount());
    auto *out = static_cast<unsigned *>(calloc(mset.size() + 1, sizeof(unsigned)));
    *n = 0;
    for (auto hit = mset.begin(); hit != mset.end(); ++hit) out[(*n)++] = *hit;
    return out;
}

} // extern "C"
