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

static void put_kid(const mg_qnode *parent, const mg_qnode *kid, const char *before, bool all, mg_buf *out)
{
    bool group = wants_brackets(parent, kid);
    mg_buf_adds(out, before);
    if (kid->sign) mg_buf_addc(out, kid->sign);
    if (group) mg_buf_addc(out, '(');
    put(kid, all, out);
    if (group) mg_buf_addc(out, ')');
}

static void put_kids(const mg_qnode *n, const char *between, bool all, mg_buf *out)
{
    for (const mg_qnode *kid = n->kids; kid; kid = kid->next) put_kid(n, kid, kid != n->kids ? between : "", all, out);
}

/* ---- filters on one field: alternatives ---- */

static bool is_alternative(const mg_qnode *a, const mg_qnode *b)
{
    return a->field && a->field == b->field && !a->sign && !b->sign && mg_plan_is_filter(a) && mg_plan_is_filter(b);
}

/* The next of a list that is an alternative to `n`, or NULL. */
static const mg_qnode *next_alternative(const mg_qnode *n)
{
    const mg_qnode *other = n->next;
    while (other && !is_alternative(n, other)) other = other->next;
    return other;
}

static bool stands_before(const mg_qnode *list, const mg_qnode *n)
{
    for (const mg_qnode *other = list->kids; other != n; other = other->next)
        if (is_alternative(other, n)) return true;
    return false;
}

static bool is_plain_filter(const mg_qnode *n)
{
    return !n->sign && mg_plan_is_filter(n);
}

/* A filter and its alternatives. */
static void put_filter(const mg_qnode *n, bool brackets, mg_buf *out)
{
    brackets &= next_alternative(n) != NULL;
    if (brackets) mg_buf_addc(out, '(');
    for (const mg_qnode *other = n; other; other = next_alternative(other)) {
        if (other != n) mg_buf_adds(out, " OR ");
        put(other, true, out);
    }
    if (brackets) mg_buf_addc(out, ')');
}

/* What stands beside each other: words that all must match, or any, and filters, which must in either case. */
static void put_list(const mg_qnode *list, bool all, mg_buf *out)
{
    size_t words = 0, filters = 0, done = 0;
    for (const mg_qnode *kid = list->kids; kid; kid = kid->next) {
        if (!is_plain_filter(kid)) words++;
        else filters += !stands_before(list, kid);
    }
    bool apart = !all && filters; /* words first, then filters; else as they were typed */
    if (apart && words > 1) mg_buf_addc(out, '(');
    for (const mg_qnode *kid = list->kids; kid && apart; kid = kid->next)
        if (!is_plain_filter(kid)) put_kid(list, kid, done++ ? " OR " : "", all, out);
    if (apart && words > 1) mg_buf_addc(out, ')');
    for (const mg_qnode *kid = list->kids; kid; kid = kid->next) {
        bool filter = is_plain_filter(kid);
        if (filter ? stands_before(list, kid) : apart) continue;
        const char *between = !done++ ? "" : all || filters ? " AND " : " OR ";
        if (!filter) put_kid(list, kid, between, all, out);
        if (!filter) continue;
        mg_buf_adds(out, between);
        put_filter(kid, words || filters > 1, out);
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
    case MG_Q_LIST: put_list(n, all, out); break;
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
