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

	is_str(l.r->inputs[1].type, "debugfs-counter", "it is known");
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
	static const struct file fine[] = {
		{ "b/swiotlb/io_tlb_nslabs", "32768\n" },
		{ "b/swiotlb/io_tlb_used_hiwater", "32767\n" },
	};
	static const struct file none[] = {
		{ "b/swiotlb/io_tlb_nslabs", "0\n" }, { "b/swiotlb/io_tlb_used_hiwater", "0\n" },
	};
	struct log l = log_of_files(full, ARRAY_SIZE(full));

	is_int((long)l.r->nr_findings, 1, "a pool that was full to the last slot");
	is_str(first_finding(&l)->cause, "swiotlb-exhausted", "is exhausted");
	log_free(&l);
	l = log_of_files(fine, ARRAY_SIZE(fine));
	is_int((long)l.r->nr_findings, 0, "one slot was free at all times");
	log_free(&l);
	l = log_of_files(none, ARRAY_SIZE(none));
	is_int((long)l.r->nr_findings, 0, "there is no pool");
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
	others();
	return tap_done();
}
