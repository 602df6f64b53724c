// SPDX-License-Identifier: GPL-2.0
/*
 * SMMUv3: every class of events with every field of it, from records that are built bit by bit
 * after the figures of Arm IHI 0070, 7.3.  Each class is read twice: with all of its fields set and
 * ones wherever the specification says RES0, and with its fields at their other value and zeros.
 */
#include "base/array.h"
#include "base/strbuf.h"
#include "util.h"

#define DEV "arm-smmu-v3 arm-smmu-v3.0.auto: "

/**
 * struct field - one field of a record
 * @name:	as events have it; NULL: only its bits matter
 * @hi, @lo:	bits of the 256-bit record
 * @on, @off:	values of the two records
 * @want_on, @want_off: what is read; "": nothing
 */
struct field {
	const char *name;
	unsigned int hi, lo;
	uint64_t on, off;
	const char *want_on, *want_off;
};

/* 7.3, "Common fields"; without SSV the SubstreamID is UNKNOWN. */
static const struct field sid = { "sid", 63, 32, 0x1234, 0x8000, "0x1234", "0x8000" };
static const struct field ssv = { "ssv", 11, 11, 1, 0, "1", "0" };
static const struct field ssid = { "ssid", 31, 12, 0xabcde, 5, "0xabcde", "" };
static const struct field rnw = { "access", 99, 99, 1, 0, "read", "write" };
static const struct field ind = { "instruction", 98, 98, 1, 0, "1", "0" };
static const struct field pnu = { "privileged", 97, 97, 1, 0, "1", "0" };
static const struct field addr = {
	"address", 191, 128, 0xfedcba9876543210, 0x1000, "0xfedcba9876543210", "0x1000",
};
static const struct field s2 = { "stage", 103, 103, 1, 0, "2", "1" };
static const struct field gpcf = { "gpcf", 80, 80, 1, 0, "1", "0" };
static const struct field reason = { "reason", 79, 64, 0x4321, 0x8000, "0x4321", "0x8000" };
/* 7.3.4: FetchAddr[55:3] */
static const struct field fetch = {
	"fetch_addr", 247, 195, 0x00f123456789abc8 >> 3, 1, "0xf123456789abc8", "0x8",
};
/* 7.3: the class "TT" comes with stage 2 only, except for F_WALK_EABT. */
static const struct field class = { "class", 105, 104, 1, 2, "TT", "IN" };
/* 7.3.13: UNKNOWN at stage 1; IPA[55:12] */
static const struct field ipa = {
	"ipa", 247, 204, 0x00f123456789a000 >> 12, 7, "0xf123456789a000", "",
};
/* 7.3.21, notes: the tag of a transaction that waits */
static const struct field stall = { "stall", 95, 95, 1, 0, "1", "0" };
static const struct field stag = { "stag", 79, 64, 0x4321, 0x8000, "0x4321", "" };
/* 7.3.16: valid when CLASS == TT */
static const struct field ttrnw = { "table_access", 108, 108, 1, 1, "read", "" };
/* 7.3.9: always valid, there is no SSV qualifier */
static const struct field ssid_valid = { "ssid", 31, 12, 0xabcde, 5, "0xabcde", "0x5" };
/* 7.3.6: R is one in every request, Write == !NW; Span counts translation units. */
static const struct field asked = { "requested", 95, 92, 15, 8, "R W X PRIV", "R" };
static const struct field asked_access = { "access", 94, 94, 1, 0, "write", "read" };
static const struct field asked_span = { "span", 67, 64, 5, 1, "5", "1" };
/* 7.3.19 */
static const struct field hint_p = { "requested", 103, 101, 7, 4, "pR pW pX uR uW uX", "pR uR" };
static const struct field hint_u = { NULL, 99, 97, 7, 4, NULL, NULL };
static const struct field hint_access = { "access", 98, 98, 1, 0, "write", "read" };
static const struct field hint_span = { "span", 115, 108, 200, 1, "200", "1" };

#define STREAM &sid, &ssv, &ssid
#define ACCESS STREAM, &addr, &rnw, &ind, &pnu
#define ABORT &reason, &fetch, &gpcf
#define TRANSLATION ACCESS, &stall, &stag, &s2, &class, &ipa

static const struct event {
	unsigned int id;
	const char *name, *section;
	const struct field *fields[16];
} events[] = {
	{ 0x01, "F_UUT", "7.3.2", { ACCESS, &reason } },
	{ 0x02, "C_BAD_STREAMID", "7.3.3", { STREAM } },
	{ 0x03, "F_STE_FETCH", "7.3.4", { STREAM, ABORT } },
	{ 0x04, "C_BAD_STE", "7.3.5", { STREAM } },
	{ 0x05, "F_BAD_ATS_TREQ", "7.3.6", { STREAM, &addr, &asked, &asked_access, &asked_span } },
	{ 0x06, "F_STREAM_DISABLED", "7.3.7", { STREAM } },
	{ 0x07, "F_TRANSL_FORBIDDEN", "7.3.8", { STREAM, &addr, &rnw } },
	{ 0x08, "C_BAD_SUBSTREAMID", "7.3.9", { &sid, &ssid_valid } },
	{ 0x09, "F_CD_FETCH", "7.3.10", { STREAM, ABORT } },
	{ 0x0a, "C_BAD_CD", "7.3.11", { STREAM } },
	{ 0x0b, "F_WALK_EABT", "7.3.12", { ACCESS, &s2, &class, ABORT } },
	{ 0x10, "F_TRANSLATION", "7.3.13", { TRANSLATION } },
	{ 0x11, "F_ADDR_SIZE", "7.3.14", { TRANSLATION } },
	{ 0x12, "F_ACCESS", "7.3.15", { TRANSLATION } },
	{ 0x13, "F_PERMISSION", "7.3.16", { TRANSLATION, &ttrnw } },
	{ 0x20, "F_TLB_CONFLICT", "7.3.17", { ACCESS, &s2, &ipa, &reason } },
	{ 0x21, "F_CFG_CONFLICT", "7.3.18", { STREAM, &reason } },
	{ 0x24, "E_PAGE_REQUEST", "7.3.19",
	  { STREAM, &addr, &hint_p, &hint_u, &hint_access, &hint_span } },
	{ 0x25, "F_VMS_FETCH", "7.3.20", { STREAM, ABORT } },
};

