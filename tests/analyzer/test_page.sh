#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The HTML page in a real browser: a storm, a mixed log and an empty one are parsed as they were
# meant, without an error, and can be drawn.
set -u
cd "$(dirname "$0")/../.." || exit 2

dmascope=${DMASCOPE:-$PWD/build/dmascope}
browser=$(type -P chromium || type -P chromium-browser || type -P google-chrome)
if [ -z "$browser" ]; then
	echo "ok 1 - pages # SKIP no headless browser is installed"
	echo "1..1"
	exit 0
fi
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
n=0 rc=0

result() { # result STATUS NAME
	n=$((n + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $n - $2"
	else
		echo "not ok $n - $2"
		rc=1
	fi
}
browse() { # browse OPTION PAGE
	timeout 60 "$browser" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
		--disable-background-networking --disable-component-update --disable-sync \
		--user-data-dir="$tmp/profile" --window-size=1100,1800 "$1" "file://$2" 2>/dev/null
}

for ((i = 0; i < 3000; i++)); do
	printf '[ %4d.000000] DMAR: [DMA Write NO_PASID] Request device [%02x:00.0] fault addr 0x%x [fault reason 0x05] PTE Write access is not set\n' \
		$((10 + i / 100)) $((1 + i % 30)) $((0xff000000 + i * 4096))
done >"$tmp/storm.log"
cat tests/fixtures/*/console.log >"$tmp/mixed.log"
echo '[   99.0] DMA-API: <img src=x onerror=alert(1)> 0000:00:03.0: device driver frees DMA sg list with different entry count [map count=4] [unmap count=5]' \
	>>"$tmp/mixed.log"
: >"$tmp/empty.log"

for p in storm mixed empty; do
	"$dmascope" triage --format html -o "$tmp/$p.html" "$tmp/$p.log"
	findings=$("$dmascope" triage --format ndjson "$tmp/$p.log" | wc -l)
	browse --dump-dom "$tmp/$p.html" >"$tmp/$p.dom"
	[ "$(grep -c '<section' "$tmp/$p.dom")" -eq "$findings" ] && grep -q '</html>' "$tmp/$p.dom"
	result $? "$p: the browser sees $findings findings"
	! grep -q -E '<(img|script)' "$tmp/$p.dom"
	result $? "$p: and no element that the log brought"
	browse --screenshot="$tmp/$p.png" "$tmp/$p.html"
	[ "$(head -c 4 "$tmp/$p.png" | tail -c 3)" = PNG ]
	result $? "$p: it can be drawn"
done
[ "$(wc -c <"$tmp/mixed.png")" -gt $((2 * $(wc -c <"$tmp/empty.png"))) ]
result $? "the mixed page shows more than the empty one"

echo "1..$n"
exit $rc
