# Threads of one program search by the library while morgue-index, a process of its own, brings their index up to date again and
# again: new, changed and removed articles, compaction, building anew. tests/support/search_on.c holds what they are told
# against itself. WAVES=N changes; `make test-threads` runs this under ThreadSanitizer.
. tests/support/cli.sh
PATH=$RELEASE:$PATH
waves=${WAVES:-9}

# All articles of the archive anew: so many, of wave $1.
write() {
    local n=$((20 + $1 % 7)) i
    rm -f news/*
    for ((i = 0; i < n; i++)); do
        printf 'Story %d\n\nAn otter %d wave%d was seen in the river, and %s.\n' "$i" "$n" "$1" "$(printf 'more%d ' $(seq $((i * $1 % 50 + 1))))" \
            >"news/$i.txt"
    done
}

mkdir news
write 0
morgue-index -q -l english news
mkfifo hold
"$BUILD/tests/support/search_on" news/.morgue <hold >said 2>&1 &
searching=$!
exec 9>hold
committed=0
for ((wave = 1; wave <= waves; wave++)); do
    write "$wave"
    printf . >&9
    case $((wave % 3)) in 0) how=--full ;; *) how=-j2 ;; esac
    morgue-index -q -l english $how news 9>&- || break
    if ((wave % 3 == 1)); then morgue-index -q --compact -i news/.morgue 9>&- || break; fi
    committed=$wave
done
printf . >&9
exec 9>&-
wait $searching
is "threads are told of one state at a time" "0 " "$? $(grep -v 'searches$' said)"
is "while there are others" "$waves" "$committed"
is "by so many searches" "$(((waves + 1) * 25 * 8)) searches" "$(tail -1 said)"