/* Every name that a field has: a class that lacks it must not show it. */
static const char *const names[] = {
	"sid", "ssv", "ssid", "access", "instruction", "privileged", "address", "stage", "gpcf",
	"reason", "fetch_addr", "class", "ipa", "stall", "stag", "table_access", "requested", "span",
};

static void put(uint64_t record[4], unsigned int hi, unsigned int lo, uint64_t value)
{
	uint64_t mask = hi - lo == 63 ? ~0ull : ((1ull << (hi - lo + 1)) - 1);
	uint64_t *word = &record[lo / 64];

	*word = (*word & ~(mask << lo % 64)) | (value & mask) << lo % 64;
}

static struct log read_record(const struct event *event, bool on)
{
	const uint64_t rest = on ? ~0ull : 0;
	uint64_t r[4] = { rest, rest, rest, rest };
	struct log l;
	char *text;
	size_t i;

	put(r, 7, 0, event->id);
	for (i = 0; event->fields[i]; i++)
		put(r, event->fields[i]->hi, event->fields[i]->lo,
		    on ? event->fields[i]->on : event->fields[i]->off);
	text = dms_asprintf(DEV "event 0x%02x received:\n" DEV "\t0x%016" PRIx64 "\n" DEV
			    "\t0x%016" PRIx64 "\n" DEV "\t0x%016" PRIx64 "\n" DEV "\t0x%016" PRIx64
			    "\n", event->id, r[0], r[1], r[2], r[3]);
	l = log_of(text);
	free(text);
	return l;
}

static const char *text_of(const struct dms_event *e, const char *name, char *buf, size_t size)
{
	if (!strcmp(name, "access"))
		return e->access ? e->access : "";
	if (strcmp(name, "address"))
		return dms_event_text(e, name);
	snprintf(buf, size, "0x%" PRIx64, e->address);
	return e->has_address ? buf : "";
}

static const char *wanted(const struct event *event, const char *name, bool on)
{
	size_t i;

	for (i = 0; event->fields[i]; i++)
		if (event->fields[i]->name && !strcmp(event->fields[i]->name, name))
			return on ? event->fields[i]->want_on : event->fields[i]->want_off;
	return "";
}

static void check_event(const struct event *event, bool on)
{
	struct log l = read_record(event, on);
	const struct dms_event *e = first_event(&l);
	char buf[32], about[64];
	size_t i;

	is_int((long)l.r->nr_events, 1, event->name);
	is_u64(e->reason_code, event->id, "event number");
	is_str(e->reason_name, event->name, event->section);
	is_str(e->device, on ? "sid:0x1234" : "sid:0x8000", "the device is the stream");
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		snprintf(about, sizeof(about), "%s %s, %s: %s", event->section, event->name,
			 on ? "ones" : "zeros", names[i]);
		is_str(text_of(e, names[i], buf, sizeof(buf)), wanted(event, names[i], on), about);
	}
	if (*wanted(event, "ssid", on))
		is_int((long)e->pasid, on ? 0xabcde : 5, "the SubstreamID is the PASID");
	else
		is_int((long)e->pasid, -1, "no PASID");
	log_free(&l);
}

/* 7.3, CLASS: the value that the two records leave out; 3 is reserved. */
static void other_classes(void)
{
	static const char *const want[4] = { "CD", "TT", "IN", "reserved" };
	struct field other = class;
	struct event e = { 0x10, "F_TRANSLATION", "7.3.13", { STREAM, &other, &s2 } };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(want); i++) {
		struct log l;

		other.on = i;
		l = read_record(&e, true);
		is_str(dms_event_text(first_event(&l), "class"), want[i], "CLASS");
		log_free(&l);
	}
}

/* 7.3.21: 0xe0 to 0xef are the implementation's, "all other event numbers are Reserved". */
static void other_numbers(void)
{
	struct event e = { .name = "other", .fields = { &sid } };
	unsigned int i, k;

	for (i = 0; i < 256; i++) {
		bool impdef = i >= 0xe0 && i <= 0xef;
		struct log l;

		for (k = 0; k < ARRAY_SIZE(events) && events[k].id != i; k++)
			;
		if (k < ARRAY_SIZE(events))
			continue;
		e.id = i;
		l = read_record(&e, true);
		ok(!strcmp(first_event(&l)->reason_name, impdef ? "IMPDEF_EVENT" : "unknown") &&
		   !strcmp(dms_event_text(first_event(&l), "sid"), "0x1234"),
		   "event 0x%02x is %s", i, impdef ? "the implementation's" : "reserved");
		log_free(&l);
	}
}

int main(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(events); i++) {
		check_event(&events[i], true);
		check_event(&events[i], false);
	}
	other_classes();
	other_numbers();
	return tap_done();
}
