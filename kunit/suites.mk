# SPDX-License-Identifier: GPL-2.0
# dmascope_kunit.ko: one line for each file of suites. KUnit has visibility.h since 6.2, and in the 6.1 of
# distributions; before that it has no parameters and no way to skip.

ifneq ($(and $(CONFIG_KUNIT),$(wildcard $(srctree)/include/kunit/visibility.h)),)
dmascope_drv-y += dmatest-drv/exports.o

obj-$(dmascope-as) += dmascope_kunit.o
dmascope_kunit-y := kunit/main.o
dmascope_kunit-y += kunit/device.o
dmascope_kunit-y += kunit/suite_engine.o
dmascope_kunit-y += kunit/suite_object.o
dmascope_kunit-y += kunit/suite_ops.o
dmascope_kunit-y += kunit/suite_pattern.o
dmascope_kunit-y += kunit/suite_refusals.o
dmascope_kunit-y += kunit/suite_span.o
dmascope_kunit-y += kunit/suite_uapi.o
dmascope_kunit-y += kunit/contract.o
dmascope_kunit-y += kunit/contract_coherent.o
dmascope_kunit-y += kunit/contract_stream.o
dmascope_kunit-y += kunit/contract_sync.o
dmascope_kunit-y += kunit/contract_sg.o
dmascope_kunit-y += kunit/contract_mask.o
dmascope_kunit-y += kunit/contract_resource.o
dmascope_kunit-y += kunit/contract_pool.o
dmascope_kunit-y += kunit/contract_memory.o
dmascope_kunit-y += kunit/contract_mmap.o
dmascope_kunit-y += kunit/contract_iova.o
# Breaks a rule of the DMA API when told to, to see the contract's tests go red.
dmascope_kunit-$(CONFIG_KRETPROBES) += kunit/break.o
dmascope_kunit-$(CONFIG_KRETPROBES) += kunit/break_alloc.o
dmascope_kunit-$(CONFIG_KRETPROBES) += kunit/break_pool.o
dmascope_kunit-$(CONFIG_KRETPROBES) += kunit/break_sg.o
dmascope_kunit-$(CONFIG_KRETPROBES) += kunit/break_stream.o
endif
