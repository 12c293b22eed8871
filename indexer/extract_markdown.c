/* extract_markdown.c - Markdown with or without YAML front matter. md4c reads the Markdown and calls back
 * with its blocks and pieces of text, from which the body is put together as plain text; libyaml reads the
 * front matter. */
#include "indexer/extract.h"

#include "common/utf8.h"
#include "common/vec.h"
#include "indexer/head.h"

#include <libxml/HTMLparser.h>
#include <md4c.h>
#include <yaml.h>

#define FRONT_MATTER_MAX ((size_t)64 * 1024)
#define MARKDOWN_MAX ((size_t)32 * 1024 * 1024) /* md4c is not linear in everything */
#define YAML_EVENTS_MAX 10000
#define YAML_DEPTH_MAX 16
#define HEAD_BLOCKS 8 /* blocks at the start that may belong to the head */
#define LIST_INDENT_MAX 8

/* Front matter. */

/* "---" and then "key: value", comments aside: a plain text that begins with a rule does not look like that.
 */
static bool sniff(mg_span head)
{
    size_t start = mg_span_find(head, 0, '\n') + 1, colon = 0;
    if (start > head.n || head.p[0] != '-') return false;
    if (!mg_span_eq(mg_span_trim(mg_span_sub(head, 0, start)), MG_SPAN("---"))) return false;
    mg_span line = {NULL, 0};
    while (start < head.n && (!line.n || line.p[0] == '#')) {
        size_t end = mg_span_find(head, start, '\n');
        line = mg_span_trim(mg_span_sub(head, start, end));
        start = end + 1;
    }
    while (colon < line.n && line.p[colon] != ':') {
        char c = line.p[colon++];
        if (!((c | 0x20) >= 'a' && (c | 0x20) <= 'z') && !(c >= '0' && c <= '9') && c != '_' && c != '-')
            return false;
    }
    return colon > 0 && colon < line.n && (colon + 1 == line.n || mg_is_space(line.p[colon + 1]));
}

/* The YAML between the two lines "---"; *behind is where the Markdown begins. Empty when there is none. */
static mg_span find_front_matter(mg_span text, size_t *behind)
{
    const mg_span none = {NULL, 0};
    *behind = 0;
    if (!sniff(mg_span_sub(text, 0, FRONT_MATTER_MAX))) return none;
    size_t start = mg_span_find(text, 0, '\n') + 1;
    for (size_t at = start; at < MG_MIN(text.n, FRONT_MATTER_MAX);) {
        size_t end = mg_span_find(text, at, '\n');
        mg_span line = mg_span_sub(text, at, end);
        if (line.n && line.p[line.n - 1] == '\r') line.n--;
        if (mg_span_eq(line, MG_SPAN("---")) || mg_span_eq(line, MG_SPAN("..."))) {
            *behind = MG_MIN(end + 1, text.n);
            return mg_span_sub(text, start, at);
        }
        at = end + 1;
    }
    return none;
}

typedef struct {
    mg_article *article;
    mg_arena *arena;
    mg_field field;                   /* of the key at the top level that was read last */
    int depth;                        /* of mappings and sequences */
    bool name_next;                   /* the next scalar of an inner mapping is a "name": author: {name: X} */
    bool mapping[YAML_DEPTH_MAX + 1]; /* what is open at each depth: a mapping, not a sequence, */
    bool key_next[YAML_DEPTH_MAX + 1]; /* and whether its next scalar is a key */
    bool ok;
} front_matter;

/* Something that stands in a value's place has been read. */
static void value_read(front_matter *f)
{
    if (f->mapping[f->depth]) f->key_next[f->depth] = true;
}

