// SPDX-License-Identifier: GPL-2.0
/*
 * Lines of ftrace text.  The layouts are those of the format strings in kernel/trace/trace_output.c
 * (trace_print_context, trace_print_lat_context, lat_print_generic, lat_print_timestamp) and
 * kernel/trace/trace.c (trace_print_time); trace-cmd and perf print much the same.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "trace.h"

static const char *skip_blanks(const char *p)
{
	while (*p == ' ')
		p++;
	return p;
}

static const char *skip_digits(const char *p)
{
	while (isdigit((unsigned char)*p))
		p++;
	return p;
}

static void set_comm(struct dms_trace_record *r, const char *line, const char *end)
{
	size_t n;

	line = skip_blanks(line);
	while (end > line && end[-1] == ' ')
		end--;
	n = end > line ? (size_t)(end - line) : 0;
	if (n >= sizeof(r->comm))
		n = sizeof(r->comm) - 1;
	memcpy(r->comm, line, n);
	r->comm[n] = '\0';
}

/* "dma_map_page: text", perf's "dma:dma_map_page: text" */
static bool set_event(struct dms_trace_record *r, const char *p)
{
	const char *name, *end;

	name = skip_blanks(p);
	for (end = name; isalnum((unsigned char)*end) || *end == '_';)
		end++;
	if (*end == ':' && (isalpha((unsigned char)end[1]) || end[1] == '_') &&
	    (size_t)(end - name) < sizeof(r->system)) {
		memcpy(r->system, name, (size_t)(end - name));
		r->system[end - name] = '\0';
		for (name = ++end; isalnum((unsigned char)*end) || *end == '_';)
			end++;
	}
	if (end == name || *end != ':' || (end[1] && end[1] != ' ') ||
	    (size_t)(end - name) >= sizeof(r->event))
		return false;
	memcpy(r->event, name, (size_t)(end - name));
	r->event[end - name] = '\0';
	r->text = skip_blanks(end + 1);
	return true;
}

/* "    11.433403:"; a bare number is a clock that does not count time. */
static const char *read_time(const char *p, struct dms_trace_record *r)
{
	const char *q = skip_digits(p = skip_blanks(p));

	if (q == p)
		return NULL;
	r->time = -1;
	if (*q == '.') {
		r->time = strtod(p, NULL);
		q = skip_digits(q + 1);
	}
	return *q == ':' ? q + 1 : NULL;
}

/* What trace_print_lat_fmt() prints: "d..1." or "dNh2.", and trace-cmd's "d...2" */
static const char *skip_flags(const char *p)
{
	const char *q = p = skip_blanks(p);

	while (*q && strchr(".dDbXNnBlLpTtgGhHsSZz?#*0123456789abcdef-", *q) && q - p < 8)
		q++;
	return *q == ' ' ? q : p;
}

/* The number that ends in front of @end, and the "-" or (perf) blank in front of it. */
static bool read_pid(const char *line, const char *end, struct dms_trace_record *r)
{
	const char *p = end;

	while (p > line && isdigit((unsigned char)p[-1]))
		p--;
	if (p == end || p <= line + 1 || (p[-1] != '-' && p[-1] != ' '))
		return false;
	r->pid = strtol(p, NULL, 10);
	set_comm(r, line, p - 1);
	return true;
}

/* "%16s-%-7d (%7d) [%03d] dNh2. %5lu.%06lu: "; the thread group and the flags may be missing. */
static bool read_normal(const char *line, struct dms_trace_record *r)
{
	const char *open, *p, *end;

	for (open = strchr(line, '['); open; open = strchr(open + 1, '[')) {
		p = skip_digits(open + 1);
		if (p == open + 1 || *p != ']' || p - open > 6)
			continue;
		for (end = open; end > line && end[-1] == ' ';)
			end--;
		if (end > line && end[-1] == ')') {
			while (end > line && *end != '(')
				end--;
			while (end > line && end[-1] == ' ')
				end--;
		}
		if (!read_pid(line, end, r))
			continue;
		r->cpu = (unsigned int)strtoul(open + 1, NULL, 10);
		end = read_time(p + 1, r);
		if (!end)
			end = read_time(skip_flags(p + 1), r);
		if (end && set_event(r, end))
			return true;
	}
	return false;
}

