/* xml_text.c - see xml_text.h: one walk over the element, gathering inline text into blocks. */
#include "indexer/xml_text.h"

#include "indexer/html_tree.h"
#include "indexer/ocr_lines.h"
#include "indexer/unwrap.h"

typedef enum { B_PARAGRAPH, B_ITEM, B_ROW } block_kind;

typedef struct {
    mg_xml_role (*role_of)(const xmlNode *element);
    const xmlNode *asked; /* the element whose role was asked for last, */
    mg_xml_role role;     /* and its role: most elements hold text alone, and are left next */
    mg_buf *out;
    mg_buf line;        /* the block in the making */
    size_t broken;      /* the line as far as the printer broke it; 0: nothing waits for the rest of a word */
    bool joined;        /* the next text goes on with the word */
    bool item;          /* the next block is the first of a list item */
    bool field;         /* it is a field: no dashes before items */
    unsigned rows, pre; /* open ones */
    block_kind last;
} writer;

mg_xml_role mg_xml_role_in(const mg_xml_named_role *table, size_t n, const xmlNode *element)
{
    size_t from = 0, to = n;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        int order = element->name[0] - (unsigned char)table[middle].name[0];
        if (order == 0) order = strcmp((const char *)element->name, table[middle].name);
        if (order == 0) return table[middle].role;
        if (order < 0)
            to = middle;
        else
            from = middle + 1;
    }
    return MG_XML_INLINE;
}

static mg_xml_role role_of(writer *w, const xmlNode *element)
{
    if (w->asked != element) w->role = w->role_of(element);
    w->asked = element;
    return w->role;
}

static void add_block(writer *w, mg_span text, block_kind kind)
{
    bool together = kind == w->last && kind != B_PARAGRAPH;
    if (w->out->n) mg_buf_adds(w->out, together ? "\n" : "\n\n");
    if (kind == B_ITEM && !w->field) mg_buf_adds(w->out, "- ");
    if (w->pre && kind == B_PARAGRAPH)
        mg_unwrap(text, 0, 0, w->out);
    else
        mg_buf_add(w->out, text);
    w->last = kind;
}

static void end_wrapped(writer *w)
{
    if (w->broken) mg_ocr_join(&w->line, w->broken);
    w->broken = 0;
}

static void end_line(writer *w)
{
    end_wrapped(w);
    mg_span text = mg_buf_span(&w->line);
    if (!w->pre) text = mg_span_trim(text); /* else an indent may begin a paragraph */
    if (mg_span_trim(text).n) {
        add_block(w, text, w->item ? B_ITEM : B_PARAGRAPH);
        w->item = false;
    }
    mg_buf_reset(&w->line);
    w->joined = false;
}

/* Tabs at the start of a row stay: they are empty cells. */
static void end_row(writer *w)
{
    end_wrapped(w);
    mg_span text = mg_buf_span(&w->line);
    while (text.n && mg_is_space(text.p[text.n - 1])) text.n--;
    if (text.n) add_block(w, text, B_ROW);
    mg_buf_reset(&w->line);
    w->joined = false;
}

static void drop_blanks(mg_buf *line)
{
    while (line->n && line->p[line->n - 1] == ' ') line->n--;
}

static void end_cell(writer *w)
{
    drop_blanks(&w->line);
    mg_buf_addc(&w->line, '\t');
}

/* A line of its own; where there is only a break, the second in a row parts paragraphs. */
static void new_line(writer *w, bool only_break)
{
    end_wrapped(w);
    if (w->rows) {
        mg_html_add_collapsed(MG_SPAN(" "), &w->line);
        return;
    }
    drop_blanks(&w->line);
    if (w->line.n && w->line.p[w->line.n - 1] != '\n')
        mg_buf_addc(&w->line, '\n');
    else if (only_break)
        end_line(w);
}

static void break_line(writer *w)
{
    end_wrapped(w);
    while (w->line.n && mg_is_space(w->line.p[w->line.n - 1])) w->line.n--;
    w->broken = w->line.n;
}

static void join_line(writer *w)
{
    end_wrapped(w);
    while (w->line.n && mg_is_space(w->line.p[w->line.n - 1])) w->line.n--;
    w->line.n -= mg_ocr_hyphen(mg_buf_span(&w->line));
    w->joined = true;
}

static void part_blocks(writer *w)
{
    if (w->rows)
        mg_html_add_collapsed(MG_SPAN(" "), &w->line);
    else
        end_line(w);
}

