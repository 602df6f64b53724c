// SPDX-License-Identifier: GPL-2.0
/* Domains, power, vectors and records: what becomes of a line, against a fake driver. */
#include "base/strbuf.h"
#include "fake_device.h"
#include "tap.h"

static struct dms_strbuf facts;
static char err[400];
static struct dmascope_event event;
static int event_ms, event_result;
static enum script_wait event_how;

static void on_fact(void *ctx, const char *name, const char *value)
{
	(void)ctx;
	dms_strbuf_printf(&facts, "%s=%s\n", name, value);
}

static int answer(int fd, struct dmascope_op *op)
{
	int ret = fake_op(fd, op);

	switch (op->op) {
	case DMASCOPE_OP_DOMAIN:
	case DMASCOPE_OP_DOMAIN_MAP:
		op->out_obj = 70 + ++fake.next_obj;
		op->out_iova = op->addr;
		op->out_len = 8192;
		break;
	}
	/* what a driver answers is no matter here, only where it ends up */
	op->out[0] = 11;
	op->out[1] = 12;
	op->out[2] = 13;
	return ret;
}

static int wait_event(int fd, struct dmascope_event *e, enum script_wait how, int ms)
{
	(void)fd;
	event_how = how;
	event_ms = ms;
	*e = event;
	return event_result;
}

static const struct script_device device = {
	.open = fake_open, .info = fake_info, .op = answer, .event = wait_event,
	.close = fake_close,
};

static int run_on(const struct script_device *dev, const char *text)
{
	static const struct script_sink sink = { .fact = on_fact };

	dms_strbuf_free(&facts);
	dms_strbuf_puts(&facts, "");
	err[0] = '\0';
	fake_reset();
	return script_run_on("x.scn", text, &sink, dev, "/dev/fake", err, sizeof(err));
}

static void succeeds(const char *text, const char *name)
{
	if (!is_int(run_on(&device, text), 0, name))
		printf("# %s\n", err);
}

static void fails(const char *text, const char *want)
{
	ok(run_on(&device, text) != 0, "the script fails");
	is_str(err, want, "... and says where and why");
}

static void test_domains(void)
{
	succeeds("d = domain\nb = buf 8192\n"
		 "m = domain-map d b addr=0x40000000 prot=read|mmio offset=4096 len=4096\n"
		 "n = domain-map d b addr=0x50000000\ndomain-unmap m\n"
		 "q = domain-query d addr=0x40000000\n"
		 "domain-fault d addr=0x1000 access=write\ndomain-free d\n", "a domain");
	is_int(fake.ops[2].op, DMASCOPE_OP_DOMAIN_MAP, "domain-map");
	is_int(fake.ops[2].obj, 71, "its domain is the object");
	is_int(fake.ops[2].peer, 2, "the buffer its peer");
	is_int(fake.ops[2].addr, 0x40000000, "its address");
	is_int(fake.ops[2].value, DMASCOPE_PROT_READ | DMASCOPE_PROT_MMIO, "its permissions");
	is_int(fake.ops[2].set, DMASCOPE_SET_ADDR | DMASCOPE_SET_OFFSET | DMASCOPE_SET_LEN,
	       "what was said");
	is_int(fake.ops[3].value,
	       DMASCOPE_PROT_READ | DMASCOPE_PROT_WRITE | DMASCOPE_PROT_CACHE, "by default");
	is_int(fake.ops[4].obj, 73, "domain-unmap takes the mapping");
	is_int(fake.ops[6].value, 1, "domain-fault: a write");
	ok(strstr(facts.s, "q.faults=11\nq.address=0xc\nq.access=13\n"), "facts of the query");
	ok(strstr(facts.s, "d.page=11\nd.start=0xc\nd.end=0xd\n"), "facts of the domain");
	fails("d = domain\nb = buf 8192\ndomain-map d b\n",
	      "x.scn:3:1: domain-map: write addr=, the device address of the mapping");
	fails("d = domain\nb = buf 1\ndomain-map d b addr=0 prot=execute\n",
	      "x.scn:3:28: 'execute': a number, $FACT, page(, low32( or ( should stand at 'execute'");
}

