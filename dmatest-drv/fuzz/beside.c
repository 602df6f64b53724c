// SPDX-License-Identifier: GPL-2.0
/*
 * What goes on beside a session: a file that all threads share, memory that comes and goes,
 * processes that are killed, and a device that is taken away and given back.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/array.h"
#include "dmactl/pci.h"
#include "fuzz.h"

#define SLOT		512		/* of a thread's requests in @steady */
#define ASKEW		64		/* behind what @shaker scribbles into */
#define COMMON_IDS	64

static pthread_t shaker, binder;
static char *steady, *moving;		/* the same two pages, or what takes their place */
static int memory = -1, commons = -1;

static void sleep_us(uint64_t us)
{
	const struct timespec t = { .tv_sec = us / 1000000, .tv_nsec = us % 1000000 * 1000 };

	clock_nanosleep(CLOCK_MONOTONIC, 0, &t, NULL);
}

/* ---- requests from memory that comes and goes ---- */

static void race_segs(struct fuzz_session *s)
{
	struct dmascope_seg seg = { .len = 1 + fuzz_below(&s->rng, 64) };
	struct fuzz_obj *buf = fuzz_pick(s, fuzz_is_buf);
	struct dmascope_op op = { .op = DMASCOPE_OP_SG, .nents = 1 };

	seg.obj = buf ? buf->id : 0;
	memcpy(steady + FUZZ_PAGE + s->index * SLOT, &seg, sizeof(seg));
	op.segs = (uintptr_t)moving + FUZZ_PAGE + s->index * SLOT;
	if (!fuzz_send(s, &op))
		fuzz_adopt(s, &op, FUZZ_OTHER);
}

/* Only such ops that it does not matter what becomes of their fields meanwhile. */
void fuzz_race(struct fuzz_session *s)
{
	static const uint32_t ops[] = {
		DMASCOPE_OP_QUERY, DMASCOPE_OP_MAPPING_ERROR, DMASCOPE_OP_SG_SEG, DMASCOPE_OP_NONE,
		DMASCOPE_OP_HOLD,
	};
	struct fuzz_obj *o = fuzz_pick(s, fuzz_is_any);
	struct dmascope_op op = { .op = ops[fuzz_below(&s->rng, 5)] };
	size_t at = s->index * SLOT;

	fuzz_count(&s->f->shared->races);
	if (fuzz_one_in(&s->rng, 4)) {
		race_segs(s);
		return;
	}
	op.obj = o && op.op != DMASCOPE_OP_HOLD ? o->id : 0;
	if (fuzz_one_in(&s->rng, 2))
		at += ASKEW + fuzz_below(&s->rng, SLOT - ASKEW - sizeof(op));
	memcpy(steady + at, &op, sizeof(op));
	fuzz_ioctl(s, fuzz_one_in(&s->rng, 8) ? DMASCOPE_IOC_INFO : DMASCOPE_IOC_OP, moving + at);
}

