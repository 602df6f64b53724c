// SPDX-License-Identifier: GPL-2.0
/*
 * Arm SMMUv3 at run time (drivers/iommu/arm/arm-smmu-v3/): event queue, PRI queue, global errors,
 * command queue, NVIDIA's virtual command queues.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "iommu_fault.h"

/* ---- words in hexadecimal behind a header ---- */

/* "0x" and 16 digits at the end of a line; a blank in the middle is the pager's. */
static bool read_dword(const char *text, size_t len, size_t *start, uint64_t *value)
{
	size_t i = len, digits = 0;

	while (i && isspace((unsigned char)text[i - 1]))
		i--;
	while (i && digits < 16) {
		char c = text[--i];

		if (isxdigit((unsigned char)c))
			digits++;
		else if (c != ' ' || digits != 8)
			return false;
	}
	if (digits < 16 || i < 2 || text[i - 1] != 'x' || text[i - 2] != '0')
		return false;
	*start = i - 2;
	for (*value = 0; i < len; i++) {
		int c = tolower((unsigned char)text[i]);

		if (isxdigit(c))
			*value = *value << 4 | (uint64_t)(c <= '9' ? c - '0' : c - 'a' + 10);
	}
	return true;
}

/* The device in front of ": " that ends before @end; false when the line has none. */
static bool read_device(const char *text, size_t end, const char **name, size_t *len)
{
	size_t i;

	while (end && isspace((unsigned char)text[end - 1]))
		end--;
	if (!end || text[end - 1] != ':')
		return !end;
	for (i = --end; i && !isspace((unsigned char)text[i - 1]); )
		i--;
	*name = text + i;
	*len = end - i;
	return true;
}

static bool same_smmu(const struct dms_event *e, const char *name, size_t len)
{
	const char *smmu = dms_event_text(e, "iommu");

	return !len || !*smmu || (strlen(smmu) == len && !strncmp(smmu, name, len));
}

static const char *next_dword(const struct dms_event *e, unsigned int *nr)
{
	static const char *const names[] = { "dword0", "dword1", "dword2", "dword3" };
	static const char *const commands[] = { "command0", "command1" };
	bool cmdq = !strcmp(e->kind, "smmuv3-cmdq");
	const char *const *list = cmdq ? commands : names;
	unsigned int n = cmdq ? ARRAY_SIZE(commands) : ARRAY_SIZE(names);

	/* Only the words of a command that is skipped are printed. */
	if (cmdq && !dms_event_field(e, "skipped"))
		return NULL;
	for (*nr = 0; *nr < n; ++*nr)
		if (!dms_event_field(e, list[*nr]))
			return list[*nr];
	return NULL;
}

/* The oldest record of this SMMU that lacks words: two SMMUs print into each other's lines. */
static struct dms_event *find_open(struct dms_decoder *d, const struct dms_line *l,
				   const char *name, size_t len)
{
	struct dms_event *found = NULL;
	size_t n = d->report->nr_events;
	unsigned int nr;

	while (n--) {
		struct dms_event *e = &d->report->events[n];

		if (e->input != d->input || e->last_line + DMS_FAULT_REACH < l->nr)
			break;
		if (strcmp(e->kind, "smmuv3-event") && strcmp(e->kind, "smmuv3-cmdq"))
			continue;
		if (!same_smmu(e, name, len))
			continue;
		/* A header that came later: the words before it were lost. */
		found = next_dword(e, &nr) ? e : NULL;
		break;
	}
	return found;
}

void dms_smmuv3_line(struct dms_decoder *d, const struct dms_line *l, const char *text)
{
	const char *name = NULL, *field;
	struct dms_event *e;
	size_t start, len = 0;
	unsigned int nr;
	uint64_t value;

	if (!read_dword(text, l->len, &start, &value) || !read_device(text, start, &name, &len))
		return;
	e = find_open(d, l, name, len);
	field = e ? next_dword(e, &nr) : NULL;
	if (!field)
		return;
	e->last_line = l->nr;
	if (!strcmp(e->kind, "smmuv3-cmdq"))
		dms_event_set_num(e, field, value, true);
	else
		dms_smmuv3_dword(e, nr, value);
}

