/* searched.c - see searched.h. */
#include "tests/support/searched.h"

#include "common/io.h"
#include "common/schema.h"
#include "tests/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const searched_sample samples[] = {
    {"a", "Ferry runs aground", "No one was hurt", "A ferry ran aground in fog. The toll is not known.", "2025-03-07", "Harbour Wire", "Shipping", "Jane Doe", "en"},
    {"b", "Cocoa prices fall", "", "The drought ended and prices fell. A toll was paid.", "2025-03", "Harbour Wire", "Markets", "John Roe", "en"},
    {"c", "Old news", "", "A toll bridge was opened, in fog.", "1898-12-31", "The Courier", "", "", "en"},
    {"d", "Undated", "", "A toll and a toll and a toll.", "", "", "", "", "en"},
    {"e", "La premi\xc3\xa8re", "", "L\xe2\x80\x99" "eau monte \xc3\xa0 la premi\xc3\xa8re \xc3\xa9" "cluse.", "2025", "Le Phare", "Soci\xc3\xa9t\xc3\xa9", "Ren\xc3\xa9" "e Roux", "fr"},
    {"f", "Twins", "", "Twins one.", "2024-02-29T12:00:00Z", "", "", "", "en"},
    {"g", "Twins", "", "Twins one.", "2024-02-29T12:00:00Z", "", "", "", "en"},
    {"h", "Don\xe2\x80\x99t panic", "", "They don\xe2\x80\x99t. He can't.", "2020", "", "", "", "en"},
};

static char *dir;
mg_searcher *searched;

const char *searched_path(const char *name)
{
    static char path[300];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    return path;
}

void searched_add(small_index *index, const searched_sample *s)
{
    mg_span author = mg_span_str(s->author);
    mg_article a = {.id = mg_span_str(s->id), .title = mg_span_str(s->title), .standfirst = mg_span_str(s->standfirst),
                    .body = mg_span_str(s->body), .source = mg_span_str(s->source), .section = mg_span_str(s->section),
                    .byline = {&author, author.n > 0}, .language = mg_span_str(s->language), .path = mg_span_str(s->id)};
    if (*s->date) assert_true(mg_date_parse(mg_span_str(s->date), &a.date));
    small_index_article(index, a);
}

void searched_finish(small_index *index, const char *version)
{
    small_index_set_morgue(index);
    if (version) small_index_set(index, MG_META_VERSION, mg_span_str(version));
    small_index_finish(index);
}

int searched_start(void **state)
{
    (void)state;
    dir = scratch_dir();
    if (mg_dir_create(searched_path("index/segments"), NULL) != MG_OK) return 1;
    small_index *index = small_index_new(searched_path("index/segments/one"), "auto");
    for (size_t i = 0; i < MG_COUNT(samples); i++) searched_add(index, &samples[i]);
    searched_finish(index, NULL);
    mg_span root = MG_SPAN("/srv/news");
    mg_stub_segment segment = {.name = "one"};
    mg_stub stub = {.generation = 1, .archives = {&root, 1}, .segments = &segment, .n = 1};
    const char *path = searched_path("index");
    if (mg_stub_publish(path, &stub, NULL) != MG_OK) return 1;
    return mg_searcher_open(&path, 1, &searched, NULL);
}

int searched_stop(void **state)
{
    (void)state;
    mg_searcher_close(searched);
    mg_searcher_close(NULL);
    scratch_remove(dir);
    return 0;
}

mg_answer searched_ask(const char *query, const mg_request *request)
{
    mg_answer answer;
    mg_error err = MG_ERROR_INIT;
    if (mg_search(searched, mg_span_str(query), request, &answer, &err) != MG_OK) fail_msg("%s: %s", query, err.msg);
    return answer;
}
