// SPDX-License-Identifier: GPL-2.0
/*
 * A 32-bit program that talks to the driver of a 64-bit kernel: what it asks for has to come out
 * as in a 64-bit one.  It has no C library, which few machines have for 32 bits; the guest
 * has it as /bin/ia32.  Prints "fact NAME=VALUE" lines; the first request that goes wrong ends it.
 */
#include "dmascope.h"

#define SYS_EXIT	1
#define SYS_WRITE	4
#define SYS_OPEN	5
#define SYS_IOCTL	54
#define O_RDWR		2

#define BYTES		8192
#define SEED		7

static long call(long nr, long a, long b, long c)
{
	long ret;

	__asm__ volatile ("int $0x80" : "=a" (ret) : "a" (nr), "b" (a), "c" (b), "d" (c) : "memory");
	return ret;
}

/* Compilers call these by themselves, and must not do so in here: see the Makefile. */
void *memset(void *at, int byte, unsigned long len);
void *memcpy(void *to, const void *from, unsigned long len);

void *memset(void *at, int byte, unsigned long len)
{
	char *p = at;

	while (len--)
		*p++ = byte;
	return at;
}

void *memcpy(void *to, const void *from, unsigned long len)
{
	char *p = to;
	const char *q = from;

	while (len--)
		*p++ = *q++;
	return to;
}

static void print(const char *text)
{
	long len = 0;

	while (text[len])
		len++;
	call(SYS_WRITE, 1, (long)text, len);
}

static void print_hex(unsigned long v)
{
	char text[] = "0x00000000";
	int i;

	for (i = 9; i > 1; i--, v >>= 4)
		text[i] = "0123456789abcdef"[v & 15];
	print(text);
}

static void fact(const char *name, unsigned long value)
{
	print("fact ");
	print(name);
	print("=");
	print_hex(value);
	print("\n");
}

static void leave(void)
{
	for (;;)
		call(SYS_EXIT, 0, 0, 0);
}

static void check(long ret, const char *what)
{
	if (ret >= 0)
		return;
	print("note ");
	print(what);
	print(" failed, errno ");
	print_hex(-ret);
	print("\n");
	fact("errno", -ret);
	leave();
}

static void request(int fd, struct dmascope_op *op, const char *what)
{
	check(call(SYS_IOCTL, fd, DMASCOPE_IOC_OP, (long)op), what);
	check(op->result, what);
}

static void move_bytes(int fd)
{
	struct dmascope_op buf = { .op = DMASCOPE_OP_BUF, .len = BYTES }, op;
	struct dmascope_seg segs[2];
	__u32 map;

	request(fd, &buf, "BUF");
	op = (struct dmascope_op){ .op = DMASCOPE_OP_MAP, .obj = buf.out_obj, .dir = 2 };
	request(fd, &op, "MAP");
	map = op.out_obj;
	fact("iova_high", op.out_iova >> 32);
	fact("iova_low", op.out_iova);
	op = (struct dmascope_op){ .op = DMASCOPE_OP_DEV_WRITE, .obj = map, .seed = SEED };
	request(fd, &op, "DEV_WRITE");
	op = (struct dmascope_op){ .op = DMASCOPE_OP_UNMAP, .obj = map };
	request(fd, &op, "UNMAP");
	op = (struct dmascope_op){ .op = DMASCOPE_OP_VERIFY, .obj = buf.out_obj, .seed = SEED };
	request(fd, &op, "VERIFY");
	fact("wrong", op.out[0]);
	/* the only pointer in a request, 64 bits wide in both worlds */
	segs[0] = (struct dmascope_seg){ .obj = buf.out_obj, .len = 100, .offset = 1 };
	segs[1] = (struct dmascope_seg){ .obj = buf.out_obj, .len = 200, .offset = 4096 };
	op = (struct dmascope_op){ .op = DMASCOPE_OP_SG, .nents = 2, .segs = (unsigned long)segs };
	request(fd, &op, "SG");
	fact("sg_len", op.out_len);
	op = (struct dmascope_op){ .op = DMASCOPE_OP_FREE, .obj = buf.out_obj };
	request(fd, &op, "FREE");
}

static void __attribute__((used, noreturn)) start(long *stack)
{
	struct dmascope_info info = { 0 };
	long fd;

	/* argc, argv[0], argv[1] */
	fd = call(SYS_OPEN, stack[0] > 1 ? stack[2] : 0, O_RDWR, 0);
	check(fd, "open");
	fact("pointer_bytes", sizeof(void *));
	check(call(SYS_IOCTL, fd, DMASCOPE_IOC_INFO, (long)&info), "INFO");
	fact("abi", info.abi);
	fact("max_xfer", info.max_xfer);
	move_bytes(fd);
	fact("errno", 0);
	for (;;)
		leave();
}

__asm__(".globl _start\n"
	"_start:\n"
	"	mov %esp, %eax\n"
	"	and $-16, %esp\n"
	"	sub $12, %esp\n"
	"	push %eax\n"
	"	call start\n");
