#!/usr/bin/env python3
"""Counts the code that the enclave program is made of, from the compiler's own dependency files.

usage: count.py BUILD_DIR ARCHIVE...
Own, generated and engine lines are counted apart; blank lines and comments do not count.
"""
import glob
import os
import re
import sys


def code_lines(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        source = re.sub(r"/\*.*?\*/|//[^\n]*", lambda m: "\n" * m.group(0).count("\n"), file.read(), flags=re.S)
    return sum(1 for line in source.split("\n") if line.strip())


def main():
    build, archives = sys.argv[1], sys.argv[2:]
    names = {os.path.basename(archive)[:-2] for archive in archives}
    files = set()
    for dependency in glob.glob(f"{build}/obj/**/*.d", recursive=True):
        with open(dependency, encoding="utf-8") as file:
            text = file.read().replace("\\\n", " ")
        source = text.split(":", 1)[1].split()[0]
        folder = os.path.dirname(source).replace(f"{build}/generated/", "")
        while folder and folder.replace("/", "_") not in names:
            folder = os.path.dirname(folder)
        if not folder:
            continue
        for name in text.split(":", 1)[1].split("\n")[0].split():
            real = os.path.relpath(os.path.realpath(name))
            if not real.startswith(".."):
                files.add(real)
    groups = {}
    for path in files:
        kind = "generated" if "/generated/" in path or path.startswith(build) else "own"
        top = "/".join(path.replace(f"{build}/generated/", "").split("/")[:2])
        groups.setdefault((kind, top), [0, 0])
        groups[(kind, top)][0] += 1
        groups[(kind, top)][1] += code_lines(path)
    for kind in ("own", "generated"):
        total = sum(lines for (group, _), (_, lines) in groups.items() if group == kind)
        for (group, top), (count, lines) in sorted(groups.items()):
            if group == kind:
                print(f"{kind:10} {top:24} {count:4} files {lines:7} lines")
        print(f"{kind:10} {'total':24} {'':10} {total:7} lines")
    print("libraries  linked: libcrypto, libsecp256k1, wasmtime and wasmi (versions: engines/Cargo.lock)")


if __name__ == "__main__":
    main()
