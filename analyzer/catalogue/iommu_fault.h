/* SPDX-License-Identifier: GPL-2.0 */
/* What the decoders of IOMMU faults share. */
#ifndef DMS_IOMMU_FAULT_H
#define DMS_IOMMU_FAULT_H

#include "decoder.h"

/* Lines of one fault stand this near to each other, however much else is printed between. */
#define DMS_FAULT_REACH 40

/**
 * struct dms_bit - a bit of a fault register
 * @name: as the specification has it
 */
struct dms_bit {
	unsigned int bit;
	const char *name;
};

/** dms_fault_mark() - a decode function: the event is about an IOMMU, nothing more */
void dms_fault_mark(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r);

/** dms_fault_drop() - remove a field that has a place of its own */
void dms_fault_drop(struct dms_event *e, const char *name);

/**
 * dms_fault_requester() - the values segment, bus, slot and fn are the device
 *
 * The device in front of the message, if there is one, is the IOMMU's own then.
 */
void dms_fault_requester(struct dms_event *e, const struct dms_match *m);

/** dms_fault_by_iommu() - the line was printed for the IOMMU: its name becomes field "iommu" */
void dms_fault_by_iommu(struct dms_event *e);

/** dms_fault_bits() - field @name: the names of the bits set in @value, "-" when none is */
void dms_fault_bits(struct dms_event *e, const char *name, uint64_t value,
		    const struct dms_bit *bits, size_t nr);

/** dms_fault_text() - a field whose text is a string of ours */
void dms_fault_text(struct dms_event *e, const char *name, const char *text);

/** dms_fault_last() - last event of @kind that is near enough for @r to belong to it, or NULL */
struct dms_event *dms_fault_last(struct dms_decoder *d, const struct dms_record *r,
				 const char *kind);

/** dms_fault_detail() - a decode function for DMS_MSG_PART: all fields go to the last iommu-fault */
void dms_fault_detail(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r);

/** dms_fault_copy() - the named values of @m become fields of @e */
void dms_fault_copy(struct dms_event *e, const struct dms_match *m, const char *const *names,
		    size_t nr);

/* ---- smmuv3_events.c ---- */

/** dms_smmuv3_dword() - dword number @nr of an event record was read */
void dms_smmuv3_dword(struct dms_event *e, unsigned int nr, uint64_t value);
/** dms_smmuv3_event_name() - e->reason_name and reason_text from e->reason_code */
void dms_smmuv3_event_name(struct dms_event *e);

#endif /* DMS_IOMMU_FAULT_H */
