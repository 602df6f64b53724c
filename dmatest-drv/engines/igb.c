// SPDX-License-Identifier: GPL-2.0
/*
 * Intel 82576 (QEMU's igb), physical function.  The switch that connects the functions of
 * the controller with one another brings frames back: each function has a pool with one
 * queue and one address, and sends to itself.  All pools are set up from the start, so that
 * virtual functions can come and go while this one runs.
 *
 * A virtual function knocks through its mailbox after its reset, is told its address and let
 * in.  That is done in the interrupt handler, and touches nothing but registers.
 *
 * Register names and numbers: 82576 datasheet, chapter 8; the switch: 7.10.3; the mailbox: 7.10.2.9.
 */
#include <linux/delay.h>
#include <linux/etherdevice.h>
#include <linux/mii.h>

#include "igb.h"
#include "dmascope.h"

#define REG_VMBMEM(vf)		(0x0800 + 64 * (vf))
#define REG_P2VMAILBOX(vf)	(0x0c00 + 4 * (vf))
#define REG_MBVFICR		0x0c80
#define REG_MBVFIMR		0x0c84
#define REG_VFLRE		0x0c88
#define REG_VFRE		0x0c8c
#define REG_VFTE		0x0c90
#define REG_GPIE		0x1514
#define REG_IVAR_MISC		0x1740
#define REG_DTXSWC		0x3500
#define REG_RLPML		0x5004
#define REG_RAL(n)		(0x5400 + 8 * (n))
#define REG_RAH(n)		(0x5404 + 8 * (n))
#define REG_MRQC		0x5818
#define REG_VT_CTL		0x581c
#define REG_VMOLR(pool)		(0x5ad0 + 4 * (pool))
#define REG_RX_RING(queue)	(0xc000 + 0x40 * (queue))
#define REG_TX_RING(queue)	(0xe000 + 0x40 * (queue))

#define CTRL_EXT_PFRSTD		BIT(14)		/* the physical function is ready */
#define GPIE_MSIX		BIT(4)
#define IVAR_MISC_OTHER		BIT(15)		/* other causes, to vector 0 */
#define EICR_OTHER		BIT(31)		/* any cause of ICR, without MSI-X */
#define IRQ_VMMB		BIT(8)		/* mailbox, or a function was reset */
#define MRQC_VMDQ		3		/* receive queues go by pool */
#define VT_CTL_POOL(pool)	((pool) << 7)	/* for what matches no address */
#define DTXSWC_LOOP		(BIT(31) | 0xff << 16)	/* also within a pool */
#define RAH_POOL(pool)		(BIT(31) | BIT(18 + (pool)))	/* valid, for this pool */
#define VMOLR_ANY		(BIT(16) | BIT(24) | BIT(31))	/* long, untagged, no checksum */
#define MAX_FRAME		9216

#define MBOX_STS		BIT(0)
#define MBOX_ACK		BIT(1)
#define MBOX_PFU		BIT(3)		/* the buffer is ours */

#define IGB_POOLS		8
#define IGB_OWN			(IGB_POOLS - 1)	/* our pool, and its queue */
#define IGB_VECTORS		DMS_MAX_VECTORS	/* of its ten */
#define LINK_TIMEOUT_MS		10000	/* QEMU negotiates for half a second of the host's time */

/* A locally administered address for each pool. */
static union igb_mac igb_mac_of(unsigned int pool)
{
	return (union igb_mac){ .byte = { 2, 0, 0, 0, 0x82, 0x10 + pool } };
}

static void igb_let_in(struct dms_dev *d, unsigned int vf)
{
	dms_nic_write(d, REG_VFRE, dms_nic_read(d, REG_VFRE) | BIT(vf));
	dms_nic_write(d, REG_VFTE, dms_nic_read(d, REG_VFTE) | BIT(vf));
}

