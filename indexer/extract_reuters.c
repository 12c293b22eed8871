/* extract_reuters.c - stories of the Reuters-21578 collection: SGML of a 1987 wire, many stories a file.
 *
 *   <REUTERS NEWID="1" ...> <DATE> <TOPICS><D>..</D></TOPICS> <PLACES> ... <UNKNOWN>
 *   <TEXT> <TITLE> <AUTHOR> <DATELINE> <BODY> </TEXT> </REUTERS>
 *
 * A TEXT of TYPE="BRIEF" is a headline only; one of TYPE="UNPROC" was never taken apart: its first line is
 * the headline when what follows is set off from it. */
#include "indexer/extract.h"

#include "common/vec.h"
#include "indexer/sgml.h"
#include "indexer/unwrap.h"

/* The column at which the wire broke its lines. */
#define WIRE_WIDTH 65

typedef enum {
    F_DATE,
    F_TITLE,
    F_AUTHOR,
    F_DATELINE,
    F_BODY,
    F_TEXT,
    FIELDS,
    KEYWORDS = FIELDS, /* a list of them */
    KEYWORD,
    NO_FIELD
} field;

/* The most frequent first. */
static const struct {
    mg_span name;
    field field;
} elements[] = {
    {MG_SPAN("D"), KEYWORD},         {MG_SPAN("DATE"), F_DATE},         {MG_SPAN("TOPICS"), KEYWORDS},
    {MG_SPAN("PLACES"), KEYWORDS},   {MG_SPAN("PEOPLE"), KEYWORDS},     {MG_SPAN("ORGS"), KEYWORDS},
    {MG_SPAN("COMPANIES"), KEYWORDS}, {MG_SPAN("EXCHANGES"), KEYWORDS}, {MG_SPAN("TEXT"), F_TEXT},
    {MG_SPAN("TITLE"), F_TITLE},     {MG_SPAN("DATELINE"), F_DATELINE}, {MG_SPAN("BODY"), F_BODY},
    {MG_SPAN("AUTHOR"), F_AUTHOR},
};

typedef struct {
    mg_span field[FIELDS]; /* as written; p is NULL where there is none */
    MG_VEC(mg_span) keywords;
    mg_buf body;
} story;

static field field_of(mg_span name)
{
    for (size_t i = 0; i < MG_COUNT(elements); i++)
        if (mg_span_eq_nocase(name, elements[i].name)) return elements[i].field;
    return NO_FIELD;
}

static bool add_keyword(story *s, mg_span raw, mg_arena *arena)
{
    mg_span keyword = mg_sgml_decode(raw, arena);
    return keyword.p && mg_vec_push(&s->keywords, keyword);
}

/* Note where the fields of a story are. What lies in TEXT behind its named parts takes the place of a missing
 * BODY; a part that is not closed ends where the next one starts. False when memory runs out. */
static bool read_story(story *s, mg_span inner, mg_arena *arena)
{
    mg_sgml scan = MG_SGML_INIT(inner);
    mg_sgml_token token;
    field open = NO_FIELD;
    size_t start = 0, text_start = SIZE_MAX, text_end = inner.n;
    bool keywords = false;
    const char *keyword = NULL;
    while (mg_sgml_next(&scan, &token)) {
        size_t at = (size_t)(token.raw.p - inner.p);
        field f = token.kind == MG_SGML_TEXT ? NO_FIELD : field_of(token.name);
        if (f == F_TEXT) {
            if (token.kind == MG_SGML_OPEN)
                text_start = scan.at;
            else
                text_end = at;
        }
        if (f < FIELDS) {
            if (open != NO_FIELD && !s->field[open].p) s->field[open] = mg_span_sub(inner, start, at);
            if (open != NO_FIELD && open != F_DATE && open != F_TEXT) text_start = scan.at;
            open = token.kind == MG_SGML_OPEN && f != F_TEXT ? f : NO_FIELD;
            start = scan.at;
        } else if (f == KEYWORDS) {
            keywords = token.kind == MG_SGML_OPEN;
        } else if (f == KEYWORD && token.kind == MG_SGML_OPEN) {
            if (keywords) keyword = inner.p + scan.at;
        } else if (f == KEYWORD && keyword) {
            if (!add_keyword(s, (mg_span){keyword, (size_t)(token.raw.p - keyword)}, arena)) return false;
            keyword = NULL;
        }
    }
    if (open != NO_FIELD && !s->field[open].p) s->field[open] = mg_span_sub(inner, start, inner.n);
    if (text_start < text_end) s->field[F_TEXT] = mg_span_sub(inner, text_start, text_end);
    return true;
}

/* `s` without the bytes of `set` at its end. */
static mg_span trim_end(mg_span s, const char *set)
{
    while (s.n && strchr(set, s.p[s.n - 1])) s.n--;
    return s;
}

/* The wire's own marks end a story, on a line of their own ("MORE", "Reuter...^M") or behind the last word.
 */
static mg_span without_sign_off(mg_span text)
{
    static const char *const marks[] = {"REUTER", "REUTERS", "UTER", "MORE"};
    for (;;) {
        text = mg_span_trim(text);
        size_t start = text.n;
        while (start && !mg_is_space(text.p[start - 1])) start--;
        size_t before = start;
        while (before && text.p[before - 1] == ' ') before--;
        bool alone = !before || text.p[before - 1] == '\n';
        mg_span last = trim_end(mg_span_sub(text, start, text.n), alone ? ".-^M" : "");
        bool mark = false;
        for (size_t i = 0; i < (alone ? MG_COUNT(marks) : 1); i++)
            mark |= mg_span_eq_nocase(last, mg_span_str(marks[i]));
        if (!mark) return text;
        text.n = start;
    }
}

