/* head.h - what stands at the head of an article in visible text: byline, date line, credit, dateline, header
 * lines. Shared by the formats that have no markup for them (text, Markdown), and by normalize.h, which takes
 * the "By" off. Knows nothing of files or formats. */
#ifndef MG_HEAD_H
#define MG_HEAD_H

#include "common/article.h"

/* A field named in front matter or in a header line. */
typedef enum {
    MG_FIELD_UNKNOWN,
    MG_FIELD_ID,
    MG_FIELD_TITLE,
    MG_FIELD_STANDFIRST,
    MG_FIELD_BYLINE,
    MG_FIELD_DATE,
    MG_FIELD_MODIFIED,
    MG_FIELD_SOURCE,
    MG_FIELD_SECTION,
    MG_FIELD_DATELINE,
    MG_FIELD_URL,
    MG_FIELD_LANGUAGE,
    MG_FIELD_KEYWORDS,
    MG_FIELD_BODY, /* never named in front matter: mg_field_by_name does not know it */
    MG_FIELDS,
} mg_field;

/* The field that `name` ("author", "Published") means. */
mg_field mg_field_by_name(mg_span name);

/* Give `article` a field as written, unless it has one already (lists grow); a date that cannot be read is
 * left out, so is MG_FIELD_UNKNOWN. False when out of memory. */
MG_NODISCARD bool mg_field_set(mg_article *article, mg_field field, mg_span value, mg_date_source source,
                               mg_arena *arena);

/* How many bytes of `line` are "By ", "Par ", "文／" or the like, white space included; 0 when none. */
size_t mg_head_byline_prefix(mg_span line);

/* Is all of `line` a byline? Then *names is what stands behind the "By". */
bool mg_head_is_byline(mg_span line, mg_span *names);

/* Is all of `line` a date, perhaps with a label ("Published: 7 March 2025")? *modified tells whether the
 * label says that the article was changed then. */
bool mg_head_is_date(mg_span line, mg_date *date, bool *modified);

/* "Photo: ...", "Graphic by ...": says who made a picture, not who wrote. */
bool mg_head_is_credit(mg_span line);

/* Is all of `line` a byline or a date? */
bool mg_head_is_credits(mg_span line);

/* Take a byline, a date, both in one line ("By A B | 7 March 2025"), or a credit, which is dropped, into
 * `article`, where it has none yet; false when `line` is nothing of that. *ok becomes false when out of
 * memory. */
bool mg_head_take(mg_span line, mg_article *article, mg_arena *arena, bool *ok);

/* Is `line`, which stands right behind the headline, the standfirst? It is short, and a byline or date
 * follows, or it is a paragraph of its own that no full stop closes. `behind` is the next line that is not
 * blank, or empty. */
bool mg_head_is_standfirst(mg_span line, bool paragraph, mg_span behind);

/* Does `s` end as a sentence does, be it inside quotation marks? A colon counts. */
bool mg_head_ends_sentence(mg_span s);

/* Does `s` begin with a letter of a script that has no spaces between words? */
bool mg_head_unspaced(mg_span s);

/* Make text[0..*n) ready for `behind`, which the source has on a new line of the same paragraph: a space, or
 * what the script or a hyphen asks for. At most one byte is added. */
void mg_head_join(char *text, size_t *n, mg_span behind);

/* The dateline at the start of a paragraph, "BEIRUT, March 4" of "BEIRUT, March 4 (Agency) - The ..."; empty
 * when there is none. */
mg_span mg_head_dateline(mg_span paragraph);

#endif