static void igb_answer(struct dms_dev *d, unsigned int vf)
{
	union igb_mac mac = igb_mac_of(vf);
	u32 word;

	dms_nic_write(d, REG_P2VMAILBOX(vf), MBOX_PFU);
	if (!(dms_nic_read(d, REG_P2VMAILBOX(vf)) & MBOX_PFU))
		return;
	word = dms_nic_read(d, REG_VMBMEM(vf));
	if (word == IGB_MBOX_RESET) {
		igb_let_in(d, vf);
		dms_nic_write(d, REG_VMBMEM(vf) + 4, le32_to_cpu(mac.word[0]));
		dms_nic_write(d, REG_VMBMEM(vf) + 8, le32_to_cpu(mac.word[1]));
		word |= IGB_MBOX_ACK | IGB_MBOX_CTS;
	} else {
		word |= IGB_MBOX_NACK | IGB_MBOX_CTS;
	}
	dms_nic_write(d, REG_VMBMEM(vf), word);
	dms_nic_write(d, REG_P2VMAILBOX(vf), MBOX_STS | MBOX_ACK);
}

static void igb_serve(struct dms_dev *d)
{
	u32 asked = dms_nic_read(d, REG_MBVFICR);
	unsigned int vf;

	dms_nic_write(d, REG_MBVFICR, asked);
	dms_nic_write(d, REG_VFLRE, dms_nic_read(d, REG_VFLRE));
	for (vf = 0; vf < IGB_OWN; vf++)
		if (asked & BIT(vf))
			igb_answer(d, vf);
}

static bool igb_ack_irq(struct dms_dev *d)
{
	u32 causes = dms_nic_clear_causes(d);

	if (causes & IRQ_VMMB)
		igb_serve(d);
	return causes;
}

/* Only those of the queue: the mailbox is served whatever a scenario wants. */
static void igb_irq(struct dms_dev *d, bool on)
{
	if (d->caps & DMASCOPE_CAP_MSIX)
		dms_nic_write(d, IGB_IVAR0 + 4 * IGB_OWN, on ? IGB_IVAR_TO(d->vector) : 0);
	else
		dms_nic_write(d, on ? NIC_IMS : NIC_IMC, NIC_IRQ_TXDW | NIC_IRQ_RXT0);
}

/* A queue's entry is written anew before every transfer. */
static void igb_route(struct dms_dev *d)
{
}

static void igb_halt(struct dms_dev *d)
{
	igb_queue_switch(d, REG_RX_RING(IGB_OWN), REG_TX_RING(IGB_OWN), false);
}

static void igb_run(struct dms_dev *d)
{
	igb_queue_switch(d, REG_RX_RING(IGB_OWN), REG_TX_RING(IGB_OWN), true);
}

static void igb_set_irqs(struct dms_dev *d)
{
	bool msix = d->caps & DMASCOPE_CAP_MSIX;
	unsigned int i;

	for (i = 0; i < IGB_VECTORS; i++)
		dms_nic_write(d, IGB_EITR(i), 0);
	dms_nic_write(d, REG_GPIE, msix ? GPIE_MSIX : 0);
	dms_nic_write(d, REG_IVAR_MISC, msix ? IVAR_MISC_OTHER : 0);
	dms_nic_write(d, IGB_EIAC, msix ? BIT(IGB_VECTORS) - 1 : 0);
	dms_nic_write(d, IGB_EIMS, msix ? BIT(IGB_VECTORS) - 1 : EICR_OTHER);
	dms_nic_write(d, REG_MBVFIMR, 0xff);
	dms_nic_write(d, NIC_IMS, IRQ_VMMB);
}

