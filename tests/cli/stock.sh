# An index is an ordinary Xapian database: what Xapian's own tools and a program on libxapian alone say of it, about the sample
# archive and a larger one, beside what stands in the articles. diff/ compares terms and simple queries within one process.
. tests/support/cli.sh
PATH=$RELEASE/tests/support:$RELEASE:$PATH
"$RELEASE/tests/bench/generate" 2000 1898 made
# What a sitemap announces comes last, not in the order of the files.
morgue-index -q -i sample --exclude README.md --exclude 'sitemap*' "$ROOT/corpus"
morgue-index -q -i large made
morgue-index --extract --exclude README.md --exclude 'sitemap*' "$ROOT/corpus" >sample.jsonl
morgue-index --extract made >large.jsonl

# ---- the whole: statistics, positions, phrases, values ----

for index in sample large; do
    run stock_client check $index $index.jsonl 600
    # shellcheck disable=SC2001
    sed "s/^\(ok\|not ok\) [0-9]* -/\1 - $index:/" <<<"$out"
    bad=$((bad + $(grep -c '^not ok' <<<"$out")))
    is "$index: all checks of the stock program" "0 10 " "$status $(grep -c '^ok' <<<"$out") $err"
done

# ---- xapian-delve ----

delve() {
    xapian-delve "$@" 2>&1 | sed 's/, wdf_max [0-9]*//; s/ *$//'
}
words=(said people year percent)
delve large | grep -E '^(number of documents|highest document|has positional|document length|average)' >statistics
is "delve: documents" "number of documents = 2000" "$(grep number statistics)"
is "delve: highest document" "highest document id ever used = 2000" "$(grep highest statistics)"
is "delve: positions" "has positional information = true" "$(grep positional statistics)"
is "delve: an average within the bounds" yes "$(awk -F' = ' '/average/ { a = $2 } /lower/ { l = $2 } /upper/ { u = $2 } END { print (l <= a && a <= u && l > 0) ? "yes" : "no" }' statistics)"
for word in "${words[@]}"; do
    stock_client lists large.jsonl "$word" >wanted
    is "delve: postings of $word" "$(head -1 wanted)" "$(delve -t "$word" large)"
    for document in $(grep -o 'record #[0-9]*' wanted | head -3 | tr -dc '0-9\n'); do
        is "delve: positions of $word in $document" "$(grep "record #$document:" wanted)" "$(delve -t "$word" -r "$document" large)"
    done
done
is "delve: dates of all articles" "$(jq -r '.date // "" | .[0:19] | gsub("[^0-9]"; "")' large.jsonl)" \
    "$(delve -1 -V0 large | sed -n 's/^[0-9]*://p')"

# ---- xapian-check, xapian-compact ----

# segments INDEX: its live segments
segments() { sed -n "s|^auto |$1/|p" "$1/XAPIANDB"; }
for index in sample large; do
    for segment in $(segments $index); do
        run xapian-check "$segment"
        is "check: $index" "0 No errors found" "$status $(grep -o 'No errors found' <<<"$out")"
    done
done
# No wildcards: what they weigh is estimated anew for each database.
queries=('bridge' 'harbour OR ferry' '"harbour bridge"' 'flood OR floods OR flooded' 'title:prices' 'people NEAR/5 said' 'year:1994 AND said' '"of the"' 'people -said')
mkdir other
cp -r "$ROOT/corpus/courier" other/
printf '# Prices\n\nThe keeper said to the people of the town: prices at the harbour bridge.\n' >other/own.md
morgue-index -q -i other.index other
run xapian-compact $(segments large) $(segments other.index) merged
is "compact: segments of two archives" 0 "$status"
run xapian-check merged
is "compact: what comes out is whole" "0 No errors found" "$status $(grep -o 'No errors found' <<<"$out")"
stock_client hits large other.index -- "${queries[@]}" | sort >together
is "compact: queries find something" "${#queries[@]}" "$(cut -f1 together | sort -u | wc -l)"
is "compact: the same hits and weights as of both together" "$(cat together)" "$(stock_client hits merged -- "${queries[@]}" | sort)"
for query in "${queries[@]:0:5}"; do
    is "compact: Morgue finds the same in it: $query" "$(morgue-search -i large -i other.index --trec t -n 0 "$query" | cut -d' ' -f1,3,5 | sort)" \
        "$(morgue-search -i merged --trec t -n 0 "$query" | cut -d' ' -f1,3,5 | sort)"
done

# ---- xapian-tcpsrv ----

# A port that is taken is another's: then the server ends at once, and the next is tried. When told to end, the server ends all of its
# process group: so it gets one of its own.
server=''
for _ in $(seq 50); do
    port=$((20000 + RANDOM % 20000))
    setsid xapian-tcpsrv --quiet --interface 127.0.0.1 --port $port large 2>server.said >&2 &
    server=$!
    while kill -0 $server 2>/dev/null && ! stock_client hits 127.0.0.1:$port -- said >/dev/null 2>&1; do sleep 0.05; done
    kill -0 $server 2>/dev/null && break
    server=''
done
[ -n "$server" ]
verdict $? "tcpsrv: a server of the index" "$(cat server.said)"
stock_client hits large -- "${queries[@]}" >local
is "tcpsrv: the same hits, order and weights as here" "$(cat local)" "$(stock_client hits 127.0.0.1:$port -- "${queries[@]}")"
stock_client hits large other.index -- "${queries[@]}" >local
is "tcpsrv: and beside an index that is here" "$(cat local)" "$(stock_client hits 127.0.0.1:$port other.index -- "${queries[@]}")"
# Articles themselves cannot be read from there: no hit is asked for.
counts() { morgue-search "$@" --json --offset 1000000 --facets lang,author,year --timeline year --share said | jq -c '[.total, .facets, .timeline]'; }
counts -i large >local
counts -i tcp://127.0.0.1:$port >there
is "tcpsrv: facets" "1740 true" "$(jq -r '"\(.[0].lower) \(.[1].author | length > 10)"' local)"
is "tcpsrv: the same as here" "$(cksum <local)" "$(cksum <there)"
counts -i large -i other.index >local
counts -i tcp://127.0.0.1:$port -i other.index >there
is "tcpsrv: and beside an index that is here" "$(cksum <local)" "$(cksum <there)"
[ -z "$server" ] || { kill "$server"; wait "$server" 2>/dev/null; }
