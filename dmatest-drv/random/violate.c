// SPDX-License-Identifier: GPL-2.0
/*
 * The violations: what is done wrong, and what must be found then.  The expectations are those of
 * kernel/dma/debug.c and of the IOMMU's fault reasons, as in scenarios/misuse and scenarios/fault.
 *
 * Among other mappings a stale address may lie right behind one that is alive.  Then no log can
 * tell a use after unmapping from an overrun, and the finding has to name both: "cause~=".
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "random.h"

#define PAGE		4096
#define TO		(1u << RND_TO)
#define FROM		(1u << RND_FROM)
#define BOTH		(1u << RND_BOTH)
#define ANY		(TO | FROM | BOTH)

/* Larger ones bypass the caches of IOVA ranges, which hold a range twice that was freed twice. */
#define UNCACHED	(33 * PAGE)

const struct rnd_violation rnd_violations[] = {
	{
		.name = "double-unmap", .weight = 4, .min = UNCACHED, .max = 48 * PAGE, .step = PAGE,
		.dirs = ANY,
		.expect = "requires: dma-debug\n"
			  "expect: dma-api detail=dma_api.free_not_allocated cause=double-unmap "
			  "severity=high device=$dev.bdf address=$xm.iova size={len}\n"
			  /* the IOMMU layer finds nothing there either */
			  "allow: warning detail=iommu.warn cause=double-unmap\n",
		.setup = "x = buf {len} kind=pages\nxm = map x dir={dir}\n",
		.act = "unmap xm\nunmap xm again=1\n",
	}, {
		.name = "unmap-wrong-size", .weight = 4, .min = PAGE, .max = 8 * PAGE, .step = PAGE,
		.dirs = ANY,
		.expect = "requires: dma-debug\n"
			  "expect: dma-api detail=dma_api.free_wrong_size cause=size-mismatch "
			  "severity=high device=$dev.bdf address=$xm.iova map_size={len} "
			  "unmap_size={less}\n",
		.setup = "x = buf {len} kind=pages\nxm = map x dir={dir}\n",
		.act = "unmap xm len={less}\n",
	}, {
		.name = "unmap-wrong-direction", .weight = 4, .min = 64, .max = 16384, .step = 64,
		.dirs = ANY,
		.expect = "requires: dma-debug\n"
			  "expect: dma-api detail=dma_api.free_wrong_direction "
			  "cause=wrong-direction device=$dev.bdf address=$xm.iova\n",
		.setup = "x = buf {len}\nxm = map x dir={dir}\n",
		.act = "unmap xm dir={other}\n",
	}, {
		.name = "unmap-wrong-function", .weight = 4, .min = 64, .max = 16384, .step = 64,
		.dirs = ANY,
		.expect = "requires: dma-debug\n"
			  "expect: dma-api detail=dma_api.free_wrong_function device=$dev.bdf "
			  "address=$xm.iova\n"
			  "expect: dma-api detail=dma_api.sg_entry_count_mismatch device=$dev.bdf "
			  "map_count=0 unmap_count=1\n",
		.setup = "x = buf {len}\nxm = map x dir={dir}\n",
		.act = "unmap xm fn=sg\n",
	}, {
		.name = "coherent-wrong-size", .weight = 4, .min = PAGE, .max = 8 * PAGE, .step = PAGE,
		.dirs = ANY,
		.expect = "requires: dma-debug\n"
			  "expect: dma-api detail=dma_api.free_wrong_size cause=size-mismatch "
			  "device=$dev.bdf address=$xc.iova map_size={len} unmap_size={less}\n",
		.setup = "xc = coherent {len}\n",
		.act = "free-coherent xc len={less}\n",
	}, {
		.name = "leak", .weight = 1, .min = 64, .max = 16384, .step = 64, .dirs = ANY,
		.last = true,
		.expect = "requires: dma-debug\n"
			  "expect: dma-api detail=dma_api.pending_allocations cause=leak "
			  "severity=medium device=$dev.bdf\n",
		.setup = "x = buf {len}\nxm = map x dir={dir}\n",
		.act = "leak xm\nunbind\nbind\n",
	}, {
		.name = "map-stack", .weight = 4, .min = 16, .max = 256, .step = 16, .dirs = TO,
		.expect = "requires: dma-debug\n"
			  "expect: dma-api detail=dma_api.maps_stack cause=map-of-stack-or-vmalloc "
			  "device=$dev.bdf\n",
		.setup = "x = buf {len} kind=stack\n",
		.act = "xm = map x fn=page dir={dir}\nunmap xm\n",
	}, {
		.name = "map-vmalloc", .weight = 4, .min = 64, .max = 16384, .step = 64, .dirs = ANY,
		/* dev_WARN_ONCE() in a module: clear_warn_once does not reach its flag */
		.expect = "# the kernel says it once only\n"
			  "allow: dma-api cause=map-of-stack-or-vmalloc device=$dev.bdf\n"
			  "expect: fact $xm.result!=0\n",
		.setup = "x = buf {len} kind=vmalloc\n",
		.act = "? xm = map x dir={dir}\n",
	}, {
		.name = "missing-error-check", .weight = 4, .min = 64, .max = 16384, .step = 64,
		.dirs = ANY,
		.expect = "requires: dma-debug\n"
			  "expect: dma-api detail=dma_api.map_error_not_checked "
			  "cause=missing-error-check severity=medium device=$dev.bdf "
			  "address=$xm.iova\n",
		.setup = "x = buf {len}\nxm = map x dir={dir} check=0\n",
		.act = "unmap xm\n",
	}, {
		.name = "overlapping", .weight = 4, .min = 64, .max = 16384, .step = 64,
		.dirs = FROM | BOTH,
		.expect = "requires: dma-debug&!kmalloc-bounce&!overlap-unseen\n"
			  "expect: dma-api detail=dma_api.cacheline_eexist "
			  "cause=overlapping-mapping device=$dev.bdf\n",
		.setup = "x = buf {len} kind=pages\nxm = map x dir={dir}\n",
		.act = "xn = map x dir={dir}\nunmap xn\nunmap xm\n",
	}, {
		.name = "segment-too-long", .weight = 4, .min = 2 * PAGE, .max = 8 * PAGE, .step = PAGE,
		.dirs = ANY, .last = true,
		.expect = "requires: dma-debug-sg\n"
			  "expect: dma-api detail=dma_api.sg_segment_too_long cause=segment-limit "
			  "device=$dev.bdf\n",
		.setup = "x = buf {len} kind=pages\nxs = sg each=x nents=1 seglen={len}\n",
		.act = "seg-limits max=4096\nmap-sg xs dir={dir}\nunmap-sg xs\n",
	}, {
		.name = "sg-wrong-nents", .weight = 4, .min = 4 * PAGE, .max = 4 * PAGE, .step = PAGE,
		.dirs = ANY,
		/* where the entries are not merged to one the last would stay mapped for ever */
		.expect = "requires: dma-debug&translated\n"
			  "expect: dma-api detail=dma_api.sg_entry_count_mismatch device=$dev.bdf "
			  "count>=1\n",
		.setup = "seg-limits max=65536\nx = buf {len} kind=pages\n"
			 "xs = sg each=x nents=4 seglen=4096 stride=4096\nmap-sg xs dir={dir}\n",
		.act = "unmap-sg xs nents=3\n",
	}, {
		.name = "sync-sg-wrong-nents", .weight = 4, .min = 4 * PAGE, .max = 16 * PAGE,
		.step = 4 * PAGE,
		/* check_sync() looks no further where the mapping is bidirectional */
		.dirs = TO | FROM,
		.expect = "requires: dma-debug\n"
			  "expect: dma-api detail=dma_api.sync_entry_count_mismatch "
			  "device=$dev.bdf map_count=4 sync_count=2 count>=1\n",
		.setup = "x = buf {len} kind=pages\nxs = sg each=x nents=4 seglen=1024 stride=4096\n"
			 "map-sg xs dir={dir}\n",
		.act = "sync-cpu xs nents=2\nunmap-sg xs\n",
	}, {
		.name = "sync-after-unmap", .weight = 4, .min = 64, .max = 16384, .step = 64,
		.dirs = ANY,
		.expect = "requires: dma-debug\n"
			  "expect: dma-api detail=dma_api.sync_not_allocated device=$dev.bdf "
			  "address=$xm.iova size={len}\n",
		.setup = "x = buf {len}\nxm = map x dir={dir}\n",
		.act = "unmap xm\nsync-cpu xm\n",
	}, {
		.name = "sync-wrong-direction", .weight = 4, .min = 64, .max = 16384, .step = 64,
		.dirs = FROM,
		.expect = "requires: dma-debug\n"
			  "expect: dma-api detail=dma_api.sync_wrong_direction "
			  "cause=wrong-direction device=$dev.bdf address=$xm.iova\n",
		.setup = "x = buf {len}\nxm = map x dir=from-device\n",
		.act = "sync-cpu xm dir=to-device\nunmap xm\n",
	}, {
		.name = "sync-wrong-range", .weight = 4, .min = 2 * PAGE, .max = 8 * PAGE,
		.step = 2 * PAGE, .dirs = FROM | BOTH,
		.expect = "requires: dma-debug\n"
			  "expect: dma-api detail=dma_api.sync_not_allocated device=$dev.bdf "
			  "address=$xm.iova size={len}\n"
			  "expect[bounce-always]: dma-api detail=swiotlb.bounce_overflow "
			  "device=$dev.bdf\n",
		.setup = "x = buf {len} kind=pages\nxm = map x len={half} dir={dir}\n",
		.act = "sync-cpu xm len={len}\nunmap xm\n",
	}, {
		.name = "missing-sync-cpu", .weight = 2, .min = 64, .max = 16384, .step = 64,
		.dirs = FROM | BOTH,
		.expect = "expect[bounce-always]: fact $xv.wrong=={len}\n"
			  "expect[!bounce-always]: fact $xv.wrong==0\n",
		.setup = "x = buf {len}\ncpu-fill x seed={old}\nxm = map x dir={dir}\n",
		.act = "device-write xm seed={seed}\nxv = cpu-verify x seed={seed}\nunmap xm\n",
	}, {
		.name = "missing-sync-device", .weight = 2, .min = 64, .max = 16384, .step = 64,
		.dirs = TO | BOTH,
		.expect = "expect[bounce-always]: fact $xv.wrong=={len}\n"
			  "expect[!bounce-always]: fact $xv.wrong==0\n",
		.setup = "x = buf {len}\ncpu-fill x seed={old}\nxm = map x dir={dir}\n",
		.act = "cpu-fill x seed={seed}\nxv = device-read xm seed={seed}\nunmap xm\n",
	}, {
		.name = "write-after-unmap", .weight = 4, .min = 64, .max = 16384, .step = 64,
		.dirs = FROM | BOTH, .fault = true,
		/* VT-d tells the page, others the byte */
		.expect = "expect[vtd]: iommu-fault cause~=use-after-unmap device=$dev.bdf "
			  "access=write address=page($xm.iova) reason=unmapped-write count>=1\n"
			  "expect[translated&!vtd]: iommu-fault cause~=use-after-unmap "
			  "device=$dev.bdf access=write address=$xm.iova reason=unmapped-write "
			  "count>=1\n"
			  "expect[translated]: fact $xv.wrong==0\n"
			  "expect[direct]: fact $xv.wrong==64\n"
			  "expect[bounce-always]: fact $xv.wrong==0\n",
		.setup = "x = buf {len}\ncpu-fill x seed={old}\nxm = map x dir={dir}\n",
		.act = "unmap xm\ndevice-write xm seed={seed} len=64\nxv = cpu-verify x seed={old}\n",
	}, {
		.name = "read-after-unmap", .weight = 4, .min = 64, .max = 16384, .step = 64,
		.dirs = TO | BOTH, .fault = true,
		/* VT-d tells the page, others the byte */
		.expect = "expect[vtd]: iommu-fault cause~=use-after-unmap device=$dev.bdf "
			  "access=read address=page($xm.iova) reason=unmapped-read count>=1\n"
			  "expect[translated&!vtd]: iommu-fault cause~=use-after-unmap "
			  "device=$dev.bdf access=read address=$xm.iova reason=unmapped-read "
			  "count>=1\n"
			  "expect[translated]: fact $xv.wrong>0\n"
			  "expect[!translated]: fact $xv.wrong==0\n",
		.setup = "x = buf {len}\ncpu-fill x seed={old}\nxm = map x dir={dir}\n",
		.act = "unmap xm\nxv = device-read xm seed={old} len=64\n",
	}, {
		.name = "coherent-after-free", .weight = 2, .min = PAGE, .max = 4 * PAGE, .step = PAGE,
		.dirs = ANY, .fault = true,
		.expect = "requires: translated\n"
			  "expect: iommu-fault cause~=use-after-unmap device=$dev.bdf access=write "
			  "address=page($xc.iova) reason=unmapped-write count>=1\n",
		.setup = "xc = coherent {len}\n",
		.act = "free-coherent xc\ndevice-write addr=$xc.iova len=64 seed={seed}\n",
	}, {
		.name = "sg-after-unmap", .weight = 2, .min = 4 * PAGE, .max = 4 * PAGE, .step = PAGE,
		.dirs = FROM | BOTH, .fault = true,
		.expect = "requires: translated\n"
			  "expect: iommu-fault cause~=use-after-unmap device=$dev.bdf access=write "
			  "address=page($xs.iova) reason=unmapped-write count>=1\n",
		.setup = "x = buf {len} kind=pages\nxs = sg each=x nents=4 seglen=4096 stride=4096\n"
			 "map-sg xs dir={dir}\n",
		.act = "unmap-sg xs\ndevice-write addr=$xs.iova len=64 seed={seed}\n",
	}, {
		.name = "overrun", .weight = 4, .min = 3 * PAGE, .max = 3 * PAGE, .step = PAGE,
		.dirs = FROM | BOTH, .fault = true,
		/*
		 * Three pages take the room of four: the page behind them is certainly not mapped.
		 * Behind a bounce slot there is another mapping's.
		 */
		.expect = "requires: !bounce-always\n"
			  "expect[translated]: iommu-fault cause=overrun device=$dev.bdf access=write "
			  "address=page($xm.iova+{len}) reason=unmapped-write count>=1\n"
			  "expect[translated]: fact $xv.wrong==0\n"
			  "expect[direct]: fact $xv.wrong==64\n",
		.setup = "x = buf 16K kind=pages\ncpu-fill x seed={old}\n"
			 "xm = map x len={len} dir={dir}\n",
		.act = "device-write addr=$xm.iova+{len}-64 len=128 seed={seed}\n"
		       "xv = cpu-verify x seed={old} offset={len} len=4096\n",
	}, {
		.name = "physical-address", .weight = 4, .min = PAGE, .max = 4 * PAGE, .step = PAGE,
		.dirs = FROM | BOTH, .fault = true,
		.expect = "expect[translated]: iommu-fault cause=physical-address-used "
			  "device=$dev.bdf access=write address=page($xm.phys) "
			  "reason=unmapped-write count>=1\n"
			  "expect[translated]: fact $xv.wrong==64\n"
			  "expect[direct]: fact $xv.wrong==0\n"
			  "expect[bounce-always]: fact $xv.wrong==0\n",
		.setup = "x = buf {len} kind=pages\ncpu-fill x seed={old}\nxm = map x dir={dir}\n",
		.act = "device-write addr=$xm.phys len=64 seed={seed}\n"
		       "xv = cpu-verify x seed={seed} len=64\n",
	}, {
		.name = "wrong-direction-write", .weight = 4, .min = PAGE, .max = 4 * PAGE,
		.step = PAGE, .dirs = TO, .fault = true,
		.expect = "expect[translated&dmar-debug]: iommu-fault cause=wrong-direction "
			  "severity=high device=$dev.bdf access=write address=page($xm.iova) "
			  "reason=denied-write count>=1\n"
			  "expect[translated&!dmar-debug]: iommu-fault cause~=wrong-direction "
			  "severity=high device=$dev.bdf access=write address=page($xm.iova) "
			  "reason=denied-write count>=1\n"
			  "expect[translated]: fact $xv.wrong==0\n"
			  "expect[direct]: fact $xv.wrong==64\n"
			  "expect[bounce-always]: fact $xv.wrong==0\n",
		.setup = "x = buf {len} kind=pages\ncpu-fill x seed={old}\nxm = map x dir={dir}\n",
		.act = "device-write xm seed={seed} len=64\nxv = cpu-verify x seed={old}\n",
	},
};

