#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The runner against a fake guest (fake-guest.c): every way a run can end. TAP on stdout.
#
# DMASCOPE and FAKE_GUEST name other builds of the two programs, such as the sanitized one.
set -u
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/runner/fake.sh
. tests/runner/fake.sh

# ends ID STATUS REASON NAME: a run of one scenario
ends() {
	run "$1"
	[ $rc -eq "$2" ] && out_has "$3" && nothing_left
	result $? "$4"
}

fault='DMAR: [DMA Write NO_PASID] Request device [01:00.0] fault addr 0xffffc000'
fault="$fault [fault reason 0x05] PTE Write access is not set"
frr='vtd_frr_new index 0 high 0x8000000500000100 low 0xffffc000'

make_scenarios() {
	scenario good/clean <<<$'expect: nothing\n---\nb = buf 4096'
	scenario good/fact <<<$'expect: fact $b.len==4096\n---\n#! say fact b.len=4096\nb = buf 4096'
	scenario good/fault <<-END
		expect: vtd-fault device=\$dev.bdf access=write address=\$b.phys reason=0x05
		---
		#! say fact b.phys=0xffffc000
		#! console $fault
		#! trace $frr
		#! file dma-api/dump nothing
		b = buf 4096
	END
	scenario bad/shifted <<-END
		expect: vtd-fault device=\$dev.bdf access=write address=\$b.phys+4096 reason=0x05
		---
		#! say fact b.phys=0xffffc000
		#! console $fault
		#! trace $frr
		b = buf 4096
	END
	scenario bad/log-differs <<-END
		expect: vtd-fault address=\$b.phys
		---
		#! say fact b.phys=0xffffd000
		#! console $fault
		#! trace ${frr/ffffc/ffffd}
		b = buf 4096
	END
	scenario bad/trace-differs <<-END
		expect: vtd-fault address=\$b.phys
		---
		#! say fact b.phys=0xffffc000
		#! console $fault
		#! trace ${frr/0x80000005/0x80000006}
		b = buf 4096
	END
	scenario bad/no-trace <<-END
		expect: vtd-fault count>=1
		---
		#! console $fault
		b = buf 4096
	END
	scenario bad/lost-fault <<<$'---\n#! trace '"$frr"$'\nb = buf 4096'
	scenario bad/no-fault <<<$'expect: vtd-fault access=write\n---\nb = buf 4096'
	scenario bad/extra <<<$'---\n#! console '"$fault"$'\n#! trace '"$frr"$'\nb = buf 4096'
	scenario bad/late <<<$'---\n#! tail '"$fault"$'\nb = buf 4096'
	leak='DMA-API: pci 0000:01:00.0: device driver has pending DMA allocations while released'
	leak="$leak from device [count=1]"
	scenario bad/left-over <<<$'---\n#! tail '"$leak"$'\nb = buf 4096'
	scenario good/left-over <<<$'leaves: dma-api cause=leak\n---\n#! tail '"$leak"$'\nb = buf 4096'
	size='DMA-API: e1000e 0000:01:00.0: device driver frees DMA memory with different size'
	size="$size [device address=0x00000000ffffc000] [map size=4096 bytes] [unmap size=2048 bytes]"
	scenario good/size <<<$'expect: dma-api unmap_size=2048\n---\n#! console '"$size"$'\nb = buf 4096'
	scenario bad/size <<<$'expect: dma-api unmap_size=1024\n---\n#! console '"$size"$'\nb = buf 4096'
	scenario bad/wrong-fact <<<$'expect: fact $b.len==1\n---\n#! say fact b.len=2\nb = buf 4096'
	scenario bad/script <<<$'---\n#! end fail bad.scn:3: unmap m: -22\nb = buf 4096'
	scenario bad/alive <<<$'dies: yes\nexpect: panic\n---\nb = buf 4096'
	scenario good/skips <<<$'---\n#! end skip No device for engine edu.\nb = buf 4096'
	scenario good/needs <<<$'requires: direct\n---\nb = buf 4096'
	scenario good/dies <<-'END'
		dies: yes
		expect: panic
		---
		#! console Kernel panic - not syncing: Fatal exception
		#! qmp {"event": "SHUTDOWN", "data": {"guest": true, "reason": "guest-reset"}}
		#! exit 0
		b = buf 4096
	END
	scenario good/kexec <<-END
		expect: fact \$b.len==1
		expect: fact \$c.len==2
		---
		#! say fact b.len=1
		b = buf 4096
		#! kexec
		kexec plain
		#! say fact c.len=2
		c = buf 4096
	END
	scenario bad/kexec-fault <<-END
		expect: fact \$b.len==1
		---
		#! say fact b.len=1
		b = buf 4096
		#! kexec
		kexec crash
		#! console $fault
		#! trace $frr
	END
	scenario end/kexec-unasked <<<$'---\n#! say kexec\nb = buf 4096'
	scenario end/kexec-silent <<<$'---\n#! say kexec\n#! hang\nkexec plain'
	scenario end/kexec-died <<<$'---\n#! say kexec\n#! exit 3\nkexec plain'
	scenario end/hang <<<$'timeout: 1\n---\n#! hang\nb = buf 4096'
	scenario end/exit <<<$'---\n#! exit 3\nb = buf 4096'
	scenario end/flood <<<$'---\n#! flood\nb = buf 4096'
	scenario end/protocol <<<$'---\n#! say end other/one ok\nb = buf 4096'
	scenario end/escape <<<$'---\n#! file ../../../x y\nb = buf 4096'
	scenario end/panic <<<$'---\n#! console Kernel panic - not syncing: oh\n#! exit 0\nb = buf 4096'
	scenario end/reset <<-'END'
		---
		#! qmp {"event": "SHUTDOWN", "data": {"guest": true, "reason": "guest-reset"}}
		#! exit 0
		b = buf 4096
	END
	scenario share/1-dirty <<<$'---\n#! say dirty taint 512\nb = buf 4096'
	scenario share/2-exit <<<$'---\n#! exit 3\nb = buf 4096'
	scenario share/3-good <<<$'---\nb = buf 4096'
	scenario share/4-good <<<$'---\nb = buf 4096'
	for i in 1 2 3; do
		scenario snap/$i <<<$'isolate: yes\n---\nb = buf 4096'
		scenario engine/$i <<<$'isolate: yes\nengine: edu\n---\nb = buf 4096'
	done
	scenario meta/hang <<<$'meta: FAIL hangs\n---\nb = buf 4096'
}

