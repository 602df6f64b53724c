#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The HTML page in a real browser: a storm, a mixed log and an empty one, a single fault and
# faults all over 64 bits are parsed as they were meant, fit wide and narrow windows, can be read
# in light and dark, need no script and obey none of a log's.
set -u
cd "$(dirname "$0")/../.." || exit 2

dmascope=${DMASCOPE:-$PWD/build/dmascope}
for browser in chromium-headless-shell chromium chromium-browser google-chrome; do
	type -P "$browser" >/dev/null && break
	browser=
done
if [ -z "$browser" ]; then
	echo "ok 1 - pages # SKIP no headless browser is installed"
	echo "1..1"
	exit 0
fi
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT

. tests/tap.sh
page() {
	python3 tests/analyzer/page.py "$@"
}
browse() { # browse PAGE OPTION...
	timeout 60 "$browser" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
		--disable-background-networking --disable-component-update --disable-sync \
		--hide-scrollbars --user-data-dir="$tmp/profile" "${@:2}" "file://$1" 2>/dev/null
}
dark=--blink-settings=preferredColorScheme=0

# measure NAME WIDTH [OPTION]: the page in a frame of that width; facts in $tmp/facts
measure() {
	page frame "$tmp/$1.html" "$2" >"$tmp/frame.html"
	browse "$tmp/frame.html" --window-size=1400,900 "${@:3}" --dump-dom >"$tmp/frame.dom"
	page facts "$tmp/frame.dom" >"$tmp/facts"
}
# fact EXPRESSION NAME: over f, the facts, and r, the JSON report
fact() {
	python3 -c '
import json, sys
f, r = (json.load(open(p)) for p in sys.argv[1:3])
sys.exit(not eval(sys.argv[3]))' "$tmp/facts" "$tmp/report" "$1"
	result $? "$2" || sed 's/^/# /' "$tmp/facts"
}

page logs "$tmp"
mkdir -p "$tmp/bundle/dma-api"
cp "$tmp/mixed.log" "$tmp/bundle/dmesg"
for ((i = 0; i < 32; i++)); do
	printf 'e1000e 0000:03:00.0 single idx %d P=0x%016x D=%x L=1000 cln=0x%016x DMA_FROM_DEVICE dma map error checked\n' \
		$i $((0x12345000 + i * 4096)) $((0xfff80000 + i * 4096)) $((0x48d1400 + i * 64))
done >"$tmp/bundle/dma-api/dump"

for p in storm mixed empty one spread; do
	log=$tmp/$p.log
	[ $p = mixed ] && log=$tmp/bundle
	"$dmascope" triage --format html -o "$tmp/$p.html" "$log"
	"$dmascope" triage --format json -o "$tmp/$p.json" "$log"
	cp "$tmp/$p.json" "$tmp/report"

	measure $p 1280
	fact 'f["findings"] == len(r["findings"])' "$p: a card for each finding of the JSON report"
	fact 'f["title"] == "dmascope report" and f["foreign"] == 0 and f["bold"] == 0' \
		"$p: nothing that the log brought became an element, and no script ran"
	fact 'f["lang"] == "en" and f["named"] and f["ids"] and not f["unnamed"]' \
		"$p: language, titles and descriptions, names of tables, unique ids"
	fact 'f["heads"] >= 4 * f["tables"] and not f["headless"]' "$p: columns have heads"
	fact 'f["inputs"] == len(r["inputs"]) and f["lost"] == len(r["lost"])' \
		"$p: all inputs, all losses"
	fact 'f["contrast"] >= 4.5' "$p: contrast is 4.5:1 and more"
	fact 'not f["out"] and f["scroll"] <= 1280' "$p: fits 1280 pixels"
	cp "$tmp/facts" "$tmp/$p.facts"

	measure $p 400 $dark
	fact 'not f["out"] and f["scroll"] <= 400' "$p: fits 400 pixels"
	fact 'f["contrast"] >= 4.5' "$p: contrast in the dark"

	for view in wide narrow dark; do
		options=("--window-size=1280,900")
		[ $view = narrow ] && options=("--window-size=400,900")
		[ $view = dark ] && options+=("$dark")
		browse "$tmp/$p.html" "${options[@]}" --screenshot="$tmp/$p-$view.png"
		read -r w h back share red < <(page pixels "$tmp/$p-$view.png")
		[ "${w:-0}" -ge 400 ] && [ "$h" -gt 800 ] && [ "$share" -gt 10 ]
		result $? "$p, $view: it is drawn ($share/1000 of ${w}x$h is not background)"
		want=ffffff
		[ $view = dark ] && want=15181c
		[ "$back" = $want ]
		result $? "$p, $view: on $want"
		case $p in
		empty | one) [ "$red" -eq 0 ] ;;
		*) [ "$red" -gt 200 ] ;;
		esac
		result $? "$p, $view: $red pixels are critical"
	done
done

use() { # use PAGE: its facts at full width
	cp "$tmp/$1.facts" "$tmp/facts"
	cp "$tmp/$1.json" "$tmp/report"
}
use storm
fact 'f["maps"] == 2 and f["segments"] == 2 and f["rects"] <= 2 * 120 + 2 * 205' \
	"storm: two maps of one segment each, marks are bounded"
use mixed
fact '[c.split(",")[0] for c in f["captions"]][:2] == ["boot 1 of 2", "boot 2 of 2"]' \
	"mixed: a timeline for each boot"
fact 'f["timelines"] == 2 and f["mapped"] and f["reserved"]' \
	"mixed: mappings and reserved regions are drawn"
use empty
fact 'f["figures"] == 0 and f["tables"] == 1' "empty: inputs alone"
use one
fact 'f["maps"] == 1 and f["segments"] == 1' "one fault: one segment"
use spread
fact 'f["maps"] == 1 and 2 <= f["segments"] <= 10 and f["marks"] == 1' \
	"64 bits: ten segments at most, 4 GiB is marked"

for pair in "storm mixed" "mixed empty" "storm empty"; do
	read -r a b <<<"$pair"
	[ "$(page differ "$tmp/$a-wide.png" "$tmp/$b-wide.png")" -gt 30 ]
	result $? "$a and $b do not look alike"
done
for sandbox in allow-scripts ''; do
	page sandbox "$tmp/mixed.html" "$sandbox" >"$tmp/frame.html"
	browse "$tmp/frame.html" --window-size=1280,900 --screenshot="$tmp/frame-$sandbox.png"
done
[ "$(page differ "$tmp/frame-allow-scripts.png" "$tmp/frame-.png")" = 0 ] &&
	[ "$(page differ "$tmp/frame-.png" "$tmp/empty-wide.png")" -gt 30 ]
result $? "where scripts are forbidden it shows the same"
browse "$tmp/mixed.html" --print-to-pdf="$tmp/mixed.pdf"
[ "$(head -c 4 "$tmp/mixed.pdf" 2>/dev/null)" = %PDF ]
result $? "it can be printed"

done_testing
