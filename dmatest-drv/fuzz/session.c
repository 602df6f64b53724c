// SPDX-License-Identifier: GPL-2.0
/* A session: its file, its way to the driver, and which request comes next. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "fuzz.h"

#define MAX_COMPLAINTS	30

bool fuzz_stopped(const struct fuzz *f)
{
	return __atomic_load_n(&f->shared->stop, __ATOMIC_RELAXED);
}

char *fuzz_arena(void)
{
	char *p = mmap(NULL, 3 * FUZZ_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
		       -1, 0);

	if (p == MAP_FAILED || mprotect(p + 2 * FUZZ_PAGE, FUZZ_PAGE, PROT_NONE)) {
		perror("dmafuzz: no memory");
		exit(2);
	}
	return p;
}

/* A process that is about to be killed may be the one that complains: no stdio. */
static void complain(struct fuzz_session *s, uint64_t *count, uint32_t opcode, int ret,
		     const char *what)
{
	const struct fuzz_row *row = fuzz_row_of(opcode);

	/* what stands in for the driver takes everything */
	if (s->f->port == &fuzz_port_dry)
		return;
	fuzz_count(count);
	if (__atomic_load_n(count, __ATOMIC_RELAXED) > MAX_COMPLAINTS)
		return;
	dprintf(STDOUT_FILENO, "note %s (%u): %s: %s\n", row ? row->name : "op", opcode, what,
		ret ? strerror(-ret) : "done");
}

int fuzz_ioctl(struct fuzz_session *s, unsigned long number, void *arg)
{
	int ret = s->f->port->request(s->fd, number, arg);

	fuzz_count(&s->f->shared->requests);
	if (ret == -ENODEV || ret == -EBADF)
		s->gone = true;
	return ret;
}

/* Where structures lie is the caller's business: at the end of memory, across pages, askew. */
static char *pick_place(struct fuzz_session *s, size_t len)
{
	switch (fuzz_below(&s->rng, 4)) {
	case 0:
		return s->arena + 2 * FUZZ_PAGE - len;
	case 1:
		return s->arena + FUZZ_PAGE - fuzz_below(&s->rng, len);
	case 2:
		return s->arena + 1 + 2 * fuzz_below(&s->rng, 64);
	}
	return s->arena;
}

static void print_request(const struct dmascope_op *op)
{
	dprintf(STDOUT_FILENO, "note op=%u flags=%#x set=%#x obj=%u peer=%u fn=%u dir=%u nents=%u "
		"offset=%#llx len=%#llx addr=%#llx cpu=%#llx attrs=%#llx value=%#llx "
		"seed=%#llx\n", op->op, op->flags, op->set, op->obj, op->peer, op->fn, op->dir,
		op->nents, (unsigned long long)op->offset, (unsigned long long)op->len,
		(unsigned long long)op->addr, (unsigned long long)op->cpu,
		(unsigned long long)op->attrs, (unsigned long long)op->value,
		(unsigned long long)op->seed);
}

int fuzz_send(struct fuzz_session *s, struct dmascope_op *op)
{
	const struct fuzz_row *row = fuzz_row_of(op->op);
	struct fuzz_stat none = { 0 }, *stat = row ? &s->f->shared->stats[row - fuzz_rows] : &none;
	char *place = pick_place(s, sizeof(*op));
	int ret;

	if (s->f->trace)
		print_request(op);
	memcpy(place, op, sizeof(*op));
	ret = fuzz_ioctl(s, DMASCOPE_IOC_OP, place);
	memcpy(op, place, sizeof(*op));
	fuzz_count(&stat->sent);
	if (!ret)
		fuzz_count(&stat->done);
	if (!ret && !op->result)
		fuzz_count(&stat->good);
	if (ret == -EOPNOTSUPP || (!ret && op->result == -EOPNOTSUPP))
		fuzz_count(&stat->absent);
	return ret;
}

int fuzz_legal(struct fuzz_session *s, struct dmascope_op *op)
{
	struct fuzz_shared *shared = s->f->shared;
	int ret = fuzz_send(s, op);

	switch (ret) {
	case 0:
		if (op->result)
			fuzz_count(&shared->failed);
		return op->result;
	case -ENODEV:
	case -ENOMEM:
	case -ENOSPC:
	case -EOPNOTSUPP:
	case -EINTR:
		break;
	default:
		complain(s, &shared->odd, op->op, ret, "a legal request was refused");
		print_request(op);
	}
	return ret;
}

