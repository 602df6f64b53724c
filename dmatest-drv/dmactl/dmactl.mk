# SPDX-License-Identifier: GPL-2.0
# The script interpreter, for the guest's tools and, to check scripts, for the host.

DMACTL_LIB_SRCS := $(addprefix dmatest-drv/dmactl/, \
	parse.c check.c keys.c ops.c near.c session.c scope.c call.c exec.c device.c pci.c \
	ops_memory.c ops_streaming.c ops_sg.c ops_device.c ops_control.c ops_system.c \
	ops_kexec.c ops_alloc.c ops_pool.c ops_user.c ops_dmabuf.c ops_domain.c \
	ops_events.c ops_vfio.c vfio.c ops_program.c \
	ops_kunit.c ops_inject.c ops_lockdown.c ops_random.c ops_driver.c work.c work_block.c \
	work_net.c) dmatest-drv/pattern.c
# Random sequences: made in the guest, judged on the host.
DMACTL_LIB_SRCS += $(addprefix dmatest-drv/random/, \
	generate.c model.c rng.c rules.c shrink.c text.c violate.c)
DMACTL_BASE_SRCS := $(addprefix analyzer/base/, expr.c kv.c strbuf.c)

# agent_main.c only has main(): the rest is linked into the tests as well.
AGENT_LIB_SRCS := $(addprefix qemu/guest/, agent.c agent_channel.c agent_child.c agent_counts.c \
	agent_engine.c agent_kernel.c agent_leaks.c agent_snapshot.c)

DMACTL_HOST_SRCS := $(DMACTL_LIB_SRCS) $(AGENT_LIB_SRCS)
# only dmactl explains itself; linked into its tests as well
DMACTL_TOOL_SRCS := $(addprefix dmatest-drv/dmactl/, help.c help_ops.c json.c interactive.c)

DMACTL_HOST_SRCS += $(DMACTL_TOOL_SRCS)
DMACTL_SRCS := dmatest-drv/dmactl/dmactl.c $(DMACTL_TOOL_SRCS) $(DMACTL_LIB_SRCS) $(DMACTL_BASE_SRCS)
AGENT_SRCS := qemu/guest/agent_main.c $(AGENT_LIB_SRCS) $(DMACTL_LIB_SRCS) $(DMACTL_BASE_SRCS)

# The fuzzer of the driver's interface, a program of its own: docs/fuzzing.md.
DMAFUZZ_SRCS := $(addprefix dmatest-drv/fuzz/, main.c session.c table.c model.c steps_memory.c \
	steps_map.c steps_device.c steps_alloc.c steps_share.c refuse.c noise.c beside.c port.c) dmatest-drv/dmactl/pci.c
