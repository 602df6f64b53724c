// SPDX-License-Identifier: GPL-2.0
/* What a script makes of requests, facts, threads and failures, against a fake driver. */
#include <semaphore.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "fake_device.h"
#include "tap.h"

static struct dms_strbuf facts;
static unsigned int snapshots, fds_at_snapshot;
static char err[400], hosted[200];
static int host_result;

static void on_fact(void *ctx, const char *name, const char *value)
{
	(void)ctx;
	dms_strbuf_printf(&facts, "%s=%s\n", name, value);
}

static int on_host(void *ctx, const char *line, char *text, size_t len)
{
	(void)ctx;
	snprintf(hosted, sizeof(hosted), "%s", line);
	if (host_result)
		snprintf(text, len, "no such id");
	return host_result;
}

static void on_snapshot(void *ctx, const char *folder)
{
	(void)ctx;
	(void)folder;
	snapshots++;
	fds_at_snapshot = fake.open_fds;
}


static const struct script_sink sink = {
	.fact = on_fact, .host = on_host, .snapshot = on_snapshot,
};

static int again(const char *text)
{
	dms_strbuf_free(&facts);
	dms_strbuf_puts(&facts, "");
	snapshots = fds_at_snapshot = 0;
	err[0] = hosted[0] = '\0';
	fake.nr = fake.opens = fake.closes = fake.next_obj = 0;
	return script_run_on("x.scn", text, &sink, &fake_device, "/dev/fake", err, sizeof(err));
}

static int run(const char *text)
{
	fake_reset();
	host_result = 0;
	return again(text);
}

static void succeeds(const char *text, const char *name)
{
	if (!is_int(run(text), 0, name))
		printf("# %s\n", err);
}

static void fails(const char *text, const char *want)
{
	is_int(again(text), -ECANCELED, "the script fails");
	is_str(err, want, "... and says where and why");
	is_int(fake.open_fds, 0, "... and the device is closed");
	is_int(snapshots, 1, "... after the snapshot");
}

static const struct dmascope_op *op(unsigned int i)
{
	return &fake.ops[i < FAKE_MAX ? i : 0];
}

static void test_arguments(void)
{
	succeeds("b = buf 8K kind=pages offset=16\n"
		 "m = map b dir=from-device fn=page attrs=skip-cpu-sync|no-warn check=0 atomic=1\n"
		 "unmap m len=8192\n"
		 "unmap m addr=$m.iova+4K dir=to-device again=1\n"
		 "unmap m\n", "map and unmap");
	is_int(fake.nr, 5, "five requests");
	is_int(op(0)->op, DMASCOPE_OP_BUF, "buf");
	is_u64(op(0)->len, 8192, "its size");
	is_int(op(0)->fn, DMASCOPE_BUF_PAGES, "its kind");
	is_u64(op(0)->offset, 16, "its offset");
	is_int(op(1)->op, DMASCOPE_OP_MAP, "map");
	is_int(op(1)->obj, 1, "of the buffer");
	is_int(op(1)->dir, 2, "from the device");
	is_int(op(1)->fn, DMASCOPE_FN_PAGE, "by page");
	is_u64(op(1)->attrs, 1 << 5 | 1 << 8, "with both attributes");
	is_int(op(1)->flags, DMASCOPE_F_NO_CHECK | DMASCOPE_F_ATOMIC, "with both flags");
	is_int(op(1)->set, DMASCOPE_SET_DIR | DMASCOPE_SET_ATTRS, "and only these set");
	is_int(op(2)->obj, 2, "unmap of the mapping");
	is_int(op(2)->set, DMASCOPE_SET_LEN, "unmap m len= overrides the length");
	is_u64(op(2)->len, 8192, "with the value given");
	is_int(op(3)->set, DMASCOPE_SET_ADDR | DMASCOPE_SET_DIR, "addr= and dir= are overrides");
	is_u64(op(3)->addr, 0xfff00000 + 0x2000 + 4096, "an address computed from a fact");
	is_int(op(3)->flags, DMASCOPE_F_AGAIN, "again=1");
	is_int(op(4)->set, 0, "a plain unmap overrides nothing");
	is_int(op(4)->flags, 0, "and has no flags");
}

