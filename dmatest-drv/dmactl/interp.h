/* SPDX-License-Identifier: GPL-2.0 */
/* Inside of the interpreter: the parsed script, the tables of ops, the running state. */
#ifndef DMACTL_INTERP_H
#define DMACTL_INTERP_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "script.h"

#define SCRIPT_MAX_KEYS		12	/* of one line */
#define SCRIPT_MAX_THREADS	64
#define SCRIPT_MAX_NAME		64

struct call;

enum script_op_flags {
	OP_RAW		= 1 << 0,	/* its words are not split at '=' */
	OP_BLOCK	= 1 << 1,	/* opens a block */
	OP_END		= 1 << 2,	/* closes one */
	OP_TOLERANT	= 1 << 3,	/* a failure is an answer, not an error */
	OP_NAMES_OBJECT	= 1 << 4,	/* without a NAME its facts go to its object's */
	OP_LASTING	= 1 << 5,	/* what it does outlives the script */
};

/**
 * struct script_op - one op: a row of a family's table
 * @name:	word in the script
 * @args:	positional arguments, a letter each: o object, u something of user space's (or an
 *		object), n number, s segment, w word;
 *		'?' behind one: may be left out, '*': any number of them
 * @usage:	the same for people
 * @keys:	names of the key=value arguments that it takes, from keys.c
 * @facts:	fields that it publishes, or NULL
 * @help:	one line
 * @opcode:	what to ask the driver for, when @run is NULL or call_device() is used
 * @fn:		dmascope_op.fn unless a key says otherwise
 * @flags:	enum script_op_flags
 * @run:	carries it out; NULL: call_device()
 */
struct script_op {
	const char *name, *args, *usage, *keys, *facts, *help;
	unsigned int opcode, fn, flags;
	int (*run)(struct call *c);
};

extern const struct script_op script_ops_memory[], script_ops_streaming[], script_ops_sg[],
	script_ops_device[], script_ops_control[], script_ops_system[], script_ops_kexec[],
	script_ops_alloc[], script_ops_pool[], script_ops_user[], script_ops_dmabuf[],
	script_ops_domain[], script_ops_events[], script_ops_vfio[],
	script_ops_program[],
	script_ops_kunit[], script_ops_inject[], script_ops_lockdown[], script_ops_driver[],
	script_ops_random[];

const struct script_op *script_op_find(const char *name);
/** script_op_at() - all of them, one after the other; then NULL. */
const struct script_op *script_op_at(size_t index);

/**
 * struct script_nearest - the search for what was meant by a word
 * @word:	as it was written; the rest starts as zero
 * @found:	the nearest so far, NULL: nothing is near
 */
struct script_nearest {
	const char *word, *found;
	unsigned int distance;
	char copy[64];
};

void script_near(struct script_nearest *n, const char *candidate);
/** script_near_list() - the same for every word of a list with blanks between. */
void script_near_list(struct script_nearest *n, const char *list);
/** script_did_you_mean() - "; did you mean 'X'?", or an empty text. */
const char *script_did_you_mean(const struct script_nearest *n, char *text, size_t len);

/** script_op_nearest() - name of the op that was probably meant, or NULL. */
const char *script_op_nearest(const char *name);

enum script_key_type {
	KEY_NUM,	/* an expression */
	KEY_OBJECT,
	KEY_WORD,	/* one of words[], or an expression */
	KEY_BITS,	/* words[] joined by '|', or an expression */
	KEY_FLAG,	/* 0 or 1 */
};

struct script_word {
	const char *name;
	uint64_t value;
};

/**
 * struct script_key - a key=value argument
 * @offset:	field of struct dmascope_op, -1: the op's handler asks for it
 * @wide:	the field has 64 bits, else 32
 * @set:	DMASCOPE_SET_* that goes with it
 * @flag:	DMASCOPE_F_* of a KEY_FLAG
 * @flag_when:	value of the argument that sets @flag
 */
struct script_key {
	const char *name;
	enum script_key_type type;
	const struct script_word *words;
	int offset;
	bool wide;
	unsigned int set, flag, flag_when;
};

const struct script_key *script_key_find(const char *name);
bool script_key_allowed(const struct script_op *op, const char *name);
/** script_words_find() - value of @name[0..len) in a table that a NULL name ends. */
bool script_words_find(const struct script_word *words, const char *name, size_t len,
		       uint64_t *value);
/** script_query_word() - the @what of the op "query". */
bool script_query_word(const char *what, uint64_t *value);
/** script_query_name(), script_key_at() - all of them, one after the other; then NULL. */
const char *script_query_name(size_t index);
const struct script_key *script_key_at(size_t index);

enum script_expect { EXPECT_OK, EXPECT_ANY, EXPECT_ERRNO };

/* Columns count bytes from 1, as compilers do. */
struct script_keyarg {
	const struct script_key *key;
	char *value;
	unsigned int col;		/* of the key */
};

struct script_line {
	unsigned int line;
	unsigned int col;		/* of the op */
	unsigned int *arg_cols;
	enum script_expect expect;
	int want;			/* positive errno of EXPECT_ERRNO */
	char *name;			/* NULL: none */
	const struct script_op *op;
	char **args;
	size_t nr_args;
	struct script_keyarg keys[SCRIPT_MAX_KEYS];
	size_t nr_keys;
	size_t end;			/* of a block: index of its "end" */
};

