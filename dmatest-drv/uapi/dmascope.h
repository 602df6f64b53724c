/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * dmascope test driver: user-space interface.
 *
 * The driver is an interpreter of ops.  One ioctl carries one op; what a
 * scenario composes of them, correct or wrong, is the scenario's business.
 * Arguments that name an object default to what the object was made with;
 * a bit in @set says which of them the caller overrides, so that every
 * argument of every DMA API call is open to misuse while the common case
 * stays short.
 *
 * Objects belong to the open file.  close() releases all of them, in the
 * right order and with the right arguments, even after misuse: an object that
 * was unmapped or freed once, rightly or wrongly, is never released again.
 */
#ifndef _UAPI_DMASCOPE_H
#define _UAPI_DMASCOPE_H

#include <linux/ioctl.h>
#include <linux/types.h>

/*
 * Counts changes that break programs.  Within one ABI, numbers, layouts and the meaning of zero
 * stay, and what is added is refused with -EINVAL by who does not know it: docs/uapi.md.
 */
#define DMASCOPE_ABI		1

/* Limits; what exceeds them is refused with -EINVAL or -E2BIG. */
#define DMASCOPE_MAX_OBJECTS	1024		/* per open file */
#define DMASCOPE_MAX_SEGS	256		/* entries of one scatterlist */
#define DMASCOPE_MAX_BYTES	(64ULL << 20)	/* one buffer */
#define DMASCOPE_MAX_TOTAL	(256ULL << 20)	/* all buffers of one file */
#define DMASCOPE_MAX_PINNED	(16ULL << 20)	/* user memory pinned at a time */
#define DMASCOPE_MAX_EXPORTS	64		/* dma-bufs alive, per device */
#define DMASCOPE_MAX_TIMEOUT	10000		/* ms, any wait */
#define DMASCOPE_MAX_ROUNDS	1000000		/* of one TIME_MAP */

