#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# run --matrix against a fake guest: the table as text, HTML and JSON, several kernels and
# architectures, and what cannot run here. TAP on stdout.
set -u
cd "$(dirname "$0")/../.." || exit 2
top=$PWD
matrix="python3 $top/tests/runner/matrix.py"
schema=$top/docs/dmascope-matrix.schema.json
# shellcheck source=tests/runner/fake.sh
. tests/runner/fake.sh

kernel() { # kernel NAME ARCH
	printf 'arch = %s\n' "$2" >"$tree/qemu/kernels/$1.conf"
}

# check WHAT ARG...: matrix.py says whether it is so, and why not
check() {
	(cd "$tree" && $matrix "$@") >>"$tree/err" 2>&1
}

err_is_one_line() {
	[ $rc -eq 2 ] && err_is_one_line_with "$1"
}

latest=$tree/results/latest
fault='DMAR: [DMA Write NO_PASID] Request device [01:00.0] fault addr 0xffffc000'
fault="$fault [fault reason 0x05] PTE Write access is not set"
frr='vtd_frr_new index 0 high 0x8000000500000100 low 0xffffc000'
# a driver's name is any text
evil='<script>alert(1)</script><b>bold</b>'
leak="DMA-API: $evil 0000:01:00.0: device driver has pending DMA allocations while released"
leak="$leak from device [count=1]"

make_tree
rm "$tree"/qemu/platforms/{deaf,noisy}.conf
# what is set up here: no QEMU from 99 on, no kernel called broken or not described
script "$tree/qemu/setup/qemu" <<-END
	[ "\$2" != 99 ] || { echo 'dmascope: qemu: looking' >&2
		echo 'dmascope: qemu: 99 is needed <i>; wait' >&2; exit 2; }
	echo command=$fake; echo version=0.0
END
script "$tree/qemu/setup/kernel" <<-'END'
	case $1 in *broken*) echo 'dmascope: kernel: no source; fetch it' >&2; exit 2 ;; esac
	[ -f "$DMASCOPE_ROOT/qemu/kernels/$1.conf" ] ||
		{ echo "dmascope: kernel: there is no $1" >&2; exit 2; }
	echo image=vmlinuz; echo release=6.12.0
END
kernel 6.12-x86_64-debug x86_64
kernel 6.12-x86_64-broken x86_64
scenario good/clean <<<$'expect: nothing\n---\nb = buf 4096'
scenario good/fault <<-END
	requires: translated
	expect: vtd-fault device=\$dev.bdf access=write address=\$b.phys reason=0x05
	---
	#! say fact b.phys=0xffffc000
	#! console $fault
	#! trace $frr
	b = buf 4096
END
scenario good/skips <<<$'---\n#! end skip <img src=x onerror=alert(1)>\nb = buf 4096'
scenario good/leak <<<$'leaves: dma-api cause=leak\n---\n#! tail '"$leak"$'\nb = buf 4096'
scenario bad/extra <<<$'---\n#! console '"$fault"$'\n#! trace '"$frr"$'\nb = buf 4096'
scenario bad/leak <<<$'---\n#! tail '"$leak"$'\nb = buf 4096'
sed -i "1s,.*,description: a driver called $evil \"quoted'," "$tree/scenarios/bad/leak.scn"

text() {
	run --platform vtd,none --matrix
	[ $rc -eq 1 ] && ! grep -qE '^(not )?ok |KTAP' "$tree/out" && [ ! -s "$tree/err" ]
	result $? 'the table has stdout to itself'
	check ktap "$latest/ktap.txt" 12
	result $? 'KTAP is in the results, with its plan'
	out_has 'good/fault  PASS     SKIP(1)' && out_has 'bad/extra   FAIL     FAIL' &&
		out_has 'good/skips  SKIP(2)  SKIP(2)' && out_has 'good/clean  PASS     PASS'
	result $? 'a cell for each scenario and platform'
	out_has 'SKIP(1) It requires translated' && out_has 'SKIP(2) <img src=x onerror=alert(1)>'
	result $? 'why cells were skipped'
	grep -A1 '^good/fault$' "$tree/out" | grep -qE '^  [a-z]+ vtd-fault, [a-z-]+: vtd$'
	result $? 'which finding was seen where'
	grep -A1 '^good/leak$' "$tree/out" | grep -qE 'dma-api, leak \(after the end\): vtd, none$' &&
		out_has 'dma-api, leak (after the end) (unexpected): vtd, none'
	result $? 'findings after the end, expected and not'
	out_has '12 cells: 5 passed, 4 failed, 3 skipped; 4 unexpected findings' &&
		grep -qE "^[0-9]+ boots, [0-9.]+ s on $(getconf _NPROCESSORS_ONLN) processors?;" \
			"$tree/out"
	result $? 'counts, wall time and processors'
	cp "$tree/out" "$tree/table"
	cmp -s "$tree/out" "$latest/summary.txt"
	result $? 'summary.txt is that table'
}

