# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034 # variables are for the tests that read this file
# A tree of platforms, kernels and scenarios around the fake guest (fake-guest.c), for tests of
# the runner. They set nothing but -u and stand in the checkout's top folder.
dmascope=$PWD/${DMASCOPE:-build/dmascope-asan}
fake=$PWD/${FAKE_GUEST:-build/tests/runner/fake-guest}
[ -z "${DMASCOPE:-}" ] || dmascope=$(realpath "$DMASCOPE")
[ -z "${FAKE_GUEST:-}" ] || fake=$(realpath "$FAKE_GUEST")
tree=$(mktemp -d) || exit 2
export DMASCOPE_ROOT=$tree TMPDIR=$tree/tmp

cleanup() {
	mountpoint -q "$tree/full" && umount "$tree/full"
	rm -rf "$tree"
}
trap cleanup EXIT

. tests/tap.sh
details=("$tree/out" "$tree/err")

# script PATH: an executable file from stdin
script() {
	{
		echo '#!/bin/sh'
		cat
	} >"$1"
	chmod +x "$1"
}

# scenario ID: a file whose header comes from stdin; after "---" it has one op
scenario() {
	mkdir -p "$tree/scenarios/${1%/*}"
	{
		echo "description: $1"
		cat
	} >"$tree/scenarios/$1.scn"
}

platform() {
	cat >"$tree/qemu/platforms/$1.conf" <<-END
		description = a fake
		arch = x86_64
		machine = q35
		caps = $2
		cmdline = ${3:-}
		trace = vtd_dmar_fault vtd_frr_new
		device = e1000e,id=nic0
	END
}

make_tree() {
	mkdir -p "$tree"/{qemu/{setup,platforms,kernels},tmp}
	script "$tree/qemu/setup/qemu" <<<"echo command=$fake; echo version=0.0"
	script "$tree/qemu/setup/kernel" <<<'echo image=vmlinuz; echo release=6.12.0'
	script "$tree/qemu/setup/guest" <<<'echo initrd=guest.cpio'
	script "$tree/qemu/setup/kvm-works" <<<'exit 1'
	platform vtd 'translated'
	platform none 'direct'
	platform deaf 'translated' fake.noboot
	platform noisy 'translated' fake.noisy
	printf 'arch = x86_64\ncaps = dma-debug\n' >"$tree/qemu/kernels/6.12-x86_64-lean.conf"
}

# run ARGS...: $rc, $tree/out, $tree/err
run() {
	(cd "$tree" && timeout 60 "$dmascope" run "$@") >"$tree/out" 2>"$tree/err"
	rc=$?
}

out_has() {
	grep -qF -- "$1" "$tree/out"
}

# the three that there are, and no more was tried
all_booted() {
	grep -qE '^# 3 boots, [0-9.]+ s' "$tree/out"
}

err_is_one_line_with() {
	[ "$(wc -l <"$tree/err")" -eq 1 ] && grep -qF -- "$1" "$tree/err"
}

nothing_left() {
	! pgrep -f "^$fake " >/dev/null && [ -z "$(ls -A "$tree/tmp")" ]
}
