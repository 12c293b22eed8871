# Containers and compressed files from end to end: the same articles as without, limits by their options, lists of files, and a
# summary in which every file is accounted for.
. tests/support/cli.sh
corpus=$ROOT/corpus

# What articles are, whatever they were in: all but the path, the member, and an id that is made of them.
essence() {
    jq -cS 'del(.path, .member) | if (.url // .id) == .id and (.url != null) then . else del(.id) end' | sort
}
mkdir plain
cp -r "$corpus/courier" "$corpus/harbour-wire" "$corpus/khao-tharuea" plain
wanted=$(morgue-index --extract plain | essence)
tar czf a.tgz -C plain .
tar cf a.tar -C plain courier harbour-wire khao-tharuea
tar cJf a.tar.xz -C plain .
tar cjf a.tbz2 -C plain .
tar --zstd -cf a.tar.zst -C plain .
tar --format=pax -czf pax.tgz -C plain .
(cd plain && zip -qr ../a.zip . && zip -q0r ../stored.zip .)
mkdir nest && cp a.zip nest/inner.zip && tar czf nested.tar.gz nest && rm -r nest
for file in a.tgz a.tar a.tar.xz a.tbz2 a.tar.zst pax.tgz a.zip stored.zip nested.tar.gz; do
    run morgue-index --extract $file
    is "$file: no complaint" "0 " "$status $err"
    [ "$(essence <<<"$out")" = "$wanted" ]
    verdict $? "$file: titles, dates and bodies are those of the directory"
done
is "path and member" "a.zip khao-tharuea/2022-07-25-chang.md" "$(morgue-index --extract a.zip | jq -r 'select(.title | test("ช้าง")) | [.path, .member] | join(" ")' | grep chang)"
is "an inner path" nest/inner.zip/courier/1934-11-02-ferry.txt \
    "$(morgue-index --extract nested.tar.gz | jq -r 'select(.date == "1934-11-02") | .member')"
for pack in gzip bzip2 xz zstd lz4; do
    $pack -c <"$corpus/harbour-wire/reut-ellery-000.sgm" >reut.sgm.x
    mv reut.sgm.x "reut.sgm.${pack/gzip/gz}"
    file=$(ls reut.sgm.*)
    is "$pack: one file is that file" "$file #1 reuters" "$(morgue-index --extract "$file" | jq -r '[.path, .member, .format] | join(" ")' | head -1)"
    rm reut.sgm.*
done

# All formats, loose and in containers, and what is none.
mkdir mixed
cp -r "$corpus"/* mixed
rm mixed/README.md
run morgue-index --json -i loose mixed
loose=$(jq '[.articles, .files, .members, .unknown_files, .containers] | .[]' <<<"$out")
read -r -d '' articles files members unknown containers <<<"$loose"
is "all of the corpus that is a file is read or unknown" "$(find mixed -type f ! -name '.*' | wc -l)" $((files + unknown))
tar czf mixed/again.tgz -C plain .
inside=$(find plain -type f | wc -l)
more=$(morgue-index --extract plain | wc -l)
printf 'x\1' >mixed/a.jpg
printf 'y\1' >mixed/b.jpg
: >mixed/empty.txt
printf 'no\0\0text\0\1' >mixed/broken.txt
printf 'PK\3\4 and no more' >mixed/cut.zip
printf 'secret' >mixed/.hidden.txt
mkfifo mixed/fifo.txt
run morgue-index --json -i mix --errors errors mixed
sum() { jq -r "$1" <<<"$out"; }
is "a mixed directory" 1 "$status"
is "articles of files and members" $((articles + more)) "$(sum .articles)"
is "files and members, read and not" "$((files + 1)) $((members + inside)) $((unknown + 2)) 1 2 $((containers + 1))" \
    "$(sum '[.files, .members, .unknown_files, .empty_files, .failed_files, .containers] | join(" ")')"
is "every file is in one of them" "$(($(find mixed -type f ! -name '.*' | wc -l) + members + inside))" \
    "$(sum '.files + .members + .unknown_files + .empty_files + .failed_files')"
is "what was skipped is named" "broken.txt cut.zip empty.txt fifo.txt" "$(cut -f1 errors | sort | tr '\n' ' ' | sed 's/ $//')"
run morgue-index --full -i mix mixed
has "the summary says so" "members of $((containers + 1)) containers" "$out"
has "by suffix" ".dat 1, .jpg 2" "$out"
has "and how many are not" "4 inputs could not be read (2 files as a whole, 1 empty one)" "$out"
run morgue-index --check -i mix
is "the index is whole" 0 "$status"
run morgue-search -i mix --show again.tgz/courier/1934-11-02-ferry.txt
is "a member is shown by its id" 0 "$status"
for jobs in 1 3; do morgue-index -q -j $jobs -i j$jobs mixed 2>/dev/null; done
same=yes
for table in postlist position docdata; do cmp -s j1/segments/*/$table.glass j3/segments/*/$table.glass || same=$table; done
is "the bytes do not depend on the number of threads" yes $same

# Globs.
run morgue-index --extract --include '*.sgm' plain a.zip
is "--include is about members, too" "$(find plain -name '*.sgm' | wc -l)" "$(jq -r 'select(.path == "a.zip") | .member' <<<"$out" | sed 's/#.*//' | sort -u | wc -l)"
run morgue-index --extract --exclude courier a.zip
is "--exclude as well" "" "$(jq -r .member <<<"$out" | grep courier)"

