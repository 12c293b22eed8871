# Searches while the index is built, and while builds fail and are killed: each answers, from the index before or from the one
# after, never from both.
. tests/support/fault.sh

make_case readers
cp -r before idx
morgue-index -q --full -i idx --exclude again --exclude 'harbour*' a
answers idx >answers.part
morgue-index -q --full -i idx a
answers idx >answers.all
cmp -s answers.part answers.all && verdict 1 "the two archives answer alike"

# Builds that go well in turn with the two selections, and between them some that fail or are killed, at other calls each time.
builds() {
    local i part=(a) calls=(4 9 18 22 26 31 36 41 45 49 53 57 200)
    for i in $(seq 39); do
        if ((i % 2)); then part=(--exclude again --exclude 'harbour*' a); else part=(a); fi
        faulty "$(cut -d' ' -f$((i % 3 + 1)) <<<'dead KILL full')" "${calls[i % 13]}" --full "${part[@]}"
        case $status in 0 | 2 | 137) echo "$status" >>ends ;; *) echo "odd $status $err" >>ends ;; esac
        morgue-index -q --full -i idx "${part[@]}" 2>>complaints || echo "build failed" >>complaints
    done
}

# What a reader says that is neither of the two answers goes to `odd`.
read_on() {
    local n=0
    while [ ! -e over ]; do
        answers idx >"said.$1"
        if cmp -s "said.$1" answers.all; then echo all
        elif cmp -s "said.$1" answers.part; then echo part
        else cp "said.$1" "odd.$1.$((n++))"; fi
    done >"seen.$1"
}

# One that keeps the index open goes on with what it opened.
mkfifo ask
morgue-search -i idx -n 0 --trec t --batch ask >kept 2>kept.errors &
keeper=$!
exec 9>ask
head -3 "$SCRATCH/queries.txt" >&9
while [ ! -s kept ] && kill -0 $keeper; do sleep 0.01; done

: >ends
: >complaints
read_on 1 &
builds
# A reader that hardly got its turn gets more to see.
for _ in $(seq 200); do
    [ "$(sort -u seen.1 | wc -l)" -lt 2 ] || break
    morgue-index -q --full -i idx a
    morgue-index -q --full -i idx --exclude again --exclude 'harbour*' a
done
: >over
tail -n +4 "$SCRATCH/queries.txt" >&9
exec 9>&-
wait $keeper
keeper_ended=$?
wait

is "builds that nothing hinders succeed" "" "$(cat complaints)"
is "the others fail, are killed, or succeed" "0 137 2" "$(sort -u ends | tr '\n' ' ' | sed 's/ $//')"
is "no search fails or mixes two indexes" "" "$(cat odd.* 2>/dev/null)"
is "both indexes are seen" "all part" "$(sort -u seen.1 | tr '\n' ' ' | sed 's/ $//')"
is "a search that was open all the time ends well" "0" "$keeper_ended$(cat kept.errors)"
is "and answers from the index that it opened" "$(cat answers.all)" "$(cat kept)"
