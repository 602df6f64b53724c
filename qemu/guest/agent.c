// SPDX-License-Identifier: GPL-2.0
/* The guest's side of the protocol in protocol.h: one scenario after the other. */
#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "agent.h"
#include "base/kv.h"

#define MAX_ID		200
#define IDLE_TIMEOUT_MS	3000
#define DEFAULT_TIMEOUT	20
#define MAX_TIMEOUT	7200

#define DEFAULT_ENGINE	"e1000e"

/**
 * struct job - the scenario at hand
 * @resume:	its second part, in the kernel that the first one started
 */
struct job {
	char id[MAX_ID + 1];
	char *text;
	struct agent_engine *engine;
	char node[64];
	unsigned int timeout;
	bool wants_fault;
	bool resume;
	char why[512];
};

/* Was it started by a script's "kexec"? Then devices are as the kernel before left them. */
static bool is_next_kernel(struct agent *a)
{
	char *cmdline = kernel_read(a, "/proc/cmdline", NULL);
	bool yes = cmdline && strstr(cmdline, DMS_PROTO_NEXT);

	free(cmdline);
	return yes;
}

static void say_hello(struct agent *a)
{
	struct utsname u = { 0 };
	char type[64];
	size_t i;

	uname(&u);
	channel_say(&a->ch, "%s hello release=%s arch=%s", DMS_PROTO_VERSION, u.release, u.machine);
	engines_load(a);
	if (is_next_kernel(a))
		return;
	for (i = 0; i < a->nr_engines; i++) {
		struct agent_engine *e = &a->engines[i];

		e->bound = false;
		if (a->env->find(e->vendor, e->device, e->bdf))
			continue;
		/*
		 * Where a device tree describes the IOMMU, a device has no group before it
		 * has a driver.  What goes wrong here, the first scenario's bind will tell.
		 */
		a->env->bind(e->bdf);
		pci_iommu_type(e->bdf, type, sizeof(type));
		channel_say(&a->ch, "iommu-type %s %s", e->bdf, type);
	}
}

/* The scenario's text, asked for piece by piece so that no tty buffer overflows. */
static int receive_text(struct agent *a, struct job *j, size_t len)
{
	size_t have = 0, piece;
	int ret = 0;

	j->text = dms_alloc(len + 1);
	while (have < len && !ret) {
		channel_say(&a->ch, "more %zu", have);
		piece = len - have < DMS_PROTO_CHUNK ? len - have : DMS_PROTO_CHUNK;
		ret = channel_read_bytes(&a->ch, j->text + have, piece,
					 DMS_PROTO_HOST_TIMEOUT * 1000);
		have += piece;
	}
	return ret;
}

/* The kinds of finding that an IOMMU's fault leads to end in one of two words. */
static bool names_fault(const char *expect)
{
	size_t len = strcspn(expect, " \t");

	return (len > 6 && !strncmp(expect + len - 6, "-fault", 6)) ||
	       (len > 6 && !strncmp(expect + len - 6, "-event", 6));
}

static int read_header(struct agent *a, struct job *j)
{
	struct dms_kv_file f;
	const char *value;
	size_t i;

	if (dms_kv_parse(j->id, j->text, strlen(j->text), ':', &f, j->why, sizeof(j->why)))
		return -EINVAL;
	value = dms_kv_get(&f, "engine");
	if (!value)
		value = DEFAULT_ENGINE;
	j->engine = engine_named(a, value);
	if (!j->engine)
		snprintf(j->why, sizeof(j->why), "no engine '%s'", value);
	value = dms_kv_get(&f, "reports");
	a->reports = value ? strtoul(value, NULL, 10) : 0;
	value = dms_kv_get(&f, "timeout");
	j->timeout = value ? strtoul(value, NULL, 10) : DEFAULT_TIMEOUT;
	if (!j->timeout || j->timeout > MAX_TIMEOUT)
		j->timeout = MAX_TIMEOUT;
	for (i = 0; i < f.nr; i++)
		if (!strcmp(f.items[i].key, "expect") && names_fault(f.items[i].value))
			j->wants_fault = true;
	dms_kv_free(&f);
	return j->engine ? 0 : -EINVAL;
}

