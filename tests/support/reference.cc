/* reference.cc - see reference.h. */
#include <xapian.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <set>
#include <sstream>
#include <string>
#include <vector>

extern "C" {
#include "tests/support/reference.h"
}

using std::string;

struct reference_writer {
    Xapian::WritableDatabase db;
};

namespace {

string str(mg_span s)
{
    return string(s.p ? s.p : "", s.n);
}

template <typename F> auto guard(F f) -> decltype(f())
{
    try {
        return f();
    } catch (const Xapian::Error &e) {
        fprintf(stderr, "libxapian: %s\n", e.get_description().c_str());
        abort();
    }
}

void copy_out(const string &text, char *out, size_t size)
{
    if (size) snprintf(out, size, "%s", text.c_str());
}

/* ---- comparing ---- */

struct difference {
    string what;
};

string shown(const string &bytes)
{
    char hex[8];
    string out = "\"";
    for (size_t i = 0; i < bytes.size() && i < 60; i++) {
        unsigned char c = static_cast<unsigned char>(bytes[i]);
        snprintf(hex, sizeof hex, c < ' ' || c > '~' ? "\\x%02x" : "%c", c);
        out += hex;
    }
    return out + "\"" + (bytes.size() > 60 ? " (" + std::to_string(bytes.size()) + " bytes)" : "");
}

template <typename T> string shown(T number)
{
    return (std::ostringstream() << number).str();
}

template <typename W, typename T> void same(W what, const T &a, const T &b)
{
    if (a != b) throw difference{what() + ": " + shown(a) + " and " + shown(b)};
}

template <typename T> void same(const char *what, const T &a, const T &b)
{
    same([&] { return string(what); }, a, b);
}

template <typename W> void need(bool holds, W what)
{
    if (!holds) throw difference{what()};
}

/* Both at their end? One alone is a difference. */
template <typename I, typename W> bool ended(const I &a, const I &b, W what)
{
    need((a == I()) == (b == I()), [&] { return what() + (a == I() ? ": ends in the first" : ": ends in the second"); });
    return a == I();
}

struct pair {
    Xapian::Database a, b;
    std::vector<Xapian::docid> documents;

