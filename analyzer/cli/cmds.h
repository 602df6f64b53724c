/* SPDX-License-Identifier: GPL-2.0 */
/* The commands: one file each, called with argv[0] being the command's name. */
#ifndef DMS_CMDS_H
#define DMS_CMDS_H

int dms_cmd_triage(int argc, char **argv);
int dms_cmd_diff(int argc, char **argv);
int dms_cmd_merge(int argc, char **argv);
int dms_cmd_explain(int argc, char **argv);
int dms_cmd_run(int argc, char **argv);
int dms_cmd_new(int argc, char **argv);
int dms_cmd_catalogue(int argc, char **argv);

#endif /* DMS_CMDS_H */
