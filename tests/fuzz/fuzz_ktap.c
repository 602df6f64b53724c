// SPDX-License-Identifier: GPL-2.0
/* KTAP that a guest sent, or that stood on its console: read, counted, printed, read again. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "runner/ktaptree.h"

static char *print(const struct dms_ktap_node *root)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return NULL;
	dms_ktap_print(root, 0, out);
	fclose(out);
	return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dms_ktap_count count = { 0 }, again = { 0 };
	struct dms_ktap_node root;
	bool passed;
	char *text;

	dms_ktap_parse((const char *)data, size, &root);
	dms_ktap_count(&root, &count);
	passed = dms_ktap_passed(&root);
	fuzz_check(passed == !(count.failed + count.lost + count.missing),
		   "a pass with failures, or the other way round");
	text = print(&root);
	dms_ktap_free(&root);
	if (!text)
		return 0;
	dms_ktap_parse(text, strlen(text), &root);
	dms_ktap_count(&root, &again);
	fuzz_check(passed == dms_ktap_passed(&root), "what is printed has another outcome");
	dms_ktap_free(&root);
	free(text);
	return 0;
}
