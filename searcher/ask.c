/* ask.c - see ask.h. A client of the library like any other. */
#include "searcher/ask.h"

#include "searcher/client.h"
#include "searcher/render.h"
#include "searcher/request.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>

typedef struct {
    const json_t *id; /* NULL: none */
    const char *query, *article, *complete;
    bool info, example, flat;
    mg_render_opts opts;
    size_t limit;
    uint32_t timeout;
    morgue_request *request;
} question;

/* ---- reading requests ---- */

/* Set an option to a value, which is there as on a command line. */
static mg_status set_value(question *q, const mg_option *option, const json_t *value, mg_error *err)
{
    char digits[24];
    const char *text = NULL;
    if (json_is_null(value)) return MG_OK;
    if (!option->argument) {
        if (!json_is_boolean(value)) return mg_fail(err, MG_USAGE, "\"%s\" wants true or false", option->name);
        text = json_is_true(value) ? "true" : "false";
    } else if (json_is_string(value)) {
        text = json_string_value(value);
    } else if (json_is_integer(value)) {
        snprintf(digits, sizeof digits, "%lld", (long long)json_integer_value(value));
        text = digits;
    } else {
        return mg_fail(err, MG_USAGE, "\"%s\" wants a string or a number", option->name);
    }
    morgue_error why = MORGUE_ERROR_INIT;
    MG_TRY(mg_heard(morgue_request_set(q->request, option->name, text, &why), &why, err));
    if (strcmp(option->name, "kwic") == 0) q->opts.kwic = json_is_true(value);
    if (strcmp(option->name, "explain") == 0) q->opts.explain = json_is_true(value);
    if (strcmp(option->name, "limit") == 0) q->limit = strtoul(text, NULL, 10);
    if (strcmp(option->name, "timeout") == 0) q->timeout = (uint32_t)strtoul(text, NULL, 10);
    if (strcmp(option->name, "similar") == 0 || strcmp(option->name, "similar-text") == 0) q->example = true;
    return MG_OK;
}

static mg_status set_option(question *q, const mg_option *option, const json_t *value, mg_error *err)
{
    size_t i;
    const json_t *item;
    if (!json_is_array(value) || !mg_request_repeats(option)) return set_value(q, option, value, err);
    json_array_foreach(value, i, item) MG_TRY(set_value(q, option, item, err));
    return MG_OK;
}

static mg_status set_text(const char *key, const json_t *value, const char **out, mg_error *err)
{
    if (!json_is_string(value)) return mg_fail(err, MG_USAGE, "\"%s\" wants a string", key);
    *out = json_string_value(value);
    return MG_OK;
}

static mg_status set_id(question *q, const json_t *value, mg_error *err)
{
    if (!json_is_string(value) && !json_is_integer(value) && !json_is_null(value))
        return mg_fail(err, MG_USAGE, "\"id\" wants a string or an integer");
    q->id = value;
    return MG_OK;
}

static mg_status set_key(question *q, const char *key, const json_t *value, mg_error *err)
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
    return option ? set_option(q, option, value, err) : mg_request_unknown(key, "id, query, article, complete, info, ", err);
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
    bool search = (q->query && !q->article) || q->example;
    int jobs = !!q->article + !!q->complete + q->info + search;
    if (jobs != 1) return mg_fail(err, MG_USAGE, "a request has one of query, article, complete and info");
    morgue_error why = MORGUE_ERROR_INIT;
    return mg_heard(morgue_request_check(q->request, &why), &why, err);
}

/* ---- answers ---- */

static mg_status answer_search(const question *q, morgue *archive, mg_jot *out, mg_error *err)
{
    morgue_answer *answer;
    morgue_error why = MORGUE_ERROR_INIT;
    MG_TRY(mg_heard(morgue_search(archive, q->query, q->request, &answer, &why), &why, err));
    mg_status status = q->flat ? mg_render_flat(answer, &q->opts, out, err)
                               : mg_render_json(answer, &q->opts, (mg_span){0}, out, NULL, err);
    morgue_answer_free(answer);
    return status;
}

static mg_status answer_article(const question *q, morgue *archive, mg_jot *out, mg_error *err)
{
    const morgue_hit *article;
    morgue_error why = MORGUE_ERROR_INIT;
    MG_TRY(mg_heard(morgue_article(archive, q->article, q->query, &article, &why), &why, err));
    if (q->flat) {
        mg_render_flat_article(article, out);
        return MG_OK;
    }
    mg_jot_open(out, '{');
    mg_jot_key(out, "article");
    mg_render_article_json(article, out);
    mg_jot_close(out, '}');
    return MG_OK;
}

