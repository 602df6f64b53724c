// SPDX-License-Identifier: GPL-2.0
/* dmascope new: writes a commented template, the manual in small. */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "cli/cmds.h"
#include "runner/file.h"
#include "runner/root.h"

static const char usage[] =
"usage: dmascope new scenario SUBJECT/NAME\n"
"\n"
"Writes scenarios/SUBJECT/NAME.scn, a scenario that runs as it is and explains\n"
"every part of the format. An existing file is left alone.\n";

static const char template[] =
"# SPDX-License-Identifier: GPL-2.0\n"
"# One sentence that says what is shown.\n"
"description: A device write after dma_unmap_single() is blocked by the IOMMU and named\n"
"# Engine behind the device: e1000e (the default) or edu.\n"
"engine: e1000e\n"
"# Where this is false the scenario is skipped. Words come from the caps lines in\n"
"# qemu/platforms/*.conf and qemu/kernels/*.conf, joined by & | and !.\n"
"requires: translated|direct\n"
"# Seconds that the script may take (20 when this line is missing).\n"
"timeout: 20\n"
"# What must be found, exactly once (count=N or count>=N to say otherwise). A finding that\n"
"# no line claims fails the scenario; without any expect line nothing may be found.\n"
"# Values are words, numbers, or expressions over the facts that the script publishes.\n"
"expect[translated]: vtd-fault device=$dev.bdf access=write address=page($m.iova) reason=0x05\n"
"# Where nothing translates no fault can be expected: say what is seen there instead.\n"
"expect[direct]: fact $late.wrong==4096\n"
"# 'leaves:' is an expectation of what cleaning up after the script must bring, for mappings\n"
"# that are left behind on purpose (leaves[dma-debug]: dma-api cause=leak driver=dmascope).\n"
"# Also: 'allow:' for a finding that may be there (say why in a comment), 'isolate: yes' for a\n"
"# boot of its own, 'dies: yes' when the guest must die, 'cmdline:' and 'devices:' for kernel\n"
"# parameters and QEMU devices; each can carry a condition.\n"
"---\n"
"# One op a line: [NAME =] OP [OBJECT...] [key=value...]. 'dmactl help' in the guest and\n"
"# docs/scenario-format.md list them. A named op publishes facts, NAME.field.\n"
"b = buf 4096 kind=pages\n"
"cpu-fill b seed=1\n"
"m = map b dir=from-device\n"
"# The bug: the mapping is given back, the device still uses it.\n"
"unmap m\n"
"device-write m seed=7\n"
"# How many bytes the device changed behind the CPU's back.\n"
"late = cpu-verify b seed=1\n";

/* One folder, one name, of letters, digits and '-': the id is used in paths and patterns. */
static bool is_valid_id(const char *id)
{
	const char *slash = strchr(id, '/'), *p;

	if (!slash || slash == id || !slash[1] || strchr(slash + 1, '/'))
		return false;
	for (p = id; *p; p++)
		if (*p != '/' && *p != '-' && !islower((unsigned char)*p) &&
		    !isdigit((unsigned char)*p))
			return false;
	return true;
}

static int write_template(const char *id)
{
	char *path = dms_asprintf("%s/scenarios/%s.scn", dms_root(), id);
	char *slash = strrchr(path, '/');
	ssize_t len = sizeof(template) - 1;
	int fd, ret = 2;

	*slash = '\0';
	if (dms_file_mkdirs(path)) {
		free(path);
		return 2;
	}
	*slash = '/';
	/* O_EXCL: what somebody wrote is never overwritten */
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd < 0 && errno == EEXIST) {
		dms_err("scenarios/%s.scn exists; choose another name", id);
	} else if (fd < 0 || write(fd, template, len) != len) {
		dms_err("cannot write %s: %s", path, strerror(errno));
	} else {
		printf("scenarios/%s.scn\n", id);
		ret = 0;
	}
	if (fd >= 0)
		close(fd);
	free(path);
	return ret;
}

int dms_cmd_new(int argc, char **argv)
{
	if (argc == 2 && (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))) {
		fputs(usage, stdout);
		return 0;
	}
	if (argc != 3 || strcmp(argv[1], "scenario")) {
		fputs(usage, stderr);
		return 2;
	}
	if (!is_valid_id(argv[2])) {
		dms_err("'%s' is not SUBJECT/NAME of small letters, digits and '-'", argv[2]);
		return 2;
	}
	return dms_root() ? write_template(argv[2]) : 2;
}
