#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The same seed twice, and in another boot: the same injections, line by line of the kernel log.  Another
# seed: others.  The scenario injects with seed 7, 7 and 8, each time with the injector loaded anew.
# TAP on stdout.
set -u
cd "$(dirname "$0")/../.." || exit 2
results=build/tests/results-seed
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT

. tests/tap.sh
details=("$tmp/why")

# injections BOOT: the lines of each part to $tmp/BOOT.1, .2 and .3, without what is no decision:
# when it was, and the number of the process
injections() {
	local console status

	build/dmascope run --results "$results" --no-snapshot "${args[@]}" inject/seed >"$tmp/why" 2>&1
	status=$?
	console=$(find "$results/latest/" -path '*/inject/seed/console.log')
	tr -d '\r' <"$console" | awk -v out="$tmp/$1." '
		/dmascope_inject: disarmed;/ { part++ }
		/dmascope_inject: .*, injection [0-9]+, / {
			sub(/^.*dmascope_inject: /, ""); sub(/:[0-9]+$/, ""); print > (out part) }'
	return $status
}

args=("$@")
for boot in a b; do
	injections $boot
	result $? "the scenario passes, boot $boot"
done
[ "$(cat "$tmp"/a.[123] 2>"$tmp/why" | wc -l)" -eq 30 ]
result $? "ten of its 24 calls are hit, three times"
diff "$tmp/a.1" "$tmp/a.2" >"$tmp/why" 2>&1
result $? "the same seed: the same log"
cat "$tmp"/a.[123] >"$tmp/a" 2>"$tmp/why"
cat "$tmp"/b.[123] >"$tmp/b" 2>>"$tmp/why"
diff "$tmp/a" "$tmp/b" >>"$tmp/why"
[ ! -s "$tmp/why" ]
result $? "in another boot, too"
echo "no difference" >"$tmp/why"
[ -s "$tmp/a.3" ] && ! cmp -s "$tmp/a.1" "$tmp/a.3"
result $? "another seed: another log"
done_testing
