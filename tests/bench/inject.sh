#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# `make bench-inject`: what the injector costs a mapping, in one boot of a guest: absent, loaded and
# disarmed, armed for somebody else's device, armed for this one.  Prints ns and ratios; nothing
# here passes or fails.
#
#   PLATFORM=vtd KERNEL=6.12-x86_64-lean
#   ROUNDS=15           each state so often, in turn; the median of their means counts
#   CALLS=10000         calls of dma_map_single() in each
#   SIZE=4096           bytes of each mapping
set -u
cd "$(dirname "$0")/../.." || exit 2

platform=${PLATFORM:-vtd} kernel=${KERNEL:-6.12-x86_64-lean}
rounds=${ROUNDS:-15} calls=${CALLS:-10000} size=${SIZE:-4096}
target=dma_map_page_attrs
tmp=$(mktemp -d "${TMPDIR:-/tmp}/dmascope-bench.XXXXXX") || exit 2
trap 'rm -rf "$tmp"' EXIT
fail() {
	echo "bench-inject: $*" >&2
	exit 2
}

# The states.  "other" filters by a device that does not exist; "hit" hits every call and then
# delays it by nothing, so that the mapping is made as always.
states=(absent disarmed other hit)
enter() {
	case $1 in
	absent) echo inject-unload ;;
	disarmed) printf '%s\n' "inject $target probability=0" inject-off ;;
	other) echo "inject $target device=0000:ff:1f.7 action=delay delay=0 times=-1 verbose=0" ;;
	hit) echo "inject $target action=delay delay=0 times=-1 verbose=0" ;;
	esac
}
leave() {
	case $1 in
	other | hit) printf '%s\n' "c$2$1 = inject-count $target" inject-off ;;
	esac
}

# The checkout, but for its scenarios: one of our own.
root=$tmp/root
mkdir -p "$root/scenarios/bench"
for f in "$PWD"/*; do
	[ "${f##*/}" = scenarios ] || ln -s "$f" "$root/"
done
{
	echo '# SPDX-License-Identifier: GPL-2.0'
	echo 'description: What a mapping costs with the injector and without'
	echo 'requires: kprobes'
	echo "timeout: 3600"
	echo '---'
	echo "b = buf $size"
	# caches and lazily made tables, for nothing
	echo "warm = time-map b dir=to-device rounds=$calls"
	for ((i = 0; i < rounds; i++)); do
		for state in "${states[@]}"; do
			enter "$state"
			echo "t$i$state = time-map b dir=to-device rounds=$calls"
			leave "$state" "$i"
		done
	done
} >"$root/scenarios/bench/inject.scn"

DMASCOPE_ROOT=$root build/dmascope run --results "$tmp/results" --platform "$platform" --kernel "$kernel" \
	--boot-timeout 600 bench/inject >"$tmp/ktap" 2>"$tmp/err" ||
	fail "the run failed: $(grep -h -m 1 -E '^# .*fail|^not ok' "$tmp/ktap" "$tmp/err"; tail -n 1 "$tmp/err")"
facts=$(find "$tmp/results" -name facts.txt | head -n 1)
[ -s "$facts" ] || fail "the guest told nothing; is the scenario skipped on $platform, $kernel?"

# fact NAME: its value
fact() {
	sed -n "s/^$1=//p" "$facts"
}

# all STATE FIELD: of every round, sorted
all() {
	local i

	for ((i = 0; i < rounds; i++)); do
		fact "t$i$1\\.$2"
	done | sort -n
}
median() {
	awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

# Did the states do what they say?
for ((i = 0; i < rounds; i++)); do
	[ "$(fact "c${i}other\\.calls")" = 0 ] || fail "round $i: a filter for another device let calls pass"
	[ "$(fact "c${i}hit\\.count")" -ge "$calls" ] || fail "round $i: not every call was hit"
done

grep -h '^# platform' "$tmp/ktap"
printf '%s of %d bytes, %d rounds of %d calls in each state; %d processors, load before %s\n' \
	"$target" "$size" "$rounds" "$calls" "$(nproc)" "$(cut -d' ' -f1 /proc/loadavg)"
printf '%-26s %8s %18s %7s %11s %7s %9s\n' 'injector' 'map ns' 'of the rounds' ratio 'fastest ns' ratio 'unmap ns'
ratio() {
	awk "BEGIN { printf \"%.2f\", $1 / $2 }"
}
base=$(all absent map_ns | median) best=$(all absent best_ns | head -n 1)
for state in "${states[@]}"; do
	case $state in
	absent) title='not loaded' ;;
	disarmed) title='loaded, disarmed' ;;
	other) title='armed, for another device' ;;
	hit) title='armed, every call hit' ;;
	esac
	ns=$(all "$state" map_ns | median) fastest=$(all "$state" best_ns | head -n 1)
	printf '%-26s %8d %8d .. %6d %7s %11d %7s %9d\n' "$title" "$ns" "$(all "$state" map_ns | head -n 1)" \
		"$(all "$state" map_ns | tail -n 1)" "$(ratio "$ns" "$base")" "$fastest" \
		"$(ratio "$fastest" "$best")" "$(all "$state" unmap_ns | median)"
done

# Noise: the same state against itself.
odd=$(for ((i = 1; i < rounds; i += 2)); do fact "t${i}absent\\.map_ns"; done | sort -n | median)
even=$(for ((i = 0; i < rounds; i += 2)); do fact "t${i}absent\\.map_ns"; done | sort -n | median)
[ "$rounds" -lt 2 ] || printf 'noise: not loaded, odd rounds against even ones: ratio %s\n' "$(ratio "$odd" "$even")"
