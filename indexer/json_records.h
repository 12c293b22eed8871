/* json_records.h - the records of a JSON file, one after the other: the file itself, the elements of a list at its top or
 * anywhere in what is wrapped around it, or one value a line.
 *
 * The way to a list goes over the text, and each record is parsed alone, so that a file costs no more memory than its
 * largest record, and one that is broken is told and passed over: reading goes on where the next one seems to begin. */
#ifndef MG_JSON_RECORDS_H
#define MG_JSON_RECORDS_H

#include "common/error.h"
#include "indexer/json_text.h"

typedef struct {
    /* Is it an article? What is in a list of which one of the first is, is called a record. */
    bool (*is_article)(void *payload, json_t *object);
    /* Has it a text of its own, whatever lists are in it? */
    bool (*has_text)(void *payload, json_t *object);
    /* A record, an object; number 0 is the file's only one. Borrowed. An error ends the file. */
    mg_status (*record)(void *payload, json_t *object, size_t number, mg_error *err);
    /* A record that is broken. */
    void (*fault)(void *payload, size_t number, const char *why);
    void *payload;
} mg_json_reader;

/* Is it one value a line: the first line is a whole one, and another follows? */
bool mg_json_is_lines(mg_span text);

/* Read all records. `path`: where they are, as keys with dots ("response.docs"), or empty to look for them.
 * Errors: MG_NOTFOUND nothing in it is an article; MG_FORMAT it is broken at its start, and looks as if articles were meant,
 * or in so many places that reading on makes no sense; what reader->record returned. */
MG_NODISCARD mg_status mg_json_records(mg_span text, bool lines, mg_span path, const mg_json_reader *reader, mg_error *err);

/* The part of a path up to its first dot, and the rest behind it. */
mg_span mg_json_step(mg_span path, mg_span *rest);

#endif
