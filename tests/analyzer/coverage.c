// SPDX-License-Identifier: GPL-2.0
/*
 * How much of a list of kernel messages the catalogue knows:
 *
 *	coverage FORMATS.tsv [-v] [--markdown] [SUBSYSTEM...]
 *
 * Columns: subsystem, id, versions, format, file, tier, shape, level, effective format,
 * functions, arguments.  A line is made from every effective format of the tiers fault and
 * error, with made-up values, and put through the library.
 *
 *	decoded		an entry reads the line to its end, every value of it
 *	recognised	an entry matches, but not every value was read
 *	missed		no entry, or one that explains less than half of the line
 *
 * An argument that spells out its words (last ? "L" : "") is tried with each of them, as the
 * kernel prints them; the worst line counts.  Its words are text and not a value.
 *
 * Nothing but the list is looked at: an entry that was copied wrongly is a miss.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "analyze.h"
#include "base/array.h"
#include "base/strbuf.h"
#include "catalogue/decoder.h"
#include "history/history.h"

enum column { SUBSYSTEM, ID, VERSIONS, FORMAT, PLACE, TIER, SHAPE, LEVEL, EFFECTIVE, FUNCTIONS,
	      ARGUMENTS, NR_COLUMNS };
enum result { DECODED, RECOGNISED, MISSED, NR_RESULTS };
#define SILENT NR_RESULTS	/* of those decoded: known, and no sign of trouble */

struct score {
	char name[48];
	unsigned int nr[NR_RESULTS + 1];
};

static bool is_silent;
static struct score scores[256];
static size_t nr_scores;
static char made_line[512], worst_line[512];
static const char *const result_names[] = { "decoded", "recognised", "missed" };

static struct score *score_of(const char *subsystem, const char *tier)
{
	char name[48];
	size_t i;

	snprintf(name, sizeof(name), "%s %s", tier, subsystem);
	for (i = 0; i < nr_scores; i++)
		if (!strcmp(scores[i].name, name))
			return &scores[i];
	if (nr_scores == ARRAY_SIZE(scores))
		return &scores[0];
	memcpy(scores[nr_scores].name, name, sizeof(name));
	return &scores[nr_scores++];
}

/* Length of the conversion at @f, which is a '%'. */
static size_t spec_len(const char *f)
{
	static const char *const long_ones[] = { "pad", "pap", "pOF", "pbl", "pGg" };
	size_t n = 1 + strspn(f + 1, "#0- +*123456789.hlLqzt"), i;

	if (f[n] != 'p')
		return n + 1;
	for (i = 0; i < ARRAY_SIZE(long_ones); i++)
		if (!strncmp(f + n, long_ones[i], 3))
			return n + 3;
	return n + (f[n + 1] && strchr("aSxeRrVds", f[n + 1]) ? 2 : 1);
}

/* Argument number @i: separated by commas outside of brackets. */
static size_t argument(const char *args, unsigned int i, const char **start)
{
	int depth = 0;
	const char *p;

	for (p = args; *p && i; p++) {
		depth += (*p == '(' || *p == '[') - (*p == ')' || *p == ']');
		i -= *p == ',' && !depth;
	}
	*start = p += strspn(p, " ");
	for (depth = 0; *p && (*p != ',' || depth); p++)
		depth += (*p == '(' || *p == '[') - (*p == ')' || *p == ']');
	return (size_t)(p - *start);
}

/* What the kernel keeps in variables and functions that a list of arguments does not show. */
static const struct {
	const char *argument, *words;
} known_words[] = {
	/* drivers/memory/tegra/mc.c */
	{ "secure", "\"secure \"\"\"" },
	{ "direction", "\"read\"\"write\"" },
	{ "perm", "\" [RWS]\"\"\"" },
	/* include/linux/string_choices.h */
	{ "str_read_write(evt->read)", "\"read\"\"write\"" },
	/* drivers/xen/swiotlb-xen.c */
	{ "xen_swiotlb_error(m_ret)", "\"Cannot allocate Xen-SWIOTLB buffer\\n\""
	  "\"Failed to get contiguous memory for DMA from Xen!\\nYou either: don't have the permissions, do not have enough free memory under 4GB, or the hypervisor memory is too fragmented!\"" },
};

