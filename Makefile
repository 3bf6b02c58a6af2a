# One make for everything. `make help` lists the targets.
BUILD   ?= build
MODE    ?= release
CC      ?= gcc
ifeq ($(origin CC),default)
CC      := gcc
endif
PYTHON  ?= python3
V       ?= 0
QUIET   := $(if $(filter 1,$(V)),,@)
MAKEFLAGS += --no-builtin-rules
JOBS    ?= $(shell nproc)

WARNINGS := -Wall -Wextra -Werror -Wshadow -Wvla -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith \
            -Wwrite-strings -Wundef -Wcast-align -Wimplicit-fallthrough -Wno-unused-parameter \
            -Wno-missing-field-initializers
# An optimiser must not be able to fork the chain: overflow wraps, types may alias.
LANGUAGE := -std=gnu17 -D_GNU_SOURCE -fwrapv -fno-strict-aliasing -fno-common
# 0: an enclave for hardware, which can neither be started as a plain process nor tell what it decrypts.
SIMULATION ?= 1
HARDEN   := -fstack-protector-strong -D_FORTIFY_SOURCE=2
DETERMINISTIC_FLAGS := -mgeneral-regs-only

# What the enclave seals for itself is bound to its build id (enclave/serve/program.h).
IDENTIFY := -Wl,--build-id=sha1

ifeq ($(MODE),release)
OPTIMISE ?= -O2
MODE_CFLAGS := $(OPTIMISE) -g $(HARDEN) -ftrivial-auto-var-init=zero
LDFLAGS  := -Wl,-z,relro,-z,now $(IDENTIFY)
else ifeq ($(MODE),sanitize)
OPTIMISE ?= -O1
MODE_CFLAGS := $(OPTIMISE) -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all \
               -ftrivial-auto-var-init=pattern
LDFLAGS  := -fsanitize=address,undefined $(IDENTIFY)
else ifeq ($(MODE),fuzz)
CC       := clang-14
OPTIMISE ?= -O1
MODE_CFLAGS := $(OPTIMISE) -g -fno-omit-frame-pointer -fsanitize=address,undefined,fuzzer-no-link \
               -fno-sanitize-recover=all
LDFLAGS  := -fsanitize=address,undefined,fuzzer
else
$(error MODE is release, sanitize or fuzz)
endif
ifneq ($(findstring clang,$(CC)),)
MODE_CFLAGS += $(if $(filter release,$(MODE)),-enable-trivial-auto-var-init-zero-knowing-it-will-be-removed-from-clang)
endif
CFLAGS   := $(LANGUAGE) $(WARNINGS) $(MODE_CFLAGS) -DSECRETD_SIMULATION=$(SIMULATION) $(EXTRA_CFLAGS)

.PHONY: all help
all:

help:
	@echo "make             build secretd and secretd-enclave into build/bin"
	@echo "make run         build, then start the embedded chain (LocalSecret defaults)"
	@echo "make test        every test: unit tests under sanitizers, recorded blocks, clients, crashes"
	@echo "make acceptance  unmodified clients against the built programs"
	@echo "make client-test the client library for suite 2, in Node and in a headless browser"
	@echo "make bench       figures, with a peer's beside them where one runs here"
	@echo "make fuzz        look for new inputs; FUZZ_SECONDS=60 for each target"
	@echo "make unit        unit tests only; FOLDER=common/base for one folder"
	@echo "make format      format C sources in place;  make lint checks them and more"
	@echo "make tcb         count the trusted code"

include tools/build/engines.mk
include tools/build/schema.mk

# A change of compiler or flags rebuilds everything.
FLAGS_STAMP := $(BUILD)/flags
$(shell mkdir -p $(BUILD); echo '$(CC) $(CFLAGS)' | cmp -s - $(FLAGS_STAMP) || echo '$(CC) $(CFLAGS)' > $(FLAGS_STAMP))

