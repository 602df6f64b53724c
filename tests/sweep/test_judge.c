// SPDX-License-Identifier: GPL-2.0
/* What came of a sweep's run, from what it left behind; and which call sites there are. */
#include <stdlib.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "runner/sweep.h"
#include "runner/verdict.h"
#include "tap.h"

#define FULL	"abind.result=0\nawork0.result=0\nawork0.stuck=0\naunbind.result=0\n" \
		"n.calls=3\nn.count=1\n" \
		"bbind.result=0\nbwork0.result=0\nbunbind.result=0\n"

#define UNCHECKED \
	"[    2.000000] DMA-API: fake 0000:03:00.0: device driver failed to check map error" \
	"[device address=0x00000000fffff000] [size=512 bytes] [mapped as single]\n"

/* kernel/locking/lockdep.c, print_circular_bug() */
#define INVERTED \
	"[    3.000000] ======================================================\n" \
	"[    3.000000] WARNING: possible circular locking dependency detected\n" \
	"[    3.000000] 6.12.117 #1 Tainted: G           O\n" \
	"[    3.000000] ------------------------------------------------------\n" \
	"[    3.000000] kworker/u10:2/55 is trying to acquire lock:\n" \
	"[    3.000000] ffff888101bb8148 ((wq_completion)async){+.+.}-{0:0}, at: process_one_work+0xf99/0x19b0\n"

#define INJECTED \
	"[    2.900000] dmascope_inject: 0000:03:00.0: dma_alloc_attrs fails with NULL, injection 1, " \
	"size 512, direction -, caller fake_open+0x5a/0x100 [fake], process agent:55\n"

#define FAULT(address) \
	"[    3.000000] DMAR: DRHD: handling fault status reg 2\n" \
	"[    3.000100] DMAR: [DMA Read NO_PASID] Request device [03:00.0] fault addr " address \
	" [fault reason 0x06] PTE Read access is not set\n"

static struct dms_kernel kernel = { .name = (char *)"test" };
static struct dms_target target = {
	.label = (char *)"test", .platform = { .name = (char *)"test", .arch = "x86_64" },
	.kernel = &kernel, .accel = "tcg",
};
static struct dms_sweep_options opt = { .repeat = 3, .first_nth = 1, .last_nth = 1, .seed = 1 };
static struct dms_sweep_driver driver = {
	.name = (char *)"fake", .spec = "fake", .driver = "fake",
};
static struct dms_sweep sweep = { .opt = &opt, .driver = &driver, .target = &target, .bdf = "0000:03:00.0" };
static const struct dms_sweep_site site = {
	.call = (char *)"dma_alloc_attrs", .function = (char *)"fake_open",
	.module = (char *)"fake", .offset = 0x5a, .reached = 3,
};

static void set_facts(struct dms_record *rec, const char *lines)
{
	struct dms_strlist l = { 0 };
	size_t i;

	dms_strlist_split(&l, lines, "\n");
	for (i = 0; i < l.nr; i++)
		dms_facts_parse(&rec->facts, l.v[i]);
	dms_strlist_free(&l);
}

/* As the runner does it with a job: the verdict, then the sweep's. @s NULL: the recording */
static struct dms_sweep_what judge(const struct dms_sweep_site *s, struct dms_record rec,
				   const char *facts, const char *log)
{
	struct dms_sweep_try t = { .sweep = &sweep, .site = s, .nth = 1 };
	const struct dms_report *report;
	struct dms_analysis *analysis;
	struct dms_sweep_what what;
	struct dms_job job;

	if (dms_sweep_try_init(&t, &job, 0))
		exit(2);
	rec.console = dms_asprintf("[    1.000000] dmascope: begin %s\n%s"
				   "[    9.000000] dmascope: end %s\n", t.scenario.id, log,
				   t.scenario.id);
	rec.console_len = strlen(rec.console);
	set_facts(&rec, facts);
	dms_verdict_give(&job, &rec, &analysis, &report);
	job.observe(&job, &rec);
	dms_analysis_free(analysis);
	what = t.what;
	t.what = (struct dms_sweep_what){ 0 };
	dms_sweep_try_free(&t);
	dms_job_free(&job);
	dms_record_free(&rec);
	return what;
}

