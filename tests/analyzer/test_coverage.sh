#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# How much of a list of kernel messages the catalogue knows (docs/coverage.md).  The list is made
# from kernel sources and is not part of the repository: DMASCOPE_FORMATS names it.
set -u
cd "$(dirname "$0")/../.." || exit 2

coverage=build/tests/analyzer/coverage
formats=${DMASCOPE_FORMATS:-}
warns=build/tests/analyzer/coverage_warns
sites=${DMASCOPE_WARN_SITES:-}
out=$(mktemp) || exit 2
trap 'rm -f "$out"' EXIT

. tests/tap.sh
details=("$out")

# The tool must see a miss: no catalogue can know these.
printf '%s\t%s\tall\t\t\tfault\tpr\tERR\t%s\tf\t\n' x X-1 'no kernel says this %d' \
	x X-2 'software IO TLB: No low memx, and goes on and on with other words' >"$out.tsv"
printf 'x\tX-3\tall\t\t\terror\tdev\tERR\t%s\tf\tsize\n' \
	'swiotlb buffer is full (sz: %zd bytes)\n' >>"$out.tsv"
"$coverage" "$out.tsv" >"$out"
grep -q '^fault x  *0  *0  *2  *0$' "$out" && grep -q '^error x  *1  *0  *0  *0$' "$out"
result $? "two messages that do not exist are missed, one that does is decoded"
rm -f "$out.tsv"

# A word that the kernel spells out is tried with each of its values: "off" is not in the catalogue.
printf 'x\tX-4\tall\t\t\tfault\tdev\tERR\t%s\tf\twhat?"full":"off", size\n' \
	'swiotlb buffer is %s (sz: %zd bytes)\n' >"$out.tsv"
"$coverage" "$out.tsv" >"$out"
grep -q '^fault x  *0  *0  *1  *0$' "$out"
result $? "the worst of the words that an argument spells out counts"
# modify_irte() of AMD's driver is in the tables, the others are not.
printf '%s\t%s\tWARN_ON\t1\tall\t%s\n' x modify_irte 6.1=drivers/iommu/intel/irq_remapping.c:150 \
	x no_such_function 6.1=drivers/iommu/intel/irq_remapping.c:150 x f 6.1=net/core/dev.c:1 >"$out.tsv"
printf 'x\tdomain_exit\tBUG_ON\t1\tall\t6.1=drivers/iommu/intel/iommu.c:1500\n' >>"$out.tsv"
"$warns" "$out.tsv" >"$out"
grep -q '^x  *2  *1  *1$' "$out"
result $? "two sites that are known, one of known code, one of other code"
rm -f "$out.tsv"

# rows_are_in TOOL LIST: what the tool measures is what docs/coverage.md says
rows_are_in() {
	local row rc_here=0
	while IFS= read -r row; do
		grep -q -x -F -e "$row" docs/coverage.md || { echo "# not in docs/coverage.md: $row"; rc_here=1; }
	done < <("$1" "$2" --markdown)
	return $rc_here
}

# docs/wrinkles.md names a test and a piece of it for each wrinkle.
# shellcheck disable=SC2016 # the backquotes are Markdown
tests_exist() {
	local file piece rc_here=0 rows=0
	while IFS='`' read -r _ file _ piece _; do
		rows=$((rows + 1))
		grep -q -F -e "$piece" "tests/analyzer/$file" || { echo "# $file lacks $piece"; rc_here=1; }
	done < <(grep -E '\| `test_[a-z0-9_]*\.c` \|' docs/wrinkles.md | sed 's/.*\(| `test_\)/\1/')
	[ $rows -gt 50 ] && return $rc_here
}
tests_exist
result $? "each wrinkle of docs/wrinkles.md has its test"

if [ ! -r "$formats" ]; then
	skip coverage "there is no list of formats: set DMASCOPE_FORMATS to its path"
else
	"$coverage" "$formats" >"$out"
	! grep -E '^# missed fault' "$out"
	result $? "every message of the tier fault is decoded"
	! grep -E '^# missed error' "$out"
	result $? "every message of the tier error is recognised"
	sed -n 's/^\(error\|fault\), all/# &/p' "$out"
	rows_are_in "$coverage" "$formats"
	result $? "docs/coverage.md has the numbers for each subsystem"
fi
if [ ! -r "$sites" ]; then
	skip "coverage of WARNs" "there is no list of sites: set DMASCOPE_WARN_SITES to its path"
else
	"$warns" "$sites" >"$out"
	! grep -E '^# missed' "$out"
	result $? "every WARN and BUG without a text is recognised"
	rows_are_in "$warns" "$sites"
	result $? "docs/coverage.md has the numbers of WARNs"
fi
done_testing
