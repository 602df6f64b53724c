// SPDX-License-Identifier: GPL-2.0
/* The analyzer's front: inputs through all stages into one report. */
#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analyze.h"
#include "base/array.h"
#include "base/strbuf.h"
#include "catalogue/catalogue.h"
#include "catalogue/trace.h"
#include "diagnose/diagnose.h"
#include "history/history.h"
#include "input/input.h"
#include "input/pump.h"
#include "input/source.h"
#include "input/trace.h"

#define BUNDLE_DEPTH 8
/* A compressed archive of compressed archives of compressed logs has five. */
#define LAYERS_MAX 5
/* A log of ordinary size is read line by line: what the sieve saves is not worth its risk. */
#define SIEVE_AFTER (1024 * 1024)

struct dms_analysis {
	struct dms_report report;
	struct dms_history history;
	struct dms_seen *seen;
	unsigned int bundle;	/* input that the files being read are members of */
	bool strict;
	bool finished;
	unsigned long long sieve_after;
};

/* One input on its way through stages 1 to 3. */
struct feed {
	struct dms_analysis *a;
	struct dms_decoder *decoder;
	struct dms_stream *stream;
	unsigned int input;
};

struct dms_analysis *dms_analysis_new(void)
{
	struct dms_analysis *a = dms_alloc(sizeof(*a));

	a->seen = dms_seen_new();
	a->sieve_after = SIEVE_AFTER;
	return a;
}

void dms_analysis_free(struct dms_analysis *a)
{
	if (!a)
		return;
	dms_report_clear(&a->report);
	dms_history_clear(&a->history);
	dms_seen_free(a->seen);
	free(a);
}

void dms_analysis_set_strict(struct dms_analysis *a)
{
	a->strict = true;
}

void dms_analysis_set_separate(struct dms_analysis *a)
{
	a->history.no_compare = true;
}

static unsigned int add_input(struct dms_analysis *a, const char *path, const char *type)
{
	struct dms_report *r = &a->report;

	r->inputs = dms_realloc(r->inputs, (r->nr_inputs + 1) * sizeof(*r->inputs));
	memset(&r->inputs[r->nr_inputs], 0, sizeof(*r->inputs));
	r->inputs[r->nr_inputs].path = dms_strdup(path);
	r->inputs[r->nr_inputs].type = type;
	return (unsigned int)r->nr_inputs++;
}

static unsigned long feed_window(void *ctx, const struct dms_window *w)
{
	struct feed *f = ctx;

	if (dms_history_window(&f->a->history, w))
		return dms_history_reach(&f->a->history, w);
	return dms_decoder_window(f->decoder, w);
}

static void feed_open(struct feed *f, struct dms_analysis *a, const char *path,
		      enum dms_input_type type, unsigned long first_line)
{
	f->a = a;
	f->input = add_input(a, path, dms_input_type_name(type));
	f->decoder = dms_decoder_new(&a->report, f->input, a->seen);
	f->stream = dms_stream_new(feed_window, f, first_line);
	a->history.input = f->input;
	dms_state_open(&a->history, type == DMS_INPUT_DEBUGFS);
}

static void feed_data(struct feed *f, const char *data, size_t len)
{
	f->a->report.inputs[f->input].bytes += len;
	dms_stream_feed(f->stream, data, len);
}

static void feed_close(struct feed *f)
{
	unsigned int boots;

	f->a->report.inputs[f->input].lines = dms_stream_end(f->stream, &boots);
	f->a->report.inputs[f->input].boots = boots;
	dms_decoder_end(f->decoder);
}

/* NULL: it can be read. */
static const char *refusal(enum dms_input_type type)
{
	switch (type) {
	case DMS_INPUT_COMPRESSED:
		return "is packed too many times";
	case DMS_INPUT_BINARY:
		return "is binary data, not a log";
	case DMS_INPUT_REPORT:
		return "is a report of dmascope's own; give the log that it was made from";
	default:
		return NULL;
	}
}

static struct dms_sieve *sieve;

static void build_sieve(void)
{
	/* mail headers: what follows is encoded otherwise; banners: another boot begins */
	static const char *const words[] = {
		"ransfer-Encoding:", "ransfer-encoding:", "\"MESSAGE\"", "Linux version ",
		"Booting Linux on physical CPU ",
	};
	size_t i;

	sieve = dms_sieve_new();
	dms_catalogue_sieve(sieve);
	dms_history_sieve(sieve);
	for (i = 0; i < ARRAY_SIZE(words); i++)
		dms_sieve_add(sieve, &(struct dms_literal){ .text = words[i],
							    .len = strlen(words[i]),
							    .key_len = strlen(words[i]) });
}

