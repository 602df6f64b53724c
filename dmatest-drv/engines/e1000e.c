// SPDX-License-Identifier: GPL-2.0
/*
 * Intel 82574 (QEMU's e1000e), with its MAC's own loopback.
 *
 * Register names and numbers: 82574 datasheet, section 10.2.
 */
#include <linux/delay.h>

#include "nic.h"
#include "dmascope.h"

#define REG_ITR		0x00c4
#define REG_EIAC	0x00dc
#define REG_IVAR	0x00e4
#define REG_EITR(n)	(0x00e8 + 4 * (n))
#define REG_MRQC	0x5818

#define IRQ_RXQ0	BIT(20)		/* causes by queue, with MSI-X */
#define IRQ_TXQ0	BIT(22)

/* Receive queue 0 and transmit queue 0 to vector n, other causes to vector 0. */
#define IVAR_QUEUES_TO(n)	((n) | BIT(3) | (n) << 8 | BIT(11) | BIT(19))
#define E1000E_VECTORS	5

static u32 e1000e_irq_mask(struct dms_dev *d)
{
	return d->caps & DMASCOPE_CAP_MSIX ? IRQ_RXQ0 | IRQ_TXQ0 : NIC_IRQ_TXDW | NIC_IRQ_RXT0;
}

static bool e1000e_ack_irq(struct dms_dev *d)
{
	return dms_nic_clear_causes(d) & e1000e_irq_mask(d);
}

/* What a frame left behind that was polled for must not end the waiting for the next. */
static void e1000e_irq(struct dms_dev *d, bool on)
{
	if (on)
		dms_nic_clear_causes(d);
	dms_nic_write(d, on ? NIC_IMS : NIC_IMC, e1000e_irq_mask(d));
}

static void e1000e_route(struct dms_dev *d)
{
	dms_nic_write(d, REG_IVAR, IVAR_QUEUES_TO(d->vector));
}

static void e1000e_run(struct dms_dev *d)
{
	dms_nic_write(d, NIC_RCTL, NIC_RCTL_ANY | NIC_RCTL_LBM_MAC);
	dms_nic_write(d, NIC_TCTL, NIC_TCTL_ON);
}

static void e1000e_listen(struct dms_dev *d)
{
	dms_nic_write(d, NIC_RCTL, NIC_RCTL_ANY);
}

static int e1000e_reset(struct dms_dev *d)
{
	unsigned int i;

	dms_nic_write(d, NIC_IMC, ~0u);
	dms_nic_write(d, NIC_CTRL, NIC_CTRL_RST);
	usleep_range(10000, 12000);
	dms_nic_write(d, NIC_IMC, ~0u);
	dms_nic_read(d, NIC_ICR);
	dms_nic_write(d, NIC_CTRL, NIC_CTRL_SLU | NIC_CTRL_FD);
	dms_nic_write(d, NIC_CTRL_EXT, 0);
	dms_nic_write(d, REG_ITR, 0);
	for (i = 0; i < E1000E_VECTORS; i++)
		dms_nic_write(d, REG_EITR(i), 0);
	dms_nic_write(d, REG_EIAC, 0);
	e1000e_route(d);
	dms_nic_write(d, NIC_RX_RING + NIC_RING_CTL, 0);
	dms_nic_write(d, NIC_TX_RING + NIC_RING_CTL, 0);
	/* Legacy descriptors, no checksum or queue logic that looks into frames. */
	dms_nic_write(d, NIC_RFCTL, 0);
	dms_nic_write(d, NIC_RXCSUM, 0);
	dms_nic_write(d, REG_MRQC, 0);
	return 0;
}

static const struct dms_nic_model e1000e_model = {
	.rx_ring = NIC_RX_RING,
	.tx_ring = NIC_TX_RING,
	.reset = e1000e_reset,
	.halt = dms_nic_halt_units,
	.run = e1000e_run,
	.listen = e1000e_listen,
	.irq = e1000e_irq,
};

static int e1000e_probe(struct dms_dev *d)
{
	return dms_nic_probe(d, &e1000e_model);
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
	.remove = dms_nic_remove,
	.vectors = E1000E_VECTORS,
	.route = e1000e_route,
	.resume = dms_nic_resume,
	.ack_irq = e1000e_ack_irq,
	.start = dms_nic_start,
	.finish = dms_nic_finish,
	.listen = dms_nic_listen,
	.stop = dms_nic_stop,
};
