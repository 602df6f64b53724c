# SPDX-License-Identifier: GPL-2.0
# What a machine needs before anything is built or run; each is a fast no-op when all is there.
SETUP := qemu/setup

.PHONY: setup-run setup-check
setup-run:
	@$(SETUP)/host-packages
	@$(SETUP)/qemu >/dev/null
	@$(SETUP)/kernel $(or $(KERNEL),6.12-x86_64-lean) >/dev/null

setup-check:
	@$(SETUP)/host-packages check
