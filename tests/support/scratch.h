/* scratch.h - a fresh directory for a test. */
#ifndef TEST_SCRATCH_H
#define TEST_SCRATCH_H

/* A new, empty directory; ends the test program when there is none to be had. */
char *scratch_dir(void);

/* Remove it with all in it, and free the name. */
void scratch_remove(char *dir);

#endif
