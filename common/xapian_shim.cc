/* xapian_shim.cc - see xapian_shim.h. The project's only C++.
 *
 * Every function is noexcept and has its whole body in `guard`, whose one catch-all rethrows inside
 * `classify`. Messages are copied into the caller's error before the handler ends. */
#include <xapian.h>

#include <sys/stat.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <new>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "common/bm25.h"

extern "C" {
#include "common/dictionary.h"
#include "common/match.h"
#include "common/positions.h"
#include "common/xapian_shim.h"
}

struct mg_db {
    Xapian::Database db;
    std::vector<Xapian::Database> places;
    /* By shard of `db`, which numbers documents of its n shards in turn; empty when nothing is removed. */
    std::vector<const mg_removed *> removed;
    std::vector<std::string> uuids;
    bool exact = true; /* all places are directories of glass databases */
    const mg_stop *stop = nullptr;
    mutable unsigned looked = 0;

    void look() const;     /* now and then, throws when it is time to stop */
    void look_now() const; /* at once */

    std::vector<mg_place> own;               /* the places as Morgue's own matcher reads them; empty when it cannot read all */
    std::vector<mg_match_place> own_matched; /* ... and what is removed from them */

    mg_match_memory memory = {};

    ~mg_db()
    {
        mg_match_memory_dispose(&memory);
        for (auto &place : own) mg_place_close(&place);
    }

    Xapian::doccount documents() const;
    Xapian::totallength length() const;
    Xapian::doccount removed_of(mg_span term) const;
    Xapian::doccount documents_of(const std::string &term) const;
    bool is_removed(Xapian::docid docid) const;
};

