#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# dmascope triage before/ after/: what grew between two or more snapshots of one machine.
set -u
cd "$(dirname "$0")/../.." || exit 2

# shellcheck source=tests/analyzer/cli.sh
. tests/analyzer/cli.sh

shows() { # shows PATTERN NAME
	grep -q -E -e "$1" "$tmp/out"
	result $? "$2"
}

hides() { # hides PATTERN NAME
	! grep -q -E -e "$1" "$tmp/out"
	result $? "$2"
}

# rows TYPE SIZE DIRECTION COUNT [FIRST]: lines of dma-api/dump as 6.12 prints them
# ("%s %s %s idx %d P=%pa D=%llx L=%llx cln=%pa %s %s\n", kernel/dma/debug.c)
rows() {
	local i first=${5:-0}

	for ((i = first; i < first + $4; i++)); do
		printf 'e1000e 0000:00:03.0 %s idx %d P=0x%016x D=%x L=%x cln=0x%016x %s dma map error checked\n' \
			"$1" "$i" $((0x100000000 + i * 4096)) $((0xf0000000 + i * 4096)) "$2" "$i" "$3"
	done
}

# snapshot NAME RX [TX]: a ring, RX buffers of 2 KiB, TX buffers of 1514 bytes
snapshot() {
	mkdir -p "$tmp/$1/dma-api"
	{ rows coherent 4096 DMA_BIDIRECTIONAL 4
	  rows single 2048 DMA_FROM_DEVICE "$2" 100
	  rows single 1514 DMA_TO_DEVICE "${3:-5}" 5000; } >"$tmp/$1/dma-api/dump"
}

snapshot before 10
snapshot after 50
expect 1 "mappings that became more" triage "$tmp/before" "$tmp/after"
shows '^F1  medium +e1000e 0000:00:03.0: mappings are left behind' "they are a leak, medium"
shows 'leak \(possible\)' "which two snapshots cannot prove"
shows 'single DMA_FROM_DEVICE: 10 -> 50 live' "so many"
shows 'by size: \+40 of 2048 bytes' "of this size"
shows '^ +\+40  e1000e 0000:00:03.0  dma_map_single/page DMA_FROM_DEVICE  2048 bytes  \(10 -> 50\)$' "the table"
shows '^growth over 2 snapshots: 1 kind of mappings changed, 2 did not$' "and what stayed"

snapshot later 90
expect 1 "three snapshots" triage "$tmp/before" "$tmp/after" "$tmp/later"
shows 'leak \(likely\)' "are surer"
shows '\(10 -> 50 -> 90\)' "all counts"
expect 1 "files instead of folders" triage "$tmp/before/dma-api/dump" "$tmp/after/dma-api/dump"
shows 'leak \(possible\)' "the same leak"
tar -C "$tmp" -cf "$tmp/before.tar" before
tar -C "$tmp" -czf "$tmp/after.tar.gz" after
expect 1 "archives" triage "$tmp/before.tar" "$tmp/after.tar.gz"
shows '\(10 -> 50\)' "the same numbers"

# A guest whose script made and forgot 8 mappings of 4096 bytes, twice.
leak=tests/fixtures/leak-snapshots
expect 1 "a real leak" triage $leak/before $leak/after $leak/later
shows 'dmascope_drv 0000:01:00.0: mappings are left behind' "whose it is"
shows '^ +\+16  dmascope_drv 0000:01:00.0 .* DMA_FROM_DEVICE  4096 bytes  \(0 -> 8 -> 16\)$' "how many, of which size"
shows '^  num_free_entries  65533 -> 65525 -> 65517$' "the checker's entries that it took"
hides '^F2' "and nothing else"

snapshot few 12
expect 0 "two mappings more" triage "$tmp/before" "$tmp/few"
shows '^ +\+2  e1000e' "are in the table only"
snapshot turned 50 2
expect 0 "others became fewer" triage "$tmp/before" "$tmp/turned"
shows '^ +-3  e1000e .*DMA_TO_DEVICE' "the load changed: no leak in two snapshots"
snapshot more 60 1
expect 1 "and in three" triage "$tmp/before" "$tmp/turned" "$tmp/more"
shows 'leak \(possible\)' "it grew on while others shrank"
snapshot dropped 30
expect 0 "up and down" triage "$tmp/before" "$tmp/after" "$tmp/dropped"
expect 0 "nothing changed" triage "$tmp/before" "$tmp/before"
shows '^growth over 2 snapshots: 0 kinds of mappings changed, 3 did not$' "and that is said"

