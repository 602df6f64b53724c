/* SPDX-License-Identifier: GPL-2.0 */
/* The data files in qemu/platforms and qemu/kernels. */
#ifndef DMS_CONF_H
#define DMS_CONF_H

#include "base/kv.h"
#include "runner/strlist.h"

/** dms_conf_names() - names of all data files in qemu/@folder, sorted. */
void dms_conf_names(const char *folder, struct dms_strlist *names);

/**
 * dms_conf_load() - read qemu/@folder/@name.conf
 * @what: "platform", "kernel": for the message
 *
 * Return: 0, or -1 after one line on stderr (with the nearest name, if there is one).
 */
int dms_conf_load(const char *folder, const char *what, const char *name,
		  struct dms_kv_file *kv);

/** dms_conf_words() - the words of all lines @key together. */
void dms_conf_words(const struct dms_kv_file *kv, const char *key, struct dms_strlist *words);

/** dms_conf_check_keys() - -1 after one line on stderr when a key is not among @known. */
int dms_conf_check_keys(const struct dms_kv_file *kv, const char *file, const char *const *known);

#endif /* DMS_CONF_H */
