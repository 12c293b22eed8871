#!/usr/bin/env bash
# tests/support/make_crawl.sh - make corpus/breakwater/2025-03-09.warc.gz, a crawl of a paper's site as it might have been: a
# gzip member for each record. The same bytes each time, with the same gzip.
set -eu
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
site=https://breakwater.example
: >"$work/all"

# record TYPE URI HEADERS: with the block on stdin; HEADERS is lines, or nothing.
record() {
    cat >"$work/block"
    {
        printf 'WARC/1.0\r\nWARC-Type: %s\r\nWARC-Date: 2025-03-09T04:10:00Z\r\n' "$1"
        [[ -z $2 ]] || printf 'WARC-Target-URI: %s\r\n' "$2"
        printf '%b' "$3"
        printf 'Content-Length: %d\r\n\r\n' "$(wc -c <"$work/block")"
        cat "$work/block"
        printf '\r\n\r\n'
    } | gzip -9n >>"$work/all"
}
http='Content-Type: application/http; msgtype=response\r\n'
answer() { printf 'HTTP/1.1 %s\r\n%b\r\n' "$1" "$2"; }

cat >"$work/vane" <<'PAGE'
<!DOCTYPE html>
<html lang="en"><head><title>Customs House vane turns after 41 years - The Breakwater</title>
<link rel="canonical" href="https://breakwater.example/2025/03/08/vane">
<meta property="og:site_name" content="The Breakwater">
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Customs House vane turns after 41 years",
 "datePublished": "2025-03-08T18:30:00+01:00", "author": {"@type": "Person", "name": "Ines Calder"}}</script>
</head><body><nav><a href="/">Front page</a> <a href="/crossword">Crossword</a></nav>
<article><h1>Customs House vane turns after 41 years</h1><p class="byline">By Ines Calder</p>
<p>The gilded herring on the roof of the Customs House, which has pointed north-east since a gale in 1984, swung
round to the south at ten on Saturday morning and surprised two men on a ladder.</p>
<p>They had come to paint the gutter. “It looked at us,” one of them said.</p>
<p>The port captain's clerk has asked that anyone who set a clock, a boat or an opinion by the herring look at it again.</p>
</article><footer>Subscribe. Privacy. Cookies.</footer></body></html>
PAGE
cat >"$work/tide" <<'PAGE'
<html><head><title>Tide office to shut on Wednesdays</title></head><body>
<div class="menu"><a href="/">Front page</a> | <a href="/puzzles">Puzzles</a> | <a href="/classifieds">Classifieds</a></div>
<h1>Tide office to shut on Wednesdays</h1>
<p>The tide office on Saltmarsh Quay will shut on Wednesdays from April, the port council said. The tide will not.</p>
<p>Tables for the day will be hung in the window of the Café Anémone, “as they were in the war”, a spokesman said.</p>
</body></html>
PAGE
iconv -t windows-1252 "$work/tide" | gzip -9n >"$work/packed"
chunks() {
    local size at=0
    size=$(wc -c <"$1")
    while ((at < size)); do
        local n=$((size - at < 200 ? size - at : 200))
        printf '%x\r\n' "$n"
        tail -c +$((at + 1)) "$1" | head -c "$n"
        printf '\r\n'
        at=$((at + n))
    done
    printf '0\r\n\r\n'
}

printf 'software: by hand\r\nformat: WARC File Format 1.0\r\n' | record warcinfo '' 'Content-Type: application/warc-fields\r\n'
printf 'GET /vane HTTP/1.1\r\nHost: breakwater.example\r\n\r\n' | record request $site/vane ''
answer '301 Moved Permanently' 'Location: /2025/03/08/vane\r\nContent-Type: text/html\r\n' | record response $site/vane "$http"
{ answer '200 OK' 'Content-Type: text/html; charset=utf-8\r\n'; cat "$work/vane"; } |
    record response "$site/2025/03/08/vane?from=front" "${http}WARC-Payload-Digest: sha1:VANE\r\n"
{ answer '200 OK' 'Content-Type: image/gif\r\n'; printf 'GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;'; } |
    record response $site/herring.gif "$http"
{ answer '200 OK' 'Content-Type: text/html; charset=iso-8859-1\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n'; chunks "$work/packed"; } |
    record response $site/2025/03/07/tide-office.html "$http"
answer '200 OK' 'Content-Type: text/html; charset=utf-8\r\n' |
    record revisit "$site/2025/03/08/vane?from=tide" "${http}WARC-Payload-Digest: sha1:VANE\r\nWARC-Profile: http://netpreserve.org/warc/1.0/revisit/identical-payload-digest\r\nWARC-Refers-To-Target-URI: $site/2025/03/08/vane?from=front\r\n"
{ answer '200 OK' 'Content-Type: text/html; charset=utf-8\r\n'; printf '<html><title>The Breakwater</title><h1>The Breakwater</h1><p>The herring turns: a vane, two men and a ladder. <a href="/2025/03/08/vane">More</a></p></html>\n'; } |
    record response $site/ "$http"
mv "$work/all" corpus/breakwater/2025-03-09.warc.gz
