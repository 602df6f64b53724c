// SPDX-License-Identifier: GPL-2.0
/* Writes a libFuzzer dictionary: the words of the catalogue's formats, and what inputs are made of. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "catalogue/catalogue.h"

#define WORD_MAX 60

static const char *const tokens[] = {
	"=====\n", "\x1f\x8b\x08", "\xfd\x37zXZ", "\x28\xb5\x2f\xfd", "BZh9", "ustar\0", "{\"MESSAGE\":\"",
	"\"time\":", "\"msg\":", "__MONOTONIC_TIMESTAMP", "6,1,1,-;", "SUBSYSTEM=", "<4>", "[    1.000000] ",
	"[  T12]", "kernel: ", "Nov 19 10:11:12 ", "&lt;", "=3D", "=\n", "Linux version ", "\x1b[31m",
	"\x1b]0;", "\xff", "\xc2\x9b", "\xef\xbf\xbf", "<zz>", "\"><zz y=\"", " idx ", " P=", " D=", " L=",
	" N=", "DMA_TO_DEVICE", "DMA_FROM_DEVICE", "DMA_BIDIRECTIONAL", "[mem 0x", "] usable",
	"dma-api/error_count", "swiotlb/io_tlb_used", "dmascope-report/1", "fingerprint", "severity",
	"description:", "requires:", "expect:", "allow:", "timeout:", "meta: FAIL ", "---\n", "$", "&", "|",
	"0x", "0xffffffffffffffff", "18446744073709551615", "map ", "unmap ", "page(", "Code: ",
};

static void print_entry(const char *s, size_t len)
{
	size_t i;

	putchar('"');
	for (i = 0; i < len; i++)
		if (isalnum((unsigned char)s[i]) || s[i] == ' ')
			putchar(s[i]);
		else
			printf("\\x%02X", (unsigned char)s[i]);
	puts("\"");
}

/* Between two conversions. */
static void print_literals(const char *f)
{
	size_t n;

	for (; *f; f += n) {
		if (*f == '%') {
			n = 1 + strspn(f + 1, "#0- +*123456789.hlLqzt");
			n += f[n] != '\0';
			continue;
		}
		n = strcspn(f, "%");
		if (n > 2)
			print_entry(f, n < WORD_MAX ? n : WORD_MAX);
	}
}

int main(void)
{
	size_t i, k;

	for (i = 0; i < ARRAY_SIZE(tokens); i++)
		print_entry(tokens[i], strlen(tokens[i]));
	for (i = 0; i < dms_nr_subsystems; i++)
		for (k = 0; k < dms_subsystems[i]->nr; k++)
			print_literals(dms_subsystems[i]->messages[k].format);
	return 0;
}
