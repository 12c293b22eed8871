# What a run that brings an index up to date promises, case by case: what is removed and what stays, --keep-missing, --dry-run,
# --compact, lists of files, another language, an older index, two writers. incremental.sh compares whole indexes.
. tests/support/cli.sh

sum() { jq -r '[.articles, .added, .updated, .removed, .unchanged, .skipped] | join(" ")' <<<"$out"; }
count() { morgue-search -i "${2:-idx}" -c -- "$1" 2>/dev/null; }
# every byte of an index, but for the lock's
bytes() { (cd "$1" && find . -type f ! -name lock -printf '%p %T@ ' -exec cksum {} \; | sort); }
story() { printf '%s\n\n%s\n' "$2" "$3" >"$1"; }

mkdir -p a/sub/deep b
story a/one.txt 'The heron' 'A heron at the quay.'
story a/sub/two.txt 'The toll' 'The toll rises again.'
story a/sub/deep/three.txt 'The bell' 'A bell is heard.'
story b/four.txt 'The lamp' 'A lamp is lit.'
for n in 1 2 3 4 5; do printf '<DOC>\n<DOCNO> D%s </DOCNO>\n<TEXT>\nWord%s of the day, an anchor.\n</TEXT>\n</DOC>\n' $n $n; done >a/five.sgm
run morgue-index --json -i idx a b
is "at first" "9 9 0 0 0 0" "$(sum)"

# ---- what changes ----

bytes idx >before
run morgue-index --json -i idx a b
is "nothing to do: nothing is written" "9 0 0 0 9 0" "$(sum)$(bytes idx | diff before -)"
touch a/one.txt a/five.sgm
run morgue-index --json -i idx a b
is "touched files: no article is new, no file is extracted" "9 0 0 0 9 0 0" "$(sum) $(jq .files <<<"$out")"
is "and no segment is written" 1 "$(ls idx/segments | wc -l)"
perl -pi -e 's/Word3/Changed3/' a/five.sgm
run morgue-index --json -i idx a b
is "an article in the middle of a file" "9 0 1 0 8 0" "$(sum)"
is "the new text is found, the old is not" "1 0" "$(count changed3) $(count word3)"
perl -0pi -e 's/<DOC>\n<DOCNO> D2 .*?<\/DOC>\n//s' a/five.sgm
run morgue-index --json -i idx a b
is "an article less in a file: those behind it stand elsewhere" "8 0 3 1 5 0" "$(sum)"
mv a/sub/deep a/elsewhere
run morgue-index --json -i idx a b
is "a directory that moved: its article is another" "8 1 0 1 7 0" "$(sum)"
is "and is known by where it is" "elsewhere/three.txt" "$(morgue-search -i idx --jsonl bell | jq -r .path)"

# ---- ids ----

printf '<DOC>\n<DOCNO> D4 </DOCNO>\n<TEXT>\nThe same id, and it comes before: a dredger.\n</TEXT>\n</DOC>\n' >a/a.sgm
run morgue-index --json -i idx a b
is "an id that comes again in a file before: the first has it" "a.sgm" "$(morgue-search -i idx --jsonl id:D4 | jq -r 'select(.id == "D4") | .path')"
is "the other is called by its path" "five.sgm#3+1" "$(morgue-search -i idx --jsonl word4 | jq -r .id)"
rm a/a.sgm
run morgue-index --json -i idx a b
is "gone again: the other gets its id back" "8 D4" "$(jq .articles <<<"$out") $(morgue-search -i idx --jsonl word4 | jq -r .id)"
mkdir -p same/x same/y
for root in x y; do printf '<DOC>\n<DOCNO> Z </DOCNO>\n<TEXT>\nzinc of %s\n</TEXT>\n</DOC>\n' $root >same/$root/s.sgm; done
printf '<DOC>\n<DOCNO> Z </DOCNO>\n<TEXT>\nzinc at first\n</TEXT>\n</DOC>\n' >same/x/a.sgm
morgue-index -q -i twice same/x same/y
is "ids of archives with the same paths are told apart" "Z s.sgm#1+1 s.sgm#1+2" "$(morgue-search -i twice --jsonl zinc | jq -r .id | sort | paste -sd' ')"
for root in y x; do
    echo >>same/$root/s.sgm
    perl -pi -e 's/zinc of/zinc again of/' same/$root/s.sgm
    morgue-index -q -i twice same/x same/y
    is "and stay so when $root changes" "Z s.sgm#1+1 s.sgm#1+2" "$(morgue-search -i twice --jsonl zinc | jq -r .id | sort | paste -sd' ')"
