#!/usr/bin/env python3
"""Runs the same blocks with other builds and the other engine: one app hash whatever compiled it.

usage: builds.py SECRETD [--seconds S] [NAME=SECRETD ...]

The first program makes a home under load. Then it and each named program, which differ in compiler, optimisation or
sanitizers, run the blocks of that home again with either engine, and every recorded chain. Prints TAP.
"""
import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time

from processes import Node, start_load

RECORDINGS = os.path.join(os.path.dirname(__file__), "..", "vectors", "recordings")
# Recorded chains that hold messages of capabilities that are not there yet.
PARTIAL = {"ibc-local"}


def make_home(program, home, seconds):
    node = Node(program, home)
    worker = start_load(node, home)
    time.sleep(seconds)
    worker.kill()
    worker.wait()
    node.stop()


def runs(programs, home):
    """Every command that must end with 0, with its name."""
    for name, program in programs:
        for engine in ("wasmtime", "wasmi"):
            yield f"{name} with {engine} runs the blocks again", [program, "debug", "reexecute", "--home", home, "--engine", engine]
        for recording in sorted(os.listdir(RECORDINGS)):
            folder = os.path.join(RECORDINGS, recording)
            if os.path.isdir(folder) and recording not in PARTIAL:
                yield f"{name} replays {recording}", [program, "debug", "replay", folder]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("others", nargs="*", metavar="NAME=SECRETD")
    parser.add_argument("--seconds", type=float, default=4)
    options = parser.parse_args()
    programs = [("this build", options.program)] + [tuple(other.split("=", 1)) for other in options.others]
    home = tempfile.mkdtemp(prefix="secretd-builds-")
    failed = count = 0
    try:
        make_home(options.program, home, options.seconds)
        for count, (name, command) in enumerate(runs(programs, home), 1):
            out = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
            if out.returncode != 0:
                failed += 1
                print("# " + out.stdout.decode(errors="replace").strip().replace("\n", "\n# "))
            last = out.stdout.decode(errors="replace").strip().split("\n")[-1]
            print(f"{'ok' if out.returncode == 0 else 'not ok'} {count} - {name}: {last}", flush=True)
        print(f"1..{count}")
    finally:
        if failed == 0:
            shutil.rmtree(home, ignore_errors=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
