#!/usr/bin/env python3
"""Runs test programs that speak TAP, and prints one line each and a closing `N passed, N failed`.

usage: run.py PROGRAM ...
A program that ends abnormally, or prints no plan, counts as one failure and shows its output.
"""
import concurrent.futures
import os
import re
import subprocess
import sys

TIMEOUT_SECONDS = 600


def run(program):
    environment = dict(os.environ, CMOCKA_MESSAGE_OUTPUT="TAP", UBSAN_OPTIONS="print_stacktrace=1")
    try:
        done = subprocess.run([program], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              timeout=TIMEOUT_SECONDS, check=False)
        output, code = done.stdout.decode("utf-8", "replace"), done.returncode
    except subprocess.TimeoutExpired as late:
        output, code = (late.stdout or b"").decode("utf-8", "replace") + "\ntimed out", -1
    passed = len(re.findall(r"^ok \d+", output, re.M))
    failed = len(re.findall(r"^not ok \d+", output, re.M))
    plans = [int(count) for count in re.findall(r"^1\.\.(\d+)", output, re.M)]
    if not plans or sum(plans) != passed + failed or (code != 0 and failed == 0):
        failed += 1
    return program, passed, failed, output


def main():
    total_passed = total_failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for program, passed, failed, output in pool.map(run, sys.argv[1:]):
            total_passed += passed
            total_failed += failed
            print(f"{'ok  ' if failed == 0 else 'FAIL'} {program}: {passed} passed, {failed} failed", flush=True)
            if failed:
                print(output)
    print(f"{total_passed} passed, {total_failed} failed")
    sys.exit(1 if total_failed or not total_passed else 0)


if __name__ == "__main__":
    main()