static void read_scalar(front_matter *f, mg_span text)
{
    if (f->depth < 1) return;
    if (f->mapping[f->depth] && f->key_next[f->depth]) {
        f->key_next[f->depth] = false;
        if (f->depth == 1)
            f->field = mg_field_by_name(text);
        else
            f->name_next = mg_span_eq_nocase(text, MG_SPAN("name"));
        return;
    }
    bool wanted = f->depth == 1 || !f->mapping[f->depth] || f->name_next;
    mg_span copy = mg_arena_copy(f->arena, text);
    f->ok &= copy.p != NULL;
    if (wanted && f->ok && !mg_span_eq(text, MG_SPAN("null")) && !mg_span_eq(text, MG_SPAN("~")))
        f->ok &= mg_field_set(f->article, f->field, copy, MG_DATE_FROM_META, f->arena);
    value_read(f);
}

/* One event of libyaml's; false when the front matter is deeper than any sane one. */
static bool read_event(front_matter *f, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        read_scalar(f, (mg_span){(const char *)event->data.scalar.value, event->data.scalar.length});
        break;
    case YAML_MAPPING_START_EVENT:
    case YAML_SEQUENCE_START_EVENT:
        if (f->depth == YAML_DEPTH_MAX) return false;
        f->depth++;
        f->mapping[f->depth] = f->key_next[f->depth] = event->type == YAML_MAPPING_START_EVENT;
        break;
    case YAML_MAPPING_END_EVENT:
    case YAML_SEQUENCE_END_EVENT:
        if (f->depth > 0) f->depth--;
        f->name_next = false;
        value_read(f);
        break;
    case YAML_ALIAS_EVENT: value_read(f); break;
    default: break;
    }
    return true;
}

/* Read YAML into `article`; false, and `why`, when it is broken. What was read before stays. */
static bool read_yaml(mg_span yaml, front_matter *f, mg_error *why)
{
    yaml_parser_t parser;
    bool end = false;
    if (!yaml_parser_initialize(&parser)) return f->ok = false;
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)yaml.p, yaml.n);
    for (int events = 0; !end && why->code == MG_OK && f->ok; events++) {
        yaml_event_t event;
        if (!yaml_parser_parse(&parser, &event)) {
            mg_fail(why, MG_FORMAT, "front matter, line %zu: %s", parser.problem_mark.line + 2,
                    parser.problem ? parser.problem : "not YAML");
            break;
        }
        end = event.type == YAML_STREAM_END_EVENT;
        if (!read_event(f, &event) || events == YAML_EVENTS_MAX)
            mg_fail(why, MG_LIMIT, "the front matter is too deep or too long");
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return why->code == MG_OK;
}

/* What can be had from front matter that is no YAML, mostly for want of quotes: "title: Flood: seven dead".
 */
static bool read_lines(mg_span yaml, mg_article *article, mg_arena *arena)
{
    for (size_t at = 0; at < yaml.n;) {
        size_t end = mg_span_find(yaml, at, '\n'), colon = mg_span_find(mg_span_sub(yaml, 0, end), at, ':');
        mg_field field = mg_field_by_name(mg_span_sub(yaml, at, colon));
        mg_span value = mg_span_trim(mg_span_sub(yaml, colon + 1, end));
        char first = value.n >= 2 ? value.p[0] : '\0', last = value.n ? value.p[value.n - 1] : '\0';
        if (((first == '"' || first == '\'') && last == first) || (first == '[' && last == ']'))
            value = mg_span_sub(value, 1, value.n - 1);
        if (value.n && value.n <= 2 && strchr("|>", first ? first : last))
            field = MG_FIELD_UNKNOWN; /* "|", ">-": the value is on the lines below */
        if (!mg_field_set(article, field, value, MG_DATE_FROM_META, arena)) return false;
        at = end + 1;
    }
    return true;
}

static mg_status read_front_matter(mg_span yaml, mg_article *article, mg_sink *sink, mg_error *err)
{
    mg_error why = MG_ERROR_INIT;
    front_matter f = {.article = article, .arena = sink->arena, .ok = true};
    if (!read_yaml(yaml, &f, &why) && f.ok) {
        sink->problem(sink->payload, (mg_span){NULL, 0}, &why);
        mg_article lines = {
            0}; /* libyaml may have cut the value at which it stopped; lists are safe with it */
        f.ok = read_lines(yaml, &lines, sink->arena);
        if (article->byline.n) lines.byline = article->byline;
        if (article->keywords.n) lines.keywords = article->keywords;
        *article = lines;
    }
    return f.ok ? MG_OK : mg_fail_nomem(err, "reading front matter");
}