verdicts() {
	ends good/clean 0 'ok 1 vtd/good/clean' 'a clean scenario passes'
	ends good/fact 0 'ok 1 vtd/good/fact' 'a fact that holds passes'
	ends good/fault 0 'ok 1 vtd/good/fault' 'three witnesses agree'
	[ "$(cat "$tree/results/latest/vtd/good/fault/bundle/dma-api/dump")" = nothing ]
	result $? 'files of the guest are in the bundle'
	ends bad/shifted 1 'the facts are the odd one out' 'a fact shifted by a page fails'
	ends bad/log-differs 1 'the kernel log is the odd one out' 'a wrong kernel log is named'
	ends bad/trace-differs 1 'QEMU'\''s trace' 'a trace that differs is named'
	ends bad/no-trace 1 'trace has none' 'a fault that QEMU did not see fails'
	ends bad/lost-fault 1 'the kernel log lacks a fault' 'a fault without a log line fails'
	ends bad/no-fault 1 'there is no such finding' 'a fault not raised fails'
	ends good/size 0 "ok 1" "a field that is as expected passes"
ends bad/size 1 "unmap_size should be 1024, but is 2048" "a field that differs fails"
ends bad/extra 1 'unexpected finding: vtd-fault' 'an unexpected finding fails'
	ends bad/late 1 'after the end of the script: vtd-fault' 'a finding after the end fails'
	ends good/left-over 0 "ok 1" "mappings that were said to be left behind pass"
ends bad/left-over 1 'after the end of the script: dma-api' 'mappings left behind fail'
	ends bad/wrong-fact 1 'is not true' 'a fact that does not hold fails'
	ends bad/script 1 'the script failed: bad.scn:3: unmap m: -22' 'a failed script fails'
	ends bad/alive 1 'should have died' 'a guest that survives what it must not fails'
	ends good/skips 0 '# SKIP No device for engine edu.' 'the guest can skip'
	ends good/needs 0 '# SKIP It requires direct; platform and kernel are not so.' 'requires skips'
	ends good/kexec 0 'ok 1 vtd/good/kexec' 'a script goes on in the kernel that it starts'
	ends bad/kexec-fault 1 'unexpected finding: vtd-fault' 'a finding in that kernel fails'
	ends good/dies 0 'ok 1 vtd/good/dies' 'a guest that must die may'
}

