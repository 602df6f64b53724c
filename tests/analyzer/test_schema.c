// SPDX-License-Identifier: GPL-2.0
/* What triage prints as JSON has the shape that docs/dmascope-report.schema.json promises. */
#include <jansson.h>

#include "base/array.h"
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

static char *print(const struct dms_report *r, enum dms_format format, int events)
{
	struct dms_print_options opt = { .min_severity = DMS_SEV_LOW, .events = events };
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	dms_report_print(r, format, &opt, out);
	fclose(out);
	return text;
}

static json_t *report_of(const struct dms_report *r)
{
	char *text = print(r, DMS_FORMAT_JSON, 0);
	json_t *o = json_loads(text, JSON_REJECT_DUPLICATES, NULL);

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

/* Each line of ndjson is an object of its own, described as a part of the report. */
static void lines_fit(const json_t *schema, const struct dms_report *r, int events, size_t lines)
{
	const char *part = events ? "event" : "finding";
	char *text = print(r, DMS_FORMAT_NDJSON, events), *line, *save;
	struct schema s = { .root = schema };
	const json_t *def = json_object_get(json_object_get(schema, "$defs"), part);
	size_t n = 0;

	for (line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		json_t *o = json_loads(line, JSON_REJECT_DUPLICATES, NULL);

		n += o && schema_check(&s, def, o, part);
		json_decref(o);
	}
	if (!ok(n == lines, "ndjson: %zu of %zu lines fit $defs/%s", n, lines, part))
		printf("# %s\n", s.error);
	free(text);
}

static void ndjson(const json_t *schema)
{
	struct log l = log_of("[    1.0] DMAR: [DMA Write PASID 0x2a] Request device [00:03.0] fault addr 0xffffc000 [fault reason 0x71] text\n"
			      "[    2.0] DMAR: [Firmware Bug]: Record passes table end\n"
			      "[    3.0] Kernel panic - not syncing: \x1b[2J\xff\n");

	lines_fit(schema, l.r, 0, l.r->nr_findings);
	lines_fit(schema, l.r, 1, 3);
	log_free(&l);
}

/* The contract of other programs: these keys are always there. */
static void contract(const json_t *schema)
{
	static const char *const keys[][24] = {
		{ "input", "path", "type", "lines", "bytes" },
		{ "event", "input", "line", "time", "source", "kind", "device", "address", "access",
		  "reason", "pasid", "count", "fields", "raw" },
		{ "finding", "id", "fingerprint", "severity", "kind", "title", "device", "count", "first",
		  "last", "cause", "alternatives", "why", "mitigation", "fix", "verify", "scenario",
		  "events" },
		{ "loss", "input", "line", "what", "kind", "count" },
	};
	size_t i, k, n;

	for (i = 0; i < ARRAY_SIZE(keys); i++) {
		const json_t *def = json_object_get(json_object_get(schema, "$defs"), keys[i][0]);
		const json_t *required = json_object_get(def, "required"), *name;
		bool all = true;

		for (k = 1; keys[i][k]; k++) {
			bool found = false;

			json_array_foreach(required, n, name)
				found |= !strcmp(json_string_value(name), keys[i][k]);
			if (!found)
				printf("# %s\n", keys[i][k]);
			all &= found && json_object_get(json_object_get(def, "properties"), keys[i][k]);
		}
		ok(all, "the schema requires and describes every key of a contract's %s", keys[i][0]);
	}
}

/* The report at @name with @value put at @path ("findings/severity"; lists: first element). */
static void refuses(const json_t *schema, const char *path, json_t *value, const char *name)
{
	struct log l = log_of_two("[ 1.0] DMAR: [DMA Write NO_PASID] Request device [00:03.0] fault addr 0xffffc000 [fault reason 0x05] PTE Write access is not set\n"
				  "[ 2.0] dmar_fault: 12 callbacks suppressed\n",
				  "e1000e 0000:00:03.0 single idx 3 P=0x0000000012345000 D=ffffc000 L=1000 cln=0x0000000004106200 DMA_TO_DEVICE dma map error checked\n");
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
	ok(json_object_get(at, path) || !strcmp(path, "new"), "%s: the report has it", name);
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
	fits(schema, "[    0.000000] Linux version 6.12.0\n[   20.0] DMAR: [Firmware Bug]: Record passes table end\n"
		     "[    0.000000] Linux version 6.12.0\n[   20.0] DMAR: [Firmware Bug]: Record passes table end\n"
		     "[   21.0] dmar_fault: 12 callbacks suppressed\n"
		     "[   22.0] ** 15 printk messages dropped **\n", NULL, "two boots and losses");
	fits(schema, "[    0.1] DMAR: RMRR base: 0x0000007a400000 end: 0x0000007fffffff\n"
		     "[    1.0] foo 0000:05:00.0: swiotlb addr 0x0000000123456000+4096 overflow (mask ffffffff, bus limit 0).\n",
	     NULL, "a mask and a reserved region");
	ndjson(schema);
	contract(schema);

	refuses(schema, "new", json_true(), "a key of the report that nothing describes");
	refuses(schema, "inputs/new", json_true(), "a key of an input");
	refuses(schema, "events/new", json_true(), "a key of an event");
	refuses(schema, "events/reason/new", json_true(), "a key of a reason");
	refuses(schema, "findings/new", json_true(), "a key of a finding");
	refuses(schema, "findings/cause/new", json_true(), "a key of a cause");
	refuses(schema, "lost/new", json_true(), "a key of a loss");
	refuses(schema, "lost/kind", json_string("vtd"), "an unknown kind of loss");
	refuses(schema, "ranges/what", json_string("hole"), "an unknown kind of range");
	refuses(schema, "ranges/start", json_integer(0), "a range's start as a number");
	refuses(schema, "summary/new", json_true(), "a key of the summary");
	fits(schema, "# tracer: nop\n# entries-in-buffer/entries-written: 1/3   #P:2\n"
		     "          my task-62      [001] .....            7: dma_map_page: 0000:01:00.0 dir=FROM_DEVICE dma_addr=fffdb000 size=4096 phys_addr=1023d0000 attrs=\n",
	     NULL, "a trace that lost records and has no times");

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
