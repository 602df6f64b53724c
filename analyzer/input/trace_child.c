// SPDX-License-Identifier: GPL-2.0
/*
 * The process that reads a trace.dat with libtracecmd.  The library maps the file, believes its
 * sizes and offsets, prints, and may crash: here it can take nothing but its own life.  What was
 * read until then is handed on all the same.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <trace-cmd.h>

#include "base/array.h"
#include "trace.h"

/* What the library may allocate; its maps of the file are not counted. */
#define MEMORY_MAX (512ul << 20)
/* Seconds of processor time: some, and one for so many bytes. */
#define CPU_SECONDS 5
#define BYTES_PER_SECOND (4ul << 20)
/* A compressed file's data is unpacked to the disk. */
#define FILE_MAX (8ull << 30)
#define HANDLES_MAX 64
#define FDS_MAX 256
/* dma_map_sg records 128 entries (DMA_TRACE_MAX_ENTRIES), the other events all of them. */
#define ELEMENTS_MAX 256
#define STRING_MAX 512

/* Not in the library's header, and not in every build of it. */
const char *tracecmd_get_trace_clock(struct tracecmd_input *handle) __attribute__((weak));

static struct {
	char buf[1 << 16];
	size_t complete, len;	/* whole frames; and the one that is being written */
	int fd;
	unsigned long records;
	bool (*wants)(const char *system, const char *event);
} out;

/* From a signal handler too. */
static void flush(void)
{
	size_t at = 0;

	while (at < out.complete) {
		ssize_t n = write(out.fd, out.buf + at, out.complete - at);

		if (n <= 0)
			_exit(1);
		at += (size_t)n;
	}
	out.complete = 0;
	out.len = 0;
}

/* Its temporary files have names as long as it lives. */
static void unlink_temporary(void)
{
	char link[32], name[128];
	int fd;

	for (fd = 3; fd < FDS_MAX; fd++) {
		ssize_t n;
		char *p = link + sizeof(link);
		int k = fd;

		*--p = '\0';
		do {
			*--p = (char)('0' + k % 10);
			k /= 10;
		} while (k);
		p -= 14;
		memcpy(p, "/proc/self/fd/", 14);
		n = readlink(p, name, sizeof(name) - 1);
		if (n <= 0)
			continue;
		name[n] = '\0';
		if (!strncmp(name, "/tmp/trace_cpu_data", 19))
			unlink(name);
	}
}

static void on_death(int sig)
{
	signal(sig, SIG_DFL);
	unlink_temporary();
	flush();
	raise(sig);
}

static void begin_frame(enum dms_trace_frame_type type)
{
	struct dms_trace_frame head = { .type = type };

	if (sizeof(out.buf) - out.complete < sizeof(head) + DMS_TRACE_FRAME_MAX)
		flush();
	out.len = out.complete;
	memcpy(out.buf + out.len, &head, sizeof(head));
	out.len += sizeof(head);
}

static bool put(const char *s, size_t len)
{
	if (out.len + len + 1 > out.complete + DMS_TRACE_FRAME_MAX)
		return false;
	memcpy(out.buf + out.len, s, len);
	out.len += len;
	out.buf[out.len++] = '\0';
	return true;
}

static void put_string(const char *s)
{
	size_t n = s ? strlen(s) : 0;

	put(s ? s : "", n < STRING_MAX ? n : STRING_MAX);
}

static void put_number(unsigned long long n)
{
	char s[24];

	snprintf(s, sizeof(s), "%llu", n);
	put_string(s);
}

static void end_frame(void)
{
	struct dms_trace_frame head;

	memcpy(&head, out.buf + out.complete, sizeof(head));
	head.len = (uint32_t)(out.len - out.complete - sizeof(head));
	memcpy(out.buf + out.complete, &head, sizeof(head));
	out.complete = out.len;
}

/* ---- fields ---- */

static bool inside(const struct tep_record *record, const char *p, size_t len)
{
	const char *data = record->data;

	return p >= data && p <= data + record->size && len <= (size_t)(data + record->size - p);
}

