/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the physical and the virtual functions of an 82576 have to agree on: the registers
 * that both have, and the words that they exchange through the mailbox.  The words are those
 * of the kernel's igb and igbvf drivers.
 */
#ifndef _DMS_IGB_H
#define _DMS_IGB_H

#include "nic.h"

#define IGB_EIMS	0x1524
#define IGB_EIMC	0x1528
#define IGB_EIAC	0x152c
#define IGB_EICR	0x1580
#define IGB_EITR(n)	(0x1680 + 4 * (n))
#define IGB_IVAR0	0x1700

/* Rings of one queue; those of queue 0 are a virtual function's, too. */
#define IGB_SRRCTL	0x0c		/* of the receive ring */
#define IGB_QUEUE_ON	BIT(25)		/* in RXDCTL, TXDCTL: NIC_RING_CTL */
#define IGB_SRRCTL_2K	(2 | BIT(25))	/* buffers of 2 KiB, advanced descriptors */

/* Receive and transmit interrupt of a queue, both to vector n. */
#define IGB_IVAR_TO(n)	((n) | BIT(7) | (n) << 8 | BIT(15))
#define IGB_VECTOR_0	BIT(0)		/* in EIMS, EIMC, EIAC, EICR: a bit for each */

#define IGB_MBOX_RESET	0x01		/* a virtual function asks to be let in */
#define IGB_MBOX_CTS	BIT(29)		/* and may ask for more */
#define IGB_MBOX_NACK	BIT(30)
#define IGB_MBOX_ACK	BIT(31)

/**
 * union igb_mac - an address as the registers and the mailbox hold it
 * @byte:	as it is sent
 * @word:	four bytes, then two, then zeroes
 */
union igb_mac {
	u8 byte[8];
	__le32 word[2];
};

static inline void igb_queue_switch(struct dms_dev *d, u32 rx_ring, u32 tx_ring, bool on)
{
	dms_nic_write(d, rx_ring + IGB_SRRCTL, IGB_SRRCTL_2K);
	dms_nic_write(d, rx_ring + NIC_RING_CTL, on ? IGB_QUEUE_ON : 0);
	dms_nic_write(d, tx_ring + NIC_RING_CTL, on ? IGB_QUEUE_ON : 0);
}

#endif /* _DMS_IGB_H */
