// SPDX-License-Identifier: GPL-2.0
/* dmactl --json: what is printed is what was told, whatever bytes are in it. */
#include <jansson.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/array.h"
#include "dmactl/json.h"
#include "tap.h"

static FILE *captured;
static int real_stdout;

static void capture(void)
{
	fflush(stdout);
	captured = tmpfile();
	real_stdout = dup(STDOUT_FILENO);
	if (!captured || real_stdout < 0 || dup2(fileno(captured), STDOUT_FILENO) < 0)
		exit(2);
}

static json_t *release(const char *name)
{
	json_error_t e;
	json_t *o;

	fflush(stdout);
	dup2(real_stdout, STDOUT_FILENO);
	close(real_stdout);
	rewind(captured);
	o = json_loadf(captured, JSON_REJECT_DUPLICATES, &e);
	fclose(captured);
	if (!ok(o, "%s is JSON", name))
		printf("# %s\n", e.text);
	return o;
}

static const char *str(json_t *o, const char *name)
{
	return json_string_value(json_object_get(o, name));
}

static void test_op(void)
{
	char *args[] = { "b", "a \"b\\c\"" };
	struct script_pair keys[] = { { "dir", "none" }, { "len", "$x.len" } };
	struct script_pair facts[] = { { "t2.m.iova", "0xfff" }, { "m.odd", "a\033[31m\377\n\"" } };
	const struct script_done d = {
		.line = 7, .column = 5, .thread = "t2.", .name = "m", .op = "map", .error = "it \\ fails",
		.args = args, .nr_args = ARRAY_SIZE(args), .keys = keys, .nr_keys = ARRAY_SIZE(keys),
		.facts = facts, .nr_facts = ARRAY_SIZE(facts), .result = -12,
	};
	json_t *o;

	capture();
	json_done(NULL, &d);
	o = release("an op");
	is_int(json_integer_value(json_object_get(o, "line")), 7, "line");
	is_int(json_integer_value(json_object_get(o, "column")), 5, "column");
	is_int(json_integer_value(json_object_get(o, "result")), -12, "result");
	is_str(str(o, "errno"), "ENOMEM", "errno");
	is_str(str(o, "op"), "map", "op");
	is_str(str(o, "name"), "m", "name");
	is_str(str(o, "thread"), "t2.", "thread");
	is_str(str(o, "error"), "it \\ fails", "error");
	is_str(json_string_value(json_array_get(json_object_get(o, "args"), 1)), args[1],
	       "an argument with quotes");
	is_str(str(json_object_get(o, "keys"), "len"), "$x.len", "a key");
	is_str(str(json_object_get(o, "facts"), "t2.m.iova"), "0xfff", "a fact");
	has_str(str(json_object_get(o, "facts"), "m.odd"), "a\\x1b[31m", "without terminal codes");
	json_decref(o);
}

static void test_least(void)
{
	const struct script_done d = { .line = 1, .column = 1, .thread = "", .op = "unbind" };
	json_t *o;

	capture();
	json_done(NULL, &d);
	o = release("an op of which there is little to say");
	is_int(json_object_size(o), 11, "has all members");
	ok(json_is_null(json_object_get(o, "errno")), "no errno");
	ok(json_is_null(json_object_get(o, "name")), "no name");
	ok(json_is_null(json_object_get(o, "error")), "no error");
	json_decref(o);

	capture();
	json_error("a\"b", 0, 0, "no device");
	o = release("an error");
	is_str(str(o, "file"), "a\"b", "has a file");
	ok(!json_object_get(o, "line"), "and no line when there is none");
	json_decref(o);
}

int main(void)
{
	test_op();
	test_least();
	return tap_done();
}
