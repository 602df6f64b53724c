// SPDX-License-Identifier: GPL-2.0
/* Every mistake in a script is reported with file, line, and what would be right. */
#include <errno.h>
#include <stddef.h>

#include "base/array.h"
#include "dmactl/script.h"
#include "tap.h"

static const struct {
	const char *text, *want;
} errors[] = {
	/* ops and their shape */
	{ "frob\n", "x.scn:1:1: no op 'frob'; dmactl --list-ops names them" },
	{ "\n# c\nunmpa m\n", "x.scn:3:1: no op 'unmpa'; did you mean 'unmap'?" },
	{ "b=buf 4096", "x.scn:1:1: 'b=buf' is no op; put blanks around '='" },
	{ "b = ", "x.scn:1:3: no op behind '='; a line is [NAME =] OP ..." },
	{ "1b = buf 4096", "x.scn:1:1: '1b' cannot be a name; letters, digits and '_', not 'dev'" },
	{ "dev = buf 4096", "x.scn:1:1: 'dev' cannot be a name; letters, digits and '_', not 'dev'" },
	{ "b = buf", "x.scn:1:5: 'buf' needs more; it is written 'buf SIZE'" },
	{ "b = buf 1 2", "x.scn:1:11: '2' is too much; it is written 'buf SIZE'" },
	{ "h = hold 5", "x.scn:1:5: 'hold' publishes nothing; leave 'h =' away, or write ? for its "
	  "result" },
	{ "?", "x.scn:1:1: no op behind '?'" },
	{ "!ENOMEM", "x.scn:1:1: no op behind '!ENOMEM'" },
	{ "!EFROB hold 5", "x.scn:1:1: '!EFROB' is no errno; write !ENOMEM OP, or ? OP to take any "
	  "result" },
	/* objects */
	{ "unmap m", "x.scn:1:7: no object 'm'; a line 'm = ...' further up must make it" },
	{ "unmap m\nm = buf 1",
	  "x.scn:1:7: no object 'm'; a line 'm = ...' further up must make it" },
	{ "s = sg each=b nents=1 seglen=1",
	  "x.scn:1:13: no object 'b'; a line 'b = ...' further up must make it" },
	{ "b = buf 9\ns = sg b:0:1:2",
	  "x.scn:2:8: 'b:0:1:2' is no segment; it is BUFFER:OFFSET:LEN" },
	/* keys */
	{ "b = buf 9 len=4", "x.scn:1:11: 'buf' takes no 'len='; it takes kind offset" },
	{ "hold 5 len=4", "x.scn:1:8: 'hold' takes no 'len='; it takes no key=value at all" },
	{ "b = buf 9\nm = map b len=1 len=2", "x.scn:2:17: 'len=' stands here twice" },
	{ "b = buf 9\nm = map b len=", "x.scn:2:11: nothing behind 'len='" },
	{ "b = buf 9\nm = map b dir=in",
	  "x.scn:2:15: 'dir=in' is not known; it is one of bidirectional, to-device, from-device, "
	  "none" },
	{ "b = buf 9\nfree b again=yes", "x.scn:2:14: 'again=yes'; it is 0 or 1" },
	{ "b = buf 9\nm = map b attrs=no-warn|frob",
	  "x.scn:2:17: 'no-warn|frob': a number, $FACT, page(, low32( or ( should stand at "
	  "'no-warn|frob'" },
	/* expressions and facts */
	{ "b = buf 4KB", "x.scn:1:9: '4KB': an operator should stand at 'B'" },
	{ "b = buf (1+2", "x.scn:1:9: '(1+2' ends where an operator or ')' should follow" },
	{ "b = buf $n", "x.scn:1:9: there is no fact 'n'; an op further up must publish it" },
	{ "b = buf 9\nhold $b.iova",
	  "x.scn:2:6: there is no fact 'b.iova'; an op further up must publish it" },
	{ "b = buf 9\nm = map b\nhold $m.iov",
	  "x.scn:3:6: there is no fact 'm.iov'; an op further up must publish it; did you mean "
	  "'m.iova'?" },
	{ "check 1", "x.scn:1:7: '1' compares nothing; write check EXPR OP EXPR with ==, !=, <=, >=, "
	  "< or >" },
	{ "check 1==", "x.scn:1:7: '' ends where a number, $FACT, page(, low32( or ( should follow" },
	{ "let n", "x.scn:1:5: 'n' lacks a value; it is written 'let NAME=EXPR'" },
	{ "let a.b=1", "x.scn:1:5: 'a.b=1' needs a name of letters, digits and '_'" },
	{ "let n=$n", "x.scn:1:5: there is no fact 'n'; an op further up must publish it" },
	{ "q = query frob", "x.scn:1:11: no query 'frob'; dmactl --help query names them" },
	{ "sysctl kernel.x",
	  "x.scn:1:8: 'kernel.x' lacks a value; it is written 'sysctl NAME=VALUE'" },
	/* what was probably meant */
	{ "b = buf 9\nm = map b of=1", "x.scn:2:11: 'map' takes no 'of='; it takes fn offset len dir "
	  "attrs check atomic" },
	{ "b = buf 9\nm = map b offst=1", "x.scn:2:11: 'map' takes no 'offst='; it takes fn offset len "
	  "dir attrs check atomic; did you mean 'offset='?" },
	{ "b = buf 9\nm = map b dir=to-devce", "x.scn:2:15: 'dir=to-devce' is not known; it is one of "
	  "bidirectional, to-device, from-device, none; did you mean 'to-device'?" },
	{ "buffer = buf 9\nfree bufer", "x.scn:2:6: no object 'bufer'; a line 'bufer = ...' further up "
	  "must make it; did you mean 'buffer'?" },
	{ "!ENOMEN hold 5", "x.scn:1:1: '!ENOMEN' is no errno; write !ENOMEM OP, or ? OP to take any "
	  "result; did you mean 'ENOMEM'?" },
	{ "q = query max-maping-size", "x.scn:1:11: no query 'max-maping-size'; dmactl --help query "
	  "names them; did you mean 'max-mapping-size'?" },
	/* blocks */
	{ "repeat 3\nhold 1\n", "x.scn:1:1: 'repeat' has no 'end'" },
	{ "threads 2\nrepeat 3\nend\n", "x.scn:1:1: 'threads' has no 'end'" },
	{ "end\n", "x.scn:1:1: 'end' without repeat, threads or background" },
	{ "? repeat 3\nend", "x.scn:1:3: 'repeat' takes neither a name nor an expectation" },
	/* line numbers */
	{ "engine: edu\nexpect: x\n---\n\nfrob x\n", "x.scn:5:1: no op 'frob'; dmactl --list-ops "
	  "names them" },
	{ "a: b\r\n---\r\nfrob\r\n", "x.scn:3:1: no op 'frob'; dmactl --list-ops names them" },
};

