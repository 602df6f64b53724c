// SPDX-License-Identifier: GPL-2.0
/* QEMU's machine protocol. */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/array.h"
#include "runner/qmp.h"
#include "runner/strlist.h"

#define MAX_LINE	(1U << 20)

static void free_step(struct dms_qmp_step *step)
{
	free(step->device);
	free(step->error);
	dms_strlist_free(&step->words);
	dms_strbuf_free(&step->reply);
	*step = (struct dms_qmp_step){ 0 };
}

void dms_qmp_finish_step(struct dms_qmp *q, const char *error)
{
	if (!q->step.pending)
		return;
	q->step.pending = false;
	q->done(q->ctx, q->step.number, error, q->step.reply.s ? q->step.reply.s : "");
	free_step(&q->step);
}

void dms_qmp_execute(struct dms_qmp *q, const char *command, json_t *arguments)
{
	json_t *msg = json_pack("{s:s}", "execute", command);
	char *text;

	if (arguments)
		json_object_set_new(msg, "arguments", arguments);
	text = json_dumps(msg, JSON_COMPACT);
	dms_strbuf_printf(&q->out, "%s\r\n", text);
	free(text);
	json_decref(msg);
}

/* Memory is not copied: it is a file that both guests map. */
static void prepare_snapshot(struct dms_qmp *q)
{
	if (!q->snapshot.wanted)
		return;
	dms_qmp_execute(q, "migrate-set-capabilities",
		json_pack("{s:[{s:s,s:b},{s:s,s:b}]}", "capabilities",
			  "capability", "events", "state", 1,
			  "capability", "x-ignore-shared", "state", 1));
	if (q->snapshot.from)
		dms_qmp_execute(q, "migrate-incoming", json_pack("{s:s}", "uri", q->snapshot.from));
}

void dms_qmp_save(struct dms_qmp *q, const char *uri)
{
	dms_qmp_execute(q, "stop", NULL);
	dms_qmp_execute(q, "migrate", json_pack("{s:s}", "uri", uri));
}

void dms_qmp_continue(struct dms_qmp *q)
{
	q->snapshot.wanted = false;
	dms_qmp_execute(q, "cont", NULL);
}

static void fail_snapshot(struct dms_qmp *q, const char *why)
{
	if (q->snapshot.wanted && !q->snapshot.error)
		q->snapshot.error = dms_strdup(why);
}

static void take_migration(struct dms_qmp *q, const char *status)
{
	if (!strcmp(status, "completed"))
		q->snapshot.done = q->snapshot.wanted;
	else if (!strcmp(status, "failed"))
		fail_snapshot(q, "QEMU could not save or restore the machine");
}

static void take_event(struct dms_qmp *q, const char *event, json_t *data)
{
	const char *reason = json_string_value(json_object_get(data, "reason"));
	const char *device = json_string_value(json_object_get(data, "device"));
	const char *status = json_string_value(json_object_get(data, "status"));

	if (!strcmp(event, "SHUTDOWN") && reason)
		snprintf(q->shutdown_reason, sizeof(q->shutdown_reason), "%s", reason);
	else if (!strcmp(event, "GUEST_PANICKED"))
		q->panicked = true;
	else if (!strcmp(event, "MIGRATION") && status)
		take_migration(q, status);
	else if (!strcmp(event, "DEVICE_DELETED") && device && q->step.device &&
		 !strcmp(device, q->step.device))
		dms_qmp_finish_step(q, NULL);
	else if (!strcmp(event, "DEVICE_UNPLUG_GUEST_ERROR") && q->step.device)
		dms_qmp_finish_step(q, "the guest refused to let the device go");
}

static void take_message(struct dms_qmp *q, json_t *msg)
{
	const char *event = json_string_value(json_object_get(msg, "event"));
	json_t *error = json_object_get(msg, "error");
	const char *why = json_string_value(json_object_get(error, "desc"));

	if (event) {
		take_event(q, event, json_object_get(msg, "data"));
	} else if (json_object_get(msg, "QMP")) {
		dms_qmp_execute(q, "qmp_capabilities", NULL);
		prepare_snapshot(q);
	} else if (q->step.next && (error || json_object_get(msg, "return"))) {
		q->step.next(q, json_object_get(msg, "return"),
			     !error ? NULL : why ? why : "QEMU refused");
	} else if (error) {
		fail_snapshot(q, why ? why : "QEMU refused");
		dms_qmp_finish_step(q, why ? why : "QEMU refused");
	} else if (json_object_get(msg, "return") && !q->step.device) {
		/* a removal is not done yet when QEMU has accepted it */
		dms_qmp_finish_step(q, NULL);
	}
}

static void take_lines(struct dms_qmp *q)
{
	char *start = q->in.s, *eol;

	while ((eol = memchr(start, '\n', q->in.s + q->in.len - start))) {
		json_t *msg = json_loadb(start, eol - start, 0, NULL);

		if (msg)
			take_message(q, msg);
		json_decref(msg);
		start = eol + 1;
	}
	q->in.len -= start - q->in.s;
	memmove(q->in.s, start, q->in.len);
}