static const char *words_of(const char *arg, size_t *len)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(known_words); i++)
		if (*len == strlen(known_words[i].argument) &&
		    !strncmp(arg, known_words[i].argument, *len)) {
			*len = strlen(known_words[i].words);
			return known_words[i].words;
		}
	return memchr(arg, '"', *len) ? arg : NULL;
}

/* Word number @i of those that @text has in quotation marks; number of words when @word is NULL. */
static unsigned int find_word(const char *text, size_t len, unsigned int i, const char **word,
			      size_t *word_len)
{
	const char *end = text + len, *p = text, *q;
	unsigned int n = 0;

	while ((p = memchr(p, '"', (size_t)(end - p))) &&
	       (q = memchr(p + 1, '"', (size_t)(end - p - 1)))) {
		if (word && n == i) {
			*word = p + 1;
			*word_len = (size_t)(q - p - 1);
		}
		n++;
		p = q + 1;
	}
	return n;
}

/*
 * Variants of a line: all arguments with their first word, with their last, with the one between,
 * then argument number variant - 3 with its first and all others with their last.
 */
#define NR_VARIANTS (3 + 16)

static size_t add_escape(struct dms_strbuf *b, const char *f);

static bool add_word(struct dms_strbuf *b, const char *arg, size_t len, unsigned int i,
		     unsigned int variant)
{
	const char *text = words_of(arg, &len), *word = NULL;
	unsigned int n = text ? find_word(text, len, 0, NULL, NULL) : 0, which;
	size_t word_len = 0, k;

	if (!n)
		return false;
	which = variant == 0 || variant == i + 3 ? 0 : variant == 2 ? n / 2 : n - 1;
	find_word(text, len, which, &word, &word_len);
	for (k = 0; k < word_len; k++) {
		if (word[k] == '\\')
			k += add_escape(b, word + k) - 1;
		else
			dms_strbuf_add(b, word + k, 1);
	}
	return true;
}

/* What a string argument prints: its expression says which kind of thing it is. */
static void add_string(struct dms_strbuf *b, const char *function, const char *arg, size_t len,
		       unsigned int i, unsigned int variant)
{
	if (len == 8 && !strncmp(arg, "__func__", 8))
		dms_strbuf_add(b, function, strcspn(function, ","));
	else if (add_word(b, arg, len, i, variant))
		return;
	else if (memmem(arg, len, "dev_name(", 9) || memmem(arg, len, "pci_name(", 9))
		dms_strbuf_puts(b, "0000:00:03.0");
	else if (memmem(arg, len, "iommu->name", 11))
		dms_strbuf_puts(b, "dmar0");
	else
		dms_strbuf_printf(b, "word%u", i);
}

/* Width of a number; "0x" is part of it where '#' asks for that. */
static int digits_of(const char *spec, size_t len)
{
	size_t at = strcspn(spec, "123456789");
	int width = at < len ? atoi(spec + at) : 0;

	return memchr(spec, '#', len) && width > 2 ? width - 2 : width;
}

