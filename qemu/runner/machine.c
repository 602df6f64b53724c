// SPDX-License-Identifier: GPL-2.0
/* The QEMU command line of a target. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "runner/devices.h"
#include "runner/machine.h"
#include "runner/quote.h"
#include "runner/tsc.h"

/* Of low memory, which platforms make 256 MiB small: too little for a kernel with KASAN. */
#define CRASH_MEMORY	"crashkernel=128M"

static void add2(struct dms_strlist *args, const char *option, const char *value)
{
	dms_strlist_add(args, option);
	dms_strlist_add(args, value);
}

static const char *console_of(const struct dms_target *t)
{
	return strcmp(t->platform.arch, "x86_64") ? "ttyAMA0" : "ttyS0";
}

/*
 * A guest that measures its counter on a loaded host may be wrong by a factor of fifty, its clock
 * too, and timeouts end early.  Under TCG the counter is the host's; a command for people may be
 * for another host.
 */
static void add_tsc(struct dms_target *t, enum dms_machine_use use, struct dms_strbuf *b)
{
	unsigned long khz;

	if (use == DMS_MACHINE_BY_HAND || strcmp(t->accel, "tcg"))
		return;
	khz = dms_tsc_khz();
	if (khz)
		dms_strbuf_printf(b, " tsc_early_khz=%lu", khz);
}

/* panic=-1 with -no-reboot: a dead guest ends QEMU at once. */
static char *kernel_cmdline(struct dms_target *t, const struct dms_scenario *s,
			    enum dms_machine_use use)
{
	const char *extra = s ? dms_scenario_value(s, "cmdline", dms_target_has, t) : NULL;
	const char *const parts[] = {
		t->platform.cmdline, t->kernel->cmdline, extra,
		/*
		 * The next kernel is given the initrd of this one.  Without CPU hotplug arm64
		 * could not stop its other processors for a kexec.
		 */
		s && s->second ? "retain_initrd nr_cpus=1" : NULL, s && s->crash ? CRASH_MEMORY : NULL,
		use == DMS_MACHINE_BY_HAND ? "dmascope.shell" : NULL,
	};
	struct dms_strbuf b = { 0 };
	size_t i;

	dms_strbuf_printf(&b, "console=%s,115200 ignore_loglevel panic=-1", console_of(t));
	/*
	 * no_timer_check: under TCG on a loaded host the kernel's timer test fails and panics.
	 * QEMU's arm64 machine has the second serial line as ttyAMA1.
	 */
	if (!strcmp(t->platform.arch, "x86_64")) {
		dms_strbuf_puts(&b, " no_timer_check");
		add_tsc(t, use, &b);
	} else {
		dms_strbuf_puts(&b, " dmascope.channel=ttyAMA1");
	}
	for (i = 0; i < ARRAY_SIZE(parts); i++)
		if (parts[i] && *parts[i])
			dms_strbuf_printf(&b, " %s", parts[i]);
	return dms_strbuf_take(&b);
}

static void add_kernel(struct dms_target *t, const struct dms_scenario *s,
		       enum dms_machine_use use, struct dms_strlist *args)
{
	const char *image = dms_facts_get(&t->kernel->setup, "image");
	const char *kexec = dms_facts_get(&t->kernel->setup, "kexec_initrd");
	const char *initrd = s && s->second && kexec ? kexec :
			     dms_facts_get(&t->kernel->setup, "initrd");
	char *cmdline = kernel_cmdline(t, s, use);

	add2(args, "-kernel", image ? image : "KERNEL-IMAGE");
	add2(args, "-initrd", initrd ? initrd : "INITRD");
	add2(args, "-append", cmdline);
	free(cmdline);
}

const char *dms_machine_memory(const struct dms_target *t)
{
	const char *least = dms_kv_get(&t->platform.kv, "memory"), *kernel = t->kernel->memory;

	return least && atoi(least) > atoi(kernel) ? least : kernel;
}

const char *dms_machine_cpu(const struct dms_target *t)
{
	return dms_kv_get(&t->platform.kv, "cpu");
}

const char *dms_machine_cpus(const struct dms_target *t)
{
	const char *smp = dms_kv_get(&t->platform.kv, "smp");

	return smp ? smp : "2";
}

/* A device that frames are sent to has the runner at the other end of its wire. */
static void add_device(const struct dms_scenario *s, const char *device, const char *dir,
		       struct dms_strlist *args)
{
	if (!s || !s->wire || !dir || !dms_device_is(device, s->wire)) {
		add2(args, "-device", device);
		return;
	}
	dms_strlist_add(args, "-netdev");
	dms_strlist_addf(args, "stream,id=wire,server=off,addr.type=unix,addr.path=%s/wire", dir);
	dms_strlist_add(args, "-device");
	dms_strlist_addf(args, "%s,netdev=wire", device);
}

static bool has_snapshot(enum dms_machine_use use)
{
	return use == DMS_MACHINE_TEMPLATE || use == DMS_MACHINE_RESTORED;
}

/*
 * The snapshot's guest writes its memory into the file. Who starts from it must not: it maps
 * the file privately.
 */