/* An element starts. False: pass over what is in it. */
static bool enter(writer *w, const xmlNode *node)
{
    switch (role_of(w, node)) {
    case MG_XML_SILENT: return false;
    case MG_XML_BLOCK: part_blocks(w); break;
    case MG_XML_PRE:
        part_blocks(w);
        w->pre++;
        break;
    case MG_XML_ITEM:
        part_blocks(w);
        w->item = !w->rows;
        break;
    case MG_XML_ROW:
        if (w->rows)
            end_row(w);
        else
            end_line(w);
        w->rows++;
        break;
    case MG_XML_LINE: new_line(w, !node->children); break;
    case MG_XML_WRAP: break_line(w); break;
    case MG_XML_JOIN: join_line(w); break;
    case MG_XML_SLASH:
        drop_blanks(&w->line);
        mg_buf_addc(&w->line, '/');
        break;
    default: break;
    }
    return true;
}

static void leave(writer *w, const xmlNode *node)
{
    switch (role_of(w, node)) {
    case MG_XML_BLOCK: part_blocks(w); break;
    case MG_XML_PRE:
        part_blocks(w);
        w->pre--;
        break;
    case MG_XML_ITEM:
        part_blocks(w);
        w->item = false;
        break;
    case MG_XML_ROW:
        end_row(w);
        w->rows--;
        break;
    case MG_XML_CELL: end_cell(w); break;
    case MG_XML_LINE:
        if (node->children) new_line(w, false);
        break;
    default: break;
    }
}

static void add_text(writer *w, const char *content)
{
    mg_span text = mg_span_str(content);
    if (w->joined || w->broken) {
        while (text.n && mg_is_space(text.p[0])) text = mg_span_sub(text, 1, text.n);
        if (!text.n) return;
        w->joined = false;
    }
    size_t n = w->line.n;
    if (w->pre && !w->rows)
        mg_buf_add(&w->line, text);
    else if (text.n)
        mg_html_add_collapsed(text, &w->line);
    if (w->line.n > n) end_wrapped(w);
}

static void render(const mg_xml_reader *reader, const xmlNode *top, bool field, mg_buf *out)
{
    writer w = {.role_of = reader->role_of, .out = out, .field = field};
    for (const xmlNode *node = top; node;) {
        if (node->type == XML_TEXT_NODE && node->content) add_text(&w, (const char *)node->content);
        bool inside = node->type == XML_ELEMENT_NODE && enter(&w, node);
        if (inside && node->children) {
            node = node->children;
            continue;
        }
        if (inside) leave(&w, node);
        while (node != top && !node->next) {
            node = node->parent;
            leave(&w, node);
        }
        node = node == top ? NULL : node->next;
    }
    end_line(&w);
    out->failed |= w.line.failed;
    mg_buf_dispose(&w.line);
}

void mg_xml_render(const mg_xml_reader *reader, const xmlNode *node, mg_buf *body)
{
    render(reader, node, false, body);
}

mg_span mg_xml_line(mg_xml_reader *reader, const xmlNode *node)
{
    mg_buf text = MG_BUF_INIT;
    render(reader, node, true, &text);
    mg_span copy = text.failed ? (mg_span){NULL, 0}
                   : text.n    ? mg_arena_copy(reader->arena, mg_buf_span(&text))
                               : MG_SPAN("");
    mg_buf_dispose(&text);
    reader->nomem |= !copy.p;
    return copy;
}

mg_span mg_xml_value(const xmlNode *node, const char *name)
{
    if (!node || node->type != XML_ELEMENT_NODE) return MG_SPAN("");
    const xmlAttr *a = node->properties;
    while (a && strcmp((const char *)a->name, name) != 0) a = a->next;
    if (!a || !a->children || !a->children->content) return MG_SPAN("");
    return mg_span_trim(mg_span_str((const char *)a->children->content));
}

bool mg_xml_has(const xmlNode *node, const char *name, const char *value)
{
    return mg_span_eq_nocase(mg_xml_value(node, name), mg_span_str(value));
}

void mg_xml_list(mg_xml_reader *reader, mg_spans *list, mg_span item)
{
    if (item.n && list->n < MG_XML_LIST_MAX && !mg_spans_add(list, item, reader->arena)) reader->nomem = true;
}

void mg_xml_remove(xmlNode *node)
{
    if (!node) return;
    xmlUnlinkNode(node);
    xmlFreeNode(node);
}
