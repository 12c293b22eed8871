/* gmime.c - see gmime.h. */
#include "indexer/gmime.h"

#include <dlfcn.h>
#include <pthread.h>

#define LIBRARY "libgmime-3.0.so.0"

static mg_gmime functions;
static mg_error failed = MG_ERROR_INIT;

static void load(void)
{
    static const struct {
        const char *name;
        void *to;
    } places[] = {
#define PLACE(name) {#name, &functions.name},
        MG_GMIME(PLACE)};
    void *library = dlopen(LIBRARY, RTLD_NOW);
    for (size_t i = 0; i < MG_COUNT(places) && failed.code == MG_OK; i++) {
        void *function = library ? dlsym(library, places[i].name) : NULL;
        if (function) memcpy(places[i].to, &function, sizeof function);
        else mg_fail(&failed, MG_IO, "needs the library gmime: install the package libgmime-3.0-0 (%s)", dlerror());
    }
    if (failed.code == MG_OK) functions.g_mime_init();
}

mg_status mg_gmime_get(const mg_gmime **out, mg_error *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    *out = &functions;
    return failed.code == MG_OK ? MG_OK : mg_fail(err, failed.code, "%s", failed.msg);
}
