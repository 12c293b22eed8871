/* analyze.h - text to words, the same for articles and queries.
 *
 * A word is what Xapian's TermGenerator makes of the text: runs of letters, marks and digits in lower
 * case, joined over an apostrophe, '&' or middle dot inside (AT&T, o'dowd) and over '.' ',' ';' between
 * digits (3.14); initials without their dots (U.S. is "us"); up to three '+' or '#' behind (C++); at most
 * 64 bytes. Typographic apostrophes become plain ones. Chinese, Japanese, Korean, Thai, Lao, Khmer and
 * Burmese, which write no (or other) spaces, are cut by ICU's dictionaries.
 *
 * A word with diacritics also has a bare form without them, to be indexed at the same position:
 * "première" -> "premiere", "łódź" -> "lodz"; Arabic without vowel points; й and kana stay as they are.
 *
 * The text is taken as it is; whoever wants composed letters normalises before (articles and queries
 * are). An analyser serves one thread. Source of the rules: Xapian 1.4's documented behaviour, checked
 * by a differential test; character classes are Xapian's own. */
#ifndef MG_ANALYZE_H
#define MG_ANALYZE_H

#include "common/error.h"
#include "common/language.h"
#include "common/span.h"

/* Changes whenever the same text would give other words: kept in the index. */
#define MG_ANALYZER_VERSION 1

/* Longest word, in bytes of its lower-case form; longer ones are passed over without a position. */
#define MG_WORD_MAX 64

typedef struct mg_analyzer mg_analyzer;

MG_NODISCARD mg_status mg_analyzer_new(mg_analyzer **out, mg_error *err);
void mg_analyzer_free(mg_analyzer *analyzer);

/* Did memory run out? Then words were taken for others, or for none. */
bool mg_analyzer_nomem(const mg_analyzer *analyzer);

typedef struct {
    mg_span word;      /* lower case; lives until the next mg_words_next; MG_WORD_MAX bytes may be read from its start */
    size_t start, end; /* the bytes of the text that it stands for */
    bool stems;        /* begins with a letter: to be stemmed */
    bool ascii;        /* is nothing else, for certain */
} mg_word;

/* Iterate over the words of a text: mg_words_init, then mg_words_next until it returns false. The first
 * word is at position 1, each further one at the next. One iteration at a time for an analyser. */
typedef struct {
    mg_analyzer *analyzer;
    mg_span text;
    size_t at;
    size_t run_start, run_end; /* the run that ICU is cutting, empty when none */
    struct {
        size_t end;                              /* where they end; 0: none were looked at */
        uint64_t word, joint, foreign, odd, may; /* a bit each: of words; of these, what joins their parts; no ASCII; where a word
                                                    that ends may be another than it looks like; where what is sought may begin */
    } block; /* 64 bytes, for mg_words_next_of */
} mg_words;

void mg_words_init(mg_words *words, mg_analyzer *analyzer, mg_span text);
bool mg_words_next(mg_words *words, mg_word *out);

/* How words begin that someone seeks: by their first two characters, a bit for each third; of each the low five bits. What stands
 * behind a word that has fewer is anything: who seeks one sets all bits that there are for it. All 0 at first. */
typedef struct {
    uint32_t v[32 * 32];
    uint32_t first; /* a bit for each first character */
} mg_beginnings;

static inline size_t mg_beginning(unsigned char first, unsigned char second)
{
    return (first & 31u) << 5 | (second & 31u);
}

static inline uint32_t mg_beginning_bit(unsigned char third)
{
    return (uint32_t)1 << (third & 31u);
}

/* The same as mg_words_next for those who seek few words: of the words that are nothing but ASCII, without initials and suffixes,
 * those that begin like none of `sought`, which is the same at each call, are passed over. *passed is how many were, each with its
 * position. */
bool mg_words_next_of(mg_words *words, const mg_beginnings *sought, mg_word *out, uint32_t *passed);

/* The bare form of a word, or an empty span when it has no diacritics. Lives until the next call. */
mg_span mg_word_bare(mg_analyzer *analyzer, mg_span word);

/* In a language that elides, the word behind the elided article: "l'eau" -> "eau"; else the word itself. */
mg_span mg_word_unelided(const mg_language *language, mg_span word);

#endif
