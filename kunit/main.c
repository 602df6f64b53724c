// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suites of dmascope.  Loading the module runs them: the kernel's KUnit finds
 * what each file registers with kunit_test_suite().
 *
 * They use devices that are bound to dmascope_drv, and bind none themselves: what
 * was not given to that driver on purpose stays untouched.
 */
#include <linux/module.h>

/* MODULE_IMPORT_NS() wants a token on some kernels and a string on others. */
MODULE_INFO(import_ns, "EXPORTED_FOR_KUNIT_TESTING");
MODULE_DESCRIPTION("KUnit suites: the DMA API's contract, and dmascope's own kernel code");
MODULE_LICENSE("GPL");
