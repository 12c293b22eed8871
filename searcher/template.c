/* template.c - see template.h. */
#include "searcher/template.h"

#include "common/vec.h"

#include <stdlib.h>

static mg_status no_field(mg_span name, mg_error *err)
{
    mg_buf list = MG_BUF_INIT;
    for (int f = 0; f < MG_HIT_FIELDS; f++) mg_buf_addf(&list, "%s%s", f ? ", " : "", mg_hit_field_name((mg_hit_field)f));
    mg_status status = mg_fail(err, MG_USAGE, "--format: there is no field \"%.*s\", but %s", (int)MG_MIN(name.n, 60), name.p,
                               list.p ? list.p : "");
    mg_buf_dispose(&list);
    return status;
}

/* The byte that a backslash and `c` stand for; -1: none. */
static int escaped(char c)
{
    static const char letters[] = "nt0e\\", bytes[] = "\n\t\0\033\\";
    const char *at = c ? strchr(letters, c) : NULL;
    return at ? bytes[at - letters] : -1;
}

/* Text up to a field or the end, at *at. */
static mg_status read_text(mg_span t, size_t *at, mg_buf *out, mg_error *err)
{
    for (; *at < t.n; ++*at) {
        char c = t.p[*at], next = *at + 1 < t.n ? t.p[*at + 1] : '\0';
        if (c == '%' && next == '{') break;
        if (c != '%' && c != '\\') {
            mg_buf_addc(out, c);
            continue;
        }
        int byte = c == '\\' ? escaped(next) : next == '%' ? '%' : -1;
        if (byte < 0)
            return mg_fail(err, MG_USAGE, "--format: a %c wants %s behind it, at byte %zu", c,
                           c == '%' ? "{FIELD} or %" : "n, t, 0, e or another", *at + 1);
        mg_buf_addc(out, (char)byte);
        ++*at;
    }
    return MG_OK;
}

static mg_status read_field(mg_span t, size_t *at, mg_hit_field *out, mg_error *err)
{
    *out = MG_HIT_FIELDS;
    if (*at == t.n) return MG_OK;
    size_t start = *at + 2, end = mg_span_find(t, start, '}');
    if (end == t.n) return mg_fail(err, MG_USAGE, "--format: the { at byte %zu is never closed", start);
    *out = mg_hit_field_find(mg_span_sub(t, start, end));
    *at = end + 1;
    return *out == MG_HIT_FIELDS ? no_field(mg_span_sub(t, start, end), err) : MG_OK;
}

mg_status mg_template_read(const char *text, mg_arena *arena, mg_template *out, mg_error *err)
{
    mg_span t = mg_span_str(text);
    MG_VEC(mg_template_part) parts = {0};
    mg_buf before = MG_BUF_INIT;
    mg_status status = MG_OK;
    for (size_t at = 0; at < t.n;) {
        mg_template_part part;
        mg_buf_reset(&before);
        MG_GOTO(read_text(t, &at, &before, err));
        MG_GOTO(read_field(t, &at, &part.field, err));
        MG_GOTO(mg_buf_check(&before, "reading the options", err));
        part.text = mg_arena_copy(arena, mg_buf_span(&before));
        if (!part.text.p || !mg_vec_push(&parts, part)) MG_GOTO(mg_fail_nomem(err, "reading the options"));
    }
    out->n = parts.n;
    out->parts = mg_arena_alloc(arena, (parts.n + 1) * sizeof *out->parts);
    if (!out->parts) MG_GOTO(mg_fail_nomem(err, "reading the options"));
    if (parts.n) memcpy(out->parts, parts.v, parts.n * sizeof *out->parts);
out:
    mg_vec_free(&parts);
    mg_buf_dispose(&before);
    return status;
}

bool mg_template_wants_passages(const mg_template *t)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->parts[i].field == MG_HIT_PASSAGE || t->parts[i].field == MG_HIT_PAGE) return true;
    return false;
}

void mg_template_add(const mg_template *t, const morgue_hit *hit, mg_span qid, mg_buf *out)
{
    for (size_t i = 0; i < t->n; i++) {
        mg_buf_add(out, t->parts[i].text);
        mg_hit_field_add(t->parts[i].field, hit, qid, out);
    }
}
