# The wasm engines: one Rust archive that holds both C interfaces (see engines/README.md).
ENGINES_LIB   :=
ENGINES_FLAGS :=
