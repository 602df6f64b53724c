// SPDX-License-Identifier: GPL-2.0
/*
 * A sweep on this machine: the same scripts, carried out here, for a device that no emulator has.
 * What breaks the kernel breaks this machine, and is the last thing that it does for us.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "dmactl/pci.h"
#include "dmactl/script.h"
#include "runner/boot.h"
#include "runner/ktap.h"
#include "runner/sweep.h"
#include "runner/verdict.h"

#define INJECTOR	"/sys/kernel/debug/dmascope_inject/arm"
#define KILL_SECONDS	5
/* of Documentation/admin-guide/tainted-kernels.rst: bad page (or KASAN), oops, soft lockup */
#define TAINT_FATAL	(1UL << 5 | 1UL << 7 | 1UL << 14)

static bool has_file(const char *path)
{
	return !access(path, F_OK);
}

static bool config_has(const char *release, const char *option)
{
	char *path = dms_asprintf("/boot/config-%s", release), line[256];
	FILE *f = fopen(path, "re");
	bool found = false;

	while (f && !found && fgets(line, sizeof(line), f))
		found = !strncmp(line, option, strlen(option)) && !strcmp(line + strlen(option), "=y\n");
	if (f)
		fclose(f);
	free(path);
	return found;
}

/* What this kernel can show, in the words of a platform and a kernel. */
static void describe(struct dms_target *t, struct dms_kernel *k, const char *bdf)
{
	struct utsname u = { 0 };
	char type[64];

	uname(&u);
	k->name = dms_strdup(u.release);
	k->arch = dms_strdup(u.machine);
	dms_facts_set(&k->setup, "release", strlen("release"), u.release);
	t->label = dms_strdup("here");
	t->platform.name = dms_strdup("here");
	t->platform.arch = k->arch;
	t->kernel = k;
	t->accel = "none";
	if (has_file("/sys/kernel/debug/dma-api/dump"))
		dms_strlist_add(&k->caps, "dma-debug");
	if (has_file("/sys/kernel/debug/kmemleak"))
		dms_strlist_add(&k->caps, "kmemleak");
	if (config_has(u.release, "CONFIG_KASAN"))
		dms_strlist_add(&k->caps, "kasan");
	if (config_has(u.release, "CONFIG_PROVE_LOCKING"))
		dms_strlist_add(&k->caps, "lockdep");
	pci_iommu_type(bdf, type, sizeof(type));
	if (!strncmp(type, "DMA", 3))
		dms_strlist_add(&k->caps, "iommu");
}

/* Is something of this device's mounted?  Unbinding would take it away from under its users. */
static bool is_mounted(const char *bdf)
{
	char *below = dms_asprintf("/%s/", bdf), *line = NULL;
	FILE *f = fopen("/proc/self/mountinfo", "re");
	unsigned int major, minor;
	bool mounted = false;
	size_t size = 0;

	while (f && !mounted && getline(&line, &size, f) > 0) {
		char *link, *path;

		if (sscanf(line, "%*d %*d %u:%u", &major, &minor) != 2 || !major)
			continue;
		link = dms_asprintf("/sys/dev/block/%u:%u", major, minor);
		path = realpath(link, NULL);
		mounted = path && strstr(path, below);
		free(path);
		free(link);
	}
	free(line);
	if (f)
		fclose(f);
	free(below);
	return mounted;
}

/* Return: what is in the way, to free; NULL: nothing. */
static char *obstacle(const struct dms_sweep_driver *d, const char *bdf)
{
	char *path = dms_asprintf("/sys/bus/pci/devices/%s", bdf);
	bool there = !strchr(bdf, '/') && has_file(path);
	size_t i;

	free(path);
	if (!there)
		return dms_asprintf("there is no PCI device '%s'; lspci -D names them", bdf);
	for (i = 0; i < d->work.nr; i++)
		if (strcmp(d->work.v[i], "script") && strcmp(d->work.v[i], "suspend"))
			return dms_asprintf("%s: the workload '%s' is for guests: it would write to "
					    "disks and wires of this machine; use 'script'", d->spec,
					    d->work.v[i]);
	if (is_mounted(bdf))
		return dms_asprintf("a file system of %s is mounted; unmount it first", bdf);
	if (geteuid())
		return dms_strdup("only root can take a device from its driver");
	if (!has_file(INJECTOR))
		return dms_strdup("the injector is not loaded; insmod dmascope_inject.ko, with debugfs mounted");
	return NULL;
}

