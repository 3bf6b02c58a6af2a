# The example and test contracts, as $(BUILD)/contracts/NAME.wasm (contracts/README.md). They take minutes to build the first time
# and change with their sources only, so that every BUILD and MODE shares one build, named by the hash of its sources.
CONTRACTS_CACHE   ?= build/cache/contracts
CONTRACTS_SOURCES := $(sort $(shell find contracts -name target -prune -o \
    \( -name '*.rs' -o -name '*.toml' -o -name Cargo.lock -o -name '*.wat' -o -name '*.[ch]' \) -print)) tools/build/contracts.sh
CONTRACTS_HASH    := $(shell cat $(CONTRACTS_SOURCES) | sha256sum | cut -c1-16)
CONTRACTS_HOME    := $(abspath $(CONTRACTS_CACHE))/$(CONTRACTS_HASH)
CONTRACTS         := $(BUILD)/contracts/$(CONTRACTS_HASH)

# A file named by the hash stands for the set: a test that needs contracts depends on $(CONTRACTS).
$(CONTRACTS): | $(CONTRACTS_HOME)/complete
	@mkdir -p $(@D)
	@rm -f $(@D)/*
	$(QUIET)cp $(CONTRACTS_HOME)/*.wasm $(@D)/ && touch $@
$(CONTRACTS_HOME)/complete:
	@echo "building the contracts (minutes the first time)"
	$(QUIET)tools/build/contracts.sh build $(CONTRACTS_HOME) $(abspath $(CONTRACTS_CACHE))/target

.PHONY: contracts
contracts: $(CONTRACTS)

# The C library's and the C contracts' own unit tests, built for this machine.
C_CONTRACT_TESTS := $(patsubst contracts/c/%.c,$(BUILD)/tests/contracts/%,$(wildcard contracts/c/*/*_test.c))
$(C_CONTRACT_TESTS): $(BUILD)/tests/contracts/%: contracts/c/%.c $(wildcard contracts/c/*/*.[ch]) $(FLAGS_STAMP)
	@mkdir -p $(@D)
	$(QUIET)$(CC) -std=gnu17 -g -O1 -Wall -Wextra -Werror -Wno-unused-parameter -fsanitize=address,undefined \
	    -fno-sanitize-recover=all -Icontracts/c $< -lcmocka -o $@