/* "%8.8s-%-7d %3d" "d..1." " %4lldus%c: "; a counting clock's " %4lld: " */
static bool read_latency(const char *line, struct dms_trace_record *r)
{
	const char *dash, *p, *q;

	for (dash = strchr(line, '-'); dash; dash = strchr(dash + 1, '-')) {
		p = skip_digits(dash + 1);
		if (p == dash + 1 || *p != ' ' || !read_pid(line, p, r))
			continue;
		p = skip_blanks(p);
		q = skip_digits(p);
		if (q == p)
			continue;
		r->cpu = (unsigned int)strtoul(p, NULL, 10);
		p = skip_flags(q);
		if (p == q)
			continue;
		p = skip_blanks(p);
		q = skip_digits(p);
		if (q == p)
			continue;
		r->relative = true;
		r->time = -1;
		if (q[0] == 'u' && q[1] == 's' && q[2]) {
			r->time = strtod(p, NULL) / 1e6;
			q += 3;
		}
		if (*q == ':' && set_event(r, q + 1))
			return true;
	}
	return false;
}

/* "%16s %7d %3d %d %08x %08lx [%08llx] %lld.%03lldms (+%lld.%03lldms): " */
static bool read_verbose(const char *line, struct dms_trace_record *r)
{
	const char *open = strchr(line, '['), *p, *end;
	int skip;

	if (!open || !isxdigit((unsigned char)open[1]))
		return false;
	end = strstr(open, "] ");
	p = strstr(open, "ms): ");
	if (!end || !p || !strstr(end, "ms (+") || !set_event(r, p + 5))
		return false;
	r->time = strtod(end + 2, NULL) / 1e3;
	r->relative = true;
	for (end = open, skip = 0; skip < 4; skip++) {
		while (end > line && end[-1] == ' ')
			end--;
		while (end > line && end[-1] != ' ')
			end--;
	}
	r->cpu = (unsigned int)strtoul(end, NULL, 10);
	while (end > line && end[-1] == ' ')
		end--;
	return read_pid(line, end, r);
}

bool dms_trace_line(const char *line, struct dms_trace_record *r)
{
	memset(r, 0, offsetof(struct dms_trace_record, values));
	r->nr_values = 0;
	if (read_normal(line, r))
		return true;
	r->system[0] = '\0';
	if (read_latency(line, r))
		return true;
	r->system[0] = '\0';
	return read_verbose(line, r);
}

/* Comments, and what trace-cmd prints in front of its records. */
static bool is_heading(const char *line)
{
	return *line == '#' || !*line || !strncmp(line, "cpus=", 5) || !strncmp(line, "CPU", 3) ||
	       !strncmp(line, "version = ", 10);
}

bool dms_trace_sniff(const char *head, size_t len)
{
	struct dms_trace_record r;
	unsigned int looked = 0;
	char line[1024];

	if (len >= 10 && !memcmp(head, "# tracer: ", 10))
		return true;
	while (len && looked < 3) {
		const char *nl = memchr(head, '\n', len);
		size_t n = nl ? (size_t)(nl - head) : len;
		size_t k = n < sizeof(line) - 1 ? n : sizeof(line) - 1;

		memcpy(line, head, k);
		line[k] = '\0';
		head += n + (nl != NULL);
		len -= n + (nl != NULL);
		if (is_heading(line))
			continue;
		/* perf's and ftrace's lines differ from a log's in that they begin with a task */
		if (*skip_blanks(line) == '[' || !dms_trace_line(line, &r))
			return false;
		looked++;
	}
	return looked > 0;
}