/* ---- events ---- */

static void decode_event(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	d->wanted = r->last_line + DMS_FAULT_REACH;
	e->related = true;
	dms_fault_by_iommu(e);
	e->reason_code = (unsigned int)dms_value_num(r->match, "id");
	dms_smmuv3_event_name(e);
}

static bool same_name(const struct dms_event *e, const struct dms_value *v)
{
	/* A page request is an event of this kind, and has no name. */
	return v && e->reason_name && strlen(e->reason_name) == v->len &&
	       !strncmp(e->reason_name, v->text, v->len);
}

/* Zero is printed for what the record does not have. */
static void copy_nonzero(struct dms_event *e, const struct dms_match *m, const char *name)
{
	if (dms_value_num(m, name))
		dms_fault_copy(e, m, &name, 1);
}

/* The kernel's own decoding of the record above it; the words decide where both are there. */
static void decode_named(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	static const char *const names[] = { "client", "sid", "fetch_addr" };
	const struct dms_value *client = dms_value_of(r->match, "client");
	const struct dms_value *name = dms_value_of(r->match, "event");
	const struct dms_value *iova = dms_value_of(r->match, "iova");

	e = dms_fault_last(d, r, "smmuv3-event");
	if (!e || dms_event_field(e, "client") ||
	    (!same_name(e, name) && !(name && !strncmp(name->text, "UNKNOWN", 7)))) {
		unsigned int id;

		e = dms_decoder_new_event(d, r, "smmuv3-event", "smmuv3.event");
		e->related = true;
		for (id = 1; id < 0x26; id++) {
			e->reason_code = id;
			dms_smmuv3_event_name(e);
			if (same_name(e, name))
				break;
		}
		if (!same_name(e, name)) {
			e->reason_code = 0;
			dms_smmuv3_event_name(e);
		}
	}
	e->last_line = r->last_line;
	dms_fault_copy(e, r->match, names, ARRAY_SIZE(names));
	if (!dms_event_field(e, "dword0")) {
		copy_nonzero(e, r->match, "ssid");
		copy_nonzero(e, r->match, "ipa");
		if (dms_event_field(e, "ssid"))
			e->pasid = (int64_t)dms_value_num(r->match, "ssid");
	}
	if (iova && iova->is_num && !e->has_address) {
		e->address = iova->num;
		e->has_address = true;
	}
	if (!client || *client->text == '(')
		return;
	free(e->device);
	e->device = dms_strndup(client->text, client->len);
}

/* drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3.c, event_class_str */
static const struct {
	const char *text, *class;
} class_texts[] = {
	{ "CD fetch", "CD" },
	{ "Stage 1 translation table fetch", "TT" },
	{ "Input address caused fault", "IN" },
};

static bool value_has(const struct dms_value *v, const char *word)
{
	return v && memmem(v->text, v->len, word, strlen(word));
}

/* Second line of the kernel's own decoding: where the words were printed, they said it all. */
static void decode_named_access(struct dms_decoder *d, struct dms_event *e,
				const struct dms_record *r)
{
	const struct dms_value *stage = dms_value_of(r->match, "stage");
	const struct dms_value *class = dms_value_of(r->match, "class");
	const struct dms_value *more = dms_value_of(r->match, "more");
	const char *format = r->match->msg->format;
	size_t i;

	e = dms_fault_last(d, r, "smmuv3-event");
	if (!e)
		return;
	e->last_line = r->last_line;
	if (dms_event_field(e, "dword1"))
		return;
	e->access = strstr(format, " read ") ? "read" : "write";
	dms_fault_text(e, "privileged", strstr(format, "unpriv") ? "0" : "1");
	dms_fault_text(e, "instruction", strstr(format, " inst ") ? "1" : "0");
	dms_fault_text(e, "stage", value_has(stage, "2") ? "2" : "1");
	for (i = 0; i < ARRAY_SIZE(class_texts); i++)
		if (value_has(class, class_texts[i].text))
			dms_fault_text(e, "class", class_texts[i].class);
	if (value_has(more, "ttd_"))
		dms_fault_text(e, "table_access", value_has(more, "ttd_read") ? "read" : "write");
	dms_event_set_num(e, "stall", value_has(more, "stall"), false);
	if (value_has(more, "stall"))
		dms_event_set_num(e, "stag", dms_value_num(r->match, "stag"), true);
}

