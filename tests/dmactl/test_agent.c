// SPDX-License-Identifier: GPL-2.0
/* The agent over a socket pair, against a fake driver and a fake tree of kernel files. */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/array.h"
#include "fake_device.h"
#include "guest/agent.h"
#include "tap.h"

static char root[] = "/tmp/dms-agent-XXXXXX";
static int find_result, bind_result, add_vf_result;
static bool has_vf;
static struct channel host;
static pid_t agent_pid;

static int fake_find(unsigned int vendor, unsigned int device, char bdf[PCI_BDF_LEN])
{
	static const struct {
		unsigned int device;
		const char *bdf;
	} there[] = {
		{ 0x10d3, "0000:01:00.0" }, { 0x10c9, "0000:03:00.0" }, { 0x10ca, "0000:03:10.0" },
	};
	size_t i;

	*bdf = '\0';
	for (i = 0; i < ARRAY_SIZE(there); i++)
		if (vendor == 0x8086 && device == there[i].device && (device != 0x10ca || has_vf))
			strcpy(bdf, there[i].bdf);
	return *bdf ? find_result : -ENODEV;
}

static int fake_bind(const char *bdf)
{
	(void)bdf;
	return bind_result;
}

/* In the agent's process: the virtual function is there once it was asked for. */
static int fake_add_vf(const char *bdf)
{
	if (!add_vf_result)
		has_vf = !strcmp(bdf, "0000:03:00.0");
	return add_vf_result;
}

static void put_bytes(const char *path, const char *data, size_t len)
{
	char full[256], *p;
	int fd;

	snprintf(full, sizeof(full), "%s%s", root, path);
	for (p = strchr(full + strlen(root) + 1, '/'); p; p = strchr(p + 1, '/')) {
		*p = '\0';
		mkdir(full, 0700);
		*p = '/';
	}
	fd = open(full, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (fd < 0 || write(fd, data, len) < 0)
		ok(false, "cannot write %s", full);
	close(fd);
}

static void put_file(const char *path, const char *text)
{
	put_bytes(path, text, strlen(text));
}

static char *get_file(const char *path)
{
	static char text[256];
	char full[256];
	ssize_t n;
	int fd;

	snprintf(full, sizeof(full), "%s%s", root, path);
	fd = open(full, O_RDONLY);
	n = read(fd, text, sizeof(text) - 1);
	text[n > 0 ? n : 0] = '\0';
	close(fd);
	return text;
}

static void boot(void)
{
	static const struct agent_env env = {
		.root = root, .device = &fake_device,
		.find = fake_find, .bind = fake_bind, .unbind = fake_bind,
		.add_vf = fake_add_vf,
	};
	static struct agent a;
	int s[2];

	fflush(stdout);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, s))
		exit(1);
	agent_pid = fork();
	if (!agent_pid) {
		close(s[0]);
		a = (struct agent){ .env = &env, .ch = { .fd = s[1] } };
		_exit(agent_run(&a) ? 1 : 0);
	}
	close(s[1]);
	host = (struct channel){ .fd = s[0] };
}

/* The next record; an agent that says nothing for long is a failed test, not a stuck one. */
static const char *next(void)
{
	static char line[DMS_PROTO_MAX_LINE];

	if (channel_read_line(&host, line, sizeof(line), 20000))
		return "(nothing)";
	return line;
}

static void next_is(const char *want)
{
	is_str(next(), want, want);
}

static void say(const char *text)
{
	if (write(host.fd, text, strlen(text)) < 0)
		ok(false, "the agent is gone");
}

static int shut_down(void)
{
	int status = -1;

	close(host.fd);
	waitpid(agent_pid, &status, 0);
	return status;
}

/* From "run" or "resume" until the agent has all of the text. */
static void send_text(const char *verb, const char *id, const char *text)
{
	size_t len = strlen(text), at = 0;
	char line[300], want[32];

	snprintf(line, sizeof(line), "%s %s %zu\n", verb, id, len);
	say(line);
	while (at < len) {
		size_t piece = len - at < DMS_PROTO_CHUNK ? len - at : DMS_PROTO_CHUNK;

		snprintf(want, sizeof(want), "more %zu", at);
		next_is(want);
		if (write(host.fd, text + at, piece) != (ssize_t)piece)
			ok(false, "the agent is gone");
		at += piece;
	}
}

static void send_scenario(const char *id, const char *text)
{
	send_text("run", id, text);
}

static void hello(void)
{
	has_str(next(), "dmascope/1 hello release=", "hello");
	next_is("iommu-type 0000:01:00.0 none");
	next_is("iommu-type 0000:03:00.0 none");
	next_is("ready");
}

