// SPDX-License-Identifier: GPL-2.0
/* What a file is, by content: names of log files promise nothing. */
#include <string.h>

#include "base/array.h"
#include "input.h"
#include "source.h"
#include "trace.h"

static const struct {
	const char *magic;
	size_t len;
	enum dms_input_type type;
} magics[] = {
	{ "\x1f\x8b", 2, DMS_INPUT_COMPRESSED },		/* gzip */
	{ "\xfd\x37zXZ", 5, DMS_INPUT_COMPRESSED },
	{ "\x28\xb5\x2f\xfd", 4, DMS_INPUT_COMPRESSED },	/* zstd */
	{ "BZh", 3, DMS_INPUT_COMPRESSED },
	{ "\x17\x08\x44tracing", 10, DMS_INPUT_TRACE },		/* trace.dat */
	{ "\x7f\x45LF", 4, DMS_INPUT_BINARY },
};

/* A dma-api/dump line, all versions: two names, a type, "idx N P=". */
static bool is_dma_dump(const char *head, size_t len)
{
	const char *nl = memchr(head, '\n', len);
	char line[512];
	char *idx;
	size_t n = nl ? (size_t)(nl - head) : len;

	if (n >= sizeof(line))
		return false;
	memcpy(line, head, n);
	line[n] = '\0';
	idx = strstr(line, " idx ");
	return idx && line[0] != '[' && line[0] != '<' && strstr(idx, " P=") &&
	       strstr(idx, " D=") && strstr(idx, " L=");
}

/*
 * The first line of a file of debugfs or sysfs, or of what grep, head, tail or find print of
 * several of them.
 */
static bool is_debugfs(const char *head, size_t len)
{
	static const struct {
		const char *start, *has;
	} marks[] = {
		{ "IOMMU: ", " Register Base Address: " },
		{ "IOMMU ", ": Root Table Address: 0x" },
		{ "Invalidation queue on IOMMU: ", "" },
		{ "Posted Interrupt supported on IOMMU: ", "" },
		{ "Remapped Interrupt supported on IOMMU: ", "" },
		{ "DMA Remapping is not enabled on ", "" },
		{ "Device ", " @0x" },
		{ "CMD Buffer Head Offset:", " Tail Offset:" },
		{ "DeviceId ", "QWORD[3]" },
		{ "IOMMU Group ", "" },
		{ "/dts-v1/;", "" },
		{ "/sys/", "/dma-api/" },
		{ "/sys/", "/swiotlb/" },
		{ "/sys/", "/iommu_groups/" },
		{ "/sys/", "/iommu/intel/" },
		{ "/sys/", "/iommu/amd/" },
		{ "==> ", " <==" },
		{ "dma-api/", ":" },
		{ "swiotlb/", ":" },
		{ "iommu_groups/", "/" },
		{ "all_errors:", "" },
		{ "disabled:", "" },
		{ "error_count:", "" },
		{ "io_tlb_nslabs:", "" },
	};
	const char *nl = memchr(head, '\n', len);
	size_t i, n = nl ? (size_t)(nl - head) : len;

	for (i = 0; i < ARRAY_SIZE(marks); i++) {
		size_t k = strlen(marks[i].start), m = strlen(marks[i].has);

		if (n >= k && !memcmp(head, marks[i].start, k) &&
		    (!m || memmem(head + k, n - k, marks[i].has, m)))
			return true;
	}
	return false;
}

/* Length of the UTF-8 sequence at @s, or 0 when it is none (cut off at the end: it is one). */
static size_t utf8_len(const char *s, size_t len)
{
	unsigned char c = *s;
	size_t i, n = c < 0x80 ? 1 : c < 0xc2 ? 0 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : c < 0xf5 ? 4 : 0;

	for (i = 1; i < n && i < len; i++)
		if (((unsigned char)s[i] & 0xc0) != 0x80)
			return 0;
	return n;
}

/*
 * Serial logs carry escape codes, stray NULs and broken UTF-8: only a file that is
 * made of such bytes is refused.
 */
static bool is_binary(const char *head, size_t len)
{
	size_t i, n, odd = 0;

	for (i = 0; i < len; i += n ? n : 1) {
		unsigned char c = head[i];

		n = utf8_len(head + i, len - i);
		odd += !n || c == 0x7f || (c < 0x20 && (!c || !strchr("\t\n\r\f\b\x1b", c)));
	}
	return odd * 10 > len * 3;
}

/* JSON and HTML name their maker near the start. */
static bool is_report(const char *head, size_t len)
{
	static const char *const marks[] = {
		"\"schema\": \"dmascope-report/", "\"schema\":\"dmascope-report/",
		"<meta name=\"generator\" content=\"dmascope",
	};
	size_t i, n = len < 512 ? len : 512;

	if (head[0] != '{' && head[0] != '<')
		return false;
	for (i = 0; i < ARRAY_SIZE(marks); i++)
		if (memmem(head, n, marks[i], strlen(marks[i])))
			return true;
	return false;
}

enum dms_input_type dms_input_sniff(const char *head, size_t len)
{
	size_t i;

	if (!len)
		return DMS_INPUT_EMPTY;
	for (i = 0; i < ARRAY_SIZE(magics); i++)
		if (len >= magics[i].len && !memcmp(head, magics[i].magic, magics[i].len))
			return magics[i].type;
	if (dms_tar_is_header(head, len))
		return DMS_INPUT_TAR;
	if (is_binary(head, len))
		return DMS_INPUT_BINARY;
	if (is_dma_dump(head, len))
		return DMS_INPUT_DMA_DUMP;
	if (is_report(head, len))
		return DMS_INPUT_REPORT;
	if (is_debugfs(head, len))
		return DMS_INPUT_DEBUGFS;
	if (dms_trace_sniff(head, len))
		return DMS_INPUT_TRACE_TEXT;
	return DMS_INPUT_LOG;
}

const char *dms_input_type_name(enum dms_input_type type)
{
	static const char *const names[] = {
		[DMS_INPUT_LOG] = "kernel-log",
		[DMS_INPUT_DMA_DUMP] = "dma-api-dump",
		[DMS_INPUT_DEBUGFS] = "debugfs",
		[DMS_INPUT_COMPRESSED] = "compressed",
		[DMS_INPUT_TAR] = "bundle",
		[DMS_INPUT_TRACE] = "trace.dat",
		[DMS_INPUT_TRACE_TEXT] = "trace",
		[DMS_INPUT_BINARY] = "binary",
		[DMS_INPUT_REPORT] = "report",
		[DMS_INPUT_EMPTY] = "empty",
	};

	return names[type];
}
