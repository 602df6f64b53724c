// SPDX-License-Identifier: GPL-2.0
/*
 * Bytes changed at random hardly ever spell a kernel message.  Half of the mutations of a log put
 * lines made from the catalogue's formats into it, so that decoders and rules are reached.
 */
#include <string.h>

#include "base/strbuf.h"
#include "fuzz.h"

/* More than the analyzer keeps examples of (catalogue/fold.c). */
#define STORM_MAX 300

/* Broken at the width of a mailer or terminal, or with another CPU's output inside. */
static void disturb(struct dms_strbuf *line, uint64_t *state)
{
	static const char *const intruders[] = { "\n", "\r\n", "\n> ", " ", "\x1b[0m", "\n[    2.0] other: text\n" };
	const char *intruder = intruders[fuzz_below(state, 6)];
	struct dms_strbuf broken = { 0 };
	size_t at = fuzz_below(state, line->len);

	dms_strbuf_add(&broken, line->s, at);
	dms_strbuf_puts(&broken, intruder);
	dms_strbuf_add(&broken, line->s + at, line->len - at);
	dms_strbuf_free(line);
	*line = broken;
}

/* "{ "MESSAGE": ... }" as journalctl -o json prints it; what JSON escapes is left as it is. */
static void wrap_json(struct dms_strbuf *line)
{
	struct dms_strbuf json = { 0 };

	dms_strbuf_puts(&json, "{\"__MONOTONIC_TIMESTAMP\":\"12345678\",\"MESSAGE\":\"");
	dms_strbuf_add(&json, line->s, line->len - 1);
	dms_strbuf_puts(&json, "\"}\n");
	dms_strbuf_free(line);
	*line = json;
}

static void make_lines(struct dms_strbuf *b, uint64_t *state)
{
	size_t lines = 1 + fuzz_below(state, 4);

	while (lines--) {
		size_t times = fuzz_below(state, 200) ? 1 : 1 + fuzz_below(state, STORM_MAX);
		struct dms_strbuf line = { 0 };

		fuzz_render(&line, state);
		switch (fuzz_below(state, 16)) {
		case 0:
			disturb(&line, state);
			break;
		case 1:
			wrap_json(&line);
			break;
		}
		while (times--)
			dms_strbuf_add(b, line.s, line.len);
		dms_strbuf_free(&line);
	}
}

/* Start of some line. */
static size_t pick_place(const uint8_t *data, size_t size, uint64_t *state)
{
	size_t from = fuzz_below(state, size + 1);
	const uint8_t *nl = size ? memchr(data + from, '\n', size - from) : NULL;

	return nl ? (size_t)(nl - data) + 1 : size;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned int seed)
{
	uint64_t state = seed;
	struct dms_strbuf b = { 0 };
	size_t at;

	if (fuzz_random(&state) & 1)
		return LLVMFuzzerMutate(data, size, max);
	make_lines(&b, &state);
	at = pick_place(data, size, &state);
	if (size + b.len <= max) {
		memmove(data + at + b.len, data + at, size - at);
		memcpy(data + at, b.s, b.len);
		size += b.len;
	} else if (b.len <= max) {
		memcpy(data, b.s, b.len);
		size = b.len > size ? b.len : size;
	}
	dms_strbuf_free(&b);
	return size;
}
