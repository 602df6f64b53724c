// SPDX-License-Identifier: GPL-2.0
/*
 * dmatest-drv/ops.c: what a request may have in it.  The table below is the uapi header's
 * description of each op in another form, not a copy of the driver's own table.
 */
#include <kunit/test.h>

#include "../dmatest-drv/ops.h"

/* A field of a request, by its place: setting it to @value means something. */
struct field {
	const char *name;
	size_t offset;
	bool wide;
	u64 value;
	u32 set;		/* DMASCOPE_SET_* that goes with it */
};

#define NARROW(n, bits)	{ #n, offsetof(struct dmascope_op, n), false, 1, bits }
#define WIDE(n, bits)	{ #n, offsetof(struct dmascope_op, n), true, 1, bits }

static const struct field fields[] = {
	NARROW(obj, 0),
	NARROW(peer, DMASCOPE_SET_PEER_ADDR),
	NARROW(fn, 0),
	NARROW(dir, DMASCOPE_SET_DIR),
	NARROW(nents, DMASCOPE_SET_NENTS),
	WIDE(offset, DMASCOPE_SET_OFFSET),
	WIDE(len, DMASCOPE_SET_LEN),
	WIDE(addr, DMASCOPE_SET_ADDR),
	WIDE(cpu, DMASCOPE_SET_CPU),
	{ "attrs", offsetof(struct dmascope_op, attrs), true, DMA_ATTR_SKIP_CPU_SYNC,
	  DMASCOPE_SET_ATTRS },
	WIDE(value, 0),
	WIDE(seed, DMASCOPE_SET_SEED),
	WIDE(segs, 0),
};

#define ATOMIC		DMASCOPE_F_ATOMIC
#define AGAIN		DMASCOPE_F_AGAIN
#define NO_CHECK	DMASCOPE_F_NO_CHECK
#define TRANSFER	(DMASCOPE_F_NO_WAIT | DMASCOPE_F_POLL | DMASCOPE_F_NOTIFY)

static const struct rule {
	const char *name;
	u32 op;
	const char *takes;	/* fields, a blank on both sides of each */
	u32 flags;
} rules[] = {
	{ "buf", DMASCOPE_OP_BUF, " fn len offset ", 0 },
	{ "free", DMASCOPE_OP_FREE, " obj ", AGAIN },
	{ "map", DMASCOPE_OP_MAP, " obj fn offset len dir attrs ", NO_CHECK | ATOMIC },
	{ "unmap", DMASCOPE_OP_UNMAP, " obj fn addr len dir attrs ", AGAIN | ATOMIC },
	{ "mapping-error", DMASCOPE_OP_MAPPING_ERROR, " obj ", 0 },
	{ "sync", DMASCOPE_OP_SYNC, " obj fn addr offset len dir nents ", ATOMIC },
	{ "sg", DMASCOPE_OP_SG, " segs nents ", 0 },
	{ "map-sg", DMASCOPE_OP_MAP_SG, " obj fn nents dir attrs ", NO_CHECK | ATOMIC },
	{ "unmap-sg", DMASCOPE_OP_UNMAP_SG, " obj fn nents dir attrs ", AGAIN | ATOMIC },
	{ "sg-seg", DMASCOPE_OP_SG_SEG, " obj value ", 0 },
	{ "sg-corrupt", DMASCOPE_OP_SG_CORRUPT, " obj value addr ", 0 },
	{ "coherent", DMASCOPE_OP_COHERENT, " len attrs ", 0 },
	{ "free-coherent", DMASCOPE_OP_FREE_COHERENT, " obj addr len cpu ", AGAIN },
	{ "fill", DMASCOPE_OP_FILL, " obj offset len seed ", 0 },
	{ "verify", DMASCOPE_OP_VERIFY, " obj offset len seed ", AGAIN },
	{ "device-read", DMASCOPE_OP_DEV_READ, " obj addr offset len seed ", TRANSFER },
	{ "device-write", DMASCOPE_OP_DEV_WRITE, " obj addr offset len seed ", TRANSFER },
	{ "device-copy", DMASCOPE_OP_DEV_COPY, " obj addr peer value offset len ", TRANSFER },
	{ "device-wait", DMASCOPE_OP_DEV_WAIT, " value ", 0 },
	{ "device-listen", DMASCOPE_OP_DEV_LISTEN, " obj offset len ", 0 },
	{ "mask", DMASCOPE_OP_MASK, " fn value ", 0 },
	{ "seg-limits", DMASCOPE_OP_SEG_LIMITS, " len value ", 0 },
	{ "query", DMASCOPE_OP_QUERY, " fn obj ", 0 },
	{ "leak", DMASCOPE_OP_LEAK, " obj ", 0 },
	{ "hold", DMASCOPE_OP_HOLD, " value ", 0 },
	{ "msi", DMASCOPE_OP_MSI, " addr value ", 0 },
	{ "alloc", DMASCOPE_OP_ALLOC, " fn len dir attrs ", 0 },
	{ "free-alloc", DMASCOPE_OP_FREE_ALLOC, " obj len dir ", 0 },
	{ "vmap", DMASCOPE_OP_VMAP, " obj ", 0 },
	{ "vunmap", DMASCOPE_OP_VUNMAP, " obj ", 0 },
	{ "pool", DMASCOPE_OP_POOL, " len offset value ", 0 },
	{ "pool-destroy", DMASCOPE_OP_POOL_DESTROY, " obj ", 0 },
	{ "pool-alloc", DMASCOPE_OP_POOL_ALLOC, " obj value ", 0 },
	{ "pool-free", DMASCOPE_OP_POOL_FREE, " obj peer ", AGAIN },
	{ "map-resource", DMASCOPE_OP_MAP_RESOURCE, " value nents offset len dir attrs ", 0 },
	{ "unmap-resource", DMASCOPE_OP_UNMAP_RESOURCE, " obj addr len dir attrs ", AGAIN },
	{ "pin", DMASCOPE_OP_PIN, " cpu len value ", 0 },
	{ "unpin", DMASCOPE_OP_UNPIN, " obj value ", 0 },
	{ "export", DMASCOPE_OP_EXPORT, " obj ", 0 },
	{ "import", DMASCOPE_OP_IMPORT, " value ", 0 },
	{ "map-import", DMASCOPE_OP_MAP_IMPORT, " obj dir ", 0 },
	{ "unmap-import", DMASCOPE_OP_UNMAP_IMPORT, " obj ", 0 },
	{ "detach", DMASCOPE_OP_DETACH, " obj ", 0 },
	{ "domain", DMASCOPE_OP_DOMAIN, "", 0 },
	{ "domain-map", DMASCOPE_OP_DOMAIN_MAP, " obj peer addr offset len value ", 0 },
	{ "domain-unmap", DMASCOPE_OP_DOMAIN_UNMAP, " obj ", 0 },
	{ "domain-query", DMASCOPE_OP_DOMAIN_QUERY, " obj addr ", 0 },
	{ "domain-free", DMASCOPE_OP_DOMAIN_FREE, " obj ", 0 },
	{ "domain-fault", DMASCOPE_OP_DOMAIN_FAULT, " obj addr value ", 0 },
	{ "pm", DMASCOPE_OP_PM, " fn ", 0 },
	{ "vector", DMASCOPE_OP_VECTOR, " nents ", 0 },
	{ "time-map", DMASCOPE_OP_TIME_MAP, " obj offset len dir value ", 0 },
};

