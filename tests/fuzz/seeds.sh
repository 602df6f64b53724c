# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Source it from the top of the tree.

# seeds_of KIND: the folders with inputs to start from
seeds_of() {
	echo "tests/fuzz/seeds/$1"
	case $1 in
	pieces | report | sieve) echo tests/fuzz/seeds/log tests/fixtures/*/ ;;
	log) echo tests/fixtures/*/ ;;
	dump | counters | explain) echo tests/fixtures/*/ ;;
	scenario | script) echo scenarios/*/ ;;
	kv) echo qemu/platforms qemu/kernels scenarios/fault ;;
	esac
}