static void add_value(struct dms_strbuf *b, char **col, const char *function, const char *spec,
		      size_t len, unsigned int i, unsigned int variant)
{
	const char *p = memchr(spec, 'p', len), *arg;
	char conv = spec[len - 1], kind = p && p + 1 < spec + len ? p[1] : '\0';
	size_t n = argument(col[ARGUMENTS], i, &arg);

	if (p && kind == 'S')
		dms_strbuf_printf(b, "function_%u+0x1%u/0x200", i, i);
	else if (p && kind == 'e')
		dms_strbuf_puts(b, "-ENOMEM");
	else if (p && (kind == 'R' || kind == 'r'))
		dms_strbuf_puts(b, "[mem 0xfee00000-0xfeefffff]");
	else if (p && kind == 'O')
		dms_strbuf_puts(b, "/soc/iommu@4000");
	else if (p && kind == 'G')
		dms_strbuf_puts(b, "GFP_KERNEL|GFP_DMA32");
	else if (p && kind == 'V')
		dms_strbuf_puts(b, "page allocation failure: order:4");
	else if (p && (kind == 'b' || kind == 'd' || kind == 's'))
		dms_strbuf_printf(b, "word%u", i);
	else if (p && kind == 'a')
		dms_strbuf_printf(b, "0x%016x", 0xabc000u + i);
	else if (p)
		dms_strbuf_printf(b, "%016x", 0xdef000u + i);
	else if (tolower((unsigned char)conv) == 'x')
		dms_strbuf_printf(b, "%s%0*x", memchr(spec, '#', len) ? "0x" : "",
				  digits_of(spec, len), 0xa0u + i);
	else if (conv == 's')
		add_string(b, function, arg, n, i, variant);
	else if (conv == 'c')
		dms_strbuf_puts(b, " ");
	else
		dms_strbuf_printf(b, "%u", 11 + i);
}

/* C escapes that the list keeps as they stand in the source. */
static size_t add_escape(struct dms_strbuf *b, const char *f)
{
	const char *from = "nt\"\\", *to = "\n\t\"\\", *at = f[1] ? strchr(from, f[1]) : NULL;

	if (!at) {
		dms_strbuf_add(b, f, 1);
		return 1;
	}
	dms_strbuf_add(b, to + (at - from), 1);
	return 2;
}

/* A function's own name and words that are spelled out are part of the text. */
static bool is_value(const char *spec, size_t spec_len, const char *arg, size_t len)
{
	if (spec[spec_len - 1] != 's' || memchr(spec, 'p', spec_len))
		return true;
	return strncmp(arg, "__func__", 8) && !words_of(arg, &len);
}

/* Return: how many values the line shows. */
static unsigned int make_line(char **col, const char *function, unsigned int variant,
			      struct dms_strbuf *b)
{
	unsigned int args = 0, values = 0;
	const char *f, *arg;
	size_t n, len;

	if (strstr(col[SHAPE], "dev"))
		dms_strbuf_puts(b, "drv 0000:00:03.0: ");
	for (f = col[EFFECTIVE]; *f; f += n) {
		if (*f == '\\') {
			n = add_escape(b, f);
		} else if (*f != '%' || f[1] == '%') {
			dms_strbuf_add(b, f, 1);
			n = *f == '%' ? 2 : 1;
		} else {
			n = spec_len(f);
			/* A width or precision of '*' is an argument as well. */
			args += memchr(f, '*', n) != NULL;
			add_value(b, col, function, f, n, args, variant);
			len = argument(col[ARGUMENTS], args++, &arg);
			values += is_value(f, n, arg, len);
		}
	}
	while (b->len && isspace((unsigned char)b->s[b->len - 1]))
		b->s[--b->len] = '\0';
	return values;
}

/* A line break inside a message begins a line of its own. */
static void break_lines(struct dms_strbuf *b)
{
	size_t i;

	for (i = 0; i < b->len; i++)
		if (b->s[i] == '\n')
			b->s[i] = DMS_RECORD_SEP;
}

/* A word in hexadecimal belongs to the SMMUv3 event in front of it, and is decoded with it. */
static bool is_event_word(const struct dms_strbuf *b)
{
	char *text = dms_asprintf("drv 0000:00:03.0: event 0x10 received:\n%s\n", b->s);
	struct dms_analysis *a = dms_analysis_new();
	const struct dms_report *r;
	bool found;

	dms_analysis_add_text(a, "word", text, strlen(text), 1);
	r = dms_analysis_finish(a);
	found = r->nr_events == 1 && dms_event_field(&r->events[0], "dword0");
	dms_analysis_free(a);
	free(text);
	return found;
}

