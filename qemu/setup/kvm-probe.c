// SPDX-License-Identifier: GPL-2.0
/*
 * Exits 0 when a vCPU was seen to run code. That /dev/kvm opens, or even that a VM can be
 * created, proves nothing: there are hosts on which the vCPU then never gets anywhere.
 */
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#define PORT	0x80
#define ANSWER	42

/* 16-bit code: al = 40; al += 2; out PORT, al; hlt */
static const uint8_t code[] = { 0xb0, 0x28, 0x04, 0x02, 0xe6, PORT, 0xf4 };

static int run_code(int kvm)
{
	struct kvm_userspace_memory_region region = { .memory_size = 4096 };
	struct kvm_regs regs = { .rflags = 2 };
	struct kvm_sregs sregs;
	struct kvm_run *run;
	int vm, vcpu, size;
	void *memory;

	memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED)
		return -1;
	memcpy(memory, code, sizeof(code));
	region.userspace_addr = (uintptr_t)memory;

	vm = ioctl(kvm, KVM_CREATE_VM, 0);
	if (vm < 0 || ioctl(vm, KVM_SET_USER_MEMORY_REGION, &region) < 0)
		return -1;
	vcpu = ioctl(vm, KVM_CREATE_VCPU, 0);
	size = ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
	if (vcpu < 0 || size < (int)sizeof(*run))
		return -1;
	run = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, vcpu, 0);
	if (run == MAP_FAILED || ioctl(vcpu, KVM_GET_SREGS, &sregs) < 0)
		return -1;
	sregs.cs.base = 0;
	sregs.cs.selector = 0;
	if (ioctl(vcpu, KVM_SET_SREGS, &sregs) < 0 || ioctl(vcpu, KVM_SET_REGS, &regs) < 0)
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
