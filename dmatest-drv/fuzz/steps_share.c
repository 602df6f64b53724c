// SPDX-License-Identifier: GPL-2.0
/*
 * Legal requests about memory that others see, too: pinned user memory, dma-bufs, areas of
 * user space; and what tells of the device: records of ends, power, vectors, own domains.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"

#define PIN_BYTES	(16 * FUZZ_PAGE)

/* include/linux/dma-mapping.h */
#define ATTR_NO_KERNEL_MAPPING	(1 << 4)

static bool is_pin(const struct fuzz_obj *o)
{
	return o->type == FUZZ_SG && o->pinned && !o->stale;
}

static bool is_idle_pin(const struct fuzz_obj *o)
{
	return is_pin(o) && !o->live;
}

static void pin(struct fuzz_session *s, char *area)
{
	struct dmascope_op op = { .op = DMASCOPE_OP_PIN };
	struct fuzz_obj *o;

	op.cpu = (uintptr_t)area + (fuzz_one_in(&s->rng, 2) ? fuzz_below(&s->rng, FUZZ_PAGE) : 0);
	op.len = fuzz_length(&s->rng, PIN_BYTES - FUZZ_PAGE);
	op.value = fuzz_below(&s->rng, 4);
	if (fuzz_legal(s, &op))
		return;
	o = fuzz_adopt(s, &op, FUZZ_SG);
	if (!o)
		return;
	o->pinned = true;
	o->nents = op.out[0] < PIN_BYTES / FUZZ_PAGE ? op.out[0] : PIN_BYTES / FUZZ_PAGE;
	o->written = op.value & DMASCOPE_PIN_WRITE;
}