/* dmascope_op.op */
enum dmascope_opcode {
	DMASCOPE_OP_NONE = 0,
	/* lifetime of CPU memory */
	DMASCOPE_OP_BUF = 1,		/* kind, len, offset (into the page) -> obj */
	DMASCOPE_OP_FREE = 2,		/* obj; also while mapped */
	/* streaming */
	DMASCOPE_OP_MAP = 3,		/* obj=buf, fn, offset, len, dir, attrs, ctx -> obj, iova */
	DMASCOPE_OP_UNMAP = 4,		/* obj=mapping; fn, addr, len, dir, attrs */
	DMASCOPE_OP_MAPPING_ERROR = 5,	/* obj=mapping: call dma_mapping_error() */
	DMASCOPE_OP_SYNC = 6,		/* obj=mapping|sg; fn, addr, offset, len, dir, nents */
	/* scatter-gather */
	DMASCOPE_OP_SG = 7,		/* segs[] -> obj: a table over buffers */
	DMASCOPE_OP_MAP_SG = 8,		/* obj=sg; fn, nents, dir, attrs -> out[0]=mapped */
	DMASCOPE_OP_UNMAP_SG = 9,	/* obj=sg; fn, nents, dir, attrs */
	DMASCOPE_OP_SG_SEG = 10,	/* obj=sg, value=index -> iova, len of a mapped segment */
	DMASCOPE_OP_SG_CORRUPT = 11,	/* obj=sg, value=index: chain the entry to addr */
	/* coherent */
	DMASCOPE_OP_COHERENT = 12,	/* len, attrs -> obj, iova, cpu, phys */
	DMASCOPE_OP_FREE_COHERENT = 13,	/* obj; addr, len, cpu */
	/* CPU side */
	DMASCOPE_OP_FILL = 14,		/* obj, offset, len, seed */
	DMASCOPE_OP_VERIFY = 15,	/* obj, offset, len, seed -> out[0]=wrong, out[1]=first */
	/* device side: the engine does real DMA; out[2]=interrupts seen */
	DMASCOPE_OP_DEV_READ = 16,	/* from obj|addr; checks seed -> as VERIFY */
	DMASCOPE_OP_DEV_WRITE = 17,	/* to obj|addr, bytes of seed */
	DMASCOPE_OP_DEV_COPY = 18,	/* from obj|addr to peer|value */
	DMASCOPE_OP_DEV_WAIT = 19,	/* wait until idle; value=timeout ms -> as DEV_READ */
	/* device settings and queries */
	DMASCOPE_OP_MASK = 20,		/* fn (streaming|coherent|both), value=bits */
	DMASCOPE_OP_SEG_LIMITS = 21,	/* len=max_seg_size, value=boundary mask; 0: keep */
	DMASCOPE_OP_QUERY = 22,		/* fn=enum dmascope_query -> out[0] */
	/* bookkeeping */
	DMASCOPE_OP_LEAK = 23,		/* obj: forgotten until the device is bound again */
	DMASCOPE_OP_HOLD = 24,		/* value=ms: stay inside the ioctl, interruptible */
	/* interrupts */
	DMASCOPE_OP_MSI = 25,		/* addr, value=data: what the device sends; none: ask
					 * -> out[0]=address, out[1]=data as they were
					 */
	DMASCOPE_OP_DEV_LISTEN = 26,	/* obj: receive into it from the wire -> out[0]=descriptor */
	/* memory of the other allocators */
	DMASCOPE_OP_ALLOC = 32,		/* fn=enum dmascope_alloc, len, dir, attrs -> obj, iova,
					 * cpu, phys; out[0]=runs of pages
					 */
	DMASCOPE_OP_FREE_ALLOC = 33,	/* obj; len, dir */
	DMASCOPE_OP_VMAP = 34,		/* obj: in one piece for the CPU -> cpu */
	DMASCOPE_OP_VUNMAP = 35,	/* obj */
	/* pools of small coherent blocks */
	DMASCOPE_OP_POOL = 36,		/* len, offset=alignment, value=boundary -> obj */
	DMASCOPE_OP_POOL_DESTROY = 37,	/* obj; also while blocks of it are in use */
	DMASCOPE_OP_POOL_ALLOC = 38,	/* obj=pool, value=1: zeroed -> obj, iova, cpu, phys */
	DMASCOPE_OP_POOL_FREE = 39,	/* obj=block; peer=another pool */
	/* registers and memory of another device */
	DMASCOPE_OP_MAP_RESOURCE = 40,	/* value=DMASCOPE_BDF(), nents=BAR, offset, len, dir, attrs
					 * -> obj, iova, phys
					 */
	DMASCOPE_OP_UNMAP_RESOURCE = 41, /* obj; addr, len, dir, attrs */
	/* user memory */
	DMASCOPE_OP_PIN = 42,		/* cpu=address, len, value=DMASCOPE_PIN_* -> obj, an sg */
	DMASCOPE_OP_UNPIN = 43,		/* obj; value=1: mark the pages dirty */
	/* dma-buf */
	DMASCOPE_OP_EXPORT = 44,	/* obj -> out[0]=descriptor */
	DMASCOPE_OP_IMPORT = 45,	/* value=descriptor: attach to it -> obj, len */
	DMASCOPE_OP_MAP_IMPORT = 46,	/* obj, dir -> iova, out[0]=segments */
	DMASCOPE_OP_UNMAP_IMPORT = 47,	/* obj */
	DMASCOPE_OP_DETACH = 48,	/* obj */
	/* IOMMU domains of the scenario's own */
	DMASCOPE_OP_DOMAIN = 64,	/* attach one -> obj, out[0]=page, out[1]=first, out[2]=last */
	DMASCOPE_OP_DOMAIN_MAP = 65,	/* obj=domain, peer=buf, addr, offset, len, value=prot -> obj */
	DMASCOPE_OP_DOMAIN_UNMAP = 66,	/* obj=domain mapping -> out_len */
	DMASCOPE_OP_DOMAIN_QUERY = 67,	/* obj=domain, addr -> phys; out[0]=faults, out[1]=address,
					 * out[2]=flags of the last one
					 */
	DMASCOPE_OP_DOMAIN_FREE = 68,	/* obj=domain: unmap all, detach, free */
	/* power and interrupt vectors */
	DMASCOPE_OP_PM = 69,		/* fn=enum dmascope_pm -> out[0]=enum dmascope_pm_state,
					 * out[1]=suspends, out[2]=resumes
					 */
	DMASCOPE_OP_VECTOR = 70,	/* nents (if set): use this one -> out[0]=in use until now,
					 * out[1]=vectors, out[2]=interrupts of the one in use now
					 */
	DMASCOPE_OP_DOMAIN_FAULT = 71,	/* obj=domain, addr, value=flags: call report_iommu_fault() */
	/* measuring */
	DMASCOPE_OP_TIME_MAP = 72,	/* obj=buf, offset, len, dir: dma_map_single() and
					 * dma_unmap_single(), value times -> out[0]=ns of a map,
					 * out[1]=ns of an unmap, out[2]=ns of the fastest map,
					 * out[3]=maps that failed; -ETIME: not done in MAX_TIMEOUT
					 */
	DMASCOPE_OP_MAX,
};

