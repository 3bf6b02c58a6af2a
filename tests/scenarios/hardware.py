#!/usr/bin/env python3
"""Looks for what only a simulation may have in an enclave that is built for hardware.

usage: hardware.py SIMULATION HARDWARE

Both are secretd-enclave programs; the first must have what is looked for, or the search would prove nothing. Prints TAP.
"""
import subprocess
import sys


def symbols(program):
    out = subprocess.run(["nm", "--defined-only", program], stdout=subprocess.PIPE, check=True)
    return {line.split()[-1] for line in out.stdout.decode().splitlines() if line}


def main():
    simulation, hardware = sys.argv[1:]
    told = {name for name in symbols(simulation) if name.startswith("inspect_")}
    left = told & symbols(hardware)
    print("1..2")
    print(f"{'ok' if told and not left else 'not ok'} 1 - an enclave for hardware cannot tell what calls do ({len(told)} functions are not in it)")
    started = subprocess.run([hardware, "--inspect"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    print(f"{'ok' if started.returncode not in (0, None) else 'not ok'} 2 - it does not know the option")
    sys.exit(0 if told and not left and started.returncode != 0 else 1)


if __name__ == "__main__":
    main()
