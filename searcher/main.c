/* main.c - morgue-search: the options, and which job they ask for. What is asked of an index goes through morgue.h. */
#include "common/base.h"
#include "common/cli.h"
#include "common/io.h"
#include "common/utf8.h"
#include "common/vec.h"
#include "searcher/caret.h"
#include "searcher/client.h"
#include "searcher/conversation.h"
#include "searcher/render.h"
#include "searcher/request.h"
#include "searcher/screen.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { EXIT_FOUND = 0, EXIT_NONE = 1, EXIT_ERROR = 2 };

enum { WHEN_AUTO, WHEN_ALWAYS, WHEN_NEVER };

/* What an index that lies in its archive is called. */
#define INDEX_NAME ".morgue"

/* On paper, so many other copies of a story are named. */
#define SHOWN_COPIES "5"

typedef struct {
    morgue_request *request;
    mg_render_opts render;
    MG_VEC(const char *) indexes;
    const char *batch, *show, *complete, *similar_to;
    mg_talk *talk; /* or NULL */
    bool help, version, quiet;
    int color;
    mg_arena arena; /* holds the template */
    /* What the request has been told, too. */
    bool counts, group, similar;
    size_t limit, passages;
    uint32_t timeout;
} options;

static mg_status set(options *o, const char *name, const char *value, mg_error *err)
{
    morgue_error why = MORGUE_ERROR_INIT;
    return mg_heard(morgue_request_set(o->request, name, value, &why), &why, err);
}

/* An option of the request, of which the output has to know, too. */
static mg_status on_request(options *o, const char *name, const char *value, mg_error *err)
{
    MG_TRY(set(o, name, value, err));
    if (strcmp(name, "limit") == 0) o->limit = strtoul(value, NULL, 10);
    else if (strcmp(name, "timeout") == 0) o->timeout = (uint32_t)strtoul(value, NULL, 10);
    else if (strcmp(name, "passages") == 0) o->passages = strtoul(value, NULL, 10);
    else if (strcmp(name, "by") == 0) o->render.by_passage = strcmp(value, "passage") == 0;
    else if (strcmp(name, "kwic") == 0) o->render.kwic = true;
    else if (strcmp(name, "explain") == 0) o->render.explain = true;
    else if (strcmp(name, "group") == 0) o->group = true;
    else if (strcmp(name, "similar") == 0) o->similar = true;
    else if (strcmp(name, "facets") == 0 || strcmp(name, "timeline") == 0) o->counts = true;
    return MG_OK;
}

static mg_status on_option(void *payload, const mg_option *option, const char *value, mg_error *err)
{
    options *o = payload;
    const char *name = option->name;
    if (strcmp(name, "count") == 0) o->render.form = MG_FORM_COUNT;
    else if (mg_request_knows(option)) return on_request(o, name, value, err);
    else if (strcmp(name, "index") == 0) return mg_vec_push(&o->indexes, value) ? MG_OK : mg_fail_nomem(err, "reading the options");
    else if (strcmp(name, "color") == 0) return mg_cli_word(option, value, &o->color, err);
    else if (strcmp(name, "trec") == 0) {
        o->render.form = MG_FORM_TREC;
        o->render.trec_tag = value;
    } else if (strcmp(name, "json") == 0) o->render.form = MG_FORM_JSON;
    else if (strcmp(name, "jsonl") == 0) o->render.form = MG_FORM_JSONL;
    else if (strcmp(name, "tsv") == 0) o->render.form = MG_FORM_TSV;
    else if (strcmp(name, "csv") == 0) o->render.form = MG_FORM_CSV;
    else if (strcmp(name, "format") == 0) {
        o->render.form = MG_FORM_TEMPLATE;
        return mg_template_read(value, &o->arena, &o->render.format, err);
    }
    else if (strcmp(name, "files-with-matches") == 0) o->render.form = MG_FORM_FILES;
    else if (strcmp(name, "null") == 0) o->render.null = true;
    else if (strcmp(name, "similar-to") == 0) o->similar_to = value;
    else if (strcmp(name, "show") == 0) o->show = value;
    else if (strcmp(name, "complete") == 0) o->complete = value;
    else if (strcmp(name, "batch") == 0) o->batch = value;
    else if (strcmp(name, "stdio") == 0) o->talk = mg_talk_json;
    else if (strcmp(name, "mcp") == 0) o->talk = mg_talk_mcp;
    else if (strcmp(name, "quiet") == 0) o->quiet = true;
    else if (strcmp(name, "verbose") == 0) o->render.verbose = true;
    else if (strcmp(name, "help") == 0) o->help = true;
    else if (strcmp(name, "version") == 0) o->version = true;
    return MG_OK;
}