/* The body. */

typedef enum { PARAGRAPH, HEADING, TOP_HEADING, OTHER } block_kind;

/* One of the first blocks of the text. */
typedef struct {
    block_kind kind;
    size_t from, to;
    bool emphasised; /* all of it in emphasis */
    bool image;      /* it holds a picture: the text is a caption */
} block;

typedef struct {
    mg_buf out;
    block head[HEAD_BLOCKS];
    size_t blocks;     /* how many blocks there were */
    size_t from;       /* where the block that is being read begins */
    bool open;         /* a leaf block is being read */
    bool plain, image; /* it holds text outside emphasis; a picture */
    int emphasis;      /* depth of emphasis */
    int lists, items;  /* depth of lists; of items just begun, whose text is on the marker's line */
    bool in_html, in_tag, in_comment, in_script; /* inside an HTML block */
    bool soft_break;                             /* a line end that waits for what follows */
    bool cell; /* so does the gap between cells: md4c fills short rows up with a great many empty ones */
    MG_VEC(unsigned) numbers; /* for each open list the next number, 0 for a bulleted one */
} reader;

static void end_line(reader *r)
{
    if (r->out.n && r->out.p[r->out.n - 1] != '\n') mg_buf_addc(&r->out, '\n');
}

static void blank_line(reader *r)
{
    end_line(r);
    if (r->out.n) mg_buf_addc(&r->out, '\n');
}

static void open_block(reader *r)
{
    if (r->lists)
        end_line(r);
    else
        blank_line(r);
    r->from = r->out.n;
    r->open = true;
    r->plain = r->image = false;
}

static void close_block(reader *r, block_kind kind)
{
    bool empty = mg_span_trim(mg_span_sub(mg_buf_span(&r->out), r->from, r->out.n)).n == 0;
    r->open = false;
    r->soft_break = false;
    if (empty) return;
    if (r->blocks < HEAD_BLOCKS)
        r->head[r->blocks] = (block){kind, r->from, r->out.n, !r->plain && kind == PARAGRAPH, r->image};
    r->blocks++;
}

static void begin_item(reader *r)
{
    if (r->open) close_block(r, OTHER);
    end_line(r);
    for (int i = 1; i < r->lists && i < LIST_INDENT_MAX; i++) mg_buf_adds(&r->out, "  ");
    unsigned *number = r->numbers.n ? &r->numbers.v[r->numbers.n - 1] : NULL;
    if (number && *number)
        mg_buf_addf(&r->out, "%u. ", (*number)++);
    else
        mg_buf_adds(&r->out, "- ");
    r->items++;
}

/* A list's first paragraph of an item stands behind the marker, the others on lines of their own. */
static void open_paragraph(reader *r)
{
    if (r->items) {
        r->from = r->out.n;
        r->open = true;
        r->plain = r->image = false;
        r->items = 0;
    } else {
        open_block(r);
    }
}