/* ---- one run ---- */

static void tell_fact(void *out, const char *name, const char *value)
{
	char *line = dms_asprintf("%s=%s\n", name, value);
	size_t len = strlen(line);

	if (write(*(int *)out, line, len) != (ssize_t)len)
		_exit(1);
	free(line);
}

static _Noreturn void carry_out(const struct dms_sweep_try *t, int out)
{
	struct script_sink sink = { .ctx = &out, .fact = tell_fact };
	char *node = dms_asprintf("/dev/dmascope-%s", t->sweep->bdf), err[512] = "";
	int ret;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (t->sweep->opt->script)
		setenv("DMASCOPE_WORKLOAD", t->sweep->opt->script, 1);
	ret = script_resume_on("sweep", t->scenario.text, &sink, &script_device_real, node, err,
			       sizeof(err));
	/* a name that no fact has */
	tell_fact(&out, ret ? "!fail" : "!ok", err);
	_exit(0);
}

static void take_line(struct dms_record *rec, const char *line)
{
	if (*line != '!') {
		dms_facts_parse(&rec->facts, line);
		return;
	}
	rec->state = dms_strdup(line[1] == 'o' ? "ok" : "fail");
	rec->text = dms_strdup(strchr(line, '=') + 1);
}

/* Until the script's process closes its end; false: time is over. */
static bool listen_to(int fd, double deadline, struct dms_record *rec)
{
	struct dms_strbuf b = { 0 };
	char buf[4096], *line, *save = NULL;
	ssize_t n = 1;

	while (n > 0 && dms_now() < deadline) {
		struct pollfd p = { .fd = fd, .events = POLLIN };

		if (poll(&p, 1, (int)((deadline - dms_now()) * 1000) + 1) != 1)
			break;
		n = read(fd, buf, sizeof(buf));
		if (n > 0)
			dms_strbuf_add(&b, buf, n);
	}
	for (line = b.s ? strtok_r(b.s, "\n", &save) : NULL; line; line = strtok_r(NULL, "\n", &save))
		take_line(rec, line);
	dms_strbuf_free(&b);
	return !n;
}

/* A process in an uninterruptible sleep is left behind. */
static bool end_script(pid_t pid)
{
	double deadline = dms_now() + KILL_SECONDS;

	kill(pid, SIGKILL);
	while (waitpid(pid, NULL, WNOHANG) != pid) {
		if (dms_now() > deadline)
			return false;
		usleep(50000);
	}
	return true;
}

static void run_script(const struct dms_sweep_try *t, struct dms_record *rec)
{
	unsigned int seconds = t->scenario.timeout;
	int pipes[2];
	pid_t pid;

	if (pipe2(pipes, O_CLOEXEC)) {
		rec->state = dms_strdup("fail");
		rec->text = dms_strdup(strerror(errno));
		return;
	}
	fflush(NULL);
	pid = fork();
	if (!pid)
		carry_out(t, pipes[1]);
	close(pipes[1]);
	if (pid < 0 || listen_to(pipes[0], dms_now() + seconds, rec)) {
		if (pid > 0)
			waitpid(pid, NULL, 0);
	} else if (!end_script(pid)) {
		rec->trouble = dms_strdup("the script's process hangs in the kernel");
	}
	close(pipes[0]);
	if (!rec->state) {
		rec->state = dms_strdup("fail");
		rec->text = dms_asprintf("not done after %u s", seconds);
	}
}

static int open_log(void)
{
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd >= 0)
		lseek(fd, 0, SEEK_END);
	return fd;
}

