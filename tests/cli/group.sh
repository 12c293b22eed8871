# --group: a story that ran in several places is one hit, with where else it ran; what only looks like it stands for itself.
. tests/support/cli.sh

# article FILE SOURCE DATE TITLE: with the body on standard input.
article() {
    mkdir -p "$(dirname "$1")"
    {
        printf -- '---\ntitle: "%s"\ndate: %s\nsource: %s\nid: %s\n---\n\n' "$4" "$3" "$2" "$(basename "$1" .md)"
        cat
    } >"$1"
}

cat >whole <<'END'
The Sael Dam will be closed for eleven weeks from Monday after divers found a crack of 140 metres in its northern spillway, the
Karu Hydro Authority said. Chief engineer Marta Lindqvist told a meeting in Port Ellery Town Hall that 9,300 households in
Saltmarsh and Quarry Street would be supplied from Ostrava meanwhile.

The crack was seen by Jonas Abara, a diver from Northbank, on 12 February. It had been photographed in 1998 and filed under
Ornamental. "We are looking into the filing," said Ms Lindqvist.

Built between 1951 and 1956, the dam holds 71 million cubic metres. Lower Karu, Upper Karu and Widow Rocks will have tankers of
water on Tuesdays and Fridays; the Ellery Brewery has been asked to brew on Wednesdays alone.

Mayor Calloway said that she had every confidence in the Authority, and that her own bath was full.
END
head -n 6 whole >cut
{ echo "From the Harbour Wire's own correspondent."; echo; sed 's/ said\././; s/meanwhile/for the time being/; s/looking into/inquiring about/' whole; echo; echo "Copyright Harbour Wire. Letters to the Editor, 12 Quay Street."; } >edited
week() {
    echo "Dam levels this week. The Sael Dam stands at $1 per cent of its capacity, $2 million cubic metres, against $3 a week ago, the Karu"
    echo "Hydro Authority said. Inflow was $4 cubic metres a second; outflow was $5. Rain of $6 millimetres is expected upstream by $7,"
    echo "and the spillway gates will be opened if the level passes $8 per cent. The next report will appear as usual."
}
article a/wire.md "Harbour Wire" 2024-02-14 "Crack closes Sael Dam" <whole
article a/courier.md "The Ellery Courier" 2024-02-15 "Eleven Weeks Without the Dam" <cut
article a/post.md "The Northbank Post" 2024-02-16 "Filed Under Ornamental" <edited
week 61.2 43.4 44.1 18.3 22.6 4 Saturday 80 | article a/level1.md "The Ellery Courier" 2024-01-05 "Dam levels"
week 57.9 41.1 43.4 12.8 25.0 11 Tuesday 75 | article a/level2.md "The Ellery Courier" 2024-01-12 "Dam levels"
echo "The dam is a fine place for a picnic." | article a/picnic.md "The Lamplighter" 2023-05-01 "By the dam"
echo "The dam is a fine place for a picnic." | article a/again.md "The Lamplighter" 2023-05-02 "By the dam"

# answer INDEX OPTION...: the hits without what changes with an index: id, copies and where else.
answer() { morgue-search -i "$1" --json -n 0 -p 0 --group "${@:2}" | jq -c '.hits[] | [.id, .copies, [.others // [] | .[].id]]'; }

morgue-index -q -i idx a
run morgue-search -i idx --json --group -n 0 -p 0 dam
is "stories and articles are counted" "5 7 7" "$(jq -r '[.stories, .total.lower, .total.upper] | join(" ")' <<<"$out")"
is "one hit for the three that are one story" "3" "$(jq '[.hits[] | select(.id == "wire" or .id == "courier" or .id == "post")] | .[0].copies' <<<"$out")"
is "all others are their own" "1 1 1 1" "$(jq -r '[.hits[] | select(.copies == 1) | .copies] | join(" ")' <<<"$out")"
is "and say nothing of others" "0" "$(jq '[.hits[] | select(.copies == 1 and has("others"))] | length' <<<"$out")"
is "where else it ran" "The Ellery Courier 2024-02-15 day, The Northbank Post 2024-02-16 day" \
    "$(morgue-search -i idx --json --group --sort oldest 'spillway crack' | jq -r '[.hits[0].others[] | "\(.source) \(.date) \(.date_precision)"] | join(", ")')"
is "ranks are of stories" "1 2 3 4 5" "$(jq -r '[.hits[].rank] | join(" ")' <<<"$out")"
is "the hit is the newest copy" '["post",3,["courier","wire"]]' "$(answer idx --sort newest dam | head -1)"
is "the oldest" '["wire",3,["courier","post"]]' "$(answer idx --sort oldest 'dam' | tail -1)"
is "the one that matches best, of those that match" '["wire",1,[]]' "$(answer idx 'source:"harbour wire" dam')"
is "each copy alone without it" 7 "$(morgue-search -i idx --jsonl -n 0 -p 0 dam | wc -l)"
is "and no word of copies" "false false" "$(morgue-search -i idx --json -p 0 dam | jq -r '[has("stories"), (.hits[0] | has("copies"))] | join(" ")')"

# pages: page by page what is listed at once.
all=$(answer idx dam)
is "--offset and --limit count stories" "$all" \
    "$(for from in 0 2 4 6; do morgue-search -i idx --json -p 0 --group -n 2 --offset $from dam | jq -c '.hits[] | [.id, .copies, [.others // [] | .[].id]]'; done)"
