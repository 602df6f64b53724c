// SPDX-License-Identifier: GPL-2.0
/*
 * Every message of the catalogue that makes an event, through the whole library: as one record, and
 * the same record as mail programs, consoles and other CPUs leave it.  Device, driver, address and
 * fields are compared with the values that were printed; the other forms must give the same event.
 */
#include <inttypes.h>

#include "base/array.h"
#include "render.h"
#include "util.h"

#define STAMP "[   12.345678] "

/* All that an event says, as one text. */
static char *describe(const struct log *l)
{
	struct dms_strbuf b = { 0 };
	size_t i, k;

	for (i = 0; i < l->r->nr_events + l->r->nr_notes; i++) {
		const struct dms_event *e = i < l->r->nr_events ? &l->r->events[i] :
					    &l->r->notes[i - l->r->nr_events];

		dms_strbuf_printf(&b, "%s %s device=%s driver=%s access=%s", e->kind, e->detail,
				  e->device ? e->device : "", e->driver ? e->driver : "",
				  e->access ? e->access : "");
		if (e->has_address)
			dms_strbuf_printf(&b, " address=0x%" PRIx64, e->address);
		dms_strbuf_printf(&b, " reason=%u pasid=%" PRId64, e->reason_code, e->pasid);
		for (k = 0; k < e->nr_fields; k++)
			dms_strbuf_printf(&b, " %s=%s", e->fields[k].name, e->fields[k].text);
		dms_strbuf_puts(&b, "\n");
	}
	return b.s ? dms_strbuf_take(&b) : dms_strdup("");
}

/* ---- one record ---- */

static bool is_number(const char *s, uint64_t *num)
{
	char *end;

	if (!strncmp(s, "0x", 2))
		*num = strtoull(s, &end, 16);
	else
		*num = strtoull(s, &end, 10);
	return end != s && !*end;
}

/* The conversion at number @i of a format prints in hexadecimal. */
static bool is_hex(const struct dms_message *m, unsigned int i)
{
	const char *f = m->format;

	for (; *f; f++) {
		if (*f != '%')
			continue;
		if (f[1] == '%') {
			f++;
			continue;
		}
		if (!i--) {
			const char *last = f + render_spec_len(f) - 1;
			size_t flags = strspn(f + 1, "#0- +*123456789.hlLqzt");

			return tolower((unsigned char)*last) == 'x' ||
			       (f[1 + flags] == 'p' && !strchr("SBRrGVUfDOebds", f[2 + flags])) ||
			       (f[1 + flags] == 'p' && f[2 + flags] == 'a');
		}
		f += render_spec_len(f) - 1;
	}
	return false;
}

/* A field that its decoder moved to another place is checked by the tests of its subsystem. */
static bool is_moved(const struct dms_message *m, const struct dms_event *e, const char *name)
{
	return m->decode && !dms_event_field(e, name);
}

static void check_field(const struct dms_message *m, const struct dms_event *e, const char *name,
			unsigned int i, const char *want)
{
	const struct dms_field *f = dms_event_field(e, name);
	char text[80];
	uint64_t num;

	if (is_moved(m, e, name))
		return;
	if (is_hex(m, i)) {
		num = strtoull(want, NULL, 16);
		snprintf(text, sizeof(text), "0x%" PRIx64, num);
		ok(f && !strcmp(f->text, text) && f->num == num, "field %s is %s: '%s'", name, text,
		   f ? f->text : "none");
	} else if (is_number(want, &num)) {
		ok(f && !strcmp(f->text, want) && f->num == num, "field %s is %s: '%s'", name, want,
		   f ? f->text : "none");
	} else {
		/* Of a symbol the name is kept, its offset differs from build to build. */
		snprintf(text, sizeof(text), "%.*s", (int)strcspn(want, "+"), want);
		is_str(f ? f->text : "none", m->decode ? text : want, name);
	}
}

static void check_values(const struct dms_message *m, const struct dms_event *e, char want[][64],
			 unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		size_t len;
		const char *f = render_field(m, i, &len);
		char name[64];

		snprintf(name, sizeof(name), "%.*s", (int)len, f ? f : "");
		if (!strcmp(name, "-") || !strcmp(name, "access"))
			continue;
		if (!strcmp(name, "driver"))
			is_str(e->driver, want[i], "driver");
		else if (!strcmp(name, "device"))
			is_str(e->device, want[i], "device");
		else if (!strcmp(name, "address") && is_hex(m, i))
			is_u64(e->address, strtoull(want[i], NULL, 16), "address");
		else
			check_field(m, e, name, i, want[i]);
	}
}

/* The device in front is the event's, or the IOMMU's that reports another device's fault. */
static bool has_device(const struct dms_message *m, const struct dms_event *e)
{
	return (e->device && !strcmp(e->device, "0000:00:03.0")) ||
	       !strcmp(dms_event_text(e, "iommu"), "0000:00:03.0") ||
	       (m->fields && strstr(m->fields, "device"));
}

/* ---- the same record, damaged ---- */

typedef char *(*damage_fn)(const char *line);

