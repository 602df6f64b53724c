// SPDX-License-Identifier: GPL-2.0
/* Control flow: blocks, threads, and the run as a whole. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "interp.h"

/* A thread of the script: a block with names of its own. */
struct worker {
	struct worker *next;
	pthread_t thread;
	struct run *run;
	struct scope scope;
	size_t from, to;
	bool loop;			/* again and again, until @stop */
	bool stop;
	char prefix[32];
};

static void join_background(struct scope *sc);

static bool has_failed(struct run *run)
{
	bool failed;

	pthread_mutex_lock(&run->lock);
	failed = run->failed;
	pthread_mutex_unlock(&run->lock);
	return failed;
}

static void *worker_main(void *arg)
{
	struct worker *w = arg;
	int ret;

	do {
		ret = exec_block(w->run, &w->scope, w->from, w->to);
	} while (w->loop && !ret && !has_failed(w->run) &&
		 !__atomic_load_n(&w->stop, __ATOMIC_RELAXED));
	join_background(&w->scope);
	return NULL;
}

static int worker_start(struct worker *w, struct run *run, struct scope *parent, size_t from)
{
	w->run = run;
	w->scope.parent = parent;
	w->scope.prefix = w->prefix;
	w->from = from + 1;
	w->to = run->s->lines[from].end;
	return -pthread_create(&w->thread, NULL, worker_main, w);
}

static void join_background(struct scope *sc)
{
	struct worker *w;

	while ((w = sc->background)) {
		sc->background = w->next;
		__atomic_store_n(&w->stop, true, __ATOMIC_RELAXED);
		pthread_join(w->thread, NULL);
		scope_free(&w->scope);
		free(w);
	}
}

static int exec_repeat(struct run *run, struct scope *scope, size_t at)
{
	struct call c = { .run = run, .scope = scope, .l = &run->s->lines[at] };
	uint64_t n, i;
	int ret;

	ret = call_num(&c, c.l->args[0], &n);
	for (i = 0; i < n && !ret; i++)
		ret = exec_block(run, scope, at + 1, c.l->end);
	return ret;
}

/*
 * Facts of thread K are published as "tK.NAME.FIELD": without that, which thread's
 * value the runner sees would be chance.
 */
static int exec_threads(struct run *run, struct scope *scope, size_t at)
{
	struct call c = { .run = run, .scope = scope, .l = &run->s->lines[at] };
	struct worker *w;
	uint64_t n, i;
	int ret;

	ret = call_num(&c, c.l->args[0], &n);
	if (ret)
		return ret;
	if (!n || n > SCRIPT_MAX_THREADS)
		return call_fail(&c, "%llu threads; it is 1 to %d", (unsigned long long)n,
				 SCRIPT_MAX_THREADS);
	w = dms_alloc(n * sizeof(*w));
	for (i = 0; i < n; i++) {
		snprintf(w[i].prefix, sizeof(w[i].prefix), "%.16st%u.",
			 scope->prefix ? scope->prefix : "", (unsigned int)i);
		ret = worker_start(&w[i], run, scope, at);
		if (ret) {
			ret = call_fail(&c, "a thread could not be made: %s", strerror(-ret));
			break;
		}
	}
	while (i-- > 0) {
		pthread_join(w[i].thread, NULL);
		scope_free(&w[i].scope);
	}
	free(w);
	return ret;
}

static int exec_background(struct run *run, struct scope *scope, size_t at)
{
	struct call c = { .run = run, .scope = scope, .l = &run->s->lines[at] };
	struct worker *w = dms_alloc(sizeof(*w));
	const char *loop = call_key(&c, "loop");
	int ret;

	w->loop = loop && *loop == '1';
	snprintf(w->prefix, sizeof(w->prefix), "%s", scope->prefix ? scope->prefix : "");
	ret = worker_start(w, run, scope, at);
	if (ret) {
		free(w);
		return call_fail(&c, "a thread could not be made: %s", strerror(-ret));
	}
	w->next = scope->background;
	scope->background = w;
	return 0;
}

