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
 * given, and make or copy none but morgue_error. Those that stand side by side in lists (ranges, buckets, counts, terms) do not
 * grow. */
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

/* The version of the library that runs, as MORGUE_VERSION is of the one compiled with; and that of libxapian below it. */
MORGUE_API const char *morgue_version(void);
MORGUE_API const char *morgue_xapian_version(void);

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

typedef struct {
    uint32_t articles;
    const char *const *languages; /* codes of those that articles are in, the most frequent first */
    size_t n_languages;
} morgue_facts;

/* What is known of the archive. Valid until the next call of this. */
MORGUE_API morgue_code morgue_about(morgue *archive, const morgue_facts **out, morgue_error *error);

/* Have the call that is running in another thread end with CANCELLED, soon; nothing when there is none. A signal's handler
 * may call it. */
MORGUE_API void morgue_cancel(morgue *archive);

/* With `keep` not 0, calls answer from the state that the index has now, whatever is committed to it, so that many answers are of
 * one; with 0 from the newest again, as they do at first. */
MORGUE_API void morgue_keep(morgue *archive, int keep);

/* From now on, calls that take no request (morgue_article, morgue_complete) end with TIMEOUT after so many ms; 0: never. */
MORGUE_API void morgue_limit_time(morgue *archive, uint32_t ms);

/* ---- requests ---- */

typedef struct morgue_request morgue_request;

/* NULL when there is no memory. A request may serve any number of searches. */
MORGUE_API morgue_request *morgue_request_new(void);
MORGUE_API void morgue_request_free(morgue_request *request);

/* Set an option of morgue-search(1) by its long name, without dashes; those that say which articles, and what comes with them:
 *   limit, offset, match, sort, recency, expand, similar, since, until, source, section, author, lang, strict, timeout,
 *   passages, passage-length, by, kwic, group, facets, timeline, share, explain, count
 * and some for programs:
 *   similar-text  like this text: --similar-to's
 *   totals        how many articles match is told exactly up to so many (200), and may be an estimate above; less costs less
 *   others        of each story's other copies at most so many are told (all)
 *   suggest       another query, where this one finds nothing or not all its words ("true")
 * "timeout" is for all calls that are about one answer together; what passes between them is not counted.
 * "count" leaves out all hits; unless "totals" says less, how many match is exact then.
 * `value` is as on the command line; of options that take none it is NULL or "true", and "false" takes them back. Those that
 * may be repeated add to what was set before. Name and value are copied. Errors: USAGE, MEMORY. */
MORGUE_API morgue_code morgue_request_set(morgue_request *request, const char *name, const char *value, morgue_error *error);

/* Do options exclude each other? A search finds out as well. Errors: USAGE. */
MORGUE_API morgue_code morgue_request_check(const morgue_request *request, morgue_error *error);

/* ---- answers ---- */

typedef struct morgue_answer morgue_answer;

/* Search.
 *   query    as morgue-query(7) describes it; may be NULL where the request has "similar"
 *   request  NULL: ten hits with a passage each
 * Errors: QUERY, LIMIT, USAGE, NOT_FOUND there is no such article to be similar to; TIMEOUT, CANCELLED, STALE, CORRUPT, IO,
 * MEMORY. */
MORGUE_API morgue_code morgue_search(morgue *archive, const char *query, const morgue_request *request, morgue_answer **out,
                                     morgue_error *error);
MORGUE_API void morgue_answer_free(morgue_answer *answer);

typedef struct {
    const char *value;
    uint32_t count;
    double share; /* of a timeline: of all articles of the period, where that was asked for */
} morgue_bucket;

typedef struct {
    const char *by; /* "source", ...; of a timeline "year", "month", "day" */
    const morgue_bucket *buckets;
    size_t n;
} morgue_counts;

typedef struct {
    const char *query;
    const char *interpreted; /* how it was understood */
    const char *suggestion;  /* another query, where this one finds nothing or not all its words; or "" */
    const char *const *warnings;
    size_t n_warnings;
    int all;                         /* every word had to match; 0: only some */
    int loosened;                    /* with "match" auto: no article has all words */
    uint32_t lower, estimate, upper; /* how many articles match */
    int64_t stories;                 /* with "group", how many those are; -1: that is not known */
    size_t n_hits;
    double took_ms;
    const morgue_counts *facets; /* as asked for, in that order; the most frequent values first */
    size_t n_facets;
    const morgue_counts *timeline; /* without a gap; NULL: not asked for */
    int shares;                    /* the timeline has them */
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
    const char *term;
    uint32_t count;
} morgue_term;

