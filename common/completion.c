/* completion.c - see completion.h. */
#include "common/completion.h"

/* ---- what the shells have in common ---- */

typedef enum { V_NONE, V_WORDS, V_LIST, V_SOURCE, V_FILE, V_DIR, V_OTHER } value_kind;

static const char *source_of(const mg_program *program, const char *option)
{
    for (size_t i = 0; i < program->n_sources; i++) {
        const mg_word_source *s = &program->sources[i];
        if (option ? s->option && strcmp(s->option, option) == 0 : !s->option) return s->command;
    }
    return NULL;
}

static value_kind kind_of(const mg_program *program, const mg_option *o)
{
    if (!o->argument) return V_NONE;
    if (source_of(program, o->name)) return V_SOURCE;
    if (strchr(o->argument, '|')) return strstr(o->argument, ",...") ? V_LIST : V_WORDS;
    if (strcmp(o->argument, "FILE") == 0) return V_FILE;
    if (strcmp(o->argument, "DIR") == 0 || strcmp(o->argument, "WHERE") == 0) return V_DIR;
    return V_OTHER;
}

/* The words that an argument lists, parted by blanks. */
static void add_listed(const mg_option *o, mg_buf *out)
{
    mg_span words = mg_span_str(o->argument);
    words = mg_span_sub(words, 0, mg_span_find(words, 0, ','));
    for (size_t i = 0; i < words.n; i++) mg_buf_addc(out, words.p[i] == '|' ? ' ' : words.p[i]);
}

/* Text for between single quotes: `quote` for each of its own, and a backslash before what is in `escape`. */
static void add_quoted(mg_span text, const char *quote, const char *escape, mg_buf *out)
{
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\'') mg_buf_adds(out, quote);
        else if (strchr(escape, text.p[i])) mg_buf_addf(out, "\\%c", text.p[i]);
        else mg_buf_addc(out, text.p[i] == '\n' ? ' ' : text.p[i]);
    }
}

/* The first thing that the help of an option says. */
static mg_span said(const mg_option *o)
{
    mg_span help = mg_cli_brief(o);
    return mg_span_sub(help, 0, MG_MIN(mg_span_find(help, 0, ';'), mg_span_find_span(help, 0, MG_SPAN(" ("))));
}

/* Append a script with the program's name for each NAME in it. */
static void add_script(const mg_program *program, const char *script, mg_buf *out)
{
    for (const char *at = script, *name; *at; at = name + (*name ? strlen("NAME") : 0)) {
        name = strstr(at, "NAME");
        if (!name) name = at + strlen(at);
        mg_buf_add(out, (mg_span){at, (size_t)(name - at)});
        if (*name) mg_buf_adds(out, program->name);
    }
}

/* ---- bash ---- */

#define BASH_QUOTE "'\\''" /* zsh's too */

/* The words of a command, with the index that the command line names, as candidates; blanks in them do no harm. */
static const char bash_words[] =
    "_NAME_words() {\n"
    "    local word index=$MORGUE_INDEX i\n"
    "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
    "        case ${COMP_WORDS[i]} in\n"
    "        -i | --index) index=${COMP_WORDS[i + 1]}; [[ $index != = ]] || index=${COMP_WORDS[i + 2]} ;;\n"
    "        esac\n"
    "    done\n"
    "    compopt -o filenames 2>/dev/null\n"
    "    while IFS= read -r word; do\n"
    "        [[ ${word,,} != \"${2,,}\"* ]] || COMPREPLY+=(\"$word\")\n"
    "    done < <(MORGUE_INDEX=${index/#\\~/$HOME} sh -c \"$1\" sh \"$2\" 2>/dev/null)\n"
    "}\n\n";

static const char bash_files[] = "compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- \"$cur\")";
static const char bash_dirs[] = "compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- \"$cur\")";

static void add_bash_source(const mg_program *program, const char *command, mg_buf *out)
{
    add_script(program, "_NAME_words '", out);
    add_quoted(mg_span_str(command), BASH_QUOTE, "", out);
    mg_buf_adds(out, "' \"${cur//[\\\"\\'\\\\]/}\"");
}