endings() {
	ends end/hang 1 'the guest hangs: no end of the script' 'a hanging guest'
	ends end/exit 1 'QEMU ended with status 3' 'QEMU that ends early'
	ends end/flood 1 'the console was flooded' 'a flooded console'
	ends end/protocol 1 'broke the protocol' 'an agent that talks nonsense'
	ends end/escape 1 'broke the protocol' 'a file that wants out of the bundle'
	ends end/kexec-unasked 1 'broke the protocol' 'a kexec that the script knows nothing of'
	ends end/kexec-died 1 'QEMU ended with status 3' 'QEMU that ends instead of the next kernel'
	run --boot-timeout 1 end/kexec-silent
	[ $rc -eq 1 ] && out_has 'the next kernel did not come up within 1 s' && nothing_left
	result $? 'a next kernel that never comes'
	ends end/panic 1 'the guest panicked' 'an unexpected panic'
	ends end/reset 1 'reset itself' 'a triple fault or reboot'
	run share
	[ $rc -eq 1 ] && [ "$(grep -c '^ok ' "$tree/out")" -eq 3 ] &&
		out_has 'not ok 2 vtd/share/2-exit' && out_has '# 3 boots,'
	result $? 'a dirty and a dead boot cost their neighbours nothing'
	run -j 2 good/clean good/fact
	[ $rc -eq 0 ] && out_has '# 2 boots,'
	result $? 'two boots at once'
	run --boot-timeout 1 --platform deaf good
	[ $rc -eq 2 ] && out_has 'did not come up within 1 s' && out_has 'could not run' && nothing_left
	result $? 'a guest that never boots'
	run --platform noisy good/clean
	[ $rc -eq 1 ] && out_has 'the boot is not clean: vtd-fault' && nothing_left
	result $? 'a finding before the first scenario'
}

