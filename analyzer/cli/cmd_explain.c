// SPDX-License-Identifier: GPL-2.0
/* dmascope explain: one pasted line, a reason code, an event's name or a cause, explained. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analyze.h"
#include "base/strbuf.h"
#include "cmds.h"
#include "diagnose/diagnose.h"
#include "diagnose/terms.h"

static const char usage[] =
	"usage: dmascope explain \"TEXT\"|NUMBER|NAME|CAUSE\n"
	"       dmascope explain --markdown CAUSE\n"
	"       dmascope explain --list|--causes\n"
	"\n"
	"Explains a line pasted from a kernel log, a fault reason (0x71; numbers without\n"
	"0x are decimal, as older kernels print them), the name of an IOMMU event\n"
	"(F_TRANSLATION, IO_PAGE_FAULT), or one of the causes that triage names.\n"
	"\n"
	"  --markdown  the page of docs/causes/ for a cause\n"
	"  --list      the causes and event names\n"
	"  --causes    the causes\n"
	"\n"
	"Exit status: 0 explained, 2 not known or wrong usage.\n";

static void print_list(const char *name, const char *const *list)
{
	if (!list || !*list)
		return;
	printf("%s:\n", name);
	for (; *list; list++)
		printf("  - %s\n", *list);
}

static void print_code(const char *name, const char *code)
{
	const char *nl;

	printf("%s:\n", name);
	for (; (nl = strchr(code, '\n')); code = nl + 1)
		printf("    %.*s\n", (int)(nl - code), code);
}

static bool has_cause(const char *name)
{
	return !strcmp(dms_advice_of(name)->cause, name);
}

/* What is for some IOMMUs only says for which. */
static void print_fitting(const char *cause, enum dms_advice_list list, const char *head)
{
	const char *text;
	char *where;
	size_t at = 0;

	while ((text = dms_advice_fitting(cause, list, &at, &where))) {
		printf("%s(%s) %s\n", head, where, text);
		free(where);
	}
}

static void explain_cause(const struct dms_advice *a)
{
	const struct dms_example *e = dms_example_of(a->cause);

	printf("%s: %s\n\n%s\n\n", a->cause, a->headline, a->why);
	print_list("Mitigation now", a->mitigation);
	print_fitting(a->cause, DMS_ADVICE_MITIGATION, "  - ");
	print_list("Fix", a->fix);
	print_fitting(a->cause, DMS_ADVICE_FIX, "  - ");
	print_list("Verify", a->verify);
	print_fitting(a->cause, DMS_ADVICE_VERIFY, "  - ");
	if (!e)
		return;
	print_code("Wrong", e->wrong);
	print_code("Right", e->right);
}

static void markdown_list(const char *name, const char *const *list)
{
	if (!list || !*list)
		return;
	printf("\n## %s\n", name);
	for (; *list; list++)
		printf("- %s\n", *list);
}

static void print_markdown(const struct dms_advice *a)
{
	const struct dms_example *e = dms_example_of(a->cause);

	printf("<!-- written by `make docs` from analyzer/diagnose/advice/ -->\n");
	printf("# %s\n\n%c%s.\n\n%s\n", a->cause, toupper((unsigned char)*a->headline),
	       a->headline + 1, a->why);
	if (e)
		printf("\n## Wrong\n```c\n%s```\n\n## Right\n```c\n%s```\n", e->wrong, e->right);
	markdown_list("Mitigation now", a->mitigation);
	print_fitting(a->cause, DMS_ADVICE_MITIGATION, "- ");
	markdown_list("Fix", a->fix);
	print_fitting(a->cause, DMS_ADVICE_FIX, "- ");
	markdown_list("Verify", a->verify);
	print_fitting(a->cause, DMS_ADVICE_VERIFY, "- ");
}

static void explain_term(const struct dms_term *t)
{
	const char *const *cause;

	printf("%s 0x%02x  %s\n", t->name, (unsigned int)t->code, t->family);
	printf("  meaning   %s\n  look at   %s\n", t->meaning, t->look);
	for (cause = t->causes; *cause; cause++)
		printf("  %s %s: %s\n", cause == t->causes ? "cause    " : "or       ", *cause,
		       dms_advice_of(*cause)->headline);
	print_list("Mitigation now", dms_advice_of(t->causes[0])->mitigation);
	print_list("Fix", dms_advice_of(t->causes[0])->fix);
	printf("`dmascope explain %s` tells more.\n", t->causes[0]);
}

