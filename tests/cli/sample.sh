# The sample archive: what goes in, what is found, what must not be.
. tests/support/cli.sh
run morgue-index --json -i idx --exclude README.md "$ROOT/corpus"
is "everything is in" 0 "$status"
is "all articles" 109 "$(jq .articles <<<"$out")"
is "as many added" 109 "$(jq .added <<<"$out")"
is "nothing skipped" 0 "$(jq .skipped <<<"$out")"
is "the map is counted as of no known format" 1 "$(jq .unknown_files <<<"$out")"
is "no complaint" "" "$err"

ids() { morgue-search -i idx --jsonl -p 0 -n 0 "$@" 2>&1 | jq -r .path | sort -u | tr '\n' ' '; }
first() { morgue-search -i idx --jsonl -p 0 -n 1 "$@" 2>&1 | jq -r '.path + (.member // "")'; }

is "the ferry" courier/1934-11-02-ferry.txt "$(first ferry disaster)"
is "French, without its accents" phare-du-sud/1999-10-05-proces.html "$(first proces elephants barre)"
is "Spanish, stemmed" gaceta/2017-09-30-superviviente.md "$(first supervivientes)"
is "Thai" khao-tharuea/2011-10-17-namthuam.html "$(first น้ำท่วม)"
is "Chinese" haixia-chenbao/daqiao-guoqiaofei.txt "$(first 过桥费)"
is "Burmese" seikkan/2024-12-09-cocoa.md "$(first ကိုကိုး)"
is "Arabic, with its article" sada-al-mina/2025-03-08-rusum-aljisr.html "$(first رسوم الجسر)"
is "Korean" harbour-wire/2015-04-20-chukgu-ko.md "$(first 결승골)"
is "Japanese" harbour-wire/2018-06-06-kowan-ohashi-ja.html "$(first 港湾大橋)"
is "Russian, stemmed" harbour-wire/2023-05-22-vybory-ru.txt "$(first выборы мэр)"
is "a phrase of Reuters' own" "harbour-wire/reut-ellery-001.sgm#3" "$(first '"drought lowers lake"')"

for word in crossword puzzles horoscopes subscribe podcasts cookies quokka walrus wombat flibbertigibbet courge calabaza; do
    run morgue-search -i idx -c "$word"
    is "not found: $word" "1 0" "$status $out"
done
for word in ปริศนา 填字 ဗေဒင် أبراج クロスワード; do
    run morgue-search -i idx -c "\"$word\""
    is "not found: $word" "1 0" "$status $out"
done

show() { morgue-search -i idx --show "$1" --json | jq -r "$2"; }
is "a date from the file's name" "1934-11-02 day filename" "$(show courier/1934-11-02-ferry.txt '[.date, .date_precision, .date_source] | join(" ")')"
is "a month is a month" "2025-03 month" "$(show tide-table/2025-03-newsletter.txt '[.date, .date_precision] | join(" ")')"
is "no date is no key" null "$(show tide-table/fog-on-the-bar.txt .date)"
is "Reuters' date" "1987-02-26T15:01:01" "$(show 90001 '.date' | sed 's/T.*/T15:01:01/')"
is "a headline without a body is an article" "PORT ELLERY EXCHANGE SAYS COCOA STOCKS AT TEN-YEAR LOW OF 18,400 TONNES" "$(show 90003 .title)"
is "the LA Times shape's date" 1990-05-03 "$(show EC050390-0001 .date)"
is "the FT shape's headline, without its dateline" "Strait & Colonial Bank collapses: Depositors queue to the harbour bridge" "$(show EG911-0514 .title)"
is "the WSJ shape's source" "THE EXCHANGE GAZETTE, INTERNATIONAL EDITION" "$(show EWJ880705-0088 .source)"
is "windows-1252" "Fergus O’Dowd" "$(show courier/1964-obituary-lamb.txt '.byline[0]')"
is "UTF-16" "Harbour Bridge Opened to the Public; Six Elephants Cross First" "$(show courier/1938/harbour-bridge-opened.txt .title)"
is "a page's own language" fr "$(show phare-du-sud/1999-10-05-proces.html .language)"

run morgue-index --check -i idx
is "the index is whole" 0 "$status"
run morgue-index --stats --json -i idx
is "languages are counted" 3 "$(jq .languages.th <<<"$out")"
is "undated ones too" 2 "$(jq .undated <<<"$out")"
