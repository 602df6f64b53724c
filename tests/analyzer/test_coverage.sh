#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# How much of a list of kernel messages the catalogue knows (docs/coverage.md).  The list is made
# from kernel sources and is not part of the repository: DMASCOPE_FORMATS names it.
set -u
cd "$(dirname "$0")/../.." || exit 2

coverage=build/tests/analyzer/coverage
formats=${DMASCOPE_FORMATS:-}
# Subsystems whose messages must all be known; a tier's exception is named with its reason.
mine=(acpi arm64-platform cma dma-buf dma-coherent dma-contiguous dma-debug dma-direct dma-iommu
	dma-mapping dma-pool dmaengine dmapool fault-inject generic-pt hyperv-iommu io-pgtable
	iommu-core iommu-debug-pagealloc iommu-sva iommufd iova map-benchmark meta of page-alloc pci
	swiotlb vfio vsi vtd x86-platform xen-swiotlb)
out=$(mktemp) || exit 2
trap 'rm -f "$out"' EXIT
n=0 rc=0

result() { # result STATUS NAME
	n=$((n + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $n - $2"
	else
		echo "not ok $n - $2"
		cut -c1-200 "$out" | sed 's/^/# /'
		rc=1
	fi
}

# The tool must see a miss: no catalogue can know these.
printf '%s\t%s\tall\t\t\tfault\tpr\tERR\t%s\tf\t\n' x X-1 'no kernel says this %d' \
	x X-2 'software IO TLB: No low memx, and goes on and on with other words' >"$out.tsv"
printf 'x\tX-3\tall\t\t\terror\tdev\tERR\t%s\tf\tsize\n' \
	'swiotlb buffer is full (sz: %zd bytes)\n' >>"$out.tsv"
"$coverage" "$out.tsv" >"$out"
grep -q '^fault x  *0  *0  *2$' "$out" && grep -q '^error x  *1  *0  *0$' "$out"
result $? "two messages that do not exist are missed, one that does is decoded"
rm -f "$out.tsv"

if [ ! -r "$formats" ]; then
	n=$((n + 1))
	echo "ok $n - coverage # SKIP there is no list of formats: set DMASCOPE_FORMATS to its path"
else
	"$coverage" "$formats" "${mine[@]}" >"$out"
	! grep -E '^# missed fault' "$out"
	result $? "every message of the tier fault is decoded"
	# XEN-007 is "%s (rc:%d)": nothing but two values and the word rc
	! grep -E '^# missed error' "$out" | grep -v XEN-007
	result $? "every message of the tier error is recognised"
	sed -n 's/^\(error\|fault\), all/# &/p' "$out"
fi
echo "1..$n"
exit $rc
