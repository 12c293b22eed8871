/* client.h - errors of the library for those who keep mg_errors: the same sentences and codes. */
#ifndef MG_CLIENT_H
#define MG_CLIENT_H

#include "common/error.h"
#include "searcher/morgue.h"

/* How a call of the library ended, as a status: MG_TRY(mg_heard(morgue_...(..., &why), &why, err)). */
mg_status mg_heard(morgue_code code, const morgue_error *why, mg_error *err);

/* The other way round. */
void mg_told(const mg_error *err, morgue_error *out);

#endif