static void print_help(void)
{
    mg_buf help = MG_BUF_INIT;
    mg_cli_help(&mg_this_program, &help);
    printf("Usage: morgue-search [OPTION]... QUERY...\n"
           "Search an archive of news articles: the best first, with what matches.\n%s\n"
           "Query, as morgue-query(7) describes it:\n"
           "  word  +must -not  \"exact phrase\"  \"loose phrase\"~5  start*  w?r*d  word~2\n"
           "  (a OR b)  a AND b  a NOT b  a XOR b  a NEAR/5 b  a ADJ/5 b  a w/5 b\n"
           "  title: author: source: section: lang: url: id: dateline: keyword:\n"
           "  date:2025-03  date:2025-01..2025-03  since:7d  until:2024  has:date\n\n"
           "Exit: 0 something matched; 1 nothing did; 2 an error.\n",
           help.p ? help.p : "");
    mg_buf_dispose(&help);
}

/* The nearest .morgue from the working directory upward. */
static mg_status nearest_index(mg_buf *out, mg_error *err)
{
    char *dir = getcwd(NULL, 0);
    if (!dir) return mg_fail_sys(err, errno, "the working directory cannot be read");
    mg_status status = MG_OK;
    for (struct stat st;;) {
        mg_buf_reset(out);
        mg_buf_addf(out, "%s/%s", dir, INDEX_NAME);
        MG_GOTO(mg_buf_check(out, "looking for an index", err));
        if (stat(out->p, &st) == 0 && S_ISDIR(st.st_mode)) break;
        char *slash = strrchr(dir, '/');
        if (!slash)
            MG_GOTO(mg_fail(err, MG_NOTFOUND,
                            "there is no %s here or above; name an index with -i, or build one with: morgue-index ARCHIVE",
                            INDEX_NAME));
        *slash = '\0';
    }
out:
    free(dir);
    return status;
}

/* Where to search, when no option says so; `found` holds it. */
static mg_status settle_indexes(options *o, mg_buf *found, mg_error *err)
{
    const char *named = getenv("MORGUE_INDEX");
    if (o->indexes.n) return MG_OK;
    if (named && *named) mg_buf_adds(found, named);
    else MG_TRY(nearest_index(found, err));
    bool ok = !found->failed && mg_vec_push(&o->indexes, found->p);
    return ok ? MG_OK : mg_fail_nomem(err, "reading the options");
}

static mg_status open_archive(options *o, morgue **out, mg_error *err)
{
    mg_buf found = MG_BUF_INIT;
    morgue_error why = MORGUE_ERROR_INIT;
    mg_status status = settle_indexes(o, &found, err);
    if (status == MG_OK) status = mg_heard(morgue_open(o->indexes.v, o->indexes.n, out, &why), &why, err);
    mg_buf_dispose(&found);
    return status;
}

/* ---- jobs ---- */

/* A line on stderr, harmless to a terminal. */
static void put_line(mg_span text)
{
    mg_buf line = MG_BUF_INIT;
    mg_screen_add(text, &line);
    mg_buf_addc(&line, '\n');
    if (!line.failed) fwrite(line.p, 1, line.n, stderr);
    mg_buf_dispose(&line);
}

