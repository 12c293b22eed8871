/* xapian_shim.hh - what the files of the shim share. They, xapian_*.cc, are the project's only C++.
 *
 * Every function of xapian_shim.h is noexcept and has its whole body in `guard`, whose one catch-all rethrows inside `classify`.
 * Messages are copied into the caller's error before the handler ends. */
#ifndef MG_XAPIAN_SHIM_HH
#define MG_XAPIAN_SHIM_HH

#include <xapian.h>

#include <string>
#include <vector>

extern "C" {
#include "common/match.h"
#include "common/xapian_shim.h"
}

/* An index as libxapian reads it, and, where all of its places are segments of Morgue's, as Morgue does. */
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

    std::vector<mg_place> own;               /* the places as Morgue's own matcher reads them, up to one that it cannot read */
    std::vector<mg_match_place> own_matched; /* ... and what is removed from them; empty when it cannot read all */

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

namespace shim {

inline std::string str(mg_span s)
{
    return s.n ? std::string(s.p, s.n) : std::string();
}

inline mg_span span(const std::string &s)
{
    return {s.data(), s.size()};
}

/* Thrown where mg_stop_check says so. */
struct stopped {
    mg_error why;
};

/* Called inside a handler: what the exception in flight means. */
mg_status classify(mg_error *err, const char *what) noexcept;

/* Run `body`, which returns an mg_status; `what` says what was being done ("opening the index"). */
template <typename Body> mg_status guard(mg_error *err, const char *what, Body &&body) noexcept
{
    try {
        return body();
    } catch (...) {
        return classify(err, what);
    }
}

/* ---- queries ---- */

/* What a match's weights are made from, and what they need to know of its terms. */
struct statistics {
    const mg_db &db;
    double k1, b, rare;
    double documents, average_length;
    /* In how many removed documents terms are: a term's weight finds its number by the wqf that it has in the query. */
    std::vector<Xapian::doccount> removed = {0};
};

/* libxapian's query of ours; with statistics it is made for weigh_exactly. */
Xapian::Query build_query(const mg_db *db, statistics *stats, const mg_xquery *q, bool weighted);

/* Weigh by the statistics, which stay. */
void weigh_exactly(Xapian::Enquire &enquire, const statistics &stats);

/* May a document get a weight from the query? Terms of filters count nothing in any. */
bool has_weight(const mg_db &db, const mg_xquery *q);

/* ---- values ---- */

/* Visit the values of a slot by their beginnings, and how many of the documents each has; false when the visitor wants no more. */
bool count_values(const mg_db &db, const std::vector<uint32_t> &docids, const mg_slot_prefix &prefix, mg_value_visitor *visit,
                  void *payload);

} // namespace shim

#endif