/* Skip facts and files up to a record that starts with @want. */
static const char *skip_to(const char *want)
{
	const char *line;
	char data[4096];
	size_t len;

	for (;;) {
		line = next();
		if (!strncmp(line, want, strlen(want)) || *line == '(')
			return line;
		if (sscanf(line, "file %*s %zu", &len) == 1 && len < sizeof(data))
			channel_read_bytes(&host, data, len + 1, 5000);
	}
}

/* What is driven, and where it is, the driver says: the agent has no list. */
static void test_engines(void)
{
	const char *text = "engine: igbvf\n---\nb = buf 9\n";

	add_vf_result = -ERANGE;
	boot();
	hello();
	send_scenario("a/none", "engine: nic\n---\nb = buf 9\n");
	next_is("end a/none fail no engine 'nic'");
	next_is("ready");
	send_scenario("a/refused", text);
	next_is("end a/refused fail no virtual function can be had for engine igbvf");
	next_is("ready");
	is_int(WEXITSTATUS(shut_down()), 1, "the agent ends with the line");
	add_vf_result = 0;
	boot();
	hello();
	send_scenario("a/vf", text);
	next_is("begin a/vf");
	is_int(WEXITSTATUS(shut_down()), 1, "the agent ends with the line");
}

static void test_no_device(void)
{
	find_result = -ENODEV;
	boot();
	has_str(next(), "dmascope/1 hello", "hello without a device");
	next_is("ready");
	send_scenario("a/b", "---\nb = buf 9\n");
	next_is("end a/b skip no device for engine e1000e");
	next_is("ready");
	say("quit\n");
	next_is("bye");
	is_int(shut_down(), 0, "a clean end");
	find_result = 0;
}

/* A driver that errs with every packet would drown its own log. */
static void test_reports(void)
{
	put_file("/sys/kernel/debug/dma-api/all_errors", "1");
	put_file("/sys/kernel/debug/dma-api/num_errors", "1");
	boot();
	hello();
	send_scenario("a/few", "reports: 100\n---\nhold 1\n");
	next_is("begin a/few");
	is_str(get_file("/sys/kernel/debug/dma-api/num_errors"), "100", "so many reports");
	is_str(get_file("/sys/kernel/debug/dma-api/all_errors"), "0", "... and not all");
	say("go\n");
	skip_to("ready");
	say("quit\n");
	shut_down();
}

static void test_good(void)
{
	put_file("/dev/kmsg", "");
	put_file("/sys/kernel/debug/dma-api/dump", "e1000e 0000:01:00.0 x\n");
	put_file("/sys/kernel/debug/dma-api/all_errors", "0");
	put_file("/sys/kernel/debug/clear_warn_once", "0");
	boot();
	hello();
	send_scenario("a/good", "expect: nothing\n---\nb = buf 4096\nhold 1\n");
	next_is("begin a/good");
	is_str(get_file("/dev/kmsg"), "<6>dmascope: begin a/good\n", "the mark is in the log first");
	is_str(get_file("/sys/kernel/debug/dma-api/all_errors"), "1", "all errors are reported");
	is_str(get_file("/sys/kernel/debug/clear_warn_once"), "1", "WARN_ONCE is set back");
	put_file("/dev/kmsg", "");
	say("go\n");
	next_is("fact dev.bdf=0000:42:00.0");
	next_is("fact dev.name=0000:42:00.0");
	next_is("fact dev.engine=fake");
	next_is("fact b.phys=0x100000");
	next_is("fact b.cpu=0x0");
	next_is("fact b.len=4096");
	next_is("file dma-api/dump 22");
	next_is("e1000e 0000:01:00.0 x");
	next_is("");
	has_str(skip_to("end "), "end a/good ok ", "and ends well");
	is_str(get_file("/dev/kmsg"), "<6>dmascope: end a/good\n", "the mark is in the log");
	next_is("ready");
}

/* The bytes of the file that was announced. */
static const char *next_bytes(size_t len)
{
	static char data[256];

	memset(data, 0, sizeof(data));
	if (len + 1 < sizeof(data))
		channel_read_bytes(&host, data, len + 1, 5000);
	if (len + 1 < sizeof(data))
		data[len] = '\0';
	return data;
}

static const char *skip_to_either(const char *a, const char *b)
{
	const char *line;

	do {
		line = skip_to("");
	} while (strncmp(line, a, strlen(a)) && strncmp(line, b, strlen(b)) && *line != '(');
	return line;
}