static void igb_set_pools(struct dms_dev *d)
{
	union igb_mac mac;
	unsigned int pool;

	for (pool = 0; pool < IGB_POOLS; pool++) {
		mac = igb_mac_of(pool);
		dms_nic_write(d, REG_RAL(pool), le32_to_cpu(mac.word[0]));
		dms_nic_write(d, REG_RAH(pool), le32_to_cpu(mac.word[1]) | RAH_POOL(pool));
		dms_nic_write(d, REG_VMOLR(pool), VMOLR_ANY | MAX_FRAME);
		igb_queue_switch(d, REG_RX_RING(pool), REG_TX_RING(pool), false);
	}
	/* the last is ours */
	dms_nic_set_mac(d, mac.byte);
	dms_nic_write(d, REG_MRQC, MRQC_VMDQ);
	dms_nic_write(d, REG_VT_CTL, VT_CTL_POOL(IGB_OWN));
	dms_nic_write(d, REG_DTXSWC, DTXSWC_LOOP);
	dms_nic_write(d, REG_VFRE, BIT(IGB_OWN));
	dms_nic_write(d, REG_VFTE, BIT(IGB_OWN));
}

/* The receiver takes frames from the switch only while the link is up. */
static int igb_wait_for_link(struct dms_dev *d)
{
	unsigned int ms;
	int ret;

	ret = dms_nic_phy_write(d, MII_BMCR, BMCR_ANENABLE | BMCR_ANRESTART);
	if (ret)
		return ret;
	for (ms = 0; ms < LINK_TIMEOUT_MS; ms += 20) {
		if (dms_nic_read(d, NIC_STATUS) & NIC_STATUS_LU)
			return 0;
		msleep(20);
	}
	dev_err(dms_dev_of(d), "no link within %u ms\n", LINK_TIMEOUT_MS);
	return -ENOLINK;
}

static int igb_reset(struct dms_dev *d)
{
	int ret;

	dms_nic_write(d, NIC_IMC, ~0u);
	dms_nic_write(d, IGB_EIMC, ~0u);
	dms_nic_write(d, NIC_CTRL, NIC_CTRL_RST);
	usleep_range(10000, 12000);
	dms_nic_write(d, NIC_IMC, ~0u);
	dms_nic_write(d, IGB_EIMC, ~0u);
	dms_nic_clear_causes(d);
	dms_nic_write(d, NIC_CTRL, NIC_CTRL_SLU | NIC_CTRL_FD);
	ret = igb_wait_for_link(d);
	if (ret)
		return ret;
	dms_nic_write(d, NIC_RFCTL, 0);
	dms_nic_write(d, NIC_RXCSUM, 0);
	dms_nic_write(d, REG_RLPML, MAX_FRAME);
	igb_set_pools(d);
	dms_nic_write(d, NIC_RCTL, NIC_RCTL_ANY);
	dms_nic_write(d, NIC_TCTL, NIC_TCTL_ON);
	igb_set_irqs(d);
	dms_nic_write(d, NIC_CTRL_EXT, dms_nic_read(d, NIC_CTRL_EXT) | CTRL_EXT_PFRSTD);
	return 0;
}

static const struct dms_nic_model igb_model = {
	.rx_ring = REG_RX_RING(IGB_OWN),
	.tx_ring = REG_TX_RING(IGB_OWN),
	.advanced = true,
	.reset = igb_reset,
	.halt = igb_halt,
	.run = igb_run,
	.irq = igb_irq,
};

static int igb_probe(struct dms_dev *d)
{
	return dms_nic_probe(d, &igb_model);
}

static void igb_remove(struct dms_dev *d)
{
	dms_nic_write(d, IGB_EIMC, ~0u);
	dms_nic_halt_units(d);
	dms_nic_remove(d);
}

static const struct pci_device_id igb_ids[] = {
	{ PCI_DEVICE(PCI_VENDOR_ID_INTEL, 0x10c9) },
	{}
};

const struct dms_engine dms_engine_igb = {
	.name = "igb",
	.ids = igb_ids,
	.dma_bits = 64,
	.window = SZ_64K,
	.max_xfer = DMASCOPE_MAX_BYTES,
	.min_write = 1,
	.max_vfs = IGB_OWN,
	.probe = igb_probe,
	.remove = igb_remove,
	.vectors = IGB_VECTORS,
	.route = igb_route,
	.resume = dms_nic_resume,
	.ack_irq = igb_ack_irq,
	.start = dms_nic_start,
	.finish = dms_nic_finish,
	.stop = dms_nic_stop,
};
