/* completion.h - what a shell completes on a program's command line, from the table of its options.
 *
 * Options are completed by their long names, their values by what the table says: the words that an argument lists, the
 * words of a source, for FILE a file, for DIR or WHERE a directory, else nothing. Where no source is for them, operands are files. */
#ifndef MG_COMPLETION_H
#define MG_COMPLETION_H

#include "common/cli.h"

/* Append a script for bash, zsh or fish. */
void mg_completion_bash(const mg_program *program, mg_buf *out);
void mg_completion_zsh(const mg_program *program, mg_buf *out);
void mg_completion_fish(const mg_program *program, mg_buf *out);

#endif
