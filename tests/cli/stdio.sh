# morgue-search --stdio: a request a line, an answer a line, whatever the requests are.
. tests/support/cli.sh
morgue-index -q -i idx --exclude README.md "$ROOT/corpus" 2>/dev/null
export MORGUE_INDEX=$SCRATCH/idx
talk() { run morgue-search --stdio <<<"$1"; }

talk '{"query":"ferry","limit":2,"passages":1,"id":"a b"}'
is "a search is answered" "0 " "$status $err"
is "on one line" 1 "$(wc -l <<<"$out")"
is "with the id of its request" '"a b"' "$(jq -c .id <<<"$out")"
timeless='del(.took_ms)|del(.id)'
is "as --json prints it" "$(morgue-search --json -n 2 ferry | jq -cS "$timeless")" "$(jq -cS "$timeless" <<<"$out")"
talk '{"query":"ferry","kwic":true,"limit":3}'
is "rows, too" "$(morgue-search --json --kwic -n 3 ferry | jq -cS "$timeless")" "$(jq -cS "$timeless" <<<"$out")"
talk '{"query":"fog OR ferry","facets":["source","year"],"timeline":"year","share":true,"source":["The Ellery Courier","Town Talk"],"sort":"oldest","strict":false,"since":null}'
is "and counts, lists, words, numbers and flags" \
    "$(morgue-search --json --facets source,year --timeline year --share --source 'The Ellery Courier' --source 'Town Talk' -s oldest \
        'fog OR ferry' | jq -cS "$timeless")" "$(jq -cS "$timeless" <<<"$out")"

id=$(morgue-search --json -n 1 ferry | jq -r '.hits[0].id')
talk "$(jq -nc --arg id "$id" '{article: $id, query: "ferry"}')"
is "an article" "$(morgue-search --show "$id" --json ferry | jq -cS .)" "$(jq -cS .article <<<"$out")"
talk "$(jq -nc --arg id "$id" '{similar: $id, limit: 3}')"
is "what is like an article" "$(morgue-search --json -n 3 --similar "$id" | jq -c '[.hits[].id]')" "$(jq -c '[.hits[].id]' <<<"$out")"
talk '{"complete":"ferr","limit":2}'
is "words" "$(morgue-search --complete ferr -n 2 | tr '\n' ' ')" "$(jq -r '.words[].word' <<<"$out" | tr '\n' ' ')"
talk '{"info":true,"id":5}'
is "what the index is" "$(morgue-index -i "$MORGUE_INDEX" --stats --json | jq .articles)" "$(jq '.info.articles' <<<"$out")"
is "and which options there are" "limit" "$(jq -r '.info.options[]|select(.=="limit" or .=="json")' <<<"$out")"

# ---- what is wrong is told, and the conversation goes on ----

wrong() { # NAME REQUEST CODE PART-OF-MESSAGE [OFFSET]
    run morgue-search --stdio <<<"$2"$'\n{"query":"ferry","limit":1,"id":9}'
    is "$1: two answers" "0 2 " "$status $(wc -l <<<"$out") $err"
    is "$1: its code" "$3 ${5:-null}" "$(head -1 <<<"$out" | jq -r '"\(.error.code) \(.error.offset)"')"
    has "$1: its sentence" "$4" "$(head -1 <<<"$out" | jq -r .error.message)"
    is "$1: the next is answered" "9 1" "$(tail -1 <<<"$out" | jq -r '"\(.id) \(.hits|length)"')"
}
wrong "no JSON" '{nope' request "no JSON" 5
wrong "half a request" '{"query":"x"' request "no JSON" 12
wrong "no object" '[1,2]' request "JSON object" 0
wrong "not UTF-8" $'{"query":"\xff"}' request "unable to decode byte 0xff" 10
wrong "a NUL" '{"query":"a\u0000b"}' request "NUL" 19
wrong "a key twice" '{"query":"a","query":"b"}' request "duplicate" 20
wrong "nested too deeply" "$(printf '[%.0s' {1..5000})" request "" 2049
wrong "an unknown key" '{"query":"x","frob":1}' usage '"frob" is none of id, query,'
wrong "an option that is none of a request" '{"query":"x","jsonl":true}' usage '"jsonl" is none of'
wrong "no job" '{"limit":3}' usage "one of query, article, complete and info"
wrong "two jobs" '{"query":"x","complete":"y"}' usage "one of query"
wrong "a number that is none" '{"query":"x","limit":"many"}' usage '--limit wants a number'
wrong "a number too large" '{"query":"x","limit":99999999999}' usage '--limit wants a number'
wrong "a fraction" '{"query":"x","limit":1.5}' usage '"limit" wants a string or a number'
wrong "a word that is none" '{"query":"x","sort":"best"}' usage '--sort is one of relevance, newest, oldest'
wrong "a flag that is none" '{"query":"x","strict":"yes"}' usage '"strict" wants true or false'
wrong "a list of lists" '{"query":"x","source":[["a"]]}' usage '"source" wants a string'
wrong "a list where there is one" '{"query":"x","limit":[1]}' usage '"limit" wants'
wrong "an id that is an object" '{"query":"x","id":{}}' usage '"id" wants'
wrong "share alone" '{"query":"x","share":true}' usage '--share needs --timeline'
wrong "a date that is none" '{"query":"x","since":"soon"}' usage 'is no date'
wrong "an article that is not there" '{"article":"nowhere"}' not-found 'no article has the id nowhere'
wrong "a strict query" '{"query":"ferry (fog","strict":true}' query "bracket" 6
wrong "a query too long" "{\"query\":\"$(printf 'x%.0s' {1..70000})\"}" limit "the limit is"

