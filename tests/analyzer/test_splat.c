// SPDX-License-Identifier: GPL-2.0
/* Reports of many lines: both banners, joined reports, who is to blame, and how it ends. */
#include "util.h"

#define CUT "[   10.000001] ------------[ cut here ]------------\n"
#define TEXT "[   10.000002] DMA-API: foo 0000:00:03.0: device driver tries to free DMA memory it has not allocated [device address=0x00000000ffffc000] [size=512 bytes]\n"
#define OLD_BANNER "[   10.000003] WARNING: CPU: 1 PID: 77 at kernel/dma/debug.c:977 check_unmap+0xe0/0x8a0\n"
#define NEW_BANNER "[   10.000003] WARNING: kernel/dma/debug.c:1004 at check_unmap+0xe0/0x8a0, CPU#1: insmod/77\n"
#define REST \
	"[   10.000004] Modules linked in: foo(O)\n" \
	"[   10.000005] CPU: 1 UID: 0 PID: 77 Comm: insmod Tainted: G        W  O       6.12.0 #1\n" \
	"[   10.000006] RIP: 0010:check_unmap+0xe0/0x8a0\n" \
	"[   10.000007] Call Trace:\n" \
	"[   10.000008]  <TASK>\n" \
	"[   10.000009]  ? __warn+0x80/0x130\n" \
	"[   10.000010]  debug_dma_unmap_page+0x6e/0x90\n" \
	"[   10.000011]  dma_unmap_page_attrs+0x100/0x200\n" \
	"[   10.000012]  foo_clean_ring+0x44/0x90 [foo]\n" \
	"[   10.000013]  foo_poll+0x11/0x90 [foo]\n" \
	"[   10.000014]  </TASK>\n" \
	"[   10.000015] ---[ end trace 0000000000000000 ]---\n" \
	"[   10.000016] DMA-API: Mapped at:\n" \
	"[   10.000017]  debug_dma_map_page+0x6e/0x90\n" \
	"[   10.000018]  dma_map_page_attrs+0x10e/0x220\n" \
	"[   10.000019]  foo_alloc_ring+0x10/0x20 [foo]\n" \
	"[   10.000020] eth0: link up\n"

static void check_envelope(const char *text, const char *about)
{
	struct log l = log_of(text);
	const struct dms_event *e = first_event(&l);

	ok(l.r->nr_events == 1 && l.r->nr_findings == 1, "%s: text, banner and traces are one event",
	   about);
	is_str(e->detail, "dma_api.free_not_allocated", "named after the text");
	is_str(dms_event_text(e, "site"), "check_unmap", "where it warned");
	is_str(dms_event_text(e, "pid"), "77", "pid");
	is_str(dms_event_text(e, "comm"), "insmod", "comm");
	is_str(dms_event_text(e, "function"), "foo_clean_ring", "first function outside the core");
	has_str(dms_event_text(e, "mapped_at"), "foo_alloc_ring", "who mapped it");
	ok(!strstr(dms_event_text(e, "mapped_at"), "link"), "the trace ends where frames end");
	log_free(&l);
}

static void envelopes(void)
{
	struct log l;

	check_envelope(CUT TEXT OLD_BANNER REST, "up to 6.18");
	check_envelope(CUT TEXT NEW_BANNER REST, "since 6.19");
	check_envelope(OLD_BANNER TEXT REST, "banner first");
	check_envelope(TEXT OLD_BANNER REST, "without the cut line");
	l = log_of(CUT TEXT OLD_BANNER REST);
	is_int((long)first_event(&l)->last_line, 19, "the event reaches to its last frame");
	log_free(&l);
}

