#!/bin/sh
# kwic.sh QUERY... - every match in its context, as CSV for a spreadsheet. It needs jq.
morgue-search --kwic --json --limit 0 --passage-length 80 "$@" | jq -r '
    ["id", "date", "left", "match", "right"],
    (.rows[] | [.id, .date, .left, .match, .right] | map((. // "") | gsub("\\s+"; " "))) | @csv'
