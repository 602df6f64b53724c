// SPDX-License-Identifier: GPL-2.0
/*
 * Intel 82574 (QEMU's e1000e) in MAC loopback: what the transmitter reads
 * comes back through the receiver, so one frame is one DMA read and one DMA
 * write, of any bytes between any two places.
 *
 * Every frame starts with DMS_PIECE bytes of our own, which fill exactly one
 * receive buffer of our own.  That keeps test data from being taken for an
 * Ethernet header, and lifts a payload of any length over the smallest frame.
 * The payload then fills receive buffers of DMS_PIECE bytes each; only the last
 * one of a frame may be shorter, so a destination segment ends its frame.
 *
 * The device reports a frame as done even when the IOMMU refused an access.
 * So "done" only ends the waiting; what arrived is looked at by the core.
 *
 * One frame is under way at a time: were a frame lost among others, the next
 * one would go into the buffers that were meant for it.
 *
 * Register names and numbers: 82574 datasheet, section 10.2.
 */
#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/slab.h>

#include "../device.h"
#include "dmascope.h"

#define REG_CTRL	0x0000
#define REG_STATUS	0x0008
#define REG_CTRL_EXT	0x0018
#define REG_ICR		0x00c0
#define REG_ITR		0x00c4
#define REG_IMS		0x00d0
#define REG_IMC		0x00d8
#define REG_EIAC	0x00dc
#define REG_IVAR	0x00e4
#define REG_EITR0	0x00e8
#define REG_RCTL	0x0100
#define REG_TCTL	0x0400
#define REG_RX_RING	0x2800
#define REG_RDT		(REG_RX_RING + RING_TAIL)
#define REG_RXDCTL	0x2828
#define REG_TX_RING	0x3800
#define REG_TDT		(REG_TX_RING + RING_TAIL)
#define REG_TXDCTL	0x3828
#define REG_RXCSUM	0x5000
#define REG_RFCTL	0x5008
#define REG_MRQC	0x5818

/* within the registers of a ring */
#define RING_ADDR_LOW	0x00
#define RING_ADDR_HIGH	0x04
#define RING_LEN	0x08
#define RING_HEAD	0x10
#define RING_TAIL	0x18

#define CTRL_FD		BIT(0)
#define CTRL_SLU	BIT(6)
#define CTRL_RST	BIT(26)

#define IRQ_TXDW	BIT(0)		/* transmit descriptor written back */
#define IRQ_RXT0	BIT(7)		/* receiver timer */
#define IRQ_RXQ0	BIT(20)		/* the same by queue, with MSI-X */
#define IRQ_TXQ0	BIT(22)

/* Every cause to vector 0: receive queue 0, transmit queue 0, other. */
#define IVAR_ALL_TO_0	(BIT(3) | BIT(11) | BIT(19))

#define RCTL_EN		BIT(1)
#define RCTL_UPE	BIT(3)		/* unicast promiscuous */
#define RCTL_MPE	BIT(4)		/* multicast promiscuous */
#define RCTL_LPE	BIT(5)		/* long packets */
#define RCTL_LBM_MAC	BIT(6)		/* loopback */
#define RCTL_BAM	BIT(15)		/* broadcast */
#define RCTL_BSIZE_2048	0		/* bits 17:16, and BSEX (25) clear */
#define RCTL_SECRC	BIT(26)		/* strip the checksum */
#define RCTL_ALL	(RCTL_EN | RCTL_UPE | RCTL_MPE | RCTL_LPE | RCTL_BAM | \
			 RCTL_BSIZE_2048 | RCTL_SECRC)

#define TCTL_EN		BIT(1)
#define TCTL_PSP	BIT(3)		/* pad short packets */
#define TCTL_CT		(0x0f << 4)	/* collision threshold */
#define TCTL_COLD	(0x3f << 12)	/* collision distance, full duplex */

#define TXD_EOP		BIT(0)
#define TXD_IFCS	BIT(1)
#define TXD_RS		BIT(3)
#define DESC_DD		BIT(0)

#define DMS_RING	256		/* descriptors of a ring, 4 KiB */
#define DMS_PIECE	2048		/* bytes of a receive buffer: RCTL_BSIZE */
#define DMS_PAYLOAD	(3 * DMS_PIECE)	/* of a frame, below the 9018 of a jumbo frame */
#define DMS_FRAGS	48		/* transmit descriptors of a payload; QEMU takes 64 */
#define DMS_GRACE_MS	20		/* from the end of transmission to that of reception */