static void print_warnings(const morgue_summary *found, mg_span qid)
{
    for (size_t i = 0; i < found->n_warnings; i++) {
        mg_buf text = MG_BUF_INIT;
        if (qid.n) mg_buf_addf(&text, "query %.*s: ", (int)MG_MIN(qid.n, 60), qid.p);
        mg_buf_adds(&text, found->warnings[i]);
        fputs("morgue-search: ", stderr);
        put_line(mg_buf_span(&text));
        mg_buf_dispose(&text);
    }
}

static size_t terminal_width(int fd)
{
    struct winsize w;
    if (ioctl(fd, TIOCGWINSZ, &w) == 0 && w.ws_col >= 20) return MG_MIN(w.ws_col, 110);
    return 90;
}

/* What is wrong with a query, and a caret below the place; `name` is in front of both. */
static void print_query_error(const char *name, mg_span query, const mg_error *why)
{
    mg_buf typed = MG_BUF_INIT, text = MG_BUF_INIT;
    mg_buf_add_repaired(&typed, query); /* the places of errors are of this */
    size_t at = why->offset < 0 ? 0 : (size_t)why->offset;
    mg_buf_addf(&text, "%scolumn %zu: %s", name, mg_utf8_count(mg_span_sub(mg_buf_span(&typed), 0, at)) + 1, why->msg);
    put_line(mg_buf_span(&text));
    mg_buf_reset(&text);
    mg_caret(mg_buf_span(&typed), at, terminal_width(STDERR_FILENO), &text);
    if (!text.failed) fwrite(text.p, 1, text.n, stderr);
    mg_buf_dispose(&typed);
    mg_buf_dispose(&text);
}

static mg_status one_query(const options *o, morgue *archive, const char *query, mg_span qid, bool *found, mg_error *err)
{
    morgue_answer *answer;
    morgue_error why = MORGUE_ERROR_INIT;
    MG_TRY(mg_heard(morgue_search(archive, query, o->request, &answer, &why), &why, err));
    const morgue_summary *summary = morgue_answer_summary(answer);
    if (o->render.form != MG_FORM_JSON && !o->quiet) print_warnings(summary, qid);
    *found |= summary->upper > 0 && (summary->n_hits > 0 || summary->lower > 0);
    mg_status status = o->quiet ? MG_OK : mg_render(answer, &o->render, qid, err);
    morgue_answer_free(answer);
    return status;
}

/* The queries of a batch that found nothing, a line each. */
typedef struct {
    size_t n, queries;
    mg_buf text;
} misses;

static void add_miss(misses *m, mg_span qid, mg_span query)
{
    m->n++;
    mg_buf_adds(&m->text, "  ");
    mg_buf_add(&m->text, qid);
    mg_buf_adds(&m->text, "  ");
    mg_buf_add(&m->text, query);
    mg_buf_addc(&m->text, '\n');
}

static mg_status print_misses(misses *m, bool quiet, mg_error *err)
{
    mg_status status = mg_buf_check(&m->text, "listing queries", err);
    if (status == MG_OK && m->n && !quiet) {
        (void)fflush(stdout);
        fprintf(stderr, "morgue-search: %zu of %zu queries found nothing:\n", m->n, m->queries);
        for (size_t at = 0, end; at < m->text.n; at = end + 1) {
            end = mg_span_find(mg_buf_span(&m->text), at, '\n');
            put_line(mg_span_sub(mg_buf_span(&m->text), at, end));
        }
    }
    mg_buf_dispose(&m->text);
    return status;
}

/* A query of a batch that cannot be run. */
static void print_failed(mg_span qid, mg_span query, mg_status status, const mg_error *why)
{
    char name[120];
    snprintf(name, sizeof name, "morgue-search: query %.*s: ", (int)MG_MIN(qid.n, 60), qid.p);
    if (status == MG_QUERY) print_query_error(name, query, why);
    else fprintf(stderr, "%s%s\n", name, why->msg);
}

