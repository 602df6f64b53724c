/* SPDX-License-Identifier: GPL-2.0 */
/* Is a text well-formed XML?  As much of XML 1.0 as our own printer may write. */
#ifndef DMS_TEST_XML_CHECK_H
#define DMS_TEST_XML_CHECK_H

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define XML_DEPTH 16

struct xml {
	const char *p;
	char open[XML_DEPTH][32];
	unsigned int depth;
	unsigned int elements;
	const char *error;
};

static inline bool xml_fail(struct xml *x, const char *why)
{
	if (!x->error)
		x->error = why;
	return false;
}

/* 2.2 Characters and 4.1 References, up to one of @stop. */
static inline bool xml_text(struct xml *x, const char *stop)
{
	static const char *const entities[] = { "&lt;", "&gt;", "&amp;", "&quot;", "&#39;" };
	size_t i;

	for (; *x->p && !strchr(stop, *x->p); x->p++) {
		if ((unsigned char)*x->p < 0x20 && !strchr("\t\n\r", *x->p))
			return xml_fail(x, "a control character");
		if (!strncmp(x->p, "\xef\xbf\xbe", 3) || !strncmp(x->p, "\xef\xbf\xbf", 3))
			return xml_fail(x, "U+FFFE or U+FFFF");
		if (*x->p == '<')
			return xml_fail(x, "'<' in a value");
		if (*x->p != '&')
			continue;
		for (i = 0; i < 5; i++)
			if (!strncmp(x->p, entities[i], strlen(entities[i])))
				break;
		if (i == 5)
			return xml_fail(x, "an unknown entity");
	}
	return true;
}

static inline bool xml_name(struct xml *x, char *name, size_t size)
{
	size_t n = 0;

	while (isalnum((unsigned char)*x->p) || *x->p == '-' || *x->p == '_') {
		if (n + 1 < size)
			name[n++] = *x->p;
		x->p++;
	}
	name[n] = '\0';
	return n || xml_fail(x, "no name");
}

static inline bool xml_end_tag(struct xml *x)
{
	char name[32];

	x->p += 2;
	if (!xml_name(x, name, sizeof(name)))
		return false;
	if (!x->depth || strcmp(x->open[--x->depth], name))
		return xml_fail(x, "an end tag that does not match");
	return *x->p++ == '>' || xml_fail(x, "no '>'");
}

static inline bool xml_start_tag(struct xml *x)
{
	char name[32], attribute[32];

	x->p++;
	if (!xml_name(x, name, sizeof(name)))
		return false;
	while (*x->p == ' ') {
		x->p++;
		if (!xml_name(x, attribute, sizeof(attribute)))
			return false;
		if (strncmp(x->p, "=\"", 2))
			return xml_fail(x, "an attribute without a value");
		x->p += 2;
		if (!xml_text(x, "\""))
			return false;
		if (*x->p++ != '"')
			return xml_fail(x, "an open value");
	}
	x->elements++;
	if (!strncmp(x->p, "/>", 2)) {
		x->p += 2;
		return true;
	}
	if (x->depth == XML_DEPTH)
		return xml_fail(x, "too deep");
	strcpy(x->open[x->depth++], name);
	return *x->p++ == '>' || xml_fail(x, "no '>'");
}

/** xml_check() - NULL when @text is well-formed, else what is wrong */
static inline const char *xml_check(const char *text)
{
	struct xml x = { .p = text };
	const char *head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

	if (strncmp(text, head, strlen(head)))
		return "no declaration";
	x.p += strlen(head);
	while (!x.error && *x.p) {
		if (!strncmp(x.p, "</", 2))
			xml_end_tag(&x);
		else if (*x.p == '<')
			xml_start_tag(&x);
		else
			xml_text(&x, "<");
	}
	if (!x.error && (x.depth || !x.elements))
		return "an element is left open";
	return x.error;
}

#endif /* DMS_TEST_XML_CHECK_H */