/* dmascope_op.value of DOMAIN_MAP: what the device may do; as IOMMU_* of the kernel */
#define DMASCOPE_PROT_READ	(1u << 0)
#define DMASCOPE_PROT_WRITE	(1u << 1)
#define DMASCOPE_PROT_CACHE	(1u << 2)	/* accesses snoop the CPU's caches */
#define DMASCOPE_PROT_NOEXEC	(1u << 3)
#define DMASCOPE_PROT_MMIO	(1u << 4)
#define DMASCOPE_PROT_PRIV	(1u << 5)

/* dmascope_op.fn of PM */
enum dmascope_pm {
	DMASCOPE_PM_QUERY = 0,
	DMASCOPE_PM_SUSPEND = 1,	/* asleep until RESUME; DEV_* ops fail with -ESHUTDOWN */
	DMASCOPE_PM_RESUME = 2,
	DMASCOPE_PM_MAX,
};

enum dmascope_pm_state {
	DMASCOPE_PM_ACTIVE = 0,
	DMASCOPE_PM_IDLE = 1,	/* runtime PM suspended it; the next DEV_* op wakes it */
	DMASCOPE_PM_ASLEEP = 2,	/* by PM_SUSPEND */
};

enum dmascope_buf_kind {
	DMASCOPE_BUF_KMALLOC = 0,
	DMASCOPE_BUF_PAGES = 1,		/* alloc_pages(), contiguous */
	DMASCOPE_BUF_VMALLOC = 2,
	DMASCOPE_BUF_STACK = 3,		/* the calling thread's kernel stack, during the op only */
	DMASCOPE_BUF_RODATA = 4,	/* the module's own read-only data */
	DMASCOPE_BUF_LOWPAGES = 5,	/* GFP_DMA32 */
	DMASCOPE_BUF_MAX,
};

/* dmascope_op.fn of ALLOC: which allocator */
enum dmascope_alloc {
	DMASCOPE_ALLOC_NONCOHERENT = 0,	/* dma_alloc_noncoherent() */
	DMASCOPE_ALLOC_PAGES = 1,	/* dma_alloc_pages() */
	DMASCOPE_ALLOC_NONCONTIGUOUS = 2,	/* dma_alloc_noncontiguous(), Linux 5.13 */
	DMASCOPE_ALLOC_MAX,
};

/* dmascope_op.fn: which function of a family is called */
enum dmascope_fn {
	DMASCOPE_FN_DEFAULT = 0,
	DMASCOPE_FN_SINGLE = 1,		/* dma_map_single / dma_unmap_single */
	DMASCOPE_FN_PAGE = 2,		/* dma_map_page / dma_unmap_page */
	DMASCOPE_FN_SG = 3,		/* dma_map_sg / dma_unmap_sg */
	DMASCOPE_FN_SGTABLE = 4,	/* dma_map_sgtable / dma_unmap_sgtable */
	DMASCOPE_FN_COHERENT = 5,	/* dma_free_coherent */
	DMASCOPE_FN_SYNC_CPU = 6,
	DMASCOPE_FN_SYNC_DEVICE = 7,
	DMASCOPE_FN_MASK_STREAMING = 8,
	DMASCOPE_FN_MASK_COHERENT = 9,
	DMASCOPE_FN_MASK_BOTH = 10,
	DMASCOPE_FN_SYNC_CPU_RANGE = 11,	/* dma_sync_single_range_for_cpu */
	DMASCOPE_FN_SYNC_DEVICE_RANGE = 12,
	DMASCOPE_FN_MAX,
};

