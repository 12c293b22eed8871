# Forms of output, and that nothing in an article does harm in any of them.
. tests/support/cli.sh
morgue-index -q -i idx --exclude README.md "$ROOT/corpus" 2>/dev/null
export MORGUE_INDEX=$SCRATCH/idx

# ---- a hostile archive: escapes, overrides, formulas, and what parts cells ----

jq -nc '["=cmd|calc!A0", "+1+1", "-2+3", "@SUM(A1)", "\uff1d1+1", "say \"no\", or \"yes\"", "semi;colon",
    "esc \u001b[31mred\u001b]0;own\u0007 \u009b31m \u007f", "bidi \u202eabc\u202c \u2066iso\u2069 \u200f\u061c", "sep\u2028arated", "plain"]
    | to_entries[] | {id: "n\(.key)\(.value)", title: .value, author: .value, source: .value, section: .value, date: "2025-03-07",
    url: "http://x.example/\(.value)", body: "Nasty \(.value) body.\n\nSecond \(.value) paragraph.\ttab"}' >hostile.jsonl
morgue-index -q -i hostile -l en hostile.jsonl 2>/dev/null
is "eleven articles" 11 "$(morgue-search -i hostile -c nasty)"
harm=$'[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]|\xd8\x9c|\xe2\x80[\x8e\x8f\xa8-\xae]|\xe2\x81[\xa6-\xa9]'
harmless() { is "nothing harmful in $*" 0 "$("$@" 2>&1 | LC_ALL=C grep -cE "$harm")"; }
for form in --json --jsonl --tsv --csv "--trec t" "--format %{id}%{title}%{byline}%{url}%{passage}" "-p 3" --kwic "--kwic --csv" "--kwic --tsv" "--kwic --json" \
    "--by passage" --explain "--explain --json" --group "--facets source,author" -v; do
    harmless morgue-search -i hostile -n 0 $form nasty
done
id=$(morgue-search -i hostile --jsonl -n 1 'esc red' | jq -r .id)
harmless morgue-search -i hostile --show "$id"
harmless morgue-search -i hostile --show "$id" --json
harmless morgue-search -i hostile --complete e
harmless morgue-search -i hostile $'zzz\e[31m\u202ezzz'
harmless morgue-search -i hostile --json $'zzz\e[31m\u202ezzz'
harmless morgue-index --extract hostile.jsonl
printf 'q\e[1m\tnasty\nz\e[1m\tzzz\e[1m\n' >batch
for form in "" --csv --tsv "--trec t" -c --json; do harmless morgue-search -i hostile --batch batch $form; done
harmless morgue-search -i hostile --explain $'zzz\e[31m\u202ezzz nasty'
asked() { morgue-search -i hostile "$1" <<<"$2"; }
harmless asked --stdio '{"query":"nasty","limit":0,"id":"x\u202ey"}'
harmless asked --stdio '{"nasty\u202e\u009b":1}'
harmless asked --mcp '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"search_archive","arguments":{"query":"nasty"}}}'
harmless asked --mcp '{"jsonrpc":"2.0","id":1,"method":"x\u202ey"}'
harmless morgue-search -i hostile --show $'x\e[31m\u202e'
harmless morgue-search -i hostile --since $'x\e[31m\u202e' nasty
mkdir broken
echo '{"title": "x' >$'broken/b\e[31m\u202e\u009bd.json'
harmless morgue-index -i other broken
harmless morgue-index -i other --stats
harmless morgue-index -i other --stats --json
harmless morgue-index -i other --errors /dev/stdout --stats
is "JSON has it all the same" "true" "$(morgue-search -i hostile --json -n 0 nasty | jq '[.hits[].title] | any(contains("\u202eabc\u202c"))')"

# ---- CSV ----

