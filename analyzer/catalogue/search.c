// SPDX-License-Identifier: GPL-2.0
/*
 * Which lines are looked at.  All anchors have one length, so a table of shifts
 * over pairs of bytes (Wu-Manber) skips most of the text without looking at it.
 */
#include <ctype.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "catalogue.h"
#include "input/sieve.h"
#include "pattern.h"

struct entry {
	struct dms_pattern *pattern;
	const char *anchor;
	uint32_t head;		/* its first four bytes */
	char then;		/* what follows an anchor that ends a word; 0: not known */
	struct entry *next;	/* same last two bytes of the anchor */
};

static struct {
	pthread_once_t once;
	unsigned char fold[256];	/* white space is one blank */
	unsigned char shift[1 << 16];
	struct entry *bucket[1 << 16];
} table = { .once = PTHREAD_ONCE_INIT };

static unsigned int pair(const char *s)
{
	return (unsigned int)table.fold[(unsigned char)s[0]] << 8 |
	       table.fold[(unsigned char)s[1]];
}

static uint32_t head(const char *s)
{
	return (uint32_t)pair(s) << 16 | pair(s + 2);
}

/* "DMAR: " is the anchor of a hundred messages: the first letter behind it tells most apart. */
static char next_word(const struct dms_pattern *p)
{
	const char *lit = p->ops[p->anchor_op].lit, *at = strstr(lit, p->anchor);
	char next = at ? at[DMS_ANCHOR_LEN] : '\0';

	return p->anchor[DMS_ANCHOR_LEN - 1] == ' ' && next != ' ' && next != '\n' ? next : '\0';
}

/* Tables are static data: a format that does not compile is a bug that no test may miss. */
static void add_message(const struct dms_message *m)
{
	struct dms_pattern *p = dms_pattern_compile(m);
	const char *anchor = p ? dms_pattern_anchor(p) : NULL;
	struct entry **slot, *e;
	unsigned int i;

	if (!anchor) {
		dms_err("catalogue: format cannot be matched: %s", m->format);
		abort();
	}
	for (i = 0; i + 1 < DMS_ANCHOR_LEN; i++) {
		unsigned char distance = DMS_ANCHOR_LEN - 2 - i;

		if (table.shift[pair(anchor + i)] > distance)
			table.shift[pair(anchor + i)] = distance;
	}
	e = dms_alloc(sizeof(*e));
	e->pattern = p;
	e->anchor = anchor;
	e->head = head(anchor);
	e->then = next_word(p);
	/* Kept in the order of the tables: the first of two equal matches wins. */
	for (slot = &table.bucket[pair(anchor + DMS_ANCHOR_LEN - 2)]; *slot;)
		slot = &(*slot)->next;
	*slot = e;
}

static void build(void)
{
	size_t i, k;

	for (i = 0; i < 256; i++)
		table.fold[i] = i == '\n' || i == '\t' || i == DMS_RECORD_SEP ? ' ' : i;
	memset(table.shift, DMS_ANCHOR_LEN - 1, sizeof(table.shift));
	for (i = 0; i < dms_nr_subsystems; i++)
		for (k = 0; k < dms_subsystems[i]->nr; k++)
			add_message(&dms_subsystems[i]->messages[k]);
}

static enum dms_sieve_side side(const struct dms_pattern *p, unsigned int op)
{
	if (op >= p->nr_ops)
		return DMS_SIDE_ANY;
	return p->ops[op].type == OP_DEC ? DMS_SIDE_DEC :
	       p->ops[op].type == OP_HEX ? DMS_SIDE_HEX : DMS_SIDE_ANY;
}

static bool has_more_lines(const struct dms_message *m)
{
	const char *nl = strchr(m->format, '\n');

	return nl && nl[strspn(nl, "\n")];
}

void dms_catalogue_sieve(struct dms_sieve *s)
{
	const struct entry *e;
	size_t i;

	pthread_once(&table.once, build);
	for (i = 0; i < ARRAY_SIZE(table.bucket); i++) {
		for (e = table.bucket[i]; e; e = e->next) {
			const struct dms_pattern *p = e->pattern;
			const struct dms_op *op = &p->ops[p->anchor_op];

			dms_sieve_add(s, &(struct dms_literal){
				.text = op->lit, .len = op->len + op->more,
				.key = p->key_at,
				.key_len = p->key_len,
				.before = p->anchor_op ? side(p, p->anchor_op - 1) : DMS_SIDE_ANY,
				.after = side(p, p->anchor_op + 1),
				.records = has_more_lines(p->msg) });
		}
	}
}

static bool is_anchor(const struct entry *e, const char *text)
{
	int i;

	for (i = 0; i < DMS_ANCHOR_LEN; i++)
		if (table.fold[(unsigned char)e->anchor[i]] != table.fold[(unsigned char)text[i]])
			return false;
	return true;
}

/* Only a record of another CPU, whose stamp begins with a bracket, may part two words. */
static bool goes_on(const struct entry *e, const char *text, size_t len, size_t at)
{
	while (at < len && table.fold[(unsigned char)text[at]] == ' ')
		at++;
	return !e->then || at + 1 >= len || text[at] == e->then ||
	       (text[at] == '[' && (text[at + 1] == ' ' || isdigit((unsigned char)text[at + 1])));
}

static bool better(const struct dms_match *a, const struct dms_match *b)
{
	if (a->complete != b->complete)
		return a->complete;
	return a->end - a->start > b->end - b->start;
}

static bool match_bucket(const struct entry *e, const char *text, size_t len, size_t at,
			 size_t from, size_t to, struct dms_match *out)
{
	uint32_t first = head(text + at);
	struct dms_match m;
	bool found = false;

	for (; e; e = e->next) {
		if (e->head != first || !is_anchor(e, text + at) ||
		    !goes_on(e, text, len, at + DMS_ANCHOR_LEN))
			continue;
		if (!dms_pattern_match(e->pattern, text, len, at, &m))
			continue;
		if (m.start < from || m.start >= to || (found && !better(&m, out)))
			continue;
		*out = m;
		found = true;
	}
	return found;
}

bool dms_catalogue_find(const char *text, size_t len, size_t from, size_t to, size_t scan,
			struct dms_match *out)
{
	size_t at = from + DMS_ANCHOR_LEN - 1;

	pthread_once(&table.once, build);
	if (scan > len)
		scan = len;
	while (at < scan) {
		unsigned int h = pair(text + at - 1);

		if (table.shift[h]) {
			at += table.shift[h];
			continue;
		}
		if (match_bucket(table.bucket[h], text, len, at + 1 - DMS_ANCHOR_LEN, from, to,
				 out))
			return true;
		at++;
	}
	return false;
}