static void test_more_arguments(void)
{
	succeeds("b = buf 4096\n"
		 "sync-cpu b offset=1 len=0 range=1\n"
		 "sync-device b nents=3\n"
		 "sync-device b range=1\n"
		 "device-write addr=0xdead000 len=4K seed=7 wait=0 poll=1\n"
		 "device-copy b b to=0x7000\n"
		 "device-copy b from=0x7000\n"
		 "mask 32 which=coherent\n"
		 "seg-limits max=64K boundary=0xffff\n"
		 "q = query need-sync b\n"
		 "hold 25\n"
		 "i = msi\n"
		 "msi addr=$i.addr|8 data=0x10000\n", "the other families");
	is_int(op(1)->fn, DMASCOPE_FN_SYNC_CPU_RANGE, "range=1 for the CPU");
	is_int(op(1)->set, DMASCOPE_SET_OFFSET | DMASCOPE_SET_LEN, "a length of 0 is an override");
	is_int(op(2)->fn, DMASCOPE_FN_SYNC_DEVICE, "without range");
	is_int(op(2)->nents, 3, "nents");
	is_int(op(2)->set, DMASCOPE_SET_NENTS, "... is an override");
	is_int(op(3)->fn, DMASCOPE_FN_SYNC_DEVICE_RANGE, "range=1 for the device");
	is_int(op(4)->obj, 0, "a write without an object");
	is_int(op(4)->set, DMASCOPE_SET_ADDR | DMASCOPE_SET_LEN | DMASCOPE_SET_SEED,
	       "to an address");
	is_int(op(4)->flags, DMASCOPE_F_NO_WAIT | DMASCOPE_F_POLL, "wait=0 poll=1");
	is_int(op(5)->set, DMASCOPE_SET_PEER_ADDR, "copy to=");
	is_u64(op(5)->value, 0x7000, "... is the peer's address");
	is_int(op(5)->peer, 1, "... the peer object stays");
	is_int(op(6)->obj, 0, "copy from= has no source object");
	is_int(op(6)->peer, 1, "... its object is the target");
	is_u64(op(6)->addr, 0x7000, "... and the address the source");
	is_u64(op(7)->value, 32, "mask bits");
	is_int(op(7)->fn, DMASCOPE_FN_MASK_COHERENT, "which mask");
	is_u64(op(8)->len, 65536, "segment size");
	is_u64(op(8)->value, 0xffff, "segment boundary");
	is_int(op(8)->set, 0, "... are no overrides");
	is_int(op(9)->fn, DMASCOPE_Q_NEED_SYNC, "query");
	is_int(op(9)->obj, 1, "... of an object");
	is_u64(op(10)->value, 25, "hold");
	is_int(op(11)->op, DMASCOPE_OP_MSI, "msi");
	is_int(op(11)->set, 0, "... alone changes nothing");
	is_int(op(12)->set, DMASCOPE_SET_ADDR, "... with an address does");
	is_u64(op(12)->value, 0x10000, "... to this message");
}

