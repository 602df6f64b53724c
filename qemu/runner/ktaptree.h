/* SPDX-License-Identifier: GPL-2.0 */
/*
 * KTAP as the kernel's KUnit writes it, read into a tree: from debugfs, or from a console
 * where it may be cut off, or have other lines in it.
 */
#ifndef DMS_KTAPTREE_H
#define DMS_KTAPTREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "runner/strlist.h"

/**
 * enum dms_ktap_status - how a test ended
 * @DMS_KTAP_LOST: it began, and its result line never came
 */
enum dms_ktap_status { DMS_KTAP_OK, DMS_KTAP_NOT_OK, DMS_KTAP_SKIP, DMS_KTAP_LOST };

/**
 * struct dms_ktap_node - a test, with its subtests
 * @name:	as printed; NULL for the root
 * @reason:	of a SKIP; NULL: none
 * @notes:	lines that speak of it, without indentation
 * @kids:	its subtests
 * @planned:	subtests that it announced; 0: nothing announced
 */
struct dms_ktap_node {
	char *name;
	enum dms_ktap_status status;
	char *reason;
	struct dms_strlist notes;
	struct dms_ktap_node *kids;
	size_t nr;
	size_t planned;
};

/**
 * struct dms_ktap_count - results of tests without subtests
 * @missing:	announced, and never heard of
 */
struct dms_ktap_count {
	size_t passed, failed, skipped, lost, missing;
};

/**
 * dms_ktap_parse() - any text; what is no KTAP in it is passed over
 * @root:	filled in: its kids are the results of the outermost level
 *
 * Indentation tells levels apart, whatever its step.  A level that no result line closes becomes a
 * test that was lost.
 */
void dms_ktap_parse(const char *text, size_t len, struct dms_ktap_node *root);
void dms_ktap_free(struct dms_ktap_node *node);

/** dms_ktap_count() - add @node's subtests, however deep, or @node itself when it has none */
void dms_ktap_count(const struct dms_ktap_node *node, struct dms_ktap_count *count);

/** dms_ktap_passed() - nothing below @node failed, was lost or is missing */
bool dms_ktap_passed(const struct dms_ktap_node *node);

/** dms_ktap_find() - the kid of that name, or NULL */
struct dms_ktap_node *dms_ktap_find(struct dms_ktap_node *node, const char *name);

/** dms_ktap_add() - a new, empty kid at the end, valid until the next one is added */
struct dms_ktap_node *dms_ktap_add(struct dms_ktap_node *node, const char *name);

/** dms_ktap_print() - @node's kids as KTAP, @depth levels further in; safe to print */
void dms_ktap_print(const struct dms_ktap_node *node, unsigned int depth, FILE *out);

/** dms_ktap_line() - the result line of @node */
void dms_ktap_line(const struct dms_ktap_node *node, size_t number, unsigned int depth, FILE *out);

#endif /* DMS_KTAPTREE_H */