static void test_power_and_vectors(void)
{
	succeeds("p = pm\npm do=suspend\npm do=resume\n", "power");
	is_int(fake.ops[0].fn, DMASCOPE_PM_QUERY, "pm alone asks");
	is_int(fake.ops[1].fn, DMASCOPE_PM_SUSPEND, "suspend");
	is_int(fake.ops[2].fn, DMASCOPE_PM_RESUME, "resume");
	is_str(strstr(facts.s, "p."), "p.state=11\np.suspends=12\np.resumes=13\n", "its facts");
	fails("pm do=hibernate\n",
	      "x.scn:1:7: 'do=hibernate' is not known; it is one of suspend, resume");
	succeeds("v = vector\nvector nr=0\n", "vectors");
	is_int(fake.ops[0].set, 0, "vector alone asks");
	is_int(fake.ops[1].set, DMASCOPE_SET_NENTS, "vector 0 is a choice, too");
	is_str(strstr(facts.s, "v.irqs"), "v.irqs=13\nv.was=11\nv.vectors=12\n", "its facts");
}

static void test_records(void)
{
	struct script_device without = device;

	event = (struct dmascope_event){ .seq = 3, .lost = 2, .iova = 0xabc, .len = 64, .wrong = 5 };
	event_result = 0;
	succeeds("b = buf 9\nm = map b\nw = device-write m wait=0 notify=1\n"
		 "e = device-done timeout=70\n", "a record");
	is_int(fake.ops[2].flags, DMASCOPE_F_NO_WAIT | DMASCOPE_F_NOTIFY, "it is asked for");
	is_int(event_ms, 70, "patience");
	is_int(event_how, SCRIPT_POLL, "... in poll()");
	ok(strstr(facts.s, "e.seq=3\ne.lost=2\ne.iova=0xabc\ne.len=64\ne.wrong=5\n"), "its facts");
	succeeds("device-done block=1\n", "waiting without end");
	is_int(event_how, SCRIPT_READ, "... in read()");
	succeeds("device-done epoll=1 timeout=7\n", "waiting another way");
	is_int(event_how, SCRIPT_EPOLL, "... in epoll_wait()");
	is_int(event_ms, 7, "... so long");
	succeeds("device-done timeout=0\n", "only looking");
	is_int(event_ms, 0, "... does not wait");
	event.result = -110;
	fails("device-done\n", "x.scn:1:1: device-done: ETIMEDOUT (Connection timed out)");
	event_result = -19;
	succeeds("!ENODEV device-done\n", "the device has gone");
	fails("device-done timeout=10001\n", "x.scn:1:1: device-done: timeout=10001; it is 10000 at most");
	without.event = NULL;
	is_int(run_on(&without, "!EOPNOTSUPP device-done\n"), 0, "a device without records");
}

static void test_timing(void)
{
	succeeds("b = buf 9\nt = time-map b\ntime-map b len=4 dir=to-device rounds=7\n", "timing");
	is_int(fake.ops[1].value, 1000, "a thousand rounds");
	is_int(fake.ops[2].value, 7, "or as many as are wanted");
	is_int(fake.ops[2].len, 4, "of a part");
	ok(strstr(facts.s, "t.map_ns=11\n") && strstr(facts.s, "t.unmap_ns=12\n") &&
	   strstr(facts.s, "t.best_ns=13\n") && strstr(facts.s, "t.failed=0\n"), "its facts");
}

static void test_files(void)
{
	succeeds("!ENOENT read /sys/there/is/no/such/file\n", "no such file");
	succeeds("!ENOENT count /sys/there/is/no/such/file of this text\n", "nothing to count in");
	fails("read /etc/passwd\n", "x.scn:1:1: read: '/etc/passwd' is not below /sys/");
	fails("count /sys/../etc/passwd root\n",
	      "x.scn:1:1: count: '/sys/../etc/passwd' is not below /sys/");
}

/* This is no machine to take devices from: what there is to say without one. */
static void test_vfio(void)
{
	succeeds("!ENODEV vfio-close\n!ENODEV a = vfio-map 4096 addr=0x1000\n", "not open");
	fails("a = vfio-map 4096\n",
	      "x.scn:1:5: vfio-map: write addr=, the device address of the mapping");
	succeeds("b = buf 9\n!ENOENT vfio-unmap b\n!ENOENT vfio-fill b\n!ENOENT vfio-copy b b\n",
		 "an object of the driver's is none of the process's");
}

int main(void)
{
	test_domains();
	test_power_and_vectors();
	test_records();
	test_timing();
	test_files();
	test_vfio();
	dms_strbuf_free(&facts);
	return tap_done();
}
