# Proofs checked by a JavaScript library, and the trees beside Go's: programs over node/store/tree.
STORE_PROGRAM = $(QUIET)mkdir -p $(@D) && $(CC) $(CFLAGS) -I$(BUILD)/views/node/store/tree/_ $< $(ARCHIVES_node_store_tree) \
    $(LINK_node_store_tree) $(LDFLAGS) -o $@
$(BUILD)/tests/ics23/dump_proofs: tests/ics23/dump_proofs.c $(INPUT_node_store_tree)
	$(STORE_PROGRAM)
$(BUILD)/bench/iavl: tests/bench/iavl/iavl_bench.c $(INPUT_node_store_tree)
	$(STORE_PROGRAM)
$(BUILD)/bench/iavl_go: tests/bench/iavl/go/main.go tests/bench/iavl/go/go.mod tests/bench/iavl/go/go.sum
	@mkdir -p $(@D)
	$(QUIET)cd $(<D) && go build -o $(abspath $@) .

.PHONY: ics23 bench-iavl
ics23: $(BUILD)/tests/ics23/dump_proofs
	$(QUIET)[ -d tests/ics23/node_modules ] || (cd tests/ics23 && npm ci --silent --ignore-scripts --no-audit --no-fund)
	$(QUIET)DUMP_PROOFS=$(abspath $<) $(PYTHON) tools/test/run.py \
	    'node --test --test-reporter=tap tests/ics23/verify.mjs'
bench-iavl: $(BUILD)/bench/iavl $(BUILD)/bench/iavl_go
	$(QUIET)$(PYTHON) tests/bench/iavl/compare.py $^