namespace {

std::string str(mg_span s)
{
    return s.n ? std::string(s.p, s.n) : std::string();
}

mg_span span(const std::string &s)
{
    return {s.data(), s.size()};
}

/* Thrown where mg_stop_check says so. */
struct stopped {
    mg_error why;
};

mg_status report(mg_error *err, mg_status code, const char *what, const Xapian::Error &e) noexcept
{
    const char *detail = "";
    try {
        const char *sys = e.get_error_string();
        if (sys) detail = sys;
        const std::string &msg = e.get_msg();
        return mg_fail(err, code, "%s: %s%s%s%s", what, msg.c_str(), *detail ? " (" : "", detail, *detail ? ")" : "");
    } catch (...) {
        return mg_fail(err, code, "%s: %s", what, e.get_type());
    }
}

/* Called inside a handler: what the exception in flight means. Order matters: derived before base. */
mg_status classify(mg_error *err, const char *what) noexcept
{
    try {
        throw;
    } catch (const stopped &s) {
        return mg_fail(err, s.why.code, "%s", s.why.msg);
    } catch (const Xapian::DatabaseModifiedError &e) {
        return report(err, MG_STALE, what, e);
    } catch (const Xapian::DatabaseLockError &e) {
        return report(err, MG_LOCKED, what, e);
    } catch (const Xapian::DatabaseVersionError &e) {
        return report(err, MG_VERSION, what, e);
    } catch (const Xapian::DatabaseNotFoundError &e) {
        return report(err, MG_NOTFOUND, what, e);
    } catch (const Xapian::DocNotFoundError &e) {
        return report(err, MG_NOTFOUND, what, e);
    } catch (const Xapian::DatabaseCorruptError &e) {
        return report(err, MG_CORRUPT, what, e);
    } catch (const Xapian::DatabaseOpeningError &e) {
        return report(err, MG_NOTFOUND, what, e);
    } catch (const Xapian::DatabaseError &e) {
        return report(err, MG_IO, what, e);
    } catch (const Xapian::NetworkError &e) {
        return report(err, MG_IO, what, e);
    } catch (const Xapian::Error &e) {
        return report(err, MG_INTERNAL, what, e);
    } catch (const std::bad_alloc &) {
        return mg_fail_nomem(err, what);
    } catch (const std::length_error &e) {
        return mg_fail(err, MG_LIMIT, "%s: %s", what, e.what());
    } catch (const std::exception &e) {
        return mg_fail(err, MG_INTERNAL, "%s: %s", what, e.what());
    } catch (...) {
        return mg_fail(err, MG_INTERNAL, "%s: unknown exception", what);
    }
}

/* Run `body`, which returns an mg_status; `what` says what was being done ("opening the index"). */
template <typename Body> mg_status guard(mg_error *err, const char *what, Body &&body) noexcept
{
    try {
        return body();
    } catch (...) {
        return classify(err, what);
    }
}

const char REMOTE[] = "tcp://";

Xapian::Database open_one(const char *path)
{
    if (strncmp(path, REMOTE, strlen(REMOTE)) != 0) return Xapian::Database(path);
    const char *host = path + strlen(REMOTE), *colon = strrchr(host, ':');
    unsigned long port = colon ? strtoul(colon + 1, nullptr, 10) : 0;
    if (port == 0 || port > 65535) throw Xapian::DatabaseOpeningError(std::string(path) + ": want tcp://HOST:PORT");
    return Xapian::Remote::open(std::string(host, colon), static_cast<unsigned>(port));
}

/* The directory of a single database: what stubs and files stand for is not known. */
bool is_glass(const char *path)
{
    struct stat st;
    return stat((std::string(path) + "/iamglass").c_str(), &st) == 0;
}

/* Xapian opens some tables when they are first read: by then they may be gone, replaced by an indexer. What is
 * open stays readable. */
void open_tables(const Xapian::Database &one)
{
    (void)one.has_positions();
    Xapian::docid last = one.get_lastdocid();
    if (last) (void)one.get_document(last, Xapian::DOC_ASSUME_VALID).get_data();
}

/* The data of a document, from its segment's file: libxapian reads three blocks into memory for it. False, and nothing is
 * appended, where that is to be asked: it also tells best what is wrong. */
bool own_data(const mg_db &db, uint32_t docid, mg_buf *out)
{
    if (!docid || db.own.empty() || db.own.size() != db.places.size()) return false;
    auto n = static_cast<uint32_t>(db.own.size());
    char key[5];
    const char *end = mg_tree_put_d(key, (docid - 1) / n + 1);
    mg_tree_cursor cursor{};
    size_t before = out->n;
    bool ok = false;
    cursor.tree = &db.own[(docid - 1) % n].trees.docdata;
    if (mg_tree_find(&cursor, {key, static_cast<size_t>(end - key)}, &ok, nullptr) != MG_OK || !ok) return false;
    mg_buf_add(out, cursor.piece);
    while (ok && !cursor.last) {
        ok = mg_tree_next(&cursor, &ok, nullptr) == MG_OK && ok && !cursor.first;
        if (ok) mg_buf_add(out, cursor.piece);
    }
    if (!ok) out->n = before;
    return ok;
}

/* In how many documents a term is, removed ones and all, from the segments' files: as above. */
bool own_frequency(const mg_db &db, const std::string &term, Xapian::doccount *out)
{
    bool plain = !term.empty() && term.find('\0') == std::string::npos; /* its key is itself */
    if (!plain || db.own.empty() || db.own.size() != db.places.size()) return false;
    *out = 0;
    for (const mg_place &place : db.own) {
        mg_tree_cursor cursor{};
        bool found = false;
        uint64_t documents = 0;
        cursor.tree = &place.trees.postlist;
        if (mg_tree_find(&cursor, span(term), &found, nullptr) != MG_OK) return false;
        const char *at = cursor.piece.p;
        if (found && !mg_tree_get_v(&at, at + cursor.piece.n, &documents)) return false;
        *out += static_cast<Xapian::doccount>(documents);
    }
    return true;
}

void add_own(mg_db &db, mg_place &place)
{
    try {
        db.own.push_back(place);
    } catch (...) {
        mg_place_close(&place);
        throw;
    }
}

/* ---- removed documents ---- */

/* Note what a place, already opened, no longer has. */
void add_removed(mg_db &db, const Xapian::Database &one, const mg_removed *removed, const char *path)
{
    if (removed && one.size() != 1) throw Xapian::InvalidArgumentError("removed documents of a database that is not single");
    if (removed && (mg_removed_count(removed) > one.get_doccount() || mg_removed_length(removed) > one.get_total_length()))
        throw Xapian::DatabaseCorruptError(std::string(path) + ": more is removed than was there");
    bool any = removed && mg_removed_count(removed);
    for (size_t shard = 0; shard < one.size(); shard++) {
        db.removed.push_back(any ? removed : nullptr);
        db.uuids.push_back(one.get_uuid());
    }
}

/* How many removed documents each of a run of terms is in, asked for in order. */
class removed_terms {
    struct cursor {
        const mg_removed *list;
        size_t at;
    };
    std::vector<cursor> cursors;

