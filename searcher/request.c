/* request.c - see request.h. */
#include "searcher/request.h"

#include "common/compose.h"
#include "searcher/search.h"

typedef enum { NUMBER, SIZE, TEXT, EXAMPLE, LIST, FLAG, WORD, SECOND /* of two words: a bool */, FACETS } kind;

/* Where the value of an option goes. */
typedef struct {
    const char *name;
    kind kind;
    size_t place;   /* in mg_request */
    long low, high; /* of numbers; of a word, `low` is the value of the first */
} field;

static const field fields[] = {
    {"limit", NUMBER, offsetof(mg_request, limit), 0, INT32_MAX},
    {"offset", NUMBER, offsetof(mg_request, offset), 0, INT32_MAX},
    {"timeout", NUMBER, offsetof(mg_request, timeout), 0, INT32_MAX},
    {"passages", SIZE, offsetof(mg_request, passages), 0, 1000},
    {"passage-length", SIZE, offsetof(mg_request, passage_length), 20, 100000},
    {"source", LIST, offsetof(mg_request, sources), 0, 0},
    {"section", LIST, offsetof(mg_request, sections), 0, 0},
    {"author", LIST, offsetof(mg_request, authors), 0, 0},
    {"lang", LIST, offsetof(mg_request, languages), 0, 0},
    {"since", TEXT, offsetof(mg_request, since), 0, 0},
    {"until", TEXT, offsetof(mg_request, until), 0, 0},
    {"recency", NUMBER, offsetof(mg_request, recency), 0, INT32_MAX},
    {"expand", FLAG, offsetof(mg_request, expand), 0, 0},
    {"similar", TEXT, offsetof(mg_request, similar), 0, 0},
    {"similar-text", EXAMPLE, offsetof(mg_request, similar_text), 0, 0},
    {"strict", FLAG, offsetof(mg_request, strict), 0, 0},
    {"group", FLAG, offsetof(mg_request, group), 0, 0},
    {"kwic", FLAG, offsetof(mg_request, whole), 0, 0},
    {"explain", FLAG, offsetof(mg_request, explain), 0, 0},
    {"count", FLAG, offsetof(mg_request, count_only), 0, 0},
    {"totals", NUMBER, offsetof(mg_request, count_to), 0, UINT32_MAX},
    {"others", NUMBER, offsetof(mg_request, others_most), 0, UINT32_MAX},
    {"suggest", FLAG, offsetof(mg_request, suggest), 0, 0},
    {"share", FLAG, offsetof(mg_request, counted.share), 0, 0},
    {"match", WORD, offsetof(mg_request, match), MG_MATCH_AUTO, 0},
    {"sort", WORD, offsetof(mg_request, sort), MG_SORT_RELEVANCE, 0},
    {"by", SECOND, offsetof(mg_request, by_passage), 0, 0},
    {"timeline", WORD, offsetof(mg_request, counted.timeline), MG_PERIOD_YEAR, 0},
    {"facets", FACETS, offsetof(mg_request, counted), 0, 0},
};

/* Those that no command line has. */
static const mg_option for_programs[] = {
    {0, "similar-text", "TEXT", "more like this text"},
    {0, "totals", "N", "how many articles match is told exactly up to so many"},
    {0, "others", "N", "of each story's other copies at most so many are told"},
    {0, "suggest", NULL, "another query, where this one finds nothing or not all its words"},
};

static const field *find(const mg_option *option)
{
    for (size_t i = 0; option->name && i < MG_COUNT(fields); i++)
        if (strcmp(fields[i].name, option->name) == 0) return &fields[i];
    return NULL;
}

bool mg_request_knows(const mg_option *option)
{
    return find(option) != NULL;
}

bool mg_request_repeats(const mg_option *option)
{
    const field *f = find(option);
    return f && (f->kind == LIST || f->kind == FACETS);
}

static const mg_option *option_of(const mg_option *options, size_t n, mg_span name)
{
    for (size_t i = 0; i < n; i++)
        if (options[i].name && mg_span_eq(mg_span_str(options[i].name), name) && find(&options[i])) return &options[i];
    return NULL;
}

