// SPDX-License-Identifier: GPL-2.0
/*
 * What a driver says once its device does not answer any more.  That has many reasons, so it is
 * a note; near a blocked access of the same device it is what became of it.
 */
#include "base/array.h"
#include "decoder.h"

#define HANG .flags = DMS_MSG_NOTE | DMS_MSG_DEV, .detail = "driver.timeout", .kernels = "all"
#define HANG_ANY .flags = DMS_MSG_NOTE, .detail = "driver.timeout", .kernels = "all"
#define RESET .flags = DMS_MSG_NOTE | DMS_MSG_DEV, .detail = "driver.reset", .kernels = "all"
#define GONE .flags = DMS_MSG_NOTE | DMS_MSG_DEV, .detail = "driver.gave_up", .kernels = "all"
#define LINK .flags = DMS_MSG_NOTE | DMS_MSG_DEV, .detail = "pcie.link", .kernels = "all"
#define TAG "I/O tag %d (%04x)"
#define EMASK "exception Emask 0x%x SAct 0x%x SErr 0x%x action 0x%x"

static const struct dms_message messages[] = {
	/* net */
	{ "NETDEV WATCHDOG: %s (%s): transmit queue %u timed out", HANG_ANY,
	  .fields = "device,driver,queue" },
	{ "NETDEV WATCHDOG: CPU: %d: transmit queue %u timed out", HANG, .fields = "-,queue" },
	{ "Detected Tx Unit Hang", HANG },
	{ "Detected Hardware Unit Hang", HANG },
	{ "tx hang %d detected on queue %d, resetting adapter\n", HANG, .fields = "-,queue" },
	{ "Reset adapter unexpectedly\n", RESET },
	{ "Reset adapter\n", RESET },
	{ "Microcode SW error detected", HANG },
	{ "wmi command %d timeout, restarting hardware\n", HANG, .fields = "-" },

	/* storage */
	{ TAG " opcode %#x (%s) QID %d timeout, reset controller\n", HANG, .fields = "-,-,-,-,queue" },
	{ "I/O %d (%s) QID %d timeout, reset controller\n", HANG, .fields = "-,-,queue" },
	{ "I/O %d QID %d timeout, reset controller\n", HANG, .fields = "-,queue" },
	{ TAG " QID %d timeout, disable controller\n", GONE, .fields = "-,-,queue" },
	{ "I/O %d QID %d timeout, disable controller\n", GONE, .fields = "-,queue" },
	{ TAG " QID %d timeout, completion polled\n", HANG, .fields = "-,-,queue" },
	{ "I/O %d QID %d timeout, completion polled\n", HANG, .fields = "-,queue" },
	{ TAG " opcode %#x (%s) QID %d timeout, aborting", HANG, .fields = "-,-,-,-,queue" },
	{ "I/O %d (%s) QID %d timeout, aborting", HANG, .fields = "-,-,queue" },
	{ "I/O %d QID %d timeout, aborting", HANG, .fields = "-,queue" },
	{ "controller is down; will reset: CSTS=0x%x", HANG, .fields = "csts" },
	{ "Disabling device after reset failure: %d\n", GONE, .fields = "error" },
	{ "Device not ready; aborting %s, CSTS=0x%x\n", GONE, .fields = "what,csts" },
	{ "%s: " EMASK " frozen", HANG_ANY, .fields = "device,emask,-,-,-" },
	{ "%s: hard resetting link\n", .flags = DMS_MSG_NOTE, .detail = "driver.reset",
	  .kernels = "all", .fields = "device" },
	{ "%s: Timeout waiting for hardware interrupt.\n", HANG_ANY, .fields = "device" },
	{ "%s: Timeout waiting for hardware cmd interrupt.\n", HANG_ANY, .fields = "device" },

	/* USB */
	{ "xHCI host controller not responding, assume dead\n", HANG },
	{ "WARNING: Host System Error\n", HANG },
	{ "HC died; cleaning up\n", GONE },

	/* graphics */
	{ "ring %s timeout, signaled seq=%u, emitted seq=%u\n", HANG_ANY, .fields = "ring,-,-" },
	{ "GPU reset begin!", RESET },
	{ "GPU HANG: ecode %x:%x:%x", HANG, .fields = "-,-,-", .needed = 1 },
	{ "Resetting chip for %s\n", RESET, .fields = "reason" },
	{ "GPU lockup (current fence id 0x%x", HANG, .fields = "-" },

	/* PCI */
	{ "Slot(%s): Link Down\n", LINK, .fields = "slot" },
	{ "Slot(%s): Card not present\n", LINK, .fields = "slot" },
	{ "device recovery failed\n", LINK },
	{ "device recovery successful\n", LINK },
};

const struct dms_subsystem dms_aftermath_subsystem = {
	.name = "Devices that hang",
	.source = "net/sched/sch_generic.c, drivers/net/, drivers/nvme/, drivers/ata/, drivers/mmc/, drivers/usb/, drivers/gpu/, drivers/pci/",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