int exec_block(struct run *run, struct scope *scope, size_t from, size_t to)
{
	size_t i = from;
	int ret = 0;

	while (i < to && !ret && !has_failed(run)) {
		const struct script_line *l = &run->s->lines[i];

		if (!(l->op->flags & OP_BLOCK)) {
			ret = call_run(run, scope, l);
			i++;
			continue;
		}
		if (!strcmp(l->op->name, "repeat"))
			ret = exec_repeat(run, scope, i);
		else if (!strcmp(l->op->name, "threads"))
			ret = exec_threads(run, scope, i);
		else
			ret = exec_background(run, scope, i);
		i = l->end + 1;
	}
	return ret;
}

static void publish_device(struct run *run, struct scope *root)
{
	const struct {
		const char *name, *value;
	} facts[] = {
		{ "dev.bdf", run->info.device },
		{ "dev.name", run->info.device },
		{ "dev.engine", run->info.engine },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(facts); i++) {
		if (!*facts[i].value)
			continue;
		scope_set_fact(root, facts[i].name, facts[i].value);
		if (run->sink->fact)
			run->sink->fact(run->sink->ctx, facts[i].name, facts[i].value);
	}
}

static int open_device(struct run *run)
{
	int ret;

	run->fd = run->device->open(run->node);
	if (run->fd < 0) {
		snprintf(run->s->err, run->s->errlen, "%s: %s", run->node, strerror(-run->fd));
		return run->fd;
	}
	ret = run->device->info(run->fd, &run->info);
	if (ret)
		snprintf(run->s->err, run->s->errlen, "%s: this is not a dmascope device: %s",
			 run->node, strerror(-ret));
	else if (run->info.abi != DMASCOPE_ABI)
		snprintf(run->s->err, run->s->errlen, "%s: the driver speaks ABI %u, this tool %u",
			 run->node, run->info.abi, DMASCOPE_ABI);
	if (!ret && run->info.abi == DMASCOPE_ABI)
		return 0;
	run->device->close(run->fd);
	return ret ? ret : -EPROTO;
}

void exec_close(struct run *run, struct scope *root)
{
	join_background(root);
	script_inject_end(run);
	if (run->sink->snapshot)
		run->sink->snapshot(run->sink->ctx, "");
	if (run->fd >= 0)
		run->device->close(run->fd);
	scope_free(root);
}

int exec_open(struct run *run, struct scope *root)
{
	int ret = open_device(run);

	if (!ret)
		publish_device(run, root);
	return ret;
}

/* Nobody has bound it: only its name is known. */
static int name_device(struct run *run)
{
	const char *bdf = strrchr(run->node, '/');

	bdf = bdf ? strchr(bdf, '-') : NULL;
	if (!bdf)
		return -EINVAL;
	run->fd = -1;
	snprintf(run->info.device, sizeof(run->info.device), "%s", bdf + 1);
	return 0;
}

static int run_script(const char *path, const char *text, const struct script_sink *sink,
		      const struct script_device *device, const char *node, bool resume,
		      char *err, size_t errlen)
{
	struct script s = { .path = path, .err = err, .errlen = errlen };
	struct run run = {
		.s = &s, .sink = sink, .device = device, .node = node,
		.lock = PTHREAD_MUTEX_INITIALIZER, .out_lock = PTHREAD_MUTEX_INITIALIZER,
		.host_lock = PTHREAD_MUTEX_INITIALIZER,
	};
	struct scope root = { 0 };
	int ret;

	ret = script_parse(&s, text);
	if (!ret)
		ret = script_check_names(&s, 0);
	if (!ret)
		ret = resume ? name_device(&run) : exec_open(&run, &root);
	if (!ret) {
		if (resume)
			publish_device(&run, &root);
		exec_block(&run, &root, 0, s.nr);
		exec_close(&run, &root);
		ret = run.failed;
	}
	script_free(&s);
	return ret;
}

int script_run_on(const char *path, const char *text, const struct script_sink *sink,
		  const struct script_device *device, const char *node, char *err, size_t errlen)
{
	return run_script(path, text, sink, device, node, false, err, errlen);
}

int script_resume_on(const char *path, const char *text, const struct script_sink *sink,
		     const struct script_device *device, const char *node, char *err,
		     size_t errlen)
{
	return run_script(path, text, sink, device, node, true, err, errlen);
}

int script_run(const char *path, const char *text, const struct script_sink *sink,
	       const char *node, char *err, size_t errlen)
{
	return script_run_on(path, text, sink, &script_device_real, node, err, errlen);
}