static const char *const good[] = {
	"",
	"# only a comment",
	"engine: edu\n---\n",
	"b = buf 4096\r\ncpu-fill b seed=1\r\n",
	"b = buf 4K kind=pages offset=3 # comment\n\tfree   b\t\n",
	"? m = buf 1\n?n = buf 2\n!ENOMEM o = buf 3\ncheck $m.result!=$n.result+$o.result",
	"b = buf 9\nm = map b dir=7 attrs=no-warn|skip-cpu-sync fn=page check=0\n"
	"unmap m len=$m.len*2",
	"b = buf 9\nm = map b\ncheck page($m.iova) == low32($m.iova)",
	"b = buf 9\ns = sg b b:1 b:1:$b.len-1\nmap-sg s\ncheck $s.mapped>=1",
	"device-write addr=0xdead000 len=4096 seed=7",
	"let n=3\nrepeat $n\nthreads 2\nb = buf 1\nend\nbackground\nhold 1\nend\nend",
	"host qom-set edu0 dma_mask 0xfff\nwrite /sys/x/$dev.bdf/y a=b c\nsysctl kernel.a=1 2",
	"r = rmmod\ncheck $r.result==-11",
};

int main(void)
{
	char err[400];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(errors); i++) {
		err[0] = '\0';
		is_int(script_check("x.scn", errors[i].text, err, sizeof(err)), -EINVAL, "refused");
		is_str(err, errors[i].want, "... and says why");
	}
	for (i = 0; i < ARRAY_SIZE(good); i++) {
		err[0] = '\0';
		if (!ok(!script_check("x.scn", good[i], err, sizeof(err)), "good script %zu", i))
			printf("# %s\n", err);
	}

	ok(script_publishes("b = buf 9\nm = map b", "m.iova"), "a fact that will be");
	ok(!script_publishes("b = buf 9\nm = map b", "m.wrong"), "one that will not");
	ok(!script_publishes("b = buf 9\nm = map b", "b.iova"), "one of another kind of object");
	ok(script_publishes("", "dev.bdf"), "what is always there");
	ok(script_publishes("b = buf 9\ns = sg b\nmap-sg s", "s.iova"), "map-sg without a name");
	ok(script_publishes("threads 2\nb = buf 9\nend", "t1.b.len"), "a thread's");
	ok(script_changes_system("sysctl kernel.a=1"), "sysctl outlives the script");
	ok(!script_changes_system("b = buf 1"), "buf does not");
	return tap_done();
}