json() {
	check json "$schema" "$latest"
	result $? 'matrix.json: its schema, its counts, the verdicts of KTAP, the files of cells'
	run --from results/latest --matrix=json
	[ $rc -eq 1 ] && cmp -s "$tree/out" "$latest/matrix.json"
	result $? 'what was read back is what was written'
	run --from "$(readlink -f "$latest")"
	sed "s,$tree/,,; s,/$(readlink "$latest")/,/RUN/," "$tree/out" >"$tree/again"
	[ $rc -eq 1 ] && sed "s,/$(readlink "$latest")/,/RUN/," "$tree/table" | cmp -s - "$tree/again"
	result $? 'the table of an earlier run, and its status'
	run --platform vtd,none --shard 1/2 --matrix=json good
	cp "$tree/out" "$tree/shard.json"
	[ $rc -eq 0 ] && check json "$schema" "$latest" && [ "$(grep -c '"verdict"' "$tree/out")" -eq 4 ]
	result $? 'a shard has its own cells only'
}

html() {
	run --platform vtd,none --matrix=html bad good
	cp "$tree/out" "$tree/page.html"
	[ $rc -eq 1 ] && check html page.html results/latest/matrix.json
	result $? 'HTML on stdout: its elements, its links from here, no markup from outside'
	check html results/latest/matrix.html results/latest/matrix.json
	result $? 'matrix.html: links from where it lies'
	grep -q '&lt;script&gt;' "$tree/page.html" && grep -q '&lt;img src=x' "$tree/page.html" &&
		grep -q 'prefers-color-scheme: dark' "$tree/page.html"
	result $? 'hostile text is shown, and the page has a dark side'
	run --results "$tree/odd #?%dir" --matrix=html good
	cp "$tree/out" "$tree/page.html"
	[ $rc -eq 0 ] && check html page.html "odd #?%dir/latest/matrix.json"
	result $? 'links to a folder with an odd name'
}

# edited KEY-IN-SED: results/edited/matrix.json, changed
edited() {
	mkdir -p "$tree/results/edited"
	sed "$1" "$latest/matrix.json" >"$tree/results/edited/matrix.json"
	! cmp -s "$latest/matrix.json" "$tree/results/edited/matrix.json"
	result $? "the edit $1 changes something"
	run --from results/edited --matrix=html
}

# What is measured is explained in tests/analyzer/page.py.
look() {
	local browser page="python3 $top/tests/analyzer/page.py" width dark

	for browser in chromium-headless-shell chromium chromium-browser google-chrome ''; do
		type -P "$browser" >/dev/null && break
	done
	if [ -z "$browser" ]; then
		skip "the page in a browser" "no headless browser is installed"
		return
	fi
	for width in 1280 400; do
		for dark in 1 0; do
			$page frame "$latest/matrix.html" $width >"$tree/frame.html"
			timeout 60 "$browser" --headless --no-sandbox --disable-gpu --no-first-run \
				--user-data-dir="$tree/profile" --window-size=1400,900 --dump-dom \
				--blink-settings=preferredColorScheme=$dark \
				"file://$tree/frame.html" >"$tree/dom" 2>/dev/null
			$page facts "$tree/dom" >"$tree/out" 2>"$tree/err"
			python3 -c '
import json, sys
f = json.load(open(sys.argv[1]))
sys.exit(not (f["contrast"] >= 4.5 and f["scroll"] <= int(sys.argv[2]) and not f["foreign"] and
              not f["bold"] and f["ids"] and not f["unnamed"] and f["lang"] == "en"))
' "$tree/out" $width 2>>"$tree/err"
			result $? "in $width pixels, scheme $dark: it fits, and can be read"
		done
	done
}

