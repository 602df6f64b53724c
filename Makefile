# SPDX-License-Identifier: GPL-2.0
#
# User space, and the front door.  A newcomer types `make run` or `make check`;
# both set up what they need first.  The kernel modules are built by Kbuild,
# through qemu/setup/guest, once for each kernel.

VERSION   := 0.1.0
B         := build
CC        ?= cc
CFLAGS    ?= -O2 -g
WARN      := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes
TRACE_CFLAGS := $(shell pkg-config --cflags libtracecmd libtraceevent 2>/dev/null)
CPPFLAGS  += -D_GNU_SOURCE -Ianalyzer -Iqemu -Iinjector -Idmatest-drv -Idmatest-drv/uapi -Itests \
	     $(TRACE_CFLAGS) -DDMS_VERSION='"$(VERSION)"'
ALLFLAGS   = -std=gnu11 $(WARN) $(CPPFLAGS) $(CFLAGS) -MMD -MP
SANITIZE  := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer

LIBS      := -ljansson -lz -llzma -lzstd -lbz2 -lpthread \
	     $(shell pkg-config --libs libtracecmd libtraceevent 2>/dev/null)

prefix    ?= /usr/local
DATA       = $(DESTDIR)$(prefix)/share/dmascope

# What `make run` and `make check` run; PLATFORMS=vtd KERNEL=stock ... to choose.
PLATFORMS ?= vtd,vtd-fs,virtio-iommu,swiotlb,none
KERNEL    ?= 6.12-x86_64-lean

.PHONY: all
all: $(B)/dmascope guest-tools

include analyzer/analyzer.mk
include qemu/runner/runner.mk
include injector/host/host.mk
include dmatest-drv/dmactl/dmactl.mk

# One set of objects per way of compiling: plain, sanitized, static for the guest.
LIB_SRCS  := $(sort $(BASE_SRCS) $(ANALYZER_SRCS) $(RUNNER_SRCS) $(HOST_SRCS) $(DMACTL_HOST_SRCS))
lib_objs   = $(patsubst %.c,$(B)/$(1)/%.o,$(LIB_SRCS))

$(B)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALLFLAGS) -c -o $@ $<

$(B)/asan/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALLFLAGS) $(SANITIZE) -c -o $@ $<

$(B)/obj/libdmascope.a: $(call lib_objs,obj)
	@rm -f $@
	$(AR) rcs $@ $^

$(B)/asan/libdmascope.a: $(call lib_objs,asan)
	@rm -f $@
	$(AR) rcs $@ $^

$(B)/dmascope: $(patsubst %.c,$(B)/obj/%.o,$(CLI_SRCS)) $(B)/obj/libdmascope.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

$(B)/dmascope-asan: $(patsubst %.c,$(B)/asan/%.o,$(CLI_SRCS)) $(B)/asan/libdmascope.a
	$(CC) $(SANITIZE) -o $@ $^ $(LIBS)

# The guest's tools, static, for each architecture that a guest can have.  Those of this machine
# are part of `all`; the others are built when a guest first wants them.
HOST_ARCH := $(shell uname -m)
GUEST_ARCHES := x86_64 aarch64

.PHONY: guest-tools
guest-tools: guest-tools-$(HOST_ARCH)

define guest_tools
GUEST_CC_$(1) := $(if $(filter $(1),$(HOST_ARCH)),$(CC),$(1)-linux-gnu-gcc)

$(B)/static/$(1)/%.o: %.c
	@mkdir -p $$(@D)
	$$(GUEST_CC_$(1)) $$(ALLFLAGS) -c -o $$@ $$<

$(B)/guest-tools/$(1)/dmactl: $(patsubst %.c,$(B)/static/$(1)/%.o,$(DMACTL_SRCS))
$(B)/guest-tools/$(1)/agent: $(patsubst %.c,$(B)/static/$(1)/%.o,$(AGENT_SRCS))
$(B)/guest-tools/$(1)/dmafuzz: $(patsubst %.c,$(B)/static/$(1)/%.o,$(DMAFUZZ_SRCS))
$(B)/guest-tools/$(1)/%:
	@mkdir -p $$(@D)
	$$(GUEST_CC_$(1)) $(CFLAGS) -static -o $$@ $$^ -lpthread

.PHONY: guest-tools-$(1)
guest-tools-$(1): $(addprefix $(B)/guest-tools/$(1)/,dmactl agent dmafuzz)
endef
$(foreach arch,$(GUEST_ARCHES),$(eval $(call guest_tools,$(arch))))

# A 32-bit program for 64-bit kernels, without a C library: dmatest-drv/ia32.
guest-tools-x86_64: $(B)/guest-tools/x86_64/ia32
$(B)/guest-tools/x86_64/ia32: dmatest-drv/ia32/ia32.c dmatest-drv/uapi/dmascope.h
	@mkdir -p $(@D)
	$(GUEST_CC_x86_64) -m32 -std=gnu11 $(WARN) -O1 -ffreestanding -fno-pie -no-pie -nostdlib -static \
		-fno-stack-protector -fno-tree-loop-distribute-patterns -mno-sse -Idmatest-drv/uapi \
		-idirafter /usr/include/$(shell $(GUEST_CC_x86_64) -print-multiarch) -o $@ $<

