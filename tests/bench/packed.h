/* packed.h - the articles that the peers index, in a file that costs nothing to read: for each, one behind the other,
 * its id, date, title and body; each is a length of four bytes, highest first, and that many bytes of UTF-8. */
#ifndef MG_BENCH_PACKED_H
#define MG_BENCH_PACKED_H

#include <arpa/inet.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { PACKED_ID, PACKED_DATE, PACKED_TITLE, PACKED_BODY, PACKED_FIELDS };

typedef struct {
    char *p;
    uint32_t n, room;
} packed_field;

/* Starts zeroed; its memory is used again for each article. */
typedef struct {
    packed_field field[PACKED_FIELDS];
} packed_article;

static inline bool packed_read(FILE *in, void *to, size_t n)
{
    return fread(to, 1, n, in) == n;
}

/* The next article, false at the end of the file. A file that is cut off ends the program. */
static inline bool packed_next(FILE *in, packed_article *article)
{
    for (int i = 0; i < PACKED_FIELDS; i++) {
        packed_field *f = &article->field[i];
        uint32_t n;
        if (!packed_read(in, &n, sizeof n)) {
            if (i == 0 && feof(in)) return false;
            exit(2);
        }
        f->n = ntohl(n);
        if (f->n > f->room) {
            f->room = f->n;
            f->p = (char *)realloc(f->p, f->room);
        }
        if (f->n && (!f->p || !packed_read(in, f->p, f->n))) exit(2);
    }
    return true;
}

#endif
