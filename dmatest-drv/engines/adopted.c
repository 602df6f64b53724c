// SPDX-License-Identifier: GPL-2.0
/*
 * A device taken over as its last owner left it: no reset, no register touched.
 * That is a mistake, and the point: what the device still does for the kernel
 * before a kexec then meets the mappings of this one.
 */
#include <linux/dma-mapping.h>

#include "../device.h"

static int adopted_probe(struct dms_dev *d)
{
	return 0;
}

static void adopted_nothing(struct dms_dev *d)
{
}

static bool adopted_ack_irq(struct dms_dev *d)
{
	return false;
}

static int adopted_start(struct dms_dev *d, struct dms_xfer *x)
{
	return -EOPNOTSUPP;
}

static int adopted_finish(struct dms_dev *d, unsigned int ms)
{
	return 0;
}

const struct dms_engine dms_engine_adopted = {
	.name = "adopted",
	.dma_bits = 64,
	.window = SZ_4K,
	.max_xfer = SZ_4K,
	.min_write = 1,
	.probe = adopted_probe,
	.remove = adopted_nothing,
	.ack_irq = adopted_ack_irq,
	.start = adopted_start,
	.finish = adopted_finish,
	.stop = adopted_nothing,
};
