/* story.c - see story.h. */
#include "common/story.h"

#include "common/hash.h"


/* Of the classes in which either has a pair, so many in a hundred must agree; where they are few, as in what is as short as a
 * template's sentences and differs from another in some words, nearly all; where they are fewer still nothing can be said.
 * One in 15 agrees by chance. By measurement on real news and edits of it (README). */
#define SHARE 49
#define SHARE_OF_FEW 81
#define FEW_CLASSES 20
#define MIN_CLASSES 6

void mg_story_start(mg_story *s)
{
    s->words = 0;
    s->last = 0;
    memset(s->least, 0xff, sizeof s->least);
}

/* Do letters from this one on have no case? The bytes of Latin, Greek, Cyrillic and Armenian ones come before the others but for
 * their later extensions. */
static bool without_case(const unsigned char *letter)
{
    return letter[0] >= 0xd7 && !(letter[0] == 0xe1 && letter[1] >= 0xb8);
}

static bool is_marked(mg_span word, const char *written)
{
    const unsigned char *letter = (const unsigned char *)word.p;
    if (word.n >= MG_STORY_LONG_WORD) return true;
    if (word.p[0] != written[0] || letter[0] < 'a') return true; /* a capital; a digit */
    return letter[0] >= 0x80 && (word.p[1] != written[1] || without_case(letter));
}

static void add_pair(mg_story *s, uint64_t hash)
{
    uint64_t pair = mg_hash_mix(s->last ^ MG_HASH_FACTOR, hash);
    uint32_t *least = &s->least[pair >> 58], value = (uint32_t)pair;
    if (value < *least) *least = value;
}

void mg_story_word(mg_story *s, mg_span word, const char *written)
{
    if (s->words++ == MG_STORY_BEGINNING) memcpy(s->beginning, s->least, sizeof s->beginning);
    if (!is_marked(word, written)) return;
    uint64_t hash = mg_hash(MG_HASH_START, word);
    if (s->last) add_pair(s, hash);
    s->last = hash;
}

static unsigned half_byte(uint32_t least)
{
    return least == UINT32_MAX ? 0 : least % 15 + 1;
}

static void put(const uint32_t *least, char *out)
{
    for (size_t i = 0; i < MG_STORY_BYTES; i++)
        out[i] = (char)(half_byte(least[2 * i]) | half_byte(least[2 * i + 1]) << 4);
}

size_t mg_story_end(mg_story *s, char out[MG_STORY_MAX])
{
    if (s->words < MG_STORY_WORDS_MIN) return 0;
    put(s->least, out);
    if (s->words <= MG_STORY_BEGINNING) return MG_STORY_BYTES;
    put(s->beginning, out + MG_STORY_BYTES);
    return MG_STORY_MAX;
}

/* How many half bytes are not 0. */
static unsigned count(uint64_t v)
{
    v |= v >> 2;
    v |= v >> 1;
    return (unsigned)__builtin_popcountll(v & 0x1111111111111111u);
}

static bool agree(const char *a, const char *b)
{
    unsigned any = 0, other = 0;
    for (size_t i = 0; i < MG_STORY_BYTES; i += 8) {
        uint64_t x, y;
        memcpy(&x, a + i, 8);
        memcpy(&y, b + i, 8);
        any += count(x | y);
        other += count(x ^ y);
    }
    return any >= MIN_CLASSES && 100 * (any - other) >= (any > FEW_CLASSES ? SHARE : SHARE_OF_FEW) * any;
}

static bool is_fingerprint(mg_span s)
{
    return s.n == MG_STORY_BYTES || s.n == MG_STORY_MAX;
}

bool mg_story_same(mg_span a, mg_span b)
{
    if (!is_fingerprint(a) || !is_fingerprint(b)) return false;
    return agree(a.p, b.p) || agree(a.p + a.n - MG_STORY_BYTES, b.p + b.n - MG_STORY_BYTES);
}
