/* mcp.c - the Model Context Protocol: JSON-RPC 2.0, a message a line, for assistants that search an archive and cite it.
 *
 * Each tool is a request of morgue_ask; its arguments are named, checked and described by the table of options. What comes
 * back is given as text to read, with what a citation needs, and as the answer itself. */
#include "common/json_print.h"
#include "searcher/conversation.h"
#include "searcher/request.h"

#include <jansson.h>

enum { PARSE_ERROR = -32700, INVALID_REQUEST = -32600, NO_METHOD = -32601, INVALID_PARAMS = -32602 };

/* Newest first. */
static const char *const versions[] = {"2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"};

typedef struct {
    const char *name, *title, *description;
    const char *key; /* of its request: the argument that it must have */
    const char *key_help;
    const char *options[16]; /* those that it takes */
} tool;

static const tool tools[] = {
    {"search_archive", "Search the archive",
     "Full-text search of a news archive. Gives the best articles with title, date, source and id, and from each the passages "
     "that match, with their byte offsets in the article, so that they can be cited. Query: words, \"exact phrases\", AND OR NOT, "
     "a NEAR/5 b, start*, word~ (misspelt), title: author: source: section:, date:2025-01..2025-03.",
     "query", "What to look for",
     {"limit", "offset", "match", "sort", "since", "until", "source", "section", "author", "lang", "passages", "passage-length",
      "group", "timeout"}},
    {"read_article", "Read an article",
     "The whole text of an article that search_archive found, by its id.", "article", "The id of the article", {"query"}},
    {"timeline", "Count over time",
     "How many articles match a query in each year, month or day: when a subject was in the news. Takes the same queries as "
     "search_archive.",
     "query", "What to count",
     {"timeline", "share", "match", "since", "until", "source", "section", "author", "lang", "timeout"}},
};

enum { SEARCH_ARCHIVE, READ_ARTICLE, TIMELINE };

/* ---- what tools there are ---- */

/* "one|two|three" */
static json_t *words_json(const char *argument)
{
    json_t *array = json_array();
    mg_span words = mg_span_str(argument);
    for (size_t at = 0, end; at <= words.n; at = end + 1) {
        end = mg_span_find(words, at, '|');
        mg_span word = mg_span_sub(words, at, end);
        json_array_append_new(array, json_stringn(word.p, word.n));
    }
    return array;
}

static json_t *option_schema(const mg_option *option)
{
    json_t *o = json_object();
    mg_span brief = mg_cli_brief(option);
    const char *argument = option->argument;
    bool number = argument && (strcmp(argument, "N") == 0 || strcmp(argument, "MS") == 0);
    const char *type = !argument ? "boolean" : number ? "integer" : mg_request_repeats(option) ? "array" : "string";
    json_object_set_new(o, "type", json_string(type));
    if (number) json_object_set_new(o, "minimum", json_integer(0));
    if (argument && mg_request_repeats(option)) json_object_set_new(o, "items", json_pack("{s:s}", "type", "string"));
    else if (argument && strchr(argument, '|')) json_object_set_new(o, "enum", words_json(argument));
    json_object_set_new(o, "description", json_stringn(brief.p, brief.n));
    return o;
}

/* What an argument is called: as the option, but for what is an article to a request and an id to people. */
static const char *argument_name(const tool *t)
{
    return strcmp(t->key, "article") == 0 ? "id" : t->key;
}

static json_t *tool_json(const tool *t)
{
    json_t *properties = json_object(), *required = json_array();
    json_object_set_new(properties, argument_name(t), json_pack("{s:s,s:s}", "type", "string", "description", t->key_help));
    json_array_append_new(required, json_string(argument_name(t)));
    for (size_t i = 0; i < MG_COUNT(t->options) && t->options[i]; i++) {
        const mg_option *option = mg_request_option(mg_span_str(t->options[i]));
        json_object_set_new(properties, t->options[i], option ? option_schema(option)
                                                               : json_pack("{s:s,s:s}", "type", "string", "description",
                                                                           "A query whose matches are marked"));
    }
    if (t == &tools[TIMELINE]) json_array_append_new(required, json_string("timeline"));
    return json_pack("{s:s,s:s,s:s,s:{s:s,s:o,s:o,s:b},s:{s:b,s:b}}", "name", t->name, "title", t->title, "description",
                     t->description, "inputSchema", "type", "object", "properties", properties, "required", required,
                     "additionalProperties", 0, "annotations", "readOnlyHint", 1, "openWorldHint", 0);
}