static void test_sg(void)
{
	succeeds("b = buf 16K\n"
		 "s = sg b:100:200 b:4K b\n"
		 "t = sg each=b nents=3 seglen=517 stride=1K first=65\n"
		 "map-sg s fn=sgtable dir=to-device nents=2\n"
		 "hold $s.mapped+$t.nents\n", "scatter-gather");
	is_int(op(1)->nents, 3, "three segments");
	is_int(op(1)->set, 0, "... which override nothing");
	is_u64(fake.segs[1][0].offset, 100, "offset of the first");
	is_int(fake.segs[1][0].len, 200, "length of the first");
	is_int(fake.segs[1][1].len, 12288, "without a length: to the end");
	is_int(fake.segs[1][2].len, 16384, "without an offset: all of it");
	is_int(op(2)->nents, 3, "three cut out of one");
	is_int(op(2)->set, 0, "... which override nothing");
	is_u64(fake.segs[2][2].offset, 65 + 2 * 1024, "a stride apart");
	is_int(fake.segs[2][2].len, 517, "of the same length");
	is_int(op(3)->fn, DMASCOPE_FN_SGTABLE, "map-sg by sgtable");
	is_int(op(3)->set, DMASCOPE_SET_DIR | DMASCOPE_SET_NENTS, "with its overrides");
	is_u64(op(4)->value, 5, "facts of an unnamed map-sg bear the table's name");
	fake_reset();
	fails("b = buf 9\ns = sg b each=b nents=1 seglen=1",
	      "x.scn:2:5: sg: write either segments B:OFFSET:LEN ... or each=B nents=N seglen=L");
	fails("b = buf 9\ns = sg each=b nents=1000000 seglen=1",
	      "x.scn:2:5: sg: each=BUFFER needs nents=N (4096 at most) and seglen=L");
}

static void test_facts(void)
{
	succeeds("b = buf 4096\nm = map b\nlet n=$m.iova&0xfff000\nq = query required-mask\n"
		 "hold 1\nv = cpu-verify b\n", "facts");
	is_str(facts.s, "dev.bdf=0000:42:00.0\ndev.name=0000:42:00.0\ndev.engine=fake\n"
	       "b.phys=0x100000\nb.cpu=0x0\nb.len=4096\n"
	       "m.iova=0xfff02000\nm.len=4096\nm.phys=0x200000\nm.result=0\n"
	       "n=0xf02000\nq.value=0x0\nv.wrong=0\nv.first=0\n", "are published as they should");
	is_int(snapshots, 1, "one snapshot at the end");
	is_int(fds_at_snapshot, 1, "... while the device is open");
	is_int(fake.closes, 1, "and then it is closed");
	succeeds("snapshot\n", "a snapshot on demand");
	is_int(snapshots, 2, "... comes beside the last one");
}

static void test_expectations(void)
{
	fake_reset();
	fake.result_of[DMASCOPE_OP_MAP] = -ENOMEM;
	fails("b = buf 9\nm = map b\nhold 1",
	      "x.scn:2:5: map: ENOMEM (Cannot allocate memory)");
	is_int(fake.nr, 2, "nothing runs after a failure");
	is_int(again("b = buf 9\n? m = map b\ncheck $m.result==-12\n"), 0,
	       "? publishes the result");
	has_str(facts.s, "m.result=-12\n", "... with its sign");
	ok(!strstr(facts.s, "m.iova"), "... and no facts of a mapping that is not");
	is_int(again("b = buf 9\n!ENOMEM m = map b\n"), 0, "!ENOMEM is met");
	fails("b = buf 9\n!EIO m = map b\n",
	      "x.scn:2:10: map: it came to ENOMEM where the script wants EIO");
	fails("b = buf 9\n!ENOMEM free b\n",
	      "x.scn:2:9: free: it came to success where the script wants ENOMEM");
	fails("b = buf 9\n? m = map b\nunmap m\n",
	      "x.scn:3:1: unmap: there is no object 'm' now; its op failed, or the device was opened "
	      "anew");
	fake_reset();
	fake.refuse[DMASCOPE_OP_FREE] = EBUSY;
	fails("b = buf 9\nfree b\n", "x.scn:2:1: free: EBUSY (Device or resource busy)");
	is_int(again("b = buf 9\n!EBUSY free b\n"), 0, "a refused request is a result too");
	fake_reset();
	fake.wrong = 7;
	fails("b = buf 9\nv = cpu-verify b\ncheck $v.wrong==0\n",
	      "x.scn:3:1: check: $v.wrong==0 is not true: the left side is 7 (0x7), the right side 0 "
	      "(0x0)");
}