/* Cut at the last blank before @width; what follows begins with @next. */
static char *fold(const char *line, size_t width, const char *first, const char *next)
{
	struct dms_strbuf b = { 0 };
	const char *head = first;

	while (*line) {
		size_t n = strcspn(line, "\n"), room = width - strlen(head), cut;

		if (n > room) {
			for (cut = room; cut && line[cut] != ' '; cut--)
				;
			n = cut ? cut : n;
		}
		dms_strbuf_printf(&b, "%s%.*s\n", head, (int)n, line);
		line += n;
		line += *line == '\n' || *line == ' ';
		head = next;
	}
	return dms_strbuf_take(&b);
}

static char *fold72(const char *line)
{
	return fold(line, 72, "", "");
}

static char *fold76_quoted(const char *line)
{
	return fold(line, 76, "> ", "> ");
}

static char *fold80_quoted_twice(const char *line)
{
	return fold(line, 80, ">> ", ">> ");
}

/* The tail of a fold that was quoted once less. */
static char *fold78_less_quoted(const char *line)
{
	return fold(line, 78, "> > ", "> ");
}

static char *each_line(const char *line, const char *before, const char *after)
{
	struct dms_strbuf b = { 0 };

	while (*line) {
		size_t n = strcspn(line, "\n");

		dms_strbuf_printf(&b, "%s%.*s%s\n", before, (int)n, line, after);
		line += n + (line[n] == '\n');
	}
	return dms_strbuf_take(&b);
}

static char *quoted(const char *line)
{
	return each_line(line, "> > > ", "");
}

static char *windows(const char *line)
{
	return each_line(line, "", "\r");
}

static char *coloured(const char *line)
{
	return each_line(line, "\033[31m", "\033[0m");
}

/* Records of another CPU around it, and behind each of its lines. */
static char *between_others(const char *line)
{
	struct dms_strbuf b = { 0 };

	dms_strbuf_puts(&b, STAMP "usb 1-1: new high-speed USB device number 2\n");
	while (*line) {
		size_t n = strcspn(line, "\n");

		dms_strbuf_printf(&b, "%.*s\n" STAMP "sd 0:0:0:0: [sda] Attached SCSI disk\n", (int)n, line);
		line += n + (line[n] == '\n');
	}
	return dms_strbuf_take(&b);
}

static const struct {
	const char *name;
	damage_fn fn;
	bool one_line;		/* a record between two lines of a message parts them */
} damages[] = {
	{ "folded at 72 columns", fold72, false },
	{ "folded at 76 columns, quoted", fold76_quoted, false },
	{ "folded at 80 columns, quoted twice", fold80_quoted_twice, false },
	{ "folded at 78 columns, the tail quoted once less", fold78_less_quoted, false },
	{ "quoted", quoted, false },
	{ "with Windows line ends", windows, false },
	{ "with colours", coloured, false },
	{ "between records of another CPU", between_others, true },
};

static void check_damages(const struct dms_message *m, const char *line, const char *want)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(damages); i++) {
		char *text, *got;
		struct log l;

		if (damages[i].one_line && strchr(line, '\n'))
			continue;
		text = damages[i].fn(line);
		l = log_of(text);
		got = describe(&l);
		if (!ok(!strcmp(got, want), "%s: %.60s", damages[i].name, m->format))
			printf("# text '%s'\n# got  %s# want %s", text, *got ? got : "\n", want);
		free(got);
		free(text);
		log_free(&l);
	}
}

/* "exynos.page_fault" of a message whose words say that it was another fault: "exynos.fault" */
static bool is_refined(const struct dms_message *m, const struct dms_event *e)
{
	size_t family = strcspn(m->detail, ".");

	return m->decode && !strncmp(e->detail, m->detail, family + 1);
}

static void check_message(const struct dms_message *m)
{
	char want[DMS_MAX_CONVS][64], *line, *text, *said;
	struct dms_strbuf b = { 0 };
	bool note = dms_message_is_note(m);
	unsigned int nr;
	struct log l;

	nr = render_message(m, &b, want);
	line = dms_asprintf(STAMP "%s", b.s);
	text = dms_asprintf("%s\n", line);
	l = log_of(text);
	said = describe(&l);
	if (m->flags & (DMS_MSG_INFO | DMS_MSG_PART)) {
		ok(l.r->nr_events <= 1, "no event, or one: %.60s", m->format);
	} else if (note ? ok(l.r->nr_notes == 1 && !l.r->nr_events, "one note: %.60s", m->format) :
			  ok(l.r->nr_events == 1, "one event: %.60s", m->format)) {
		const struct dms_event *e = note ? &l.r->notes[0] : first_event(&l);

		if (!note)
			ok(!strcmp(e->kind, m->kind), "kind %s: %s", m->kind, e->kind);
		ok(!strcmp(e->detail, m->detail) || is_refined(m, e), "detail %s: %s", m->detail,
		   e->detail);
		if (m->flags & DMS_MSG_DEV)
			ok(has_device(m, e), "its device: %s", said);
		check_values(m, e, want, nr);
	} else {
		printf("# line %s\n# got %s", line, said);
	}
	check_damages(m, line, said);
	log_free(&l);
	dms_strbuf_free(&b);
	free(line);
	free(text);
	free(said);
}

int main(void)
{
	size_t i, k;

	for (i = 0; i < dms_nr_subsystems; i++)
		for (k = 0; k < dms_subsystems[i]->nr; k++)
			check_message(&dms_subsystems[i]->messages[k]);
	return tap_done();
}
