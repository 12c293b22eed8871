# The page of a passage: kept in the index, told as text and as JSON; what has no pages has none.
. tests/support/cli.sh
run morgue-index --json -i idx "$ROOT/corpus/courier/print" "$ROOT/corpus/northbank-post/desk"
is "both are in" "0 2" "$status $(jq .articles <<<"$out")"

pages() { morgue-search -i idx --json "$@" | jq -c '[.hits[].passages[].page]'; }
is "a match on page 1" '[1]' "$(pages foreman)"
is "a match on page 2" '[2]' "$(pages brewery)"
is "of several passages, each its own" '[1,2]' "$(pages -p 2 'foreman OR brewery' | jq -c '.[0:2] | sort')"
is "no pages, no key" '[null]' "$(pages lighthouse)"
is "a hit has no list of pages" false "$(morgue-search -i idx --json brewery | jq '.hits[0] | has("pages")')"
is "the article has" '[0]' "$(morgue-search -i idx --json --show tunnel-halves.pdf | jq -c '.pages[0:1]')"
is "all that it has" 2 "$(morgue-index --extract "$ROOT/corpus/courier/print/tunnel-halves.pdf" | jq '.pages | length')"

run morgue-search -i idx brewery
has "the page before the passage" 'p. 2 · ' "$out"
run morgue-search -i idx lighthouse
is "none where there is none" "" "$(grep -o 'p\. [0-9]' <<<"$out")"

printf '%%PDF-1.4\nbroken' >broken.pdf
run morgue-index -i other broken.pdf
is "a damaged one is told" 1 "$status"
has "with its reason" 'the PDF is damaged' "$err"
