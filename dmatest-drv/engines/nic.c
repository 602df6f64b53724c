// SPDX-License-Identifier: GPL-2.0
/*
 * A controller whose transmitter is looped back to its receiver: one frame is one
 * DMA read and one DMA write, of any bytes between any two places.
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
 * Descriptors: 82574 datasheet 7.1.4 and 7.2.2 (legacy), 82576 datasheet 7.1.5
 * and 7.2.2 (advanced).
 */
#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/etherdevice.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "nic.h"

/* in dms_nic_desc.lower: legacy and advanced agree on the upper ones */
#define TXD_ADVANCED	(BIT(29) | 3 << 20)	/* extension, data descriptor */
#define TXD_EOP		BIT(24)
#define TXD_IFCS	BIT(25)
#define TXD_RS		BIT(27)
#define TXD_PAYLEN(n)	((n) << 14)		/* in dms_nic_desc.upper, advanced only */
#define DESC_DD		BIT(0)			/* in whichever word holds the status */

#define MDIC_REG(r)	((r) << 16)
#define MDIC_PHY_1	BIT(21)
#define MDIC_OP_WRITE	BIT(26)
#define MDIC_READY	BIT(28)
#define MDIC_ERROR	BIT(30)

#define DMS_RING	256		/* descriptors of a ring, 4 KiB */
#define DMS_PAYLOAD	(3 * DMS_PIECE)	/* of a frame, below the 9018 of a jumbo frame */
#define DMS_GRACE_MS	20		/* from the end of transmission to that of reception */

/**
 * struct dms_nic_shared - memory that driver and device share
 * @tx:		transmit ring
 * @rx:		receive ring
 * @head:	what every frame starts with
 * @scrap:	where the device puts it
 */
struct dms_nic_shared {
	struct dms_nic_desc tx[DMS_RING];
	struct dms_nic_desc rx[DMS_RING];
	u8 head[DMS_PIECE];
	u8 scrap[DMS_PIECE];
};

/**
 * struct dms_nic - state of a controller
 * @model:	what it is
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
 * @deaf:	no frame has come back since the receiver was enabled
 */
struct dms_nic {
	const struct dms_nic_model *model;
	struct dms_nic_shared *mem;
	dma_addr_t dma;
	unsigned int tx;
	unsigned int rx;
	unsigned int tx_last;
	unsigned int rx_first;
	int irqs;
	bool busy;
	bool poll;
	bool wired;
	bool deaf;
};

static void dms_nic_set_ring(struct dms_dev *d, u32 ring, u64 addr)
{
	dms_nic_write(d, ring + NIC_RING_ADDR_LOW, lower_32_bits(addr));
	dms_nic_write(d, ring + NIC_RING_ADDR_HIGH, upper_32_bits(addr));
	dms_nic_write(d, ring + NIC_RING_LEN, DMS_RING * sizeof(struct dms_nic_desc));
	dms_nic_write(d, ring + NIC_RING_HEAD, 0);
	dms_nic_write(d, ring + NIC_RING_TAIL, 0);
}

static void dms_nic_halt(struct dms_dev *d)
{
	struct dms_nic *nic = d->priv;

	nic->model->halt(d);
	dms_nic_read(d, NIC_STATUS);
	usleep_range(100, 200);
}

static void dms_nic_run(struct dms_dev *d)
{
	struct dms_nic *nic = d->priv;

	memset(nic->mem->tx, 0, sizeof(nic->mem->tx));
	memset(nic->mem->rx, 0, sizeof(nic->mem->rx));
	nic->tx = 0;
	nic->rx = 0;
	nic->busy = false;
	nic->wired = false;
	nic->deaf = nic->model->deaf_ms;
	dms_nic_set_ring(d, nic->model->tx_ring, nic->dma + offsetof(struct dms_nic_shared, tx));
	dms_nic_set_ring(d, nic->model->rx_ring, nic->dma + offsetof(struct dms_nic_shared, rx));
	nic->model->run(d);
}

/**
 * dms_nic_stop() - end what is under way, with empty rings as after dms_nic_probe()
 * @d:	device
 */
void dms_nic_stop(struct dms_dev *d)
{
	dms_nic_halt(d);
	dms_nic_run(d);
}

/**
 * dms_nic_halt_units() - turn off transmitter, receiver and all interrupts
 * @d:	device that has these units to itself
 */
void dms_nic_halt_units(struct dms_dev *d)
{
	dms_nic_write(d, NIC_IMC, ~0u);
	dms_nic_write(d, NIC_RCTL, 0);
	dms_nic_write(d, NIC_TCTL, 0);
}

