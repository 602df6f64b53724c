// SPDX-License-Identifier: GPL-2.0
/* Devices that are bound to dmascope_drv, for the suites. */
#include <kunit/resource.h>

#include "../dmatest-drv/chardev.h"
#include "../dmatest-drv/device.h"
#include "../dmatest-drv/ops.h"
#include "../dmatest-drv/pattern.h"
#include "device.h"

static bool dms_kunit_hold(struct dms_kunit_dev *kd, struct dms_dev *d)
{
	/* Another thread may end the test than the one that runs it. */
	down_read_non_owner(&d->sem);
	kd->file = d->gone ? NULL : dms_file_open(d);
	if (!kd->file) {
		up_read_non_owner(&d->sem);
		return false;
	}
	/* What a test changes by itself is restored, too. */
	kd->file->limits = true;
	kd->dev = dms_dev_of(d);
	kd->d = d;
	return true;
}

static int dms_kunit_device_init(struct kunit_resource *res, void *engine)
{
	struct dms_kunit_dev *kd = kzalloc(sizeof(*kd), GFP_KERNEL);
	struct dms_dev *d = engine ? dms_dev_find(engine) : NULL;

	if (!engine) {
		d = dms_dev_find("e1000e");
		if (!d)
			d = dms_dev_find(NULL);
	}
	/* An error here would leak the resource itself on some kernels. */
	res->data = NULL;
	if (kd && d && dms_kunit_hold(kd, d)) {
		res->data = kd;
		return 0;
	}
	if (d)
		dms_dev_put(d);
	kfree(kd);
	return 0;
}

static void dms_kunit_device_free(struct kunit_resource *res)
{
	struct dms_kunit_dev *kd = res->data;
	struct dms_dev *d;

	if (!kd)
		return;
	d = kd->d;
	dms_file_close(kd->file);
	up_read_non_owner(&d->sem);
	/* dms_file_open() took one, dms_dev_find() another. */
	dms_dev_put(d);
	dms_dev_put(d);
	kfree(kd);
}

static bool dms_kunit_device_match(struct kunit *test, struct kunit_resource *res, void *engine)
{
	struct dms_kunit_dev *kd = res->data;

	return res->free == dms_kunit_device_free && kd &&
	       (!engine || !strcmp(kd->d->engine->name, engine));
}

struct dms_kunit_dev *dms_kunit_device_of(struct kunit *test, const char *engine)
{
	struct kunit_resource *res;
	struct dms_kunit_dev *kd;

	res = kunit_find_resource(test, dms_kunit_device_match, (void *)engine);
	if (res) {
		kd = res->data;
		kunit_put_resource(res);
		return kd;
	}
	kd = kunit_alloc_resource(test, dms_kunit_device_init, dms_kunit_device_free, GFP_KERNEL,
				  (void *)engine);
	if (!kd)
		kunit_skip(test, "no %s is bound to dmascope_drv", engine ? engine : "device");
	return kd;
}

struct dms_kunit_dev *dms_kunit_device(struct kunit *test)
{
	return dms_kunit_device_of(test, NULL);
}

/* One transfer by the device. */
static void dms_kunit_dev_op(struct kunit *test, struct dms_kunit_dev *kd, struct dmascope_op *op,
			     u32 what)
{
	op->op = what;
	op->set = DMASCOPE_SET_ADDR | DMASCOPE_SET_LEN;
	KUNIT_ASSERT_EQ(test, dms_op_run(kd->file, op), 0);
	KUNIT_ASSERT_EQ_MSG(test, op->result, 0, "transfer of %llu bytes at 0x%llx", op->len,
			    op->addr);
}

void dms_kunit_dev_write(struct kunit *test, struct dms_kunit_dev *kd, dma_addr_t iova,
			 size_t len, u64 seed, u64 pos)
{
	while (len) {
		size_t n = min_t(size_t, len, kd->d->engine->max_xfer);
		struct dmascope_op op = { .addr = iova, .len = n, .seed = seed, .offset = pos };

		dms_kunit_dev_op(test, kd, &op, DMASCOPE_OP_DEV_WRITE);
		iova += n;
		pos += n;
		len -= n;
	}
}

u64 dms_kunit_dev_read(struct kunit *test, struct dms_kunit_dev *kd, dma_addr_t iova,
		       size_t len, u64 seed, u64 pos)
{
	u64 wrong = 0;

	while (len) {
		size_t n = min_t(size_t, len, kd->d->engine->max_xfer);
		struct dmascope_op op = { .addr = iova, .len = n, .seed = seed, .offset = pos };

		dms_kunit_dev_op(test, kd, &op, DMASCOPE_OP_DEV_READ);
		wrong += op.out[0];
		iova += n;
		pos += n;
		len -= n;
	}
	return wrong;
}

void dms_kunit_fill(void *buf, size_t len, u64 seed, u64 pos)
{
	dms_pattern_fill(buf, seed, pos, len);
}

u64 dms_kunit_wrong(const void *buf, size_t len, u64 seed, u64 pos)
{
	struct dms_diff diff = {};

	dms_pattern_check(buf, seed, pos, len, &diff);
	return diff.wrong;
}