/* A line of a batch: ID<tab>QUERY, or a query, whose id is then its number. */
typedef struct {
    mg_span qid, query;
    char number[24];
} batch_line;

/* Both end where they do in the line, which is changed: a NUL in it is a blank. */
static void read_line(char *line, size_t n, size_t number, batch_line *out)
{
    for (size_t i = 0; i < n; i++)
        if (!line[i]) line[i] = ' ';
    mg_span text = mg_span_trim((mg_span){line, n});
    size_t tab = mg_span_find(text, 0, '\t');
    snprintf(out->number, sizeof out->number, "%zu", number);
    out->qid = tab < text.n ? mg_span_sub(text, 0, tab) : mg_span_str(out->number);
    out->query = tab < text.n ? mg_span_sub(text, tab + 1, text.n) : text;
    if (out->query.p) line[out->query.p - line + (ptrdiff_t)out->query.n] = '\0';
}

/* A query a line; a line that fails is reported and the others still run. */
static mg_status batch(options *o, morgue *archive, bool *found, bool *failed, mg_error *err)
{
    misses none = {.text = MG_BUF_INIT};
    FILE *in = strcmp(o->batch, "-") == 0 ? stdin : fopen(o->batch, "re");
    if (!in) return mg_fail_sys(err, errno, "the batch file %s cannot be read", o->batch);
    char *line = NULL;
    size_t room = 0, number = 0;
    mg_status status = MG_OK;
    for (ssize_t n; status == MG_OK && (n = getline(&line, &room, in)) >= 0;) {
        batch_line q = {0};
        mg_error why = MG_ERROR_INIT;
        bool hit = false;
        read_line(line, (size_t)n, ++number, &q);
        if (!q.query.n && q.qid.p == q.number) continue;
        none.queries++;
        status = one_query(o, archive, q.query.p, q.qid, &hit, &why);
        *found |= hit;
        if (status == MG_OK && !hit) add_miss(&none, q.qid, q.query);
        if (status == MG_LIMIT || status == MG_QUERY || status == MG_TIMEOUT) {
            print_failed(q.qid, q.query, status, &why);
            *failed = true;
            status = MG_OK;
        } else if (status != MG_OK && err) {
            *err = why;
        }
    }
    if (status == MG_OK && ferror(in)) status = mg_fail_sys(err, errno, "the batch file %s cannot be read", o->batch);
    if (status == MG_OK) status = print_misses(&none, o->quiet, err);
    else mg_buf_dispose(&none.text);
    free(line);
    if (in != stdin) fclose(in);
    return status;
}

static mg_status show(const options *o, morgue *archive, const char *query, mg_error *err)
{
    const morgue_hit *article;
    morgue_error why = MORGUE_ERROR_INIT;
    MG_TRY(mg_heard(morgue_article(archive, o->show, query, &article, &why), &why, err));
    return o->quiet ? MG_OK : mg_render_article(article, &o->render, err);
}

static mg_status complete(const options *o, morgue *archive, bool *found, mg_error *err)
{
    const morgue_bucket *words;
    size_t n;
    morgue_error why = MORGUE_ERROR_INIT;
    MG_TRY(mg_heard(morgue_complete(archive, o->complete, o->limit, &words, &n, &why), &why, err));
    *found = n > 0;
    for (size_t i = 0; i < n && !o->quiet; i++) puts(words[i].value);
    if (fflush(stdout) != 0 || ferror(stdout)) return mg_fail_sys(err, errno, "the output cannot be written");
    return MG_OK;
}

static mg_status join_words(char *const *words, int n, mg_buf *out, mg_error *err)
{
    for (int i = 0; i < n; i++) {
        if (i) mg_buf_addc(out, ' ');
        mg_buf_adds(out, words[i]);
    }
    return mg_buf_check(out, "reading the query", err);
}

