# morgue-search as people and scripts use it: exit codes, forms of output, filters, sorts, batch, --show.
. tests/support/cli.sh
morgue-index -q -i idx --exclude README.md "$ROOT/corpus" 2>/dev/null
export MORGUE_INDEX=$SCRATCH/idx

run morgue-search heron
is "0: something matched" 0 "$status"
run morgue-search xyzzyplugh
is "1: nothing did" 1 "$status"
run morgue-search
is "2: no query" 2 "$status"
run morgue-search -q heron
is "-q prints nothing" "0 " "$status $out"
run morgue-search -q xyzzyplugh
is "-q tells all the same" "1 " "$status $out"
run morgue-search -n heron
is "a number is wanted" 2 "$status"

run morgue-search --json -n 2 -p 2 '"harbour bridge" toll'
is "the keys of an answer" "format_version hits interpreted match query took_ms total warnings" "$(jq -r 'keys | join(" ")' <<<"$out")"
is "the version of the form" 1 "$(jq .format_version <<<"$out")"
is "a hit has these" "true" "$(jq '.hits[0] | has("rank") and has("id") and has("score") and has("title") and has("path") and has("passages")' <<<"$out")"
# slice FROM TO: those bytes of standard input
slice() { head -c "$2" | tail -c +$(($1 + 1)); }
jq -c '.hits[] | {id, p: .passages[]}' <<<"$out" >passages
while read -r hit; do
    morgue-search --show "$(jq -r .id <<<"$hit")" --json | jq -j .body | slice "$(jq .p.start <<<"$hit")" "$(jq .p.end <<<"$hit")"
    echo
done <passages >sliced
is "offsets slice the stored body" "$(jq -r .p.text passages)" "$(cat sliced)"
jq -r '.hits[0].passages[0].highlights[] | join(" ")' <<<"$out" | while read -r from to; do
    jq -j '.hits[0].passages[0].text' <<<"$out" | slice "$from" "$to" | tr A-Z a-z
    echo
done >highlights
is "highlights slice the passage" "harbour bridge" "$(grep -m 1 ' ' highlights)"
is "all hits as one object" "$(morgue-search --jsonl -n 0 harbour | jq -c .id)" "$(morgue-search --json -n 0 harbour | jq -c '.hits[].id')"
is "no hits as one object" '[]' "$(morgue-search --json -n 0 xyzzyplugh | jq -c .hits)"
run morgue-search --jsonl -n 3 harbour
is "--jsonl: a hit a line" 3 "$(jq -c .rank <<<"$out" | wc -l)"
run morgue-search --tsv -n 3 harbour
is "--tsv: a header and the hits, in nine columns" "4 9" "$(wc -l <<<"$out") $(awk -F'\t' '{print NF}' <<<"$out" | sort -u)"
run morgue-search --trec mine -n 3 harbour
is "--trec: run lines" 3 "$(grep -cE '^1 Q0 [^ ]+ [123] [0-9.]+ mine$' <<<"$out")"
run morgue-search -c harbour
count=$out
is "-c counts what -n 0 lists" "$(morgue-search -n 0 -p 0 --jsonl harbour | wc -l)" "$count"
run morgue-search -l harbour
is "-l: each file once, and it is there" "$(sort -u <<<"$out" | wc -l)" "$(xargs -d '\n' ls <<<"$out" | wc -l)"
is "-l0 the same, for xargs -0" "$(wc -l <<<"$out")" "$(morgue-search -l -0 harbour | xargs -0 ls | wc -l)"
run morgue-search -n 0 -p 0 --jsonl cocoa
all=$(jq -r .id <<<"$out")
is "--offset and --limit cut the same list" "$(sed -n 3,4p <<<"$all")" "$(morgue-search -p 0 --jsonl --offset 2 -n 2 cocoa | jq -r .id)"

run morgue-search --json -n 0 -p 0 --facets source,author,year --timeline month --share bridge
is "--facets counts what is listed" \
    "$(jq -c '[.hits[].source // empty] | group_by(.) | map({value: .[0], count: length}) | sort_by(-.count, .value)' <<<"$out")" \
    "$(jq -c .facets.source <<<"$out")"
is "by author, each of several" \
    "$(jq -c '[.hits[].byline // [] | unique[]] | group_by(.) | map({value: .[0], count: length}) | sort_by(-.count, .value)' <<<"$out")" \
    "$(jq -c .facets.author <<<"$out")"
