// SPDX-License-Identifier: GPL-2.0
/* dmatest-drv/object.c: the table of objects of an open file. */
#include <kunit/test.h>
#include <linux/err.h>

#include "../dmatest-drv/object.h"

/* A file that no device stands behind: the table does not look at it. */
static int file_init(struct kunit *test)
{
	struct dms_file *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);

	if (!f)
		return -ENOMEM;
	mutex_init(&f->lock);
	xa_init_flags(&f->objs, XA_FLAGS_ALLOC1);
	test->priv = f;
	return 0;
}

static void file_exit(struct kunit *test)
{
	struct dms_file *f = test->priv;
	struct dms_obj *obj;
	unsigned long id;

	if (!f)
		return;
	xa_for_each(&f->objs, id, obj)
		dms_obj_drop(f, obj);
	xa_destroy(&f->objs);
}

/* A coherent object owns nothing that is not the device's: it can be made by hand. */
static struct dms_obj *make(struct kunit *test, bool live)
{
	struct dmascope_op op = {};
	struct dms_obj *obj = dms_obj_new(test->priv, DMS_COHERENT, &op);

	KUNIT_ASSERT_FALSE(test, IS_ERR(obj));
	KUNIT_EXPECT_EQ(test, op.out_obj, obj->id);
	obj->done = !live;
	return obj;
}

static void fill_table(struct kunit *test, unsigned int nr, bool live)
{
	while (nr--)
		make(test, live);
}

static void ids_start_at_1_and_differ(struct kunit *test)
{
	u32 last = 0, i;

	for (i = 0; i < 10; i++) {
		struct dms_obj *obj = make(test, true);

		KUNIT_EXPECT_EQ(test, obj->id, last + 1);
		last = obj->id;
	}
}

static void an_object_is_born_done(struct kunit *test)
{
	struct dmascope_op op = {};
	struct dms_obj *obj = dms_obj_new(test->priv, DMS_BUF, &op);

	KUNIT_ASSERT_FALSE(test, IS_ERR(obj));
	KUNIT_EXPECT_TRUE(test, obj->done);
}

static void find_knows_id_and_type(struct kunit *test)
{
	struct dms_obj *obj = make(test, true);

	KUNIT_EXPECT_PTR_EQ(test, dms_obj_find(test->priv, obj->id, DMS_COHERENT), obj);
	KUNIT_EXPECT_PTR_EQ(test, dms_obj_find(test->priv, obj->id, DMS_BUF | DMS_COHERENT), obj);
	KUNIT_EXPECT_EQ(test, PTR_ERR(dms_obj_find(test->priv, obj->id, DMS_BUF | DMS_SG)),
			(long)-EINVAL);
	KUNIT_EXPECT_EQ(test, PTR_ERR(dms_obj_find(test->priv, obj->id + 1, DMS_COHERENT)),
			(long)-ENOENT);
	KUNIT_EXPECT_EQ(test, PTR_ERR(dms_obj_find(test->priv, 0, ~0)), (long)-ENOENT);
	KUNIT_EXPECT_EQ(test, PTR_ERR(dms_obj_find(test->priv, U32_MAX, ~0)), (long)-ENOENT);
}

static void a_dropped_id_is_unknown(struct kunit *test)
{
	struct dms_file *f = test->priv;
	struct dms_obj *obj = make(test, true);
	u32 id = obj->id;

	KUNIT_EXPECT_EQ(test, f->nr, 1U);
	dms_obj_drop(f, obj);
	KUNIT_EXPECT_EQ(test, f->nr, 0U);
	KUNIT_EXPECT_EQ(test, PTR_ERR(dms_obj_find(f, id, ~0)), (long)-ENOENT);
}

static void a_table_of_live_objects_is_full(struct kunit *test)
{
	struct dms_file *f = test->priv;
	struct dmascope_op op = {};

	fill_table(test, DMASCOPE_MAX_OBJECTS, true);
	KUNIT_EXPECT_EQ(test, PTR_ERR(dms_obj_new(f, DMS_BUF, &op)), (long)-ENOSPC);
	KUNIT_EXPECT_EQ(test, op.out_obj, 0U);
	KUNIT_EXPECT_EQ(test, f->nr, (unsigned int)DMASCOPE_MAX_OBJECTS);
}

