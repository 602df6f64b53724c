// SPDX-License-Identifier: GPL-2.0
/*
 * QEMU's educational device.  It moves up to 4 KiB between memory and a buffer
 * of its own, 100 ms after it was told to, one transfer at a time: time
 * enough to pull the memory away.  Addresses beyond its 28 bits are cut off
 * without a word, as on real hardware whose driver sets too wide a mask.
 *
 * Registers: docs/specs/edu.rst of QEMU.
 */
#include <linux/delay.h>
#include <linux/io-64-nonatomic-lo-hi.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>

#include "../device.h"

#define REG_IRQ_STATUS	0x24
#define REG_IRQ_ACK	0x64
#define REG_DMA_SRC	0x80
#define REG_DMA_DST	0x88
#define REG_DMA_COUNT	0x90
#define REG_DMA_CMD	0x98

#define CMD_RUN		BIT(0)
#define CMD_TO_RAM	BIT(1)
#define CMD_IRQ		BIT(2)

#define EDU_BUF		0x40000		/* the buffer's address, seen by its DMA unit */
#define EDU_BUF_BYTES	SZ_4K
#define EDU_DELAY_MS	100
#define EDU_BITS	28

/* The model says nowhere how wide it is. */
static unsigned int edu_dma_bits = EDU_BITS;
module_param(edu_dma_bits, uint, 0444);
MODULE_PARM_DESC(edu_dma_bits, "address bits of the edu device, as its dma_mask has them (default: 28)");

/**
 * struct edu - state of a device
 * @irqs:	interrupts before the transfer was started
 * @busy:	a transfer is under way
 * @poll:	and no interrupt will tell
 * @sink:	after it, the device's buffer has to come here; @sink_len 0: no
 * @sink_len:	bytes
 */
struct edu {
	int irqs;
	bool busy;
	bool poll;
	u64 sink;
	u32 sink_len;
};

static bool edu_ack_irq(struct dms_dev *d)
{
	u32 status = readl(d->regs + REG_IRQ_STATUS);

	writel(status, d->regs + REG_IRQ_ACK);
	return status;
}

/* A device that is gone reads as all ones, and is running for ever. */
static bool edu_is_idle(struct dms_dev *d)
{
	return !(readl(d->regs + REG_DMA_CMD) & CMD_RUN);
}

static void edu_doorbell(struct dms_dev *d, u64 src, u64 dst, u32 len, u32 cmd)
{
	struct edu *e = d->priv;

	e->irqs = atomic_read(&d->irqs);
	e->busy = true;
	writeq(src, d->regs + REG_DMA_SRC);
	writeq(dst, d->regs + REG_DMA_DST);
	writeq(len, d->regs + REG_DMA_COUNT);
	writeq(cmd | CMD_RUN | (e->poll ? 0 : CMD_IRQ), d->regs + REG_DMA_CMD);
}

static int edu_wait(struct dms_dev *d, unsigned int ms)
{
	struct edu *e = d->priv;
	int ret;

	if (!e->busy)
		return 0;
	ret = dms_dev_wait(d, edu_is_idle, e->irqs, e->poll, ms);
	if (!ret)
		e->busy = false;
	return ret;
}

/* Nothing can end a transfer but its end; what cannot be waited for is cut off. */
static void edu_stop(struct dms_dev *d)
{
	struct edu *e = d->priv;
	unsigned int ms;

	for (ms = 0; ms < 3 * EDU_DELAY_MS && !edu_is_idle(d); ms += 20)
		msleep(20);
	if (!edu_is_idle(d)) {
		pci_clear_master(d->pdev);
		msleep(EDU_DELAY_MS);
		pci_set_master(d->pdev);
	}
	e->busy = false;
	e->sink_len = 0;
}

static int edu_probe(struct dms_dev *d)
{
	struct edu *e = kzalloc(sizeof(*e), GFP_KERNEL);

	if (!e)
		return -ENOMEM;
	d->priv = e;
	edu_stop(d);
	edu_ack_irq(d);
	return 0;
}

static int edu_resume(struct dms_dev *d)
{
	edu_stop(d);
	edu_ack_irq(d);
	return 0;
}

static void edu_remove(struct dms_dev *d)
{
	kfree(d->priv);
}

/**
 * edu_leg() - memory to buffer, or buffer to memory
 * @d:		device
 * @c:		where in memory
 * @len:	bytes
 * @cmd:	CMD_TO_RAM or 0
 * @no_wait:	do not wait for the last piece
 *
 * Return: 0 or a negative errno.
 */
static int edu_leg(struct dms_dev *d, struct dms_cursor *c, u32 len, u32 cmd, bool no_wait)
{
	u32 pos = 0;
	int ret;

	while (pos < len) {
		struct dms_span run = dms_cursor_take(c, len - pos);

		if (!run.len)
			return -EINVAL;
		if (cmd & CMD_TO_RAM)
			edu_doorbell(d, EDU_BUF + pos, run.addr, run.len, cmd);
		else
			edu_doorbell(d, run.addr, EDU_BUF + pos, run.len, cmd);
		pos += run.len;
		if (no_wait && pos == len)
			return 0;
		ret = edu_wait(d, DMS_XFER_TIMEOUT_MS);
		if (ret)
			return ret;
	}
	return 0;
}

static int edu_finish(struct dms_dev *d, unsigned int ms)
{
	struct edu *e = d->priv;
	u32 len = e->sink_len;
	int ret;

	ret = edu_wait(d, ms);
	if (ret || !len)
		return ret;
	e->sink_len = 0;
	edu_doorbell(d, EDU_BUF, e->sink, len, CMD_TO_RAM);
	return edu_wait(d, DMS_XFER_TIMEOUT_MS);
}

static int edu_start(struct dms_dev *d, struct dms_xfer *x)
{
	bool leave_read = x->no_wait && x->dst_internal;
	struct edu *e = d->priv;
	struct dms_span sink;
	int ret;

	e->poll = x->poll;
	ret = edu_leg(d, x->src, x->len, 0, leave_read);
	if (ret)
		return ret;
	if (!leave_read)
		return edu_leg(d, x->dst, x->len, CMD_TO_RAM, x->no_wait);
	sink = dms_cursor_take(x->dst, x->len);
	e->sink = sink.addr;
	e->sink_len = sink.len;
	return 0;
}

static const struct pci_device_id edu_ids[] = {
	{ PCI_DEVICE(0x1234, 0x11e8) },
	{}
};

const struct dms_engine dms_engine_edu = {
	.name = "edu",
	.ids = edu_ids,
	.dma_bits = EDU_BITS,
	.own_bits = &edu_dma_bits,
	.window = EDU_BUF_BYTES,
	.max_xfer = 16 * EDU_BUF_BYTES,
	.min_write = 1,
	.probe = edu_probe,
	.remove = edu_remove,
	.resume = edu_resume,
	.ack_irq = edu_ack_irq,
	.start = edu_start,
	.finish = edu_finish,
	.stop = edu_stop,
};
