# Generated code: schema/*.proto -> protoc descriptor set -> tools/schema/generate.py -> $(BUILD)/generated/schema.
PROTOC        ?= protoc
SCHEMA_STAMP  := $(BUILD)/generated/schema/stamp
SCHEMA_PROTOS := $(sort $(shell find schema -name '*.proto'))
SCHEMA_TOOLS  := $(wildcard tools/schema/*.py)

# The list of files is an input of its own: a .proto that was removed must make its code go away.
SCHEMA_LIST   := $(BUILD)/generated/schema/files
$(shell mkdir -p $(BUILD)/generated/schema; echo '$(SCHEMA_PROTOS)' | cmp -s - $(SCHEMA_LIST) || \
    echo '$(SCHEMA_PROTOS)' > $(SCHEMA_LIST))

$(SCHEMA_STAMP): $(SCHEMA_PROTOS) $(SCHEMA_TOOLS) $(SCHEMA_LIST) schema/groups.txt
	$(QUIET)$(PROTOC) --proto_path=schema --proto_path=/usr/include --include_imports \
	    --descriptor_set_out=$(@D)/descriptors.pb $(SCHEMA_PROTOS:schema/%=%)
	$(QUIET)PYTHONDONTWRITEBYTECODE=1 $(PYTHON) tools/schema/generate.py $(@D)/descriptors.pb \
	    schema/groups.txt $(@D)
	@touch $@

# Every message against the codecs that the clients ship (tests/roundtrip).
ROUNDTRIP_HARNESS  := $(BUILD)/tests/roundtrip/harness
ROUNDTRIP_ARCHIVES := $(BUILD)/lib/schema_chain.a $(BUILD)/lib/schema_core.a $(BUILD)/lib/common_encoding.a \
                      $(BUILD)/lib/common_base.a
$(ROUNDTRIP_HARNESS): tests/roundtrip/harness.c $(ROUNDTRIP_ARCHIVES)
	@mkdir -p $(@D)
	$(QUIET)$(CC) $(CFLAGS) -I$(BUILD)/views/node/chain/_ $< $(ROUNDTRIP_ARCHIVES) $(LDFLAGS) -o $@

tests/roundtrip/node_modules/.package-lock.json: tests/roundtrip/package-lock.json
	$(QUIET)cd tests/roundtrip && npm ci --ignore-scripts --no-audit --no-fund --silent && touch node_modules/.package-lock.json

.PHONY: roundtrip
roundtrip: $(ROUNDTRIP_HARNESS) tests/roundtrip/node_modules/.package-lock.json
	$(QUIET)node tests/roundtrip/roundtrip.mjs $(ROUNDTRIP_HARNESS)

# The codecs know no message, so their unit tests are the one place where common/encoding sees generated code.
# `private`: the library itself is still built with nothing but its own view.
ENCODING_TESTS := $(patsubst tests/unit/%.c,$(BUILD)/tests/%,$(wildcard tests/unit/common/encoding/*_test.c))
$(ENCODING_TESTS): $(BUILD)/lib/schema_chain.a $(BUILD)/lib/schema_core.a
$(ENCODING_TESTS): private FLAGS_common_encoding += -I$(BUILD)/views/schema/chain/_
$(ENCODING_TESTS): private ARCHIVES_common_encoding = $(ROUNDTRIP_ARCHIVES)
