# morgue-search --recency: newer articles above older ones.
. "${0%/*}/../support/cli.sh"

mkdir archive
day() { date -d "$1 days ago" +%F; }
story() { printf -- '---\ntitle: %s\ndate: %s\n---\n%s\n' "$2" "$3" "$4" >"archive/$1.md"; }
story old "Ferry" "$(day 400)" "The ferry ferry ferry sailed."
story new "Ferry" "$(day 1)" "The ferry sailed from the harbour with forty people and a goat on board, and it came back."
printf -- '---\ntitle: Ferry\n---\nThe ferry ferry sailed.\n' >archive/undated.md
morgue-index -q -i idx archive
export MORGUE_INDEX=$PWD/idx

ids() { morgue-search --format '%{id}' "$@" ferry | tr '\n' ' '; }
is "by words alone the old one is first" "old.md" "$(morgue-search --format '%{id}' -n 1 ferry)"
is "with recency the new one is; what has no date counts as one half-life old" "new.md undated.md old.md " "$(ids --recency 30)"
is "a long half-life changes little, but for what has no date" "old.md new.md undated.md " "$(ids --recency 1000000)"
is "pages follow each other" "$(ids --recency 30)" "$(ids --recency 30 -n 1)$(ids --recency 30 -n 1 --offset 1)$(ids --recency 30 -n 1 --offset 2)"
is "all of them, streamed" "$(ids --recency 30)" "$(ids --recency 30 -n 0)"
is "parts make the score" true \
    "$(morgue-search --json --explain --recency 30 ferry | jq '[.hits[] | .score - ([.explain[].score] | add) | fabs < 1e-6] | all')"
run morgue-search --recency 30 --sort newest ferry
is "not beside --sort" 2 "$status"
run morgue-search --recency 0 ferry
is "days are 1 or more" 2 "$status"
