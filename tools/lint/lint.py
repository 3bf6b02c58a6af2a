#!/usr/bin/env python3
"""Checks the tree without compiling it: one line per finding, exit 1 when there is any.

Known exceptions stand in tools/lint/ratchet.txt as `check path number`; an entry that is larger than needed, or
no longer needed, is a finding too, so the list can only shrink.
"""
import os
import re
import subprocess
import sys

C_FOLDERS = ("common/", "enclave/", "node/", "cli/", "tests/")
LINES_MAX = 500
FUNCTION_LINES_MAX = 70
COLUMNS_MAX = 100

BANNED = {
    "malloc": "heap_alloc", "calloc": "heap_zalloc", "realloc": "heap_resize", "free": "heap_free",
    "strcpy": "arena_copy", "strcat": "writer_text", "sprintf": "arena_format", "gets": "fgets", "alloca": "an arena",
    "setjmp": "status", "longjmp": "status", "system": "posix_spawn", "strtok": "bytes_find", "atoi": "a checked parser",
}
BANNED_DETERMINISTIC = {
    "qsort": "a stable merge", "rand": "nothing", "random": "nothing", "time": "the block's time", "gettimeofday": "the block's time",
    "clock_gettime": "the block's time", "getenv": "an option", "setlocale": "nothing", "localtime": "the block's time",
}
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")


def tracked(*patterns):
    out = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
                         stdout=subprocess.PIPE, check=True)
    return [path for path in out.stdout.decode().split("\n") if path and os.path.exists(path)]


def read_ratchet():
    entries = {}
    with open("tools/lint/ratchet.txt", encoding="utf-8") as file:
        for line in file:
            words = line.split("#")[0].split()
            if words:
                entries[(words[0], words[1])] = int(words[2]) if len(words) > 2 else 1
    return entries


def read_deterministic():
    folders = []
    with open("LAYERS", encoding="utf-8") as file:
        for line in file:
            words = line.split("#")[0].split()
            if words and words[-1] == "yes":
                folders.append(words[0] + "/")
    return tuple(folders)


class Findings:
    def __init__(self):
        self.ratchet = read_ratchet()
        self.used = set()
        self.lines = []

    def add(self, path, line, text):
        self.lines.append(f"{path}:{line}: {text}")

    def measure(self, check, path, line, value, limit, text):
        """A size over its limit is a finding unless the ratchet allows exactly this much."""
        key = (check, path)
        if value <= limit:
            return
        self.used.add(key)
        allowed = self.ratchet.get(key, 0)
        if value > allowed:
            self.add(path, line, f"{text}: {value}, at most {max(limit, allowed)}")
        elif value < allowed:
            self.add(path, line, f"{text} shrank to {value}: lower its entry in tools/lint/ratchet.txt")

    def finish(self):
        for check, path in self.ratchet:
            if (check, path) not in self.used:
                self.add("tools/lint/ratchet.txt", 1, f"`{check} {path}` is no longer needed")


def strip_comments_and_text(source):
    def blank(match):
        return re.sub(r"[^\n]", " ", match.group(0))
    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', blank, source, flags=re.S)


def check_functions(findings, path, lines):
    """Functions open and close with a brace in column one (clang-format, Linux style)."""
    longest, at, start = 0, 1, None
    for number, line in enumerate(lines, 1):
        if line.startswith("{"):
            start = number
        elif line.startswith("}") and start is not None:
            if number - start - 1 > longest:
                longest, at = number - start - 1, start
            start = None
    findings.measure("function", path, at, longest, FUNCTION_LINES_MAX, "longest function in lines")


def check_c(findings, path, deterministic):
    with open(path, encoding="utf-8") as file:
        source = file.read()
    lines = source.split("\n")
    findings.measure("lines", path, 1, len(lines) - 1, LINES_MAX, "lines")
    check_functions(findings, path, lines)
    for number, line in enumerate(lines, 1):
        if len(line) > COLUMNS_MAX:
            findings.add(path, number, f"{len(line)} columns, at most {COLUMNS_MAX}")
        if UNFINISHED.search(line):
            findings.add(path, number, "unfinished work belongs in an issue")
        include = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
        if include and (".." in include.group(1) or "/" not in include.group(1)):
            findings.add(path, number, "include by full path from the root")
        if "#pragma once" in line:
            findings.add(path, number, "guard by path: views are links")
    if path.endswith(".h"):
        guard = re.sub(r"[/.]", "_", path).upper()
        if f"#ifndef {guard}\n#define {guard}\n" not in source:
            findings.add(path, 1, f"guard must be {guard}")
    code = strip_comments_and_text(source)
    banned = dict(BANNED) if not path.startswith("common/base/") else {}
    if path.startswith("tests/"):
        banned = {}
    if path.startswith(deterministic):
        banned.update(BANNED_DETERMINISTIC)
    for name, instead in banned.items():
        for match in re.finditer(rf"(?<![\w.>]){name}\s*\(", code):
            findings.add(path, code.count("\n", 0, match.start()) + 1, f"{name} is banned here: use {instead}")
    if path.startswith(deterministic) and re.search(r"\b(float|double)\b", code):
        findings.add(path, 1, "floating point in a deterministic folder")


def check_folders(findings, sources):
    for folder in sorted({os.path.dirname(path) for path in sources}):
        if not os.path.exists(f"{folder}/README.md") and not folder.startswith("tests/"):
            findings.add(folder, 1, "folder has no README.md")


def check_twins(findings, sources):
    tests = set(path for path in sources if path.startswith("tests/unit/"))
    for path in sources:
        if path.startswith("tests/") or not path.endswith(".c") or path.endswith("main.c"):
            continue
        if f"tests/unit/{path[:-2]}_test.c" not in tests:
            findings.measure("twin", path, 1, 1, 0, "no unit test of its own (tests/unit mirrors the tree)")


def check_format(findings, sources):
    done = subprocess.run(["clang-format-14", "--dry-run", "-Werror", *sources], stderr=subprocess.PIPE, check=False)
    seen = set()
    for line in done.stderr.decode().split("\n"):
        match = re.match(r"([^:]+):(\d+):\d+: error", line)
        if match and match.group(1) not in seen:
            seen.add(match.group(1))
            findings.add(match.group(1), match.group(2), "not formatted: make format")


def main():
    findings = Findings()
    sources = [path for path in tracked("*.c", "*.h") if path.startswith(C_FOLDERS)]
    deterministic = read_deterministic()
    for path in sources:
        check_c(findings, path, deterministic)
    check_folders(findings, sources)
    check_twins(findings, sources)
    check_format(findings, sources)
    findings.finish()
    print("\n".join(findings.lines) if findings.lines else f"lint: {len(sources)} files, nothing found")
    sys.exit(1 if findings.lines else 0)


if __name__ == "__main__":
    main()
