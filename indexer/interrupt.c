/* interrupt.c - see interrupt.h. */
#include "indexer/interrupt.h"

#include <signal.h>

static volatile sig_atomic_t interrupted;

static void note(int number)
{
    (void)number;
    interrupted = 1;
}

void mg_interrupt_watch(void)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct sigaction action = {.sa_flags = SA_RESTART | (int)SA_RESETHAND}, before;
        action.sa_handler = note;
        sigemptyset(&action.sa_mask);
        if (sigaction(numbers[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN) (void)sigaction(numbers[i], &action, NULL);
    }
}

mg_status mg_interrupt_check(mg_error *err)
{
    return interrupted ? mg_fail(err, MG_INTERRUPTED, "interrupted; the index is as it was") : MG_OK;
}
