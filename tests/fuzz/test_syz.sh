#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The driver's interface is described to fuzzers as its header has it: every opcode and flag is
# in docs/dmascope.syz.txt, every opcode in the table of dmafuzz, the structures field by field.
# TAP on stdout.
set -u
cd "$(dirname "$0")/../.." || exit 2
header=dmatest-drv/uapi/dmascope.h
syz=docs/dmascope.syz.txt
fuzzer=build/guest-tools/$(uname -m)/dmafuzz
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT

. tests/tap.sh
details=("$tmp/why")

# names HEADER: what a request can hold; limits and ends of enumerations are no such thing
names() {
	sed 's,/\*.*,,' "$1" | grep -oE '\bDMASCOPE_(OP|F|SET|BUF|FN|Q|CAP|ALLOC|PIN|PROT|PM|IOC)_[A-Z0-9_]+' |
		grep -vE '_MAX$|_OP_NONE$' | sort -u
}

# missing HEADER DESCRIPTION: names that only one of the two has
missing() {
	names "$1" >"$tmp/header"
	grep -v '^#' "$2" | grep -oE '\bDMASCOPE_(OP|F|SET|BUF|FN|Q|CAP|ALLOC|PIN|PROT|PM|IOC)_[A-Z0-9_]+' | sort -u |
		grep -vxF DMASCOPE_OP_NONE >"$tmp/described"
	comm -23 "$tmp/header" "$tmp/described" | sed "s,\$, is not in $syz,"
	comm -13 "$tmp/header" "$tmp/described" | sed "s,\$, is not in $header,"
	# an opcode needs a call and a request of its own
	grep -E '^DMASCOPE_OP_' "$tmp/header" | while read -r op; do
		grep -q "^ioctl\$$op(" "$2" || echo "$op has no ioctl\$$op() in $syz"
		grep -q "dmascope_request\[$op," "$2" || echo "$op has no request in $syz"
	done
}

missing $header $syz >"$tmp/why"
[ ! -s "$tmp/why" ]
result $? "every opcode, flag and enumerator is described, and no other"

# fields FILE START: names of a structure's fields, one a line
fields_of_header() {
	sed -n "/^struct $1 {/,/^}/p" $header | sed 's,/\*.*,,' |
		sed -nE 's/^[[:space:]]+(__u32|__u64|__s32|char) +([a-z_]+)(\[[0-9]+\])?;.*/\2/p'
}
fields_of_description() {
	sed -n "/^$1.*{\$/,/^}/p" $syz | sed -nE 's/^\t([a-z_]+)\t.*/\1/p'
}
: >"$tmp/why"
for pair in dmascope_op=type\ dmascope_request dmascope_seg=dmascope_seg \
	dmascope_info=dmascope_info; do
	diff <(fields_of_header "${pair%%=*}") <(fields_of_description "${pair#*=}") >>"$tmp/why"
done
[ ! -s "$tmp/why" ]
result $? "the structures have the header's fields in its order"
[ "$(fields_of_header dmascope_op | wc -l)" -ge 20 ]
result $? "and the fields were found"

# without_row HEADER OPS: opcodes that dmafuzz does not know, or knows by another number
without_row() {
	names "$1" | sed -n 's/^DMASCOPE_OP_//p' | while read -r op; do
		grep -qE "^$op [0-9]+ " "$2" ||
			echo "DMASCOPE_OP_$op is not in the table of dmatest-drv/fuzz/table.c"
	done
}
if [ -x "$fuzzer" ]; then
	"$fuzzer" --list-ops >"$tmp/ops"
	without_row $header "$tmp/ops" >"$tmp/why"
	[ ! -s "$tmp/why" ]
	result $? "dmafuzz knows every opcode"
	# no failure: of an op that is misuse by itself nothing else can be sent
	sed -n 's/^\([A-Z_]*\) .* refused$/# \1 is only sent such as must be refused/p' "$tmp/ops"

	"$fuzzer" --dry --requests 30000 --seed 7 >"$tmp/a"
	"$fuzzer" --dry --requests 30000 --seed 7 >"$tmp/b"
	"$fuzzer" --dry --requests 30000 --seed 8 >"$tmp/c"
	cmp "$tmp/a" "$tmp/b" >"$tmp/why" 2>&1
	result $? "the same seed sends the same requests"
	! cmp -s "$tmp/a" "$tmp/c"
	result $? "and another one others"
	sed -n 's/^fact sent_\(.*\)=0$/\1 was never sent/p; s/^fact unreached=[1-9].*/&/p' "$tmp/a" >"$tmp/why"
	[ ! -s "$tmp/why" ]
	result $? "every op is sent"
else
	for name in 'dmafuzz knows every opcode' 'the seed decides'; do
		skip "$name" "There is no $fuzzer (make guest-tools)."
	done
fi

# the test itself: a header with one op more, a description with one less
sed 's/^\tDMASCOPE_OP_HOLD\b/\tDMASCOPE_OP_NEW_ONE,\n&/' $header >"$tmp/more.h"
missing "$tmp/more.h" $syz >"$tmp/seen"
grep -q 'DMASCOPE_OP_NEW_ONE is not in' "$tmp/seen"
result $? "an opcode that is not described is found"
sed 's/DMASCOPE_F_POLL//' $syz >"$tmp/less.txt"
missing $header "$tmp/less.txt" | grep -q '^DMASCOPE_F_POLL is not in'
result $? "and a flag"
: >"$tmp/no-ops"
without_row $header "$tmp/no-ops" | grep -q 'DMASCOPE_OP_MAP_SG is not in the table'
result $? "and an opcode that dmafuzz does not know"

done_testing
