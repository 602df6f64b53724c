// SPDX-License-Identifier: GPL-2.0
/* Steps of the host that befall a device from outside: its wire, errors of its PCIe link. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "runner/qmp.h"

void dms_qmp_link(struct dms_qmp *q, const struct dms_platform *p, char *const *arg)
{
	bool up = !strcmp(arg[1], "up");

	(void)p;
	if (up || !strcmp(arg[1], "down"))
		dms_qmp_execute(q, "set_link", json_pack("{s:s,s:b}", "name", arg[0], "up", up));
	else
		dms_qmp_finish_step(q, "a link goes up or down");
}

/* There is no QMP command for it, and the monitor's command only says in words whether it worked. */
static void after_aer(struct dms_qmp *q, json_t *result, const char *error)
{
	const char *text = json_string_value(result);
	char why[200];

	q->step.next = NULL;
	if (error || (text && !strncmp(text, "OK", 2))) {
		dms_qmp_finish_step(q, error);
		return;
	}
	snprintf(why, sizeof(why), "%s", text && *text ? text : "QEMU did not say that it worked");
	why[strcspn(why, "\r\n")] = '\0';
	dms_qmp_finish_step(q, why);
}

/* One word of the monitor's, and nothing that it could take for more. */
static bool is_word(const char *s)
{
	if (!*s)
		return false;
	for (; *s; s++)
		if (!isalnum((unsigned char)*s) && !strchr("_.-", *s))
			return false;
	return true;
}

void dms_qmp_aer(struct dms_qmp *q, const struct dms_platform *p, char *const *arg)
{
	char *command;

	(void)p;
	if (!is_word(arg[0]) || !is_word(arg[1])) {
		dms_qmp_finish_step(q, "an AER error is 'aer ID NAME', such as 'aer rp1 BAD_TLP'");
		return;
	}
	command = dms_asprintf("pcie_aer_inject_error %s %s", arg[0], arg[1]);
	q->step.next = after_aer;
	dms_qmp_execute(q, "human-monitor-command", json_pack("{s:s}", "command-line", command));
	free(command);
}
