// SPDX-License-Identifier: GPL-2.0
/* Logs that no kernel prints, found by the fuzz targets: what broke must not break again. */
#include <limits.h>
#include <unistd.h>

#include "util.h"

static const char vtd_fault[] =
	"DMAR: [DMA Write NO_PASID] Request device [00:03.0] fault addr 0xffffc000 [fault reason 0x05] PTE Write access is not set\n";

/* lib/ratelimit.c prints an int; the text may say anything, and JSON's integers have a sign. */
static void test_counts_end(void)
{
	char text[1024];
	struct log l;

	snprintf(text, sizeof(text), "%s%s%s%s",
		 "dmar_fault: 18446744073709551615 callbacks suppressed\n", vtd_fault,
		 "dmar_fault: 9223372036854775807 callbacks suppressed\n", vtd_fault);
	l = log_of(text);
	is_int(l.r->nr_events, 2, "two faults");
	is_u64(first_event(&l)->count, LONG_MAX, "a count stays a positive number");
	is_u64(first_finding(&l)->count, LONG_MAX, "and so does the sum of two");
	is_u64(l.r->nr_losses ? l.r->losses[0].count : 0, LONG_MAX, "and what was lost");
	log_free(&l);
}

/* drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3.c: a page request is an event without a name. */
static void test_page_request_then_named_event(void)
{
	struct log l = log_of("arm-smmu-v3 9050000.smmuv3: unexpected PRI request received:\n"
			      "arm-smmu-v3 9050000.smmuv3: event: F_TRANSLATION client: 0000:00:03.0 sid: 0x18 ssid: 0x0 iova: 0xffffc000 ipa: 0x0\n");

	is_int(l.r->nr_events, 2, "a page request, then a decoded event");
	is_str(l.r->nr_events > 1 ? l.r->events[1].reason_name : "", "F_TRANSLATION",
	       "that has its own name");
	log_free(&l);
}

/* The names end at 0x25: another one is not the last one of them. */
static void test_event_name_unknown(void)
{
	struct log l = log_of("arm-smmu-v3 9050000.smmuv3: event: UNKNOWN client: 0000:00:03.0 sid: 0x18 ssid: 0x0 iova: 0xffffc000 ipa: 0x0\n");

	is_str(first_event(&l)->reason_name, "unknown", "an event that the kernel has no name for");
	is_int(first_event(&l)->reason_code, 0, "nor a number");
	log_free(&l);
}

static unsigned long count_line(void *ctx, const struct dms_window *w)
{
	(void)w;
	++*(unsigned int *)ctx;
	return 0;
}

/* Lines that a line of the longest length, cut in front of its end, is read as. */
static void test_longest_line_in_two_pieces(void)
{
	static char line[DMS_LINE_MAX];
	unsigned int lines = 0, boots;
	struct dms_stream *s = dms_stream_new(count_line, &lines, 1);

	memset(line, 'a', sizeof(line));
	dms_stream_feed(s, line, sizeof(line));
	dms_stream_feed(s, "\n", 1);
	is_int(dms_stream_end(s, &boots), 1, "one line");
	is_int(lines, 1, "in one window, wherever the piece ends");
}

/* Through the sieve: a stamp with more digits than a number holds is none. */
static void test_stamp_too_long(void)
{
	char path[] = "/tmp/hostile-XXXXXX", text[256];
	struct dms_analysis *a = dms_analysis_new();
	int fd = mkstemp(path), len;

	len = snprintf(text, sizeof(text), "[99999999999999999999999999999999.000001] %s", vtd_fault);
	ok(fd >= 0 && write(fd, text, len) == len, "a log is written");
	dms_analysis_set_sieve_after(a, 0);
	is_int(dms_analysis_add_file(a, path), 0, "a stamp of 32 digits is read");
	is_int(dms_analysis_finish(a)->nr_events, 1, "and the fault behind it");
	dms_analysis_free(a);
	close(fd);
	unlink(path);
}

int main(void)
{
	test_stamp_too_long();
	test_counts_end();
	test_page_request_then_named_event();
	test_event_name_unknown();
	test_longest_line_in_two_pieces();
	return tap_done();
}
