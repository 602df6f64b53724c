#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Colours are for terminals, for nobody who asked for none, and for no file.
set -u
cd "$(dirname "$0")/../.." || exit 2

# shellcheck source=tests/analyzer/cli.sh
. tests/analyzer/cli.sh

escape=$(printf '\033')
echo '[    1.0] DMAR: [DMA Write NO_PASID] Request device [00:03.0] fault addr 0xffffc000 [fault reason 0x05] PTE Write access is not set' >"$tmp/log"

# on_terminal COMMAND: its output, written to a pseudo-terminal
on_terminal() {
	script -q -e -c "$1" /dev/null </dev/null >"$tmp/out" 2>"$tmp/err"
}
colored() { # colored yes|no NAME
	local is=no
	grep -q "$escape" "$tmp/out" && is=yes
	[ $is = "$1" ] && grep -q 'F1' "$tmp/out"
	result $? "$2"
}

unset NO_COLOR
export TERM=xterm
if script -q -e -c true /dev/null </dev/null >/dev/null 2>&1; then
	on_terminal "$dmascope triage $tmp/log"
	colored yes "a terminal gets colours"
	on_terminal "env NO_COLOR=1 $dmascope triage $tmp/log"
	colored no "none with NO_COLOR"
	on_terminal "env NO_COLOR= $dmascope triage $tmp/log"
	colored yes "an empty NO_COLOR asks for nothing"
	on_terminal "env TERM=dumb $dmascope triage $tmp/log"
	colored no "none on a dumb terminal"
	on_terminal "$dmascope triage -o $tmp/file $tmp/log; cat $tmp/file"
	colored no "none in a file"
	on_terminal "$dmascope triage --format ndjson $tmp/log"
	colored no "none in JSON"
else
	n=$((n + 1))
	echo "ok $n - terminals # SKIP script(1) cannot make one here"
fi
expect 1 "into a pipe" triage "$tmp/log"
colored no "none in a pipe"

done_testing
