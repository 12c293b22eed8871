/* json_records.c - see json_records.h. */
#include "indexer/json_records.h"

#include "indexer/field_names.h"

#include <stdio.h>

#define WRAPPERS_MAX 6               /* objects and lists around a list of records */
#define LOOKED_AT 100                /* elements of a list, or lines, of which one must be an article */
#define RECORD_MAX ((size_t)1 << 20) /* a larger object is most likely what is around a list */

typedef struct {
    mg_span text;
    const mg_json_reader *reader;
    size_t number;        /* of records up to now */
    size_t spent;         /* bytes looked at for what is broken */
    size_t counted, line; /* lines up to a place */
    mg_span opening;      /* how a record that could be read begins: `{"id"` */
    char broken[240];     /* what was broken where an article was looked for */
} walk;

mg_span mg_json_step(mg_span path, mg_span *rest)
{
    size_t dot = mg_span_find(path, 0, '.');
    *rest = mg_span_sub(path, dot + 1, path.n);
    return mg_span_sub(path, 0, dot);
}

static json_t *load(walk *w, size_t at, size_t to, size_t *end, json_error_t *why)
{
    return mg_json_load(mg_span_sub(w->text, 0, to), at, end, &w->spent, why);
}

/* ---- what is broken ---- */

static size_t line_of(walk *w, size_t at)
{
    if (at < w->counted) w->counted = w->line = 0;
    for (size_t end; (end = mg_span_find(w->text, w->counted, '\n')) < at; w->counted = end + 1) w->line++;
    return w->line + 1;
}

static void say_why(walk *w, size_t at, const json_error_t *why, char out[240])
{
    bool cut = json_error_code(why) == json_error_premature_end_of_input;
    snprintf(out, 240, "line %zu: the JSON is %s%.160s", line_of(w, at), cut ? "cut off" : "broken: ", cut ? "" : why->text);
    for (char *c = out; *c; c++)
        if ((unsigned char)*c < ' ') *c = ' ';
}

static void tell(walk *w, size_t at, const json_error_t *why)
{
    char text[240];
    say_why(w, at, why, text);
    w->reader->fault(w->reader->payload, w->number, text);
}

static void remember_broken(walk *w, size_t at, const json_error_t *why)
{
    if (!w->broken[0]) say_why(w, at, why, w->broken);
}

/* Where a record begins behind a broken one: where another opens as those that could be read, or an object a line. */
static size_t next_opening(const walk *w, size_t at, size_t to)
{
    mg_span text = mg_span_sub(w->text, 0, to);
    if (w->opening.n) return mg_span_find_span(text, at, w->opening);
    for (size_t end; (end = mg_span_find(text, at, '\n')) < to; at = end + 1) {
        size_t start = mg_json_blanks(text, end);
        if (start < to && text.p[start] == '{') return start;
    }
    return to;
}

static void remember_opening(walk *w, size_t at)
{
    size_t quote = mg_json_blanks(w->text, at + 1);
    if (w->opening.n || quote == w->text.n || w->text.p[quote] != '"') return;
    size_t end = mg_span_find(w->text, quote + 1, '"');
    if (end - at < 100) w->opening = mg_span_sub(w->text, at, MG_MIN(end + 1, w->text.n));
}

/* ---- records that follow each other ---- */

/* Call the records from `at` up to a closing bracket or `to`. */
static mg_status read_elements(walk *w, size_t at, size_t to, mg_error *err)
{
    while ((at = mg_json_blanks(mg_span_sub(w->text, 0, to), at)) < to && w->text.p[at] != ']') {
        json_error_t why;
        size_t start = at;
        if (w->text.p[at] != '{') {
            at = MG_MAX(mg_json_skip(mg_span_sub(w->text, 0, to), at), at + 1);
            continue;
        }
        w->number++;
        json_t *object = load(w, start, to, &at, &why);
        if (!object) {
            tell(w, at, &why);
            if (w->spent / 4 > w->text.n + 4096) return mg_fail(err, MG_FORMAT, "the JSON is broken in too many places");
            at = next_opening(w, MG_MAX(at, start + 1), to);
            continue;
        }
        remember_opening(w, start);
        mg_status status = w->reader->record(w->reader->payload, object, w->number, err);
        json_decref(object);
        MG_TRY(status);
    }
    return MG_OK;
}

