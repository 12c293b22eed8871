# The manual of the query language: each of its examples finds what it says beside it.
. tests/support/cli.sh
morgue-index -q -i idx --exclude README.md "$ROOT/corpus" 2>/dev/null
export MORGUE_INDEX=$SCRATCH/idx
page=$ROOT/searcher/morgue-query.7

# example QUERY WANTED: WANTED is "any" or a count and the ends of ids, then perhaps "warns" and a column.
example() {
    local query=$1 wanted=${2% warns *} column= said
    [[ $2 != *" warns "* ]] || column=${2##* warns }
    run morgue-search -n 0 -p 0 --jsonl -- "$query"
    said=$(grep -oE 'column [0-9]+' <<<"$err" | cut -d' ' -f2)
    is "$query: warnings" "$column" "$said"
    [[ $wanted != any ]] || return 0
    is "$query: articles" "${wanted%% *}" "$(grep -c . <<<"$out")"
    for id in ${wanted#"${wanted%% *}"}; do
        has "$query: finds $id" "$id
" "$(jq -r .id <<<"$out")
"
    done
    is "$query: counted" "${wanted%% *}" "$(morgue-search -c -- "$query" 2>/dev/null)"
}

examples=0
while IFS= read -r line; do
    case $line in
    .Dl*)
        query=$(sed 's/^\.Dl //; s/\\(dq/"/g; s/\\-/-/g; s/\\&//g; s/\\e/\\/g' <<<"$line")
        IFS= read -r wanted
        [[ $wanted == '.\" '* ]]
        verdict $? "$query: the page says what it finds" "$wanted"
        example "$query" "${wanted#'.\" '}"
        examples=$((examples + 1))
        ;;
    esac
done <"$page"
is "there are examples" true "$([ "$examples" -ge 50 ] && echo true)"

run mandoc -T lint -W warning "$page"
is "mandoc has no complaint about morgue-query(7)" "0 " "$status $out"
run man --warnings -l "$page"
is "groff has none" "0 " "$status $err"
shown=$(col -bx <<<"$out")
for field in title author source section lang url id dateline keyword date since until has; do
    has "$field: is described" "$field:" "$shown"
done
# What it calls an operator is one, and what it does not is none.
for query in 'ferry AND fog' 'ferry OR fog' 'ferry XOR fog' 'ferry NOT fog' 'ferry NEAR fog' 'ferry ADJ/3 fog' 'ferry w/3 fog'; do
    is "$query: an operator" "" "$(morgue-search -c "$query" 2>&1 >/dev/null)"
    is "$query: not its word" 0 "$(morgue-search --json "$query" | jq -r .interpreted | grep -ciE " (and|or|xor|not|near|adj|w) AND ")"
done
