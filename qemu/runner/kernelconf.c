// SPDX-License-Identifier: GPL-2.0
/* Loads qemu/kernels/NAME.conf, or describes a developer's own image. */
#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "runner/conf.h"
#include "runner/kernelconf.h"
#include "runner/setup.h"

static const char *const known_keys[] = {
	"description", "version", "arch", "flavour", "source", "fragments", "package", "cmdline",
	"caps", "memory", "allow", "checked", "tools", "parts", NULL,
};

/* What a developer's kernel can do is read from its configuration. */
static const struct {
	const char *option, *cap;
} config_caps[] = {
	{ "CONFIG_DMA_API_DEBUG", "dma-debug" },
	{ "CONFIG_DMA_API_DEBUG_SG", "dma-debug-sg" },
	{ "CONFIG_DMA_BOUNCE_UNALIGNED_KMALLOC", "kmalloc-bounce" },
	{ "CONFIG_SWIOTLB", "swiotlb" },
	{ "CONFIG_DMA_CMA", "cma" },
	{ "CONFIG_CMA_SYSFS", "cma-counters" },
	{ "CONFIG_DMA_SHARED_BUFFER", "dma-buf" },
	{ "CONFIG_DMABUF_HEAPS_SYSTEM", "dma-heap" },
	{ "CONFIG_UDMABUF", "udmabuf" },
	{ "CONFIG_DMA_RESTRICTED_POOL", "restricted-dma" },
	{ "CONFIG_FUNCTION_TRACER", "ftrace" },
	{ "CONFIG_KPROBES", "kprobes" },
	{ "CONFIG_KUNIT", "kunit" },
	{ "CONFIG_KASAN", "kasan" },
	{ "CONFIG_PROVE_LOCKING", "lockdep" },
	{ "CONFIG_DEBUG_KMEMLEAK", "kmemleak" },
	{ "CONFIG_DEBUG_ATOMIC_SLEEP", "atomic-sleep" },
	{ "CONFIG_FAULT_INJECTION", "fault-injection" },
	{ "CONFIG_FAIL_FUNCTION", "fail-function" },
	{ "CONFIG_PCIEAER", "pcie-aer" },
	{ "CONFIG_IO_STRICT_DEVMEM", "strict-devmem" },
	{ "CONFIG_SECURITY_LOCKDOWN_LSM", "lockdown" },
	{ "CONFIG_PAGE_POISONING", "page-poison" },
	{ "CONFIG_KEXEC_FILE", "kexec" },
	{ "CONFIG_DMAR_DEBUG", "dmar-debug" },
	{ "CONFIG_IOMMU_DEBUGFS", "iommu-debugfs" },
	{ "CONFIG_IOMMU_PT_VTDSS", "generic-pt" },
	{ "CONFIG_UBSAN_SHIFT", "ubsan-shift" },
	{ "CONFIG_IA32_EMULATION", "ia32" },
};

static int load_named(const char *name, struct dms_kernel *k)
{
	char *file = dms_asprintf("qemu/kernels/%s.conf", name);
	int ret;

	ret = dms_conf_load("kernels", "kernel", name, &k->kv);
	if (!ret)
		ret = dms_conf_check_keys(&k->kv, file, known_keys);
	if (!ret && !dms_kv_get(&k->kv, "arch")) {
		dms_err("%s: lacks 'arch'", file);
		ret = -1;
	}
	free(file);
	if (ret)
		return -1;
	k->arch = dms_strdup(dms_kv_get(&k->kv, "arch"));
	k->cmdline = dms_kv_get(&k->kv, "cmdline");
	k->memory = dms_kv_get(&k->kv, "memory");
	dms_conf_words(&k->kv, "caps", &k->caps);
	return 0;
}