/* Counts are of an answer, words of none: forms of a line a hit have no place for them. */
static mg_status check_forms(const options *o, mg_error *err)
{
    const mg_form_name form = o->render.form;
    morgue_error why = MORGUE_ERROR_INIT;
    MG_TRY(mg_heard(morgue_request_check(o->request, &why), &why, err));
    if (o->counts && form != MG_FORM_TEXT && form != MG_FORM_JSON)
        return mg_fail(err, MG_USAGE, "--facets and --timeline are shown as text or with --json");
    if (o->render.kwic && form == MG_FORM_TEMPLATE) return mg_fail(err, MG_USAGE, "--format is of hits, --kwic shows rows");
    if ((o->render.by_passage || o->render.kwic) && !o->passages)
        return mg_fail(err, MG_USAGE, "%s shows passages: not with --trec, -l or -p 0", o->render.kwic ? "--kwic" : "--by passage");
    if (o->group && form == MG_FORM_COUNT)
        return mg_fail(err, MG_USAGE, "--count counts articles, not stories: leave out --group");
    if (o->render.explain && form != MG_FORM_TEXT && form != MG_FORM_JSON && form != MG_FORM_JSONL)
        return mg_fail(err, MG_USAGE, "--explain is shown as text or with --json or --jsonl");
    if (o->complete && form != MG_FORM_TEXT)
        return mg_fail(err, MG_USAGE, "--complete prints plain words, a line each");
    return MG_OK;
}

/* A text to find others like; only its beginning counts. */
#define EXAMPLE_MAX ((size_t)64 << 20)

static mg_status read_stdin(mg_buf *out, mg_error *err)
{
    char piece[1 << 16];
    for (size_t n; (n = fread(piece, 1, sizeof piece, stdin)) > 0;) {
        mg_buf_add(out, (mg_span){piece, n});
        if (out->n > EXAMPLE_MAX) return mg_fail(err, MG_LIMIT, "standard input has more than %zu bytes", EXAMPLE_MAX);
    }
    if (ferror(stdin)) return mg_fail_sys(err, errno, "standard input cannot be read");
    return mg_buf_check(out, "reading a text", err);
}

/* The text that --similar-to names. */
static mg_status read_example(options *o, mg_error *err)
{
    if (!o->similar_to) return MG_OK;
    if (o->similar) return mg_fail(err, MG_USAGE, "--similar and --similar-to: one of them");
    mg_buf text = MG_BUF_INIT;
    bool from_stdin = strcmp(o->similar_to, "-") == 0;
    mg_status status = from_stdin ? read_stdin(&text, err) : mg_file_read(o->similar_to, EXAMPLE_MAX, &text, err);
    for (size_t i = 0; status == MG_OK && i < text.n; i++)
        if (!text.p[i]) text.p[i] = ' ';
    if (status == MG_OK && !mg_span_trim(mg_buf_span(&text)).n)
        status = mg_fail(err, MG_USAGE, "--similar-to: %s has no text", from_stdin ? "standard input" : o->similar_to);
    if (status == MG_OK) status = set(o, "similar-text", text.p, err);
    mg_buf_dispose(&text);
    return status;
}

/* --stdio, --mcp: requests bring their own options. */
static mg_status converse(options *o, int n, mg_error *err)
{
    mg_buf found = MG_BUF_INIT;
    mg_status status = MG_OK;
    if (n) return mg_fail(err, MG_USAGE, "--stdio and --mcp read their queries from stdin");
    MG_GOTO(settle_indexes(o, &found, err));
    status = mg_converse(o->indexes.v, o->indexes.n, o->talk, STDIN_FILENO, stdout, err);
out:
    mg_buf_dispose(&found);
    return status;
}

