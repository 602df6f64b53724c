// SPDX-License-Identifier: GPL-2.0
/* A device driven from user space, and the smallest engine there is: QEMU's edu. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/pci_regs.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "dmascope.h"
#include "iommufd_abi.h"
#include "pci.h"
#include "vfio.h"

#define DRIVER		"vfio-pci"
#define DEVICES		"/sys/bus/pci/devices/"

/* docs/specs/edu.rst of QEMU */
#define EDU_DMA_SRC	0x80
#define EDU_DMA_DST	0x88
#define EDU_DMA_COUNT	0x90
#define EDU_DMA_CMD	0x98
#define EDU_CMD_RUN	1
#define EDU_CMD_TO_RAM	2
#define EDU_BUF		0x40000
#define EDU_BUF_BYTES	4096
#define EDU_TIMEOUT_MS	2000

struct vfio_mapping {
	void *memory;
	uint64_t len, iova;
	bool mapped;
};

static struct {
	int device, iommu;
	uint32_t ioas;
	uint8_t *regs;
	size_t regs_len;
	struct vfio_mapping maps[VFIO_MAX_MAPS];
	unsigned int nr;
} vfio = { .device = -1, .iommu = -1 };

static int bind_vfio(const char *bdf)
{
	char path[300];
	int ret = pci_unbind(bdf);

	if (ret && ret != -ENODEV)
		return ret;
	snprintf(path, sizeof(path), DEVICES "%.200s/driver_override", bdf);
	ret = pci_write_file(path, DRIVER);
	return ret ? ret : pci_write_file("/sys/bus/pci/drivers/" DRIVER "/bind", bdf);
}

/* The character device of a bound device: vfio-dev/vfioN below it. */
static int open_cdev(const char *bdf)
{
	char path[300];
	struct dirent *d;
	int fd = -ENODEV;
	DIR *dir;

	snprintf(path, sizeof(path), DEVICES "%.200s/vfio-dev", bdf);
	dir = opendir(path);
	while (dir && (d = readdir(dir))) {
		if (strncmp(d->d_name, "vfio", 4))
			continue;
		snprintf(path, sizeof(path), "/dev/vfio/devices/%.32s", d->d_name);
		fd = open(path, O_RDWR | O_CLOEXEC);
		fd = fd < 0 ? -errno : fd;
		break;
	}
	if (dir)
		closedir(dir);
	return fd;
}

/* Into an address space that is still empty. */
static int attach(void)
{
	struct abi_vfio_bind bind = { .argsz = sizeof(bind), .iommufd = vfio.iommu };
	struct abi_ioas_alloc alloc = { .size = sizeof(alloc) };
	struct abi_vfio_attach pt = { .argsz = sizeof(pt) };

	if (ioctl(vfio.device, ABI_VFIO_BIND, &bind) ||
	    ioctl(vfio.iommu, ABI_IOAS_ALLOC, &alloc))
		return -errno;
	vfio.ioas = pt.pt_id = alloc.out_ioas_id;
	return ioctl(vfio.device, ABI_VFIO_ATTACH, &pt) ? -errno : 0;
}

/* Not before it is in its address space: what it does from here on is the IOMMU's business. */
static int enable_dma(void)
{
	struct vfio_region_info config = {
		.argsz = sizeof(config), .index = VFIO_PCI_CONFIG_REGION_INDEX,
	};
	uint16_t command;

	if (ioctl(vfio.device, VFIO_DEVICE_GET_REGION_INFO, &config))
		return -errno;
	if (pread(vfio.device, &command, 2, config.offset + PCI_COMMAND) != 2)
		return -EIO;
	command |= PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER;
	return pwrite(vfio.device, &command, 2, config.offset + PCI_COMMAND) == 2 ? 0 : -EIO;
}

static int map_registers(void)
{
	struct vfio_region_info bar = {
		.argsz = sizeof(bar), .index = VFIO_PCI_BAR0_REGION_INDEX,
	};
	void *at;

	if (ioctl(vfio.device, VFIO_DEVICE_GET_REGION_INFO, &bar))
		return -errno;
	at = mmap(NULL, bar.size, PROT_READ | PROT_WRITE, MAP_SHARED, vfio.device, bar.offset);
	if (at == MAP_FAILED)
		return -errno;
	vfio.regs = at;
	vfio.regs_len = bar.size;
	return 0;
}

static void close_all(void)
{
	while (vfio.nr) {
		vfio.nr--;
		vfio_unmap(vfio.nr);
		munmap(vfio.maps[vfio.nr].memory, vfio.maps[vfio.nr].len);
	}
	if (vfio.regs)
		munmap(vfio.regs, vfio.regs_len);
	if (vfio.device >= 0)
		close(vfio.device);
	if (vfio.iommu >= 0)
		close(vfio.iommu);
	vfio.regs = NULL;
	vfio.device = vfio.iommu = -1;
}