/* The pages are the driver's from then on: nothing of them stays here. */
void fuzz_step_pin(struct fuzz_session *s)
{
	char *area;

	if (fuzz_pick(s, is_pin) || !fuzz_has_room(s))
		return;
	/* where the memory lies is not the seed's choice */
	if (s->f->port == &fuzz_port_dry) {
		pin(s, NULL);
		return;
	}
	area = mmap(NULL, PIN_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (area == MAP_FAILED)
		return;
	/* not touched it is one page of zeroes many times, which dma-debug cannot tell apart */
	if (s->direct || fuzz_one_in(&s->rng, 2))
		memset(area, 0x5a, PIN_BYTES);
	pin(s, area);
	munmap(area, PIN_BYTES);
}

void fuzz_step_unpin(struct fuzz_session *s)
{
	struct dmascope_op op = { .op = DMASCOPE_OP_UNPIN, .value = fuzz_below(&s->rng, 2) };
	struct fuzz_obj *o = fuzz_pick(s, is_idle_pin);

	if (!o)
		return;
	op.obj = o->id;
	if (!fuzz_legal(s, &op))
		o->stale = true;
}

/* ---- dma-bufs ---- */

static bool can_share(const struct fuzz_obj *o)
{
	if (!o->live)
		return false;
	return o->type == FUZZ_ALLOC ||
	       (o->type == FUZZ_COHERENT && !(o->attrs & ATTR_NO_KERNEL_MAPPING));
}

static void import(struct fuzz_session *s, struct fuzz_obj *from, uint64_t descriptor)
{
	struct dmascope_op op = { .op = DMASCOPE_OP_IMPORT, .value = descriptor };
	struct fuzz_obj *o;

	if (!fuzz_has_room(s) || fuzz_legal(s, &op))
		return;
	/* before a slot is looked for: it could be the memory's */
	from->users++;
	o = fuzz_adopt(s, &op, FUZZ_IMPORT);
	if (o)
		o->buf = fuzz_slot(s, from);
}

/* What is handed out comes back in, or is let go of at once. */
void fuzz_step_export(struct fuzz_session *s)
{
	struct dmascope_op op = { .op = DMASCOPE_OP_EXPORT };
	struct fuzz_obj *o = fuzz_pick(s, can_share);

	if (!o)
		return;
	op.obj = o->id;
	if (fuzz_legal(s, &op))
		return;
	o->shared = true;
	if (fuzz_one_in(&s->rng, 4))
		import(s, o, op.out[0]);
	if (s->f->port != &fuzz_port_dry)
		close(op.out[0]);
}

static bool is_import(const struct fuzz_obj *o)
{
	return o->type == FUZZ_IMPORT && o->live;
}

static bool is_mapped_import(const struct fuzz_obj *o)
{
	return is_import(o) && o->mapped;
}

static bool is_unmapped_import(const struct fuzz_obj *o)
{
	return is_import(o) && !o->mapped;
}

void fuzz_step_map_import(struct fuzz_session *s)
{
	struct dmascope_op op = { .op = DMASCOPE_OP_MAP_IMPORT, .dir = fuzz_below(&s->rng, 3) };
	struct fuzz_obj *o = fuzz_pick(s, is_unmapped_import);

	/* dma-debug finds no part of what is mapped twice at one address: the memory is itself synced in parts */
	if (!o || (s->direct && s->objs[o->buf].type == FUZZ_ALLOC))
		return;
	op.obj = o->id;
	if (fuzz_legal(s, &op))
		return;
	o->mapped = 1;
	o->dir = op.dir;
}

void fuzz_step_unmap_import(struct fuzz_session *s)
{
	struct dmascope_op op = { .op = DMASCOPE_OP_UNMAP_IMPORT };
	struct fuzz_obj *o = fuzz_pick(s, is_mapped_import);

	if (!o || !fuzz_settle(s))
		return;
	op.obj = o->id;
	if (!fuzz_legal(s, &op))
		o->mapped = 0;
}

void fuzz_step_detach(struct fuzz_session *s)
{
	struct dmascope_op op = { .op = DMASCOPE_OP_DETACH };
	struct fuzz_obj *o = fuzz_pick(s, is_unmapped_import);

	if (!o)
		return;
	op.obj = o->id;
	if (fuzz_legal(s, &op))
		return;
	o->live = false;
	s->objs[o->buf].users--;
}

/* ---- areas of user space ---- */

/* The kernel reads it: that the device is taken away meanwhile is an error then, no signal. */
static void look_at(const char *area, size_t len)
{
	int memory = memfd_create("dmafuzz-look", MFD_CLOEXEC);

	if (memory < 0)
		return;
	if (write(memory, area, len) < 0 && errno != EFAULT)
		perror("dmafuzz: write");
	close(memory);
}

void fuzz_step_mmap(struct fuzz_session *s)
{
	struct fuzz_obj *o = fuzz_pick(s, can_share);
	uint64_t pages, first, n;
	char *area;

	if (!o || s->f->port == &fuzz_port_dry)
		return;
	pages = (o->len + FUZZ_PAGE - 1) / FUZZ_PAGE;
	first = fuzz_below(&s->rng, pages);
	n = 1 + fuzz_below(&s->rng, pages - first);
	area = mmap(NULL, n * FUZZ_PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, s->fd,
		    DMASCOPE_MMAP_OFFSET(o->id, first * FUZZ_PAGE));
	if (area == MAP_FAILED)
		return;
	o->shared = true;
	look_at(area, n * FUZZ_PAGE);
	munmap(area, n * FUZZ_PAGE);
}

/* ---- the device ---- */

/* Asked first whether there is one: nobody waits here. */
void fuzz_step_events(struct fuzz_session *s)
{
	struct pollfd p = { .fd = s->fd, .events = POLLIN };
	struct dmascope_event events[4];

	if (s->f->port == &fuzz_port_dry || poll(&p, 1, 0) != 1 || !(p.revents & POLLIN))
		return;
	if (read(s->fd, events, sizeof(events)) < 0 && errno != ENODEV)
		perror("dmafuzz: read");
}

/* All sessions share the device: it is woken up again by who put it to sleep. */
void fuzz_step_pm(struct fuzz_session *s)
{
	struct dmascope_op op = { .op = DMASCOPE_OP_PM, .fn = DMASCOPE_PM_QUERY };

	fuzz_legal(s, &op);
	if (!fuzz_one_in(&s->rng, 4) || !fuzz_settle(s))
		return;
	op = (struct dmascope_op){ .op = DMASCOPE_OP_PM, .fn = DMASCOPE_PM_SUSPEND };
	if (fuzz_legal(s, &op))
		return;
	op = (struct dmascope_op){ .op = DMASCOPE_OP_PM, .fn = DMASCOPE_PM_RESUME };
	fuzz_legal(s, &op);
}

void fuzz_step_vector(struct fuzz_session *s)
{
	struct dmascope_op op = { .op = DMASCOPE_OP_VECTOR };
	uint64_t vectors;

	/* a device that is asleep says so */
	if (fuzz_send(s, &op))
		return;
	vectors = op.out[1];
	op = (struct dmascope_op){ .op = DMASCOPE_OP_VECTOR, .set = DMASCOPE_SET_NENTS };
	op.nents = fuzz_below(&s->rng, vectors);
	fuzz_send(s, &op);
}

/* Mapped, asked for, unmapped; the device itself is kept out of it. */
static void use_domain(struct fuzz_session *s, uint32_t domain, uint64_t page, uint64_t first)
{
	struct dmascope_op op = { .op = DMASCOPE_OP_BUF, .fn = DMASCOPE_BUF_PAGES };
	uint32_t buf, map;

	op.len = page * (1 + fuzz_below(&s->rng, 4));
	if (fuzz_legal(s, &op))
		return;
	buf = op.out_obj;
	op = (struct dmascope_op){
		.op = DMASCOPE_OP_DOMAIN_MAP, .obj = domain, .peer = buf,
		.set = DMASCOPE_SET_ADDR, .value = DMASCOPE_PROT_READ | DMASCOPE_PROT_CACHE,
	};
	op.addr = first + page * (1 + fuzz_below(&s->rng, 1 << 16));
	if (!fuzz_legal(s, &op)) {
		map = op.out_obj;
		op = (struct dmascope_op){
			.op = DMASCOPE_OP_DOMAIN_QUERY, .obj = domain, .addr = op.addr,
		};
		fuzz_legal(s, &op);
		op = (struct dmascope_op){ .op = DMASCOPE_OP_DOMAIN_UNMAP, .obj = map };
		fuzz_legal(s, &op);
	}
	op = (struct dmascope_op){ .op = DMASCOPE_OP_FREE, .obj = buf };
	fuzz_legal(s, &op);
}

void fuzz_step_domain(struct fuzz_session *s)
{
	struct dmascope_op op = { .op = DMASCOPE_OP_DOMAIN };
	uint32_t domain;

	if (!fuzz_settle(s) || fuzz_send(s, &op) || op.result)
		return;
	domain = op.out_obj;
	use_domain(s, domain, op.out[0], op.out[1]);
	op = (struct dmascope_op){ .op = DMASCOPE_OP_DOMAIN_FREE, .obj = domain };
	fuzz_legal(s, &op);
}
