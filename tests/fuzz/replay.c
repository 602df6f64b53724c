// SPDX-License-Identifier: GPL-2.0
/*
 * Runs a fuzz target without libFuzzer, so that any compiler will do: every seed, then as many
 * variants of seeds as asked for, the same ones for the same -seed.
 *
 *   fuzz_log [-runs=N] [-seed=N] [-crash=FILE] FILE|FOLDER...
 *
 * What kills the target, takes longer than TIMEOUT_S or more memory than MEMORY_MB is written to
 * the -crash file and ends the program with a status that is not 0.
 */
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <sanitizer/asan_interface.h>
#include <sanitizer/lsan_interface.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "fuzz.h"

#define TIMEOUT_S 10
#define MEMORY_MB 256
#define INPUT_MAX 65536
#define SEED_MAX (1 << 20)

#pragma weak LLVMFuzzerCustomMutator

/* The quarantine is ASan's own memory, not the target's. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "quarantine_size_mb=4:max_allocation_size_mb=256:detect_stack_use_after_return=0";
}

/* GCC's UBSan is a library of its own, which knows no death callback. */
const char *__ubsan_default_options(void);
const char *__ubsan_default_options(void)
{
	return "abort_on_error=1:print_stacktrace=1";
}

struct seed {
	uint8_t *data;
	size_t len;
};

static struct {
	struct seed *seeds;
	size_t nr;
	uint64_t random;
	const char *crash;
	const uint8_t *data;
	size_t len;
	unsigned long runs;
} state = { .crash = "crash", .random = 1 };

/* Async-signal-safe: the heap may be what broke. */
static void save_input(void)
{
	int fd = open(state.crash, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	if (fd < 0 || write(fd, state.data, state.len) != (ssize_t)state.len)
		return;
	close(fd);
	dprintf(STDERR_FILENO, "the input is in %s\n", state.crash);
}

static void on_signal(int sig)
{
	if (sig == SIGALRM)
		dprintf(STDERR_FILENO, "not finished after %d s\n", TIMEOUT_S);
	save_input();
	_exit(1);
}

static void die(const char *why)
{
	dprintf(STDERR_FILENO, "%s\n", why);
	save_input();
	_exit(1);
}

static long peak_mb(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return u.ru_maxrss / 1024;
}

static void run(const uint8_t *data, size_t len)
{
	/* An allocation of its own, so that ASan sees what is read behind its end. */
	uint8_t *copy = dms_alloc(len);

	if (len)
		memcpy(copy, data, len);
	state.data = copy;
	state.len = len;
	alarm(TIMEOUT_S);
	LLVMFuzzerTestOneInput(copy, len);
	alarm(0);
	state.runs++;
	if (peak_mb() > MEMORY_MB)
		die("more memory than 256 MB");
	if (!(state.runs % 256) && __lsan_do_recoverable_leak_check())
		die("a leak, of this input or one of the 255 before it");
	free(copy);
}

/* ---- variants ---- */

static size_t overwrite(uint8_t *data, size_t size)
{
	static const char bytes[] = "\0\xff\n\r <>&\"'{}[]\x1b\x1e=0";
	size_t at = fuzz_below(&state.random, size);

	switch (fuzz_below(&state.random, 3)) {
	case 0:
		data[at] ^= 1 << fuzz_below(&state.random, 8);
		break;
	case 1:
		data[at] = bytes[fuzz_below(&state.random, sizeof(bytes))];
		break;
	default:
		data[at] = isdigit(data[at]) ? '0' + fuzz_below(&state.random, 10) :
					       fuzz_random(&state.random);
	}
	return size;
}

static size_t cut(uint8_t *data, size_t size)
{
	size_t at = fuzz_below(&state.random, size), n = fuzz_below(&state.random, size - at) + 1;

	if (fuzz_below(&state.random, 4) && n > 16)
		n = 16;
	memmove(data + at, data + at + n, size - at - n);
	return size - n;
}

static size_t insert(uint8_t *data, size_t size, size_t max, const uint8_t *from, size_t n)
{
	size_t at = fuzz_below(&state.random, size + 1);

	if (n > max - size)
		n = max - size;
	memmove(data + at + n, data + at, size - at);
	memcpy(data + at, from, n);
	return size + n;
}

static size_t insert_part(uint8_t *data, size_t size, size_t max, const struct seed *s)
{
	size_t at = fuzz_below(&state.random, s->len + 1);
	size_t n = fuzz_below(&state.random, s->len - at + 1);
	uint8_t *part = dms_alloc(n);

	memcpy(part, s->data + at, n);
	size = insert(data, size, max, part, n);
	free(part);
	return size;
}

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max)
{
	static const char *const tokens[] = {
		"<zz y=\"", "\x1b[2J", "\xc2\x9b", "\xef\xbf\xbf", "\xff", "=====\n", "0xffffffffffffffff",
		"18446744073709551616", "-1", "$a", "\n", "[   12.345678] ", "0000:00:03.0", " ", "%",
	};
	struct seed self = { data, size };
	const char *token;

	switch (size ? fuzz_below(&state.random, 8) : 5) {
	case 0:
	case 1:
	case 2:
		return overwrite(data, size);
	case 3:
		return cut(data, size);
	case 4:
		return insert_part(data, size, max, &self);
	case 5:
	case 6:
		token = tokens[fuzz_below(&state.random, ARRAY_SIZE(tokens))];
		return insert(data, size, max, (const uint8_t *)token, strlen(token));
	default:
		return insert_part(data, size, max,
				   &state.seeds[fuzz_below(&state.random, state.nr)]);
	}
}