# ---- sizes ----

{ printf '{"query":"'; head -c 10000000 /dev/zero | tr '\0' x; printf '"}\n{"query":"ferry","limit":1}\n'; } >large
head -c 10000000 large >cut
run morgue-search --stdio <cut
is "a line of 10 MB without an end" "0 limit" "$status $(jq -r .error.code <<<"$out")"
run morgue-search --stdio <large
is "a line of 10 MB" "0 limit" "$status $(head -1 <<<"$out" | jq -r .error.code)"
is "what comes behind it is answered" "2 1" "$(wc -l <<<"$out") $(tail -1 <<<"$out" | jq '.hits|length')"
{ printf '{"query":"ferry","limit":1,"since":null%*s}' 1048000 ''; echo; } >wide
run morgue-search --stdio <wide
is "a long request within the limit" 1 "$(jq '.hits|length' <<<"$out")"
printf '\n  \n{"query":"ferry","limit":1}' >last
run morgue-search --stdio <last
is "empty lines, and a last one without an end" "0 1" "$status $(jq '.hits|length' <<<"$out")"
run morgue-search --stdio </dev/null
is "nothing at all" "0  " "$status $out $err"

# ---- peers ----

mkfifo in out
# A peer that writes on and does not read: it is stopped by full pipes, and our memory does not grow.
morgue-search --stdio <in >out 2>said &
us=$!
exec 8>in 7<out
(for _ in {1..20000}; do echo '{"query":"the","limit":20,"passages":3}'; done >&8) 2>/dev/null 7<&- &
them=$!
memory() { awk '/^VmRSS/ {print $2}' /proc/$us/status; }
before=0
for _ in {1..50}; do
    sleep 0.1
    now=$(awk '/^read_bytes|^rchar/ {n += $2} END {print n}' /proc/$us/io 2>/dev/null)
    [ "$now" = "$before" ] && break
    before=$now
done
resident=$(memory)
is "a peer that stops reading stops us" "true" "$(kill -0 $us $them 2>/dev/null && echo true)"
is "with bounded memory" true "$([ "$resident" -lt 400000 ] && echo true || echo "$resident kB")"
exec 7<&- # and goes
wait $us 2>/dev/null
status=$?
is "a peer that goes ends us quietly" "141 " "$status $(cat said)"
kill $them 2>/dev/null
wait $them 2>/dev/null
exec 8>&-

# A parent that is killed: its end of the pipe is closed, and we end.
cat >parent <<'P'
coproc morgue-search --stdio
echo $COPROC_PID >child
echo '{"query":"ferry","limit":1}' >&"${COPROC[1]}"
read -r _ <&"${COPROC[0]}"
touch ready
read -r _ <&"${COPROC[0]}"
P
bash parent &
parent=$!
for _ in {1..200}; do [ -e ready ] && break; sleep 0.1; done
child=$(cat child)
kill -9 $parent
{ wait $parent; } 2>/dev/null
for _ in {1..200}; do kill -0 "$child" 2>/dev/null || break; sleep 0.1; done
is "a parent that is killed leaves nobody behind" gone "$(kill -0 "$child" 2>/dev/null && echo there || echo gone)"

# ---- a living index ----

unset MORGUE_INDEX
mkdir news
printf 'First\n\nOne story of an otter.\n' >news/a.txt
morgue-index -q news
coproc LIVE { morgue-search -i news/.morgue --stdio; }
count() {
    echo '{"query":"otter"}' >&"${LIVE[1]}"
    read -r line <&"${LIVE[0]}"
    jq .total.estimate <<<"$line"
}
is "one article" 1 "$(count)"
printf 'Second\n\nAnother otter.\n' >news/b.txt
morgue-index -q news
is "a new one is found at once" 2 "$(count)"
rm news/a.txt
morgue-index -q news
is "a removed one is not" 1 "$(count)"
morgue-index -q --full news
is "nor after building anew" 1 "$(count)"
pid=$LIVE_PID
exec {LIVE[1]}>&-
wait "$pid"
is "the end of the conversation" 0 $?

run morgue-search -i nowhere --stdio </dev/null
is "no index" 2 "$status"
has "which is said" "there is no index at nowhere" "$err"
run morgue-search -i news/.morgue --stdio ferry </dev/null
is "a query beside" 2 "$status"
