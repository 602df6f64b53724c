// SPDX-License-Identifier: GPL-2.0
/* dmafuzz: options, the run, its numbers. */
#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "fuzz.h"

#define PROGRESS_S	10
#define MAX_REQUESTS	400	/* of one session */
#define ENOUGH		3000	/* of all: as many reach every op */

static const char usage[] =
	"usage: dmafuzz --device /dev/dmascope-BDF [--seconds N] [--seed S] [--threads N]\n"
	"               [--safe|--wild] [--requests N] [--trace]\n"
	"       dmafuzz --dry --requests N [--seed S]   print requests, send none\n"
	"       dmafuzz --list-ops                      NAME NUMBER FLAGS step|refused\n"
	"Sends requests to the test driver: legal ones, which it must take, and such that break\n"
	"a rule, which it must refuse.\n"
	"  --safe       (default) misuse the DMA API in no way: whatever the kernel reports is\n"
	"               a bug of the driver's or the kernel's\n"
	"  --wild       misuse it in every way: corrupts memory\n"
	"  --requests N one thread, nothing beside it: the same seed sends the same requests\n"
	"Prints \"progress\", \"note\" and, at the end, \"fact NAME=VALUE\" lines.  Exit code: 0 done,\n"
	"1 the driver took what it must refuse or refused what is legal, 2 usage or no device.\n";

struct worker {
	pthread_t thread;
	struct fuzz_session session;
};

static void run_session(struct fuzz_session *s)
{
	fuzz_session_run(s, 1 + fuzz_below(&s->rng, MAX_REQUESTS));
}

static void *worker_main(void *arg)
{
	struct worker *w = arg;

	while (!fuzz_stopped(w->session.f))
		run_session(&w->session);
	return NULL;
}

static void init_session(struct fuzz_session *s, struct fuzz *f, unsigned int index)
{
	s->f = f;
	s->index = index;
	s->arena = fuzz_arena();
	s->rng.state = f->seed + index * 0x632be59bd9b4e019ULL;
}

static void print_progress(const struct fuzz *f, unsigned int second)
{
	const struct fuzz_shared *n = f->shared;

	dprintf(STDOUT_FILENO, "progress seconds=%u requests=%llu sessions=%llu forks=%llu "
		"rebinds=%llu accepted=%llu odd=%llu\n", second, (unsigned long long)n->requests,
		(unsigned long long)n->sessions, (unsigned long long)n->forks,
		(unsigned long long)n->rebinds, (unsigned long long)n->accepted,
		(unsigned long long)n->odd);
}

static void run_threads(struct fuzz *f)
{
	struct worker *w = calloc(f->threads, sizeof(*w));
	struct timespec end;
	unsigned int i, nr = 0;

	if (!w || fuzz_beside_start(f)) {
		fprintf(stderr, "dmafuzz: no threads: %s\n", strerror(errno));
		exit(2);
	}
	for (i = 0; i < f->threads; i++, nr++) {
		init_session(&w[i].session, f, i);
		if (pthread_create(&w[i].thread, NULL, worker_main, &w[i]))
			break;
	}
	/* by the clock: on a busy machine every second slept takes longer, and an hour minutes */
	clock_gettime(CLOCK_MONOTONIC, &end);
	for (i = 1; i <= f->seconds; i++) {
		end.tv_sec++;
		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &end, NULL);
		if (!(i % PROGRESS_S))
			print_progress(f, i);
	}
	__atomic_store_n(&f->shared->stop, 1, __ATOMIC_RELAXED);
	for (i = 0; i < nr; i++)
		pthread_join(w[i].thread, NULL);
	fuzz_beside_stop(f);
	free(w);
}

static void run_alone(struct fuzz *f)
{
	struct fuzz_session s = { 0 };

	init_session(&s, f, 0);
	while (f->shared->requests < f->limit)
		run_session(&s);
}

static void print_fact(const char *name, uint64_t value)
{
	printf("fact %s=%llu\n", name, (unsigned long long)value);
}

static bool uses_registers(const struct fuzz_row *row)
{
	return row->opcode == DMASCOPE_OP_MAP_RESOURCE ||
	       row->opcode == DMASCOPE_OP_UNMAP_RESOURCE;
}

