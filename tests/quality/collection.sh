# shellcheck shell=bash disable=SC2154
# tests/quality/collection.sh - judged articles to rank, for the scripts here, which source it: bin, the build; work, where files go. A
# collection is a directory with
#   archive/       articles in any format that morgue-index reads
#   queries*.tsv   id<tab>query; several files for several forms of the same topics, such as titles and descriptions
#   qrels          TREC's lines: query 0 article relevance
# or with TIME.ALL, TIME.QUE and TIME.REL, the collection of TIME as SMART has it.

# time_collection DIR INTO: judgements count the articles, of which two are not there, behind number 372. Queries are all capitals, in
# which AND, OR and NOT are words, and no operators.
time_collection() {
    mkdir -p "$2/archive"
    awk '/^\*TEXT/ { if (n++) print "</TEXT></DOC>"; print "<DOC><DOCNO>" n + 2 * (n > 372) "</DOCNO><TEXT>"; next }
         /^\*STOP/ { print "</TEXT></DOC>"; exit }
         { gsub(/&/, "\\&amp;"); gsub(/</, "\\&lt;"); print }' "$1/TIME.ALL" >"$2/archive/time.sgml"
    awk '/^\*STOP/ { exit } /^\*FIND/ { printf "%s%s\t", n++ ? "\n" : "", $2; next } { printf " %s", $0 } END { print "" }' \
        "$1/TIME.QUE" | tr -s ' ' | tr '[:upper:]' '[:lower:]' >"$2/queries.tsv"
    awk '{ for (i = 2; i <= NF; i++) print $1, 0, $i, 1 }' "$1/TIME.REL" >"$2/qrels"
}

# collection DIR NUMBER: index it as index-NUMBER, and have Lucene rank it, too. Queries are queries-NUMBER, their ids behind the
# collection's number and their form's; they and the judgements of all collections are one list.
collection() {
    local data=$1 n=$2 form=0 queries
    [ -f "$data/TIME.ALL" ] && time_collection "$data" "$work/$n" && data=$work/$n
    for queries in "$data"/queries*.tsv; do
        sed "s/^/$n-$((++form))-/" "$data/qrels" >>"$work/qrels"
        sed "s/^/$n-$form-/" "$queries" >>"$work/queries-$n"
    done
    "$bin/morgue-index" -q -i "$work/index-$n" "$data/archive" || [ $? = 1 ]
    "$bin/morgue-index" -q --extract "$data/archive" |
        jq -r '[.id, ([.title, .standfirst, .body] | map(. // "") | join(" ") | split("\n") | join(" "))] | join("\t")' >"$work/articles"
    java -cp "$CLASSPATH:$bin/tests/quality" RankLucene "$work/articles" "$work/queries-$n" >>"$work/lucene"
}

# rank RUN NUMBER [SETTING...]: append the ranking of a collection.
rank() {
    local run=$1 n=$2
    shift 2
    "$bin/tests/quality/rank" "$work/index-$n" "$@" <"$work/queries-$n" >>"$work/$run"
}