morgue-search -i hostile --csv -n 0 nasty >csv
perl "$ROOT/tests/support/csv.pl" <csv >cells
is "--csv is well-formed" 0 $?
is "a header and a record a hit, in twelve cells" "12 12" "$(wc -l <cells | tr -d ' ') $(awk -F'\t' '{print NF}' cells | sort -u)"
is "its header" "query rank date source section byline title passage score url id path" "$(head -1 cells | tr '\t' ' ')"
is "no cell is a formula" "" "$(tail -n +2 cells | tr '\t' '\n' | grep -E '^(=|[+]|-|@|＝)')"
is "the apostrophe is only where it must be" 5 "$(cut -f7 cells | grep -c "^'")"
has "quotes are as they were" 'say "no", or "yes"' "$(cut -f7 cells)"
is "each line ends in CRLF" "12 12" "$(grep -c $'\r$' csv) $(wc -l <csv | tr -d ' ')"
is "a batch has one header" 1 "$(printf 'ferry\nbridge\n' | morgue-search --csv --batch - | grep -c ',rank,')"
is "with the queries' ids" "1 2" "$(printf 'ferry\nbridge\n' | morgue-search --csv -n 2 --batch - | perl "$ROOT/tests/support/csv.pl" | tail -n +2 | cut -f1 | sort -u | tr '\n' ' ' | sed 's/ $//')"
run morgue-search --csv xyzzyplugh
is "nothing found: the header alone" "1 1" "$status $(wc -l <<<"$out" | tr -d ' ')"

is "rows of --kwic" "4 9" "$(morgue-search --kwic --csv -n 3 harbour | perl "$ROOT/tests/support/csv.pl" | awk -F'\t' 'END {print NR, NF}')"

# ---- templates ----

t() { morgue-search -n 1 --format "$@" 'title:telegraph lantern'; }
is "--format" "1 1898-10-17 The Telegraph Comes to Lantern Street|courier/1898-10-17-telegraph-office.txt" "$(t '%{rank} %{date} %{title}|%{path}')"
is "escapes" $'a\tb\nc\\d%' "$(t 'a\tb\nc\\d%%')"
is "what is not known is empty" "[]" "$(t '[%{source}%{url}%{copies}]')"
is "lists" "Beatrix Lamb" "$(morgue-search -n 1 --format '%{byline}' author:lamb)"
is "passages, all of them, on one line" "$(morgue-search -n 1 -p 3 --jsonl harbour bridge | jq -r '[.passages[].text | gsub("\\s+"; " ")] | join(" ... ")')" \
    "$(morgue-search -n 1 -p 3 --format '%{passage}' harbour bridge | tr -s ' ')"
is "a line a hit" 3 "$(morgue-search -n 3 --format 'x' harbour | wc -l | tr -d ' ')"
is "-0: ended by NULs" 3 "$(morgue-search -n 3 -0 --format '%{id}' harbour | tr -dc '\0' | wc -c | tr -d ' ')"
is "an empty one" "" "$(t '')"
is "of one article" "The Telegraph Comes to Lantern Street" "$(morgue-search --show courier/1898-10-17-telegraph-office.txt --format '%{title}')"
is "a query of a batch" "q7" "$(printf 'q7\tferry\n' | morgue-search -n 1 --batch - --format '%{query}')"
for wrong in '%{nothing}' '%{title' '%x' '%' 'a\q' '\' '%{}'; do
    run morgue-search --format "$wrong" ferry
    is "$wrong is none" "2 " "$status $out"
done
run morgue-search --format '%{headline}' ferry
has "the fields are named" "rank, score, id, title, standfirst, byline" "$err"
run morgue-search --format '%{title}' --kwic ferry
is "no rows in it" 2 "$status"
is "passages of --by passage" 3 "$(morgue-search --by passage -n 3 --format '%{id}' harbour | wc -l | tr -d ' ')"
run morgue-search --format '%{title}' --facets source ferry
is "no counts in it" 2 "$status"
for field in $(morgue-search --format '%{x}' y 2>&1 | sed 's/.*but //; s/,//g'); do
    run morgue-search -n 1 --format "<%{$field}>" ferry
    is "%{$field}: one line" "0 1" "$status $(grep -c '^<.*>$' <<<"$out")"
done
