// SPDX-License-Identifier: GPL-2.0
/*
 * printf turned round, the first half: a format is compiled once into literals and
 * conversions.
 */
#include <ctype.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "input/sieve.h"
#include "pattern.h"

static bool add_op(struct dms_pattern *p, enum dms_op_type type)
{
	if (p->nr_ops == ARRAY_SIZE(p->ops))
		return false;
	p->ops[p->nr_ops++].type = type;
	return true;
}

static bool add_literal(struct dms_pattern *p, struct dms_strbuf *b)
{
	if (!b->len)
		return true;
	if (!add_op(p, OP_LITERAL))
		return false;
	p->ops[p->nr_ops - 1].len = b->len;
	p->ops[p->nr_ops - 1].lit = dms_strbuf_take(b);
	return true;
}

/* A short literal is a poor thing to look for: the "0x" that "%#x" prints makes it longer. */
static void add_more(struct dms_pattern *p)
{
	struct dms_op *op = p->nr_ops ? &p->ops[p->nr_ops - 1] : NULL;

	if (!op || op->type != OP_LITERAL || op->len >= DMS_SIEVE_KEY_MAX)
		return;
	op->lit = dms_realloc(op->lit, op->len + 3);
	strcpy(op->lit + op->len, "0x");
	op->more = 2;
}

/* The conversion after '%' at @f; advances past it.  false: not known. */
static bool parse_conversion(const char **f, enum dms_op_type *type)
{
	const char *p = *f + strspn(*f, "#0- +*123456789.");

	p += strspn(p, "hlLqzt");
	switch (*p) {
	case 'd':
	case 'i':
	case 'u':
		*type = OP_DEC;
		break;
	case 'x':
	case 'X':
		*type = OP_HEX;
		break;
	case 's':
	case 'c':
		*type = OP_STRING;
		break;
	case 'p':
		/* %pad, %pa, %pap, %p, %px are numbers; %pS, %pR, %pGg, %pV and so on are text. */
		*type = p[1] && strchr("SsBRrGVUfDOebd", p[1]) ? OP_STRING : OP_HEX;
		p++;
		if (*p == 'G' || *p == 'a')
			p += p[1] == 'g' || p[1] == 'd' || p[1] == 'p';
		else if (*p == 'O' || *p == 'b')
			p += p[1] == 'F' || p[1] == 'l';
		else if (!isalpha((unsigned char)*p))
			p--;
		break;
	default:
		return false;
	}
	*f = p + 1;
	return true;
}

/* Name of the conversion number @i in a comma-separated list. */
static const char *field_name(const char *fields, unsigned int i, size_t *len)
{
	while (fields && i--) {
		fields = strchr(fields, ',');
		fields = fields ? fields + 1 : NULL;
	}
	*len = fields ? strcspn(fields, ",") : 0;
	return fields;
}

static bool is_name_field(const char *fields, unsigned int i)
{
	size_t len;
	const char *name = field_name(fields, i, &len);

	return (len == 6 && (!strncmp(name, "driver", 6) || !strncmp(name, "device", 6))) ||
	       (len == 4 && !strncmp(name, "name", 4));
}

static bool compile_format(struct dms_pattern *p, const char *f)
{
	struct dms_strbuf lit = { 0 };
	unsigned int convs = 0;
	enum dms_op_type type;
	bool good = true, alternate;

	while (good && *f) {
		if (*f != '%' || f[1] == '%') {
			dms_strbuf_add(&lit, f, 1);
			f += *f == '%' ? 2 : 1;
			continue;
		}
		f++;
		alternate = *f == '#';
		good = parse_conversion(&f, &type) && add_literal(p, &lit);
		if (good && alternate && type == OP_HEX)
			add_more(p);
		if (good && type == OP_STRING && is_name_field(p->msg->fields, convs))
			type = OP_NAME;
		good = good && convs++ < DMS_MAX_CONVS && add_op(p, type);
	}
	while (lit.len && (lit.s[lit.len - 1] == '\n' || lit.s[lit.len - 1] == ' '))
		lit.s[--lit.len] = '\0';
	good = good && add_literal(p, &lit);
	dms_strbuf_free(&lit);
	return good;
}

/* ---- anchors and keys ---- */

#define PIECE 6
#define PIECES 4096

/* How often a piece of text stands in the catalogue's own formats: "device" is no rare word. */
static struct {
	pthread_once_t once;
	unsigned char times[PIECES];
} pieces = { .once = PTHREAD_ONCE_INIT };

static unsigned char *times_of(const char *s)
{
	uint32_t h = 2166136261u;
	int i;

	for (i = 0; i < PIECE; i++)
		h = (h ^ (unsigned char)s[i]) * 16777619u;
	return &pieces.times[(h ^ h >> 16) % PIECES];
}

