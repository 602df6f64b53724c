// SPDX-License-Identifier: GPL-2.0
/* debugfs files that hold one number (kernel/dma/debug.c, kernel/dma/swiotlb.c). */
#include "base/array.h"
#include "util.h"

#define DOUBLE_UNMAP "[    1.0] DMA-API: e1000e 0000:01:00.0: device driver tries to free DMA memory it has not allocated [device address=0x00000000fffff000] [size=1514 bytes]\n"

struct file {
	const char *path, *text;
};

static struct log log_of_files(const struct file *files, size_t nr)
{
	struct log l = { .a = dms_analysis_new() };
	size_t i;

	for (i = 0; i < nr; i++)
		dms_analysis_add_text(l.a, files[i].path, files[i].text, strlen(files[i].text), 1);
	l.r = dms_analysis_finish(l.a);
	return l;
}

static void errors(void)
{
	static const struct file files[] = {
		{ "b/dmesg", DOUBLE_UNMAP }, { "b/dma-api/error_count", "12\n" },
	};
	static const struct file one[] = {
		{ "b/dmesg", DOUBLE_UNMAP }, { "b/dma-api/error_count", "1\n" },
		{ "b/dma-api/disabled", "N\n" },
	};
	static const struct file disabled[] = { { "b/dma-api/disabled", "Y\n" } };
	struct log l = log_of_files(files, ARRAY_SIZE(files));

	is_str(l.r->inputs[1].type, "debugfs", "it is known");
	if (is_int((long)l.r->nr_losses, 1, "more were counted than printed"))
		is_int((long)l.r->losses[0].count, 11, "so many");
	is_int((long)l.r->nr_findings, 1, "the one that was printed is the finding");
	log_free(&l);
	l = log_of_files(one, ARRAY_SIZE(one));
	is_int((long)l.r->nr_losses, 0, "all that were counted were printed");
	log_free(&l);
	l = log_of_files(disabled, ARRAY_SIZE(disabled));
	is_int((long)l.r->nr_losses, 1, "a disabled checker is said");
	is_int((long)l.r->nr_findings, 0, "and is no finding");
	log_free(&l);
}

static void pool(void)
{
	static const struct file full[] = {
		{ "b/swiotlb/io_tlb_nslabs", "32768\n" }, { "b/swiotlb/io_tlb_used", "12\n" },
		{ "b/swiotlb/io_tlb_used_hiwater", "32768\n" },
	};
	static const struct file near[] = {
		{ "b/swiotlb/io_tlb_nslabs", "32768\n" },
		{ "b/swiotlb/io_tlb_used_hiwater", "32767\n" },
	};
	static const struct file fine[] = {
		{ "b/swiotlb/io_tlb_nslabs", "1000\n" },
		{ "b/swiotlb/io_tlb_used", "700\n" },
		{ "b/swiotlb/io_tlb_used_hiwater", "899\n" },
	};
	/* kernel/dma/swiotlb.c, rmem_swiotlb_device_init(): a folder for each restricted pool */
	static const struct file restricted[] = {
		{ "b/swiotlb/io_tlb_nslabs", "32768\n" }, { "b/swiotlb/io_tlb_used", "0\n" },
		{ "b/swiotlb/wifi@50000000/io_tlb_nslabs", "1024\n" },
		{ "b/swiotlb/wifi@50000000/io_tlb_used", "1024\n" },
	};
	static const struct file transient[] = {
		{ "b/swiotlb/io_tlb_nslabs", "32768\n" },
		{ "b/swiotlb/io_tlb_transient_nslabs", "64\n" },
	};
	static const struct file none[] = {
		{ "b/swiotlb/io_tlb_nslabs", "0\n" }, { "b/swiotlb/io_tlb_used_hiwater", "0\n" },
	};
	struct log l = log_of_files(full, ARRAY_SIZE(full));

	is_int((long)l.r->nr_findings, 1, "a pool that was full to the last slot");
	is_str(first_finding(&l)->cause, "swiotlb-exhausted", "is exhausted");
	is_int(first_finding(&l)->severity, DMS_SEV_MEDIUM, "which is medium");
	is_int(first_finding(&l)->confidence, DMS_CONF_LIKELY, "no mapping was seen to fail");
	log_free(&l);
	l = log_of_files(near, ARRAY_SIZE(near));
	is_int(first_finding(&l)->severity, DMS_SEV_LOW, "one slot was free at all times: a hint");
	is_int(first_finding(&l)->confidence, DMS_CONF_POSSIBLE, "and not more");
	log_free(&l);
	l = log_of_files(restricted, ARRAY_SIZE(restricted));
	is_int((long)l.r->nr_findings, 1, "a device's own pool is full, the default one is not");
	is_str(dms_event_text(first_event(&l), "pool"), "wifi@50000000", "which pool");
	log_free(&l);
	l = log_of_files(transient, ARRAY_SIZE(transient));
	is_int(first_finding(&l)->severity, DMS_SEV_LOW, "slots made for single mappings are a hint");
	log_free(&l);
	l = log_of_files(fine, ARRAY_SIZE(fine));
	is_int((long)l.r->nr_findings, 0, "a tenth was free at all times");
	log_free(&l);
	l = log_of_files(none, ARRAY_SIZE(none));
	is_int((long)l.r->nr_findings, 0, "there is no pool");
	log_free(&l);
}