    void statistics();
    void terms();
    void postings(const string &term);
    void skip_postings(const string &term, const std::vector<Xapian::docid> &in);
    void lengths();
    void slot(Xapian::valueno slot);
    void slots();
    void data();
    void metadata();
};

void pair::statistics()
{
    same("documents", a.get_doccount(), b.get_doccount());
    same("last docid", a.get_lastdocid(), b.get_lastdocid());
    same("total length", a.get_total_length(), b.get_total_length());
    same("average length", a.get_average_length(), b.get_average_length());
    same("lower bound of lengths", a.get_doclength_lower_bound(), b.get_doclength_lower_bound());
    same("upper bound of lengths", a.get_doclength_upper_bound(), b.get_doclength_upper_bound());
    same("has positions", a.has_positions(), b.has_positions());
    same("has spellings", a.spellings_begin() == a.spellings_end(), b.spellings_begin() == b.spellings_end());
    same("has synonyms", a.synonym_keys_begin() == a.synonym_keys_end(), b.synonym_keys_begin() == b.synonym_keys_end());
}

/* What documents there are, and their lengths, by docid and from the list of all documents. */
void pair::lengths()
{
    Xapian::totallength total = 0;
    auto i = a.postlist_begin(""), j = b.postlist_begin("");
    for (; !ended(i, j, [] { return string("all documents"); }); ++i, ++j) {
        same("next document", *i, *j);
        auto what = [&] { return "length of document " + shown(*i); };
        Xapian::termcount length = a.get_doclength(*i);
        same(what, length, b.get_doclength(*i));
        same(what, i.get_doclength(), j.get_doclength());
        same(what, length, j.get_doclength());
        need(!length || b.get_doclength_lower_bound() <= length, [&] { return what() + " is below the lower bound"; });
        need(length <= b.get_doclength_upper_bound(), [&] { return what() + " is above the upper bound"; });
        total += length;
        documents.push_back(*i);
    }
    same("number of documents listed", a.get_doccount(), static_cast<Xapian::doccount>(documents.size()));
    same("sum of lengths", a.get_total_length(), total);
    skip_postings("", documents);
}

/* Reach about 16 postings, and the docids behind them, by skipping: each from the start, and each from the last. */
void pair::skip_postings(const string &term, const std::vector<Xapian::docid> &in)
{
    if (in.size() < 2) return;
    auto running = b.postlist_begin(term);
    for (size_t n = 0; n < in.size(); n += std::max<size_t>(1, in.size() / 16)) {
        for (Xapian::docid to : {in[n], in[n] + 1}) {
            auto what = [&] { return "skipping to " + shown(to) + " in the postings of " + shown(term); };
            auto i = a.postlist_begin(term), j = b.postlist_begin(term);
            i.skip_to(to);
            j.skip_to(to);
            running.skip_to(to);
            need((running == Xapian::PostingIterator()) == (j == Xapian::PostingIterator()), what);
            if (ended(i, j, what)) continue;
            same(what, *i, *j);
            same(what, *i, *running);
            if (!term.empty()) same(what, i.get_wdf(), j.get_wdf());
        }
    }
}

void pair::postings(const string &term)
{
    Xapian::termcount bound = b.get_wdf_upper_bound(term);
    same([&] { return "wdf bound of " + shown(term); }, a.get_wdf_upper_bound(term), bound);
    same([&] { return "collection frequency of " + shown(term); }, a.get_collection_freq(term), b.get_collection_freq(term));
    std::vector<Xapian::docid> in;
    auto i = a.postlist_begin(term), j = b.postlist_begin(term);
    for (; !ended(i, j, [&] { return "postings of " + shown(term); }); ++i, ++j) {
        same([&] { return "next document of " + shown(term); }, *i, *j);
        auto what = [&] { return shown(term) + " in document " + shown(*i); };
        same([&] { return "wdf of " + what(); }, i.get_wdf(), j.get_wdf());
        same([&] { return "length beside " + what(); }, i.get_doclength(), j.get_doclength());
        need(j.get_wdf() <= bound, [&] { return "wdf above its bound: " + what(); });
        auto p = i.positionlist_begin(), q = j.positionlist_begin();
        for (; !ended(p, q, [&] { return "positions of " + what(); }); ++p, ++q)
            same([&] { return "next position of " + what(); }, *p, *q);
        in.push_back(*i);
    }
    same([&] { return "term frequency of " + shown(term); }, static_cast<Xapian::doccount>(in.size()), b.get_termfreq(term));
    skip_postings(term, in);
}

void pair::terms()
{
    auto i = a.allterms_begin(), j = b.allterms_begin();
    for (; !ended(i, j, [] { return string("all terms"); }); ++i, ++j) {
        same("next term", *i, *j);
        same([&] { return "documents of " + shown(*i); }, i.get_termfreq(), j.get_termfreq());
        postings(*i);
    }
}

void pair::slot(Xapian::valueno slot)
{
    auto what = [&](const char *of) { return of + (" slot " + shown(slot)); };
    same([&] { return what("number of values in"); }, a.get_value_freq(slot), b.get_value_freq(slot));
    same([&] { return what("lower bound of"); }, a.get_value_lower_bound(slot), b.get_value_lower_bound(slot));
    same([&] { return what("upper bound of"); }, a.get_value_upper_bound(slot), b.get_value_upper_bound(slot));
    if (!a.get_value_freq(slot)) return;
    Xapian::doccount n = 0;
    auto i = a.valuestream_begin(slot), j = b.valuestream_begin(slot);
    for (; !ended(i, j, [&] { return what("values in"); }); ++i, ++j, ++n) {
        same([&] { return what("next document in"); }, i.get_docid(), j.get_docid());
        same([&] { return "document " + shown(i.get_docid()) + what(", value in"); }, *i, *j);
        need(b.get_value_lower_bound(slot) <= *j && *j <= b.get_value_upper_bound(slot),
             [&] { return "document " + shown(i.get_docid()) + what(", value outside the bounds of"); });
    }
    same([&] { return what("number of values listed in"); }, n, b.get_value_freq(slot));
    for (Xapian::docid id : documents)
        same([&] { return "document " + shown(id) + what(", value of its own in"); },
             a.get_document(id, Xapian::DOC_ASSUME_VALID).get_value(slot),
             b.get_document(id, Xapian::DOC_ASSUME_VALID).get_value(slot));
}

void pair::slots()
{
    std::set<Xapian::valueno> numbers = {300, Xapian::BAD_VALUENO - 1};
    for (Xapian::valueno n = 0; n <= 16; n++) numbers.insert(n);
    for (int bit = 5; bit < 32; bit++)
        for (int by = -1; by <= 1; by++) numbers.insert((Xapian::valueno{1} << bit) + static_cast<Xapian::valueno>(by));
    for (Xapian::valueno n : numbers) slot(n);
}

void pair::data()
{
    for (Xapian::docid id : documents)
        same([&] { return "data of document " + shown(id); }, a.get_document(id).get_data(), b.get_document(id).get_data());
}

void pair::metadata()
{
    auto i = a.metadata_keys_begin(), j = b.metadata_keys_begin();
    for (; !ended(i, j, [] { return string("metadata keys"); }); ++i, ++j) {
        same("next metadata key", *i, *j);
        same([&] { return "metadata " + shown(*i); }, a.get_metadata(*i), b.get_metadata(*i));
    }
}

} // namespace