struct script {
	const char *path;
	struct script_line *lines;
	size_t nr, cap;
	bool fixed;			/* @lines must not move */
	char *err;
	size_t errlen;
	unsigned int err_line, err_col;	/* where it is; 0: nowhere in the script */
};

/** script_parse() - text to lines; words only, names are not looked at yet. */
int script_parse(struct script *s, const char *text);
/** script_parse_line() - one line; blocks are not looked at. */
int script_parse_line(struct script *s, unsigned int line, const char *text, size_t len);
/** script_match_blocks() - every block from line @from on has its end. */
int script_match_blocks(struct script *s, size_t from);
/** script_forget() - lines from @from on were never there. */
void script_forget(struct script *s, size_t from);
/** script_check_names() - every object and fact used from line @from on is made further up. */
int script_check_names(struct script *s, size_t from);
bool script_has_fact(const struct script *s, size_t before, const char *fact);
void script_free(struct script *s);
/** script_fail() - put "FILE:LINE:COLUMN: ..." into the script's error buffer; -EINVAL. */
int script_fail(struct script *s, unsigned int line, unsigned int col, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

int script_errno_by_name(const char *name);
bool script_is_name(const char *s);
/** script_find_operator() - first comparison in @s, its length in @len; NULL: none. */
const char *script_find_operator(const char *s, size_t *len);

struct scope_fact {
	char *name, *value;
};

/**
 * struct scope_held - something that this process has, not the driver
 * @mem:	memory of @len bytes, NULL: none
 * @fd:		descriptor, -1: none
 */
struct scope_held {
	void *mem;
	size_t len;
	int fd;
};

struct scope_object {
	char *name;
	uint32_t id;			/* of the driver's, 0: none */
	uint64_t len;
	struct scope_held *held;
};

/** struct scope - names of a script or of one of its threads; lookups go on in @parent */
struct scope {
	struct scope *parent;
	const char *prefix;		/* before published names: "t2." */
	struct scope_fact *facts;
	size_t nr_facts;
	struct scope_object *objects;
	size_t nr_objects;
	struct worker *background;	/* threads to join when the scope ends */
};

struct run {
	struct script *s;
	const struct script_sink *sink;
	const struct script_device *device;
	const char *node;
	struct dmascope_info info;
	pthread_mutex_t lock;		/* scopes, fd, failed */
	pthread_mutex_t out_lock;	/* the sink */
	pthread_mutex_t host_lock;	/* one step of the runner at a time */
	int fd;
	int failed;			/* first thread's error; the others stop at their next op */
	bool injecting;			/* the injector is to be disarmed at the end */
	bool allowing;			/* its whitelist is to be unloaded */
};

void scope_set_fact(struct scope *sc, const char *name, const char *value);
const char *scope_fact(struct scope *sc, const char *name);
void scope_set_object(struct scope *sc, const char *name, uint32_t id, uint64_t len);
/** scope_set_held() - like scope_set_object(), for what is not the driver's; @held is copied. */
void scope_set_held(struct scope *sc, const char *name, const struct scope_held *held);
const struct scope_object *scope_object(struct scope *sc, const char *name);
void scope_forget_objects(struct scope *sc);
void scope_free(struct scope *sc);

/**
 * struct call - one line being carried out
 * @op:		request to the driver, arguments filled in
 * @segs:	segments of op.segs, freed with the call
 * @obj_len:	length of the object in @op.obj, as far as known
 * @result:	what the op came to: 0 or a negative errno
 * @facts:	what it published, when the sink wants to know
 * @error:	why the script fails here, or empty
 */
struct call {
	struct run *run;
	struct scope *scope;
	const struct script_line *l;
	struct dmascope_op op;
	struct dmascope_seg *segs;
	uint64_t obj_len;
	int result;
	struct script_pair *facts;
	size_t nr_facts;
	char error[400];
};

/** call_fail() - the script fails here with this text; a negative errno. */
int call_fail(struct call *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
int call_num(struct call *c, const char *expr, uint64_t *value);
int call_object(struct call *c, const char *name, struct scope_object *obj);
/** call_held() - what @name stands for must be held by this process; a negative errno. */
int call_held(struct call *c, const char *name, struct scope_held *held);
/** call_words() - words from index @from on, joined, every $FACT replaced; to be freed, or NULL. */
char *call_words(struct call *c, size_t from);
const char *call_key(struct call *c, const char *name);
/** call_key_num() - value of a numeric key, or @fallback. */
int call_key_num(struct call *c, const char *name, uint64_t fallback, uint64_t *value);
/** call_device() - send c->op to the driver; publishes what the op's row names. */
int call_device(struct call *c);
void call_publish(struct call *c, const char *field, const char *value);
void call_publish_num(struct call *c, const char *field, uint64_t value, bool hex);
/** call_publish_as() - a fact with a name of its own. */
void call_publish_as(struct call *c, const char *name, const char *value);
/** call_run() - one line: arguments, handler, expectation. */
int call_run(struct run *run, struct scope *scope, const struct script_line *l);

/** script_inject_end() - what the script injects ends here */
void script_inject_end(struct run *run);

/** exec_open() - open the device and publish who is behind it. */
int exec_open(struct run *run, struct scope *root);
/** exec_close() - wait for what runs in the background, take the snapshot, close the device. */
void exec_close(struct run *run, struct scope *root);
/** exec_block() - carry out lines [from, to). */
int exec_block(struct run *run, struct scope *scope, size_t from, size_t to);

#endif /* DMACTL_INTERP_H */