/* Dump entries are read by the history, backtraces by the splat that they stand in. */
static bool is_read_elsewhere(const struct dms_strbuf *b)
{
	struct dms_window w = { .text = b->s, .len = b->len, .nr_lines = 1 };
	struct dms_history h = { 0 };
	struct dms_frame frame;
	bool used;

	w.lines[0] = (struct dms_line){ .len = b->len, .nr = 1, .time = -1, .raw = b->s,
					.marked = true };
	used = dms_history_window(&h, &w);
	dms_history_clear(&h);
	return used || dms_frame_parse(b->s, b->len, &frame) || is_event_word(b);
}

/* "%s: " with a device's name in front is read as what dev_printk() prints. */
static bool begins_with_device(char **col, const struct dms_message *msg)
{
	return (msg->flags & DMS_MSG_DEV) && !strncmp(col[EFFECTIVE], "%s: ", 4) &&
	       !strncmp(col[ARGUMENTS], "dev_name(", 9);
}

static enum result judge_line(char **col, const char *function, unsigned int variant,
			      const char **by)
{
	struct dms_strbuf b = { 0 };
	struct dms_match m;
	unsigned int values = make_line(col, function, variant, &b);
	size_t text = strstr(col[SHAPE], "dev") ? strlen("drv 0000:00:03.0: ") : 0;
	enum result result = MISSED;

	snprintf(made_line, sizeof(made_line), "%s", b.s);
	break_lines(&b);
	if (dms_catalogue_find(b.s, b.len, 0, b.len, b.len, &m)) {
		*by = m.msg->format;
		is_silent = m.msg->flags & DMS_MSG_INFO;
		values -= begins_with_device(col, m.msg);
		if (m.complete && m.end == b.len && m.nr_values >= values)
			result = DECODED;
		else if ((m.end - m.start) * 2 >= b.len - text)
			result = RECOGNISED;
	} else if (is_read_elsewhere(&b)) {
		result = DECODED;
	}
	dms_strbuf_free(&b);
	return result;
}

static enum result judge_variants(char **col, const char *function, const char **by)
{
	unsigned int nr = strchr(col[ARGUMENTS], '"') || strstr(col[FORMAT], "%s") ? NR_VARIANTS : 1;
	enum result worst = DECODED, r;
	unsigned int i;

	for (i = 0; i < nr; i++) {
		r = judge_line(col, function, i, by);
		if (r > worst)
			memcpy(worst_line, made_line, sizeof(worst_line));
		worst = r > worst ? r : worst;
	}
	return worst;
}

/* A message that prints its function is as good as the worst of its functions. */
static enum result judge(char **col, const char **by)
{
	const char *f = col[FUNCTIONS];
	enum result worst = judge_variants(col, f, by), r;

	if (!strstr(col[ARGUMENTS], "__func__"))
		return worst;
	while ((f = strchr(f, ','))) {
		r = judge_variants(col, ++f, by);
		worst = r > worst ? r : worst;
	}
	return worst;
}

static bool selected(const char *subsystem, int argc, char **argv)
{
	bool any = false;
	int i;

	for (i = 2; i < argc; i++) {
		if (!strcmp(subsystem, argv[i]))
			return true;
		any |= argv[i][0] != '-';
	}
	return !any;
}

static unsigned int split(char *line, char **col)
{
	unsigned int n = 0;

	line[strcspn(line, "\n")] = '\0';
	while (n < NR_COLUMNS && line)
		col[n++] = strsep(&line, "\t");
	return n;
}

