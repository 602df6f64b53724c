// SPDX-License-Identifier: GPL-2.0
/*
 * SMMUv3: each class of events from words built by hand after the layouts of Arm IHI 0070, 7.3;
 * the kernel's own decoding; global errors; the command queue.
 */
#include "base/array.h"
#include "base/strbuf.h"
#include "util.h"

#define DEV "arm-smmu-v3 arm-smmu-v3.0.auto: "

/* Bit numbers of the record as a whole, as in the specification's figures. */
#define WORD0(id, ssv, ssid, sid) ((uint64_t)(id) | (uint64_t)(ssv) << 11 | \
	(uint64_t)(ssid) << 12 | (uint64_t)(sid) << 32)
#define BIT1(n) (1ull << ((n) - 64))
#define STALL BIT1(95)
#define PNU BIT1(97)
#define IND BIT1(98)
#define RNW BIT1(99)
#define S2 BIT1(103)
#define CLASS(c) ((uint64_t)(c) << (104 - 64))
#define TTRNW BIT1(108)

static char *record(unsigned int id, uint64_t w0, uint64_t w1, uint64_t w2, uint64_t w3)
{
	return dms_asprintf(DEV "event 0x%02x received:\n" DEV "\t0x%016llx\n" DEV "\t0x%016llx\n"
			    DEV "\t0x%016llx\n" DEV "\t0x%016llx\n", id, (unsigned long long)w0,
			    (unsigned long long)w1, (unsigned long long)w2, (unsigned long long)w3);
}

/* Everything that an event can say; NULL: this class has no such field. */
struct expect {
	const char *name, *ssid, *access, *privileged, *instruction, *stall, *stag, *stage, *class;
	const char *reason, *fetch, *ipa, *table;
	bool address;
};

static void is_field(const struct dms_event *e, const char *field, const char *want)
{
	is_str(dms_event_text(e, field), want ? want : "", field);
}

static void check_fields(const struct dms_event *e, const struct expect *x)
{
	is_str(e->reason_name, x->name, "event");
	is_str(e->device, "sid:0x1234", "device");
	is_field(e, "sid", "0x1234");
	is_field(e, "ssid", x->ssid);
	is_str(e->access ? e->access : "none", x->access ? x->access : "none", "access");
	is_field(e, "privileged", x->privileged);
	is_field(e, "instruction", x->instruction);
	is_field(e, "stall", x->stall);
	is_field(e, "stag", x->stag);
	is_field(e, "stage", x->stage);
	is_field(e, "class", x->class);
	is_field(e, "reason", x->reason);
	is_field(e, "fetch_addr", x->fetch);
	is_field(e, "ipa", x->ipa);
	is_field(e, "table_access", x->table);
	is_int(e->has_address, x->address, "has an address");
	if (x->address)
		is_u64(e->address, 0xffffc040, "address");
}

static void classes(void)
{
	/* One record with all bits of word 1 set that a class may have, and an address in word 3. */
	const uint64_t w1 = 0x0042 | STALL | PNU | IND | RNW | S2 | CLASS(1) | TTRNW;
	const uint64_t w2 = 0xffffc040, w3 = 0x00000001234567f8;
	const char *id = "0x5", *r = "0x42", *f = "0x1234567f8", *i = "0x123456000";
	const struct {
		unsigned int id;
		struct expect x;
	} cases[] = {
		{ 0x01, { "F_UUT", id, "read", "1", "1", NULL, NULL, NULL, NULL, r, .address = true } },
		{ 0x02, { .name = "C_BAD_STREAMID", .ssid = id } },
		{ 0x03, { "F_STE_FETCH", id, .reason = r, .fetch = f } },
		{ 0x04, { .name = "C_BAD_STE", .ssid = id } },
		{ 0x05, { "F_BAD_ATS_TREQ", id, .address = true } },
		{ 0x06, { .name = "F_STREAM_DISABLED", .ssid = id } },
		{ 0x07, { "F_TRANSL_FORBIDDEN", id, "read", .address = true } },
		{ 0x08, { .name = "C_BAD_SUBSTREAMID", .ssid = id } },
		{ 0x09, { "F_CD_FETCH", id, .reason = r, .fetch = f } },
		{ 0x0a, { .name = "C_BAD_CD", .ssid = id } },
		{ 0x0b, { "F_WALK_EABT", id, "read", "1", "1", NULL, NULL, "2", "TT", r, f,
			  .address = true } },
		{ 0x10, { "F_TRANSLATION", id, "read", "1", "1", "1", r, "2", "TT", .ipa = i,
			  .address = true } },
		{ 0x11, { "F_ADDR_SIZE", id, "read", "1", "1", "1", r, "2", "TT", .ipa = i,
			  .address = true } },
		{ 0x12, { "F_ACCESS", id, "read", "1", "1", "1", r, "2", "TT", .ipa = i,
			  .address = true } },
		{ 0x13, { "F_PERMISSION", id, "read", "1", "1", "1", r, "2", "TT", .ipa = i,
			  .table = "read", .address = true } },
		{ 0x20, { "F_TLB_CONFLICT", id, "read", "1", "1", NULL, NULL, "2", NULL, r,
			  .ipa = i, .address = true } },
		{ 0x21, { "F_CFG_CONFLICT", id, .reason = r } },
		{ 0x24, { "E_PAGE_REQUEST", id, .address = true } },
		{ 0x25, { "F_VMS_FETCH", id, .reason = r, .fetch = f } },
	};
	size_t k;

	for (k = 0; k < ARRAY_SIZE(cases); k++) {
		char *text = record(cases[k].id, WORD0(cases[k].id, 1, 5, 0x1234), w1, w2, w3);
		struct log l = log_of(text);

		is_int(l.r->nr_events, 1, cases[k].x.name);
		check_fields(first_event(&l), &cases[k].x);
		log_free(&l);
		free(text);
	}
}

/* The other value of each bit: no substream, write, stage 1, input address. */
static void clear_bits(void)
{
	static const struct expect x = {
		"F_TRANSLATION", .access = "write", .privileged = "0", .instruction = "0",
		.stall = "0", .stage = "1", .class = "IN", .address = true,
	};
	char *text = record(0x10, WORD0(0x10, 0, 5, 0x1234), CLASS(2), 0xffffc040, 0xfff000);
	struct log l = log_of(text);

	check_fields(first_event(&l), &x);
	is_int(first_event(&l)->pasid, -1, "no PASID");
	is_str(first_finding(&l)->cause, "use-after-unmap", "at the top of 32 bits");
	log_free(&l);
	free(text);
}

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

	l = log_of(DEV "unexpected PRI request received:\n"
		   DEV "\tsid 0x00000018.0x00005: [7L] unprivileged RW access at iova 0x0000000000001000\n");
	is_int(l.r->nr_events, 1, "a page request is one event");
	is_str(first_event(&l)->device, "sid:0x18", "who");
	is_str(first_event(&l)->access, "write", "RW");
	is_u64(first_event(&l)->address, 0x1000, "address");
	log_free(&l);
}

int main(void)
{
	classes();
	clear_bits();
	two_smmus();
	decoded();
	queues();
	return tap_done();
}
