# --recency, --expand, --similar and --similar-to, on a few articles whose order is known.
. tests/support/cli.sh
mkdir archive
# article ID DATE TITLE TEXT
article() { printf '{"id":"%s","date":"%s","title":"%s","body":"%s"}\n' "$@" >>archive/all.jsonl; }
article old 2001-02-03 'Harbour toll' 'The harbour toll is raised; the toll is a burden.'
article new "$(date +%F)" 'Council' 'The harbour toll was one of many matters that the council of the town had before it on Monday.'
article undated '' 'Harbour toll' 'The harbour toll is raised, and the toll is a burden on all.'
article ferry1 2010-01-01 'Ferry aground' 'A ferry ran aground on the sandbank in fog; the captain and the coastguard blamed the lighthouse.'
article ferry2 2011-01-01 'Ferry inquiry' 'The ferry captain told the coastguard that the lighthouse was dark when the sandbank came near.'
article light 2012-01-01 'Lighthouse' 'The lighthouse keeper saw the sandbank; the coastguard did not.'
article cocoa 2013-01-01 'Cocoa' 'Cocoa prices rose again after a drought in the valley.'
morgue-index -q -l en -i idx archive || exit 1
export MORGUE_INDEX=$SCRATCH/idx
ids() { morgue-search -p 0 --format '%{id}' "$@" 2>/dev/null | paste -sd' '; }

is "relevance alone" old "$(ids -n 1 harbour toll)"
is "newer ones rank higher; those without a date as very old ones" "new old undated" "$(ids --recency 365 harbour toll)"
is "the pages of one order" "$(ids --recency 365 harbour toll)" "$(for at in 0 1 2; do ids --recency 365 -n 1 --offset $at harbour toll; done | paste -sd' ')"
is "all of them" "new old undated" "$(ids --recency 365 -n 0 harbour toll)"
is "parts make the score" true \
    "$(morgue-search --json --explain --recency 365 harbour toll | jq '[.hits[] | .score - ([.explain[].score] | add) | fabs < 1e-6] | all')"
is "a sort by date is one" "$(ids -s newest toll)" "$(ids -s newest --recency 365 toll)"
run morgue-search --recency 365 zzyzx
is "that nothing matches is no failure" 1 "$status"
run morgue-search --recency 30 --group toll
is "not of stories" 2 "$status"

is "a word finds those that have it" "ferry1 ferry2" "$(ids ferry | tr ' ' '\n' | sort | paste -sd' ')"
is "--expand: and those that are like them, behind" "light" "$(ids --expand --match any ferry | cut -d' ' -f3)"
is "--match all: no others" "ferry1 ferry2" "$(ids --expand --match all ferry | tr ' ' '\n' | sort | paste -sd' ')"
is "nor what is excluded" "" "$(ids --expand --match any 'ferry -captain')"
run morgue-search -p 0 --json --expand --match any ferry
is "what was added is told" 1 "$(jq -c .warnings <<<"$out" | grep -c 'words of the first hits are searched too: .*lighthouse')"
is "counts are of all that match" "$(jq .total.lower <<<"$out")" "$(morgue-search -c --expand --match any ferry 2>/dev/null)"
# Both sums come from the parts: words of the query are named as typed, those added by their terms. Of a short query b is that of added words.
is "what was asked for and what was added count by twice their geometric mean" "true true true" \
    "$(morgue-search -p 0 --json --explain --expand --match any ferry | jq -r '.hits[] | .score as $score | .explain |
        (map(select(.word == "ferry").score) | add // 0) as $own | (map(select(.part == "word" and .word != "ferry").score) | add // 0) as $added |
        ([$own, ($own + $added) / 50] | max) * ([$added, ($own + $added) / 50] | max) | sqrt * 2 - $score | fabs < 1e-6' |
        paste -sd' ')"
is "parts make the score" true \
    "$(morgue-search -p 0 --json --explain --expand --match any ferry captain | jq '[.hits[] | .score - ([.explain[].score] | add) | fabs < 1e-6] | all')"
is "the pages of one order" "$(ids --expand --match any ferry)" "$(for at in 0 1 2; do ids --expand --match any -n 1 --offset $at ferry; done | paste -sd' ')"
run morgue-search --expand xyzzyplugh
is "nothing to expand" 1 "$status"

mkdir copies
story='The ferry Margaret left Ullapool for Stornoway with Captain Macleod, Doctor Fraser and Sheriff Urquhart; off Rubha Reidh'
story="$story the ferry met Fisherman Nicolson of Gairloch, who told Coastguard Mackenzie and Harbourmaster Ross that the lighthouse of Tiumpan"
story="$story Head was dark, and so Captain Macleod turned about for Lochinver, where Constable Sutherland and Reverend Gunn were waiting."
for i in 1 2 3 4 5 6 7 8 9 10 11; do printf '{"id":"copy%d","date":"2001-02-03","title":"Ferry","body":"%s"}\n' "$i" "$story"; done >copies/all.jsonl
printf '{"id":"%s","title":"Geology","body":"%s"}\n' other 'A ferry brought the xenolith.' behind 'Nobody saw the xenolith.' >>copies/all.jsonl
morgue-index -q -l en -i copied copies || exit 1
is "copies of one story give their words once: another is among the ten" "other behind" \
    "$(ids -i copied -n 0 --expand --match any ferry | tr ' ' '\n' | grep -v copy | paste -sd' ')"

