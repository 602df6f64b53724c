#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# `make kunitpy`: the suites from a kernel tree, by the kernel's own kunit.py, on user-mode Linux.
#
#   tests/compat/kunitpy.sh [KERNEL [KUNIT.PY'S ARGUMENTS...]]	default: 6.12-x86_64-lean
#
# Only the source of KERNEL is used: a copy of hard links, with this checkout linked into it
# (kunit/overlay). Building UML takes minutes the first time. Exit status is that of kunit.py.
set -u
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=qemu/setup/lib.sh
. qemu/setup/lib.sh

name=${1:-6.12-x86_64-lean}
[ $# -eq 0 ] || shift
source=$(qemu/setup/kernel "$name" --prepare | sed -n 's/^source=//p')
[ -d "$source" ] || die "$name has no source" "name a kernel that is built here"

work=$CACHE/kunitpy/$name	# not below build/, which make searches
tree=$work/tree
if [ ! -e "$tree/.copied" ]; then
	rm -rf "$tree" && mkdir -p "$work" || exit 2
	# links where that can be; the overlay replaces files, and writes into none
	cp -al "$source" "$tree" 2>/dev/null || { rm -rf "$tree" && cp -a "$source" "$tree"; } ||
		die "cannot copy $source" "check the free space in $work"
	touch "$tree/.copied"
fi
kunit/overlay "$tree" || exit 2
cd "$tree" || exit 2
# kunit.py reads from a terminal where there is one
exec python3 tools/testing/kunit/kunit.py run --kunitconfig=drivers/misc/dmascope/kunit \
	--build_dir="$work/um" --jobs="$(nproc)" "$@" </dev/null
