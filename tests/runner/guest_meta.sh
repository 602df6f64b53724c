#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The harness fails when it must: every meta scenario ends in FAIL, for the reason that its
# header names. A scenario that passes here, or fails for another reason, is a broken harness.
set -u
cd "$(dirname "$0")/../.." || exit 2
results=build/tests/results-meta
number=0 failed=0

build/dmascope run --results "$results" "$@" meta >build/tests/meta.ktap
status=$?
for file in scenarios/meta/*.scn; do
	id=${file#scenarios/}
	id=${id%.scn}
	reason=$(sed -n 's/^meta: FAIL //p' "$file")
	number=$((number + 1))
	for verdict in "$results"/latest/*/"$id"/verdict.txt; do
		if [ -n "$reason" ] && [ -f "$verdict" ] && grep -q '^FAIL ' "$verdict" &&
			grep -qF -- "$reason" "$verdict"; then
			echo "ok $number $id"
		elif grep -qE "^ok .*/$id # SKIP" build/tests/meta.ktap; then
			echo "ok $number $id # SKIP It cannot run here."
		else
			echo "not ok $number $id"
			echo "# should FAIL with: $reason"
			[ ! -f "$verdict" ] || sed 's/^/# /' "$verdict"
			failed=$((failed + 1))
		fi
	done
done
number=$((number + 1))
if [ $status -eq 1 ]; then
	echo "ok $number the run's exit status says that scenarios failed"
else
	echo "not ok $number the run's exit status is $status, not 1"
	failed=$((failed + 1))
fi
echo "1..$number"
[ $failed -eq 0 ]