#define IOMMU_WARN(ts, pid) \
	"[   " ts "] ------------[ cut here ]------------\n" \
	"[   " ts "] WARNING: CPU: 1 PID: " pid " at drivers/iommu/dma-iommu.c:1230 iommu_dma_unmap_page+0x7d/0x90\n" \
	"[   " ts "] CPU: 1 UID: 0 PID: " pid " Comm: insmod Not tainted 6.12.0 #1\n" \
	"[   " ts "] RIP: 0010:iommu_dma_unmap_page+0x7d/0x90\n" \
	"[   " ts "]  dma_unmap_page_attrs+0x5c/0x200\n" \
	"[   " ts "]  foo_clean_ring+0x44/0x90 [foo]\n" \
	"[   " ts "] ---[ end trace 0000000000000000 ]---\n"

static void same_call(void)
{
	struct log l = log_of(IOMMU_WARN("9.999900", "77") CUT TEXT OLD_BANNER REST);
	const struct dms_finding *f = first_finding(&l);

	ok(l.r->nr_events == 2 && l.r->nr_findings == 1,
	   "the IOMMU's WARN and dma-debug's text of one unmap are one finding");
	is_str(f->kind, "dma-api", "dma-debug says more, so it leads");
	is_int((long)f->count, 1, "one call");
	ok(f->nr_events == 2 && f->events[0] == 1, "its first event is dma-debug's");
	log_free(&l);

	l = log_of(CUT TEXT OLD_BANNER REST IOMMU_WARN("10.000100", "77"));
	ok(l.r->nr_findings == 1, "the other way round as well");
	is_str(first_finding(&l)->kind, "dma-api", "and dma-debug leads");
	log_free(&l);

	l = log_of(IOMMU_WARN("9.999900", "78") CUT TEXT OLD_BANNER REST);
	ok(l.r->nr_findings == 2, "another task's WARN is another finding");
	log_free(&l);

	l = log_of(IOMMU_WARN("8.000000", "77") CUT TEXT OLD_BANNER REST);
	ok(l.r->nr_findings == 2, "two seconds apart they are two calls");
	log_free(&l);
}

static void alone(void)
{
	struct log l = log_of(IOMMU_WARN("11.0", "77"));
	const struct dms_finding *f = first_finding(&l);

	is_str(first_event(&l)->detail, "iommu.warn", "a WARN without a text is known by function");
	is_str(f->cause, "double-unmap", "and has a cause");
	ok(has_alternative(f, "size-mismatch"), "and an alternative");
	is_str(first_event(&l)->driver, "foo", "the driver is named by the backtrace");
	log_free(&l);
	l = log_of("[   12.0] WARNING: CPU: 0 PID: 1 at net/mac80211/main.c:10 ieee80211_bla+0x1/0x2 [mac80211]\n"
		   "[   12.0] CPU: 0 PID: 1 Comm: wpa Not tainted 6.1.0\n"
		   "[   12.0]  ieee80211_bla+0x1/0x2 [mac80211]\n"
		   "[   12.0] ---[ end trace 0000000000000000 ]---\n");
	ok(l.r->nr_events == 1 && !l.r->nr_findings, "a WARN elsewhere is an event and no finding");
	log_free(&l);
}

static void panics(void)
{
	struct log l = log_of(CUT TEXT OLD_BANNER
			      "[   10.000021] Kernel panic - not syncing: kernel: panic_on_warn set ...\n"
			      "[   10.000022] CPU: 1 PID: 77 Comm: insmod Tainted: G        W          6.12.0 #1\n"
			      "[   10.500000] ---[ end Kernel panic - not syncing: kernel: panic_on_warn set ... ]---\n");
	const struct dms_finding *f = first_finding(&l);

	ok(l.r->nr_findings == 2, "the report and the panic");
	is_str(f->kind, "panic", "the panic is the most severe");
	is_str(f->cause, "double-unmap", "and has the cause of what led to it");
	is_str(dms_severity_name(f->severity), "critical", "critical");
	is_str(l.r->findings[1].detail, "dma_api.free_not_allocated", "the report stands beside it");
	log_free(&l);
	l = log_of("[   10.0] Kernel panic - not syncing: VFS: Unable to mount root fs\n");
	is_str(first_finding(&l)->cause, "unknown", "a panic out of nothing has no cause");
	log_free(&l);
}

