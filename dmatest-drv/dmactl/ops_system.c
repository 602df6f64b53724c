// SPDX-License-Identifier: GPL-2.0
/* Binding, module and kernel files. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "interp.h"
#include "pci.h"

#define ADOPT	"/sys/module/" PCI_DRIVER_NAME "/parameters/adopt"

static int bind_device(struct call *c)
{
	const char *reset = call_key(c, "reset");
	bool adopt = reset && *reset == '0';

	if (adopt)
		c->result = pci_write_file(ADOPT, "1");
	if (!c->result)
		c->result = pci_bind(c->run->info.device);
	if (adopt)
		pci_write_file(ADOPT, "0");
	return 0;
}

static int unbind_device(struct call *c)
{
	c->result = pci_unbind(c->run->info.device);
	return 0;
}

/* O_NONBLOCK: a module in use is refused at once instead of waiting without bound. */
static int remove_module(struct call *c)
{
	if (syscall(SYS_delete_module, PCI_DRIVER_NAME, O_NONBLOCK))
		c->result = -errno;
	return 0;
}

static int write_checked(struct call *c, const char *root, const char *path, const char *value)
{
	if (strncmp(path, root, strlen(root)) || strstr(path, ".."))
		return call_fail(c, "'%s' is not below %s", path, root);
	c->result = pci_write_file(path, value);
	return 0;
}

static int write_file(struct call *c)
{
	char *path = call_words(c, 0), *value = NULL;
	int ret = -ECANCELED;

	if (path)
		value = call_words(c, 1);
	if (value) {
		path[strcspn(path, " ")] = '\0';
		ret = write_checked(c, "/sys/", path, value);
	}
	free(value);
	free(path);
	return ret;
}

static int set_sysctl(struct call *c)
{
	char *words = call_words(c, 0), *value, *path, *p;
	int ret;

	if (!words)
		return -ECANCELED;
	value = strchr(words, '=');
	*value++ = '\0';
	for (p = words; *p; p++)
		if (*p == '.')
			*p = '/';
	path = dms_asprintf("/proc/sys/%s", words);
	ret = write_checked(c, "/proc/sys/", path, value);
	free(path);
	free(words);
	return ret;
}

const struct script_op script_ops_system[] = {
	{
		.name = "bind", .args = "", .usage = "", .keys = "reset", .run = bind_device,
		.help = "bind the default device to the test driver; "
			"reset=0: which leaves it as it is, a mistake",
	}, {
		.name = "unbind", .args = "", .usage = "", .run = unbind_device,
		.help = "unbind the default device",
	}, {
		.name = "rmmod", .args = "", .usage = "", .facts = "result", .flags = OP_TOLERANT,
		.run = remove_module, .help = "try to unload the driver; a refusal is an answer",
	}, {
		.name = "sysctl", .args = "ww*", .usage = "NAME=VALUE",
		.flags = OP_RAW | OP_LASTING, .run = set_sysctl, .help = "write to /proc/sys",
	}, {
		.name = "write", .args = "www*", .usage = "PATH VALUE",
		.flags = OP_RAW | OP_LASTING,
		.run = write_file, .help = "write to a file under /sys",
	},
	{ 0 }
};
