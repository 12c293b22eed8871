# A news sitemap beside the pages that it announces: each article is in once.
. tests/support/cli.sh

mkdir a
entry() { echo "<url><loc>https://x.example/$1</loc><news:news><news:publication><news:name>The X</news:name><news:language>en</news:language>
    </news:publication><news:publication_date>2025-01-0$2</news:publication_date><news:title>$3</news:title></news:news></url>"; }
{
    echo '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
    entry one 2 'First of two'
    entry two 3 'Second of two'
    echo '</urlset>'
} >a/sitemap-news.xml
cp a/sitemap-news.xml a/z.xml # the same entries again, behind the page
cat >a/one.html <<'X'
<html><head><link rel=canonical href="https://x.example/one"><title>One</title></head><body><article><h1>The first of two pages</h1>
<p>It rained all day, and nobody minded much, since the boat was late anyway and the lamps had been lit at noon.</p></article></body></html>
X

for jobs in 1 3; do
    run morgue-index --json -j $jobs -i i.$jobs a
    is "-j $jobs: exit 0" 0 "$status"
    is "-j $jobs: the page, and the entry that has none" 2 "$(jq .articles <<<"$out")"
    is "-j $jobs: the page is the one read" "https://x.example/one one.html" "$(morgue-search -i i.$jobs --json lamps | jq -r '.hits[] | [.id, .path] | join(" ")')"
    is "-j $jobs: it does not state its date, the sitemap does" "2025-01-02 feed The X" "$(morgue-search -i i.$jobs --json lamps | jq -r '.hits[] | [.date, .date_source, .source] | join(" ")')"
    is "-j $jobs: the other is known by its headline" "https://x.example/two 2025-01-03" "$(morgue-search -i i.$jobs --json title:second | jq -r '.hits[] | [.id, .date] | join(" ")')"
done
cmp -s i.1/segments/*/position.glass i.3/segments/*/position.glass
is "equal, whatever the number of threads" 0 $?
run morgue-index --json -i i.1 a
is "nothing has changed" 2 "$(jq .unchanged <<<"$out")"