hostile() {
	local change

	run --platform vtd,none good
	for change in 's,"report": "vtd/good/clean/report.html",XX"/etc/passwd",' \
		's,"report": "vtd/good/clean/report.html",XX"//evil/x",' \
		's,"report": "vtd/good/clean/report.html",XX"vtd/../../../etc/passwd",' \
		's,"target": "none",ZZ"nonesuch",' 's,"verdict": "PASS",YY"PASSED",' \
		's,"high","urgent",' 's,"when": "script",WW"never",' 's,"reasons": \[\],"reasons": 1,' \
		's,"cores": [0-9]*,"cores": -1,' 's,"findings":,"findngs":,' \
		's,dmascope-matrix/1,dmascope-matrix/2,' '$d'; do
		change=${change/XX/'"report": '}
		change=${change/YY/'"verdict": '}
		change=${change/ZZ/'"target": '}
		edited "${change/WW/'"when": '}"
		err_is_one_line matrix.json
		result $? "refused: $change"
	done
	edited 's,"report": "vtd/good/clean/report.html","report": "javascript:alert(1)",'
	[ $rc -eq 0 ] && out_has 'href="results/edited/javascript%3Aalert%281%29"'
	result $? 'a link can only be a path'
	edited 's,"id": "good/clean","id": "</td><script>1</script>\\u001b[31m",; s,"scenario": "good/clean","scenario": "</td><script>1</script>\\u001b[31m",'
	[ $rc -eq 0 ] && ! out_has '<script' && ! out_has $'\e'
	result $? 'names from the file are escaped'
	run --from results/none
	err_is_one_line 'results/none/matrix.json: No such file'
	result $? 'a folder that is no run'
}

