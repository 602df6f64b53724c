# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# For tests of the command line: the program, a folder to write to, and TAP. Source it from the
# top of the tree; "done_testing" is the last line of a test.

dmascope=${DMASCOPE:-$PWD/build/dmascope-asan}
[ -x "$dmascope" ] || dmascope=$PWD/build/dmascope
tmp=$(mktemp -d) || exit 2
trap 'chmod -R u+w "$tmp"; rm -rf "$tmp"' EXIT
: >"$tmp/out"
: >"$tmp/err"

. tests/tap.sh
details=("$tmp/out" "$tmp/err")

# expect STATUS NAME ARGUMENT...: runs it; stdout and stderr are kept
expect() {
	local want=$1 name=$2 got
	shift 2
	"$dmascope" "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
	got=$?
	[ $got -eq "$want" ]
	result $? "$name: exit $want (was $got)"
}

