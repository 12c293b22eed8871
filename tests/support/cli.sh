# cli.sh - for the scripts in tests/cli: a scratch directory, the programs of the build, and checks that print TAP lines.
# Source it first. The script's exit status is 0 when every check held.
set -u
ROOT=$PWD
PATH=$BUILD:$PATH
SCRATCH=$(mktemp -d /tmp/morgue-test-XXXXXX)
trap 'chmod -R u+rwx "$SCRATCH" 2>/dev/null; rm -rf "$SCRATCH"; exit $((bad > 0))' EXIT
unset MORGUE_INDEX NO_COLOR
cd "$SCRATCH" || exit 1
count=0 bad=0

# verdict STATUS NAME [DETAIL]
verdict() {
    count=$((count + 1))
    if [ "$1" = 0 ]; then
        echo "ok $count - $2"
    else
        bad=$((bad + 1))
        echo "not ok $count - $2"
        [ -z "${3:-}" ] || printf '%s\n' "$3" | head -20 | sed 's/^/  # /'
    fi
}

# run COMMAND...: its output in $out, its errors in $err, its status in $status.
run() {
    local said=$SCRATCH/.stderr-$BASHPID
    out=$("$@" 2>"$said")
    status=$?
    err=$(cat "$said")
}

# is NAME WANTED GOT
is() {
    [ "$2" = "$3" ]
    verdict $? "$1" "wanted: $2
got:    $3"
}

# has NAME NEEDLE HAYSTACK; lacks likewise
has() {
    case $3 in *"$2"*) verdict 0 "$1" ;; *) verdict 1 "$1" "not in it: $2
$3" ;; esac
}
lacks() {
    case $3 in *"$2"*) verdict 1 "$1" "in it: $2
$3" ;; *) verdict 0 "$1" ;; esac
}

# sane NAME: the last run ended by itself, with one of Morgue's own exit codes.
sane() {
    case $status in 0 | 1 | 2 | 75) verdict 0 "$1" ;; *) verdict 1 "$1" "exit $status
$err" ;; esac
}
