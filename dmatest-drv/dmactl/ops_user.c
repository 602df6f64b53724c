// SPDX-License-Identifier: GPL-2.0
/* Memory of user space: made here, pinned for the device, or the device's mapped here. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "interp.h"
#include "pattern.h"

/* Where the thread goes on when what it touches is not there any more. */
static __thread sigjmp_buf touch_failed;

static void on_sigbus(int sig)
{
	(void)sig;
	siglongjmp(touch_failed, 1);
}

static void catch_sigbus(void)
{
	struct sigaction sa = { .sa_handler = on_sigbus };

	sigaction(SIGBUS, &sa, NULL);
}

static int give_name(struct call *c, const struct scope_held *held)
{
	if (!c->l->name)
		return call_fail(c, "write NAME = %s ...", c->l->op->name);
	pthread_mutex_lock(&c->run->lock);
	scope_set_held(c->scope, c->l->name, held);
	pthread_mutex_unlock(&c->run->lock);
	call_publish_num(c, "len", held->len, false);
	return 0;
}

static int memory_kind(struct call *c, uint64_t *kind)
{
	const char *word = call_key(c, "memory");

	*kind = 0;
	if (!word || script_words_find(script_key_find("memory")->words, word, strlen(word), kind))
		return 0;
	return call_num(c, word, kind);
}

/* A memfd that can become a dma-buf must never shrink. */
static int make_memfd(size_t len)
{
	int fd = memfd_create("dmactl", MFD_CLOEXEC | MFD_ALLOW_SEALING), ret;

	if (fd < 0)
		return -errno;
	if (!ftruncate(fd, len) && !fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK))
		return fd;
	ret = -errno;
	close(fd);
	return ret;
}

static int make_user(struct call *c)
{
	struct scope_held held = { .fd = -1 };
	uint64_t len = 0, kind;
	int ret;

	ret = call_num(c, c->l->args[0], &len);
	if (!ret)
		ret = memory_kind(c, &kind);
	if (ret)
		return ret;
	held.len = len;
	if (kind == 2)
		held.fd = make_memfd(len);
	if (held.fd < -1) {
		c->result = held.fd;
		return 0;
	}
	held.mem = mmap(NULL, len, PROT_READ | PROT_WRITE,
			(kind ? MAP_SHARED : MAP_PRIVATE) | (held.fd < 0 ? MAP_ANONYMOUS : 0),
			held.fd, 0);
	if (held.mem == MAP_FAILED) {
		c->result = -errno;
		if (held.fd >= 0)
			close(held.fd);
		return 0;
	}
	return give_name(c, &held);
}

/* The device's object, or a dma-buf, as memory of this process. */
static int map_here(struct call *c)
{
	const char *private = call_key(c, "private");
	struct scope_held held = { .fd = -1 }, from = { .fd = -1 };
	struct scope_object obj = { 0 };
	uint64_t at = c->op.offset;
	int ret, fd;

	pthread_mutex_lock(&c->run->lock);
	if (scope_object(c->scope, c->l->args[0]))
		obj = *scope_object(c->scope, c->l->args[0]);
	fd = c->run->fd;
	pthread_mutex_unlock(&c->run->lock);
	if (obj.id) {
		at = DMASCOPE_MMAP_OFFSET(obj.id, c->op.offset);
	} else {
		ret = call_held(c, c->l->args[0], &from);
		if (ret)
			return ret;
		fd = from.fd;
	}
	held.len = c->op.len ? c->op.len : obj.len > c->op.offset ? obj.len - c->op.offset : 0;
	held.mem = mmap(NULL, held.len, PROT_READ | PROT_WRITE,
			private && *private == '1' ? MAP_PRIVATE : MAP_SHARED, fd, at);
	if (held.mem == MAP_FAILED) {
		c->result = -errno;
		return 0;
	}
	return give_name(c, &held);
}

static int let_go(struct call *c)
{
	struct scope_held held;
	int ret = call_held(c, c->l->args[0], &held);

	if (ret)
		return ret;
	pthread_mutex_lock(&c->run->lock);
	scope_set_object(c->scope, c->l->args[0], 0, 0);
	pthread_mutex_unlock(&c->run->lock);
	return 0;
}

