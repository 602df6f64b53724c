/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What Intel's gigabit controllers have in common.  Three decades of them take the
 * same rings of 16-byte descriptors; they differ in where the rings' registers are,
 * in how the loop from transmitter to receiver is closed, and in interrupts.
 */
#ifndef _DMS_NIC_H
#define _DMS_NIC_H

#include <linux/io.h>

#include "../device.h"

/* the same on all of them */
#define NIC_CTRL	0x0000
#define NIC_STATUS	0x0008
#define NIC_CTRL_EXT	0x0018
#define NIC_MDIC	0x0020
#define NIC_ICR		0x00c0
#define NIC_IMS		0x00d0
#define NIC_IMC		0x00d8
#define NIC_RCTL	0x0100
#define NIC_TCTL	0x0400
#define NIC_RX_RING	0x2800		/* of queue 0 */
#define NIC_TX_RING	0x3800
#define NIC_RXCSUM	0x5000
#define NIC_RFCTL	0x5008

/* within the registers of a ring */
#define NIC_RING_ADDR_LOW	0x00
#define NIC_RING_ADDR_HIGH	0x04
#define NIC_RING_LEN		0x08
#define NIC_RING_HEAD		0x10
#define NIC_RING_TAIL		0x18
#define NIC_RING_CTL		0x28

#define NIC_CTRL_FD		BIT(0)		/* full duplex */
#define NIC_CTRL_SLU		BIT(6)		/* set link up */
#define NIC_CTRL_SPEED_1000	BIT(9)
#define NIC_CTRL_FORCE_SPEED	BIT(11)
#define NIC_CTRL_FORCE_DUPLEX	BIT(12)
#define NIC_CTRL_RST		BIT(26)

#define NIC_STATUS_LU		BIT(1)		/* link up */

#define NIC_IRQ_TXDW		BIT(0)		/* transmit descriptor written back */
#define NIC_IRQ_RXT0		BIT(7)		/* receiver timer */

/* Any frame of up to a jumbo's length into buffers of 2048 bytes, without its checksum. */
#define NIC_RCTL_ANY		(BIT(1) | BIT(3) | BIT(4) | BIT(5) | BIT(15) | BIT(26))
#define NIC_RCTL_LBM_MAC	BIT(6)		/* loopback */

/* Enable, pad short packets, collision threshold, distance for full duplex. */
#define NIC_TCTL_ON		(BIT(1) | BIT(3) | 0x0f << 4 | 0x3f << 12)

#define DMS_PIECE	2048		/* bytes of a receive buffer: RCTL.BSIZE, SRRCTL.BSIZEPKT */
#define DMS_FRAGS	48		/* transmit descriptors of a payload; QEMU takes 64 */

/**
 * struct dms_nic_desc - a descriptor of either ring, in either format
 * @addr:	of the data
 * @lower:	to transmit: length and command.  Advanced, received: status
 * @upper:	transmitted: status.  Received, legacy: status
 */
struct dms_nic_desc {
	__le64 addr;
	__le32 lower;
	__le32 upper;
};

/**
 * struct dms_nic_model - how one controller differs from the others
 * @rx_ring:	registers of the receive ring
 * @tx_ring:	registers of the transmit ring
 * @advanced:	descriptors are of the advanced format
 * @deaf_ms:	after it was enabled, the receiver may lose frames for so long
 * @reset:	bring the controller into a known state, all but the rings
 * @halt:	no DMA by these two rings after that
 * @run:	rings are set up: let them go
 * @listen:	receive from the wire instead of from the transmitter; NULL: cannot
 * @irq:	turn the interrupts of transmitter and receiver on or off
 */
struct dms_nic_model {
	u32 rx_ring;
	u32 tx_ring;
	bool advanced;
	unsigned int deaf_ms;
	int (*reset)(struct dms_dev *d);
	void (*halt)(struct dms_dev *d);
	void (*run)(struct dms_dev *d);
	void (*listen)(struct dms_dev *d);
	void (*irq)(struct dms_dev *d, bool on);
};

static inline u32 dms_nic_read(struct dms_dev *d, u32 reg)
{
	return readl(d->regs + reg);
}

static inline void dms_nic_write(struct dms_dev *d, u32 reg, u32 value)
{
	writel(value, d->regs + reg);
}

u32 dms_nic_fit_dst(struct dms_cursor c, u32 len);
u32 dms_nic_fit_src(struct dms_cursor c, u32 len);
struct dms_span dms_nic_next_frag(struct dms_cursor *c, u32 max);
int dms_nic_probe(struct dms_dev *d, const struct dms_nic_model *model);
void dms_nic_remove(struct dms_dev *d);
int dms_nic_start(struct dms_dev *d, struct dms_xfer *x);
int dms_nic_finish(struct dms_dev *d, unsigned int ms);
int dms_nic_listen(struct dms_dev *d, struct dms_cursor *dst, u32 len, u64 *ring);
int dms_nic_resume(struct dms_dev *d);
void dms_nic_stop(struct dms_dev *d);
void dms_nic_halt_units(struct dms_dev *d);
void dms_nic_set_mac(struct dms_dev *d, const u8 *mac);
int dms_nic_phy_write(struct dms_dev *d, unsigned int reg, u16 value);
u32 dms_nic_clear_causes(struct dms_dev *d);

#endif /* _DMS_NIC_H */