# Damage.
head -c $(($(stat -c %s a.tgz) / 2)) a.tgz >half.tgz
run morgue-index --json -i half half.tgz
is "half a container: exit 1" 1 "$status"
[ "$(sum .articles)" -gt 3 ]
verdict $? "and what comes before the cut is in"
has "it is named" "half.tgz" "$err"
cp a.zip bad.zip
at=$(grep -abo '1934-11-02-ferry.txt' bad.zip | head -1 | cut -d: -f1)
printf 'XXXX' | dd of=bad.zip bs=1 seek=$((at + 400)) conv=notrunc status=none
run morgue-index --json -i bad bad.zip
has "a damaged member is named" "bad.zip/courier/1934-11-02-ferry.txt: " "$err"
is "all others are in" "$(($(wc -l <<<"$wanted") - 1)) 1" "$(sum .articles) $(sum .failed_files)"
zip -q -P sesame secret.zip plain/courier/1934-11-02-ferry.txt
run morgue-index -i secret secret.zip
has "an encrypted member is named" "secret.zip/plain/courier/1934-11-02-ferry.txt: it is encrypted" "$err"

# Limits: 10 GB in 30 KB, a nest of eggs, too many members, and each by its option.
head -c 100M /dev/zero | tr '\0' ' ' | gzip -1 >100m.gz
for _ in $(seq 100); do cat 100m.gz; done | gzip >10g.txt.gz.gz
rm 100m.gz
[ "$(stat -c %s 10g.txt.gz.gz)" -lt 200000 ]
verdict $? "10 GB in a small file"
run morgue-index -i bomb 10g.txt.gz.gz
is "are refused" 1 "$status"
has "by name" "--max-ratio" "$err"
has "of the file" "10g.txt.gz.gz" "$err"
run morgue-index -i bomb --max-ratio 1000000 --max-file 20M 10g.txt.gz.gz
has "or for its size" "--max-file" "$err"
echo "Egg" >egg.txt
cp egg.txt level.txt
zip -q 0.zip egg.txt
for level in 1 2 3 4 5; do
    echo "Egg of level $level" >"egg$level.txt"
    zip -q $level.zip $((level - 1)).zip "egg$level.txt"
done
run morgue-index --json -i eggs 5.zip
has "containers in containers in ..." "5.zip/4.zip/3.zip/2.zip/1.zip: containers are in each other more than 4 deep (--max-depth)" "$err"
is "what is above is in" "1 4" "$status $(sum .articles)"
run morgue-index --json --max-depth 6 -i eggs 5.zip
is "--max-depth" "0 6" "$status $(sum .articles)"
run morgue-index --max-members 3 -i few a.zip
has "--max-members" "more than 3 members (--max-members)" "$err"
run morgue-index --json --max-article 2K -i few a.zip
has "--max-article" "over the limit of 2048 (--max-article)" "$err"
[ "$(sum .articles)" -gt 5 ]
verdict $? "shorter ones are in"
run morgue-index --max-file 2K --json -i few a.zip
has "--max-file" "the limit (--max-file)" "$err"
run morgue-index --max-file 2K --json -i few a.tgz
has "a container is not the file that is meant" "a.tgz/courier/" "$err"
run morgue-index --max-file 2K --json -i few --full plain
has "--max-file of a loose file" "over the limit of 2048 (--max-file)" "$err"
run morgue-index --json -i few --full plain
is "another limit is another index" 0 "$status"
run morgue-index --json -i few plain
is "the same is the same" 0 "$(sum .files)"
run morgue-index --json --max-file 2K -i few plain
[ "$(sum .files)" -gt 0 ] && [ "$(sum .removed)" -gt 0 ]
verdict $? "a limit that changes what is indexed is a change"
for wrong in "--max-file 0" "--max-file 3G" "--max-article none" "--max-ratio 0" "--max-depth -1" "--max-members x" "--max-time 0"; do
    run morgue-index $wrong -i wrong a.zip
    is "$wrong is refused" 2 "$status"
