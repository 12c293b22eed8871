# fault.sh - for the scripts in tests/fault: what cli.sh has, the programs as users have them (a preloaded library and
# ASan do not go together), runs under fault.c, and what must hold of an index after one.
# A case works in its directory: `a` is its archive, `before` an index made before the archive had all its files, `idx` a
# copy of that, on which things go wrong.
. tests/support/cli.sh
PATH=$RELEASE:$PATH
export FAULT=$RELEASE/tests/fault/fault.so
well=0 # what a run exits with when nothing goes wrong: 1 when something in the archive is broken
declare -A killed=([KILL]=137 [INT-INT]=130 [INT]=130 [TERM]=143)

cat >queries.txt <<'END'
q1	bridge
q2	harbour OR ferry OR cocoa
q3	"harbour bridge"
q4	flood* NOT toll
q5	title:prices
q6	heron
q7	said
END

# answers INDEX: all hits of the queries with their weights.
answers() { morgue-search -i "$1" -n 0 --trec t --batch "$SCRATCH/queries.txt" 2>&1; }

# files INDEX: what lies in it, whatever the numbers of generations.
files() { (cd "$1" && find . | sed 's/[0-9][0-9]*/N/g' | sort); }

# make_case NAME: go to a new directory NAME, with a part of the sample archive in `a`, an index `before` of it, and
# then more of the archive in `a`.
make_case() {
    mkdir -p "$SCRATCH/$1" && cd "$SCRATCH/$1" || exit 1
    mkdir a
    cp -r "$ROOT/corpus/courier" "$ROOT/corpus/exchange-gazette" "$ROOT/corpus/tide-table" a/
    morgue-index -q -i before a || exit 1
    cp -r "$ROOT"/corpus/*/ a/
    cp -r "$ROOT/corpus/courier" a/again
    answers before >answers.before
}

# made: files of many articles with ids.
made() { perl -e 'my ($path, $from, $n) = @ARGV; open F, ">", $path; for (1 .. $n) { my $id = $from + $_;
    print F "<DOC>\n<DOCNO> $id </DOCNO>\n<HEADLINE> heron $id </HEADLINE>\n<TEXT>\nA heron said $id at the harbour bridge; flood, ", "toll " x ($id % 7), "cocoa.\n</TEXT>\n</DOC>\n" }' "$@"; }

# make_generations NAME: the same with an index of some generations, `before`: a large segment with removed articles and a small
# one. The archive then has new, changed, moved and removed files, so that a run takes in the small segment and removes more of
# the large one.
make_generations() {
    mkdir -p "$SCRATCH/$1" && cd "$SCRATCH/$1" || exit 1
    mkdir a
    cp -r "$ROOT"/corpus/*/ a/
    rm -r a/breakwater a/town-talk # web archives and mail take their time
    made a/many.sgm 1000 120
    made a/more.sgm 2000 30
    printf 'PK\003\004 is broken' >a/broken.docx
    well=1
    morgue-index -q -i before a 2>/dev/null
    rm a/courier/1911-03-18-elephants-and-poles.md
    made a/more.sgm 2004 26
    made a/late.sgm 3000 12
    morgue-index -q -i before a 2>/dev/null
    is "$1: an index of two segments, one with removed articles" "2 1" "$(grep -c ^auto before/XAPIANDB) $(ls before/removed | wc -l)"
    rm a/courier/1934-11-02-ferry.txt
    mv a/tide-table a/tables
    made a/more.sgm 2006 24
    made a/later.sgm 3010 8 # two of these ids are in late.sgm
    echo 'A flood of cocoa' >a/new.txt
    answers before >answers.before
}

# more_words: give the archive of this case files so large that a run with a small --memory writes in pieces: hardly a word
# of them comes twice.
more_words() {
    perl -e 'srand 7;
        for my $f (1 .. 2) { open F, ">", "a/large-$f.sgm"; for my $d (1 .. 80) {
            print F "<DOC>\n<DOCNO> L$f-$d </DOCNO>\n<HEADLINE> heron $d </HEADLINE>\n<TEXT>\n";
            print F join(" ", map { join "", map { chr(97 + rand 26) } 1 .. 7 } 1 .. 3000), "\n</TEXT>\n</DOC>\n" } }'
}

# clean_run NAME ARG...: what `morgue-index ARG...` makes of the index before, when nothing goes wrong: answers.NAME, files.NAME;
# its calls in calls.NAME.
clean_run() {
    rm -rf idx && cp -r before idx
    faulty '' 0 "${@:2}"
    is "$1: a run in peace" "$well" "$status"
    answers idx >"answers.$1"
    files idx >"files.$1"
    mv log "calls.$1"
    case $1 in compact) ;; *) cmp -s answers.before "answers.$1" && verdict 1 "$1: the archive's new files change the answers" ;; esac
}

