/* extract_csv.c - tables of articles, a row each: CSV as RFC 4180 has it, with commas, semicolons, tabs or bars, and a first
 * row of names (field_names.h), or of those that --map names. A table without such a row, or in which no column is a
 * headline or a text, is of no known format.
 *
 * Fields in quotes may hold line ends and separators. A quote that is never closed is found where the next row opens one (a
 * quote right behind a separator that does not close anything), not at the end of the file: then the row is read again with
 * quotes as plain characters. Rows with too few or too many fields are told and passed over, unless only empty fields are
 * too many, or those at the end, none of them needed, are missing.
 *
 * The parser is our own: libcsv, the one library of Debian, gives up what is needed here (where a row began, its line, going
 * on behind a quote that is not closed), and has not changed since 2013. */
#include "indexer/extract.h"

#include "common/vec.h"
#include "indexer/draft.h"
#include "indexer/field_names.h"
#include "indexer/map.h"

#include <stdio.h>

#define COLUMNS_MAX 1000
#define NAME_LONGEST 60 /* bytes of a column's name; a longer one is no name */

typedef struct {
    mg_field field;
    unsigned rank;
    size_t column;
} column;

typedef struct {
    mg_span text;
    char mark;
    size_t unclosed;        /* no quote that opens from here on is closed; SIZE_MAX: not known */
    MG_VEC(mg_span) fields; /* of the row that was read last */
    mg_arena *arena;
    bool nomem;
} table;

/* ---- rows ---- */

static bool ends_field(const table *t, size_t at)
{
    return at >= t->text.n || t->text.p[at] == t->mark || t->text.p[at] == '\n' || t->text.p[at] == '\r';
}

/* The quote that closes the field opened at `open`, or text.n. *doubled: quotes in it are written twice. */
static size_t find_close(table *t, size_t open, bool *doubled)
{
    mg_span text = t->text;
    *doubled = false;
    for (size_t at = open + 1; (at = mg_span_find(text, at, '"')) < text.n; at++) {
        size_t behind = at + 1;
        while (behind < text.n && text.p[behind] == ' ') behind++;
        if (at + 1 < text.n && text.p[at + 1] == '"')
            *doubled = true, at++;
        else if (ends_field(t, behind))
            return at;
        else if (at > open + 1 && (text.p[at - 1] == t->mark || text.p[at - 1] == '\n'))
            return text.n; /* the next field opens */
        if (at > open + 2 && open >= t->unclosed) return text.n;
    }
    t->unclosed = MG_MIN(t->unclosed, open);
    return text.n;
}

static mg_span undoubled(table *t, mg_span raw)
{
    char *out = mg_arena_alloc(t->arena, raw.n + 1);
    size_t n = 0;
    for (size_t i = 0; out && i < raw.n; i++) {
        out[n++] = raw.p[i];
        if (raw.p[i] == '"' && i + 1 < raw.n && raw.p[i + 1] == '"') i++;
    }
    t->nomem |= !out;
    return (mg_span){out, n};
}

/* Read the field at *at. False: its quote is not closed. */
static bool read_field(table *t, size_t *at, bool quotes, mg_span *field)
{
    mg_span text = t->text;
    size_t start = *at, end = start;
    bool doubled;
    if (quotes && start < text.n && text.p[start] == '"') {
        end = find_close(t, start, &doubled);
        if (end == text.n) return false;
        *field = mg_span_sub(text, start + 1, end);
        if (doubled) *field = undoubled(t, *field);
        for (end++; !ends_field(t, end);) end++;
    } else {
        while (!ends_field(t, end)) end++;
        *field = mg_span_sub(text, start, end);
    }
    *at = end;
    return true;
}

/* Read the row at `at` into t->fields; returns where the next one begins. *closed: all quotes are; false ends the row early.
 */
static size_t read_row(table *t, size_t at, bool quotes, bool *closed)
{
    mg_span field;
    t->fields.n = 0;
    *closed = true;
    for (;;) {
        *closed = read_field(t, &at, quotes, &field);
        if (!*closed) return at;
        if (t->fields.n <= COLUMNS_MAX && !mg_vec_push(&t->fields, field)) t->nomem = true;
        if (at >= t->text.n || t->text.p[at] != t->mark) break;
        at++;
    }
    if (at < t->text.n && t->text.p[at] == '\r') at++;
    if (at < t->text.n && t->text.p[at] == '\n') at++;
    return at;
}