static mg_status answer_words(const question *q, morgue *archive, mg_jot *out, mg_error *err)
{
    const morgue_bucket *words;
    size_t n;
    morgue_error why = MORGUE_ERROR_INIT;
    MG_TRY(mg_heard(morgue_complete(archive, q->complete, q->limit, &words, &n, &why), &why, err));
    mg_jot_open(out, '{');
    mg_jot_key(out, "words");
    mg_jot_open(out, '[');
    for (size_t i = 0; i < n; i++) {
        mg_jot_open(out, '{');
        mg_jot_set(out, "word", mg_span_str(words[i].value));
        mg_jot_set_integer(out, "articles", words[i].count);
        mg_jot_close(out, '}');
    }
    mg_jot_close(out, ']');
    mg_jot_close(out, '}');
    return MG_OK;
}

static void put_list(mg_jot *out, const char *key, const char *const *list, size_t n)
{
    mg_jot_key(out, key);
    mg_jot_open(out, '[');
    for (size_t i = 0; i < n; i++) mg_jot_text(out, mg_span_str(list[i]));
    mg_jot_close(out, ']');
}

static mg_status answer_info(morgue *archive, mg_jot *out, mg_error *err)
{
    const morgue_facts *facts;
    morgue_error why = MORGUE_ERROR_INIT;
    MG_TRY(mg_heard(morgue_about(archive, &facts, &why), &why, err));
    mg_jot_open(out, '{');
    mg_jot_key(out, "info");
    mg_jot_open(out, '{');
    mg_jot_set(out, "version", mg_span_str(morgue_version()));
    mg_jot_set_integer(out, "articles", facts->articles);
    put_list(out, "languages", facts->languages, facts->n_languages);
    mg_jot_key(out, "options");
    mg_jot_open(out, '[');
    for (size_t i = 0; mg_request_name(i); i++) mg_jot_text(out, mg_span_str(mg_request_name(i)));
    mg_jot_close(out, ']');
    mg_jot_close(out, '}');
    mg_jot_close(out, '}');
    return MG_OK;
}

static mg_status answer_to(const question *q, morgue *archive, mg_jot *out, mg_error *err)
{
    if (q->info) return answer_info(archive, out, err);
    if (!q->article && !q->complete) return answer_search(q, archive, out, err);
    morgue_limit_time(archive, q->timeout);
    mg_status status = q->article ? answer_article(q, archive, out, err) : answer_words(q, archive, out, err);
    morgue_limit_time(archive, 0);
    return status;
}

/* The answer that tells of an error. Its sentence may quote bytes that are no UTF-8. */
static void put_error(const morgue_error *why, mg_jot *out)
{
    mg_jot_open(out, '{');
    mg_jot_key(out, "error");
    mg_jot_open(out, '{');
    mg_jot_set(out, "code", mg_span_str(morgue_code_name(why->code)));
    mg_jot_set(out, "message", mg_span_str(why->message));
    if (why->offset >= 0) mg_jot_set_integer(out, "offset", why->offset);
    mg_jot_close(out, '}');
    mg_jot_close(out, '}');
}

/* The response, with the id of its request in front: what was written is an object with something in it. */
static void put_together(const json_t *id, mg_buf *written, mg_buf *response)
{
    if (!id) {
        *response = *written;
        *written = (mg_buf)MG_BUF_INIT;
        return;
    }
    mg_jot front = MG_JOT_INIT;
    mg_jot_open(&front, '{');
    mg_jot_key(&front, "id");
    if (json_is_string(id)) mg_jot_text(&front, (mg_span){json_string_value(id), json_string_length(id)});
    else if (json_is_integer(id)) mg_jot_integer(&front, json_integer_value(id));
    else mg_buf_adds(&front.out, "null");
    mg_buf_addc(&front.out, ',');
    mg_buf_add(&front.out, mg_span_sub(mg_buf_span(written), 1, written->n));
    front.out.failed |= written->failed;
    *response = front.out;
}

morgue_code mg_ask(morgue *archive, mg_span request, bool flat, mg_buf *response, morgue_error *error)
{
    question q = {.opts = {.form = MG_FORM_JSON}, .limit = 10, .flat = flat, .request = morgue_request_new()};
    mg_error err = MG_ERROR_INIT;
    mg_jot out = MG_JOT_INIT;
    json_t *root = NULL;
    mg_status status = q.request ? parse(request, &root, &err) : mg_fail_nomem(&err, "reading a request");
    if (status == MG_OK) status = read_question(&q, root, &err);
    if (status == MG_OK) status = answer_to(&q, archive, &out, &err);
    if (status == MG_OK) status = mg_buf_check(&out.out, "writing an answer", &err);
    morgue_error why = MORGUE_ERROR_INIT;
    if (status != MG_OK) {
        mg_told(&err, &why);
        mg_buf_reset(&out.out);
        out.more = false;
        put_error(&why, &out);
        if (error) *error = why;
    }
    put_together(q.id, &out.out, response);
    mg_buf_dispose(&out.out);
    morgue_request_free(q.request);
    json_decref(root);
    return why.code;
}
