// SPDX-License-Identifier: GPL-2.0
/* The conversation with the guest's agent: qemu/guest/protocol.h. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "guest/protocol.h"
#include "runner/boot.h"
#include "runner/file.h"

/* Seconds beside the script's own time; the agent itself gives up after less. */
#define SEND_TIME	(DMS_PROTO_HOST_TIMEOUT + 10)
#define CLOSE_TIME	15
/* a kernel with kmemleak is searched for lost memory before it powers off */
#define QUIT_TIME	120

/*
 * The agent ends a script after the time in its header; a guest that still can say so knows
 * more than we do.  Only one that cannot is given up, a little later.
 */
#define GRACE_TIME	10

unsigned int dms_boot_timeout(const struct dms_boot *b)
{
	return b->run->timeout ? b->run->timeout : b->job->scenario->timeout + GRACE_TIME;
}

void dms_boot_send_next(struct dms_boot *b)
{
	b->ready = false;
	if (b->dirty || b->next == b->batch.nr) {
		dms_channel_send(&b->channel, "quit\n");
		dms_boot_enter(b, DMS_BOOT_QUITTING, QUIT_TIME);
		return;
	}
	b->job = b->batch.jobs[b->next++];
	b->begun = false;
	b->sent = b->console.text.len;
	b->started = dms_now();
	dms_channel_send(&b->channel, "run %s %zu\n", b->job->scenario->id,
			 b->job->scenario->text_len);
	dms_boot_enter(b, DMS_BOOT_SENDING, SEND_TIME);
}

static const char *text_of(const struct dms_boot *b)
{
	return b->again ? b->job->scenario->second : b->job->scenario->text;
}

static int on_hello(struct dms_boot *b, const char *rest)
{
	if ((b->state == DMS_BOOT_COMING || b->state == DMS_BOOT_AGAIN) &&
	    !strncmp(rest, "hello", 5))
		return 0;
	return -1;
}

/*
 * "iommu-type BDF TYPE": were the platform's word and the guest's mode to differ, every
 * condition in every scenario would be about another machine.
 */
static int on_iommu_type(struct dms_boot *b, const char *rest)
{
	const char *type = strchr(rest, ' ');
	bool translated = type && !strncmp(type + 1, "DMA", 3);

	if (translated == dms_target_has(b->target, "translated"))
		return 0;
	free(b->complaint);
	b->complaint = dms_asprintf("platform %s is %s, but the guest says 'iommu-type %s'",
				    b->target->platform.name,
				    translated ? "not translated" : "translated", rest);
	return -1;
}

static void send_second(struct dms_boot *b)
{
	b->again = true;
	b->ready = false;
	dms_channel_send(&b->channel, "resume %s %zu\n", b->job->scenario->id,
			 strlen(text_of(b)));
	dms_boot_enter(b, DMS_BOOT_SENDING, SEND_TIME);
}

static int on_ready(struct dms_boot *b, const char *rest)
{
	(void)rest;
	b->ready = true;
	if (dms_boot_save(b))
		return 0;
	if (b->state == DMS_BOOT_COMING || b->state == DMS_BOOT_SETTLING)
		dms_boot_send_next(b);
	else if (b->state == DMS_BOOT_AGAIN)
		send_second(b);
	return 0;
}

/* The script goes on in the kernel that it starts now, or this one dies. */
static int on_kexec(struct dms_boot *b, const char *rest)
{
	(void)rest;
	if (b->state != DMS_BOOT_RUNNING || b->again || !b->job->scenario->second)
		return -1;
	dms_boot_enter(b, DMS_BOOT_AGAIN, b->run->boot_timeout);
	return 0;
}

static int on_more(struct dms_boot *b, const char *rest)
{
	size_t text_len = b->again ? strlen(text_of(b)) : b->job->scenario->text_len;
	unsigned long offset = strtoul(rest, NULL, 10);
	size_t len;

	if (b->state != DMS_BOOT_SENDING || offset >= text_len)
		return -1;
	len = text_len - offset;
	if (len > DMS_PROTO_CHUNK)
		len = DMS_PROTO_CHUNK;
	dms_strbuf_add(&b->channel.out, text_of(b) + offset, len);
	return 0;
}

static int on_begin(struct dms_boot *b, const char *rest)
{
	if (b->state != DMS_BOOT_SENDING || strcmp(rest, b->job->scenario->id))
		return -1;
	if (!b->again)
		dms_boot_mark_trace(b);
	dms_channel_send(&b->channel, "go\n");
	dms_boot_enter(b, DMS_BOOT_RUNNING, dms_boot_timeout(b));
	return 0;
}

static int on_fact(struct dms_boot *b, const char *rest)
{
	return dms_facts_parse(&b->rec.facts, rest);
}

static int on_note(struct dms_boot *b, const char *rest)
{
	dms_strlist_add(&b->rec.notes, rest);
	return 0;
}

static int on_dirty(struct dms_boot *b, const char *rest)
{
	b->dirty = true;
	dms_strlist_addf(b->prev && !b->job ? &b->prev_rec.notes : &b->rec.notes,
			 "the boot was abandoned: %s", rest);
	return 0;
}