static bool push_list(reader *r, unsigned start)
{
    if (!r->lists) blank_line(r);
    r->lists++;
    return mg_vec_push(&r->numbers, start);
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *payload)
{
    reader *r = payload;
    switch (type) {
    case MD_BLOCK_P:
    case MD_BLOCK_H: open_paragraph(r); break;
    case MD_BLOCK_UL: return push_list(r, 0) ? 0 : -1;
    case MD_BLOCK_OL: {
        unsigned start = ((MD_BLOCK_OL_DETAIL *)detail)->start;
        return push_list(r, start ? start : 1) ? 0 : -1;
    }
    case MD_BLOCK_LI: begin_item(r); break;
    case MD_BLOCK_HTML:
        r->in_html = true;
        r->in_tag = r->in_comment = r->in_script = false;
        open_block(r);
        break;
    case MD_BLOCK_CODE:
    case MD_BLOCK_TABLE: open_block(r); break;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD: r->cell = true; break;
    default: break;
    }
    return 0;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *payload)
{
    reader *r = payload;
    switch (type) {
    case MD_BLOCK_H: close_block(r, ((MD_BLOCK_H_DETAIL *)detail)->level == 1 ? TOP_HEADING : HEADING); break;
    case MD_BLOCK_P: close_block(r, r->lists ? OTHER : PARAGRAPH); break;
    case MD_BLOCK_HTML:
    case MD_BLOCK_CODE:
    case MD_BLOCK_TABLE:
        r->in_html = false;
        close_block(r, OTHER);
        break;
    case MD_BLOCK_UL:
    case MD_BLOCK_OL:
        r->lists--;
        r->items = 0;
        if (r->numbers.n) r->numbers.n--;
        break;
    case MD_BLOCK_LI:
        if (r->open) close_block(r, OTHER);
        r->items = 0;
        break;
    case MD_BLOCK_TR:
        r->cell = false;
        end_line(r);
        break;
    default: break;
    }
    return r->out.failed ? -1 : 0;
}

static int enter_span(MD_SPANTYPE type, void *detail, void *payload)
{
    (void)detail;
    if (type == MD_SPAN_IMG) ((reader *)payload)->image = true;
    ((reader *)payload)->emphasis += type == MD_SPAN_EM || type == MD_SPAN_STRONG || type == MD_SPAN_U;
    return 0;
}

static int leave_span(MD_SPANTYPE type, void *detail, void *payload)
{
    (void)detail;
    ((reader *)payload)->emphasis -= type == MD_SPAN_EM || type == MD_SPAN_STRONG || type == MD_SPAN_U;
    return 0;
}

/* "&amp;", "&#8220;", "&#x201c;" as the character; as it is when unknown. */
static void add_entity(mg_buf *out, mg_span entity)
{
    char name[32];
    mg_span inner = mg_span_sub(entity, 1, entity.n ? entity.n - 1 : 0);
    if (!inner.n || inner.n >= sizeof name) {
        mg_buf_add(out, entity);
        return;
    }
    memcpy(name, inner.p, inner.n);
    name[inner.n] = '\0';
    if (name[0] == '#') {
        bool hex = (name[1] | 0x20) == 'x';
        unsigned long ch = strtoul(name + (hex ? 2 : 1), NULL, hex ? 16 : 10);
        mg_buf_add_char(out, ch > 0x10ffff || !ch ? 0xfffd : (uint32_t)ch);
        return;
    }
    const htmlEntityDesc *known = htmlEntityLookup((const xmlChar *)name);
    if (known)
        mg_buf_add_char(out, known->value);
    else
        mg_buf_add(out, entity);
}

/* The text of an HTML block, without tags, comments, scripts and styles; md4c gives it in pieces, line by
 * line. */
static void add_html(reader *r, mg_span html)
{
    for (size_t at = 0; at < html.n;) {
        mg_span rest = mg_span_sub(html, at, html.n);
        if (r->in_comment) {
            size_t end = mg_span_find_span(rest, 0, MG_SPAN("-->"));
            r->in_comment = end == rest.n;
            at += r->in_comment ? rest.n : end + 3;
        } else if (r->in_tag) {
            size_t end = mg_span_find(rest, 0, '>');
            r->in_tag = end == rest.n;
            at += r->in_tag ? rest.n : end + 1;
        } else if (r->in_script) {
            size_t end = mg_span_find_span(rest, 0, MG_SPAN("</"));
            r->in_script = end == rest.n;
            at += end;
        } else if (rest.p[0] == '<') {
            r->in_comment = mg_span_starts(rest, MG_SPAN("<!--"));
            r->in_script = mg_span_starts_nocase(rest, MG_SPAN("<script")) ||
                           mg_span_starts_nocase(rest, MG_SPAN("<style"));
            r->in_tag = !r->in_comment;
            at += r->in_comment ? 4 : 1;
        } else if (rest.p[0] == '&') {
            size_t end = mg_span_find(mg_span_sub(rest, 0, 32), 0, ';');
            if (end < MG_MIN(rest.n, 32u)) {
                add_entity(&r->out, mg_span_sub(rest, 0, end + 1));
                at += end + 1;
            } else {
                mg_buf_addc(&r->out, '&');
                at++;
            }
        } else {
            size_t tag = mg_span_find(rest, 0, '<'), entity = mg_span_find(mg_span_sub(rest, 0, tag), 0, '&');
            mg_buf_add(&r->out, mg_span_sub(rest, 0, MG_MIN(tag, entity)));
            at += MG_MIN(tag, entity);
        }
    }
}

