/* detect.h - the language of an article, by CLD2. Stateless; any thread. */
#ifndef MG_DETECT_H
#define MG_DETECT_H

#include "common/span.h"

/* The language code of valid UTF-8 text ("en", "th", "zh"), static; empty when it cannot be told. Looks at
 * the first 384 bytes, and when those do not tell clearly, at the first 1 KB, which tells as well as more. */
mg_span mg_detect_language(mg_span text);

#endif
