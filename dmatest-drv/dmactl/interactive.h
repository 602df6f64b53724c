/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DMACTL_INTERACTIVE_H
#define DMACTL_INTERACTIVE_H

#include "script.h"

/**
 * interactive_run() - carry out standard input, line by line
 * @complain:	tells what a line came to
 *
 * Return: 0, 1 when a line failed, 2 when there is no device.
 */
int interactive_run(const struct script_sink *sink, const struct script_device *device,
		    const char *node, void (*complain)(const char *text));

#endif /* DMACTL_INTERACTIVE_H */
