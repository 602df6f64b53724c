// SPDX-License-Identifier: GPL-2.0
/* Another kernel over this one, and a look at a device that nobody has bound. */
#include <errno.h>
#include <fcntl.h>
#include <linux/kexec.h>
#include <linux/reboot.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "guest/protocol.h"
#include "interp.h"
#include "pci.h"

#define IMAGE		"/boot/kexec"
#define INITRD		"/sys/firmware/initrd"

/* This kernel's parameters without the memory set aside, what capture kernels are given, and the script's own. */
static char *next_cmdline(struct call *c, bool crash)
{
	struct dms_strbuf b = { 0 };
	char text[4096], *word, *save = NULL;
	size_t i;

	if (pci_read_file("/proc/cmdline", text, sizeof(text)))
		*text = '\0';
	for (word = strtok_r(text, " ", &save); word; word = strtok_r(NULL, " ", &save))
		if (strncmp(word, "crashkernel=", 12) && strcmp(word, "retain_initrd"))
			dms_strbuf_printf(&b, "%s%s", b.len ? " " : "", word);
	dms_strbuf_puts(&b, " " DMS_PROTO_NEXT);
	if (crash)
		dms_strbuf_puts(&b, " reset_devices");
	for (i = 1; i < c->l->nr_args; i++)
		dms_strbuf_printf(&b, " %s", c->l->args[i]);
	return dms_strbuf_take(&b);
}

static int load(struct call *c, bool crash)
{
	int image = open(IMAGE, O_RDONLY | O_CLOEXEC), initrd;
	char *cmdline;
	long ret;

	if (image < 0)
		return call_fail(c, "%s: %s; the kernel's image is not in this guest", IMAGE,
				 strerror(errno));
	initrd = open(INITRD, O_RDONLY | O_CLOEXEC);
	if (initrd < 0) {
		close(image);
		return call_fail(c, "%s: %s", INITRD, strerror(errno));
	}
	cmdline = next_cmdline(c, crash);
	ret = syscall(SYS_kexec_file_load, image, initrd, strlen(cmdline) + 1, cmdline,
		      crash ? KEXEC_FILE_ON_CRASH : 0UL);
	c->result = ret ? -errno : 0;
	free(cmdline);
	close(initrd);
	close(image);
	return 0;
}

static int next_kernel(struct call *c)
{
	const struct script_sink *sink = c->run->sink;
	bool crash = !strcmp(c->l->args[0], "crash");
	int ret;

	if (!crash && strcmp(c->l->args[0], "plain"))
		return call_fail(c, "'%s' is not known; it is plain or crash", c->l->args[0]);
	/* on a machine that somebody works at it would be the end of the work */
	if (!sink->kexec)
		return call_fail(c, "only in a guest of dmascope run");
	ret = load(c, crash);
	if (ret || c->result)
		return ret;
	pthread_mutex_lock(&c->run->out_lock);
	sink->kexec(sink->ctx);
	pthread_mutex_unlock(&c->run->out_lock);
	if (crash)
		c->result = pci_write_file("/proc/sysrq-trigger", "c");
	else if (syscall(SYS_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2,
			 LINUX_REBOOT_CMD_KEXEC, NULL))
		c->result = -errno;
	return c->result ? 0 : call_fail(c, "this kernel still runs");
}

static uint32_t read_reg(const uint32_t *reg)
{
	return __atomic_load_n(reg, __ATOMIC_RELAXED);
}

static uint32_t wait_for_reg(const uint32_t *reg, uint64_t until, uint64_t ms)
{
	const struct timespec pause = { .tv_nsec = 1000000 };

	/* a register tells nobody that it changed */
	while (read_reg(reg) != until && ms--)
		clock_nanosleep(CLOCK_MONOTONIC, 0, &pause, NULL);
	return read_reg(reg);
}

static int look_at(struct call *c, const char *path, uint64_t offset)
{
	uint64_t until = 0, ms, page = sysconf(_SC_PAGESIZE);
	const char *wanted = call_key(c, "until");
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	const uint32_t *reg;
	uint32_t value;
	char *at;

	if (fd < 0)
		return call_fail(c, "%s: %s", path, strerror(errno));
	at = mmap(NULL, page, PROT_READ, MAP_SHARED, fd, offset & ~(page - 1));
	close(fd);
	if (at == MAP_FAILED)
		return call_fail(c, "%s: no register at 0x%llx: %s", path,
				 (unsigned long long)offset, strerror(errno));
	reg = (const uint32_t *)(at + (offset & (page - 1)));
	value = read_reg(reg);
	if (wanted && !call_key_num(c, "until", 0, &until) &&
	    !call_key_num(c, "timeout", 5000, &ms))
		value = wait_for_reg(reg, until, ms);
	munmap(at, page);
	call_publish_num(c, "value", value, true);
	if (wanted && value != until)
		return call_fail(c, "the register is 0x%x, not 0x%llx", value,
				 (unsigned long long)until);
	return 0;
}

static int read_register(struct call *c)
{
	uint64_t offset;
	char *path;
	int ret;

	ret = call_num(c, c->l->args[0], &offset);
	if (ret)
		return ret;
	if (offset & 3)
		return call_fail(c, "registers have 32 bits: the offset is a multiple of 4");
	path = dms_asprintf("/sys/bus/pci/devices/%s/resource0", c->run->info.device);
	ret = look_at(c, path, offset);
	free(path);
	return ret;
}

const struct script_op script_ops_kexec[] = {
	{
		.name = "kexec", .args = "ww*", .usage = "plain|crash [PARAMETER...]", .flags = OP_LASTING,
		.run = next_kernel,
		.help = "another kernel, by kexec or by a panic; the rest of the script runs in it; "
			"with more PARAMETERs than this one",
	}, {
		.name = "register", .args = "n", .usage = "OFFSET", .keys = "until timeout",
		.facts = "value", .run = read_register,
		.help = "a register of the default device's first BAR, bound or not; "
			"until=VALUE: wait for it, timeout=MS, 5000 by default",
	},
	{ 0 }
};