enum dmascope_query {
	DMASCOPE_Q_MAX_MAPPING_SIZE = 0,
	DMASCOPE_Q_OPT_MAPPING_SIZE = 1,
	DMASCOPE_Q_NEED_SYNC = 2,	/* obj=mapping */
	DMASCOPE_Q_MERGE_BOUNDARY = 3,
	DMASCOPE_Q_REQUIRED_MASK = 4,
	DMASCOPE_Q_STREAMING_MASK = 5,
	DMASCOPE_Q_COHERENT_MASK = 6,
	DMASCOPE_Q_MAX_SEG_SIZE = 7,
	DMASCOPE_Q_SEG_BOUNDARY = 8,
	DMASCOPE_Q_MAX,
};

/* dmascope_op.set: which arguments override the object's own */
#define DMASCOPE_SET_ADDR	(1u << 0)
#define DMASCOPE_SET_OFFSET	(1u << 1)
#define DMASCOPE_SET_LEN	(1u << 2)
#define DMASCOPE_SET_DIR	(1u << 3)
#define DMASCOPE_SET_NENTS	(1u << 4)
#define DMASCOPE_SET_ATTRS	(1u << 5)
#define DMASCOPE_SET_CPU	(1u << 6)
#define DMASCOPE_SET_SEED	(1u << 7)
#define DMASCOPE_SET_PEER_ADDR	(1u << 8)	/* DEV_COPY: value is the peer's address */

/* dmascope_op.flags */
#define DMASCOPE_F_NO_CHECK	(1u << 0)	/* MAP: do not call dma_mapping_error() */
#define DMASCOPE_F_ATOMIC	(1u << 1)	/* call under a spinlock, interrupts off */
#define DMASCOPE_F_NO_WAIT	(1u << 2)	/* DEV_*: start, do not wait for the end */
#define DMASCOPE_F_AGAIN	(1u << 3)	/* UNMAP, FREE...: although it was done already */
#define DMASCOPE_F_POLL		(1u << 4)	/* DEV_*: poll for the end, use no interrupt */
#define DMASCOPE_F_NOTIFY	(1u << 16)	/* with NO_WAIT: a record for read() at the end */

/* dmascope_op.value of PIN */
#define DMASCOPE_PIN_WRITE	(1u << 0)	/* the device will write there */
#define DMASCOPE_PIN_LONGTERM	(1u << 1)	/* for longer than one transfer */

/* dmascope_op.value of MAP_RESOURCE: a PCI function */
#define DMASCOPE_BDF(domain, bus, devfn) \
	((__u64)(domain) << 16 | (__u64)(bus) << 8 | (__u64)(devfn))

/*
 * mmap(): the offset names object and byte.  Both have to be multiples of a
 * page, MAP_SHARED is required.  An object cannot be freed while it is mapped
 * there (-EBUSY); when the device goes, the area stays and raises SIGBUS.
 */
#define DMASCOPE_MMAP_SHIFT	28
#define DMASCOPE_MMAP_OFFSET(obj, byte) \
	((__u64)(obj) << DMASCOPE_MMAP_SHIFT | (__u64)(byte))

/**
 * struct dmascope_seg - one entry of a scatterlist to build
 * @obj:	buffer object
 * @len:	bytes, 1 .. the buffer's end
 * @offset:	first byte within the buffer
 */
struct dmascope_seg {
	__u32 obj;
	__u32 len;
	__u64 offset;
};