static void print_numbers(const struct fuzz *f)
{
	const struct fuzz_shared *n = f->shared;
	unsigned int i, unreached = 0;
	char name[64], *p;

	for (i = 0; i < fuzz_nr_rows; i++) {
		snprintf(name, sizeof(name), "good_%s", fuzz_rows[i].name);
		for (p = name; *p; p++)
			*p = tolower((unsigned char)*p);
		print_fact(name, n->stats[i].good);
		memcpy(name, "sent", 4);
		print_fact(name, n->stats[i].sent);
		if (!fuzz_rows[i].step || n->stats[i].good || n->stats[i].absent ||
		    (fuzz_has_small_masks(f) && uses_registers(&fuzz_rows[i])))
			continue;
		printf("note %s: no request succeeded\n", fuzz_rows[i].name);
		unreached += n->requests >= ENOUGH;
	}
	print_fact("seed", f->seed);
	print_fact("requests", n->requests);
	print_fact("refused", n->refused);
	print_fact("failed", n->failed);
	print_fact("sessions", n->sessions);
	print_fact("forks", n->forks);
	print_fact("races", n->races);
	print_fact("rebinds", n->rebinds);
	print_fact("unreached", unreached);
	print_fact("accepted", n->accepted);
	print_fact("odd", n->odd);
}

static void list_ops(void)
{
	unsigned int i;

	for (i = 0; i < fuzz_nr_rows; i++)
		printf("%s %u %#x %s\n", fuzz_rows[i].name, fuzz_rows[i].opcode,
		       fuzz_rows[i].flags, fuzz_rows[i].step ? "step" : "refused");
}

static bool read_number(const char *text, uint64_t *value)
{
	char *end;

	errno = 0;
	*value = strtoull(text, &end, 0);
	return !errno && end != text && !*end;
}

static bool read_option(struct fuzz *f, int opt, const char *arg)
{
	uint64_t n = 0;

	if (arg && opt != 'd' && !read_number(arg, &n))
		return false;
	switch (opt) {
	case 'd':
		f->node = arg;
		return strchr(arg, '-');
	case 's':
		f->seconds = n;
		return n && n <= 1u << 20;
	case 'S':
		f->seed = n;
		return true;
	case 't':
		f->threads = n;
		return n && n <= FUZZ_THREADS;
	case 'r':
		f->limit = n;
		f->alone = true;
		return n;
	case 'n':
		f->port = &fuzz_port_dry;
		f->node = "dry";
		/* fall through */
	case 'T':
		f->trace = true;
		return true;
	case 'w':
	case 'f':
		f->wild = opt == 'w';
		return true;
	}
	return false;
}

static int run(struct fuzz *f)
{
	int fd = f->port->open(f->node);

	if (fd < 0) {
		fprintf(stderr, "dmafuzz: %s: %s\n", f->node, strerror(-fd));
		return 2;
	}
	f->port->close(fd);
	f->shared = mmap(NULL, sizeof(*f->shared), PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (f->shared == MAP_FAILED)
		return 2;
	dprintf(STDOUT_FILENO, "note seed %#llx\n", (unsigned long long)f->seed);
	if (f->alone)
		run_alone(f);
	else
		run_threads(f);
	print_numbers(f);
	return f->shared->accepted || f->shared->odd;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "device", required_argument, NULL, 'd' },
		{ "seconds", required_argument, NULL, 's' },
		{ "seed", required_argument, NULL, 'S' },
		{ "threads", required_argument, NULL, 't' },
		{ "requests", required_argument, NULL, 'r' },
		{ "dry", no_argument, NULL, 'n' },
		{ "trace", no_argument, NULL, 'T' },
		{ "safe", no_argument, NULL, 'f' },
		{ "wild", no_argument, NULL, 'w' },
		{ "list-ops", no_argument, NULL, 'l' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 }
	};
	struct fuzz f = {
		.port = &fuzz_port_real, .seconds = 60, .threads = 4, .seed = time(NULL),
	};
	int opt;

	/* whoever started it is gone: so is the reason to go on */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (opt == 'l' || opt == 'h') {
			opt == 'l' ? list_ops() : (void)fputs(usage, stdout);
			return 0;
		}
		if (!read_option(&f, opt, optarg))
			break;
	}
	if (opt != -1 || optind < argc || !f.node || (f.port == &fuzz_port_dry && !f.alone)) {
		fputs(usage, stderr);
		return 2;
	}
	return run(&f);
}