static void measure(FILE *in, int argc, char **argv, bool verbose)
{
	char *line = NULL, *col[NR_COLUMNS];
	size_t size = 0;

	while (getline(&line, &size, in) > 0) {
		const char *by = "";
		enum result r;

		if (line[0] == '#' || split(line, col) < NR_COLUMNS ||
		    !selected(col[SUBSYSTEM], argc, argv))
			continue;
		if (strcmp(col[TIER], "fault") && strcmp(col[TIER], "error"))
			continue;
		is_silent = false;
		r = judge(col, &by);
		score_of(col[SUBSYSTEM], col[TIER])->nr[r]++;
		score_of(col[SUBSYSTEM], col[TIER])->nr[SILENT] += is_silent;
		if (verbose && is_silent)
			printf("# no event: %s %s %s: %s\n", col[TIER], col[SUBSYSTEM], col[ID],
			       col[EFFECTIVE]);
		if (r == MISSED || (verbose && r == RECOGNISED))
			printf("# %s %s %s %s: %s\n", result_names[r], col[TIER], col[SUBSYSTEM], col[ID],
			       col[EFFECTIVE]);
		if (verbose && r == RECOGNISED)
			printf("#   by: %s\n", by);
		if (verbose && r != DECODED)
			printf("#   line: %s\n", worst_line);
	}
	free(line);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct score *)a)->name, ((const struct score *)b)->name);
}

static void print_row(const struct score *s)
{
	printf("%-32s %8u %10u %7u %9u\n", s->name, s->nr[DECODED], s->nr[RECOGNISED], s->nr[MISSED],
	       s->nr[SILENT]);
}

static void print_scores(void)
{
	struct score sum[2] = { { .name = "error, all of these" }, { .name = "fault, all of these" } };
	size_t i, k;

	qsort(scores, nr_scores, sizeof(scores[0]), by_name);
	printf("%-32s %8s %10s %7s %9s\n", "tier and subsystem", "decoded", "recognised", "missed",
	       "no event");
	for (i = 0; i < nr_scores; i++) {
		print_row(&scores[i]);
		for (k = 0; k <= SILENT; k++)
			sum[scores[i].name[0] == 'f'].nr[k] += scores[i].nr[k];
	}
	print_row(&sum[0]);
	print_row(&sum[1]);
}

static const struct score *find_score(const char *tier, const char *subsystem)
{
	char name[48];
	size_t i;

	snprintf(name, sizeof(name), "%s %s", tier, subsystem);
	for (i = 0; i < nr_scores; i++)
		if (!strcmp(scores[i].name, name))
			return &scores[i];
	return NULL;
}

static void print_cell(const struct score *s)
{
	unsigned int all = s ? s->nr[DECODED] + s->nr[RECOGNISED] + s->nr[MISSED] : 0;

	printf(all ? " %u / %u |" : " |", s ? s->nr[DECODED] : 0, all);
}

/* The table of docs/coverage.md: one row for both tiers of a subsystem. */
static void print_markdown(void)
{
	size_t i;

	qsort(scores, nr_scores, sizeof(scores[0]), by_name);
	for (i = 0; i < nr_scores; i++) {
		const char *subsystem = scores[i].name + strlen("fault ");
		const struct score *fault = find_score("fault", subsystem);
		const struct score *error = find_score("error", subsystem);

		if (scores[i].name[0] == 'f' && error)
			continue;
		printf("| %s |", subsystem);
		print_cell(fault);
		print_cell(error);
		printf(" %u |\n", (fault ? fault->nr[SILENT] : 0) + (error ? error->nr[SILENT] : 0));
	}
}

int main(int argc, char **argv)
{
	bool verbose = false, markdown = false;
	FILE *in;
	int i;

	if (argc < 2) {
		fprintf(stderr, "usage: %s FORMATS.tsv [-v] [--markdown] [SUBSYSTEM...]\n", argv[0]);
		return 2;
	}
	for (i = 2; i < argc; i++) {
		verbose |= !strcmp(argv[i], "-v");
		markdown |= !strcmp(argv[i], "--markdown");
	}
	in = fopen(argv[1], "re");
	if (!in) {
		dms_err("%s: cannot be read", argv[1]);
		return 2;
	}
	measure(in, argc, argv, verbose);
	fclose(in);
	if (markdown)
		print_markdown();
	else
		print_scores();
	return 0;
}