/* EPIPE: records were overwritten before we came; the next read goes on behind them. */
static void read_log(int fd, struct dms_record *rec)
{
	struct dms_strbuf b = { 0 };
	char buf[8192];
	ssize_t n;

	while (fd >= 0 && ((n = read(fd, buf, sizeof(buf))) > 0 || errno == EPIPE))
		if (n > 0)
			dms_strbuf_add(&b, buf, n);
	if (fd >= 0)
		close(fd);
	rec->console_len = b.len;
	rec->console = dms_strbuf_take(&b);
}

static unsigned long taint(void)
{
	char text[32];

	return pci_read_file("/proc/sys/kernel/tainted", text, sizeof(text)) ? 0 :
	       strtoul(text, NULL, 10);
}

static void run_try(struct dms_sweep_try *t, struct dms_job *job)
{
	const struct dms_report *report = NULL;
	struct dms_analysis *analysis = NULL;
	struct dms_record rec = { 0 };
	struct dms_run *run = t->sweep->run;
	unsigned long before = taint();
	double start = dms_now();
	int log = open_log();

	run_script(t, &rec);
	read_log(log, &rec);
	job->seconds = dms_now() - start;
	dms_verdict_give(job, &rec, &analysis, &report);
	if (dms_results_save(&run->results, job, &rec, "this machine", report))
		run->broken = true;
	job->observe(job, &rec);
	dms_analysis_free(analysis);
	dms_run_done(run, job);
	if (taint() & ~before & TAINT_FATAL)
		t->sweep->spoilt = "the kernel is damaged; reboot, and go on with --site";
	else if (dms_sweep_left(&rec))
		t->sweep->spoilt = "mappings are left, and every later run would be blamed for them; "
				   "reboot, and go on with --site";
	else if (rec.trouble)
		t->sweep->spoilt = "a process hangs in the kernel; reboot, and go on with --site";
	dms_record_free(&rec);
}

static int run_tries(struct dms_sweep *s, struct dms_sweep_try *tries, size_t nr,
		     unsigned int turn)
{
	size_t i;

	for (i = 0; i < nr && !s->spoilt && !s->run->broken; i++) {
		struct dms_job job;

		if (dms_sweep_try_init(&tries[i], &job, turn))
			return -1;
		dms_progress(i, nr, job.scenario->id);
		run_try(&tries[i], &job);
		dms_job_free(&job);
	}
	return s->run->broken ? -1 : 0;
}

/* ---- all of them ---- */

static void give_back(const char *bdf, const char *driver)
{
	char *path = dms_asprintf("/sys/bus/pci/devices/%s/driver_override", bdf);

	if (*driver)
		pci_bind_to(bdf, driver);
	pci_write_file(path, "\n");
	free(path);
}

static int sweep_device(const struct dms_sweep_options *opt, const struct dms_sweep_driver *d,
			struct dms_target *target, struct dms_run *run)
{
	struct dms_sweep s = {
		.opt = opt, .driver = d, .target = target, .run = run, .bdf = opt->here,
		.run_tries = run_tries,
	};
	char had[64];
	int ret;

	pci_driver_of(opt->here, had, sizeof(had));
	ret = dms_sweep_all(&s);
	/* to bind on a damaged kernel could be the end of it */
	if (!s.spoilt)
		give_back(opt->here, had);
	ret = dms_sweep_finish(&s, ret ? 2 : 0);
	dms_sweep_free(&s);
	return ret;
}

int dms_sweep_here(const struct dms_sweep_options *opt, struct dms_run *run)
{
	struct dms_kernel kernel = { 0 };
	struct dms_target target = { 0 };
	struct dms_sweep_driver d;
	char *why;
	int ret = 2;

	if (opt->drivers.nr != 1 || opt->platforms || opt->kernels) {
		dms_err("--here is for one driver, and for no platform or kernel but this machine's");
		return 2;
	}
	if (dms_sweep_driver_load(opt->drivers.v[0], &d))
		return 2;
	describe(&target, &kernel, opt->here);
	dms_sweep_driver_choose(&d, &target);
	why = obstacle(&d, opt->here);
	if (why)
		dms_err("%s", why);
	else
		ret = sweep_device(opt, &d, &target, run);
	free(why);
	dms_target_free(&target);
	dms_kernel_free(&kernel);
	dms_sweep_driver_free(&d);
	return ret;
}
