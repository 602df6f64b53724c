/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reader for the project's data files: lines "key = value", "key: value" or
 * "key[cond]: value", '#' comments (at a line's start or after a blank), keys may repeat.
 */
#ifndef DMS_KV_H
#define DMS_KV_H

#include <stddef.h>

struct dms_kv {
	char *key;
	char *cond;		/* NULL: none */
	char *value;
	unsigned int line;	/* 1-based */
};

struct dms_kv_file {
	struct dms_kv *items;
	size_t nr;
	char *rest;		/* text after a line "---", or NULL */
	unsigned int rest_line;	/* line number of its first line */
};

/**
 * dms_kv_read() - read a data file
 * @sep: '=' or ':'
 *
 * Return: 0, or a negative errno with one line in @err ("FILE:LINE: what").
 */
int dms_kv_read(const char *path, char sep, struct dms_kv_file *f, char *err, size_t errlen);
/** dms_kv_parse() - the same for @len bytes in memory; @name stands for the file in errors. */
int dms_kv_parse(const char *name, const char *text, size_t len, char sep, struct dms_kv_file *f,
		 char *err, size_t errlen);
void dms_kv_free(struct dms_kv_file *f);
/** dms_kv_get() - value of the last unconditional @key, or NULL. */
const char *dms_kv_get(const struct dms_kv_file *f, const char *key);

#endif /* DMS_KV_H */
