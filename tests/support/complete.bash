# complete.bash SCRIPT WORD...: what bash would offer for the last word of a command line, a line each.
. "$1"
shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
"_$1"
printf '%s\n' "${COMPREPLY[@]}" | sort