/* What "unexpected PRI request received" is about. */
static void decode_pri(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	static const char *const names[] = { "sid", "ssid" };
	const struct dms_value *what = dms_value_of(r->match, "permissions");
	const struct dms_value *group = dms_value_of(r->match, "group");
	const char *asked = what ? memrchr(what->text, ' ', what->len) : NULL;

	e = dms_fault_last(d, r, "smmuv3-event");
	if (!e || strcmp(e->detail, "smmuv3.pri_request"))
		return;
	e->last_line = r->last_line;
	dms_fault_copy(e, r->match, names, ARRAY_SIZE(names));
	e->address = dms_value_num(r->match, "iova");
	e->has_address = true;
	dms_fault_by_iommu(e);
	e->device = dms_asprintf("sid:0x%x", (unsigned int)dms_value_num(r->match, "sid"));
	if (group)
		dms_event_set(e, "group", group->text, strspn(group->text, "0123456789"));
	dms_fault_text(e, "last", value_has(group, "L") ? "1" : "0");
	dms_fault_text(e, "privileged", value_has(what, "unpriv") ? "0" : "1");
	/* "unprivileged RW": no letter at all ends the use of a PASID. */
	if (!asked)
		return;
	dms_event_set(e, "requested", asked + 1, (size_t)(what->text + what->len - asked - 1));
	e->access = value_has(what, "W") ? "write" : value_has(what, "R") ? "read" : NULL;
}

/* ---- global errors ---- */

/* IHI 0070, register SMMU_GERROR */
static const struct dms_bit gerror_bits[] = {
	{ 0, "CMDQ_ERR" }, { 2, "EVENTQ_ABT_ERR" }, { 3, "PRIQ_ABT_ERR" }, { 4, "MSI_CMDQ_ABT_ERR" },
	{ 5, "MSI_EVENTQ_ABT_ERR" }, { 6, "MSI_PRIQ_ABT_ERR" }, { 7, "MSI_GERROR_ABT_ERR" },
	{ 8, "SFM_ERR" }, { 9, "CMDQP_ERR" }, { 10, "DPT_ERR" },
};

static void decode_gerror(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	(void)d;
	e->related = true;
	e->reason_code = (unsigned int)dms_value_num(r->match, "gerror");
	e->reason_name = "GERROR";
	e->reason_text = "the SMMU reports a global error";
	dms_fault_bits(e, "gerror_names", e->reason_code, gerror_bits, ARRAY_SIZE(gerror_bits));
}

/* One line per bit follows; it is an event only where its header is missing. */
static void decode_gerror_bit(struct dms_decoder *d, struct dms_event *e,
			      const struct dms_record *r)
{
	const char *text = r->match->msg->format;

	e = dms_fault_last(d, r, "smmuv3-gerror");
	if (!e) {
		e = dms_decoder_new_event(d, r, "smmuv3-gerror", "smmuv3.gerror");
		e->related = true;
		e->reason_name = "GERROR";
		e->reason_text = "the SMMU reports a global error";
	}
	e->last_line = r->last_line;
	dms_event_set(e, "what", text, strcspn(text, "\n"));
}

/* ---- command queue ---- */

/* IHI 0070, 7.1 "Command queue errors"; SMMU_CMDQ_CONS.ERR, bits 30:24 */
static const struct {
	const char *name, *text;
} cmdq_errors[] = {
	{ "CERROR_NONE", "no error" },
	{ "CERROR_ILL", "illegal command" },
	{ "CERROR_ABT", "abort while a command was read" },
	{ "CERROR_ATC_INV_SYNC", "a device did not answer an ATS invalidation" },
};