static void test_control(void)
{
	succeeds("repeat 3\nb = buf 9\nrepeat 2\nfree b\nend\nend\nhold 1\n", "repeat");
	is_int(fake.nr, 10, "3 * (1 + 2) + 1 requests");
	is_int(op(5)->obj, 2, "a name made inside means the newest");
	succeeds("repeat 0\nb = buf 9\nend\n", "repeat 0");
	is_int(fake.nr, 0, "... does nothing");
	succeeds("b = buf 9\nreopen\nc = buf 9\n", "reopen");
	is_int(fake.opens, 2, "... opens again");
	is_int(fake.closes, 2, "... after closing");
	fake_reset();
	fails("b = buf 9\nreopen\nfree b\n",
	      "x.scn:3:1: free: there is no object 'b' now; its op failed, or the device was opened "
	      "anew");
	fails("hold 1\nwrite /etc/passwd x\n", "x.scn:2:1: write: '/etc/passwd' is not below /sys/");
	fails("write /sys/../etc/passwd x\n",
	      "x.scn:1:1: write: '/sys/../etc/passwd' is not below /sys/");
}

static void test_host(void)
{
	succeeds("let n=16\nhost qom-set edu0 dma_mask $n $dev.bdf.\n", "host");
	is_str(hosted, "qom-set edu0 dma_mask 0x10 0000:42:00.0.", "facts are put in");
	host_result = -EIO;
	fails("host device-del nic0\n", "x.scn:1:1: host: no such id");
	is_int(again("? host device-del nic0\n"), 0, "? takes a failed step");
}

/* All threads meet here: the test hangs, and is killed by its alarm, if they do not run at once. */
static pthread_barrier_t meeting;

static void meet(struct dmascope_op *o)
{
	if (o->op == DMASCOPE_OP_HOLD)
		pthread_barrier_wait(&meeting);
}

/* Who holds for 2 ms has a turn, who holds for 1 waits for three of them. */
static sem_t turns;

static void take_turns(struct dmascope_op *o)
{
	int i;

	if (o->value == 2) {
		sem_post(&turns);
		usleep(1000);
	}
	for (i = 0; o->value == 1 && i < 3; i++)
		sem_wait(&turns);
}

static void test_background_loop(void)
{
	sem_init(&turns, 0, 0);
	fake_reset();
	fake.hook = take_turns;
	alarm(20);
	is_int(again("background loop=1\nhold 2\nend\nhold 1\n"), 0, "a block again and again");
	is_int(again("background loop=0\nhold 2\nend\nhold 3\n"), 0, "or once");
	alarm(0);
	is_int(fake.nr, 2, "... just once");
	sem_destroy(&turns);

	fake_reset();
	fake.result_of[DMASCOPE_OP_MAP] = -ENOMEM;
	alarm(20);
	fails("b = buf 9\nbackground loop=1\nm = map b\nend\n",
	      "x.scn:3:5: map: ENOMEM (Cannot allocate memory)");
	alarm(0);
}

