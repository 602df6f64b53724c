/* SPDX-License-Identifier: GPL-2.0 */
/* TAP for small C tests: one check, one line; a failed check says what it saw. */
#ifndef DMS_TAP_H
#define DMS_TAP_H

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static unsigned int tap_count, tap_failed;

static inline bool __attribute__((format(printf, 2, 3))) ok(bool good, const char *fmt, ...)
{
	va_list ap;

	tap_count++;
	tap_failed += !good;
	printf("%sok %u - ", good ? "" : "not ", tap_count);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	fflush(stdout);
	return good;
}

static inline bool is_u64(uint64_t got, uint64_t want, const char *name)
{
	if (!ok(got == want, "%s", name))
		printf("# got %#" PRIx64 ", want %#" PRIx64 "\n", got, want);
	return got == want;
}

static inline bool is_int(long got, long want, const char *name)
{
	if (!ok(got == want, "%s", name))
		printf("# got %ld, want %ld\n", got, want);
	return got == want;
}

static inline bool is_str(const char *got, const char *want, const char *name)
{
	bool good = got && want ? !strcmp(got, want) : got == want;

	if (!ok(good, "%s", name))
		printf("# got  '%s'\n# want '%s'\n", got ? got : "(null)", want ? want : "(null)");
	return good;
}

static inline bool has_str(const char *got, const char *part, const char *name)
{
	bool good = got && strstr(got, part);

	if (!ok(good, "%s", name))
		printf("# got  '%s'\n# lacks '%s'\n", got ? got : "(null)", part);
	return good;
}

/** tap_done() - print the plan; the value for main() to return. */
static inline int tap_done(void)
{
	printf("1..%u\n", tap_count);
	return tap_failed || !tap_count;
}

#endif /* DMS_TAP_H */
