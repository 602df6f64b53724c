// SPDX-License-Identifier: GPL-2.0
/*
 * The HTML page: markup of the log's must have become text.  The page is read as a browser reads
 * it, as far as our own printer writes HTML; a tag or attribute that it does not use is an intruder.
 */
#include <ctype.h>
#include <string.h>

#include "base/array.h"
#include "fuzz.h"

#define DEPTH 32
#define NAME 32

static const char *const elements[] = {
	"html", "head", "title", "style", "body", "h1", "h2", "h3", "p", "b", "ul", "ol", "li",
	"dl", "dt", "dd", "section", "div", "span", "pre", "code", "table", "caption", "thead",
	"tbody", "tr", "th", "td", "details", "summary", "svg", "g", "text", "line", "rect",
	"circle", "path", "desc", "polyline", "header", "footer", "main", "nav", "figure", "figcaption",
	"small", "strong", "em", "a",
};

static const char *const void_elements[] = { "meta", "br", "hr" };

static const char *const attributes[] = {
	"lang", "charset", "name", "content", "class", "id", "role", "width", "height", "x", "y",
	"x1", "x2", "y1", "y2", "cx", "cy", "r", "d", "points", "viewbox", "text-anchor", "colspan",
	"rowspan", "scope", "open", "title", "aria-label", "aria-labelledby", "aria-hidden", "transform",
	"http-equiv", "data-k",
};

struct page {
	const char *p;
	char open[DEPTH][NAME];
	unsigned int depth;
};

static bool is_in(const char *const *list, size_t n, const char *name)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!strcmp(list[i], name))
			return true;
	return false;
}

static void read_name(struct page *x, char *name)
{
	size_t n = 0;

	while (isalnum((unsigned char)*x->p) || *x->p == '-') {
		fuzz_check(n < NAME - 1, "html: a long name: %.60s", x->p);
		name[n++] = (char)tolower((unsigned char)*x->p++);
	}
	name[n] = '\0';
}

/* Text and values: what would end them must stand there as an entity. */
static void read_text(struct page *x, const char *stop)
{
	static const char *const entities[] = { "&lt;", "&gt;", "&amp;", "&quot;", "&#39;",
						"&middot;", "&ndash;" };
	size_t i;

	for (; *x->p && !strchr(stop, *x->p); x->p++) {
		fuzz_check(*x->p != '<' && *x->p != '>', "html: a bare '%c': %.60s", *x->p, x->p);
		if (*x->p != '&')
			continue;
		for (i = 0; i < ARRAY_SIZE(entities); i++)
			if (!strncmp(x->p, entities[i], strlen(entities[i])))
				break;
		fuzz_check(i < ARRAY_SIZE(entities), "html: an unknown entity: %.60s", x->p);
	}
}

static void read_attributes(struct page *x)
{
	char name[NAME];
	const char *value;

	for (; *x->p == ' ' || *x->p == '\n'; ) {
		x->p++;
		value = x->p;
		read_name(x, name);
		/* A link may lead to a place of the page itself. */
		fuzz_check(is_in(attributes, ARRAY_SIZE(attributes), name) ||
			   (!strcmp(name, "href") && !strncmp(x->p, "=\"#", 3)),
			   "html: attribute %.60s", value);
		if (strncmp(x->p, "=\"", 2))
			continue;
		x->p += 2;
		read_text(x, "\"");
		fuzz_check(*x->p == '"', "html: an open value: %.60s", value);
		x->p++;
	}
}

static void read_start(struct page *x)
{
	const char *at = x->p++;
	char name[NAME];
	bool empty;

	read_name(x, name);
	empty = is_in(void_elements, ARRAY_SIZE(void_elements), name);
	fuzz_check(empty || is_in(elements, ARRAY_SIZE(elements), name), "html: element %.60s", at);
	read_attributes(x);
	if (*x->p == '/') {
		empty = true;
		x->p++;
	}
	fuzz_check(*x->p == '>', "html: a tag that does not end: %.60s", at);
	x->p++;
	if (empty)
		return;
	/* The style sheet is ours and has nothing that is escaped. */
	if (!strcmp(name, "style")) {
		x->p = strstr(x->p, "</style>");
		fuzz_check(x->p, "html: an open style sheet");
		x->p += strlen("</style>");
		return;
	}
	fuzz_check(x->depth < DEPTH, "html: too deep: %.60s", at);
	strcpy(x->open[x->depth++], name);
}

static void read_end(struct page *x)
{
	const char *at = x->p;
	char name[NAME];

	x->p += 2;
	read_name(x, name);
	fuzz_check(x->depth && !strcmp(x->open[x->depth - 1], name),
		   "html: %.60s does not end <%s>", at, x->depth ? x->open[x->depth - 1] : "");
	fuzz_check(*x->p == '>', "html: %.60s", at);
	x->p++;
	x->depth--;
}

void fuzz_check_page(const char *page)
{
	static const char head[] = "<!DOCTYPE html>\n";
	struct page x = { .p = page + strlen(head) };

	fuzz_check(!strncmp(page, head, strlen(head)), "html: no doctype");
	while (*x.p) {
		if (!strncmp(x.p, "</", 2))
			read_end(&x);
		else if (*x.p == '<')
			read_start(&x);
		else
			read_text(&x, "<");
	}
	fuzz_check(!x.depth, "html: <%s> is left open", x.open[x.depth - 1]);
}
