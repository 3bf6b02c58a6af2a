# The client library for suite 2 (clients/js): its own tests, and tests of contracts run once more through it.
CLIENT_FILES   ?= $(sort $(wildcard clients/js/test/*.test.js))
CLIENT_MODULES := clients/js/node_modules/.package-lock.json
# What applications do, whatever the suite. The rest of the acceptance tests is not about messages, or about suite 1.
SUITE2_FILES   ?= $(wildcard $(addprefix tests/acceptance/,$(addsuffix .test.js,access auction cards \
    conformance-messages conformance-migration conformance-queries conformance-replies counter credit errors federated \
    health interface piggy-bank secrecy swap token)))

$(CLIENT_MODULES): clients/js/package.json clients/js/package-lock.json
	$(QUIET)cd clients/js && npm ci --silent --ignore-scripts --no-audit --no-fund
	@touch $@

.PHONY: client-test acceptance-suite2
client-test: $(PROGRAMS) $(CONTRACTS) $(ACCEPTANCE_MODULES) $(CLIENT_MODULES)
	$(QUIET)BUILD=$(BUILD) $(PYTHON) tools/test/run.py $(CLIENT_FILES)
acceptance-suite2: $(PROGRAMS) $(CONTRACTS) $(ACCEPTANCE_MODULES) $(CLIENT_MODULES)
	$(QUIET)MESSAGE_SUITE=2 BUILD=$(BUILD) $(PYTHON) tools/test/run.py $(SUITE2_FILES)