static void decode_cmdq(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	const struct dms_value *cons = dms_value_of(r->match, "cons");

	d->wanted = r->last_line + DMS_FAULT_REACH;
	e->related = true;
	if (!cons || !cons->is_num)
		return;
	e->reason_code = cons->num >> 24 & 0x7f;
	dms_event_set_num(e, "index", cons->num & 0xfffff, true);
	e->reason_name = e->reason_code < ARRAY_SIZE(cmdq_errors) ?
			 cmdq_errors[e->reason_code].name : "unknown";
	e->reason_text = e->reason_code < ARRAY_SIZE(cmdq_errors) ?
			 cmdq_errors[e->reason_code].text : "reserved error";
}

static void decode_skipped(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	e = dms_fault_last(d, r, "smmuv3-cmdq");
	if (!e)
		return;
	e->last_line = r->last_line;
	dms_event_set_num(e, "skipped", 1, false);
	if (e->device && !dms_event_field(e, "iommu"))
		dms_fault_text(e, "iommu", e->device);
}

static void decode_timeout(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	(void)d;
	(void)r;
	e->related = true;
	e->reason_name = "timeout";
	e->reason_text = "the SMMU does not carry out its commands";
}

#define DEV .flags = DMS_MSG_DEV, .kernels = "all"
#define PART .flags = DMS_MSG_PART
#define NAMED PART, .kernels = "6.14-", .decode = decode_named
#define ACCESS(words) \
	{ words " %s \"%s\" stag: %#x", PART, .kernels = "6.14-", .fields = "stage,class,stag", \
	  .decode = decode_named_access }, \
	{ words " %s \"%s\" %s stag: %#x", PART, .kernels = "6.14-", \
	  .fields = "stage,class,more,stag", .decode = decode_named_access }
#define BIT(text) { text, PART, .kernels = "all", .decode = decode_gerror_bit }
#define CMDQV "tegra241_cmdqv: "

