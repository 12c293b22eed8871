/* morgue.h - libmorgue: full-text search for news archives, from C, C++ and whatever calls C.
 *
 *     morgue *archive;
 *     morgue_answer *answer;
 *     morgue_error error = MORGUE_ERROR_INIT;
 *     const char *where = "/srv/news/.morgue";
 *     if (morgue_open(&where, 1, &archive, &error) != MORGUE_OK) ... error.message says why
 *     if (morgue_search(archive, "cocoa NEAR/5 drought", NULL, &answer, &error) == MORGUE_OK) {
 *         const morgue_hit *hit;
 *         for (size_t i = 0; morgue_answer_hit(answer, i, &hit, &error) == MORGUE_OK; i++) puts(hit->title);
 *         morgue_answer_free(answer);
 *     }
 *     morgue_close(archive);
 *
 * Build: cc program.c $(pkg-config --cflags --libs morgue)
 *
 * Threads: a handle serves one thread at a time; different handles different threads, without locks. Only morgue_cancel may
 * come from elsewhere. There is no global state; nothing is printed, and no call ends the program.
 *
 * Memory: what a call gives through a pointer to a pointer of an opaque type is the caller's to free; all else is borrowed
 * until the time that the call names. Functions that free take NULL. Text is UTF-8 and ends in NUL; what is absent is "".
 *
 * Errors: a call that can fail returns a code, and fills the morgue_error that is its last argument, which may be NULL: a
 * sentence for people and, where there is one, the byte that it is about. It is untouched on success.
 *
 * Indexes: an index may be brought up to date, compacted or built anew while it is open: each call sees the newest state,
 * and an answer goes on with the one that it was made from.
 *
 * Compatibility: within libmorgue.so.0 nothing goes away. Structs may grow at their end: programs read those that they are
 * given, and make or copy none but morgue_error. */
#ifndef MORGUE_H
#define MORGUE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define MORGUE_API __attribute__((visibility("default")))
#else
#define MORGUE_API
#endif

#define MORGUE_VERSION "0.1.0"

/* The version of the library that runs, as MORGUE_VERSION is of the one compiled with. */
MORGUE_API const char *morgue_version(void);

/* ---- errors ---- */

typedef enum {
    MORGUE_OK = 0,
    MORGUE_MEMORY = 1,    /* there is not enough of it */
    MORGUE_IO = 2,        /* the operating system refused */
    MORGUE_LIMIT = 3,     /* a query or request is larger than a limit allows */
    MORGUE_REQUEST = 4,   /* a request of morgue_ask is no JSON; offset: the byte of the request */
    MORGUE_CORRUPT = 5,   /* an index is damaged */
    MORGUE_MISMATCH = 6,  /* an index was made by an incompatible version */
    MORGUE_QUERY = 7,     /* with "strict": the query cannot be understood; offset: the byte of the query */
    MORGUE_NOT_FOUND = 8, /* there is no such index or article, or no such hit */
    MORGUE_USAGE = 9,     /* there is no such option, or its value makes no sense */
    MORGUE_STALE = 10,    /* the index changes faster than it can be read: try again */
    MORGUE_TIMEOUT = 11,  /* it took longer than "timeout" allows */
    MORGUE_CANCELLED = 12, /* by morgue_cancel */
    MORGUE_INTERNAL = 13, /* a bug in Morgue */
} morgue_code;

typedef struct {
    morgue_code code;
    int64_t offset; /* a byte, or -1 */
    char message[512];
} morgue_error;

#define MORGUE_ERROR_INIT {MORGUE_OK, -1, ""}

/* "usage", "not-found", ...: as JSON answers have it. */
MORGUE_API const char *morgue_code_name(morgue_code code);

/* ---- indexes ---- */

typedef struct morgue morgue;

/* Open one or several indexes, which are searched as one.
 *   where  directories of indexes, any Xapian databases or stubs, or tcp://HOST:PORT; copied
 * Errors: NOT_FOUND, MISMATCH, CORRUPT, IO, MEMORY. */
MORGUE_API morgue_code morgue_open(const char *const *where, size_t n, morgue **out, morgue_error *error);

/* Answers are to be freed before. */
MORGUE_API void morgue_close(morgue *archive);

/* How many articles there are. */
MORGUE_API morgue_code morgue_count(morgue *archive, uint32_t *articles, morgue_error *error);

/* Have the call that is running in another thread end with CANCELLED, soon; nothing when there is none. A signal's handler
 * may call it. */
MORGUE_API void morgue_cancel(morgue *archive);

/* ---- requests ---- */

typedef struct morgue_request morgue_request;

/* NULL when there is no memory. A request may serve any number of searches. */
MORGUE_API morgue_request *morgue_request_new(void);
MORGUE_API void morgue_request_free(morgue_request *request);

