/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A guest's memory and registers, from outside: QEMU's qtest protocol over a socket, which
 * reads and writes physical addresses while the guest need not know.
 */
#ifndef DMS_HOST_MEMORY_H
#define DMS_HOST_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/strbuf.h"

/**
 * struct dms_host_region - a piece of the guest's physical address space
 * @name:  QEMU's name of it
 * @first, @last: addresses, both inside
 * @ram:   memory that the guest can write
 * @rom:   memory that nobody can write; neither: a device's registers
 */
struct dms_host_region {
	char name[40];
	uint64_t first, last;
	bool ram, rom;
};

/**
 * struct dms_host_memory - the way to a guest's memory
 * @fd:	    connected socket of a qtest object, or -1
 * @map:    what lies where; empty until dms_host_memory_set_map()
 * @in:	    bytes of an answer that is not whole yet
 * @err:    why the last call failed, one line
 */
struct dms_host_memory {
	int fd;
	struct dms_host_region *map;
	size_t nr_map;
	struct dms_strbuf in;
	char err[200];
};

/**
 * dms_host_memory_set_map() - learn the address space from the text of "info mtree -f"
 * Return: 0, or -1 with @m->err: no memory in it.
 */
int dms_host_memory_set_map(struct dms_host_memory *m, const char *mtree);

/** dms_host_memory_is_ram() - do all of @len bytes at @addr lie in the guest's memory? */
bool dms_host_memory_is_ram(const struct dms_host_memory *m, uint64_t addr, size_t len);

/** dms_host_memory_registers() - where a device's registers start; -1 with @m->err: nowhere */
int dms_host_memory_registers(struct dms_host_memory *m, const char *name, uint64_t *base);

/**
 * dms_host_memory_is_rom() - does all of it lie in memory that nobody can write?
 * What a device writes there is refused, where an unmapped address could not be read either.
 */
bool dms_host_memory_is_rom(const struct dms_host_memory *m, uint64_t addr, size_t len);

/*
 * All of these return 0, or -1 with @m->err.  Those for memory refuse every address that is
 * none of the guest's memory, and to write to ROM; numbers are little endian there, as every IOMMU's tables are.
 */
int dms_host_read(struct dms_host_memory *m, uint64_t addr, void *buf, size_t len);
int dms_host_write(struct dms_host_memory *m, uint64_t addr, const void *buf, size_t len);
/** dms_host_le64() - the number in eight bytes of a table */
uint64_t dms_host_le64(const unsigned char *p);
int dms_host_read64(struct dms_host_memory *m, uint64_t addr, uint64_t *value);
int dms_host_write64(struct dms_host_memory *m, uint64_t addr, uint64_t value);
/** dms_host_reg_read() - @bytes is 4 or 8 */
int dms_host_reg_read(struct dms_host_memory *m, uint64_t addr, unsigned int bytes,
		      uint64_t *value);
int dms_host_reg_write(struct dms_host_memory *m, uint64_t addr, unsigned int bytes,
		       uint64_t value);

/** dms_host_fail() - put one line into @m->err; Return: -1 */
int dms_host_fail(struct dms_host_memory *m, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/** dms_host_memory_close() - close the socket, forget the map */
void dms_host_memory_close(struct dms_host_memory *m);

#endif /* DMS_HOST_MEMORY_H */
