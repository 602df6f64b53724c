#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Some hundred random sequences where faults are reported, where mappings bounce, and on arm64.
set -u
cd "$(dirname "$0")/../.." || exit 2

build/dmascope random --platform vtd,swiotlb,smmuv3 --count 300 --faults 10 \
	--results build/tests/random
