#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# usage: fuzz.sh SECONDS TARGET...
#
# What `make fuzz` runs: each target for SECONDS, one after the other. What is found stays in
# build/fuzz/crashes, what was learnt in build/fuzz/corpus for the next time.
set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/fuzz/seeds.sh

out=build/fuzz
seconds=$1
shift
mkdir -p $out/crashes $out/logs || exit 2

# stat NAME LOG: a number of -print_final_stats
stat() {
	sed -n "s/^stat::$1: *//p" "$2" | tail -1
}

# The quarantine is the sanitizer's own memory.
export ASAN_OPTIONS=quarantine_size_mb=4:detect_leaks=1:allocator_may_return_null=1:log_path=$out/logs/sanitizer NO_COLOR=1
found=0
stamp=$out/stamp
printf '%-10s %12s %10s %8s %8s  %s\n' target executions 'new units' 'edges' 'peak MB' crashes
for target in "$@"; do
	log=$out/logs/$target
	mkdir -p "$out/corpus/$target"
	touch "$stamp"
	before=$(find $out/crashes -name "$target-*" | wc -l)
	mapfile -t seeds < <(seeds_of "$target" | tr ' ' '\n')
	nice -n 10 "$out/$target" -max_total_time="$seconds" -dict=$out/catalogue.dict \
		-timeout=10 -rss_limit_mb=256 -max_len=65536 -close_fd_mask=3 \
		-artifact_prefix="$out/crashes/$target-" -print_final_stats=1 \
		"$out/corpus/$target" "${seeds[@]}" >"$log" 2>&1
	status=$?
	# The process that reads trace.dat may die, and has libFuzzer's handlers: no crash of ours.
	[ $status -ne 0 ] || find $out/crashes -name "$target-*" -newer "$stamp" -delete
	crashes=$(($(find $out/crashes -name "$target-*" | wc -l) - before))
	printf '%-10s %12s %10s %8s %8s  %s\n' "$target" \
		"$(stat number_of_executed_units "$log")" "$(stat new_units_added "$log")" \
		"$(grep -o 'cov: [0-9]*' "$log" | tail -1 | tr -dc 0-9)" \
		"$(stat peak_rss_mb "$log")" "$crashes"
	if [ $status -ne 0 ] || [ $crashes -ne 0 ]; then
		found=1
		grep -m 3 -E 'SUMMARY|ERROR|check failed' "$log" | sed 's/^/  /'
		echo "  $log; run $out/$target with a file of $out/crashes to see it again"
	fi
done
exit $found
