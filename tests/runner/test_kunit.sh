#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# dmascope kunit against a fake guest: what suites may come to, and how guests may end in them.
# TAP on stdout.
set -u
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/runner/fake.sh
. tests/runner/fake.sh

make_tree
printf 'arch = x86_64\ncaps = dma-debug kunit\n' >"$tree/qemu/kernels/6.12-x86_64-lean.conf"
printf 'arch = x86_64\ncaps = dma-debug\n' >"$tree/qemu/kernels/stock.conf"
mkdir "$tree/kunit"
cat >"$tree/kunit/suite_map.c" <<-'END'
	static struct kunit_case map_cases[] = {
		KUNIT_CASE(first),
		KUNIT_CASE_PARAM(second, size_gen_params),
		KUNIT_CASE(third),
		{}
	};

	static struct kunit_suite map_suite = {
		.name = "dmascope_map",
		.test_cases = map_cases,
	};
END
latest=$tree/results/latest/vtd/kunit

# kunit ARGS...: the suites in a fake guest that does what stdin says
kunit() {
	cat >"$tree/says"
	(cd "$tree" && FAKE_GUEST_SAYS=$tree/says timeout 60 "$dmascope" kunit "$@") \
		>"$tree/out" 2>"$tree/err"
	rc=$?
}

# said WHAT: results of three tests, with the second one's parameters
suite() {
	printf '%s' 'KTAP version 1\n1..1\n    KTAP version 1\n    # Subtest: dmascope_map\n' \
		'    1..3\n    ok 1 first\n        KTAP version 1\n        # Subtest: second\n' \
		'        ok 1 4096\n' "$1" '        ok 2 4097\n' "${2:-    ok 2 second}" '\n' \
		'    ok 3 third # SKIP no device\n' "${3:-ok 1 dmascope_map}"
	echo
}

well_formed() {
	python3 -c 'import sys, xml.dom.minidom as m; m.parse(sys.argv[1])' "$1" 2>>"$tree/err"
}

failed_tests='# second: EXPECTATION FAILED at kunit/suite_map.c:42\n    Expected a == b <&>\n'

kunit --junit "$tree/all.xml" <<-END
	say fact tests.failed=0
	file kunit/dmascope_map $(suite '')
END
[ $rc -eq 0 ] && out_has 'ok 1 vtd/kunit' && out_has '        ok 3 third # SKIP no device' &&
	out_has '# vtd: 3 passed, 0 failed, 1 skipped'
result $? "suites that pass"
[ "$(grep -c . "$latest/kunit.ktap")" -gt 10 ] && [ -s "$latest/console.log" ] &&
	grep -q -e '-append' "$latest/qemu-command.txt" && well_formed "$latest/junit.xml"
result $? "the results folder has KTAP, JUnit, the console and the command"
well_formed "$tree/all.xml" && grep -q 'classname="vtd.dmascope_map" name="second/4097"' "$tree/all.xml" &&
	grep -q 'message="no device"' "$tree/all.xml"
result $? "--junit has every test, parameters and skips, too"
diff <(grep -E '^ *(ok|not ok) ' "$tree/out" | sed 's/^    //' | grep -v vtd/kunit) \
	<(grep -E '^ *(ok|not ok) ' "$latest/kunit.ktap" | sed 's/^    //') >>"$tree/err"
result $? "kunit.ktap is what was printed"

kunit --junit "$tree/all.xml" <<-END
	say fact tests.failed=1
	file kunit/dmascope_map $(suite "$failed_tests" '    not ok 2 second' 'not ok 1 dmascope_map' |
		sed 's/        ok 2 4097/        not ok 2 4097/')
END
[ $rc -eq 1 ] && out_has 'not ok 1 vtd/kunit' && out_has '            not ok 2 4097' &&
	out_has 'Expected a == b <&>' && out_has '# vtd: 2 passed, 1 failed, 1 skipped'
result $? "a failed test fails the run, and says why"
well_formed "$tree/all.xml" && grep -q 'failure type="failed" message="second: EXPECTATION' "$tree/all.xml"
result $? "a failure's message is in the JUnit file"

kunit <<-END
	say fact tests.failed=0
	file kunit/dmascope_map $(suite '' '    not ok 2 second' 'not ok 1 dmascope_map')
END
[ $rc -eq 1 ] && out_has '1 tests failed, 0 have no result'
result $? "the results outweigh what the guest counted"

kunit <<-END
	say fact tests.failed=0
	file kunit/dmascope_map $(suite '' | sed 's/1\.\.3/1..5/')
END
[ $rc -eq 1 ] && out_has '# 2 of 5 tests have no result'
result $? "tests that were announced and never ran fail the run"

