// SPDX-License-Identifier: GPL-2.0
/* A platform's words for faults, and what QEMU's trace says of them. */
#include <stdlib.h>

#include "runner/fault.h"
#include "runner/witness.h"
#include "tap.h"

static struct dms_fault_words words;

static void refused(const char *line, const char *why)
{
	char err[256] = "";

	is_int(dms_fault_parse(line, &words, err, sizeof(err)), -22, line);
	has_str(err, why, "and why");
}

/* What the line says on the platform of @words: "KIND FIELD=VALUE ..." */
static const char *translated(const char *line)
{
	struct dms_kv kv = { .key = (char *)"expect", .value = (char *)line, .line = 1 };
	struct dms_expect e, t;
	static char text[256];
	char err[256];
	size_t i, len;

	if (dms_expect_parse(&kv, &e, err, sizeof(err)))
		return "cannot be parsed";
	dms_fault_translate(&e, &words, &t);
	len = snprintf(text, sizeof(text), "%s", t.kind);
	for (i = 0; i < t.nr_clauses; i++)
		len += snprintf(text + len, sizeof(text) - len, " %s%s%s", t.clauses[i].field,
				t.clauses[i].op, t.clauses[i].value);
	if (t.count.field)
		snprintf(text + len, sizeof(text) - len, " %s%s%s", t.count.field, t.count.op,
			 t.count.value);
	dms_expect_free(&e);
	dms_expect_free(&t);
	return text;
}

static void lines(void)
{
	char err[256];

	refused("", "not the kind");
	refused("oops", "'oops' is not the kind");
	refused("vtd-fault unmapped=5", "'unmapped=5'");
	refused("vtd-fault unmapped-write", "'unmapped-write'");
	refused("vtd-fault unmapped-write=", "'unmapped-write='");

	is_int(dms_fault_parse("smmuv3-event unmapped-write=0x10 denied-write=0x13", &words, err,
			       sizeof(err)), 0, "a line with two codes");
	is_str(translated("iommu-fault access=write reason=unmapped-write count>=1"),
	       "smmuv3-event access=write reason=0x10 count>=1", "kind and code");
	is_str(translated("iommu-fault reason=denied-write"), "smmuv3-event reason=0x13",
	       "the other code");
	is_str(translated("iommu-fault reason=unmapped-read access=read"),
	       "smmuv3-event access=read", "a reason that has no code here is not compared");
	is_str(translated("iommu-fault reason=0x02"), "smmuv3-event reason=0x02",
	       "a number stays");
	is_str(translated("vtd-fault reason=unmapped-write"), "vtd-fault reason=unmapped-write",
	       "another kind stays as it is");
	dms_fault_free(&words);
	is_str(translated("iommu-fault access=read"), "iommu-fault access=read",
	       "a platform without the line");
}

static void smmuv3(void)
{
	static const char trace[] =
		"smmuv3-iommu-memory-region-0-1 translation failed for iova=0xfffcb000 (SMMU_EVT_F_TRANSLATION)\n"
		"smmuv3_propagate_event SMMU_EVT_F_TRANSLATION sid=0x100\n"
		"smmuv3-iommu-memory-region-0-1 translation failed for iova=0xfffcb004 (SMMU_EVT_F_PERMISSION)\n"
		"smmuv3_record_event SMMU_EVT_F_PERMISSION sid=0x20a\n"
		"smmuv3_record_event nonsense\n";
	struct dms_witnesses w;

	dms_witness_parse(trace, sizeof(trace) - 1, &w);
	if (!is_int((long)w.nr, 2, "two events"))
		exit(tap_done());
	is_str(w.v[0].device, "0000:01:00.0", "the device");
	is_u64(w.v[0].address, 0xfffcb000, "the address, from the line before");
	is_u64(w.v[0].reason, 0x10, "the event's number");
	ok(w.v[0].has_reason && w.v[0].recorded, "known, and in the queue");
	ok(!w.v[0].has_access, "a read looks as a write does");
	is_str(w.v[1].device, "0000:02:01.2", "the other device, by the event's older name");
	is_u64(w.v[1].address, 0xfffcb004, "its address");
	is_u64(w.v[1].reason, 0x13, "its number");
	dms_witness_free(&w);
}

int main(void)
{
	lines();
	smmuv3();
	return tap_done();
}