void dms_analysis_set_sieve_after(struct dms_analysis *a, unsigned long long bytes)
{
	a->sieve_after = bytes;
}

/* Reads to the end of @src, which was peeked at. */
static void add_log(struct dms_analysis *a, const char *path, struct dms_source *src,
		    enum dms_input_type type)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct dms_pump_options opt = { .after = a->sieve_after };
	struct feed f;

	pthread_once(&once, build_sieve);
	/* Of a file of debugfs every line is wanted. */
	if (type == DMS_INPUT_LOG)
		opt.sieve = sieve;
	feed_open(&f, a, path, type, 1);
	a->report.inputs[f.input].bytes = dms_pump(src, f.stream, &opt);
	feed_close(&f);
	if (dms_source_problem(src))
		dms_report_lose(&a->report, &(struct dms_loss){ .input = f.input,
								.what = "the end of the data" });
}

static void trace_clock(void *ctx, const char *clock)
{
	dms_tracer_clock(dms_decoder_tracer(((struct feed *)ctx)->decoder), clock);
}

static void trace_record(void *ctx, const struct dms_trace_record *r)
{
	dms_tracer_record(dms_decoder_tracer(((struct feed *)ctx)->decoder), r, NULL);
}

static void trace_lost(void *ctx, unsigned long line, unsigned long count)
{
	dms_tracer_lost(dms_decoder_tracer(((struct feed *)ctx)->decoder), line, count);
}

/* What was read before it went wrong is kept.  Return: 0, or negative after a line on stderr. */
static int add_trace(struct dms_analysis *a, const char *path, struct dms_source *src)
{
	struct feed f = { .a = a, .input = add_input(a, path, dms_input_type_name(DMS_INPUT_TRACE)) };
	struct dms_trace_sink sink = { .ctx = &f, .wants = dms_trace_wants, .clock = trace_clock,
				       .record = trace_record, .lost = trace_lost };
	struct dms_input *in = &a->report.inputs[f.input];
	const char *problem;
	struct stat st;
	bool own;
	int fd = dms_source_fd(src, &own);

	if (fd < 0)
		return -EIO;
	if (!fstat(fd, &st))
		in->bytes = (uint64_t)st.st_size;
	f.decoder = dms_decoder_new(&a->report, f.input, a->seen);
	in->boots = 1;
	problem = dms_trace_dat_read(fd, own, &sink, &in->lines);
	dms_decoder_end(f.decoder);
	close(fd);
	if (!problem)
		return 0;
	dms_err("%s: the trace %s; %lu record%s read", path, problem, in->lines,
		in->lines == 1 ? " was" : "s were");
	dms_report_lose(&a->report, &(struct dms_loss){ .input = f.input,
							.what = "the end of the trace" });
	return -EIO;
}

/* Files so short that their path must tell what they are: counters, a group's type. */
static bool add_named(struct dms_analysis *a, const char *path, const char *data, size_t len)
{
	struct dms_input *in;
	unsigned int input;
	const char *p;

	a->history.input = (unsigned int)a->report.nr_inputs;
	dms_state_open(&a->history, false);
	if (len >= DMS_SNIFF_BYTES || !dms_state_file(&a->history, path, data, len))
		return false;
	input = add_input(a, path, "debugfs");
	in = &a->report.inputs[input];
	in->bytes = len;
	in->boots = 1;
	for (p = data; p < data + len; p++)
		in->lines += *p == '\n' || p + 1 == data + len;
	return true;
}

static int add_source(struct dms_analysis *a, const char *path, struct dms_source *src, bool quiet,
		      int layers);

/* A symbolic link of a bundle: its name may say which group a device is in. */
static void add_link(void *ctx, const char *name)
{
	struct dms_analysis *a = ctx;

	a->history.input = a->bundle;
	dms_state_name(&a->history, name, 1);
}

/* What in a bundle is no log is passed over: it holds pictures, configurations and archives too. */
static int add_tar(struct dms_analysis *a, const char *path, struct dms_source *src, int layers)
{
	struct dms_tar *t = dms_tar_open(src);
	struct dms_source *member;
	const char *name;
	int err = 0;

	a->bundle = add_input(a, path, "bundle");
	dms_tar_set_links(t, add_link, a);
	while ((member = dms_tar_next(t, &name))) {
		char *file = dms_asprintf("%s/%s", path, name);

		add_source(a, file, member, true, layers);
		free(file);
	}
	if (dms_tar_problem(t)) {
		dms_err("%s: %s", path, dms_tar_problem(t));
		err = -EIO;
	}
	dms_tar_close(t);
	return err;
}