done
perl -e 'my ($n, $local, $central, $at) = (2000000, "", "", 0);
    for (1 .. $n) { my $name = "$_"; my $common = pack("vvvvvVVVvv", 20, 0, 0, 0, 33, 0, 0, 0, length $name, 0);
        print pack("V", 0x04034b50), $common, $name;
        $central .= pack("V", 0x02014b50) . pack("v", 20) . $common . pack("vvvVV", 0, 0, 0, 0, $at) . $name; $at += 30 + length $name; }
    print $central, pack("VvvvvVVv", 0x06054b50, 0, 0, 0xffff, 0xffff, length $central, $at, 0);' >many.zip
run morgue-index --json -i many --errors errors many.zip
is "two million members are refused at the limit" 1 "$(grep -c 'more than 1000000 members (--max-members)' errors)"
is "and few of a million empty ones named" "10002 1000000" "$(wc -l <errors) $(sum .empty_files)"
rm -f many.zip slow.sgm 10g.txt.gz.gz

# Lists.
find plain >list
run morgue-index --json -i all plain
total=$(sum .articles)
run morgue-index --json -i listed --files-from list plain
is "a list of all" "0 $total" "$status $(sum .articles)"
sort -R list | tr '\n' '\0' | morgue-index -q -i shuffled --files-from - -0 plain
same=yes
for table in postlist position docdata; do
    cmp -s listed/segments/*/$table.glass shuffled/segments/*/$table.glass || same=$table
done
is "in any order, with NULs, from stdin" yes $same
is "paths are relative to the archive" "$(morgue-search -i all -n 0 -p 0 --jsonl harbour | jq -r .path | sort)" "$(morgue-search -i listed -n 0 -p 0 --jsonl harbour | jq -r .path | sort)"
run morgue-index --json -i listed --files-from list plain
is "a second run has nothing to do" "0 $total 0" "$status $(sum .unchanged) $(sum .files)"
grep courier list | morgue-index -q -i part --files-from - plain
part=$(morgue-index --stats --json -i part | jq .articles)
[ "$part" -lt "$total" ]
verdict $? "a list of some"
grep harbour-wire list >wire
run morgue-index --json -i part --files-from wire plain
is "another list adds to it" "0 $part" "$(sum .removed) $(sum .unchanged)"
[ "$(sum .added)" -gt 0 ]
verdict $? "and nothing listed before is thought to be gone"
both=$(sum .articles)
rm plain/courier/1934-11-02-ferry.txt
run morgue-index --json -i part --files-from wire plain
is "a file that is gone is" "0 1 $((both - 1))" "$status $(sum .removed) $(sum .articles)"
run morgue-index --json --full -i part --files-from wire plain
is "--full: only what is listed" "$((both - part))" "$(sum .articles)"
run morgue-index --json -i part plain
is "named without a list, an archive is walked" "$((total - 1))" "$(sum .articles)"
run morgue-index --json -i part --files-from wire plain
is "and stays so" "0 $((total - 1))" "$(sum .removed) $(sum .articles)"
run morgue-index --json -i here --files-from wire
is "below the current directory" "plain" "$(morgue-search -i here -n 1 --jsonl harbour | jq -r .path | cut -d/ -f1)"
printf '%s\n' plain/nowhere.txt "$corpus/courier/1934-11-02-ferry.txt" plain/../plain/courier/2016-05-08-letters.md >odd
run morgue-index --json -i odds --files-from odd plain
is "a missing one is told" "1 2 1" "$status $(sum .skipped) $(sum .articles)"
has "by name" "plain/nowhere.txt" "$err"
has "one that is elsewhere too" "not below an ARCHIVE" "$err"
ln -s "$SCRATCH/plain" linked
run morgue-index --json -i odd2 --files-from <(find linked/) linked
is "through a symbolic link" "$((total - 1))" "$(sum .articles)"
run morgue-index --files-from nowhere -i x plain
is "no list" 2 "$status"
run morgue-index -0 -i x plain
is "--null without a list" 2 "$status"
run morgue-index --extract --files-from wire plain
is "--extract takes a list" "$((both - part))" "$(wc -l <<<"$out")"
