/* SPDX-License-Identifier: GPL-2.0 */
/* One JSON object a line, docs/dmactl.schema.json. */
#ifndef DMACTL_JSON_H
#define DMACTL_JSON_H

#include "script.h"

/** json_done() - an op that was carried out; a script_sink's @done. */
void json_done(void *ctx, const struct script_done *d);
/** json_error() - what is wrong with the script, or the device; @line 0: nothing in it. */
void json_error(const char *path, unsigned int line, unsigned int column, const char *text);
/** json_has_failed() - has an op said why the script fails? */
bool json_has_failed(void);
/** json_list_ops() - every op, for programs that write scripts. */
void json_list_ops(void);

#endif /* DMACTL_JSON_H */
