# SPDX-License-Identifier: GPL-2.0
# dmascope_whitelist.ko: where the kernel has a list of functions that may be made to fail.

ifeq ($(CONFIG_FUNCTION_ERROR_INJECTION),y)
obj-m += dmascope_whitelist.o
dmascope_whitelist-y := injector/whitelist/whitelist.o
endif
