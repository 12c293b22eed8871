# A disk without room: a limit on the size of files, and a small file system where one can be mounted. What errors.sh does with
# each call is here done by the system itself.
. tests/support/fault.sh

# refused NAME SENTENCE: the last run failed with a sentence, and nothing is changed.
refused() {
    is "$1: exit 2" 2 "$status"
    has "$1: why" "$2" "$err"
    has "$1: where" "idx" "$err"
    is "$1: the index answers as before" "$(cat answers.before)" "$(answers idx)"
    is "$1: nothing is left behind" "$(files before)" "$(files idx)"
    more_room
    goes_on all a
    told "$1: the next run makes good"
}

more_room() { :; }

# limited KB COMMAND...: files may have so many KB; SIGXFSZ is left as it is by default, or ignored with IGNORED=yes.
limited() {
    bash -c '[ "${IGNORED:-}" = yes ] && trap "" XFSZ; ulimit -f "$1"; shift; exec "$@"' - "$@"
}

make_case limit
clean_run all a
for ignored in no yes; do
    for kb in 8 64 160; do
        rm -rf idx && cp -r before idx
        IGNORED=$ignored run limited $kb morgue-index -q -i idx a
        refused "files of $kb KB at most, SIGXFSZ ignored: $ignored" "File too large"
    done
done
run bash -c 'ulimit -f 1; exec morgue-index --extract a >extracted'
is "--extract to a file that may not grow: exit 2" 2 "$status"
has "--extract: why" "File too large" "$err"
run bash -c 'exec morgue-index --extract a >/dev/full'
is "--extract to a full device: exit 2" 2 "$status"
has "--extract: why" "No space left on device" "$err"

# A real file system that fills up, where one can be mounted. Where not, `full` in errors.sh has to do.
make_case mounted
clean_run all a
rm -rf idx && mkdir idx
if mount -t tmpfs none idx 2>refusal; then
    umount idx
    trap 'umount "$SCRATCH/mounted/idx" 2>/dev/null; chmod -R u+rwx "$SCRATCH"; rm -rf "$SCRATCH"; exit $((bad > 0))' EXIT
    more_room() { mount -o remount,size=64m idx; }
    for room in 0 40 120 240 320; do
        mount -t tmpfs -o size=$(($(du -sk before | cut -f1) + 8 + room))k none idx && cp -r before/. idx/
        verdict $? "a file system with $room KB of room"
        run morgue-index -q -i idx a
        refused "$room KB of room" "No space left on device"
        umount idx
    done
else
    verdict 0 "no file system can be mounted here ($(cat refusal)): what errors.sh says of a full disk stands alone"
fi
