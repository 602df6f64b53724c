/* SPDX-License-Identifier: GPL-2.0 */
/* What dmactl knows about ops beyond what a script needs. */
#ifndef DMACTL_HELP_H
#define DMACTL_HELP_H

#include <stdbool.h>
#include <stdio.h>

/** help_list_ops() - every op with its one line; only their names when @bare. */
void help_list_ops(FILE *out, bool bare);
/** help_op() - all that there is to say about @op; -ENOENT with a suggestion on stderr. */
int help_op(FILE *out, const char *op);
/** help_list_keys() - "KEY=" one a line, for completion; -ENOENT: no such op. */
int help_list_keys(const char *op);
/** help_list_values() - the words that a key takes, for completion; -ENOENT: no such key. */
int help_list_values(const char *key);
/** help_man() - every op as a paragraph of the manual page. */
void help_man(void);

/**
 * struct help_text - example and errors of an op: a row of help_ops.c
 * @example:	lines of a script that use it, with what they need
 * @errors:	errnos that it comes to, besides those of all ops, "ERRNO: why; ERRNO: ..."
 */
struct help_text {
	const char *op, *example, *errors;
};

/**
 * struct help_key - a key=value argument: a row of help_ops.c
 * @name:	"KEY", or "OP.KEY" where it means something else for one op
 * @help:	what it is
 * @otherwise:	what is taken without it
 */
struct help_key {
	const char *name, *help, *otherwise;
};

/** help_text_of() - NULL: nobody has written it. */
const struct help_text *help_text_of(const char *op);
const struct help_key *help_key_of(const char *op, const char *key);

#endif /* DMACTL_HELP_H */
