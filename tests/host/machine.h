/* SPDX-License-Identifier: GPL-2.0 */
/* A machine of one array of memory and some registers, that talks QEMU's qtest protocol. */
#ifndef TEST_HOST_MACHINE_H
#define TEST_HOST_MACHINE_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define RAM	0x100000
#define ROM	0xc0000
#define VTD	0xfed90000
#define SMMU	0x9050000

static const char mtree[] =
	"FlatView #1\r\n AS \"vtd-root\", root: vtd-00.0\r\n Root memory region: vtd-nodmar\r\n"
	"  0000000000000000-00000000ffffffff (prio 0, ram): elsewhere\r\n\r\n"
	"FlatView #2\r\n AS \"memory\", root: system\r\n AS \"cpu-memory-0\", root: system\r\n"
	" Root memory region: system\r\n"
	"  00000000000c0000-00000000000dffff (prio 1, rom): pc.rom\r\n"
	"  0000000000100000-00000000001fffff (prio 0, ram): pc.ram @0000000000100000\r\n"
	"  00000000fed90000-00000000fed9022f (prio 0, i/o): intel_iommu\r\n"
	"  0000000009050000-000000000906ffff (prio 0, i/o): arm-smmuv3\r\n"
	"\r\n"
	"FlatView #3\r\n AS \"I/O\", root: io\r\n"
	"  0000000000300000-00000000003fffff (prio 0, ram): not.here\r\n";

/*
 * @writes:	how many there were to memory
 * @answer:	instead of the true one; NULL: the true one
 */
static struct {
	unsigned char ram[0x100000], rom[0x20000];
	uint64_t vtd[0x100], smmu[0x100];
	unsigned int writes, root_pointer_set;
	const char *answer;
	int fd;
} machine;

static uint64_t ram64(uint64_t addr)
{
	uint64_t v;

	memcpy(&v, machine.ram + addr - RAM, 8);
	return v;
}

static void set64(uint64_t addr, uint64_t v)
{
	memcpy(machine.ram + addr - RAM, &v, 8);
}

static void set_rom64(uint64_t addr, uint64_t v)
{
	memcpy(machine.rom + addr - ROM, &v, 8);
}

static uint64_t *register_at(uint64_t addr)
{
	static uint64_t nothing;

	if (addr >= VTD && addr < VTD + sizeof(machine.vtd) / 2)
		return &machine.vtd[(addr - VTD) / 4];
	if (addr >= SMMU && addr < SMMU + sizeof(machine.smmu) / 2)
		return &machine.smmu[(addr - SMMU) / 4];
	return &nothing;
}

static void write_register(uint64_t addr, uint64_t v)
{
	*register_at(addr) = v;
	if (addr == VTD + 0x18 && v & 1u << 30)
		machine.root_pointer_set++;
	/* the command queue's consumer follows its producer at once */
	if (addr == SMMU + 0x98)
		*register_at(SMMU + 0x9c) = v;
}

static void read_memory(char *out, const unsigned char *from, uint64_t len)
{
	uint64_t i;

	out += sprintf(out, "OK 0x");
	for (i = 0; i < len; i++)
		out += sprintf(out, "%02x", from[i]);
	strcpy(out, "\n");
}

static void write_memory(uint64_t addr, uint64_t len, const char *hex)
{
	unsigned int byte;
	uint64_t i;

	machine.writes++;
	for (i = 0; i < len && sscanf(hex + 2 * i, "%2x", &byte) == 1; i++)
		machine.ram[addr - RAM + i] = byte;
}

static bool in_ram(uint64_t addr, uint64_t len)
{
	return addr >= RAM && addr + len <= RAM + sizeof(machine.ram);
}

static bool in_rom(uint64_t addr, uint64_t len)
{
	return addr >= ROM && addr + len <= ROM + sizeof(machine.rom);
}

static void serve(const char *line, char *out)
{
	unsigned long long addr, value;
	char size, hex[9000];

	strcpy(out, "OK\n");
	if (sscanf(line, "read 0x%llx 0x%llx", &addr, &value) == 2 && in_ram(addr, value))
		read_memory(out, machine.ram + addr - RAM, value);
	else if (sscanf(line, "read 0x%llx 0x%llx", &addr, &value) == 2 && in_rom(addr, value))
		read_memory(out, machine.rom + addr - ROM, value);
	else if (sscanf(line, "write 0x%llx 0x%llx 0x%8999s", &addr, &value, hex) == 3 &&
		 in_ram(addr, value))
		write_memory(addr, value, hex);
	else if (sscanf(line, "read%c 0x%llx", &size, &addr) == 2 && (size == 'l' || size == 'q'))
		sprintf(out, "OK 0x%016llx\n", (unsigned long long)*register_at(addr));
	else if (sscanf(line, "write%c 0x%llx 0x%llx", &size, &addr, &value) == 3 &&
		 (size == 'l' || size == 'q'))
		write_register(addr, value);
	else
		strcpy(out, "FAIL Unknown command\n");
	if (machine.answer)
		strcpy(out, machine.answer);
}

static void *run_machine(void *unused)
{
	static char line[20000], out[20000];
	FILE *in = fdopen(machine.fd, "r");

	(void)unused;
	while (in && fgets(line, sizeof(line), in)) {
		serve(line, out);
		if (send(machine.fd, out, strlen(out), MSG_NOSIGNAL) < 0)
			break;
	}
	if (in)
		fclose(in);
	return NULL;
}

/* Return: the other end. */
static int start_machine(pthread_t *thread)
{
	int s[2];

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, s))
		return -1;
	machine.fd = s[0];
	return pthread_create(thread, NULL, run_machine, NULL) ? -1 : s[1];
}

#endif /* TEST_HOST_MACHINE_H */