/**
 * dms_nic_set_mac() - address that frames go to and come from
 * @d:		device
 * @mac:	what its receiver listens to
 */
void dms_nic_set_mac(struct dms_dev *d, const u8 *mac)
{
	struct dms_nic *nic = d->priv;

	ether_addr_copy(nic->mem->head, mac);
	ether_addr_copy(nic->mem->head + ETH_ALEN, mac);
}

/**
 * dms_nic_phy_write() - write to a register of the PHY
 * @d:		device
 * @reg:	number
 * @value:	new value
 *
 * Return: 0 or a negative errno.
 */
int dms_nic_phy_write(struct dms_dev *d, unsigned int reg, u16 value)
{
	unsigned int tries;
	u32 mdic;

	dms_nic_write(d, NIC_MDIC, value | MDIC_REG(reg) | MDIC_PHY_1 | MDIC_OP_WRITE);
	for (tries = 0; tries < 100; tries++) {
		mdic = dms_nic_read(d, NIC_MDIC);
		if (mdic & MDIC_READY)
			return mdic & MDIC_ERROR ? -EIO : 0;
		usleep_range(50, 100);
	}
	return -ETIMEDOUT;
}

/**
 * dms_nic_clear_causes() - read and clear the interrupt causes
 * @d:	device
 *
 * Reading clears by itself, except with MSI-X, where causes have to be written back.
 *
 * Return: the causes.
 */
u32 dms_nic_clear_causes(struct dms_dev *d)
{
	u32 causes = dms_nic_read(d, NIC_ICR);

	dms_nic_write(d, NIC_ICR, causes);
	return causes;
}

/* Two locally administered addresses, an EtherType reserved for experiments. */
static const u8 dms_nic_eth[] = { 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 0x88, 0xb5 };

/**
 * dms_nic_probe() - make a controller ready
 * @d:		device; d->priv is ours from now on
 * @model:	what it is
 *
 * Return: 0 or a negative errno.
 */
int dms_nic_probe(struct dms_dev *d, const struct dms_nic_model *model)
{
	struct dms_nic *nic = kzalloc(sizeof(*nic), GFP_KERNEL);
	int ret = -ENOMEM;

	if (!nic)
		return ret;
	nic->mem = dma_alloc_coherent(dms_dev_of(d), sizeof(*nic->mem), &nic->dma, GFP_KERNEL);
	if (!nic->mem)
		goto free;
	d->rings = (struct dms_window){
		.cpu = nic->mem,
		.span = { .addr = nic->dma, .len = sizeof(*nic->mem) },
	};
	memcpy(nic->mem->head, dms_nic_eth, sizeof(dms_nic_eth));
	nic->model = model;
	d->priv = nic;
	ret = model->reset(d);
	if (ret)
		goto unshare;
	dms_nic_run(d);
	return 0;
unshare:
	dma_free_coherent(dms_dev_of(d), sizeof(*nic->mem), nic->mem, nic->dma);
free:
	kfree(nic);
	return ret;
}

/**
 * dms_nic_resume() - the controller had no power: bring it back to where dms_nic_probe() left it
 * @d:	device
 *
 * Return: 0 or a negative errno.
 */
int dms_nic_resume(struct dms_dev *d)
{
	struct dms_nic *nic = d->priv;
	int ret;

	ret = nic->model->reset(d);
	if (!ret)
		dms_nic_run(d);
	return ret;
}

/**
 * dms_nic_remove() - undo dms_nic_probe()
 * @d:	device
 */
void dms_nic_remove(struct dms_dev *d)
{
	struct dms_nic *nic = d->priv;

	dms_nic_halt(d);
	dma_free_coherent(dms_dev_of(d), sizeof(*nic->mem), nic->mem, nic->dma);
	kfree(nic);
}

static void dms_nic_arm(struct dms_nic *nic, u64 addr)
{
	nic->mem->rx[nic->rx] = (struct dms_nic_desc){ .addr = cpu_to_le64(addr) };
	nic->rx = (nic->rx + 1) % DMS_RING;
}

/* @frame: bytes of the whole frame, which the advanced format wants to know. */
static void dms_nic_queue(struct dms_nic *nic, u64 addr, u32 len, u32 cmd, u32 frame)
{
	bool advanced = nic->model->advanced;

	nic->mem->tx[nic->tx] = (struct dms_nic_desc){
		.addr = cpu_to_le64(addr),
		.lower = cpu_to_le32(len | cmd | (advanced ? TXD_ADVANCED : 0)),
		.upper = cpu_to_le32(advanced ? TXD_PAYLEN(frame) : 0),
	};
	nic->tx_last = nic->tx;
	nic->tx = (nic->tx + 1) % DMS_RING;
}

