# --map: where the fields of an article are, in JSON, CSV and XML that no convention fits.
. tests/support/cli.sh

mkdir -p a/json a/csv a/xml
cat >a/json/krant.json <<'X'
{"editie": {"stukken": [
  {"nr": 1, "kop": {"tekst": "IJs op de haven"}, "alineas": [{"t": "Het vroor."}, {"t": "Toen niet meer."}], "door": ["Ann Quill", "Bo Reed"], "dag": "2025-01-02",
   "rubriek": "Stad", "krant": "De Bode", "plaats": "ELLERY", "adres": "https://bode.example/1", "taal": "nl", "woorden": [{"w": "ijs"}, {"w": "zout"}], "intro": "Koud.", "later": 1741359661},
  {"nr": 2, "kop": {"tekst": "Dooi"}, "alineas": [{"t": "Het dooide."}]}
]}}
X
printf 'nummer;kop;tekst\n1;Regen;Het regende.\n' >a/csv/krant.csv
printf '<?xml version="1.0"?><krant><stuk n="1"><kop>Mist</kop><tekst><p>Het mistte.</p><p>Lang.</p></tekst></stuk></krant>\n' >a/xml/krant.xml
printf '{"name": "settings", "version": 1}\n' >a/json/settings.json

run morgue-index --json -i i.plain a
is "without a map they are of no known format" "0 0 4" "$status $(jq -r '[.articles, .unknown_files] | join(" ")' <<<"$out")"
run morgue-index --extract a/json/krant.json
is "a file that was named is told why" 1 "$status"
has "and how" "nothing is an article" "$err"
run morgue-index --extract a/xml/krant.xml
has "so for XML" "--map record=ELEMENT" "$err"

json=(--map title=kop.tekst --map body=alineas.t --map byline=door --map date=dag --map section=rubriek --map source=krant --map dateline=plaats
    --map url=adres --map language=taal --map keywords=woorden.w --map standfirst=intro --map modified=later --map id=nr)
run morgue-index --extract "${json[@]}" a/json
is "JSON: exit 0" 0 "$status"
is "JSON: all fields" '{"id":"1","title":"IJs op de haven","standfirst":"Koud.","byline":["Ann Quill","Bo Reed"],"date":"2025-01-02","date_precision":"day","date_source":"meta","modified":"2025-03-07T15:01:01Z","source":"De Bode","section":"Stad","dateline":"ELLERY","url":"https://bode.example/1","language":"nl","keywords":["ijs","zout"],"path":"krant.json","member":"#1","format":"json","body":"Het vroor.\n\nToen niet meer."}' "$(head -1 <<<"$out")"
is "JSON: both articles" 2 "$(wc -l <<<"$out")"
run morgue-index --extract --map title=kop.tekst --map body=alineas.0.t a/json
is "JSON: a position in a list" "Het vroor." "$(head -1 <<<"$out" | jq -r .body)"
run morgue-index --extract --map record=editie --map id=stukken.nr --map title=stukken.1.kop.tekst a/json/krant.json
is "JSON: where the records are" "1 Dooi" "$(jq -r '.id + " " + .title' <<<"$out")"

run morgue-index --extract --map title=kop --map body=Tekst a/csv
is "CSV: columns, without regard to case" "Regen: Het regende." "$(jq -r '.title + ": " + .body' <<<"$out")"

run morgue-index --extract --map title=stuk/kop --map body=stuk/tekst --map id=stuk/@n a/xml
is "XML: elements and an attribute" '1|Mist|Het mistte.  Lang.' "$(jq -r '[.id, .title, (.body | gsub("\n"; " "))] | join("|")' <<<"$out")"
run morgue-index --extract --map record=stuk --map title=kop a/xml
is "XML: the record by its name" Mist "$(jq -r .title <<<"$out")"

# ---- an index ----

run morgue-index --json -i i.map "${json[@]}" a/json
is "mapped articles are in" "0 2" "$status $(jq .articles <<<"$out")"
is "and found" krant.json "$(morgue-search -i i.map --jsonl -p 0 vroor | jq -r .path)"
is "by their fields" 1 "$(morgue-search -i i.map -c 'author:quill')"
run morgue-index --json -i i.map "${json[@]}" a/json
is "the same map: nothing to do" 2 "$(jq .unchanged <<<"$out")"
run morgue-index --json -i i.map --map title=intro a/json
is "another map: read anew" "1 1 1" "$status $(jq -r '[.articles, .skipped] | join(" ")' <<<"$out")"
is "and the articles with it" "1 0" "$(morgue-search -i i.map -c koud) $(morgue-search -i i.map -c vroor)"

# ---- what is no map ----

for rule in "" title title= =kop foo=kop "titel=kop"; do
    run morgue-index --extract --map "$rule" a
    is "no map: '$rule'" 2 "$status"
    has "no map: '$rule' is named" "--map" "$err"
done
run morgue-index --extract --map
is "no rule" 2 "$status"
run morgue-index --help
has "it is in --help" "--map FIELD=PATH" "$out"
