// SPDX-License-Identifier: GPL-2.0
/* A driver of the kernel, and a device that is not the script's own: what `dmascope sweep` runs. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "interp.h"
#include "pci.h"
#include "work.h"

#define MODULES		"/lib/sweep"
/* The modules stay for the whole boot, and so does this file. */
#define LOADED		"/tmp/sweep-loaded"
#define WORK_MS		60000
#define MAX_WORK_MS	600000

#define KMEMLEAK	"/sys/kernel/debug/kmemleak"
/* mm/kmemleak.c: younger objects are not reported (MSECS_MIN_AGE), nor those seen changing. */
#define MIN_AGE_S	5
#define SCANS		2
/* Of the first objects only: what follows is most often the same leak again. */
#define MAX_LINES	40

/* "FILE [PARAMETER...]" */
static int load_line(struct call *c, char *line)
{
	size_t len = strcspn(line, "\n ");
	char *path = dms_asprintf(MODULES "/%.*s", (int)len, line), *parameters;
	int fd = open(path, O_RDONLY | O_CLOEXEC), ret = 0;

	line[strcspn(line, "\n")] = '\0';
	parameters = line + len + (line[len] == ' ');
	if (fd < 0 || (syscall(SYS_finit_module, fd, parameters, 0) && errno != EEXIST))
		ret = call_fail(c, "%s does not load: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	free(path);
	return ret;
}

/* As far as the kernel has them as modules; in the order of their dependencies. */
static int load_modules(struct call *c)
{
	FILE *f = access(LOADED, F_OK) ? fopen(MODULES "/order", "re") : NULL;
	char *line = NULL;
	size_t size = 0;
	int ret = 0;

	if (!f)
		return 0;
	/* a driver that takes the device as soon as it is loaded would not wait for the script */
	pci_write_file("/sys/bus/pci/drivers_autoprobe", "0");
	while (!ret && getline(&line, &size, f) > 0)
		ret = load_line(c, line);
	free(line);
	fclose(f);
	if (!ret)
		close(open(LOADED, O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
	return ret;
}

static int check_bdf(struct call *c, const char *bdf)
{
	char *path = dms_asprintf("/sys/bus/pci/devices/%s", bdf);
	bool there = !strchr(bdf, '/') && !access(path, F_OK);

	free(path);
	return there ? 0 : call_fail(c, "there is no PCI device '%s'", bdf);
}

static int driver_bind(struct call *c)
{
	const char *bdf = c->l->args[0], *driver = c->l->args[1];
	char *path, had[64];
	int ret = check_bdf(c, bdf);

	if (!ret)
		ret = load_modules(c);
	if (ret)
		return ret;
	path = dms_asprintf("/sys/bus/pci/drivers/%s", driver);
	if (strchr(driver, '/') || access(path, F_OK))
		ret = call_fail(c, "there is no PCI driver '%s'", driver);
	free(path);
	if (ret)
		return ret;
	/* its own driver's, too: the script wants to see the probe */
	pci_driver_of(bdf, had, sizeof(had));
	if (*had)
		pci_unbind(bdf);
	c->result = pci_bind_to(bdf, driver);
	return 0;
}

static int driver_unbind(struct call *c)
{
	int ret = check_bdf(c, c->l->args[0]);

	if (!ret)
		c->result = pci_unbind(c->l->args[0]);
	return ret;
}

static int driver_work(struct call *c)
{
	const char *bdf = c->l->args[0], *class = c->l->args[1];
	struct work_done done;
	uint64_t ms;
	int ret = check_bdf(c, bdf);

	if (!ret && !work_is_class(class))
		ret = call_fail(c, "no work '%s'; there is block, net and script", class);
	if (!ret)
		ret = call_key_num(c, "timeout", WORK_MS, &ms);
	if (!ret && (!ms || ms > MAX_WORK_MS))
		ret = call_fail(c, "timeout is 1 to %d ms", MAX_WORK_MS);
	if (ret)
		return ret;
	work_run(bdf, class, ms, &done);
	c->result = done.result;
	call_publish_num(c, "bytes", done.bytes, false);
	call_publish_num(c, "stuck", done.stuck, false);
	return 0;
}

/* All devices are suspended and resumed, nothing is switched off: Documentation/power/. */
static int system_suspend(struct call *c)
{
	c->result = pci_write_file("/sys/power/pm_test", "devices");
	if (c->result == -ENOENT)
		c->result = -EOPNOTSUPP;
	if (c->result)
		return 0;
	/* seconds that it stays so */
	pci_write_file("/sys/module/suspend/parameters/pm_test_delay", "1");
	c->result = pci_write_file("/sys/power/state", "freeze");
	pci_write_file("/sys/power/pm_test", "none");
	return 0;
}

/* One open file a line: the kernel limits how often a single one may write. */
static void log_leak(const char *line)
{
	char *text = dms_asprintf("<6>dmascope: kmemleak: %s\n", line);

	pci_write_file("/dev/kmsg", text);
	free(text);
}

static uint64_t count_leaks(void)
{
	static const char start[] = "unreferenced object ";
	FILE *f = fopen(KMEMLEAK, "re");
	unsigned int lines = 0;
	uint64_t nr = 0;
	char *line = NULL;
	size_t size = 0;

	while (f && getline(&line, &size, f) > 0) {
		line[strcspn(line, "\n")] = '\0';
		nr += !strncmp(line, start, strlen(start));
		if (lines++ < MAX_LINES)
			log_leak(line);
	}
	free(line);
	if (f)
		fclose(f);
	return nr;
}

static int memory_leaks(struct call *c)
{
	const struct timespec age = { .tv_sec = MIN_AGE_S };
	unsigned int i;

	if (access(KMEMLEAK, F_OK)) {
		c->result = -EOPNOTSUPP;
		return 0;
	}
	/* nothing but time makes an object old enough */
	clock_nanosleep(CLOCK_MONOTONIC, 0, &age, NULL);
	for (i = 0; i < SCANS && !c->result; i++)
		c->result = pci_write_file(KMEMLEAK, "scan");
	if (c->result)
		return 0;
	call_publish_num(c, "leaks", count_leaks(), false);
	/* they were told, and shall not be told of another script */
	c->result = pci_write_file(KMEMLEAK, "clear");
	return 0;
}

const struct script_op script_ops_driver[] = {
	{
		.name = "driver-bind", .args = "ww", .usage = "BDF DRIVER", .facts = "result",
		.run = driver_bind,
		.help = "bind any PCI device to any driver, after loading the modules that the guest "
			"has for it",
	}, {
		.name = "driver-unbind", .args = "w", .usage = "BDF", .facts = "result",
		.run = driver_unbind, .help = "take any PCI device from its driver",
	}, {
		.name = "driver-work", .args = "ww", .usage = "BDF block|net|script",
		.keys = "timeout", .facts = "bytes stuck result", .run = driver_work,
		.help = "use what the driver made of the device: read and write a disk, send and "
			"receive frames, or the guest's own script",
	}, {
		.name = "system-suspend", .args = "", .usage = "", .facts = "result",
		.run = system_suspend, .help = "suspend and resume all devices, as a test of them",
	}, {
		.name = "memory-leaks", .args = "", .usage = "", .facts = "leaks result",
		.run = memory_leaks,
		.help = "memory that nobody knows of any more, by kmemleak; told once",
	},
	{ 0 }
};
