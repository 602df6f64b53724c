// SPDX-License-Identifier: GPL-2.0
/*
 * Notes: records that are no trouble by themselves and explain others.  Where dev_printk() put a
 * device in front of one it is the device's name on its bus, whatever the subsystem added to it.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "decoder.h"

bool dms_detail_is_notice(const char *detail)
{
	static const char notice[] = ".notice";
	size_t n = detail ? strlen(detail) : 0, k = sizeof(notice) - 1;

	return n > k && !strcmp(detail + n - k, notice);
}

bool dms_message_is_note(const struct dms_message *m)
{
	return (m->flags & DMS_MSG_NOTE) || dms_detail_is_notice(m->detail);
}

/* "0000:03:00.0" at @p, which has @len characters left */
static bool is_bus_address(const char *p, size_t len)
{
	static const char shape[] = "xxxx:xx:xx.d";
	size_t i;

	if (len < sizeof(shape) - 1)
		return false;
	for (i = 0; shape[i]; i++) {
		if (shape[i] == 'x' ? !isxdigit((unsigned char)p[i]) :
		    shape[i] == 'd' ? p[i] < '0' || p[i] > '7' : p[i] != shape[i])
			return false;
	}
	return len == i || p[i] == ':' || p[i] == ' ';
}

/* "e1000e 0000:00:19.0 eth0: ": netdev_err() and its like add a name of their own. */
static void set_bus_device(struct dms_event *e, const char *text, size_t end)
{
	size_t start = end, at, drv;

	while (start && text[start - 1] != '\n' && text[start - 1] != DMS_RECORD_SEP)
		start--;
	for (at = start; at < end && !is_bus_address(text + at, end - at); at++)
		;
	if (at >= end || (at && isalnum((unsigned char)text[at - 1])))
		return;
	free(e->device);
	e->device = dms_strndup(text + at, 12);
	while (at > start && text[at - 1] == ' ')
		at--;
	for (drv = at; drv > start && text[drv - 1] != ' '; drv--)
		;
	if (drv == at || text[at - 1] == ':' || text[at - 1] == ']')
		return;
	free(e->driver);
	e->driver = dms_strndup(text + drv, at - drv);
}

void dms_decoder_note(struct dms_decoder *d, const struct dms_record *r, const char *text)
{
	const struct dms_message *msg = r->match->msg;
	struct dms_event *e = dms_note_new(d->report, msg->detail);

	e->boot = d->boot;
	e->input = d->input;
	e->line = r->line;
	e->last_line = r->last_line;
	e->time = r->time;
	e->raw = dms_strdup(r->raw);
	if (msg->flags & DMS_MSG_DEV)
		dms_decoder_set_device(e, text, r->match->start);
	dms_decoder_set_fields(e, r->match);
	if (!dms_value_of(r->match, "device"))
		set_bus_device(e, text, r->match->start);
	if (msg->decode)
		msg->decode(d, e, r);
	dms_fold_note(d);
}
