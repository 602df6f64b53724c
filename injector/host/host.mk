# SPDX-License-Identifier: GPL-2.0
# The host side of the injector: part of the command, below the runner.

HOST_SRCS := $(addprefix injector/host/, amdvi.c breaker.c edu.c map.c memory.c pci.c rom.c \
	smmuv3.c vtd.c walk.c)
# Of the kernel's side what is pure, for its test.
HOST_SRCS += injector/decide.c