  public:
    removed_terms(const mg_db &db, mg_span first)
    {
        for (auto list : db.removed)
            if (list) cursors.push_back({list, mg_removed_seek_term(list, first)});
    }
    Xapian::doccount documents(mg_span term)
    {
        Xapian::doccount sum = 0;
        for (auto &c : cursors) {
            mg_span here;
            uint32_t n;
            int order = -1;
            while (mg_removed_term(c.list, c.at, &here, &n) && (order = mg_span_cmp(here, term)) < 0) c.at++;
            if (order == 0) sum += n;
        }
        return sum;
    }
};

/* The removed documents of a shard, as a matcher asks for them. It makes a clone for each shard in order, and leaves out
 * empty ones; a clone knows its shard by the UUID, and of several that have the same, copies of one, by their order. */
class removed_source : public Xapian::PostingSource {
    const mg_db &index;
    size_t &turn; /* the shard that the next clone may be of */
    const mg_removed *list = nullptr;
    uint32_t n = 0, at = 0;
    bool started = false;

  public:
    removed_source(const mg_db &index_, size_t &turn_) : index(index_), turn(turn_) {}
    removed_source *clone() const override { return new removed_source(index, turn); }
    void init(const Xapian::Database &shard) override
    {
        std::string uuid = shard.get_uuid();
        size_t shards = index.uuids.size(), i = 0;
        while (i < shards && index.uuids[(turn + i) % shards] != uuid) i++;
        if (i == shards) throw Xapian::InvalidOperationError("a shard is not one of the index's");
        list = index.removed[(turn + i) % shards];
        turn = (turn + i + 1) % shards;
        n = list ? mg_removed_count(list) : 0;
        at = 0;
        started = false;
    }
    Xapian::doccount get_termfreq_min() const override { return n; }
    Xapian::doccount get_termfreq_est() const override { return n; }
    Xapian::doccount get_termfreq_max() const override { return n; }
    void next(double) override
    {
        at += started;
        started = true;
    }
    void skip_to(Xapian::docid docid, double) override
    {
        started = true;
        if (n) at = mg_removed_seek(list, at, docid);
    }
    bool at_end() const override { return at >= n; }
    Xapian::docid get_docid() const override { return mg_removed_docid(list, at); }
};

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

/* What a match's weights are made from, and what they need to know of its terms. */
struct statistics {
    const mg_db &db;
    double k1, b, rare;
    double documents, average_length;
    /* In how many removed documents terms are: a term's weight finds its number by the wqf that it has in the query,
     * which means nothing else here, less TERM_KEY. */
    std::vector<Xapian::doccount> removed = {0};
};

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

/* May a document get a weight from the query? Terms of filters count nothing in any. */
bool has_weight(const mg_db &db, const mg_xquery *q)
{
    if (q->op == MG_X_TERM) return db.db.get_collection_freq(str(q->term)) > 0 && db.documents_of(str(q->term)) > 0;
    for (size_t i = 0; i < q->n; i++)
        if (adds_weight(q, i) && has_weight(db, q->kids[i])) return true;
    return false;
}

/* ---- matching ---- */

/* Counts values by their beginnings: not as many as there are seconds. To a remote database it is what it inherits from,
 * which counts whole ones there. */
class prefix_spy : public Xapian::ValueCountMatchSpy {
    const mg_db &db;
    size_t length;

  public:
    prefix_spy(const mg_db &db_, const mg_slot_prefix &prefix)
        : ValueCountMatchSpy(prefix.slot), db(db_), length(prefix.length ? prefix.length : std::string::npos)
    {
    }
    void operator()(const Xapian::Document &document, double) override
    {
        db.look();
        internal->total++;
        std::string value = document.get_value(internal->slot);
        if (!value.empty()) internal->values[value.substr(0, length)]++;
    }
};

/* Keys are made for each document, where the order is not by weight. */
class watched_key : public Xapian::MultiValueKeyMaker {
    const mg_db &db;

  public:
    explicit watched_key(const mg_db &db_) : db(db_) {}
    std::string operator()(const Xapian::Document &document) const override
    {
        db.look();
        return MultiValueKeyMaker::operator()(document);
    }
};

/* What is asked of libxapian: the query with what removes documents from it, or, where that cannot be had, as many hits more
 * as are removed, which are dropped here. */
class matcher {
    const mg_db &db;
    const mg_match_opts &opts;
    statistics stats;
    size_t turn = 0;
    bool drops; /* removed documents are among the hits */

