# What others build on: the library as it is installed, its symbols and header, the Python module, and the examples.
. tests/support/cli.sh
PATH=$RELEASE:$PATH
morgue-index -q -i idx --exclude README.md "$ROOT/corpus" 2>/dev/null
export MORGUE_INDEX=$SCRATCH/idx

in_place() { env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS make -s -C "$ROOT" MODE=release "$@" "PREFIX=$SCRATCH/usr" >installed 2>&1; }
in_place install
is "make install" 0 $?
lib=$SCRATCH/usr/lib
export PKG_CONFIG_PATH=$lib/pkgconfig LD_LIBRARY_PATH=$lib PYTHONPATH=$lib/python3/dist-packages PYTHONDONTWRITEBYTECODE=1

# ---- the library ----

declared=$(sed 's|/\*.*\*/||' "$ROOT/searcher/morgue.h" | grep -oE '^MORGUE_API .*\bmorgue_[a-z_]+\(' | grep -oE 'morgue_[a-z_]+\($' | tr -d '(' | sort)
is "the header declares some" true "$([ "$(wc -l <<<"$declared")" -gt 15 ] && echo true)"
is "the library has those of the header, and no other" "$declared" \
    "$(nm -D --defined-only "$lib/libmorgue.so.0" | awk '$2 != "A" {print $3}' | sed 's/@@MORGUE_0$//' | sort)"
is "so has the static one" "$declared" "$(nm -g --defined-only "$lib/libmorgue.a" | awk 'NF == 3 {print $3}' | sort)"
has "its name" "libmorgue.so.0" "$(readelf -d "$lib/libmorgue.so" | grep SONAME)"
is "it never ends a program, and prints nothing" "" "$(nm -D --undefined-only "$lib/libmorgue.so.0" | grep -wE 'exit|_exit|abort|signal|sigaction')"
echo '#include <morgue.h>' >alone.h
for language in c11 c17 c++17; do
    is "the header alone, as $language" "0 " \
        "$(cc -x "${language%%1*}" "-std=$language" -Wall -Wextra -Wpedantic -Werror -fsyntax-only -I usr/include alone.h 2>&1 | tail -3; echo "${PIPESTATUS[0]} ")"
done
is "its version is the program's" "$(morgue-search --version | awk '{print $2}')" "$(pkg-config --modversion morgue)"

# ---- the examples, as they are installed ----

examples=$SCRATCH/usr/share/doc/morgue/examples
best=$(morgue-search --json -n 3 ferry disaster)
run bash -c "cc -Wall -Wextra -Werror -o search '$examples/search.c' \$(pkg-config --cflags --libs morgue)"
is "C compiles" "0 " "$status $err"
run ./search idx 'ferry disaster'
is "C" "0 $(jq .total.estimate <<<"$best") articles match ferry AND disaster" "$status $(head -1 <<<"$out")"
is "C: its hits" "$(jq -r '.hits[] | "\(.rank). \(.title) (\(.date))"' <<<"$best")" "$(grep -E '^[1-3]\. ' <<<"$out")"
has "C: what matches is marked" "[ferry]" "$out"
shared=$out
run bash -c "cc -o static '$examples/search.c' -I usr/include usr/lib/libmorgue.a \$(pkg-config --static --libs morgue | sed 's/-lmorgue//')"
is "C compiles with the static library" "0 " "$status $err"
is "which does the same" "$shared" "$(LD_LIBRARY_PATH='' ./static idx 'ferry disaster')"
run ./search nowhere ferry
is "C: no index" "2 " "$status $out"
has "C: which is said" "there is no index at nowhere" "$err"

run "$examples/search.py" idx 'ferry disaster'
is "Python" "0 $(grep -E '^[1-3]\. ' <<<"$shared")" "$status $(grep -E '^[1-3]\. ' <<<"$out")"
is "Python: marks as C" "$(grep '^   ' <<<"$shared")" "$(grep '^   ' <<<"$out")"
run "$examples/search.sh" ferry disaster
is "shell" "0 $(morgue-search --json ferry disaster | jq -r '.hits[] | "\(.date)\t\(.title)\t\(.path)"')" "$status $out"
run "$examples/converse.pl" <<<$'ferry\nxyzzy\nfête'
is "Perl" "0 ferry $(morgue-search -c ferry)|xyzzy 0|fête $(morgue-search -c fête)" "$status $(cut -f1,2 <<<"$out" | tr '\t\n' ' |' | sed 's/|$//')"
is "Perl: headlines" "$(morgue-search --json -n 1 ferry | jq -r '.hits[0].title')" "$(head -1 <<<"$out" | cut -f3)"
run "$examples/kwic.sh" ferry
is "a concordance" "0 $(($(morgue-search --kwic --json -n 0 ferry | jq '.rows|length') + 1))" "$status $(wc -l <<<"$out")"
is "as CSV" '"id","date","left","match","right"' "$(head -1 <<<"$out")"
run "$examples/chart.py" idx 'ferry & "fog"'
is "a chart" "0 " "$status $err"
is "is well-formed, with a bar a year" "$(morgue-search --json --timeline year 'ferry & "fog"' | jq '.timeline|length')" \
    "$(python3 -c 'import sys, xml.dom.minidom as d; print(len(d.parseString(sys.stdin.buffer.read()).getElementsByTagName("rect")))' <<<"$out")"

# An alert tells each story once.
unset MORGUE_INDEX
mkdir news
story=$(sed -n '/^$/,$p' "$ROOT/corpus/courier/1934-11-02-ferry.txt")
printf 'Ferry lost\n\n%s\n' "$story" >news/a.txt
morgue-index -q news
alert() { (cd news && run "$examples/alert.sh" ../state ferry && echo "$status $out $err"); }
is "an alert tells what is there" "0 undated	Ferry lost " "$(alert)"
is "and then nothing" "0  " "$(alert)"
printf 'Ferry is lost\n\n%s\n' "$story" >news/b.txt
printf 'A new ferry\n\nThe council will buy one, to be built by the yard at Northbank for next summer.\n' >news/c.txt
morgue-index -q news
is "then what is new, but no copy of a story that was told" "0 undated	A new ferry " "$(alert)"
is "once" "0  " "$(alert)"
printf 'No more\n\nNothing of it.\n' >news/c.txt
is "a search that finds nothing is no failure" "0  " "$(cd news && run "$examples/alert.sh" ../other zebra && echo "$status $out $err")"

# ---- Python ----

run python3 "$ROOT/tests/support/embed.py" "$SCRATCH/idx"
is "the Python module" "0 " "$status $err"

in_place uninstall
is "make uninstall leaves no file" "" "$(find usr -type f -o -type l)"
