# Signals at every point of a run, and at many moments: a run that is asked to stop says so and takes back what it wrote; one that
# is killed leaves what the next one clears away; the index is the one before, or the one after.
. tests/support/fault.sh

# struck NAME SIGNAL AT ARG... -- NEXT NEXT-ARG...: a signal before a call.
struck() {
    local name=$1 signal=$2 at=$3 args=() call
    shift 3
    while [ "$1" != -- ]; do args+=("$1") && shift; done
    rm -rf idx && cp -r before idx
    faulty "$signal" "$at" "${args[@]}"
    call=$(call "$at")
    # Before the new index is being named it is not too late to stop.
    case $signal in
        KILL | INT-INT) [ "$status" = ${killed[$signal]} ] || may_miss "$at" "${args[@]}" || wrong "not killed by $signal" ;;
        *) [ "$status" = 2 ] || may_miss "$at" "${args[@]}" || sed "${at}q" log | grep -q '/XAPIANDB' || wrong "exit $status: it went on" ;;
    esac
    after_signal "$name" "$signal" "${@:2}"
    told "$signal before $call (${args[*]})"
}

small() {
    local jobs=$1 at i=0 signals=(KILL INT KILL TERM KILL HUP INT-INT)
    make_case "small$jobs"
    clean_run all -j "$jobs" a
    for at in $(points calls.all 100); do
        struck all ${signals[i++ % 7]} "$at" -j "$jobs" a -- all -j "$jobs" a
    done
}

pieces() {
    local jobs=$1 at signal i=0 signals=(KILL INT TERM)
    make_case "pieces$jobs"
    clean_run few --exclude 'large-*' a
    more_words
    clean_run pieces -j "$jobs" -m 1M a
    for at in $(points calls.pieces 14); do
        ((++i % 2 == jobs % 2)) || continue
        struck pieces ${signals[i / 2 % 3]} "$at" -j "$jobs" -m 1M a -- few --exclude 'large-*' a
    done
    # Moments that have no number. A signal may also come before the program notes it, or after its end.
    for at in 0.001 0.01 0.03 0.1 0.2 0.3 0.4 0.5; do
        signal=${signals[i++ % 3]}
        rm -rf idx log && cp -r before idx && : >log
        run env LD_PRELOAD="$FAULT" FAULT_DIR="$PWD/idx" FAULT_LOG="$PWD/log" \
            timeout --foreground --preserve-status -s $signal $at morgue-index -q -i idx -j "$jobs" -m 1M a
        after_signal pieces $signal few --exclude 'large-*' a
        told "$signal after $at s (-j $jobs)"
    done
}

# Who ignores a signal, as under nohup, is not stopped by it.
ignored() {
    local signal
    make_case ignored
    clean_run all a
    for signal in INT TERM HUP; do
        rm -rf idx && cp -r before idx
        trap '' $signal
        faulty $signal 10 a
        trap - $signal
        is "$signal ignored: exit 0" 0 "$status"
        cmp -s <(answers idx) answers.all
        verdict $? "$signal ignored: the index is the new one"
    done
}

lane1() { (ignored) && (small 1) && (pieces 1); }
lane2() { (small 2) && (pieces 2); }
lanes lane1 lane2
