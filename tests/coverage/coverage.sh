#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# `make coverage`: which lines of the kernel modules the scenarios and the KUnit suites carry out.
#
#   tests/coverage/coverage.sh [RESULTS...]     default: runs all of them now
#
# Guests of a kernel that counts (6.12-x86_64-gcov) send their counts when they power off; those of
# all guests are added up. Prints a table, and writes the lines that nothing reached to
# build/coverage/missed.txt. Exit status 1 when dmatest-drv/ or injector/ is covered less than 85 %.
set -u
cd "$(dirname "$0")/../.." || exit 2

readonly KERNEL=6.12-x86_64-gcov WANTED=85
readonly OUT=build/coverage
readonly OBJECTS=$PWD/build/modules/$KERNEL
rm -rf "$OUT/data" "$OUT/one" "$OUT/sum"
mkdir -p "$OUT" || exit 2

# Failures of these are for `make check` to say: what a guest counted is true all the same.
run_all() {
	build/dmascope run --kernel $KERNEL --platform vtd,swiotlb --no-snapshot --keep \
		--results "$OUT/results" >"$OUT/run.ktap"
	# the one place where a mapping bounces only because the injector wants it to
	build/dmascope run --kernel $KERNEL --platform none --no-snapshot --keep \
		--results "$OUT/results" inject robust correct/mask-bounce >>"$OUT/run.ktap"
	build/dmascope kunit --kernel $KERNEL --platform vtd,swiotlb,none --keep \
		--results "$OUT/results" >"$OUT/kunit.ktap"
	build/dmascope random --kernel $KERNEL --platform vtd,swiotlb --count 1000 --no-shrink \
		--results "$OUT/results" >"$OUT/random.ktap"
}

if [ $# -eq 0 ]; then
	rm -rf "$OUT/results"
	run_all
	set -- "$OUT/results"
fi

# A guest's folders are named like the host's, from the top.
nr=0
while IFS= read -r dir; do
	one=$dir$OBJECTS
	[ -d "$one" ] || continue
	nr=$((nr + 1))
	if [ $nr -eq 1 ]; then
		cp -r "$one" "$OUT/sum"
	else
		gcov-tool merge "$OUT/sum" "$one" -o "$OUT/one" 2>"$OUT/merge.err" ||
			{ cat "$OUT/merge.err" >&2; exit 2; }
		rm -rf "$OUT/sum"
		mv "$OUT/one" "$OUT/sum"
	fi
done < <(find "$@" -type d -name gcov)
[ $nr -gt 0 ] || { echo "coverage: no guest sent its counts; is the kernel $KERNEL?" >&2; exit 2; }

# gcov wants counts, notes and sources side by side.
mkdir -p "$OUT/data"
cp -r "$OUT/sum/." "$OUT/data"
(cd "$OBJECTS" && find . \( -name '*.gcno' -o -name '*.[ch]' \) \
	-exec cp --parents -t "$OLDPWD/$OUT/data" {} +)
(cd "$OUT/data" && find . -name '*.gcda' -printf '%P\n' | sort | while IFS= read -r f; do
	gcov --preserve-paths --relative-only --source-prefix "$OBJECTS" --object-file "$f" \
		"${f%.gcda}.c" 2>/dev/null >/dev/null
done)

# Lines of our own .c files: "COUNT:LINE:TEXT", "#####" where it is none, "-" where there is no code
for f in "$OUT"/data/*.c.gcov; do
	name=${f##*/}
	name=${name%.gcov}
	name=${name//#//}
	awk -F: -v name="$name" -v missed="$OUT/missed.new" '
		{ sub(/^ +/, "", $1) }
		$1 != "-" && $2 + 0 > 0 { all++; hit += $1 !~ /^[#=]/ }
		$1 ~ /^[#=]/ { print name ":" $2 + 0 ": " substr($0, index($0, $3)) >> missed }
		END { if (all) print name, hit, all }' "$f"
done | sort >"$OUT/lines"
mv -f "$OUT/missed.new" "$OUT/missed.txt" 2>/dev/null || : >"$OUT/missed.txt"

awk -v nr="$nr" -v wanted=$WANTED '
	{
		folder = $1; sub(/\/.*/, "", folder)
		hit[folder] += $2; all[folder] += $3
		printf "| `%s` | %d | %d | %.1f %% |\n", $1, $3, $2, 100 * $2 / $3
	}
	BEGIN { print "| file | lines | carried out | |"; print "|---|---|---|---|" }
	END {
		for (f in all)
			printf "| **%s/** | %d | %d | **%.1f %%** |\n", f, all[f], hit[f],
				100 * hit[f] / all[f]
		printf "\n%d guests\n", nr
		for (f in all)
			if (f != "kunit" && hit[f] * 100 < wanted * all[f])
				exit 1
	}' "$OUT/lines"
