# Memory that runs out, at many calls of an incremental run: exit 2 and a sentence that says so, success, or a file that is named and
# passed over; the index is the one before or a whole new one, and the next run makes good. See nomem.c for which calls.
. tests/support/fault.sh
NOMEM=$RELEASE/tests/fault/nomem.so

# short HOW AT ARG...: a run that finds no memory at a call (HOW once), or from it on (HOW on).
short() {
    local how=$1 at=$2
    shift 2
    rm -rf idx && cp -r before idx
    run env LD_PRELOAD="$NOMEM" NOMEM_AT="$at" ${how:+NOMEM_$how=yes} morgue-index -q -i idx "$@"
}

# passed_over ARG...: a file was. The next run has it, in a segment more than a run in peace.
passed_over() {
    case $err in *memory*) ;; *) wrong "exit 1, nothing is told, and the index is not the new one" ;; esac
    morgue-index -q --check -i idx >/dev/null 2>&1 || wrong "--check finds fault with the index"
    morgue-index -q -i idx "$@" 2>/dev/null
    cmp -s <(answers idx) "answers.$name" || wrong "the next run does not make good"
    rm -rf idx && cp -r before idx
}

# try NAME HOW AT ARG...
try() {
    local name=$1 how=$2 at=$3
    shift 3
    short "$how" "$at" "$@"
    case $status in
        1)
            # A file that wants more than there is is passed over, as a hostile one may; the next run tries it again.
            cmp -s <(answers idx) "answers.$name" || passed_over "$@"
            ;;
        2)
            case $err in *memory*) ;; *) wrong "nothing about memory: $err" ;; esac
            # Without any memory left there is none to clear away with; and the new index may have been named by then.
            if [ "$how" != ON ]; then left_alone tidy
            else cmp -s <(answers idx) "answers.$name" || left_alone; fi
            ;;
        *) wrong "exit $status: $err" ;;
    esac
    goes_on "$name" "$@"
    told "$name: no memory at call $at ${how:+and from there on}"
}

# some NAME N ARG...: at N calls spread over a run, the first ones all, and at the last ones, when the index is being named.
some() {
    local name=$1 n=$2 calls at i=0 hows=('' ON)
    shift 2
    clean_run "$name" "$@"
    rm -rf idx && cp -r before idx
    run env LD_PRELOAD="$NOMEM" NOMEM_LOG="$PWD/calls" morgue-index -q -i idx "$@"
    calls=$(cat calls)
    [ "$calls" -gt 500 ]
    verdict $? "$name: $calls calls for memory"
    for at in $(awk -v calls="$calls" -v n="$n" 'BEGIN { srand(1898); for (i = 0; i < n; i++) print i < n / 4 ? i + 1 : int((i + rand()) * calls / n) + 1 }' | sort -nu); do
        try "$name" "${hows[i++ % 2]}" "$at" "$@"
    done
    for ((at = calls - 23; at <= calls; at++)); do try "$name" '' "$at" "$@"; done
}

changes() { make_generations "changes$1" && some all 70 -j "$1" a; }
compact() { make_generations compact && some compact 40 --compact; }

lane1() { (changes 1) && (compact); }
lane2() { (changes 2); }
lanes lane1 lane2