    Xapian::Query query(const mg_xquery *q, bool weighted)
    {
        Xapian::Query all = query_builder(&db, db.exact && weighted ? &stats : nullptr).build(q, weighted, 0);
        if (db.removed.empty() || drops) return all;
        Xapian::Query removed((new removed_source(db, turn))->release());
        return Xapian::Query(Xapian::Query::OP_AND_NOT, all, removed);
    }

    uint32_t all_removed() const
    {
        uint32_t n = 0;
        for (auto list : db.removed) n += list ? mg_removed_count(list) : 0;
        return n;
    }

    mg_status take(const Xapian::MSet &mset, mg_match *out, mg_error *err) const
    {
        *out = {nullptr, 0, mset.get_matches_lower_bound(), mset.get_matches_estimated(),
                mset.get_matches_upper_bound(), false};
        if (mset.empty()) return MG_OK;
        out->hits = static_cast<mg_hit *>(calloc(mset.size(), sizeof *out->hits));
        if (!out->hits) return mg_fail_nomem(err, "searching");
        uint32_t skip = drops ? opts.offset : 0;
        for (auto hit = mset.begin(); hit != mset.end() && out->n < opts.limit; ++hit) {
            if (drops && db.is_removed(*hit)) continue;
            if (skip) skip--;
            else out->hits[out->n++] = {*hit, hit.get_weight()};
        }
        if (drops) out->lower = static_cast<uint32_t>(out->n);
        return MG_OK;
    }

  public:
    matcher(const mg_db &db_, const mg_match_opts &opts_)
        : db(db_), opts(opts_), stats{db_, opts_.k1, opts_.b, opts_.rare, double(db_.documents()), 0},
          drops(!db_.exact && !db_.removed.empty())
    {
        if (stats.documents > 0) stats.average_length = double(db.length()) / stats.documents;
    }

    mg_status run(const mg_xquery *q, mg_match *out, mg_error *err)
    {
        *out = {};
        if (!db.db.size()) return MG_OK; /* an index without any article */
        Xapian::Enquire enquire(db.db);
        enquire.set_query(query(q, true));
        if (db.exact) enquire.set_weighting_scheme(exact_weight(stats));
        else enquire.set_weighting_scheme(Xapian::BM25Weight(opts.k1, 0, 1, opts.b, 0.5));
        enquire.set_docid_order(Xapian::Enquire::ASCENDING);
        if (opts.least_weight > 0) enquire.set_cutoff(0, opts.least_weight);
        watched_key key(db);
        int sort = !opts.sort && opts.idle_by_value && !has_weight(db, q) ? 2 : opts.sort;
        if (sort) {
            /* Documents without the value sort last either way: behind every key when rising, before
             * every key, as the empty string, when falling. */
            key.add_value(opts.value_slot, false, sort == 1 ? "\xff" : "");
            enquire.set_sort_by_key(&key, sort == 2);
        }
        Xapian::doccount from = drops ? 0 : opts.offset, most = opts.limit;
        uint64_t with_removed = uint64_t{opts.offset} + opts.limit + all_removed();
        if (drops) most = static_cast<Xapian::doccount>(std::min<uint64_t>(with_removed, db.db.get_doccount()));
        mg_status status = take(enquire.get_mset(from, most, opts.check_at_least), out, err);
        out->by_value = sort != 0;
        return status;
    }

