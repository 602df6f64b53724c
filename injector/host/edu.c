// SPDX-License-Identifier: GPL-2.0
/* QEMU's educational device, made to act from outside: docs/specs/edu.rst of QEMU. */
#include <inttypes.h>

#include "host/edu.h"
#include "host/pci.h"

#define EDU_ID		0x11e81234	/* device and vendor */
#define EDU_BUF		0x40000		/* the device's own buffer */
#define REG_IRQ_RAISE	0x60
#define REG_DMA_SRC	0x80
#define REG_DMA_DST	0x88
#define REG_DMA_COUNT	0x90
#define REG_DMA_CMD	0x98
#define CMD_RUN		1

static int find_registers(struct dms_host_memory *m, unsigned int sid, uint64_t *config,
			  uint64_t *regs)
{
	uint64_t id;

	if (dms_host_pci_config(m, sid, config) || dms_host_reg_read(m, *config, 4, &id))
		return -1;
	if (id != EDU_ID)
		return dms_host_fail(m, "the device is no edu (its ID is 0x%" PRIx64 ")", id);
	return dms_host_pci_bar(m, sid, 0, regs);
}

int dms_host_edu_interrupt(struct dms_host_memory *m, unsigned int sid)
{
	uint64_t config, regs;

	if (find_registers(m, sid, &config, &regs))
		return -1;
	return dms_host_reg_write(m, regs + REG_IRQ_RAISE, 4, 1);
}

int dms_host_edu_read(struct dms_host_memory *m, unsigned int sid, uint64_t addr)
{
	uint64_t config, regs, command;

	if (find_registers(m, sid, &config, &regs) ||
	    dms_host_reg_read(m, config + DMS_PCI_COMMAND, 4, &command))
		return -1;
	command = (command & 0xffff) | DMS_PCI_COMMAND_MEMORY | DMS_PCI_COMMAND_MASTER;
	/* of the upper half, status, a written 1 would clear what the guest may want to see */
	return dms_host_reg_write(m, config + DMS_PCI_COMMAND, 4, command) ||
	       dms_host_reg_write(m, regs + REG_DMA_SRC, 8, addr) ||
	       dms_host_reg_write(m, regs + REG_DMA_DST, 8, EDU_BUF) ||
	       dms_host_reg_write(m, regs + REG_DMA_COUNT, 8, 4) ||
	       dms_host_reg_write(m, regs + REG_DMA_CMD, 8, CMD_RUN) ? -1 : 0;
}
