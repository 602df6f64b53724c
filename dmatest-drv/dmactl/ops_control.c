// SPDX-License-Identifier: GPL-2.0
/* Control flow, checks, and what others do for the script. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/expr.h"
#include "base/strbuf.h"
#include "interp.h"

/* @text is "LEFT OP RIGHT" without blanks; script_check_names() has seen that it is. */
static int compare(struct call *c, char *text)
{
	uint64_t left, right;
	char op[3] = "";
	bool is_true;
	size_t len;
	char *at;
	int ret;

	at = (char *)script_find_operator(text, &len);
	memcpy(op, at, len);
	*at = '\0';
	ret = call_num(c, text, &left);
	if (!ret)
		ret = call_num(c, at + len, &right);
	if (ret)
		return ret;
	dms_compare(left, op, right, &is_true);
	if (is_true)
		return 0;
	return call_fail(c, "%s%s%s is not true: the left side is %lld (0x%llx), the right side "
			 "%lld (0x%llx)", text, op, at + len, (long long)left,
			 (unsigned long long)left, (long long)right, (unsigned long long)right);
}

static int check(struct call *c)
{
	struct dms_strbuf b = { 0 };
	size_t i;
	int ret;

	for (i = 0; i < c->l->nr_args; i++)
		dms_strbuf_puts(&b, c->l->args[i]);
	ret = compare(c, b.s);
	dms_strbuf_free(&b);
	return ret;
}

static int let(struct call *c)
{
	char *name = dms_strdup(c->l->args[0]);
	char *expr = strchr(name, '='), text[32];
	uint64_t value;
	int ret;

	*expr++ = '\0';
	ret = call_num(c, expr, &value);
	if (!ret) {
		snprintf(text, sizeof(text), "0x%llx", (unsigned long long)value);
		call_publish_as(c, name, text);
	}
	free(name);
	return ret;
}

/* "FIELD=VALUE..." of a step that told something. */
static void publish_answer(struct call *c, char *answer)
{
	char *word, *eq, *save = NULL;

	for (word = strtok_r(answer, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
		eq = strchr(word, '=');
		if (!eq)
			continue;
		*eq = '\0';
		call_publish(c, word, eq + 1);
	}
}

static int host(struct call *c)
{
	const struct script_sink *sink = c->run->sink;
	char err[200] = "", *line = call_words(c, 0);
	int ret;

	if (!line)
		return -ECANCELED;
	pthread_mutex_lock(&c->run->host_lock);
	ret = sink->host ? sink->host(sink->ctx, line, err, sizeof(err)) : -EOPNOTSUPP;
	pthread_mutex_unlock(&c->run->host_lock);
	free(line);
	c->result = ret;
	if (ret && c->l->expect == EXPECT_OK)
		return call_fail(c, "%s", *err ? err : "there is no runner behind this script");
	if (!ret)
		publish_answer(c, err);
	return 0;
}

static int snapshot(struct call *c)
{
	pthread_mutex_lock(&c->run->out_lock);
	if (c->run->sink->snapshot)
		c->run->sink->snapshot(c->run->sink->ctx, "");
	pthread_mutex_unlock(&c->run->out_lock);
	return 0;
}

static int kill_self(struct call *c)
{
	pthread_mutex_lock(&c->run->out_lock);
	if (c->run->sink->farewell)
		c->run->sink->farewell(c->run->sink->ctx);
	pthread_mutex_unlock(&c->run->out_lock);
	kill(getpid(), SIGKILL);
	return call_fail(c, "still alive");
}

static int reopen(struct call *c)
{
	struct run *run = c->run;

	pthread_mutex_lock(&run->lock);
	scope_forget_objects(c->scope);
	if (run->fd >= 0)
		run->device->close(run->fd);
	run->fd = run->device->open(run->node);
	c->result = run->fd < 0 ? run->fd : 0;
	pthread_mutex_unlock(&run->lock);
	return 0;
}

/* The last line of a block; exec_block() stops before it. */
static int nothing(struct call *c)
{
	(void)c;
	return 0;
}

const struct script_op script_ops_control[] = {
	{
		.name = "check", .args = "ww*", .usage = "EXPR OP EXPR", .flags = OP_RAW,
		.run = check, .help = "the script fails when it is not true",
	}, {
		.name = "let", .args = "w", .usage = "NAME=EXPR", .flags = OP_RAW, .run = let,
		.help = "publish a fact",
	}, {
		.name = "repeat", .args = "n", .usage = "N", .flags = OP_BLOCK,
		.help = "carry out the lines down to 'end' N times",
	}, {
		.name = "threads", .args = "n", .usage = "N", .flags = OP_BLOCK,
		.help = "N threads at once, each with its own objects; "
			"thread K's facts are tK.NAME.FIELD",
	}, {
		.name = "background", .args = "", .usage = "", .keys = "loop", .flags = OP_BLOCK,
		.help = "a thread beside the rest of the script, joined at its end; loop=1: its lines "
			"again and again until then",
	}, {
		.name = "end", .args = "", .usage = "", .flags = OP_END, .run = nothing,
		.help = "the end of repeat, threads or background",
	}, {
		.name = "host", .args = "ww*", .usage = "STEP ARGS...", .flags = OP_RAW,
		.run = host, .facts = "entry index was",
		.help = "the runner's part: device-del ID, device-add ID, qom-set ID PROP VALUE, "
			"frame ID, link ID up|down, aer ID ERROR, break IOMMU TABLE DEVICE [at=IOVA] [level=N] FIELD=VALUE... "
			"[then=mend|interrupt], restore, dma DEVICE ADDRESS",
	}, {
		.name = "snapshot", .args = "", .usage = "", .run = snapshot,
		.help = "take the debugfs files now; done at the end of the script anyway",
	}, {
		.name = "reopen", .args = "", .usage = "", .run = reopen,
		.help = "close the device file, which releases all objects, and open it again",
	}, {
		.name = "kill-self", .args = "", .usage = "", .run = kill_self,
		.help = "SIGKILL to the process that runs the script",
	},
	{ 0 }
};
