// SPDX-License-Identifier: GPL-2.0
/* The kernel's own books, sent to the host for the bundle. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "agent.h"

#define DEVICE_TREE	"/sys/firmware/devicetree/base"

static void send_data(struct agent *a, const char *name, const char *data, size_t len)
{
	char *path = dms_asprintf("%s%s", a->folder, name);

	channel_send_file(&a->ch, path, data, len);
	free(path);
}

static void send_path(struct agent *a, const char *path, const char *name)
{
	size_t len;
	char *data = kernel_read(a, path, &len);

	if (data)
		send_data(a, name, data, len);
	free(data);
}

/* Files of swiotlb/: their set differs between kernels, so take what is there. */
static void send_swiotlb(struct agent *a)
{
	char dir_path[256], path[600], name[300];
	struct dirent *d;
	DIR *dir;

	snprintf(dir_path, sizeof(dir_path), "%s/sys/kernel/debug/swiotlb", a->env->root);
	dir = opendir(dir_path);
	while (dir && (d = readdir(dir))) {
		if (*d->d_name == '.' || d->d_type != DT_REG)
			continue;
		snprintf(path, sizeof(path), "/sys/kernel/debug/swiotlb/%s", d->d_name);
		snprintf(name, sizeof(name), "swiotlb/%s", d->d_name);
		send_path(a, path, name);
	}
	if (dir)
		closedir(dir);
}

/* What each suite of KUnit has printed so far. */
static void send_kunit(struct agent *a)
{
	char dir_path[256], path[600], name[300];
	struct dirent *d;
	DIR *dir;

	snprintf(dir_path, sizeof(dir_path), "%s/sys/kernel/debug/kunit", a->env->root);
	dir = opendir(dir_path);
	while (dir && (d = readdir(dir))) {
		if (*d->d_name == '.')
			continue;
		snprintf(path, sizeof(path), "/sys/kernel/debug/kunit/%s/results", d->d_name);
		snprintf(name, sizeof(name), "kunit/%s", d->d_name);
		send_path(a, path, name);
	}
	if (dir)
		closedir(dir);
}

static void send_iommu_types(struct agent *a)
{
	char dir_path[256], path[400];
	struct dms_strbuf b = { 0 };
	struct dirent *d;
	DIR *dir;

	snprintf(dir_path, sizeof(dir_path), "%s/sys/bus/pci/devices", a->env->root);
	dir = opendir(dir_path);
	while (dir && (d = readdir(dir))) {
		char *type;

		if (*d->d_name == '.')
			continue;
		snprintf(path, sizeof(path), "/sys/bus/pci/devices/%.200s/iommu_group/type",
			 d->d_name);
		type = kernel_read(a, path, NULL);
		if (type)
			dms_strbuf_printf(&b, "%s %s", d->d_name, type);
		free(type);
	}
	if (dir)
		closedir(dir);
	if (b.len)
		send_data(a, "iommu-types", b.s, b.len);
	dms_strbuf_free(&b);
}

/* The lines of one file of a group, as grep prints them. */
static void add_group_file(struct agent *a, struct dms_strbuf *b, const char *group,
			   const char *name)
{
	char path[200];
	char *text, *line, *save = NULL;

	snprintf(path, sizeof(path), "/sys/kernel/iommu_groups/%.32s/%s", group, name);
	text = kernel_read(a, path, NULL);
	for (line = text ? strtok_r(text, "\n", &save) : NULL; line;
	     line = strtok_r(NULL, "\n", &save))
		dms_strbuf_printf(b, "%s:%s\n", path, line);
	free(text);
}

static void add_group_devices(struct agent *a, struct dms_strbuf *b, const char *group)
{
	char path[400];
	struct dirent *d;
	DIR *dir;

	snprintf(path, sizeof(path), "%s/sys/kernel/iommu_groups/%.32s/devices", a->env->root, group);
	dir = opendir(path);
	while (dir && (d = readdir(dir)))
		if (*d->d_name != '.')
			dms_strbuf_printf(b, "/sys/kernel/iommu_groups/%.32s/devices/%s\n", group,
					  d->d_name);
	if (dir)
		closedir(dir);
}

