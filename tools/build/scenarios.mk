# Real processes under bad conditions (tests/scenarios/README.md).
CRASHES ?= --node 4 --enclave 2
.PHONY: scenarios crash
scenarios: $(PROGRAMS) $(CONTRACTS) $(ACCEPTANCE_MODULES)
	$(QUIET)BUILD=$(abspath $(BUILD)) $(PYTHON) tools/test/run.py --jobs 1 \
	    '$(PYTHON) tests/scenarios/crash.py $(BUILD)/bin/secretd $(CRASHES)'
crash: $(PROGRAMS) $(CONTRACTS) $(ACCEPTANCE_MODULES)
	$(QUIET)BUILD=$(abspath $(BUILD)) $(PYTHON) tests/scenarios/crash.py $(BUILD)/bin/secretd $(CRASHES)
