// SPDX-License-Identifier: GPL-2.0
/* dmascope triage: logs in, findings out. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analyze.h"
#include "base/array.h"
#include "base/strbuf.h"
#include "cmds.h"
#include "follow.h"
#include "known.h"

static const char usage[] =
	"usage: dmascope triage [OPTION...] FILE...|-\n"
	"\n"
	"Reads kernel logs, files of debugfs (dma-api, swiotlb, iommu), traces (trace.dat, ftrace\n"
	"text) and bundle directories (what a file is, is found from its content) and prints what\n"
	"they say about DMA, most severe first. `dmascope triage before/ after/` shows what grew\n"
	"in between.\n"
	"\n"
	"  --format FORMAT       text (default, 80 columns); json (one document), ndjson (one line\n"
	"                        for each finding); html (one page: timeline, devices, address\n"
	"                        map); sarif, junit (for CI servers)\n"
	"  --min-severity LEVEL  low (default), medium, high, critical\n"
	"  --events              the decoded events instead of findings\n"
	"  --expect FILE         known findings, 'DEVICE CAUSE' a line with * for any: shown as\n"
	"                        expected, and not counted in the exit status\n"
	"  --no-compare          several inputs with mappings or counters are not snapshots of one\n"
	"                        machine; without it they are compared, in the order given\n"
	"  --follow              a log that grows or /dev/kmsg: each new finding once (text, ndjson)\n"
	"  -o, --output FILE     write there, all or nothing\n"
	"\n"
	"Exit status: 0 nothing at or above the level, 1 findings, 2 usage or input error.\n";

struct options {
	enum dms_format format;
	struct dms_print_options print;
	const char *output;
	struct dms_known known;
	bool follow;
	bool separate;
};

/* Return: 0, or -1 after saying what is wrong. */
static int parse_format(const char *name, enum dms_format *format)
{
	static const char *const names[] = {
		[DMS_FORMAT_TEXT] = "text",
		[DMS_FORMAT_JSON] = "json",
		[DMS_FORMAT_NDJSON] = "ndjson",
		[DMS_FORMAT_HTML] = "html",
		[DMS_FORMAT_SARIF] = "sarif",
		[DMS_FORMAT_JUNIT] = "junit",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		if (!strcmp(names[i], name)) {
			*format = i;
			return 0;
		}
	}
	dms_err("triage: no format '%s'; there are text, json, ndjson, html, sarif, junit", name);
	return -1;
}

static int parse_severity(const char *name, enum dms_severity *severity)
{
	int s = dms_severity_parse(name);

	if (s < 0) {
		dms_err("triage: no severity '%s'; there are low, medium, high, critical", name);
		return -1;
	}
	*severity = s;
	return 0;
}

/* Return: -1 to go on, else the exit status. */
static int parse_options(int argc, char **argv, struct options *o)
{
	static const struct option longs[] = {
		{ "format", required_argument, NULL, 'f' },
		{ "min-severity", required_argument, NULL, 'm' },
		{ "events", no_argument, NULL, 'e' },
		{ "follow", no_argument, NULL, 'F' },
		{ "expect", required_argument, NULL, 'x' },
		{ "output", required_argument, NULL, 'o' },
		{ "no-compare", no_argument, NULL, 'n' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	optind = 1;
	opterr = 0;
	while ((c = getopt_long(argc, argv, ":o:h", longs, NULL)) != -1) {
		switch (c) {
		case 'f':
			if (parse_format(optarg, &o->format))
				return 2;
			break;
		case 'm':
			if (parse_severity(optarg, &o->print.min_severity))
				return 2;
			break;
		case 'e':
			o->print.events = 1;
			break;
		case 'o':
			o->output = optarg;
			break;
		case 'x':
			if (dms_known_read(&o->known, optarg))
				return 2;
			break;
		case 'h':
			fputs(usage, stdout);
			return 0;
		case 'F':
			o->follow = true;
			break;
		case 'n':
			o->separate = true;
			break;
		default:
			dms_err("triage: %s '%s'; `dmascope triage --help` tells more",
				c == ':' ? "no value for" : "no option", argv[optind - 1]);
			return 2;
		}
	}
	if (optind == argc) {
		dms_err("triage: no input; name a file, a bundle directory or -");
		return 2;
	}
	return -1;
}

static int print_and_close(const struct dms_report *r, const struct options *o, FILE *out)
{
	int err = dms_report_print(r, o->format, &o->print, out);

	if (fclose(out) && !err)
		err = -errno;
	return err;
}

/* A reader never sees half a report: written beside the target, then renamed. */
static int replace_file(const struct dms_report *r, const struct options *o, const char *path)
{
	char *temp = dms_asprintf("%s.XXXXXX", path);
	int fd = mkstemp(temp), err = fd < 0 || fchmod(fd, 0644) ? -errno : 0;
	FILE *out = fd < 0 ? NULL : fdopen(fd, "w");

	if (out) {
		err = print_and_close(r, o, out);
		if (!err && rename(temp, path))
			err = -errno;
		if (err)
			unlink(temp);
	}
	free(temp);
	return err;
}

/* What is there and no file (a pipe, /dev/null) is written to and stays what it is. */
static int print_to_file(const struct dms_report *r, const struct options *o)
{
	char *target = realpath(o->output, NULL);
	struct stat st;
	FILE *out;
	int err;

	if (target && !stat(target, &st) && !S_ISREG(st.st_mode)) {
		out = fopen(target, "we");
		err = out ? print_and_close(r, o, out) : -errno;
	} else {
		err = replace_file(r, o, target ? target : o->output);
	}
	if (err)
		dms_err("%s: %s", o->output, strerror(-err));
	free(target);
	return err;
}

static bool has_finding(const struct dms_report *r, enum dms_severity min)
{
	size_t i;

	for (i = 0; i < r->nr_findings; i++)
		if (r->findings[i].severity >= min && !r->findings[i].expected)
			return true;
	return false;
}

static int follow(int argc, char **argv, struct options *o)
{
	if (argc - optind != 1 || o->output || o->print.events ||
	    (o->format != DMS_FORMAT_TEXT && o->format != DMS_FORMAT_NDJSON)) {
		dms_err("triage: --follow takes one log and prints findings as text or ndjson");
		return 2;
	}
	o->print.color = dms_wants_color();
	return dms_follow(argv[optind], o->format, &o->print, &o->known);
}

static int triage(int argc, char **argv, struct options *o)
{
	struct dms_analysis *a = dms_analysis_new();
	const struct dms_report *r;
	int i, status, failed = 0;

	if (o->separate)
		dms_analysis_set_separate(a);
	for (i = optind; i < argc; i++)
		failed |= dms_analysis_add_file(a, argv[i]) < 0;
	r = dms_analysis_finish(a);
	dms_known_mark(&o->known, r);
	o->print.color = !o->output && dms_wants_color();
	if (failed && !r->nr_inputs)
		status = 2;
	else if (o->output ? print_to_file(r, o) : dms_report_print(r, o->format, &o->print, stdout))
		status = 2;
	else
		status = failed ? 2 : has_finding(r, o->print.min_severity);
	dms_analysis_free(a);
	return status;
}

int dms_cmd_triage(int argc, char **argv)
{
	struct options o = { .print.min_severity = DMS_SEV_LOW };
	int status = parse_options(argc, argv, &o);

	if (status < 0)
		status = o.follow ? follow(argc, argv, &o) : triage(argc, argv, &o);
	dms_known_clear(&o.known);
	return status;
}
