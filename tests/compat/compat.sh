#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# `make compat`: do our kernel modules compile without a warning for every lean kernel in
# qemu/kernels/, that is, for each version on each architecture?  The kernels are configured and
# prepared, not built; what a module wants of the kernel is looked up among what its source exports.
#
#   tests/compat/compat.sh [KERNEL...]      default: all that are described as lean
#
# Prints a line of TAP for each, then a table, then "N passed, N failed".  A kernel whose sources,
# configuration and compiler have not changed since it last passed is not compiled again.
set -u
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=qemu/setup/lib.sh
. qemu/setup/lib.sh

readonly OUT=$CHECKOUT/build/compat
mkdir -p "$OUT" || die "cannot create $OUT" "check its permissions"

# load_kernel NAME: sets kdir, make_args, source and keys
load_kernel() {
	local key value

	keys=$(qemu/setup/kernel "$1" --prepare) || return
	while IFS='=' read -r key value; do
		case $key in
		kdir) kdir=$value ;;
		make) make_args=$value ;;
		source) source=$value ;;
		esac
	done <<<"$keys"
}

fingerprint() {
	{
		echo "$keys"
		cat "$0" "$kdir/Module.symvers"
		cd "$CHECKOUT" && find Kbuild dmatest-drv injector kunit -type f -name '*[.KM]*' \
			-exec cat {} + 2>/dev/null
	} | sha256sum
}

kbuild() { # kbuild FOLDER LOG ARG...
	local folder=$1 log=$2
	shift 2
	# shellcheck disable=SC2086
	make -C "$kdir" $make_args M="$folder" W=1 KBUILD_MODPOST_WARN= -j"$(nproc)" "$@" \
		modules >"$log" 2>&1 </dev/null
}

# What the kernel's own headers bring is no fault of ours: a file that includes the same ones and
# does nothing shows it.
header_warnings() {
	local folder=$1.headers

	rm -rf "$folder" && mkdir -p "$folder" || return
	sed -n '/^ccflags-y/{ s/-I[^ ]*//; p }' Kbuild >"$folder/Kbuild"
	echo 'obj-m := headers.o' >>"$folder/Kbuild"
	{
		find Kbuild dmatest-drv injector kunit -name '*.[ch]' ! -path '*/dmactl/*' \
			-exec grep -hE '^#include <(linux|kunit)/' {} + 2>/dev/null | sort -u |
			sed 's/^#include \(<.*>\)/#if __has_include(\1)\n&\n#endif/'
		echo 'MODULE_DESCRIPTION("headers"); MODULE_LICENSE("GPL");'
	} >"$folder/headers.c"
	kbuild "$folder" "$folder/log"
	grep -E 'warning:|WARNING' "$folder/log" | grep -v "$folder/" | sort -u
}

# undefined_symbols FOLDER: what the modules want, one a line
undefined_symbols() {
	find "$1" -maxdepth 1 -name '*.o' ! -name '*.mod.o' -exec nm -u {} + 2>/dev/null | sed -n 's/^ *U //p' |
		grep -vx __this_module | sort -u
}

# check NAME: compiles, and leaves the row of the table in $OUT/NAME.row; status as a test's
check() {
	local folder=$OUT/$1 log=$OUT/$1.log built=0 objects warnings errors wanted missing

	# An object that is kept would hide its warnings, so only those without any are kept.
	[ -e "$folder.row" ] || rm -rf "$folder"
	rm -f "$folder.row" "$folder.stamp"
	copy_modules "$folder"
	kbuild "$folder" "$log" || built=$?
	header_warnings "$folder" >"$folder.known"
	grep -E 'warning:|WARNING' "$log" | grep -vxFf "$folder.known" | sort -u >"$folder.warnings"
	grep -E 'error:|ERROR|No rule to make' "$log" | sort -u >"$folder.errors"
	undefined_symbols "$folder" >"$folder.wanted"
	cut -f2 "$kdir/Module.symvers" "$folder/Module.symvers" | sort -u | comm -23 "$folder.wanted" - >"$folder.missing"
	objects=$(find "$folder" -mindepth 2 -name '*.o' | wc -l)
	warnings=$(wc -l <"$folder.warnings")
	errors=$(wc -l <"$folder.errors")
	wanted=$(wc -l <"$folder.wanted")
	missing=$(wc -l <"$folder.missing")
	printf '%s %s %s %s %s %s\n' "$objects" "$warnings" "$errors" "$wanted" "$missing" \
		"$(wc -l <"$folder.known")" >"$folder.result"
	cat "$folder.errors" "$folder.warnings" "$folder.missing" | sed "s,$folder/,,; s/^/# /"
	[ "$built" -eq 0 ] && [ "$warnings$errors$missing" = 000 ] && [ "$wanted" -gt 0 ] || return 1
	cp "$folder.result" "$folder.row"
	fingerprint >"$folder.stamp"
}

lean_kernels() {
	local f

	for f in qemu/kernels/*.conf; do
		if [ "$(conf_get "$f" flavour)" = lean ] && [ -n "$(conf_get "$f" source)" ]; then
			f=${f##*/}
			echo "${f%.conf}"
		fi
	done | sort -V
}

if [ $# -gt 0 ]; then
	kernels=("$@")
else
	mapfile -t kernels < <(lean_kernels)
fi
passed=0 failed=0 n=0
table=()
for name in "${kernels[@]}"; do
	n=$((n + 1))
	rm -f "$OUT/$name.result"
	if load_kernel "$name"; then
		if [ "$(cat "$OUT/$name.stamp" 2>/dev/null)" = "$(fingerprint)" ]; then
			cp "$OUT/$name.row" "$OUT/$name.result"
			details=''
			status=0
		else
			details=$(check "$name")
			status=$?
		fi
	else
		details="# $name could not be prepared"
		status=1
	fi
	if [ $status -eq 0 ]; then
		passed=$((passed + 1))
		echo "ok $n - the modules compile without a warning for $name"
	else
		failed=$((failed + 1))
		echo "not ok $n - the modules compile without a warning for $name"
		echo "$details" | head -40
	fi
	read -r objects warnings errors wanted missing known \
		< <(cat "$OUT/$name.result" 2>/dev/null || echo '- - - - - -')
	table+=("$(printf '%-20s %-24s %7s %8s %6s %9s %8s %11s' "$name" "${source##*/linux-source-}" \
		"$objects" "$warnings" "$errors" "$wanted" "$missing" "$known")")
done
echo "1..$n"
printf '# %-20s %-24s %7s %8s %6s %9s %8s %11s\n' kernel source objects warnings errors undefined \
	'of which' "its headers'"
printf '# %-20s %-24s %7s %8s %6s %9s %8s %11s\n' '' '' '' '' '' symbols missing 'warnings'
printf '# %s\n' "${table[@]}"
printf '%d passed, %d failed\n' $passed $failed
[ $failed -eq 0 ]
