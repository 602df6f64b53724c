/* SPDX-License-Identifier: GPL-2.0 */
/* The commands: one file each, called with argv[0] being the command's name. */
#ifndef DMS_CMDS_H
#define DMS_CMDS_H

#include <stdbool.h>

int dms_cmd_triage(int argc, char **argv);
int dms_cmd_diff(int argc, char **argv);
int dms_cmd_merge(int argc, char **argv);
int dms_cmd_explain(int argc, char **argv);
int dms_cmd_run(int argc, char **argv);
int dms_cmd_kunit(int argc, char **argv);
int dms_cmd_random(int argc, char **argv);
int dms_cmd_sweep(int argc, char **argv);
int dms_cmd_new(int argc, char **argv);
int dms_cmd_catalogue(int argc, char **argv);

/**
 * dms_parse_text_or_json() - the options of a command that has only --format and --help
 * @command: its name, for messages
 * @usage: its help text
 * @json: set when --format json was given
 *
 * Return: the exit status when there is nothing more to do, else -1 with optind at the first
 * argument.
 */
int dms_parse_text_or_json(int argc, char **argv, const char *command, const char *usage,
			   bool *json);

/** dms_parse_number() - the value of option @what, from 1 to @max; -1 after one line on stderr */
int dms_parse_number(const char *what, const char *s, unsigned int max, unsigned int *out);

/** dms_wants_color() - is stdout a terminal whose user has not asked for plain text? */
bool dms_wants_color(void);

#endif /* DMS_CMDS_H */
