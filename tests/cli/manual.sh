# What is made of the tables of options: --help, the manual, completions; and what `make install` does with them.
. tests/support/cli.sh
morgue-index -q -i idx --exclude README.md "$ROOT/corpus" 2>/dev/null
idx=$SCRATCH/idx

for program in morgue-index morgue-search; do
    page=$BUILD/man/$program.1
    run "$program" --help
    is "$program --help fits 80 columns" "" "$(awk 'length > 79' <<<"$out")"
    options=$(grep -oE '^  (-.,|   ) --[a-z-]+' <<<"$out" | grep -oE -- '--[a-z-]+')
    is "it lists options" true "$([ "$(wc -l <<<"$options")" -gt 20 ] && echo true)"
    run mandoc -T lint -W warning "$page"
    is "mandoc has no complaint about $program(1)" "0 " "$status $out"
    run man --warnings -l "$page"
    is "groff has none" "0 " "$status $err"
    shown=$(col -bx <<<"$out")
    is "each option is in the manual" "" \
        "$(for o in $options; do grep -qE -- "^ +(-., |-. [^ ]+, )?$o( |$)" <<<"$shown" || echo "$o"; done)"
    for shell in bash zsh fish; do
        script=$BUILD/completion/$program.$shell
        is "the script for $shell is well-formed" 0 "$($shell -n "$script" 2>&1; echo $?)"
        is "each option is in it" "" \
            "$(for o in $options; do grep -qE -- "(--|-l )${o#--}([^a-z-]|\$)" "$script" || echo "$o"; done)"
    done
done
is "each format has its name in the manual" "" "$(morgue-index --help | sed -n '/^Formats:/,/^$/s/^  //p' | tr ' ' '\n' |
    while read -r f; do man -l "$BUILD/man/morgue-index.1" 2>/dev/null | col -bx | grep -qwF -- "$f" || echo "$f"; done)"

# Each key of the JSON is in the manual; what --explain tells is for reading.
export MORGUE_INDEX=$idx
keys() { morgue-search "$@" | jq -r 'del(.explain) | if .hits then .hits |= map(del(.explain)) else . end | .. | objects | keys[]'; }
words=$(man -l "$BUILD/man/morgue-search.1" 2>/dev/null | col -bx | grep -oE '[a-z_]+' | sort -u)
is "each key of the JSON is in the manual" "" "$({
    keys --json --facets source --timeline year --share -n 0 'bridge OR heron OR telegraph OR C++'
    keys --json --kwic -n 0 bridge
    keys --json --group -n 0 heron
    keys --json harbuor
    echo bridge | keys --json --batch -
    keys --json --show 90001 bridge
    keys --json --explain bridge
} | grep -vE '^(source|section)$' | sort -u | comm -23 - <(echo "$words"))"
unset MORGUE_INDEX

# ---- completions: what is offered for the last word ----

