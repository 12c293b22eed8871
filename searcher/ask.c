/* ask.c - see ask.h. */
#include "searcher/ask.h"

#include "common/json_print.h"
#include "searcher/morgue.h"
#include "searcher/render.h"
#include "searcher/request.h"

#include <errno.h>
#include <stdio_ext.h>
#include <stdlib.h>

typedef struct {
    json_t *id; /* NULL: none */
    const char *query, *article, *complete;
    bool info;
    mg_request request;
    mg_arena arena; /* holds what options were made of */
} question;

/* ---- reading requests ---- */

/* A value as a command line has it. Flags have none: *skip is set for those that are false. */
static mg_status option_value(question *q, const mg_option *option, const json_t *value, const char **out, bool *skip, mg_error *err)
{
    mg_buf digits = MG_BUF_INIT;
    mg_span text = {0};
    *out = NULL;
    *skip = json_is_null(value) || (!option->argument && json_is_false(value));
    if (*skip || (!option->argument && json_is_true(value))) return MG_OK;
    if (!option->argument) return mg_fail(err, MG_USAGE, "\"%s\" wants true or false", option->name);
    if (json_is_string(value)) text = (mg_span){json_string_value(value), json_string_length(value)};
    else if (json_is_integer(value)) mg_buf_addf(&digits, "%lld", (long long)json_integer_value(value));
    else return mg_fail(err, MG_USAGE, "\"%s\" wants a string or a number", option->name);
    *out = mg_arena_copy(&q->arena, digits.n ? mg_buf_span(&digits) : text).p;
    mg_buf_dispose(&digits);
    return *out ? MG_OK : mg_fail_nomem(err, "reading a request");
}

static mg_status set_option(question *q, const mg_option *option, const json_t *value, mg_error *err)
{
    const char *text;
    bool skip;
    size_t n = json_is_array(value) && mg_request_repeats(option) ? json_array_size(value) : 0;
    for (size_t i = 0; i < n; i++) {
        MG_TRY(option_value(q, option, json_array_get(value, i), &text, &skip, err));
        if (!skip) MG_TRY(mg_request_set(&q->request, option, text, &q->arena, err));
    }
    if (json_is_array(value) && mg_request_repeats(option)) return MG_OK;
    MG_TRY(option_value(q, option, value, &text, &skip, err));
    return skip ? MG_OK : mg_request_set(&q->request, option, text, &q->arena, err);
}

static mg_status unknown_key(const char *key, mg_error *err)
{
    mg_buf known = MG_BUF_INIT;
    mg_request_names(&known);
    mg_status status = mg_fail(err, MG_USAGE, "\"%.60s\" is none of id, query, article, complete, info, %s", key,
                               known.p ? known.p : "");
    mg_buf_dispose(&known);
    return status;
}

static mg_status set_text(const char *key, const json_t *value, const char **out, mg_error *err)
{
    if (!json_is_string(value)) return mg_fail(err, MG_USAGE, "\"%s\" wants a string", key);
    *out = json_string_value(value);
    return MG_OK;
}

static mg_status set_id(question *q, json_t *value, mg_error *err)
{
    if (!json_is_string(value) && !json_is_integer(value) && !json_is_null(value))
        return mg_fail(err, MG_USAGE, "\"id\" wants a string or an integer");
    q->id = value;
    return MG_OK;
}

static mg_status set_key(question *q, const char *key, json_t *value, mg_error *err)
{
    if (strcmp(key, "id") == 0) return MG_OK;
    if (strcmp(key, "query") == 0) return set_text(key, value, &q->query, err);
    if (strcmp(key, "article") == 0) return set_text(key, value, &q->article, err);
    if (strcmp(key, "complete") == 0) return set_text(key, value, &q->complete, err);
    if (strcmp(key, "info") == 0) {
        q->info = json_is_true(value);
        return q->info ? MG_OK : mg_fail(err, MG_USAGE, "\"info\" wants true");
    }
    const mg_option *option = mg_request_option(mg_span_str(key));
    return option ? set_option(q, option, value, err) : unknown_key(key, err);
}