void fuzz_must_refuse(struct fuzz_session *s, uint32_t opcode, int ret, int want,
		      const char *rule)
{
	struct fuzz_shared *shared = s->f->shared;

	fuzz_count(&shared->refused);
	if (!ret)
		complain(s, &shared->accepted, opcode, ret, rule);
	else if (want && ret != want && ret != -ENODEV)
		complain(s, &shared->odd, opcode, ret, rule);
}

int fuzz_session_open(struct fuzz_session *s)
{
	struct dmascope_op op = {
		.op = DMASCOPE_OP_QUERY, .fn = DMASCOPE_Q_MAX_MAPPING_SIZE,
	}, merge = { 0 };

	memset(s->objs, 0, sizeof(s->objs));
	s->busy = s->gone = false;
	s->bytes = 0;
	s->fd = s->f->port->open(s->f->node);
	if (s->fd < 0)
		return s->fd;
	if (fuzz_ioctl(s, DMASCOPE_IOC_INFO, &s->info) || fuzz_send(s, &op)) {
		s->f->port->close(s->fd);
		return -ENODEV;
	}
	fuzz_count(&s->f->shared->sessions);
	merge.op = DMASCOPE_OP_QUERY;
	merge.fn = DMASCOPE_Q_MERGE_BOUNDARY;
	/* only an IOMMU can put pieces together */
	s->direct = !fuzz_send(s, &merge) && !merge.out[0];
	/* a bounce pool serves several sessions */
	s->max_map = op.out[0] < 256 << 10 ? op.out[0] / 2 : 128 << 10;
	return 0;
}

void fuzz_session_close(struct fuzz_session *s)
{
	s->f->port->close(s->fd);
	s->fd = -1;
}

static void take_step(struct fuzz_session *s)
{
	unsigned int total = 0, i;
	uint64_t n;

	for (i = 0; i < fuzz_nr_rows; i++)
		total += fuzz_rows[i].step ? fuzz_rows[i].weight : 0;
	n = fuzz_below(&s->rng, total);
	for (i = 0; i < fuzz_nr_rows; i++) {
		if (!fuzz_rows[i].step)
			continue;
		if (n < fuzz_rows[i].weight) {
			fuzz_rows[i].step(s);
			return;
		}
		n -= fuzz_rows[i].weight;
	}
}

/* What is done to the file, but by no op. */
static void take_aside(struct fuzz_session *s)
{
	if (fuzz_one_in(&s->rng, 2))
		fuzz_step_mmap(s);
	else
		fuzz_step_events(s);
}

static void ask_info(struct fuzz_session *s)
{
	struct dmascope_info info;
	char *place = pick_place(s, sizeof(info));

	fuzz_ioctl(s, DMASCOPE_IOC_INFO, place);
}

/* Of a hundred: what it takes to get deep into the driver, and what tries its doors. */
static void take_turn(struct fuzz_session *s)
{
	uint64_t n = fuzz_below(&s->rng, 1000);

	if (s->f->wild && n < 300)
		fuzz_wild(s);
	else if (n < 660)
		take_step(s);
	else if (n < 700)
		take_aside(s);
	else if (n < 850)
		fuzz_refusal(s);
	else if (n < 940)
		fuzz_noise(s);
	else if (n < 950)
		ask_info(s);
	else if (s->f->limit && n < 970)
		fuzz_step_domain(s);
	else if (s->f->alone)
		take_step(s);
	else if (n < 970)
		fuzz_race(s);
	else if (n < 996)
		fuzz_commons(s);
	else
		fuzz_fork(s);
}

void fuzz_session_run(struct fuzz_session *s, unsigned int requests)
{
	const struct timespec pause = { .tv_nsec = 1000000 };

	if (fuzz_session_open(s)) {
		/* the device is being bound anew */
		clock_nanosleep(CLOCK_MONOTONIC, 0, &pause, NULL);
		return;
	}
	while (requests-- && !s->gone && !fuzz_stopped(s->f))
		take_turn(s);
	fuzz_session_close(s);
}