/* A soft break is a space, unless the script has none. */
static void join_line(reader *r, mg_span behind)
{
    r->soft_break = false;
    if (r->out.n > r->from && mg_buf_reserve(&r->out, 1)) {
        mg_head_join(r->out.p, &r->out.n, behind);
        r->out.p[r->out.n] = '\0';
    }
}

static int add_text(MD_TEXTTYPE type, const MD_CHAR *p, MD_SIZE n, void *payload)
{
    reader *r = payload;
    mg_span text = {p, n};
    if (type == MD_TEXT_SOFTBR) {
        r->soft_break = true;
        return 0;
    }
    if (!r->open) open_paragraph(r); /* text of a tight list item comes without a paragraph */
    if (r->soft_break) join_line(r, text);
    if (r->cell && r->out.n && r->out.p[r->out.n - 1] != '\n') mg_buf_addc(&r->out, '\t');
    r->cell = false;
    if (!r->emphasis && mg_span_trim(text).n) r->plain = true;
    switch (type) {
    case MD_TEXT_NULLCHAR: break;
    case MD_TEXT_BR: mg_buf_addc(&r->out, '\n'); break;
    case MD_TEXT_ENTITY: add_entity(&r->out, text); break;
    case MD_TEXT_HTML:
        if (r->in_html)
            add_html(r, text);
        else if (mg_span_starts_nocase(text, MG_SPAN("<br")))
            mg_buf_addc(&r->out, '\n');
        break;
    default: mg_buf_add(&r->out, text); break;
    }
    return r->out.failed ? -1 : 0;
}

static mg_status read_markdown(mg_span text, reader *r, mg_error *err)
{
    const MD_PARSER parser = {
        .abi_version = 0,
        .flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS | MD_FLAG_NOINDENTEDCODEBLOCKS,
        .enter_block = enter_block,
        .leave_block = leave_block,
        .enter_span = enter_span,
        .leave_span = leave_span,
        .text = add_text,
    };
    if (text.n > MARKDOWN_MAX)
        return mg_fail(err, MG_LIMIT, "the Markdown is %zu bytes long, over the limit of %zu MB", text.n,
                       MARKDOWN_MAX >> 20);
    /* md4c itself fails only when memory runs out. */
    if (text.n && md_parse(text.p, (MD_SIZE)text.n, &parser, r) != 0)
        return mg_fail_nomem(err, "reading Markdown");
    return mg_buf_check(&r->out, "reading Markdown", err);
}

/* The head. */

static mg_span block_text(const reader *r, size_t i)
{
    return mg_span_trim(mg_span_sub(mg_buf_span(&r->out), r->head[i].from, r->head[i].to));
}

/* Is block `i`, which stands right behind the headline, the standfirst? */
static bool is_standfirst(const reader *r, size_t i, size_t blocks)
{
    mg_span text = block_text(r, i);
    if (r->head[i].kind != PARAGRAPH || mg_span_find(text, 0, '\n') < text.n || i + 1 >= r->blocks)
        return false;
    if (r->head[i].emphasised && text.n <= 700) return true;
    return i + 1 < blocks && mg_head_is_standfirst(text, true, block_text(r, i + 1));
}

/* Which of the first blocks is the headline: the first level-1 heading that only paragraphs stand above, or a
 * heading of any level that begins the text; `blocks` when none is. */
