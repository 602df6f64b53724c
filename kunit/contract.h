/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the suites of the DMA API's contract (contract_*.c) share: memory, mappings and
 * scatterlists that are given back at the end of a test, red or green.
 *
 * Every test is named for one rule, and a comment above it says where the rule is
 * written down.  A test that reads data reads it with the other side: the device what
 * the CPU wrote, the CPU what the device wrote.
 */
#ifndef _DMS_KUNIT_CONTRACT_H
#define _DMS_KUNIT_CONTRACT_H

#include <linux/dma-mapping.h>
#include <linux/scatterlist.h>

#include "device.h"

/* Test data: what a buffer holds at first, and what is written to it later. */
#define DMS_CT_OLD	7
#define DMS_CT_NEW	8
#define DMS_CT_THIRD	9

/**
 * dms_ct_at_end() - have something done when the test ends, last things first
 * @test:	test
 * @fn:		what; called at once when the test has to end here for lack of memory
 * @ctx:	its argument
 */
void dms_ct_at_end(struct kunit *test, void (*fn)(void *ctx), void *ctx);

/**
 * dms_ct_pages() - physically contiguous memory for a test
 * @test:	test
 * @size:	bytes; all of it holds %DMS_CT_OLD
 *
 * Return: memory, aligned to a page at least, never NULL.
 */
void *dms_ct_pages(struct kunit *test, size_t size);

/**
 * struct dms_ct_map - a streaming mapping
 * @dev:	device
 * @addr:	its address
 * @size:	bytes
 * @dir:	direction
 * @attrs:	for unmapping; a test may change them
 * @live:	it has not been unmapped
 */
struct dms_ct_map {
	struct device *dev;
	dma_addr_t addr;
	size_t size;
	enum dma_data_direction dir;
	unsigned long attrs;
	bool live;
};

/**
 * dms_ct_map() - dma_map_single_attrs(), which must work
 * @test:	test
 * @dev:	device
 * @cpu:	what to map
 * @size:	bytes
 * @dir:	direction
 * @attrs:	DMA_ATTR_*
 *
 * Return: the mapping, unmapped at the end of the test at the latest.
 */
struct dms_ct_map *dms_ct_map(struct kunit *test, struct device *dev, void *cpu, size_t size,
			      enum dma_data_direction dir, unsigned long attrs);

/**
 * dms_ct_unmap() - unmap now
 * @ctx:	a struct dms_ct_map, perhaps unmapped already
 */
void dms_ct_unmap(void *ctx);

/**
 * struct dms_ct_coherent - an allocation
 * @dev:	device
 * @cpu:	the CPU's address, or a cookie
 * @addr:	the device's address
 * @size:	bytes
 * @attrs:	DMA_ATTR_*
 */
struct dms_ct_coherent {
	struct device *dev;
	void *cpu;
	dma_addr_t addr;
	size_t size;
	unsigned long attrs;
};

/**
 * dms_ct_alloc() - dma_alloc_attrs(), which must work
 * @test:	test
 * @dev:	device
 * @size:	bytes
 * @attrs:	DMA_ATTR_*
 *
 * Return: the allocation, freed at the end of the test at the latest.
 */
struct dms_ct_coherent *dms_ct_alloc(struct kunit *test, struct device *dev, size_t size,
				     unsigned long attrs);

/**
 * dms_ct_free() - free now
 * @ctx:	a struct dms_ct_coherent, perhaps freed already
 */
void dms_ct_free(void *ctx);

/**
 * struct dms_ct_layout - the shape of a scatterlist that is cut out of one buffer
 * @name:	for the name of the test's parameter
 * @nents:	entries
 * @len:	bytes of each
 * @stride:	from the start of one to that of the next, at least @len
 * @offset:	of the first, from the start of a page
 */
struct dms_ct_layout {
	const char *name;
	unsigned int nents;
	unsigned int len;
	unsigned int stride;
	unsigned int offset;
};

/**
 * dms_ct_layout_desc() - name of a test's parameter
 * @layout:	the parameter
 * @desc:	room for KUNIT_PARAM_DESC_SIZE bytes
 */
void dms_ct_layout_desc(const struct dms_ct_layout *layout, char *desc);

/**
 * struct dms_ct_sg - a scatterlist and its memory
 * @dev:	device
 * @layout:	its shape
 * @mem:	the memory that it is cut out of
 * @table:	the list; @table.nents is what the mapping returned
 * @dir:	direction, once mapped
 * @live:	it is mapped
 */
struct dms_ct_sg {
	struct device *dev;
	const struct dms_ct_layout *layout;
	u8 *mem;
	struct sg_table table;
	enum dma_data_direction dir;
	bool live;
};

/**
 * dms_ct_sg_new() - a scatterlist over memory that holds %DMS_CT_OLD
 * @test:	test
 * @dev:	device
 * @layout:	its shape
 *
 * Return: the list, unmapped and freed at the end of the test.
 */
struct dms_ct_sg *dms_ct_sg_new(struct kunit *test, struct device *dev,
				const struct dms_ct_layout *layout);

/**
 * dms_ct_sg_reset() - make the list anew: mapping may have destroyed information in it
 * @sg:	list, not mapped
 */
void dms_ct_sg_reset(struct dms_ct_sg *sg);

/**
 * dms_ct_sg_map() - dma_map_sg(), which must work
 * @test:	test
 * @sg:		list
 * @dir:	direction
 */
void dms_ct_sg_map(struct kunit *test, struct dms_ct_sg *sg, enum dma_data_direction dir);

/**
 * dms_ct_sg_unmap() - unmap now, with the number of entries that were mapped
 * @sg:	list, perhaps not mapped
 */
void dms_ct_sg_unmap(struct dms_ct_sg *sg);

/**
 * dms_ct_sg_fill() - the CPU writes test data, from entry to entry
 * @sg:		list, owned by the CPU
 * @seed:	which data
 */
void dms_ct_sg_fill(struct dms_ct_sg *sg, u64 seed);

/**
 * dms_ct_sg_wrong() - the CPU compares the entries with test data, in their order
 * @sg:		list, owned by the CPU
 * @seed:	which data should be there
 *
 * Return: bytes that differ.
 */
u64 dms_ct_sg_wrong(struct dms_ct_sg *sg, u64 seed);

/**
 * dms_ct_translated() - the device's addresses go through page tables of an IOMMU
 * @dev:	device
 *
 * Return: false where they are physical ones.
 */
bool dms_ct_translated(struct device *dev);

/**
 * dms_ct_bounced() - a mapping went to a bounce buffer
 * @m:		mapping
 * @cpu:	what was mapped
 *
 * Return: false where an IOMMU translates, since it is not known there.
 */
bool dms_ct_bounced(const struct dms_ct_map *m, const void *cpu);

/**
 * dms_ct_dir_name() - of a direction
 * @dir:	one that can be mapped
 *
 * Return: its name.
 */
const char *dms_ct_dir_name(enum dma_data_direction dir);

/**
 * dms_ct_set_mask() - streaming and coherent mask; a platform may refuse one of less than 32 bits
 * @test:	test, skipped when it is refused
 * @dev:	device
 * @bits:	of addresses
 */
void dms_ct_set_mask(struct kunit *test, struct device *dev, unsigned int bits);

/**
 * dms_ct_below() - a range of addresses is below a mask
 * @addr:	first
 * @size:	bytes
 * @bits:	of the mask
 *
 * Return: false when a byte of it is not.
 */
bool dms_ct_below(dma_addr_t addr, size_t size, unsigned int bits);

#endif /* _DMS_KUNIT_CONTRACT_H */
