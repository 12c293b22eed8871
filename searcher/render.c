/* render.c - which renderer an answer goes to. See render.h. */
#include "searcher/render.h"

#include "searcher/client.h"

#include <errno.h>

static mg_status unwritable(mg_error *err)
{
    return mg_fail_sys(err, errno ? errno : EIO, "the output cannot be written");
}

mg_status mg_render_flush(mg_jot *out, FILE *file, mg_error *err)
{
    MG_TRY(mg_buf_check(&out->out, "writing an answer", err));
    if (!file) return MG_OK;
    errno = 0;
    bool written = fwrite(out->out.p, 1, out->out.n, file) == out->out.n;
    mg_buf_reset(&out->out);
    return written ? MG_OK : unwritable(err);
}

mg_status mg_render_next(morgue_answer *answer, size_t i, const morgue_hit **hit, mg_error *err)
{
    morgue_error why = MORGUE_ERROR_INIT;
    *hit = NULL;
    if (i >= morgue_answer_summary(answer)->n_hits) return MG_OK;
    return mg_heard(morgue_answer_hit(answer, i, hit, &why), &why, err);
}

static mg_status flushed(mg_status status, mg_error *err)
{
    return status == MG_OK && (fflush(stdout) != 0 || ferror(stdout)) ? unwritable(err) : status;
}

mg_status mg_render(morgue_answer *answer, const mg_render_opts *opts, mg_span qid, mg_error *err)
{
    mg_jot json = MG_JOT_INIT;
    mg_status status;
    if (opts->kwic) status = mg_render_rows(answer, opts, qid, &json, stdout, err);
    else if (opts->form == MG_FORM_TEXT) status = mg_render_text(answer, opts, qid, err);
    else if (opts->form == MG_FORM_JSON || opts->form == MG_FORM_JSONL) status = mg_render_json(answer, opts, qid, &json, stdout, err);
    else status = mg_render_lines(answer, opts, qid, err);
    mg_buf_dispose(&json.out);
    return flushed(status, err);
}

mg_status mg_render_article(const morgue_hit *article, const mg_render_opts *opts, mg_error *err)
{
    mg_jot json = MG_JOT_INIT;
    mg_status status = MG_OK;
    if (opts->form == MG_FORM_TEMPLATE) {
        status = mg_render_hit(article, opts, (mg_span){0}, err);
    } else if (opts->form == MG_FORM_JSON || opts->form == MG_FORM_JSONL) {
        mg_render_article_json(article, &json);
        mg_buf_addc(&json.out, '\n');
        status = mg_render_flush(&json, stdout, err);
    } else {
        mg_render_article_text(article, opts);
    }
    mg_buf_dispose(&json.out);
    return flushed(status, err);
}