/* Names as collectors and people write them. */
static void names(void)
{
	static const char *const grep =
		"/sys/kernel/debug/dma-api/all_errors:0\n"
		"/sys/kernel/debug/dma-api/disabled:N\n"
		"/sys/kernel/debug/dma-api/error_count:12\n"
		"/sys/kernel/debug/dma-api/min_free_entries:65000\n";
	static const char *const tail =
		"==> /sys/kernel/debug/dma-api/all_errors <==\n0\n\n"
		"==> /sys/kernel/debug/dma-api/error_count <==\n12\n";
	static const char *const mail =
		"Hello,\n> > /sys/kernel/debug/dma-api/error_count:12\nis what I see.\n";
	static const struct file forms[] = {
		{ "sosreport/sys/kernel/debug/dma-api/error_count", "12\n" },
		{ "sys_kernel_debug_dma-api_error_count", "12\n" },
		{ "collected/dma-api.error_count", "12" },
		{ "collected.txt", grep }, { "tail.txt", tail }, { "mail.txt", mail },
		{ "relative.txt", "all_errors:0\ndisabled:N\nerror_count:12\n" },
		{ "folder.txt", "dma-api/all_errors:0\ndma-api/error_count:12\n" },
	};
	static const struct file filter[] = { { "b/dma-api/driver_filter", "e1000e\n" } };
	static const struct file nobody[] = { { "b/dma-api/driver_filter", "\n" } };
	static const struct file out[] = {
		{ "b/dma-api/disabled", "Y\n" }, { "b/dma-api/min_free_entries", "0\n" },
	};
	struct log l;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(forms); i++) {
		l = log_of_files(&forms[i], 1);
		if (is_int((long)l.r->nr_losses, 1, forms[i].path))
			is_int((long)l.r->losses[0].count, 12, "errors were counted");
		is_int((long)l.r->nr_findings, 0, "and no finding was made of it");
		log_free(&l);
	}
	l = log_of_files(filter, 1);
	is_int((long)l.r->nr_losses, 1, "a filter hides all other drivers");
	log_free(&l);
	l = log_of_files(nobody, 1);
	is_int((long)l.r->nr_losses, 0, "no filter is set");
	log_free(&l);
	l = log_of_files(out, ARRAY_SIZE(out));
	ok(l.r->nr_losses == 1 && strstr(l.r->losses[0].what, "checks nothing any more"),
	   "a checker without entries is said");
	log_free(&l);
}

static void others(void)
{
	static const struct file files[] = {
		{ "b/other/error_count", "12\n" }, { "b/my-dma-api/error_count", "12\n" },
		{ "b/dma-api/error_count", "12 of them\n" }, { "b/dma-api/error_count", "\n" },
		{ "dma-api/error_count",
		  "99999999999999999999999999999999999999999999999999999999\n" },
	};
	struct log l = log_of_files(files, ARRAY_SIZE(files));

	is_int((long)l.r->nr_losses, 0, "what only looks like a counter is none");
	log_free(&l);
}

int main(void)
{
	errors();
	pool();
	names();
	others();
	return tap_done();
}