is "by year" "$(jq -c '[.hits[].date // empty | .[0:4]] | sort | unique' <<<"$out")" "$(jq -c '.facets.year | map(.value) | sort' <<<"$out")"
is "--timeline: months that have any" \
    "$(jq -r '[.hits[].date // empty | select(length > 4) | .[0:7]] | sort | .[]' <<<"$out" | uniq -c | awk '{print $2, $1}')" \
    "$(jq -r '.timeline[] | select(.count > 0) | "\(.period) \(.count)"' <<<"$out")"
is "no gap in it" true "$(jq '.timeline | (.[-1].period[0:4] | tonumber) * 12 + (.[-1].period[5:7] | tonumber)
    - (.[0].period[0:4] | tonumber) * 12 - (.[0].period[5:7] | tonumber) + 1 == length' <<<"$out")"
is "--share: 1 where all match" 1 "$(morgue-search --json --timeline month --share has:date | jq '[.timeline[] | select(.count > 0).share] | unique[]')"
is "the same counts whatever is shown" "$(jq -c '[.facets, .timeline]' <<<"$out")" \
    "$(morgue-search --json -n 1 --facets source,author,year --timeline month --share bridge | jq -c '[.facets, .timeline]')"
run morgue-search -n 1 --facets lang --timeline year --share bridge
has "in text: values" "  en" "$out"
is "and bars that fit the line" "1 0" "$(grep -c '^1935  1 .*█$' <<<"$out") $(LC_ALL=C.UTF-8 grep -cE '^[0-9]{4}  .{85}' <<<"$out")"
run morgue-search --json --timeline day 'ferry OR telegraph'
is "too many days become months, with a warning" "7 1" "$(jq -r '"\(.timeline[0].period | length) \(.warnings | length)"' <<<"$out")"
for wrong in "--facets paper" "--facets source -l" "--timeline week" "--share" "--timeline day --tsv"; do
    run morgue-search $wrong bridge
    is "$wrong" 2 "$status"
done

run morgue-search --complete HARB
is "--complete: words, the most frequent first" "harbour" "$(head -1 <<<"$out")"
is "they begin so" "" "$(grep -v '^harb' <<<"$out")"
is "--limit of them" 2 "$(morgue-search --complete f -n 2 | wc -l)"
is "none" "1 " "$(morgue-search --complete xyzzy; echo "$? ")"
run morgue-search --complete "two words"
is "of one word" 2 "$status"
is "a suggestion" "harbour" "$(morgue-search --json harbuor | jq -r .suggestion)"
is "the query around it stays" '"harbour  bridge" -toll' "$(morgue-search --json '"harbuor  bridge" -toll' | jq -r .suggestion)"
has "and in text" "Did you mean: harbour" "$(morgue-search harbuor)"
has "where some words match, too" "Did you mean: harbour bridge" "$(morgue-search -n 1 'harbuor bridge' | tail -1)"
is "... as they need not all" "harbour bridge" "$(morgue-search --json --match any 'harbuor bridge' | jq -r .suggestion)"
# libxapian's NEAR misses the last two words, the first of which stands where the second stands, too.
mkdir elided
printf "Verre\n\nVoila une phrase. d'eau petite claire d'eau eau.\n" >elided/verre.txt
morgue-index -q -l fr -i elided-index elided
is "what is counted is what is found" '[1,[{"value":"fr","count":1}]]' \
    "$(morgue-search -i elided-index --json --facets lang "eau NEAR/1 d'eau" | jq -c '[(.hits | length), .facets.lang]')"
mkdir long
(printf 'Long\n\n'; yes 'The harbour toll is raised on the bridge, it said.' | head -c 8000000) >long/long.txt
morgue-index -q -i long-index long
run morgue-search -i long-index --show long.txt --timeout 1 harbour
is "--show keeps to a time limit" "2 morgue-search: it took longer than the time limit allows" "$status $err"
run morgue-search -i long-index --show long.txt --timeout 60000 harbour
is "... that it does not reach" 0 "$status"
is "--complete, too" harbour "$(morgue-search -i long-index --complete harb --timeout 60000)"
mkdir typos
for i in {1..100}; do printf 'Council %s\n\nThe government said nothing on that day.\n' "$i" >"typos/$i.txt"; done
printf 'Correction\n\nA goverment is not a goverment without its letters.\n' >typos/wrong.txt
morgue-index -q -i typo-index typos
is "a word that is in few articles by mistake" "government said" "$(morgue-search -i typo-index --json 'goverment said' | jq -r .suggestion)"
rm typos/1.txt && morgue-index -q -i typo-index typos
is "... not if the other is in less than a hundred times as many" null "$(morgue-search -i typo-index --json 'goverment said' | jq .suggestion)"
is "none where something matches" null "$(morgue-search --json harbour | jq .suggestion)"