run morgue-search -i idx --group --offset 9 dam
is "behind the last there is none" 0 "$(grep -c 'also in' <<<"$out")"
is "--facets count articles" '[{"value":"The Ellery Courier","count":3},{"value":"The Lamplighter","count":2},{"value":"Harbour Wire","count":1},{"value":"The Northbank Post","count":1}]' \
    "$(morgue-search -i idx --json --group --facets source dam | jq -c .facets.source)"

run morgue-search -i idx --group --sort newest -n 2 'spillway'
has "on paper" "also in: The Ellery Courier, 15 February 2024; Harbour Wire, 14 February 2024" "$(tr -s ' \n' ' ' <<<"$out")"
has "the last line counts both" "5 articles match: 3 stories; 1 to 2 shown" "$out"
run morgue-search -i idx --jsonl --group -n 1 --sort newest dam
is "--jsonl" "post 3" "$(jq -r '"\(.id) \(.copies)"' <<<"$out")"
is "--trec, --tsv: a line a story" "5 6" "$(morgue-search -i idx --trec t -n 0 --group dam | wc -l) $(morgue-search -i idx --tsv -n 0 --group dam | wc -l)"
is "-l: the file of each hit" "$(morgue-search -i idx --jsonl -n 0 --group dam | jq -r .path | sort)" \
    "$(morgue-search -i idx -l --group dam | sed "s|$SCRATCH/a/||" | sort)"
run morgue-search -i idx -c --group dam
is "-c counts articles" 2 "$status"
run morgue-search -i idx -q --group dam
is "-q" "0" "$status$out"
run morgue-search -i idx --json --group xyzzyplugh
is "nothing is no story" "1 0" "$status $(jq .stories <<<"$out")"

run morgue-search -i idx --json --group --by passage -n 0 'spillway divers'
is "--by passage: those of the best copy, which says where else it ran" "1 3 2" "$(jq -r '[.hits[] | select(.id | IN("wire", "courier", "post"))] | "\([.[].id] | unique | length) \(.[0].copies) \(.[0].others | length)"' <<<"$out")"

# Many more copies than a line names.
for i in $(seq 12); do article b/copy$i.md "Paper $i" 2024-03-01 "Copy $i" <whole; done
morgue-index -q -i many b
run morgue-search -i many --group ornamental
has "six of twelve are named, seven counted" "Paper 7, 1 March 2024; and 6 more" "$(tr -s ' \n' ' ' <<<"$out" | sed 's/Paper [0-9]*, 1 March 2024; and/Paper 7, 1 March 2024; and/')"
is "and in JSON all" 11 "$(morgue-search -i many --json --group ornamental | jq '.hits[0].others | length')"

# The index: in however many segments, by however many threads, in however many runs.
morgue-index -q -j 3 -i threads a
is "threads" "$all" "$(answer threads dam)"
for file in a/*; do morgue-index -q -i runs --files-from - <<<"$file"; done
is "runs" "$all" "$(answer runs dam)"
morgue-index -q --compact -i runs
is "--compact" "$all" "$(answer runs dam)"
run morgue-index --check -i runs
is "--check" 0 "$status"
values() { for segment in $(sed -n "s|^auto |$1/|p" "$1/XAPIANDB"); do xapian-delve -V5 "$segment"; done | grep -oE '\b[0-9]+:' | wc -l; }
is "articles of 40 words have a fingerprint" "5 5" "$(values idx) $(values runs)"
is "an index and a copy of it" "3 6" "$(answer idx --sort newest ornamental | jq -c '.[1]') $(morgue-search -i idx -i threads --json --group --sort newest ornamental | jq -c '.hits[0].copies')"
rm a/courier.md
morgue-index -q -i idx a
is "what is removed is no copy" '["post",2,["wire"]]' "$(answer idx --sort newest dam | head -1)"
article a/later.md "The Lamplighter" 2024-03-20 "The dam, a month on" <cut
morgue-index -q -i idx a
is "what is added is" '["later",3,["post","wire"]]' "$(answer idx --sort newest dam | head -1)"
morgue-index -q -i anew a
is "as in one that is built anew" "$(answer anew dam)" "$(answer idx dam)"

# What was written anew in part is a copy within a week; later it may be this month's report of the same.
sed 's/Marta Lindqvist/She who is in charge/; s/Saltmarsh and Quarry Street/two villages/; s/9,300/Many/; s/Jonas Abara, a diver from Northbank/a diver/; s/Built between 1951 and 1956, t/T/; s/Tuesdays and Fridays/some days/' whole >anew.txt
article c/first.md "Harbour Wire" 2024-02-14 "Crack closes Sael Dam" <whole
article c/again.md "The Lamplighter" 2024-02-20 "A Dam Shut" <anew.txt
morgue-index -q -i c.idx c
is "six days apart" '["again",2,["first"]]' "$(answer c.idx --sort newest dam)"
article c/again.md "The Lamplighter" 2024-03-01 "A Dam Shut" <anew.txt
morgue-index -q -i c.idx c
is "sixteen" '["again",1,[]] ["first",1,[]]' "$(answer c.idx --sort newest dam | xargs -d '\n')"
article c/again.md "The Lamplighter" 2024-03 "A Dam Shut" <anew.txt
morgue-index -q -i c.idx c
is "in a month that is known without its day" '["again",2,["first"]]' "$(answer c.idx --sort newest dam)"

# The sample archive has a story that ran in three papers, and one that was corrected.
morgue-index -q -i sample --exclude README.md "$ROOT/corpus" 2>/dev/null
is "the raid on the Golden Heron" 3 "$(answer sample '"a widower in Toronto" teak' | jq '.[1]')"
is "a report and its correction" '2' "$(answer sample 'title:toll title:trailers' | jq '.[1]')"
