// SPDX-License-Identifier: GPL-2.0
/* Inputs in the shapes in which the targets need them. */
#include <sanitizer/common_interface_defs.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"

void fuzz_failed(const char *file, int line, const char *what, const char *fmt, ...)
{
	static char why[4096], text[5000];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why, sizeof(why), fmt, ap);
	va_end(ap);
	snprintf(text, sizeof(text), "%s:%d: check failed: %s: %s", file, line, what, why);
	/* stderr may lead nowhere; the sanitizers know where their reports go. */
	__sanitizer_report_error_summary(text);
	abort();
}

static void *need(void *p)
{
	fuzz_check(p, "out of memory");
	return p;
}

char *fuzz_string(const uint8_t *data, size_t size)
{
	char *s = need(malloc(size + 1));

	if (size)
		memcpy(s, data, size);
	s[size] = '\0';
	return s;
}

void fuzz_file_make(struct fuzz_file *f, const void *data, size_t size)
{
	f->fd = memfd_create("fuzz", MFD_CLOEXEC);
	fuzz_check(f->fd >= 0, "memfd_create");
	fuzz_check(!size || write(f->fd, data, size) == (ssize_t)size, "write");
	snprintf(f->path, sizeof(f->path), "/proc/self/fd/%d", f->fd);
}

void fuzz_file_close(struct fuzz_file *f)
{
	close(f->fd);
}

size_t fuzz_split(const uint8_t *data, size_t size, const uint8_t **second, size_t *second_len)
{
	static const char line[] = "=====\n";
	const uint8_t *p = memmem(data, size, line, sizeof(line) - 1);

	*second = NULL;
	*second_len = 0;
	if (!p)
		return size;
	*second = p + sizeof(line) - 1;
	*second_len = size - (size_t)(*second - data);
	return (size_t)(p - data);
}

static struct {
	FILE *real;
	char *text;
	size_t len;
} captured;

/* glibc documents that stdout may be assigned to. */
void fuzz_capture(void)
{
	captured.real = stdout;
	stdout = need(open_memstream(&captured.text, &captured.len));
}

char *fuzz_captured(size_t *len)
{
	fclose(stdout);
	stdout = captured.real;
	*len = captured.len;
	return captured.text;
}

uint64_t fuzz_random(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

size_t fuzz_below(uint64_t *state, size_t n)
{
	return n ? fuzz_random(state) % n : 0;
}
