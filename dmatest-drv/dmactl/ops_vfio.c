// SPDX-License-Identifier: GPL-2.0
/* The device driven by this process instead of by the test driver: see vfio.h. */
#include <errno.h>

#include "interp.h"
#include "vfio.h"

/* Names of its memory live among those of the driver's objects, which have small numbers. */
#define FIRST_ID	0x40000000u

/* Threads of a script take turns. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int start(struct call *c)
{
	pthread_mutex_lock(&lock);
	c->result = vfio_open(c->run->info.device);
	pthread_mutex_unlock(&lock);
	return 0;
}

static int stop(struct call *c)
{
	pthread_mutex_lock(&lock);
	c->result = vfio_close(c->run->info.device);
	pthread_mutex_unlock(&lock);
	return 0;
}

static int map(struct call *c)
{
	uint64_t prot = DMASCOPE_PROT_READ | DMASCOPE_PROT_WRITE, len;
	int ret = call_num(c, c->l->args[0], &len);

	if (ret)
		return ret;
	if (!call_key(c, "addr"))
		return call_fail(c, "write addr=, the device address of the mapping");
	if (call_key(c, "prot"))
		prot = c->op.value;
	pthread_mutex_lock(&lock);
	c->result = vfio_map(len, c->op.addr, prot);
	pthread_mutex_unlock(&lock);
	if (c->result < 0)
		return 0;
	if (c->l->name) {
		pthread_mutex_lock(&c->run->lock);
		scope_set_object(c->scope, c->l->name, FIRST_ID + c->result, len);
		pthread_mutex_unlock(&c->run->lock);
	}
	c->result = 0;
	call_publish_num(c, "iova", c->op.addr, true);
	call_publish_num(c, "len", len, false);
	return 0;
}

/* Number of an object's mapping; an object of the driver's is none. */
static unsigned int nr_of(uint32_t id)
{
	return id - FIRST_ID;
}

static int unmap(struct call *c)
{
	pthread_mutex_lock(&lock);
	c->result = vfio_unmap(nr_of(c->op.obj));
	pthread_mutex_unlock(&lock);
	return 0;
}

/* splitmix64, a byte of it at a time: neighbours differ, and so do seeds. */
static uint8_t pattern(uint64_t seed, uint64_t pos)
{
	uint64_t x = seed * 0x9e3779b97f4a7c15ULL + pos / 8;

	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
	x ^= x >> 31;
	return x >> (pos % 8 * 8);
}

static int walk(struct call *c, bool fill)
{
	uint64_t len, iova, i, wrong = 0;
	uint8_t *memory;

	pthread_mutex_lock(&lock);
	memory = vfio_memory(nr_of(c->op.obj), &len, &iova);
	for (i = 0; memory && i < len; i++) {
		if (fill)
			memory[i] = pattern(c->op.seed, i);
		else
			wrong += memory[i] != pattern(c->op.seed, i);
	}
	pthread_mutex_unlock(&lock);
	c->result = memory ? 0 : -ENOENT;
	if (memory && !fill)
		call_publish_num(c, "wrong", wrong, false);
	return 0;
}

static int fill(struct call *c)
{
	return walk(c, true);
}

static int verify(struct call *c)
{
	return walk(c, false);
}

static int copy(struct call *c)
{
	uint64_t len, from, to, n = 0;

	pthread_mutex_lock(&lock);
	if (vfio_memory(nr_of(c->op.obj), &n, &from) && vfio_memory(nr_of(c->op.peer), &len, &to)) {
		if (len < n)
			n = len;
		if (c->op.len)
			n = c->op.len;
		c->result = n > UINT32_MAX ? -EINVAL : vfio_copy(from, to, n);
	} else {
		c->result = -ENOENT;
	}
	pthread_mutex_unlock(&lock);
	return 0;
}

const struct script_op script_ops_vfio[] = {
	{
		.name = "vfio-open", .args = "", .usage = "", .run = start,
		.help = "take the edu device from the test driver, and drive it from user space "
			"through vfio-pci and iommufd",
	}, {
		.name = "vfio-close", .args = "", .usage = "", .run = stop,
		.help = "unmap all, and give the device back to the test driver; 'reopen' opens it",
	}, {
		.name = "vfio-map", .args = "n", .usage = "SIZE", .keys = "addr prot",
		.facts = "iova len", .run = map,
		.help = "memory of this process, which the device reaches at addr=; "
			"prot=read|write by default",
	}, {
		.name = "vfio-unmap", .args = "o", .usage = "VFIO-MAPPING", .run = unmap,
		.help = "the device does not reach it any more; the memory stays",
	}, {
		.name = "vfio-fill", .args = "o", .usage = "VFIO-MAPPING", .keys = "seed",
		.run = fill, .help = "this process writes the pattern of a seed",
	}, {
		.name = "vfio-verify", .args = "o", .usage = "VFIO-MAPPING", .keys = "seed",
		.facts = "wrong", .run = verify,
		.help = "this process compares all bytes with the pattern of a seed",
	}, {
		.name = "vfio-copy", .args = "oo", .usage = "FROM TO", .keys = "len",
		.run = copy, .help = "the device reads the one and writes it to the other, 4096 "
			"bytes at most; what it cannot reach, it does not say",
	},
	{ 0 }
};
