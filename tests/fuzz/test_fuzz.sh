#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Every fuzz target on its seeds and on a number of variants, always the same ones: no crash, no
# leak, nothing that takes 10 s or 256 MB (replay.c). `make fuzz` looks for more.
set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/fuzz/seeds.sh

crashes=build/fuzz/crashes
mkdir -p $crashes || exit 2
# As malloc() does. What the library that reads trace.dat does with it is its own process's matter,
# which may die, and says so here.
export ASAN_OPTIONS=allocator_may_return_null=1
err=$(mktemp) || exit 2
trap 'rm -f "$err"' EXIT
n=0 rc=0 total=0
for source in tests/fuzz/fuzz_*.c; do
	kind=${source##*/fuzz_} kind=${kind%.c}
	# those that print every report take a thousand times as long as those that parse a line
	case $kind in
	expr | known | kv | scenario | script) runs=3000 ;;
	pieces | report | sieve) runs=400 ;;
	*) runs=800 ;;
	esac
	mapfile -t seeds < <(seeds_of "$kind" | tr ' ' '\n')
	said=$(build/tests/fuzz/fuzz_"$kind" -runs=$runs -crash="$crashes/$kind-variant" \
		"${seeds[@]}" 2>"$err")
	status=$?
	done=${said%% *}
	n=$((n + 1))
	if [ $status -eq 0 ] && [ "$done" -gt $runs ]; then
		echo "ok $n - $kind: $said"
		total=$((total + done))
	else
		echo "not ok $n - $kind: exit status $status"
		cat - "$err" <<<"$said" | head -20 | cut -c1-200 | sed 's/^/# /'
		rc=1
	fi
done
echo "# $total executions"
echo "1..$n"
exit $rc