extern "C" {

reference_writer *reference_create(const char *path)
{
    return guard([&] {
        int flags = Xapian::DB_CREATE | Xapian::DB_BACKEND_GLASS | Xapian::DB_NO_TERMLIST | Xapian::DB_NO_SYNC;
        return new reference_writer{Xapian::WritableDatabase(path, flags)};
    });
}

reference_writer *reference_reopen(const char *path)
{
    return guard([&] {
        int flags = Xapian::DB_OPEN | Xapian::DB_NO_TERMLIST | Xapian::DB_NO_SYNC;
        return new reference_writer{Xapian::WritableDatabase(path, flags)};
    });
}

void reference_add(reference_writer *writer, const reference_document *document)
{
    guard([&] {
        Xapian::Document to;
        for (size_t i = 0; i < document->n_occurrences; i++) {
            const reference_occurrence &o = document->occurrences[i];
            if (o.position) to.add_posting(str(o.term), o.position, o.wdf);
            else to.add_term(str(o.term), o.wdf);
        }
        for (size_t i = 0; i < document->n_values; i++)
            to.add_value(document->values[i].slot, str(document->values[i].value));
        to.set_data(str(document->data));
        writer->db.add_document(to);
    });
}

void reference_add_from(reference_writer *writer, const char *path)
{
    guard([&] {
        Xapian::Database from(path);
        Xapian::Document to;
        for (auto t = from.allterms_begin(); t != from.allterms_end(); ++t) {
            to.add_term(*t, from.postlist_begin(*t).get_wdf());
            for (auto p = from.positionlist_begin(1, *t); p != from.positionlist_end(1, *t); ++p) to.add_posting(*t, *p, 0);
        }
        for (Xapian::valueno slot = 0; slot < 16; slot++)
            for (auto v = from.valuestream_begin(slot); v != from.valuestream_end(slot); ++v) to.add_value(slot, *v);
        to.set_data(from.get_document(1).get_data());
        writer->db.add_document(to);
    });
}

void reference_set(reference_writer *writer, const char *key, mg_span value)
{
    guard([&] { writer->db.set_metadata(key, str(value)); });
}

void reference_finish(reference_writer *writer)
{
    guard([&] { writer->db.commit(); });
    delete writer;
}

void reference_compact(const char *const *sources, size_t n, const char *target)
{
    guard([&] {
        Xapian::Database all;
        for (size_t i = 0; i < n; i++) all.add_database(Xapian::Database(sources[i]));
        all.compact(target);
    });
}

bool reference_compare(const char *path_a, const char *path_b, char *difference_out, size_t size)
{
    try {
        pair both = {Xapian::Database(path_a), Xapian::Database(path_b), {}};
        both.statistics();
        both.lengths();
        both.metadata();
        both.terms();
        both.slots();
        both.data();
        copy_out("", difference_out, size);
        return true;
    } catch (const difference &d) {
        copy_out(d.what, difference_out, size);
    } catch (const Xapian::Error &e) {
        copy_out(e.get_description(), difference_out, size);
    }
    return false;
}

size_t reference_check(const char *path, char *report, size_t size)
{
    std::ostringstream said;
    size_t errors;
    try {
        errors = Xapian::Database::check(path, 0, &said);
    } catch (const Xapian::Error &e) {
        errors = 1;
        said << e.get_description();
    }
    copy_out(said.str(), report, size);
    return errors;
}

bool reference_data_is(const char *path, uint32_t docid, mg_span data)
{
    try {
        return Xapian::Database(path).get_document(docid).get_data() == str(data);
    } catch (const Xapian::Error &) {
        return false;
    }
}

} // extern "C"