static void test_host_steps(void)
{
	send_scenario("a/host", "---\nhost device-del nic0\n? h = host device-add x\n"
		      "x = host break it\nlet y=$x.was+1\nhost again\n");
	next_is("begin a/host");
	say("go\n");
	is_str(skip_to("host "), "host 1 device-del nic0", "first step");
	say("ok 77\nok 1\n");
	next_is("host 2 device-add x");
	say("fail 2 no such id\n");
	next_is("fact h.result=-5");
	next_is("host 3 break it");
	say("ok 3 entry=0x1000 noise was=0x41\n");
	next_is("fact x.entry=0x1000");
	next_is("fact x.was=0x41");
	next_is("fact y=0x42");
	next_is("host 4 again");
	say("fail 4 cannot be done\n");
	is_str(skip_to("end "),
	       "end a/host fail a/host.scn:6:1: host: the runner: cannot be done", "a failed step");
	next_is("ready");
}

static void test_bad(void)
{
	static char big[3000];

	send_scenario("a/syntax", "engine: e1000e\n---\nb = buf 9\nfrob b\n");
	next_is("end a/syntax fail a/syntax:4:1: no op 'frob'; dmactl --list-ops names them");
	next_is("ready");
	send_scenario("a/engine", "engine: abacus\n---\n");
	next_is("end a/engine fail no engine 'abacus'");
	next_is("ready");
	memset(big, '#', sizeof(big) - 1);
	memcpy(big, "---\n", 4);
	send_scenario("a/big", big);
	next_is("begin a/big");
	say("go\n");
	has_str(skip_to("end "), "end a/big ok", "a text of three pieces");
	next_is("ready");
	say("ok 9\nnonsense\nrun x\n");
	next_is("end x fail a request is 'run ID LEN', LEN 1048576 at most");
	next_is("ready");
	send_scenario("a/kill", "---\nkill-self\n");
	next_is("begin a/kill");
	say("go\n");
	has_str(skip_to("end "), "end a/kill ok", "a script that kills itself is as wanted");
	next_is("ready");
	send_scenario("a/lives", "---\nx = buf 9\nkill-self\n\ncheck 1==2\n");
	next_is("begin a/lives");
	say("go\n");
	has_str(skip_to("end "), "end a/lives fail a/lives.scn:5:1",
		"what stands behind that line is done by another process");
	next_is("ready");
	send_scenario("a/ends", "---\nkill-self\n# nothing more\n");
	next_is("begin a/ends");
	say("go\n");
	has_str(skip_to("end "), "end a/ends ok", "a comment is no script");
	next_is("ready");
}

static void block(struct dmascope_op *op)
{
	if (op->op == DMASCOPE_OP_HOLD)
		pause();
}

static void crash(struct dmascope_op *op)
{
	if (op->op == DMASCOPE_OP_FREE)
		raise(SIGKILL);
}

static void test_forced(void)
{
	say("quit\n");
	next_is("bye");
	is_int(shut_down(), 0, "a clean end");

	fake.hook = block;
	boot();
	hello();
	send_scenario("a/hang", "timeout: 1\n---\nhold 1\n");
	next_is("begin a/hang");
	say("go\n");
	is_str(skip_to("file "), "file dma-api/dump 22", "a snapshot before the script is killed");
	is_str(skip_to("end "), "end a/hang fail not done after 1 s", "a script that hangs");
	next_is("ready");
	shut_down();

	/* what the IOMMU knows is in the snapshot: its tables, of the test driver's devices only */
	put_file("/sys/kernel/iommu_groups/4/type", "DMA\n");
	put_file("/sys/kernel/iommu_groups/4/devices/0000:01:00.0", "");
	put_file("/sys/kernel/debug/iommu/intel/iommu_regset", "IOMMU: dmar0\n");
	put_file("/sys/bus/pci/drivers/dmascope_drv/0000:01:00.0", "");
	put_file("/sys/kernel/debug/iommu/intel/0000:01:00.0/domain_translation_struct", "Device\n");
	put_file("/sys/kernel/debug/iommu/intel/0000:00:1f.0/domain_translation_struct", "Device\n");
	put_bytes("/sys/firmware/devicetree/base/pcie@1000/iommu-map",
		  "\0\0\0\0\0\0\x80\x05\0\0\0\0\0\1\0\0", 16);
	put_file("/sys/kernel/debug/kunit/dmascope_map/results", "KTAP version 1\n");
	boot();
	hello();
	send_scenario("a/hang", "timeout: 1\n---\nhold 1\n");
	next_is("begin a/hang");
	say("go\n");
	is_str(skip_to("file kunit/"), "file kunit/dmascope_map 15", "results of a KUnit suite");
	is_str(next_bytes(15), "KTAP version 1\n", "as they are");
	is_str(skip_to("file iommu-groups"), "file iommu-groups 84", "the groups, as grep and find print them");
	is_str(next_bytes(84), "/sys/kernel/iommu_groups/4/type:DMA\n"
	       "/sys/kernel/iommu_groups/4/devices/0000:01:00.0\n", "type and devices");
	is_str(skip_to("file device-tree"), "file device-tree 75", "who has which stream");
	is_str(next_bytes(75), "/dts-v1/;\n\n/ {\n\tpcie@1000 {\n"
	       "\t\tiommu-map = <0x0 0x8005 0x0 0x10000>;\n\t};\n};\n", "as dtc prints it");
	is_str(skip_to("file iommu/"), "file iommu/intel/iommu_regset 13", "registers");
	is_str(next_bytes(13), "IOMMU: dmar0\n", "as they are");
	is_str(skip_to("file iommu/"), "file iommu/intel/0000:01:00.0/domain_translation_struct 7",
	       "tables of the device");
	is_str(next_bytes(7), "Device\n", "as they are");
	ok(strncmp(skip_to_either("file iommu/", "end "), "file", 4), "and of no other");
	next_is("ready");
	shut_down();

	fake.hook = crash;
	boot();
	hello();
	send_scenario("a/crash", "---\nb = buf 1\nfree b\n");
	next_is("begin a/crash");
	say("go\n");
	has_str(skip_to("end "), "end a/crash fail the script's process was killed by signal 9",
		"a script that dies");
	next_is("ready");
	fake.hook = NULL;
	is_int(WEXITSTATUS(shut_down()), 1, "the agent ends when the host is gone");
}