done
run morgue-index -q --check -i twice
is "each id once" 0 "$status"

entry() { echo "<url><loc>https://x.example/$1</loc><news:news><news:publication><news:name>The X</news:name><news:language>en</news:language>
    </news:publication><news:publication_date>2025-01-02</news:publication_date><news:title>$2</news:title></news:news></url>"; }
sitemap() { echo "<?xml version=\"1.0\"?><urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\">$2</urlset>" >"$1"; }
mkdir maps
sitemap maps/sitemap-2.xml "$(entry one 'Told in the second')"
morgue-index -q -i told maps
sitemap maps/sitemap-1.xml "$(entry one 'Told in the first')"
run morgue-index --json -i told maps
is "a page that another sitemap tells of before is in once" "1 sitemap-1.xml" "$(jq .articles <<<"$out") $(morgue-search -i told --jsonl told | jq -r .path)"
rm maps/sitemap-1.xml
run morgue-index --json -i told maps
is "and again by the other when that is gone" "1 sitemap-2.xml" "$(jq .articles <<<"$out") $(morgue-search -i told --jsonl told | jq -r .path)"

# ---- what is removed, and what is not ----

rm a/sub/two.txt b/four.txt
run morgue-index --json -i idx --keep-missing a b
is "--keep-missing" "8 1 1" "$(jq .articles <<<"$out") $(count toll) $(count lamp)"
run morgue-index --json -i idx a
is "only what is below the archives named is removed" "7 0 1" "$(jq .articles <<<"$out") $(count toll) $(count lamp)"
run morgue-index --json -i idx b
is "and then the other's" "6 0" "$(jq .articles <<<"$out") $(count lamp)"
mv a away && mkdir a
run morgue-index --json -i idx a
is "a disk that is not mounted removes nothing" "6 1" "$(jq .articles <<<"$out") $(count heron)"
is "and the exit says that something was not read" 1 "$status"
has "and why" "is its disk mounted" "$err"
has "by the archive's path" "$SCRATCH/a" "$err"
rmdir a && mv away a
run morgue-index --json -i idx a
is "mounted again, all is as it was" "6 0 0 0 6 0" "$(sum)"
mv a away
bytes idx >before
run morgue-index -i idx a
is "an archive that is not there is an error" 2 "$status"
has "it is named" "a cannot be read; the index stays as it is" "$err"
is "and nothing is done" "" "$(bytes idx | diff before -)"
mv away a
mkdir gone && story gone/g.txt 'The yarn' 'Much yarn.'
morgue-index -q -i idx gone && rm gone/g.txt
run morgue-index --json -i idx gone
is "a directory whose files were removed is empty" "6 1 0" "$(jq -r '[.articles, .removed, .skipped] | join(" ")' <<<"$out")"

# ---- --dry-run ----

story a/new.txt 'The eel' 'An eel.'
touch a/one.txt
rm a/elsewhere/three.txt
bytes idx >before
run morgue-index --dry-run --json -i idx a
is "--dry-run" "0 2 1 1" "$status $(jq -r '[.to_read, .gone, .unchanged_files] | join(" ")' <<<"$out")"
is "changes nothing" "" "$(bytes idx | diff before -)"
run morgue-index --dry-run -i idx a
has "--dry-run for people" "2 files new or changed, 1 gone, 1 as they were; nothing was done" "$out"
run morgue-index --dry-run -i none a
is "nor makes an index" "0 0" "$status $(ls -d none 2>/dev/null | wc -l)"
run morgue-index --json -i idx a
is "the run does what was foretold" "6 1 0 1" "$(jq -r '[.articles, .added, .updated, .removed] | join(" ")' <<<"$out")"

# ---- --compact, --full, another language ----

answers() { printf 'q1\theron\nq2\tanchor OR eel\nq3\t"of the day"\nq4\tbridges\n' | morgue-search -i "$1" -n 0 --trec t --batch - 2>&1; }
story b/more.txt 'The lamp' 'A lamp is lit again.'
for n in 1 2 3 4 5 6 7 8 9; do story a/n$n.txt "The bridges, part $n" 'Built of stone.'; done
morgue-index -q -i idx a b
rm a/n3.txt
morgue-index -q -i idx a b
answers idx >answers.idx
is "--compact: there is something to do" 1 "$(ls idx/removed | wc -l)"
run morgue-index --json --compact -i idx
is "--compact leaves one segment, and none removed" "0 1 0" "$status $(ls idx/segments | wc -l) $(ls idx/removed | wc -l)"
is "and the same answers" "$(cat answers.idx)" "$(answers idx)"
bytes idx >before
run morgue-index --json --compact -i idx a b
is "once more there is nothing to do" "0" "$status$(bytes idx | diff before -)"
run morgue-index --json -i idx -l none a b
is "another language: every article is analysed again" "15 0" "$(jq .articles <<<"$out") $(count bridge)"
morgue-index -q -i anew -l none a b
is "as in an index built so" "$(answers anew)" "$(answers idx)"
run morgue-index --json -i idx a b
is "it stays with the index" "15 0" "$(jq .unchanged <<<"$out") $(count bridge)"
run morgue-index --json -i idx -l english a
is "one archive in another language: all of the index is" "15 8" "$(jq .articles <<<"$out") $(count bridge)"
morgue-index -q -i anew -l english a b
is "again as built so" "$(answers anew)" "$(answers idx)"
run morgue-index --json --full -i idx a
is "--full forgets archives that are not named" "14 0" "$(jq .articles <<<"$out") $(count lamp)"

# ---- lists of files ----

printf '%s\n' a/one.txt a/n1.txt | morgue-index --json --files-from - -i list a >said
is "a list" "2" "$(jq .articles said)"
printf '%s\n' a/n2.txt | morgue-index --json --files-from - -i list a >said
is "another adds to it" "3 1 2" "$(jq -r '[.articles, .added, .unchanged] | join(" ")' said)"
rm a/n1.txt
printf '%s\n' a/n4.txt | morgue-index --json --files-from - -i list a >said
is "what an earlier one named is removed when it is gone" "3 1 1" "$(jq -r '[.articles, .added, .removed] | join(" ")' said)"
printf '%s\n' a/n4.txt | morgue-index --json --full --files-from - -i list a >said
is "with --full only what this one names" "1" "$(jq .articles said)"
rm a/n5.txt && story a/n6.txt 'The wheat' 'A field of wheat.'
printf '%s\n' a/n6.txt | morgue-index --json --files-from - -i idx a >said
is "beside a walked archive a list removes nothing" "14 1 0" "$(jq -r '[.articles, .updated, .removed] | join(" ")' said)"

mkdir a/loops && story a/loops/deep.txt 'The buoy' 'A buoy.'
printf '%s\n' a/loops/deep.txt | morgue-index -q --files-from - -i list a
rm -r a/loops && ln -s loops a/loops
printf '%s\n' a/n4.txt | morgue-index --json --files-from - -i list a >said 2>said.errors
is "what one named stays while it cannot be looked at" "0 1" "$(jq .removed said) $(count buoy list)"
has "which is told" "loops/deep.txt: it cannot be read" "$(cat said.errors)"
rm a/loops

# ---- other settings ----

mkdir s1 s2
printf '{"title": "Quern", "kop": "The first", "body": "A quern turns."}\n' | tee s1/x.jsonl >s2/y.jsonl
morgue-index -q -i set s1
morgue-index -q -i set --map title=kop s2
is "each archive is read as it was asked for" "1 1" "$(count title:quern set) $(count title:first set)"
run morgue-index --json -i set --map title=kop s1
is "and again when it is asked for otherwise" "1 0 2" "$(jq .updated <<<"$out") $(count title:quern set) $(count title:first set)"
is "which was stems" 2 "$(count querns set)"
run morgue-index --json -i set -l none --compact
is "another language, without an archive: all is analysed again" "2 0" "$(jq .articles <<<"$out") $(count querns set)"

# ---- what fails ----

story a/good.txt 'The pilot' 'A pilot.'
printf 'PK\003\004 no office document' >a/bad.docx
printf '{"id": "j1", "title": "One", "body": "zebra one"}\n{"id": broken\n{"id": "j3", "title": "Three", "body": "zebra three"}\n' >a/half.jsonl
run morgue-index --json -i idx --errors first a
is "failures: exit 1, and they are counted" "1 2" "$status $(jq .skipped <<<"$out")"
is "what is good of them is in" 2 "$(count zebra)"
failing() { morgue-index --stats --json -i idx | jq -r '[.failures[] | .path, .since] | join(" ")'; }
since=$(failing)
has "--stats has them, and since when" "bad.docx $(date -u +%Y-%m-%d)" "$since"
while [ "$(date -u +%Y-%m-%dT%H:%M:%SZ)" = "${since##* }" ]; do sleep 0.1; done # times are of a second
story a/more.txt 'The chart' 'A chart.'
for n in second third; do
    run morgue-index --json -i idx --errors $n a
    is "$n run: the same failures are counted" "1 2" "$status $(jq .skipped <<<"$out")"
    is "$n run: and listed" "$(sort first)" "$(sort $n)"
done
is "since when they have failed stays" "$since" "$(failing)"
run morgue-index --json -i idx a
is "but not told on stderr again" "1 " "$status $err"
is "--errors has path, article, reason" "bad.docx half.jsonl" "$(cut -f1 first | sort | paste -sd' ')"
printf '{"id": "j1", "title": "One", "body": "zebra one"}\n{"id": "j3", "title": "Three", "body": "zebra three"}\n' >a/half.jsonl
rm a/bad.docx
run morgue-index --json -i idx --errors fourth a
is "mended and gone: none is left" "0 0" "$status $(jq .skipped <<<"$out")$(cat fourth)"

# What reads mail is loaded when there is some, and here it is not what it should be.
mkdir post broken && : >broken/libgmime-3.0.so.0
printf 'From: Sarah Moss <moss@example.org>\nSubject: Boats\n\nNo zebra boat sails.\n' >post/boats.eml
printf 'A Zebra\n\nA zebra came.\n' >post/zebra.txt
LD_LIBRARY_PATH=broken run morgue-index --json -i posted post
is "a library is missing: what needs it is not read" "1 1 1" "$status $(jq -r '[.articles, .skipped] | join(" ")' <<<"$out")"
has "a library is missing: which" "boats.eml: needs the library gmime: install the package" "$err"
run morgue-index --json -i posted post
is "it is there again: the next run reads the file" "0 2 0" "$status $(jq -r '[.articles, .skipped] | join(" ")' <<<"$out")"
is "it is there again: the mail is found" 2 "$(morgue-search -i posted -c zebra)"

# ---- another Morgue's index; two writers ----

cp -r idx older && sed -i '/^# [^g]/d' older/XAPIANDB
bytes older >before
run morgue-index -i older a
is "an index without a ledger" 2 "$status"
has "what to do" "build it anew with morgue-index --full" "$err"
is "it stays as it is" "" "$(bytes older | diff before -)"
run morgue-index -q --full -i older a
is "--full makes it" "0 $(count heron)" "$status $(count heron older)"
cp -r idx newer && perl -0pi -e 's/(morgue\.version.{0,12}?)\d+ (\d+)/${1}9 $2/s' newer/segments/*/postlist.glass
run morgue-index -i newer a
is "an index of another layout" 2 "$status"
has "which, and what to do" "layout 9" "$err"
has "which, and what to do" "build it anew with morgue-index --full" "$err"
run morgue-search -i newer heron
is "no search in it" 2 "$status"
has "which says so too" "build it anew" "$err"

"$RELEASE/tests/bench/generate" 3000 7 long
morgue-index -q -j 1 -i both long &
writer=$!
while [ ! -s both/lock ]; do sleep 0.01; done
kill -STOP $writer
run morgue-index -i both a
kill -CONT $writer
is "a second writer" 75 "$status"
has "is told the process" "$writer" "$err"
has "the machine" "$(uname -n)" "$err"
has "since when" "since $(date +%Y)" "$err"
wait $writer
is "the first one ends well" 0 $?
run morgue-index -q -i both a
is "and then the second may" 0 "$status"
