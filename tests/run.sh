#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Runs every test and ends with "N passed, N failed, N skipped".
#
#   tests/run.sh             all of them
#   tests/run.sh unit        what needs no guest
#   tests/run.sh guest       what boots one
#
# A test is a program that prints TAP or KTAP; a program that prints no result, dies
# or runs out of time counts as one failure.  Logs are kept in build/tests/logs.
set -u
cd "$(dirname "$0")/.." || exit 2

what=${1:-all}
logs=build/tests/logs
mkdir -p "$logs" || exit 2
passed=0 failed=0 skipped=0
failures=()

# suite NAME SECONDS COMMAND...
suite() {
	local name=$1 limit=$2 log start rc p f s
	shift 2
	log="$logs/${name//\//-}.log"
	start=$SECONDS
	timeout --foreground -k 10 "$limit" "$@" >"$log" 2>"$log.err" </dev/null
	rc=$?
	# only results at the left margin: KTAP indents its subtests
	s=$(grep -c -E '^ok .*# SKIP' "$log")
	p=$(($(grep -c -E '^ok ' "$log") - s))
	f=$(grep -c -E '^not ok ' "$log")
	if [ $rc -eq 124 ]; then
		f=$((f + 1))
		failures+=("$name: not finished after $limit s")
	elif [ $rc -ne 0 ] && [ "$f" -eq 0 ]; then
		f=1
		failures+=("$name: exit status $rc and no failed test; see $log.err")
	elif [ $((p + f + s)) -eq 0 ]; then
		f=1
		failures+=("$name: printed no result; see $log")
	fi
	while IFS= read -r line; do
		failures+=("$name: $line")
	done < <(grep -E '^not ok ' "$log")
	passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
	printf '%-34s %4d passed %3d failed %3d skipped  %4d s\n' "$name" "$p" "$f" "$s" \
		$((SECONDS - start))
}

scenarios() {
	suite "$1" "$2" build/dmascope run --results "build/tests/results-${1#scenarios-}" "${@:3}"
}

if [ "$what" = all ] || [ "$what" = unit ]; then
	for t in build/tests/*/test_*; do
		if [ -x "$t" ]; then
			suite "unit/${t#build/tests/}" 120 "$t"
		fi
	done
	# checkpatch and sparse want a kernel; the first time it is fetched and built, for minutes
	timeout --foreground -k 10 1800 qemu/setup/kernel 6.12-x86_64-lean \
		>"$logs/setup-kernel.log" </dev/null ||
		printf 'no kernel for the style test; it says what it skips\n'
	for t in tests/*/test_*.sh; do
		suite "host/${t#tests/}" 300 bash "$t"
	done
fi

if [ "$what" = all ] || [ "$what" = guest ]; then
	scenarios scenarios-lean 1500 --kernel 6.12-x86_64-lean \
		--platform vtd,vtd-lazy,vtd-pt,swiotlb,none
	scenarios scenarios-stock 1500 --kernel stock --platform vtd,swiotlb,none
	scenarios scenarios-debug 1800 --kernel 6.12-x86_64-debug --platform vtd,swiotlb
	for t in tests/*/guest_*.sh; do
		suite "guest/${t#tests/}" 1500 bash "$t"
	done
fi

for line in "${failures[@]+"${failures[@]}"}"; do
	printf '  %s\n' "$line"
done
printf '%d passed, %d failed, %d skipped\n' $passed $failed $skipped
[ $failed -eq 0 ] && [ $passed -gt 0 ]