/* Is one of the first elements from `at` an article? */
static bool elements_are_articles(walk *w, size_t at, size_t to)
{
    bool found = false;
    for (size_t i = 0; !found && i < LOOKED_AT; i++) {
        json_error_t why;
        at = mg_json_blanks(mg_span_sub(w->text, 0, to), at);
        if (at >= to || w->text.p[at] != '{') break;
        json_t *object = load(w, at, to, &at, &why);
        if (!object) {
            remember_broken(w, at, &why);
            break;
        }
        found = w->reader->is_article(w->reader->payload, object);
        json_decref(object);
    }
    return found;
}

/* ---- one value a line ---- */

static size_t line_end(mg_span text, size_t at)
{
    return mg_span_find(text, at, '\n');
}

bool mg_json_is_lines(mg_span text)
{
    json_error_t why;
    size_t spent = 0, at = mg_json_blanks(text, 0), to = line_end(text, at), end;
    if (at == text.n || text.p[at] != '{') return false;
    json_t *first = mg_json_load(mg_span_sub(text, 0, to), at, &end, &spent, &why);
    json_decref(first);
    at = mg_json_blanks(text, to);
    return first && at < text.n && text.p[at] == '{' && mg_json_blanks(text, end) == at;
}

static mg_status read_lines(walk *w, mg_error *err)
{
    mg_span text = w->text;
    for (size_t at = 0, to; at < text.n; at = to + 1) {
        to = line_end(text, at);
        size_t start = mg_json_blanks(mg_span_sub(text, 0, to), at);
        if (start < to && text.p[start] == '{') {
            MG_TRY(read_elements(w, start, to, err));
        } else if (start < to && to - start > 1) { /* a bracket alone may be around all lines */
            json_error_t why = {.line = 0};
            snprintf(why.text, sizeof why.text, "there is no object on it");
            w->number++;
            tell(w, start, &why);
        }
    }
    return MG_OK;
}

static bool lines_are_articles(walk *w)
{
    bool found = false;
    for (size_t at = 0, i = 0, to; !found && at < w->text.n && i < LOOKED_AT; at = to + 1, i++) {
        to = line_end(w->text, at);
        found = elements_are_articles(w, at, to);
    }
    return found;
}

/* ---- what is wrapped around records ---- */

/* Lists of such names are about something else than what holds them. */
static bool is_aside(mg_span key)
{
    static const char *const asides[] = {"related", "recommend", "comment",  "multimedia", "image",    "link",
                                         "author",  "reference", "associat", "mostread",   "revision", "media"};
    mg_name name = mg_name_of(key);
    for (size_t i = 0; i < MG_COUNT(asides); i++)
        if (strncmp(name.s, asides[i], strlen(asides[i])) == 0) return true;
    return false;
}

static mg_status read_value(walk *w, size_t at, size_t to, size_t depth, mg_error *err);

/* The records of an object that is none itself. */
static mg_status read_members(walk *w, size_t at, size_t to, size_t depth, mg_error *err)
{
    mg_span key, text = mg_span_sub(w->text, 0, to);
    size_t value, without = 0, before;
    for (at++; without < LOOKED_AT && mg_json_member(text, &at, &key, &value);) {
        before = w->number;
        if (strchr("{[", text.p[value]) && !is_aside(key)) MG_TRY(read_value(w, value, at, depth + 1, err));
        without = w->number > before ? 0 : without + 1;
    }
    return MG_OK;
}

/* Does a member hold a list of articles? */
static bool holds_articles(walk *w, size_t at, size_t to)
{
    mg_span key, text = mg_span_sub(w->text, 0, to);
    size_t value;
    bool found = false;
    for (at++; !found && mg_json_member(text, &at, &key, &value);)
        if (text.p[value] == '[' && !is_aside(key)) found = elements_are_articles(w, value + 1, at);
    return found;
}

