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
is "highlights slice the passage" "harbour bridge" \
    "$(jq -r '.hits[0].passages[0] | (.highlights[0]) as $h | .text[$h[0]:$h[1]] | ascii_downcase' <<<"$out")"
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

printf 'q1\tferry disaster\n\nelephants\nnothinglikethis\n' >batch
run morgue-search --batch batch --trec t -n 2
is "--batch: ids from the file or its lines" "q1 3" "$(cut -d' ' -f1 <<<"$out" | uniq | tr '\n' ' ' | sed 's/ $//')"
run morgue-search --batch - -c <batch
is "--batch -c: counts, zeros too" "nothinglikethis 0" "nothinglikethis $(tail -1 <<<"$out" | cut -f2)"
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
is "has:" "$(morgue-search -c has:date)" "$((109 - $(morgue-search -c NOT has:date)))"

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

run morgue-search --show courier/1934-11-02-ferry.txt collier
has "--show marks the query" "*collier*" "$out"
run morgue-search --show nosuchid
is "--show of nothing" 2 "$status"
run morgue-search --color=always -n 1 ferry
has "colour when asked" $'\033[1;33m' "$out"
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
for n in 20 40 200; do
    run env COLUMNS=$n morgue-search -n 2 น้ำท่วม OR 过桥费
    is "width $n" 0 "$status"
done