static void sanitizers(void)
{
	struct log l = log_of("[   20.0] BUG: KASAN: use-after-free in foo_rx+0x10/0x90 [foo]\n"
			      "[   20.0] Write of size 8 at addr ffff888107a3c000 by task kworker/0:1/12\n"
			      "[   20.0] Call Trace:\n"
			      "[   20.0]  dma_unmap_page_attrs+0x5c/0x200\n"
			      "[   20.0]  foo_rx+0x10/0x90 [foo]\n"
			      "[   20.0] Allocated by task 1:\n"
			      "[   20.0]  bar_alloc+0x1/0x2\n");
	const struct dms_event *e = first_event(&l);

	is_str(e->kind, "kasan", "KASAN");
	is_str(e->access, "write", "access");
	is_u64(e->address, 0xffff888107a3c000, "address");
	is_str(dms_event_text(e, "size"), "8", "size");
	is_str(dms_event_text(e, "what"), "use-after-free", "what");
	is_str(dms_event_text(e, "comm"), "kworker/0:1", "task name with a slash");
	is_str(e->driver, "foo", "driver");
	ok(!strstr(dms_event_text(e, "backtrace"), "bar_alloc"), "the allocation's stack is another");
	is_str(dms_severity_name(first_finding(&l)->severity), "critical", "critical");
	log_free(&l);
	l = log_of("[   21.0] =============================================================================\n"
		   "[   21.0] BUG kmalloc-512 (Tainted: G        W  O      ): Poison overwritten\n");
	is_str(first_event(&l)->detail, "memory.poison_overwritten", "slab poison");
	is_str(first_finding(&l)->cause, "use-after-unmap", "a device may have done it");
	log_free(&l);
}

static void oopses(void)
{
	struct log l = log_of("[   30.0] BUG: unable to handle page fault for address: ffffb20100221008\n"
			      "[   30.0] #PF: supervisor read access in kernel mode\n"
			      "[   30.0] #PF: error_code(0x0000) - not-present page\n"
			      "[   30.0] Oops: Oops: 0000 [#1] SMP NOPTI\n"
			      "[   30.0] CPU: 0 PID: 1 Comm: foo Not tainted 6.12.0\n"
			      "[   30.0] RIP: 0010:iommu_dma_unmap_page+0x34/0xd0\n"
			      "[   30.0]  dma_unmap_page_attrs+0x10/0x20\n"
			      "[   30.0]  foo_remove+0x10/0x20 [foo]\n"
			      "[   30.0] ---[ end trace 0000000000000000 ]---\n"
			      "[   30.1] Kernel panic - not syncing: Fatal exception\n");
	const struct dms_event *e = first_event(&l);

	ok(l.r->nr_events == 2, "an oops is one event, its panic another");
	is_str(e->detail, "oops.page_fault", "page fault");
	is_str(e->access, "read", "access");
	is_str(dms_event_text(e, "function"), "foo_remove", "who called");
	ok(e->related, "it happened in DMA code");
	log_free(&l);
	l = log_of("[   31.0] general protection fault, probably for non-canonical address 0xdead000000000122: 0000 [#1] PREEMPT SMP\n");
	is_str(first_event(&l)->detail, "oops.gpf", "general protection fault");
	is_u64(first_event(&l)->address, 0xdead000000000122, "its address");
	log_free(&l);
	l = log_of("[   32.0] kernel BUG at drivers/iommu/iova.c:801!\n");
	is_str(first_event(&l)->kind, "bug", "BUG()");
	is_str(dms_event_text(first_event(&l), "file"), "drivers/iommu/iova.c:801", "where");
	log_free(&l);
}

int main(void)
{
	envelopes();
	same_call();
	alone();
	panics();
	sanitizers();
	oopses();
	return tap_done();
}