/* The library takes a dynamic array of unsigned int for one of bytes. */
static unsigned int element_size(struct tep_handle *tep, const struct tep_format_field *f)
{
	static const struct {
		const char *type;
		unsigned int size;
	} types[] = {
		{ "u64", 8 }, { "s64", 8 }, { "long long", 8 }, { "u16", 2 }, { "s16", 2 },
		{ "short", 2 }, { "u8", 1 }, { "s8", 1 }, { "char", 1 }, { "u32", 4 }, { "s32", 4 },
		{ "int", 4 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(types); i++)
		if (strstr(f->type, types[i].type))
			return types[i].size;
	if (strstr(f->type, "long"))
		return tep_get_long_size(tep) == 4 ? 4 : 8;
	return f->elementsize == 2 || f->elementsize == 4 || f->elementsize == 8 ? f->elementsize : 1;
}

static void put_array(struct tep_handle *tep, const char *p, size_t len, unsigned int size)
{
	char text[ELEMENTS_MAX * 19 + 8] = "s{";
	size_t n = 2, i;

	for (i = 0; i < len / size && i < ELEMENTS_MAX; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s0x%llx", i ? "," : "",
				      tep_read_number(tep, p + i * size, (int)size));
	n += (size_t)snprintf(text + n, sizeof(text) - n, "}");
	put(text, n);
}

static void put_text(const char *p, size_t len)
{
	char text[STRING_MAX + 2] = "s";
	size_t n = strnlen(p, len < STRING_MAX ? len : STRING_MAX);

	memcpy(text + 1, p, n);
	put(text, n + 1);
}

/* Pairs of name and value; a value's first letter is its type. */
static void put_field(struct tep_event *event, struct tep_format_field *f,
		      struct tep_record *record)
{
	unsigned long long value;
	char text[24];
	const char *p;
	int len = 0;

	p = tep_get_field_raw(NULL, event, f->name, record, &len, 0);
	if (!p || len < 0 || !inside(record, p, (size_t)len))
		return;
	put_string(f->name);
	if (f->flags & TEP_FIELD_IS_STRING) {
		put_text(p, (size_t)len);
	} else if (f->flags & (TEP_FIELD_IS_DYNAMIC | TEP_FIELD_IS_ARRAY)) {
		put_array(event->tep, p, (size_t)len, element_size(event->tep, f));
	} else {
		value = tep_read_number(event->tep, p, len);
		/* 32 bits of a signed field: errors and nodes are small negative numbers */
		if (f->flags & TEP_FIELD_IS_SIGNED && len == 4)
			value = (unsigned long long)(long long)(int)value;
		snprintf(text, sizeof(text), "%c%llu",
			 f->flags & TEP_FIELD_IS_SIGNED && (long long)value < 0 ? 'i' : 'u', value);
		put_string(text);
	}
}

static void put_lost(const struct tep_record *record)
{
	begin_frame(DMS_TRACE_LOST);
	put_number(out.records);
	put_number(record->missed_events > 0 ? (unsigned long long)record->missed_events : 0);
	end_frame();
}

static int take_record(struct tracecmd_input *handle, struct tep_record *record, int cpu,
		       void *data)
{
	struct tep_handle *tep = tracecmd_get_tep(handle);
	struct tep_event *event = tep_find_event_by_record(tep, record);
	struct tep_format_field *f;

	(void)cpu;
	(void)data;
	/* Not even an event of another kind: zeros behind the end of a file that was cut off. */
	if (!event || !event->system || !event->name)
		return 0;
	out.records++;
	if (record->missed_events)
		put_lost(record);
	if (!out.wants(event->system, event->name))
		return 0;
	begin_frame(DMS_TRACE_RECORD);
	put_number(out.records);
	put_number(record->ts);
	put_number((unsigned int)record->cpu);
	put_number((unsigned int)tep_data_pid(tep, record));
	put_string(tep_data_comm_from_pid(tep, tep_data_pid(tep, record)));
	put_string(event->system);
	put_string(event->name);
	for (f = event->format.fields; f; f = f->next)
		put_field(event, f, record);
	end_frame();
	return 0;
}

/* ---- the process ---- */

#ifndef __SANITIZE_ADDRESS__
/* Memory that the parent already had is ours as well. */
static unsigned long data_bytes(void)
{
	unsigned long pages = 0;
	FILE *in = fopen("/proc/self/statm", "re");

	if (in && fscanf(in, "%*u %*u %*u %*u %*u %lu", &pages) != 1)
		pages = 0;
	if (in)
		fclose(in);
	return pages * (unsigned long)sysconf(_SC_PAGESIZE);
}
#endif

static void limit(int resource, rlim_t most)
{
	struct rlimit r;

	if (getrlimit(resource, &r))
		return;
	r.rlim_cur = r.rlim_max != RLIM_INFINITY && r.rlim_max < most ? r.rlim_max : most;
	setrlimit(resource, &r);
}

/* On a stack of its own: a parser that recurses too deep has none left. */
static void catch_deaths(void)
{
	static const int deaths[] = {
		SIGXCPU, SIGXFSZ,
#ifndef __SANITIZE_ADDRESS__
		/* A sanitizer wants to say on stderr what it found. */
		SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT,
#endif
	};
	static char stack[1 << 16];
	stack_t alternative = { .ss_sp = stack, .ss_size = sizeof(stack) };
	struct sigaction action = { .sa_handler = on_death, .sa_flags = SA_ONSTACK };
	size_t i;

	sigaltstack(&alternative, NULL);
	for (i = 0; i < ARRAY_SIZE(deaths); i++)
		sigaction(deaths[i], &action, NULL);
}

static void confine(int fd)
{
	struct stat st = { 0 };
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	fstat(fd, &st);
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_CPU, CPU_SECONDS + (rlim_t)(st.st_blocks * 512ull / BYTES_PER_SECOND));
	limit(RLIMIT_FSIZE, FILE_MAX);
	limit(RLIMIT_NOFILE, FDS_MAX);
	catch_deaths();
#ifndef __SANITIZE_ADDRESS__
	/* A sanitizer reserves terabytes. */
	limit(RLIMIT_DATA, data_bytes() + MEMORY_MAX);
	dup2(null, STDERR_FILENO);
#endif
	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	signal(SIGPIPE, SIG_DFL);
	tracecmd_set_loglevel(TEP_LOG_NONE);
	tep_set_loglevel(TEP_LOG_NONE);
}