/* @broke NULL: nothing did */
static void is_what(struct dms_sweep_what w, enum dms_sweep_outcome outcome, const char *broke,
		    const char *name)
{
	is_str(dms_sweep_outcome_name(w.outcome), dms_sweep_outcome_name(outcome), name);
	if (broke && ok(w.broke.nr, "... something broke"))
		has_str(w.broke.v[0], broke, "... and it is told");
	dms_sweep_what_free(&w);
}

static struct dms_record ended(const char *state, const char *text)
{
	return (struct dms_record){ .state = dms_strdup(state), .text = dms_strdup(text) };
}

static void test_handled(void)
{
	struct dms_sweep_what w = judge(&site, ended("ok", ""), FULL, "");

	is_str(w.response, "it goes on", "nothing fails");
	is_what(w, DMS_SWEEP_HANDLED, NULL, "a failure that nobody minds");

	w = judge(&site, ended("ok", ""), "abind.result=-12\nawork0.result=-19\naunbind.result=-19\n"
		  "n.calls=1\nn.count=1\nbbind.result=0\nbwork0.result=0\nbunbind.result=0\n", "");
	is_str(w.response, "bind fails with ENOMEM", "the first step that fails");
	is_what(w, DMS_SWEEP_HANDLED, NULL, "a driver that gives up, and works again");

	w = judge(&site, ended("ok", ""), FULL "awork1.result=-95\nbwork1.result=-95\n", "");
	is_what(w, DMS_SWEEP_HANDLED, NULL, "a kernel that cannot suspend");

	w = judge(&site, ended("ok", ""), FULL "n.count=0\n", "");
	is_what(w, DMS_SWEEP_NOT_REACHED, NULL, "a call that was not made");
}

static void test_broke(void)
{
	struct dms_sweep_what w;
	struct dms_record rec = { 0 };

	w = judge(&site, ended("ok", ""), FULL,
		  "[    2.000000] BUG: kernel NULL pointer dereference, address: 0000000000000000\n"
		  "[    2.000100] #PF: supervisor write access in kernel mode\n"
		  "[    2.000200] Oops: Oops: 0002 [#1] PREEMPT SMP\n");
	if (ok(w.finding.kind, "an oops is a finding"))
		is_str(w.finding.kind, "oops", "... of its kind");
	is_what(w, DMS_SWEEP_BROKE, "oops", "an oops");

	w = judge(&site, ended("ok", ""), FULL "bwork0.result=-110\n", "");
	is_what(w, DMS_SWEEP_BROKE, "wedged: bound again, block fails with ETIMEDOUT",
		"a device that does not work again");
	w = judge(&site, ended("ok", ""), FULL "awork0.result=-110\n", "");
	is_what(w, DMS_SWEEP_BROKE, "wedged: block waits in vain",
		"a device that does not work until then");
	w = judge(&site, ended("ok", ""), FULL "left.value=2\n", "");
	is_what(w, DMS_SWEEP_BROKE, "leak: 2 mappings", "mappings that are left");
	w = judge(&site, ended("ok", ""), FULL "had.value=2\nleft.value=2\n", "");
	is_what(w, DMS_SWEEP_HANDLED, NULL, "mappings that an earlier run left");
	w = judge(&site, ended("ok", ""), FULL "lost.leaks=1\n", "");
	is_what(w, DMS_SWEEP_BROKE, "leak: kmemleak finds 1", "memory that is left");
	w = judge(&site, ended("ok", ""), FULL "awork0.result=-110\nawork0.stuck=1\n", "");
	is_what(w, DMS_SWEEP_BROKE, "hang: ", "a process that hangs in the kernel");
	w = judge(&site, ended("fail", "not done after 420 s"), "abind.result=0\n", "");
	is_what(w, DMS_SWEEP_BROKE, "hang: not done", "a script that does not end");

	rec.trouble = dms_strdup("the guest hangs: no end of the script within 430 s");
	is_what(judge(&site, rec, "", ""), DMS_SWEEP_BROKE, "hang: the guest hangs",
		"a guest that hangs");
	rec = (struct dms_record){ .death = dms_strdup("the guest panicked: x") };
	is_what(judge(&site, rec, "", ""), DMS_SWEEP_BROKE, "died: the guest panicked",
		"a guest that dies");
	w = judge(&site, ended("fail", "sweep:9:1: inject: there is no such knob"), "", "");
	is_what(w, DMS_SWEEP_ERROR, "no such knob", "a script that failed says nothing of the driver");
}

