// SPDX-License-Identifier: GPL-2.0
/* One script that carries out many random sequences, and the verdict on each of them. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "dmactl/script.h"
#include "runner/file.h"
#include "runner/random.h"
#include "runner/verdict.h"

/* A sequence takes milliseconds, or the five seconds of the limit on an IOMMU's messages. */
#define BATCH_SECONDS	600

/**
 * struct piece - what the console has of one sequence
 * @text, @len:	from its first line to the next one's
 * @end:	"ok", or "fail" with what stands in @why; NULL: it never came to its end
 * @quiet:	nobody but the sequence itself said anything
 */
struct piece {
	const char *text;
	size_t len;
	const char *end;
	char *why;
	bool quiet;
	struct dms_facts facts;
};

int dms_random_scenario(const struct rnd_seq *s, const char *id, struct dms_scenario *out)
{
	char *path = dms_asprintf("%s.scn", id), *text = rnd_text(s), err[512];
	int ret = dms_scenario_parse(path, id, text, strlen(text), out, err, sizeof(err));

	if (ret)
		dms_err("a random sequence is no scenario: %s", err);
	free(path);
	return ret;
}

static void judge_batch(struct dms_job *job, const struct dms_record *rec);

int dms_random_batch_init(struct dms_random_batch *b, struct dms_job *job,
			  struct dms_target *target)
{
	char err[512], *id = dms_asprintf("random/%" PRIu64, b->first), *text;
	int ret;

	text = dms_asprintf("description: %u random sequences\ntimeout: %u\n---\n"
			    "r = random %" PRIu64 " %u %u %u 0x%" PRIx64 "\n", b->nr, BATCH_SECONDS,
			    b->first, b->nr, b->mix.violations, b->mix.faults, b->mix.kinds);
	ret = dms_scenario_parse(id, id, text, strlen(text), &b->scenario, err, sizeof(err));
	if (ret)
		dms_err("%s", err);
	free(id);
	b->next = b->first;
	*job = (struct dms_job){
		.scenario = &b->scenario, .target = target, .judge = judge_batch, .judge_ctx = b,
	};
	return ret;
}

/* The line that @at is in: where it starts. */
static const char *line_of(const char *text, const char *at)
{
	while (at > text && at[-1] != '\n')
		at--;
	return at;
}

/* "dmascope: random SEED WORD", from @from on; what follows it in @rest. */
static const char *find_mark(const char *from, const char *end, uint64_t seed, const char *word,
			     const char **rest)
{
	char *mark = dms_asprintf(SCRIPT_RANDOM_MARK "%" PRIu64 " %s", seed, word);
	const char *at = memmem(from, end - from, mark, strlen(mark));

	if (at && rest)
		*rest = at + strlen(mark);
	free(mark);
	return at;
}

static void take_fact(struct piece *p, const char *line, size_t len)
{
	static const char word[] = " fact ";
	const char *at = memmem(line, len, word, strlen(word));
	char *fact;

	if (!at)
		return;
	at += strlen(word);
	fact = dms_strndup(at, line + len - at);
	fact[strcspn(fact, "\r")] = '\0';
	dms_facts_parse(&p->facts, fact);
	free(fact);
}

static void read_piece(struct piece *p, uint64_t seed)
{
	const char *end = p->text + p->len, *line = p->text, *nl, *rest;

	p->quiet = true;
	for (; line < end; line = nl + 1) {
		nl = memchr(line, '\n', end - line);
		if (!nl)
			nl = end;
		if (memmem(line, nl - line, SCRIPT_RANDOM_MARK, strlen(SCRIPT_RANDOM_MARK)))
			take_fact(p, line, nl - line);
		else if (!memmem(line, nl - line, "dmascope: end ", 14))
			p->quiet = false;
	}
	if (find_mark(p->text, end, seed, "ok", NULL)) {
		p->end = "ok";
		p->why = dms_strdup("");
	} else if (find_mark(p->text, end, seed, "fail ", &rest)) {
		p->end = "fail";
		p->why = dms_strndup(rest, strcspn(rest, "\r\n"));
	}
}

static void copy_facts(struct dms_facts *to, const struct dms_facts *from, const char *start)
{
	size_t i;

	for (i = 0; i < from->nr; i++)
		if (!strncmp(from->v[i].name, start, strlen(start)))
			dms_facts_set(to, from->v[i].name, strlen(from->v[i].name),
				      from->v[i].value);
}

/* The folder of the files that the guest sent for this sequence, with what all share. */
static char *bundle_of(const struct dms_record *rec, uint64_t seed)
{
	char *dir, *from, *to;

	if (!rec->bundle)
		return NULL;
	dir = dms_asprintf("%s/random/%" PRIu64, rec->bundle, seed);
	if (access(dir, R_OK)) {
		free(dir);
		return NULL;
	}
	from = dms_asprintf("%s/boot.log", rec->bundle);
	to = dms_asprintf("%s/boot.log", dir);
	if (link(from, to) && access(to, R_OK))
		dms_err("cannot write %s", to);
	free(from);
	free(to);
	return dir;
}

/* Judged like any scenario; only the emulator's trace cannot be told apart by sequence. */
static enum dms_verdict judge_piece(struct dms_job *batch, const struct dms_record *rec,
				    const struct piece *p, const struct rnd_seq *s,
				    struct dms_strlist *why)
{
	struct dms_target target = *batch->target;
	struct dms_job job = { .target = &target };
	const struct dms_report *report;
	struct dms_analysis *analysis;
	struct dms_scenario scenario;
	enum dms_verdict verdict;
	struct dms_record r = {
		.console_len = p->len, .console = dms_strndup(p->text, p->len),
		.state = p->end ? dms_strdup(p->end) : NULL,
		.text = p->why ? dms_strdup(p->why) : NULL,
		.bundle = bundle_of(rec, s->seed),
	};

