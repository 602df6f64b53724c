#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# docs/fault-reasons.md tells the truth: each reason that it calls provoked has scenarios, they
# expect just that reason, and its counts are those of its tables.  TAP on stdout.
set -u
cd "$(dirname "$0")/../.." || exit 2

page=docs/fault-reasons.md
. tests/tap.sh

# rows FILE: "kind reason scenario,scenario" of each reason that can be raised
rows() {
	awk -F ' *[|] *' '
		/^Kind `/ { split($0, w, "`"); kind = w[2] }
		/^## / { kind = "" }
		kind && NF == 6 && $2 != "reason" && $2 !~ /^-/ {
			gsub(/ /, "", $5)
			print kind, $2, $5
		}' "$1"
}

# wrong TOP: what is not as the page says
wrong() {
	local kind reason list scenario field

	rows "$1/$page" | while read -r kind reason list; do
		[ "$list" != - ] || continue
		field=reason
		[[ $reason =~ ^[0-9] ]] || field="reason-name"
		for scenario in ${list//,/ }; do
			if [ ! -f "$1/scenarios/$scenario.scn" ]; then
				echo "$kind $reason: there is no scenario $scenario"
			elif ! grep -q -E "^expect[^:]*: $kind .*\b$field=$reason( |\$)" \
				"$1/scenarios/$scenario.scn"; then
				echo "$kind $reason: $scenario does not expect it"
			fi
		done
	done
	for scenario in "$1"/scenarios/tables/*.scn; do
		scenario=tables/$(basename "$scenario" .scn)
		rows "$1/$page" | grep -q -E "[ ,]$scenario(,|\$)" ||
			echo "$scenario is not in the page"
	done
}

counts() { # counts FILE: "PROVOKED of ALL"
	rows "$1" | awk '$3 != "-" { p++ } END { print p + 0, "of", NR }'
}

found=$(wrong .)
[ -z "$found" ]
result $? "scenarios and expectations are as $page says" "$found"
grep -q -E "^Provoked and decoded: $(counts $page) reasons" $page
result $? "its head counts $(counts $page)"

# the test itself: a scenario less, a wrong reason, and one that the page does not name
bad=$(mktemp -d) || exit 2
trap 'rm -rf "$bad"' EXIT
mkdir -p "$bad/docs" "$bad/scenarios/tables"
cp $page "$bad/docs/" && cp scenarios/tables/*.scn "$bad/scenarios/tables/"
rm "$bad/scenarios/tables/vtd-root-absent.scn"
sed -i 's/reason=0x02/reason=0x03/' "$bad/scenarios/tables/vtd-context-absent.scn"
touch "$bad/scenarios/tables/new.scn"
want='vtd-fault 0x01: there is no scenario tables/vtd-root-absent
vtd-fault 0x02: tables/vtd-context-absent does not expect it
tables/new is not in the page'
found=$(wrong "$bad")
[ "$found" = "$want" ]
result $? "a page that lies is found out" "$found"

done_testing
