/* rank.c - see rank.h. */
#include "searcher/rank.h"

#define SHORT 2
#define LONG 12

double mg_rank_b(size_t words)
{
    double share = (double)(MG_MIN(MG_MAX(words, SHORT), LONG) - SHORT) / (LONG - SHORT);
    return MG_RANK_B_SHORT + share * (MG_RANK_B_LONG - MG_RANK_B_SHORT);
}
