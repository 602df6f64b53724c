#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The driver's interface is what docs/uapi.md promises: every enumerator says its number, no
# number of ABI 1 has changed, structures have no holes and the same layout for 32 and 64 bits
# and for arm64. TAP on stdout.
set -u
cd "$(dirname "$0")/../.." || exit 2
header=dmatest-drv/uapi/dmascope.h
golden=tests/dmactl/uapi-1.txt
structs='dmascope_op dmascope_seg dmascope_info dmascope_event'
cc=${CC:-cc}
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT

. tests/tap.sh
details=("$tmp/why")
# numberless HEADER: enumerators that leave their number to their place; ends may
numberless() {
	sed -n '/^enum/,/^};/p' "$1" | grep -E '^[[:space:]]DMASCOPE_' | grep -vE ' = [0-9]+,|_MAX,'
}
numberless $header >"$tmp/why"
[ ! -s "$tmp/why" ]
result $? "every enumerator has its number"

# numbers HEADER: NAME VALUE of all that a request can hold, as the compiler sees them
numbers() {
	local name

	{
		echo '#include <stdio.h>'
		echo "#include \"$1\""
		echo 'int main(void) {'
		sed 's,/\*.*,,' "$1" |
			grep -oE '\bDMASCOPE_(OP|F|SET|BUF|FN|Q|CAP|ALLOC|PIN|PROT|PM)_[A-Z0-9_]+' | sort -u |
			grep -v '_MAX$' | while read -r name; do
			echo "printf(\"$name %u\\n\", (unsigned int)$name);"
		done
		echo 'return 0; }'
	} >"$tmp/numbers.c"
	$cc -o "$tmp/numbers" -I. "$tmp/numbers.c" 2>"$tmp/cc" && "$tmp/numbers"
}

# changed HEADER: what differs from the numbers that were given out
changed() {
	numbers "$1" | sort >"$tmp/now"
	grep -v '^#' $golden | sort >"$tmp/then"
	join -a 1 -a 2 -o 0,1.2,2.2 -e - "$tmp/then" "$tmp/now" | awk -v file=$golden '
		$3 == "-" { print $1 " is gone; programs were compiled with it"; next }
		$2 == "-" { print $1 " is new; add \"" $1 " " $3 "\" to " file; next }
		$2 != $3 { print $1 " was " $2 " and is " $3 }'
}
changed $header >"$tmp/why"
[ ! -s "$tmp/why" ] && [ -s "$tmp/now" ]
result $? "no number of ABI 1 has changed, and none is missing in $golden"

# layout HEADER OUT COMPILER...: every structure as pahole sees it
layout() {
	local header=$1 out=$2 name

	shift 2
	{
		echo "#include \"$PWD/$header\""
		for name in $structs; do
			echo "struct $name a_$name;"
		done
	} >"$tmp/layout.c"
	# the kernel's headers of this machine, of whatever architecture, have all that is needed
	"$@" -g -gdwarf-4 -c -o "$tmp/layout.o" "$tmp/layout.c" -I"$tmp/include" \
		-idirafter "/usr/include/$($cc -print-multiarch)" 2>"$tmp/cc" || return 1
	for name in $structs; do
		pahole --hex -C "$name" "$tmp/layout.o"
	done >"$out"
}

# told FILE: pahole's words for what must not be
told() {
	grep -nE 'hole|padding|bit' "$1"
}

if type -P pahole >/dev/null; then
	layout $header "$tmp/64" "$cc" && [ "$(grep -c '^struct' "$tmp/64")" -eq 4 ]
	result $? "pahole sees the structures"
	told "$tmp/64" >"$tmp/why"
	[ ! -s "$tmp/why" ]
	result $? "they have no holes and no padding"
	if [ "$(uname -m)" != x86_64 ]; then
		skip "the same layout for 32 bits" "this machine's compiler has no -m32"
	elif layout $header "$tmp/32" "$cc" -m32; then
		diff "$tmp/64" "$tmp/32" >"$tmp/why"
		result $? "the same layout for 32 bits"
	else
		skip "the same layout for 32 bits" "$cc -m32: $(head -1 "$tmp/cc")"
	fi
	if type -P aarch64-linux-gnu-gcc >/dev/null; then
		layout $header "$tmp/arm64" aarch64-linux-gnu-gcc
		diff "$tmp/64" "$tmp/arm64" >"$tmp/why"
		result $? "the same layout for arm64"
	else
		skip "the same layout for arm64" "aarch64-linux-gnu-gcc is not installed"
	fi

	# the test itself: 32 bits too many move what follows to another place, or leave a hole
	sed 's/^\t__u64 offset;/\t__u32 odd;\n&/' $header >"$tmp/holes.h"
	(cd "$tmp" && header=holes.h && layout "$header" "$tmp/seen" "$cc")
	told "$tmp/seen" >/dev/null
	result $? "a hole is found"
else
	skip "layout of the structures" "pahole is not installed (package dwarves)"
fi
sed 's/DMASCOPE_OP_MAP = 3/DMASCOPE_OP_MAP = 4/' $header >"$tmp/other.h"
changed "$tmp/other.h" | grep -q '^DMASCOPE_OP_MAP was 3 and is 4$'
result $? "a changed number is found"
sed 's/ = 3,/,/' $header >"$tmp/less.h"
numberless "$tmp/less.h" | grep -q DMASCOPE_OP_MAP
result $? "and an enumerator without one"

done_testing
