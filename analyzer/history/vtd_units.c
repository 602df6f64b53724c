// SPDX-License-Identifier: GPL-2.0
/*
 * Intel VT-d: iommu/intel/iommu_regset, invalidation_queue, dmar_perf_latency.
 * Layouts of drivers/iommu/intel/debugfs.c in 5.10, 6.1, 6.12 and 7.3: the set of registers
 * differs, the columns do not.  None of them shows the fault recording registers.
 */
#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "history.h"

/* VT-d specification, 11.4; the width counts: up to 5.3 all were read as 64 bits. */
static const struct {
	const char *name;
	bool wide;
} registers[DMS_NR_VTD_REGISTERS] = {
	[DMS_VTD_VER] = { "VER", false },
	[DMS_VTD_CAP] = { "CAP", true },
	[DMS_VTD_ECAP] = { "ECAP", true },
	[DMS_VTD_GSTS] = { "GSTS", false },
	[DMS_VTD_FSTS] = { "FSTS", false },
	[DMS_VTD_RTADDR] = { "RTADDR", true },
	[DMS_VTD_IQH] = { "IQH", true },
	[DMS_VTD_IQT] = { "IQT", true },
	[DMS_VTD_ICS] = { "ICS", false },
	[DMS_VTD_PRS] = { "PRS", false },
};

static bool read_register(struct dms_history *h, const char *line, unsigned long nr)
{
	struct dms_unit *u = &h->state.units[h->state.nr_units - 1];
	unsigned long long value;
	unsigned int offset;
	char name[32];
	size_t i;
	int n = 0;

	/* "%-16s\t0x%02x\t\t0x%016llx\n" */
	if (sscanf(line, " %31s 0x%x 0x%llx%n", name, &offset, &value, &n) != 3 || line[n])
		return !strncmp(line, "Name", 4) && strstr(line, "Contents");
	for (i = 0; i < ARRAY_SIZE(registers); i++) {
		if (strcmp(registers[i].name, name))
			continue;
		u->known |= 1u << i;
		u->registers[i] = registers[i].wide ? value : (uint32_t)value;
		if (i == DMS_VTD_FSTS)
			u->fsts_line = nr;
	}
	return true;
}

/*
 * dmar_latency_snapshot(), since 5.14: "%12s" for the kind, then "%12lld" ten times: seven counts, the
 * last of them for 10 ms and more, then minimum, maximum and average in microseconds.
 */
static bool read_latency(struct dms_history *h, const char *line)
{
	struct dms_unit *u = &h->state.units[h->state.nr_units - 1];
	unsigned long long slow, least, most, average;
	char name[16];
	int n = 0;

	if (strstr(line, "<0.1us"))
		return true;
	if (sscanf(line, " %15s %*u %*u %*u %*u %*u %*u %llu %llu %llu %llu%n", name, &slow, &least,
		   &most, &average, &n) != 5 || line[n])
		return false;
	if (slow > u->nr_slow) {
		strcpy(u->slow, name);
		u->nr_slow = slow;
		u->slowest = most;
	}
	return true;
}

bool dms_read_registers(struct dms_history *h, const char *line, unsigned long nr)
{
	struct dms_state_reader *r = &h->state.reader;
	unsigned long long base;
	char name[32];
	int n = 0;

	if (!strncmp(line, "IOMMU: ", 7) &&
	    sscanf(line, "IOMMU: %31s Register Base Address: %llx%n", name, &base, &n) == 2 &&
	    !line[n]) {
		if (dms_state_unit(h, name, false, nr))
			r->section = DMS_SECTION_REGISTERS;
		return true;
	}
	return r->section == DMS_SECTION_REGISTERS && h->state.nr_units &&
	       (read_register(h, line, nr) || read_latency(h, line));
}

/* "%5d\t%016llx\t%016llx\t[%016llx\t%016llx\t]%016x\n": descriptors are read over. */
static bool is_descriptor(const char *line)
{
	unsigned long long word[3];
	unsigned int index;

	return sscanf(line, " %u %16llx %16llx %16llx", &index, &word[0], &word[1], &word[2]) == 4;
}

bool dms_read_queue(struct dms_history *h, const char *line, unsigned long nr)
{
	struct dms_state_reader *r = &h->state.reader;
	struct dms_unit *u;
	unsigned long long base;
	long long head, tail;
	char name[32];

	if (!strncmp(line, "Invalidation queue on IOMMU: ", 29) &&
	    sscanf(line + 29, "%31s", name) == 1) {
		if (dms_state_unit(h, name, false, nr))
			r->section = DMS_SECTION_QUEUE;
		return true;
	}
	if (r->section != DMS_SECTION_QUEUE || !h->state.nr_units)
		return false;
	u = &h->state.units[h->state.nr_units - 1];
	if (sscanf(line, " Base: 0x%llx Head: %lld Tail: %lld", &base, &head, &tail) == 3 &&
	    head >= 0 && tail >= 0) {
		u->has_queue = true;
		u->head = (uint64_t)head;
		u->tail = (uint64_t)tail;
		u->line = nr;
		return true;
	}
	return !strncmp(line, "Index", 5) || (!u->amd && is_descriptor(line));
}