static json_t *list_tools(void)
{
    json_t *array = json_array();
    for (size_t i = 0; i < MG_COUNT(tools); i++) json_array_append_new(array, tool_json(&tools[i]));
    return json_pack("{s:o}", "tools", array);
}

/* ---- answers as text ---- */

static const char *field(const json_t *o, const char *key)
{
    const char *text = json_string_value(json_object_get(o, key));
    return text ? text : "";
}

static void add_line(mg_buf *out, const char *name, const char *text)
{
    if (*text) mg_buf_addf(out, "%s: %s\n", name, text);
}

/* What a citation needs. */
static void add_head(const json_t *article, mg_buf *out)
{
    add_line(out, "title", field(article, "title"));
    add_line(out, "date", field(article, "date"));
    add_line(out, "source", field(article, "source"));
    add_line(out, "section", field(article, "section"));
    size_t i;
    json_t *name;
    json_array_foreach(json_object_get(article, "byline"), i, name) add_line(out, "author", json_string_value(name));
    add_line(out, "url", field(article, "url"));
    add_line(out, "id", field(article, "id"));
}

static void add_passages(const json_t *hit, mg_buf *out)
{
    size_t i;
    json_t *p;
    json_array_foreach(json_object_get(hit, "passages"), i, p) {
        const json_t *page = json_object_get(p, "page");
        mg_buf_addf(out, "[bytes %lld-%lld", (long long)json_integer_value(json_object_get(p, "start")),
                    (long long)json_integer_value(json_object_get(p, "end")));
        if (page) mg_buf_addf(out, ", page %lld", (long long)json_integer_value(page));
        mg_buf_addf(out, "] %s\n", field(p, "text"));
    }
}

static void add_totals(const json_t *answer, mg_buf *out)
{
    const json_t *total = json_object_get(answer, "total"), *warning;
    long long n = json_integer_value(json_object_get(total, "estimate"));
    bool exact = json_equal(json_object_get(total, "lower"), json_object_get(total, "upper"));
    mg_buf_addf(out, "%s%lld article%s match%s %s\n", exact ? "" : "about ", n, n == 1 ? "" : "s", n == 1 ? "es" : "",
                field(answer, "interpreted"));
    if (strcmp(field(answer, "match"), "any") == 0 && n) mg_buf_adds(out, "No article has all of these words; these have some.\n");
    size_t i;
    json_array_foreach(json_object_get(answer, "warnings"), i, warning) add_line(out, "warning", json_string_value(warning));
    add_line(out, "did you mean", field(answer, "suggestion"));
}

static void search_text(const json_t *answer, mg_buf *out)
{
    size_t i;
    json_t *hit;
    add_totals(answer, out);
    json_array_foreach(json_object_get(answer, "hits"), i, hit) {
        mg_buf_addf(out, "\n%lld.\n", (long long)json_integer_value(json_object_get(hit, "rank")));
        add_head(hit, out);
        add_passages(hit, out);
    }
}

static void article_text(const json_t *answer, mg_buf *out)
{
    const json_t *article = json_object_get(answer, "article");
    add_head(article, out);
    mg_buf_addf(out, "\n%s\n", field(article, "body"));
}

static void timeline_text(const json_t *answer, mg_buf *out)
{
    size_t i;
    json_t *p;
    add_totals(answer, out);
    json_array_foreach(json_object_get(answer, "timeline"), i, p) {
        const json_t *share = json_object_get(p, "share");
        mg_buf_addf(out, "%s: %lld", field(p, "period"), (long long)json_integer_value(json_object_get(p, "count")));
        if (share) mg_buf_addf(out, " (%.2f %% of all)", json_real_value(share) * 100);
        mg_buf_addc(out, '\n');
    }
}

