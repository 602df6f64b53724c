#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Logs of our own runs (tests/fixtures), explained: what is expected follows from the facts that
# each scenario published, not from what the analyzer once said.
set -u
cd "$(dirname "$0")/../.." || exit 2

dmascope=${DMASCOPE:-build/dmascope-asan}
out=$(mktemp) || exit 2
trap 'rm -f "$out"' EXIT

. tests/tap.sh
details=("$out")

fact() { # fact FIXTURE NAME
	sed -n "s/^$2=//p" "tests/fixtures/$1/facts.txt"
}

# finding FIXTURE KIND CAUSE SEVERITY DEVICE: there is one, and it says just that
finding() {
	"$dmascope" triage --format ndjson "tests/fixtures/$1" >"$out"
	[ $? -eq 1 ] && grep "\"severity\":\"$4\",\"kind\":\"$2\"" "$out" | grep -F "\"device\":$5" |
		grep -qF "\"cause\":{\"class\":\"$3\""
	result $? "$1: $2 is $3, $4"
}

# event FIXTURE TEXT...: one event has all of it
event() {
	local fixture=$1 text
	shift
	"$dmascope" triage --events --format ndjson "tests/fixtures/$fixture" >"$out"
	for text; do
		grep -F -- "$text" "$out" >"$out.sel"
		mv "$out.sel" "$out"
	done
	[ -s "$out" ]
	result $? "$fixture: an event with $*"
}

hex() { # hex EXPRESSION
	printf '"0x%x"' $(($1))
}

f=vtd-write-after-unmap
bdf="\"$(fact $f dev.bdf)\""
finding $f vtd-fault use-after-unmap high "$bdf"
event $f "\"address\":$(hex "$(fact $f m.iova) & ~0xfff")" '"access":"write"' '"code":"0x5"' "$bdf"

f=kexec-crash
finding $f vtd-fault stale-dma high "$bdf"
event $f "\"address\":$(hex "$(fact $f r.ring) & ~0xfff")" '"access":"read"' '"boot":1' "$bdf"
# the rings begin one page before that of the receiver
"$dmascope" triage --format ndjson tests/fixtures/$f >"$out"
grep -q "the kernel before had given $(printf 0x%x $(($(fact $f r.ring) - 4096)))-" "$out"
result $? "$f: the mapping of the kernel before is named"

f=stock-write-after-unmap
finding $f vtd-fault use-after-unmap high "$bdf"
event $f "\"address\":$(hex "$(fact $f m.iova) & ~0xfff")" '"access":"write"' '"code":"0x5"' "$bdf"

f=vtd-overrun
finding $f vtd-fault overrun critical "$bdf"
event $f "\"address\":$(hex "$(fact $f m.iova) + $(fact $f m.len)")" '"access":"write"' "$bdf"

f=vtd-wrong-direction
finding $f vtd-fault wrong-direction high "$bdf"
event $f "\"address\":$(hex "$(fact $f m.iova) & ~0xfff")" '"access":"write"' "$bdf"

f=dma-debug-double-unmap
finding $f dma-api double-unmap high "$bdf"
event $f '"detail":"dma_api.free_not_allocated"' "\"address\":$(hex "$(fact $f m.iova)")" "$bdf"

f=dma-debug-leak
finding $f dma-api leak medium "$bdf"
event $f '"detail":"dma_api.pending_allocations"' "$bdf"

finding swiotlb-exhausted swiotlb-full swiotlb-exhausted medium "$bdf"
finding oops-in-unmap oops unknown critical null
event oops-in-unmap '"kind":"oops"' '"driver":"dmascope_drv"'
event kasan-freed-page '"kind":"kasan"'

# What the IOMMU's own table says is what the scenario mapped, and where the fault was.
f=vtd-overrun-tables
iova=$(fact $f m.iova) len=$(fact $f m.len)
event $f "\"address\":$(hex "$iova + $len")" '"access":"write"' '"group":"4"' '"domain_type":"DMA"'
"$dmascope" triage --format json "tests/fixtures/$f" >"$out"
grep -qF "maps nothing at $(printf '0x%x, the first page behind 0x%x-0x%x' $((iova + len)) $((iova)) \
	$((iova + len - 1)))" "$out"
result $? "$f: the table ends where the mapping does"
grep -qF '"overrun"' "$out"
result $? "$f: an overrun is not ruled out"
printf '[ 1.0] DMAR: [DMA Read NO_PASID] Request device [01:00.0] fault addr 0x%x [fault reason 0x06] text\n' \
	$((iova + 4096)) >"$out.log"
"$dmascope" triage --format json "$out.log" "tests/fixtures/$f/intel" >"$out"
grep -qF "maps $(printf '0x%x to 0x%x' $((iova + 4096)) $(($(fact $f m.phys) + 4096)))" "$out"
result $? "$f: the table leads to the buffer"
rm -f "$out.log"
event $f '"detail":"vtd.unit.notice"' '"status":"TES RTPS QIES IRES IRTPS"'

"$dmascope" triage tests/fixtures/clean-sg >"$out"
result $? "clean-sg: nothing is found"

if type -P valgrind >/dev/null && [ -x build/dmascope ]; then
	valgrind -q --error-exitcode=9 --leak-check=full build/dmascope triage --format html \
		tests/fixtures/* >/dev/null 2>"$out"
	[ $? -eq 1 ]
	result $? "valgrind has nothing to say"
else
	skip "valgrind" "It is not installed."
fi
done_testing