const size_t rnd_nr_violations = ARRAY_SIZE(rnd_violations);

const struct rnd_violation *rnd_violation_named(const char *name)
{
	size_t i;

	for (i = 0; i < rnd_nr_violations; i++)
		if (!strcmp(rnd_violations[i].name, name))
			return &rnd_violations[i];
	return NULL;
}

static const struct rnd_violation *choose_among(uint64_t kinds, bool fault, struct rnd_rng *r)
{
	unsigned int all = 0, at;
	size_t i;

	for (i = 0; i < rnd_nr_violations; i++)
		if (kinds >> i & 1 && rnd_violations[i].fault == fault)
			all += rnd_violations[i].weight;
	at = all ? rnd_below(r, all) : 0;
	for (i = 0; all && i < rnd_nr_violations; i++) {
		if (!(kinds >> i & 1) || rnd_violations[i].fault != fault)
			continue;
		if (at < rnd_violations[i].weight)
			return &rnd_violations[i];
		at -= rnd_violations[i].weight;
	}
	return NULL;
}

const struct rnd_violation *rnd_choose(uint64_t seed, const struct rnd_mix *mix)
{
	/* another stream than the sequence's own numbers */
	struct rnd_rng r = { .state = ~seed };
	unsigned int at = rnd_below(&r, 1000);

	if (at < mix->faults)
		return choose_among(mix->kinds, true, &r);
	if (at < mix->faults + mix->violations)
		return choose_among(mix->kinds, false, &r);
	return NULL;
}

