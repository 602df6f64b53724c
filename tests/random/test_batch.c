// SPDX-License-Identifier: GPL-2.0
/* The log of a batch, cut into sequences, and the verdict on each. */
#include <stdlib.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "runner/random.h"
#include "tap.h"

#define MARK	"[    1.000000] dmascope: random "
#define DEVICE	"[    1.000000] DMA-API: dmascope_drv 0000:01:00.0: "

static struct dms_random_tally tally;
static struct dms_random_batch batch;
static struct dms_results results;

/* What a guest left of @nr sequences from seed 1 on; those of a mix have @violations. */
static void judge(const char *log, unsigned int nr, const char *violation)
{
	static struct dms_kernel kernel;
	static struct dms_target target;
	struct dms_record rec = {
		.console = dms_asprintf("[    1.000000] dmascope: begin random/1\n%s"
					"[    2.000000] dmascope: end random/1\n", log),
		.state = dms_strdup("ok"), .text = dms_strdup(""),
	};
	const struct rnd_violation *v = violation ? rnd_violation_named(violation) : NULL;
	struct dms_job job;

	kernel.name = (char *)"test";
	target.label = (char *)"test";
	target.platform.name = (char *)"test";
	target.kernel = &kernel;
	rec.console_len = strlen(rec.console);
	dms_facts_parse(&rec.facts, "dev.bdf=0000:01:00.0");
	dms_random_tally_free(&tally);
	dms_random_tally_init(&tally);
	batch = (struct dms_random_batch){
		.first = 1, .nr = nr, .tally = &tally, .results = &results,
		.mix = { .violations = v ? 1000 : 0, .kinds = v ? 1ULL << (v - rnd_violations) : 0 },
	};
	if (dms_random_batch_init(&batch, &job, &target))
		exit(2);
	job.judge(&job, &rec);
	dms_record_free(&rec);
	dms_job_free(&job);
	dms_scenario_free(&batch.scenario);
}

static void test_legal(void)
{
	judge(MARK "1 begin\n" MARK "1 ok\n" MARK "2 begin\n" MARK "2 ok\n", 2, NULL);
	is_int(tally.legal.exact, 2, "two sequences that said nothing");
	ok(dms_random_tally_clean(&tally), "... and nothing else did");
	is_int(batch.next, 3, "the next seed is the third");

	judge(MARK "1 begin\n" MARK "1 ok\n" MARK "2 begin\n" DEVICE
	      "device driver tries to free DMA memory it has not allocated "
	      "[device address=0x00000000fffff000] [size=4096 bytes]\n" MARK "2 ok\n"
	      MARK "3 begin\n" MARK "3 ok\n", 3, NULL);
	is_int(tally.legal.extra, 1, "a finding in a legal sequence");
	is_int(tally.legal.exact, 2, "... is that sequence's alone");
	is_int(tally.nr_failures == 1 ? tally.failures[0].seed : 0, 2, "... of that seed");

	judge(MARK "1 begin\n" MARK "1 fail random:9: check: $v.wrong==0 is not true\n", 1, NULL);
	is_int(tally.legal.broken, 1, "wrong data");
	has_str(tally.failures[0].why.v[0], "$v.wrong==0 is not true", "... and where");

	judge(MARK "1 begin\n" MARK "1 ok\n" MARK "2 begin\n", 9, NULL);
	is_int(tally.legal.broken, 1, "a sequence that never came to its end");
	is_int(batch.next, 3, "those behind it were not run");

	judge(MARK "11 begin\n" MARK "11 ok\n", 1, NULL);
	is_int(tally.legal.run, 0, "another seed's log is not this one's");
}

static void test_violation(void)
{
	static const char begin[] = MARK "1 begin\n" MARK "1 fact xm.iova=0xfffff000\n";
	struct rnd_seq *s = dms_alloc(sizeof(*s));
	char *line, *log;

	rnd_generate(s, 1, rnd_violation_named("sync-after-unmap"));
	line = dms_asprintf(DEVICE "device driver tries to sync DMA memory it has not allocated "
			    "[device address=0x00000000fffff000] [size=%u bytes]\n", s->len);
	log = dms_asprintf("%s%s" MARK "1 ok\n", begin, line);
	judge(log, 1, "sync-after-unmap");
	is_int(tally.kinds[rnd_violation_named("sync-after-unmap") - rnd_violations].exact, 1,
	       "the finding of the violation, at its address");
	free(log);

	log = dms_asprintf("%s" MARK "1 ok\n", begin);
	judge(log, 1, "sync-after-unmap");
	is_int(tally.kinds[rnd_violation_named("sync-after-unmap") - rnd_violations].missing, 1,
	       "it is not there");
	free(log);

	log = dms_asprintf(MARK "1 begin\n" MARK "1 fact xm.iova=0xffffe000\n%s" MARK "1 ok\n",
			   line);
	judge(log, 1, "sync-after-unmap");
	is_int(tally.kinds[rnd_violation_named("sync-after-unmap") - rnd_violations].missing, 1,
	       "it is about another address");
	free(log);

	log = dms_asprintf("%s%s%s" MARK "1 ok\n", begin, line, line);
	judge(log, 1, "sync-after-unmap");
	is_int(tally.kinds[rnd_violation_named("sync-after-unmap") - rnd_violations].exact, 0,
	       "it is there twice");
	free(log);
	free(line);
	free(s);
}

int main(void)
{
	char dir[] = "/tmp/dms-batch-XXXXXX", *sub;

	if (!mkdtemp(dir))
		return 2;
	results.dir = dir;
	sub = dms_asprintf("mkdir %s/random", dir);
	if (system(sub))
		return 2;
	free(sub);
	test_legal();
	test_violation();
	dms_random_tally_free(&tally);
	sub = dms_asprintf("rm -r %s", dir);
	if (system(sub))
		return 2;
	free(sub);
	return tap_done();
}
