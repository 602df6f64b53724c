// SPDX-License-Identifier: GPL-2.0
/*
 * Intel 82540EM (QEMU's e1000): conventional PCI, and INTx is all that it has.  Its PHY
 * loops frames back.
 *
 * The requester id of its accesses is that of the bridge above it, if there is one.
 *
 * Register names and numbers: "PCI/PCI-X Family of Gigabit Ethernet Controllers
 * Software Developer's Manual", chapter 13.
 */
#include <linux/delay.h>
#include <linux/mii.h>

#include "nic.h"
#include "dmascope.h"

#define REG_ITR		0x00c4
#define REG_RDTR	0x2820
#define REG_RADV	0x282c

#define IRQ_MASK	(NIC_IRQ_TXDW | NIC_IRQ_RXT0)

#define CTRL_FORCED	(NIC_CTRL_FD | NIC_CTRL_SLU | NIC_CTRL_SPEED_1000 | \
			 NIC_CTRL_FORCE_SPEED | NIC_CTRL_FORCE_DUPLEX)

/*
 * QEMU's receiver takes nothing for a second after a write to RCTL.  That second is the
 * host's; on a loaded one the clock of a guest without KVM may be several times too fast.
 */
#define DEAF_MS		15000

static bool e1000_ack_irq(struct dms_dev *d)
{
	return dms_nic_clear_causes(d) & IRQ_MASK;
}

/* What a frame left behind that was polled for must not end the waiting for the next. */
static void e1000_irq(struct dms_dev *d, bool on)
{
	if (on)
		dms_nic_clear_causes(d);
	dms_nic_write(d, on ? NIC_IMS : NIC_IMC, IRQ_MASK);
}

static void e1000_run(struct dms_dev *d)
{
	dms_nic_write(d, NIC_RCTL, NIC_RCTL_ANY);
	dms_nic_write(d, NIC_TCTL, NIC_TCTL_ON);
}

static int e1000_reset(struct dms_dev *d)
{
	dms_nic_halt_units(d);
	dms_nic_write(d, NIC_CTRL, NIC_CTRL_RST);
	usleep_range(10000, 12000);
	dms_nic_halt_units(d);
	dms_nic_read(d, NIC_ICR);
	dms_nic_write(d, NIC_CTRL, CTRL_FORCED);
	dms_nic_write(d, REG_ITR, 0);
	dms_nic_write(d, REG_RDTR, 0);
	dms_nic_write(d, REG_RADV, 0);
	dms_nic_write(d, NIC_RX_RING + NIC_RING_CTL, 0);
	dms_nic_write(d, NIC_TX_RING + NIC_RING_CTL, 0);
	dms_nic_write(d, NIC_RXCSUM, 0);
	return dms_nic_phy_write(d, MII_BMCR, BMCR_LOOPBACK | BMCR_FULLDPLX | BMCR_SPEED1000);
}

static const struct dms_nic_model e1000_model = {
	.rx_ring = NIC_RX_RING,
	.tx_ring = NIC_TX_RING,
	.deaf_ms = DEAF_MS,
	.reset = e1000_reset,
	.halt = dms_nic_halt_units,
	.run = e1000_run,
	.irq = e1000_irq,
};

static int e1000_probe(struct dms_dev *d)
{
	return dms_nic_probe(d, &e1000_model);
}

/* Neither the reset of the device nor Linux's own driver has the PHY stop to loop. */
static void e1000_remove(struct dms_dev *d)
{
	dms_nic_remove(d);
	dms_nic_phy_write(d, MII_BMCR, BMCR_ANENABLE | BMCR_FULLDPLX | BMCR_SPEED1000);
}

static const struct pci_device_id e1000_ids[] = {
	{ PCI_DEVICE(PCI_VENDOR_ID_INTEL, 0x100e) },
	{}
};

const struct dms_engine dms_engine_e1000 = {
	.name = "e1000",
	.ids = e1000_ids,
	.dma_bits = 64,
	.window = SZ_64K,
	.max_xfer = DMASCOPE_MAX_BYTES,
	.min_write = 1,
	.probe = e1000_probe,
	.remove = e1000_remove,
	.resume = dms_nic_resume,
	.ack_irq = e1000_ack_irq,
	.start = dms_nic_start,
	.finish = dms_nic_finish,
	.stop = dms_nic_stop,
};
