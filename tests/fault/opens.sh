# Which files a run opens, and which it must not: what has not changed, what was only touched, what failed before. And a
# directory that cannot be read for once.
. tests/support/fault.sh

# opened ARG...: `morgue-index ARG...`; the files of the archive that it opened in $opened.
opened() {
    rm -f log
    run env LD_PRELOAD="$FAULT" FAULT_DIR="$PWD/a" FAULT_READS=yes FAULT_LOG="$PWD/log" morgue-index --json -i idx "$@"
    opened=$(awk -v dir="$PWD/a/" '$2 == "open" { print substr($4, length(dir) + 1) }' log | sort -u | paste -sd' ')
}
sum() { jq -r '[.articles, .added, .updated, .removed, .unchanged, .skipped, .files] | join(" ")' <<<"$out"; }

mkdir -p "$SCRATCH/opens/a/sub" && cd "$SCRATCH/opens" || exit 1
echo 'A heron' >a/one.txt
echo 'A ferry' >a/sub/two.txt
echo 'A toll' >a/sub/three.txt
made a/many.sgm 100 9
printf 'PK\003\004 broken' >a/bad.docx
printf '{"id": "j1", "title": "One", "body": "zebra"}\n{"id": broken\n' >a/half.jsonl
: >a/nothing.txt
(cd a && zip -q pack.zip one.txt)

opened a
is "at first every file is opened" "bad.docx half.jsonl many.sgm nothing.txt one.txt pack.zip sub/three.txt sub/two.txt" "$opened"
failures=$(jq .skipped <<<"$out")
before=$(sum)
opened a
is "nothing changed: none is" "" "$opened"
is "what failed is counted all the same" "1 $failures" "$status $(jq .skipped <<<"$out")"
is "and not told again" "" "$err"
opened --errors told a
is "but listed when asked for" "$failures " "$(wc -l <told) $opened"
opened --compact a
is "nor for --compact" "" "$opened"

touch a/one.txt a/pack.zip a/bad.docx
opened a
is "touched: these are read" "bad.docx one.txt pack.zip" "$opened"
is "and found to be the same" "$(cut -d' ' -f1 <<<"$before") 0 0 0 $(cut -d' ' -f1 <<<"$before") $failures 0" "$(sum)"
opened a
is "and are known from then on" "" "$opened"
made a/many.sgm 100 10
opened a
is "a file with an article more: this file alone" "many.sgm" "$opened"
is "of it only that article" "1 0 0" "$(jq -r '[.added, .updated, .removed] | join(" ")' <<<"$out")"
mv a/sub a/bus
opened a
is "a directory that moved is read" "bus/three.txt bus/two.txt" "$opened"
echo more >>a/bad.docx
opened a
is "what failed is tried again when it changes" "bad.docx" "$opened"
opened a
is "and not before" "" "$opened"
rm a/one.txt
opened a
is "a file less: none is opened" "" "$opened"
opened --exclude 'bad*' a
is "other files are wanted: all are looked at" "half.jsonl many.sgm nothing.txt pack.zip bus/three.txt bus/two.txt" "$(tr ' ' '\n' <<<"$opened" | grep -v bus | paste -sd' ') $(tr ' ' '\n' <<<"$opened" | grep bus | paste -sd' ')"
opened a
opened --full a
is "--full reads all" "bad.docx bus/three.txt bus/two.txt half.jsonl many.sgm nothing.txt pack.zip" "$opened"

# A directory that cannot be read, by the number of the call that lists it.
articles=$(jq .articles <<<"$out")
opened a
at=$(awk '$2 == "list" && $4 ~ /\/bus$/ { print $1 }' log)
[ -n "$at" ]
verdict $? "the directory is listed"
run env LD_PRELOAD="$FAULT" FAULT_DIR="$PWD/a" FAULT_READS=yes FAULT_LOG="$PWD/log" FAULT_HOW=EIO FAULT_AT="$at" morgue-index --json -i idx a
is "a directory that cannot be read: nothing below it is removed" "1 $articles 0" "$status $(jq -r '[.articles, .removed] | join(" ")' <<<"$out")"
has "it is named" "bus: the directory cannot be read" "$err"
rm a/bus/two.txt
opened a
is "when it can, what is gone from it is" "1 $((articles - 1))" "$(jq -r '[.removed, .articles] | join(" ")' <<<"$out")"
at=$(awk '$2 == "list" && $4 ~ /\/a$/ { print $1 }' log)
run env LD_PRELOAD="$FAULT" FAULT_DIR="$PWD/a" FAULT_READS=yes FAULT_LOG="$PWD/log" FAULT_HOW=EIO FAULT_AT="$at" morgue-index --json -i idx a
is "nor is anything when the archive itself cannot be" "$((articles - 1)) 0" "$(jq -r '[.articles, .removed] | join(" ")' <<<"$out")"
is "which is told" 1 "$status"

# A file that cannot be opened for once.
made a/many.sgm 100 11
cp -r idx idx.before
opened a
at=$(awk '$2 == "open" && $4 ~ /many.sgm$/ { print $1; exit }' log)
rm -rf idx && mv idx.before idx
run env LD_PRELOAD="$FAULT" FAULT_DIR="$PWD/a" FAULT_READS=yes FAULT_LOG="$PWD/log" FAULT_HOW=EIO FAULT_AT="$at" morgue-index --json -i idx a
is "a file that cannot be opened: exit 1" 1 "$status"
has "it is named" "many.sgm" "$err"
is "what the index had of it stays" 0 "$(jq .removed <<<"$out")"
opened a
is "and it is tried again" "many.sgm" "$opened"
touch -c a/many.sgm
opened a
is "and is read when it changes" "many.sgm" "$opened"
is "then all is there" "12" "$(morgue-search -i idx -c heron)"