static void run_variants(unsigned long runs)
{
	static uint8_t data[INPUT_MAX];
	size_t n, len;

	while (runs--) {
		const struct seed *s = &state.seeds[fuzz_below(&state.random, state.nr)];

		len = s->len < INPUT_MAX ? s->len : INPUT_MAX;
		memcpy(data, s->data, len);
		for (n = 1 + fuzz_below(&state.random, 4); n; n--)
			len = LLVMFuzzerCustomMutator && fuzz_below(&state.random, 2) ?
				LLVMFuzzerCustomMutator(data, len, INPUT_MAX,
							(unsigned int)fuzz_random(&state.random)) :
				LLVMFuzzerMutate(data, len, INPUT_MAX);
		run(data, len);
	}
}

/* ---- seeds ---- */

static void add_seed(const char *path)
{
	FILE *in = fopen(path, "re");
	uint8_t *data = dms_alloc(SEED_MAX);
	size_t len;

	if (!in) {
		perror(path);
		exit(2);
	}
	len = fread(data, 1, SEED_MAX, in);
	fclose(in);
	state.seeds = dms_realloc(state.seeds, (state.nr + 1) * sizeof(*state.seeds));
	state.seeds[state.nr++] = (struct seed){ dms_realloc(data, len), len };
}

static int not_hidden(const struct dirent *d)
{
	return d->d_name[0] != '.';
}

/* Sorted, for the same variants on every machine. */
static void add_seeds(const char *path)
{
	struct dirent **list;
	struct stat st;
	int i, n;

	if (stat(path, &st) || !S_ISDIR(st.st_mode)) {
		add_seed(path);
		return;
	}
	n = scandir(path, &list, not_hidden, alphasort);
	for (i = 0; i < n; i++) {
		char *file = dms_asprintf("%s/%s", path, list[i]->d_name);

		add_seed(file);
		free(file);
		free(list[i]);
	}
	if (n >= 0)
		free(list);
}

/*
 * What the target says about its inputs is of no interest; the sanitizers write to the descriptor.
 * glibc documents that stderr may be assigned to.
 */
static void silence(void)
{
	FILE *nowhere = fopen("/dev/null", "we");

	setenv("NO_COLOR", "1", 1);
	if (!nowhere)
		_exit(2);
	stderr = nowhere;
}

int main(int argc, char **argv)
{
	unsigned long runs = 0;
	size_t i;
	int n;

	for (n = 1; n < argc; n++) {
		if (!strncmp(argv[n], "-runs=", 6))
			runs = strtoul(argv[n] + 6, NULL, 10);
		else if (!strncmp(argv[n], "-seed=", 6))
			state.random = strtoull(argv[n] + 6, NULL, 10);
		else if (!strncmp(argv[n], "-crash=", 7))
			state.crash = argv[n] + 7;
		else
			add_seeds(argv[n]);
	}
	if (!state.nr) {
		fprintf(stderr, "usage: %s [-runs=N] [-seed=N] [-crash=FILE] FILE|FOLDER...\n", *argv);
		return 2;
	}
	silence();
	__sanitizer_set_death_callback(save_input);
	signal(SIGABRT, on_signal);
	signal(SIGALRM, on_signal);
	for (i = 0; i < state.nr; i++)
		run(state.seeds[i].data, state.seeds[i].len);
	run_variants(runs);
	if (__lsan_do_recoverable_leak_check())
		die("a leak, of this input or one of the 255 before it");
	printf("%lu executions of %zu seeds and their variants, %ld MB\n", state.runs, state.nr, peak_mb());
	return 0;
}