static void count_pieces(void)
{
	const char *s;
	size_t i, k;

	for (i = 0; i < dms_nr_subsystems; i++)
		for (k = 0; k < dms_subsystems[i]->nr; k++)
			for (s = dms_subsystems[i]->messages[k].format; strlen(s) >= PIECE; s++)
				if (*times_of(s) < 255)
					++*times_of(s);
}

/* How common a byte is in logs: 1 rare, more common the more. */
static unsigned int weight(char c)
{
	static const char common[] = " etaoinrsdl", usual[] = "cumpfghbyv0";

	if (memchr(common, c, sizeof(common) - 1))
		return 6;
	if (memchr(usual, c, sizeof(usual) - 1))
		return 3;
	return islower((unsigned char)c) || isdigit((unsigned char)c) ? 2 : 1;
}

/* How often the sieve, which looks for pieces of this length, would stop at @s in vain. */
static uint64_t commonness(const char *s, size_t len)
{
	uint64_t product, sum = 0;
	size_t i, k;

	pthread_once(&pieces.once, count_pieces);
	for (i = 0; i + PIECE <= len; i++) {
		product = 1 + *times_of(s + i);
		for (k = 0; k < PIECE; k++)
			product *= weight(s[i + k]);
		sum += product;
	}
	return sum;
}

/* What mail, HTML and JSON write otherwise is no part of a key if that can be helped. */
static bool is_literally_there(const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (strchr("\"\\&<>=\n\t", s[i]))
			return false;
	return true;
}

static const struct dms_op *longest_literal(const struct dms_pattern *p)
{
	const struct dms_op *best = NULL;
	unsigned int i, seen = 0;

	for (i = 0; i < p->nr_ops && (seen < 4 || best->len < DMS_SIEVE_KEY_MAX); i++) {
		if (p->ops[i].type != OP_LITERAL)
			continue;
		seen++;
		if (!best || p->ops[i].len > best->len)
			best = &p->ops[i];
	}
	return best && best->len >= DMS_ANCHOR_LEN ? best : NULL;
}

/* What the sieve looks for: the rarest piece, but not far behind, since messages are cut off. */
#define KEY_SLIDE 24

static void choose_key(struct dms_pattern *p, const struct dms_op *op)
{
	uint64_t least = UINT64_MAX, cost;
	size_t first = strspn(op->lit, "\n"), line = strcspn(op->lit + first, "\n");
	size_t len, at, last;

	/* From the first line of a message of many: the others are records of their own. */
	if (line < DMS_ANCHOR_LEN) {
		first = 0;
		line = op->len + op->more;
	}
	len = line < DMS_SIEVE_KEY_MAX ? line : DMS_SIEVE_KEY_MAX;
	last = first + (line - len < KEY_SLIDE ? line - len : KEY_SLIDE);
	for (at = first; at <= last; at++) {
		cost = commonness(op->lit + at, len);
		if (!is_literally_there(op->lit + at, len))
			cost += 1ull << 32;
		if (cost >= least)
			continue;
		least = cost;
		p->key_at = at;
		p->key_len = len;
	}
}

/*
 * The anchor is cut from the longest of the first four literals, or more if these are short: near
 * the start of the message, so that a fold behind it does not matter.
 */
static void choose_anchor(struct dms_pattern *p)
{
	const struct dms_op *op = longest_literal(p);
	const char *s;

	if (!op)
		return;
	s = op->lit + strspn(op->lit, " :[],\n");
	if (strlen(s) < DMS_ANCHOR_LEN)
		s = op->lit;
	memcpy(p->anchor, s, DMS_ANCHOR_LEN);
	p->starts = s == p->ops[0].lit;
	p->anchor_op = (unsigned int)(op - p->ops);
	choose_key(p, op);
}

struct dms_pattern *dms_pattern_compile(const struct dms_message *m)
{
	struct dms_pattern *p = dms_alloc(sizeof(*p));
	char *format;
	bool good;

	p->msg = m;
	format = dms_asprintf("%s%s", m->prefix && !(m->flags & DMS_MSG_LOOSE) ? m->prefix : "",
			      m->format);
	good = compile_format(p, format);
	free(format);
	if (!good) {
		dms_pattern_free(p);
		return NULL;
	}
	choose_anchor(p);
	return p;
}

void dms_pattern_free(struct dms_pattern *p)
{
	unsigned int i;

	if (!p)
		return;
	for (i = 0; i < p->nr_ops; i++)
		free(p->ops[i].lit);
	free(p);
}

const char *dms_pattern_anchor(const struct dms_pattern *p)
{
	return p->anchor[0] ? p->anchor : NULL;
}
