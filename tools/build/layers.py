#!/usr/bin/env python3
"""Turns LAYERS into make rules and include views.

usage: layers.py LAYERS BUILD_DIR > BUILD_DIR/layers.mk

For each folder it links what the folder may include into BUILD_DIR/views/FOLDER, which is the folder's only
project include path, and prints the rules for its library and its unit tests.
"""
import os
import shutil
import sys

LINK_FLAGS = {
    "crypto": "-lcrypto",
    "secp256k1": "-lsecp256k1",
    "lmdb": "-llmdb",
    "gmp": "-lgmp",
    "z": "-lz",
    "pthread": "-lpthread",
    "microhttpd": "-lmicrohttpd",
    "wslay": "-lwslay",
    "nghttp2": "-lnghttp2",
    "curl": "-lcurl",
    "seccomp": "-lseccomp",
    "engines": "$(ENGINES_LIB) -lpthread -ldl -lm",
}


def read_layers(path):
    layers = {}
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            words = line.split("#")[0].split()
            if not words:
                continue
            if len(words) < 4:
                sys.exit(f"{path}:{number}: folder, includes, libraries, deterministic wanted")
            folder, includes, libraries, deterministic = words[0], words[1:-2], words[-2], words[-1]
            layers[folder] = {
                "includes": [] if includes == ["-"] else includes,
                "libraries": [] if libraries == "-" else libraries.split(","),
                "deterministic": deterministic == "yes",
            }
    for folder, layer in layers.items():
        expanded = []
        for name in layer["includes"]:
            matches = [other for other in layers if other.startswith(name[:-1])] if name.endswith("*") else [name]
            for match in matches:
                if match not in layers:
                    sys.exit(f"{path}: {folder} includes {match}, which is not a folder of the table")
                if match != folder and match not in expanded:
                    expanded.append(match)
        layer["includes"] = expanded
    return layers


def closure(layers, folder, trail=()):
    """Every folder that `folder` is linked with, users before what they use."""
    if folder in trail:
        sys.exit("LAYERS has a cycle: " + " -> ".join(trail + (folder,)))
    order = []
    for name in layers[folder]["includes"]:
        order += closure_cached(layers, name, trail + (folder,))
    unique = []
    for name in reversed(order):
        if name not in unique:
            unique.append(name)
    return [folder] + list(reversed(unique))


CACHE = {}


def closure_cached(layers, folder, trail):
    if folder in trail:
        sys.exit("LAYERS has a cycle: " + " -> ".join(trail + (folder,)))
    if folder not in CACHE:
        CACHE[folder] = closure(layers, folder, trail)
    return CACHE[folder]


def source_folder(folder, build):
    return f"{build}/generated/{folder}" if folder.startswith("schema/") else folder


def inner_folders(layers, folder):
    return [other for other in layers if other.startswith(folder + "/")]


def link(source, target):
    os.makedirs(os.path.dirname(target), exist_ok=True)
    os.symlink(os.path.abspath(source), target)


def make_view(layers, folder, build):
    view = f"{build}/views/{folder}/_"
    for name in [folder] + layers[folder]["includes"]:
        source = source_folder(name, build)
        if not inner_folders(layers, name):
            link(source, f"{view}/{name}")
            continue
        for entry in sorted(os.listdir(source)) if os.path.isdir(source) else []:
            if os.path.isfile(f"{source}/{entry}"):
                link(f"{source}/{entry}", f"{view}/{name}/{entry}")
    return view


def find_sources(layers, folder, build):
    """A make expression for the folder's C files, without those of inner folders of the table."""
    base = source_folder(folder, build)
    if inner_folders(layers, folder):
        return f"$(wildcard {base}/*.c)"
    return f"$(wildcard {base}/*.c {base}/*/*.c)"


def rules(layers, folder, build):
    layer = layers[folder]
    base = source_folder(folder, build)
    name = folder.replace("/", "_")
    view = make_view(layers, folder, build)
    flags = f"$(if $(filter {base}/$*,$(FLOATING_HEADERS)),,$(DETERMINISTIC_FLAGS)) " if layer["deterministic"] else ""
    linked = closure_cached(layers, folder, ())
    archives = " ".join(f"{build}/lib/{other.replace('/', '_')}.a" for other in linked)
    libraries = []
    for other in linked:
        libraries += [flag for flag in layers[other]["libraries"] if flag not in libraries]
    link_flags = " ".join(LINK_FLAGS[flag] for flag in libraries)
    engine_input = "$(ENGINES_LIB)" if "engines" in libraries else ""
    print(f"""
# {folder}
SOURCES_{name} := {find_sources(layers, folder, build)}
OBJECTS_{name} := $(SOURCES_{name}:%.c={build}/obj/%.o)
{build}/obj/{base}/%.o: {base}/%.c $(FLAGS_STAMP)
\t@mkdir -p $(@D)
\t$(QUIET)$(CC) $(CFLAGS) {flags}$(FLAGS_{name}) $(FLAGS_{base}/$*) -I{view} -MMD -MP -c $< -o $@
{build}/lib/{name}.a: $(OBJECTS_{name})
\t@mkdir -p $(@D)
\t@rm -f $@
\t$(QUIET)$(AR) rcsD $@ $(OBJECTS_{name})
ARCHIVES_{name} := {archives}
LINK_{name} := {link_flags}
INPUT_{name} := {archives} {engine_input}
-include $(OBJECTS_{name}:.o=.d)

TESTS_{name} := $(patsubst tests/unit/%.c,{build}/tests/%,$(wildcard tests/unit/{folder}/*_test.c{'' if inner_folders(layers, folder) else f' tests/unit/{folder}/*/*_test.c'}))
$(TESTS_{name}): {build}/tests/%: tests/unit/%.c $(INPUT_{name}) {build}/lib/tests_support.a
\t@mkdir -p $(@D)
\t$(QUIET)$(CC) $(CFLAGS) $(FLAGS_{name}) -I{view} -I{build}/views/tests -MMD -MP $< {build}/lib/tests_support.a $(ARCHIVES_{name}) $(LINK_{name}) -lcmocka $(LDFLAGS) -o $@
UNIT_TESTS += $(TESTS_{name})
-include $(addsuffix .d,$(TESTS_{name}))""")


def main():
    table, build = sys.argv[1:]
    layers = read_layers(table)
    shutil.rmtree(f"{build}/views", ignore_errors=True)
    link("tests/support", f"{build}/views/tests/tests/support")
    for folder in layers:
        rules(layers, folder, build)


if __name__ == "__main__":
    main()