/* What the driver leaves without any failure is no consequence of one. */
static void test_baseline(void)
{
	struct dms_sweep_what w;

	sweep.baseline.leaks = 1;
	sweep.baseline.mappings = 2;
	is_what(judge(&site, ended("ok", ""), FULL "left.value=2\nlost.leaks=1\n", ""),
		DMS_SWEEP_HANDLED, NULL, "what is left without a failure, too");
	is_what(judge(&site, ended("ok", ""), FULL "left.value=3\nlost.leaks=1\n", ""),
		DMS_SWEEP_BROKE, "leak: 1 mappings", "one mapping more");
	sweep.baseline = (struct dms_sweep_what){ 0 };
	sweep.baseline = judge(NULL, ended("ok", ""), FULL, UNCHECKED);
	is_str(dms_sweep_outcome_name(sweep.baseline.outcome), "handled",
	       "a driver that misuses the API by itself can be swept");
	is_int(sweep.baseline.broke.nr, 1, "... and that is told");
	is_what(judge(&site, ended("ok", ""), FULL, UNCHECKED), DMS_SWEEP_HANDLED, NULL,
		"... but not of a site");
	dms_sweep_free(&sweep);

	sweep.baseline = judge(NULL, ended("ok", ""), FULL, INVERTED);
	is_int(sweep.baseline.broke.nr, 1, "a lock that is taken the wrong way round");
	w = judge(&site, ended("ok", ""), FULL, INJECTED INVERTED);
	is_int(w.broke.nr, 0, "... is no news when a call failed before it");
	is_what(w, DMS_SWEEP_HANDLED, NULL, "... whatever the analyzer takes for the cause");
	dms_sweep_free(&sweep);
	is_what(judge(&site, ended("ok", ""), FULL, INJECTED INVERTED), DMS_SWEEP_BROKE,
		"injected on purpose", "... but is where it was none without");

	sweep.baseline = judge(NULL, ended("ok", ""), FULL, FAULT("0x86fa4000"));
	is_what(judge(&site, ended("ok", ""), FULL, INJECTED FAULT("0x86fa4000")),
		DMS_SWEEP_HANDLED, NULL, "a fault that is there without a failure, too");
	is_what(judge(&site, ended("ok", ""), FULL, INJECTED FAULT("0x86fb0000")), DMS_SWEEP_BROKE,
		"0x86fb0000", "... is not the one at another address");
	dms_sweep_free(&sweep);
}

/* A file has a workload for each kind of kernel. */
static void test_work(void)
{
	struct dms_strlist caps = { 0 };
	struct dms_sweep_driver d;
	char path[] = P_tmpdir "/dms-sweep-XXXXXX";
	int fd = mkstemp(path);

	dprintf(fd, "description = x\ndriver = x\nworkload = net suspend\n"
		"workload[lockdep] = net\n");
	close(fd);
	if (!ok(!dms_sweep_driver_load(path, &d), "a file with two workloads"))
		exit(1);
	dms_sweep_driver_choose(&d, &target);
	is_int(d.work.nr, 2, "the one of all kernels");
	dms_strlist_add(&caps, "lockdep");
	kernel.caps = caps;
	dms_sweep_driver_choose(&d, &target);
	is_int(d.work.nr, 1, "the one of a kernel with lockdep");
	kernel.caps = (struct dms_strlist){ 0 };
	dms_strlist_free(&caps);
	dms_sweep_driver_free(&d);
	unlink(path);
}