# faulty HOW AT ARG...: `morgue-index ARG...` on idx with a fault; the calls in `log`.
faulty() {
    rm -f log
    run env LD_PRELOAD="$FAULT" FAULT_DIR="$PWD/idx" FAULT_LOG="$PWD/log" FAULT_HOW="$1" FAULT_AT="$2" morgue-index -q -i idx "${@:3}"
}

# points FILE N [KINDS]: numbers of calls in a log: all if there are no more than N, else the first and last of each kind
# and others spread over the run, the same in every run of the test.
points() {
    awk -v n="$2" -v kinds="${3:-.}" '
        $2 ~ kinds { at[++calls] = $1; if (!($2 in first)) first[$2] = $1; last[$2] = $1 }
        END {
            srand(1898)
            for (k in first) { take[first[k]]; take[last[k]] }
            for (i = 0; i < n && calls; i++) take[at[calls <= n ? i % calls + 1 : int((i + rand()) * calls / n) + 1]]
            for (number in take) print number
        }' "$1" | sort -n
}

# misses AT: had the run not so many calls?
misses() { [ "$(wc -l <log)" -lt "$1" ]; }

# may_miss AT ARG...: and was it one of several threads with little memory? Each of those writes in other pieces; no other may miss.
may_miss() {
    case " ${*:2} " in
        *" -j 1 "*) return 1 ;;
        *" -m "*) misses "$1" ;;
        *) return 1 ;;
    esac
}

# call AT: what was to be called then.
call() { if misses "$1"; then echo "call $1, which this run had not"; else sed -n "${1}p" log; fi; }

# published: did the run get so far that the new index was named?
published() { grep -q '^[0-9]* rename 0 .*/XAPIANDB$' log; }

why=()
wrong() { why+=("$*"); }

# left_alone: the index is as it was, and nothing of the run lies about.
left_alone() {
    cmp -s <(answers idx) answers.before || wrong "the index does not answer as before"
    [ "${1:-}" != tidy ] || [ "$(files idx)" = "$(files before)" ] || wrong "left behind: $(diff <(files before) <(files idx) | grep '^[<>]')"
}

# goes_on NAME ARG...: the next run, with nothing in its way, succeeds and leaves what it leaves after a run in peace.
goes_on() {
    local name=$1
    morgue-index -q --check -i idx >/dev/null 2>&1 || wrong "--check finds fault with the index"
    run morgue-index -q -i idx "${@:2}"
    [ "$status" = "$well" ] || wrong "the next run: exit $status: $err"
    cmp -s <(answers idx) "answers.$name" || wrong "the next run's index answers otherwise than a clean one"
    [ "$(files idx)" = "$(cat "files.$name")" ] || wrong "after the next run: $(diff "files.$name" <(files idx) | grep '^[<>]')"
}

# after_signal NAME SIGNAL NEXT NEXT-ARG...: what must hold after a run that got the signal at some time.
after_signal() {
    local name=$1 signal=$2
    shift 2
    case $status in
        "$well") cmp -s <(answers idx) "answers.$name" || wrong "exit 0, but not the new index" ;;
        2)
            [ "$err" = "morgue-index: interrupted; the index is as it was" ] || wrong "not said: $err"
            left_alone tidy
            ;;
        "${killed[$signal]:-none}")
            # A signal that is noted kills only who has not come so far as to note it.
            case $signal in KILL | INT-INT) ;; *) [ ! -s log ] || wrong "killed by $signal" ;; esac
            if sed '$d' log | grep -q ' rename 0 .*/XAPIANDB$'; then cmp -s <(answers idx) "answers.$name" || wrong "named, but not the new one"
            elif published; then [ "$(answers idx)" = "$(cat answers.before)" ] || cmp -s <(answers idx) "answers.$name" || wrong "neither before nor after"
            else left_alone; fi
            ;;
        *) wrong "exit $status: $err" ;;
    esac
    goes_on "$@"
}

# told NAME: the verdict on what was wrong.
told() {
    verdict $((${#why[@]} > 0)) "$1" "$(printf '%s\n' "${why[@]}")"
    why=()
}

# lanes FUNCTION...: run these side by side, then show what each said.
lanes() {
    local lane
    for lane in "$@"; do ( count=0 bad=0; "$lane" && : >"$SCRATCH/$lane.done" ) >"$SCRATCH/$lane.tap" 2>&1 & done
    wait
    for lane in "$@"; do
        cat "$SCRATCH/$lane.tap"
        bad=$((bad + $(grep -c '^not ok' "$SCRATCH/$lane.tap")))
        [ -e "$SCRATCH/$lane.done" ]
        verdict $? "$lane came to its end"
    done
}
