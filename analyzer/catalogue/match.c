// SPDX-License-Identifier: GPL-2.0
/*
 * printf turned round, the second half: a compiled format is read from a text.
 *
 * Real logs are folded at 72 columns and glued to other output, so a blank of the format
 * matches any run of white space including a fold, one word may be broken by one
 * fold, and the match may stand anywhere in the text.
 */
#include <ctype.h>
#include <string.h>

#include "pattern.h"

/* A string conversion in mid-message reads no more than this. */
#define STRING_MAX 128
/* A match starts at most this far before its anchor. */
#define REACH 256
/* Other output that ran into a line is no longer than a console's line. */
#define INTRUSION_MAX 512

static bool is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t';
}

struct reader {
	const char *text;
	size_t len;
	unsigned int broken;	/* folds inside a word that may still be skipped */
};

/* A line break of the format begins a record of its own on a console. */
static size_t skip_white(const struct reader *r, size_t at, bool record)
{
	size_t n = 0;

	while (at + n < r->len && (is_blank(r->text[at + n]) ||
				   (record && r->text[at + n] == DMS_RECORD_SEP)))
		n++;
	return n;
}

/* "[   12.345678]" in the middle of a line: another CPU's record begins. */
static bool is_stamp(const struct reader *r, size_t at)
{
	if (at >= r->len || r->text[at] != '[')
		return false;
	for (at++; at < r->len && r->text[at] == ' ';)
		at++;
	if (at >= r->len || !isdigit((unsigned char)r->text[at]))
		return false;
	while (at < r->len && isdigit((unsigned char)r->text[at]))
		at++;
	return at + 1 < r->len && r->text[at] == '.' && isdigit((unsigned char)r->text[at + 1]);
}

/* Start of the line behind the one with @at, or 0. */
static size_t next_line(const struct reader *r, size_t at)
{
	size_t end = at + INTRUSION_MAX < r->len ? at + INTRUSION_MAX : r->len;

	while (at < end && r->text[at] != '\n' && r->text[at] != DMS_RECORD_SEP)
		at++;
	return at < end && r->text[at] == '\n' ? at + 1 : 0;
}

/*
 * "Request devlogin: " NEWLINE "ice [00:03.0]": other output ran into the line, and the rest of the
 * literal stands at the start of the next one.  Return: where, or 0.
 */
static size_t find_rest(const struct reader *r, const char *rest, size_t len, size_t at)
{
	const char *nl;

	at = len > 2 ? next_line(r, at) : 0;
	if (!at)
		return 0;
	nl = memchr(rest, '\n', len);
	len = nl ? (size_t)(nl - rest) : len;
	return at + len <= r->len && !strncmp(r->text + at, rest, len) ? at : 0;
}

/* Offset behind the literal, or 0 (a literal is never empty). */
static size_t read_literal(struct reader *r, const struct dms_op *op, size_t at)
{
	size_t i;

	for (i = 0; i < op->len; i++) {
		char want = op->lit[i];

		if (is_blank(want)) {
			size_t blanks = strspn(op->lit + i, "\n ");
			size_t n = skip_white(r, at, memchr(op->lit + i, '\n', blanks));

			/* "[5e:00.0]fault addr": the blank after a bracket gets lost. */
			if (!n && !(i && op->lit[i - 1] == ']'))
				return 0;
			at += n;
			i += blanks - 1;
			continue;
		}
		if (at < r->len && r->text[at] != want && i && r->broken &&
		    is_blank(r->text[at])) {
			r->broken--;
			while (at < r->len && is_blank(r->text[at]))
				at++;
		}
		/* Behind a blank it may be another message that begins like this one. */
		if (at < r->len && r->text[at] != want && i && r->broken &&
		    (!is_blank(op->lit[i - 1]) || is_stamp(r, at))) {
			size_t rest = find_rest(r, op->lit + i, op->len - i, at);

			if (rest) {
				r->broken--;
				at = rest;
			}
		}
		if (at >= r->len || r->text[at] != want)
			return 0;
		at++;
	}
	return at;
}

static size_t read_dec(const struct reader *r, size_t at, struct dms_value *v)
{
	size_t i = at;
	bool minus = i < r->len && r->text[i] == '-';

	for (i += minus; i < r->len && isdigit((unsigned char)r->text[i]); i++)
		v->num = v->num * 10 + (uint64_t)(r->text[i] - '0');
	if (i == at + minus)
		return 0;
	if (minus)
		v->num = -v->num;
	v->is_num = true;
	return i;
}

