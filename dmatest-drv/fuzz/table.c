// SPDX-License-Identifier: GPL-2.0
/*
 * What the interface's header says of each op, once more and independent of the driver's
 * own table: where the two differ, a refusal is accepted or a legal request is not.
 * A new op needs a line here; without a step it is only sent such as must be refused.
 */
#include "base/array.h"
#include "fuzz.h"

#define RANGE	(FUZZ_A_OBJ | FUZZ_A_OFFSET | FUZZ_A_LEN)
#define DEVICE	(RANGE | FUZZ_A_ADDR | FUZZ_A_SEED)
#define DEV_F	(DMASCOPE_F_NO_WAIT | DMASCOPE_F_POLL | DMASCOPE_F_NOTIFY)
#define ATOMIC	DMASCOPE_F_ATOMIC
#define AGAIN	DMASCOPE_F_AGAIN

#define OP(name)	DMASCOPE_OP_##name, #name

const struct fuzz_row fuzz_rows[] = {
	/* number and name, fields, flags, harmless, weight, step */
	{ OP(BUF), FUZZ_A_FN | FUZZ_A_LEN | FUZZ_A_OFFSET, 0, true, 12, fuzz_step_buf },
	{ OP(FREE), FUZZ_A_OBJ, AGAIN, false, 8, fuzz_step_free },
	{ OP(MAP), RANGE | FUZZ_A_FN | FUZZ_A_DIR | FUZZ_A_ATTRS, DMASCOPE_F_NO_CHECK | ATOMIC,
	  false, 16, fuzz_step_map },
	{ OP(UNMAP), FUZZ_A_OBJ | FUZZ_A_FN | FUZZ_A_ADDR | FUZZ_A_LEN | FUZZ_A_DIR | FUZZ_A_ATTRS,
	  AGAIN | ATOMIC, false, 12, fuzz_step_unmap },
	{ OP(MAPPING_ERROR), FUZZ_A_OBJ, 0, true, 2, fuzz_step_mapping_error },
	{ OP(SYNC), RANGE | FUZZ_A_FN | FUZZ_A_ADDR | FUZZ_A_DIR | FUZZ_A_NENTS, ATOMIC,
	  false, 10, fuzz_step_sync },
	{ OP(SG), FUZZ_A_SEGS | FUZZ_A_NENTS, 0, true, 8, fuzz_step_sg },
	{ OP(MAP_SG), FUZZ_A_OBJ | FUZZ_A_FN | FUZZ_A_NENTS | FUZZ_A_DIR | FUZZ_A_ATTRS,
	  DMASCOPE_F_NO_CHECK | ATOMIC, false, 10, fuzz_step_map_sg },
	{ OP(UNMAP_SG), FUZZ_A_OBJ | FUZZ_A_FN | FUZZ_A_NENTS | FUZZ_A_DIR | FUZZ_A_ATTRS,
	  AGAIN | ATOMIC, false, 8, fuzz_step_unmap_sg },
	{ OP(SG_SEG), FUZZ_A_OBJ | FUZZ_A_VALUE, 0, true, 3, fuzz_step_sg_seg },
	{ OP(SG_CORRUPT), FUZZ_A_OBJ | FUZZ_A_VALUE | FUZZ_A_ADDR, 0, false, 0, NULL },
	{ OP(COHERENT), FUZZ_A_LEN | FUZZ_A_ATTRS, 0, true, 6, fuzz_step_coherent },
	{ OP(FREE_COHERENT), FUZZ_A_OBJ | FUZZ_A_ADDR | FUZZ_A_LEN | FUZZ_A_CPU, AGAIN,
	  false, 5, fuzz_step_free_coherent },
	{ OP(FILL), RANGE | FUZZ_A_SEED, 0, true, 4, fuzz_step_fill },
	{ OP(VERIFY), RANGE | FUZZ_A_SEED, AGAIN, true, 4, fuzz_step_verify },
	{ OP(DEV_READ), DEVICE, DEV_F, false, 6, fuzz_step_dev_read },
	{ OP(DEV_WRITE), DEVICE, DEV_F, false, 6, fuzz_step_dev_write },
	{ OP(DEV_COPY), RANGE | FUZZ_A_ADDR | FUZZ_A_PEER | FUZZ_A_VALUE, DEV_F,
	  false, 4, fuzz_step_dev_copy },
	{ OP(DEV_WAIT), FUZZ_A_VALUE, 0, true, 3, fuzz_step_dev_wait },
	{ OP(DEV_LISTEN), RANGE, 0, false, 1, fuzz_step_dev_listen },
	{ OP(MASK), FUZZ_A_FN | FUZZ_A_VALUE, 0, false, 2, fuzz_step_mask },
	{ OP(SEG_LIMITS), FUZZ_A_LEN | FUZZ_A_VALUE, 0, false, 2, fuzz_step_seg_limits },
	{ OP(QUERY), FUZZ_A_OBJ | FUZZ_A_FN, 0, true, 4, fuzz_step_query },
	{ OP(LEAK), FUZZ_A_OBJ, 0, false, 1, fuzz_step_leak },
	{ OP(HOLD), FUZZ_A_VALUE, 0, true, 1, fuzz_step_hold },
	{ OP(MSI), FUZZ_A_ADDR | FUZZ_A_VALUE, 0, false, 1, fuzz_step_msi },
	{ OP(ALLOC), FUZZ_A_FN | FUZZ_A_LEN | FUZZ_A_DIR | FUZZ_A_ATTRS, 0, false, 8, fuzz_step_alloc },
	{ OP(FREE_ALLOC), FUZZ_A_OBJ | FUZZ_A_LEN | FUZZ_A_DIR, 0, false, 6, fuzz_step_free_alloc },
	{ OP(VMAP), FUZZ_A_OBJ, 0, false, 3, fuzz_step_vmap },
	{ OP(VUNMAP), FUZZ_A_OBJ, 0, false, 2, fuzz_step_vunmap },
	{ OP(POOL), FUZZ_A_LEN | FUZZ_A_OFFSET | FUZZ_A_VALUE, 0, false, 4, fuzz_step_pool },
	{ OP(POOL_DESTROY), FUZZ_A_OBJ, 0, false, 2, fuzz_step_pool_destroy },
	{ OP(POOL_ALLOC), FUZZ_A_OBJ | FUZZ_A_VALUE, 0, false, 8, fuzz_step_pool_alloc },
	{ OP(POOL_FREE), FUZZ_A_OBJ | FUZZ_A_PEER, AGAIN, false, 6, fuzz_step_pool_free },
	{ OP(MAP_RESOURCE), FUZZ_A_VALUE | FUZZ_A_NENTS | FUZZ_A_OFFSET | FUZZ_A_LEN | FUZZ_A_DIR |
	  FUZZ_A_ATTRS, 0, false, 3, fuzz_step_map_resource },
	{ OP(UNMAP_RESOURCE), FUZZ_A_OBJ | FUZZ_A_ADDR | FUZZ_A_LEN | FUZZ_A_DIR | FUZZ_A_ATTRS,
	  AGAIN, false, 2, fuzz_step_unmap_resource },
	{ OP(PIN), FUZZ_A_CPU | FUZZ_A_LEN | FUZZ_A_VALUE, 0, false, 4, fuzz_step_pin },
	{ OP(UNPIN), FUZZ_A_OBJ | FUZZ_A_VALUE, 0, false, 3, fuzz_step_unpin },
	{ OP(EXPORT), FUZZ_A_OBJ, 0, false, 5, fuzz_step_export },
	{ OP(IMPORT), FUZZ_A_VALUE, 0, false, 0, NULL },
	{ OP(MAP_IMPORT), FUZZ_A_OBJ | FUZZ_A_DIR, 0, false, 4, fuzz_step_map_import },
	{ OP(UNMAP_IMPORT), FUZZ_A_OBJ, 0, false, 3, fuzz_step_unmap_import },
	{ OP(DETACH), FUZZ_A_OBJ, 0, false, 3, fuzz_step_detach },
	{ OP(DOMAIN), 0, 0, false, 0, NULL },
	{ OP(DOMAIN_MAP), RANGE | FUZZ_A_PEER | FUZZ_A_ADDR | FUZZ_A_VALUE, 0, false, 0, NULL },
	{ OP(DOMAIN_UNMAP), FUZZ_A_OBJ, 0, false, 0, NULL },
	{ OP(DOMAIN_QUERY), FUZZ_A_OBJ | FUZZ_A_ADDR, 0, false, 0, NULL },
	{ OP(DOMAIN_FREE), FUZZ_A_OBJ, 0, false, 0, NULL },
	{ OP(DOMAIN_FAULT), FUZZ_A_OBJ | FUZZ_A_ADDR | FUZZ_A_VALUE, 0, false, 0, NULL },
	{ OP(PM), FUZZ_A_FN, 0, false, 2, fuzz_step_pm },
	{ OP(VECTOR), FUZZ_A_NENTS, 0, false, 2, fuzz_step_vector },
	{ OP(TIME_MAP), RANGE | FUZZ_A_DIR | FUZZ_A_VALUE, 0, false, 3, fuzz_step_time_map },
};

const unsigned int fuzz_nr_rows = ARRAY_SIZE(fuzz_rows);

const struct fuzz_row *fuzz_row_of(uint32_t opcode)
{
	unsigned int i;

	for (i = 0; i < fuzz_nr_rows; i++)
		if (fuzz_rows[i].opcode == opcode)
			return &fuzz_rows[i];
	return NULL;
}
