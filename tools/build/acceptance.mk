# Tests and measurements through public ports: unmodified clients against the built programs.
ACCEPTANCE_FILES   ?= $(sort $(wildcard tests/acceptance/*.test.js))
ACCEPTANCE_MODULES := tests/acceptance/node_modules/.package-lock.json
GRPCURL            := $(BUILD)/tools/grpcurl

# tools/setup puts a Go there when the machine has none that is new enough.
export PATH := $(abspath build/tools/bin):$(PATH)

# Nothing of the packages needs its install scripts; they would run foreign code on the machine.
$(ACCEPTANCE_MODULES): tests/acceptance/package.json tests/acceptance/package-lock.json
	$(QUIET)cd tests/acceptance && npm ci --silent --ignore-scripts --no-audit --no-fund
	@touch $@
$(GRPCURL): tests/acceptance/tools/go.mod tests/acceptance/tools/go.sum
	@mkdir -p $(@D)
	$(QUIET)cd tests/acceptance/tools && go build -o $(abspath $@) github.com/fullstorydev/grpcurl/cmd/grpcurl

LIGHTCLIENT := $(BUILD)/tools/lightclient
$(LIGHTCLIENT): tests/lightclient/main.go tests/lightclient/go.mod tests/lightclient/go.sum
	@mkdir -p $(@D)
	$(QUIET)cd tests/lightclient && go build -o $(abspath $@) .

PROGRAMS := $(BUILD)/bin/secretd $(BUILD)/bin/secretd-enclave
.PHONY: acceptance contracts-test bench-load
acceptance: $(PROGRAMS) $(CONTRACTS) $(ACCEPTANCE_MODULES) $(GRPCURL) $(LIGHTCLIENT)
	$(QUIET)BUILD=$(BUILD) $(PYTHON) tools/test/run.py $(ACCEPTANCE_FILES)

# The contracts' own unit tests run when the contracts have changed; their result is kept.
$(CONTRACTS_HOME)/tests.log:
	@mkdir -p $(@D)
	$(QUIET)tools/build/contracts.sh test $(abspath $(CONTRACTS_CACHE))/target >$@.new 2>&1 || { cat $@.new; exit 1; }
	@mv $@.new $@
contracts-test: $(CONTRACTS_HOME)/tests.log $(C_CONTRACT_TESTS)
	$(QUIET)$(PYTHON) tools/test/run.py 'cat $<' $(C_CONTRACT_TESTS)

bench-load: $(PROGRAMS) $(CONTRACTS) $(ACCEPTANCE_MODULES)
	$(QUIET)BUILD=$(BUILD) node tests/bench/load.js $(LOAD)
# A whole node of the peer beside ours. The first build takes minutes, and needs the Go module proxy.
.PHONY: bench-wasmd
bench-wasmd: $(PROGRAMS) $(CONTRACTS) $(ACCEPTANCE_MODULES)
	@mkdir -p $(BUILD)/bench
	$(QUIET)tests/bench/wasmd/build.sh $(BUILD)/bench; case $$? in \
	    0) BUILD=$(BUILD) node tests/bench/wasmd/compare.js $(WASMD) ;; 3) ;; *) exit 1 ;; esac
