// SPDX-License-Identifier: GPL-2.0
/* What the agent reads from and writes to the kernel beside the device. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/array.h"
#include "agent.h"

/* All drivers limit by DEFAULT_RATELIMIT_INTERVAL and _BURST. */
#define FAULT_WINDOW_US		5000000U
#define FAULT_WINDOW_LINES	10

/*
 * The kernel counts in jiffies and takes the time of the first line a little before it is
 * stamped; the log's clock and CLOCK_MONOTONIC differ by milliseconds.  This covers both.
 */
#define FAULT_WINDOW_MARGIN_US	200000U

static void full_path(struct agent *a, char *out, size_t len, const char *path)
{
	snprintf(out, len, "%s%s", a->env->root, path);
}

char *kernel_read(struct agent *a, const char *path, size_t *len)
{
	struct dms_strbuf b = { 0 };
	char full[256], buf[16384];
	ssize_t n;
	int fd;

	full_path(a, full, sizeof(full), path);
	fd = open(full, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return NULL;
	while ((n = read(fd, buf, sizeof(buf))) > 0)
		dms_strbuf_add(&b, buf, n);
	close(fd);
	if (len)
		*len = b.len;
	return dms_strbuf_take(&b);
}

void kernel_write(struct agent *a, const char *path, const char *value)
{
	char full[256];

	full_path(a, full, sizeof(full), path);
	pci_write_file(full, value);
}

static unsigned long read_taint(struct agent *a)
{
	char *text = kernel_read(a, "/proc/sys/kernel/tainted", NULL);
	unsigned long taint = text ? strtoul(text, NULL, 10) : 0;

	free(text);
	return taint;
}

void kernel_start(struct agent *a)
{
	char full[256];

	full_path(a, full, sizeof(full), "/dev/kmsg");
	a->kmsg = open(full, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	a->taint = read_taint(a);
	a->window_start = 0;
	a->window_used = FAULT_WINDOW_LINES;
}

/*
 * Arm's SMMU and AMD's IOMMU print their events in threads of realtime priority.  Where this
 * process gets to run, interrupts have been taken and no such thread is in the middle of an
 * event: after a turn on every processor the log is complete.
 */
static void let_irq_threads_finish(void)
{
	cpu_set_t all, one;
	int cpu;

	if (sched_getaffinity(0, sizeof(all), &all))
		return;
	for (cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		if (!CPU_ISSET(cpu, &all))
			continue;
		CPU_ZERO(&one);
		CPU_SET(cpu, &one);
		sched_setaffinity(0, sizeof(one), &one);
	}
	sched_setaffinity(0, sizeof(all), &all);
}

/* One open file a mark: the kernel limits how often a single one may write. */
void kernel_mark(struct agent *a, const char *mark, const char *id)
{
	let_irq_threads_finish();
	/* without '\n' the console shows the record only when the next one follows */
	char *text = dms_asprintf("<6>%s%s\n", mark, id);

	kernel_write(a, "/dev/kmsg", text);
	free(text);
}

static void reset_witnesses(struct agent *a)
{
	char *number = dms_asprintf("%u", a->reports);

	kernel_write(a, "/sys/kernel/debug/dma-api/num_errors", number);
	kernel_write(a, "/sys/kernel/debug/dma-api/all_errors", a->reports ? "0" : "1");
	free(number);
	kernel_write(a, "/sys/kernel/debug/clear_warn_once", "1");
	kernel_write(a, "/sys/kernel/debug/swiotlb/io_tlb_used_hiwater", "0");
}

/*
 * What a line took from the budget: one for each fault; two for VT-d's status, because
 * dmar_fault() asks the limit once more for the register in which it finds no fault.
 * A machine has one IOMMU, and AMD-Vi's budget for each device is taken for one.
 */
static unsigned int fault_line_cost(const char *text)
{
	static const struct {
		const char *driver, *words;
		unsigned int cost;
	} lines[] = {
		{ "DMAR: ", "handling fault status", 2 },
		{ "DMAR: ", "fault addr", 1 },
		{ "DMAR: ", "fault index", 1 },
		{ "AMD-Vi: Event logged", "IO_PAGE_FAULT", 1 },
		{ "arm-smmu-v3 ", " received:", 1 },
		{ "virtio_iommu ", " fault from EP ", 1 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lines); i++)
		if (strstr(text, lines[i].driver) && strstr(text, lines[i].words))
			return lines[i].cost;
	return 0;
}

/*
 * The kernel's rate limit, done again from what it printed: a window opens with the first
 * line after the last one's end.  What it suppressed opens none, so the log tells all.
 */
static void count_record(struct agent *a, const char *record)
{
	const char *text = strchr(record, ';');
	unsigned int cost = text ? fault_line_cost(text + 1) : 0;
	uint64_t us;

	if (!cost || sscanf(record, "%*u,%*u,%" SCNu64, &us) != 1)
		return;
	if (us > a->window_start + FAULT_WINDOW_US || !a->window_start) {
		a->window_start = us;
		a->window_used = 0;
	}
	a->window_used += cost;
}

static void follow_log(struct agent *a)
{
	char record[8192];
	ssize_t n;

	if (a->kmsg < 0)
		return;
	/* EPIPE: records were overwritten before we came; the next read goes on behind them */
	while ((n = read(a->kmsg, record, sizeof(record) - 1)) > 0 || (n < 0 && errno == EPIPE)) {
		if (n < 0)
			continue;
		record[n] = '\0';
		count_record(a, record);
	}
}

static void wait_for_budget(struct agent *a, unsigned int lines)
{
	uint64_t end;
	struct timespec t;

	follow_log(a);
	if (!a->window_start || a->window_used + lines <= FAULT_WINDOW_LINES)
		return;
	end = a->window_start + FAULT_WINDOW_US + FAULT_WINDOW_MARGIN_US;
	t.tv_sec = end / 1000000;
	t.tv_nsec = end % 1000000 * 1000;
	/* nothing but time renews the budget */
	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL);
}

void kernel_prepare(struct agent *a, unsigned int lines)
{
	if (lines)
		wait_for_budget(a, lines);
	reset_witnesses(a);
}

const char *kernel_broken(struct agent *a)
{
	static const struct {
		unsigned int bit;
		const char *reason;
	} fatal[] = {
		{ 4, "the kernel is tainted by a machine check" },
		{ 5, "the kernel is tainted by a bad page (or a KASAN report)" },
		{ 7, "the kernel is tainted by an oops" },
		{ 14, "the kernel is tainted by a soft lockup" },
	};
	unsigned long taint = read_taint(a) & ~a->taint;
	const char *reason = NULL;
	char *off;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(fatal) && !reason; i++)
		if (taint & 1UL << fatal[i].bit)
			reason = fatal[i].reason;
	off = kernel_read(a, "/sys/kernel/debug/dma-api/disabled", NULL);
	if (!reason && off && *off == 'Y')
		reason = "dma-debug switched itself off";
	free(off);
	return reason;
}

unsigned int kernel_count_mappings(struct agent *a, const char *bdf)
{
	char *dump = kernel_read(a, "/sys/kernel/debug/dma-api/dump", NULL);
	const char *p = dump, *eol;
	unsigned int nr = 0;

	for (; p && (p = strstr(p, bdf)); p = eol) {
		nr++;
		eol = strchr(p, '\n');
	}
	free(dump);
	return nr;
}
