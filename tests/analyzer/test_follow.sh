#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# dmascope triage --follow: each finding once, as it comes; rotation, pipes, signals, memory.
set -u
cd "$(dirname "$0")/../.." || exit 2

# shellcheck source=tests/analyzer/cli.sh
. tests/analyzer/cli.sh

fault() { # fault TIME DEVICE ADDRESS
	echo "[    $1] DMAR: [DMA Write NO_PASID] Request device [$2] fault addr $3 [fault reason 0x05] PTE Write access is not set"
}
# until COUNT: so many findings were printed (waits up to 10 s)
until_findings() {
	local i
	for ((i = 0; i < 100; i++)); do
		[ "$(wc -l <"$tmp/out")" -ge "$1" ] && break
		sleep 0.1
	done
	[ "$(wc -l <"$tmp/out")" -eq "$1" ]
}
start() { # start FILE [OPTION...]
	: >"$tmp/out"
	"$dmascope" triage --follow --format ndjson "${@:2}" "$1" >"$tmp/out" 2>"$tmp/err" &
	pid=$!
}
stop() { # stop SIGNAL: the exit status
	local status
	kill "-$1" "$pid"
	wait "$pid"
	status=$?
	pid=
	return $status
}

fault 1.0 00:03.0 0xffffc000 >"$tmp/log"
start "$tmp/log"
until_findings 1
result $? "what is there already"
fault 2.0 00:03.0 0xffffc000 >>"$tmp/log"
fault 3.0 00:04.0 0xffffc000 >>"$tmp/log"
until_findings 2
result $? "a new finding is printed, an old one is not printed again"
grep -q '"id":"F2".*0000:00:04.0.*"line":3' "$tmp/out"
result $? "it is numbered on, with its line in the whole file"
printf '[    4.0] DMAR: [DMA Write NO_PASID] Request dev' >>"$tmp/log"
sleep 1
until_findings 2
result $? "half a line is not judged"
echo 'ice [00:05.0] fault addr 0xffffc000 [fault reason 0x05] PTE Write access is not set' >>"$tmp/log"
until_findings 3 && grep -q 0000:00:05.0 "$tmp/out"
result $? "the rest of the line makes a finding"
mv "$tmp/log" "$tmp/log.1"
fault 1.0 00:06.0 0xffffc000 >"$tmp/log"
until_findings 4 && grep -q '0000:00:06.0.*"line":1' "$tmp/out"
result $? "a log that was replaced is read from its start"
fault 1.0 00:07.0 0xffff >"$tmp/log"
until_findings 5
result $? "a log that was cut as well"
stop INT
[ $? -eq 1 ]
result $? "SIGINT ends it, exit 1 after findings"
[ ! -s "$tmp/err" ]
result $? "nothing on stderr"

echo "[    0.0] nothing" >"$tmp/log"
start "$tmp/log"
sleep 1
stop TERM
result $? "SIGTERM ends it, exit 0 without findings"
fault 1.0 00:03.0 0xffffc000 >"$tmp/log"
echo '0000:00:03.0 *' >"$tmp/known"
start "$tmp/log" --expect "$tmp/known"
until_findings 1
stop INT
result $? "expected findings do not count"

fault 1.0 00:03.0 0xffffc000 | "$dmascope" triage --follow - >"$tmp/out" 2>"$tmp/err"
[ $? -eq 1 ] && grep -q 'F1 .*0000:00:03.0' "$tmp/out"
result $? "a pipe ends by itself"
"$dmascope" triage --follow --format html "$tmp/log" >"$tmp/out" 2>"$tmp/err"
[ $? -eq 2 ]
result $? "no page of a log that goes on"
"$dmascope" triage --follow "$tmp/none" >"$tmp/out" 2>"$tmp/err"
[ $? -eq 2 ] && [ "$(wc -l <"$tmp/err")" -eq 1 ]
result $? "a file that is not there"

# 64 MiB of lines, a fault in every hundredth; the plain binary, since sanitizers keep freed memory
if [ -x build/dmascope ]; then
	line=$(printf '[    1.0] usb 1-1: %0100d' 0)
	{ for ((i = 0; i < 99; i++)); do echo "$line"; done; fault 1.0 00:03.0 0xffffc000; } >"$tmp/part"
	for ((i = 0; i < 5000; i++)); do cat "$tmp/part"; done |
		(ulimit -v 65536; build/dmascope triage --follow - >"$tmp/out" 2>"$tmp/err")
	[ $? -eq 1 ] && [ "$(grep -c '^F' "$tmp/out")" -eq 1 ]
	result $? "60 MB from a pipe in 64 MiB of memory, one finding"
fi

done_testing