# ---- the two commands ---------------------------------------------------------

.PHONY: run check check-all
run:
	@qemu/setup/host-packages
	@$(MAKE) --no-print-directory -j$$(nproc) all
	@$(B)/dmascope run --platform $(PLATFORMS) --kernel $(KERNEL)

check:
	@qemu/setup/host-packages check
	@$(MAKE) --no-print-directory -j$$(nproc) all tests
	@tests/run.sh

# every platform with every kernel, too: hours where check takes minutes
check-all:
	@qemu/setup/host-packages check
	@$(MAKE) --no-print-directory -j$$(nproc) all tests
	@tests/run.sh everything

# each DMA call of the kernel's own drivers fails once, where most is watched: hours
DRIVERS ?= all
SWEEP_KERNEL ?= 6.12-x86_64-sweep

.PHONY: sweep
sweep:
	@qemu/setup/host-packages
	@$(MAKE) --no-print-directory -j$$(nproc) all
	@$(B)/dmascope sweep --driver $(DRIVERS) --kernel $(SWEEP_KERNEL)

# ---- tests --------------------------------------------------------------------

TEST_SRCS := $(wildcard tests/*/test_*.c)
TEST_BINS := $(patsubst tests/%.c,$(B)/tests/%,$(TEST_SRCS))

.PHONY: tests check-corpus
tests: $(TEST_BINS) $(B)/dmascope-asan $(B)/tests/analyzer/corpus \
	$(B)/tests/analyzer/coverage $(B)/tests/analyzer/coverage_warns

# Real logs that are not part of the project: make check-corpus CORPUS=folder
CORPUS ?= ../shared/corpus
check-corpus: $(B)/tests/analyzer/corpus
	@$< $(CORPUS) -v

$(B)/tests/%: $(B)/asan/tests/%.o $(B)/asan/libdmascope.a
	@mkdir -p $(@D)
	$(CC) $(SANITIZE) -o $@ $^ $(LIBS)

# The modules against every kernel version and architecture that is described, for minutes.
.PHONY: compat
compat:
	@qemu/setup/host-packages
	@tests/compat/compat.sh

# The KUnit suites from a kernel tree, by the kernel's own kunit.py, on user-mode Linux.
.PHONY: kunitpy
kunitpy:
	@qemu/setup/host-packages
	@tests/compat/kunitpy.sh

# ---- measuring ----------------------------------------------------------------

# Which lines of the kernel modules are carried out: builds a kernel that counts, for minutes.
.PHONY: coverage
coverage:
	@qemu/setup/host-packages
	@$(MAKE) --no-print-directory -j$$(nproc) all
	@bash tests/coverage/coverage.sh

.PHONY: bench
bench: $(B)/dmascope $(B)/tests/bench/mklog $(B)/tests/bench/measure
	@qemu/setup/host-packages bench
	@tests/bench/bench.sh

# What the injector costs, in one guest; its table is kept in docs/injector.md.
.PHONY: bench-inject
bench-inject:
	@qemu/setup/host-packages
	@$(MAKE) --no-print-directory -j$$(nproc) all
	@tests/bench/inject.sh

$(B)/tests/bench/%: $(B)/obj/tests/bench/%.o $(B)/obj/libdmascope.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -o $@ $^ $(LIBS)

include tests/fuzz/fuzz.mk

# ---- documents written from the tables ------------------------------------------

.PHONY: docs
docs: $(B)/dmascope
	$(B)/dmascope catalogue >docs/messages.md
	mkdir -p docs/causes
	rm -f docs/causes/*.md
	for c in $$($(B)/dmascope explain --causes); do \
		$(B)/dmascope explain --markdown $$c >docs/causes/$$c.md || exit 1; \
	done
	$(MAKE) --no-print-directory guest-tools
	$(B)/guest-tools/$(HOST_ARCH)/dmactl --man | sed -e '/^@OPS@$$/{r /dev/stdin' -e 'd}' \
		docs/man/dmactl.1.in >docs/man/dmactl.1

# ---- the rest -----------------------------------------------------------------

.PHONY: install clean
install: all
	install -d $(DESTDIR)$(prefix)/bin $(DATA)/build
	install -m 755 $(B)/dmascope $(DESTDIR)$(prefix)/bin/dmascope
	install -m 755 $(B)/guest-tools/$(HOST_ARCH)/dmactl $(DESTDIR)$(prefix)/bin/dmactl
	cp -r Kbuild dmatest-drv injector kunit qemu scenarios $(DATA)/
	cp -r $(B)/guest-tools $(DATA)/build/

clean:
	rm -rf $(B)

.SECONDARY:
-include $(shell find $(B) -name '*.d' 2>/dev/null)
