#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Real logs from the field, where they are at hand ($CORPUS, else ../shared/corpus): the numbers
# are for reading; that ordinary logs give no finding is a test.
set -u
cd "$(dirname "$0")/../.." || exit 2

corpus=${CORPUS:-../shared/corpus}
if [ ! -f "$corpus/expected.json" ]; then
	echo "ok 1 - real logs # SKIP There is no corpus at $corpus."
	echo "1..1"
	exit 0
fi
out=$(build/tests/analyzer/corpus "$corpus")
status=$?
sed 's/^/# /' <<<"$out"
clean=$(sed -n 's/^clean logs: \([0-9]*\), findings on them: 0$/\1/p' <<<"$out")
if [ $status -eq 0 ] && [ "${clean:-0}" -gt 0 ]; then
	echo "ok 1 - no finding on $clean ordinary logs"
	echo "1..1"
	exit 0
fi
echo "not ok 1 - no finding on ordinary logs"
echo "1..1"
exit 1
