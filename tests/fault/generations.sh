# Eight readers search without pause while a writer commits small generations - articles that change, come and go,
# segments that are taken in and cleared away - as fast as it can. Each answer is the whole answer of one generation: never an error,
# never some articles of one and some of another, whether a search opens the index anew or keeps it open.
#
# The archive is a bank: accounts that pay each other, so the sum is always the same; an article that says which generation it is
# and how many accounts there are; and articles that never change.
. tests/support/fault.sh
generations=${GENERATIONS:-160}

mkdir -p "$SCRATCH/bank/a" && cd "$SCRATCH/bank" || exit 1
for n in $(seq 200); do printf 'Steady %d\n\nsteady as ever, said the keeper of the flood gate\n' "$n" >"a/steady$n.txt"; done
balance=()
number=20 paid=0

# account N: its file. The title holds what it has; the length differs, so that weights do too.
often=$(printf 'said %.0s' {1..50})
account() { printf 'account %d has %d\n\nsaid %s\n' "$1" "${balance[$1]}" "${often:0:$(((balance[$1] % 50 + 50) % 50 * 5))}" >"a/account$1.txt"; }
state() { printf 'state %d of %d\n\nsaid the state\n' "$1" "$number" >a/state.txt; }
for n in $(seq 0 19); do balance[n]=100 && account $n; done
state 0
morgue-index -q -i idx a || exit 1

cat >queries <<'END'
account	account
steady	steady
state	state
said	said OR flood*
END
ask() { morgue-search -i idx -n 0 --jsonl -p 0 --batch queries; }

# Each of the writer's answers is right: one after the other they go through `right` by their sum.
answer_of() { ask >"right.new" 2>&1 && mv right.new "right.$(md5sum <right.new | cut -c1-32)"; }
answer_of

# The writer: two accounts or more pay; now and then one is opened with nothing or, when it has nothing, closed.
write_on() {
    local g from to n
    RANDOM=1898
    for g in $(seq "$generations"); do
        from=$((RANDOM % number)) to=$((RANDOM % number)) n=$((RANDOM % 40))
        ((from == to)) && to=$(((from + 1) % number))
        balance[from]=$((balance[from] - n)) balance[to]=$((balance[to] + n))
        account $from
        account $to
        if ((g % 7 == 0)); then balance[number]=0 && account $number && number=$((number + 1)); fi
        if ((g % 11 == 0)); then
            number=$((number - 1))
            balance[0]=$((balance[0] + balance[number]))
            account 0
            rm "a/account$number.txt"
        fi
        ((g % 50)) || echo "steady" >>"a/steady$((g / 50)).txt"
        state "$g"
        if ((g % 60 == 0)); then morgue-index -q --compact -i idx a; else morgue-index -q -i idx a; fi 2>>complaints || echo "generation $g failed" >>complaints
        answer_of || echo "generation $g cannot be searched" >>complaints
        sed -n 's/^# generation //p' idx/XAPIANDB >>committed
        grep -c ^auto idx/XAPIANDB >>segments
    done
}

# Readers of both kinds keep each answer that they get by its sum, and say how often.
once() {
    while [ ! -e over ]; do
        ask >"got.$1" 2>&1 || echo "exit $?" >>"got.$1"
        sum=$(md5sum <"got.$1" | cut -c1-32)
        echo "$sum"
        [ -e "right.$sum" ] || [ -e "seen.$sum" ] || cp "got.$1" "seen.$sum" 2>/dev/null
    done >"sums.$1"
}
# An open index asked again and again: what it says is the same all the time.
kept() {
    while [ ! -e over ]; do
        for _ in 1 2 3 4; do cat queries; sleep 0.03; done | morgue-search -i idx -n 0 --jsonl -p 0 --batch - >"got.$1" 2>&1 || echo "exit $?" >>"got.$1"
        lines=$(wc -l <"got.$1")
        for part in 1 2 3 4; do
            sed -n "$(((part - 1) * lines / 4 + 1)),$((part * lines / 4))p" "got.$1" >"part.$1"
            sum=$(md5sum <"part.$1" | cut -c1-32)
            echo "$sum"
            [ -e "right.$sum" ] || [ -e "seen.$sum" ] || cp "part.$1" "seen.$sum" 2>/dev/null
        done | uniq >"parts.$1"
        cat "parts.$1"
        [ "$(wc -l <"parts.$1")" = 1 ] || cp "got.$1" "mixed.$1"
    done >"sums.$1"
}
: >complaints
: >committed
for reader in 1 2 3 4 5; do once $reader & done
for reader in 6 7 8; do kept $reader & done
write_on
: >over
wait

is "every generation is committed" " $generations" "$(cat complaints) $(sort -u committed | wc -l)"
is "each of them is right by what it says of itself" "" "$(for file in right.*; do
    jq -rn --arg file "$file" '[inputs] | group_by(.query_id) | map({key: .[0].query_id, value: .}) | from_entries
        | (.state[0].title | capture("state (?<g>[0-9]+) of (?<n>[0-9]+)")) as $s | ([.account[].title | capture("has (?<n>-?[0-9]+)").n | tonumber] | add) as $sum
        | select((.state | length) != 1 or (.account | length) != ($s.n | tonumber) or $sum != 2000 or (.steady | length) != 200
            or (.said | length) != (201 + ($s.n | tonumber))) | "\($file): \($s) sum \($sum)"' "$file"; done | head -5)"
cat sums.* | sort -u >sums
is "each answer is one of a generation's" "" "$(while read -r sum; do [ -e "right.$sum" ] || head -c 600 "seen.$sum"; done <sums | head -20)"
is "an index that stays open does not change" "" "$(head -c 600 mixed.* 2>/dev/null)"
for reader in 1 2 3 4 5 6 7 8; do
    [ "$(sort -u "sums.$reader" | wc -l)" -ge 5 ]
    verdict $? "reader $reader: $(wc -l <"sums.$reader") answers, of $(sort -u "sums.$reader" | wc -l) generations"
done
[ "$(sort -u segments | wc -l)" -ge 2 ]
verdict $? "segments came and went: $(sort -n segments | uniq -c | awk '{ printf "%s times %s, ", $1, $2 }')"
run morgue-index -q --check -i idx
is "and the index is whole" "0" "$status$err"
