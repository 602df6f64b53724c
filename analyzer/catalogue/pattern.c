// SPDX-License-Identifier: GPL-2.0
/*
 * printf turned round, the first half: a format is compiled once into literals and
 * conversions.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/strbuf.h"
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
	bool good = true;

	while (good && *f) {
		if (*f != '%' || f[1] == '%') {
			dms_strbuf_add(&lit, f, 1);
			f += *f == '%' ? 2 : 1;
			continue;
		}
		f++;
		good = parse_conversion(&f, &type) && add_literal(p, &lit);
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

/*
 * The anchor is cut from the longest of the first four literals: near the start of the
 * message, so that a fold behind it does not matter.
 */
static void choose_anchor(struct dms_pattern *p)
{
	const struct dms_op *best = NULL;
	unsigned int i, seen = 0;
	const char *s;

	for (i = 0; i < p->nr_ops && seen < 4; i++) {
		if (p->ops[i].type != OP_LITERAL)
			continue;
		seen++;
		if (!best || p->ops[i].len > best->len)
			best = &p->ops[i];
	}
	if (!best)
		return;
	s = best->lit + strspn(best->lit, " :[],\n");
	if (strlen(s) < DMS_ANCHOR_LEN)
		s = best->lit;
	if (strlen(s) < DMS_ANCHOR_LEN)
		return;
	memcpy(p->anchor, s, DMS_ANCHOR_LEN);
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
