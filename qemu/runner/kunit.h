/* SPDX-License-Identifier: GPL-2.0 */
/* The KUnit suites: a scenario of one op, whose results are KTAP of their own. */
#ifndef DMS_KUNIT_H
#define DMS_KUNIT_H

#include <stdio.h>

#include "runner/ktaptree.h"
#include "runner/library.h"
#include "runner/run.h"

/**
 * dms_kunit_library() - the scenario that runs them
 * @glob: suites, or SUITE.TEST; NULL or empty: all
 *
 * Return: 0, or -1 after one line on stderr.
 */
int dms_kunit_library(struct dms_library *lib, const char *glob);

/** dms_kunit_done() - @job has its verdict: print its KTAP, write kunit.ktap and junit.xml */
void dms_kunit_done(struct dms_run *run, struct dms_job *job);

/**
 * dms_kunit_finish() - write the JUnit file of the whole run
 * @path: NULL: none is wanted
 *
 * Return: 0, or -1 after one line on stderr.
 */
int dms_kunit_finish(struct dms_run *run, const char *path);

/**
 * dms_kunit_sources() - suites and their tests, in order, as kunit/ has them
 * @root:	gets them as kids
 *
 * Return: 0, or -1: there are none.
 */
int dms_kunit_sources(struct dms_ktap_node *root);

/* kunit_results.c */
/** dms_kunit_collect() - what a guest left in @dir: of debugfs, and of the console where it died */
void dms_kunit_collect(const char *dir, struct dms_ktap_node *tree);

/* kunit_junit.c */
/** dms_kunit_junit() - the <testsuite> elements of one platform */
void dms_kunit_junit(const struct dms_job *job, const struct dms_ktap_node *tree, FILE *out);

#endif /* DMS_KUNIT_H */
