// SPDX-License-Identifier: GPL-2.0
/* dma-bufs: descriptors of this process, attachments of the device's. */
#include <errno.h>
#include <fcntl.h>
#include <linux/dma-heap.h>
#include <linux/udmabuf.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "interp.h"

static int give_fd(struct call *c, int fd, uint64_t len)
{
	const struct scope_held held = { .len = len, .fd = fd };

	if (!c->l->name) {
		close(fd);
		return call_fail(c, "write NAME = %s ...", c->l->op->name);
	}
	pthread_mutex_lock(&c->run->lock);
	scope_set_held(c->scope, c->l->name, &held);
	pthread_mutex_unlock(&c->run->lock);
	call_publish_num(c, "len", len, false);
	return 0;
}

static int export(struct call *c)
{
	int ret;

	if (!c->l->name)
		return call_fail(c, "write NAME = export OBJECT");
	ret = call_device(c);
	if (ret || c->result)
		return ret;
	return give_fd(c, c->op.out[0], c->op.out_len);
}

static int import(struct call *c)
{
	struct scope_held held;
	int ret = call_held(c, c->l->args[0], &held);

	if (ret)
		return ret;
	c->op.value = held.fd;
	return call_device(c);
}

/* A device that hands out descriptors. */
static int ask(struct call *c, const char *node, unsigned long request, void *arg)
{
	int dev = open(node, O_RDWR | O_CLOEXEC), ret;

	if (dev < 0) {
		c->result = -errno;
		return -1;
	}
	ret = ioctl(dev, request, arg);
	if (ret < 0)
		c->result = -errno;
	close(dev);
	return ret;
}

static int from_heap(struct call *c)
{
	struct dma_heap_allocation_data data = { .fd_flags = O_RDWR | O_CLOEXEC };
	uint64_t len = 0;
	char *node;
	int ret;

	ret = call_num(c, c->l->args[1], &len);
	if (ret)
		return ret;
	data.len = len;
	node = dms_asprintf("/dev/dma_heap/%s", c->l->args[0]);
	ret = ask(c, node, DMA_HEAP_IOCTL_ALLOC, &data);
	free(node);
	return ret < 0 ? 0 : give_fd(c, data.fd, len);
}

static int from_memfd(struct call *c)
{
	struct udmabuf_create data = { .flags = UDMABUF_FLAGS_CLOEXEC };
	struct scope_held held;
	int ret;

	ret = call_held(c, c->l->args[0], &held);
	if (ret)
		return ret;
	data.memfd = held.fd;
	data.size = held.len;
	ret = ask(c, "/dev/udmabuf", UDMABUF_CREATE, &data);
	return ret < 0 ? 0 : give_fd(c, ret, held.len);
}

const struct script_op script_ops_dmabuf[] = {
	{
		.name = "export", .args = "o", .usage = "OBJECT", .opcode = DMASCOPE_OP_EXPORT,
		.facts = "len", .run = export,
		.help = "a dma-buf of memory of the device (coherent, noncoherent, dma-pages, "
			"noncontiguous)",
	}, {
		.name = "dma-heap", .args = "wn", .usage = "HEAP SIZE",
		.facts = "len", .run = from_heap,
		.help = "a dma-buf from /dev/dma_heap/HEAP",
	}, {
		.name = "udmabuf", .args = "u", .usage = "MEMORY",
		.facts = "len", .run = from_memfd,
		.help = "a dma-buf of what 'user SIZE memory=memfd' made",
	}, {
		.name = "import", .args = "u", .usage = "DMABUF", .facts = "len result",
		.opcode = DMASCOPE_OP_IMPORT, .run = import,
		.help = "dma_buf_attach() for the device",
	}, {
		.name = "map-import", .args = "o", .usage = "IMPORT", .keys = "dir",
		.facts = "iova len mapped result", .flags = OP_NAMES_OBJECT,
		.opcode = DMASCOPE_OP_MAP_IMPORT,
		.help = "dma_buf_map_attachment(); facts go to IMPORT's name",
	}, {
		.name = "unmap-import", .args = "o", .usage = "IMPORT",
		.opcode = DMASCOPE_OP_UNMAP_IMPORT, .help = "dma_buf_unmap_attachment()",
	}, {
		.name = "detach", .args = "o", .usage = "IMPORT", .opcode = DMASCOPE_OP_DETACH,
		.help = "dma_buf_detach()",
	},
	{ 0 }
};