/* Set an option of morgue-search(1) by its long name, without dashes:
 *   limit, offset, match, sort, since, until, source, section, author, lang, strict,
 *   passages, passage-length, by, group, facets, timeline, share, timeout
 * and what is new there. `value` is as on the command line, NULL for options that take none; those that may be repeated
 * add to what was set before. Both are copied. "kwic" and "explain" are for morgue_ask alone.
 * Errors: USAGE, MEMORY. */
MORGUE_API morgue_code morgue_request_set(morgue_request *request, const char *name, const char *value, morgue_error *error);

/* ---- answers ---- */

typedef struct morgue_answer morgue_answer;

/* Search.
 *   query    as morgue-query(7) describes it
 *   request  NULL: ten hits with a passage each
 * Errors: QUERY, LIMIT, USAGE, TIMEOUT, CANCELLED, STALE, CORRUPT, IO, MEMORY. */
MORGUE_API morgue_code morgue_search(morgue *archive, const char *query, const morgue_request *request, morgue_answer **out,
                                     morgue_error *error);
MORGUE_API void morgue_answer_free(morgue_answer *answer);

typedef struct {
    const char *query;
    const char *interpreted; /* how it was understood */
    const char *suggestion;  /* another query, where this one finds nothing; or "" */
    const char *const *warnings;
    size_t n_warnings;
    int all;                         /* every word had to match; 0: only some */
    uint32_t lower, estimate, upper; /* how many articles match */
    size_t n_hits;
    double took_ms;
} morgue_summary;

/* Valid as long as the answer. */
MORGUE_API const morgue_summary *morgue_answer_summary(const morgue_answer *answer);

typedef struct {
    size_t start, end; /* bytes, the end not included */
} morgue_range;

typedef struct {
    const char *text;
    size_t n;                       /* bytes of it */
    size_t start, end;              /* where it is in the article's body */
    const morgue_range *highlights; /* what matches, in `text`: sorted, apart */
    size_t n_highlights;
    double score;
    size_t page; /* 1.., of what is printed; 0: it has none */
} morgue_passage;

typedef struct {
    uint32_t rank; /* 1.. */
    double score;
    const char *id, *title, *standfirst;
    const char *const *byline; /* names */
    size_t n_byline;
    const char *date; /* "2025-03-07", "2025-03", "2025", with a time where that is known */
    const char *date_precision, *date_source, *modified;
    const char *source, *section, *dateline, *url, *language;
    const char *const *keywords;
    size_t n_keywords;
    const char *path, *member, *format; /* the path in the archive: bytes as the file system has them */
    const char *file;                   /* where the file is; "" when that is not known */
    const morgue_range *title_highlights;
    size_t n_title_highlights;
    const morgue_passage *passages; /* best first */
    size_t n_passages;
    uint32_t copies; /* with "group": articles of this story; else 0 */
} morgue_hit;

/* The i-th hit, from 0. Valid until the next call of this for the same answer.
 * Errors: NOT_FOUND there are not so many; else as morgue_search. */
MORGUE_API morgue_code morgue_answer_hit(morgue_answer *answer, size_t i, const morgue_hit **out, morgue_error *error);

typedef struct {
    const char *value;
    uint32_t count;
    double share; /* of a timeline: of all articles of the period, where that was asked for */
} morgue_bucket;

/* The values of a facet ("source"), the most frequent first; the periods of the timeline ("timeline"), without a gap. Valid as
 * long as the answer. Errors: USAGE it was not asked for; MEMORY. */
MORGUE_API morgue_code morgue_answer_counts(morgue_answer *answer, const char *what, const morgue_bucket **out, size_t *n,
                                            morgue_error *error);

/* The article of this id, with its whole body as its one passage; what matches `query` (may be NULL) is marked there and in
 * the title. Valid until the next call of this or of morgue_complete. Errors: NOT_FOUND; as morgue_search. */
MORGUE_API morgue_code morgue_article(morgue *archive, const char *id, const char *query, const morgue_hit **out,
                                      morgue_error *error);

/* The words of the index that begin with `prefix`, with the number of their articles: the most frequent first, at most `limit`
 * (0: all). Valid until the next call of this or of morgue_article. Errors: USAGE it is not the beginning of one word. */
MORGUE_API morgue_code morgue_complete(morgue *archive, const char *prefix, size_t limit, const morgue_bucket **out, size_t *n,
                                       morgue_error *error);

/* ---- JSON ---- */

/* Ask by a JSON object and be answered by one: what `morgue-search --stdio` does with each line, and all that bindings need.
 * morgue-search(1) describes both.
 *   request   n bytes, at most 1 MiB
 *   response  NUL-terminated, to be freed with morgue_free. It tells of errors too: {"error": {...}}; NULL only when the code
 *             is MEMORY.
 * Errors: as morgue_search; REQUEST. */
MORGUE_API morgue_code morgue_ask(morgue *archive, const char *request, size_t n, char **response, size_t *response_n,
                                  morgue_error *error);
MORGUE_API void morgue_free(char *response);

#ifdef __cplusplus
}
#endif

#endif
