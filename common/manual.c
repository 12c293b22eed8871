/* manual.c - see manual.h. */
#include "common/manual.h"

#define OPTIONS_LINE MG_SPAN(".\\\" options\n")

/* A word so that roff takes it as it is; options keep their dashes, which are no hyphens. */
static void add_word(mg_span word, mg_buf *out)
{
    bool option = word.n > 1 && (word.p[0] == '-' || word.p[1] == '-');
    if (word.n && (word.p[0] == '.' || word.p[0] == '\'')) mg_buf_adds(out, "\\&");
    for (size_t i = 0; i < word.n; i++) {
        if (word.p[i] == '\\') mg_buf_adds(out, "\\e");
        else if (word.p[i] == '-' && option) mg_buf_adds(out, "\\-");
        else mg_buf_addc(out, word.p[i]);
    }
}

static bool ends_sentence(mg_span word)
{
    return word.n && strchr(".?!", word.p[word.n - 1]) && !mg_span_eq(word, MG_SPAN("..."));
}

/* The words of `text` on a line for each sentence; whether the last one ended. */
static bool add_words(mg_span text, mg_buf *out)
{
    bool fresh = true, ended = false;
    for (size_t at = 0, end; at < text.n; at = end + 1) {
        for (end = at; end < text.n && !mg_is_space(text.p[end]);) end++;
        mg_span word = mg_span_sub(text, at, end);
        if (!word.n) continue;
        if (!fresh) mg_buf_addc(out, ended ? '\n' : ' ');
        add_word(word, out);
        ended = ends_sentence(word);
        fresh = false;
    }
    return ended;
}

/* A phrase as a sentence. */
static void add_sentence(mg_span phrase, mg_buf *out)
{
    size_t start = out->n;
    bool ended = add_words(phrase, out);
    if (!out->failed && out->n > start && out->p[start] >= 'a' && out->p[start] <= 'z') out->p[start] ^= 0x20;
    mg_buf_adds(out, ended ? "\n" : ".\n");
}

static void add_paragraphs(mg_span text, mg_buf *out)
{
    for (size_t at = 0, end; at < text.n; at = end + 2) {
        end = mg_span_find_span(text, at, MG_SPAN("\n\n"));
        mg_buf_adds(out, ".Pp\n");
        add_words(mg_span_sub(text, at, end), out);
        mg_buf_addc(out, '\n');
    }
}

static void add_argument(const char *argument, mg_buf *out)
{
    if (!argument) return;
    size_t n = strlen(argument);
    if (argument[0] == '[') mg_buf_addf(out, " Ns Op = Ns Ar %.*s", (int)n - 2, argument + 1);
    else mg_buf_addf(out, " Ar %s", argument);
}

static void add_option(const mg_option *o, mg_buf *out)
{
    mg_span help = mg_span_str(o->help), brief = mg_cli_brief(o);
    mg_buf_adds(out, ".It ");
    if (o->letter) {
        mg_buf_addf(out, "Fl %c", o->letter);
        if (o->argument && o->argument[0] != '[') add_argument(o->argument, out);
        mg_buf_adds(out, " , ");
    }
    mg_buf_adds(out, "Fl \\-");
    for (const char *c = o->name; *c; c++) mg_buf_adds(out, *c == '-' ? "\\-" : (char[]){*c, '\0'});
    add_argument(o->argument, out);
    mg_buf_addc(out, '\n');
    add_sentence(brief, out);
    add_paragraphs(mg_span_sub(help, brief.n + 2, help.n), out);
}

void mg_manual_options(const mg_program *program, mg_buf *out)
{
    bool open = false;
    for (size_t i = 0; i < program->n; i++) {
        const mg_option *o = &program->options[i];
        if (!o->name) {
            mg_buf_addf(out, "%s.Ss %s\n", open ? ".El\n" : "", o->help);
            open = false;
            continue;
        }
        if (!open) mg_buf_adds(out, ".Bl -tag -width Ds\n");
        open = true;
        add_option(o, out);
    }
    if (open) mg_buf_adds(out, ".El\n");
}

mg_status mg_manual_page(const mg_program *program, mg_span page, mg_buf *out, mg_error *err)
{
    size_t at = mg_span_find_span(page, 0, OPTIONS_LINE);
    if (at == page.n) return mg_fail(err, MG_FORMAT, "the page has no line .\\\" options");
    mg_buf_add(out, mg_span_sub(page, 0, at));
    mg_manual_options(program, out);
    mg_buf_add(out, mg_span_sub(page, at + OPTIONS_LINE.n, page.n));
    return mg_buf_check(out, "writing the manual", err);
}