/* ---- the first row ---- */

typedef struct {
    size_t width;
    size_t begin;          /* of the second row */
    column v[COLUMNS_MAX]; /* those that mean something, in order of rank */
    size_t n;
} heading;

static void add_column(heading *h, mg_field field, unsigned rank, size_t number)
{
    if (h->n == COLUMNS_MAX) return;
    size_t at = h->n++;
    for (; at > 0 && h->v[at - 1].rank > rank; at--) h->v[at] = h->v[at - 1];
    h->v[at] = (column){field, rank, number};
}

static bool add_mapped(heading *h, const mg_map *map, mg_span name, size_t number)
{
    bool found = false;
    for (size_t i = 0; map && i < map->n; i++) {
        if (map->v[i].field == MG_FIELD_UNKNOWN || !mg_span_eq_nocase(map->v[i].path, name)) continue;
        add_column(h, (mg_field)map->v[i].field, (unsigned)i, number);
        found = true;
    }
    return found;
}

static bool has(const heading *h, mg_field field)
{
    for (size_t i = 0; i < h->n; i++)
        if (h->v[i].field == field) return true;
    return false;
}

/* Read the names with the separator t->mark. False: this is no row of names. */
static bool read_names(table *t, const mg_map *map, heading *h)
{
    bool closed;
    size_t at = 0;
    while (at < t->text.n && mg_is_space(t->text.p[at]) && t->text.p[at] != t->mark) at++;
    h->n = 0;
    h->begin = read_row(t, at, true, &closed);
    h->width = t->fields.n;
    if (!closed || t->fields.n > COLUMNS_MAX) return false;
    for (size_t i = 0; i < t->fields.n; i++) {
        mg_span name = mg_span_trim(t->fields.v[i]);
        unsigned rank;
        if (name.n > NAME_LONGEST || mg_span_find(name, 0, '\n') < name.n) return false;
        if (add_mapped(h, map, name, i)) continue;
        mg_name key = mg_name_of(name);
        mg_field field = mg_field_of_name(&key, &rank);
        if (field != MG_FIELD_UNKNOWN && rank < MG_NAME_WEAK && !mg_map_has(map, field)) add_column(h, field, rank, i);
    }
    return (has(h, MG_FIELD_TITLE) || has(h, MG_FIELD_BODY)) && (h->n > 1 || h->width == 1 || (map && map->n));
}

/* Find the separator: the one that parts the first row into most names that are known. */
static bool open_table(table *t, const mg_map *map, heading *h)
{
    static const char marks[] = ",;\t|";
    char best = 0;
    size_t most = 0;
    t->text = mg_span_starts(t->text, MG_SPAN("sep=")) ? mg_span_sub(t->text, mg_span_find(t->text, 0, '\n') + 1, t->text.n)
                                                       : t->text;
    for (size_t i = 0; marks[i]; i++) {
        t->mark = marks[i];
        t->unclosed = SIZE_MAX;
        if (!read_names(t, map, h) || h->n <= most) continue;
        best = marks[i];
        most = h->n;
    }
    t->mark = best;
    t->unclosed = SIZE_MAX;
    return best && read_names(t, map, h);
}

/* ---- articles ---- */

typedef struct {
    table table;
    const heading *heading;
    const mg_file *file;
    mg_sink *sink;
    mg_draft draft;
    size_t number, counted, line; /* of rows; lines up to a place */
    size_t spent;                 /* bytes read again */
} reader;

static size_t line_of(reader *r, size_t at)
{
    for (size_t end; (end = mg_span_find(r->table.text, r->counted, '\n')) < at; r->counted = end + 1) r->line++;
    return r->line + 1;
}

static mg_span value_of(const reader *r, const column *c)
{
    return c->column < r->table.fields.n ? mg_span_trim(r->table.fields.v[c->column]) : (mg_span){NULL, 0};
}

/* Is the row as wide as it should be, or is it clear what the fields are all the same? */
static bool fits(const reader *r)
{
    size_t n = r->table.fields.n, width = r->heading->width;
    for (size_t i = width; i < n; i++)
        if (mg_span_trim(r->table.fields.v[i]).n) return false;
    for (size_t i = 0; n < width && i < r->heading->n; i++) {
        const column *c = &r->heading->v[i];
        mg_date date;
        mg_span value = value_of(r, c);
        if ((c->field == MG_FIELD_TITLE || c->field == MG_FIELD_BODY) && !value.n) return false;
        if (c->field == MG_FIELD_DATE && value.n && !mg_data_date(value, &date)) return false;
    }
    return true;
}