struct e1000e_tx_desc {
	__le64 addr;
	__le16 len;
	u8 cso;
	u8 cmd;
	u8 status;
	u8 css;
	__le16 special;
};

struct e1000e_rx_desc {
	__le64 addr;
	__le16 len;
	__le16 csum;
	u8 status;
	u8 errors;
	__le16 special;
};

/**
 * struct e1000e_shared - memory that driver and device share
 * @tx:		transmit ring
 * @rx:		receive ring
 * @head:	what every frame starts with
 * @scrap:	where the device puts it
 */
struct e1000e_shared {
	struct e1000e_tx_desc tx[DMS_RING];
	struct e1000e_rx_desc rx[DMS_RING];
	u8 head[DMS_PIECE];
	u8 scrap[DMS_PIECE];
};

/**
 * struct e1000e - state of a device
 * @mem:	shared memory
 * @dma:	its device address
 * @tx:		next free transmit descriptor
 * @rx:		next free receive descriptor
 * @tx_last:	descriptor that says that the frame has left
 * @rx_first:	first receive descriptor of the frame
 * @irqs:	interrupts before the frame was started
 * @busy:	a frame is under way
 * @poll:	and no interrupt will tell
 * @wired:	it receives from the wire, not from itself
 */
struct e1000e {
	struct e1000e_shared *mem;
	dma_addr_t dma;
	unsigned int tx;
	unsigned int rx;
	unsigned int tx_last;
	unsigned int rx_first;
	int irqs;
	bool busy;
	bool poll;
	bool wired;
};

static void e1000e_write(struct dms_dev *d, u32 reg, u32 value)
{
	writel(value, d->regs + reg);
}

static u32 e1000e_irq_mask(struct dms_dev *d)
{
	return d->caps & DMASCOPE_CAP_MSIX ? IRQ_RXQ0 | IRQ_TXQ0 : IRQ_TXDW | IRQ_RXT0;
}

static void e1000e_ack_irq(struct dms_dev *d)
{
	/* Reading clears, except with MSI-X, where causes are written back. */
	e1000e_write(d, REG_ICR, readl(d->regs + REG_ICR));
}

static void e1000e_set_ring(struct dms_dev *d, u32 ring, u64 addr)
{
	e1000e_write(d, ring + RING_ADDR_LOW, lower_32_bits(addr));
	e1000e_write(d, ring + RING_ADDR_HIGH, upper_32_bits(addr));
	e1000e_write(d, ring + RING_LEN, DMS_RING * sizeof(struct e1000e_tx_desc));
	e1000e_write(d, ring + RING_HEAD, 0);
	e1000e_write(d, ring + RING_TAIL, 0);
}

/* No DMA after that: both units are off, and nothing is left in the rings. */
static void e1000e_halt(struct dms_dev *d)
{
	e1000e_write(d, REG_IMC, ~0u);
	e1000e_write(d, REG_RCTL, 0);
	e1000e_write(d, REG_TCTL, 0);
	readl(d->regs + REG_STATUS);
	usleep_range(100, 200);
}

static void e1000e_run(struct dms_dev *d)
{
	struct e1000e *e = d->priv;

	memset(e->mem->tx, 0, sizeof(e->mem->tx));
	memset(e->mem->rx, 0, sizeof(e->mem->rx));
	e->tx = 0;
	e->rx = 0;
	e->busy = false;
	e->wired = false;
	e1000e_set_ring(d, REG_TX_RING, e->dma + offsetof(struct e1000e_shared, tx));
	e1000e_set_ring(d, REG_RX_RING, e->dma + offsetof(struct e1000e_shared, rx));
	e1000e_write(d, REG_RCTL, RCTL_ALL | RCTL_LBM_MAC);
	e1000e_write(d, REG_TCTL, TCTL_EN | TCTL_PSP | TCTL_CT | TCTL_COLD);
	e1000e_write(d, REG_IMS, e1000e_irq_mask(d));
}

static void e1000e_reset(struct dms_dev *d)
{
	e1000e_write(d, REG_IMC, ~0u);
	e1000e_write(d, REG_CTRL, CTRL_RST);
	usleep_range(10000, 12000);
	e1000e_write(d, REG_IMC, ~0u);
	readl(d->regs + REG_ICR);
	e1000e_write(d, REG_CTRL, CTRL_SLU | CTRL_FD);
	e1000e_write(d, REG_CTRL_EXT, 0);
	e1000e_write(d, REG_ITR, 0);
	e1000e_write(d, REG_EITR0, 0);
	e1000e_write(d, REG_EIAC, 0);
	e1000e_write(d, REG_IVAR, IVAR_ALL_TO_0);
	e1000e_write(d, REG_RXDCTL, 0);
	e1000e_write(d, REG_TXDCTL, 0);
	/* Legacy descriptors, no checksum or queue logic that looks into frames. */
	e1000e_write(d, REG_RFCTL, 0);
	e1000e_write(d, REG_RXCSUM, 0);
	e1000e_write(d, REG_MRQC, 0);
}