printf 'q1\tferry disaster\n\nelephants\nnothinglikethis\n' >batch
run morgue-search --batch batch --trec t -n 2
is "--batch: ids from the file or its lines" "q1 3" "$(cut -d' ' -f1 <<<"$out" | uniq | tr '\n' ' ' | sed 's/ $//')"
run morgue-search --batch - -c <batch
is "--batch -c: counts, zeros too" "nothinglikethis 0" "nothinglikethis $(tail -1 <<<"$out" | cut -f2)"
has "those that found nothing are listed" "1 of 3 queries found nothing:
  4  nothinglikethis" "$err"
run morgue-search --batch batch -q
is "not with -q" "0 " "$status $err"
run morgue-search --batch nowhere
is "no batch file" 2 "$status"

dates() { morgue-search -n 0 -p 0 --jsonl "$@" | jq -r '.date // "none"' | cut -c1-4 | tr '\n' ' '; }
is "--sort oldest, undated last" "$(dates bridge | tr ' ' '\n' | grep . | sed 's/none/z/' | sort | sed 's/z/none/' | tr '\n' ' ')" "$(dates -s oldest bridge)"
is "--sort newest, undated last" "$(dates bridge | tr ' ' '\n' | grep . | sed 's/none/0/' | sort -r | sed 's/^0$/none/' | tr '\n' ' ')" "$(dates -s newest bridge)"
is "--since and --until include their ends" "1934 1935 " "$(dates -s oldest --since 1934-11-02 --until 1935-02-14 ferry)"
is "the same in the query" "1934 1935 " "$(dates -s oldest 'ferry date:1934-11-02..1935-02-14')"
is "before 1970, by year" "1898 " "$(dates telegraph --until 1900)"
is "a date that is none" 2 "$(morgue-search --since yesteryear ferry >/dev/null 2>&1; echo $?)"
is "--source without case" "$(morgue-search -c bridge 'source:"ellery courier"')" "$(morgue-search -c bridge --source 'the ellery COURIER')"
is "--lang by code or name" "$(morgue-search -c 'lang:fr' --match all éléphants)" "$(morgue-search -c --lang French éléphants)"
is "--author" 1 "$(morgue-search -c --author 'Isidore Munday' fog)"
is "source: by the beginning of a word" "$(morgue-search -c bridge 'source:ellery')" "$(morgue-search -c bridge 'source:elle*')"
is "a wildcard in a phrase" "$(morgue-search -c '"harbour bridge"')" "$(morgue-search -c '"h?rbo*r bridge"')"
is "a wildcard beside NEAR" "$(morgue-search -c '"harbour" NEAR/3 "bridge"')" "$(morgue-search -c '*arbour NEAR/3 bri*ge')"
is "a fuzzy word finds the word itself" "$(morgue-search -c '"drought"')" "$(morgue-search -c 'drougth~ "drought"')"
is "... and passages mark it" "drought" "$(morgue-search --jsonl -n 1 'drougth~' | jq -r '.passages[0] | .highlights[0] as $h | .text[$h[0]:$h[1]] | ascii_downcase')"
is "author: by one word" 1 "$(morgue-search -c fog author:munday)"
is "several values of one filter are alternatives" "$(($(morgue-search -c --lang fr bridge OR pont OR puente) + $(morgue-search -c --lang es bridge OR pont OR puente)))" \
    "$(morgue-search -c --lang fr --lang es bridge OR pont OR puente)"
is "they are told as such" "fog AND (source:courier OR source:gazette)" \
    "$(morgue-search --match all --json 'fog source:courier source:gazette' | jq -r .interpreted)"
is "filters must match, though of the words any may" "(fog OR cocoa) AND source:courier AND date:1934..1934" \
    "$(morgue-search --match any --json 'fog source:courier cocoa date:1934' | jq -r .interpreted)"
is "has:" "$(morgue-search -c has:date)" "$((109 - $(morgue-search -c NOT has:date)))"

