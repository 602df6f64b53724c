#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Runs tests and ends with "N passed, N failed, N skipped".
#
#   tests/run.sh             what every change must pass: unit and guest
#   tests/run.sh unit        what needs no guest; as many suites at once as there are processors
#   tests/run.sh guest       the platforms and kernels that find most, one after the other
#   tests/run.sh matrix      every platform, and every kernel on those where versions differ
#   tests/run.sh everything  all of them
#
# A test is a program that prints TAP or KTAP; a program that prints no result, dies
# or runs out of time counts as one failure.  Logs are kept in build/tests/logs.
set -u
cd "$(dirname "$0")/.." || exit 2

what=${1:-all}
logs=build/tests/logs
mkdir -p "$logs" || exit 2
passed=0 failed=0 skipped=0
failures=()
names=()
declare -A limits commands

# suite NAME SECONDS COMMAND...: one more for run_suites
suite() {
	local name=$1

	names+=("$name")
	limits[$name]=$2
	shift 2
	printf -v "commands[$name]" '%q ' "$@"
}

log_of() {
	echo "$logs/${1//\//-}.log"
}

# carry_out NAME: its exit status and its seconds to a file, which exists when it is done
carry_out() {
	local log start=$SECONDS
	local -a command

	log=$(log_of "$1")
	eval "command=(${commands[$1]})"
	timeout --foreground -k 10 "${limits[$1]}" "${command[@]}" >"$log" 2>"$log.err" </dev/null
	echo "$? $((SECONDS - start))" >"$log.tmp"
	mv "$log.tmp" "$log.done"
}

# report NAME
report() {
	local name=$1 log rc seconds p f s line

	log=$(log_of "$name")
	rc=1 seconds=0
	[ ! -e "$log.done" ] || read -r rc seconds <"$log.done"
	echo "$seconds" >"$log.seconds"
	# only results at the left margin: KTAP indents its subtests
	s=$(grep -c -E '^ok .*# SKIP' "$log")
	p=$(($(grep -c -E '^ok ' "$log") - s))
	f=$(grep -c -E '^not ok ' "$log")
	if [ "$rc" -eq 124 ]; then
		f=$((f + 1))
		failures+=("$name: not finished after ${limits[$name]} s")
	elif [ "$rc" -ne 0 ] && [ "$f" -eq 0 ]; then
		f=1
		failures+=("$name: exit status $rc and no failed test; see $log.err")
	elif [ $((p + f + s)) -eq 0 ]; then
		f=1
		failures+=("$name: printed no result; see $log")
	fi
	while IFS= read -r line; do
		failures+=("$name: $line")
	done < <(grep -E '^not ok ' "$log")
	passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
	printf '%-34s %4d passed %3d failed %3d skipped  %4d s\n' "$name" "$p" "$f" "$s" "$seconds"
}

# Those that took longest the last time first, so that none is left running alone at the end.
# Of those that never ran the later named: scripts take longer than programs.
by_length() {
	local i

	for i in "${!names[@]}"; do
		echo "$(cat "$(log_of "${names[i]}").seconds" 2>/dev/null || echo $((1000 + i)))" \
			"${names[i]}"
	done | sort -s -k1,1nr | cut -d' ' -f2-
}