static void test_recording(void)
{
	struct dms_sweep_what w;

	w = judge(NULL, ended("ok", ""), FULL
		  "dma_alloc_attrs.site0=3 fake_open+0x5a/0x100 [fake]\n"
		  "dma_alloc_attrs.site1=9 dma_pool_alloc+0x1f/0x200\n"
		  "dma_alloc_attrs.sites=2\n"
		  "dma_map_page_attrs.site0=7 fake_send.part.0+0x1/0x2\n"
		  "dma_map_sg_attrs.site0=5 ?\n", "");
	is_what(w, DMS_SWEEP_HANDLED, NULL, "a recording");
	is_int(sweep.nr_sites, 2, "sites, but for what the API calls of itself");
	is_str(sweep.sites[0].function, "fake_open", "a function");
	is_u64(sweep.sites[0].offset, 0x5a, "its offset");
	is_str(sweep.sites[0].module, "fake", "its module");
	is_u64(sweep.sites[0].reached, 3, "how often it was reached");
	is_str(sweep.sites[1].function, "fake_send.part.0", "a part of a function");
	is_str(sweep.sites[1].module, "vmlinux", "one of the kernel's own");
	ok(sweep.sites_lost, "callers without a name are missed");

	opt.last_nth = 9;
	dms_strlist_add(&opt.sites, "dma_alloc_attrs:fake_open+0x5a");
	is_int(dms_sweep_choose(&sweep), 0, "a site is chosen");
	is_int(sweep.nr_cases, 3, "with as many calls as it made");
	dms_strlist_add(&opt.sites, "dma_alloc_attrs:fake_close");
	is_int(dms_sweep_choose(&sweep), -1, "one that was not reached is refused");
	dms_strlist_free(&opt.sites);
	dms_sweep_free(&sweep);

	w = judge(NULL, ended("ok", ""), "abind.result=-5\nbbind.result=0\n", "");
	is_str(w.response, "bind fails with EIO", "what fails by itself");
	is_what(w, DMS_SWEEP_ERROR, NULL, "a workload that fails by itself");
	dms_sweep_free(&sweep);
}

/* As on a machine of which nothing is known, with one of each outcome. */
static void test_tables(void)
{
	struct dms_run run = { .results.dir = (char *)"results/x" };
	struct dms_sweep_case cases[DMS_SWEEP_ERROR + 1] = { 0 };
	struct dms_sweep_site odd = site;
	char *text = NULL;
	size_t i, len;
	FILE *out = open_memstream(&text, &len);

	odd.function = (char *)"fake\033_open";
	for (i = 0; i <= DMS_SWEEP_ERROR; i++)
		cases[i] = (struct dms_sweep_case){
			.site = i ? &site : &odd, .nth = 1, .what.outcome = i,
		};
	dms_strlist_add(&cases[DMS_SWEEP_BROKE].what.broke, "oops: \033[31mred");
	cases[DMS_SWEEP_BROKE].tried = cases[DMS_SWEEP_BROKE].failed = 3;
	sweep.run = &run;
	sweep.cases = cases;
	sweep.nr_cases = DMS_SWEEP_ERROR + 1;
	dms_sweep_print_text(&sweep, out);
	dms_sweep_print_json(&sweep, out);
	fclose(out);
	ok(!strchr(text, '\033'), "no control character of a driver's reaches the terminal");
	has_str(text, "broke 3 times of 3", "how often it broke");
	has_str(text, "again: dmascope sweep --driver fake --seed 1 --platform test --kernel test "
		"--site dma_alloc_attrs:fake_open+0x5a --nth 1", "the command that does it again");
	has_str(text, "\"outcome\":\"not-reached\"", "an outcome in JSON");
	free(text);
	dms_strlist_free(&cases[DMS_SWEEP_BROKE].what.broke);
	sweep.cases = NULL;
	sweep.nr_cases = 0;
}

int main(void)
{
	dms_strlist_add(&driver.work, "block");
	dms_strlist_add(&driver.work, "suspend");
	test_handled();
	test_broke();
	test_baseline();
	test_work();
	test_recording();
	test_tables();
	dms_strlist_free(&driver.work);
	return tap_done();
}
