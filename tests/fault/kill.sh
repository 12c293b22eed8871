# The indexer is killed at every step that lasts, and at moments of chance, while it brings an index up to date, takes in segments,
# removes and compacts: the index is the one before or the one after, whole, and the next run completes it and leaves nothing
# about. Killed again and again while the archive goes on changing, it ends as one that was built anew.
. tests/support/fault.sh

# what CALL: the kind of a call in a log, and of what.
what() {
    awk '{ sub(/\.tmp$/, "", $4); of = "folder" }
        $4 ~ /XAPIANDB$/ { of = "stub" }
        $4 ~ /\/lock$/ { of = "lock" }
        $4 ~ /\/segments\// { of = "segment" }
        $4 ~ /\/removed\// { of = "removed file" }
        $4 ~ /\/ledger\// { of = "ledger" }
        { print $2, of }' "$@"
}

# killed_at NAME AT ARG...: killed before a call, which a run that writes in pieces may not have; noted in `hits`.
killed_at() {
    local name=$1 at=$2
    shift 2
    rm -rf idx && cp -r before idx
    faulty KILL "$at" "$@"
    [ "$status" = 137 ] || may_miss "$at" "$@" || wrong "exit $status, not killed"
    sed -n "${at}p" log | what >>hits
}

# every NAME NTH ARG...: at each or each NTH call of a run; every fourth time the next run is killed too, at another call.
every() {
    local name=$1 nth=$2 at calls again
    shift 2
    clean_run "$name" "$@"
    what "calls.$name" >>steps
    calls=$(wc -l <"calls.$name")
    for at in $(seq "$nth" "$nth" "$calls"); do
        killed_at "$name" "$at" "$@"
        if ((at % (4 * nth))); then
            after_signal "$name" KILL "$name" "$@"
            told "$name: killed before $(sed -n "${at}p" log)"
        else
            again=$(((at * 7919) % calls + 1))
            faulty KILL "$again" "$@"
            tail -n 1 log | what >>hits # the one before which it came to its end
            cmp -s <(answers idx) answers.before || cmp -s <(answers idx) "answers.$name" || wrong "neither before nor after"
            goes_on "$name" "$@"
            told "$name: killed before call $at, and again before call $again"
        fi
    done
}

# chance NAME N ARG...: at N moments of a run.
chance() {
    local name=$1 n=$2 i from took after
    shift 2
    rm -rf idx && cp -r before idx
    from=$EPOCHREALTIME
    faulty '' 0 "$@"
    took=$(awk -v a="$from" -v b="$EPOCHREALTIME" 'BEGIN { print b - a }')
    for i in $(seq "$n"); do
        rm -rf idx log && cp -r before idx && : >log
        after=$(awk -v t="$took" -v i="$i" -v n="$n" 'BEGIN { printf "%.4f", t * 1.1 * (i - 0.5) / n }')
        run env LD_PRELOAD="$FAULT" FAULT_DIR="$PWD/idx" FAULT_LOG="$PWD/log" \
            timeout --foreground --preserve-status -s KILL "$after" morgue-index -q -i idx "$@"
        [ "$status" != 137 ] || echo "moment" >>hits
        after_signal "$name" KILL "$name" "$@"
        told "$name: killed after $after s"
    done
}

changes() {
    make_generations "changes$1"
    every all "$1" -j "$1" a
    chance all 90 -j "$1" a
}

pieces() {
    make_generations pieces
    more_words
    clean_run pieces -j 2 -m 1M a
    for at in $(points calls.pieces 16); do
        killed_at pieces "$at" -j 2 -m 1M a
        after_signal pieces KILL pieces -j 2 -m 1M a
        told "in pieces: killed before $(call "$at")"
    done
}

# A run that has only articles to remove writes no segment.
removals() {
    make_generations removals
    rm -r a/tables a/later.sgm a/new.txt
    made a/more.sgm 2004 20
    every removals 1 a
}

compact() {
    make_generations compact
    every compact 1 --compact
    chance compact 40 --compact
}

# The archive changes, and most runs are killed.
series() {
    local i at calls=60
    mkdir -p "$SCRATCH/series" && cd "$SCRATCH/series" || exit 1
    mkdir a
    well=1
    perl "$ROOT/tests/support/edit_archive.pl" 1898 0 a
    printf 'PK\003\004' >a/fails.docx
    morgue-index -q -i idx a 2>/dev/null
    for i in $(seq 40); do
        perl "$ROOT/tests/support/edit_archive.pl" "$i" 2 a >edits
        answers idx >answers.before
        rm -rf anew
        morgue-index -q -i anew a 2>/dev/null
        answers anew >answers.after
        at=$(((i * 7919) % calls + 1))
        faulty KILL "$at" a
        [ "$status" != 137 ] || sed -n "${at}p" log | what >>hits
        cmp -s <(answers idx) answers.before || cmp -s <(answers idx) answers.after || wrong "neither before nor after"
        morgue-index -q --check -i idx >/dev/null 2>&1 || wrong "--check finds fault with the index"
        if ((i % 3 == 0)); then
            faulty '' 0 a
            cmp -s <(answers idx) answers.after || wrong "brought up to date, the index is not as one built anew"
        fi
        told "series: $(paste -sd';' edits), killed before call $at"
    done
}

lane1() { (changes 1) && (compact) && (series); }
lane2() { (changes 2) && (removals) && (pieces); }
lanes lane1 lane2
cat */hits >hits
is "a kill at every kind of step" "" "$(sort -u */steps | comm -23 - <(sort -u hits))"
for step in "create segment" "write segment" "sync segment" "rename segment" "remove segment" "create removed file" "write removed file" "sync removed file" \
    "rename removed file" "remove removed file" "create ledger" "write ledger" "sync ledger" "rename ledger" "remove ledger" "create stub" "write stub" \
    "sync stub" "rename stub" "sync folder" moment; do
    [ "$(grep -cx "$step" hits)" -gt 0 ]
    verdict $? "killed at: $step, $(grep -cx "$step" hits) times"
done
verdict $(($(wc -l <hits) < 250)) "$(wc -l <hits) kills"
