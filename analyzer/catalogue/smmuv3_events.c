// SPDX-License-Identifier: GPL-2.0
/*
 * SMMUv3 event records: the four 64-bit words that the kernel prints, decoded to the fields that
 * the architecture defines for each class of event (Arm IHI 0070, 7.3 "Event records"; compared
 * with issue G, the masks EVTQ_* of arm-smmu-v3.h and QEMU's smmuv3-internal.h).
 *
 * Not decoded: NSIPA, which Linux never sees (it is zero outside of the Secure event queue), and
 * the bits AssuredOnly, DirtyBit and Overlay of F_PERMISSION.
 */
#include <stdlib.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "iommu_fault.h"

/* Which fields an event has besides its number and StreamID. */
#define HAS_SSID	0x001	/* SSV, SubstreamID */
#define HAS_ADDR	0x002	/* InputAddr */
#define HAS_RNW		0x004
#define HAS_PERM	0x008	/* PnU, InD */
#define HAS_STALL	0x010	/* Stall, STAG */
#define HAS_S2		0x020	/* S2, and with it IPA in word 3 */
#define HAS_CLASS	0x040
#define HAS_REASON	0x080
#define HAS_FETCH	0x100	/* FetchAddr in word 3 */
#define HAS_TTRNW	0x200
#define HAS_IPA		0x400
#define HAS_GPCF	0x800
#define HAS_TREQ	0x1000	/* R, W, X, PRIV and Span of an ATS translation request */
#define HAS_HINT	0x2000	/* what a page request asks for, Span */
#define HAS_NO_SSV	0x4000	/* SubstreamID is valid without SSV */

#define HAS_ACCESS (HAS_SSID | HAS_ADDR | HAS_RNW | HAS_PERM)
#define HAS_ABORT (HAS_REASON | HAS_FETCH | HAS_GPCF)
#define HAS_TRANSLATION (HAS_ACCESS | HAS_STALL | HAS_S2 | HAS_CLASS | HAS_IPA)

/**
 * struct smmuv3_event - a class of events
 * @has: HAS_*
 */
struct smmuv3_event {
	unsigned int id;
	const char *name, *text;
	unsigned int has;
};

/* IHI 0070, 7.3: one paragraph each */
static const struct smmuv3_event events[] = {
	{ 0x01, "F_UUT", "unsupported upstream transaction", HAS_ACCESS | HAS_REASON },
	{ 0x02, "C_BAD_STREAMID", "StreamID outside the stream table", HAS_SSID },
	{ 0x03, "F_STE_FETCH", "external abort while the stream table entry was read",
	  HAS_SSID | HAS_ABORT },
	{ 0x04, "C_BAD_STE", "the stream table entry is invalid", HAS_SSID },
	{ 0x05, "F_BAD_ATS_TREQ", "ATS translation request that is not permitted",
	  HAS_SSID | HAS_ADDR | HAS_TREQ },
	{ 0x06, "F_STREAM_DISABLED", "the stream is disabled, or may not be used without SubstreamID",
	  HAS_SSID },
	{ 0x07, "F_TRANSL_FORBIDDEN", "translated transaction that is not permitted",
	  HAS_SSID | HAS_ADDR | HAS_RNW },
	{ 0x08, "C_BAD_SUBSTREAMID", "SubstreamID outside the table of context descriptors",
	  HAS_SSID | HAS_NO_SSV },
	{ 0x09, "F_CD_FETCH", "external abort while the context descriptor was read",
	  HAS_SSID | HAS_ABORT },
	{ 0x0a, "C_BAD_CD", "the context descriptor is invalid", HAS_SSID },
	{ 0x0b, "F_WALK_EABT", "external abort while a translation table was read",
	  HAS_ACCESS | HAS_S2 | HAS_CLASS | HAS_ABORT },
	{ 0x10, "F_TRANSLATION", "no translation for the address", HAS_TRANSLATION },
	{ 0x11, "F_ADDR_SIZE", "address wider than the tables or the output allow", HAS_TRANSLATION },
	{ 0x12, "F_ACCESS", "the access flag of the translation is clear", HAS_TRANSLATION },
	{ 0x13, "F_PERMISSION", "the translation does not permit this access",
	  HAS_TRANSLATION | HAS_TTRNW },
	{ 0x20, "F_TLB_CONFLICT", "two TLB entries translate the address",
	  HAS_ACCESS | HAS_S2 | HAS_REASON | HAS_IPA },
	{ 0x21, "F_CFG_CONFLICT", "two cached configurations of the stream differ",
	  HAS_SSID | HAS_REASON },
	{ 0x24, "E_PAGE_REQUEST", "speculative page request", HAS_SSID | HAS_ADDR | HAS_HINT },
	{ 0x25, "F_VMS_FETCH", "external abort while the VMS was read",
	  HAS_SSID | HAS_ABORT },
};

/* IHI 0070, 7.3, Class: what was being accessed when a walk failed. */
static const char *const classes[4] = { "CD", "TT", "IN", "reserved" };