is "--similar: the most alike first, without itself" "ferry2 light" "$(ids --similar ferry1 -n 2)"
is "a query filters" "light" "$(ids --similar ferry1 keeper)"
is "and options do" "light" "$(ids --similar ferry1 --since 2012 --until 2012)"
is "facets count" 1 "$(morgue-search --similar ferry1 --json --facets year -p 0 | jq '.facets.year | map(select(.value == "2012")) | length')"
run morgue-search --similar nowhere
is "no such article" "2 morgue-search: no article has the id nowhere" "$status $err"
printf 'The captain of a ferry saw no lighthouse.\n' >text
is "--similar-to a file" "light ferry2" "$(ids --similar-to text -n 2)"
is "standard input" "light ferry2" "$(ids --similar-to - -n 2 <text)"
is "is told" "true" "$(morgue-search --similar-to text --json -p 0 | jq '.interpreted | startswith("like: ")')"
printf 'xyzzyplugh\n' >text
run morgue-search --similar-to text
is "words that no article has: nothing" 1 "$status"
: >text
run morgue-search --similar-to text
is "no text" "2 morgue-search: --similar-to: text has no text" "$status $err"
run morgue-search --similar-to nowhere
is "no file" 2 "$status"
run morgue-search --similar ferry1 --similar-to text
is "one of them" 2 "$status"

is "function words weigh little beside others" "cocoa" "$(ids -n 1 --match any 'what was before the cocoa on the')"
is "alone they are words" "new" "$(ids -n 1 'that had it')"

# Four words: two more than are short, so that rarity counts to the power 1 + 0.6 * 2 / 10.
is "the longer the query, the more do rare words count" "1 1.12" "$(for query in ferry 'ferry the captain and the sandbank in fog'; do
    morgue-search -n 1 -p 0 --match any --json --explain "$query" |
        jq '.hits[0].explain[] | select(.word == "ferry") | (1 + ((.factor // 1 | log) / (.rarity | log))) * 100 | round / 100'; done | paste -sd' ')"

# A tenth of the articles is in a language without stems: their words are searched as written.
mkdir mixed
for i in 1 2 3 4 5 6 7 8 9; do printf '{"id":"en%d","language":"en","title":"Ferry","body":"The ferry ran."}\n' "$i"; done >mixed/all.jsonl
printf '{"id":"eo","language":"eo","title":"Pramo","body":"La pramo."}\n' >>mixed/all.jsonl
printf '{"id":"rare","language":"en","title":"Collier","body":"The collier ran."}\n' >>mixed/all.jsonl
morgue-index -q -i mix mixed || exit 1
is "a word is in as many articles as have it, whether or not others have stems" "1 1" "$(for word in collier pramo; do
    morgue-search -i mix -p 0 --json --explain "$word" | jq '.hits[0].explain[0].articles'; done | paste -sd' ')"

split -l 3 archive/all.jsonl parts-
for part in parts-*; do mkdir "a-$part" && mv "$part" "a-$part/all.jsonl" && morgue-index -q -l en -i "i-$part" "a-$part"; done
several=(); for part in i-parts-*; do several+=(-i "$part"); done
for query in '--expand --match any ferry' '--similar ferry1' '--recency 365 toll'; do
    # shellcheck disable=SC2086
    is "the same of several indexes: $query" "$(ids $query)" "$(MORGUE_INDEX='' ids "${several[@]}" $query)"
done

# ---- proximity ----