kunit <<-END
	say fact tests.failed=0
	console DMA-API: e1000e 0000:01:00.0: device driver frees DMA memory with different size [device address=0x00000000ffffc000] [map size=4096 bytes] [unmap size=2048 bytes]
	file kunit/dmascope_map $(suite '')
END
[ $rc -eq 1 ] && out_has 'unexpected finding: dma-api' && out_has '3 passed, 0 failed'
result $? "what the kernel complains about fails the run"

kunit <<-'END'
	console KTAP version 1
	console 1..1
	console     KTAP version 1
	console     # Subtest: dmascope_map
	console     1..3
	console     ok 1 first
	console         KTAP version 1
	console         # Subtest: second
	console         ok 1 4096
	console     ok 2 second
	console Kernel panic - not syncing: Fatal exception
	exit 0
END
[ $rc -eq 1 ] && out_has '        not ok 3 third' && out_has '        ok 2 second' &&
	out_has 'the guest panicked' && out_has 'no result: the guest was in this test'
result $? "of a guest that dies the console tells, and the test that ran is named"

kunit <<-'END'
	console KTAP version 1
	console 1..1
	console     # Subtest: dmascope_map
	console     1..3
	console         # Subtest: second
	console         ok 1 4096
	exit 0
END
[ $rc -eq 1 ] && out_has 'not ok 1 second' && ! out_has 'first'
result $? "a test that dies in a parameter is named, whatever was lost before"

kunit <<-'END'
	say fact tests.failed=0
	console KTAP version 1
	console 1..1
	console     # Subtest: dmascope_map
	console     1..1
	console         # Subtest: second
	console         ok 1 4096
	console         ok 2 4097
	console     ok 1 second
	console ok 1 dmascope_map
	file kunit/dmascope_map 1..1\n    # Subtest: dmascope_map\n    1..1\n        ok 2 4097\n    ok 1 second\nok 1 dmascope_map
END
[ $rc -eq 0 ] && out_has '# vtd: 2 passed' && out_has 'ok 1 4096'
result $? "parameters that debugfs of an old kernel lost are on the console"

kunit <<<'exit 0'
[ $rc -eq 1 ] && out_has 'not ok 1 vtd/kunit' && out_has '# vtd: 0 passed'
result $? "a guest that dies before any test"

kunit <<-'END'
	say fact tests.failed=0
	file kunit/dmascope_map nothing of KTAP\nat all\nok
END
[ $rc -eq 1 ] && out_has 'no test passed'
result $? "results that are none"

kunit <<-'END'
	end fail kunit.scn:7: kunit: no test ran: none is named x*
END
[ $rc -eq 1 ] && out_has 'no test ran: none is named x*'
result $? "why the suites did not run"

kunit --timeout 1 <<<'hang'
[ $rc -eq 1 ] && out_has 'the guest hangs'
result $? "a guest that hangs is ended"

kunit --platform vtd,none <<-END
	say fact tests.failed=0
	file kunit/dmascope_map $(suite '')
END
[ $rc -eq 0 ] && out_has '1..2' && grep -qE '^ok [12] none/kunit' "$tree/out" &&
	[ -s "$tree/results/latest/none/kunit/kunit.ktap" ]
result $? "a level of subtests for each platform"

kunit --kernel stock <<<'exit 0'
[ $rc -eq 0 ] && grep -qE '^ok 1 vtd/kunit # SKIP .*kunit' "$tree/out"
result $? "a kernel without KUnit is a SKIP with its reason"

kunit --filter 'dmascope_map.*' <<<'exit 0'
grep -q 'kunit dmascope_map' "$latest"/../../*/*/verdict.txt "$latest/qemu-command.txt" 2>/dev/null
[ $rc -eq 1 ]
result $? "a filter is taken"
kunit --filter 'a b' <<<'exit 0'
[ $rc -eq 2 ] && err_is_one_line_with '--filter'
result $? "a filter that is no word is refused in one line"
kunit --junit /nowhere/x.xml <<-END
	say fact tests.failed=0
	file kunit/dmascope_map $(suite '')
END
[ $rc -eq 2 ] && err_is_one_line_with '/nowhere/x.xml'
result $? "a JUnit file that cannot be written"
kunit dmascope_map <<<''
[ $rc -eq 2 ] && err_is_one_line_with '--filter'
result $? "an argument is refused, with what was meant"
kunit --list <<<''
[ $rc -eq 0 ] && diff "$tree/out" <(printf 'dmascope_map.%s\n' first second third) >>"$tree/err"
result $? "--list has every test"
kunit --help <<<''
[ $rc -eq 0 ] && out_has 'usage: dmascope kunit'
result $? "--help"

nothing_left
result $? "no process and no file is left behind"
done_testing
