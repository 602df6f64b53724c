#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Every command has its manual page, and manual page and completion know every option of triage.
# Every target and knob of the injector is told of, and every target has its scenario.
set -u
cd "$(dirname "$0")/../.." || exit 2

dmascope=${DMASCOPE:-$PWD/build/dmascope}
. tests/tap.sh

for c in $("$dmascope" help | sed -n 's/^  \([a-z]*\) .*/\1/p'); do
	grep -q -E "^\.B $c\b" docs/man/dmascope.1
	result $? "dmascope.1 names $c"
	grep -q -w -e "$c" docs/completion/dmascope.bash
	result $? "the completion knows $c"
	case $c in
	new | help | version) continue ;;
	esac
	[ -s "docs/man/dmascope-$c.1" ]
	result $? "$c has a manual page"
done
for o in $("$dmascope" help triage | grep -o -E '^ .*--[a-z-]+' | grep -o -E -e '--[a-z-]+' | sort -u); do
	sed 's/\\-/-/g' docs/man/dmascope-triage.1 | grep -q -F -e "$o"
	result $? "dmascope-triage.1 tells $o"
done
targets=$(sed -nE 's/^\t\{ (TARGET|SYNC|FUNCTION)\(([a-z_]+)\).*/\2/p' injector/targets.c)
knobs=$(sed -nE 's/^\t\{ "([a-z_]+)",.*/\1/p' injector/knobs.c)
[ -n "$targets" ] && [ -n "$knobs" ]
result $? "the injector's tables can be read"
for t in $targets; do
	grep -q -w -e "$t" docs/man/dmascope_inject.4 && grep -q -F -e "| \`$t\` |" docs/injector.md
	result $? "target $t is told of"
	grep -q -w -e "inject $t" scenarios/inject/*.scn
	result $? "target $t has a scenario"
	sed -n "s/^| \`$t\` | \([^|]*\) |$/\1/p" docs/injector.md | grep -oE '[a-z-]+' | while read -r s; do
		grep -q -w -s -e "inject $t" "scenarios/inject/$s.scn" || exit 1
	done
	result $? "and those that docs/injector.md names are there"
done
for k in $knobs; do
	grep -E '^\.(I|IR) ' docs/man/dmascope_inject.4 | grep -q -w -e "$k" && grep -q -e "\`$k\`" docs/injector.md
	result $? "knob $k is told of"
done
if type -P man >/dev/null; then
	for f in docs/man/*.[1-9]; do
		[ -z "$(man --warnings -l -Tutf8 "$f" 2>&1 >/dev/null)" ]
		result $? "$f is formatted without a warning"
	done
else
	skip "manual pages are formatted" "man is not installed"
fi

done_testing
