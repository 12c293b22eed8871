/* interpret.c - mg_plan_interpret: a query's tree as Morgue understood it. See plan.h. */
#include "searcher/plan.h"

#include <stdio.h>

static void put(const mg_qnode *n, bool all, mg_buf *out);

/* A list of one is that one. */
static const mg_qnode *inner(const mg_qnode *n)
{
    while (n->type == MG_Q_LIST && n->kids && !n->kids->next && !n->kids->sign) n = n->kids;
    return n;
}

/* Must a part stand in brackets: it has several parts, or a sign or NOT that would run into the one before it? */
static bool wants_brackets(const mg_qnode *parent, const mg_qnode *part)
{
    const mg_qnode *n = inner(part);
    if (!n->kids) return false;
    bool begins = n->type == MG_Q_NOT || n->kids->sign;
    return n->kids->next || (begins && (part->sign || parent->type == MG_Q_NOT));
}

static void put_kids(const mg_qnode *n, const char *between, bool all, mg_buf *out)
{
    for (const mg_qnode *kid = n->kids; kid; kid = kid->next) {
        if (kid != n->kids) mg_buf_adds(out, between);
        if (kid->sign) mg_buf_addc(out, kid->sign);
        bool group = wants_brackets(n, kid);
        if (group) mg_buf_addc(out, '(');
        put(kid, all, out);
        if (group) mg_buf_addc(out, ')');
    }
}

/* The readable form of a date key: 202503 -> 2025-03. */
static void put_key(mg_span key, mg_buf *out)
{
    while (key.n && key.p[key.n - 1] == '~') key.n--;
    mg_buf_add(out, mg_span_sub(key, 0, 4));
    for (size_t at = 4; at < MG_MIN(key.n, 8); at += 2) {
        mg_buf_addc(out, '-');
        mg_buf_add(out, mg_span_sub(key, at, at + 2));
    }
}

static void put(const mg_qnode *n, bool all, mg_buf *out)
{
    char near[32];
    n = inner(n);
    if (n->field) mg_buf_addf(out, "%s:", n->field->name);
    switch (n->type) {
    case MG_Q_EMPTY: break;
    case MG_Q_TEXT:
        mg_buf_add(out, n->text);
        if (n->edits) mg_buf_addf(out, "~%u", n->edits);
        break;
    case MG_Q_PREFIX:
        mg_buf_add(out, n->text);
        mg_buf_addc(out, '*');
        break;
    case MG_Q_PHRASE:
        mg_buf_addc(out, '"');
        mg_buf_add(out, n->text);
        mg_buf_addc(out, '"');
        if (n->distance) mg_buf_addf(out, "~%u", n->distance);
        break;
    case MG_Q_LIST: put_kids(n, all ? " AND " : " OR ", all, out); break;
    case MG_Q_AND: put_kids(n, " AND ", all, out); break;
    case MG_Q_OR: put_kids(n, " OR ", all, out); break;
    case MG_Q_XOR: put_kids(n, " XOR ", all, out); break;
    case MG_Q_NOT:
        if (n->kids && !n->kids->next) mg_buf_adds(out, "NOT ");
        put_kids(n, " NOT ", all, out);
        break;
    case MG_Q_NEAR:
        snprintf(near, sizeof near, " %s/%u ", n->ordered ? "ADJ" : "NEAR", n->distance);
        put_kids(n, near, all, out);
        break;
    case MG_Q_DATE:
        mg_buf_adds(out, "date:");
        put_key(n->first, out);
        mg_buf_adds(out, "..");
        put_key(n->last, out);
        break;
    case MG_Q_HAS:
        mg_buf_adds(out, "has:");
        mg_buf_add(out, n->text);
        break;
    }
}

void mg_plan_interpret(const mg_qnode *tree, bool all, mg_buf *out)
{
    put(tree, all, out);
}