UNIT_TESTS :=
# node/ holds folders of the table and files of its own; a new file needs a new link.
$(BUILD)/layers.mk: LAYERS tools/build/layers.py $(SCHEMA_STAMP) $(wildcard node/*.h)
	$(QUIET)$(PYTHON) tools/build/layers.py LAYERS $(BUILD) > $@.new && mv $@.new $@
include $(BUILD)/layers.mk

SUPPORT_SOURCES := $(wildcard tests/support/*.c)
SUPPORT_OBJECTS := $(SUPPORT_SOURCES:%.c=$(BUILD)/obj/%.o)
$(BUILD)/obj/tests/support/%.o: tests/support/%.c $(FLAGS_STAMP)
	@mkdir -p $(@D)
	$(QUIET)$(CC) $(CFLAGS) -I$(BUILD)/views/node/_ -I$(BUILD)/views/tests -MMD -MP -c $< -o $@
$(BUILD)/lib/tests_support.a: $(SUPPORT_OBJECTS)
	@mkdir -p $(@D)
	@rm -f $@
	$(QUIET)$(AR) rcsD $@ $(SUPPORT_OBJECTS)
-include $(SUPPORT_OBJECTS:.o=.d)

$(BUILD)/bin/secretd: $(INPUT_node)
	@mkdir -p $(@D)
	$(QUIET)$(CC) $(CFLAGS) $(ARCHIVES_node) $(LINK_node) $(LDFLAGS) -o $@
$(BUILD)/bin/secretd-enclave: $(INPUT_enclave_serve)
	@mkdir -p $(@D)
	$(QUIET)$(CC) $(CFLAGS) $(ARCHIVES_enclave_serve) $(LINK_enclave_serve) $(LDFLAGS) -o $@
# These tests start the enclave program.
$(filter $(BUILD)/tests/node/enclave_link/%,$(UNIT_TESTS)): $(BUILD)/bin/secretd-enclave

include tools/build/fuzz.mk
include tools/build/store.mk
include tools/build/contracts.mk
include tools/build/engine_tests.mk
include tools/build/acceptance.mk
include tools/build/clients.mk
include tools/build/scenarios.mk

# What the tests need built the ordinary way: the programs and the example contracts.
.PHONY: all run test acceptance bench lint tcb install
all: $(BUILD)/bin/secretd $(BUILD)/bin/secretd-enclave

run: all
	$(BUILD)/bin/secretd start $(ARGS)

# Each suite ends with `N passed, N failed`; the sums are the last line of the whole. They follow each other, because the
# second would measure and wait beside the first.
test:
	$(QUIET)$(MAKE) -s -j$(JOBS) all contracts
	$(QUIET)$(PYTHON) tools/test/run.py --suites unit='$(MAKE) -s -j$(JOBS) unit' roundtrip='$(MAKE) -s roundtrip' \
	    ics23='$(MAKE) -s ics23' engines='$(MAKE) -s engines-agree' contracts='$(MAKE) -s contracts-test' \
	    acceptance='$(MAKE) -s acceptance' client='$(MAKE) -s client-test' suite2='$(MAKE) -s acceptance-suite2' \
	    scenarios='$(MAKE) -s scenarios'

bench: all contracts
	$(QUIET)$(MAKE) -s bench-iavl bench-engine bench-enclave bench-wasmvm bench-wasmd bench-load

lint:
	$(QUIET)$(PYTHON) tools/lint/lint.py

tcb: $(BUILD)/bin/secretd-enclave
	$(QUIET)$(PYTHON) tools/tcb/count.py $(BUILD) $(ARCHIVES_enclave_serve)

PREFIX ?= /usr/local
install: all
	install -D -m 755 $(BUILD)/bin/secretd $(DESTDIR)$(PREFIX)/bin/secretd
	install -D -m 755 $(BUILD)/bin/secretd-enclave $(DESTDIR)$(PREFIX)/bin/secretd-enclave

.PHONY: unit unit-run
UNIT_SELECTED = $(if $(FOLDER),$(filter $(BUILD)/tests/$(FOLDER)/%,$(UNIT_TESTS)),$(UNIT_TESTS))
unit-run: $(UNIT_SELECTED) $(if $(FOLDER),,$(FUZZ_REPLAY))
	$(QUIET)$(PYTHON) tools/test/run.py $(UNIT_SELECTED) $(if $(FOLDER),,$(FUZZ_REPLAY))
unit:
	$(QUIET)$(MAKE) MODE=sanitize BUILD=$(BUILD)/sanitize FOLDER=$(FOLDER) unit-run

.PHONY: format
format:
	$(QUIET)git ls-files '*.c' '*.h' | xargs clang-format-14 -i

# The template is part of the object, which the compiler's dependency file does not know.
$(BUILD)/obj/node/localnet/genesis.o: node/localnet/genesis.json
