# The example and test contracts, as $(BUILD)/contracts/NAME.wasm (contracts/README.md). They take minutes to build the first time
# and change with their sources only, so that every BUILD and MODE shares one build, named by the hash of its sources.
CONTRACTS_CACHE   ?= build/cache/contracts
CONTRACTS_SOURCES := $(sort $(shell find contracts -name target -prune -o \
    \( -name '*.rs' -o -name '*.toml' -o -name Cargo.lock -o -name '*.wat' \) -print)) tools/build/contracts.sh
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