/* A part of a hit's score. Parts that are no words of the query ("recency") have but a name. */
typedef struct {
    const char *name; /* "word", ... */
    double score;
    const char *word, *field;
    const morgue_term *terms; /* those that the word became, and how often they occur; most often first */
    size_t n_terms;
    double count, articles, rarity, factor, length; /* morgue-search(1), --explain, says how they make the score */
} morgue_part;

typedef struct morgue_hit morgue_hit;
struct morgue_hit {
    uint32_t rank; /* 1.. */
    double score;
    const char *id, *title, *standfirst;
    const char *const *byline; /* names */
    size_t n_byline;
    const char *date; /* "2025-03-07", "2025-03", "2025", with a time where that is known */
    int year, month, day; /* the same; what is not known is 0 */
    const char *date_precision, *date_source, *modified;
    const char *source, *section, *dateline, *url, *language;
    const char *const *keywords;
    size_t n_keywords;
    const char *path, *member, *format; /* the path in the archive: bytes as the file system has them */
    const char *file;                   /* where the file is; "" when that is not known */
    const size_t *pages; /* of what is printed: where in the body each begins */
    size_t n_pages;
    const morgue_range *title_highlights;
    size_t n_title_highlights;
    const morgue_passage *const *passages; /* best first */
    size_t n_passages;
    uint32_t copies; /* with "group": articles of this story; else 0 */
    const morgue_hit *const *others; /* those of them that are not this one: id, title, date, source and url alone */
    size_t n_others;
    const morgue_part *const *parts; /* with "explain": of the score */
    size_t n_parts;
};

/* The i-th hit, from 0. Valid until the next call of this for the same answer.
 * Errors: NOT_FOUND there are not so many; else as morgue_search. */
MORGUE_API morgue_code morgue_answer_hit(morgue_answer *answer, size_t i, const morgue_hit **out, morgue_error *error);

typedef struct {
    uint32_t rank;         /* 1.. */
    const morgue_hit *hit; /* the article, whose one passage is its body */
    const char *left, *match, *right;
    size_t start, end; /* of the match, in the body */
} morgue_row;

/* With "kwic": the next match in context; NULL behind the last. "limit" and "offset" count these. Valid until the next call of
 * this for the same answer. Errors: USAGE "kwic" is not set; as morgue_search. */
MORGUE_API morgue_code morgue_answer_row(morgue_answer *answer, const morgue_row **out, morgue_error *error);

/* A part of the query as it was understood. */
typedef struct morgue_node morgue_node;
struct morgue_node {
    const char *type; /* "text", "prefix", "phrase", "list", "and", "or", "xor", "not", "near", "adj", "date", "has", "empty" */
    const char *shown; /* as a query */
    char sign;         /* '+', '-' or 0 */
    const char *field, *text;
    const char *first, *last; /* of a date */
    unsigned edits, distance;
    size_t start, end; /* bytes of the query */
    const morgue_node *const *kids;
    size_t n_kids;
};

typedef struct {
    const char *word, *field;
    size_t start;             /* byte of the query */
    size_t words;             /* so many words of the index it stands for */
    const morgue_term *terms; /* those that were searched for, and in how many articles they are; most first */
    size_t n_terms;
} morgue_word;

typedef struct {
    const morgue_node *tree;
    const char *plan; /* of terms, with operators; "" when there is nothing to search for */
    double k1, b;     /* of BM25 */
    const morgue_word *const *words;
    size_t n_words;
} morgue_explanation;

/* How the query became a search. Valid as long as the answer. Errors: as morgue_search. */
MORGUE_API morgue_code morgue_answer_explain(morgue_answer *answer, const morgue_explanation **out, morgue_error *error);

/* ---- articles and words ---- */

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

/* The same for languages in which to read JSON takes long. What it tells of an article, a hit or a row is not in the object,
 * but behind it, flat: fields that end in a NUL each, numbers as text, lists with a newline between their items.
 *   article  id, title, standfirst, byline, date, date_precision, date_source, modified, source, section, dateline, url,
 *            language, keywords, path, member, format
 *   hit      rank, score, those of its article, "copies", "others" and "explain" as a JSON object (empty: none of them), how
 *            many passages, and of each
 *   passage  start, end, score and page with blanks between; all numbers of its highlights likewise; text
 *   row      rank, those of its article, left, match, right, start and end with a blank between
 * The article of {"article": ID} is a hit whose one passage is its body. Errors are told as by morgue_ask. */
MORGUE_API morgue_code morgue_ask_flat(morgue *archive, const char *request, size_t n, char **response, size_t *response_n,
                                       morgue_error *error);

#ifdef __cplusplus
}
#endif

#endif
