// SPDX-License-Identifier: GPL-2.0
/* The machine that a line's prefix names, and the many words at its place that name none. */
#include "base/array.h"
#include "input/input.h"
#include "util.h"

static const struct {
	const char *line;
	const char *host;
} lines[] = {
	/* syslog: RFC 3164, 4.1.2; rsyslog's RFC 3339 times; RFC 5424, 6.2.4 */
	{ "Nov 19 10:11:12 node-7 kernel: DMAR: x", "node-7" },
	{ "<4>Nov 19 10:11:12 node-7 kernel: [   12.345678] DMAR: x", "node-7" },
	{ "> Nov  9 10:11:12 node_7.example.org kernel: DMAR: x", "node_7.example.org" },
	{ "2020-11-19T10:11:12.123456+01:00 rack3 kernel: [    1.0] DMAR: x", "rack3" },
	{ "<4>1 2020-11-19T10:11:12.5Z rack3 kernel - - - DMAR: x", "rack3" },
	{ "Nov 19 10:11:12 10.0.0.7 kernel[0]: DMAR: x", "10.0.0.7" },
	/* journalctl: short, short-full, short-monotonic, json */
	{ "Thu 2020-11-19 10:11:12 UTC rack3 kernel: DMAR: x", "rack3" },
	{ "Thu 2020-11-19 10:11:12 CEST rack3 kernel: DMAR: x", "rack3" },
	{ "[   12.345678] rack3 kernel: DMAR: x", "rack3" },
	{ "{\"_HOSTNAME\":\"rack3\",\"MESSAGE\":\"DMAR: x\"}", "rack3" },
	{ "{ \"MESSAGE\" : \"DMAR: x\", \"_HOSTNAME\" : \"rack3\" }", "rack3" },
	/* dmesg, plain and -T, and text that looks alike */
	{ "[   12.345678] DMAR: x", NULL },
	{ "[Thu Nov 19 10:11:12 2020] DMAR: x", NULL },
	{ "[Thu Nov 19 10:11:12 2020] node7 kernel: x", NULL },
	{ "[   12.345678] pci 0000:00:03.0: the kernel: x", NULL },
	{ "[   12.345678] Linux version 6.1 (a@b) a kernel: x", NULL },
	{ "Nov 19 10:11:12 kernel: DMAR: x", NULL },
	{ "Nov 19 10:11:12 dbus-daemon[1]: a kernel: x", NULL },
	{ "Nov 19 10:11:12 \x1b[2Jevil kernel: x", NULL },
	{ "Nov 19 10:11:12 <script> kernel: x", NULL },
	{ "{\"_HOSTNAME\":\"a\\u001b\",\"MESSAGE\":\"x\"}", NULL },
	{ "{\"_HOSTNAME\":", NULL },
	{ " kernel: x", NULL },
	{ " kernel", NULL },
	{ "", NULL },
};

int main(void)
{
	struct log l = log_of("Nov 19 10:11:12 rack3 kernel: DMAR: [Firmware Bug]: Record passes table end\n"
			      "[    1.0] DMAR: [Firmware Bug]: Record passes table end\n");
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lines); i++) {
		char *host = dms_host_of(lines[i].line);

		is_str(host, lines[i].host, lines[i].line[0] ? lines[i].line : "nothing");
		free(host);
	}
	is_int((long)l.r->nr_events, 2, "two events");
	is_str(l.r->events[0].host, "rack3", "an event knows its host");
	is_str(l.r->events[1].host, NULL, "or that none was named");
	log_free(&l);
	return tap_done();
}
