# Real processes under bad conditions (tests/scenarios/README.md).
CRASHES ?= --node 4 --enclave 2
SANITIZED := $(BUILD)/sanitize/bin/secretd

HARDWARE  := $(BUILD)/hardware/bin/secretd-enclave

.PHONY: scenarios crash sanitized hardware builds
sanitized:
	$(QUIET)$(MAKE) -s -j$(JOBS) MODE=sanitize BUILD=$(BUILD)/sanitize all
hardware:
	$(QUIET)$(MAKE) -s -j$(JOBS) SIMULATION=0 BUILD=$(BUILD)/hardware $(HARDWARE)
scenarios: $(PROGRAMS) $(CONTRACTS) $(ACCEPTANCE_MODULES) sanitized hardware
	$(QUIET)BUILD=$(abspath $(BUILD)) $(PYTHON) tools/test/run.py --jobs 1 \
	    '$(PYTHON) tests/scenarios/crash.py $(BUILD)/bin/secretd $(CRASHES)' \
	    '$(PYTHON) tests/scenarios/builds.py $(BUILD)/bin/secretd sanitizers=$(SANITIZED)' \
	    '$(PYTHON) tests/scenarios/hardware.py $(BUILD)/bin/secretd-enclave $(HARDWARE)'
crash: $(PROGRAMS) $(CONTRACTS) $(ACCEPTANCE_MODULES)
	$(QUIET)BUILD=$(abspath $(BUILD)) $(PYTHON) tests/scenarios/crash.py $(BUILD)/bin/secretd $(CRASHES)

# Every build that must give one app hash: NAME and how it is made.
VARIANTS       := gcc-O0 gcc-O3 clang-O2
VARIANT_gcc-O0   := CC=gcc OPTIMISE=-O0 HARDEN=
VARIANT_gcc-O3   := CC=gcc OPTIMISE=-O3
VARIANT_clang-O2 := CC=clang-14 OPTIMISE=-O2
.PHONY: $(VARIANTS)
$(VARIANTS):
	$(QUIET)$(MAKE) -s -j$(JOBS) $(VARIANT_$@) BUILD=$(BUILD)/variants/$@ all
builds: $(PROGRAMS) $(CONTRACTS) $(ACCEPTANCE_MODULES) sanitized $(VARIANTS)
	$(QUIET)BUILD=$(abspath $(BUILD)) $(PYTHON) tests/scenarios/builds.py --seconds 20 $(BUILD)/bin/secretd \
	    $(foreach variant,$(VARIANTS),$(variant)=$(BUILD)/variants/$(variant)/bin/secretd) sanitizers=$(SANITIZED)
