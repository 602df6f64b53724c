// SPDX-License-Identifier: GPL-2.0
/*
 * The engines and what ops do with them: what a device was told to move is what moved, and
 * nothing else.
 */
#include <kunit/test.h>

#include "../dmatest-drv/device.h"
#include "../dmatest-drv/ops.h"
#include "device.h"

#define SEED	7
#define ROOM	SZ_16K
#define BEFORE	64		/* bytes that must stay as they are, on both sides */

/* Memory that both sides see, and an engine to move bytes. */
struct bench {
	struct dms_kunit_dev *kd;
	u8 *cpu;
	dma_addr_t iova;
};

static void bench_init(struct kunit *test, struct bench *b, const char *engine)
{
	b->kd = dms_kunit_device_of(test, engine);
	b->cpu = dmam_alloc_coherent(b->kd->dev, ROOM, &b->iova, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, b->cpu);
}

static void bench_exit(struct bench *b)
{
	dmam_free_coherent(b->kd->dev, ROOM, b->cpu, b->iova);
}

static const struct move {
	const char *engine;
	u32 len;
} moves[] = {
	{ "e1000e", 1 }, { "e1000e", 63 }, { "e1000e", 2047 }, { "e1000e", 2048 },
	{ "e1000e", 2049 }, { "e1000e", 6144 }, { "e1000e", 6145 }, { "e1000e", 12000 },
	{ "edu", 1 }, { "edu", 4096 },
};

static void move_name(const struct move *m, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%s, %u bytes", m->engine, m->len);
}

KUNIT_ARRAY_PARAM(move, moves, move_name);

static void a_device_write_changes_its_bytes_and_no_others(struct kunit *test)
{
	const struct move *m = test->param_value;
	struct bench b;

	bench_init(test, &b, m->engine);
	memset(b.cpu, 0, ROOM);
	dms_kunit_dev_write(test, b.kd, b.iova + BEFORE, m->len, SEED, 100);
	KUNIT_EXPECT_EQ(test, dms_kunit_wrong(b.cpu + BEFORE, m->len, SEED, 100), 0ULL);
	KUNIT_EXPECT_PTR_EQ(test, memchr_inv(b.cpu, 0, BEFORE), NULL);
	KUNIT_EXPECT_PTR_EQ(test, memchr_inv(b.cpu + BEFORE + m->len, 0, ROOM - BEFORE - m->len),
			    NULL);
	bench_exit(&b);
}

static void a_device_read_sees_what_is_there(struct kunit *test)
{
	const struct move *m = test->param_value;
	struct bench b;

	bench_init(test, &b, m->engine);
	dms_kunit_fill(b.cpu, ROOM, SEED, 0);
	KUNIT_EXPECT_EQ(test, dms_kunit_dev_read(test, b.kd, b.iova + BEFORE, m->len, SEED, BEFORE),
			0ULL);
	/* and says so when that is something else */
	KUNIT_EXPECT_EQ(test, dms_kunit_dev_read(test, b.kd, b.iova + BEFORE, m->len, SEED + 1,
						 BEFORE), (u64)m->len);
	bench_exit(&b);
}

/* Rings of 256 descriptors, of which a transfer takes a few: they wrap round several times. */
static void a_ring_that_wraps_round_loses_nothing(struct kunit *test)
{
	struct bench b;
	unsigned int i;

	bench_init(test, &b, "e1000e");
	for (i = 0; i < 400; i++) {
		u32 at = 61 * i % (ROOM - 3000), len = 1 + 97 * i % 3000;

		dms_kunit_dev_write(test, b.kd, b.iova + at, len, i, at);
		KUNIT_ASSERT_EQ_MSG(test, dms_kunit_wrong(b.cpu + at, len, i, at), 0ULL,
				    "transfer %u, %u bytes", i, len);
	}
	bench_exit(&b);
}

static struct kunit_case dms_engine_cases[] = {
	KUNIT_CASE_PARAM(a_device_write_changes_its_bytes_and_no_others, move_gen_params),
	KUNIT_CASE_PARAM(a_device_read_sees_what_is_there, move_gen_params),
	KUNIT_CASE(a_ring_that_wraps_round_loses_nothing),
	{}
};

static struct kunit_suite dms_engine_suite = {
	.name = "dmascope_engine",
	.test_cases = dms_engine_cases,
};
kunit_test_suite(dms_engine_suite);

/* ---- scatterlists ---- */

static struct dms_obj *make_buf(struct kunit *test, u32 kind, u64 len)
{
	struct dms_file *f = dms_kunit_device(test)->file;
	struct dmascope_op op = { .op = DMASCOPE_OP_BUF, .fn = kind, .len = len };

	KUNIT_ASSERT_EQ(test, dms_op_run(f, &op), 0);
	return dms_obj_find(f, op.out_obj, DMS_BUF);
}

static int make_sg(struct kunit *test, const struct dmascope_seg *segs, unsigned int nr,
		   struct dmascope_op *op)
{
	struct dms_file *f = dms_kunit_device(test)->file;
	int ret;

	*op = (struct dmascope_op){ .op = DMASCOPE_OP_SG, .nents = nr };
	mutex_lock(&f->lock);
	ret = dms_sg_make(f, op, segs);
	mutex_unlock(&f->lock);
	return ret;
}

