# SPDX-License-Identifier: GPL-2.0
# dmascope_inject.ko: where the kernel has kprobes, on the machines whose registers skip.h knows.

ifneq ($(and $(CONFIG_KPROBES),$(or $(CONFIG_X86_64),$(CONFIG_ARM64))),)
obj-m += dmascope_inject.o
dmascope_inject-y := injector/main.o
dmascope_inject-y += injector/decide.o
dmascope_inject-y += injector/targets.o
dmascope_inject-y += injector/call.o
dmascope_inject-y += injector/act.o
dmascope_inject-y += injector/bounce.o
dmascope_inject-y += injector/sites.o
dmascope_inject-y += injector/probe.o
dmascope_inject-y += injector/knobs.o
dmascope_inject-y += injector/files.o
# trace/define_trace.h includes inject_trace.h once more, from where it stands
CFLAGS_injector/probe.o := -I$(dmascope-src)/injector
endif
