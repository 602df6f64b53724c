// SPDX-License-Identifier: GPL-2.0
/* A finding's title: what happened, to whom and where, in words. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "diagnose.h"

/* Reports whose own line says too little, or too much. */
static const struct {
	const char *detail, *words;
} names[] = {
	{ "oops.null_deref", "NULL pointer dereference" },
	{ "oops.paging_request", "access to an address that is not mapped" },
	{ "oops.page_fault", "access to an address that is not mapped" },
	{ "oops.gpf", "general protection fault" },
	{ "oops.external_abort", "external abort" },
	{ "oops.die", "oops" },
	{ "panic.kernel_bug", "kernel BUG" },
	{ "bug.sleeping_function", "sleeping function called from atomic context" },
	{ "bug.scheduling_while_atomic", "scheduling while atomic" },
	{ "bug.spinlock_bad_magic", "broken spinlock" },
	{ "bug.preemptible", "per-CPU access in preemptible code" },
	{ "watchdog.hung_task", "task blocked" },
	{ "watchdog.soft_lockup", "soft lockup" },
	{ "watchdog.hard_lockup", "hard lockup" },
	{ "watchdog.rcu_stall", "RCU stall" },
	{ "warn.splat", "warning" },
	{ "iommu.warn", "warning" },
	{ "lockdep.circular", "circular locking" },
	{ "lockdep.recursive", "recursive locking" },
	{ "lockdep.inconsistent", "inconsistent lock state" },
	{ "lockdep.inversion", "lock inversion" },
	{ "lockdep.rcu", "suspicious RCU usage" },
	{ "refcount.underflow", "broken reference count" },
	{ "page_alloc.failed", "page allocation failure" },
	{ "memory.poison_overwritten", "freed memory was overwritten" },
	{ "memory.redzone_overwritten", "memory next to an object was overwritten" },
	{ "memory.freepointer_corrupt", "a list of free objects is corrupt" },
	{ "memory.bad_page_state", "a page in a bad state was freed or used" },
	{ "memory.list_corruption", "a list is corrupt" },
	{ "page_poison.corruption", "a freed page was overwritten" },
};

static const char *words_of(const char *detail)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(names[i].detail, detail))
			return names[i].words;
	return NULL;
}

static bool is_splat(const struct dms_event *e)
{
	static const char *const kinds[] = {
		"oops", "bug", "kasan", "kfence", "hung-task", "warning",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		if (!strcmp(e->kind, kinds[i]))
			return true;
	return false;
}

/* Where it happened, and who outside the core had called it when that is another function. */
static void put_place(struct dms_strbuf *b, const struct dms_event *e)
{
	const char *trace = dms_event_text(e, "backtrace"), *caller = dms_event_text(e, "function");
	const char *site = dms_event_text(e, "site");
	size_t n = *site ? strlen(site) : strcspn(trace, " ");

	/* What prints the report is not where it happened. */
	if (!*site && !strncmp(trace, "dump_", 5)) {
		n = strlen(caller);
		site = caller;
	} else if (!*site) {
		site = trace;
	}
	if (n)
		dms_strbuf_printf(b, " in %.*s()", (int)n, site);
	else if (dms_event_field(e, "file"))
		dms_strbuf_printf(b, " at %s", dms_event_text(e, "file"));
	if (*caller && (strlen(caller) != n || strncmp(caller, site, n)))
		dms_strbuf_printf(b, ", called from %s()", caller);
	if (e->driver)
		dms_strbuf_printf(b, " (%s)", e->driver);
	if (!n && !*caller && dms_event_field(e, "comm"))
		dms_strbuf_printf(b, ", task %s", dms_event_text(e, "comm"));
}

static void put_splat(struct dms_strbuf *b, const struct dms_event *e)
{
	const char *words = words_of(e->detail), *what = dms_event_text(e, "what");

	if (!strcmp(e->kind, "kasan") || !strcmp(e->kind, "kfence"))
		dms_strbuf_printf(b, "%s: %s", !strcmp(e->kind, "kasan") ? "KASAN" : "KFENCE", what);
	else if (words)
		dms_strbuf_puts(b, words);
	else
		dms_strbuf_puts(b, *what ? what : e->detail);
	put_place(b, e);
}

static const char *what_happened(const struct dms_event *e, const struct dms_advice *a)
{
	if (strcmp(a->cause, "unknown"))
		return a->headline;
	if (e->reason_text)
		return e->reason_text;
	if (dms_event_field(e, "message"))
		return dms_event_text(e, "message");
	if (dms_event_field(e, "what"))
		return dms_event_text(e, "what");
	return dms_is_fault(e) ? "the IOMMU refused an access" : e->detail;
}

static void put_who(struct dms_strbuf *b, const struct dms_event *e, const char *driver)
{
	const char *who = e->device ? e->device : e->driver;

	if (e->driver)
		driver = e->driver;
	if (driver && e->device)
		dms_strbuf_printf(b, "%s ", driver);
	if (who)
		dms_strbuf_printf(b, "%s: ", who);
}

char *dms_make_title(const struct dms_event *e, const char *driver, const struct dms_advice *a,
		     uint64_t low, uint64_t high)
{
	struct dms_strbuf b = { 0 };

	if (is_splat(e) && !strcmp(a->cause, "unknown")) {
		put_splat(&b, e);
		return dms_strbuf_take(&b);
	}
	if (!strcmp(e->kind, "panic") && !strcmp(a->cause, "unknown")) {
		dms_strbuf_printf(&b, "kernel panic: %s", dms_event_text(e, "message"));
		return dms_strbuf_take(&b);
	}
	put_who(&b, e, driver);
	dms_strbuf_puts(&b, what_happened(e, a));
	if (dms_is_fault(e) && e->has_address && e->access) {
		dms_strbuf_printf(&b, " (%s of 0x%" PRIx64, e->access, low);
		if (high != low)
			dms_strbuf_printf(&b, "-0x%" PRIx64, high | 0xfff);
		dms_strbuf_puts(&b, ")");
	} else if (is_splat(e) && !e->device) {
		dms_strbuf_puts(&b, ": ");
		put_splat(&b, e);
	} else if (!strcmp(e->kind, "panic")) {
		dms_strbuf_printf(&b, " (panic: %s)", dms_event_text(e, "message"));
	}
	return dms_strbuf_take(&b);
}

/* An oops that followed a fault is news of its own. */
void dms_title_add(char **title, const struct dms_event *part)
{
	struct dms_strbuf b = { 0 };

	dms_strbuf_printf(&b, "%s; then ", *title);
	put_splat(&b, part);
	free(*title);
	*title = dms_strbuf_take(&b);
}
