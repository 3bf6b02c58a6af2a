# Programs over both engines: tests/engines/README.md.
ENGINES_PROGRAM = $(QUIET)mkdir -p $(@D) && $(CC) $(CFLAGS) -I$(BUILD)/views/enclave/contract/_ $< $(ARCHIVES_enclave_contract) \
    $(LINK_enclave_contract) $(LDFLAGS) -o $@
$(BUILD)/tests/engines/%: tests/engines/%.c $(INPUT_enclave_contract)
	$(ENGINES_PROGRAM)

.PHONY: engines-agree bench-engine known-gas
engines-agree: $(BUILD)/tests/engines/agree $(CONTRACTS)
	$(QUIET)$(PYTHON) tools/test/run.py "$< tests/engines/calls.txt $(BUILD)/contracts"
bench-engine: $(BUILD)/tests/engines/agree $(CONTRACTS)
	$(QUIET)$< tests/engines/calls.txt $(BUILD)/contracts bench
known-gas: $(BUILD)/tests/engines/known_gas
	$(QUIET)$(PYTHON) tools/test/run.py "$< $(FILES)"
