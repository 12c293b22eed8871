/* render.c - which renderer an answer goes to. See render.h. */
#include "searcher/render.h"

#include "common/utf8.h"

#include <errno.h>
#include <stdio.h>

static mg_status flushed(mg_status status, mg_error *err)
{
    if (status == MG_OK && (fflush(stdout) != 0 || ferror(stdout)))
        return mg_fail_sys(err, errno, "the output cannot be written");
    return status;
}

mg_status mg_render(mg_searcher *searcher, const mg_answer *answer, const mg_request *request,
                    const mg_render_opts *opts, mg_span qid, mg_error *err)
{
    mg_status (*form)(mg_searcher *, const mg_answer *, const mg_request *, const mg_render_opts *, mg_span, mg_error *) =
        opts->kwic                                                   ? mg_render_kwic
        : opts->form == MG_FORM_TEXT                                 ? mg_render_text
        : opts->form == MG_FORM_JSON || opts->form == MG_FORM_JSONL ? mg_render_json
                                                                     : mg_render_lines;
    return flushed(form(searcher, answer, request, opts, qid, err), err);
}

void mg_render_warning(const mg_answer *answer, size_t i, mg_buf *out)
{
    const mg_warning *w = &answer->warnings.v[i];
    if (w->at != MG_NOWHERE) mg_buf_addf(out, "column %zu: ", mg_utf8_count(mg_span_sub(answer->query, 0, w->at)) + 1);
    mg_buf_add(out, w->text);
}

mg_status mg_render_article(const mg_result *article, const mg_render_opts *opts, mg_error *err)
{
    if (opts->form == MG_FORM_TEMPLATE) return flushed(mg_render_hit(article, opts, (mg_span){0}, err), err);
    if (opts->form != MG_FORM_JSON && opts->form != MG_FORM_JSONL)
        return flushed(mg_render_article_text(article, opts, err), err);
    MG_TRY(mg_render_article_json(article, opts->out, err));
    putchar('\n');
    return flushed(MG_OK, err);
}
