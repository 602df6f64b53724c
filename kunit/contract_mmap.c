// SPDX-License-Identifier: GPL-2.0
/*
 * The contract of dma_mmap_coherent() and dma_mmap_noncontiguous(): user space sees the
 * memory, and no more of it than there is.
 */
#include <linux/anon_inodes.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/uaccess.h>

#include "../dmatest-drv/compat.h"
#include "contract.h"

#define PAGES	4

static const bool kinds[] = { false, true };

static void kind_desc(const bool *noncontiguous, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%s", *noncontiguous ? "noncontiguous" : "coherent");
}
KUNIT_ARRAY_PARAM(kind, kinds, kind_desc);

#ifdef DMS_HAVE_KUNIT_VM_MMAP

/**
 * struct shared - memory that is mapped to user space
 * @dev:	device
 * @c:		of dma_alloc_coherent(), or NULL
 * @sgt:	of dma_alloc_noncontiguous(), or NULL
 * @ret:	what the last mapping returned
 */
struct shared {
	struct device *dev;
	struct dms_ct_coherent *c;
	struct sg_table *sgt;
	int ret;
};

static int shared_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct shared *s = file->private_data;

	if (s->c)
		s->ret = dma_mmap_coherent(s->dev, vma, s->c->cpu, s->c->addr, s->c->size);
	else
		s->ret = dma_mmap_noncontiguous(s->dev, vma, PAGES * PAGE_SIZE, s->sgt);
	return s->ret;
}

static const struct file_operations shared_fops = {
	.owner = THIS_MODULE,
	.mmap = shared_mmap,
};

static void put_file(void *file)
{
	fput(file);
	/* The last reference is dropped behind our back: the module has to outlive it. */
	flush_delayed_fput();
}

static void free_sgt(void *ctx)
{
	struct shared *s = ctx;

	dma_free_noncontiguous(s->dev, PAGES * PAGE_SIZE, s->sgt, DMA_BIDIRECTIONAL);
}

static struct file *open_shared(struct kunit *test, struct shared *s)
{
	struct file *file = anon_inode_getfile("[dmascope]", &shared_fops, s, O_RDWR);

	KUNIT_ASSERT_FALSE(test, IS_ERR(file));
	dms_ct_at_end(test, put_file, file);
	return file;
}

static struct shared *new_shared(struct kunit *test, bool noncontiguous)
{
	struct shared *s = kunit_kzalloc(test, sizeof(*s), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, s);
	s->dev = dms_kunit_device(test)->dev;
	if (!dma_can_mmap(s->dev))
		kunit_skip(test, "dma_can_mmap() says that it is not possible here");
	if (!noncontiguous) {
		s->c = dms_ct_alloc(test, s->dev, PAGES * PAGE_SIZE, 0);
		return s;
	}
	s->sgt = dma_alloc_noncontiguous(s->dev, PAGES * PAGE_SIZE, DMA_BIDIRECTIONAL, GFP_KERNEL,
					 0);
	KUNIT_ASSERT_NOT_NULL(test, s->sgt);
	dms_ct_at_end(test, free_sgt, s);
	return s;
}

static unsigned long map_user(struct kunit *test, struct file *file, unsigned int pages,
			      unsigned int first)
{
	return kunit_vm_mmap(test, file, 0, pages * PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED,
			     first * PAGE_SIZE);
}

static dma_addr_t addr_of(const struct shared *s)
{
	return s->c ? s->c->addr : sg_dma_address(s->sgt->sgl);
}

/* Nothing of this file may be left in an address space once the memory is freed: the end of a test looks away. */
static void user_writes_device_reads(struct kunit *test, struct shared *s, unsigned int pages,
				     unsigned int first)
{
	struct dms_kunit_dev *kd = dms_kunit_device(test);
	unsigned long user = map_user(test, open_shared(test, s), pages, first);
	size_t len = pages * PAGE_SIZE, pos = first * PAGE_SIZE;
	u8 *data = dms_ct_pages(test, len);
	bool copied;

	KUNIT_ASSERT_TRUE(test, user && !IS_ERR_VALUE(user));
	dms_kunit_fill(data, len, DMS_CT_NEW, pos);
	copied = !copy_to_user((void __user *)user, data, len);
	vm_munmap(user, len);
	KUNIT_ASSERT_TRUE(test, copied);
	if (s->sgt)
		dma_sync_sgtable_for_device(s->dev, s->sgt, DMA_BIDIRECTIONAL);
	KUNIT_EXPECT_EQ(test, 0ULL,
			dms_kunit_dev_read(test, kd, addr_of(s) + pos, len, DMS_CT_NEW, pos));
}

/* kernel/dma/mapping.c, dma_mmap_attrs(): "map a coherent DMA allocation into user space". */
static void mmap_shows_the_allocation(struct kunit *test)
{
	struct shared *s = new_shared(test, *(const bool *)test->param_value);

	user_writes_device_reads(test, s, PAGES, 0);
}

/* As above, from vm_pgoff on. */
static void mmap_starts_at_its_offset(struct kunit *test)
{
	struct shared *s = new_shared(test, *(const bool *)test->param_value);

	user_writes_device_reads(test, s, 2, 1);
}

/* kernel/dma/mapping.c: more pages than the allocation has from the offset on are -ENXIO. */
static void mmap_beyond_the_allocation_is_refused(struct kunit *test)
{
	struct shared *s = new_shared(test, *(const bool *)test->param_value);
	struct file *file = open_shared(test, s);
	static const struct {
		unsigned int pages;
		unsigned int first;
	} wrong[] = { { PAGES + 1, 0 }, { PAGES, 1 }, { 1, PAGES } };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		unsigned long user;

		s->ret = 1;
		user = map_user(test, file, wrong[i].pages, wrong[i].first);
		if (user && !IS_ERR_VALUE(user))
			vm_munmap(user, wrong[i].pages * PAGE_SIZE);
		KUNIT_EXPECT_EQ(test, s->ret, -ENXIO);
	}
}

#else /* !DMS_HAVE_KUNIT_VM_MMAP */

#define mmap_shows_the_allocation		no_address_space
#define mmap_starts_at_its_offset		no_address_space
#define mmap_beyond_the_allocation_is_refused	no_address_space

static void no_address_space(struct kunit *test)
{
	kunit_skip(test, "KUnit of this kernel has no address space to map into");
}

#endif

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(mmap_shows_the_allocation, kind_gen_params),
	KUNIT_CASE_PARAM(mmap_starts_at_its_offset, kind_gen_params),
	KUNIT_CASE_PARAM(mmap_beyond_the_allocation_is_refused, kind_gen_params),
	{}
};

static struct kunit_suite suite = {
	.name = "dmascope_contract_mmap",
	.test_cases = cases,
};
kunit_test_suite(suite);