static void rule_name(const struct rule *r, char *desc)
{
	strscpy(desc, r->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(rule, rules, rule_name);

static bool takes(const struct rule *r, const struct field *f)
{
	char word[32];

	snprintf(word, sizeof(word), " %s ", f->name);
	return strstr(r->takes, word);
}

static void put(struct dmascope_op *op, const struct field *f, u64 value)
{
	void *at = (void *)op + f->offset;

	if (f->wide)
		*(u64 *)at = value;
	else
		*(u32 *)at = value;
}

static void an_op_takes_its_fields_and_no_others(struct kunit *test)
{
	const struct rule *r = test->param_value;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(fields); i++) {
		struct dmascope_op op = { .op = r->op };

		put(&op, &fields[i], fields[i].value);
		KUNIT_EXPECT_EQ_MSG(test, dms_op_check(&op), takes(r, &fields[i]) ? 0 : -EINVAL,
				    "%s", fields[i].name);
	}
}

static void a_field_counts_in_all_its_bits(struct kunit *test)
{
	const struct rule *r = test->param_value;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(fields); i++) {
		struct dmascope_op op = { .op = r->op };

		if (takes(r, &fields[i]))
			continue;
		put(&op, &fields[i], fields[i].wide ? 1ULL << 63 : 1ULL << 31);
		KUNIT_EXPECT_EQ_MSG(test, dms_op_check(&op), -EINVAL, "%s", fields[i].name);
	}
}

static void a_set_bit_goes_with_its_field(struct kunit *test)
{
	const struct rule *r = test->param_value;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(fields); i++) {
		struct dmascope_op op = { .op = r->op, .set = fields[i].set };

		if (fields[i].set)
			KUNIT_EXPECT_EQ_MSG(test, dms_op_check(&op),
					    takes(r, &fields[i]) ? 0 : -EINVAL, "%s",
					    fields[i].name);
	}
}

