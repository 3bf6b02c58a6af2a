# The wasm engines: one Rust archive with both C interfaces (engines/README.md). It takes minutes to build and
# changes with its lock file only, so that every BUILD and MODE shares one, named by the hash of its sources.
ENGINES_CACHE   ?= build/engines
ENGINES_SOURCES := engines/Cargo.toml engines/Cargo.lock engines/build.rs engines/src/lib.rs
ENGINES_HOME    := $(abspath $(ENGINES_CACHE))/$(shell cat $(ENGINES_SOURCES) | sha256sum | cut -c1-16)
ENGINES_LIB     := $(ENGINES_HOME)/libengines.a

# The C headers of the engines exist for these two files only. They have floating-point members, which the
# flag of deterministic folders refuses.
FLAGS_enclave/contract/engine_wasmtime := -isystem $(ENGINES_HOME)/include/wasmtime
FLAGS_enclave/contract/engine_wasmi    := -isystem $(ENGINES_HOME)/include/wasmi
FLOATING_HEADERS := enclave/contract/engine_wasmtime enclave/contract/engine_wasmi
$(BUILD)/obj/enclave/contract/engine_wasmtime.o $(BUILD)/obj/enclave/contract/engine_wasmi.o: | $(ENGINES_LIB)

$(ENGINES_LIB):
	@echo "building the wasm engines once (some minutes)"
	$(QUIET)tools/build/engines.sh $(ENGINES_HOME)
