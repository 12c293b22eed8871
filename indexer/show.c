/* show.c - see build.h: the articles of some archives as lines of JSON, and no index. */
#include "indexer/build.h"

#include "common/article_json.h"
#include "common/json_print.h"
#include "indexer/places.h"

#include <errno.h>

typedef struct {
    mg_report *report;
    mg_summary *summary;
} showing;

static mg_status print_article(void *payload, mg_article *article, uint32_t root, size_t file, mg_error *err)
{
    (void)root, (void)file;
    ((showing *)payload)->summary->articles++;
    json_t *o = json_object();
    mg_json_set_article(o, article);
    mg_json_set(o, "body", article->body);
    bool ok = o && mg_json_print(o, JSON_COMPACT, stdout) && putc('\n', stdout) != EOF;
    json_decref(o);
    return ok ? MG_OK : mg_fail_sys(err, errno ? errno : ENOMEM, "the output cannot be written");
}

static void on_problem(void *payload, mg_span path, mg_span member, const mg_error *why)
{
    showing *s = payload;
    s->summary->skipped++;
    mg_report_problem(s->report, path, member, why);
}

static void on_file(void *payload, const mg_dealt *dealt)
{
    showing *s = payload;
    s->summary->bytes_read += dealt->bytes;
    if (dealt->fate == MG_FILE_UNKNOWN) mg_report_unknown(s->report, dealt->member.n ? dealt->member : dealt->path);
}

mg_status mg_build_extract(const mg_build_opts *opts, mg_report *report, mg_summary *summary, mg_error *err)
{
    showing s = {report, summary};
    mg_arena arena = MG_ARENA_INIT;
    mg_places places;
    mg_earlier none = {0};
    mg_archive *archive = NULL;
    mg_reading reading = {NULL, print_article, on_problem, on_file, &s, NULL, opts->limits, NULL};
    mg_status status = mg_places_named(opts, &arena, &places, err);
    if (status == MG_OK) status = mg_places_join(opts, &none, &arena, on_problem, &s, &places, err);
    if (status == MG_OK) status = mg_places_open(&places, opts, &reading, &archive, err);
    if (status == MG_OK) status = mg_archive_choose(archive, NULL, NULL, 1, err);
    for (size_t unit = 0; status == MG_OK && unit < mg_archive_units(archive); unit++)
        status = mg_archive_read(archive, unit, opts->format, opts->map, &reading, err);
    mg_archive_close(archive);
    mg_places_dispose(&places);
    mg_arena_dispose(&arena);
    if (status == MG_OK && fflush(stdout) != 0) status = mg_fail_sys(err, errno, "the output cannot be written");
    return status;
}