/* An arm64 Image says so at offset 56 (Documentation/arch/arm64/booting.rst), an ELF in e_machine. */
static const char *image_arch(const char *path)
{
	unsigned char head[64] = { 0 };
	FILE *f = fopen(path, "r");
	size_t len = f ? fread(head, 1, sizeof(head), f) : 0;

	if (f)
		fclose(f);
	if (len == sizeof(head) && !memcmp(head + 56, "ARM\x64", 4))
		return "aarch64";
	if (!memcmp(head, "\177ELF", 4) && (head[18] | head[19] << 8) == EM_AARCH64)
		return "aarch64";
	return "x86_64";
}

int dms_kernel_load(const char *spec, const char *kdir, struct dms_kernel *k)
{
	*k = (struct dms_kernel){ 0 };
	if (!strchr(spec, '/')) {
		if (load_named(spec, k)) {
			dms_kernel_free(k);
			return -1;
		}
		k->name = dms_strdup(spec);
	} else {
		if (access(spec, R_OK)) {
			dms_err("cannot read the kernel image %s", spec);
			return -1;
		}
		k->name = dms_strdup("external");
		k->external = dms_strdup(spec);
		k->kdir = kdir && *kdir ? dms_strdup(kdir) : NULL;
		k->arch = dms_strdup(image_arch(spec));
	}
	if (!k->memory)
		k->memory = "1024";
	if (!k->cmdline)
		k->cmdline = "";
	return 0;
}

static void read_config(struct dms_kernel *k)
{
	const char *path = dms_facts_get(&k->setup, "config");
	FILE *f = path && *path ? fopen(path, "r") : NULL;
	bool sg_option = false;
	char line[256];
	size_t i;

	if (!f)
		return;
	while (fgets(line, sizeof(line), f)) {
		sg_option |= !!strstr(line, "CONFIG_DMA_API_DEBUG_SG");
		line[strcspn(line, "=\n")] = '\0';
		for (i = 0; i < ARRAY_SIZE(config_caps); i++)
			if (!strcmp(line, config_caps[i].option))
				dms_strlist_add(&k->caps, config_caps[i].cap);
	}
	fclose(f);
	/* Before 4.17 and in 7.3 there is no such option: the check is part of dma-debug. */
	if (!sg_option && dms_strlist_has(&k->caps, "dma-debug"))
		dms_strlist_add(&k->caps, "dma-debug-sg");
}

void dms_kernel_missing(const char *name, const char *arch, struct dms_kernel *k)
{
	*k = (struct dms_kernel){
		.name = dms_strdup(name), .arch = dms_strdup(arch), .memory = "1024", .cmdline = "",
	};
}

int dms_kernel_setup(struct dms_kernel *k)
{
	struct dms_strlist args = { 0 };
	int ret;

	if (k->external) {
		dms_strlist_add(&args, "--external");
		dms_strlist_add(&args, k->external);
		if (k->kdir) {
			dms_strlist_add(&args, "--kdir");
			dms_strlist_add(&args, k->kdir);
		}
	} else {
		dms_strlist_add(&args, k->name);
	}
	ret = dms_setup_run("kernel", (const char *const *)args.v, &k->setup, &k->unfit);
	if (!ret)
		ret = dms_setup_run("guest", (const char *const *)args.v, &k->setup, &k->unfit);
	dms_strlist_free(&args);
	if (ret)
		return -1;
	if (!dms_facts_get(&k->setup, "image") || !dms_facts_get(&k->setup, "initrd")) {
		k->unfit = dms_asprintf("qemu/setup did not say where image and initrd of kernel %s are",
					k->name);
		dms_err("%s", k->unfit);
		return -1;
	}
	if (k->external)
		read_config(k);
	return 0;
}

void dms_kernel_free(struct dms_kernel *k)
{
	free(k->name);
	free(k->external);
	free(k->kdir);
	free(k->arch);
	dms_kv_free(&k->kv);
	dms_strlist_free(&k->caps);
	dms_facts_free(&k->setup);
	free(k->unfit);
	*k = (struct dms_kernel){ 0 };
}