static mg_status give_row(reader *r, mg_error *err)
{
    mg_draft_begin(&r->draft, MG_DATE_FROM_META);
    for (size_t i = 0; i < r->heading->n; i++) {
        const column *c = &r->heading->v[i];
        if (!mg_draft_has(&r->draft, c->field)) mg_draft_put(&r->draft, c->field, value_of(r, c));
    }
    return mg_draft_give(&r->draft, r->sink, r->file, &mg_format_csv, r->number, err);
}

static void tell(reader *r, size_t at, const char *what)
{
    char why[160];
    snprintf(why, sizeof why, "line %zu: %s", line_of(r, at), what);
    mg_sink_tell(r->sink, r->number, why);
}

/* Where to go on behind a row of the wrong width: at its second line when a row of the right width begins there. */
static size_t behind_ragged(reader *r, size_t at, size_t next)
{
    bool closed;
    size_t second = mg_span_find(r->table.text, at, '\n') + 1;
    if (second >= next || r->spent / 4 > r->table.text.n) return next;
    size_t end = read_row(&r->table, second, true, &closed);
    r->spent += end - second;
    return closed && r->table.fields.n == r->heading->width ? second : next;
}

/* Read one row; *at is moved behind it. */
static mg_status read_article(reader *r, size_t *at, mg_error *err)
{
    table *t = &r->table;
    bool closed;
    size_t start = *at, next = read_row(t, start, true, &closed);
    bool plain = !closed;
    if (plain) next = read_row(t, start, false, &closed);
    *at = next;
    if (t->fields.n == 1 && !mg_span_trim(t->fields.v[0]).n) return MG_OK; /* a blank line */
    r->number++;
    if (t->nomem) return mg_fail_nomem(err, "reading a table");
    bool fit = fits(r);
    if (plain && (!fit || t->mark != '\t')) tell(r, start, "a quote is never closed");
    if (fit) return give_row(r, err);
    char why[80];
    snprintf(why, sizeof why, "the row has %zu fields, not %zu", t->fields.n, r->heading->width);
    if (!plain) tell(r, start, why);
    *at = plain ? next : behind_ragged(r, start, next);
    mg_arena_reset(r->sink->arena);
    return MG_OK;
}

static mg_status extract(mg_span text, const mg_file *file, mg_sink *sink, mg_error *err)
{
    heading *h = calloc(1, sizeof *h);
    reader r = {.table = {.text = text, .arena = sink->arena},
                .heading = h,
                .file = file,
                .sink = sink,
                .draft = {.arena = sink->arena}};
    if (!h) return mg_fail_nomem(err, "reading a table");
    mg_status status = MG_OK;
    if (!open_table(&r.table, file->map, h))
        status =
            mg_fail(err, MG_NOTFOUND, "no known format: a table that names no column for a headline or a text (see --map)");
    mg_arena_reset(sink->arena);
    for (size_t at = h->begin; status == MG_OK && at < r.table.text.n;) status = read_article(&r, &at, err);
    if (status == MG_OK && !r.number) status = mg_fail(err, MG_FORMAT, "the table has no rows");
    mg_draft_dispose(&r.draft);
    mg_vec_free(&r.table.fields);
    free(h);
    return status;
}

/* A first line of names of which at least three are known, and another as wide. */
static bool sniff(mg_span head)
{
    mg_arena arena = MG_ARENA_INIT;
    table t = {.text = head, .arena = &arena};
    heading *h = calloc(1, sizeof *h);
    bool closed, fits = h && open_table(&t, NULL, h) && h->n >= 3 && h->begin < t.text.n;
    if (fits) {
        read_row(&t, h->begin, true, &closed);
        fits = !closed || t.fields.n == h->width;
    }
    mg_vec_free(&t.fields);
    mg_arena_dispose(&arena);
    free(h);
    return fits;
}

const mg_format mg_format_csv = {
    .name = "csv",
    .suffixes = (const char *const[]){".csv", ".tsv", ".tab", NULL},
    .sniff = sniff,
    .extract = extract,
    .several = true,
};
