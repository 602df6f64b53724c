# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034 # "details" is for the tests that read this file
# Results of a shell test as TAP. To be sourced from the checkout's top folder.
tap_nr=0 tap_failed=0
# files that say what a failed result was about
details=()

# result STATUS NAME [TEXT]: 0 is "ok"; TEXT and the details, when it is not
result() {
	tap_nr=$((tap_nr + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $tap_nr - $2"
		return
	fi
	echo "not ok $tap_nr - $2"
	tap_failed=$((tap_failed + 1))
	{ printf '%s' "${3:+$3$'\n'}" && cat "${details[@]}" /dev/null 2>&1; } | cut -c1-300 | sed 's/^/# /'
}

# skip NAME WHY
skip() {
	tap_nr=$((tap_nr + 1))
	echo "ok $tap_nr - $1 # SKIP $2"
}

# The last line of a test: the plan, and its exit status.
done_testing() {
	echo "1..$tap_nr"
	exit $((tap_failed > 0))
}