    /* Have all that match looked at by the spies; returns how many those are. */
    uint32_t count(const mg_xquery *q, const std::vector<std::unique_ptr<prefix_spy>> &spies)
    {
        if (!db.db.size()) return 0;
        Xapian::Enquire enquire(db.db);
        Xapian::doccount all = db.db.get_doccount();
        enquire.set_query(query(q, false));
        enquire.set_weighting_scheme(Xapian::BoolWeight());
        enquire.set_docid_order(Xapian::Enquire::ASCENDING);
        if (!drops) {
            for (auto &spy : spies) enquire.add_matchspy(spy.get());
            return enquire.get_mset(0, 0, all).get_matches_lower_bound();
        }
        uint32_t n = 0;
        Xapian::MSet mset = enquire.get_mset(0, all);
        for (auto hit = mset.begin(); hit != mset.end(); ++hit) {
            db.look();
            if (db.is_removed(*hit)) continue;
            Xapian::Document document = hit.get_document();
            for (auto &spy : spies) (*spy)(document, 0);
            n++;
        }
        return n;
    }
};

/* ---- values of many documents ---- */

/* Documents of a place, in its own numbering, and which of those asked for they are. */
using asked = std::vector<std::pair<Xapian::docid, size_t>>;

std::vector<asked> by_place(const mg_db &db, const uint32_t *docids, size_t n)
{
    std::vector<std::pair<size_t, Xapian::docid>> shards; /* the place of each, and its number there */
    for (size_t place = 0; place < db.places.size(); place++)
        for (size_t i = 0; i < db.places[place].size(); i++) shards.emplace_back(place, static_cast<Xapian::docid>(i));
    std::vector<asked> out(db.places.size());
    for (size_t i = 0; i < n; i++) {
        if (!docids[i] || shards.empty()) continue;
        auto in_turn = static_cast<Xapian::docid>(shards.size());
        auto [place, shard] = shards[(docids[i] - 1) % in_turn];
        auto own = static_cast<Xapian::docid>(db.places[place].size());
        out[place].emplace_back((docids[i] - 1) / in_turn * own + shard + 1, i);
    }
    for (auto &place : out) std::sort(place.begin(), place.end());
    return out;
}

/* False when the visitor wants no more. */
bool visit_values(const mg_db &index, const Xapian::Database &db, Xapian::valueno slot, const asked &documents,
                  mg_document_value_visitor *visit, void *payload)
{
    auto value = db.valuestream_begin(slot);
    const auto end = db.valuestream_end(slot);
    for (auto [docid, i] : documents) {
        index.look();
        if (value != end && value.get_docid() < docid) value.skip_to(docid);
        if (value == end) return true;
        if (value.get_docid() == docid && !visit(payload, i, span(*value))) return false;
    }
    return true;
}

/* ---- counting without libxapian ---- */

/* All documents that match, by our own matcher, without their weights; false: it does not take the query, or cannot read the index. */
bool match_all(mg_db &db, const mg_xquery *query, std::vector<uint32_t> *docids)
{
    mg_xquery all{}, filter{};
    const mg_xquery *kids[] = {&all, query};
    all.op = MG_X_ALL;
    filter.op = MG_X_FILTER;
    filter.kids = kids;
    filter.n = 2;
    mg_match_opts opts{};
    opts.limit = UINT32_MAX;
    mg_match match{};
    bool taken = false;
    mg_error why = MG_ERROR_INIT;
    mg_status status = mg_match_run(db.own_matched.data(), db.own_matched.size(), &filter, &opts, db.stop, &db.memory, &taken, &match, &why);
    if (!taken || status == MG_CORRUPT) return false;
    if (status == MG_NOMEM) throw std::bad_alloc();
    if (status != MG_OK) throw stopped{why};
    std::unique_ptr<mg_match, decltype(&mg_match_dispose)> owner(&match, mg_match_dispose);
    docids->reserve(match.n);
    for (size_t i = 0; i < match.n; i++) docids->push_back(match.hits[i].docid);
    return true;
}

/* Values by their beginnings, and how many there are of each. */
struct value_counts {
    size_t length;
    std::map<std::string, uint32_t, std::less<>> counts;
    std::map<std::string, uint32_t, std::less<>>::iterator last{}; /* articles of one day, and of one paper, mostly stand together */
};

extern "C" bool count_value(void *payload, size_t, mg_span value)
{
    auto c = static_cast<value_counts *>(payload);
    std::string_view text(value.p, std::min(value.n, c->length));
    if (text.empty()) return true;
    if (c->counts.empty() || c->last->first != text) c->last = c->counts.find(text);
    if (c->last == c->counts.end()) c->last = c->counts.emplace(text, 0).first;
    c->last->second++;
    return true;
}

void count_own(const mg_db &db, const std::vector<uint32_t> &docids, const mg_slot_prefix *slots, size_t n, mg_value_visitor *visit,
               void *payload)
{
    std::vector<asked> all = by_place(db, docids.data(), docids.size());
    for (size_t i = 0; i < n; i++) {
        value_counts values{slots[i].length ? slots[i].length : std::string::npos, {}, {}};
        for (size_t place = 0; place < all.size(); place++)
            visit_values(db, db.places[place], slots[i].slot, all[place], count_value, &values);
        for (const auto &[value, documents] : values.counts)
            if (!visit(payload, slots[i].slot, span(value), documents)) return;
    }
}

} // namespace

/* The clock costs more than a document does. */
void mg_db::look() const
{
    if (++looked % 256 == 0) look_now();
}

void mg_db::look_now() const
{
    mg_error why = MG_ERROR_INIT;
    if (mg_stop_check(stop, &why) != MG_OK) throw stopped{why};
}

