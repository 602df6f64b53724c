/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Breaks an IOMMU's tables in a guest's memory, from outside, and mends them again: a scenario's
 * "host break" and "host restore".  The guest stands still meanwhile.
 */
#ifndef DMS_HOST_BREAKER_H
#define DMS_HOST_BREAKER_H

#include "host/tables.h"

struct dms_undo;

/**
 * struct dms_breaker - what is broken in one guest
 * @undo:	what to write back, oldest first
 * @held:	IOMMU whose fault reports wait for the restore, or NULL
 * @lost:	something could not be mended: the guest is good for nothing any more
 */
struct dms_breaker {
	struct dms_host_memory memory;
	struct dms_undo *undo;
	size_t nr_undo;
	const struct dms_iommu *held;
	bool lost;
};

#define DMS_BREAKER_NONE	((struct dms_breaker){ .memory = { .fd = -1 } })

/**
 * dms_breaker_break() - "IOMMU TABLE DEVICE [at=IOVA] [level=N] FIELD=VALUE... [then=mend|interrupt]"
 * @words:	these words; DEVICE as ssss:bb:dd.f
 * @reply:	"entry=ADDRESS index=N was=VALUE", of the last field
 *
 * Return: 0, or -1 with one line in @b->memory.err and everything as before.
 */
int dms_breaker_break(struct dms_breaker *b, char *const *words, size_t nr,
		      struct dms_strbuf *reply);

/** dms_breaker_dma() - make an edu device read at @address, its driver not asked */
int dms_breaker_dma(struct dms_breaker *b, const char *device, const char *address);

/** dms_breaker_restore() - mend all that is broken; 0, or -1 with one line in @b->memory.err */
int dms_breaker_restore(struct dms_breaker *b);

void dms_breaker_close(struct dms_breaker *b);

#endif /* DMS_HOST_BREAKER_H */
