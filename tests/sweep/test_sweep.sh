#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# dmascope sweep's command line and the files of its drivers; nothing boots.
set -u
cd "$(dirname "$0")/../.." || exit 2

dmascope=${DMASCOPE:-$PWD/build/dmascope}
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
. tests/tap.sh
details=("$tmp/err")

# refused TEXT NAME ARGUMENT...: exit status 2 and one line with TEXT in it
refused() {
	local text=$1 name=$2

	shift 2
	(cd "$tmp" && "$dmascope" sweep --results "$tmp/results" "$@") >"$tmp/out" 2>"$tmp/err"
	[ $? -eq 2 ] && grep -qF -e "$text" "$tmp/err" && [ ! -s "$tmp/out" ]
	result $? "$name"
}

conf() { # conf NAME LINE...
	local file=$tmp/$1.conf

	shift
	printf '%s\n' 'description = mine' "$@" >"$file"
}

"$dmascope" sweep --help >"$tmp/out" 2>"$tmp/err"
result $? "help"
grep -o -E '^ .*--[a-z-]+' "$tmp/out" | grep -o -E -e '--[a-z-]+' | sort -u >"$tmp/options"
while read -r o; do
	sed 's/\\-/-/g' docs/man/dmascope-sweep.1 | grep -q -F -e "$o"
	result $? "dmascope-sweep.1 tells $o"
done <"$tmp/options"

"$dmascope" sweep --list >"$tmp/out" 2>"$tmp/err"
result $? "all files of qemu/sweep are good"
[ "$(wc -l <"$tmp/out")" -eq "$(find qemu/sweep -name '*.conf' | wc -l)" ]
result $? "each is listed"
refused 'no --driver named' "a driver is wanted"
refused "did you mean 'nvme'" "a slip of a driver's name" --driver nvm
refused 'takes options only' "no argument" --driver nvme e1000e
refused '--nth' "a number wanted" --driver nvme --nth x
refused 'the first is behind the last' "a range the wrong way round" --driver nvme --nth 3-2
refused '--repeat' "no repetition" --driver nvme --repeat 0
refused '--seed' "a seed is a number" --driver nvme --seed -1
refused 'text or json' "no such format" --driver nvme --format html
refused 'unknown platform' "no such platform" --driver nvme --platform nowhere
refused 'No such file' "no such file" --driver "$tmp/none.conf"
conf lacks 'workload = block'
refused "lacks 'driver'" "a file without a driver" --driver "$tmp/lacks.conf"
conf odd 'driver = x' 'moduls = y'
refused "did you mean 'modules'" "a slip of a key" --driver "$tmp/odd.conf"
conf work 'driver = x' 'workload = dance'
refused "no workload 'dance'" "no such workload" --driver "$tmp/work.conf"
conf elsewhere 'driver = x' 'workload = net' 'workload[lockdep] = dance'
refused "no workload 'dance'" "... on another kernel" --driver "$tmp/elsewhere.conf"
conf where 'driver = x' 'workload[lockdep &] = net'
refused 'where.conf:3: ' "a condition that is none" --driver "$tmp/where.conf"
conf cond 'driver = x' 'modules[lockdep] = x'
refused "'modules' takes no condition" "a condition where none is taken" --driver "$tmp/cond.conf"

conf bus 'driver = x' 'bus = vme'
refused 'express or conventional' "no such bus" --driver "$tmp/bus.conf"
conf here 'driver = x' 'workload = script'
refused 'there is no PCI device' "no such device here" --driver "$tmp/here.conf" --here 0000:ff:1f.7
refused 'there is no PCI device' "a path is no device" --driver "$tmp/here.conf" --here ../../../tmp
refused 'no platform or kernel' "here is no platform" --driver "$tmp/here.conf" --here 0000:00:00.0 \
	--platform vtd
device=$(find /sys/bus/pci/devices -mindepth 1 -maxdepth 1 -printf '%f\n' 2>/dev/null | head -n 1)
if [ -n "$device" ]; then
	refused 'it would write to disks' "the built-in work is for guests" --driver nvme --here "$device"
else
	skip "the built-in work is for guests" "this machine has no PCI device"
fi

if python3 -c 'import jsonschema' 2>/dev/null; then
	python3 - docs/dmascope-sweep.schema.json 2>"$tmp/err" <<-'END'
		import json, jsonschema, sys
		jsonschema.Draft202012Validator.check_schema(json.load(open(sys.argv[1])))
	END
	result $? "the schema is one"
else
	skip "the schema is one" "python3-jsonschema is not installed"
fi

done_testing