static const struct smmuv3_event *find(unsigned int id)
{
	static const struct smmuv3_event impdef = {
		0xe0, "IMPDEF_EVENT", "event that the implementation defines", 0,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(events); i++)
		if (events[i].id == id)
			return &events[i];
	return id >= 0xe0 && id <= 0xef ? &impdef : NULL;
}

void dms_smmuv3_event_name(struct dms_event *e)
{
	const struct smmuv3_event *event = find(e->reason_code);

	e->reason_name = event ? event->name : "unknown";
	e->reason_text = event ? event->text : "reserved event number";
}

static void decode_stream(struct dms_event *e, unsigned int has, uint64_t v)
{
	dms_event_set_num(e, "sid", v >> 32, true);
	/* The kernel knows no better name of the device, unless its decoded line gives one. */
	if (!dms_event_field(e, "client")) {
		free(e->device);
		e->device = dms_asprintf("sid:0x%x", (unsigned int)(v >> 32));
	}
	if (!(has & HAS_SSID))
		return;
	if (!(has & HAS_NO_SSV)) {
		dms_event_set_num(e, "ssv", v >> 11 & 1, false);
		if (!(v >> 11 & 1))
			return;
	}
	dms_event_set_num(e, "ssid", v >> 12 & 0xfffff, true);
	e->pasid = (int64_t)(v >> 12 & 0xfffff);
}

/* 7.3.6: what the request asked for; reading is part of every request. */
static void decode_request(struct dms_event *e, uint64_t v)
{
	static const struct dms_bit asked[] = {
		{ 31, "R" }, { 30, "W" }, { 29, "X" }, { 28, "PRIV" },
	};

	dms_fault_bits(e, "requested", v, asked, ARRAY_SIZE(asked));
	dms_event_set_num(e, "span", v & 0xf, false);
	e->access = v >> 30 & 1 ? "write" : "read";
}

/* 7.3.19: accesses that the device expects to make, in 4096 bytes times Span. */
static void decode_hint(struct dms_event *e, uint64_t v)
{
	static const struct dms_bit expected[] = {
		{ 39, "pR" }, { 38, "pW" }, { 37, "pX" }, { 35, "uR" }, { 34, "uW" }, { 33, "uX" },
	};

	dms_fault_bits(e, "requested", v, expected, ARRAY_SIZE(expected));
	dms_event_set_num(e, "span", v >> 44 & 0xff, false);
	e->access = v & (1ull << 38 | 1ull << 34) ? "write" : "read";
}

static void decode_access(struct dms_event *e, unsigned int has, uint64_t v)
{
	if (has & HAS_RNW)
		e->access = v >> 35 & 1 ? "read" : "write";
	if (has & HAS_PERM) {
		dms_fault_text(e, "privileged", v >> 33 & 1 ? "1" : "0");
		dms_fault_text(e, "instruction", v >> 34 & 1 ? "1" : "0");
	}
	if (has & HAS_STALL) {
		dms_event_set_num(e, "stall", v >> 31 & 1, false);
		/* Undefined unless the transaction waits for a CMD_RESUME. */
		if (v >> 31 & 1)
			dms_event_set_num(e, "stag", v & 0xffff, true);
	}
	if (has & HAS_REASON)
		dms_event_set_num(e, "reason", v & 0xffff, true);
	if (has & HAS_GPCF)
		dms_event_set_num(e, "gpcf", v >> 16 & 1, false);
	if (has & HAS_TREQ)
		decode_request(e, v);
	if (has & HAS_HINT)
		decode_hint(e, v);
	if (has & HAS_S2)
		dms_fault_text(e, "stage", v >> 39 & 1 ? "2" : "1");
	if (has & HAS_CLASS)
		dms_fault_text(e, "class", classes[v >> 40 & 3]);
	/* Only for a walk (class TT) says this bit something. */
	if ((has & HAS_TTRNW) && (v >> 40 & 3) == 1)
		dms_fault_text(e, "table_access", v >> 44 & 1 ? "read" : "write");
}

static void decode_last(struct dms_event *e, unsigned int has, uint64_t v)
{
	const struct dms_field *stage = dms_event_field(e, "stage");

	if (has & HAS_FETCH)
		dms_event_set_num(e, "fetch_addr", v & 0x00fffffffffffff8ull, true);
	/* The intermediate address exists for stage 2 only. */
	if ((has & HAS_IPA) && stage && *stage->text == '2')
		dms_event_set_num(e, "ipa", v & 0x00fffffffffff000ull, true);
}

void dms_smmuv3_dword(struct dms_event *e, unsigned int nr, uint64_t value)
{
	static const char *const names[] = { "dword0", "dword1", "dword2", "dword3" };
	const struct smmuv3_event *event = find(e->reason_code);
	unsigned int has = event ? event->has : 0;

	dms_event_set_num(e, names[nr], value, true);
	switch (nr) {
	case 0:
		decode_stream(e, has, value);
		break;
	case 1:
		decode_access(e, has, value);
		break;
	case 2:
		if (!(has & HAS_ADDR))
			break;
		e->address = value;
		e->has_address = true;
		break;
	default:
		decode_last(e, has, value);
	}
}
