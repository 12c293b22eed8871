# --explain: the tree, the plan, what became of words, and the parts that make a score.
. tests/support/cli.sh
morgue-index -q -i idx --exclude README.md "$ROOT/corpus" 2>/dev/null
export MORGUE_INDEX=$SCRATCH/idx

run morgue-search -n 2 --explain 'ferry* "harbour bridge"~2 -opera (toll OR source:wire) drougth~'
is "it answers" 0 "$status"
has "the tree: how words are joined" "tree:
  all of
    ferry*
    \"harbour bridge\"~2
    -opera
    or
      all of
        toll
      all of
        source:wire
    drougth~1
" "$out"
has "the plan: terms" "PHRASE/4" "$out"
has "what a wildcard became" "ferry*: ferry 12" "$out"
has "what a fuzzy word became" "drougth~1: drought $(morgue-search -c '"drought"')" "$out"
has "what a value became" "source:wire: stands for 2: XSOURCE" "$out"
has "a hit's score by part" "score " "$out"
lacks "not unless asked" "score " "$(morgue-search -n 1 ferry)"

run morgue-search -n 0 -p 0 --match any --json --explain 'ferry "harbour bridge" drougth~ f*d OR title:toll date:1900..2000'
is "the parts make the score, of every hit" "true" \
    "$(jq '[.hits[] | (.score - ([.explain[].score] | add)) | fabs < 0.000001] | length > 20 and all' <<<"$out")"
is "a part and what it is made of" "articles count factor field length part rarity score terms word" \
    "$(jq -r '[.hits[].explain[] | keys[]] | unique | join(" ")' <<<"$out")"
is "... by BM25" "true" \
    "$(jq '.explain as {$k1, $b} | [.hits[].explain[] |
        .score - .rarity * (.factor // 1) * ($k1 + 1) * .count / (.count + $k1 * (1 - $b + $b * .length)) | fabs < 0.000001] | all' <<<"$out")"
is "the tree as JSON" "list or" "$(jq -r '[.explain.tree | .. | .type? // empty] | map(select(. == "list" or . == "or")) | unique | join(" ")' <<<"$out")"
is "places are bytes of the query" "title:toll" "$(jq -r '.query as $q | .explain.tree | .. | select(.field? == "title") | $q[.start:.end]' <<<"$out")"
is "as it was typed" "5 17" "$(morgue-search --explain --json -n 0 $'ha\u00ad title:to\u0301ll' | jq -r '.explain.tree.kids[1] | "\(.start) \(.end)"')"
is "the same a hit a line" "$(jq -c '.hits[].explain' <<<"$out")" \
    "$(morgue-search -n 0 -p 0 --match any --jsonl --explain 'ferry "harbour bridge" drougth~ f*d OR title:toll date:1900..2000' | jq -c .explain)"
is "of many words some are listed, and all counted" "true" \
    "$(morgue-search -n 1 -p 0 --json --explain '*' 'e*' | jq '.explain.words[] | select(.word == "e*") | (.terms | length == 50) and .words > 50')"
is "a query without a word" "empty" "$(morgue-search --json --explain '' | jq -r .explain.tree.type)"
has "a filter alone has no parts" "[]" "$(morgue-search -n 1 --json --explain has:date | jq -c '.hits[].explain')"
run morgue-search --tsv --explain ferry
is "not in columns" 2 "$status"
has "... which is told" "--explain is shown as text" "$err"
run morgue-search -i "$SCRATCH/idx/segments/$(ls idx/segments)" -n 1 --explain ferry
has "a segment alone" "score " "$out"
