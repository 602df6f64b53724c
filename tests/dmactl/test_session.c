// SPDX-License-Identifier: GPL-2.0
/* Scripts that come line by line, what a sink is told of each op, and the help that goes with ops. */
#include <stdlib.h>

#include "base/strbuf.h"
#include "dmactl/help.h"
#include "dmactl/interp.h"
#include "fake_device.h"
#include "tap.h"

static struct dms_strbuf told;
static char err[512];
static struct script_session *s;

static void on_done(void *ctx, const struct script_done *d)
{
	size_t i;

	(void)ctx;
	dms_strbuf_printf(&told, "%u:%u %s%s %s", d->line, d->column, d->thread,
			  d->name ? d->name : "-", d->op);
	for (i = 0; i < d->nr_args; i++)
		dms_strbuf_printf(&told, " %s", d->args[i]);
	for (i = 0; i < d->nr_keys; i++)
		dms_strbuf_printf(&told, " %s=%s", d->keys[i].name, d->keys[i].value);
	dms_strbuf_printf(&told, " -> %d", d->result);
	for (i = 0; i < d->nr_facts; i++)
		dms_strbuf_printf(&told, " %s=%s", d->facts[i].name, d->facts[i].value);
	dms_strbuf_printf(&told, "%s%s\n", d->error ? " ! " : "", d->error ? d->error : "");
}

static const struct script_sink sink = { .done = on_done };

static void line_is(const char *line, const char *want, const char *name)
{
	dms_strbuf_free(&told);
	dms_strbuf_puts(&told, "");
	err[0] = '\0';
	is_int(script_session_line(s, line, err, sizeof(err)), 0, "a line that is taken");
	is_str(told.s, want, name);
}

static void line_fails(const char *line, const char *want)
{
	err[0] = '\0';
	ok(script_session_line(s, line, err, sizeof(err)) < 0, "a line that is not");
	is_str(err, want, "... and says where and why");
}

static void test_lines(void)
{
	line_is("b = buf 4096 kind=pages\n", "1:5 b buf 4096 kind=pages -> 0 b.phys=0x100000 b.cpu=0x0 "
		"b.len=4096\n", "an op, its arguments and facts");
	line_is("# nothing\n", "", "a comment");
	line_is("m = map b dir=to-device", "3:5 m map b dir=to-device -> 0 m.iova=0xfff02000 "
		"m.len=4096 m.phys=0x200000 m.result=0\n", "what an earlier line made");
	line_fails("unmap x\n", "-:4:7: no object 'x'; a line 'x = ...' further up must make it");
	line_fails("frob\n", "-:5:1: no op 'frob'; dmactl --list-ops names them");
	line_is("unmap m\n", "6:1 - unmap m -> 0\n", "it goes on after that");
	fake.result_of[DMASCOPE_OP_MAP] = -ENOMEM;
	line_fails("n = map b", "-:7:5: map: ENOMEM (Cannot allocate memory)");
	has_str(told.s, "-> -12 n.result=-12 ! ENOMEM", "a sink is told as well");
	line_fails("unmap n", "-:8:1: unmap: there is no object 'n' now; its op failed, or the "
		   "device was opened anew");
	fake.result_of[DMASCOPE_OP_MAP] = 0;
}

static void test_blocks(void)
{
	line_is("repeat 2", "", "a block waits for its end");
	is_int(script_session_depth(s), 1, "and is open");
	line_is("c = buf 64", "", "so do its lines");
	line_is("free c", "", "all of them");
	line_is("end\n", "10:5 c buf 64 -> 0 c.phys=0x300000 c.cpu=0x0 c.len=64\n11:1 - free c -> 0\n"
		"10:5 c buf 64 -> 0 c.phys=0x400000 c.cpu=0x0 c.len=64\n11:1 - free c -> 0\n",
		"then it is carried out");
	is_int(script_session_depth(s), 0, "and closed");
	line_is("repeat 2", "", "another one");
	line_fails("frob", "-:14:1: no op 'frob'; dmactl --list-ops names them");
	is_int(script_session_depth(s), 0, "is forgotten when a line in it is wrong");
	line_fails("end", "-:15:1: 'end' without repeat, threads or background");
	line_is("threads 1", "", "threads");
	line_is("d = buf 9", "", "wait as well");
	line_is("end", "17:5 t0.d buf 9 -> 0 t0.d.phys=0x500000 t0.d.cpu=0x0 t0.d.len=9\n",
		"facts have the thread's name");
}

/* More lines than a first allocation has room for, while a thread looks at the old ones. */
static void test_many(void)
{
	unsigned int i, bad = 0;

	line_is("background", "", "a thread");
	line_is("repeat 200", "", "that goes round");
	line_is("e = buf 1", "", "and makes something");
	line_is("end", "", "each time");
	script_session_line(s, "end", err, sizeof(err));
	for (i = 0; i < 3000; i++)
		bad += script_session_line(s, "f = buf 1", err, sizeof(err)) != 0;
	is_int(bad, 0, "3000 lines beside a thread");
	for (i = 0; i < 20000; i++)
		if (script_session_line(s, "f = buf 1", err, sizeof(err)))
			break;
	has_str(err, "more than 20000 lines", "there is an end to it");
}

static void check_op(const struct script_op *op)
{
	const struct help_text *text = help_text_of(op->name);
	char key[64];
	const char *p;

	ok(script_op_find(op->name) == op, "'%s' is the name of one op only", op->name);
	if (!ok(text, "help_ops.c has a row for '%s'", op->name))
		return;
	if (!ok(!script_check(op->name, text->example, err, sizeof(err)), "its example is right"))
		printf("# %s\n", err);
	ok(script_find_op(text->example, op->name, NULL, 0, NULL), "and has the op in it");
	for (p = op->keys ? op->keys : ""; *p; p += strspn(p, " ")) {
		snprintf(key, sizeof(key), "%.*s", (int)strcspn(p, " "), p);
		ok(script_key_find(key), "'%s' takes '%s=', which there is", op->name, key);
		ok(help_key_of(op->name, key), "and help_ops.c has a row for it");
		p += strlen(key);
	}
}

int main(void)
{
	const struct script_op *op;
	size_t i;

	fake_reset();
	s = script_session_open("-", &sink, &fake_device, "/dev/fake", err, sizeof(err));
	if (!ok(s, "a session"))
		return tap_done();
	test_lines();
	test_blocks();
	is_int(fake.open_fds, 1, "one file all the time");
	script_session_close(s);
	is_int(fake.open_fds, 0, "closed with the session");

	s = script_session_open("-", &(struct script_sink){ 0 }, &fake_device, "/dev/fake", err,
				sizeof(err));
	dms_strbuf_free(&told);
	dms_strbuf_puts(&told, "");
	test_many();
	script_session_close(s);

	for (i = 0; (op = script_op_at(i)); i++)
		check_op(op);
	ok(i > 40, "all ops were looked at");
	return tap_done();
}