/* Closes @src.  @quiet: what cannot be read is passed over; what is damaged is said all the same. */
static int add_source(struct dms_analysis *a, const char *path, struct dms_source *src, bool quiet,
		      int layers)
{
	enum dms_input_type type;
	struct dms_source *up;
	const char *head, *no;
	int err = 0;
	size_t n;

	for (;; src = up, layers++) {
		n = dms_source_peek(src, &head);
		type = dms_input_sniff(head, n);
		if (type != DMS_INPUT_COMPRESSED || layers >= LAYERS_MAX)
			break;
		up = dms_source_unpack(src);
		if (!up)
			break;
	}
	no = type == DMS_INPUT_TAR && layers >= LAYERS_MAX ? "is packed too many times" : refusal(type);
	if (no && !quiet)
		dms_err("%s: %s", path, no);
	if (no)
		err = -EINVAL;
	else if (type == DMS_INPUT_TAR)
		err = add_tar(a, path, src, layers + 1);
	else if (type == DMS_INPUT_TRACE)
		err = add_trace(a, path, src);
	else if (!add_named(a, path, head, n))
		add_log(a, path, src, type);
	if (type != DMS_INPUT_TAR && dms_source_problem(src) && (!no || !quiet)) {
		if (!no)
			dms_err("%s: %s", path, dms_source_problem(src));
		err = -EIO;
	}
	dms_source_close(src);
	return err;
}

static int add_regular(struct dms_analysis *a, const char *path, bool quiet)
{
	FILE *in = fopen(path, "re");
	int err;

	if (!in) {
		err = -errno;
		if (!quiet)
			dms_err("%s: %s", path, strerror(-err));
		return err;
	}
	err = add_source(a, path, dms_source_file(in), quiet, 0);
	fclose(in);
	return err;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int not_hidden(const struct dirent *d)
{
	return d->d_name[0] != '.';
}

static int add_bundle(struct dms_analysis *a, const char *path, int depth)
{
	struct dirent **list;
	struct stat st;
	int i, n = scandir(path, &list, not_hidden, by_name);

	if (n < 0) {
		int err = -errno;

		dms_err("%s: %s", path, strerror(-err));
		return err;
	}
	for (i = 0; i < n; i++) {
		char *file = dms_asprintf("%s/%s", path, list[i]->d_name);

		if (!lstat(file, &st)) {
			if (S_ISDIR(st.st_mode) && depth < BUNDLE_DEPTH)
				add_bundle(a, file, depth + 1);
			else if (S_ISREG(st.st_mode))
				add_regular(a, file, true);
			else if (S_ISLNK(st.st_mode))
				add_link(a, file);
		}
		free(file);
		free(list[i]);
	}
	free(list);
	return 0;
}

static int add_path(struct dms_analysis *a, const char *path)
{
	struct stat st;

	if (!strcmp(path, "-"))
		return dms_analysis_add_stream(a, "-", stdin);
	if (!stat(path, &st) && S_ISDIR(st.st_mode)) {
		a->bundle = add_input(a, path, "bundle");
		return add_bundle(a, path, 0);
	}
	return add_regular(a, path, false);
}

int dms_analysis_add_file(struct dms_analysis *a, const char *path)
{
	int err = add_path(a, path);

	a->history.snapshot++;
	return err;
}

int dms_analysis_add_stream(struct dms_analysis *a, const char *name, FILE *in)
{
	return add_source(a, name, dms_source_file(in), false, 0);
}

int dms_analysis_add_text(struct dms_analysis *a, const char *name, const char *text, size_t len,
			  unsigned long first_line)
{
	enum dms_input_type type = dms_input_sniff(text, len < DMS_SNIFF_BYTES ? len : DMS_SNIFF_BYTES);
	struct feed f;

	if (type == DMS_INPUT_COMPRESSED || type == DMS_INPUT_TAR || type == DMS_INPUT_TRACE)
		return add_source(a, name, dms_source_memory(text, len), false, 0);
	if (refusal(type)) {
		dms_err("%s: %s", name, refusal(type));
		return -EINVAL;
	}
	if (add_named(a, name, text, len))
		return 0;
	feed_open(&f, a, name, type, first_line);
	feed_data(&f, text, len);
	feed_close(&f);
	return 0;
}

const struct dms_report *dms_analysis_finish(struct dms_analysis *a)
{
	size_t i;

	if (!a->finished) {
		for (i = 0; i < a->report.nr_events; i++)
			if (a->report.events[i].raw)
				a->report.events[i].host = dms_host_of(a->report.events[i].raw);
		dms_history_sort(&a->history);
		dms_name_streams(&a->report, &a->history);
		dms_timeline_align(&a->report);
		dms_diagnose(&a->report, &a->history, a->strict);
		dms_timeline(&a->report);
		a->finished = true;
	}
	return &a->report;
}
