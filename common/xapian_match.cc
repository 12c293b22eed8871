/* xapian_match.cc - matching and counting: by Morgue's own matcher where it takes the query and reads the index, else by libxapian's.
 * See xapian_shim.h. */
#include "common/xapian_shim.hh"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <new>

using namespace shim;

namespace {

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
        Xapian::Query all = build_query(&db, db.exact && weighted ? &stats : nullptr, q, weighted);
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
        if (db.exact) weigh_exactly(enquire, stats);
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

} // namespace

extern "C" {

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
            for (size_t i = 0; i < n && count_values(*db, docids, slots[i], visit, payload); i++) {}
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

} // extern "C"
