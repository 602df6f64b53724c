#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# dmascope diff and merge: logs and reports are compared by what was found, not by where and when.
set -u
cd "$(dirname "$0")/../.." || exit 2

# shellcheck source=tests/analyzer/cli.sh
. tests/analyzer/cli.sh

shows() { # shows PATTERN NAME
	grep -q -E -e "$1" "$tmp/out"
	result $? "$2"
}

# fault TIME BUS:DEVICE.FUNCTION ADDRESS
fault() {
	echo "[    $1] DMAR: [DMA Write NO_PASID] Request device [$2] fault addr $3 [fault reason 0x05] PTE Write access is not set"
}
firmware='[    1.0] DMAR: [Firmware Bug]: Record passes table end'

{ fault 1.0 00:03.0 0xffffc000; echo "$firmware"; } >"$tmp/before"
{ echo padding; fault 9.0 00:03.0 0xfffab000; echo "$firmware"; } >"$tmp/elsewhere"
{ cat "$tmp/before"; fault 3.0 00:03.0 0xffffc000; } >"$tmp/twice"
{ cat "$tmp/before"; fault 3.0 00:04.0 0xffffc000; } >"$tmp/other"
echo "nothing" >"$tmp/clean"
"$dmascope" triage --format json -o "$tmp/before.json" "$tmp/before"
"$dmascope" triage --format html -o "$tmp/before.html" "$tmp/before"

expect 0 "the same at other times and addresses" diff "$tmp/before" "$tmp/elsewhere"
shows '^0 new or more; 2 findings before, 2 after' "nothing is new"
expect 1 "a fault seen twice" diff "$tmp/before" "$tmp/twice"
shows '^more +high +1 -> 2 .*0000:00:03.0' "it is more"
expect 0 "a fault seen once instead of twice" diff "$tmp/twice" "$tmp/before"
shows '^fewer +high +2 -> 1 ' "it is fewer"
expect 1 "a fault of another device" diff "$tmp/before" "$tmp/other"
shows '^new +high +0 -> 1 .*0000:00:04.0' "it is new"
expect 0 "it is gone" diff "$tmp/other" "$tmp/before"
shows '^gone .*0000:00:04.0' "and said to be"
expect 0 "a report against its log" diff "$tmp/before.json" "$tmp/before"
expect 1 "a report against a worse log, as JSON" diff --format json "$tmp/before.json" "$tmp/other"
shows '"change": "new"' "the change"
shows '"schema": "dmascope-diff/1"' "the schema"

expect 2 "one file only" diff "$tmp/before"
expect 2 "a file that is not there" diff "$tmp/before" "$tmp/none"
expect 2 "a page is no report" diff "$tmp/before.html" "$tmp/before"
for broken in '{"schema": "dmascope-report/1"' '{"schema": "dmascope-report/1", "findings": 3}' \
	'{"schema": "dmascope-report/1", "findings": [{}]}' \
	'{"schema": "dmascope-report/1", "findings": [{"fingerprint": "0123456789abcde\u001b", "severity": "low", "title": "", "cause": {"class": ""}, "count": 1}]}' \
	'{"schema": "dmascope-report/1", "findings": [{"fingerprint": "0123456789abcdef", "severity": "low", "title": "", "cause": {"class": ""}, "count": -1}]}' \
	'{"schema": "dmascope-report/9", "findings": []}'; do
	echo "$broken" >"$tmp/broken.json"
	expect 2 "a broken report: $broken" diff "$tmp/broken.json" "$tmp/before"
	[ "$(wc -l <"$tmp/err")" -eq 1 ]
	result $? "one line on stderr"
done
echo '{"schema": "dmascope-report/1", "findings": [{"fingerprint": "0123456789abcdef", "severity": "low", "title": "\u001b[2J", "cause": {"class": "x\u0007"}, "count": 1}]}' \
	>"$tmp/hostile.json"
expect 1 "a hostile report" merge "$tmp/hostile.json"
! grep -q "$(printf '[\033\007]')" "$tmp/out"
result $? "its escape codes do not reach the terminal"
printf '[ 1.0] Kernel panic - not syncing: \xff\x1b[2J bad\n' >"$tmp/bytes"
expect 1 "bytes that are no UTF-8" diff --format json "$tmp/clean" "$tmp/bytes"
shows '"change": "new"' "are a finding all the same"

expect 1 "merge" merge "$tmp/before.json" "$tmp/twice" "$tmp/other" "$tmp/clean"
shows '^high +3 +4 +0000:00:03.0' "three reports, four times"
shows '^high +1 +1 +0000:00:04.0' "one report, once"
shows "in $tmp/twice" "the reports are named"
shows '^3 findings in 4 reports' "the summary"
grep -n -E '^(high|low)' "$tmp/out" | sed -n 's/^[0-9]*:\([a-z]*\).*00:0\([0-9]\).*/\1\2/p' | head -1 | grep -q high3
result $? "worst and widest first"
expect 1 "merge as JSON" merge --format json "$tmp/before.json" "$tmp/twice"
shows '"count": 3' "counts are added"
# a central log with lines of two hosts, a journal of a third, and a log that names none
for h in alpha beta alpha; do
	echo "Nov 19 10:11:12 $h kernel: $(fault 1.0 00:03.0 0xffffc000)"
done >"$tmp/central"
printf '{"_HOSTNAME":"gamma","MESSAGE":"%s"}\n' "$(fault 1.0 00:03.0 0xffffc000 | cut -d']' -f2- | cut -c2-)" \
	>"$tmp/journal"
"$dmascope" triage --format json -o "$tmp/central.json" "$tmp/central"
expect 1 "merge of a fleet" merge "$tmp/central.json" "$tmp/journal" "$tmp/before"
shows '^SEVERITY +HOSTS +COUNT +FINDING' "a table"
shows '^high +4 +5 +0000:00:03.0' "four hosts, five times"
for h in alpha beta gamma "$tmp/before"; do
	shows "^ +in $h$" "named: ${h##*/}"
done
[ "$(awk '{ if (length($0) > 80) n++ } END { print n + 0 }' "$tmp/out")" = 0 ]
result $? "80 columns"
expect 1 "merge of a fleet as JSON" merge --format json "$tmp/central" "$tmp/journal"
shows '"hosts": \[' "hosts"
shows '"reports": \[' "and files"
[ "$(grep -c -E '^ +"(alpha|beta|gamma)",?$' "$tmp/out")" -eq 3 ]
result $? "each host once"

expect 0 "merge without findings" merge "$tmp/clean"
expect 2 "merge of nothing" merge
expect 2 "merge with one file that is not there" merge "$tmp/before.json" "$tmp/none"
shows '^2 findings in 1 report$' "the others are shown"

done_testing
