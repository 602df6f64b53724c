/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Most lines of a large log say nothing about DMA.  The sieve finds, in text as it was read, the
 * lines that must be looked at; it may keep too many, never too few.
 */
#ifndef DMS_SIEVE_H
#define DMS_SIEVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The shortest key of a literal, and how much of a longer one is used. */
#define DMS_SIEVE_KEY_MIN 6
#define DMS_SIEVE_KEY_MAX 8
/* So many bytes behind a block are read, whatever they are. */
#define DMS_SIEVE_SLACK 2

/* What stands next to a literal. */
enum dms_sieve_side { DMS_SIDE_ANY, DMS_SIDE_DEC, DMS_SIDE_HEX };

/**
 * struct dms_literal - words that make a line worth a look
 * @text, @len:	the words; not copied
 * @key, @key_len: the bytes of @text that must be there in any case; the others may be folded or
 *		broken by other output
 * @before, @after: a number printed right in front of it, right behind it
 * @records:	the message goes on in the records below
 */
struct dms_literal {
	const char *text;
	size_t len, key, key_len;
	enum dms_sieve_side before, after;
	bool records;
};

struct dms_sieve;
struct dms_sieve_scratch;

struct dms_sieve *dms_sieve_new(void);
/** dms_sieve_add() - false: its key is shorter than DMS_SIEVE_KEY_MIN */
bool dms_sieve_add(struct dms_sieve *s, const struct dms_literal *l);
void dms_sieve_free(struct dms_sieve *s);

/**
 * struct dms_mark - a line to be looked at
 * @offset: of its first byte in the block
 * @nr:	 which line of the block, from 0
 * @records: what it says may go on in the records below, not only in folded lines
 */
struct dms_mark {
	uint32_t offset, nr;
	bool records;
};

/**
 * struct dms_marks - what the sieve found in a block
 * @lines:	number of lines in it
 */
struct dms_marks {
	struct dms_mark *mark;
	size_t nr, size;
	unsigned long lines;
	struct dms_sieve_scratch *scratch;
};

/**
 * dms_sieve_block() - which lines of a block are to be looked at
 * @block, @len: whole lines, the last one perhaps without its end; 4 GiB at most, and
 *		 DMS_SIEVE_SLACK bytes more that can be read
 * @out: zeroed before the first call, used again by the next, freed by dms_marks_free()
 *
 * Lines with a stamp that tells where the clock stands are among them: the first of each block,
 * and both neighbours where it falls back by much.  Any number of threads may use one sieve.
 */
void dms_sieve_block(const struct dms_sieve *s, const char *block, size_t len,
		     struct dms_marks *out);

/**
 * dms_sieve_own_start() - "[", "<6>", "Nov 21 10:11:12": a record of its own, no tail of the one above
 * @line, @limit: text, perhaps of more than a line
 */
bool dms_sieve_own_start(const char *line, const char *limit);
void dms_marks_free(struct dms_marks *m);

#endif /* DMS_SIEVE_H */
