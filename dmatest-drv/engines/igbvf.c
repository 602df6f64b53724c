// SPDX-License-Identifier: GPL-2.0
/*
 * Virtual function of an Intel 82576 (QEMU's igb): one queue, a mailbox to the physical
 * function, and a requester id, and so an IOMMU domain, of its own.  What it sends to its own
 * address comes back through the controller's switch; see igb.c.
 *
 * Register names and numbers: 82576 datasheet, section 8.26 (virtual function's registers).
 */
#include <linux/delay.h>
#include <linux/etherdevice.h>

#include "igb.h"
#include "dmascope.h"

#define REG_VMBMEM		0x0800
#define REG_V2PMAILBOX		0x0c40

#define MBOX_REQ		BIT(0)
#define MBOX_ACK		BIT(1)
#define MBOX_VFU		BIT(2)		/* the buffer is ours */
#define MBOX_PFSTS		BIT(4)		/* the physical function has written */
#define MBOX_RSTI		BIT(6)		/* the physical function is not ready */

#define MBOX_TIMEOUT_MS		5000

/* Wait until @bits are @set.  Reading clears some: one that was seen once has been there. */
static int igbvf_wait(struct dms_dev *d, u32 bits, bool set)
{
	unsigned int ms;

	for (ms = 0; ms < MBOX_TIMEOUT_MS; ms++) {
		if (!!(dms_nic_read(d, REG_V2PMAILBOX) & bits) == set)
			return 0;
		usleep_range(1000, 1500);
	}
	return -ETIMEDOUT;
}

static int igbvf_ask(struct dms_dev *d, u32 word)
{
	int ret;

	dms_nic_write(d, REG_V2PMAILBOX, MBOX_VFU);
	if (!(dms_nic_read(d, REG_V2PMAILBOX) & MBOX_VFU))
		return -EBUSY;
	dms_nic_write(d, REG_VMBMEM, word);
	dms_nic_write(d, REG_V2PMAILBOX, MBOX_REQ);
	ret = igbvf_wait(d, MBOX_PFSTS, true);
	if (ret)
		return ret;
	return dms_nic_read(d, REG_VMBMEM) == (word | IGB_MBOX_ACK | IGB_MBOX_CTS) ? 0 : -EPERM;
}

static int igbvf_register(struct dms_dev *d)
{
	union igb_mac mac;
	int ret;

	ret = igbvf_wait(d, MBOX_RSTI, false);
	if (!ret)
		ret = igbvf_ask(d, IGB_MBOX_RESET);
	if (ret) {
		dev_err(dms_dev_of(d), "the physical function does not let us in: %d\n", ret);
		return ret;
	}
	mac.word[0] = cpu_to_le32(dms_nic_read(d, REG_VMBMEM + 4));
	mac.word[1] = cpu_to_le32(dms_nic_read(d, REG_VMBMEM + 8));
	dms_nic_write(d, REG_V2PMAILBOX, MBOX_ACK);
	dms_nic_set_mac(d, mac.byte);
	return 0;
}

static int igbvf_reset(struct dms_dev *d)
{
	int ret;

	dms_nic_write(d, IGB_EIMC, ~0u);
	dms_nic_write(d, NIC_CTRL, NIC_CTRL_RST);
	usleep_range(10000, 12000);
	dms_nic_write(d, IGB_EIMC, ~0u);
	ret = igbvf_register(d);
	if (ret)
		return ret;
	dms_nic_write(d, IGB_EITR(0), 0);
	dms_nic_write(d, IGB_IVAR0, IGB_IVAR_TO(0));
	dms_nic_write(d, IGB_EIAC, IGB_VECTOR_0);
	return 0;
}

/* Its only interrupts are MSI-X, shared with nobody, and their causes clear themselves. */
static bool igbvf_ack_irq(struct dms_dev *d)
{
	return true;
}

static void igbvf_irq(struct dms_dev *d, bool on)
{
	if (on)
		dms_nic_write(d, IGB_EICR, ~0u);
	dms_nic_write(d, on ? IGB_EIMS : IGB_EIMC, IGB_VECTOR_0);
}

static void igbvf_halt(struct dms_dev *d)
{
	dms_nic_write(d, IGB_EIMC, IGB_VECTOR_0);
	igb_queue_switch(d, NIC_RX_RING, NIC_TX_RING, false);
}

static void igbvf_run(struct dms_dev *d)
{
	igb_queue_switch(d, NIC_RX_RING, NIC_TX_RING, true);
}

static const struct dms_nic_model igbvf_model = {
	.rx_ring = NIC_RX_RING,
	.tx_ring = NIC_TX_RING,
	.advanced = true,
	.reset = igbvf_reset,
	.halt = igbvf_halt,
	.run = igbvf_run,
	.irq = igbvf_irq,
};

static int igbvf_probe(struct dms_dev *d)
{
	return dms_nic_probe(d, &igbvf_model);
}

static const struct pci_device_id igbvf_ids[] = {
	{ PCI_DEVICE(PCI_VENDOR_ID_INTEL, 0x10ca) },
	{}
};

const struct dms_engine dms_engine_igbvf = {
	.name = "igbvf",
	.ids = igbvf_ids,
	.pf = &dms_engine_igb,
	.dma_bits = 64,
	.window = SZ_64K,
	.max_xfer = DMASCOPE_MAX_BYTES,
	.min_write = 1,
	.probe = igbvf_probe,
	.remove = dms_nic_remove,
	.resume = dms_nic_resume,
	.ack_irq = igbvf_ack_irq,
	.start = dms_nic_start,
	.finish = dms_nic_finish,
	.stop = dms_nic_stop,
};