/* ---- calling them ---- */

static json_t *result(const char *text, size_t n, json_t *structured, bool failed)
{
    json_t *o = json_pack("{s:[{s:s,s:o}],s:b}", "content", "type", "text", "text", json_stringn(text ? text : "", n), "isError",
                          failed);
    if (o && structured) json_object_set(o, "structuredContent", structured);
    return o;
}

static bool takes(const tool *t, const char *name)
{
    for (size_t i = 0; i < MG_COUNT(t->options) && t->options[i]; i++)
        if (strcmp(t->options[i], name) == 0) return true;
    return false;
}

/* The request that a call stands for; NULL, with *why, when its arguments are not the tool's. */
static json_t *request_of(const tool *t, json_t *arguments, mg_buf *why)
{
    json_t *request = json_object(), *value;
    const char *name;
    json_object_foreach(arguments, name, value) {
        bool is_key = strcmp(name, argument_name(t)) == 0;
        if (!is_key && !takes(t, name)) mg_buf_addf(why, "%s takes no \"%.60s\". ", t->name, name);
        json_object_set(request, is_key ? t->key : name, value);
    }
    if (!json_object_get(request, t->key)) mg_buf_addf(why, "%s needs \"%s\". ", t->name, argument_name(t));
    if (t == &tools[TIMELINE]) {
        if (!json_object_get(request, "timeline")) mg_buf_adds(why, "timeline needs \"timeline\": year, month or day. ");
        json_object_set_new(request, "limit", json_integer(1));
        json_object_set_new(request, "passages", json_integer(0));
    }
    if (!why->n) return request;
    json_decref(request);
    return NULL;
}

/* The answer to a request, as an object; NULL when memory runs out. */
static json_t *ask(morgue *archive, const json_t *request)
{
    char *text = json_dumps(request, JSON_COMPACT), *response = NULL;
    size_t n = 0;
    if (text) (void)morgue_ask(archive, text, strlen(text), &response, &n, NULL);
    json_t *answer = response ? json_loadb(response, n, 0, NULL) : NULL;
    morgue_free(response);
    free(text);
    return answer;
}

static json_t *result_of(const tool *t, json_t *answer)
{
    mg_buf text = MG_BUF_INIT;
    const json_t *error = json_object_get(answer, "error");
    if (error) return result(field(error, "message"), strlen(field(error, "message")), NULL, true);
    if (t == &tools[SEARCH_ARCHIVE]) search_text(answer, &text);
    else if (t == &tools[READ_ARTICLE]) article_text(answer, &text);
    else timeline_text(answer, &text);
    if (t == &tools[TIMELINE]) json_object_del(answer, "hits");
    json_t *out = text.failed ? NULL : result(text.p, text.n, answer, false);
    mg_buf_dispose(&text);
    return out;
}

static json_t *call_tool(morgue *archive, const tool *t, json_t *arguments)
{
    mg_buf why = MG_BUF_INIT;
    json_t *request = request_of(t, arguments, &why);
    json_t *answer = request ? ask(archive, request) : NULL;
    json_t *out = !request ? result(why.p, why.n, NULL, true) : answer ? result_of(t, answer) : NULL;
    json_decref(request);
    json_decref(answer);
    mg_buf_dispose(&why);
    return out;
}

/* ---- the protocol ---- */

/* What is answered: a result or an error, with the id of the request. */
static json_t *reply(const json_t *id, const char *key, json_t *value)
{
    json_t *o = json_pack("{s:s}", "jsonrpc", "2.0");
    json_object_set_new(o, "id", id ? json_deep_copy(id) : json_null());
    json_object_set_new(o, key, value);
    return o;
}

static json_t *error_reply(const json_t *id, int code, const char *message)
{
    return reply(id, "error", json_pack("{s:i,s:s}", "code", code, "message", message));
}