/* Replaced, never unmapped: another thread's memory could come to lie in the gap. */
static void shake(struct fuzz_rng *r)
{
	char *page = moving + fuzz_below(r, 2) * FUZZ_PAGE;
	struct dmascope_op *op = (struct dmascope_op *)(steady + fuzz_below(r, FUZZ_THREADS) * SLOT);

	switch (fuzz_below(r, 6)) {
	case 0:
		mprotect(page, FUZZ_PAGE, PROT_NONE);
		break;
	case 1:
		mprotect(page, FUZZ_PAGE, PROT_READ);
		break;
	case 2:
		mmap(page, FUZZ_PAGE, PROT_NONE, MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		break;
	case 3:
		mmap(page, FUZZ_PAGE, PROT_READ | PROT_WRITE,
		     MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		break;
	case 4:
		__atomic_store_n(&op->fn, fuzz_number(r), __ATOMIC_RELAXED);
		break;
	default:
		mmap(page, FUZZ_PAGE, PROT_READ | PROT_WRITE, MAP_FIXED | MAP_SHARED, memory,
		     page - moving);
	}
}

static void *shaker_main(void *arg)
{
	struct fuzz *f = arg;
	struct fuzz_rng r = { f->seed ^ 0x5ade };

	while (!fuzz_stopped(f)) {
		shake(&r);
		sleep_us(fuzz_below(&r, 500));
	}
	return NULL;
}

static int make_memory(void)
{
	memory = memfd_create("dmafuzz", MFD_CLOEXEC);
	if (memory < 0 || ftruncate(memory, 2 * FUZZ_PAGE))
		return -errno;
	steady = mmap(NULL, 2 * FUZZ_PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
	moving = mmap(NULL, 2 * FUZZ_PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
	return steady == MAP_FAILED || moving == MAP_FAILED ? -ENOMEM : 0;
}

/* ---- the file that all share ---- */

void fuzz_commons_open(struct fuzz *f)
{
	int fd = f->port->open(f->node);

	if (fd < 0)
		return;
	/* the number stays, so that nobody's requests go to a file of another */
	if (commons < 0) {
		commons = fd;
		return;
	}
	dup2(fd, commons);
	f->port->close(fd);
}

/*
 * Nobody knows what another thread has made of an object here.  So only that is asked for
 * which is legal in any order: nothing is freed while it may be mapped, no device goes there.
 */
void fuzz_commons(struct fuzz_session *s)
{
	struct fuzz_session all = *s;
	struct dmascope_op op = { .obj = 1 + fuzz_below(&s->rng, COMMON_IDS) };
	static const uint32_t ops[] = {
		DMASCOPE_OP_BUF, DMASCOPE_OP_BUF, DMASCOPE_OP_MAP, DMASCOPE_OP_MAP,
		DMASCOPE_OP_UNMAP, DMASCOPE_OP_COHERENT, DMASCOPE_OP_FREE_COHERENT,
		DMASCOPE_OP_VERIFY, DMASCOPE_OP_FILL, DMASCOPE_OP_QUERY, DMASCOPE_OP_HOLD,
	};

	if (commons < 0 || fuzz_one_in(&s->rng, 400)) {
		fuzz_commons_open(s->f);
		return;
	}
	op.op = ops[fuzz_below(&s->rng, ARRAY_SIZE(ops))];
	switch (op.op) {
	case DMASCOPE_OP_BUF:
		op.fn = fuzz_below(&s->rng, 2);
		/* fall through */
	case DMASCOPE_OP_COHERENT:
		op.obj = 0;
		op.len = 1 + fuzz_below(&s->rng, FUZZ_PAGE);
		break;
	case DMASCOPE_OP_MAP:
		if (s->direct)
			return;
		op.dir = 1;
		break;
	case DMASCOPE_OP_QUERY:
		op.fn = DMASCOPE_Q_NEED_SYNC;
		break;
	case DMASCOPE_OP_HOLD:
		op.obj = 0;
		op.value = fuzz_below(&s->rng, 4);
	}
	/* with what its own file knows it cannot be confused: nothing is adopted */
	all.fd = commons;
	fuzz_send(&all, &op);
	s->rng = all.rng;
}

/* ---- processes that are killed ---- */

static void __attribute__((noreturn)) child_main(struct fuzz_session *parent)
{
	struct fuzz f = *parent->f;
	struct fuzz_session s = {
		.f = &f, .rng = { fuzz_next(&parent->rng) ^ 0xc41d }, .arena = parent->arena,
	};
	struct dmascope_op op = { .op = DMASCOPE_OP_HOLD, .value = DMASCOPE_MAX_TIMEOUT };

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	f.alone = true;
	if (fuzz_one_in(&s.rng, 3)) {
		s.fd = parent->fd;
		fuzz_send(&s, &op);
	}
	while (!fuzz_stopped(&f))
		fuzz_session_run(&s, 200);
	_exit(0);
}

void fuzz_fork(struct fuzz_session *s)
{
	pid_t pid = fork();

	if (!pid)
		child_main(s);
	if (pid < 0)
		return;
	fuzz_count(&s->f->shared->forks);
	sleep_us(fuzz_below(&s->rng, 40000));
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

/* ---- the device ---- */

static void *binder_main(void *arg)
{
	struct fuzz *f = arg;
	struct fuzz_rng r = { f->seed ^ 0xb1d };
	const char *bdf = strchr(f->node, '-') + 1;

	while (!fuzz_stopped(f)) {
		sleep_us(200000 + fuzz_below(&r, 4000000));
		if (pci_unbind(bdf))
			continue;
		sleep_us(fuzz_below(&r, 4) ? 0 : fuzz_below(&r, 200000));
		while (pci_bind(bdf) && !fuzz_stopped(f))
			sleep_us(1000);
		fuzz_count(&f->shared->rebinds);
	}
	pci_bind(bdf);
	return NULL;
}

int fuzz_beside_start(struct fuzz *f)
{
	int ret = make_memory();

	if (ret)
		return ret;
	fuzz_commons_open(f);
	ret = -pthread_create(&shaker, NULL, shaker_main, f);
	return ret ? ret : -pthread_create(&binder, NULL, binder_main, f);
}

void fuzz_beside_stop(struct fuzz *f)
{
	pthread_join(binder, NULL);
	pthread_join(shaker, NULL);
	if (commons >= 0)
		f->port->close(commons);
}
