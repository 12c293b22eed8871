/* xapian_db.cc - databases: opening them, their words, their documents. See xapian_shim.h. */
#include "common/xapian_shim.hh"

#include <sys/stat.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <sstream>

extern "C" {
#include "common/dictionary.h"
}

using namespace shim;

namespace {

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
        const mg_impact_term *told;
        const mg_impact_block *blocks;
        uint32_t near = 0;
        if (mg_impacts_find(&place.impacts, span(term), &near, &told, &blocks, nullptr) != MG_OK) return false;
        if (told) { /* read first, as the matcher needs it as well */
            *out += told->documents;
            continue;
        }
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

size_t mg_db_places(const mg_db *db, const mg_match_place **places)
{
    if (places) *places = db->own_matched.data();
    return db->own_matched.size();
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