static void e1000e_stop(struct dms_dev *d)
{
	e1000e_halt(d);
	e1000e_run(d);
}

/* Two locally administered addresses, an EtherType reserved for experiments. */
static const u8 e1000e_eth[] = { 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 0x88, 0xb5 };

static int e1000e_probe(struct dms_dev *d)
{
	struct e1000e *e = kzalloc(sizeof(*e), GFP_KERNEL);

	if (!e)
		return -ENOMEM;
	e->mem = dma_alloc_coherent(dms_dev_of(d), sizeof(*e->mem), &e->dma, GFP_KERNEL);
	if (!e->mem) {
		kfree(e);
		return -ENOMEM;
	}
	memcpy(e->mem->head, e1000e_eth, sizeof(e1000e_eth));
	d->priv = e;
	e1000e_reset(d);
	e1000e_run(d);
	return 0;
}

static void e1000e_remove(struct dms_dev *d)
{
	struct e1000e *e = d->priv;

	e1000e_halt(d);
	dma_free_coherent(dms_dev_of(d), sizeof(*e->mem), e->mem, e->dma);
	kfree(e);
}

static void e1000e_arm(struct e1000e *e, u64 addr)
{
	struct e1000e_rx_desc *desc = &e->mem->rx[e->rx];

	memset(desc, 0, sizeof(*desc));
	desc->addr = cpu_to_le64(addr);
	e->rx = (e->rx + 1) % DMS_RING;
}

static void e1000e_queue(struct e1000e *e, u64 addr, u32 len, u8 cmd)
{
	struct e1000e_tx_desc *desc = &e->mem->tx[e->tx];

	memset(desc, 0, sizeof(*desc));
	desc->addr = cpu_to_le64(addr);
	desc->len = cpu_to_le16(len);
	desc->cmd = cmd;
	e->tx_last = e->tx;
	e->tx = (e->tx + 1) % DMS_RING;
}

/* How much of @len one frame can bring to its destination. */
static u32 e1000e_fit_dst(struct dms_cursor c, u32 len)
{
	struct dms_span run;
	u32 fit = 0;

	do {
		run = dms_cursor_take(&c, min_t(u32, DMS_PIECE, len - fit));
		fit += run.len;
	} while (run.len == DMS_PIECE && fit < len);
	return fit;
}

/*
 * A transmit descriptor stays within a 4 KiB page: QEMU wants the pages behind
 * a descriptor to be neighbours in guest memory, and behind an IOMMU they
 * rarely are.
 */
static struct dms_span e1000e_next_frag(struct dms_cursor *c, u32 max)
{
	struct dms_cursor ahead = *c;
	struct dms_span run = dms_cursor_take(&ahead, max);

	return dms_cursor_take(c, min_t(u64, run.len, SZ_4K - (run.addr & (SZ_4K - 1))));
}

/* How much of @len one frame can gather from its source. */
static u32 e1000e_fit_src(struct dms_cursor c, u32 len)
{
	unsigned int frags;
	u32 fit = 0;

	for (frags = 0; frags < DMS_FRAGS && fit < len; frags++) {
		struct dms_span run = e1000e_next_frag(&c, len - fit);

		if (!run.len)
			break;
		fit += run.len;
	}
	return fit;
}

/* The device skips receive descriptors without an address: it cannot write to 0. */
static int e1000e_arm_all(struct e1000e *e, struct dms_cursor *dst, u32 len)
{
	e->rx_first = e->rx;
	e1000e_arm(e, e->dma + offsetof(struct e1000e_shared, scrap));
	while (len) {
		struct dms_span run = dms_cursor_take(dst, min_t(u32, DMS_PIECE, len));

		if (!run.addr)
			return -EADDRNOTAVAIL;
		e1000e_arm(e, run.addr);
		len -= run.len;
	}
	return 0;
}