static mg_status parse(mg_span text, json_t **out, mg_error *err)
{
    json_error_t why;
    if (text.n > MG_ASK_BYTES_MAX)
        return mg_fail(err, MG_LIMIT, "the request has %zu bytes; the limit is %zu", text.n, MG_ASK_BYTES_MAX);
    *out = json_loadb(text.p ? text.p : "", text.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &why);
    if (!*out && json_error_code(&why) == json_error_out_of_memory) return mg_fail_nomem(err, "reading a request");
    if (!*out) return mg_fail_at(err, MG_FORMAT, (size_t)MG_MAX(why.position, 0), "the request is no JSON: %s", why.text);
    return json_is_object(*out) ? MG_OK : mg_fail_at(err, MG_FORMAT, 0, "a request is a JSON object");
}

static mg_status read_question(question *q, json_t *root, mg_error *err)
{
    const char *key;
    json_t *value;
    value = json_object_get(root, "id"); /* first, so that it is known whatever is wrong */
    if (value) MG_TRY(set_id(q, value, err));
    json_object_foreach(root, key, value) MG_TRY(set_key(q, key, value, err));
    bool search = (q->query && !q->article) || q->request.similar;
    int jobs = !!q->article + !!q->complete + q->info + search;
    if (jobs != 1) return mg_fail(err, MG_USAGE, "a request has one of query, article, complete and info");
    return mg_request_check(&q->request, err);
}

/* ---- answers ---- */

static mg_status put_json(json_t *o, FILE *out, mg_error *err)
{
    bool ok = o && mg_json_print(o, JSON_COMPACT, out);
    json_decref(o);
    return ok ? MG_OK : mg_fail_nomem(err, "writing an answer");
}

static mg_status answer_search(question *q, mg_searcher *searcher, FILE *out, mg_error *err)
{
    mg_render_opts opts = {.form = MG_FORM_JSON, .out = out};
    mg_request *r = &q->request;
    mg_answer answer;
    r->count_to = MG_SHOWN_COUNT;
    r->others_most = UINT32_MAX;
    r->suggest = true;
    if ((r->whole || r->by_passage) && !r->passages) return mg_fail(err, MG_USAGE, "\"passages\" is 0, but they are asked for");
    mg_render_settle_rows(&opts, r);
    MG_TRY(mg_search(searcher, mg_span_str(q->query), r, &answer, err));
    mg_status status = opts.kwic ? mg_render_kwic(searcher, &answer, r, &opts, (mg_span){0}, err)
                                 : mg_render_json(searcher, &answer, r, &opts, (mg_span){0}, err);
    mg_answer_dispose(&answer);
    return status;
}

static mg_status answer_article(const question *q, mg_searcher *searcher, FILE *out, mg_error *err)
{
    mg_result article;
    MG_TRY(mg_searcher_article(searcher, mg_span_str(q->article), mg_span_str(q->query), &article, err));
    fputs("{\"article\":", out);
    MG_TRY(mg_render_article_json(&article, out, err));
    fputc('}', out);
    return MG_OK;
}

static mg_status answer_words(const question *q, mg_searcher *searcher, FILE *out, mg_error *err)
{
    const mg_vocabulary_word *words;
    size_t n;
    MG_TRY(mg_searcher_complete(searcher, mg_span_str(q->complete), q->request.limit, &words, &n, err));
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, json_pack("{s:s%,s:I}", "word", words[i].word.p, words[i].word.n, "articles",
                                              (json_int_t)words[i].articles));
    return put_json(json_pack("{s:o}", "words", list), out, err);
}

static mg_status answer_info(mg_searcher *searcher, FILE *out, mg_error *err)
{
    mg_searcher_facts facts;
    MG_TRY(mg_searcher_about(searcher, &facts, err));
    json_t *languages = json_array(), *options = json_array();
    for (size_t i = 0; i < facts.languages.n; i++)
        json_array_append_new(languages, json_stringn(facts.languages.v[i].p, facts.languages.v[i].n));
    for (size_t i = 0; i < mg_this_program.n; i++)
        if (mg_request_knows(&mg_this_program.options[i]))
            json_array_append_new(options, json_string(mg_this_program.options[i].name));
    return put_json(json_pack("{s:{s:s,s:I,s:o,s:o}}", "info", "version", MORGUE_VERSION, "articles", (json_int_t)facts.articles,
                              "languages", languages, "options", options), out, err);
}

