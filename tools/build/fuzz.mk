# Fuzz targets: tests/fuzz/NAME_fuzz.c against one folder's library, corpus in tests/fuzz/corpus/NAME.
# In sanitize mode each target is also a test that replays its corpus; in fuzz mode it is a libFuzzer program.
FUZZ_TABLE := $(shell sed -e 's/\#.*//' -e 's/[[:space:]][[:space:]]*/:/' tests/fuzz/targets)
FUZZ_NAMES := $(foreach entry,$(FUZZ_TABLE),$(firstword $(subst :, ,$(entry))))
FUZZ_SECONDS ?= 60

define FUZZ_RULES
FUZZ_REPLAY += $(BUILD)/tests/fuzz/$(1)_replay
$(BUILD)/tests/fuzz/$(1)_replay: tests/fuzz/$(1)_fuzz.c tests/fuzz/replay.c $(BUILD)/lib/tests_support.a $$(INPUT_$(3))
	@mkdir -p $$(@D)
	$$(QUIET)$$(CC) $$(CFLAGS) -Wno-missing-prototypes -DFUZZ_NAME='"$(1)"' -I$(BUILD)/views/$(2)/_ \
	    -I$(BUILD)/views/tests -MMD -MP $$(filter %.c,$$^) $(BUILD)/lib/tests_support.a $$(ARCHIVES_$(3)) $$(LINK_$(3)) $$(LDFLAGS) -o $$@
$(BUILD)/fuzz/$(1): tests/fuzz/$(1)_fuzz.c $(BUILD)/lib/tests_support.a $$(INPUT_$(3))
	@mkdir -p $$(@D)
	$$(QUIET)$$(CC) $$(CFLAGS) -Wno-missing-prototypes -I$(BUILD)/views/$(2)/_ \
	    -I$(BUILD)/views/tests $$< $(BUILD)/lib/tests_support.a $$(ARCHIVES_$(3)) $$(LINK_$(3)) $$(LDFLAGS) -o $$@
endef
$(foreach entry,$(FUZZ_TABLE),$(eval $(call FUZZ_RULES,$(word 1,$(subst :, ,$(entry))),$(word 2,$(subst :, ,$(entry))),$(subst /,_,$(word 2,$(subst :, ,$(entry)))))))

# What a run finds out lies in $(BUILD)/corpus; fuzz-merge keeps of it and of the corpus here the fewest inputs that reach
# as much. Files with names of their own stay.
FUZZ_TARGETS ?= $(FUZZ_NAMES)
.PHONY: fuzz fuzz-run fuzz-merge fuzz-merge-run
fuzz-run: $(FUZZ_TARGETS:%=$(BUILD)/fuzz/%)
	$(QUIET)for name in $(FUZZ_TARGETS); do \
	    echo "fuzzing $$name for $(FUZZ_SECONDS) s"; mkdir -p $(BUILD)/corpus/$$name tests/fuzz/corpus/$$name; \
	    $(BUILD)/fuzz/$$name -max_total_time=$(FUZZ_SECONDS) -rss_limit_mb=4096 -timeout=20 -print_final_stats=1 \
	        -artifact_prefix=$(BUILD)/fuzz/$$name- $(BUILD)/corpus/$$name tests/fuzz/corpus/$$name 2>$(BUILD)/fuzz/$$name.log \
	        || { tail -40 $(BUILD)/fuzz/$$name.log; exit 1; }; \
	    grep -E 'number_of_executed_units|new_units' $(BUILD)/fuzz/$$name.log; done
fuzz-merge-run: $(FUZZ_TARGETS:%=$(BUILD)/fuzz/%)
	$(QUIET)for name in $(FUZZ_TARGETS); do \
	    rm -rf $(BUILD)/merged; mkdir -p $(BUILD)/merged $(BUILD)/corpus/$$name; \
	    $(BUILD)/fuzz/$$name -merge=1 $(BUILD)/merged tests/fuzz/corpus/$$name $(BUILD)/corpus/$$name \
	        2>$(BUILD)/fuzz/$$name.log || { tail -40 $(BUILD)/fuzz/$$name.log; exit 1; }; \
	    find tests/fuzz/corpus/$$name -regextype posix-extended -regex '.*/[0-9a-f]{40}' -delete; \
	    mv $(BUILD)/merged/* tests/fuzz/corpus/$$name/; done
fuzz fuzz-merge:
	$(QUIET)$(MAKE) MODE=fuzz BUILD=$(BUILD)/fuzzing $@-run