static void send_groups(struct agent *a)
{
	struct dms_strbuf b = { 0 };
	char path[300];
	struct dirent *d;
	DIR *dir;

	snprintf(path, sizeof(path), "%s/sys/kernel/iommu_groups", a->env->root);
	dir = opendir(path);
	while (dir && (d = readdir(dir))) {
		if (*d->d_name == '.')
			continue;
		add_group_file(a, &b, d->d_name, "type");
		add_group_file(a, &b, d->d_name, "reserved_regions");
		add_group_devices(a, &b, d->d_name);
	}
	if (dir)
		closedir(dir);
	if (b.len)
		send_data(a, "iommu-groups", b.s, b.len);
	dms_strbuf_free(&b);
}

/* One property of 32-bit cells, as dtc prints it. */
static void add_cells(struct agent *a, struct dms_strbuf *b, const char *node, const char *name)
{
	char path[400];
	unsigned char *data;
	size_t i, len = 0;

	snprintf(path, sizeof(path), DEVICE_TREE "/%.200s/%s", node, name);
	data = (unsigned char *)kernel_read(a, path, &len);
	if (data) {
		dms_strbuf_printf(b, "\t\t%s = <", name);
		for (i = 0; i + 4 <= len; i += 4)
			dms_strbuf_printf(b, "%s0x%x", i ? " " : "",
					  (unsigned int)data[i] << 24 | data[i + 1] << 16 |
					  data[i + 2] << 8 | data[i + 3]);
		dms_strbuf_puts(b, ">;\n");
	}
	free(data);
}

/* An SMMU's log names streams; which devices those are stands in the host bridges' nodes. */
static void send_device_tree(struct agent *a)
{
	struct dms_strbuf b = { 0 };
	char path[300];
	struct dirent *d;
	DIR *dir;

	snprintf(path, sizeof(path), "%s" DEVICE_TREE, a->env->root);
	dir = opendir(path);
	if (!dir)
		return;
	dms_strbuf_puts(&b, "/dts-v1/;\n\n/ {\n");
	while ((d = readdir(dir))) {
		if (strncmp(d->d_name, "pcie@", 5))
			continue;
		dms_strbuf_printf(&b, "\t%s {\n", d->d_name);
		add_cells(a, &b, d->d_name, "linux,pci-domain");
		add_cells(a, &b, d->d_name, "iommu-map");
		add_cells(a, &b, d->d_name, "iommu-map-mask");
		dms_strbuf_puts(&b, "\t};\n");
	}
	closedir(dir);
	dms_strbuf_puts(&b, "};\n");
	send_data(a, "device-tree", b.s, b.len);
	dms_strbuf_free(&b);
}

/* Of the page tables only those of the driver's devices: firmware's identity maps are long. */
static void send_page_tables(struct agent *a)
{
	char dir_path[256], path[200], name[200];
	struct dirent *d;
	DIR *dir;

	snprintf(dir_path, sizeof(dir_path), "%s/sys/bus/pci/drivers/dmascope_drv", a->env->root);
	dir = opendir(dir_path);
	while (dir && (d = readdir(dir))) {
		if (!strchr(d->d_name, ':'))
			continue;
		snprintf(path, sizeof(path),
			 "/sys/kernel/debug/iommu/intel/%.32s/domain_translation_struct", d->d_name);
		snprintf(name, sizeof(name), "iommu/intel/%.32s/domain_translation_struct",
			 d->d_name);
		send_path(a, path, name);
	}
	if (dir)
		closedir(dir);
}

static void send_iommu(struct agent *a)
{
	static const char *const files[] = { "iommu_regset", "dmar_translation_struct" };
	char path[200], name[200];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(files); i++) {
		snprintf(path, sizeof(path), "/sys/kernel/debug/iommu/intel/%s", files[i]);
		snprintf(name, sizeof(name), "iommu/intel/%s", files[i]);
		send_path(a, path, name);
	}
	send_page_tables(a);
}

void snapshot_send(struct agent *a, const char *folder)
{
	static const char *const dma_api[] = {
		"dump", "error_count", "num_free_entries", "min_free_entries", "disabled",
	};
	char path[128], name[64];
	size_t i;

	a->folder = folder;
	for (i = 0; i < ARRAY_SIZE(dma_api); i++) {
		snprintf(path, sizeof(path), "/sys/kernel/debug/dma-api/%s", dma_api[i]);
		snprintf(name, sizeof(name), "dma-api/%s", dma_api[i]);
		send_path(a, path, name);
	}
	send_swiotlb(a);
	send_kunit(a);
	send_iommu_types(a);
	send_groups(a);
	send_device_tree(a);
	send_iommu(a);
	send_path(a, "/proc/cmdline", "cmdline");
}