/* 0x is optional: kernels of different age print the same number with and without. */
static size_t read_hex(const struct reader *r, size_t at, struct dms_value *v)
{
	size_t i = at, digits = 0, prefixes = 0;

	/* Twice: "0x%pa" prints "0x0x...", and the first one may be in the value as well. */
	while (prefixes < 2 && i + 1 < r->len && r->text[i] == '0' &&
	       (r->text[i + 1] | 0x20) == 'x') {
		prefixes++;
		i += 2;
	}
	for (; i < r->len && isxdigit((unsigned char)r->text[i]); i++, digits++) {
		char c = r->text[i] | 0x20;

		v->num = v->num << 4 | (uint64_t)(c <= '9' ? r->text[i] - '0' : c - 'a' + 10);
	}
	v->hex = true;
	if (digits && digits <= 16) {
		v->is_num = true;
		return i;
	}
	/* "xx" and "(ptrval)": masked by the kernel or by the reporter. */
	if (!prefixes && !digits) {
		while (i < r->len && (r->text[i] == 'x' || r->text[i] == 'X'))
			i++;
		if (i == at && i + 8 <= r->len && !strncmp(r->text + i, "(ptrval)", 8))
			i += 8;
		return i == at ? 0 : i;
	}
	return 0;
}

/*
 * The number that ends at @at goes on in the next line: a terminal broke it there, or another CPU's
 * record stands in between.  Return: its true end, or 0.
 */
static size_t read_rest_of_number(struct reader *r, enum dms_op_type type, size_t at,
				  struct dms_value *v)
{
	struct dms_value rest = { 0 };
	size_t next = 0, end, i;

	if (!r->broken || !v->is_num)
		return 0;
	if (at < r->len && r->text[at] == '\n')
		next = at + 1;
	else if (is_stamp(r, at))
		next = next_line(r, at);
	if (!next || next >= r->len || !isxdigit((unsigned char)r->text[next]))
		return 0;
	end = type == OP_DEC ? read_dec(r, next, &rest) : read_hex(r, next, &rest);
	if (!end || !rest.is_num)
		return 0;
	for (i = next; i < end; i++)
		v->num = type == OP_DEC ? v->num * 10 : v->num << 4;
	v->num += rest.num;
	r->broken--;
	return end;
}

static size_t read_ops(struct reader *r, const struct dms_pattern *p, unsigned int n, size_t at,
		       struct dms_match *m);

static bool ends_name(char c)
{
	return is_blank(c) || c == DMS_RECORD_SEP;
}

/* Most values, then the shortest string: what to keep of a message that was cut off. */
static void keep_best(struct dms_match *best, size_t *best_end, const struct dms_match *m,
		      size_t end)
{
	if (m->nr_values <= best->nr_values)
		return;
	*best = *m;
	*best_end = end;
}

/* The last string of a message: to the end of its line or to another record, a name to a blank. */
static size_t read_last_string(const struct reader *r, bool name, size_t at, struct dms_match *m)
{
	struct dms_value *v = &m->values[m->nr_values];
	size_t i = at;

	while (i < r->len && i - at < STRING_MAX && r->text[i] != '\n' &&
	       r->text[i] != DMS_RECORD_SEP && !(name && r->text[i] == ' ') && !is_stamp(r, i))
		i++;
	if (is_stamp(r, i) && i > at && r->text[i - 1] == ' ')
		i--;
	if (i == at)
		return at;
	v->text = r->text + at;
	v->len = i - at;
	m->nr_values++;
	m->complete = true;
	return i;
}

/* A literal's first character is never broken off: most ends of a string are none at a glance. */
static bool may_begin(const struct reader *r, const struct dms_op *op, size_t at)
{
	if (op->type != OP_LITERAL || at >= r->len)
		return true;
	if (is_blank(op->lit[0]))
		return is_blank(r->text[at]) || r->text[at] == DMS_RECORD_SEP;
	return r->text[at] == op->lit[0];
}

/* The shortest string after which the rest matches. */
static size_t read_string(struct reader *r, const struct dms_pattern *p, unsigned int n, size_t at,
			  struct dms_match *m)
{
	bool name = p->ops[n].type == OP_NAME;
	unsigned int nr = m->nr_values;
	size_t i, end, best_end = at;
	struct dms_match best = *m;
	struct reader start = *r;

	for (i = at + 1; i <= r->len && i - at <= STRING_MAX; i++) {
		char c = r->text[i - 1];

		if (c == DMS_RECORD_SEP || (name && ends_name(c)))
			break;
		if (!may_begin(r, &p->ops[n + 1], i))
			continue;
		*r = start;
		m->nr_values = nr + 1;
		m->values[nr] = (struct dms_value){ .text = r->text + at, .len = i - at };
		end = read_ops(r, p, n + 1, i, m);
		if (m->complete)
			return end;
		if (end > i)
			keep_best(&best, &best_end, m, end);
	}
	*m = best;
	return best_end;
}

/* "%u00%%": the digits of the literal are not the number's. */
static size_t leave_digits(const struct dms_pattern *p, unsigned int n, size_t at, size_t next,
			   struct dms_value *v)
{
	size_t k = 0;

	if (n + 1 < p->nr_ops && p->ops[n + 1].type == OP_LITERAL)
		k = strspn(p->ops[n + 1].lit, "0123456789");
	if (next - at <= k)
		return next;
	for (; k; k--, next--)
		v->num /= 10;
	return next;
}