static void the_oldest_that_is_done_makes_room(struct kunit *test)
{
	struct dms_file *f = test->priv;
	u32 old = make(test, true)->id, done = make(test, false)->id, later = make(test, false)->id;

	fill_table(test, DMASCOPE_MAX_OBJECTS - 3, true);
	make(test, true);
	KUNIT_EXPECT_FALSE(test, IS_ERR(dms_obj_find(f, old, ~0)));
	KUNIT_EXPECT_TRUE(test, IS_ERR(dms_obj_find(f, done, ~0)));
	KUNIT_EXPECT_FALSE(test, IS_ERR(dms_obj_find(f, later, ~0)));
	KUNIT_EXPECT_EQ(test, f->nr, (unsigned int)DMASCOPE_MAX_OBJECTS);
}

static void one_that_another_is_made_of_stays(struct kunit *test)
{
	struct dms_file *f = test->priv;
	struct dms_obj *used = dms_obj_get(make(test, false));
	u32 next = make(test, false)->id;

	fill_table(test, DMASCOPE_MAX_OBJECTS - 2, true);
	make(test, true);
	KUNIT_EXPECT_PTR_EQ(test, dms_obj_find(f, used->id, ~0), used);
	KUNIT_EXPECT_TRUE(test, IS_ERR(dms_obj_find(f, next, ~0)));
	dms_obj_put(used);
}

static void an_object_outlives_its_name_while_it_is_used(struct kunit *test)
{
	struct dms_file *f = test->priv;
	struct dms_obj *obj = dms_obj_get(make(test, false));

	dms_obj_drop(f, obj);
	KUNIT_EXPECT_EQ(test, kref_read(&obj->ref), 1U);
	dms_obj_put(obj);
}

static void what_is_done_is_live_only_again(struct kunit *test)
{
	const struct dmascope_op once = {}, again = { .flags = DMASCOPE_F_AGAIN };
	struct dms_obj *obj = make(test, true);

	KUNIT_EXPECT_TRUE(test, dms_obj_is_live(obj, &once));
	obj->done = true;
	KUNIT_EXPECT_FALSE(test, dms_obj_is_live(obj, &once));
	KUNIT_EXPECT_TRUE(test, dms_obj_is_live(obj, &again));
}

static const struct bounds {
	u64 offset, len, total;
	bool ok;
} all_bounds[] = {
	{ 0, 0, 0, true },
	{ 0, 1, 0, false },
	{ 1, 0, 0, false },
	{ 0, 4096, 4096, true },
	{ 0, 4097, 4096, false },
	{ 4096, 0, 4096, true },
	{ 4095, 1, 4096, true },
	{ 4095, 2, 4096, false },
	{ 4097, 0, 4096, false },
	/* sums that wrap round */
	{ U64_MAX, 1, 4096, false },
	{ 1, U64_MAX, 4096, false },
	{ U64_MAX, U64_MAX, U64_MAX, false },
	{ U64_MAX, 0, U64_MAX, true },
	{ 0, U64_MAX, U64_MAX, true },
};

static void bounds_name(const struct bounds *r, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%llu+%llu of %llu", r->offset, r->len, r->total);
}

KUNIT_ARRAY_PARAM(bounds, all_bounds, bounds_name);

static void a_range_lies_within_its_object(struct kunit *test)
{
	const struct bounds *r = test->param_value;

	KUNIT_EXPECT_EQ(test, dms_range_ok(r->offset, r->len, r->total), r->ok);
}

static struct kunit_case dms_object_cases[] = {
	KUNIT_CASE(ids_start_at_1_and_differ),
	KUNIT_CASE(an_object_is_born_done),
	KUNIT_CASE(find_knows_id_and_type),
	KUNIT_CASE(a_dropped_id_is_unknown),
	KUNIT_CASE(a_table_of_live_objects_is_full),
	KUNIT_CASE(the_oldest_that_is_done_makes_room),
	KUNIT_CASE(one_that_another_is_made_of_stays),
	KUNIT_CASE(an_object_outlives_its_name_while_it_is_used),
	KUNIT_CASE(what_is_done_is_live_only_again),
	KUNIT_CASE_PARAM(a_range_lies_within_its_object, bounds_gen_params),
	{}
};

static struct kunit_suite dms_object_suite = {
	.name = "dmascope_object",
	.init = file_init,
	.exit = file_exit,
	.test_cases = dms_object_cases,
};
kunit_test_suite(dms_object_suite);