/* Binding costs time, so a device stays bound until a scenario spoils it. */
static int bind_engine(struct agent *a, struct job *j)
{
	struct agent_engine *e = j->engine;
	int ret;

	ret = engine_find(a, e);
	if (ret) {
		snprintf(j->why, sizeof(j->why), "no %s for engine %s",
			 ret == -ENODEV ? "device" : "virtual function can be had", e->name);
		return ret;
	}
	snprintf(j->node, sizeof(j->node), "/dev/dmascope-%s", e->bdf);
	/* what the kernel before left is for the script to take over */
	if (j->resume)
		return 0;
	ret = a->env->bind(e->bdf);
	if (ret) {
		snprintf(j->why, sizeof(j->why), "%s cannot be bound: %s", e->bdf, strerror(-ret));
		return ret;
	}
	if (!e->bound)
		e->own_mappings = kernel_count_mappings(a, e->bdf);
	e->bound = true;
	return 0;
}

/* Can the device be opened, and is it done with what the scenario started? */
static const char *engine_trouble(struct agent *a, struct job *j)
{
	struct dmascope_op op = { .op = DMASCOPE_OP_DEV_WAIT, .value = IDLE_TIMEOUT_MS };
	int ret, fd = a->env->device->open(j->node);

	if (fd < 0)
		return "the device cannot be opened any more";
	ret = a->env->device->op(fd, &op);
	a->env->device->close(fd);
	return ret || op.result ? "the engine does not become idle" : NULL;
}

static bool mappings_left(struct agent *a, struct job *j)
{
	return kernel_count_mappings(a, j->engine->bdf) > j->engine->own_mappings;
}

/*
 * Bring the boot back to what the next scenario may expect, or say that it cannot be done.
 * Binding anew is tried first: it costs less than a boot.
 */
static void clean_up(struct agent *a, struct job *j, const char *trouble)
{
	char why[sizeof(j->why)];
	const char *reason;

	if (!trouble && mappings_left(a, j))
		trouble = "mappings of the scenario are left in dma-api/dump";
	if (trouble) {
		/* of the script's failure, which that of the binding must not hide */
		memcpy(why, j->why, sizeof(why));
		a->env->unbind(j->engine->bdf);
		if (!bind_engine(a, j) && !engine_trouble(a, j) && !mappings_left(a, j))
			channel_say(&a->ch, "note bound anew: %s", trouble);
		else
			channel_say(&a->ch, "dirty %s", trouble);
		memcpy(j->why, why, sizeof(why));
	}
	if (script_changes_system(j->text))
		channel_say(&a->ch, "dirty the script changed settings of the kernel");
	reason = kernel_broken(a);
	if (reason)
		channel_say(&a->ch, "dirty %s", reason);
}

static int wait_for_go(struct agent *a, struct job *j)
{
	char line[DMS_PROTO_MAX_LINE];
	int ret;

	do {
		ret = channel_read_line(&a->ch, line, sizeof(line), DMS_PROTO_HOST_TIMEOUT * 1000);
		if (ret) {
			snprintf(j->why, sizeof(j->why), "the host did not say go");
			return ret;
		}
	} while (strcmp(line, "go"));
	return 0;
}

/* Leaves of a script what stands behind its first "kill-self" line, where it was: is that anything? */
static bool cut_to_next_life(char *text)
{
	static const char head[] = "\n---", last[] = "\nkill-self\n";
	char *script = strncmp(text, head + 1, strlen(head + 1)) ? strstr(text, head) : text;
	char *end = script ? strstr(script, last) : NULL, *p;

	if (!end)
		return false;
	end += strlen(last);
	/* lines keep their numbers */
	for (p = script + strlen(head); p < end; p++)
		if (*p != '\n')
			*p = ' ';
	return end[strspn(end, " \t\n")];
}

