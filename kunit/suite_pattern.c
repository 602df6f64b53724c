// SPDX-License-Identifier: GPL-2.0
/* dmatest-drv/pattern.c: what makes a verdict about data exact. */
#include <kunit/test.h>

#include "../dmatest-drv/pattern.h"

#define BYTES	1024

static void no_byte_is_empty_memory(struct kunit *test)
{
	u8 *buf = kunit_kzalloc(test, BYTES, GFP_KERNEL);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, buf);
	dms_pattern_fill(buf, 1, 0, BYTES);
	for (i = 0; i < BYTES; i++)
		KUNIT_ASSERT_TRUE(test, buf[i] != 0x00 && buf[i] != 0xff);
}

static struct kunit_case dms_pattern_cases[] = {
	KUNIT_CASE(no_byte_is_empty_memory),
	{}
};

static struct kunit_suite dms_pattern_suite = {
	.name = "dmascope_pattern",
	.test_cases = dms_pattern_cases,
};
kunit_test_suite(dms_pattern_suite);