int vfio_open(const char *bdf)
{
	int ret;

	if (vfio.device >= 0)
		return -EBUSY;
	vfio.iommu = open("/dev/iommu", O_RDWR | O_CLOEXEC);
	if (vfio.iommu < 0)
		return -errno;
	ret = bind_vfio(bdf);
	if (!ret) {
		vfio.device = open_cdev(bdf);
		ret = vfio.device < 0 ? vfio.device : attach();
	}
	if (!ret)
		ret = map_registers();
	if (!ret)
		ret = enable_dma();
	if (ret)
		close_all();
	return ret;
}

int vfio_close(const char *bdf)
{
	int ret;

	if (vfio.device < 0)
		return -ENODEV;
	close_all();
	ret = pci_unbind(bdf);
	return ret ? ret : pci_bind(bdf);
}

int vfio_map(uint64_t len, uint64_t iova, uint64_t prot)
{
	struct abi_ioas_map map = {
		.size = sizeof(map),
		.flags = ABI_MAP_FIXED_IOVA |
			 (prot & DMASCOPE_PROT_READ ? ABI_MAP_READABLE : 0) |
			 (prot & DMASCOPE_PROT_WRITE ? ABI_MAP_WRITEABLE : 0),
		.ioas_id = vfio.ioas, .length = len, .iova = iova,
	};
	void *memory;
	int ret;

	if (vfio.device < 0)
		return -ENODEV;
	if (vfio.nr == VFIO_MAX_MAPS)
		return -ENOSPC;
	if (!len || len > DMASCOPE_MAX_BYTES)
		return -EINVAL;
	memory = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED)
		return -errno;
	map.user_va = (uintptr_t)memory;
	if (ioctl(vfio.iommu, ABI_IOAS_MAP, &map)) {
		ret = -errno;
		munmap(memory, len);
		return ret;
	}
	vfio.maps[vfio.nr] = (struct vfio_mapping){ memory, len, iova, true };
	return vfio.nr++;
}

int vfio_unmap(unsigned int nr)
{
	struct abi_ioas_unmap unmap = { .size = sizeof(unmap), .ioas_id = vfio.ioas };

	if (nr >= vfio.nr)
		return -ENOENT;
	if (!vfio.maps[nr].mapped)
		return -EALREADY;
	unmap.iova = vfio.maps[nr].iova;
	unmap.length = vfio.maps[nr].len;
	if (ioctl(vfio.iommu, ABI_IOAS_UNMAP, &unmap))
		return -errno;
	vfio.maps[nr].mapped = false;
	return 0;
}

uint8_t *vfio_memory(unsigned int nr, uint64_t *len, uint64_t *iova)
{
	if (nr >= vfio.nr)
		return NULL;
	*len = vfio.maps[nr].len;
	*iova = vfio.maps[nr].iova;
	return vfio.maps[nr].memory;
}

/* One access of 64 bits each, in the order of the program. */
static void write_register(unsigned int reg, uint64_t value)
{
	__atomic_store_n((uint64_t *)(vfio.regs + reg), value, __ATOMIC_RELEASE);
}

static uint64_t read_register(unsigned int reg)
{
	return __atomic_load_n((uint64_t *)(vfio.regs + reg), __ATOMIC_ACQUIRE);
}

/* The device says "done" after a fault, too. */
static int transfer(uint64_t src, uint64_t dst, uint32_t len, unsigned int cmd)
{
	const struct timespec pause = { .tv_nsec = 5000000 };
	unsigned int ms;

	write_register(EDU_DMA_SRC, src);
	write_register(EDU_DMA_DST, dst);
	write_register(EDU_DMA_COUNT, len);
	write_register(EDU_DMA_CMD, cmd | EDU_CMD_RUN);
	for (ms = 0; ms < EDU_TIMEOUT_MS; ms += 5) {
		if (!(read_register(EDU_DMA_CMD) & EDU_CMD_RUN))
			return 0;
		nanosleep(&pause, NULL);
	}
	return -ETIMEDOUT;
}

int vfio_copy(uint64_t from, uint64_t to, uint32_t len)
{
	int ret;

	if (vfio.device < 0)
		return -ENODEV;
	if (!len || len > EDU_BUF_BYTES)
		return -EINVAL;
	ret = transfer(from, EDU_BUF, len, 0);
	return ret ? ret : transfer(EDU_BUF, to, len, EDU_CMD_TO_RAM);
}