int dms_qmp_read(struct dms_qmp *q, int fd)
{
	char buf[8192];
	ssize_t n = read(fd, buf, sizeof(buf));

	if (n < 0)
		return errno == EAGAIN || errno == EINTR;
	if (!n || q->in.len > MAX_LINE)
		return 0;
	dms_strbuf_add(&q->in, buf, n);
	take_lines(q);
	return 1;
}

/* "e1000e,id=nic0,bus=rp1" as QMP wants it; QEMU reads numbers from strings here. */
static json_t *device_arguments(const char *spec)
{
	struct dms_strlist parts = { 0 };
	json_t *args = json_object();
	size_t i;

	dms_strlist_split(&parts, spec, ",");
	for (i = 0; i < parts.nr; i++) {
		char *eq = strchr(parts.v[i], '=');

		if (!eq) {
			json_object_set_new(args, "driver", json_string(parts.v[i]));
			continue;
		}
		*eq = '\0';
		json_object_set_new(args, parts.v[i], json_string(eq + 1));
	}
	dms_strlist_free(&parts);
	return args;
}

static json_t *qom_value(const char *s)
{
	char *end;
	long long n;

	if (!strcmp(s, "true") || !strcmp(s, "on"))
		return json_true();
	if (!strcmp(s, "false") || !strcmp(s, "off"))
		return json_false();
	errno = 0;
	n = strtoll(s, &end, 0);
	return !errno && !*end && end != s ? json_integer(n) : json_string(s);
}

static void device_del(struct dms_qmp *q, const struct dms_platform *p, char *const *arg)
{
	(void)p;
	q->step.device = dms_strdup(arg[0]);
	dms_qmp_execute(q, "device_del", json_pack("{s:s}", "id", arg[0]));
}

static void device_add(struct dms_qmp *q, const struct dms_platform *p, char *const *arg)
{
	const char *spec = dms_platform_device(p, arg[0]);

	if (spec)
		dms_qmp_execute(q, "device_add", device_arguments(spec));
	else
		dms_qmp_finish_step(q, "the platform's data file has no device of that id");
}

static void qom_set(struct dms_qmp *q, const struct dms_platform *p, char *const *arg)
{
	char *path = dms_asprintf("/machine/peripheral/%s", arg[0]);

	(void)p;
	dms_qmp_execute(q, "qom-set", json_pack("{s:s,s:s,s:o}", "path", path, "property", arg[1],
					"value", qom_value(arg[2])));
	free(path);
}

/* @more: the number of arguments is the least one */
static const struct {
	const char *name;
	size_t nr_args;
	bool more;
	void (*start)(struct dms_qmp *q, const struct dms_platform *p, char *const *arg);
} steps[] = {
	{ "device-del", 1, false, device_del },
	{ "device-add", 1, false, device_add },
	{ "qom-set", 3, false, qom_set },
	{ "link", 2, false, dms_qmp_link },
	{ "aer", 2, false, dms_qmp_aer },
	{ "break", 4, true, dms_qmp_break },
	{ "restore", 0, false, dms_qmp_restore },
	{ "dma", 2, false, dms_qmp_dma },
};

void dms_qmp_host_step(struct dms_qmp *q, const struct dms_platform *p, const char *text)
{
	struct dms_strlist words = { 0 };
	unsigned long number;
	char *end;
	size_t i;

	dms_strlist_split(&words, text, " ");
	number = words.nr ? strtoul(words.v[0], &end, 10) : 0;
	if (words.nr < 2 || *end) {
		q->done(q->ctx, number, "a host step is 'N STEP ARGS...'", "");
	} else if (q->step.pending) {
		q->done(q->ctx, number, "another host step is under way", "");
	} else {
		q->step.pending = true;
		q->step.number = number;
		for (i = 0; i < ARRAY_SIZE(steps); i++)
			if (!strcmp(words.v[1], steps[i].name))
				break;
		if (i == ARRAY_SIZE(steps))
			dms_qmp_finish_step(q, "unknown host step");
		else if (words.nr - 2 < steps[i].nr_args ||
			 (words.nr - 2 > steps[i].nr_args && !steps[i].more))
			dms_qmp_finish_step(q, "wrong number of arguments for this host step");
		else
			steps[i].start(q, p, words.v + 2);
	}
	dms_strlist_free(&words);
}

void dms_qmp_flush(struct dms_qmp *q, int fd)
{
	ssize_t n;

	if (fd < 0 || !q->out.len)
		return;
	n = send(fd, q->out.s, q->out.len, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (n <= 0)
		return;
	memmove(q->out.s, q->out.s + n, q->out.len - n + 1);
	q->out.len -= n;
}

void dms_qmp_free(struct dms_qmp *q)
{
	dms_strbuf_free(&q->in);
	dms_strbuf_free(&q->out);
	free_step(&q->step);
	dms_breaker_close(&q->breaker);
	free(q->snapshot.from);
	free(q->snapshot.error);
	q->snapshot = (struct dms_qmp_snapshot){ 0 };
}
