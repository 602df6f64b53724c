// SPDX-License-Identifier: GPL-2.0
/* dmascope merge: the findings of many reports in one table. */
#include <getopt.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "cmds.h"
#include "load.h"
#include "report/wrap.h"

static const char usage[] =
	"usage: dmascope merge [--format text|json] REPORT...\n"
	"\n"
	"One table of the findings of many JSON reports (or logs), by fingerprint: worst\n"
	"first, then those that most hosts have. Hosts are named by the lines of the logs\n"
	"(syslog, journal), else by the files.\n"
	"\n"
	"Exit status: 0 no findings, 1 findings, 2 usage or input error; what could be read\n"
	"is shown all the same.\n";

/* So many hosts of a finding are printed; JSON has all. */
#define HOSTS_SHOWN 8

static void print_brief(const struct dms_brief *f)
{
	char *head = dms_asprintf("%-8s  %5zu  %9lu  ", dms_severity_name(f->severity), f->hosts.nr,
				  f->count);
	char *indent = dms_asprintf("%*s", (int)strlen(head), "");
	char *in = dms_asprintf("%sin ", indent);
	char *cause = dms_asprintf("%s, %s", f->cause, f->fingerprint);
	size_t i;

	dms_print_wrapped(stdout, head, f->title);
	dms_print_wrapped(stdout, indent, cause);
	for (i = 0; i < f->hosts.nr && i < HOSTS_SHOWN; i++)
		dms_print_wrapped(stdout, in, f->hosts.list[i]);
	if (i < f->hosts.nr)
		printf("%sand in %zu more\n", indent, f->hosts.nr - i);
	free(head);
	free(indent);
	free(in);
	free(cause);
}

static void print_text(const struct dms_briefs *b, int reports)
{
	size_t i;

	if (b->nr)
		printf("SEVERITY  HOSTS      COUNT  FINDING\n");
	for (i = 0; i < b->nr; i++)
		print_brief(&b->list[i]);
	printf("%zu finding%s in %d report%s\n", b->nr, b->nr == 1 ? "" : "s", reports,
	       reports == 1 ? "" : "s");
}

static json_t *names_json(const struct dms_names *names)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < names->nr; i++)
		json_array_append_new(list, json_string(names->list[i]));
	return list;
}

static void print_json(const struct dms_briefs *b, int reports)
{
	json_t *list = json_array(), *o;
	size_t i;

	for (i = 0; i < b->nr; i++) {
		const struct dms_brief *f = &b->list[i];

		o = json_pack("{s:s, s:s, s:s, s:s, s:s?, s:I, s:o, s:o}", "fingerprint",
			      f->fingerprint, "severity", dms_severity_name(f->severity), "cause",
			      f->cause, "title", f->title, "device", f->device, "count",
			      (json_int_t)f->count, "hosts", names_json(&f->hosts), "reports",
			      names_json(&f->sources));
		json_array_append_new(list, o);
	}
	o = json_pack("{s:s, s:i, s:o}", "schema", "dmascope-merge/1", "reports", reports,
		      "findings", list);
	json_dumpf(o, stdout, JSON_INDENT(1));
	putchar('\n');
	json_decref(o);
}

static int parse_options(int argc, char **argv, bool *json)
{
	int ret = dms_parse_text_or_json(argc, argv, "merge", usage, json);

	if (ret >= 0)
		return ret;
	if (optind == argc) {
		dms_err("merge: no report; `dmascope triage --format json -o FILE` writes them");
		return 2;
	}
	return -1;
}

int dms_cmd_merge(int argc, char **argv)
{
	struct dms_briefs b = { 0 };
	bool json = false;
	int status = parse_options(argc, argv, &json), i, good = 0;

	if (status >= 0)
		return status;
	for (i = optind; i < argc; i++)
		good += !dms_load(&b, argv[i]);
	dms_briefs_sort(&b);
	if (good && json)
		print_json(&b, good);
	else if (good)
		print_text(&b, good);
	status = b.nr > 0;
	if (good < argc - optind || fflush(stdout))
		status = 2;
	dms_briefs_clear(&b);
	return status;
}
