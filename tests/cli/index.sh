# morgue-index as scripts use it: summary, exit codes, what a second run does, --extract, --include, --errors, the lock.
. tests/support/cli.sh
mkdir -p a/sub
printf 'Heron seen at the quay\n\nA heron was seen.\n' >a/one.txt
printf '# Bridge toll rises\n\nThe toll rises.\n' >a/sub/two.md
printf 'secret draft' >a/.hidden.txt
printf 'x' >a/picture.jpg

sum() { jq -r "[.articles, .added, .updated, .removed, .unchanged, .skipped] | join(\" \")" <<<"$out"; }
run morgue-index --json a
is "a first run" "0 2 2 0 0 0 0" "$status $(sum)"
is "every key of the summary" "added articles bytes_read containers empty_files failed_files files index_bytes members removed seconds skipped text_bytes unchanged unknown_files updated" \
    "$(jq -r 'keys | join(" ")' <<<"$out")"
[ -d a/.morgue/segments ]
verdict $? "the index is inside the archive"
run morgue-index --json a
is "a second run has nothing to do" "2 0 0 0 2 0" "$(sum)"
is "and opens no file" 0 "$(jq .files <<<"$out")"
sleep 0.01
printf 'Heron flown from the quay\n\nThe heron has gone.\n' >a/one.txt
printf 'Third\n\nSomething new.\n' >a/three.txt
run morgue-index --json a
is "changed and new" "3 1 1 0 1 0" "$(sum)"
rm a/sub/two.md
run morgue-index --json a
is "vanished" "2 0 0 1 2 0" "$(sum)"
run morgue-search -i a/.morgue -c toll
is "and not found any more" "1 0" "$status $out"
run morgue-index --json --full a
is "--full builds anew" "2 0 0 0 2 0" "$(sum)"
is "one segment is left" 1 "$(ls a/.morgue/segments | wc -l)"

mkdir b
printf 'Another paper\n\nheron\n' >b/other.txt
run morgue-index --json -i a/.morgue b
is "an archive more" "3 1 0 0 2 0" "$(sum)"
mv b away
run morgue-index --json -i a/.morgue a
is "an archive that is not named is not looked at" "0 3 0 0 0 3 0" "$status $(sum)"
run morgue-index -i a/.morgue a b
is "an archive that is gone removes nothing" 2 "$status"
has "and is named" "the archive b cannot be read" "$err"
mkdir b
run morgue-index --json -i a/.morgue b
is "nor does a mount point without its disk" "1 3 0 0 0 3 1" "$status $(sum)"
has "and is named" "$SCRATCH/b: it is empty" "$err"
rmdir b
run morgue-search -i a/.morgue -c heron
is "what it held is still found" 2 "$out"
mv away b
mkdir moved && mv a moved/a
run morgue-search -i moved/a/.morgue -l gone
is "an archive moved with its index keeps its files" "$SCRATCH/moved/a/one.txt" "$out"
mv moved/a a

printf 'same id' >a/x.txt
printf '<DOC>\n<DOCNO> D1 </DOCNO>\n<TEXT>\nfirst of that id\n</TEXT>\n</DOC>\n<DOC>\n<DOCNO> D1 </DOCNO>\n<TEXT>\nsecond of that id\n</TEXT>\n</DOC>\n' >a/ids.sgm
run morgue-index --json -i ids a/ids.sgm
is "an id given twice loses nothing" 2 "$(jq .articles <<<"$out")"
is "ids are unique" "D1 ids.sgm#2" "$(morgue-search -i ids -n 0 --jsonl id | jq -r .id | sort | tr '\n' ' ' | sed 's/ $//')"

run morgue-index --json -i inc --include '*.txt' --exclude 'three*' a
is "--include and --exclude" "2 x.txt" "$(jq .articles <<<"$out") $(morgue-search -i inc --jsonl same | jq -r .path)"
run morgue-index --extract a/one.txt
is "--extract prints records" "Heron flown from the quay|The heron has gone.|one.txt|text" "$(jq -r '[.title, .body, .path, .format] | join("|")' <<<"$out")"
[ ! -e a/one.txt.morgue ]
verdict $? "--extract indexes nothing"

chmod 000 a/x.txt
if [ -r a/x.txt ]; then printf '\0\0\0\0' >a/y.txt; bad_file=y.txt; else bad_file=x.txt; fi
run morgue-index -q -i err --errors log a
is "exit 1 when an input could not be read" 1 "$status"
is "--errors has path, article, reason" "$bad_file" "$(cut -f1 log)"
is "and three columns" 3 "$(awk -F'\t' '{print NF}' log)"
run morgue-index -q -i err a
is "nothing changed, but the exit still tells" 1 "$status"
chmod 644 a/x.txt

