# SPDX-License-Identifier: GPL-2.0
# Sources of the runner, and the program that stands in for a guest in its tests.

RUNNER_SRCS := $(addprefix qemu/runner/, \
	boot.c boot_snapshot.c boot_talk.c boot_verdict.c break_step.c channel.c choice.c conf.c \
	console.c cross.c device_step.c devices.c expect.c facts.c fault.c file.c found.c front.c guest.c job.c \
	kernelconf.c ktap.c library.c list.c machine.c match.c matrix.c matrix_html.c \
	matrix_json.c matrix_text.c plan.c platform.c prune.c qmp.c quote.c results.c root.c \
	scenario.c schedule.c setup.c snapshot.c strlist.c summary.c target.c tsc.c verdict.c \
	version.c witness.c)
RUNNER_SRCS += $(addprefix qemu/runner/, kunit.c kunit_junit.c kunit_results.c ktaptree.c)
RUNNER_SRCS += $(addprefix qemu/runner/, random_batch.c random_front.c random_shrink.c random_tally.c)
RUNNER_SRCS += $(addprefix qemu/runner/, sweep_conf.c sweep_front.c sweep_here.c sweep_judge.c sweep_print.c \
	sweep_script.c sweep_sites.c)

tests: $(B)/tests/runner/fake-guest

$(B)/tests/runner/fake-guest: tests/runner/fake-guest.c
	@mkdir -p $(@D)
	$(CC) $(ALLFLAGS) -o $@ $<
