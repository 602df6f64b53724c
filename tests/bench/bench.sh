#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# `make bench`: how fast is triage beside tools that people search logs with, on the same log, with
# the same words, in one run?  Prints ratios; nothing here passes or fails.
#
#   MEGABYTES=300       size of the log
#   ROUNDS=5            each command so often, in turn; the median counts
#   PIPE_MEGABYTES=10000, STORM_MEGABYTES=1500   memory of a long pipe and of a storm; 0: leave out
set -u
cd "$(dirname "$0")/../.." || exit 2

megabytes=${MEGABYTES:-300} rounds=${ROUNDS:-5}
pipe=${PIPE_MEGABYTES:-10000} storm=${STORM_MEGABYTES:-1500}
bench=build/tests/bench
tmp=$(mktemp -d "${TMPDIR:-/tmp}/dmascope-bench.XXXXXX") || exit 2
trap 'rm -rf "$tmp"' EXIT

log=$tmp/log
"$bench/mklog" "$megabytes" >"$log" || { echo "bench: no room for $megabytes MB in $tmp" >&2; exit 2; }
build/dmascope catalogue --literals | sort -u >"$tmp/literals"

declare -A commands=(
	[wc]="wc -l $log"
	[grep]="env LC_ALL=C grep -a -c -F -f $tmp/literals $log"
	[ripgrep]="rg -j1 -a -c -F -f $tmp/literals $log"
	[dmascope-1]="taskset -c 0 build/dmascope triage $log"
	[dmascope]="build/dmascope triage $log"
)
names=(wc grep ripgrep dmascope-1 dmascope)

# median FILE COLUMN
median() {
	sort -n -k "$2,$2" "$1" | awk -v c="$2" '{ v[NR] = $c } END { print v[int((NR + 1) / 2)] }'
}

cat "$log" >/dev/null
for ((i = 0; i < rounds; i++)); do
	for name in "${names[@]}"; do
		# shellcheck disable=SC2086 # words of a command
		"$bench/measure" "$tmp/$name" ${commands[$name]} 2>>"$tmp/err" || {
			echo "bench: $name failed: $(tail -n 1 "$tmp/err")" >&2
			exit 2
		}
	done
done

lines=$(wc -l <"$log")
hits=$(LC_ALL=C grep -a -c -F -f "$tmp/literals" "$log")
printf 'log: %d MB, %d lines, %d of them (%s %%) with one of %d literals; %d rounds, %d cores\n' \
	"$megabytes" "$lines" "$hits" "$(awk "BEGIN { printf \"%.2f\", 100 * $hits / $lines }")" \
	"$(wc -l <"$tmp/literals")" "$rounds" "$(nproc)"
printf '%-34s %8s %8s %8s %10s %12s\n' command "wall s" "cpu s" "MB/s" "peak MB" "wall/ripgrep"
rg_wall=$(median "$tmp/ripgrep" 1)
for name in "${names[@]}"; do
	wall=$(median "$tmp/$name" 1)
	case $name in
	dmascope-1) title="dmascope triage, one core" ;;
	dmascope) title="dmascope triage, all cores" ;;
	ripgrep) title="rg -j1 -a -c -F -f literals" ;;
	grep) title="grep -a -c -F -f literals" ;;
	*) title="wc -l" ;;
	esac
	awk -v t="$title" -v w="$wall" -v c="$(median "$tmp/$name" 2)" -v m="$megabytes" \
		-v k="$(median "$tmp/$name" 3)" -v r="$rg_wall" \
		'BEGIN { printf "%-34s %8.2f %8.2f %8.0f %10.1f %12.2f\n", t, w, c, m / w, k / 1024, w / r }'
done
rm -f "$log"

# long NAME MEGABYTES OPTION...
long() {
	local name=$1 size=$2
	shift 2
	[ "$size" -gt 0 ] || return 0
	"$bench/mklog" "$@" "$size" | "$bench/measure" "$tmp/$name" build/dmascope triage - || exit 2
	awk -v n="$name" -v m="$size" \
		'{ printf "%-34s %8.2f %8.2f %8.0f %10.1f\n", n " of " m " MB by a pipe", $1, $2, m / $1, $3 / 1024 }' \
		"$tmp/$name"
}
long log "$pipe"
long storm "$storm" --storm
