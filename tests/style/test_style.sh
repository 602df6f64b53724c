#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The house rules that a program can check: checkpatch, sparse, lengths, SPDX lines, shell.
set -u
cd "$(dirname "$0")/../.." || exit 2

. tests/tap.sh
out=$(mktemp) || exit 2
trap 'rm -f "$out"' EXIT
details=("$out")
kernel=6.12-x86_64-lean
mapfile -t csrc < <(git ls-files '*.c' '*.h' ':!build')
mapfile -t scripts < <(git ls-files | while read -r f; do
	[ -f "$f" ] && head -c 30 "$f" | grep -q -a -E '^#! ?/bin/(ba)?sh' && echo "$f"; done)

# Left out: what needs the kernel's own headers (its types and attribute macros), and what takes
# an op's name for a function's or a help text of several lines for one message; and that exports
# stand behind their functions: those for the suites stand together; and ENOSYS, which is how a
# fault handler of the IOMMU API says that it leaves the report to the IOMMU's driver.
src=$(qemu/setup/kernel $kernel 2>/dev/null | sed -n 's/^source=//p')
checked=build/style.checked
if [ -f "$src/scripts/checkpatch.pl" ]; then
	# A file that passed passes again unless it, the rules or this script changed: it takes a minute.
	rules=$(cat "$src/scripts/checkpatch.pl" "$0" | sha256sum)
	sha256sum "${csrc[@]}" | sed "s/^/${rules%% *} /" | sort >"$out.now"
	mapfile -t changed < <(sort -u $checked 2>/dev/null | comm -13 - "$out.now" | cut -c132-)
	: >"$out"
	[ ${#changed[@]} -eq 0 ] || perl "$src/scripts/checkpatch.pl" --no-tree --terse --no-summary \
		--max-line-length=100 --ignore FILE_PATH_CHANGES,PREFER_KERNEL_TYPES,COMPLEX_MACRO,ENOSYS \
		--ignore CONFIG_DESCRIPTION,EMBEDDED_FILENAME,CONST_STRUCT,LINUX_VERSION_CODE \
		--ignore SPDX_LICENSE_TAG,PREFER_DEFINED_ATTRIBUTE_MACRO,EMBEDDED_FUNCTION_NAME \
		--ignore EXPORT_SYMBOL,SPLIT_STRING,STRCPY,STATIC_CONST_CHAR_ARRAY,CONCATENATED_STRING \
		-f "${changed[@]}" >"$out" 2>/dev/null
	[ $? -le 1 ] || echo "checkpatch: ERROR: it did not come to its end" >>"$out"
	grep -E ': (WARNING|ERROR):' "$out" >"$out.sel"
	mv "$out.sel" "$out"
	[ ! -s "$out" ] && mv "$out.now" $checked
	result $? "checkpatch finds nothing in ${#csrc[@]} files"
	rm -f "$out.now"
else
	skip checkpatch "the kernel source is not there: qemu/setup/kernel $kernel fetches it"
fi

if type -P sparse >/dev/null; then
	kdir=$(qemu/setup/kernel $kernel 2>/dev/null | sed -n 's/^kdir=//p')
	mod=build/sparse
	rm -rf $mod && mkdir -p $mod && cp -r Kbuild dmatest-drv injector kunit $mod/
	make -s -C "$kdir" M="$PWD/$mod" C=2 CF=-Wsparse-error modules >"$out" 2>&1
	rc_make=$?
	grep -E "($mod|dmatest-drv|injector|kunit).*(warning|error):" "$out" >"$out.sel"
	mv "$out.sel" "$out"
	[ $rc_make -eq 0 ] && [ ! -s "$out" ]
	result $? "sparse finds nothing in the modules"
else
	skip sparse "not installed"
fi

wc -l "${csrc[@]}" | awk '$2 != "total" && $1 > 600 { print $2 ": " $1 " lines" }' >"$out"
[ ! -s "$out" ]
result $? "no C file is over 600 lines"

for f in "${csrc[@]}" "${scripts[@]}" $(git ls-files '*.scn' '*.conf' '*.mk' Makefile Kbuild); do
	head -3 "$f" | grep -q SPDX-License-Identifier || echo "$f"
done >"$out"
[ ! -s "$out" ]
result $? "every source file has its SPDX line"

git grep -n -I -E ' +$' -- . ':!LICENSE' >"$out"
[ ! -s "$out" ]
result $? "no line ends in blanks"

if type -P shellcheck >/dev/null; then
	shellcheck -x -S warning "${scripts[@]}" >"$out" 2>&1
	result $? "shellcheck finds nothing in ${#scripts[@]} scripts"
else
	skip shellcheck "not installed"
fi

git grep -n -I -E '(^|[^A-Za-z0-9_.])/(root|work|home/[a-z]+)/' -- . ':!LICENSE' ':!tests/style' >"$out"
[ ! -s "$out" ]
result $? "no file names a path of one machine"

done_testing