const mg_option *mg_request_option(mg_span name)
{
    const mg_option *option = option_of(mg_this_program.options, mg_this_program.n, name);
    return option ? option : option_of(for_programs, MG_COUNT(for_programs), name);
}

const char *mg_request_name(size_t i)
{
    return i < MG_COUNT(fields) ? fields[i].name : NULL;
}

mg_status mg_request_unknown(const char *name, const char *besides, mg_error *err)
{
    mg_buf known = MG_BUF_INIT;
    for (size_t i = 0; i < MG_COUNT(fields); i++) mg_buf_addf(&known, "%s%s", i ? ", " : "", fields[i].name);
    mg_status status = mg_fail(err, MG_USAGE, "\"%.60s\" is none of %s%s", name, besides, known.p ? known.p : "");
    mg_buf_dispose(&known);
    return status;
}

static mg_status set_facets(mg_counted *counted, const char *value, mg_error *err)
{
    mg_span bad;
    if (mg_facets_parse(value, counted, &bad)) return MG_OK;
    return mg_fail(err, MG_USAGE, "--facets: \"%.*s\" is none of source, section, author, lang, year, month",
                   (int)MG_MIN(bad.n, 60), bad.p);
}

/* A text as articles are kept. */
static mg_status set_example(mg_span *example, const char *value, mg_arena *arena, mg_error *err)
{
    mg_buf clean = MG_BUF_INIT;
    mg_status status = mg_compose(mg_span_str(value), &clean, err);
    if (status == MG_OK) *example = mg_arena_copy(arena, mg_buf_span(&clean));
    if (status == MG_OK && !example->p) status = mg_fail_nomem(err, "reading a text");
    mg_buf_dispose(&clean);
    return status;
}

mg_status mg_request_set(mg_request *request, const mg_option *option, const char *value, mg_arena *arena, mg_error *err)
{
    const field *f = find(option);
    if (!f) return mg_fail(err, MG_INTERNAL, "--%s is nothing that a request has", option->name);
    void *at = (char *)request + f->place;
    long n = 0;
    int word = 0;
    switch (f->kind) {
    case FLAG: *(bool *)at = !value || strcmp(value, "false") != 0; return MG_OK;
    case EXAMPLE: return set_example(at, value, arena, err);
    case TEXT: *(const char **)at = value; return MG_OK;
    case FACETS: return set_facets(at, value, err);
    case LIST: return mg_spans_add(at, mg_span_str(value), arena) ? MG_OK : mg_fail_nomem(err, "reading the options");
    case WORD:
        MG_TRY(mg_cli_word(option, value, &word, err));
        *(unsigned *)at = (unsigned)(f->low + word);
        return MG_OK;
    case SECOND:
        MG_TRY(mg_cli_word(option, value, &word, err));
        *(bool *)at = word == 1;
        return MG_OK;
    case NUMBER:
    case SIZE:
        MG_TRY(mg_cli_number(option, value, f->low, f->high, &n, err));
        if (f->kind == SIZE) *(size_t *)at = (size_t)n;
        else *(uint32_t *)at = (uint32_t)n;
        return MG_OK;
    }
    return MG_OK;
}

mg_status mg_request_check(const mg_request *r, mg_error *err)
{
    if (r->counted.share && !r->counted.timeline) return mg_fail(err, MG_USAGE, "--share needs --timeline");
    if (r->by_passage && r->whole) return mg_fail(err, MG_USAGE, "--kwic and --by passage exclude each other");
    if (r->whole && (r->counted.n_facets || r->counted.timeline))
        return mg_fail(err, MG_USAGE, "--kwic shows matches alone: leave out --facets and --timeline");
    if (r->recency && r->group) return mg_fail(err, MG_USAGE, "--recency cannot order stories: leave out --group");
    if (r->similar && r->similar_text.p) return mg_fail(err, MG_USAGE, "an article and a text to be similar to: one of them");
    if (r->similar_text.p && !mg_span_trim(r->similar_text).n) return mg_fail(err, MG_USAGE, "the text to be similar to is empty");
    if (r->similar && !*r->similar) return mg_fail(err, MG_USAGE, "--similar needs an ID");
    if (!r->limit && r->offset) return mg_fail(err, MG_USAGE, "--offset needs a --limit above 0");
    return MG_OK;
}
