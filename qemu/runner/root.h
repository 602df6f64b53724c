/* SPDX-License-Identifier: GPL-2.0 */
/* Where dmascope finds its data: scenarios, platforms, kernels, set-up scripts. */
#ifndef DMS_ROOT_H
#define DMS_ROOT_H

/**
 * dms_root() - the folder that holds scenarios/ and qemu/
 *
 * DMASCOPE_ROOT when set; else the checkout that build/dmascope lies in; else
 * share/dmascope beside the folder that the program was installed to.
 * Return: the path, or NULL after one line on stderr.
 */
const char *dms_root(void);

#endif /* DMS_ROOT_H */