/* "N frame ID"; the scenario says which device has a wire */
static bool is_frame_step(const struct dms_boot *b, const char *rest, unsigned long *number)
{
	const char *wire = b->job->scenario->wire;
	char *step;

	*number = strtoul(rest, &step, 10);
	return wire && !strncmp(step, " frame ", 7) && !strcmp(step + 7, wire);
}

static int on_host(struct dms_boot *b, const char *rest)
{
	unsigned long number;

	if (b->state != DMS_BOOT_RUNNING)
		return -1;
	if (is_frame_step(b, rest, &number))
		dms_boot_step_done(b, number, dms_guest_send_frame(&b->guest), "");
	else
		dms_qmp_host_step(&b->qmp, &b->target->platform, rest);
	return 0;
}

void dms_boot_step_done(void *boot, unsigned long number, const char *error, const char *reply)
{
	struct dms_boot *b = boot;

	if (error)
		dms_channel_send(&b->channel, "fail %lu %s\n", number, error);
	else
		dms_channel_send(&b->channel, "ok %lu%s%s\n", number, *reply ? " " : "", reply);
}

/* A table that the script left broken is nothing that another scenario could run on. */
static void check_restored(struct dms_boot *b)
{
	const struct dms_breaker *broken = &b->qmp.breaker;

	if ((!broken->nr_undo && !broken->lost) || b->dirty)
		return;
	b->dirty = true;
	dms_strlist_add(&b->rec.notes, "the boot was abandoned: the script broke an IOMMU's "
			"table and did not restore it");
}

/* "end ID ok|fail|skip TEXT" */
static int on_end(struct dms_boot *b, const char *rest)
{
	size_t id_len, state_len;
	bool begun = b->state == DMS_BOOT_RUNNING;

	if (!begun && b->state != DMS_BOOT_SENDING)
		return -1;
	id_len = strlen(b->job->scenario->id);
	if (strncmp(rest, b->job->scenario->id, id_len) || rest[id_len] != ' ')
		return -1;
	rest += id_len + 1;
	state_len = strcspn(rest, " ");
	b->rec.state = dms_strndup(rest, state_len);
	b->rec.text = dms_strdup(rest[state_len] ? rest + state_len + 1 : "");
	b->job->seconds = dms_now() - b->started;
	check_restored(b);
	if (begun) {
		dms_boot_keep_trace(b);
		dms_boot_enter(b, DMS_BOOT_CLOSING, CLOSE_TIME);
		dms_boot_check_console(b);
	} else {
		dms_boot_script_ended(b, b->console.text.len);
	}
	return 0;
}

static int on_bye(struct dms_boot *b, const char *rest)
{
	(void)rest;
	return b->state == DMS_BOOT_QUITTING ? 0 : -1;
}

/* @in_job: makes sense only while a scenario is sent or runs */
static const struct {
	const char *verb;
	bool in_job;
	int (*handle)(struct dms_boot *b, const char *rest);
} records[] = {
	{ DMS_PROTO_VERSION, false, on_hello },
	{ "iommu-type", false, on_iommu_type },
	{ "ready", false, on_ready },
	{ "more", true, on_more },
	{ "begin", true, on_begin },
	{ "fact", true, on_fact },
	{ "note", true, on_note },
	{ "host", true, on_host },
	{ "kexec", true, on_kexec },
	{ "dirty", false, on_dirty },
	{ "end", true, on_end },
	{ "bye", false, on_bye },
};

static int take_record(void *ctx, const char *verb, const char *rest)
{
	struct dms_boot *b = ctx;
	size_t i;

	if (b->state == DMS_BOOT_OVER)
		return 0;
	for (i = 0; i < ARRAY_SIZE(records); i++) {
		if (strcmp(verb, records[i].verb))
			continue;
		if (records[i].in_job && !b->job)
			return -1;
		return records[i].handle(b, rest);
	}
	/* a newer agent may say more than we understand */
	return 0;
}

/* The name comes from the guest: it must not lead out of the bundle. */
static bool is_safe_name(const char *name)
{
	return *name && *name != '/' && strcmp(name, "..") && strncmp(name, "../", 3) &&
	       !strstr(name, "/..");
}

static int keep_file(struct dms_boot *b, const char *folder, const char *name, const char *data,
		     size_t len)
{
	char *path = dms_asprintf("%s/%s", folder, name), *slash = strrchr(path, '/');
	int ret;

	*slash = '\0';
	ret = dms_file_mkdirs(path);
	*slash = '/';
	if (!ret)
		ret = dms_file_write(path, data, len);
	if (ret)
		b->run->broken = true;
	free(path);
	return ret;
}

static int take_file(void *ctx, const char *name, const char *data, size_t len)
{
	struct dms_boot *b = ctx;
	char *dir;
	int ret;

	if ((!b->job && b->state != DMS_BOOT_QUITTING) || b->state == DMS_BOOT_OVER)
		return 0;
	if (!is_safe_name(name))
		return -1;
	/* of the whole boot */
	if (!b->job)
		return keep_file(b, b->dir, name, data, len);
	dir = dms_results_job_dir(&b->run->results, b->job);
	if (!dir) {
		b->run->broken = true;
		return -1;
	}
	free(b->rec.bundle);
	b->rec.bundle = dms_asprintf("%s/bundle", dir);
	ret = keep_file(b, b->rec.bundle, name, data, len);
	free(dir);
	return ret;
}

const struct dms_channel_ops dms_boot_channel_ops = { .record = take_record, .file = take_file };