/**
 * struct dmascope_op - one op, its arguments and its results
 *
 * Unused fields must be zero; the kernel refuses unknown bits with -EINVAL.
 * ioctl() returns 0 when the op was carried out, even if the DMA API call in
 * it failed: that result is in @result (0 or negative errno).  It returns -1
 * when the request itself is not acceptable, and then nothing was done.
 */
struct dmascope_op {
	__u32 op;		/* enum dmascope_opcode */
	__u32 flags;		/* DMASCOPE_F_* */
	__u32 set;		/* DMASCOPE_SET_* */
	__u32 obj;		/* object id, 0: none */
	__u32 peer;		/* second object id */
	__u32 fn;		/* enum dmascope_fn, dmascope_query or dmascope_buf_kind */
	__u32 dir;		/* enum dma_data_direction; DMA_NONE is passed on */
	__u32 nents;
	__u64 offset;
	__u64 len;
	__u64 addr;		/* device address */
	__u64 cpu;		/* CPU address, FREE_COHERENT */
	__u64 attrs;		/* DMA_ATTR_* */
	__u64 value;
	__u64 seed;		/* pattern; byte i is a function of (seed, offset + i) */
	__u64 segs;		/* user pointer to struct dmascope_seg[nents], SG only */
	/* results */
	__s32 result;
	__u32 out_obj;
	__u64 out_iova;
	__u64 out_phys;
	__u64 out_cpu;
	__u64 out_len;
	__u64 out[4];
};

/**
 * struct dmascope_event - the end of a DEV_* op with NO_WAIT and NOTIFY, from read()
 * @version:	DMASCOPE_EVENT_VERSION
 * @size:	bytes of this record; later versions append
 * @op:		enum dmascope_opcode
 * @seq:	counts such ops of this open file, from 1; the ioctl returned it in out[3]
 * @result:	0 or negative errno
 * @lost:	records of this file that found the queue full, until now
 * @iova:	as the ioctl returned it in out_iova
 * @len:	bytes
 * @wrong:	DEV_READ: bytes that were not the pattern's
 * @first:	and the first one of them
 * @time_ns:	CLOCK_MONOTONIC when the driver saw the end
 *
 * read() takes as many whole records as fit, at least one; a buffer for less than one is
 * -EINVAL.  It blocks, or with O_NONBLOCK fails with -EAGAIN, while there is none.
 * poll() reports POLLIN.  Once the device is unbound: -ENODEV, and POLLHUP.
 */
struct dmascope_event {
	__u16 version;
	__u16 size;
	__u32 op;
	__u64 seq;
	__s32 result;
	__u32 lost;
	__u64 iova;
	__u64 len;
	__u64 wrong;
	__u64 first;
	__u64 time_ns;
};

#define DMASCOPE_EVENT_VERSION	1
#define DMASCOPE_MAX_EVENTS	64		/* waiting in one open file */

/**
 * struct dmascope_info - who is behind this file
 * @abi:	DMASCOPE_ABI
 * @caps:	DMASCOPE_CAP_*
 * @engine:	name of the engine, e.g. "e1000e"
 * @device:	dev_name(), e.g. "0000:01:00.0"
 * @min_write:	smallest segment that the device can write, bytes
 * @max_xfer:	largest transfer of one DEV_* op, bytes
 */
struct dmascope_info {
	__u32 abi;
	__u32 caps;
	char engine[16];
	char device[32];
	__u32 min_write;
	__u32 max_xfer;
	__u64 reserved[4];
};

#define DMASCOPE_CAP_MSIX	(1u << 0)
#define DMASCOPE_CAP_MSI	(1u << 1)
#define DMASCOPE_CAP_POLL	(1u << 2)	/* no interrupt could be had */
#define DMASCOPE_CAP_COPY	(1u << 3)	/* DEV_COPY works */
#define DMASCOPE_CAP_INTX	(1u << 4)

#define DMASCOPE_IOC_INFO	_IOR('D', 0xd0, struct dmascope_info)
#define DMASCOPE_IOC_OP		_IOWR('D', 0xd1, struct dmascope_op)

#endif /* _UAPI_DMASCOPE_H */
