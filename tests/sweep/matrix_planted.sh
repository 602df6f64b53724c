#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Planted bugs: a driver with one missing error check is swept, and just that call site is found.
#
#   tests/sweep/matrix_planted.sh [BUG...]      default: all
#
# TAP on stdout.
set -u
cd "$(dirname "$0")/../.." || exit 2
readonly KERNEL=6.12-x86_64-lean PLATFORM=vtd
readonly OUT=$PWD/build/tests/planted

. tests/tap.sh

build() {
	local keys kdir args

	keys=$(qemu/setup/kernel $KERNEL) || return
	kdir=$(sed -n 's/^kdir=//p' <<<"$keys")
	args=$(sed -n 's/^make=//p' <<<"$keys")
	rm -rf "$OUT" && mkdir -p "$OUT" && cp tests/sweep/planted/* "$OUT/" || return
	# shellcheck disable=SC2086
	make -C "$kdir" $args M="$OUT" W=1 modules >"$OUT/log" 2>&1
}

# conf BUG: the driver's file, as a user would write it
conf() {
	cat >"$OUT/planted-$1.conf" <<-END
		description = a driver with one bug: $1
		driver = planted
		modules = $OUT/planted.ko
		parameters = bug=$1
		workload = script
		device = edu
	END
}

# sweep BUG: exit status, and its table in $OUT/BUG.json
sweep() {
	conf "$1"
	build/dmascope sweep --driver "$OUT/planted-$1.conf" --script "$OUT/work" --kernel $KERNEL \
		--platform $PLATFORM --results build/tests/results-planted --format json \
		>"$OUT/$1.json" 2>"$OUT/$1.err"
}

# broken BUG: "function kind outcome" of each site that is not handled
broken() {
	python3 - "$OUT/$1.json" <<-'END'
		import json, sys
		for s in json.load(open(sys.argv[1]))["sites"]:
		    if s["outcome"] != "handled":
		        print(s["function"], (s["finding"] or {}).get("kind", "-"), s["outcome"],
		              "%d/%d" % (s["repeated_broke"], s["repeated"]))
	END
}

# planted BUG FUNCTION KINDS: only FUNCTION broke, three times of three, with a finding of KINDS
planted() {
	local bug=$1 function=$2 kinds=$3 rc found
	details=("$OUT/$1.err")

	sweep "$bug"
	rc=$?
	found=$(broken "$bug")
	[ $rc -eq 1 ] && [[ $found =~ ^$function\ ($kinds)\ broke\ 3/3$ ]]
	result $? "$bug: $function() is found, and only it (status $rc: ${found//$'\n'/; })"
}

if ! build; then
	result 1 "the driver compiles"
	sed 's/^/# /' "$OUT/log"
	exit 1
fi
# shellcheck disable=SC2016 # for the guest's shell
echo 'echo 1 >/sys/bus/pci/devices/$1/work' >"$OUT/work"

wanted=" ${*:-none alloc leak map} "
if [[ $wanted == *" none "* ]]; then
	sweep none
	rc=$?
	[ $rc -eq 0 ] && [ -s "$OUT/none.json" ] && [ -z "$(broken none)" ]
	result $? "without a bug all failures are handled (status $rc)"
	sites=$(python3 -c 'import json, sys; print(*sorted(s["call"] + ":" + s["function"]
		for s in json.load(open(sys.argv[1]))["sites"]))' "$OUT/none.json")
	[ "$sites" = "dma_alloc_attrs:planted_alloc_ring dma_alloc_attrs:planted_alloc_table \
dma_map_page_attrs:planted_send dma_set_coherent_mask:planted_probe dma_set_mask:planted_probe" ]
	result $? "each call site of the driver is reached: $sites"
fi
# a NULL pointer is written to
[[ $wanted != *" alloc "* ]] || planted alloc planted_alloc_ring 'oops|bug|kasan'
# the table stays when the ring cannot be had
[[ $wanted != *" leak "* ]] || planted leak planted_alloc_ring 'dma-api|-'
# the device is told DMA_MAPPING_ERROR as an address
[[ $wanted != *" map "* ]] || planted map planted_send 'vtd-fault|dma-api|warning'
done_testing
