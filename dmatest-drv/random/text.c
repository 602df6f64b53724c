// SPDX-License-Identifier: GPL-2.0
/* A sequence as a scenario: what the guest carries out, the host judges and people keep. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "random.h"

static const char *const dirs[] = {
	[RND_TO] = "to-device", [RND_FROM] = "from-device", [RND_BOTH] = "bidirectional",
};

static const char *const kinds[] = {
	[RND_KMALLOC] = "kmalloc", [RND_PAGES] = "pages", [RND_LOWPAGES] = "lowpages",
};

static const char *atomic(const struct rnd_op *op)
{
	return op->flags & RND_ATOMIC ? " atomic=1" : "";
}

static const char *how(const struct rnd_op *op)
{
	return op->flags & RND_NO_WAIT ? " wait=0" : op->flags & RND_POLL ? " poll=1" : "";
}

static void put_range(struct dms_strbuf *b, const struct rnd_op *op)
{
	dms_strbuf_printf(b, " offset=%u len=%u", op->offset, op->len);
}

static void put_list(struct dms_strbuf *b, const struct rnd_op *op)
{
	unsigned int i;

	dms_strbuf_printf(b, "o%u = sg", op->obj);
	for (i = 0; i < op->nr_segs; i++)
		dms_strbuf_printf(b, " o%u:%u:%u", op->segs[i].buf, op->segs[i].offset,
				  op->segs[i].len);
}

/* A list is synced as a whole. */
static void put_sync(struct dms_strbuf *b, const struct rnd_op *op)
{
	dms_strbuf_printf(b, "%s o%u", op->code == RND_SYNC_CPU ? "sync-cpu" : "sync-device",
			  op->obj);
	if (!op->nr_segs) {
		put_range(b, op);
		dms_strbuf_puts(b, op->flags & RND_ALT ? " range=1" : "");
	}
}

static void put_check(struct dms_strbuf *b, const struct rnd_op *op, const char *what)
{
	dms_strbuf_printf(b, "v = %s o%u seed=%u", what, op->obj, op->seed);
	put_range(b, op);
	dms_strbuf_printf(b, "%s\ncheck $v.wrong==0", how(op));
}

static void put_made(struct dms_strbuf *b, const struct rnd_op *op)
{
	switch (op->code) {
	case RND_BUF:
		dms_strbuf_printf(b, "o%u = buf %u kind=%s", op->obj, op->len, kinds[op->kind]);
		if (op->offset)
			dms_strbuf_printf(b, " offset=%u", op->offset);
		break;
	case RND_COHERENT:
		dms_strbuf_printf(b, "o%u = coherent %u", op->obj, op->len);
		break;
	case RND_MAP:
		dms_strbuf_printf(b, "o%u = map o%u", op->obj, op->peer);
		put_range(b, op);
		dms_strbuf_printf(b, " dir=%s%s%s", dirs[op->dir],
				  op->flags & RND_ALT ? " fn=page" : "", atomic(op));
		break;
	case RND_MAP_SG:
		dms_strbuf_printf(b, "map-sg o%u dir=%s%s%s", op->obj, dirs[op->dir],
				  op->flags & RND_ALT ? " fn=sgtable" : "", atomic(op));
		break;
	default:
		put_list(b, op);
	}
}

static void put_used(struct dms_strbuf *b, const struct rnd_op *op)
{
	switch (op->code) {
	case RND_FREE:
		dms_strbuf_printf(b, "free o%u", op->obj);
		break;
	case RND_FREE_COHERENT:
		dms_strbuf_printf(b, "free-coherent o%u", op->obj);
		break;
	case RND_UNMAP:
		dms_strbuf_printf(b, "unmap o%u%s", op->obj, atomic(op));
		break;
	case RND_UNMAP_SG:
		dms_strbuf_printf(b, "unmap-sg o%u", op->obj);
		break;
	case RND_MAPPING_ERROR:
		dms_strbuf_printf(b, "mapping-error o%u", op->obj);
		break;
	case RND_NEED_SYNC:
		dms_strbuf_printf(b, "query need-sync o%u", op->obj);
		break;
	case RND_MASK:
		dms_strbuf_printf(b, "mask %u", op->len);
		break;
	case RND_SEG_LIMIT:
		dms_strbuf_printf(b, "seg-limits max=%u", op->len);
		break;
	default:
		put_sync(b, op);
	}
}

static void put_moved(struct dms_strbuf *b, const struct rnd_op *op)
{
	switch (op->code) {
	case RND_FILL:
		dms_strbuf_printf(b, "cpu-fill o%u seed=%u", op->obj, op->seed);
		put_range(b, op);
		break;
	case RND_VERIFY:
		put_check(b, op, "cpu-verify");
		break;
	case RND_DEV_READ:
		put_check(b, op, "device-read");
		break;
	case RND_DEV_WRITE:
		dms_strbuf_printf(b, "device-write o%u seed=%u", op->obj, op->seed);
		put_range(b, op);
		dms_strbuf_puts(b, how(op));
		break;
	case RND_DEV_COPY:
		dms_strbuf_printf(b, "device-copy o%u o%u", op->obj, op->peer);
		put_range(b, op);
		dms_strbuf_puts(b, how(op));
		break;
	default:
		dms_strbuf_puts(b, "device-wait");
	}
}

static void put_violation(struct dms_strbuf *b, const struct rnd_seq *s, const char *template)
{
	char *text = rnd_violation_text(s, template);

	dms_strbuf_puts(b, text);
	free(text);
}

static void put_op(struct dms_strbuf *b, const struct rnd_seq *s, const struct rnd_op *op)
{
	switch (op->code) {
	case RND_SETUP:
		put_violation(b, s, s->violation->setup);
		return;
	case RND_ACT:
		put_violation(b, s, s->violation->act);
		return;
	case RND_BUF:
	case RND_COHERENT:
	case RND_MAP:
	case RND_SG:
	case RND_MAP_SG:
		put_made(b, op);
		break;
	case RND_FILL:
	case RND_VERIFY:
	case RND_DEV_READ:
	case RND_DEV_WRITE:
	case RND_DEV_COPY:
	case RND_DEV_WAIT:
		put_moved(b, op);
		break;
	default:
		put_used(b, op);
	}
	dms_strbuf_puts(b, "\n");
}

char *rnd_text(const struct rnd_seq *s)
{
	struct dms_strbuf b = { 0 };
	size_t i;

	dms_strbuf_printf(&b, "# SPDX-License-Identifier: GPL-2.0\n"
			  "description: The random sequence of seed %" PRIu64 ", %s%s\n", s->seed,
			  s->violation ? "with one violation: " : "legal",
			  s->violation ? s->violation->name : "");
	if (s->violation)
		put_violation(&b, s, s->violation->expect);
	dms_strbuf_puts(&b, "---\n");
	for (i = 0; i < s->nr; i++)
		put_op(&b, s, &s->ops[i]);
	return dms_strbuf_take(&b);
}