/* "kworker/0:1/12": the number at the end of "%s/%d" is not this "0". */
static bool goes_on(const struct reader *r, size_t at)
{
	char c = r->text[at], next = at + 1 < r->len ? r->text[at + 1] : ' ';

	return isalnum((unsigned char)c) || c == '_' ||
	       ((c == ':' || c == '/') && isalnum((unsigned char)next));
}

static bool ends_in_number(const struct dms_pattern *p)
{
	enum dms_op_type last = p->ops[p->nr_ops - 1].type;

	return last == OP_DEC || last == OP_HEX;
}

/* Nor is the dot of "0000:00:03.0" the full stop that ends "for %s.". */
static bool ends_inside(const struct reader *r, const struct dms_pattern *p, size_t at)
{
	if (ends_in_number(p))
		return goes_on(r, at);
	return at && r->text[at - 1] == '.' && isdigit((unsigned char)r->text[at]);
}

/* Literal number @n; where it does not follow, the number in front of it may not be at its end. */
static size_t read_literal_or_rest(struct reader *r, const struct dms_pattern *p, unsigned int n,
				   size_t at, struct dms_match *m)
{
	size_t next = read_literal(r, &p->ops[n], at);
	enum dms_op_type before = n ? p->ops[n - 1].type : OP_LITERAL;
	struct dms_value *v;

	if (next || (before != OP_DEC && before != OP_HEX) || !m->nr_values)
		return next;
	v = &m->values[m->nr_values - 1];
	at = read_rest_of_number(r, before, at, v);
	next = at ? read_literal(r, &p->ops[n], at) : 0;
	if (at && !next)
		m->nr_values--;
	return next;
}

/*
 * Read ops from number @n on.  Return: offset behind what was read; @m->complete says
 * whether that was all.  0: nothing at all.
 */
static size_t read_ops(struct reader *r, const struct dms_pattern *p, unsigned int n, size_t at,
		       struct dms_match *m)
{
	for (; n < p->nr_ops; n++) {
		const struct dms_op *op = &p->ops[n];
		struct dms_value *v = &m->values[m->nr_values];
		size_t next;

		memset(v, 0, sizeof(*v));
		if (op->type == OP_STRING || op->type == OP_NAME)
			return n + 1 < p->nr_ops ? read_string(r, p, n, at, m) :
				read_last_string(r, op->type == OP_NAME, at, m);
		if (op->type == OP_LITERAL) {
			next = read_literal_or_rest(r, p, n, at, m);
			if (!next)
				return at;
			at = next;
			continue;
		}
		if (r->broken && is_stamp(r, at) && next_line(r, at)) {
			r->broken--;
			at = next_line(r, at);
		}
		/* A fold may stand right before a number. */
		while (n && at < r->len && r->text[at] == '\n')
			at++;
		next = op->type == OP_DEC ? read_dec(r, at, v) : read_hex(r, at, v);
		if (!next)
			return at;
		if (op->type == OP_DEC)
			next = leave_digits(p, n, at, next, v);
		v->text = r->text + at;
		v->len = next - at;
		m->nr_values++;
		at = next;
	}
	m->complete = at == r->len || !ends_inside(r, p, at);
	return at;
}

/* A number that was cut off ("ffff88W") is no number; at the end of a line nobody knows. */
static void drop_cut_value(struct dms_match *m, const char *text, size_t len)
{
	const struct dms_value *v;

	if (m->complete || !m->nr_values)
		return;
	v = &m->values[m->nr_values - 1];
	if (v->text + v->len != text + m->end)
		return;
	if (m->end == len ? v->is_num : isalnum((unsigned char)text[m->end]) ||
	    (v->is_num && (text[m->end] == '\n' || text[m->end] == DMS_RECORD_SEP)))
		m->nr_values--;
}

static bool try_at(const struct dms_pattern *p, const char *text, size_t len, size_t at,
		   struct dms_match *m)
{
	struct reader r = { .text = text, .len = len, .broken = 1 };

	memset(m, 0, offsetof(struct dms_match, values));
	m->nr_values = 0;
	m->complete = false;
	m->msg = p->msg;
	m->start = at;
	m->end = read_ops(&r, p, 0, at, m);
	if (!m->end || m->end == at)
		return false;
	drop_cut_value(m, text, len);
	return m->complete || (p->msg->needed && m->nr_values >= p->msg->needed);
}

bool dms_pattern_match(const struct dms_pattern *p, const char *text, size_t len, size_t at,
		       struct dms_match *out)
{
	size_t low = at > REACH ? at - REACH : 0, s = at + 1;
	bool literal = p->ops[0].type == OP_LITERAL;
	struct dms_match m;

	/* Else a line of nothing but anchors would be read from each of them back to all others. */
	if (p->starts)
		low = at;
	while (s-- > low) {
		if (text[s] == DMS_RECORD_SEP)
			break;
		if (literal ? text[s] != p->ops[0].lit[0] && !is_blank(p->ops[0].lit[0]) :
			      s && !ends_name(text[s - 1]))
			continue;
		if (try_at(p, text, len, s, &m) && m.end > at) {
			*out = m;
			return true;
		}
	}
	return false;
}
