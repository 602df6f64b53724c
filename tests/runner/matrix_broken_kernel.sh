#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Breaks the kernel under the contract suites, rule by rule of docs/kunit-broken.md: just the tests that the
# table names go red.
#
#   tests/runner/matrix_broken_kernel.sh [--platform P] [--on Q] [--kernel K] [RULE...]
#
# P: a platform of the table; Q: another one to try its rules on.
set -u
cd "$(dirname "$0")/../.." || exit 2
table=docs/kunit-broken.md
root=build/tests/broken
platforms='' on='' kernel=()

while [ $# -gt 1 ]; do
	case $1 in
	--platform) platforms=$2 ;;
	--on) on=$2 ;;
	--kernel) kernel=(--kernel "$2") ;;
	*) break ;;
	esac
	shift 2
done
[ -n "$platforms" ] || platforms=$(python3 tests/runner/broken.py platforms $table) || exit 2

# The checkout, but for its scenarios.
rm -rf $root && mkdir -p $root/scenarios/kunit || exit 2
for f in "$PWD"/*; do
	[ "${f##*/}" = scenarios ] || ln -s "$f" $root/ || exit 2
done

rc=0
for p in $platforms; do
	python3 tests/runner/broken.py scenario $table "$p" "$@" >$root/scenarios/kunit/broken.scn || exit 2
	# It fails, of course: the kernel says what it thinks of being lied to.
	DMASCOPE_ROOT=$root build/dmascope run --results build/tests/results-broken --platform "${on:-$p}" \
		"${kernel[@]}" kunit/broken >$root/"$p".ktap
	console=$(ls build/tests/results-broken/latest/"${on:-$p}"*/kunit/broken/console.log)
	python3 tests/runner/broken.py judge $table "$p" "$console" "$@" || rc=1
done
exit $rc