static int open_all(int fd, struct tracecmd_input **handles)
{
	/* Plugins are code from the user's home: none is needed to read fields. */
	int flags = TRACECMD_FL_LOAD_NO_PLUGINS | TRACECMD_FL_LOAD_NO_SYSTEM_PLUGINS;
	int i, nr = 0, instances;

	handles[0] = tracecmd_open_fd(fd, flags);
	if (!handles[0])
		return 0;
	tep_set_loglevel(TEP_LOG_NONE);
	nr = 1;
	instances = tracecmd_buffer_instances(handles[0]);
	for (i = 0; i < instances && nr < HANDLES_MAX; i++) {
		handles[nr] = tracecmd_buffer_instance_handle(handles[0], i);
		nr += handles[nr] != NULL;
	}
	return nr;
}

void dms_trace_child(int fd, int to, bool (*wants)(const char *system, const char *event))
{
	struct tracecmd_input *handles[HANDLES_MAX];
	int nr;

	out.fd = to;
	out.wants = wants;
	out.complete = 0;
	out.records = 0;
	confine(fd);
	nr = open_all(fd, handles);
	unlink_temporary();
	if (!nr)
		_exit(1);
	begin_frame(DMS_TRACE_CLOCK);
	put_string(tracecmd_get_trace_clock ? tracecmd_get_trace_clock(handles[0]) : NULL);
	end_frame();
	tracecmd_iterate_events_multi(handles, nr, take_record, NULL);
	begin_frame(DMS_TRACE_END);
	put_number(out.records);
	end_frame();
	flush();
	_exit(0);
}