static json_t *initialize(const json_t *params)
{
    const char *wanted = field(params, "protocolVersion"), *version = versions[0];
    for (size_t i = 0; i < MG_COUNT(versions); i++)
        if (strcmp(wanted, versions[i]) == 0) version = versions[i];
    return json_pack("{s:s,s:{s:{s:b}},s:{s:s,s:s,s:s}}", "protocolVersion", version, "capabilities", "tools", "listChanged", 0,
                     "serverInfo", "name", "morgue", "title", "Morgue", "version", MORGUE_VERSION);
}

static json_t *call(morgue *archive, const json_t *id, const json_t *params)
{
    const char *name = field(params, "name");
    json_t *arguments = json_object_get(params, "arguments");
    if (arguments && !json_is_object(arguments)) return error_reply(id, INVALID_PARAMS, "\"arguments\" is an object");
    for (size_t i = 0; i < MG_COUNT(tools); i++)
        if (strcmp(tools[i].name, name) == 0) return reply(id, "result", call_tool(archive, &tools[i], arguments));
    return error_reply(id, INVALID_PARAMS, "there is no such tool: the tools are search_archive, read_article and timeline");
}

/* The reply to a message; NULL when it wants none. */
static json_t *handle(morgue *archive, const json_t *message)
{
    const json_t *id = json_object_get(message, "id"), *params = json_object_get(message, "params");
    const char *method = json_string_value(json_object_get(message, "method"));
    if (!json_is_object(message) || strcmp(field(message, "jsonrpc"), "2.0") != 0)
        return error_reply(NULL, INVALID_REQUEST, "a message is a JSON-RPC 2.0 object");
    if (id && !json_is_string(id) && !json_is_integer(id))
        return error_reply(NULL, INVALID_REQUEST, "an id is a string or an integer");
    if (!method && (json_object_get(message, "result") || json_object_get(message, "error"))) return NULL; /* nothing was asked */
    if (!method) return error_reply(id, INVALID_REQUEST, "there is no method");
    if (!id) return NULL; /* a notification */
    if (params && !json_is_object(params)) return error_reply(id, INVALID_PARAMS, "\"params\" is an object");
    if (strcmp(method, "initialize") == 0) return reply(id, "result", initialize(params));
    if (strcmp(method, "ping") == 0) return reply(id, "result", json_object());
    if (strcmp(method, "tools/list") == 0) return reply(id, "result", list_tools());
    if (strcmp(method, "tools/call") == 0) return call(archive, id, params);
    return error_reply(id, NO_METHOD, "there is no such method");
}

/* Several messages at once, as protocol version 2025-03-26 has them. */
static json_t *handle_all(morgue *archive, const json_t *messages)
{
    size_t i;
    const json_t *message;
    json_t *replies = json_array();
    if (!json_array_size(messages)) {
        json_decref(replies);
        return error_reply(NULL, INVALID_REQUEST, "there is no message");
    }
    json_array_foreach(messages, i, message) {
        json_t *one = handle(archive, message);
        if (one) json_array_append_new(replies, one);
    }
    if (json_array_size(replies)) return replies;
    json_decref(replies);
    return NULL;
}

static json_t *parse_failure(const json_error_t *why)
{
    char message[300];
    snprintf(message, sizeof message, "this is no JSON: %s, at byte %d", why->text, why->position);
    json_t *out = error_reply(NULL, PARSE_ERROR, message);
    return out && json_object_get(out, "error") ? out : error_reply(NULL, PARSE_ERROR, "this is no JSON");
}

void mg_talk_mcp(morgue *archive, mg_span line, bool too_long, mg_buf *answer)
{
    json_error_t why = {0};
    json_t *message = too_long ? NULL : json_loadb(line.p, line.n, JSON_DECODE_ANY, &why);
    json_t *out = too_long               ? error_reply(NULL, INVALID_REQUEST, "the message is longer than 1 MiB")
                  : !message             ? parse_failure(&why)
                  : json_is_array(message) ? handle_all(archive, message)
                                           : handle(archive, message);
    char *text = out ? mg_json_print_text(out, JSON_COMPACT) : NULL;
    if (text) mg_buf_adds(answer, text);
    else if (out) answer->failed = true;
    free(text);
    json_decref(out);
    json_decref(message);
}
