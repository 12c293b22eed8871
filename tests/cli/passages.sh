# morgue-search --by passage and --kwic: hits that are passages, and matches in context.
. tests/support/cli.sh
morgue-index -q -i idx --exclude README.md "$ROOT/corpus" 2>/dev/null
export MORGUE_INDEX=$SCRATCH/idx

# ---- --by passage ----

morgue-search --by passage --jsonl -n 0 --match any harbour bridge toll >all
is "a hit has exactly one passage" 1 "$(jq '.passages | length' all | sort -u)"
is "hits are numbered" "$(seq "$(wc -l <all)")" "$(jq .rank all)"
is "they fall in score" "$(jq .score all | sort -gr)" "$(jq .score all)"
is "of an article there may be several" true "$([ "$(jq -r .id all | sort -u | wc -l)" -lt "$(wc -l <all)" ] && echo true)"
is "each article is there" "$(morgue-search --jsonl -n 0 -p 0 --match any harbour bridge toll | jq -r .id | sort)" \
    "$(jq -r .id all | sort -u)"
is "its passages do not overlap" "" "$(jq -r '[.id, .passages[0].start, .passages[0].end] | @tsv' all | sort -t$'\t' -k1,1 -k2,2n |
    awk -F'\t' '$1 == id && $2 < end { print } { id = $1; end = $3 }')"
is "a hit shows what -p 20 shows of its article" "$(jq -c '[.id, .passages[0]]' all | sort)" \
    "$(morgue-search --jsonl -n 0 -p 20 --match any harbour bridge toll | jq -c '.id as $id | .passages[] | [$id, .]' | sort)"
is "--limit and --offset take a part" "$(sed -n 4,6p all)" \
    "$(morgue-search --by passage --jsonl -n 3 --offset 3 --match any harbour bridge toll)"
is "one that begins beyond the last is empty" "" "$(morgue-search --by passage --jsonl -n 3 --offset 100000 harbour)"
is "--json has them too" "$(head -n 3 all | jq -c .passages)" \
    "$(morgue-search --by passage --json -n 3 --match any harbour bridge toll | jq -c '.hits[].passages')"
is "and --tsv, in text's order" "$(jq -r .id all)" \
    "$(morgue-search --by passage --tsv -n 0 --match any harbour bridge toll | tail -n +2 | cut -f6)"
is "by date they stand as their articles do" "$(morgue-search --jsonl -n 0 -s oldest harbour | jq -r .id)" \
    "$(morgue-search --by passage --jsonl -n 0 -s oldest harbour | jq -r .id | uniq)"
run morgue-search --by passage -n 2 harbour
has "text says what is shown" "passages 1 to 2 shown" "$out"
run morgue-search --by passage xyzzyplugh
is "nothing is nothing" 1 "$status"
is "-c counts articles" "$(morgue-search -c harbour)" "$(morgue-search --by passage -c harbour)"
for form in "--trec x" "-l" "-p 0"; do
    run morgue-search --by passage $form harbour
    is "not with $form" 2 "$status"
done
run morgue-search --by sentence harbour
is "by nothing else" 2 "$status"

# ---- --kwic ----

query=(--match any harbour '"harbour bridge"' 'น้ำท่วม' 港口)
morgue-search --kwic --jsonl -n 0 "${query[@]}" >rows
is "rows are numbered" "$(seq "$(wc -l <rows)")" "$(jq .rank rows)"
# Each row, cut out of the stored body again; and where the marks of --show begin.
for id in $(jq -r .id rows | sort -u); do
    morgue-search --show "$id" --json "${query[@]:2}" >shown
    jq -c --arg id "$id" 'select(.id == $id)' rows >mine
    is "$id: each match of --show is a row" "$(jq -c '.highlights[]' shown)" "$(jq -c '[.start, .end]' mine)"
    jq -j .body shown >body
    while IFS=$'\t' read -r start end left right; do
        from=$((start - left))
        tail -c +$((from + 1)) body | head -c $((end + right - from))
    done < <(jq -r '[.start, .end, (.left | utf8bytelength), (.right | utf8bytelength)] | @tsv' mine) >cut
    is "$id: left, match and right are the text" "$(jq -j '.left + .match + .right' mine | md5sum)" "$(md5sum <cut)"
done
is "articles stand in the order of hits" "$(morgue-search --jsonl -n 0 "${query[@]}" | jq -r .id | grep -Fxf <(jq -r .id rows))" \
    "$(jq -r .id rows | uniq)"
is "--limit and --offset count rows" "$(sed -n 4,9p rows)" "$(morgue-search --kwic --jsonl -n 6 --offset 3 "${query[@]}")"
is "--json has rows" "$(head -n 5 rows | jq -c .)" "$(morgue-search --kwic --json -n 5 "${query[@]}" | jq -c '.rows[]')"
is "none is an empty list" '[]' "$(morgue-search --kwic --json xyzzyplugh | jq -c .rows)"
is "--tsv: nine columns and a header" "$(($(wc -l <rows) + 1)) 9" \
    "$(morgue-search --kwic --tsv -n 0 "${query[@]}" | awk -F'\t' 'NF > most { most = NF } END { print NR, most }')"
morgue-search --kwic --csv -n 0 "${query[@]}" | tr -d '\r' >csv
is "--csv: a header, and as many rows" "$(($(wc -l <rows) + 1)) query,rank,date,source,id,path,left,match,right" \
    "$(wc -l <csv) $(head -n 1 csv | sed 's/^\xef\xbb\xbf//')"
morgue-search --kwic -n 0 "${query[@]}" >text
is "text: a row each" "$(wc -l <rows)" "$(wc -l <text)"
LC_ALL=C grep -v '[^ -~]' text >plain # where each byte is a column
is "most are plain" true "$([ "$(wc -l <plain)" -gt 20 ] && echo true)"
is "no row is wider than the screen" "" "$(awk 'length > 90' plain)"
is "matches begin in one column" "" "$(awk 'substr($0, 47, 3) !~ /^  [^ ]/' plain)"
is "context is as long as asked" true \
    "$(morgue-search --kwic --jsonl -n 0 --passage-length 40 harbour | jq -s 'all(.[]; (.left | length) <= 20 and (.right | length) <= 20)')"
run morgue-search --kwic xyzzyplugh
is "nothing is nothing" 1 "$status"
for form in "--trec x" "-l" "-p 0" "--by passage" "--facets year" "--timeline year"; do
    run morgue-search --kwic $form harbour
    is "not with $form" 2 "$status"
done

# An article that matches by its headline alone has no row, and takes no other's place.
mkdir heads
for i in 1 2 3 4 5 6; do printf 'Zanzibar\n\nNothing of it here.\n' >"heads/$i.txt"; done
printf 'A story\n\nIn the long run, and after much that was said in those days, Zanzibar came into it.\n' >heads/z.txt
morgue-index -q -i heads.idx heads
is "rows are found behind hits without one" "z.txt" "$(morgue-search -i heads.idx --kwic --jsonl -n 1 zanzibar | jq -r .id)"
is "and then there are no more" 1 "$(morgue-search -i heads.idx --kwic --jsonl -n 3 zanzibar | wc -l)"
