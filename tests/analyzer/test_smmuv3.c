// SPDX-License-Identifier: GPL-2.0
/*
 * SMMUv3: words that belong to different SMMUs, the kernel's own decoding, global errors, the
 * command queue, page requests.  The fields of each class of events are in test_smmuv3_events.c.
 */
#include "base/array.h"
#include "base/strbuf.h"
#include "util.h"

#define DEV "arm-smmu-v3 arm-smmu-v3.0.auto: "

static void two_smmus(void)
{
	struct log l = log_of("arm-smmu-v3 smmu.0: event 0x10 received:\n"
			      "arm-smmu-v3 smmu.1: event 0x13 received:\n"
			      "arm-smmu-v3 smmu.0: \t0x0000000100000010\n"
			      "arm-smmu-v3 smmu.1: \t0x0000000200000013\n");

	is_int(l.r->nr_events, 2, "two records at once");
	is_str(dms_event_text(&l.r->events[0], "sid"), "0x1", "words of the first");
	is_str(dms_event_text(&l.r->events[1], "sid"), "0x2", "words of the second");
	log_free(&l);
}

static void decoded(void)
{
	struct log l = log_of(DEV "event 0x10 received:\n" DEV "\t0x0000001800000010\n"
			      DEV "\t0x0000020000000000\n" DEV "\t0x00000000fffff040\n"
			      DEV "\t0x0000000000000000\n"
			      DEV "event: F_TRANSLATION client: 0000:00:03.0 sid: 0x18 ssid: 0 iova: 0xfffff040 ipa: 0\n"
			      DEV "unpriv data write s1 \"Input address caused fault\" stag: 0\n");
	const struct dms_event *e = first_event(&l);

	is_int(l.r->nr_events, 1, "two forms, one event");
	is_str(e->device, "0000:00:03.0", "the device that the kernel names");
	is_str(e->access, "write", "access");
	is_u64(e->address, 0xfffff040, "address");
	log_free(&l);

	l = log_of(DEV "event: C_BAD_STE client: (unassigned sid) sid: 0x18 ssid: 0\n");
	is_int(l.r->nr_events, 1, "without the words");
	is_str(first_event(&l)->reason_name, "C_BAD_STE", "event");
	is_u64(first_event(&l)->reason_code, 4, "number");
	log_free(&l);
}

/* arm_smmu_dump_event() without the words, which 6.14 and later print at another level. */
static void named_accesses(void)
{
	static const char *const priv[] = { "priv", "unpriv" }, *const inst[] = { "inst", "data" };
	static const char *const rw[] = { "read", "write" }, *const stages[] = { "s2", "s1" };
	static const struct {
		const char *text, *class;
	} classes[] = {
		{ "CD fetch", "CD" }, { "Stage 1 translation table fetch", "TT" },
		{ "Input address caused fault", "IN" }, { "Reserved", "" },
	};
	static const char *const more[] = { " ttd_read", " ttd_write", " ttd_read stall", " stall", "" };
	unsigned int i, c = 0;

	for (i = 0; i < 16; i++, c++) {
		const char *m = more[i % ARRAY_SIZE(more)];
		char *text = dms_asprintf(DEV "event: F_PERMISSION client: 0000:00:03.0 sid: 0x18 ssid: 0x5 iova: 0xfff040 ipa: 0x7000\n"
					  DEV "%s %s %s %s \"%s\"%s stag: 0x9\n", priv[i >> 3],
					  inst[i >> 2 & 1], rw[i >> 1 & 1], stages[i & 1],
					  classes[c % 4].text, m);
		struct log l = log_of(text);
		const struct dms_event *e = first_event(&l);

		is_int((long)l.r->nr_events, 1, text);
		is_str(dms_event_text(e, "privileged"), i >> 3 ? "0" : "1", "privileged");
		is_str(dms_event_text(e, "instruction"), i >> 2 & 1 ? "0" : "1", "instruction");
		is_str(e->access, rw[i >> 1 & 1], "access");
		is_str(dms_event_text(e, "stage"), i & 1 ? "1" : "2", "stage");
		is_str(dms_event_text(e, "class"), classes[c % 4].class, "class");
		is_str(dms_event_text(e, "table_access"),
		       strstr(m, "ttd_r") ? "read" : strstr(m, "ttd_w") ? "write" : "",
		       "what the walk did");
		is_str(dms_event_text(e, "stall"), strstr(m, "stall") ? "1" : "0", "stall");
		is_str(dms_event_text(e, "stag"), strstr(m, "stall") ? "0x9" : "", "stag");
		is_int((long)e->pasid, 5, "PASID");
		is_str(dms_event_text(e, "ipa"), "0x7000", "IPA");
		is_u64(e->address, 0xfff040, "address");
		log_free(&l);
		free(text);
	}
}

/* IHI 0070, 6.3.17 SMMU_GERROR: one bit at a time; bit 1 and bits 31:11 are RES0. */
static void gerror_bits(void)
{
	static const char *const names[32] = {
		[0] = "CMDQ_ERR", [2] = "EVENTQ_ABT_ERR", [3] = "PRIQ_ABT_ERR", [4] = "MSI_CMDQ_ABT_ERR",
		[5] = "MSI_EVENTQ_ABT_ERR", [6] = "MSI_PRIQ_ABT_ERR", [7] = "MSI_GERROR_ABT_ERR",
		[8] = "SFM_ERR", [9] = "CMDQP_ERR", [10] = "DPT_ERR",
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		char *text = dms_asprintf(DEV "unexpected global error reported (0x%08x), this could be serious\n",
					  1u << i);
		struct log l = log_of(text);
		const struct dms_event *e = first_event(&l);

		is_str(e->kind, "smmuv3-gerror", text);
		is_u64(e->reason_code, 1u << i, "the register");
		is_str(dms_event_text(e, "gerror_names"), names[i] ? names[i] : "-", "its bit");
		log_free(&l);
		free(text);
	}
}

