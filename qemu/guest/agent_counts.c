// SPDX-License-Identifier: GPL-2.0
/* How often each line of our modules was carried out, on a kernel that counts (CONFIG_GCOV_KERNEL). */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "agent.h"

#define COUNTS	"/sys/kernel/debug/gcov"

static void send_counts(struct agent *a, const char *path)
{
	size_t len;
	char *data = kernel_read(a, path, &len), *name = dms_asprintf("gcov%s", path + strlen(COUNTS));

	if (data)
		channel_send_file(&a->ch, name, data, len);
	free(name);
	free(data);
}

/* The folders are those that the objects lie in on the host. */
static void walk(struct agent *a, const char *path)
{
	char *full = dms_asprintf("%s%s", a->env->root, path);
	DIR *dir = opendir(full);
	struct dirent *d;

	while (dir && (d = readdir(dir))) {
		size_t len = strlen(d->d_name);
		char *below = dms_asprintf("%s/%s", path, d->d_name);

		if (d->d_type == DT_DIR && *d->d_name != '.')
			walk(a, below);
		else if (d->d_type == DT_REG && len > 5 && !strcmp(d->d_name + len - 5, ".gcda"))
			send_counts(a, below);
		free(below);
	}
	if (dir)
		closedir(dir);
	free(full);
}

void counts_send(struct agent *a)
{
	walk(a, COUNTS);
}
