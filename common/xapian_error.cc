/* xapian_error.cc - what exceptions mean. See xapian_shim.hh. */
#include "common/xapian_shim.hh"

#include <new>
#include <stdexcept>

static mg_status report(mg_error *err, mg_status code, const char *what, const Xapian::Error &e) noexcept
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

/* Order matters: derived before base. */
mg_status shim::classify(mg_error *err, const char *what) noexcept
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