/* A number may be a reason of several kinds of IOMMU, a name is one's own. */
static bool explain_terms(const char *text)
{
	struct dms_term t;
	size_t at = 0, n = 0;
	unsigned long code;
	char *end;
	bool is_number;

	errno = 0;
	code = strtoul(text, &end, !strncasecmp(text, "0x", 2) ? 16 : 10);
	is_number = isdigit((unsigned char)*text) && !*end && !errno;
	while (dms_term_next(&at, &t)) {
		if (is_number ? (unsigned long)t.code != code : strcasecmp(t.name, text))
			continue;
		if (n++)
			putchar('\n');
		explain_term(&t);
	}
	return n > 0;
}

/* A line of a kernel that no table has: the event's name still says what happened. */
static bool explain_name_within(const char *text)
{
	struct dms_term t;
	size_t at = 0;

	while (dms_term_next(&at, &t)) {
		if (!strchr(t.name, '_') || !strstr(text, t.name))
			continue;
		explain_term(&t);
		return true;
	}
	return false;
}

/* A line that decodes is printed as triage prints it: the event, then what it means. */
static bool explain_line(const char *text)
{
	struct dms_print_options opt = { .events = 1 };
	struct dms_analysis *a = dms_analysis_new();
	const struct dms_report *r;
	bool found;

	if (dms_analysis_add_text(a, "text", text, strlen(text), 1)) {
		dms_analysis_free(a);
		return false;
	}
	dms_analysis_set_strict(a);
	r = dms_analysis_finish(a);
	found = r->nr_events > 0;
	if (found) {
		dms_report_print(r, DMS_FORMAT_TEXT, &opt, stdout);
		opt.events = 0;
		opt.color = isatty(STDOUT_FILENO) && !getenv("NO_COLOR");
		putchar('\n');
		dms_report_print(r, DMS_FORMAT_TEXT, &opt, stdout);
	} else if (r->nr_notes) {
		printf("Known (%s), and no trouble by itself: beside a fault of the same device or boot,\n"
		       "triage quotes it.\n", r->notes[0].detail);
		found = true;
	}
	dms_analysis_free(a);
	return found;
}

static void list_names(bool terms)
{
	const struct dms_advice *a = NULL;
	struct dms_term t;
	size_t at = 0;

	while ((a = dms_advice_next(a)))
		printf("%s\n", a->cause);
	while (terms && dms_term_next(&at, &t))
		printf("%s\n", t.name);
}

static int explain(const char *text)
{
	if (has_cause(text))
		explain_cause(dms_advice_of(text));
	else if (!explain_terms(text) && !explain_line(text) && !explain_name_within(text)) {
		dms_err("explain: '%s' is no message, reason, event or cause that is known", text);
		return 2;
	}
	return fflush(stdout) ? 2 : 0;
}

/* Words that the shell took apart are one text. */
static char *join_words(int argc, char **argv)
{
	struct dms_strbuf b = { 0 };
	int i;

	for (i = 1; i < argc; i++) {
		dms_strbuf_puts(&b, i > 1 ? " " : "");
		dms_strbuf_puts(&b, argv[i]);
	}
	return dms_strbuf_take(&b);
}

int dms_cmd_explain(int argc, char **argv)
{
	char *text;
	int status;

	if (argc == 2 && (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))) {
		fputs(usage, stdout);
		return 0;
	}
	if (argc == 2 && (!strcmp(argv[1], "--list") || !strcmp(argv[1], "--causes"))) {
		list_names(!strcmp(argv[1], "--list"));
		return fflush(stdout) ? 2 : 0;
	}
	if (argc == 3 && !strcmp(argv[1], "--markdown") && has_cause(argv[2])) {
		print_markdown(dms_advice_of(argv[2]));
		return fflush(stdout) ? 2 : 0;
	}
	if (argc < 2 || argv[1][0] == '-') {
		dms_err("explain: give a line, a number, a name or a cause; `dmascope explain --help`");
		return 2;
	}
	text = join_words(argc, argv);
	status = explain(text);
	free(text);
	return status;
}
