# Generated code: schema/*.proto -> protoc descriptor set -> tools/schema/generate.py -> $(BUILD)/generated/schema.
SCHEMA_STAMP :=