/* The range of the line within memory that this process has. */
static int held_range(struct call *c, struct scope_held *held, uint8_t **at, size_t *len)
{
	int ret = call_held(c, c->l->args[0], held);

	if (ret)
		return ret;
	if (!held->mem)
		return call_fail(c, "'%s' is a descriptor; mmap makes memory of it",
				 c->l->args[0]);
	if (c->op.offset > held->len)
		return call_fail(c, "offset=%llu is beyond its %zu bytes",
				 (unsigned long long)c->op.offset, held->len);
	*at = (uint8_t *)held->mem + c->op.offset;
	*len = call_key(c, "len") ? c->op.len : held->len - c->op.offset;
	if (*len > held->len - c->op.offset)
		return call_fail(c, "len=%zu is beyond its %zu bytes", *len, held->len);
	return 0;
}

static int user_fill(struct call *c)
{
	struct scope_held held;
	uint8_t *at;
	size_t len;
	int ret = held_range(c, &held, &at, &len);

	if (ret)
		return ret;
	catch_sigbus();
	if (sigsetjmp(touch_failed, 1))
		c->result = -EFAULT;
	else
		dms_pattern_fill(at, c->op.seed, c->op.offset, len);
	return 0;
}

static int user_verify(struct call *c)
{
	struct dms_diff diff = { 0 };
	struct scope_held held;
	uint8_t *at;
	size_t len;
	int ret = held_range(c, &held, &at, &len);

	if (ret)
		return ret;
	catch_sigbus();
	if (sigsetjmp(touch_failed, 1)) {
		c->result = -EFAULT;
		return 0;
	}
	dms_pattern_check(at, c->op.seed, c->op.offset, len, &diff);
	call_publish_num(c, "wrong", diff.wrong, false);
	call_publish_num(c, "first", diff.first, false);
	return 0;
}

static bool flag(struct call *c, const char *name, bool otherwise)
{
	const char *value = call_key(c, name);

	return value ? *value == '1' : otherwise;
}

static int pin(struct call *c)
{
	struct scope_held held;
	uint8_t *at;
	size_t len;
	int ret = held_range(c, &held, &at, &len);

	if (ret)
		return ret;
	c->op.offset = 0;
	c->op.cpu = (uintptr_t)at;
	c->op.len = len;
	c->op.set = 0;
	c->op.value = (flag(c, "write", true) ? DMASCOPE_PIN_WRITE : 0) |
		      (flag(c, "longterm", false) ? DMASCOPE_PIN_LONGTERM : 0);
	return call_device(c);
}

static int unpin(struct call *c)
{
	c->op.value = flag(c, "dirty", true);
	return call_device(c);
}

const struct script_op script_ops_user[] = {
	{
		.name = "user", .args = "n", .usage = "SIZE", .keys = "memory",
		.facts = "len", .run = make_user,
		.help = "memory of this process; memory=anon (default), shared, memfd",
	}, {
		.name = "mmap", .args = "u", .usage = "OBJECT", .keys = "offset len private",
		.facts = "len", .run = map_here,
		.help = "memory of the device (coherent, noncoherent, dma-pages, noncontiguous) or "
			"a dma-buf as memory of this process",
	}, {
		.name = "close", .args = "u", .usage = "NAME", .run = let_go,
		.help = "munmap() or close() what this process has",
	}, {
		.name = "user-fill", .args = "u", .usage = "MEMORY", .keys = "seed offset len",
		.run = user_fill, .help = "this process writes the pattern of a seed",
	}, {
		.name = "user-verify", .args = "u", .usage = "MEMORY", .keys = "seed offset len",
		.facts = "wrong first", .run = user_verify,
		.help = "this process compares all bytes with the pattern of a seed; memory that "
			"the device took away is EFAULT",
	}, {
		.name = "pin", .args = "u", .usage = "MEMORY",
		.keys = "offset len write longterm", .facts = "phys len runs result",
		.opcode = DMASCOPE_OP_PIN, .run = pin,
		.help = "pin_user_pages_fast(): a scatterlist over the memory's own pages; write=0: "
			"for reading; longterm=1: FOLL_LONGTERM",
	}, {
		.name = "unpin", .args = "o", .usage = "SG", .keys = "dirty",
		.opcode = DMASCOPE_OP_UNPIN, .run = unpin,
		.help = "let the pages go; dirty=0: without saying that they were written to",
	},
	{ 0 }
};
