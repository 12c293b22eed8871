/* newsroom.h - made-up news: the same seed, the same articles. The words are nobody's, but they behave as those of a paper
 * do, which is what the size of an index and the time it takes depend on:
 *
 *   - lemmas follow Zipf-Mandelbrot, the first of them English function words, and are inflected as in English;
 *     some words are coined on the spot and hardly come again, as misprints and rare names do
 *   - words come in bursts: what an article said once it says again, and stories run for days
 *   - 20,000 people, places and firms come in bursts too, people by their family name after the first time
 *   - numbers, sums, years; sentences, paragraphs, lines broken at 76; lengths log-normal, 300 words on average */
#ifndef BENCH_NEWSROOM_H
#define BENCH_NEWSROOM_H

#include "common/buf.h"

typedef struct newsroom newsroom;

/* An article; paragraphs are parted by a blank line, and & is written &amp;. Start from zeros. */
typedef struct {
    mg_buf headline, reporter, text;
} news;

/* NULL when out of memory; free() closes it. */
newsroom *newsroom_open(uint64_t seed);

/* Some stories end, and others begin. */
void newsroom_next_day(newsroom *room);

void newsroom_write(newsroom *room, news *out);
void news_dispose(news *article);

#endif
