# What tests/quality/relevance prints, by hand: of query 1 two are relevant and one very much so, of query 2 one is, not found.
. tests/support/cli.sh
printf '%s\n' '1 0 a 2' '1 0 b 0' '1 0 c 1' '2 0 a 1' '3 0 a 0' >qrels
printf '%s\n' '1 Q0 b 1 9.5 x' '1 Q0 a 2 9 x' '1 Q0 c 3 8 x' '2 Q0 b 1 1 x' >run1
printf '%s\n' '1 Q0 c 2 8 x' '1 Q0 a 1 8.5 x' '2 Q0 a 9 1 x' '2 Q0 z 1 1 x' >run2

# (1/2 + 2/3) / 2 = 7/12 and 0; (2/log2(3) + 1/2) / (2 + 1/log2(3)) = 0.66967 and 0
run "$RELEASE/tests/quality/relevance" qrels run1
is "means over judged queries" "2 queries|MAP 0.2917|nDCG@10 0.3348|P@10 0.1000" "$(sed 's/^ *//' <<<"$out" | tr -s ' ' | paste -sd'|')"
# 1 and, as z stands before a where scores are equal, 1/2; 1 and 1/log2(3)
run "$RELEASE/tests/quality/relevance" qrels run2 run1
is "by score, equals from the last; two runs" "MAP 0.7500 other 0.2917" "$(grep -o 'MAP.*other [0-9.]*' <<<"$out" | tr -s ' ')"
is "nDCG" "0.8155" "$(awk '/nDCG/ {print $2}' <<<"$out")"
is "two of two better: by chance half of the time" 1 "$(awk '/MAP/ {print ($NF > 0.48 && $NF < 0.52)}' <<<"$out")"
run "$RELEASE/tests/quality/relevance" qrels run1 run1
is "no difference" "+0.0 % p 1.0000" "$(awk '/MAP/ {print $(NF-3), $(NF-2), $(NF-1), $NF}' <<<"$out")"
run "$RELEASE/tests/quality/relevance" --each qrels run1
is "query by query" "1 0.583333 0.669672 0.200000|2 0.000000 0.000000 0.000000" "$(paste -sd'|' <<<"$out")"
run "$RELEASE/tests/quality/relevance" qrels nowhere
is "a missing file is an error" 2 "$status"
