/* main.c - morgue-search: the options, and which job they ask for. */
#include "common/base.h"
#include "common/cli.h"
#include "common/compose.h"
#include "common/io.h"
#include "common/layout.h"
#include "common/utf8.h"
#include "common/vec.h"
#include "searcher/caret.h"
#include "searcher/conversation.h"
#include "searcher/morgue.h"
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

/* On paper, so many other copies of a story are named. */
#define SHOWN_COPIES 5

typedef struct {
    mg_request request;
    mg_render_opts render;
    MG_VEC(const char *) indexes;
    const char *batch, *show, *complete, *similar_to;
    mg_talk *talk; /* or NULL */
    mg_stop stop;
    bool help, version, quiet;
    int color;
    mg_arena arena; /* holds the lists */
} options;

static mg_status on_option(void *payload, const mg_option *option, const char *value, mg_error *err)
{
    options *o = payload;
    const char *name = option->name;
    if (mg_request_knows(option)) return mg_request_set(&o->request, option, value, &o->arena, err);
    if (strcmp(name, "index") == 0) return mg_vec_push(&o->indexes, value) ? MG_OK : mg_fail_nomem(err, "reading the options");
    if (strcmp(name, "color") == 0) return mg_cli_word(option, value, &o->color, err);
    if (strcmp(name, "trec") == 0) {
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
    else if (strcmp(name, "count") == 0) o->render.form = MG_FORM_COUNT;
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
        mg_buf_addf(out, "%s/%s", dir, MG_INDEX_NAME);
        MG_GOTO(mg_buf_check(out, "looking for an index", err));
        if (stat(out->p, &st) == 0 && S_ISDIR(st.st_mode)) break;
        char *slash = strrchr(dir, '/');
        if (!slash)
            MG_GOTO(mg_fail(err, MG_NOTFOUND,
                            "there is no %s here or above; name an index with -i, or build one with: morgue-index ARCHIVE",
                            MG_INDEX_NAME));
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

static mg_status open_searcher(options *o, mg_searcher **out, mg_error *err)
{
    mg_buf found = MG_BUF_INIT;
    mg_status status = settle_indexes(o, &found, err);
    if (status == MG_OK) status = mg_searcher_open(o->indexes.v, o->indexes.n, out, err);
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

static void print_warnings(const mg_answer *a, mg_span qid)
{
    for (size_t i = 0; i < a->warnings.n; i++) {
        mg_buf text = MG_BUF_INIT;
        if (qid.n) mg_buf_addf(&text, "query %.*s: ", (int)MG_MIN(qid.n, 60), qid.p);
        mg_render_warning(a, i, &text);
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

static mg_status one_query(options *o, mg_searcher *searcher, mg_span query, mg_span qid, bool *found, mg_error *err)
{
    mg_answer answer;
    mg_stop_start(&o->stop, o->request.timeout);
    MG_TRY(mg_search(searcher, query, &o->request, &answer, err));
    if (o->render.form != MG_FORM_JSON && !o->quiet) print_warnings(&answer, qid);
    *found |= answer.match.upper > 0 && (answer.match.n > 0 || answer.match.lower > 0);
    mg_status status = o->quiet ? MG_OK : mg_render(searcher, &answer, &o->request, &o->render, qid, err);
    mg_answer_dispose(&answer);
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

/* A query a line; a line that fails is reported and the others still run. */
static mg_status batch(options *o, mg_searcher *searcher, bool *found, bool *failed, mg_error *err)
{
    misses none = {.text = MG_BUF_INIT};
    FILE *in = strcmp(o->batch, "-") == 0 ? stdin : fopen(o->batch, "re");
    if (!in) return mg_fail_sys(err, errno, "the batch file %s cannot be read", o->batch);
    char *line = NULL;
    size_t room = 0, number = 0;
    mg_status status = MG_OK;
    for (ssize_t n; status == MG_OK && (n = getline(&line, &room, in)) >= 0;) {
        number++;
        mg_span text = mg_span_trim((mg_span){line, (size_t)n}), qid;
        if (!text.n) continue;
        size_t tab = mg_span_find(text, 0, '\t');
        char counted[24];
        snprintf(counted, sizeof counted, "%zu", number);
        qid = tab < text.n ? mg_span_sub(text, 0, tab) : mg_span_str(counted);
        mg_error why = MG_ERROR_INIT;
        mg_span query = tab < text.n ? mg_span_sub(text, tab + 1, text.n) : text;
        bool hit = false;
        none.queries++;
        status = one_query(o, searcher, query, qid, &hit, &why);
        *found |= hit;
        if (status == MG_OK && !hit) add_miss(&none, qid, query);
        if (status == MG_LIMIT || status == MG_QUERY || status == MG_TIMEOUT) {
            print_failed(qid, query, status, &why);
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

static mg_status complete(const options *o, mg_searcher *searcher, bool *found, mg_error *err)
{
    const mg_vocabulary_word *words;
    size_t n;
    MG_TRY(mg_searcher_complete(searcher, mg_span_str(o->complete), o->request.limit, &words, &n, err));
    *found = n > 0;
    for (size_t i = 0; i < n && !o->quiet; i++) printf("%.*s\n", (int)words[i].word.n, words[i].word.p);
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
    const mg_counted *c = &o->request.counted;
    MG_TRY(mg_request_check(&o->request, err));
    if ((c->n_facets || c->timeline) && o->render.form != MG_FORM_TEXT && o->render.form != MG_FORM_JSON)
        return mg_fail(err, MG_USAGE, "--facets and --timeline are shown as text or with --json");
    if (o->request.whole && o->render.form == MG_FORM_TEMPLATE)
        return mg_fail(err, MG_USAGE, "--format is of hits, --kwic shows rows");
    if ((o->request.by_passage || o->request.whole) && !o->request.passages && !o->request.count_only)
        return mg_fail(err, MG_USAGE, "%s shows passages: not with --trec, -l or -p 0", o->request.whole ? "--kwic" : "--by passage");
    if (o->request.group && o->render.form == MG_FORM_COUNT)
        return mg_fail(err, MG_USAGE, "--count counts articles, not stories: leave out --group");
    if (o->request.explain && o->render.form != MG_FORM_TEXT && o->render.form != MG_FORM_JSON && o->render.form != MG_FORM_JSONL)
        return mg_fail(err, MG_USAGE, "--explain is shown as text or with --json or --jsonl");
    if (o->complete && o->render.form != MG_FORM_TEXT)
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
    mg_request *r = &o->request;
    if (!o->similar_to) return MG_OK;
    if (r->similar) return mg_fail(err, MG_USAGE, "--similar and --similar-to: one of them");
    mg_buf text = MG_BUF_INIT;
    bool from_stdin = strcmp(o->similar_to, "-") == 0;
    mg_status status = from_stdin ? read_stdin(&text, err) : mg_file_read(o->similar_to, EXAMPLE_MAX, &text, err);
    if (status == MG_OK && !mg_span_trim(mg_buf_span(&text)).n)
        status = mg_fail(err, MG_USAGE, "--similar-to: %s has no text", from_stdin ? "standard input" : o->similar_to);
    mg_buf clean = MG_BUF_INIT;
    if (status == MG_OK) status = mg_compose(mg_buf_span(&text), &clean, err);
    if (status == MG_OK) r->similar_text = mg_arena_copy(&o->arena, mg_buf_span(&clean));
    if (status == MG_OK && !r->similar_text.p) status = mg_fail_nomem(err, "reading a text");
    mg_buf_dispose(&text);
    mg_buf_dispose(&clean);
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
    mg_searcher *searcher = NULL;
    mg_buf query = MG_BUF_INIT;
    bool found = false, failed = false;
    mg_status status = MG_OK;
    bool example = o->request.similar || o->similar_to;
    if (!n && !o->batch && !o->show && !o->complete && !example) return mg_fail(err, MG_USAGE, "type a QUERY (see --help)");
    MG_TRY(check_forms(o, err));
    MG_TRY(read_example(o, err));
    MG_GOTO(join_words(words, n, &query, err));
    MG_GOTO(open_searcher(o, &searcher, err));
    mg_searcher_watch(searcher, &o->stop);
    if (!o->quiet && !o->show && !o->complete) mg_render_header(&o->render);
    if (o->show) {
        mg_result article;
        MG_GOTO(mg_searcher_article(searcher, mg_span_str(o->show), mg_buf_span(&query), &article, err));
        found = true;
        if (!o->quiet) MG_GOTO(mg_render_article(&article, &o->render, err));
    } else if (o->complete) {
        MG_GOTO(complete(o, searcher, &found, err));
    } else if (o->batch) {
        MG_GOTO(batch(o, searcher, &found, &failed, err));
    } else {
        status = one_query(o, searcher, mg_buf_span(&query), (mg_span){0}, &found, err);
    }
    *code = failed ? EXIT_ERROR : found ? EXIT_FOUND : EXIT_NONE;
out:
    if (status == MG_QUERY) print_query_error("morgue-search: ", mg_buf_span(&query), err);
    mg_searcher_close(searcher);
    mg_buf_dispose(&query);
    return status;
}

/* What the form of the output implies for the search. */
static void settle(options *o)
{
    const char *no_color = getenv("NO_COLOR"), *terminal = getenv("TERM");
    bool plain = (no_color && *no_color) || (terminal && strcmp(terminal, "dumb") == 0);
    o->render.color = o->color == WHEN_ALWAYS || (o->color == WHEN_AUTO && !plain && isatty(STDOUT_FILENO));
    o->render.width = terminal_width(STDOUT_FILENO);
    mg_form_name form = o->render.form;
    if (form == MG_FORM_TREC || form == MG_FORM_FILES || form == MG_FORM_COUNT || o->quiet) o->request.passages = 0;
    if (form == MG_FORM_TEMPLATE && !o->request.by_passage && !mg_template_wants_passages(&o->render.format)) o->request.passages = 0;
    if (form == MG_FORM_FILES) o->request.limit = 0;
    if (form == MG_FORM_COUNT || o->quiet) o->request.by_passage = o->request.whole = false;
    mg_render_settle_rows(&o->render, &o->request);
    /* Counting costs: no more of it than is shown. */
    if (form == MG_FORM_COUNT) o->request.count_to = UINT32_MAX;
    else if (form == MG_FORM_TEXT || form == MG_FORM_JSON) o->request.count_to = MG_SHOWN_COUNT;
    if (form == MG_FORM_TEXT) o->request.others_most = SHOWN_COPIES;
    else if (form == MG_FORM_JSON || form == MG_FORM_JSONL) o->request.others_most = UINT32_MAX;
    o->request.suggest = !o->quiet && (form == MG_FORM_TEXT || form == MG_FORM_JSON);
    if (o->quiet) o->request.counted = (mg_counted){0};
    o->request.count_only = form == MG_FORM_COUNT || o->quiet;
    if (o->request.count_only) o->request.limit = 1;
}

int main(int argc, char **argv)
{
    options o = {.request = MG_REQUEST_INIT, .render.out = stdout};
    mg_error err = MG_ERROR_INIT;
    int first = argc, code = EXIT_NONE;
    signal(SIGPIPE, SIG_DFL); /* a reader that has gone ends us quietly */
    mg_status status = mg_cli_parse(argc, argv, &mg_this_program, on_option, &o, &first, &err);
    if (status == MG_OK && o.help) {
        print_help();
        code = EXIT_FOUND;
    } else if (status == MG_OK && o.version) {
        printf("morgue-search " MORGUE_VERSION " (libxapian %s)\n", mg_xapian_version());
        code = EXIT_FOUND;
    } else if (status == MG_OK && o.talk) {
        status = converse(&o, argc - first, &err);
        code = EXIT_FOUND;
    } else if (status == MG_OK) {
        settle(&o);
        status = work(&o, argv + first, argc - first, &code, &err);
    }
    mg_vec_free(&o.indexes);
    mg_arena_dispose(&o.arena);
    if (status == MG_OK) return code;
    if (status != MG_QUERY) fprintf(stderr, "morgue-search: %s\n", err.msg);
    return EXIT_ERROR;
}