static mg_status read_object(walk *w, size_t at, size_t to, size_t depth, mg_error *err)
{
    const mg_json_reader *r = w->reader;
    size_t end, before = w->number;
    bool large = to - at > RECORD_MAX;
    if (large) MG_TRY(read_members(w, at, to, depth, err));
    if (w->number > before) return MG_OK;
    json_error_t why;
    json_t *object = load(w, at, to, &end, &why);
    if (!object) remember_broken(w, end, &why);
    bool article = object && r->is_article(r->payload, object);
    if (article && !large && !r->has_text(r->payload, object)) article = !holds_articles(w, at, to);
    mg_status status = MG_OK;
    if (article) {
        w->number++;
        status = r->record(r->payload, object, depth ? w->number : 0, err);
    }
    json_decref(object);
    return article || large ? status : read_members(w, at, to, depth, err);
}

static mg_status read_value(walk *w, size_t at, size_t to, size_t depth, mg_error *err)
{
    if (depth > WRAPPERS_MAX || at >= to) return MG_OK;
    if (w->spent / 4 > w->text.n + 4096) return mg_fail(err, MG_FORMAT, "the JSON is broken in too many places");
    if (w->text.p[at] == '{') return read_object(w, at, to, depth, err);
    if (w->text.p[at] != '[') return MG_OK;
    at++;
    if (elements_are_articles(w, at, to)) return read_elements(w, at, to, err);
    size_t before = w->number;
    for (size_t i = 0; i < LOOKED_AT || w->number > before; i++) {
        at = mg_json_blanks(mg_span_sub(w->text, 0, to), at);
        if (at >= to || w->text.p[at] == ']') break;
        size_t end = MG_MAX(mg_json_skip(mg_span_sub(w->text, 0, to), at), at + 1);
        MG_TRY(read_value(w, at, end, depth + 1, err));
        at = end;
    }
    return MG_OK;
}

/* All values of the file: most have one. */
static mg_status read_values(walk *w, mg_error *err)
{
    size_t at = mg_json_blanks(w->text, 0), end = at < w->text.n ? mg_json_skip(w->text, at) : at;
    bool several = mg_json_blanks(w->text, end) < w->text.n;
    if (several && w->text.p[at] == '{' && elements_are_articles(w, at, w->text.n))
        return read_elements(w, at, w->text.n, err);
    return read_value(w, at, end, 0, err);
}

/* The value that `path` leads to; text.n when it leads nowhere. */
static size_t find_path(mg_span text, mg_span path)
{
    size_t at = mg_json_blanks(text, 0);
    while (path.n && at < text.n) {
        mg_span key, step = mg_json_step(path, &path);
        size_t member = at + 1, value = text.n, found = text.n;
        if (text.p[at] != '{') return text.n;
        while (found == text.n && mg_json_member(text, &member, &key, &value))
            if (mg_span_eq(key, step)) found = value;
        at = found;
    }
    return at;
}

static mg_status read_path(walk *w, mg_span path, mg_error *err)
{
    size_t at = find_path(w->text, path);
    if (at < w->text.n && w->text.p[at] == '[') return read_elements(w, at + 1, w->text.n, err);
    if (at < w->text.n && w->text.p[at] == '{') return read_elements(w, at, mg_json_skip(w->text, at), err);
    return MG_OK;
}

/* Does broken JSON look as if articles were meant? */
static bool names_articles(mg_span text)
{
    static const char *const keys[] = {"\"headline\"", "\"title\"", "\"body\"", "\"text\"", "\"content\"", "\"headlines\""};
    text.n = MG_MIN(text.n, (size_t)1 << 16);
    for (size_t i = 0; i < MG_COUNT(keys); i++)
        if (mg_span_find_span(text, 0, mg_span_str(keys[i])) < text.n) return true;
    return false;
}

mg_status mg_json_records(mg_span text, bool lines, mg_span path, const mg_json_reader *reader, mg_error *err)
{
    walk w = {.text = text, .reader = reader};
    if (lines && (path.n || lines_are_articles(&w)))
        MG_TRY(read_lines(&w, err));
    else if (!lines && path.n)
        MG_TRY(read_path(&w, path, err));
    else if (!lines)
        MG_TRY(read_values(&w, err));
    if (w.number) return MG_OK;
    if (w.broken[0] && names_articles(text)) return mg_fail(err, MG_FORMAT, "%s", w.broken);
    return mg_fail(err, MG_NOTFOUND, "no known format: JSON in which nothing is an article");
}
