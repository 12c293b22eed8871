/* article_json.c - see article_json.h. */
#include "common/article_json.h"

void mg_json_set(json_t *o, const char *key, mg_span text)
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
    mg_json_set(o, key, mg_buf_span(&text));
    mg_buf_dispose(&text);
}

/* File names need not be UTF-8; JSON must be. */
static void set_path(json_t *o, mg_span path)
{
    mg_buf text = MG_BUF_INIT;
    mg_buf_add_repaired(&text, path);
    mg_json_set(o, "path", mg_buf_span(&text));
    mg_buf_dispose(&text);
}

static void set_pages(json_t *o, mg_offsets pages)
{
    if (!pages.n) return;
    json_t *array = json_array();
    for (size_t i = 0; i < pages.n; i++) json_array_append_new(array, json_integer((json_int_t)pages.v[i]));
    json_object_set_new(o, "pages", array);
}

void mg_json_set_article(json_t *o, const mg_article *a)
{
    mg_json_set(o, "id", a->id);
    mg_json_set(o, "title", a->title);
    mg_json_set(o, "standfirst", a->standfirst);
    set_list(o, "byline", a->byline);
    set_date(o, "date", &a->date);
    mg_json_set(o, "date_precision", mg_span_str(mg_date_precision_name(a->date.precision)));
    mg_json_set(o, "date_source", mg_span_str(mg_date_source_name(a->date_source)));
    set_date(o, "modified", &a->modified);
    mg_json_set(o, "source", a->source);
    mg_json_set(o, "section", a->section);
    mg_json_set(o, "dateline", a->dateline);
    mg_json_set(o, "url", a->url);
    mg_json_set(o, "language", a->language);
    set_list(o, "keywords", a->keywords);
    set_path(o, a->path);
    mg_json_set(o, "member", a->member);
    mg_json_set(o, "format", a->format);
    set_pages(o, a->pages);
}