static void add_memory(struct dms_target *t, enum dms_machine_use use, struct dms_strlist *args)
{
	dms_strlist_add(args, "-object");
	dms_strlist_addf(args, "memory-backend-file,id=ram,size=%sM,mem-path=/proc/self/fd/%d,share=%s",
			 dms_machine_memory(t), t->snapshot.memory,
			 use == DMS_MACHINE_TEMPLATE ? "on" : "off");
	if (use == DMS_MACHINE_RESTORED)
		add2(args, "-incoming", "defer");
}

static void add_platform(struct dms_target *t, const struct dms_scenario *s,
			 enum dms_machine_use use, const char *dir, struct dms_strlist *args)
{
	const struct dms_kv_file *kv = &t->platform.kv;
	const char *cpu = dms_machine_cpu(t);
	size_t i;

	if (s && !strcmp(t->accel, "tcg") && dms_scenario_flag(s, "in-turn", dms_target_has, t))
		add2(args, "-accel", "tcg,thread=single");
	else
		add2(args, "-accel", t->accel);
	dms_strlist_add(args, "-machine");
	dms_strlist_addf(args, "%s%s", t->platform.machine,
			 has_snapshot(use) ? ",memory-backend=ram" : "");
	if (has_snapshot(use))
		add_memory(t, use, args);
	if (cpu)
		add2(args, "-cpu", cpu);
	add2(args, "-smp", dms_machine_cpus(t));
	add2(args, "-m", dms_machine_memory(t));
	if (t->dtb)
		add2(args, "-dtb", t->dtb);
	dms_strlist_split(args, "-nodefaults -no-user-config -display none -no-reboot", " ");
	for (i = 0; i < kv->nr; i++) {
		if (!strcmp(kv->items[i].key, "qemu"))
			dms_strlist_split(args, kv->items[i].value, " \t");
		else if (!strcmp(kv->items[i].key, "device"))
			add_device(s, kv->items[i].value, dir, args);
	}
}

/* The runner listens and QEMU connects: nobody has to wait for a socket to appear. */
static void add_lines(struct dms_target *t, enum dms_machine_use use, const char *dir,
		      struct dms_strlist *args)
{
	size_t i;

	if (use == DMS_MACHINE_BY_HAND) {
		add2(args, "-chardev", "stdio,id=console,mux=on,signal=off");
		add2(args, "-serial", "chardev:console");
		add2(args, "-mon", "chardev=console,mode=readline");
		return;
	}
	add2(args, "-chardev", "stdio,id=console,signal=off");
	add2(args, "-serial", "chardev:console");
	dms_strlist_add(args, "-chardev");
	dms_strlist_addf(args, "socket,id=channel,path=%s/channel", dir);
	add2(args, "-serial", "chardev:channel");
	dms_strlist_add(args, "-chardev");
	dms_strlist_addf(args, "socket,id=qmp,path=%s/qmp", dir);
	add2(args, "-mon", "chardev=qmp,mode=control");
	dms_strlist_add(args, "-chardev");
	dms_strlist_addf(args, "socket,id=memory,path=%s/memory", dir);
	add2(args, "-object", "qtest,id=qtest0,chardev=memory,log=none");
	for (i = 0; i < t->platform.trace.nr; i++) {
		dms_strlist_add(args, "-trace");
		dms_strlist_addf(args, "enable=%s", t->platform.trace.v[i]);
	}
	dms_strlist_add(args, "-D");
	dms_strlist_addf(args, "%s/trace.log", dir);
}

/* What a scenario brings stands for what its engine would have brought. */
static void add_devices(struct dms_target *t, const struct dms_scenario *s, const char *dir,
			struct dms_strlist *args)
{
	const char *value = dms_scenario_value(s, "devices", dms_target_has, t);
	const struct dms_devices *engine = dms_devices_of(s->engine);
	struct dms_strlist own = { 0 };
	const struct dms_strlist *add = &own;
	size_t i;

	dms_strlist_split(&own, value, " \t");
	if (!value && engine)
		add = &engine->args;
	for (i = 0; i < add->nr; i++)
		add_device(s, add->v[i], dir, args);
	dms_strlist_free(&own);
}

void dms_machine_args(struct dms_target *t, const struct dms_scenario *s,
		      enum dms_machine_use use, const char *dir, struct dms_strlist *args)
{
	const char *wire = use == DMS_MACHINE_RUNNER ? dir : NULL;

	add_platform(t, s, use, wire, args);
	if (s)
		add_devices(t, s, wire, args);
	add_lines(t, use, dir, args);
	add_kernel(t, s, use, args);
}

char *dms_machine_command(struct dms_target *t, const struct dms_scenario *s,
			  enum dms_machine_use use, const char *dir)
{
	struct dms_strlist args = { 0 };
	struct dms_strbuf b = { 0 };
	size_t i;

	dms_machine_args(t, s, use, dir, &args);
	dms_strbuf_puts(&b, t->qemu);
	for (i = 0; i < args.nr; i++) {
		/* one option a line reads better than a screen of text */
		dms_strbuf_puts(&b, args.v[i][0] == '-' ? " \\\n\t" : " ");
		dms_shell_quote(&b, args.v[i]);
	}
	dms_strlist_free(&args);
	return dms_strbuf_take(&b);
}
