# An index that is brought up to date, again and again, is the one that would have been built anew: the same answers, weights, order
# and articles, and a summary that adds up; after each of a long series of changes to the archives (STEPS=40, SEED=1898: another
# number is another series). What other promises incremental runs make is in updates.sh.
. tests/support/cli.sh
steps=${STEPS:-40} seed=${SEED:-1898}
edit() { perl "$ROOT/tests/support/edit_archive.pl" "$@"; }

mkdir a b b/wire
cp -r "$ROOT"/corpus/*/ a/
edit $seed 0 a b

cat >queries.txt <<'END'
q1	bridge
q2	harbour OR ferry OR cocoa
q3	"harbour bridge"
q4	flood* NOT toll
q5	title:prices
q6	heron
q7	said
q8	w1* OR w2*
q9	cocoa NEAR/5 toll
q10	date:1995..2005 AND (year OR town)
q11	lang:en AND lantern
q12	source:x OR source:reuters
q13	drought "ferry disaster"~8
END
everything='has:date OR the OR said OR a* OR b* OR c* OR d* OR e* OR f* OR h* OR i* OR l* OR m* OR n* OR o* OR p* OR s* OR t* OR w*'

# answers INDEX: all hits of the queries with their weights, in order; how often the rarest things are; and a count.
answers() { "$RELEASE/morgue-search" -i "$1" -n 0 --trec t --batch queries.txt 2>&1; }

# articles INDEX: each, all that is known of it, by id.
articles() { "$RELEASE/morgue-search" -i "$1" -n 0 --jsonl -p 0 "$everything" | jq -cS 'del(.rank, .score, .passages)' | sort; }

# texts: the bodies of all articles of the archives, as they are now.
texts() { "$RELEASE/morgue-index" --extract a b 2>/dev/null | jq -cS '[.path, .member, .title, .date, .body]' | sort; }

# stories INDEX: which articles are copies of one story.
stories() { "$RELEASE/morgue-search" -i "$1" -n 0 --jsonl -p 0 --group "$everything" | jq -c '[.id, .copies, [.others // [] | .[].id]]'; }

segments() { sed -n "s|^auto |$1/|p" "$1/XAPIANDB"; }

why=()
wrong() { why+=("$*"); }

# same NAME COMMAND: does it say the same of both indexes?
same() {
    diff <("${@:2}" idx) <("${@:2}" anew) >difference || wrong "$1: $(head -5 difference)"
}

# look STEP: the index after a run that said $out, beside one that is built anew.
look() {
    local id segment articles total=0
    articles=$(jq .articles <<<"$out")
    "$RELEASE/morgue-index" --json -i anew a b >anew.summary 2>anew.errors
    for key in articles skipped text_bytes; do
        [ "$(jq .$key <<<"$out")" = "$(jq .$key anew.summary)" ] || wrong "$key: $(jq .$key <<<"$out"), built anew $(jq .$key anew.summary)"
    done
    same answers answers
    same articles articles
    same stories stories
    run morgue-index -q --check -i idx
    [ "$status$err" = 0 ] || wrong "--check: exit $status: $out $err"
    for id in $(jq -r '.id' now.articles | shuf -n 3 --random-source="$ROOT/LICENSE"); do
        cmp -s <(morgue-search -i idx --show "$id" --json) <("$RELEASE/morgue-search" -i anew --show "$id" --json) || wrong "--show $id differs"
    done
    for segment in $(segments idx); do
        xapian-check "$segment" | grep -q 'No errors found' || wrong "xapian-check: $segment"
        total=$((total + $(xapian-delve "$segment" | sed -n 's/number of documents = //p')))
    done
    [ "$total" -ge "$articles" ] || wrong "xapian-delve counts $total"
    rm -rf anew
}

# What the summary must say, from what was in the index and what is: by id.
truth() {
    jq -rn --slurpfile was "$1" --slurpfile is "$2" '
        ($was | map({key: .id, value: .}) | from_entries) as $w | ($is | map({key: .id, value: .}) | from_entries) as $i
        | [($is | length), ($is | map(select($w[.id] == null)) | length), ($is | map(select($w[.id] != null and $w[.id] != .)) | length),
           ($was | map(select($i[.id] == null)) | length), ($is | map(select($w[.id] == .)) | length)] | join(" ")'
}

# with_texts: articles with what is in them.
with_texts() {
    jq -cS --slurpfile texts <(texts) -n '($texts | map({key: (.[0:4] | tojson), value: .[4]}) | from_entries) as $body
        | inputs | . + {body: $body[[.path, .member, .title, .date] | tojson]}' "$1"
}

run morgue-index --json -i idx a b
articles idx >now.articles
is "the queries find every article" "$(jq .articles <<<"$out")" "$(wc -l <now.articles)"
with_texts now.articles >now
look
verdict ${#why[@]} "at first" "${why[*]}"

for step in $(seq "$steps"); do
    why=()
    edit $((seed * 1000 + step)) $((step % 4 + 1)) a b >edits
    mv now was
    run morgue-index --json -j $((step % 3 + 1)) -i idx a b
    case $status in 0 | 1) ;; *) wrong "exit $status: $err" ;; esac
    articles idx >now.articles
    with_texts now.articles >now
    summary=$(jq -r '[.articles, .added, .updated, .removed, .unchanged] | join(" ")' <<<"$out")
    [ "$summary" = "$(truth was now)" ] || wrong "the summary says $summary, the articles $(truth was now) (articles, added, updated, removed, unchanged)"
    look
    verdict ${#why[@]} "step $step: $(paste -sd';' edits)" "$(printf '%s\n' "${why[@]}")"
done
is "segments stay few" yes "$([ "$(segments idx | wc -l)" -le 6 ] && echo yes)"

why=()
mv now was
run morgue-index --json --compact -i idx
is "--compact" "1 0" "$(segments idx | wc -l) $(ls idx/removed | wc -l)"
look
verdict ${#why[@]} "--compact changes no answer" "$(printf '%s\n' "${why[@]}")"