run morgue-index
is "no archive is wrong usage" 2 "$status"
run morgue-index nowhere
is "a missing archive" "2 0" "$status $(ls -d nowhere/.morgue 2>/dev/null | wc -l)"
run morgue-index --bogus a
is "an unknown option" 2 "$status"
run morgue-index -l klingon -i k a
is "an unknown language" 2 "$status"
[ ! -e k/XAPIANDB ]
verdict $? "and no index"
run morgue-index a/picture.jpg
is "a file named that is of no known format is an error" 1 "$status"
run morgue-index --help
is "--help" 0 "$status"
run morgue-index --version
has "--version names libxapian" libxapian "$out"

mkdir big
perl -e 'srand 7; my @w = map { join "", map { chr(97 + rand 26) } 1 .. 2 + rand 7 } 1 .. 5000;
    for my $f (1 .. 4) { open F, ">", "big/$f.sgm"; for my $d (1 .. 2500) {
        print F "<DOC>\n<DOCNO> D$f-", $d % 2400, " </DOCNO>\n<HEADLINE>", join(" ", map { $w[rand(rand @w)] } 1 .. 6), "</HEADLINE>\n<TEXT>\n";
        print F join(" ", map { $w[rand(rand @w)] } 1 .. 700), "\n</TEXT>\n</DOC>\n" } }'
morgue-index -q -j 1 -i j1 big
morgue-index -q -j 4 -i j4 big
morgue-index -q -j 2 -m 1M -i small big
same=yes
for table in postlist position docdata; do cmp -s j1/segments/*/$table.glass j4/segments/*/$table.glass || same=$table; done
is "the bytes do not depend on the number of threads" yes $same
is "ids that come again are told apart" 10000 "$(morgue-index --stats --json -i j4 | jq .articles)"
run morgue-index --check -i j4
is "and the index is whole" 0 "$status"
run morgue-index --check -i small
is "so it is when memory is small" 0 "$status"
word=$(head -c 300 big/1.sgm | tr ' ' '\n' | tail -2 | head -1)
is "and finds the same" "$(morgue-search -i j1 --trec t -n 0 "$word")" "$(morgue-search -i small --trec t -n 0 "$word")"
is "in one segment" "1" "$(ls small/segments | wc -l)"

# One file, of which one thread reads the articles and others invert them.
mkdir one
cat big/1.sgm big/2.sgm >one/all.sgm
rm -rf big j1 j4 small
for jobs in 1 2 4; do morgue-index -q -j $jobs -i one$jobs one; done
morgue-index -q -j 3 -m 8M -i small one
same=yes
for jobs in 2 4; do for table in postlist position docdata; do cmp -s one{1,$jobs}/segments/*/$table.glass || same="-j $jobs: $table"; done; done
is "of one large file, too" yes "$same"
run morgue-index --check -i small
is "and with little memory it is whole" 0 "$status"
is "and finds the same" "$(morgue-search -i one1 --trec t -n 0 "$word")" "$(morgue-search -i small --trec t -n 0 "$word")"
rm -rf one one? small
run morgue-index -m lots -i k a
is "a size is wanted" 2 "$status"

mkdir locked
perl -e 'use Fcntl ":flock"; open F, ">", "locked/lock"; flock F, LOCK_EX; print F "pid 4711 on elsewhere\n"; F->flush; open R, ">", "ready"; close R; sleep 60' -MIO::Handle &
holder=$!
while [ ! -e ready ]; do sleep 0.02; done
run morgue-index -i locked a
is "a second writer is told who is there" 75 "$status"
has "by name" "4711" "$err"
kill $holder

for _ in 1 2 3 4 5; do morgue-index -q --full -i busy a 2>/dev/null; done &
rebuilds=$!
while [ ! -e busy/XAPIANDB ]; do sleep 0.02; done
while kill -0 $rebuilds 2>/dev/null; do morgue-search -i busy -p 1 heron 2>&1 >/dev/null; echo $?; done | sort | uniq >seen
is "searches go on while the index is replaced" 0 "$(cat seen)"

MORGUE_INDEX=$SCRATCH/env morgue-index -q a
[ -e env/XAPIANDB ]
verdict $? "\$MORGUE_INDEX says where"
run morgue-index --progress=always -i bar a
has "a progress bar when asked" "articles" "$err"
run xapian-delve a/.morgue
has "stock tools open the directory" "number of documents" "$out"
run xapian-check a/.morgue/segments/*
has "and find no errors" "No errors" "$out"
run morgue-index --stats -i a/.morgue
has "--stats for people" "articles" "$out"
