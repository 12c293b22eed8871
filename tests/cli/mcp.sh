# morgue-search --mcp: the Model Context Protocol, as an assistant's host speaks it.
. tests/support/cli.sh
morgue-index -q -i idx --exclude README.md "$ROOT/corpus" 2>/dev/null
export MORGUE_INDEX=$SCRATCH/idx
talk() { run morgue-search --mcp <<<"$1"; }
method() { jq -nc --arg m "$1" --argjson p "${2:-null}" '{jsonrpc: "2.0", id: 1, method: $m} + (if $p then {params: $p} else {} end)'; }
tool() { talk "$(method tools/call "$(jq -nc --arg n "$1" --argjson a "$2" '{name: $n, arguments: $a}')")"; }

# ---- the handshake ----

for version in 2024-11-05 2025-03-26 2025-06-18 2025-11-25; do
    talk "$(method initialize "{\"protocolVersion\":\"$version\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}")"
    is "version $version" "$version morgue false" \
        "$(jq -r '.result | "\(.protocolVersion) \(.serverInfo.name) \(.capabilities.tools.listChanged)"' <<<"$out")"
done
talk "$(method initialize '{"protocolVersion":"1999-01-01"}')"
is "a version that is not known gets the newest" 2025-11-25 "$(jq -r .result.protocolVersion <<<"$out")"
talk '{"jsonrpc":"2.0","method":"notifications/initialized"}'
is "a notification has no answer" "0  " "$status $out $err"
talk "$(method ping)"
is "ping" '{"jsonrpc":"2.0","id":1,"result":{}}' "$out"
talk '{"jsonrpc":"2.0","id":"a-b","method":"ping"}'
is "an id that is a string" '"a-b"' "$(jq -c .id <<<"$out")"

# ---- tools ----

talk "$(method tools/list)"
is "the tools" "search_archive read_article timeline " "$(jq -r '.result.tools[].name' <<<"$out" | tr '\n' ' ')"
is "each has a schema of its arguments" "query id query,timeline " \
    "$(jq -r '.result.tools[].inputSchema | select(.type == "object" and .additionalProperties == false) | .required | join(",")' <<<"$out" | tr '\n' ' ')"
is "with types" '{"type":"array","items":{"type":"string"},"description":"only of this paper; may be repeated"}' \
    "$(jq -c '.result.tools[0].inputSchema.properties.source' <<<"$out")"
is "and words" '["relevance","newest","oldest"]' "$(jq -c '.result.tools[0].inputSchema.properties.sort.enum' <<<"$out")"
is "each only reads" "true true true " "$(jq -r '.result.tools[].annotations.readOnlyHint' <<<"$out" | tr '\n' ' ')"

tool search_archive '{"query":"ferry disaster","limit":2,"passages":2}'
is "a search" "false text 2" "$(jq -r '.result | "\(.isError) \(.content[0].type) \(.structuredContent.hits | length)"' <<<"$out")"
said=$(jq -r '.result.content[0].text' <<<"$out")
hit=$(jq -c '.result.structuredContent.hits[0]' <<<"$out")
for part in "title: $(jq -r .title <<<"$hit")" "date: $(jq -r .date <<<"$hit")" "author: $(jq -r ".byline[0]" <<<"$hit")" \
    "id: $(jq -r .id <<<"$hit")" "[bytes $(jq -r '.passages[0] | "\(.start)-\(.end)] \(.text)"' <<<"$hit")"; do
    has "what can be cited: ${part%%:*}" "$part" "$said"
done
id=$(jq -r .id <<<"$hit")
tool read_article "$(jq -nc --arg id "$id" '{id: $id, query: "ferry"}')"
is "an article" "$(morgue-search --show "$id" --json ferry | jq -r .body)" "$(jq -r .result.structuredContent.article.body <<<"$out")"
has "its text" "$(morgue-search --show "$id" --json | jq -r '.body[:60]')" "$(jq -r '.result.content[0].text' <<<"$out")"
tool timeline '{"query":"ferry","timeline":"year","share":true}'
is "a timeline" "$(morgue-search --json --timeline year --share ferry | jq -c '[.timeline[]|[.period,.count]]')" \
    "$(jq -c '[.result.structuredContent.timeline[]|[.period,.count]]' <<<"$out")"
is "as lines" "$(jq '.result.structuredContent.timeline | length' <<<"$out")" \
    "$(jq -r '.result.content[0].text' <<<"$out" | grep -cE '^[0-9]{4}: [0-9]+ \([0-9.]+ % of all\)$')"
tool search_archive '{"query":"ferrry disastre"}'
has "a misspelt query has a suggestion" "did you mean: ferry disaster" "$(jq -r '.result.content[0].text' <<<"$out")"

# ---- what a tool cannot do is told to the assistant ----

failed() { # NAME TOOL ARGUMENTS PART
    tool "$2" "$3"
    is "$1" true "$(jq .result.isError <<<"$out")"
    has "$1: why" "$4" "$(jq -r '.result.content[0].text' <<<"$out")"
}
failed "an article that is not there" read_article '{"id":"nowhere"}' "no article has the id nowhere"
failed "no query" search_archive '{}' 'search_archive needs "query"'
failed "an argument that is none" read_article '{"id":"x","limit":3}' 'read_article takes no "limit"'
failed "a wrong type" search_archive '{"query":["a"]}' '"query" wants a string'
failed "a wrong word" search_archive '{"query":"a","sort":"best"}' '--sort is one of'
failed "no period" timeline '{"query":"ferry"}' 'timeline needs "timeline"'
failed "a date that is none" timeline '{"query":"ferry","timeline":"year","since":"soon"}' 'is no date'

# ---- what is no message of the protocol is told to its host ----

error() { # NAME MESSAGE CODE ID
    run morgue-search --mcp <<<"$2"$'\n'"$(method ping)"
    is "$1" "0 $3 $4" "$status $(head -1 <<<"$out" | jq -c '.error.code') $(head -1 <<<"$out" | jq -c .id)"
    is "$1: it goes on" '{}' "$(tail -1 <<<"$out" | jq -c .result)"
}
error "no JSON" '{nope' -32700 null
error "half a message" '{"jsonrpc":"2.0"' -32700 null
error "no object" 3 -32600 null
error "nested too deeply" "$(printf '[%.0s' {1..5000})" -32700 null
error "no version" '{"id":1,"method":"ping"}' -32600 null
error "an id that is an object" '{"jsonrpc":"2.0","id":{},"method":"ping"}' -32600 null
error "no method" '{"jsonrpc":"2.0","id":4}' -32600 4
error "an unknown method" '{"jsonrpc":"2.0","id":4,"method":"resources/list"}' -32601 4
error "params that are a list" '{"jsonrpc":"2.0","id":4,"method":"tools/call","params":[]}' -32602 4
error "an unknown tool" '{"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"name":"delete_all"}}' -32602 4
error "arguments that are a list" '{"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"name":"timeline","arguments":[]}}' -32602 4
error "an empty batch" '[]' -32600 null
talk '[{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","method":"notifications/x"},{"jsonrpc":"2.0","id":2,"method":"ping"}]'
is "a batch" '[1,2]' "$(jq -c 'map(.id)' <<<"$out")"
{ head -c 10000000 /dev/zero | tr '\0' x; echo; method ping; } >large
run morgue-search --mcp <large
is "a message of 10 MB" "0 -32600 {}" "$status $(head -1 <<<"$out" | jq -c .error.code) $(tail -1 <<<"$out" | jq -c .result)"
