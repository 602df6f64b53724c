#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# No include line points up. The layers, from the top: command line, runner, then the
# analyzer's report, diagnose, history, catalogue and input, the injector's host side, then the
# base library.
# TAP on stdout.
set -u
cd "$(dirname "$0")/../.." || exit 2

# layer PATH: its height; nothing for files outside the layers
layer() {
	case $1 in
	analyzer/base/*) echo 0 ;;
	analyzer/model.h) echo 1 ;;
	analyzer/input/*) echo 2 ;;
	analyzer/catalogue/*) echo 3 ;;
	analyzer/history/*) echo 4 ;;
	analyzer/diagnose/*) echo 5 ;;
	analyzer/report/*) echo 6 ;;
	analyzer/analyze.[ch]) echo 7 ;;
	injector/host/*) echo 1 ;;
	qemu/runner/*) echo 8 ;;
	analyzer/cli/*) echo 9 ;;
	esac
}

# target FROM NAME: the file that an include line of FROM names
target() {
	local dir

	for dir in "${1%/*}" analyzer qemu injector; do
		[ ! -f "$top/$dir/$2" ] || {
			realpath -m --relative-to="$top" "$top/$dir/$2"
			return
		}
	done
}

# upward TOP: include lines that point up
upward() {
	local top file name to from_layer to_layer

	top=$(realpath "$1")
	(cd "$top" && grep -rHoE '^#include "[^"]+"' --include='*.[ch]' analyzer qemu/runner injector/host) |
		sed 's/:#include "/ /; s/"$//' | while read -r file name; do
		to=$(target "$file" "$name")
		from_layer=$(layer "$file")
		to_layer=$(layer "$to")
		# what every stage shares is declared in the folder's own public header
		[ "$to" != analyzer/analyze.h ] || to_layer=1
		if [ -n "$from_layer" ] && [ -n "$to_layer" ] &&
			[ "$to_layer" -gt "$from_layer" ]; then
			echo "# $file includes $to"
		fi
	done
}

failed=0
found=$(upward .)
if [ -z "$found" ]; then
	echo "ok 1 no include line points up"
else
	echo "not ok 1 no include line points up"
	echo "$found"
	failed=1
fi

# the test itself: a tree with one line too many
bad=$(mktemp -d) || exit 2
trap 'rm -rf "$bad"' EXIT
mkdir -p "$bad"/analyzer/{base,input} "$bad/qemu/runner" "$bad/injector/host"
echo '#include "runner/run.h"' >"$bad/analyzer/input/reads.c"
echo '#include "base/kv.h"' >>"$bad/analyzer/input/reads.c"
touch "$bad/qemu/runner/run.h" "$bad/analyzer/base/kv.h"
if [ "$(upward "$bad")" = '# analyzer/input/reads.c includes qemu/runner/run.h' ]; then
	echo "ok 2 a line that points up is found"
else
	echo "not ok 2 a line that points up is found"
	failed=1
fi
echo "1..2"
[ $failed -eq 0 ]
