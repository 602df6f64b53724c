// SPDX-License-Identifier: GPL-2.0
/* What triage prints as JSON has the shape that docs/dmascope-report.schema.json promises. */
#include <jansson.h>

#include "schema.h"
#include "util.h"

static json_t *load_schema(void)
{
	static const char *const places[] = {
		"docs/dmascope-report.schema.json", "../docs/dmascope-report.schema.json",
		"../../../docs/dmascope-report.schema.json",
	};
	json_t *o = NULL;
	size_t i;

	for (i = 0; !o && i < 3; i++)
		o = json_load_file(places[i], JSON_REJECT_DUPLICATES, NULL);
	return o;
}

static json_t *report_of(const struct dms_report *r)
{
	struct dms_print_options opt = { .min_severity = DMS_SEV_LOW };
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	json_t *o;

	dms_report_print(r, DMS_FORMAT_JSON, &opt, out);
	fclose(out);
	o = json_loads(text, 0, NULL);
	free(text);
	return o;
}

static void fits(const json_t *schema, const char *log, const char *dump, const char *name)
{
	struct log l = log_of_two(log, dump);
	struct schema s = { .root = schema };
	json_t *o = report_of(l.r);

	if (!ok(o && schema_check(&s, schema, o, "report"), "%s fits the schema", name))
		printf("# %s\n", s.error);
	json_decref(o);
	log_free(&l);
}

static void fits_snapshots(const json_t *schema)
{
	static const char *const files[] = { "before", "after", "later" };
	struct schema s = { .root = schema };
	struct log l = { .a = dms_analysis_new() };
	char path[64];
	size_t i;
	json_t *o;

	for (i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "tests/fixtures/leak-snapshots/%s", files[i]);
		dms_analysis_add_file(l.a, path);
	}
	l.r = dms_analysis_finish(l.a);
	o = report_of(l.r);
	if (!ok(o && schema_check(&s, schema, o, "report"), "snapshots fit the schema"))
		printf("# %s\n", s.error);
	is_int((long)json_array_size(json_object_get(o, "snapshots")), 3, "three of them");
	is_int((long)json_array_size(json_object_get(o, "growth")), 1, "and what grew");
	json_decref(o);
	log_free(&l);
}

/* The report at @name with @value put at @path ("findings/severity"; lists: first element). */
static void refuses(const json_t *schema, const char *path, json_t *value, const char *name)
{
	struct log l = log_of("[ 1.0] DMAR: [DMA Write NO_PASID] Request device [00:03.0] fault addr 0xffffc000 [fault reason 0x05] PTE Write access is not set\n");
	struct schema s = { .root = schema };
	json_t *o = report_of(l.r), *at = o;
	char part[64];
	size_t n;

	for (; strchr(path, '/'); path += n + 1) {
		n = strcspn(path, "/");
		snprintf(part, sizeof(part), "%.*s", (int)n, path);
		at = json_object_get(at, part);
		if (json_is_array(at))
			at = json_array_get(at, 0);
	}
	ok(json_object_get(at, path), "%s: the report has it", name);
	if (value)
		json_object_set_new(at, path, value);
	else
		json_object_del(at, path);
	ok(!schema_check(&s, schema, o, "report"), "%s: refused", name);
	json_decref(o);
	log_free(&l);
}

int main(void)
{
	json_t *schema = load_schema();

	if (!ok(schema != NULL, "the schema is JSON"))
		return tap_done();
	fits(schema, "nothing\n", NULL, "an empty report");
	fits(schema, "[    1.0] DMAR: DRHD: handling fault status reg 2\n"
		     "[    1.0] DMAR: [DMA Write PASID 0x2a] Request device [00:03.0] fault addr 0xffffc000 [fault reason 0x71] text\n",
	     NULL, "a fault with PASID");
	fits(schema, "[    1.0] DMAR: [DMA Write NO_PASID] Request device [00:03.0] fault addr 0xffffc000 [fault reason 0x05] PTE Write access is not set\n",
	     "e1000e 0000:00:03.0 single idx 3 P=0x0000000012345000 D=ffffc000 L=1000 cln=0x0000000004106200 DMA_TO_DEVICE dma map error checked\n",
	     "a log and a dump");
	fits(schema, "Kernel panic - not syncing: \x1b[2J\xff\xfe\n"
		     "DMA-API: <script> 0000:00:03.0: device driver frees DMA sg list with different entry count [map count=4] [unmap count=5]\n",
	     NULL, "a hostile log without time stamps");
	fits(schema, "[    1.0] dmascope 0000:00:03.0: swiotlb buffer is full (sz: 4096 bytes), total 32768 (slots), used 5 (slots)\n",
	     NULL, "a full bounce buffer");

	fits_snapshots(schema);
	refuses(schema, "schema", json_string("dmascope-report/2"), "another version");
	refuses(schema, "findings/severity", json_string("urgent"), "an unknown severity");
	refuses(schema, "findings/cause/class", json_string("gremlins"), "an unknown cause");
	refuses(schema, "findings/fingerprint", json_string("XYZ"), "a bad fingerprint");
	refuses(schema, "findings/fix", json_string("text"), "a text for a list");
	refuses(schema, "events/address", json_integer(4096), "an address as a number");
	refuses(schema, "events/address", json_string("4096"), "an address without 0x");
	refuses(schema, "events/line", json_integer(0), "a line 0");
	refuses(schema, "events/kind", json_string("vtd"), "an unknown kind");
	refuses(schema, "events/fields", json_pack("{s:i}", "a", 1), "a field as a number");
	refuses(schema, "events/raw", NULL, "an event without its line");
	refuses(schema, "summary/high", json_integer(-1), "a negative count");
	refuses(schema, "summary", NULL, "no summary");
	json_decref(schema);
	return tap_done();
}
