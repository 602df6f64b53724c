#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The command line's contract: exit status, where errors go, and files all or nothing.
set -u
cd "$(dirname "$0")/../.." || exit 2

# shellcheck source=tests/analyzer/cli.sh
. tests/analyzer/cli.sh

one_line() {
	[ "$(wc -l <"$tmp/err")" -eq 1 ]
	result $? "$1: one line on stderr"
}

fault='[    1.0] DMAR: [DMA Write NO_PASID] Request device [00:03.0] fault addr 0xffffc000 [fault reason 0x05] PTE Write access is not set'
firmware='[    1.0] DMAR: [Firmware Bug]: Record passes table end'
echo "$fault" >"$tmp/fault.log"
echo "$firmware" >"$tmp/low.log"
echo "[    0.0] Linux version 6.12.0" >"$tmp/clean.log"
: >"$tmp/empty.log"
head -c 4096 /dev/urandom >"$tmp/garbage"
printf '\x1f\x8b\x08\x00' >"$tmp/log.gz"
mkdir -p "$tmp/bundle/debug"
cp "$tmp/fault.log" "$tmp/bundle/dmesg"
cp "$tmp/garbage" "$tmp/bundle/picture.png"
echo 'e1000e 0000:00:03.0 single idx 3 P=0x0000000012345000 D=ffffc000 L=1000 cln=0x0000000004106200 DMA_TO_DEVICE dma map error checked' \
	>"$tmp/bundle/debug/dump"

expect 1 "a fault" triage "$tmp/fault.log"
[ ! -s "$tmp/err" ]
result $? "a fault: nothing on stderr"
expect 0 "a clean log" triage "$tmp/clean.log"
expect 0 "an empty file" triage "$tmp/empty.log"
expect 1 "a hint" triage "$tmp/low.log"
expect 0 "a hint below the threshold" triage --min-severity medium "$tmp/low.log"
expect 1 "a fault above the threshold" triage --min-severity=high "$tmp/fault.log"

expect 2 "no input" triage
one_line "no input"
expect 2 "a file that is not there" triage "$tmp/none"
one_line "a file that is not there"
grep -q 'No such file' "$tmp/err"
result $? "a file that is not there: says so"
expect 2 "one good file and one that is not there" triage "$tmp/fault.log" "$tmp/none"
grep -q 'use-after-unmap' "$tmp/out"
result $? "one good file and one that is not there: the good one is reported"
expect 2 "garbage" triage "$tmp/garbage"
one_line "garbage"
"$dmascope" triage --format json -o "$tmp/own.json" "$tmp/fault.log" 2>/dev/null
expect 2 "a report of our own" triage "$tmp/own.json"
one_line "a report of our own"
expect 2 "a compressed file" triage "$tmp/log.gz"
one_line "a compressed file"
expect 2 "an unknown option" triage --nonsense "$tmp/fault.log"
one_line "an unknown option"
expect 2 "an unknown format" triage --format pdf "$tmp/fault.log"
one_line "an unknown format"
for f in sarif junit; do
	expect 1 "format $f" triage --format $f "$tmp/fault.log"
done
expect 2 "an unknown severity" triage --min-severity urgent "$tmp/fault.log"
one_line "an unknown severity"

expect 1 "a bundle" triage "$tmp/bundle"
grep -q 'wrong-direction (certain)' "$tmp/out"
result $? "a bundle: log and dump are read together"

"$dmascope" triage - <"$tmp/fault.log" >"$tmp/out" 2>"$tmp/err"
[ $? -eq 1 ] && grep -q 0000:00:03.0 "$tmp/out"
result $? "standard input"
grep -q "$(printf '\033')" "$tmp/out"
[ $? -eq 1 ]
result $? "no colours into a file"

