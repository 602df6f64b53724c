/* SPDX-License-Identifier: GPL-2.0 */
/* A test driver that keeps a list of the requests it got and answers as a test wants. */
#ifndef TESTS_FAKE_DEVICE_H
#define TESTS_FAKE_DEVICE_H

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "dmactl/script.h"

#define FAKE_MAX	256

static struct {
	pthread_mutex_t lock;
	struct dmascope_op ops[FAKE_MAX];
	struct dmascope_seg segs[FAKE_MAX][8];
	unsigned int nr, opens, closes, next_obj, open_fds;
	int result_of[DMASCOPE_OP_MAX];		/* what an opcode comes to */
	int refuse[DMASCOPE_OP_MAX];		/* errno of the ioctl */
	__u64 wrong;				/* out[0] of verify and device-read */
	void (*hook)(struct dmascope_op *op);
} fake = { .lock = PTHREAD_MUTEX_INITIALIZER };

static inline void fake_reset(void)
{
	memset(fake.result_of, 0, sizeof(fake.result_of));
	memset(fake.refuse, 0, sizeof(fake.refuse));
	fake.nr = fake.opens = fake.closes = fake.next_obj = fake.open_fds = 0;
	fake.wrong = 0;
	fake.hook = NULL;
}

static inline int fake_open(const char *node)
{
	(void)node;
	fake.opens++;
	fake.open_fds++;
	return 1000 + fake.opens;
}

static inline void fake_close(int fd)
{
	(void)fd;
	fake.closes++;
	fake.open_fds--;
}

static inline int fake_info(int fd, struct dmascope_info *info)
{
	(void)fd;
	*info = (struct dmascope_info){ .abi = DMASCOPE_ABI };
	strcpy(info->engine, "fake");
	strcpy(info->device, "0000:42:00.0");
	return 0;
}

static inline void fake_answer(struct dmascope_op *op)
{
	op->result = fake.result_of[op->op];
	if (op->result)
		return;
	switch (op->op) {
	case DMASCOPE_OP_BUF:
	case DMASCOPE_OP_MAP:
	case DMASCOPE_OP_SG:
	case DMASCOPE_OP_COHERENT:
	case DMASCOPE_OP_POOL:
	case DMASCOPE_OP_PIN:
		op->out_obj = ++fake.next_obj;
		op->out_len = op->len ? op->len : 4096;
		op->out_phys = 0x100000ULL * op->out_obj;
		op->out_iova = 0xfff00000ULL + 0x1000 * op->out_obj;
		break;
	case DMASCOPE_OP_MAP_SG:
		op->out[0] = 2;
		op->out_iova = 0xabc000;
		break;
	case DMASCOPE_OP_VERIFY:
	case DMASCOPE_OP_DEV_READ:
		op->out[0] = fake.wrong;
		break;
	}
}

static inline int fake_op(int fd, struct dmascope_op *op)
{
	const void *segs = (const void *)(unsigned long)op->segs;
	int ret;

	(void)fd;
	if (fake.hook)
		fake.hook(op);
	pthread_mutex_lock(&fake.lock);
	if (fake.nr < FAKE_MAX) {
		fake.ops[fake.nr] = *op;
		if (segs && op->nents <= 8)
			memcpy(fake.segs[fake.nr], segs, op->nents * sizeof(struct dmascope_seg));
		fake.nr++;
	}
	ret = fake.refuse[op->op];
	if (!ret)
		fake_answer(op);
	pthread_mutex_unlock(&fake.lock);
	return -ret;
}

static const struct script_device fake_device = {
	.open = fake_open, .info = fake_info, .op = fake_op, .close = fake_close,
};

#endif /* TESTS_FAKE_DEVICE_H */
