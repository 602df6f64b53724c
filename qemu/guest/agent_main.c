// SPDX-License-Identifier: GPL-2.0
/* /bin/agent: init starts it when everything is mounted and the module is loaded. */
#include <stdio.h>
#include <string.h>
#include <sys/reboot.h>
#include <unistd.h>

#include "agent.h"

/* Value of dmascope.channel=, else the default. */
static void channel_name(char *name, size_t len)
{
	static const char key[] = "dmascope.channel=";
	char cmdline[4096] = "";
	const char *at;

	snprintf(name, len, "%s", DMS_PROTO_CHANNEL);
	if (pci_read_file("/proc/cmdline", cmdline, sizeof(cmdline)))
		return;
	at = strstr(cmdline, key);
	if (at)
		snprintf(name, len, "%.*s", (int)strcspn(at + strlen(key), " "), at + strlen(key));
}

int main(void)
{
	static const struct agent_env env = {
		.root = "", .device = &script_device_real,
		.find = pci_find, .bind = pci_bind, .unbind = pci_unbind,
		.add_vf = pci_add_vf,
	};
	static struct agent a = { .env = &env };
	char name[64];
	int ret;

	channel_name(name, sizeof(name));
	ret = channel_open(&a.ch, name);
	if (ret)
		fprintf(stderr, "dmascope: agent: /dev/%s: %s\n", name, strerror(-ret));
	else
		ret = agent_run(&a);
	/* the first process must not end: the kernel would panic where it should power off */
	if (getpid() == 1)
		reboot(RB_POWER_OFF);
	return ret ? 1 : 0;
}
