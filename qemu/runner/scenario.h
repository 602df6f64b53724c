/* SPDX-License-Identifier: GPL-2.0 */
/* Scenario files: docs/scenario-format.md. */
#ifndef DMS_SCENARIO_H
#define DMS_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>

#include "base/expr.h"
#include "base/kv.h"
#include "runner/expect.h"
#include "runner/strlist.h"

/**
 * struct dms_scenario - a loaded scenario
 * @id:		"subject/name"
 * @path:	as shown to people, relative to the checkout
 * @text:	the whole file
 * @meta:	part of the reason for which it must fail, or NULL: not a meta scenario
 * @timeout:	seconds of wall time for the script
 * @second:	the part for the kernel that its "kexec" line starts, or NULL
 * @crash:	that kernel is started by a panic
 * @wire:	id of the device that its "host frame" lines send to, or NULL
 * @expects:	expect and allow lines in the file's order
 */
struct dms_scenario {
	char *id;
	char *path;
	char *text;
	size_t text_len;
	struct dms_kv_file kv;
	const char *description;
	const char *engine;
	const char *meta;
	unsigned int timeout;
	char *second;
	bool crash;
	char *wire;
	struct dms_expect *expects;
	size_t nr_expects;
};

/** dms_scenario_load() - Return: 0, or -1 with "FILE:LINE: what" in @err. */
int dms_scenario_load(const char *path, const char *id, struct dms_scenario *s, char *err,
		      size_t errlen);
/** dms_scenario_parse() - the same from @text, which it takes over; @path is for messages */
int dms_scenario_parse(const char *path, const char *id, char *text, size_t len,
		       struct dms_scenario *s, char *err, size_t errlen);
void dms_scenario_free(struct dms_scenario *s);

/**
 * dms_scenario_value() - value of the last line @key whose condition holds, or NULL
 */
const char *dms_scenario_value(const struct dms_scenario *s, const char *key, dms_cap_fn has,
			       void *ctx);
/** dms_scenario_flag() - is the value "yes"? */
bool dms_scenario_flag(const struct dms_scenario *s, const char *key, dms_cap_fn has, void *ctx);

/** dms_cond_holds() - truth of a condition that was checked before; NULL is true. */
bool dms_cond_holds(const char *cond, dms_cap_fn has, void *ctx);

/** dms_cond_value() - value of the last line @key of @f whose condition holds, or NULL */
const char *dms_cond_value(const struct dms_kv_file *f, const char *key, dms_cap_fn has, void *ctx);

#endif /* DMS_SCENARIO_H */