static const u32 kinds[] = { DMASCOPE_BUF_KMALLOC, DMASCOPE_BUF_PAGES, DMASCOPE_BUF_LOWPAGES };

static void kind_name(const u32 *kind, char *desc)
{
	static const char *const names[] = {
		[DMASCOPE_BUF_KMALLOC] = "kmalloc", [DMASCOPE_BUF_PAGES] = "pages",
		[DMASCOPE_BUF_LOWPAGES] = "lowpages",
	};

	strscpy(desc, names[*kind], KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(kind, kinds, kind_name);

static void entries_cover_their_bytes_in_order(struct kunit *test)
{
	const u32 *kind = test->param_value;
	struct dms_obj *a = make_buf(test, *kind, ROOM), *b = make_buf(test, *kind, 100), *sg;
	const struct dmascope_seg want[] = {
		{ a->id, 1, 0 }, { a->id, 4096, 4095 }, { b->id, 100, 0 }, { a->id, 7, ROOM - 7 },
	};
	struct dms_obj *const bufs[] = { a, a, b, a };
	struct scatterlist *entry;
	struct dmascope_op op;
	unsigned int i;

	KUNIT_ASSERT_EQ(test, make_sg(test, want, ARRAY_SIZE(want), &op), 0);
	KUNIT_EXPECT_EQ(test, op.out_len, 1ULL + 4096 + 100 + 7);
	sg = dms_obj_find(dms_kunit_device(test)->file, op.out_obj, DMS_SG);
	KUNIT_ASSERT_FALSE(test, IS_ERR(sg));
	KUNIT_ASSERT_EQ(test, sg->sg.table.orig_nents, (unsigned int)ARRAY_SIZE(want));
	for_each_sg(sg->sg.table.sgl, entry, ARRAY_SIZE(want), i) {
		KUNIT_EXPECT_PTR_EQ(test, sg_virt(entry), bufs[i]->buf.cpu + want[i].offset);
		KUNIT_EXPECT_EQ(test, entry->length, want[i].len);
	}
	KUNIT_EXPECT_TRUE(test, sg_is_last(&sg->sg.table.sgl[ARRAY_SIZE(want) - 1]));
}

static void a_scatterlist_keeps_its_buffers(struct kunit *test)
{
	const u32 *kind = test->param_value;
	struct dms_obj *a = make_buf(test, *kind, 100);
	const struct dmascope_seg want[] = { { a->id, 1, 0 }, { a->id, 1, 1 } };
	struct dms_file *f = dms_kunit_device(test)->file;
	struct dmascope_op op;

	KUNIT_ASSERT_EQ(test, make_sg(test, want, ARRAY_SIZE(want), &op), 0);
	KUNIT_EXPECT_EQ(test, kref_read(&a->ref), 3U);
	mutex_lock(&f->lock);
	dms_obj_drop(f, dms_obj_find(f, op.out_obj, DMS_SG));
	mutex_unlock(&f->lock);
	KUNIT_EXPECT_EQ(test, kref_read(&a->ref), 1U);
}

static void an_entry_out_of_bounds_is_refused(struct kunit *test)
{
	struct dms_obj *a = make_buf(test, DMASCOPE_BUF_KMALLOC, 100);
	struct dms_obj *v = make_buf(test, DMASCOPE_BUF_VMALLOC, 2 * PAGE_SIZE);
	const struct {
		struct dmascope_seg seg;
		int want;
	} rules[] = {
		{ { a->id, 0, 0 }, -EINVAL },
		{ { a->id, 101, 0 }, -EINVAL },
		{ { a->id, 1, 100 }, -EINVAL },
		{ { a->id, 1, U64_MAX }, -EINVAL },
		{ { a->id, U32_MAX, 1 }, -EINVAL },
		{ { 12345, 1, 0 }, -ENOENT },
		{ { v->id, 2, PAGE_SIZE - 1 }, -EINVAL },
		{ { v->id, PAGE_SIZE, PAGE_SIZE }, 0 },
	};
	struct dms_file *f = dms_kunit_device(test)->file;
	struct dmascope_op op;
	unsigned int i, nr = f->nr;

	for (i = 0; i < ARRAY_SIZE(rules); i++) {
		const struct dmascope_seg want[] = { { a->id, 1, 0 }, rules[i].seg };

		KUNIT_EXPECT_EQ_MSG(test, make_sg(test, want, 2, &op), rules[i].want, "rule %u", i);
		KUNIT_EXPECT_EQ(test, f->nr, nr + !rules[i].want);
	}
}

static struct kunit_case dms_sg_cases[] = {
	KUNIT_CASE_PARAM(entries_cover_their_bytes_in_order, kind_gen_params),
	KUNIT_CASE_PARAM(a_scatterlist_keeps_its_buffers, kind_gen_params),
	KUNIT_CASE(an_entry_out_of_bounds_is_refused),
	{}
};

static struct kunit_suite dms_sg_suite = {
	.name = "dmascope_sg",
	.test_cases = dms_sg_cases,
};
kunit_test_suite(dms_sg_suite);