static const struct dms_message messages[] = {
	{ "event 0x%02x received:\n", .kind = "smmuv3-event", .detail = "smmuv3.event", DEV,
	  .fields = "id", .decode = decode_event },
	{ "event: %s client: %s sid: %#x ssid: %#x iova: %#llx ipa: %#llx", NAMED,
	  .fields = "event,client,sid,ssid,iova,ipa" },
	{ "event: %s client: %s sid: %#x ssid: %#x fetch_addr: %#llx", NAMED,
	  .fields = "event,client,sid,ssid,fetch_addr" },
	{ "event: %s client: %s sid: %#x ssid: %#x", NAMED, .fields = "event,client,sid,ssid" },
	/* "%s %s %s %s \"%s\"%s%s stag: %#x", the first three words written out */
	ACCESS(" priv inst read"), ACCESS(" priv inst write"),
	ACCESS(" priv data read"), ACCESS(" priv data write"),
	ACCESS("unpriv inst read"), ACCESS("unpriv inst write"),
	ACCESS("unpriv data read"), ACCESS("unpriv data write"),

	{ "EVTQ overflow detected -- events lost\n", .kind = "smmuv3-event",
	  .detail = "smmuv3.evtq_overflow", DEV, .decode = dms_fault_mark },
	{ "unexpected PRI request received:\n", .kind = "smmuv3-event", .detail = "smmuv3.pri_request",
	  DEV, .decode = dms_fault_mark },
	/* "[%u%s] %sprivileged %s%s%s": neighbouring strings are read as one */
	{ "sid 0x%08x.0x%05x: [%s] %s access at iova 0x%016llx\n", PART, .kernels = "all",
	  .fields = "sid,ssid,group,permissions,iova", .decode = decode_pri },
	{ "PRIQ overflow detected -- requests lost\n", .kind = "smmuv3-event",
	  .detail = "smmuv3.priq_overflow", DEV, .decode = dms_fault_mark },

	{ "unexpected global error reported (0x%08x), this could be serious\n", .needed = 1,
	  .kind = "smmuv3-gerror", .detail = "smmuv3.gerror", DEV, .fields = "gerror",
	  .decode = decode_gerror },
	BIT("device has entered Service Failure Mode!\n"),
	BIT("GERROR MSI write aborted\n"),
	BIT("PRIQ MSI write aborted\n"),
	BIT("EVTQ MSI write aborted\n"),
	BIT("CMDQ MSI write aborted\n"),
	BIT("PRIQ write aborted -- events may have been lost\n"),
	BIT("EVTQ write aborted -- events may have been lost\n"),

	{ "CMDQ error (cons 0x%08x): %s\n", .kind = "smmuv3-cmdq", .detail = "smmuv3.cmdq_error", DEV,
	  .fields = "cons,error", .decode = decode_cmdq },
	{ "retrying command fetch\n", PART, .kernels = "all" },
	{ "skipping command in error state:\n", PART, .kernels = "all", .decode = decode_skipped },
	{ "failed to convert to CMD_SYNC\n", .kind = "smmuv3-cmdq", .detail = "smmuv3.cmdq_convert",
	  .flags = DMS_MSG_DEV, .kernels = "-5.15", .decode = dms_fault_mark },
	{ "CMDQ timeout\n", .kind = "smmuv3-cmdq", .detail = "smmuv3.cmdq_timeout", DEV,
	  .decode = decode_timeout },
	{ "CMD_SYNC timeout at 0x%08x [hwprod 0x%08x, hwcons 0x%08x]\n", .kind = "smmuv3-cmdq",
	  .detail = "smmuv3.cmd_sync_timeout", DEV, .needed = 1, .fields = "at,hwprod,hwcons",
	  .decode = decode_timeout },
	{ "ignoring unknown CMDQ opcode 0x%x\n", .kind = "smmuv3-cmdq",
	  .detail = "smmuv3.unknown_opcode", .flags = DMS_MSG_DEV, .kernels = "-6.12",
	  .fields = "opcode", .decode = dms_fault_mark },
	{ "failed to allocate cmdq bitmap\n", .kind = "iommu-core", .detail = "smmuv3.setup",
	  .flags = DMS_MSG_DEV, .kernels = "-5.15", .decode = dms_fault_mark },
	{ "stream %u already in tree from dev %s\n", .kind = "iommu-core",
	  .detail = "smmuv3.stream_alias", .flags = DMS_MSG_DEV, .kernels = "5.12-7.1",
	  .fields = "sid,other", .decode = dms_fault_mark },
	{ "Aliasing StreamID 0x%x (from %s) unsupported, expect DMA to be broken\n",
	  .kind = "iommu-core", .detail = "smmuv3.stream_alias", .flags = DMS_MSG_DEV,
	  .kernels = "7.2-", .fields = "sid,other", .decode = dms_fault_mark },

	/* "%sfailed to %sable" prints the queue's name, which may be empty */
	{ CMDQV "%sable, STATUS=0x%08X\n", .kind = "smmuv3-cmdq", .detail = "smmuv3.cmdqv_config", DEV,
	  .fields = "what,status", .decode = dms_fault_mark },
	{ CMDQV "unexpected error reported. vintf_map: %016llx, vcmdq_map %08x:%08x:%08x:%08x\n",
	  .kind = "smmuv3-cmdq", .detail = "smmuv3.cmdqv_error", DEV,
	  .fields = "vintf_map,map3,map2,map1,map0", .decode = dms_fault_mark },
	{ CMDQV "%sGERRORN=0x%X, GERROR=0x%X, CONS=0x%X\n", .kind = "smmuv3-cmdq",
	  .detail = "smmuv3.cmdqv_gerror", DEV, .fields = "queue,gerrorn,gerror,cons",
	  .decode = dms_fault_mark },
	{ CMDQV "%suncleared error detected, resetting\n", .kind = "smmuv3-cmdq",
	  .detail = "smmuv3.cmdqv_uncleared", DEV, .fields = "queue", .decode = dms_fault_mark },
};

const struct dms_subsystem dms_smmuv3_subsystem = {
	.name = "Arm SMMUv3, at run time",
	.source = "drivers/iommu/arm/arm-smmu-v3/",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