	target.platform.trace = (struct dms_strlist){ 0 };
	if (!p->end && rec->trouble)
		r.trouble = dms_strdup(rec->trouble);
	else if (!p->end)
		r.death = dms_strdup(rec->death ? rec->death : "it never came to its end");
	copy_facts(&r.facts, &rec->facts, "dev.");
	copy_facts(&r.facts, &p->facts, "");
	if (dms_random_scenario(s, "random", &scenario)) {
		dms_record_free(&r);
		return DMS_ERROR;
	}
	job.scenario = &scenario;
	dms_verdict_give(&job, &r, &analysis, &report);
	dms_analysis_free(analysis);
	verdict = job.verdict;
	*why = job.reasons;
	job.reasons = (struct dms_strlist){ 0 };
	dms_job_free(&job);
	dms_scenario_free(&scenario);
	dms_record_free(&r);
	return verdict;
}

static bool has_reason(const struct dms_strlist *why, const char *start)
{
	size_t i;

	for (i = 0; i < why->nr; i++)
		if (!strncmp(why->v[i], start, strlen(start)))
			return true;
	return false;
}

static void keep_failure(struct dms_random_batch *b, const struct dms_target *t,
			 const struct piece *p, const struct rnd_seq *s, struct dms_strlist *why)
{
	char *path = dms_random_path(b->results, t, s->seed, ".log");
	struct dms_random_tally *all = b->tally;

	dms_file_write(path, p->text, p->len);
	free(path);
	all->failures = dms_realloc(all->failures,
				    (all->nr_failures + 1) * sizeof(*all->failures));
	all->failures[all->nr_failures++] = (struct dms_random_failure){
		.seed = s->seed, .violation = s->violation, .why = *why,
	};
	*why = (struct dms_strlist){ 0 };
}

static void count(struct dms_random_count *c, enum dms_verdict verdict,
		  const struct dms_strlist *why)
{
	c->run++;
	if (verdict == DMS_PASS)
		c->exact++;
	else if (has_reason(why, "line "))
		c->missing++;
	else if (has_reason(why, "unexpected finding"))
		c->extra++;
	else
		c->broken++;
}

static void judge_one(struct dms_job *batch, const struct dms_record *rec, struct piece *p,
		      uint64_t seed)
{
	struct dms_random_batch *b = batch->judge_ctx;
	const struct rnd_violation *v = rnd_choose(seed, &b->mix);
	struct rnd_seq *s = dms_alloc(sizeof(*s));
	enum dms_verdict verdict = DMS_PASS;
	struct dms_strlist why = { 0 };

	read_piece(p, seed);
	rnd_generate(s, seed, v);
	/* what is legal and said nothing has nothing to be judged */
	if (v || !p->quiet || !p->end || strcmp(p->end, "ok"))
		verdict = judge_piece(batch, rec, p, s, &why);
	count(v ? &b->tally->kinds[v - rnd_violations] : &b->tally->legal, verdict, &why);
	if (verdict != DMS_PASS)
		keep_failure(b, batch->target, p, s, &why);
	dms_strlist_free(&why);
	dms_facts_free(&p->facts);
	free(p->why);
	free(s);
}

/* What the boot said beside all sequences: before the first and after the last. */
static void judge_rest(struct dms_job *job, const struct dms_record *rec)
{
	struct dms_random_batch *b = job->judge_ctx;
	char *what = dms_verdict_quiet(job->target, "console.log", rec->console + rec->console_len,
				       rec->tail_len, 1, &job->found);

	if (what)
		dms_strlist_addf(&job->reasons, "after the end of the script: %s", what);
	free(what);
	if (rec->late_death)
		dms_strlist_addf(&job->reasons, "after the end of the script %s", rec->late_death);
	/* a death in a sequence is that sequence's */
	if (rec->trouble && b->next == b->first)
		dms_strlist_add(&job->reasons, rec->trouble);
	else if (rec->death && b->next == b->first)
		dms_strlist_add(&job->reasons, rec->death);
	else if (rec->state && strcmp(rec->state, "ok"))
		dms_strlist_add(&job->reasons, rec->text);
	b->tally->loud += !!job->reasons.nr;
}

static void judge_batch(struct dms_job *job, const struct dms_record *rec)
{
	struct dms_random_batch *b = job->judge_ctx;
	const char *end = rec->console + rec->console_len, *at, *next;
	size_t failed = b->tally->nr_failures;

	at = find_mark(rec->console, end, b->first, "begin", NULL);
	for (; at && b->next < b->first + b->nr; at = next) {
		struct piece p = { .text = line_of(rec->console, at) };

		next = find_mark(at, end, b->next + 1, "begin", NULL);
		p.len = (next ? line_of(rec->console, next) : end) - p.text;
		judge_one(job, rec, &p, b->next++);
	}
	judge_rest(job, rec);
	failed = b->tally->nr_failures - failed;
	if (failed)
		dms_strlist_addf(&job->reasons, "%zu of %" PRIu64 " sequences failed", failed,
				 b->next - b->first);
	job->verdict = job->reasons.nr ? DMS_FAIL : DMS_PASS;
}
