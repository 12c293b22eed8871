/* field_names.h - which field of an article a key of JSON or a column of CSV means, by its name alone. A static table. */
#ifndef MG_FIELD_NAMES_H
#define MG_FIELD_NAMES_H

#include "indexer/head.h"

#define MG_NAME_WEAK 8 /* names of this rank and above are used for other things as well: alone they make no article */

/* A name as it is compared: letters and digits only, in lower case; what is not ASCII stays. Longer ones mean nothing. */
#define MG_NAME_MAX 40
typedef struct {
    char s[MG_NAME_MAX]; /* NUL-terminated; empty when the name is too long */
} mg_name;
mg_name mg_name_of(mg_span key);

/* The field that a name means, MG_FIELD_UNKNOWN for most. *rank: which of several names for one field counts, the lowest. */
mg_field mg_field_of_name(const mg_name *name, unsigned *rank);

#endif
