/* SPDX-License-Identifier: GPL-2.0 */
/* Inside of the guest's agent. */
#ifndef DMS_GUEST_AGENT_H
#define DMS_GUEST_AGENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/strbuf.h"
#include "dmactl/pci.h"
#include "dmactl/script.h"
#include "guest/protocol.h"

/* ---- the serial line ---- */

struct channel {
	int fd;
	bool tty;
	char buf[DMS_PROTO_MAX_LINE];
	size_t len;			/* bytes in buf that nobody has taken yet */
};

/** channel_open() - open /dev/@name, raw; negative errno. */
int channel_open(struct channel *ch, const char *name);
/** channel_say() - one record; it is on the wire when this returns. */
void channel_say(struct channel *ch, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/** channel_send_file() - a "file" record. */
void channel_send_file(struct channel *ch, const char *name, const char *data, size_t len);
/** channel_read_line() - without its end; -ETIMEDOUT, -EPIPE when the host is gone. */
int channel_read_line(struct channel *ch, char *line, size_t size, int timeout_ms);
/** channel_read_bytes() - exactly @len bytes. */
int channel_read_bytes(struct channel *ch, char *data, size_t len, int timeout_ms);
/** channel_has_line() - would channel_read_line() return at once? */
bool channel_has_line(const struct channel *ch);

/* ---- what the agent asks of the machine; a test stands in for it ---- */

/**
 * struct agent_env - the machine
 * @root:	prefix of all kernel files, "" in the guest
 * @device:	way to the test driver
 * @find, @bind, @unbind, @add_vf: as pci_*()
 */
struct agent_env {
	const char *root;
	const struct script_device *device;
	int (*find)(unsigned int vendor, unsigned int device, char bdf[PCI_BDF_LEN]);
	int (*bind)(const char *bdf);
	int (*unbind)(const char *bdf);
	int (*add_vf)(const char *bdf);
};

/**
 * struct agent_engine - a device model that the test driver has an engine for
 * @pf:	engine of the devices whose virtual function it is; empty: it is none
 */
struct agent_engine {
	char name[16];
	char pf[16];
	unsigned int vendor, device;
	char bdf[PCI_BDF_LEN];		/* empty: not seen yet */
	unsigned int own_mappings;	/* in dma-api/dump, of the idle driver */
	bool bound;
};

#define AGENT_MAX_ENGINES	32

struct agent {
	struct channel ch;
	const struct agent_env *env;
	int kmsg;			/* reader of the kernel log, -1: none */
	uint64_t window_start;		/* of the fault log's rate limit, us */
	unsigned int window_used;
	unsigned long taint;		/* when the agent started */
	unsigned int scenarios;		/* begun in this boot */
	unsigned int reports;		/* of dma-debug, at most, in the scenario; 0: all */
	bool searched;			/* the last one looked for lost memory itself */
	unsigned int host_steps;	/* number of the last "host" record */
	const char *folder;		/* of the files of a snapshot */
	struct agent_engine engines[AGENT_MAX_ENGINES];
	size_t nr_engines;
};

/** agent_run() - speak the protocol until the host quits or is gone. */
int agent_run(struct agent *a);

/* ---- the test driver's engines ---- */

/** engines_load() - ask the driver which it has. */
void engines_load(struct agent *a);
/** engine_named() - NULL: there is none. */
struct agent_engine *engine_named(struct agent *a, const char *name);
/**
 * engine_find() - look up the device; a virtual function is made when it is not there
 * Return: 0, -ENODEV when there is no such device, another errno when it cannot be made.
 */
int engine_find(struct agent *a, struct agent_engine *e);

/* ---- the kernel ---- */

/** kernel_start() - open the log, remember the taint. */
void kernel_start(struct agent *a);
void kernel_mark(struct agent *a, const char *mark, const char *id);
/*
 * Lines of the kernel's budget for faults that must be left before a scenario starts, two
 * for a fault: room for the one that is wanted and for one that is not.
 */
#define BUDGET_FAULT	4
#define BUDGET_OTHER	2

/**
 * kernel_prepare() - dma-debug reports as many errors as the scenario wants again, WARN_ONCE once
 * more, and the IOMMU's fault messages may print @lines more (0: never mind)
 */
void kernel_prepare(struct agent *a, unsigned int lines);
/** kernel_broken() - reason not to go on in this boot, or NULL. */
const char *kernel_broken(struct agent *a);
/** kernel_count_mappings() - entries of @bdf in dma-api/dump. */
unsigned int kernel_count_mappings(struct agent *a, const char *bdf);
/** kernel_read() - a whole file below env->root; NULL when it is not there. */
char *kernel_read(struct agent *a, const char *path, size_t *len);

/** kernel_write() - a value into a file below env->root, if it is there. */
void kernel_write(struct agent *a, const char *path, const char *value);
/** kernel_check_leaks() - let kmemleak look, and its report into the log. */
void kernel_check_leaks(struct agent *a);

/** counts_send() - how often each line of our modules was carried out, where the kernel counts. */
void counts_send(struct agent *a);
/** snapshot_send() - debugfs files as "file" records, @folder before their names. */
void snapshot_send(struct agent *a, const char *folder);

/* ---- the script's process ---- */

enum child_end {
	CHILD_DONE,		/* its verdict is in the text */
	CHILD_FAILED,
	CHILD_KILLED_ITSELF,
	CHILD_DIED,
	CHILD_TIMEOUT,
	CHILD_STUCK,		/* not even SIGKILL ended it */
};

/**
 * struct child_job - what child_run() carries out
 * @resume:	what stands behind a "kexec" line: the device is not bound
 */
struct child_job {
	const char *id, *text, *node;
	unsigned int seconds;
	bool resume;
};

/** child_run() - carry the script out in a process of its own, within its time. */
enum child_end child_run(struct agent *a, const struct child_job *job, char *why, size_t whylen);

#endif /* DMS_GUEST_AGENT_H */