# Three guests that could start from one: each has the boot's messages, whoever printed them.
snapshots() {
	local logs

	run snap
	logs=("$tree"/results/latest/vtd/boot-*/console.log)
	[ $rc -eq 0 ] && out_has '# 1 boots, 3 guests from a snapshot,' && [ ${#logs[@]} -eq 4 ] &&
		[ "$(grep -l 'Linux version' "${logs[@]}" | wc -l)" -eq 4 ] &&
		[ "$(cat "${logs[@]}" | grep -c 'dmascope: begin')" -eq 3 ] && nothing_left
	result $? 'guests start from a snapshot'
	run --no-snapshot snap
	[ $rc -eq 0 ] && all_booted
	result $? '--no-snapshot'
	run --platform noisy snap
	[ $rc -eq 1 ] && [ "$(grep -c 'the boot is not clean: vtd-fault' "$tree/out")" -ge 3 ]
	result $? 'what was wrong in the boot behind a snapshot is found in each that starts from it'
	platform unsaved 'translated' fake.unsaved
	platform unloaded 'translated' fake.unloaded
	run --platform unsaved snap
	[ $rc -eq 0 ] && all_booted && err_is_one_line_with 'a device cannot be saved'
	result $? 'a machine that cannot be saved boots'
	run --platform unloaded snap
	[ $rc -eq 0 ] && out_has '# 4 boots, 1 guests' && err_is_one_line_with 'none starts from a snapshot'
	result $? 'a machine that cannot be loaded boots'
	run engine
	[ $rc -eq 0 ] && all_booted
	result $? 'a device without a saved state is in guests that booted'
}

jobs() {
	run --list --format json "$@"
	sed -n '/"jobs"/,/^  \]/p' "$tree/out" | grep -A1 '"scenario":' | tr -d '\n' |
		sed 's/--/\n/g; s/$/\n/'
}

choices() {
	local arg i

	run --list
	[ $rc -eq 0 ] && out_has 'good/clean' && ! out_has 'meta/hang'
	result $? '--list leaves meta scenarios out'
	# "scenario platform" lines of the jobs, whole and in three parts
	jobs --platform vtd,none | sort >"$tree/whole"
	for i in 1 2 3; do jobs --platform vtd,none --shard $i/3; done | sort >"$tree/parts"
	[ -s "$tree/whole" ] && cmp "$tree/whole" "$tree/parts" &&
		[ "$(wc -l <"$tree/whole")" -gt "$(jobs --platform vtd | wc -l)" ]
	result $? 'shards share the jobs out, none twice and none left'
	for arg in '--platform vdt' '--kernel 6.12-x86_64-laen' good/claen; do
		# shellcheck disable=SC2086 # an option and its value
		run $arg
		[ $rc -eq 2 ] && err_is_one_line_with 'did you mean'
		result $? "$arg: one line with a suggestion"
	done
	run --shard 4/3
	[ $rc -eq 2 ] && err_is_one_line_with '--shard'
	result $? 'a shard that is none'
	scenario broken/op <<<$'---\nb = bufff 4096'
	run broken/op
	[ $rc -eq 2 ] && err_is_one_line_with 'scenarios/broken/op.scn:3:'
	result $? 'a syntax error in the script: file and line'
	scenario broken/kind <<<$'expect: vtd-falt\n---\nb = buf 4096'
	run broken/kind
	[ $rc -eq 2 ] && err_is_one_line_with "scenarios/broken/kind.scn:2: unknown kind"
	result $? 'an unknown kind of finding'
	scenario broken/cap <<<$'expect[translatd]: nothing\n---\nb = buf 4096'
	run broken/cap
	[ $rc -eq 2 ] && err_is_one_line_with "did you mean 'translated'"
	result $? 'an unknown capability'
	scenario broken/fact <<<$'expect: fact $c.len==1\n---\nb = buf 4096'
	run broken/fact
	[ $rc -eq 2 ] && err_is_one_line_with "never publishes 'c.len'"
	result $? 'a fact that the script never publishes'
	scenario broken/kexec <<<$'---\nb = buf 4096\nkexec plain\nm = map b'
	run broken/kexec
	[ $rc -eq 2 ] && err_is_one_line_with "scenarios/broken/kexec.scn:5:9: no object 'b'"
	result $? 'an object of the kernel before'
	scenario broken/kexec <<<$'---\nkexec plain\nkexec crash'
	run broken/kexec
	[ $rc -eq 2 ] && err_is_one_line_with "scenarios/broken/kexec.scn:4: one 'kexec' is all"
	result $? 'a third kernel'
	rm -r "$tree/scenarios/broken"
	run --dry-run good/clean
	[ $rc -eq 0 ] && out_has '-device e1000e,id=nic0' && out_has dmascope.shell
	result $? '--dry-run prints the command'
}

# other PLATFORM LINE...: a platform file with these lines beside the usual ones
other() {
	local name=$1

	shift
	{
		printf 'arch = x86_64\nmachine = q35\ncaps = translated\ndevice = e1000e,id=nic0\n'
		printf '%s\n' "$@"
	} >"$tree/qemu/platforms/$name.conf"
}

# refused PLATFORM REASON NAME: one line that says why its file is no good
refused() {
	run --dry-run --platform "$1" good/clean
	[ $rc -eq 2 ] && err_is_one_line_with "$2"
	result $? "$3"
	rm "$tree/qemu/platforms/$1.conf"
}

platforms() {
	# the fake QEMU says that it is version 0.0
	other versions 'qemu[<0.1] = -device old' 'qemu[>=0.0.0] = -device same' \
		'qemu[>=0.1] = -device new' 'device[>=11.0] = edu,id=new0'
	run --dry-run --platform versions good/clean
	[ $rc -eq 0 ] && out_has '-device old' && out_has '-device same' && ! out_has new
	result $? "lines for another version of QEMU are left out"
	rm "$tree/qemu/platforms/versions.conf"
	other bad 'qemu[11.0] = -device new'
	refused bad "bad.conf:5: '[11.0]' is not a condition" 'a condition without an operator'
	other bad 'cmdline[>=11.0] = x'
	refused bad "bad.conf:5: 'cmdline' cannot depend" 'a condition where none can stand'
	other bad 'faults-per-boot = 0'
	refused bad "faults-per-boot: '0'" 'no fault in a boot'
	other bad 'fault = vtd-fault lost address'
	refused bad "'lost' is not lost=FIELD" 'a fault line with a word that it does not know'
}

# lossy NAME STATUS REASON EXPECT CONSOLE TRACE...: a scenario on a platform whose log lacks fields
lossy() {
	local line name=$1 status=$2 reason=$3 expect=$4 console=$5

	shift 5
	{
		printf 'expect: %s\n---\n#! say fact b.phys=0xffffc000\n#! console %s\n' "$expect" "$console"
		for line; do echo "#! trace $line"; done
		echo 'b = buf 4096'
	} | scenario lossy/one
	run --platform lossy lossy/one
	[ $rc -eq "$status" ] && out_has "$reason" && nothing_left
	result $? "$name"
}

losses() {
	local virtio='virtio_iommu virtio0: page fault from EP 256 at 0xffffc000'
	local amd='pci 0000:00:06.0: AMD-Vi: Event logged [IO_PAGE_FAULT domain=0x0000 address=0x0 flags=0x000a]'
	local seen='virtio_iommu_report_fault FAULT reason=2 flags' at='endpoint=256 address =0xffffc000'
	local page='amdvi_page_fault error: page fault accessing guest physical address'
	local whose='amdvi_translation_result devid: 00:06.0 gpa 0xffffc000 hpa 0x0'
	local want='iommu-fault device=0000:01:00.0 access=write address=$b.phys reason=unmapped-write'
	local want_amd='iommu-fault device=0000:00:06.0 access=write address=$b.phys cause=use-after-unmap'

	other lossy 'fault = virtio-iommu-fault unmapped-write=2 lost=access' 'trace = virtio_iommu_report_fault'
	lossy 'a field that the log lacks is not missed' 0 'ok 1' "$want" "$virtio []" "$seen=256 $at"
	lossy 'a field that the log lacks is compared with the trace' 1 \
		"access: the facts say write, the kernel log nothing, QEMU's trace read" "$want" \
		"$virtio []" "$seen=257 $at"
	lossy 'a field that may be lacking is compared where it is there' 1 \
		'access: the facts say write, the kernel log read' \
		"$want" "$virtio [R]" "$seen=257 $at"
	lossy 'a field that must be there is missed' 1 'address should be' "$want" \
		'virtio_iommu virtio0: page fault from EP 256' "$seen=256 $at"
	other lossy 'fault = amdvi-event lost=address,cause' 'trace = amdvi_page_fault'
	lossy 'an address that only the trace has' 0 'ok 1' "$want_amd" "$amd" "$page 0xffffc000" "$whose"
	lossy 'an address that only the trace has, and it is another' 1 \
		"address: the facts say 0xffffc000, the kernel log nothing, QEMU's trace 0xffffd000" \
		"$want_amd" "$amd" "$page 0xffffd000" "${whose/ffffc/ffffd}"
	lossy 'a device that the trace tells otherwise' 1 "QEMU's trace 0000:01:00.0" "$want_amd" "$amd" \
		"$page 0xffffc000" "${whose/00:06/01:00}"
	other lossy 'fault = vtd-fault' 'trace = vtd_frr_new'
	lossy 'the index of a blocked interrupt' 1 'index: the facts say 0x8, the kernel log 0x8, QEMU'\''s trace 0x9:' \
		'vtd-ir-fault device=0000:01:00.0 index=0x8 reason=0x26' \
		'DMAR: [INTR-REMAP] Request device [01:00.0] fault index 0x8 [fault reason 0x26] Blocked an interrupt' \
		'vtd_frr_new index 0 high 0x8000002600000100 low 0x9000000000000'
	rm -r "$tree/scenarios/lossy" "$tree/qemu/platforms/lossy.conf"
}

# Devices that not every platform has come with the engine that needs them.
devices() {
	mkdir "$tree/qemu/devices"
	printf 'engines = nic nicvf\ndevice = port,id=p\ndevice = nic,bus=p\n' \
		>"$tree/qemu/devices/nic.conf"
	scenario nic/a <<<$'engine: nic\n---\nb = buf 4096'
	scenario nic/b <<<$'engine: nicvf\n---\nb = buf 4096'
	scenario nic/own <<<$'engine: nic\ndevices: nic,addr=7\n---\nb = buf 4096'
	run --dry-run nic/b
	[ $rc -eq 0 ] && out_has '-device port,id=p' && out_has '-device nic,bus=p'
	result $? 'an engine brings its devices'
	run --dry-run nic/own
	[ $rc -eq 0 ] && out_has '-device nic,addr=7' && ! out_has '-device nic,bus=p'
	result $? 'a scenario brings its own instead'
	run --dry-run good/clean
	[ $rc -eq 0 ] && ! out_has nic,bus=p
	result $? 'what needs none gets none'
	run -j 1 nic/a good/clean nic/b
	[ $rc -eq 0 ] && out_has '# 2 boots' &&
		[ "$(cat "$tree"/results/latest/vtd/boot-?/console.log | grep -c nic,bus=p)" -eq 1 ]
	result $? 'scenarios that need the same devices share a boot'
	echo 'engines = nic' >"$tree/qemu/devices/nic.conf"
	run nic/a
	[ $rc -eq 2 ] && err_is_one_line_with "qemu/devices/nic.conf: lacks 'device'"
	result $? 'a devices file without devices'
	rm -r "$tree/qemu/devices" "$tree/scenarios/nic"
}

troubles() {
	local pid

	touch "$tree/file"
	run --results "$tree/file/results" good/clean
	[ $rc -eq 2 ] && err_is_one_line_with "cannot create the folder"
	result $? 'a results folder that cannot be made'

	mkdir "$tree/full"
	if mount -t tmpfs -o size=64k none "$tree/full" 2>/dev/null; then
		scenario full/big <<-END
			---
			$(for _ in {1..2000}; do echo "#! console some words that fill a small disk"; done)
			b = buf 4096
		END
		run --results "$tree/full" full/big
		[ $rc -eq 2 ] && err_is_one_line_with 'No space left' && nothing_left
		result $? 'a full disk'
		# every file takes a page: the disk fills up in the middle of the bundle
		rm -rf "${tree:?}/full"/*
		scenario full/bundle <<-END
			---
			$(for i in {1..24}; do echo "#! file some/file-$i words"; done)
			b = buf 4096
		END
		run --results "$tree/full" full/bundle
		[ $rc -eq 2 ] && err_is_one_line_with 'No space left' && nothing_left
		result $? 'a disk that fills up within a bundle'
		rm -r "$tree/scenarios/full"
	else
		skip 'a full disk' 'a small tmpfs cannot be mounted here'
	fi

	for signal in INT TERM; do
		rm -rf "$tree/results"
		# bash starts background jobs with SIGINT ignored
		(cd "$tree" && exec env --default-signal=INT "$dmascope" run end/hang --timeout 50) \
			>"$tree/out" 2>"$tree/err" &
		pid=$!
		# the guest is in the middle of the script when its facts have arrived
		timeout 20 sh -c "until grep -qs 'begin end/hang' $tree/results/*/vtd/boot-1/console.log
			do [ -d /proc/$pid ] || exit 1; done"
		kill -s $signal $pid
		wait $pid
		rc=$?
		[ $rc -eq 2 ] && out_has '1 not run (interrupted)' && nothing_left &&
			grep -qs interrupted "$tree/results/latest/summary.json"
		result $? "SIG$signal: partial results, nothing left running"
	done
}

make_tree
make_scenarios
verdicts
endings
snapshots
choices
platforms
losses
devices
troubles
done_testing
