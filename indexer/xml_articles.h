/* xml_articles.h - the records of an XML file to articles: what all formats of wires and archives share.
 *
 * A format names its records and reads one at a time; here are the loop over them, their numbers, and what becomes of
 * faults. The only article of a file has no number; what is wrong with it is wrong with the file. */
#ifndef MG_XML_ARTICLES_H
#define MG_XML_ARTICLES_H

#include "indexer/extract.h"
#include "indexer/xml_text.h"

typedef struct mg_xml_giver mg_xml_giver;

/* Read a record and give its articles. Errors: those of mg_xml_give and mg_xml_pass_over. */
typedef mg_status mg_xml_read_record(mg_xml_giver *giver, xmlNode *record, mg_error *err);

/* What a format says of itself. */
typedef struct {
    const mg_format *format;
    const char *const *names; /* of the records, as mg_xml_open takes them */
    mg_xml_read_record *read;
    mg_xml_role (*role_of)(const xmlNode *element);
    const char *missing;            /* what to say of a file without records, */
    bool (*is_other)(mg_span text); /* unless it is one of the format that holds no articles; may be NULL */
} mg_xml_kind;

struct mg_xml_giver {
    const mg_xml_kind *kind;
    const mg_file *file;
    mg_sink *sink;
    mg_xml_reader reader; /* its arena is the sink's: emptied with each article that is given */
    mg_buf body;          /* of the article in the making; empty when it begins */
    bool only;            /* the file's only article; a reader that gives several of one record says false */
    size_t number;        /* of the last article */
    const char *fault;    /* what was not well-formed in the record, until its first article tells */
};

/* Give all articles of a file: a format's extract.
 * Errors: MG_FORMAT there is no record; what sink->article returned; MG_LIMIT, MG_NOMEM. */
MG_NODISCARD mg_status mg_xml_extract(const mg_xml_kind *kind, mg_span text, const mg_file *file, mg_sink *sink,
                                      mg_error *err);

/* Give an article, with giver->body as its body; one without headline and text is passed over.
 * Errors: those of mg_sink_give and mg_xml_pass_over; MG_NOMEM. */
MG_NODISCARD mg_status mg_xml_give(mg_xml_giver *giver, mg_article *article, mg_error *err);

/* Leave an article out, and tell why. Errors: MG_FORMAT it is the only one. */
MG_NODISCARD mg_status mg_xml_pass_over(mg_xml_giver *giver, const char *why, mg_error *err);

/* The last touches to a story whose body is in giver->body: its headline is not repeated there; a byline that is its
 * first paragraph becomes the field when there is none; a dateline in the text is known as one, and no date is. */
void mg_xml_tidy_story(mg_xml_giver *giver, mg_article *article);

/* Fill a field that is empty. */
static inline void mg_xml_take(mg_span *field, mg_span value)
{
    if (!field->n) *field = value;
}

/* Parse a date that stands in a field; a date that is known already is kept, so the best field comes first. */
void mg_xml_date(mg_span text, mg_article *article);

/* The same for the date of the last change, which is none when it is no later than that of the article. */
void mg_xml_modified(mg_span text, mg_article *article);

#endif