kernels() {
	run --kernel 6.12-x86_64-lean,6.12-x86_64-debug,6.12-x86_64-lean --matrix good
	[ $rc -eq 0 ] && out_has 'vtd@6.12-x86_64-lean  vtd@6.12-x86_64-debug' &&
		out_has '8 cells: 6 passed' &&
		[ -s "$latest/vtd@6.12-x86_64-lean/good/fault/report.html" ] &&
		[ -s "$latest/vtd@6.12-x86_64-debug/good/fault/report.html" ] &&
		[ ! -e "$latest/vtd" ] && check json "$schema" "$latest"
	result $? 'with several kernels each has its results'
	grep -q '^ok [0-9]* vtd@6.12-x86_64-debug/good/clean$' "$latest/ktap.txt"
	result $? 'and each its name in KTAP'
	run --kernel 6.12-x86_64-lean,6.12-x86_64-broken --matrix good
	[ $rc -eq 0 ] && out_has '8 cells: 3 passed, 0 failed, 5 skipped' &&
		out_has ') kernel: no source; fetch it' && check json "$schema" "$latest"
	result $? 'a kernel that cannot be had skips its cells'
	run --kernel 6.12-x86_64-broken --matrix good
	err_is_one_line 'kernel: no source; fetch it'
	result $? 'the only kernel that cannot be had is an error'
	run --list --format json --kernel 6.12-x86_64-lean,6.12-x86_64-debug good/clean
	[ "$(grep -c '"kernel": "6.12-x86_64-' "$tree/out")" -eq 2 ]
	result $? '--list tells the kernel of a job'
}

platforms() {
	platform old translated
	echo 'requires-qemu = 99' >>"$tree/qemu/platforms/old.conf"
	run --platform vtd,old,none --matrix good
	[ $rc -eq 0 ] && out_has 'qemu: 99 is needed <i>; wait' && check json "$schema" "$latest" &&
		[ "$(grep -c ' old/.*# SKIP qemu: 99 is needed' "$latest/ktap.txt")" -eq 4 ] &&
		grep -q '^# platform old: .*cannot run here: qemu: 99' "$latest/ktap.txt"
	result $? 'a QEMU that is too old skips all cells of its platform, and no others'
	run --platform old --matrix good
	[ $rc -eq 2 ] && [ ! -s "$tree/out" ] && grep -q '99 is needed' "$tree/err"
	result $? 'the only platform that cannot run is an error'
	platform smmu translated
	sed -i 's/x86_64/aarch64/' "$tree/qemu/platforms/smmu.conf"
	run --platform all --matrix good
	[ $rc -eq 0 ] && [ "$(grep -c ' smmu/.*# SKIP kernel: there is no 6.12-aarch64-lean' \
		"$latest/ktap.txt")" -eq 4 ] && grep -q '^ok .* none/good/clean$' "$latest/ktap.txt"
	result $? 'an architecture without a kernel is skipped'
	kernel 6.12-aarch64-lean aarch64
	run --platform all --matrix good
	[ $rc -eq 0 ] && grep -q '^ok .* smmu/good/fault$' "$latest/ktap.txt" &&
		grep -q '^# platform smmu: .* kernel 6.12-aarch64-lean ' "$latest/ktap.txt" &&
		grep -q '^# platform vtd: .* kernel 6.12-x86_64-lean ' "$latest/ktap.txt"
	result $? 'all: each platform with the kernel of its architecture'
	run --platform vtd,smmu --kernel 6.12-x86_64-lean,6.12-x86_64-debug,6.12-aarch64-lean --matrix good
	[ $rc -eq 0 ] && [ -d "$latest/smmu/good" ] && [ -d "$latest/vtd@6.12-x86_64-debug/good" ] &&
		out_has '12 cells:'
	result $? 'kernels are paired with platforms of their architecture'
	run --platform all --kernel 6.12-x86_64-lean good/clean
	[ $rc -eq 0 ] && out_has '# platform smmu: left out' && ! out_has ' smmu/'
	result $? 'all with a kernel named: what does not fit is left out, and named'
	run --platform vtd,smmu --kernel 6.12-x86_64-lean good/clean
	err_is_one_line 'platform smmu is aarch64'
	result $? 'a platform named that no kernel fits'
	run --kernel 6.12-aarch64-lean good/clean
	err_is_one_line 'platform vtd is x86_64'
	result $? 'a kernel that does not fit the default platform'
	run --kernel 6.12-x86_64-lean,6.12-aarch64-lean good/clean
	err_is_one_line 'kernel 6.12-aarch64-lean is aarch64'
	result $? 'a kernel named that fits no platform'
	platform noisy translated fake.noisy
	run --platform vtd,noisy --matrix good
	[ $rc -eq 1 ] && out_has 'vtd-fault, ' && out_has '(at boot) (unexpected): noisy' &&
		out_has '; 1 unexpected finding' && check json "$schema" "$latest"
	result $? 'a finding at boot is counted once'
	platform deaf translated fake.noboot
	run --platform vtd,deaf --boot-timeout 1 --matrix good
	[ $rc -eq 2 ] && out_has 'ERROR' && out_has 'could not run' && check json "$schema" "$latest" &&
		out_has 'did not come up within 1 s'
	result $? 'a guest that never boots is no PASS'
	rm "$tree"/qemu/platforms/{old,smmu,noisy,deaf}.conf
}

wide() {
	local i

	for i in {1..13}; do platform "virtio-iommu-$i" direct; done
	run --platform all --matrix good
	[ $rc -eq 0 ] && [ "$(wc -L <"$tree/out")" -le 100 ] && out_has 'A none   B virtio-iommu-1 ' &&
		out_has '  A  B  C  D  E  F  G  H  I  J  K  L  M  N  O' &&
		out_has '+ PASS' && grep -qE '^good/clean(  \+){15}$' "$tree/out" &&
		grep -qE '^good/fault(  1){14}  \+$' "$tree/out"
	result $? '15 platforms fit 100 columns'
	grep -qE '^  [a-z]+ vtd-fault, [a-z-]+: O$' "$tree/out"
	result $? 'findings name them by their letters'
	for i in {14..38}; do platform "virtio-iommu-$i" direct; done
	run --platform all --matrix good
	[ $rc -eq 0 ] && [ "$(wc -L <"$tree/out")" -le 100 ] && out_has ' AM AN' &&
		[ "$(grep -c '^good/clean' "$tree/out")" -eq 2 ] && out_has '160 cells:'
	result $? '40 platforms take two blocks'
	rm "$tree"/qemu/platforms/virtio-iommu-*.conf
}

options() {
	run --matrix=xml good/clean
	err_is_one_line "text, html or json, not 'xml'"
	result $? 'a format that there is not'
	run --matrix --list
	err_is_one_line 'do not go with --list'
	result $? 'a list has no matrix'
	run --from results/latest good/clean
	err_is_one_line '--from prints all of an earlier run'
	result $? 'an earlier run cannot be chosen from'
	(cd "$tree" && "$dmascope" run --from results/latest) >/dev/full 2>"$tree/err"
	rc=$?
	err_is_one_line 'cannot write the table'
	result $? 'a table that cannot be written'
	nothing_left
	result $? 'nothing is left running'
}

text
json
html
look
hostile
kernels
platforms
wide
options
done_testing
