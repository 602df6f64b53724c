// SPDX-License-Identifier: GPL-2.0
/* A script that comes line by line: what one line made, the next ones can use. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "interp.h"

#define MAX_LINES	20000

/**
 * struct script_session - such a script
 * @from:	first line of what has not been carried out
 * @depth:	blocks that are open
 */
struct script_session {
	struct script s;
	struct run run;
	struct scope root;
	unsigned int line, depth;
	size_t from;
};

struct script_session *script_session_open(const char *path, const struct script_sink *sink,
					   const struct script_device *device, const char *node,
					   char *err, size_t errlen)
{
	struct script_session *ss = dms_alloc(sizeof(*ss));

	ss->s = (struct script){
		.path = path, .err = err, .errlen = errlen, .fixed = true, .cap = MAX_LINES,
		.lines = dms_alloc(MAX_LINES * sizeof(*ss->s.lines)),
	};
	ss->run = (struct run){
		.s = &ss->s, .sink = sink, .device = device, .node = node,
		.lock = PTHREAD_MUTEX_INITIALIZER, .out_lock = PTHREAD_MUTEX_INITIALIZER,
		.host_lock = PTHREAD_MUTEX_INITIALIZER,
	};
	if (!exec_open(&ss->run, &ss->root))
		return ss;
	script_free(&ss->s);
	free(ss);
	return NULL;
}

unsigned int script_session_depth(const struct script_session *ss)
{
	return ss->depth;
}

static int carry_out(struct script_session *ss)
{
	size_t from = ss->from;
	int ret;

	ret = script_match_blocks(&ss->s, from);
	if (!ret)
		ret = script_check_names(&ss->s, from);
	if (ret) {
		script_forget(&ss->s, from);
		return ret;
	}
	ss->from = ss->s.nr;
	exec_block(&ss->run, &ss->root, from, ss->s.nr);
	pthread_mutex_lock(&ss->run.lock);
	ret = ss->run.failed;
	ss->run.failed = 0;
	pthread_mutex_unlock(&ss->run.lock);
	return ret;
}

int script_session_line(struct script_session *ss, const char *line, char *err, size_t errlen)
{
	size_t before = ss->s.nr;
	const struct script_op *op;
	int ret;

	/* a thread in the background may have left its own there meanwhile */
	pthread_mutex_lock(&ss->run.lock);
	ss->s.err = err;
	ss->s.errlen = errlen;
	pthread_mutex_unlock(&ss->run.lock);
	ret = script_parse_line(&ss->s, ++ss->line, line, strcspn(line, "\n"));
	if (ret) {
		script_forget(&ss->s, ss->from);
		ss->depth = 0;
		return ret;
	}
	if (ss->s.nr == before)
		return 0;
	op = ss->s.lines[before].op;
	if (op->flags & OP_BLOCK)
		ss->depth++;
	if (op->flags & OP_END && ss->depth)
		ss->depth--;
	return ss->depth ? 0 : carry_out(ss);
}

void script_session_close(struct script_session *ss)
{
	exec_close(&ss->run, &ss->root);
	script_free(&ss->s);
	free(ss);
}
