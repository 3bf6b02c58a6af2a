#!/usr/bin/env python3
"""Runs the C trees and Go iavl over the same changes and prints both speeds; other roots are a failure.

usage: compare.py C_PROGRAM GO_PROGRAM
"""
import subprocess
import sys

# keys in the tree, blocks, changes a block
WORKLOADS = [(20_000, 50, 500), (1_000_000, 20, 2_000), (1_000_000, 10, 10_000)]


def run(program, workload):
    words = subprocess.run([program, *map(str, workload)], check=True, capture_output=True, text=True).stdout.split()
    return {"root": words[words.index("root") + 1], "rate": float(words[words.index("updates/s") + 1])}


def main():
    ours, theirs = sys.argv[1:]
    print(f"{'keys':>9} {'changes/block':>13} {'ours/s':>10} {'Go iavl/s':>10} {'ratio':>6}")
    for workload in WORKLOADS:
        c, go = run(ours, workload), run(theirs, workload)
        if c["root"] != go["root"]:
            sys.exit(f"roots differ on {workload}: {c['root']} and {go['root']}")
        print(f"{workload[0]:>9} {workload[2]:>13} {c['rate']:>10.0f} {go['rate']:>10.0f} {c['rate'] / go['rate']:>6.1f}")
    print("roots equal")


if __name__ == "__main__":
    main()
