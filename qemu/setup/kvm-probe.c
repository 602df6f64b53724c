// SPDX-License-Identifier: GPL-2.0
/*
 * Exits 0 when a vCPU was seen to run code as a 64-bit kernel does.
 *
 * That /dev/kvm opens, or that a VM can be created, proves nothing. Nor does a short stretch of
 * real-mode code: some hosts emulate it instruction by instruction and then get stuck in, or fail
 * on, the first true kernel. So the code here is 64-bit, uses an instruction that KVM's emulator
 * does not know (cmpxchg16b), and loops so often that only a processor gets done in time.
 */
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#define MEMORY	0x200000
#define PML4	0x1000
#define PDPT	0x2000
#define PD	0x3000
#define CODE	0x4000
#define DATA	0x5000
#define PORT	0x80
#define ANSWER	42

static const uint8_t code[] = {
	0xb9, 0x00, 0x2d, 0x31, 0x01,		/* mov $20000000, %ecx */
	0xff, 0xc9,				/* 1: dec %ecx */
	0x75, 0xfc,				/* jnz 1b */
	0x31, 0xc0, 0x31, 0xd2,			/* xor %eax, %eax; xor %edx, %edx */
	0xbb, ANSWER, 0, 0, 0,			/* mov $ANSWER, %ebx */
	0xbf, 0x00, 0x50, 0, 0,			/* mov $DATA, %edi */
	0xf0, 0x48, 0x0f, 0xc7, 0x0f,		/* lock cmpxchg16b (%rdi) */
	0x8a, 0x07,				/* mov (%rdi), %al */
	0xe6, PORT,				/* out %al, $PORT */
	0xf4,					/* hlt */
};

static int set_cpuid(int kvm, int vcpu)
{
	const int entries = 256;
	struct kvm_cpuid2 *cpuid;

	cpuid = calloc(1, sizeof(*cpuid) + entries * sizeof(cpuid->entries[0]));
	if (!cpuid)
		return -1;
	cpuid->nent = entries;
	if (ioctl(kvm, KVM_GET_SUPPORTED_CPUID, cpuid) < 0)
		return -1;
	return ioctl(vcpu, KVM_SET_CPUID2, cpuid);
}

static int set_long_mode(int vcpu, uint8_t *memory)
{
	struct kvm_segment segment = {
		.limit = 0xffffffff, .selector = 8, .present = 1, .type = 11, .s = 1, .l = 1, .g = 1,
	};
	struct kvm_regs regs = { .rflags = 2, .rip = CODE };
	struct kvm_sregs sregs;

	/* One 2 MiB page, present and writable, mapped to itself. */
	*(uint64_t *)(memory + PML4) = PDPT | 3;
	*(uint64_t *)(memory + PDPT) = PD | 3;
	*(uint64_t *)(memory + PD) = 0x83;

	if (ioctl(vcpu, KVM_GET_SREGS, &sregs) < 0)
		return -1;
	sregs.cr3 = PML4;
	sregs.cr4 = 1 << 5;			/* PAE */
	sregs.cr0 = 1u << 31 | 1 << 5 | 1 << 4 | 1;	/* PG, NE, ET, PE */
	sregs.efer = 1 << 10 | 1 << 8;		/* LMA, LME */
	sregs.cs = segment;
	segment.type = 3;
	segment.selector = 16;
	segment.l = 0;
	segment.db = 1;
	sregs.ds = sregs.es = sregs.fs = sregs.gs = sregs.ss = segment;
	if (ioctl(vcpu, KVM_SET_SREGS, &sregs) < 0)
		return -1;
	return ioctl(vcpu, KVM_SET_REGS, &regs);
}

static int run_code(int kvm)
{
	struct kvm_userspace_memory_region region = { .memory_size = MEMORY };
	struct kvm_run *run;
	int vm, vcpu, size;
	uint8_t *memory;

	memory = mmap(NULL, MEMORY, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED)
		return -1;
	memcpy(memory + CODE, code, sizeof(code));
	region.userspace_addr = (uintptr_t)memory;

	vm = ioctl(kvm, KVM_CREATE_VM, 0);
	if (vm < 0 || ioctl(vm, KVM_SET_USER_MEMORY_REGION, &region) < 0)
		return -1;
	vcpu = ioctl(vm, KVM_CREATE_VCPU, 0);
	size = ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
	if (vcpu < 0 || size < (int)sizeof(*run))
		return -1;
	run = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, vcpu, 0);
	if (run == MAP_FAILED || set_cpuid(kvm, vcpu) < 0 || set_long_mode(vcpu, memory) < 0)
		return -1;
	if (ioctl(vcpu, KVM_RUN, 0) < 0)
		return -1;
	if (run->exit_reason != KVM_EXIT_IO || run->io.port != PORT ||
	    ((uint8_t *)run)[run->io.data_offset] != ANSWER)
		return -1;
	return 0;
}

int main(void)
{
	int kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);

	if (kvm < 0 || ioctl(kvm, KVM_GET_API_VERSION, 0) != KVM_API_VERSION)
		return 1;
	/* The caller has its own limit: a vCPU stuck in the kernel does not see this signal. */
	alarm(2);
	return run_code(kvm) ? 1 : 0;
}