expect 1 "-o FILE" triage --format json -o "$tmp/report.json" "$tmp/fault.log"
[ ! -s "$tmp/out" ] && grep -q dmascope-report/1 "$tmp/report.json"
result $? "-o FILE: the report is there and nowhere else"
echo old >"$tmp/keep.json"
mkfifo "$tmp/pipe"
timeout 10 cat "$tmp/pipe" >"$tmp/read" &
expect 1 "-o into a pipe" triage --format json -o "$tmp/pipe" "$tmp/fault.log"
wait $!
[ -p "$tmp/pipe" ] && grep -q '"schema"' "$tmp/read"
result $? "... which stays one, and is read"
ln -s report.json "$tmp/link"
expect 1 "-o onto a link" triage --format json -o "$tmp/link" "$tmp/fault.log"
[ -L "$tmp/link" ] && [ ! -L "$tmp/report.json" ]
result $? "... which stays one"
expect 2 "-o into a folder that is not there" triage -o "$tmp/none/report" "$tmp/fault.log"
one_line "-o into a folder that is not there"
"$dmascope" triage --format json "$tmp/fault.log" >/dev/full 2>"$tmp/err"
[ $? -eq 2 ]
result $? "a full disk: exit 2"
left=$(find "$tmp" -name '*.json.*' | wc -l)
[ "$left" -eq 0 ]
result $? "no half reports are left behind"

printf '# known\n0000:00:03.0 use-after-unmap  # since May\n\n' >"$tmp/known"
expect 0 "a known fault" triage --expect "$tmp/known" "$tmp/fault.log"
grep -q '(expected)' "$tmp/out"
result $? "a known fault: it is shown as expected"
cat "$tmp/fault.log" "$tmp/low.log" >"$tmp/both.log"
expect 1 "a known fault and another" triage --expect "$tmp/known" "$tmp/both.log"
grep -q '2 findings.*; 1 expected' "$tmp/out"
result $? "a known fault and another: the summary"
sed 's/00:03.0/00:04.0/' "$tmp/fault.log" >"$tmp/other.log"
expect 1 "the fault of another device" triage --expect "$tmp/known" "$tmp/other.log"
echo '* leak' >"$tmp/known"
expect 1 "another cause" triage --expect "$tmp/known" "$tmp/fault.log"
echo '0000:00:*.0 *' >"$tmp/known"
expect 0 "a pattern of devices" triage --expect "$tmp/known" "$tmp/other.log"
expect 1 "a device pattern and a finding without one" triage --expect "$tmp/known" "$tmp/low.log"
expect 0 "an expected finding is no failure in JUnit" triage --expect "$tmp/known" --format junit "$tmp/fault.log"
grep -q 'failures="0" errors="0" skipped="1"' "$tmp/out"
result $? "it is skipped"
"$dmascope" triage --expect "$tmp/known" --format sarif "$tmp/fault.log" | grep -q '"suppressions"'
result $? "in SARIF it is suppressed"
echo '* laek' >"$tmp/known"
expect 2 "a mistyped cause" triage --expect "$tmp/known" "$tmp/fault.log"
one_line "a mistyped cause"
echo '0000:00:03.0' >"$tmp/known"
expect 2 "a list without causes" triage --expect "$tmp/known" "$tmp/fault.log"
expect 2 "a list that is not there" triage --expect "$tmp/none" "$tmp/fault.log"
one_line "a list that is not there"

expect 0 "help" help
expect 0 "--help" --help
expect 0 "help triage" help triage
grep -q min-severity "$tmp/out"
result $? "help triage: tells the options"
expect 0 "triage --help" triage --help
expect 0 "version" version
expect 2 "no command"
expect 2 "a mistyped command" traige
grep -q "did you mean 'triage'" "$tmp/err"
result $? "a mistyped command: a guess"
expect 2 "nonsense" xyzzyxyzzy
one_line "nonsense"

expect 0 "the catalogue" catalogue
cmp -s "$tmp/out" docs/messages.md
result $? "docs/messages.md is what the tables say"

done_testing
