// SPDX-License-Identifier: GPL-2.0
/* Sanitizers: title, access line, and the stack of the access. */
#include <string.h>

#include "base/array.h"
#include "decoder.h"

/* "use-after-free in func+0x1/0x2 [module]": the function is the first frame. */
static void decode_title(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	const struct dms_value *where = dms_value_of(r->match, "site");
	struct dms_frame f;
	size_t len;

	if (!where)
		return;
	if (dms_frame_parse(where->text, where->len, &f)) {
		dms_trace_add(&d->splat.trace, &f);
		dms_event_set(e, "site", f.function, strlen(f.function));
		return;
	}
	for (len = 0; len < where->len && where->text[len] != ' ' && where->text[len] != '+'; len++)
		;
	dms_event_set(e, "site", where->text, len);
	if (len < sizeof(f.function)) {
		memset(&f, 0, sizeof(f));
		memcpy(f.function, where->text, len);
		dms_trace_add(&d->splat.trace, &f);
	}
}

static void decode_access(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	const struct dms_value *address = dms_value_of(r->match, "address");
	static const char *const names[] = { "size", "comm", "pid" };
	size_t i;

	e = dms_splat_event(d, r);
	if (!e || (strcmp(e->kind, "kasan") && strcmp(e->kind, "kfence")))
		return;
	if (address) {
		e->address = address->num;
		e->has_address = true;
	}
	e->access = r->match->msg->format[0] == 'W' ? "write" : "read";
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		const struct dms_value *v = dms_value_of(r->match, names[i]);

		if (v)
			dms_event_set(e, names[i], v->text, v->len);
	}
}

#define ACCESS .flags = DMS_MSG_PART, .kernels = "all", .needed = 2, \
	.fields = "size,address,comm,pid", .decode = decode_access

static const struct dms_message messages[] = {
	{ "BUG: KASAN: %s in %pS\n", .kind = "kasan", .detail = "kasan", .flags = DMS_MSG_SPLAT,
	  .kernels = "4.0-", .fields = "what,site", .decode = decode_title },
	{ "Read of size %zu at addr %px by task %s/%d\n", ACCESS },
	{ "Write of size %zu at addr %px by task %s/%d\n", ACCESS },
	{ "BUG: KFENCE: %s in %pS\n", .kind = "kfence", .detail = "kfence", .flags = DMS_MSG_SPLAT,
	  .kernels = "5.12-", .fields = "what,site", .decode = decode_title },
	{ "UBSAN: %s in %s\n", .kind = "warning", .detail = "ubsan", .flags = DMS_MSG_SPLAT,
	  .kernels = "4.5-", .fields = "what,file" },
};

const struct dms_subsystem dms_kasan_subsystem = {
	.name = "KASAN, KFENCE, UBSAN",
	.source = "mm/kasan/report.c, mm/kfence/report.c, lib/ubsan.c",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
