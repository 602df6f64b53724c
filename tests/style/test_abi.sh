#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# docs/ABI has an entry for each attribute and module parameter of the test driver, and for none
# that is not there; each entry has all of its fields.  TAP on stdout.
set -u
cd "$(dirname "$0")/../.." || exit 2

. tests/tap.sh

# attributes TOP: names of what the driver makes, by the macros that make them
attributes() {
	find "$1/dmatest-drv" -name '*.c' ! -path '*/dmactl/*' -exec cat {} + |
		sed -n -E '/##|\(_/d
			s/^(static )?(DEVICE|DRIVER)_ATTR_(RO|WO|RW)\(([a-z0-9_]+)\).*/\4/p
			s/^DMS_STAT_ATTR\(([a-z0-9_]+)\).*/\1/p
			s/^module_param\(([a-z0-9_]+),.*/\1/p' | sort
}

documented() {
	sed -n 's|^What:[[:space:]]*/sys/.*/||p' "$1/docs/ABI/testing/sysfs-driver-dmascope" | sort
}

# incomplete TOP: entries that lack a field
incomplete() {
	awk -F '\t' '
		function ends() {
			if (what != "" && seen != "DKCT")
				print what ": has only " seen
		}
		/^What:/ { ends(); what = $NF; seen = "" }
		/^Date:/ { seen = seen "D" }
		/^KernelVersion:/ { seen = seen "K" }
		/^Contact:/ { seen = seen "C" }
		/^Description:/ { seen = seen "T" }
		END { ends() }' "$1"/docs/ABI/*/*
}

found=$(diff <(attributes .) <(documented .))
[ -z "$found" ] && [ "$(attributes . | wc -l)" -gt 10 ]
result $? "docs/ABI names $(documented . | wc -l) attributes, and the driver has just these" "$found"
found=$(incomplete .)
[ -z "$found" ]
result $? "each entry says since when, who to ask, and what it is" "$found"

# the test itself: an attribute without an entry, an entry without an attribute, one without a date
bad=$(mktemp -d) || exit 2
trap 'rm -rf "$bad"' EXIT
mkdir -p "$bad/dmatest-drv" "$bad/docs/ABI/testing"
printf 'static DEVICE_ATTR_RO(known);\nstatic DEVICE_ATTR_RW(forgotten);\n' >"$bad/dmatest-drv/a.c"
printf 'What:\t\t/sys/a/known\nDate:\t\tx\nKernelVersion:\t6\nContact:\tx\nDescription:\n\nWhat:\t\t/sys/a/gone\nContact:\tx\n' \
	>"$bad/docs/ABI/testing/sysfs-driver-dmascope"
found=$(diff <(attributes "$bad") <(documented "$bad") | grep '^[<>]')
[ "$found" = $'< forgotten\n> gone' ] && [ "$(incomplete "$bad")" = "/sys/a/gone: has only C" ]
result $? "what is forgotten is found" "$found"

done_testing