static void e1000e_queue_all(struct e1000e *e, struct dms_cursor *src, u32 len)
{
	e1000e_queue(e, e->dma + offsetof(struct e1000e_shared, head), DMS_PIECE, 0);
	while (len) {
		struct dms_span run = e1000e_next_frag(src, len);

		len -= run.len;
		e1000e_queue(e, run.addr, run.len, len ? 0 : TXD_EOP | TXD_IFCS | TXD_RS);
	}
}

static int e1000e_send(struct dms_dev *d, struct dms_xfer *x)
{
	struct e1000e *e = d->priv;
	u32 len;
	int ret;

	if (e->wired)
		e1000e_stop(d);
	len = e1000e_fit_dst(*x->dst, min_t(u32, x->len, DMS_PAYLOAD));
	len = e1000e_fit_src(*x->src, len);
	if (!len)
		return -EINVAL;
	ret = e1000e_arm_all(e, x->dst, len);
	if (ret) {
		e1000e_stop(d);
		return ret;
	}
	e1000e_queue_all(e, x->src, len);
	x->len -= len;
	e->irqs = atomic_read(&d->irqs);
	e->poll = x->poll;
	e->busy = true;
	e1000e_write(d, e->poll ? REG_IMC : REG_IMS, e1000e_irq_mask(d));
	e1000e_write(d, REG_RDT, e->rx);
	e1000e_write(d, REG_TDT, e->tx);
	return 0;
}

static bool e1000e_is_sent(struct dms_dev *d)
{
	struct e1000e *e = d->priv;

	return READ_ONCE(e->mem->tx[e->tx_last].status) & DESC_DD;
}

static bool e1000e_is_received(struct dms_dev *d)
{
	struct e1000e *e = d->priv;
	unsigned int i;

	for (i = e->rx_first; i != e->rx; i = (i + 1) % DMS_RING)
		if (!(READ_ONCE(e->mem->rx[i].status) & DESC_DD))
			return false;
	/* Data is looked at after the descriptor that announces it. */
	dma_rmb();
	return true;
}

static int e1000e_finish(struct dms_dev *d, unsigned int ms)
{
	struct e1000e *e = d->priv;
	int ret;

	if (e->wired)
		e1000e_stop(d);
	if (!e->busy)
		return 0;
	ret = dms_dev_wait(d, e1000e_is_sent, e->irqs, e->poll, ms);
	if (!ret)
		ret = dms_dev_wait(d, e1000e_is_received, e->irqs, true, DMS_GRACE_MS);
	if (!ret) {
		e->busy = false;
		return 0;
	}
	if (ret != -ENODEV && e1000e_is_sent(d))
		ret = -EIO;
	e1000e_stop(d);
	return ret;
}

static int e1000e_start(struct dms_dev *d, struct dms_xfer *x)
{
	int ret;

	while (x->len) {
		ret = e1000e_send(d, x);
		if (ret)
			return ret;
		if (x->no_wait && !x->len)
			return 0;
		ret = e1000e_finish(d, DMS_XFER_TIMEOUT_MS);
		if (ret)
			return ret;
	}
	return 0;
}

static int e1000e_listen(struct dms_dev *d, struct dms_cursor *dst, u32 len, u64 *ring)
{
	struct e1000e *e = d->priv;

	e1000e_halt(d);
	e1000e_run(d);
	e->wired = true;
	*ring = e->dma + offsetof(struct e1000e_shared, rx);
	while (len) {
		struct dms_span run = dms_cursor_take(dst, min_t(u32, DMS_PIECE, len));

		/* the device skips descriptors without an address */
		if (!run.addr || e->rx == DMS_RING - 1) {
			e1000e_stop(d);
			return run.addr ? -E2BIG : -EADDRNOTAVAIL;
		}
		e1000e_arm(e, run.addr);
		len -= run.len;
	}
	e1000e_write(d, REG_RCTL, RCTL_ALL);
	e1000e_write(d, REG_RDT, e->rx);
	return 0;
}

static const struct pci_device_id e1000e_ids[] = {
	{ PCI_DEVICE(PCI_VENDOR_ID_INTEL, 0x10d3) },
	{}
};

const struct dms_engine dms_engine_e1000e = {
	.name = "e1000e",
	.ids = e1000e_ids,
	.dma_bits = 64,
	.window = SZ_64K,
	.max_xfer = DMASCOPE_MAX_BYTES,
	.min_write = 1,
	.probe = e1000e_probe,
	.remove = e1000e_remove,
	.ack_irq = e1000e_ack_irq,
	.start = e1000e_start,
	.finish = e1000e_finish,
	.listen = e1000e_listen,
	.stop = e1000e_stop,
};