static void test_threads(void)
{
	unsigned int i, seen = 0;
	char want[32];

	pthread_barrier_init(&meeting, NULL, 4);
	fake_reset();
	fake.hook = meet;
	alarm(20);
	is_int(again("o = buf 9\nthreads 4\nb = buf 5\nhold 1\nfree b\nend\n"), 0, "four threads");
	alarm(0);
	is_int(fake.nr, 13, "each carries out the block");
	for (i = 0; i < fake.nr; i++)
		if (op(i)->op == DMASCOPE_OP_FREE)
			seen |= 1 << op(i)->obj;
	is_int(seen, 0x3c, "each frees an object of its own");
	for (i = 0; i < 4; i++) {
		snprintf(want, sizeof(want), "t%u.b.len=5\n", i);
		has_str(facts.s, want, "a thread's fact has its prefix");
	}
	pthread_barrier_destroy(&meeting);

	pthread_barrier_init(&meeting, NULL, 2);
	alarm(20);
	is_int(again("background\nhold 1\nend\nhold 1\n"), 0, "background runs beside the script");
	alarm(0);
	is_int(fake.nr, 2, "... and is joined");
	pthread_barrier_destroy(&meeting);

	fake_reset();
	fake.result_of[DMASCOPE_OP_MAP] = -ENOMEM;
	fails("threads 3\nb = buf 9\nm = map b\nend\nhold 1\n",
	      "x.scn:3:5: map: ENOMEM (Cannot allocate memory)");
	fails("background\nb = buf 9\nm = map b\nend\n",
	      "x.scn:3:5: map: ENOMEM (Cannot allocate memory)");
	fails("threads 65\nend\n", "x.scn:1:1: threads: 65 threads; it is 1 to 64");
}

static void test_before_the_device(void)
{
	is_int(run("b = buf 9\nfrob\n"), -EINVAL, "a syntax error further down");
	is_int(fake.opens, 0, "... is found before the device is opened");
	is_int(script_run("x.scn", "", &sink, "/dev/dmascope-none", err, sizeof(err)), -ENOENT,
	       "a missing device");
	is_str(err, "/dev/dmascope-none: No such file or directory", "... is named");
	is_int(script_run("x.scn", "", &sink, "/dev/null", err, sizeof(err)), -ENOTTY,
	       "another device");
	has_str(err, "/dev/null: this is not a dmascope device", "... is named");
}

static void test_another_kernel(void)
{
	static const char text[] = "---\nb = buf 9\nkexec crash\nhost frame nic0\n";
	char *word = NULL;

	fails("kexec plain\n", "x.scn:1:1: kexec: only in a guest of dmascope run");
	fails("kexec soft\n", "x.scn:1:1: kexec: 'soft' is not known; it is plain or crash");
	fails("register 2\n", "x.scn:1:1: register: registers have 32 bits: the offset is a multiple of 4");
	fails("register 8 until=1\n",
	      "x.scn:1:1: register: /sys/bus/pci/devices/0000:42:00.0/resource0: No such file or directory");
	is_int(script_find_op(text, "kexec", NULL, 0, &word), 3, "the line that starts it");
	is_str(word, "crash", "... and how");
	free(word);
	is_int(script_find_op(text, "host", "frame", 1, &word), 4, "an op by its argument");
	is_str(word, "nic0", "... and the one behind it");
	free(word);
	is_int(script_find_op(text, "host", "device-del", 0, NULL), 0, "another argument");
	is_int(script_find_op("frob\n", "frob", NULL, 0, NULL), 0, "a script that is none");
	again("");
	is_int(script_resume_on("x.scn", "let a=5\n", &sink, &fake_device,
				"/dev/dmascope-0000:42:00.0", err, sizeof(err)), 0, "the rest of it");
	is_int(fake.opens, 1, "... does not open the device");
	has_str(facts.s, "a=0x5", "... and is carried out");
	succeeds("b = buf 9\nm = map b\nr = device-listen m\n", "device-listen");
	is_int(op(2)->op, DMASCOPE_OP_DEV_LISTEN, "... is asked of the driver");
	has_str(facts.s, "r.ring=", "... and says where its descriptor is");
}

static void test_kill(void)
{
	int status = 0;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid) {
		run("kill-self\n");
		_exit(0);
	}
	waitpid(pid, &status, 0);
	ok(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL, "kill-self");
}

int main(void)
{
	test_arguments();
	test_more_arguments();
	test_sg();
	test_facts();
	test_expectations();
	test_control();
	test_host();
	test_background_loop();
	test_threads();
	test_before_the_device();
	test_another_kernel();
	test_kill();
	dms_strbuf_free(&facts);
	return tap_done();
}
