#!/bin/sh
# alert.sh STATE QUERY... - what is new since the last run with the same STATE file: a line for each story, once, wherever else
# it runs. To be run after morgue-index, by cron or a timer; it prints nothing when there is nothing. It needs jq.
set -eu
state=$1
shift
touch "$state"
morgue-search --jsonl --group --sort newest --limit 1000 --passages 0 "$@" >"$state.found" || [ $? = 1 ]
jq -r --rawfile seen "$state" '
    ($seen | split("\n") | INDEX(.)) as $seen
    | [.id, .others[]?.id] as $ids
    | select(any($ids[]; $seen[.]) | not)
    | "\(.date // "undated")\t\(.title // .id)"' "$state.found"
jq -r '.id, .others[]?.id' "$state.found" | sort -u - "$state" >"$state.new"
mv "$state.new" "$state"
rm "$state.found"
