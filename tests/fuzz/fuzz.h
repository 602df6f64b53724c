/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the fuzz targets share.  A target is one file with LLVMFuzzerTestOneInput(), linked with
 * libFuzzer (`make fuzz`) or with replay.c (`make check`, any compiler).
 */
#ifndef DMS_FUZZ_H
#define DMS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "analyze.h"

/* libFuzzer's interface: https://llvm.org/docs/LibFuzzer.html */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned int seed);

/* Stays in builds with NDEBUG, unlike assert(), and says what it saw. */
#define fuzz_check(cond, ...)						\
	do {								\
		if (!(cond))						\
			fuzz_failed(__FILE__, __LINE__, #cond, __VA_ARGS__); \
	} while (0)

/** fuzz_failed() - say what is wrong and die, for the fuzzer to keep the input */
void fuzz_failed(const char *file, int line, const char *what, const char *fmt, ...)
	__attribute__((noreturn, format(printf, 4, 5)));

/** fuzz_string() - a copy that ends in NUL at the end of its allocation, for ASan to guard */
char *fuzz_string(const uint8_t *data, size_t size);

/**
 * struct fuzz_file - data under a path
 * @path: what to open it by
 */
struct fuzz_file {
	int fd;
	char path[32];
};

void fuzz_file_make(struct fuzz_file *f, const void *data, size_t size);
void fuzz_file_close(struct fuzz_file *f);

/**
 * fuzz_split() - one input made of two: they are separated by a line "====="
 *
 * Return: length of the first part; @second and @second_len are set, to NULL and 0 without one.
 */
size_t fuzz_split(const uint8_t *data, size_t size, const uint8_t **second, size_t *second_len);

/** fuzz_capture() - from now on stdout goes to memory */
void fuzz_capture(void);
/** fuzz_captured() - what was printed since, to be freed; stdout is what it was */
char *fuzz_captured(size_t *len);

/** fuzz_check_plain() - is it UTF-8 that no terminal obeys?  '\n' is allowed */
void fuzz_check_plain(const char *text, size_t len, const char *what);
/** fuzz_check_page() - is an HTML page made of the tags that a report is made of, and no others? */
void fuzz_check_page(const char *page);
/** fuzz_check_json() - parse, and look for control characters in every string */
void fuzz_check_json(const char *text, size_t len, const char *what);
/** fuzz_check_report() - print a report in every format, and check what came out */
void fuzz_check_report(const struct dms_report *r);
/** fuzz_print() - one format of a report, to be freed */
char *fuzz_print(const struct dms_report *r, enum dms_format format,
		 const struct dms_print_options *opt, size_t *len);

/** fuzz_random() - the next of a sequence (splitmix64) */
uint64_t fuzz_random(uint64_t *state);
/** fuzz_below() - a number in [0, @n) */
size_t fuzz_below(uint64_t *state, size_t n);

struct dms_strbuf;

/** fuzz_render() - a line of some catalogue message with random values, its end included */
void fuzz_render(struct dms_strbuf *b, uint64_t *state);

#endif /* DMS_FUZZ_H */