/**
 * dms_nic_fit_dst() - how much one frame can bring to its destination
 * @c:		where it goes, in pieces of DMS_PIECE bytes of which only the last may be shorter
 * @len:	bytes wanted
 *
 * Return: bytes, at most @len; less at the end of the first span that does not fill its piece.
 */
u32 dms_nic_fit_dst(struct dms_cursor c, u32 len)
{
	struct dms_span run;
	u32 fit = 0;

	do {
		run = dms_cursor_take(&c, min_t(u32, DMS_PIECE, len - fit));
		fit += run.len;
	} while (run.len == DMS_PIECE && fit < len);
	return fit;
}

/**
 * dms_nic_next_frag() - consume what the next transmit descriptor takes
 * @c:		position, moved
 * @max:	bytes at most
 *
 * It stays within a 4 KiB page: QEMU wants the pages behind a descriptor to be neighbours in
 * guest memory, and behind an IOMMU they rarely are.
 *
 * Return: the run; its length is 0 at the end of the list.
 */
struct dms_span dms_nic_next_frag(struct dms_cursor *c, u32 max)
{
	struct dms_cursor ahead = *c;
	struct dms_span run = dms_cursor_take(&ahead, max);

	return dms_cursor_take(c, min_t(u64, run.len, SZ_4K - (run.addr & (SZ_4K - 1))));
}

/**
 * dms_nic_fit_src() - how much one frame can gather from its source
 * @c:		where it comes from
 * @len:	bytes wanted
 *
 * Return: bytes, at most @len; less when DMS_FRAGS descriptors hold no more.
 */
u32 dms_nic_fit_src(struct dms_cursor c, u32 len)
{
	unsigned int frags;
	u32 fit = 0;

	for (frags = 0; frags < DMS_FRAGS && fit < len; frags++) {
		struct dms_span run = dms_nic_next_frag(&c, len - fit);

		if (!run.len)
			break;
		fit += run.len;
	}
	return fit;
}

/* The device skips receive descriptors without an address: it cannot write to 0. */
static int dms_nic_arm_all(struct dms_nic *nic, struct dms_cursor *dst, u32 len)
{
	nic->rx_first = nic->rx;
	dms_nic_arm(nic, nic->dma + offsetof(struct dms_nic_shared, scrap));
	while (len) {
		struct dms_span run = dms_cursor_take(dst, min_t(u32, DMS_PIECE, len));

		if (!run.addr)
			return -EADDRNOTAVAIL;
		dms_nic_arm(nic, run.addr);
		len -= run.len;
	}
	return 0;
}

static void dms_nic_queue_all(struct dms_nic *nic, struct dms_cursor *src, u32 len)
{
	u64 head = nic->dma + offsetof(struct dms_nic_shared, head);
	u32 frame = DMS_PIECE + len;

	dms_nic_queue(nic, head, DMS_PIECE, len ? TXD_IFCS : TXD_EOP | TXD_IFCS | TXD_RS, frame);
	while (len) {
		struct dms_span run = dms_nic_next_frag(src, len);

		len -= run.len;
		dms_nic_queue(nic, run.addr, run.len, len ? TXD_IFCS : TXD_EOP | TXD_IFCS | TXD_RS,
			      frame);
	}
}

/* The device may look at the descriptors as soon as a tail moves. */
static void dms_nic_kick(struct dms_dev *d)
{
	struct dms_nic *nic = d->priv;

	dms_nic_write(d, nic->model->rx_ring + NIC_RING_TAIL, nic->rx);
	dms_nic_write(d, nic->model->tx_ring + NIC_RING_TAIL, nic->tx);
}

static int dms_nic_send(struct dms_dev *d, struct dms_xfer *x)
{
	struct dms_nic *nic = d->priv;
	u32 len;
	int ret;

	len = dms_nic_fit_dst(*x->dst, min_t(u32, x->len, DMS_PAYLOAD));
	len = dms_nic_fit_src(*x->src, len);
	if (!len)
		return -EINVAL;
	ret = dms_nic_arm_all(nic, x->dst, len);
	if (ret) {
		dms_nic_stop(d);
		return ret;
	}
	dms_nic_queue_all(nic, x->src, len);
	x->len -= len;
	nic->irqs = atomic_read(&d->irqs);
	nic->poll = x->poll;
	nic->busy = true;
	nic->model->irq(d, !nic->poll);
	dms_nic_kick(d);
	return 0;
}

static bool dms_nic_is_sent(struct dms_dev *d)
{
	struct dms_nic *nic = d->priv;

	return READ_ONCE(nic->mem->tx[nic->tx_last].upper) & cpu_to_le32(DESC_DD);
}

