# complete.zsh DIR LINE FILE: writes to FILE what a line becomes when the tab key is pressed at its end, in a zsh of its own
# whose completions are those of DIR too.
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "fpath=($1 \$fpath); autoload -Uz compinit; compinit -u -D
dump() { print -r -- \$BUFFER >$3.new; mv $3.new $3; }
zle -N dump; bindkey '^I' complete-word; bindkey '^X' dump; print READY\$((1))OK"
zpty -r shell REPLY '*READY1OK*'
zpty -w -n shell "$2"$'\t\C-X'
for ((i = 0; i < 1000; i++)); do
    [[ ! -e $3 ]] || break
    zpty -r -t shell REPLY
    sleep 0.05
done
zpty -d shell
