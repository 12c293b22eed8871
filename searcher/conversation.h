/* conversation.h - --stdio and --mcp: lines in, lines out, with the index kept open. */
#ifndef MG_CONVERSATION_H
#define MG_CONVERSATION_H

#include "common/buf.h"
#include "searcher/morgue.h"

#include <stdio.h>

/* The longest line that is read; a longer one is passed over, and the answer says so. */
#define MG_LINE_MAX ((size_t)1 << 20)

/* Append the answer to a line, without its end; nothing where none is wanted. `too_long`: the line was longer than MG_LINE_MAX,
 * and is not there. */
typedef void mg_talk(morgue *archive, mg_span line, bool too_long, mg_buf *answer);

/* Each line is a request of morgue_ask. */
mg_talk mg_talk_json;

/* Each line is JSON-RPC 2.0, as the Model Context Protocol has it. */
mg_talk mg_talk_mcp;

/* Answer each line of `in` on `out`, in order, until `in` ends. Memory is bounded by the longest line and its answer: nothing
 * more is read while answers are not taken. Errors: of morgue_open; MG_IO; MG_NOMEM. */
MG_NODISCARD mg_status mg_converse(const char *const *where, size_t n, mg_talk *talk, int in, FILE *out, mg_error *err);

#endif
