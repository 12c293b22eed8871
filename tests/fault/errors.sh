# A write, sync, rename or any other call on the index that fails, at every point of a run: the index stays as it was, the
# reason and the place are said, and the next run makes good.
. tests/support/fault.sh

declare -A reason=([EINTR]="Interrupted system call" [ENOSPC]="No space left on device" [full]="No space left on device" [EIO]="Input/output error" [dead]="Input/output error")

# try NAME HOW AT ARG... -- NEXT NEXT-ARG...: fail, look, go on with another run, look.
try() {
    local name=$1 how=$2 at=$3 args=() hit
    shift 3
    while [ "$1" != -- ]; do args+=("$1") && shift; done
    rm -rf idx && cp -r before idx
    faulty "$how" "$at" "${args[@]}"
    hit=$(grep -m 1 '^!' log || call "$at")
    # What cannot fail without loss. The lock's text is a courtesy. With several threads the call need not be the one that
    # it was in the run that the points are of.
    local fatal=no
    grep -qE '^![0-9]+ (create|mkdir|sync|rename) ' log && fatal=yes
    grep -E '^![0-9]+ write ' log | grep -qv '/lock$' && fatal=yes
    case $how in short | EINTR) ! grep -qE '^![0-9]+ (write|sync) ' log || fatal=never ;; esac
    case $status in
        0 | 1)
            [ $fatal != yes ] || wrong "a failure that lost something, but exit $status"
            cmp -s <(answers idx) "answers.$name" || wrong "exit $status, but the index is not the new one"
            ;;
        2)
            [ $fatal != never ] || wrong "exit 2, though nothing is lost: $err"
            case $err in *"${reason[$how]:-no reason}"*) ;; *) wrong "no reason: $err" ;; esac
            case $err in *idx*) ;; *) wrong "no path: $err" ;; esac
            # Named, but not for sure: the sync after the rename failed. The index is the new one, whole.
            if published; then cmp -s <(answers idx) "answers.$name" || wrong "named, but not the new one"
            elif [ "$how" = dead ]; then left_alone
            else left_alone tidy; fi
            ;;
        *) wrong "exit $status: $err" ;;
    esac
    goes_on "${@:2}"
    told "$how at $hit (${args[*]})"
}

# durable NAME: in the calls of a run, what was written to a table was synced before the stub named it, and so were the
# directories; and the stub's own directory after.
durable() {
    is "$1: nothing is named before it is durable" "segments named" "$(awk '
        { path = $4; sub(/\.tmp$/, "", path) }
        $2 == "write" && path ~ /(\.glass|\/iamglass|\/XAPIANDB|\/(removed|ledger)\/[^\/]*)$/ { waits[path] }
        $2 == "sync" || $2 == "remove" { delete waits[path] }
        $2 == "sync" && !named && path ~ /\/segments$/ { print "segments" }
        $2 == "sync" && named && path ~ /\/idx$/ { print "named"; named = 0 }
        $2 == "rename" && path ~ /\/XAPIANDB$/ { named = 1; for (p in waits) print p }' "calls.$1" | tr '\n' ' ' | sed 's/ $//')"
}

# every_call JOBS: an error that comes once, ENOSPC with one thread where it is EIO with two; and one that lasts.
every_call() {
    local jobs=$1 at i=$1 once=(ENOSPC EIO) lasting=(dead '' full '')
    clean_run all -j "$jobs" a
    durable all
    for at in $(points calls.all 100); do
        i=$((i + 1))
        try all ${once[i % 2]} "$at" -j "$jobs" a -- all -j "$jobs" a
        [ -z "${lasting[i % 4]}" ] || try all ${lasting[i % 4]} "$at" -j "$jobs" a -- all -j "$jobs" a
    done
    for at in $(points calls.all 100 write); do try all short "$at" -j "$jobs" a -- all -j "$jobs" a; done
    for at in $(points calls.all 100 '^(write|sync)$'); do try all EINTR "$at" -j "$jobs" a -- all -j "$jobs" a; done
}

small() { make_case "small$1" && every_call "$1"; }

# A run that writes in pieces, at 60 points, every other one with one thread and with two. The next run is one without the
# large files; each tenth time, one with them.
pieces() {
    local jobs=$1 at how i=0
    local hows=(ENOSPC EIO full dead short EINTR)
    make_case "pieces$jobs"
    clean_run few --exclude 'large-*' a
    more_words
    clean_run whole -j "$jobs" a
    clean_run pieces -j "$jobs" -m 1M a
    durable pieces
    cmp -s answers.whole answers.pieces
    verdict $? "a run with little memory gives the same answers"
    [ "$(grep -c ' create ' calls.pieces)" -gt "$(grep -c ' create ' calls.whole)" ]
    verdict $? "a run with little memory writes in pieces"
    for at in $(points calls.pieces 60); do
        ((++i % 2 == jobs % 2)) || continue
        how=${hows[i / 2 % 6]}
        case $how in short | EINTR) [ "$(awk -v at="$at" '$1 == at { print $2 }' calls.pieces)" = write ] || how=ENOSPC ;; esac
        if ((i % 20 < 2)); then try pieces $how "$at" -j "$jobs" -m 1M a -- pieces -j "$jobs" -m 1M a
        else try pieces $how "$at" -j "$jobs" -m 1M a -- few --exclude 'large-*' a; fi
    done
}

# A run over an index of some generations: it takes in a segment, removes articles of another, and then clears away. Every call,
# and every call that reads what there was.
generations() {
    local jobs=$1 at i=0
    make_generations "generations$jobs"
    every_call "$jobs"
    export FAULT_READS=yes
    rm -rf idx && cp -r before idx
    faulty '' 0 -j "$jobs" a
    for at in $(points log 50 '^(open|read|list)$'); do
        i=$((i + 1))
        try all EIO "$at" -j "$jobs" a -- all -j "$jobs" a
        ((i % 3)) || try all dead "$at" -j "$jobs" a -- all -j "$jobs" a
    done
    unset FAULT_READS
}

compact() {
    local at i=0 hows=(ENOSPC EIO dead full)
    make_generations compact
    clean_run compact --compact
    durable compact
    for at in $(points calls.compact 100); do try compact ${hows[i++ % 4]} "$at" --compact -- compact --compact; done
}

# How much of an index came by calls that the library sees: all of it, or the points are not all that there are.
seen() {
    make_case seen
    rm -rf idx
    faulty '' 0 a
    [ "$(awk '$2 == "write" { n += $3 } END { print n }' log)" -ge "$(cat idx/segments/*/* idx/XAPIANDB | wc -c)" ]
    verdict $? "every byte of an index is written where it can be made to fail"
}

lane1() { (seen) && (small 1) && (pieces 1) && (generations 1); }
lane2() { (small 2) && (pieces 2) && (generations 2) && (compact); }
lanes lane1 lane2
