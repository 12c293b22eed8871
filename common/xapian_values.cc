/* xapian_values.cc - values of many documents. See xapian_shim.h. */
#include "common/xapian_shim.hh"

#include <algorithm>
#include <map>
#include <string_view>

using namespace shim;

namespace {

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

} // namespace

bool shim::count_values(const mg_db &db, const std::vector<uint32_t> &docids, const mg_slot_prefix &prefix, mg_value_visitor *visit,
                        void *payload)
{
    std::vector<asked> all = by_place(db, docids.data(), docids.size());
    value_counts values{prefix.length ? prefix.length : std::string::npos, {}, {}};
    for (size_t place = 0; place < all.size(); place++)
        visit_values(db, db.places[place], prefix.slot, all[place], count_value, &values);
    for (const auto &[value, documents] : values.counts)
        if (!visit(payload, prefix.slot, span(value), documents)) return false;
    return true;
}

extern "C" {

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

} // extern "C"
