/* scratch.c - see scratch.h. */
#include "tests/support/scratch.h"

#include "common/io.h"

#include <stdio.h>
#include <stdlib.h>

char *scratch_dir(void)
{
    char name[] = "/tmp/morgue-test-XXXXXX";
    char *dir = mkdtemp(name) ? strdup(name) : NULL;
    if (!dir) abort();
    return dir;
}

void scratch_remove(char *dir)
{
    (void)!mg_dir_remove(dir, NULL);
    free(dir);
}