# run_suites N: N at once; told in the order in which they were named, whoever ends first
run_suites() {
	local name shown=0
	local -a order=("${names[@]}")

	[ "$1" -eq 1 ] || mapfile -t order < <(by_length)
	for name in "${names[@]}"; do
		rm -f "$(log_of "$name").done"
	done
	# the empty turns at the end wait for the last ones
	for name in "${order[@]}" ''; do
		while [ "$(jobs -rp | wc -l)" -ge "$1" ] || { [ -z "$name" ] && [ -n "$(jobs -rp)" ]; }; do
			wait -n
			while [ $shown -lt ${#names[@]} ] &&
				[ -e "$(log_of "${names[shown]}").done" ]; do
				report "${names[shown]}"
				shown=$((shown + 1))
			done
		done
		[ -z "$name" ] || carry_out "$name" &
	done
	wait
	for name in "${names[@]:shown}"; do
		report "$name"
	done
	names=()
}

# Jobs in the background do not hear Ctrl-C by themselves.
trap 'trap - TERM; kill 0; exit 130' INT TERM

scenarios() {
	suite "$1" "$2" build/dmascope run --results "build/tests/results-${1##*/}" "${@:3}"
}

kunit() {
	suite "$1" "$2" build/dmascope kunit --results "build/tests/results-${1##*/}" "${@:3}"
}

conf_get() {
	sed -n "s/^$2 = //p" "$1"
}

# platforms_of ARCH: all that there are, as --platform wants them
platforms_of() {
	local f

	for f in qemu/platforms/*.conf; do
		[ "$(conf_get "$f" arch)" != "$1" ] || basename "$f" .conf
	done | paste -sd,
}

unit() {
	local t

	for t in build/tests/*/test_*; do
		if [ -x "$t" ]; then
			suite "unit/${t#build/tests/}" 120 "$t"
		fi
	done
	# checkpatch and sparse want a kernel; the first time it is fetched and built, for minutes
	timeout --foreground -k 10 1800 qemu/setup/kernel 6.12-x86_64-lean \
		>"$logs/setup-kernel.log" </dev/null ||
		printf 'no kernel for the style test; it says what it skips\n'
	for t in tests/*/test_*.sh; do
		suite "host/${t#tests/}" 300 bash "$t"
	done
	run_suites "$(nproc)"
}

# What a change breaks, it breaks on one of these; docs/speed.md says what each costs.
guest() {
	local t
	local -a elsewhere=(correct domain edu fault misuse robust swiotlb system tables vfio)

	scenarios scenarios-lean 1500 --kernel 6.12-x86_64-lean --platform vtd
	# what boots a guest of its own for each scenario is seen once, above, and in matrix()
	scenarios scenarios-platforms 1500 --kernel 6.12-x86_64-lean \
		--platform vtd-fs,virtio-iommu,swiotlb "${elsewhere[@]}"
	scenarios scenarios-arm64 1500 --kernel 6.12-aarch64-lean --platform smmuv3 \
		"${elsewhere[@]}"
	scenarios scenarios-stock 1500 --kernel stock --platform vtd correct fault misuse
	# KASAN and lockdep watch what our code does rightly, what is done to it, and one thing that
	# only they see; the rest takes minutes and is in matrix()
	scenarios scenarios-debug 1800 --kernel 6.12-x86_64-debug --platform vtd \
		correct death/dma-into-freed-page fuzz
	kunit kunit 600 --kernel 6.12-x86_64-lean,6.12-aarch64-lean \
		--platform vtd,vtd-fs,swiotlb,smmuv3,virtio-iommu
	for t in tests/*/guest_*.sh; do
		suite "guest/${t#tests/}" 1500 bash "$t"
	done
	# one guest has two processors, which wait for each other
	run_suites 1
}

# The lean kernels of the default version on every platform, others where a version can differ.
matrix() {
	local f name arch platforms t

	for f in qemu/kernels/*.conf; do
		name=$(basename "$f" .conf)
		arch=$(conf_get "$f" arch)
		[ "$(conf_get "$f" checked)" != compiled ] || continue
		case $name in
		6.12-*-lean) platforms=$(platforms_of "$arch") ;;
		*-aarch64-*) platforms=smmuv3 ;;
		*-stock | stock) platforms=vtd,swiotlb ;;
		*-gcov) continue ;; # a lean one, for `make coverage`
		# what KASAN and lockdep watch is our code, which differs with the way a mapping takes
		*-x86_64-debug) platforms=vtd,swiotlb ;;
		*) platforms=vtd,vtd-fs,virtio-iommu,swiotlb ;;
		esac
		scenarios "matrix/$name" 7200 --kernel "$name" --platform "$platforms"
	done
	kunit matrix/kunit 3600 --platform all
	kunit matrix/kunit-debug 1800 --kernel 6.12-x86_64-debug --platform vtd,swiotlb
	for t in tests/*/matrix_*.sh; do
		suite "matrix/${t#tests/}" 1500 bash "$t"
	done
	run_suites 1
}

case $what in
all) unit; guest ;;
unit | guest | matrix) $what ;;
everything) unit; guest; matrix ;;
*)
	sed -n '3,/^$/ { /^#/!q; s/^# \{0,1\}//p }' "$0" >&2
	exit 2
	;;
esac

for line in "${failures[@]+"${failures[@]}"}"; do
	printf '  %s\n' "$line"
done
printf '%d passed, %d failed, %d skipped\n' $passed $failed $skipped
[ $failed -eq 0 ] && [ $passed -gt 0 ]