static const char *carry_out(struct agent *a, struct job *j)
{
	const struct child_job child = {
		.id = j->id, .text = j->text, .node = j->node, .seconds = j->timeout,
		.resume = j->resume,
	};
	const char *verdict = "fail", *trouble;
	enum child_end end;

	do
		end = child_run(a, &child, j->why, sizeof(j->why));
	while (end == CHILD_KILLED_ITSELF && cut_to_next_life(j->text));
	switch (end) {
	case CHILD_DONE:
	case CHILD_KILLED_ITSELF:
		verdict = "ok";
		break;
	case CHILD_STUCK:
		channel_say(&a->ch, "dirty stuck in D state");
		kernel_mark(a, DMS_PROTO_MARK_END, j->id);
		return "fail";
	case CHILD_FAILED:
	case CHILD_DIED:
	case CHILD_TIMEOUT:
		break;
	}
	if (j->resume) {
		kernel_mark(a, DMS_PROTO_MARK_END, j->id);
		channel_say(&a->ch, "dirty the kernel is not the one that was booted");
		return verdict;
	}
	/* a script that killed itself could not */
	kernel_write(a, "/sys/kernel/debug/dmascope_inject/arm", "0");
	/* DMA that still runs is the scenario's: its faults belong before the mark */
	trouble = engine_trouble(a, j);
	kernel_mark(a, DMS_PROTO_MARK_END, j->id);
	clean_up(a, j, trouble);
	return verdict;
}

static void do_scenario(struct agent *a, struct job *j)
{
	const char *verdict = "skip";
	int ret;

	ret = read_header(a, j);
	if (!ret)
		ret = script_check(j->id, j->text, j->why, sizeof(j->why));
	if (!ret)
		ret = bind_engine(a, j);
	if (ret) {
		channel_say(&a->ch, "end %s %s %s", j->id, ret == -ENODEV ? "skip" : "fail",
			    j->why);
		return;
	}
	kernel_prepare(a, j->wants_fault ? BUDGET_FAULT : BUDGET_OTHER);
	a->scenarios++;
	a->searched = script_find_op(j->text, "memory-leaks", NULL, 0, NULL);
	kernel_mark(a, DMS_PROTO_MARK_BEGIN, j->id);
	channel_say(&a->ch, "begin %s", j->id);
	if (!wait_for_go(a, j))
		verdict = carry_out(a, j);
	channel_say(&a->ch, "end %s %s %s", j->id, verdict, j->why);
}

/* "run ID LEN", "resume ID LEN" */
static int start_job(struct agent *a, const char *args, bool resume)
{
	struct job j = { .resume = resume };
	size_t len = 0;
	int ret;

	if (sscanf(args, "%200s %zu", j.id, &len) != 2 || len > DMS_PROTO_MAX_TEXT) {
		channel_say(&a->ch, "end %s fail a request is 'run ID LEN', LEN %u at most",
			    *j.id ? j.id : "?", DMS_PROTO_MAX_TEXT);
		return 0;
	}
	ret = receive_text(a, &j, len);
	if (ret == -ETIMEDOUT)
		channel_say(&a->ch, "end %s fail the host did not send the text", j.id);
	else if (!ret && strlen(j.text) != len)
		channel_say(&a->ch, "end %s fail the text has a NUL byte", j.id);
	else if (!ret)
		do_scenario(a, &j);
	free(j.text);
	return ret == -ETIMEDOUT ? 0 : ret;
}

int agent_run(struct agent *a)
{
	char line[DMS_PROTO_MAX_LINE];
	int ret;

	/* a script's process may be gone when its answer comes */
	signal(SIGPIPE, SIG_IGN);
	kernel_start(a);
	say_hello(a);
	channel_say(&a->ch, "ready");
	for (;;) {
		ret = channel_read_line(&a->ch, line, sizeof(line), -1);
		if (!ret && !strcmp(line, "quit")) {
			kernel_check_leaks(a);
			counts_send(a);
			channel_say(&a->ch, "bye");
			return 0;
		}
		/* anything else is a late answer to a scenario that is over */
		if (!ret && (!strncmp(line, "run ", 4) || !strncmp(line, "resume ", 7))) {
			ret = start_job(a, strchr(line, ' ') + 1, line[1] == 'e');
			if (!ret)
				channel_say(&a->ch, "ready");
		}
		if (ret)
			return ret;
	}
}
