// SPDX-License-Identifier: GPL-2.0
/* Where dmascope finds its data. */
#include <libgen.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "runner/root.h"

static bool is_root(const char *dir)
{
	char *probe = dms_asprintf("%s/qemu/platforms", dir);
	bool ok = !access(probe, R_OK | X_OK);

	free(probe);
	return ok;
}

static char *find_root(void)
{
	static const char *const beside_program[] = { "..", "../share/dmascope" };
	const char *env = getenv("DMASCOPE_ROOT");
	char exe[PATH_MAX];
	ssize_t len;
	size_t i;

	if (env && *env) {
		if (is_root(env))
			return realpath(env, NULL);
		dms_err("DMASCOPE_ROOT=%s holds no qemu/platforms", env);
		return NULL;
	}
	len = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	if (len < 0)
		len = 0;
	exe[len] = '\0';
	dirname(exe);
	for (i = 0; i < ARRAY_SIZE(beside_program); i++) {
		char *dir = dms_asprintf("%s/%s", exe, beside_program[i]);
		char *real = is_root(dir) ? realpath(dir, NULL) : NULL;

		free(dir);
		if (real)
			return real;
	}
	dms_err("no scenarios and platforms beside the program; set DMASCOPE_ROOT to a checkout");
	return NULL;
}

const char *dms_root(void)
{
	static char *root;

	if (!root)
		root = find_root();
	return root;
}
