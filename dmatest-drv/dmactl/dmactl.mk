# SPDX-License-Identifier: GPL-2.0
# The script interpreter, for the guest's tools and, to check scripts, for the host.

DMACTL_LIB_SRCS := $(addprefix dmatest-drv/dmactl/, \
	parse.c check.c keys.c ops.c scope.c call.c exec.c device.c pci.c \
	ops_memory.c ops_streaming.c ops_sg.c ops_device.c ops_control.c ops_system.c \
	ops_kexec.c ops_random.c)
# Random sequences: made in the guest, judged on the host.
DMACTL_LIB_SRCS += $(addprefix dmatest-drv/random/, \
	generate.c model.c rng.c rules.c shrink.c text.c violate.c)
DMACTL_BASE_SRCS := $(addprefix analyzer/base/, expr.c kv.c strbuf.c)

# agent_main.c only has main(): the rest is linked into the tests as well.
AGENT_LIB_SRCS := $(addprefix qemu/guest/, agent.c agent_channel.c agent_child.c \
	agent_engine.c agent_kernel.c agent_leaks.c agent_snapshot.c)

DMACTL_HOST_SRCS := $(DMACTL_LIB_SRCS) $(AGENT_LIB_SRCS)
DMACTL_SRCS := dmatest-drv/dmactl/dmactl.c $(DMACTL_LIB_SRCS) $(DMACTL_BASE_SRCS)
AGENT_SRCS := qemu/guest/agent_main.c $(AGENT_LIB_SRCS) $(DMACTL_LIB_SRCS) $(DMACTL_BASE_SRCS)
