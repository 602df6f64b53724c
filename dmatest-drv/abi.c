// SPDX-License-Identifier: GPL-2.0
/*
 * The layout of the interface, nailed down: whoever changes it finds out while compiling, on
 * every architecture.  docs/uapi.md says what may change, and how.
 */
#include <linux/build_bug.h>
#include <linux/stddef.h>

#include "dmascope.h"

/* No padding: what user space sees is what it was compiled with, be it of 32 bits or 64. */
#define DMS_ABI_SIZE(type, size) \
	static_assert(sizeof(struct type) == (size))
#define DMS_ABI_AT(type, field, offset) \
	static_assert(offsetof(struct type, field) == (offset))

DMS_ABI_SIZE(dmascope_seg, 16);
DMS_ABI_AT(dmascope_seg, obj, 0);
DMS_ABI_AT(dmascope_seg, len, 4);
DMS_ABI_AT(dmascope_seg, offset, 8);

DMS_ABI_SIZE(dmascope_op, 168);
DMS_ABI_AT(dmascope_op, op, 0);
DMS_ABI_AT(dmascope_op, flags, 4);
DMS_ABI_AT(dmascope_op, set, 8);
DMS_ABI_AT(dmascope_op, obj, 12);
DMS_ABI_AT(dmascope_op, peer, 16);
DMS_ABI_AT(dmascope_op, fn, 20);
DMS_ABI_AT(dmascope_op, dir, 24);
DMS_ABI_AT(dmascope_op, nents, 28);
DMS_ABI_AT(dmascope_op, offset, 32);
DMS_ABI_AT(dmascope_op, len, 40);
DMS_ABI_AT(dmascope_op, addr, 48);
DMS_ABI_AT(dmascope_op, cpu, 56);
DMS_ABI_AT(dmascope_op, attrs, 64);
DMS_ABI_AT(dmascope_op, value, 72);
DMS_ABI_AT(dmascope_op, seed, 80);
DMS_ABI_AT(dmascope_op, segs, 88);
DMS_ABI_AT(dmascope_op, result, 96);
DMS_ABI_AT(dmascope_op, out_obj, 100);
DMS_ABI_AT(dmascope_op, out_iova, 104);
DMS_ABI_AT(dmascope_op, out_phys, 112);
DMS_ABI_AT(dmascope_op, out_cpu, 120);
DMS_ABI_AT(dmascope_op, out_len, 128);
DMS_ABI_AT(dmascope_op, out, 136);

DMS_ABI_SIZE(dmascope_info, 96);
DMS_ABI_AT(dmascope_info, abi, 0);
DMS_ABI_AT(dmascope_info, caps, 4);
DMS_ABI_AT(dmascope_info, engine, 8);
DMS_ABI_AT(dmascope_info, device, 24);
DMS_ABI_AT(dmascope_info, min_write, 56);
DMS_ABI_AT(dmascope_info, max_xfer, 60);
DMS_ABI_AT(dmascope_info, reserved, 64);

DMS_ABI_SIZE(dmascope_event, 64);
DMS_ABI_AT(dmascope_event, version, 0);
DMS_ABI_AT(dmascope_event, size, 2);
DMS_ABI_AT(dmascope_event, op, 4);
DMS_ABI_AT(dmascope_event, seq, 8);
DMS_ABI_AT(dmascope_event, result, 16);
DMS_ABI_AT(dmascope_event, lost, 20);
DMS_ABI_AT(dmascope_event, iova, 24);
DMS_ABI_AT(dmascope_event, len, 32);
DMS_ABI_AT(dmascope_event, wrong, 40);
DMS_ABI_AT(dmascope_event, first, 48);
DMS_ABI_AT(dmascope_event, time_ns, 56);

/* The ioctls carry the sizes in their numbers. */
static_assert(DMASCOPE_IOC_INFO == 0x806044d0);
static_assert(DMASCOPE_IOC_OP == 0xc0a844d1);
