# Archives with next to nothing in them: an index all the same, which tools open and a later run adds to.
. tests/support/cli.sh

# whole NAME INDEX ARTICLES: an index that all tools open.
whole() {
    run morgue-index --check -i "$2"
    is "$1: whole" 0 "$status"
    is "$1: articles" "$3" "$(morgue-index --stats --json -i "$2" | jq .articles)"
    is "$1: documents, as delve says" "number of documents = $3" "$(xapian-delve "$2" 2>&1 | grep '^number')"
    run xapian-check "$2"/segments/*
    has "$1: xapian-check" "No errors found" "$out"
    run morgue-search -i "$2" -c heron
    is "$1: nothing is found" "1 0" "$status $out"
}

# grows NAME INDEX ARCHIVE: with an article more it is found, and gone again with it.
grows() {
    local before
    before=$(morgue-index --stats --json -i "$2" | jq .articles)
    printf 'Heron\n\nA heron came.\n' >"$3/heron.txt"
    morgue-index -q -i "$2" "$3"
    is "$1: an article that came is found" 1 "$(morgue-search -i "$2" -c heron)"
    rm "$3/heron.txt"
    morgue-index -q -i "$2" "$3"
    is "$1: and gone with its file" "$before 0" "$(morgue-index --stats --json -i "$2" | jq .articles) $(morgue-search -i "$2" -c heron)"
}

mkdir nothing
run morgue-index --json -i i.nothing nothing
is "no file: exit 0" "0 0" "$status $(jq .articles <<<"$out")"
whole "no file" i.nothing 0
run morgue-index --json -i i.nothing nothing
is "no file: again" "0 0" "$status $(jq .articles <<<"$out")"
grows "no file" i.nothing nothing

mkdir void && : >void/empty.txt
run morgue-index --json -i i.void void
is "an empty file: exit 1" "1 0 1" "$status $(jq -r '[.articles, .skipped] | join(" ")' <<<"$out")"
has "an empty file: named" "empty.txt" "$err"
whole "an empty file" i.void 0
grows "an empty file" i.void void

# Marks only, in the headline and below: an article, though no word leads to it.
mkdir mute && printf -- '* * *\n\n... !!! ---\n' >mute/marks.txt
run morgue-index --json -i i.mute mute
is "no word: in" "0 1" "$status $(jq .articles <<<"$out")"
whole "no word" i.mute 1
is "no word: shown by its id" "0" "$(morgue-search -i i.mute --show marks.txt >/dev/null 2>&1; echo $?)"
is "no word: found by what it has not" 1 "$(morgue-search -i i.mute -c 'NOT heron')"
grows "no word" i.mute mute

# As many threads as there may be, and hardly any memory, for one article.
mkdir one && printf 'Quay\n\nOne word.\n' >one/quay.txt
for options in "-j 64" "-m 1" "-j 64 -m 1"; do
    # shellcheck disable=SC2086
    run morgue-index --json -i "i.one $options" $options one
    is "one article, $options" "0 1" "$status $(jq .articles <<<"$out")"
    is "one article, $options: found" 1 "$(morgue-search -i "i.one $options" -c quay)"
done
