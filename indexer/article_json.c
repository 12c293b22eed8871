/* article_json.c - see article_json.h. */
#include "indexer/article_json.h"

#include "common/utf8.h"

#include <errno.h>
#include <jansson.h>

static void set_text(json_t *o, const char *key, mg_span text)
{
    if (text.n) json_object_set_new(o, key, json_stringn(text.p, text.n));
}

static void set_list(json_t *o, const char *key, mg_spans list)
{
    if (!list.n) return;
    json_t *array = json_array();
    for (size_t i = 0; i < list.n; i++) json_array_append_new(array, json_stringn(list.v[i].p, list.v[i].n));
    json_object_set_new(o, key, array);
}

static void set_date(json_t *o, const char *key, const mg_date *date)
{
    mg_buf text = MG_BUF_INIT;
    mg_date_format(date, &text);
    set_text(o, key, mg_buf_span(&text));
    mg_buf_dispose(&text);
}

/* File names need not be UTF-8; JSON must be. */
static void set_path(json_t *o, mg_span path)
{
    mg_buf text = MG_BUF_INIT;
    for (size_t at = 0; at < path.n;) mg_buf_add_char(&text, mg_utf8_next(path, &at));
    set_text(o, "path", mg_buf_span(&text));
    mg_buf_dispose(&text);
}

mg_status mg_article_print_json(const mg_article *a, FILE *out, mg_error *err)
{
    json_t *o = json_object();
    if (!o) return mg_fail_nomem(err, "printing an article");
    set_text(o, "id", a->id);
    set_text(o, "title", a->title);
    set_text(o, "standfirst", a->standfirst);
    set_list(o, "byline", a->byline);
    set_date(o, "date", &a->date);
    set_text(o, "date_precision", mg_span_str(mg_date_precision_name(a->date.precision)));
    set_text(o, "date_source", mg_span_str(mg_date_source_name(a->date_source)));
    set_date(o, "modified", &a->modified);
    set_text(o, "source", a->source);
    set_text(o, "section", a->section);
    set_text(o, "dateline", a->dateline);
    set_text(o, "url", a->url);
    set_text(o, "language", a->language);
    set_list(o, "keywords", a->keywords);
    set_path(o, a->path);
    set_text(o, "member", a->member);
    set_text(o, "format", a->format);
    set_text(o, "body", a->body);
    bool ok = json_dumpf(o, out, JSON_COMPACT) == 0 && putc('\n', out) != EOF;
    json_decref(o);
    return ok ? MG_OK : mg_fail_sys(err, errno, "the output cannot be written");
}