in_bash() { bash "$ROOT/tests/support/complete.bash" "$BUILD/completion/$1.bash" "$@" | tr '\n' '|'; }
in_fish() { fish --no-config -c "source $BUILD/completion/${1%% *}.fish; complete -C \"$1\"" | cut -f1 | sort | tr '\n' '|'; }
mkdir functions papers
for program in morgue-index morgue-search; do cp "$BUILD/completion/$program.zsh" "functions/_$program"; done
in_zsh() {
    rm -f line
    zsh -f "$ROOT/tests/support/complete.zsh" "$SCRATCH/functions" "$1" "$SCRATCH/line" >/dev/null 2>&1
    cat line
}
is "bash: options" "--sort|--source|" "$(in_bash morgue-search --so)"
is "bash: words" "newest|" "$(in_bash morgue-search --sort n)"
is "bash: words behind =" "auto|" "$(in_bash morgue-search --color = au)"
is "bash: a list of words" "source,section|source,source|" "$(in_bash morgue-search --facets source,s)"
is "bash: directories" "papers|" "$(in_bash morgue-search -i pap)"
is "bash: files" "functions|" "$(in_bash morgue-index func)"
is "bash: words of the index" "elephant|elephants|" "$(in_bash morgue-search -i "$idx" eleph)"
is "bash: its sources, whatever their case" "The Ellery Courier|The Ellery Morning Ledger|" "$(in_bash morgue-search --index = "$idx" --source '"the elle')"
is "bash: formats" "tei|text|trec|" "$(in_bash morgue-index --format t)"
is "bash: nothing" "|" "$(in_bash morgue-search --limit 1)"
is "fish: options" "--sort|--source|" "$(in_fish 'morgue-search --so')"
is "fish: words" "newest|" "$(in_fish 'morgue-search --sort n')"
is "fish: a list of words" "source,month|" "$(in_fish 'morgue-search --facets source,mo')"
is "fish: directories" "papers/|" "$(in_fish 'morgue-search -i pap')"
is "fish: files" "functions/|" "$(in_fish 'morgue-index func')"
is "fish: words of the index" "elephant|elephants|" "$(in_fish "morgue-search -i $idx eleph")"
is "fish: its sources" "The Ellery Courier|The Ellery Morning Ledger|" "$(in_fish "morgue-search --index=$idx --source 'The Elle")"
is "fish: formats" "tei|text|trec|" "$(in_fish 'morgue-index --format t')"
is "zsh: options" "morgue-search --facets=" "$(in_zsh 'morgue-search --fa')"
is "zsh: words" "morgue-search --sort newest " "$(in_zsh 'morgue-search --sort n')"
is "zsh: a list of words" "morgue-search --facets source,month," "$(in_zsh 'morgue-search --facets source,mo')"
is "zsh: directories" "morgue-search -i papers/" "$(in_zsh 'morgue-search -i pap')"
is "zsh: files" "morgue-index functions/" "$(in_zsh 'morgue-index func')"
is "zsh: words of the index" "morgue-search -i $idx elephant" "$(in_zsh "morgue-search -i $idx elephan")"
is "zsh: its sources" "morgue-search --index=$idx --source Town\\ Talk " "$(in_zsh "morgue-search --index=$idx --source tow")"
is "zsh: formats" "morgue-index --format trec " "$(in_zsh 'morgue-index --format tr')"

# ---- installing ----

in_place() { env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS make -s -C "$ROOT" MODE=release "$@" PREFIX=/usr "DESTDIR=$SCRATCH/root" >installed 2>&1; }
in_place install
is "make install" 0 $?
is "what is there" "/usr/bin/morgue-index
/usr/bin/morgue-search
/usr/include/morgue.h
/usr/lib/libmorgue.a
/usr/lib/libmorgue.so
/usr/lib/libmorgue.so.0
/usr/lib/pkgconfig/morgue.pc
/usr/lib/python3/dist-packages/morgue.py
/usr/share/bash-completion/completions/morgue-index
/usr/share/bash-completion/completions/morgue-search
$(cd "$ROOT/searcher/examples" && for e in *; do echo "/usr/share/doc/morgue/examples/$e"; done)
/usr/share/fish/vendor_completions.d/morgue-index.fish
/usr/share/fish/vendor_completions.d/morgue-search.fish
/usr/share/man/man1/morgue-index.1
/usr/share/man/man1/morgue-search.1
/usr/share/man/man7/morgue-query.7
/usr/share/zsh/site-functions/_morgue-index
/usr/share/zsh/site-functions/_morgue-search" "$(cd root && find . -type f -o -type l | sed 's/^.//' | LC_ALL=C sort)"
has "man finds it" "MORGUE-SEARCH(1)" "$(MANPATH=$SCRATCH/root/usr/share/man man morgue-search 2>/dev/null)"
in_place uninstall
is "make uninstall leaves no file" "" "$(find root -type f -o -type l)"
