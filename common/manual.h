/* manual.h - a program's options as a manual page has them: mdoc, from the table that --help comes from. */
#ifndef MG_MANUAL_H
#define MG_MANUAL_H

#include "common/cli.h"

/* Append the options: a subsection for each heading of the table, in it a list. Help that the table has as a phrase
 * becomes a sentence; what follows its first empty line, paragraphs. */
void mg_manual_options(const mg_program *program, mg_buf *out);

/* Append `page`, mdoc that somebody wrote, with the options in place of the line `.\" options`.
 * Errors: MG_FORMAT there is no such line, MG_NOMEM. */
MG_NODISCARD mg_status mg_manual_page(const mg_program *program, mg_span page, mg_buf *out, mg_error *err);

#endif
