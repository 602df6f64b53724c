#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# dmascope explain: every cause, reason and event name of the specifications is explained, and
# every cause has its page.
set -u
cd "$(dirname "$0")/../.." || exit 2

# shellcheck source=tests/analyzer/cli.sh
. tests/analyzer/cli.sh

# explains ARGUMENT PART...: exit 0, and each part is in the output
explains() {
	local part rc_here
	"$dmascope" explain "$1" >"$tmp/out" 2>"$tmp/err"
	rc_here=$?
	for part in "${@:2}"; do
		grep -q -F -e "$part" "$tmp/out" || rc_here=1
	done
	return $rc_here
}

# The contract's causes, by hand: taken from the tables they would always be complete.
causes="use-after-unmap wild-dma overrun wrong-direction physical-address-used address-truncated
	byte-swapped-address missing-reserved-region firmware-bug stale-dma leak double-unmap double-map
	size-mismatch missing-error-check missing-sync map-of-stack-or-vmalloc overlapping-mapping
	segment-limit mask-too-small swiotlb-exhausted iova-exhausted cma-exhausted requester-id-alias
	interrupt-remapping invalidation-timeout iommu-driver-bug hardware-erratum config-error injected
	unknown"
nr=0
for c in $causes; do
	nr=$((nr + 1))
	explains "$c" "$c:" Fix: Verify: Wrong: Right:
	result $? "explain $c: fix, verification, wrong and right code"
	"$dmascope" explain --markdown "$c" >"$tmp/page" 2>"$tmp/err" &&
		cmp "$tmp/page" "docs/causes/$c.md" 2>"$tmp/err"
	result $? "docs/causes/$c.md is what the tables say (make docs)"
done
[ "$(find docs/causes -name '*.md' | wc -l)" -eq $nr ]
result $? "no page without a cause"

# VT-d specification, Fault Reason Encodings: numbers are given in hexadecimal and in decimal
explains 0x05 "Write access is not set" use-after-unmap
result $? "0x05"
explains 5 "Write access is not set"
result $? "5, as kernels print it in decimal"
explains 0x71 "Present bit in first-level paging entry is clear"
result $? "0x71"
explains 0x25 "compatibility format interrupt" interrupt-remapping F_VMS_FETCH
result $? "0x25: every IOMMU that has such a number"

# Every number of the tables, in both spellings; the gaps between them are explained by no VT-d reason.
codes=" $({
	seq 0 14; seq 32 41; seq 48 50; seq 56 58; seq 64 72; seq 80 82; seq 88 93; seq 112 124
	seq 128 135; seq 144 145
} | tr '\n' ' ')"
wrong=""
decimal=(yes "")
for code in $(seq 0 255); do
	want=1
	case "$codes" in *" $code "*) want=0 ;; esac
	printf -v hex '0x%02x' "$code"
	for spelled in $hex ${decimal[$want]:+"$code"}; do
		text=$("$dmascope" explain "$spelled" 2>/dev/null)
		[[ $text == *"VT-d fault reason"* ]]
		[ $? -eq $want ] || wrong="$wrong $spelled"
	done
done
echo "$wrong" >"$tmp/out"
[ -z "$wrong" ]
result $? "each of VT-d's reasons is explained in hexadecimal and in decimal, and no other number"

# What the command lists it explains, and with a cause that has advice.
"$dmascope" explain --list >"$tmp/list"
wrong=""
while read -r name; do
	text=$("$dmascope" explain "$name" 2>/dev/null)
	[[ $text == *"$name"*Fix:* ]] || wrong="$wrong $name"
done <"$tmp/list"
echo "$wrong" >"$tmp/out"
[ -z "$wrong" ] && [ "$(wc -l <"$tmp/list")" -gt 100 ]
result $? "every name of explain --list is explained"

# Arm IHI 0070, 7.3: event names and numbers
while read -r code name; do
	explains "$name" "$name $code" SMMUv3
	result $? "$name is SMMUv3 event $code"
done <<-END
	0x01 F_UUT
	0x02 C_BAD_STREAMID
	0x03 F_STE_FETCH
	0x04 C_BAD_STE
	0x05 F_BAD_ATS_TREQ
	0x06 F_STREAM_DISABLED
	0x07 F_TRANSL_FORBIDDEN
	0x08 C_BAD_SUBSTREAMID
	0x09 F_CD_FETCH
	0x0a C_BAD_CD
	0x0b F_WALK_EABT
	0x10 F_TRANSLATION
	0x11 F_ADDR_SIZE
	0x12 F_ACCESS
	0x13 F_PERMISSION
	0x20 F_TLB_CONFLICT
	0x21 F_CFG_CONFLICT
	0x24 E_PAGE_REQUEST
	0x25 F_VMS_FETCH
END
# drivers/iommu/amd/amd_iommu_types.h, EVENT_TYPE_*
while read -r code name; do
	explains "$name" "$name $code" AMD-Vi
	result $? "$name is AMD-Vi event $code"
done <<-END
	0x01 ILLEGAL_DEV_TABLE_ENTRY
	0x02 IO_PAGE_FAULT
	0x03 DEV_TAB_HARDWARE_ERROR
	0x04 PAGE_TAB_HARDWARE_ERROR
	0x05 ILLEGAL_COMMAND_ERROR
	0x06 COMMAND_HARDWARE_ERROR
	0x07 IOTLB_INV_TIMEOUT
	0x08 INVALID_DEVICE_REQUEST
	0x09 INVALID_PPR_REQUEST
	0x0d RMP_PAGE_FAULT
	0x0e RMP_HW_ERROR
END
explains f_translation F_TRANSLATION
result $? "names in small letters"

explains 'DMAR: [DMA Write NO_PASID] Request device [00:03.0] fault addr 0xffffc000 [fault reason 0x05] PTE Write access is not set' \
	vtd-fault 0000:00:03.0 0xffffc000 F1
result $? "a pasted line: the event and the finding"
explains 'nvme nvme0: I/O 5 QID 7 timeout, reset controller' driver.timeout 'no trouble by itself'
result $? "a line that is no trouble by itself"
"$dmascope" explain >"$tmp/out" 2>"$tmp/err"
[ $? -eq 2 ] && [ ! -s "$tmp/out" ]
result $? "nothing to explain: exit 2"
"$dmascope" explain "$(printf 'no\033[2Jsuch thing')" >"$tmp/out" 2>"$tmp/err"
[ $? -eq 2 ] && [ "$(wc -l <"$tmp/err")" -eq 1 ] && ! grep -q "$(printf '\033')" "$tmp/err"
result $? "an unknown text: exit 2, one line, no escape codes"
"$dmascope" explain 0xfff >"$tmp/out" 2>"$tmp/err"
[ $? -eq 2 ]
result $? "an unknown number: exit 2"

done_testing