static void add_bash_value(const mg_program *program, const mg_option *o, mg_buf *out)
{
    value_kind kind = kind_of(program, o);
    if (kind == V_WORDS || kind == V_LIST) {
        if (kind == V_LIST) mg_buf_adds(out, "compopt -o nospace 2>/dev/null; [[ $cur != *,* ]] || before=${cur%,*},; ");
        mg_buf_adds(out, "mapfile -t COMPREPLY < <(compgen -P \"$before\" -W '");
        add_listed(o, out);
        mg_buf_adds(out, "' -- \"${cur#\"$before\"}\")");
    } else if (kind == V_SOURCE) {
        add_bash_source(program, source_of(program, o->name), out);
    } else {
        mg_buf_adds(out, kind == V_FILE ? bash_files : kind == V_DIR ? bash_dirs : ":");
    }
}

static void add_bash_options(const mg_program *program, mg_buf *out)
{
    for (size_t i = 0; i < program->n; i++) {
        const mg_option *o = &program->options[i];
        if (!o->name || !o->argument || o->argument[0] == '[') continue;
        if (o->letter) mg_buf_addf(out, "    -%c | --%s) ", o->letter, o->name);
        else mg_buf_addf(out, "    --%s) ", o->name);
        add_bash_value(program, o, out);
        mg_buf_adds(out, "; return ;;\n");
    }
}

void mg_completion_bash(const mg_program *program, mg_buf *out)
{
    const char *operands = source_of(program, NULL);
    add_script(program, "# bash completion for NAME, made from the table of its options\n\n", out);
    if (program->n_sources) add_script(program, bash_words, out);
    add_script(program, "_NAME() {\n"
                        "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} before=\n"
                        "    COMPREPLY=()\n"
                        "    [[ $cur != = ]] || cur=\n"
                        "    [[ $prev != = ]] || prev=${COMP_WORDS[COMP_CWORD - 2]}\n"
                        "    case $prev in\n", out);
    add_bash_options(program, out);
    mg_buf_adds(out, "    esac\n"
                     "    if [[ $cur == -* ]]; then\n"
                     "        mapfile -t COMPREPLY < <(compgen -W '");
    for (size_t i = 0; i < program->n; i++)
        if (program->options[i].name) mg_buf_addf(out, "--%s ", program->options[i].name);
    mg_buf_adds(out, "' -- \"$cur\")\n"
                     "    else\n        ");
    if (operands) add_bash_source(program, operands, out);
    else mg_buf_adds(out, bash_files);
    add_script(program, "\n    fi\n}\ncomplete -F _NAME NAME\n", out);
}

/* ---- zsh ---- */

static const char zsh_words[] =
    "_NAME_words() {\n"
    "    local -a found\n"
    "    local index=$MORGUE_INDEX i\n"
    "    for ((i = 2; i < CURRENT; i++)); do\n"
    "        case $words[i] in\n"
    "        -i|--index) index=$words[i+1] ;;\n"
    "        --index=*) index=${words[i]#*=} ;;\n"
    "        esac\n"
    "    done\n"
    "    found=(${(f)\"$(MORGUE_INDEX=${~index} sh -c $1 sh ${(Q)PREFIX} 2>/dev/null)\"})\n"
    "    compadd -M 'm:{a-zA-Z}={A-Za-z}' -a found\n"
    "}\n\n";

/* The functions of a program's sources, in zsh or fish. */
static void add_source_functions(const mg_program *program, const char *begin, const char *call, const char *quote,
                                 const char *escape, const char *end, mg_buf *out)
{
    for (size_t i = 0; i < program->n_sources; i++) {
        const mg_word_source *s = &program->sources[i];
        add_script(program, begin, out);
        mg_buf_addf(out, "%s%s", s->option ? s->option : "operands", call);
        add_script(program, "    _NAME_words '", out);
        add_quoted(mg_span_str(s->command), quote, escape, out);
        mg_buf_addf(out, "'\n%s\n\n", end);
    }
}

/* What completes a value: the part of a specification behind its last colon. */
static void add_zsh_action(const mg_program *program, const mg_option *o, mg_buf *out)
{
    value_kind kind = kind_of(program, o);
    if (kind == V_WORDS || kind == V_LIST) {
        mg_buf_adds(out, kind == V_LIST ? "_values -s , word " : "(");
        add_listed(o, out);
        mg_buf_adds(out, kind == V_LIST ? "" : ")");
    } else if (kind == V_SOURCE) {
        add_script(program, "_NAME_", out);
        mg_buf_adds(out, o->name);
    } else {
        mg_buf_adds(out, kind == V_FILE ? "_files" : kind == V_DIR ? "_files -/" : " ");
    }
}