static const char *const dir_names[] = {
	[RND_TO] = "to-device", [RND_FROM] = "from-device", [RND_BOTH] = "bidirectional",
};

static void put_value(struct dms_strbuf *b, const struct rnd_seq *s, const char *name, size_t len)
{
	static const char *const names[] = { "len", "half", "less", "seed", "old" };
	/* half a page less needs as many pages */
	const uint32_t values[] = {
		s->len, s->len / 2, s->len - PAGE / 2, s->pattern, s->pattern % RND_MAX_SEED + 1,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (strlen(names[i]) == len && !strncmp(names[i], name, len))
			dms_strbuf_printf(b, "%u", values[i]);
	if (len == 3 && !strncmp(name, "dir", 3))
		dms_strbuf_puts(b, dir_names[s->dir]);
	if (len == 5 && !strncmp(name, "other", 5))
		dms_strbuf_puts(b, dir_names[s->other]);
}

char *rnd_violation_text(const struct rnd_seq *s, const char *text)
{
	struct dms_strbuf b = { 0 };
	size_t len;

	while (*text) {
		len = strcspn(text, "{");
		dms_strbuf_add(&b, text, len);
		text += len;
		if (!*text)
			break;
		len = strcspn(++text, "}");
		put_value(&b, s, text, len);
		text += len + 1;
	}
	return dms_strbuf_take(&b);
}
