# Programs over both engines: tests/engines/README.md.
ENGINES_PROGRAM = $(QUIET)mkdir -p $(@D) && $(CC) $(CFLAGS) -I$(BUILD)/views/enclave/contract/_ $< $(ARCHIVES_enclave_contract) \
    $(LINK_enclave_contract) $(LDFLAGS) -o $@
$(BUILD)/tests/engines/%: tests/engines/%.c $(INPUT_enclave_contract)
	$(ENGINES_PROGRAM)

.PHONY: engines-agree bench-engine known-gas fuzz-contracts
engines-agree: $(BUILD)/tests/engines/agree $(BUILD)/tests/engines/random $(BUILD)/tests/engines/instrument $(CONTRACTS)
	$(QUIET)$(PYTHON) tools/test/run.py "$< tests/engines/calls.txt $(BUILD)/contracts" \
	    "$< tests/engines/modern/calls.txt tests/engines/modern" \
	    "$(BUILD)/tests/engines/random $(wildcard tests/engines/corpus/*.wasm)" \
	    "$(PYTHON) tests/engines/sequences.py $(BUILD)/tests/engines/instrument $$(echo $(BUILD)/contracts/*.wasm) \
	        $(wildcard tests/engines/modern/*.wasm tests/engines/corpus/*.wasm)"
bench-engine: $(BUILD)/tests/engines/agree $(CONTRACTS)
	$(QUIET)$< tests/engines/calls.txt $(BUILD)/contracts bench
# Whole calls in the enclave: tests/bench/README.md.
$(BUILD)/bench/enclave: tests/bench/enclave/enclave_bench.c $(INPUT_enclave_contract) $(BUILD)/lib/tests_support.a
	$(QUIET)mkdir -p $(@D) && $(CC) $(CFLAGS) -I$(BUILD)/views/enclave/contract/_ -I$(BUILD)/views/tests $< \
	    $(BUILD)/lib/tests_support.a $(ARCHIVES_enclave_contract) $(LINK_enclave_contract) -lcmocka $(LDFLAGS) -o $@
.PHONY: bench-enclave
bench-enclave: $(BUILD)/bench/enclave $(CONTRACTS)
	$(QUIET)$< $(BUILD)/contracts wasmtime
	$(QUIET)$< $(BUILD)/contracts wasmi
# The peer's engine on the contract that runs on both.
$(BUILD)/bench/wasmvm: tests/bench/wasmvm/main.go tests/bench/wasmvm/go.mod tests/bench/wasmvm/go.sum
	@mkdir -p $(@D)
	$(QUIET)cd $(<D) && go build -o $(abspath $@) .
.PHONY: bench-wasmvm
bench-wasmvm: $(BUILD)/bench/wasmvm $(CONTRACTS)
	$(QUIET)$< $(BUILD)/contracts/conformance-vanilla.wasm
known-gas: $(BUILD)/tests/engines/known_gas
	$(QUIET)$(PYTHON) tools/test/run.py "$< $(FILES)"

# Random contracts, from SEED on, for SECONDS of wall time. The generator is a Rust program of its own, built here only.
SECONDS ?= 60
SEED    ?= 1
SMITH_TARGET := $(abspath $(BUILD))/smith
$(SMITH_TARGET)/release/smith: $(wildcard tests/engines/smith/src/*.rs) tests/engines/smith/Cargo.toml tests/engines/smith/Cargo.lock
	$(QUIET)CARGO_TARGET_DIR=$(SMITH_TARGET) PATH=/usr/bin:$$PATH cargo build --quiet --release --locked \
	    --manifest-path tests/engines/smith/Cargo.toml
fuzz-contracts: $(BUILD)/tests/engines/random $(SMITH_TARGET)/release/smith
	$(QUIET)timeout $(SECONDS) $(SMITH_TARGET)/release/smith $(SEED) 0 | $< - $(SMITH_TARGET)
