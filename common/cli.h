/* cli.h - a program's options from one table: parsing, --help.
 * Prints nothing; the caller does. Follows GNU getopt_long: --option=value, --option value, -n5, -- ends. */
#ifndef MG_CLI_H
#define MG_CLI_H

#include "common/buf.h"

typedef struct {
    char letter;          /* '\0': long form only */
    const char *name;     /* without the dashes; NULL: a heading, its text in `help` */
    const char *argument; /* "DIR"; NULL: takes none; "[WHEN]": optional, after '=' only; "one|two": one of these words,
                             which may be followed by a comma and more of them when ",..." ends it */
    const char *help;     /* wrapped where it is shown; what follows an empty line is for the manual alone */
} mg_option;

/* Words that only running something tells: `command`, for sh, prints them a line each; $1 is what was typed so far, and
 * MORGUE_INDEX the index that the command line names. */
typedef struct {
    const char *option; /* whose value; NULL: what is no option */
    const char *command;
} mg_word_source;

/* A program, as its help, manual (manual.h) and completions (completion.h) describe it. */
typedef struct {
    const char *name;
    const mg_option *options;
    size_t n;
    const mg_word_source *sources; /* for completions */
    size_t n_sources;
} mg_program;

/* The program that this is, or that is described (describe.c): each has its own. */
extern const mg_program mg_this_program;

/* The part of an option's help that --help shows. */
mg_span mg_cli_brief(const mg_option *option);

/* Called for each option in order; `value` is NULL when there is none. */
typedef mg_status mg_option_handler(void *payload, const mg_option *option, const char *value, mg_error *err);

/* Parse argv. Operands (all that is no option) are moved to the end; *first is where they start.
 * Errors: MG_USAGE, with a sentence that names the option; and what `handle` returned. */
MG_NODISCARD mg_status mg_cli_parse(int argc, char **argv, const mg_program *program, mg_option_handler *handle,
                                    void *payload, int *first, mg_error *err);

/* Append the options as --help shows them, in lines of at most MG_HELP_WIDTH columns. */
#define MG_HELP_WIDTH 79
void mg_cli_help(const mg_program *program, mg_buf *out);

/* Option values. Errors: MG_USAGE, naming the option. */
MG_NODISCARD mg_status mg_cli_number(const mg_option *option, const char *value, long low, long high, long *out,
                                     mg_error *err);

/* Bytes: a number, with K, M, G or T (of 1024) behind it or without. */
MG_NODISCARD mg_status mg_cli_size(const mg_option *option, const char *value, size_t *out, mg_error *err);

/* The position of `value` among the words that the option's argument lists. */
MG_NODISCARD mg_status mg_cli_word(const mg_option *option, const char *value, int *out, mg_error *err);

#endif