/* A leak is something that the scenario adds to the dump: while the script runs. */
static void leak(struct dmascope_op *op)
{
	if (op->op == DMASCOPE_OP_HOLD)
		put_file("/sys/kernel/debug/dma-api/dump", "a 0000:01:00.0 x\nb 0000:01:00.0 y\n");
	if (op->op != DMASCOPE_OP_LEAK)
		return;
	put_file("/sys/kernel/debug/dma-api/dump", "a 0000:01:00.0 x\n");
	put_file("/proc/sys/kernel/tainted", "672");
}

static void test_dirty(void)
{
	fake.hook = leak;
	put_file("/proc/sys/kernel/tainted", "512");
	boot();
	hello();
	send_scenario("a/leak", "---\nhold 1\n");
	next_is("begin a/leak");
	say("go\n");
	is_str(skip_to("dirty"), "dirty mappings of the scenario are left in dma-api/dump",
	       "what binding anew does not remove");
	has_str(next(), "end a/leak ok", "is the boot's trouble, not the script's");
	next_is("ready");
	send_scenario("a/oops", "---\nb = buf 1\nleak b\n");
	next_is("begin a/oops");
	say("go\n");
	is_str(skip_to("dirty"), "dirty the kernel is tainted by a bad page (or a KASAN report)",
	       "a new taint");
	next();
	next_is("ready");
	shut_down();
	fake.hook = NULL;
	put_file("/proc/sys/kernel/tainted", "0");
	put_file("/sys/kernel/debug/dma-api/dump", "e1000e 0000:01:00.0 x\n");
}

/* In the kernel that a script started nothing is bound: what was left there is the script's. */
static void test_resume(void)
{
	bind_result = -EIO;
	fake_reset();
	put_file("/dev/kmsg", "");
	put_file("/proc/cmdline", "quiet " DMS_PROTO_NEXT "\n");
	boot();
	has_str(next(), "dmascope/1 hello release=", "hello");
	next_is("ready");
	send_text("resume", "a/next", "---\n\nlet a=1\n");
	next_is("begin a/next");
	put_file("/dev/kmsg", "");
	say("go\n");
	next_is("fact dev.bdf=0000:01:00.0");
	next_is("fact dev.name=0000:01:00.0");
	next_is("fact a=0x1");
	is_str(skip_to("dirty"), "dirty the kernel is not the one that was booted",
	       "no other scenario in this kernel");
	is_str(get_file("/dev/kmsg"), "<6>dmascope: end a/next\n", "the mark is in the log");
	next_is("end a/next ok ");
	next_is("ready");
	put_file("/sys/kernel/debug/gcov/tmp/dmatest-drv/main.gcda", "counts");
	say("quit\n");
	next_is("file gcov/tmp/dmatest-drv/main.gcda 6");
	next_is("counts");
	next_is("bye");
	shut_down();
	bind_result = 0;
}

int main(void)
{
	char command[64];

	signal(SIGPIPE, SIG_IGN);
	if (!mkdtemp(root))
		return 1;
	put_file("/sys/bus/pci/drivers/dmascope_drv/engines",
		 "e1000e 8086:10d3\nigb 8086:10c9\nigbvf 8086:10ca igb\n");
	test_engines();
	test_no_device();
	test_reports();
	test_good();
	test_host_steps();
	test_bad();
	test_forced();
	test_dirty();
	test_resume();
	snprintf(command, sizeof(command), "rm -r %s", root);
	return system(command) || tap_done();
}
