/* catcher.h - a sink for tests of extractors: keeps the articles and problems of one file as text. */
#ifndef MG_TEST_CATCHER_H
#define MG_TEST_CATCHER_H

#include "indexer/extract.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

typedef struct {
    mg_arena arena;
    mg_sink sink;
    mg_buf log; /* a line a field: "title=...\n", in the order of the record; each article ends with "--\n" */
    size_t articles, problems;
} catcher;

static inline void catch_field(mg_buf *log, const char *name, mg_span value)
{
    if (!value.n) return;
    mg_buf_addf(log, "%s=", name);
    mg_buf_add(log, value);
    mg_buf_addc(log, '\n');
}

static inline mg_status catch_article(void *payload, const mg_article *a, mg_error *err)
{
    catcher *c = payload;
    (void)err;
    c->articles++;
    catch_field(&c->log, "id", a->id);
    catch_field(&c->log, "title", a->title);
    catch_field(&c->log, "standfirst", a->standfirst);
    for (size_t i = 0; i < a->byline.n; i++) catch_field(&c->log, "by", a->byline.v[i]);
    if (a->date.precision != MG_DATE_NONE) {
        mg_buf_adds(&c->log, "date=");
        mg_date_format(&a->date, &c->log);
        mg_buf_addf(&c->log, " %s\n", mg_date_source_name(a->date_source));
    }
    if (a->modified.precision != MG_DATE_NONE) {
        mg_buf_adds(&c->log, "modified=");
        mg_date_format(&a->modified, &c->log);
        mg_buf_addc(&c->log, '\n');
    }
    catch_field(&c->log, "source", a->source);
    catch_field(&c->log, "section", a->section);
    catch_field(&c->log, "dateline", a->dateline);
    catch_field(&c->log, "url", a->url);
    catch_field(&c->log, "language", a->language);
    for (size_t i = 0; i < a->keywords.n; i++) catch_field(&c->log, "keyword", a->keywords.v[i]);
    catch_field(&c->log, "member", a->member);
    catch_field(&c->log, "format", a->format);
    for (size_t i = 0; i < a->pages.n; i++) mg_buf_addf(&c->log, i ? " %zu" : "pages=%zu", a->pages.v[i]);
    if (a->pages.n) mg_buf_addc(&c->log, '\n');
    catch_field(&c->log, "body", a->body);
    mg_buf_adds(&c->log, "--\n");
    return MG_OK;
}

static inline void catch_problem(void *payload, mg_span member, const mg_error *why)
{
    catcher *c = payload;
    c->problems++;
    mg_buf_addf(&c->log, "problem %.*s: %s\n", (int)member.n, member.n ? member.p : "", why->msg);
}

/* Run mg_extract on `bytes`; dispose with catcher_end. */
static inline mg_status catch (catcher *c, mg_span bytes, const char *path, const mg_format *format,
                               mg_error *err)
{
    *c = (catcher){.arena = MG_ARENA_INIT, .log = MG_BUF_INIT};
    mg_buf_adds(&c->log, "");
    c->sink = (mg_sink){&c->arena, catch_article, catch_problem, c, NULL};
    mg_file file = {.bytes = bytes, .path = mg_span_str(path)};
    return mg_extract(&file, format, &c->sink, err);
}

static inline void catcher_end(catcher *c)
{
    mg_arena_dispose(&c->arena);
    mg_buf_dispose(&c->log);
}

typedef struct {
    const char *in, *expected;
} catch_row;

/* Each text, as a file named "a", gives this log. */
static inline void catch_rows(const catch_row *rows, size_t n, const mg_format *format)
{
    for (size_t i = 0; i < n; i++) {
        catcher c;
        mg_error err = MG_ERROR_INIT;
        if (catch (&c, mg_span_str(rows[i].in), "a", format, &err) != MG_OK) mg_buf_adds(&c.log, err.msg);
        if (strcmp(c.log.p, rows[i].expected) != 0)
            fail_msg("row %zu:\n%s\ngot:\n%s\nexpected:\n%s", i, rows[i].in, c.log.p, rows[i].expected);
        catcher_end(&c);
    }
}

#endif