Xapian::doccount mg_db::documents() const
{
    Xapian::doccount n = db.get_doccount();
    for (auto list : removed) n -= list ? mg_removed_count(list) : 0;
    return n;
}

Xapian::totallength mg_db::length() const
{
    Xapian::totallength sum = db.get_total_length();
    for (auto list : removed) sum -= list ? mg_removed_length(list) : 0;
    return sum;
}

Xapian::doccount mg_db::removed_of(mg_span term) const
{
    Xapian::doccount n = 0;
    for (auto list : removed) n += list ? mg_removed_documents(list, term) : 0;
    return n;
}

Xapian::doccount mg_db::documents_of(const std::string &term) const
{
    Xapian::doccount all, gone = removed_of(span(term));
    if (!own_frequency(*this, term, &all)) all = db.get_termfreq(term);
    return all > gone ? all - gone : 0;
}

bool mg_db::is_removed(Xapian::docid docid) const
{
    if (removed.empty()) return false;
    auto shards = static_cast<Xapian::docid>(removed.size());
    const mg_removed *list = removed[(docid - 1) % shards];
    return list && mg_removed_has(list, (docid - 1) / shards + 1);
}

extern "C" {

const char *mg_xapian_version(void)
{
    return Xapian::version_string();
}

uint32_t mg_xapian_char(uint32_t ch)
{
    namespace unicode = Xapian::Unicode;
    if (ch > 0x10ffff) return 0;
    uint32_t info = unicode::tolower(ch) & MG_CHAR_LOWER;
    if (unicode::is_wordchar(ch)) info |= MG_CHAR_WORD;
    unicode::category c = unicode::get_category(ch);
    if (c == unicode::DECIMAL_DIGIT_NUMBER) info |= MG_CHAR_DIGIT;
    if (c == unicode::LOWERCASE_LETTER || c == unicode::TITLECASE_LETTER || c == unicode::MODIFIER_LETTER ||
        c == unicode::OTHER_LETTER)
        info |= MG_CHAR_STEMS;
    return info;
}

mg_status mg_db_open(const char *const *paths, const mg_removed *const *removed, size_t n, mg_db **out, mg_error *err)
{
    return guard(err, "opening the index", [&] {
        auto db = std::make_unique<mg_db>();
        bool any = false;
        for (size_t i = 0; i < n; i++) {
            bool remote = strncmp(paths[i], REMOTE, strlen(REMOTE)) == 0;
            db->exact &= !remote && is_glass(paths[i]); /* asked before: once it is open it may go */
            Xapian::Database one = open_one(paths[i]);
            db->db.add_database(one);
            db->places.push_back(one);
            if (!remote) open_tables(one);
            add_removed(*db, one, removed ? removed[i] : nullptr, paths[i]);
            mg_place own;
            if (db->own.size() == i && mg_place_open(paths[i], &own, nullptr) == MG_OK) add_own(*db, own);
            any |= db->removed.size() && db->removed.back();
        }
        if (!any) {
            db->removed.clear();
            db->uuids.clear();
        }
        for (size_t i = 0; i < n && db->own.size() == n; i++)
            db->own_matched.push_back({&db->own[i], removed ? removed[i] : nullptr});
        *out = db.release();
        return MG_OK;
    });
}

void mg_db_close(mg_db *db)
{
    (void)guard(nullptr, "closing the index", [&] {
        delete db;
        return MG_OK;
    });
}

void mg_db_watch(mg_db *db, const mg_stop *stop)
{
    db->stop = stop;
}

mg_status mg_db_reopen(mg_db *db, mg_error *err)
{
    return guard(err, "reopening the index", [&] {
        db->db.reopen();
        return MG_OK;
    });
}

mg_status mg_db_get_info(mg_db *db, mg_db_info *out, mg_error *err)
{
    return guard(err, "reading the index", [&] {
        Xapian::doccount documents = db->documents();
        double average = documents ? double(db->length()) / documents : 0;
        *out = {documents, db->db.get_lastdocid(), average, db->db.has_positions()};
        return MG_OK;
    });
}

mg_status mg_db_metadata(mg_db *db, size_t place, const char *key, mg_buf *out, mg_error *err)
{
    return guard(err, "reading the index's settings", [&] {
        mg_buf_add(out, span(db->places.at(place).get_metadata(key)));
        return mg_buf_check(out, "reading the index's settings", err);
    });
}

mg_status mg_db_terms(mg_db *db, mg_span prefix, mg_term_visitor *visit, void *payload, mg_error *err)
{
    if (!db->own_matched.empty())
        return mg_dictionary_visit(db->own_matched.data(), db->own_matched.size(), prefix, db->stop, visit, payload, err);
    return guard(err, "reading the index's words", [&] {
        std::string p = str(prefix);
        removed_terms removed(*db, prefix);
        for (auto t = db->db.allterms_begin(p), end = db->db.allterms_end(p); t != end; ++t) {
            db->look();
            std::string term = *t;
            Xapian::doccount documents = t.get_termfreq(), gone = removed.documents(span(term));
            if (documents > gone && !visit(payload, span(term), documents - gone)) break;
        }
        return MG_OK;
    });
}

mg_status mg_db_term_documents(mg_db *db, mg_span term, uint32_t *out, mg_error *err)
{
    return guard(err, "looking up a word", [&] {
        *out = db->documents_of(str(term));
        return MG_OK;
    });
}

mg_status mg_db_find(mg_db *db, mg_span term, uint32_t *docid, mg_error *err)
{
    return guard(err, "looking up an article", [&] {
        std::string t = str(term);
        auto p = db->db.postlist_begin(t), end = db->db.postlist_end(t);
        while (p != end && db->is_removed(*p)) ++p;
        *docid = p == end ? 0 : *p;
        return MG_OK;
    });
}

mg_status mg_db_postings(mg_db *db, mg_span term, mg_docid_visitor *visit, void *payload, mg_error *err)
{
    return guard(err, "reading postings", [&] {
        std::string t = str(term);
        for (auto p = db->db.postlist_begin(t), end = db->db.postlist_end(t); p != end; ++p) {
            db->look();
            if (!db->is_removed(*p) && !visit(payload, *p, p.get_wdf())) break;
        }
        return MG_OK;
    });
}

mg_status mg_db_data(mg_db *db, uint32_t docid, mg_buf *out, mg_error *err)
{
    return guard(err, "reading an article", [&] {
        db->look_now();
        if (!own_data(*db, docid, out)) mg_buf_add(out, span(db->db.get_document(docid, Xapian::DOC_ASSUME_VALID).get_data()));
        return mg_buf_check(out, "reading an article", err);
    });
}

mg_status mg_db_value(mg_db *db, uint32_t docid, uint32_t slot, mg_buf *out, mg_error *err)
{
    return guard(err, "reading a value", [&] {
        mg_buf_add(out, span(db->db.get_document(docid, Xapian::DOC_ASSUME_VALID).get_value(slot)));
        return mg_buf_check(out, "reading a value", err);
    });
}

mg_status mg_db_values(mg_db *db, uint32_t slot, const uint32_t *docids, size_t n, mg_document_value_visitor *visit,
                       void *payload, mg_error *err)
{
    return guard(err, "reading values", [&] {
        std::vector<asked> all = by_place(*db, docids, n);
        for (size_t place = 0; place < all.size(); place++)
            if (!visit_values(*db, db->places[place], slot, all[place], visit, payload)) break;
        return MG_OK;
    });
}

mg_status mg_db_match(mg_db *db, const mg_xquery *query, const mg_match_opts *opts, mg_match *out, mg_error *err)
{
    bool taken = false;
    mg_error why = MG_ERROR_INIT;
    mg_status status = mg_match_run(db->own_matched.data(), db->own_matched.size(), query, opts, db->stop, &db->memory, &taken, out, &why);
    if (taken && status != MG_CORRUPT) return status == MG_OK ? status : mg_fail(err, status, "%s", why.msg);
    return guard(err, "searching", [&] { return matcher(*db, *opts).run(query, out, err); });
}

mg_status mg_db_count_values(mg_db *db, const mg_xquery *query, const mg_slot_prefix *slots, size_t n,
                             mg_value_visitor *visit, void *payload, uint32_t *documents, mg_error *err)
{
    return guard(err, "counting", [&] {
        std::vector<uint32_t> docids;
        if (match_all(*db, query, &docids)) {
            *documents = static_cast<uint32_t>(docids.size());
            count_own(*db, docids, slots, n, visit, payload);
            return MG_OK;
        }
        std::vector<std::unique_ptr<prefix_spy>> spies;
        for (size_t i = 0; i < n; i++) spies.push_back(std::make_unique<prefix_spy>(*db, slots[i]));
        *documents = matcher(*db, mg_match_opts{}).count(query, spies);
        for (size_t i = 0; i < n; i++)
            for (auto v = spies[i]->values_begin(), end = spies[i]->values_end(); v != end; ++v)
                if (!visit(payload, slots[i].slot, span(*v), v.get_termfreq())) return MG_OK;
        return MG_OK;
    });
}

void mg_match_dispose(mg_match *match)
{
    if (!match) return;
    free(match->hits);
    *match = {};
}

mg_status mg_db_occurs(mg_db *db, uint32_t docid, mg_span term, bool *occurs, uint32_t *wdf, mg_error *err)
{
    return guard(err, "looking up a word", [&] {
        std::string t = str(term);
        auto p = db->db.postlist_begin(t), end = db->db.postlist_end(t);
        if (p != end) p.skip_to(docid);
        *occurs = p != end && *p == docid;
        *wdf = *occurs ? p.get_wdf() : 0;
        return MG_OK;
    });
}

mg_status mg_db_length(mg_db *db, uint32_t docid, uint32_t *out, mg_error *err)
{
    return guard(err, "reading an article's length", [&] {
        *out = db->db.get_doclength(docid);
        return MG_OK;
    });
}

mg_status mg_db_frequency(mg_db *db, const mg_xquery *query, double *out, mg_error *err)
{
    return guard(err, "looking up words", [&] {
        *out = whole_frequency(*db, query, db->documents());
        return MG_OK;
    });
}

struct mg_db_occurrences {
    uint32_t places;
    size_t terms;
    std::vector<const mg_place *> where;
    std::vector<mg_found_term> found; /* by place, then by term */
    std::vector<mg_positions> readers;
    mg_arena arena = MG_ARENA_INIT; /* what was found lives in it */

    ~mg_db_occurrences()
    {
        for (auto &reader : readers) mg_positions_close(&reader);
        mg_arena_dispose(&arena);
    }
};

bool mg_db_reads_itself(const mg_db *db)
{
    return db->own.size() && db->own.size() == db->own_matched.size();
}

mg_status mg_db_occurrences_open(mg_db *db, const mg_span *terms, size_t n, mg_db_occurrences **out, mg_error *err)
{
    return guard(err, "looking up words", [&] {
        auto o = std::make_unique<mg_db_occurrences>();
        o->places = static_cast<uint32_t>(db->own.size());
        o->terms = n;
        o->readers.reserve(db->own.size() * n); /* they may not move once they are used */
        for (auto &place : db->own) {
            o->where.push_back(&place);
            mg_term_finder finder = mg_term_finder_of(&place);
            for (size_t i = 0; i < n; i++) {
                mg_found_term found;
                mg_positions reader;
                mg_status status = mg_term_find(&finder, terms[i], &o->arena, &found, err);
                if (status == MG_OK) status = mg_positions_open(&place, terms[i], &reader, err);
                if (status != MG_OK) return status;
                o->found.push_back(found);
                o->readers.push_back(reader);
            }
        }
        *out = o.release();
        return MG_OK;
    });
}

void mg_db_occurrences_close(mg_db_occurrences *occurrences)
{
    delete occurrences;
}

mg_status mg_db_occurrences_count(mg_db_occurrences *o, size_t i, const uint32_t *docids, size_t n, uint32_t *out, mg_error *err)
{
    for (uint32_t place = 0; place < o->places; place++) {
        mg_status status = mg_place_wdfs(o->where[place], &o->found[place * o->terms + i], place, o->places, docids, n, out, err);
        if (status != MG_OK) return status;
    }
    return MG_OK;
}

mg_status mg_db_occurrences_read(mg_db_occurrences *o, size_t i, uint32_t docid, uint32_t **v, size_t *room, size_t *n,
                                 mg_error *err)
{
    mg_positions &reader = o->readers[(docid - 1) % o->places * o->terms + i];
    return mg_positions_read(&reader, (docid - 1) / o->places + 1, v, room, n, err);
}

mg_status mg_xquery_describe(const mg_xquery *query, mg_buf *out, mg_error *err)
{
    return guard(err, "describing a query", [&] {
        mg_buf_add(out, span(query_builder(nullptr, nullptr).build(query, true, 0).get_description()));
        return mg_buf_check(out, "describing a query", err);
    });
}

mg_status mg_db_check(const char *path, size_t *errors, mg_buf *report_out, mg_error *err)
{
    return guard(err, "checking a segment", [&] {
        std::ostringstream text;
        *errors = Xapian::Database::check(path, 0, &text);
        if (*errors) mg_buf_add(report_out, span(text.str()));
        return mg_buf_check(report_out, "checking a segment", err);
    });
}

} // extern "C"
