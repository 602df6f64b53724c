#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# usage: driver.sh SECONDS PLATFORM KERNEL [SEED]
#
# Runs scenarios/fuzz/ioctl.scn in a guest for so many seconds, with another seed each
# time unless one is given, and says what was sent and found. Exit code: 0 nothing was found,
# 1 something was, 2 it could not run. Everything about the run is in build/fuzz/driver.
set -u
cd "$(dirname "$0")/../.." || exit 2
seconds=${1:-60} platform=${2:-vtd} kernel=${3:-6.12-x86_64-debug} seed=${4:-$(date +%s)}
top=build/fuzz/driver
id=fuzz/ioctl

case $seconds$seed in
*[!0-9]*) echo "SECONDS and SEED are numbers" >&2; exit 2 ;;
esac
# a tree with this one scenario in it, which runs longer than the other
mkdir -p "$top/root/scenarios/fuzz" || exit 2
ln -sfn "$PWD/qemu" "$top/root/qemu"
sed "s/^timeout: .*/timeout: $((seconds + 120))/; s/ = fuzz .*/ = fuzz $seconds seed=$seed/" \
	scenarios/$id.scn >"$top/root/scenarios/$id.scn" || exit 2
echo "seed $seed, $seconds s on $platform with $kernel"
DMASCOPE_ROOT=$top/root build/dmascope run --results "$top/results" --platform "$platform" \
	--kernel "$kernel" --boot-timeout 900 $id >"$top/run.ktap"
status=$?
for dir in "$top"/results/latest/*/$id; do
	[ -f "$dir/facts.txt" ] || continue
	echo "op                  sent  succeeded"
	sed -n 's/^f\.sent_//p' "$dir/facts.txt" | while IFS='=' read -r op sent; do
		printf '%-16s %7s %10s\n' "$op" "$sent" \
			"$(sed -n "s/^f\.good_$op=//p" "$dir/facts.txt")"
	done
	sed -n 's/^f\.\(requests\|refused\|failed\|sessions\|forks\|races\|rebinds\)=/\1 /p
		s/^f\.unreached=/ops that never succeeded /p
		s/^f\.accepted=/taken although against the rules /p
		s/^f\.odd=/refused although legal /p' "$dir/facts.txt"
	echo "findings $(grep -c 'unexpected finding' "$dir/verdict.txt")"
	cat "$dir/verdict.txt"
done
grep -E '^(not )?ok|# SKIP' "$top/run.ktap"
exit $status
