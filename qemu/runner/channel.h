/* SPDX-License-Identifier: GPL-2.0 */
/* The line to the guest's agent: qemu/guest/protocol.h, seen from the host. */
#ifndef DMS_CHANNEL_H
#define DMS_CHANNEL_H

#include <stddef.h>

#include "base/strbuf.h"

/**
 * struct dms_channel_ops - what is done with records
 * @record: one line: its first word and the rest (never NULL)
 * @file:   a whole file that the guest sent; -1 ends the reading
 * Both return 0, or -1 when the guest breaks the protocol or its data cannot be kept.
 */
struct dms_channel_ops {
	int (*record)(void *ctx, const char *verb, const char *rest);
	int (*file)(void *ctx, const char *name, const char *data, size_t len);
};

/**
 * struct dms_channel - state of the reader, and what is still to be written
 * @in:		bytes that are no whole record yet
 * @file_name, @file_left: a file is on its way
 * @out:	not yet taken by the socket
 */
struct dms_channel {
	const struct dms_channel_ops *ops;
	void *ctx;
	struct dms_strbuf in;
	char *file_name;
	size_t file_len;
	struct dms_strbuf out;
};

/**
 * dms_channel_read() - read what is there and hand the records on
 * Return: 1: more may come; 0: the other side closed; -1: broken protocol.
 */
int dms_channel_read(struct dms_channel *c, int fd);

/** dms_channel_send() - queue one record, '\n' included */
void dms_channel_send(struct dms_channel *c, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/** dms_channel_flush() - write what the socket takes */
void dms_channel_flush(struct dms_channel *c, int fd);
void dms_channel_free(struct dms_channel *c);

#endif /* DMS_CHANNEL_H */