mkdir -p "$tmp/idle/dma-api"
: >"$tmp/idle/dma-api/dump"
expect 1 "a machine without mappings before" triage "$tmp/idle" "$tmp/after"
shows '\(0 -> 50\)' "an empty list is a list"

# What only grows in one boot fell, or nothing is shared: not the same boot, or not in order.
echo 5 >"$tmp/before/dma-api/error_count"
echo 3 >"$tmp/after/dma-api/error_count"
expect 0 "errors became fewer" triage "$tmp/before" "$tmp/after"
shows 'the comparison of the snapshots' "no comparison, and why"
hides '^growth' "nothing is counted"
echo 9 >"$tmp/after/dma-api/error_count"
echo 65000 >"$tmp/before/dma-api/min_free_entries"
echo 64000 >"$tmp/after/dma-api/min_free_entries"
echo 8 >"$tmp/before/dma-api/num_free_entries"
expect 1 "counters" triage "$tmp/before" "$tmp/after"
shows '^  error_count  5 -> 9$' "errors"
shows '^  min_free_entries  65000 -> 64000$' "entries left"
hides 'num_free_entries' "one snapshot has no trend"
expect 0 "swapped" triage "$tmp/after" "$tmp/before"
sed 's/D=f/D=e/' "$tmp/after/dma-api/dump" >"$tmp/other"
expect 0 "another machine" triage "$tmp/before" "$tmp/other"
shows 'the comparison of the snapshots' "rings at other addresses"

expect 0 "several machines" triage --no-compare "$tmp/before" "$tmp/after"
hides '^growth' "are not compared"
mkdir -p "$tmp/two"
cp -r "$tmp/before" "$tmp/after" "$tmp/two/"
expect 0 "a folder of bundles" triage "$tmp/two" "$tmp/after"
hides '^growth' "is no snapshot"
expect 0 "a log beside a list" triage "$tmp/before" "tests/fixtures/clean-sg/console.log"
hides '^growth' "is no second snapshot"

expect 1 "JSON" triage --format json "$tmp/before" "$tmp/after"
python3 - "$tmp/out" >"$tmp/err" 2>&1 <<'PY'
import json, sys
r = json.load(open(sys.argv[1]))
assert len(r["snapshots"]) == 2 and r["snapshots"][0].endswith("before/dma-api/dump")
g = r["growth"]
assert len(g) == 1, g
assert g[0] == {"driver": "e1000e", "device": "0000:00:03.0", "type": "single",
                "call": "dma_map_single/page", "direction": "DMA_FROM_DEVICE", "size": 2048,
                "counts": [10, 50], "change": 40}, g
assert {"name": "error_count", "pool": "", "values": [5, 9]} in r["counters"], r["counters"]
PY
result $? "growth, counters"

# 18 entries done and 20 asked for; the same head again: nothing moved.
queue() { # queue NAME HEAD TAIL
	mkdir -p "$tmp/$1"
	printf 'Invalidation queue on IOMMU: dmar0\n Base: 0x10112d000\tHead: %d\tTail: %d\n' "$2" "$3" \
		>"$tmp/$1/invalidation_queue"
}
queue q1 18 20
queue q2 18 30
queue q3 25 30
expect 1 "a queue that does not move" triage "$tmp/q1" "$tmp/q2"
shows 'invalidation-timeout \(likely\)' "is stuck"
expect 0 "a queue that moves" triage "$tmp/q1" "$tmp/q3"

# Groups: links, as a copy of /sys has them and as an archive has them.
mkdir -p "$tmp/sys/kernel/iommu_groups/7/devices"
echo identity >"$tmp/sys/kernel/iommu_groups/7/type"
ln -s ../../../../devices/pci0000:00/0000:00:03.0 "$tmp/sys/kernel/iommu_groups/7/devices/0000:00:03.0"
echo "[    1.0] DMAR: [DMA Write NO_PASID] Request device [00:03.0] fault addr 0xffffc000 [fault reason 0x05] PTE Write access is not set" \
	>"$tmp/sys/dmesg"
tar -C "$tmp" -cf "$tmp/sys.tar" sys
for input in sys sys.tar; do
	expect 1 "groups in $input" triage "$tmp/$input"
	shows 'group 7 of 0000:00:03.0 has an identity' "the link is read"
	shows 'use-after-unmap \(possible\)' "it is less sure"
done

done_testing