/* Cut the first line off `text` when the next one is set off from it: the headline of an unprocessed story.
 */
static mg_span take_headline(mg_span *text)
{
    mg_span trimmed = mg_span_trim(*text);
    size_t end = mg_span_find(trimmed, 0, '\n');
    if (end + 1 >= trimmed.n || !mg_is_space(trimmed.p[end + 1])) return MG_SPAN("");
    *text = mg_span_sub(trimmed, end + 1, trimmed.n);
    return mg_span_sub(trimmed, 0, end);
}

/* Where on its line the body starts: behind the dateline, when that is on the same line. */
static size_t body_column(mg_span dateline)
{
    size_t start = dateline.n;
    while (start && dateline.p[start - 1] != '\n') start--;
    return dateline.n - start;
}

static bool read_body(story *s, mg_article *article, mg_arena *arena)
{
    mg_span raw = s->field[F_BODY].p ? s->field[F_BODY] : s->field[F_TEXT];
    mg_span text = mg_sgml_decode(raw, arena);
    if (!text.p) return false;
    text = without_sign_off(text);
    /* What stands for the missing text of a brief, and marks it as one. */
    if (mg_span_eq(text, MG_SPAN("Blah blah blah."))) text = MG_SPAN("");
    if (!s->field[F_TITLE].p && !s->field[F_BODY].p) article->title = take_headline(&text);
    mg_buf_reset(&s->body);
    mg_unwrap(text, body_column(s->field[F_DATELINE]), WIRE_WIDTH, &s->body);
    article->body = mg_buf_span(&s->body);
    return !s->body.failed;
}

/* The time may be garbled, or a note may follow: the day is then still good. */
static void read_date(mg_span raw, mg_article *article)
{
    mg_span text = mg_span_trim(mg_span_sub(raw, 0, mg_span_find(raw, 0, '&')));
    mg_span day = mg_span_sub(text, 0, mg_span_find(text, 0, ' '));
    if (mg_date_parse(text, &article->date) || mg_date_parse(day, &article->date))
        article->date_source = MG_DATE_FROM_META;
}

static bool read_fields(story *s, mg_article *article, mg_arena *arena)
{
    article->title = mg_sgml_decode(s->field[F_TITLE], arena);
    article->dateline = mg_sgml_decode(s->field[F_DATELINE], arena);
    mg_span *author = mg_arena_alloc(arena, sizeof *author);
    if (!article->title.p || !article->dateline.p || !author) return false;
    *author = mg_sgml_decode(s->field[F_AUTHOR], arena);
    if (!author->p) return false;

    article->dateline = trim_end(mg_span_trim(article->dateline), "- ,\n");
    *author = mg_span_trim(*author);
    size_t comma = author->n;
    while (comma && author->p[comma - 1] != ',') comma--;
    mg_span agency = mg_span_trim(mg_span_sub(*author, comma, author->n));
    if (comma && mg_span_starts_nocase(agency, MG_SPAN("Reuter"))) author->n = comma - 1;
    if (author->n) article->byline = (mg_spans){author, 1};
    read_date(s->field[F_DATE], article);
    return read_body(s, article, arena);
}

static mg_status give_story(story *s, const mg_sgml_record *record, size_t number, const mg_file *file,
                            mg_sink *sink, mg_error *err)
{
    memset(s->field, 0, sizeof s->field);
    s->keywords.n = 0;
    mg_article article = {.source = MG_SPAN("Reuters"), .language = MG_SPAN("en")};
    if (!read_story(s, record->inner, sink->arena) || !read_fields(s, &article, sink->arena))
        return mg_fail_nomem(err, "reading a Reuters story");
    article.id = mg_span_trim(mg_sgml_attribute(record->attributes, "NEWID"));
    article.keywords = (mg_spans){s->keywords.v, s->keywords.n};

    if (!record->closed) mg_sink_tell(sink, number, "the story is cut off: there is no </REUTERS>");
    return mg_sink_give(sink, file, &mg_format_reuters, number, &article, err);
}

static mg_status extract(mg_span text, const mg_file *file, mg_sink *sink, mg_error *err)
{
    mg_sgml scan = MG_SGML_INIT(text);
    mg_sgml_record record;
    story s = {.body = MG_BUF_INIT};
    mg_status status = MG_OK;
    size_t number = 0;
    while (status == MG_OK && mg_sgml_next_record(&scan, "REUTERS", &record))
        status = give_story(&s, &record, ++number, file, sink, err);
    if (!number) status = mg_fail(err, MG_FORMAT, "there is no <REUTERS> story in the file");
    mg_buf_dispose(&s.body);
    mg_vec_free(&s.keywords);
    return status;
}

static bool sniff(mg_span head)
{
    head = mg_span_trim(head);
    return mg_span_starts_nocase(head, MG_SPAN("<!DOCTYPE lewis")) ||
           mg_span_starts_nocase(head, MG_SPAN("<REUTERS"));
}

static const char *const suffixes[] = {".sgm", NULL};

const mg_format mg_format_reuters = {
    .name = "reuters",
    .suffixes = suffixes,
    .sniff = sniff,
    .extract = extract,
    .several = true,
};
