# SPDX-License-Identifier: GPL-2.0
# Fuzz targets (docs/fuzzing.md).  `make fuzz` links them with clang's libFuzzer; `make tests` links
# the same files with a driver that needs no clang and that tests/fuzz/test_fuzz.sh runs.

FUZZ_ALL     := $(sort $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c)))
FUZZ_TARGETS ?= $(FUZZ_ALL)
FUZZ_SECONDS ?= 600
FUZZ_CC      ?= clang
# Comparisons are not traced: the search makes one for every byte, and targets would be five times
# slower; the dictionary and mutate.c know what inputs are compared with.
FUZZ_FLAGS   := -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all \
		-fno-sanitize-coverage=trace-cmp -fno-omit-frame-pointer

# Kinds whose inputs are logs: mutated with lines from the catalogue's formats.
FUZZ_LOGS    := counters dump explain log pieces report sieve
FUZZ_SHARED  := $(addprefix tests/fuzz/,page.c support.c writers.c) \
	$(filter-out analyzer/cli/main.c,$(CLI_SRCS))

# fuzz_objs KIND FLAVOUR: what a target is made of beside the library
fuzz_objs = $(patsubst %.c,$(B)/$(2)/%.o,tests/fuzz/fuzz_$(1).c $(FUZZ_SHARED) \
	$(if $(filter $(1),$(FUZZ_LOGS)),tests/fuzz/mutate.c tests/fuzz/render.c))

$(B)/fuzz/obj/%.o: %.c
	@mkdir -p $(@D)
	$(FUZZ_CC) $(ALLFLAGS) $(FUZZ_FLAGS) -c -o $@ $<

$(B)/fuzz/obj/libdmascope.a: $(call lib_objs,fuzz/obj)
	@rm -f $@
	$(AR) rcs $@ $^

define fuzz_rules
$(B)/fuzz/$(1): $(call fuzz_objs,$(1),fuzz/obj) $(B)/fuzz/obj/libdmascope.a
	$$(FUZZ_CC) $$(FUZZ_FLAGS) -fsanitize=fuzzer -o $$@ $$^ $$(LIBS)

$(B)/tests/fuzz/fuzz_$(1): $(call fuzz_objs,$(1),asan) $(B)/asan/tests/fuzz/replay.o \
		$(B)/asan/libdmascope.a
	@mkdir -p $$(@D)
	$$(CC) $$(SANITIZE) -o $$@ $$^ $$(LIBS)
endef
$(foreach t,$(FUZZ_ALL),$(eval $(call fuzz_rules,$(t))))

$(B)/fuzz/dictionary: $(B)/obj/tests/fuzz/dictionary.o $(B)/obj/libdmascope.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

$(B)/fuzz/catalogue.dict: $(B)/fuzz/dictionary
	$< >$@

tests: $(addprefix $(B)/tests/fuzz/fuzz_,$(FUZZ_ALL))

.PHONY: fuzz fuzz-targets
fuzz-targets: $(B)/fuzz/catalogue.dict $(addprefix $(B)/fuzz/,$(FUZZ_TARGETS))

fuzz:
	@qemu/setup/host-packages fuzz
	@$(MAKE) --no-print-directory -s -j$$(nproc) fuzz-targets
	@tests/fuzz/fuzz.sh $(FUZZ_SECONDS) $(FUZZ_TARGETS)

# The driver's interface, in a guest that watches itself: make fuzz-driver FUZZ_SECONDS=3600
.PHONY: fuzz-driver
fuzz-driver: KERNEL := 6.12-x86_64-debug
fuzz-driver: PLATFORM ?= vtd
fuzz-driver:
	@qemu/setup/host-packages
	@$(MAKE) --no-print-directory -s -j$$(nproc) all
	@tests/fuzz/driver.sh $(FUZZ_SECONDS) $(PLATFORM) $(KERNEL) $(FUZZ_SEED)