mkdir near
# text ID WORDS: all of one length, with what is asked for
text() { printf '{"id":"%s","date":"2001-02-03","title":"Council","body":"%s"}\n' "$@" >>near/all.jsonl; }
text beside 'one two grain prices three four five six seven eight nine ten'
text behind 'one two prices grain three four five six seven eight nine ten'
text apart 'one two grain three prices four five six seven eight nine ten'
text far 'grain one two three four five six seven eight nine ten prices'
text of 'one two grain of prices four five six seven eight nine ten'
for i in 1 2 3 4 5 6 7; do text "other$i" 'one two three four five six seven eight nine ten eleven twelve'; done
morgue-index -q -l en -i nearby near || exit 1
MORGUE_INDEX=$SCRATCH/nearby
# gains QUERY: what proximity adds, as a share of 0.6 / 2 times the sum of both rarities times 0.4 + 1, and so near / (near + 0.4)
gains() {
    morgue-search -p 0 --json --explain "$@" | jq -r '.hits[] | .id as $id | .explain |
        (map(select(.part == "word" and (.word == "of" | not)).rarity) | add) as $sum | (map(select(.part == "proximity").score) | add // 0) |
        "\($id) \(. / (0.3 * $sum * 1.4) * 1000 | round)"' | sort | paste -sd' '
}
share() { awk "BEGIN { printf \"%.0f\", 1000 * ($1) / ($1 + 0.4) }"; }
is "near words add to the score, the nearer the more" \
    "apart $(share 1/2) behind $(share 1) beside $(share 1) far 0 of $(share 1/2)" "$(gains grain prices)"
is "where they are written as in the query" "apart 0 behind 0 beside 0 far 0 of 0" "$(gains grains pricing)"
is "function words of the query are no distance" "$(gains grain prices | sed "s/of [0-9]*/of $(share 1)/; s/apart [0-9]*/apart $(share 1)/")" \
    "$(gains --match any 'grain of prices')"
is "so they come first" "far" "$(ids grain prices | cut -d' ' -f5)"
is "any of them will do" "$(gains grain prices)" "$(gains --match any grain prices)"
is "not where OR parts them" "apart 0 behind 0 beside 0 far 0 of 0" "$(gains grain OR prices)"
is "nor in a phrase" "beside 0" "$(gains '"grain prices"')"
is "AND parts nothing" "$(gains grain prices)" "$(gains grain AND prices)"
is "nor do filters" "$(gains grain prices)" "$(gains grain date:2001 prices)"
all=$(ids grain prices)
is "the pages of one order" "$all" "$(for at in 0 1 2 3 4; do ids -n 1 --offset $at grain prices; done | paste -sd' ')"
is "all of them" "$all" "$(ids -n 0 grain prices)"
is "the same scores" "$(morgue-search -p 0 -n 0 --format '%{id} %{score}' grain prices | head -2)" "$(morgue-search -p 0 -n 2 --format '%{id} %{score}' grain prices)"
is "in a batch" "$all" "$(echo grain prices | morgue-search --batch - --trec x | cut -d' ' -f3 | paste -sd' ')"
is "in a conversation" "$all" "$(morgue-search --stdio <<<'{"query":"grain prices"}' | jq -r '.hits[].id' | paste -sd' ')"
is "--similar has none of it" 0 "$(morgue-search --json --explain --similar beside grain prices | jq '[.hits[].explain[] | select(.part == "proximity")] | length')"
split -l 4 near/all.jsonl parts-
rm -rf i-parts-* a-parts-*
for part in parts-??; do [ -f "$part" ] && mkdir "a-$part" && mv "$part" "a-$part/all.jsonl" && morgue-index -q -l en -i "i-$part" "a-$part"; done
several=(); for part in i-parts-*; do several+=(-i "$part"); done
is "the same of several indexes" "$(morgue-search -p 0 --format '%{id} %{score}' grain prices)" "$(MORGUE_INDEX='' morgue-search -p 0 --format '%{id} %{score}' "${several[@]}" grain prices)"

# The position table of the sample archive, all its blocks but the root.
morgue-index -q -i whole "$ROOT/corpus" 2>/dev/null
MORGUE_INDEX=$SCRATCH/whole
all=$(ids -n 0 cocoa prices | tr ' ' '\n' | sort)
table=$(echo whole/segments/*/position.glass)
size=$(($(stat -c %s "$table") - 8192))
head -c "$size" /dev/zero | tr '\0' '\377' | dd of="$table" conv=notrunc status=none
is "a damaged position table is no reason not to find words" "$all" "$(ids -n 0 cocoa prices | tr ' ' '\n' | sort)"
run morgue-search '"cocoa prices"'
is "but phrases are not to be had" 2 "$status"

# The blocks of frequent words in the impacts: header, at bytes 80 and 88, says where they begin and end.
wards=(- silo - silo - silo - silo -)
for i in {1..300}; do
    printf '{"id":"%d","date":"2001-02-03","title":"Note","body":"Grain prices rose in ward%d, %s."}\n' "$i" $((i % 9)) "${wards[i % 9]}"
done >many.jsonl
morgue-index -q -l en -i many many.jsonl || exit 1
MORGUE_INDEX=$SCRATCH/many
sorted() { ids -n 0 "$@" | tr ' ' '\n' | sort; }
plain=$(sorted grain prices) expanded=$(sorted --expand --match any ward3) first=$(morgue-search -p 0 -n 1 --json --explain grain prices)
impacts=$(echo many/segments/*/impacts)
read -r from to < <(od -An -t u8 -j 80 -N 16 "$impacts")
is "there are such words" true "$([ "$to" -gt "$from" ] && echo true)"
head -c $((to - from)) /dev/zero | tr '\0' '\377' | dd of="$impacts" bs=1 seek="$from" conv=notrunc status=none
is "a damaged impacts file is no reason not to find words" "$plain" "$(sorted grain prices)"
is "nor with --expand" "$expanded" "$(sorted --expand --match any ward3)"
is "what nearness gave is gone" "true false" "$(jq '[.hits[].explain[].part] | any(. == "proximity")' <<<"$first") $(morgue-search -p 0 -n 1 --json \
    --explain grain prices | jq '[.hits[].explain[].part] | any(. == "proximity")')"
