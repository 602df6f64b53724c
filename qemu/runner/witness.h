/* SPDX-License-Identifier: GPL-2.0 */
/* The third witness: what QEMU itself saw, read from its trace log. */
#ifndef DMS_WITNESS_H
#define DMS_WITNESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct dms_witness - one fault that the emulated IOMMU saw
 * @device:	 empty where the trace does not tell, as has_access and has_reason say of the others
 * @has_index:	 @address is no address but the index of an interrupt remapping entry
 * @recorded:	 it went into the fault registers or the event queue, where the kernel reads it
 * @granularity: the address says no more than this: 4096 when only the page is recorded
 */
struct dms_witness {
	const char *event;
	char device[16];
	uint64_t address;
	uint64_t granularity;
	bool write, has_access;
	unsigned int reason;
	bool has_reason, has_index;
	bool recorded;
};

struct dms_witnesses {
	struct dms_witness *v;
	size_t nr;
};

/** dms_witness_parse() - read the faults out of a part of QEMU's trace log */
void dms_witness_parse(const char *text, size_t len, struct dms_witnesses *out);
void dms_witness_free(struct dms_witnesses *w);

#endif /* DMS_WITNESS_H */