/* '*'{-i+,--index=}'[where the index is]:WHERE:_files -/' */
static void add_zsh_option(const mg_program *program, const mg_option *o, mg_buf *out)
{
    const char *short_end = o->argument ? "+" : "", *long_end = o->argument ? "=" : "";
    if (o->letter) mg_buf_addf(out, "        '*'{-%c%s,--%s%s}'[", o->letter, short_end, o->name, long_end);
    else mg_buf_addf(out, "        '*--%s%s[", o->name, long_end);
    add_quoted(said(o), BASH_QUOTE, "[]\\:", out);
    mg_buf_addc(out, ']');
    if (o->argument) {
        mg_buf_addf(out, ":%s:", strchr(o->argument, '|') ? "word" : o->argument);
        add_zsh_action(program, o, out);
    }
    mg_buf_adds(out, "' \\\n");
}

void mg_completion_zsh(const mg_program *program, mg_buf *out)
{
    add_script(program, "#compdef NAME\n# zsh completion for NAME, made from the table of its options\n\n", out);
    if (program->n_sources) add_script(program, zsh_words, out);
    add_source_functions(program, "_NAME_", "() {\n", BASH_QUOTE, "", "}", out);
    add_script(program, "_NAME() {\n    _arguments -s -S \\\n", out);
    for (size_t i = 0; i < program->n; i++)
        if (program->options[i].name) add_zsh_option(program, &program->options[i], out);
    add_script(program, source_of(program, NULL) ? "        '*:word:_NAME_operands'\n}\n\n" : "        '*:file:_files'\n}\n\n", out);
    /* The first time that it is asked for, the file is the function. */
    add_script(program, "if [ \"$funcstack[1]\" = _NAME ]; then\n    _NAME \"$@\"\nelse\n    compdef _NAME NAME\nfi\n", out);
}

/* ---- fish ---- */

static const char fish_words[] =
    "function _NAME_words\n"
    "    set -l index $MORGUE_INDEX\n"
    "    set -l before ''\n"
    "    for word in (commandline -opc)\n"
    "        contains -- $before -i --index; and set index $word\n"
    "        string match -q -- '--index=*' $word; and set index (string sub -s 9 -- $word)\n"
    "        set before $word\n"
    "    end\n"
    "    env MORGUE_INDEX=(string replace -r -- '^~' $HOME \"$index\") sh -c $argv[1] sh (commandline -ct) 2>/dev/null\n"
    "end\n\n";

static void add_fish_option(const mg_program *program, const mg_option *o, mg_buf *out)
{
    value_kind kind = kind_of(program, o);
    add_script(program, "complete -c NAME", out);
    if (o->letter) mg_buf_addf(out, " -s %c", o->letter);
    mg_buf_addf(out, " -l %s", o->name);
    if (kind == V_WORDS || kind == V_LIST) {
        mg_buf_adds(out, kind == V_LIST ? " -x -a '(__fish_append , " : " -x -a '");
        add_listed(o, out);
        mg_buf_adds(out, kind == V_LIST ? ")'" : "'");
    } else if (kind == V_SOURCE) {
        add_script(program, " -x -a '(_NAME_", out);
        mg_buf_addf(out, "%s)'", o->name);
    } else if (kind != V_NONE) {
        mg_buf_adds(out, kind == V_FILE ? " -r -F" : kind == V_DIR ? " -x -a '(__fish_complete_directories)'" : " -x");
    }
    mg_buf_adds(out, " -d '");
    add_quoted(said(o), "\\'", "\\", out);
    mg_buf_adds(out, "'\n");
}

void mg_completion_fish(const mg_program *program, mg_buf *out)
{
    add_script(program, "# fish completion for NAME, made from the table of its options\n\n", out);
    if (program->n_sources) add_script(program, fish_words, out);
    add_source_functions(program, "function _NAME_", "\n", "\\'", "\\", "end", out);
    for (size_t i = 0; i < program->n; i++)
        if (program->options[i].name) add_fish_option(program, &program->options[i], out);
    if (source_of(program, NULL)) add_script(program, "complete -c NAME -f -a '(_NAME_operands)'\n", out);
}
