/* number.h - numbers as text, as printf has them and many times quicker: answers are full of them. */
#ifndef MG_NUMBER_H
#define MG_NUMBER_H

#include "common/buf.h"

/* Append the digits of n, with zeros in front up to `least` of them. */
void mg_number_add(uint64_t n, int least, mg_buf *out);

/* Append a finite number as %.Nf has it; decimals 1 to 9. */
void mg_number_add_fixed(double x, int decimals, mg_buf *out);

/* Append a finite number with nine digits, as JSON has it: %.9g, but that it shows that it is a real one ("3.0"), and that
 * exponents are short ("1e-7"). */
void mg_number_add_real(double x, mg_buf *out);

#endif