static bool dms_nic_is_received(struct dms_dev *d)
{
	struct dms_nic *nic = d->priv;
	unsigned int i;

	for (i = nic->rx_first; i != nic->rx; i = (i + 1) % DMS_RING) {
		struct dms_nic_desc *desc = &nic->mem->rx[i];
		__le32 status = nic->model->advanced ? READ_ONCE(desc->lower) :
						       READ_ONCE(desc->upper);

		if (!(status & cpu_to_le32(DESC_DD)))
			return false;
	}
	/* Data is looked at after the descriptor that announces it. */
	dma_rmb();
	return true;
}

/**
 * dms_nic_finish() - wait for the frame that is under way
 * @d:	device
 * @ms:	patience
 *
 * Return: 0, or a negative errno after which no frame is under way.
 */
int dms_nic_finish(struct dms_dev *d, unsigned int ms)
{
	struct dms_nic *nic = d->priv;
	int ret;

	if (nic->wired)
		dms_nic_stop(d);
	if (!nic->busy)
		return 0;
	ret = dms_dev_wait(d, dms_nic_is_sent, nic->irqs, nic->poll, ms);
	if (!ret)
		ret = dms_dev_wait(d, dms_nic_is_received, nic->irqs, true, DMS_GRACE_MS);
	if (!ret) {
		nic->busy = false;
		return 0;
	}
	if (ret != -ENODEV && dms_nic_is_sent(d))
		ret = -EIO;
	dms_nic_stop(d);
	return ret;
}

/*
 * Frames of our own, from head to scrap, tell when a deaf receiver hears: no byte of
 * a test is in them, and no address of a test is touched twice.
 */
static int dms_nic_settle(struct dms_dev *d)
{
	struct dms_nic *nic = d->priv;
	ktime_t end = ktime_add_ms(ktime_get(), nic->model->deaf_ms);
	int ret;

	nic->model->irq(d, false);
	dms_nic_arm_all(nic, NULL, 0);
	do {
		dms_nic_queue_all(nic, NULL, 0);
		dms_nic_kick(d);
		ret = dms_dev_wait(d, dms_nic_is_sent, 0, true, DMS_XFER_TIMEOUT_MS);
		if (!ret)
			ret = dms_dev_wait(d, dms_nic_is_received, 0, true, DMS_GRACE_MS);
		if (ret && fatal_signal_pending(current))
			ret = -EINTR;
	} while (ret == -ETIMEDOUT && ktime_before(ktime_get(), end));
	if (ret)
		dms_nic_stop(d);
	else
		nic->deaf = false;
	return ret;
}

/**
 * dms_nic_start() - move bytes, a frame at a time
 * @d:	device
 * @x:	from where to where
 *
 * Return: as struct dms_engine says.
 */
int dms_nic_start(struct dms_dev *d, struct dms_xfer *x)
{
	struct dms_nic *nic = d->priv;
	int ret = 0;

	if (nic->wired)
		dms_nic_stop(d);
	if (nic->deaf)
		ret = dms_nic_settle(d);
	while (!ret && x->len) {
		ret = dms_nic_send(d, x);
		if (ret || (x->no_wait && !x->len))
			return ret;
		ret = dms_nic_finish(d, DMS_XFER_TIMEOUT_MS);
	}
	return ret;
}

/**
 * dms_nic_listen() - give the receiver a destination and leave it so
 * @d:		device
 * @dst:	where frames go, DMS_PIECE bytes each
 * @len:	bytes of the destination
 * @ring:	address of the descriptors, as the device knows it
 *
 * What comes over the wire is written there until the next transfer.
 *
 * Return: 0; -E2BIG when the ring has too few descriptors; -EADDRNOTAVAIL when
 * a piece lies at address 0, which the device skips.
 */
int dms_nic_listen(struct dms_dev *d, struct dms_cursor *dst, u32 len, u64 *ring)
{
	struct dms_nic *nic = d->priv;

	dms_nic_stop(d);
	nic->wired = true;
	*ring = nic->dma + offsetof(struct dms_nic_shared, rx);
	while (len) {
		struct dms_span run = dms_cursor_take(dst, min_t(u32, DMS_PIECE, len));

		if (!run.addr || nic->rx == DMS_RING - 1) {
			dms_nic_stop(d);
			return run.addr ? -E2BIG : -EADDRNOTAVAIL;
		}
		dms_nic_arm(nic, run.addr);
		len -= run.len;
	}
	nic->model->listen(d);
	dms_nic_write(d, nic->model->rx_ring + NIC_RING_TAIL, nic->rx);
	return 0;
}
