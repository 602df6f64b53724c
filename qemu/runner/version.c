// SPDX-License-Identifier: GPL-2.0
/* Compares versions number by number: 11.0 is newer than 9.2 and the same as 11. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runner/version.h"

static const char *skip_op(const char *cond)
{
	if (!strncmp(cond, ">=", 2))
		return cond + 2;
	return *cond == '<' ? cond + 1 : NULL;
}

int dms_version_check(const char *cond, char *err, size_t errlen)
{
	const char *version = skip_op(cond);

	if (version && *version >= '0' && *version <= '9' &&
	    !version[strspn(version, "0123456789.")])
		return 0;
	snprintf(err, errlen, "'[%s]' is not a condition on QEMU's version: write [>=11.0] or [<11.0]",
		 cond);
	return -EINVAL;
}

/* The number at *s, which moves behind it and its dot; what follows a number is no part of it. */
static unsigned long next_number(const char **s)
{
	char *end;
	unsigned long n = strtoul(*s, &end, 10);

	*s = *end == '.' ? end + 1 : "";
	return n;
}

static int compare(const char *a, const char *b)
{
	while (*a || *b) {
		unsigned long x = next_number(&a), y = next_number(&b);

		if (x != y)
			return x < y ? -1 : 1;
	}
	return 0;
}

bool dms_version_holds(const char *cond, const char *version)
{
	int order = compare(version, skip_op(cond));

	return *cond == '<' ? order < 0 : order >= 0;
}
