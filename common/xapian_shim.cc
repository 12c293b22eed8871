/* xapian_shim.cc - see xapian_shim.h. The project's only C++.
 *
 * Every function is noexcept and has its whole body in `guard`, whose one catch-all rethrows inside
 * `classify`. Messages are copied into the caller's error before the handler ends. */
#include <xapian.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <sstream>
#include <string>
#include <vector>

extern "C" {
#include "common/xapian_shim.h"
}

struct mg_db {
    Xapian::Database db;
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

Xapian::Query build(const mg_xquery *q, int depth)
{
    if (depth > MG_XQUERY_DEPTH) throw Xapian::InvalidArgumentError("the query is nested too deeply");
    switch (q->op) {
    case MG_X_NOTHING: return Xapian::Query();
    case MG_X_ALL: return Xapian::Query(std::string());
    case MG_X_TERM: return Xapian::Query(str(q->term));
    case MG_X_VALUE_RANGE:
        if (!q->high.n) return Xapian::Query(Xapian::Query::OP_VALUE_GE, q->slot, str(q->low));
        return Xapian::Query(Xapian::Query::OP_VALUE_RANGE, q->slot, str(q->low), str(q->high));
    default: break;
    }
    std::vector<Xapian::Query> kids;
    kids.reserve(q->n);
    for (size_t i = 0; i < q->n; i++) kids.push_back(build(q->kids[i], depth + 1));
    Xapian::Query::op op = Xapian::Query::OP_OR;
    Xapian::termcount window = 0;
    switch (q->op) {
    case MG_X_AND: op = Xapian::Query::OP_AND; break;
    case MG_X_OR: op = Xapian::Query::OP_OR; break;
    case MG_X_XOR: op = Xapian::Query::OP_XOR; break;
    case MG_X_AND_NOT: op = Xapian::Query::OP_AND_NOT; break;
    case MG_X_AND_MAYBE: op = Xapian::Query::OP_AND_MAYBE; break;
    case MG_X_FILTER: op = Xapian::Query::OP_FILTER; break;
    case MG_X_SYNONYM: op = Xapian::Query::OP_SYNONYM; break;
    case MG_X_NEAR: op = Xapian::Query::OP_NEAR; window = q->window; break;
    case MG_X_PHRASE: op = Xapian::Query::OP_PHRASE; window = q->window; break;
    default: throw Xapian::InvalidArgumentError("unknown query operator");
    }
    return Xapian::Query(op, kids.begin(), kids.end(), window);
}

} // namespace

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

mg_status mg_db_open(const char *const *paths, size_t n, mg_db **out, mg_error *err)
{
    return guard(err, "opening the index", [&] {
        auto db = std::make_unique<mg_db>();
        for (size_t i = 0; i < n; i++) {
            Xapian::Database one = open_one(paths[i]);
            db->db.add_database(one);
            if (strncmp(paths[i], REMOTE, strlen(REMOTE)) == 0) continue;
            /* Xapian opens some tables when they are first read: by then they may be gone, replaced by an
             * indexer. What is open stays readable. */
            (void)one.has_positions();
            Xapian::docid last = one.get_lastdocid();
            if (last) (void)one.get_document(last, Xapian::DOC_ASSUME_VALID).get_data();
        }
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
        *out = {db->db.get_doccount(), db->db.get_lastdocid(), db->db.get_avlength(), db->db.has_positions()};
        return MG_OK;
    });
}

mg_status mg_db_metadata(mg_db *db, const char *key, mg_buf *out, mg_error *err)
{
    return guard(err, "reading the index's settings", [&] {
        mg_buf_add(out, span(db->db.get_metadata(key)));
        return mg_buf_check(out, "reading the index's settings", err);
    });
}

mg_status mg_db_terms(mg_db *db, mg_span prefix, mg_term_visitor *visit, void *payload, mg_error *err)
{
    return guard(err, "reading the index's words", [&] {
        std::string p = str(prefix);
        for (auto t = db->db.allterms_begin(p), end = db->db.allterms_end(p); t != end; ++t) {
            std::string term = *t;
            if (!visit(payload, span(term), t.get_termfreq())) break;
        }
        return MG_OK;
    });
}

mg_status mg_db_term_documents(mg_db *db, mg_span term, uint32_t *out, mg_error *err)
{
    return guard(err, "looking up a word", [&] {
        *out = db->db.get_termfreq(str(term));
        return MG_OK;
    });
}

mg_status mg_db_find(mg_db *db, mg_span term, uint32_t *docid, mg_error *err)
{
    return guard(err, "looking up an article", [&] {
        std::string t = str(term);
        auto p = db->db.postlist_begin(t);
        *docid = p == db->db.postlist_end(t) ? 0 : *p;
        return MG_OK;
    });
}

mg_status mg_db_postings(mg_db *db, mg_span term, mg_docid_visitor *visit, void *payload, mg_error *err)
{
    return guard(err, "reading postings", [&] {
        std::string t = str(term);
        for (auto p = db->db.postlist_begin(t), end = db->db.postlist_end(t); p != end; ++p)
            if (!visit(payload, *p, p.get_wdf())) break;
        return MG_OK;
    });
}

mg_status mg_db_data(mg_db *db, uint32_t docid, mg_buf *out, mg_error *err)
{
    return guard(err, "reading an article", [&] {
        mg_buf_add(out, span(db->db.get_document(docid, Xapian::DOC_ASSUME_VALID).get_data()));
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

mg_status mg_db_match(mg_db *db, const mg_xquery *query, const mg_match_opts *opts, mg_match *out, mg_error *err)
{
    return guard(err, "searching", [&]() -> mg_status {
        Xapian::Enquire enquire(db->db);
        enquire.set_query(build(query, 0));
        enquire.set_weighting_scheme(Xapian::BM25Weight(opts->k1, 0, 1, opts->b, 0.5));
        enquire.set_docid_order(Xapian::Enquire::ASCENDING);
        Xapian::MultiValueKeyMaker key;
        if (opts->sort) {
            /* Documents without the value sort last either way: behind every key when rising, before
             * every key, as the empty string, when falling. */
            key.add_value(opts->value_slot, false, opts->sort == 1 ? "\xff" : "");
            enquire.set_sort_by_key(&key, opts->sort == 2);
        }
        Xapian::MSet mset = enquire.get_mset(opts->offset, opts->limit, opts->check_at_least);
        *out = {nullptr, 0, mset.get_matches_lower_bound(), mset.get_matches_estimated(),
                mset.get_matches_upper_bound()};
        if (mset.empty()) return MG_OK;
        out->hits = static_cast<mg_hit *>(calloc(mset.size(), sizeof *out->hits));
        if (!out->hits) return mg_fail_nomem(err, "searching");
        for (auto hit = mset.begin(); hit != mset.end(); ++hit) out->hits[out->n++] = {*hit, hit.get_weight()};
        return MG_OK;
    });
}

void mg_match_dispose(mg_match *match)
{
    if (!match) return;
    free(match->hits);
    *match = {};
}

mg_status mg_xquery_describe(const mg_xquery *query, mg_buf *out, mg_error *err)
{
    return guard(err, "describing a query", [&] {
        mg_buf_add(out, span(build(query, 0).get_description()));
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