static mg_status answer_to(question *q, mg_searcher *searcher, FILE *out, mg_error *err)
{
    if (q->article) return answer_article(q, searcher, out, err);
    if (q->complete) return answer_words(q, searcher, out, err);
    return q->info ? answer_info(searcher, out, err) : answer_search(q, searcher, out, err);
}

/* The answer in memory of its own, which the caller frees. */
static mg_status answer_text(question *q, mg_searcher *searcher, char **text, size_t *n, mg_error *err)
{
    FILE *out = open_memstream(text, n);
    if (!out) return mg_fail_nomem(err, "writing an answer");
    __fsetlocking(out, FSETLOCKING_BYCALLER); /* it is nobody else's */
    mg_status status = answer_to(q, searcher, out, err);
    bool failed = ferror(out);
    if ((fclose(out) != 0 || failed) && status == MG_OK) status = mg_fail_nomem(err, "writing an answer");
    return status;
}

/* ---- errors ---- */

const char *mg_ask_code(mg_status status)
{
    switch (status) {
    case MG_OK: return "ok";
    case MG_NOMEM: return "memory";
    case MG_IO: return "io";
    case MG_LIMIT: return "limit";
    case MG_FORMAT: return "request";
    case MG_CORRUPT: return "corrupt";
    case MG_VERSION: return "version";
    case MG_QUERY: return "query";
    case MG_NOTFOUND: return "not-found";
    case MG_STALE: return "stale";
    case MG_USAGE: return "usage";
    case MG_INTERRUPTED: return "cancelled";
    case MG_TIMEOUT: return "timeout";
    default: return "internal";
    }
}

/* The answer that tells of an error. Its sentence may quote bytes that are no UTF-8. */
void mg_ask_error(const mg_error *why, mg_buf *response)
{
    mg_buf message = MG_BUF_INIT;
    mg_buf_add_repaired(&message, mg_span_str(why->msg));
    json_t *error = json_object();
    json_object_set_new(error, "code", json_string(mg_ask_code(why->code)));
    json_object_set_new(error, "message", json_stringn(message.p ? message.p : "", message.n));
    if (why->offset >= 0) json_object_set_new(error, "offset", json_integer(why->offset));
    char *text = error ? mg_json_print_text(error, JSON_COMPACT) : NULL;
    if (text) mg_buf_addf(response, "{\"error\":%s}", text);
    else response->failed = true;
    free(text);
    json_decref(error);
    mg_buf_dispose(&message);
}

/* An object with the id of its request in front: `text` is one with something in it. */
static void add_with_id(const json_t *id, mg_span text, mg_buf *response)
{
    char *shown = id ? mg_json_print_text(id, JSON_COMPACT | JSON_ENCODE_ANY) : NULL;
    if (id && !shown) response->failed = true;
    if (shown) mg_buf_addf(response, "{\"id\":%s,", shown);
    mg_buf_add(response, shown ? mg_span_sub(text, 1, text.n) : text);
    free(shown);
}

mg_status mg_ask(mg_searcher *searcher, mg_stop *stop, mg_span request, mg_buf *response, mg_error *err)
{
    question q = {.request = MG_REQUEST_INIT};
    mg_error why = MG_ERROR_INIT;
    mg_buf failure = MG_BUF_INIT;
    json_t *root = NULL;
    char *text = NULL;
    size_t n = 0;
    mg_status status = parse(request, &root, &why);
    if (status == MG_OK) status = read_question(&q, root, &why);
    if (status == MG_OK) {
        mg_stop_start(stop, q.request.timeout);
        status = answer_text(&q, searcher, &text, &n, &why);
    }
    if (status != MG_OK) mg_ask_error(&why, &failure);
    add_with_id(q.id, status == MG_OK ? mg_span_trim((mg_span){text, n}) : mg_buf_span(&failure), response);
    free(text);
    json_decref(root);
    mg_buf_dispose(&failure);
    mg_arena_dispose(&q.arena);
    if (status != MG_OK) {
        if (err) *err = why;
        return status;
    }
    return mg_buf_check(response, "writing an answer", err);
}