static size_t find_headline(const reader *r, size_t blocks)
{
    if (blocks && r->head[0].kind == HEADING) return 0;
    for (size_t i = 0; i < blocks && (r->head[i].kind == PARAGRAPH || r->head[i].kind == TOP_HEADING); i++)
        if (r->head[i].kind == TOP_HEADING) return i;
    return blocks;
}

static bool keep_text(mg_span *field, mg_span text, mg_arena *arena)
{
    *field = mg_arena_copy(arena, text);
    return field->p != NULL;
}

/* Take the head's fields out of the first blocks. `taken` tells which blocks are no part of the body; returns
 * how many blocks were looked at. */
static size_t read_head(const reader *r, mg_article *article, mg_arena *arena, bool taken[HEAD_BLOCKS],
                        bool *ok)
{
    size_t blocks = MG_MIN(r->blocks, (size_t)HEAD_BLOCKS), i = 0, headline = find_headline(r, blocks);
    bool behind_title = article->title.n > 0;
    if (headline < blocks && article->title.n && !mg_span_eq(article->title, block_text(r, headline)))
        headline = blocks; /* front matter has another: this one is a heading of the body */
    for (; i < blocks && *ok; i++) {
        mg_span text = block_text(r, i);
        if (i == headline) {
            taken[i] = behind_title = true;
            if (!article->title.n) *ok &= keep_text(&article->title, text, arena);
            continue;
        }
        if (r->head[i].kind != PARAGRAPH) break;
        if (r->head[i].image) continue;
        mg_span copy = mg_arena_copy(arena, text);
        *ok &= copy.p != NULL;
        if (*ok && mg_head_take(copy, article, arena, ok)) {
            taken[i] = true;
        } else if (behind_title && !article->standfirst.n && is_standfirst(r, i, blocks)) {
            taken[i] = true;
            article->standfirst = copy;
        } else if (headline == blocks || i > headline) {
            break;
        }
        if (i > headline || headline == blocks) behind_title = false;
    }
    return i;
}

/* Close the gaps that blocks taken out of the text leave; returns the body. */
static mg_span remove_head(reader *r, const bool taken[HEAD_BLOCKS], size_t looked)
{
    size_t first = 0;
    while (first < looked && taken[first]) first++;
    for (size_t i = looked; i-- > first;) {
        const block *b = &r->head[i];
        if (!taken[i]) continue;
        memmove(r->out.p + b->from, r->out.p + b->to, r->out.n - b->to);
        r->out.n -= b->to - b->from;
    }
    size_t from = first ? r->head[first - 1].to : 0;
    return mg_span_trim(mg_span_sub(mg_buf_span(&r->out), from, r->out.n));
}

static mg_status extract(mg_span text, const mg_file *file, mg_sink *sink, mg_error *err)
{
    mg_article article = {0};
    reader r = {.out = MG_BUF_INIT};
    size_t begin = 0;
    bool ok = true, taken[HEAD_BLOCKS] = {false};
    mg_span yaml = find_front_matter(text, &begin);
    mg_status status = yaml.n ? read_front_matter(yaml, &article, sink, err) : MG_OK;
    if (status == MG_OK) status = read_markdown(mg_span_sub(text, begin, text.n), &r, err);
    if (status != MG_OK) goto out;
    size_t looked = read_head(&r, &article, sink->arena, taken, &ok);
    article.body = remove_head(&r, taken, looked);
    if (!article.dateline.n) article.dateline = mg_head_dateline(article.body);
    status = ok ? mg_sink_give(sink, file, &mg_format_markdown, 0, &article, err)
                : mg_fail_nomem(err, "reading Markdown");
out:
    mg_buf_dispose(&r.out);
    mg_vec_free(&r.numbers);
    return status;
}

const mg_format mg_format_markdown = {
    .name = "markdown",
    .suffixes = (const char *const[]){".md", ".markdown", NULL},
    .sniff = sniff,
    .extract = extract,
    .declared_charset = NULL,
    .several = false,
};
