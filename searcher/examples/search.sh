#!/bin/sh
# search.sh QUERY... - a list of links from the shell: date, title and file of each hit. It needs jq.
morgue-search --json --passages 0 "$@" | jq -r '.hits[] | "\(.date // "undated")\t\(.title // .id)\t\(.path)"'
