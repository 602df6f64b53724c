/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A real device for a suite: one that is bound to dmascope_drv.
 *
 * The struct device may be used with the whole DMA API.  The device itself reads
 * and writes through its engine, so that what reaches memory went through the
 * IOMMU, the bounce buffers and the caches of this machine.
 *
 * Test data is that of dmatest-drv/pattern.h: a byte depends on seed and position
 * only, is never 0x00 or 0xff, and two seeds below 254 differ at every position.
 */
#ifndef _DMS_KUNIT_DEVICE_H
#define _DMS_KUNIT_DEVICE_H

#include <kunit/test.h>
#include <linux/dma-mapping.h>

struct dms_dev;
struct dms_file;

/**
 * struct dms_kunit_dev - a device during one test
 * @dev:	for the DMA API.  Masks and segment limits may be changed; the end of the
 *		test restores them
 * @d:		the driver's view of it
 * @file:	for dms_op_run(): its objects are released at the end of the test
 */
struct dms_kunit_dev {
	struct device *dev;
	struct dms_dev *d;
	struct dms_file *file;
};

/**
 * dms_kunit_device() - a device for this test, e1000e before any other
 * @test:	test; skipped, with the reason, when no device is bound
 *
 * A second call in a test returns the same device.  It cannot be unbound before the
 * test has ended.
 *
 * Return: the device, never NULL.
 */
struct dms_kunit_dev *dms_kunit_device(struct kunit *test);

/**
 * dms_kunit_device_of() - as dms_kunit_device(), of one engine
 * @test:	test; skipped when no such device is bound
 * @engine:	"e1000e": 64 address bits; "edu": 28
 *
 * Return: the device, never NULL.
 */
struct dms_kunit_dev *dms_kunit_device_of(struct kunit *test, const char *engine);

/**
 * dms_kunit_dev_write() - the device writes test data
 * @test:	test; fails when the device could not be made to write
 * @kd:		device
 * @iova:	where to, as the DMA API gave it
 * @len:	bytes, 1 or more
 * @seed:	which data
 * @pos:	position of its first byte
 */
void dms_kunit_dev_write(struct kunit *test, struct dms_kunit_dev *kd, dma_addr_t iova,
			 size_t len, u64 seed, u64 pos);

/**
 * dms_kunit_dev_read() - the device reads, and what arrived is compared with test data
 * @test:	test; fails when the device could not be made to read
 * @kd:		device
 * @iova:	where from
 * @len:	bytes, 1 or more
 * @seed:	which data should be there
 * @pos:	position of its first byte
 *
 * Return: bytes that were wrong; 0: all arrived.
 */
u64 dms_kunit_dev_read(struct kunit *test, struct dms_kunit_dev *kd, dma_addr_t iova,
		       size_t len, u64 seed, u64 pos);

/**
 * dms_kunit_fill() - the CPU writes test data
 * @buf:	where to
 * @len:	bytes
 * @seed:	which data
 * @pos:	position of its first byte
 */
void dms_kunit_fill(void *buf, size_t len, u64 seed, u64 pos);

/**
 * dms_kunit_wrong() - the CPU compares with test data
 * @buf:	what is there
 * @len:	bytes
 * @seed:	which data should be
 * @pos:	position of its first byte
 *
 * Return: bytes that differ.
 */
u64 dms_kunit_wrong(const void *buf, size_t len, u64 seed, u64 pos);

#endif /* _DMS_KUNIT_DEVICE_H */
