/* describe.c - the build's own program, linked with the options of either: prints what is made of their table.
 *   describe man PAGE     the manual page PAGE with the options in it
 *   describe bash|zsh|fish */
#include "common/completion.h"
#include "common/io.h"
#include "common/manual.h"

#include <stdio.h>

#define PAGE_MAX ((size_t)1 << 20)

static mg_status manual(const char *path, mg_buf *out, mg_error *err)
{
    mg_buf page = MG_BUF_INIT;
    mg_status status = mg_file_read(path, PAGE_MAX, &page, err);
    if (status == MG_OK) status = mg_manual_page(&mg_this_program, mg_buf_span(&page), out, err);
    mg_buf_dispose(&page);
    return status;
}

static mg_status describe(const char *what, const char *page, mg_buf *out, mg_error *err)
{
    if (strcmp(what, "man") == 0) return manual(page ? page : "", out, err);
    if (strcmp(what, "bash") == 0) mg_completion_bash(&mg_this_program, out);
    else if (strcmp(what, "zsh") == 0) mg_completion_zsh(&mg_this_program, out);
    else if (strcmp(what, "fish") == 0) mg_completion_fish(&mg_this_program, out);
    else return mg_fail(err, MG_USAGE, "there is no \"%s\"", what);
    return mg_buf_check(out, "describing the options", err);
}

int main(int argc, char **argv)
{
    mg_buf out = MG_BUF_INIT;
    mg_error err = MG_ERROR_INIT;
    mg_status status = describe(argc > 1 ? argv[1] : "", argc > 2 ? argv[2] : NULL, &out, &err);
    if (status == MG_OK && (fwrite(out.p, 1, out.n, stdout) != out.n || fflush(stdout) != 0))
        status = mg_fail(&err, MG_IO, "the output cannot be written");
    mg_buf_dispose(&out);
    if (status != MG_OK) fprintf(stderr, "describe: %s\n", err.msg);
    return status == MG_OK ? 0 : 2;
}
