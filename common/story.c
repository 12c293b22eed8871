/* story.c - see story.h. */
#include "common/story.h"

#include "common/hash.h"


/* Of the classes in which either has a pair, so many in a hundred must agree; where they are few, as in what is as short as a
 * template's sentences and differs from another in some words, nearly all; where they are fewer still nothing can be said.
 * One in 15 agrees by chance. By measurement on real news and edits of it (README). */
#define SHARE 51
#define SHARE_OF_FEW 81
#define FEW_CLASSES 18
#define MIN_CLASSES 6

void mg_story_start(mg_story *s)
{
    s->words = s->numbers = 0;
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
    s->numbers += word.p[0] >= '0' && word.p[0] <= '9';
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
    if (s->words < MG_STORY_WORDS_MIN || s->numbers > s->words / 2) return 0;
    put(s->least, out);
    if (s->words <= MG_STORY_BEGINNING) return MG_STORY_BYTES;
    put(s->beginning, out + MG_STORY_BYTES);
    return MG_STORY_MAX;
}

/* A 1 in each half byte that is not 0. */
static uint64_t taken(uint64_t v)
{
    v |= v >> 2;
    v |= v >> 1;
    return v & 0x1111111111111111u;
}

/* The sum of all half bytes. */
static unsigned sum(uint64_t v)
{
    v = (v & 0x0f0f0f0f0f0f0f0fu) + (v >> 4 & 0x0f0f0f0f0f0f0f0fu);
    return (unsigned)(v * 0x0101010101010101u >> 56);
}

static bool agree(const char *a, const char *b, bool strict)
{
    uint64_t any = 0, other = 0;
    for (size_t i = 0; i < MG_STORY_BYTES; i += 8) {
        uint64_t x, y;
        memcpy(&x, a + i, 8);
        memcpy(&y, b + i, 8);
        any += taken(x | y);
        other += taken(x ^ y);
    }
    unsigned of = sum(any), same = of - sum(other);
    return of >= MIN_CLASSES && 100 * same >= (strict || of <= FEW_CLASSES ? SHARE_OF_FEW : SHARE) * of;
}

static bool is_fingerprint(mg_span s)
{
    return s.n == MG_STORY_BYTES || s.n == MG_STORY_MAX;
}

bool mg_story_same(mg_span a, mg_span b, bool strict)
{
    if (!is_fingerprint(a) || !is_fingerprint(b)) return false;
    return agree(a.p, b.p, strict) || agree(a.p + a.n - MG_STORY_BYTES, b.p + b.n - MG_STORY_BYTES, strict);
}

/* A key is three neighbours of the classes that have a pair, and their half bytes; from every other class on, where there are many. */
static size_t add_keys(const char *half, uint32_t *keys, size_t n)
{
    char with[MG_STORY_CLASSES + 2][2]; /* class and half byte; the first ones again behind the last */
    size_t m = 0;
    for (size_t i = 0; i < MG_STORY_CLASSES; i++) {
        char v = (char)((unsigned char)half[i / 2] >> 4 * (i % 2) & 15);
        if (v) with[m][0] = (char)i, with[m++][1] = v;
    }
    if (m < 3) return n;
    memcpy(with[m], with[0], 2 * sizeof *with);
    for (size_t i = 0; i < m; i++)
        if (m <= FEW_CLASSES || with[i][0] % 2 == 0) keys[n++] = (uint32_t)mg_hash(MG_HASH_START, (mg_span){with[i], 3 * sizeof *with});
    return n;
}

size_t mg_story_keys(mg_span fingerprint, uint32_t keys[MG_STORY_KEYS_MAX])
{
    if (!is_fingerprint(fingerprint)) return 0;
    size_t n = add_keys(fingerprint.p, keys, 0);
    return fingerprint.n == MG_STORY_BYTES ? n : add_keys(fingerprint.p + MG_STORY_BYTES, keys, n);
}