forms() { morgue-search -n 0 -p 0 --jsonl "$1" | jq -r .id | sort | tr '\n' ' '; }
for pair in 'bridges bridged' 'éléphants éléphant' 'puentes puente' 'brücken brücke' 'выборы выборов'; do
    is "$pair: one stem, each in its language" "$(forms "${pair% *}")" "$(forms "${pair#* }")"
    is "$pair: found" true "$([ -n "$(forms "${pair% *}")" ] && echo true)"
done
is "words of two languages in one query" "en fr " "$(morgue-search -n 0 -p 0 --jsonl 'flooding OR éléphants' | jq -r .language | sort -u | tr '\n' ' ')"

run morgue-search ferry xyzzyplugh
has "--match auto falls back, and says so" "No article has all" "$out"
run morgue-search --match all ferry xyzzyplugh
is "--match all does not" 1 "$status"
is "the reply says which" any "$(morgue-search --json ferry xyzzyplugh | jq -r .match)"
run morgue-search 'ferry AND'
has "a warning has its column" "column 7" "$err"
is "a warning is in the JSON" 1 "$(morgue-search --json 'ferry AND' | jq '.warnings | length')"
run morgue-search --strict 'ferry AND'
is "--strict makes it an error" 2 "$status"
is "with its column, and a caret below" "morgue-search: column 7: AND joins nothing here
  ferry AND
        ^" "$err"
run morgue-search --strict $'e\u0301e\u0301 ha\u00adven \u4e2d AND'
is "columns are those of what was typed" "morgue-search: column 15: AND joins nothing here
  éé haven 中 AND
              ^" "$err"
run morgue-search -c $'e\u0301e\u0301 ha\u00adven \u4e2d AND'
has "in warnings too" "column 15: AND" "$err"
run morgue-search --json $'e\u0301\xff AND'
is "and in the JSON" "column 5: AND joins nothing here: searched as a word" "$(jq -r '.warnings[0]' <<<"$out")"
is "which has the query as it was typed" '"e\u0301\ufffd AND"' "$(jq -a .query <<<"$out")"
run morgue-search --strict $'fo\e[31m\u202eo: title: '
lacks "no escapes in errors" $'\e' "$err"
lacks "no overrides either" $'\u202e' "$err"
printf 'q1\tferry AND\nq2\tferry\n' >strict
run morgue-search --batch strict -c
has "a warning names the query of a batch" "query q1: column 7: AND" "$err"
run morgue-search --strict --batch strict -c
is "--strict in a batch: the others still run" "2 q2" "$status $(cut -f1 <<<"$out")"
has "and it has its column" "query q1: column 7: AND joins nothing here
  ferry AND
        ^" "$err"

run morgue-search --show courier/1934-11-02-ferry.txt collier
has "--show marks the query" "*collier*" "$out"
run morgue-search --show nosuchid
is "--show of nothing" 2 "$status"
run morgue-search --color=always -n 1 ferry
has "colour when asked" $'\033[1;33m' "$out"
coloured() { script -qec "$*" /dev/null | grep -c $'\e\[1;33m'; }
is "colour on a terminal" true "$([ "$(TERM=xterm coloured morgue-search -n 1 ferry)" -gt 0 ] && echo true)"
is "none on a dumb one" 0 "$(TERM=dumb coloured morgue-search -n 1 ferry)"
is "nor with NO_COLOR" 0 "$(NO_COLOR=1 TERM=xterm coloured morgue-search -n 1 ferry)"
run env NO_COLOR=1 morgue-search -n 1 ferry
lacks "none when piped" $'\033' "$out"
morgue-search -n 0 the 2>broken | head -1 >/dev/null
is "a closed pipe ends quietly" "" "$(cat broken)"
unset MORGUE_INDEX
mkdir -p "$SCRATCH/w/.morgue/" && cp -r idx/* w/.morgue/ && mkdir -p w/deep/er && cd w/deep/er || exit 1
run morgue-search -c ferry
is "the nearest .morgue upward" 0 "$status"
run morgue-search -i "$SCRATCH/idx/segments/$(ls "$SCRATCH/idx/segments")" -c ferry
is "a segment alone is an index" 0 "$status"
run morgue-search --help
has "--help shows the exit codes" "Exit:" "$out"
for n in 20 40 200; do # of a terminal
    run script -qec "stty cols $n; morgue-search -n 2 -p 2 --facets source --timeline year \"น้ำท่วม OR 过桥费\"" /dev/null
    is "width $n" 0 "$status"
done