static mg_status work(options *o, char *const *words, int n, int *code, mg_error *err)
{
    morgue *archive = NULL;
    mg_buf query = MG_BUF_INIT;
    bool found = false, failed = false;
    mg_status status = MG_OK;
    bool example = o->similar || o->similar_to;
    if (!n && !o->batch && !o->show && !o->complete && !example) return mg_fail(err, MG_USAGE, "type a QUERY (see --help)");
    MG_TRY(check_forms(o, err));
    MG_TRY(read_example(o, err));
    MG_GOTO(join_words(words, n, &query, err));
    MG_GOTO(open_archive(o, &archive, err));
    morgue_limit_time(archive, o->timeout);
    if (!o->quiet && !o->show && !o->complete) mg_render_header(&o->render);
    if (o->show) {
        MG_GOTO(show(o, archive, query.p, err));
        found = true;
    } else if (o->complete) {
        MG_GOTO(complete(o, archive, &found, err));
    } else if (o->batch) {
        morgue_keep(archive, true);
        MG_GOTO(batch(o, archive, &found, &failed, err));
    } else {
        status = one_query(o, archive, query.p, (mg_span){0}, &found, err);
    }
    *code = failed ? EXIT_ERROR : found ? EXIT_FOUND : EXIT_NONE;
out:
    if (status == MG_QUERY) print_query_error("morgue-search: ", mg_buf_span(&query), err);
    morgue_close(archive);
    mg_buf_dispose(&query);
    return status;
}

/* What the form of the output implies for the request: nothing is found out that is not shown. */
static mg_status settle(options *o, mg_error *err)
{
    const char *no_color = getenv("NO_COLOR"), *terminal = getenv("TERM");
    bool plain = (no_color && *no_color) || (terminal && strcmp(terminal, "dumb") == 0);
    o->render.color = o->color == WHEN_ALWAYS || (o->color == WHEN_AUTO && !plain && isatty(STDOUT_FILENO));
    o->render.width = terminal_width(STDOUT_FILENO);
    mg_form_name form = o->render.form;
    bool text = form == MG_FORM_TEXT, json = form == MG_FORM_JSON, lines = form == MG_FORM_JSONL;
    if (form == MG_FORM_COUNT || o->quiet) {
        o->render.kwic = o->render.by_passage = false;
        MG_TRY(set(o, "count", NULL, err));
        return o->quiet ? set(o, "totals", "0", err) : MG_OK;
    }
    bool unseen = form == MG_FORM_TEMPLATE && !o->render.by_passage && !mg_template_wants_passages(&o->render.format);
    if (form == MG_FORM_TREC || form == MG_FORM_FILES || unseen) {
        o->passages = 0;
        MG_TRY(set(o, "passages", "0", err));
    }
    if (form == MG_FORM_FILES) MG_TRY(set(o, "limit", "0", err));
    if (!text && !json) MG_TRY(set(o, "totals", "0", err));
    if (!text && !json) MG_TRY(set(o, "suggest", "false", err));
    return json || lines ? MG_OK : set(o, "others", text ? SHOWN_COPIES : "0", err);
}

int main(int argc, char **argv)
{
    options o = {.request = morgue_request_new(), .limit = 10, .passages = 1};
    mg_error err = MG_ERROR_INIT;
    int first = argc, code = EXIT_NONE;
    signal(SIGPIPE, SIG_DFL); /* a reader that has gone ends us quietly */
    mg_status status = o.request ? mg_cli_parse(argc, argv, &mg_this_program, on_option, &o, &first, &err)
                                 : mg_fail_nomem(&err, "reading the options");
    if (status == MG_OK && o.help) {
        print_help();
        code = EXIT_FOUND;
    } else if (status == MG_OK && o.version) {
        printf("morgue-search %s (libxapian %s)\n", morgue_version(), morgue_xapian_version());
        code = EXIT_FOUND;
    } else if (status == MG_OK && o.talk) {
        status = converse(&o, argc - first, &err);
        code = EXIT_FOUND;
    } else if (status == MG_OK) {
        status = settle(&o, &err);
        if (status == MG_OK) status = work(&o, argv + first, argc - first, &code, &err);
    }
    mg_vec_free(&o.indexes);
    mg_arena_dispose(&o.arena);
    morgue_request_free(o.request);
    if (status == MG_OK) return code;
    if (status != MG_QUERY) fprintf(stderr, "morgue-search: %s\n", err.msg);
    return EXIT_ERROR;
}
