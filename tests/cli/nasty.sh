# Hostile and odd input: a clear message or a plain result, nothing else lost, never a crash.
. tests/support/cli.sh
mkdir a empty
echo "A sound article about herons" >a/good.txt

run morgue-index -i e empty
is "an empty directory" "0 0 articles" "$status $(grep -o '^0 articles' <<<"$out")"
run morgue-search -i e anything
is "an empty index finds nothing" 1 "$status"
run morgue-index --check -i e
is "an empty index is whole" 0 "$status"

: >a/empty.txt
head -c 5000 /dev/zero >a/nuls.txt
head -c 3000000 /dev/urandom >a/noise.md
printf 'Bad \xff\xfe\xc3 bytes \xe2\x82 here, and a heron\n\nBody with \xf0\x9f broken tail and words enough to see' >a/invalid.txt
{ printf '<html><title>Deep heron</title><body>'; printf '<div>%.0s' $(seq 100000); printf 'bottomless pit'; printf '</div>%.0s' $(seq 100000); printf '<p>after the pit</p></body></html>'; } >a/deep.html
printf '<DOC>\n<DOCNO> unclosed </DOCNO>\n<TEXT>\nendless heron' >a/unclosed.sgm
printf '<REUTERS NEWID="1"><TEXT><TITLE>half a heron' >a/half.sgm
printf -- '---\ntitle: [broken\n---\n# Heron of yaml\n\nbody' >a/yaml.md
printf 'a\0b heron c\n' >a/one-nul.txt
printf '\xff\xfeh\0e\0r\0o\0n\0 \0u\0t\0f\0' >a/odd-utf16.txt
mkfifo a/fifo.txt
ln -s . a/loop
ln -s nowhere a/dangling.txt
ln -s /dev/zero a/device.txt
python3 -c 'import socket; s=socket.socket(socket.AF_UNIX); s.bind("a/socket.txt")' 2>/dev/null || perl -MSocket -e 'socket(S,AF_UNIX,SOCK_STREAM,0); bind(S,sockaddr_un("a/socket.txt"))'
printf 'Heron in a strange file name\n\ntext' >$'a/new\nline \033[31m\xff.txt'
mkdir -p "$(printf 'a/%s' "$(printf 'd/%.0s' $(seq 210))")"
perl -e 'print "heron one word line\n\n", "x" x 3000000, "\n"' >a/oneword.txt
perl -e 'print "many herons\n\n", "heron " x 500000' >a/many.txt
perl -e 'print "marks\n\ne", "\xcc\x81" x 500000' >a/marks.txt

run morgue-index --json --errors errors -i idx a
is "exit 1: the rest is in" 1 "$status"
sane "never a crash"
is "problems are all named" "$(jq .skipped <<<"$out")" "$(wc -l <errors)"
for name in empty.txt nuls.txt noise.md fifo.txt loop dangling.txt device.txt socket.txt; do
    has "named with a reason: $name" "$name" "$(cut -f1 errors)"
done
has "nested too deep is said" "nested" "$(cat errors)"
lacks "no escape reaches the errors file" $'\033' "$(cat errors)"
run morgue-index --check -i idx
is "the index is whole" 0 "$status"
paths=$(morgue-search -i idx -n 0 -p 0 --jsonl heron | jq -r .path)
for name in good invalid deep unclosed half yaml one-nul odd-utf16 oneword many; do
    has "in, and found: $name" "$name." "$paths"
done
run morgue-search -i idx -c '"after the pit"'
is "text behind the deep part is kept" 1 "$out"
run morgue-search -i idx -c bottomless
is "and the deepest text too" 1 "$out"
run morgue-search -i idx -n 0 heron
lacks "no escape reaches the screen" $'\033' "$out"
run morgue-search -i idx -n 0 -l heron
sane "files with strange names are listed"

perl -e 'print "heron\n\n", "word " x (200 * 200000)' >huge.txt
run morgue-index -i huge huge.txt
is "200 MB is over the limit, and said so" "1 limit" "$status $(grep -o limit <<<"$err" | head -1)"

long=$(perl -e 'print "heron " x 170000')
run morgue-search -i idx --batch <(printf '%s\nheron\n' "$long")
is "a query of 1 MB is refused by name, the next one runs" "2 limit" "$status $(grep -o limit <<<"$err" | head -1)"
has "the next one ran" "good.txt" "$out"
for query in '"unbalanced heron' '((((heron' 'heron))))' '+' '-' '""' '*' ' ' 'AND' 'heron AND' 'OR heron' 'NEAR/5' 'title:' 'title:(' 'date:never' 'since:' \
    $'bad \xff\xfe heron' 'a NEAR/99999999 b' '"a b"~99999999' '????' '~~~~' "$(printf '(%.0s' $(seq 5000)) heron" "$(printf 'heron OR %.0s' $(seq 3000)) heron" \
    '-heron' 'NOT heron' 'heron -heron' '%s%n%x' "'; DROP TABLE" '<script>' 'title:title:title:heron' 'heron\0'; do
    run morgue-search -i idx "$query"
    sane "query: ${query:0:40}"
done
run morgue-search -i idx --strict '"unbalanced heron'
is "strict names the column" "2" "$status"
has "with a caret" "^" "$err"
is "no index is said" 2 "$(morgue-search -i nowhere heron 2>/dev/null; echo $?)"
run morgue-search -i a/good.txt heron
is "a file is no index" 2 "$status"
mkdir fake && echo "rubbish" >fake/XAPIANDB
run morgue-search -i fake heron
is "rubbish is no index" 2 "$status"
run morgue-index -i fake a
is "and is not overwritten" 2 "$status"
# Damaged tables. libxapian trusts what is inside a block, and a sanitizer sees it read past its end: so the programs as
# users have them.
PATH=$RELEASE:$PATH
for table in postlist docdata position; do
    cp -r idx cut && cp -r idx zeroed
    truncate -s $(($(stat -c %s idx/segments/*/$table.glass) / 2)) cut/segments/*/$table.glass
    dd if=/dev/zero of="$(ls zeroed/segments/*/$table.glass)" bs=8192 count=1 conv=notrunc status=none
    for broken in cut zeroed; do
        run morgue-search -i $broken -n 0 heron
        sane "$table $broken: search ends by itself"
        run morgue-search -i $broken -n 0 --group heron
        sane "$table $broken: so it does with --group"
        run morgue-index --check -i $broken
        is "$table $broken: --check finds it" 2 "$status"
    done
    rm -rf cut zeroed
done