/* A queue that was full lost what came after: IHI 0070, 7.4 and 8.1. */
static void overflows(void)
{
	struct log l = log_of(DEV "EVTQ overflow detected -- events lost\n");

	is_int((long)l.r->nr_events, 1, "EVTQ overflow");
	is_str(first_event(&l)->detail, "smmuv3.evtq_overflow", "events");
	is_str(first_event(&l)->device, "arm-smmu-v3.0.auto", "of this SMMU");
	log_free(&l);
	l = log_of(DEV "PRIQ overflow detected -- requests lost\n");
	is_str(first_event(&l)->detail, "smmuv3.priq_overflow", "page requests");
	log_free(&l);
}

/* IHI 0070, 7.1: SMMU_CMDQ_CONS.ERR is bits 30:24, RD bits 19:0. */
static void command_errors(void)
{
	static const char *const names[] = {
		"CERROR_NONE", "CERROR_ILL", "CERROR_ABT", "CERROR_ATC_INV_SYNC",
	};
	unsigned int i;

	for (i = 0; i < 128; i++) {
		char *text = dms_asprintf(DEV "CMDQ error (cons 0x%08x): text\n",
					  0x80000000 | i << 24 | 0xabcde);
		struct log l = log_of(text);
		const struct dms_event *e = first_event(&l);

		is_str(e->kind, "smmuv3-cmdq", text);
		is_u64(e->reason_code, i, "error");
		is_str(e->reason_name, i < ARRAY_SIZE(names) ? names[i] : "unknown", "its name");
		is_str(dms_event_text(e, "index"), "0xabcde", "index");
		log_free(&l);
		free(text);
	}
}

/* arm_smmu_handle_ppr(); IHI 0070, 8: group, Last, PRIV, and R, W, X in this order. */
static void page_requests(void)
{
	unsigned int i;

	for (i = 0; i < 32; i++) {
		char asked[4] = "", *text;
		struct log l;
		const struct dms_event *e;

		snprintf(asked, sizeof(asked), "%s%s%s", i & 1 ? "R" : "", i & 2 ? "W" : "",
			 i & 4 ? "X" : "");
		text = dms_asprintf(DEV "unexpected PRI request received:\n"
				    DEV "\tsid 0x%08x.0x%05x: [%u%s] %sprivileged %s access at iova 0x%016llx\n",
				    0x18, 5, 300, i & 8 ? "L" : "", i & 16 ? "" : "un", asked, 0x1000ull);
		l = log_of(text);
		e = first_event(&l);
		is_int((long)l.r->nr_events, 1, text);
		is_str(e->device, "sid:0x18", "who");
		is_u64(e->address, 0x1000, "address");
		is_str(dms_event_text(e, "ssid"), "0x5", "SubstreamID");
		is_str(dms_event_text(e, "group"), "300", "group");
		is_str(dms_event_text(e, "last"), i & 8 ? "1" : "0", "last of its group");
		is_str(dms_event_text(e, "privileged"), i & 16 ? "1" : "0", "privileged");
		is_str(dms_event_text(e, "requested"), asked, "what it asks for");
		is_str(e->access ? e->access : "none", i & 2 ? "write" : i & 1 ? "read" : "none",
		       "access");
		log_free(&l);
		free(text);
	}
}

static void queues(void)
{
	struct log l = log_of(DEV "unexpected global error reported (0x00000101), this could be serious\n"
			      DEV "device has entered Service Failure Mode!\n"
			      DEV "CMDQ error (cons 0x01000022): Illegal command\n"
			      DEV "skipping command in error state:\n"
			      DEV "\t0x0000000000000012\n" DEV "\t0x0000000000000034\n");
	const struct dms_event *e = first_event(&l);

	is_int(l.r->nr_events, 2, "global error, command error");
	is_str(e->kind, "smmuv3-gerror", "kind");
	is_str(dms_event_text(e, "gerror_names"), "CMDQ_ERR SFM_ERR", "bits 0 and 8");
	if (l.r->nr_events < 2)
		return;
	e = &l.r->events[1];
	is_str(e->kind, "smmuv3-cmdq", "kind");
	is_str(e->reason_name, "CERROR_ILL", "bits 30:24 are 1");
	is_str(dms_event_text(e, "command0"), "0x12", "first word of the command");
	is_str(dms_event_text(e, "command1"), "0x34", "second word");
	log_free(&l);

	l = log_of(DEV "CMD_SYNC timeout at 0x00000010 [hwprod 0x00000011, hwcons 0x0000000f]\n");
	is_str(first_event(&l)->detail, "smmuv3.cmd_sync_timeout", "CMD_SYNC");
	is_str(first_finding(&l)->cause, "invalidation-timeout", "cause");
	log_free(&l);
}

int main(void)
{
	two_smmus();
	decoded();
	named_accesses();
	gerror_bits();
	command_errors();
	overflows();
	page_requests();
	queues();
	return tap_done();
}