static void an_op_takes_its_flags_and_no_others(struct kunit *test)
{
	const struct rule *r = test->param_value;
	unsigned int bit;

	for (bit = 0; bit < 32; bit++) {
		struct dmascope_op op = { .op = r->op, .flags = 1u << bit };

		KUNIT_EXPECT_EQ_MSG(test, dms_op_check(&op), op.flags & r->flags ? 0 : -EINVAL,
				    "bit %u", bit);
	}
}

static bool is_described(u32 op)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rules); i++)
		if (rules[i].op == op)
			return true;
	return false;
}

/* And no number between them that only the driver knows. */
static void every_op_of_the_interface_is_carried_out(struct kunit *test)
{
	struct dmascope_op op = {};

	for (op.op = DMASCOPE_OP_NONE + 1; op.op < DMASCOPE_OP_MAX; op.op++)
		KUNIT_EXPECT_EQ_MSG(test, dms_op_check(&op), is_described(op.op) ? 0 : -EINVAL,
				    "op %u", op.op);
}

static void an_unknown_op_is_refused(struct kunit *test)
{
	static const u32 unknown[] = { DMASCOPE_OP_NONE, DMASCOPE_OP_MAX, DMASCOPE_OP_MAX + 1,
				       0x7fffffff, 0x80000000, U32_MAX };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(unknown); i++) {
		struct dmascope_op op = { .op = unknown[i] };

		KUNIT_EXPECT_EQ_MSG(test, dms_op_check(&op), -EINVAL, "op %u", op.op);
	}
}

static void an_unknown_set_bit_is_refused(struct kunit *test)
{
	struct dmascope_op op = {};
	unsigned int i, bit;
	u32 known = 0;

	for (i = 0; i < ARRAY_SIZE(fields); i++)
		known |= fields[i].set;
	for (op.op = DMASCOPE_OP_NONE + 1; op.op < DMASCOPE_OP_MAX; op.op++) {
		for (bit = 0; bit < 32; bit++) {
			op.set = 1u << bit;
			if (!(op.set & known))
				KUNIT_EXPECT_EQ_MSG(test, dms_op_check(&op), -EINVAL,
						    "op %u bit %u", op.op, bit);
		}
	}
}

/* DMA_NONE is passed on, since the kernel knows that misuse; beyond it there is nothing. */
static void a_direction_that_does_not_exist_is_refused(struct kunit *test)
{
	struct dmascope_op op = { .op = DMASCOPE_OP_MAP, .dir = DMA_NONE };

	KUNIT_EXPECT_EQ(test, dms_op_check(&op), 0);
	op.dir = DMA_NONE + 1;
	KUNIT_EXPECT_EQ(test, dms_op_check(&op), -EINVAL);
	op.dir = U32_MAX;
	KUNIT_EXPECT_EQ(test, dms_op_check(&op), -EINVAL);
}

static void an_unknown_attribute_is_refused(struct kunit *test)
{
	unsigned int bit;

	for (bit = 0; bit < 64; bit++) {
		struct dmascope_op op = { .op = DMASCOPE_OP_MAP, .attrs = 1ULL << bit };

		KUNIT_EXPECT_EQ_MSG(test, dms_op_check(&op),
				    op.attrs & DMS_ATTRS_KNOWN ? 0 : -EINVAL, "bit %u", bit);
	}
}

static void a_refused_op_changes_nothing(struct kunit *test)
{
	struct dmascope_op op, before;

	memset(&op, 0xa5, sizeof(op));
	before = op;
	/* no file: it must not be looked at */
	KUNIT_EXPECT_EQ(test, dms_op_run(NULL, &op), -EINVAL);
	KUNIT_EXPECT_EQ(test, memcmp(&op, &before, sizeof(op)), 0);
}

static struct kunit_case dms_ops_cases[] = {
	KUNIT_CASE_PARAM(an_op_takes_its_fields_and_no_others, rule_gen_params),
	KUNIT_CASE_PARAM(a_field_counts_in_all_its_bits, rule_gen_params),
	KUNIT_CASE_PARAM(a_set_bit_goes_with_its_field, rule_gen_params),
	KUNIT_CASE_PARAM(an_op_takes_its_flags_and_no_others, rule_gen_params),
	KUNIT_CASE(every_op_of_the_interface_is_carried_out),
	KUNIT_CASE(an_unknown_op_is_refused),
	KUNIT_CASE(an_unknown_set_bit_is_refused),
	KUNIT_CASE(a_direction_that_does_not_exist_is_refused),
	KUNIT_CASE(an_unknown_attribute_is_refused),
	KUNIT_CASE(a_refused_op_changes_nothing),
	{}
};

static struct kunit_suite dms_ops_suite = {
	.name = "dmascope_ops",
	.test_cases = dms_ops_cases,
};
kunit_test_suite(dms_ops_suite);
