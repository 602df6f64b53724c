/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The script of a scenario file (docs/scenario-format.md): check it, run it.
 * The agent and dmactl run scripts; the runner, on the host, only checks them.
 */
#ifndef DMACTL_SCRIPT_H
#define DMACTL_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>

#include "dmascope.h"

/* What the op "random" writes into the kernel log: "SEED begin|fact NAME=VALUE|ok|fail TEXT" */
#define SCRIPT_RANDOM_MARK	"dmascope: random "

struct script_pair {
	char *name, *value;
};

/**
 * struct script_done - an op that was carried out, as it was written and what became of it
 * @thread:	"t2." in the third of some threads, else ""
 * @name:	what stands before '=', or NULL
 * @args:	positional arguments
 * @keys:	key=value arguments
 * @facts:	what it published, with full names
 * @result:	what the call came to: 0 or a negative errno
 * @error:	why the script fails here, or NULL
 */
struct script_done {
	unsigned int line, column;
	const char *thread, *name, *op, *error;
	char *const *args;
	const struct script_pair *keys, *facts;
	size_t nr_args, nr_keys, nr_facts;
	int result;
};

/**
 * struct script_sink - where a script's output goes; a NULL member drops it
 * @ctx:	first argument of all of them
 * @fact:	a value was published
 * @host:	a step of the runner; 0 with its facts in @err, "FIELD=VALUE...", or a negative errno
 *		with one line there
 * @snapshot:	take the debugfs files now, objects are alive; @folder, which ends in '/' or is
 *		empty, stands before their names
 * @prepare:	a violation follows: what the kernel says once only it can say again and, for a
 *		@fault, the IOMMU's limited messages have room
 * @note:	text for a person who reads the log
 * @farewell:	the next op kills this process, and that is what the script wants
 * @kexec:	the next op starts another kernel; the rest of the script runs there
 * @done:	an op is over, its facts have been told
 *
 * Scripts have threads; calls are made one at a time.  Only @host may wait, and
 * does not hold up the others.
 */
struct script_sink {
	void *ctx;
	void (*fact)(void *ctx, const char *name, const char *value);
	int (*host)(void *ctx, const char *line, char *err, size_t errlen);
	void (*snapshot)(void *ctx, const char *folder);
	void (*prepare)(void *ctx, bool fault);
	void (*note)(void *ctx, const char *text);
	void (*farewell)(void *ctx);
	void (*kexec)(void *ctx);
	void (*done)(void *ctx, const struct script_done *d);
};

/* The ways to wait that a program may take; a read() waits without end. */
enum script_wait {
	SCRIPT_POLL,
	SCRIPT_EPOLL,
	SCRIPT_READ,
};

/**
 * struct script_device - the way to the test driver, so that a test can stand in for it
 * @open:	open the device node; a descriptor or a negative errno
 * @info:	who is behind it
 * @op:		one op; negative errno when the request was refused
 * @event:	wait, at most so many ms, for the record of a transfer; 0: only look
 * @close:	close the descriptor, which releases all objects
 */
struct script_device {
	int (*open)(const char *node);
	int (*info)(int fd, struct dmascope_info *info);
	int (*op)(int fd, struct dmascope_op *op);
	int (*event)(int fd, struct dmascope_event *event, enum script_wait how, int ms);
	void (*close)(int fd);
};

extern const struct script_device script_device_real;

/**
 * script_check() - find every error that can be found without running
 * @path:	name for errors
 * @text:	a bare script, or a whole scenario file: what stands above "---" is skipped
 *
 * Return: 0, or -EINVAL with "FILE:LINE: what; what would be right" in @err.
 */
int script_check(const char *path, const char *text, char *err, size_t errlen);

/** script_check_at() - the same; @line and @column of the error, 0: of the script as a whole. */
int script_check_at(const char *path, const char *text, char *err, size_t errlen,
		    unsigned int *line, unsigned int *column);

/**
 * script_publishes() - would this script, carried out to its end, publish @fact?
 * @fact:	name without '$'
 *
 * Meant for scripts that script_check() took.  Return: false for one that cannot be parsed.
 */
bool script_publishes(const char *text, const char *fact);

/**
 * script_find_op() - the first line of @text with this op
 * @arg:	its first argument, NULL: any
 * @word:	set to a copy of its argument of index @nr when not NULL; to be freed
 *
 * Return: its line number, 0 when there is none or the script cannot be parsed.
 */
unsigned int script_find_op(const char *text, const char *op, const char *arg, size_t nr,
			    char **word);

/** script_changes_system() - does it write to files of the kernel that outlive it? */
bool script_changes_system(const char *text);

/**
 * script_run() - check, then carry out a script
 * @node:	device node, /dev/dmascope-<bdf>
 *
 * The snapshot is taken and the device closed at the end, whatever happened.
 *
 * Return: 0, or a negative errno with one line in @err.
 */
int script_run(const char *path, const char *text, const struct script_sink *sink,
	       const char *node, char *err, size_t errlen);

/** script_run_on() - the same with another way to the device. */
int script_run_on(const char *path, const char *text, const struct script_sink *sink,
		  const struct script_device *device, const char *node, char *err, size_t errlen);

/**
 * script_resume_on() - what stands behind a "kexec" line, in the kernel that it started
 *
 * Nobody has bound the device there: the script starts without it.
 */
int script_resume_on(const char *path, const char *text, const struct script_sink *sink,
		     const struct script_device *device, const char *node, char *err,
		     size_t errlen);

struct script_session;

/**
 * script_session_open() - carry out a script that comes line by line
 * @path:	name for errors
 *
 * Return: a session, or NULL with one line in @err.
 */
struct script_session *script_session_open(const char *path, const struct script_sink *sink,
					   const struct script_device *device, const char *node,
					   char *err, size_t errlen);

/**
 * script_session_line() - the next line; a block is carried out when its end has come
 *
 * Return: 0, or a negative errno with one line in @err: the line, or the block that it is in, is
 * forgotten, and the next one may come.
 */
int script_session_line(struct script_session *s, const char *line, char *err, size_t errlen);

/** script_session_depth() - blocks that are open. */
unsigned int script_session_depth(const struct script_session *s);

/** script_session_close() - close the device, which releases all objects. */
void script_session_close(struct script_session *s);

#endif /* DMACTL_SCRIPT_H */
