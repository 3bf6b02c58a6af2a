#!/usr/bin/env python3
"""Runs tests, prints one line each and a closing `N passed, N failed`.

usage: run.py [--jobs N] PROGRAM ...
       run.py --suites NAME=COMMAND ...

A PROGRAM speaks TAP, is a test file of Node's test runner (*.js), or is a command line in one word that prints
what cargo test prints. One that ends abnormally, or reports no test, counts as a failure and shows its output.
A COMMAND of --suites ends with the closing line of its own; the sums are the closing line of the whole.
"""
import argparse
import concurrent.futures
import os
import re
import shlex
import subprocess
import sys

TIMEOUT_SECONDS = 900
CLOSING_LINE = re.compile(r"^(\d+) passed, (\d+) failed$")


def command_of(program):
    if program.endswith(".js"):
        return ["node", "--test", "--test-reporter=tap", program]
    return shlex.split(program)


def count(output, pattern):
    return sum(int(number) for number in re.findall(pattern, output, re.M))


def count_tests(output):
    """How many tests passed and failed, and whether the output is complete; by the kind of output."""
    if re.search(r"^# tests \d+", output, re.M):  # Node: its TAP nests, its summary counts
        failed = count(output, r"^# fail (\d+)") + count(output, r"^# cancelled (\d+)")
        return count(output, r"^# pass (\d+)"), failed, True
    if re.search(r"^test result: ", output, re.M):  # cargo
        return count(output, r"^test result: .* (\d+) passed"), count(output, r"^test result: .* (\d+) failed"), True
    passed = len(re.findall(r"^ok \d+", output, re.M))
    failed = len(re.findall(r"^not ok \d+", output, re.M))
    planned = count(output, r"^1\.\.(\d+)")
    return passed, failed, planned == passed + failed


def run(program):
    environment = dict(os.environ, CMOCKA_MESSAGE_OUTPUT="TAP", UBSAN_OPTIONS="print_stacktrace=1", NO_COLOR="1")
    try:
        done = subprocess.run(command_of(program), env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              timeout=TIMEOUT_SECONDS, check=False)
        output, code = done.stdout.decode("utf-8", "replace"), done.returncode
    except subprocess.TimeoutExpired as late:
        output, code = (late.stdout or b"").decode("utf-8", "replace") + "\ntimed out", -1
    except OSError as error:
        output, code = str(error), -1
    passed, failed, complete = count_tests(output)
    if not complete or passed + failed == 0 or (code != 0 and failed == 0):
        failed += 1
    return program, passed, failed, output


def run_programs(programs, jobs):
    total_passed = total_failed = 0
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for program, passed, failed, output in pool.map(run, programs):
            total_passed += passed
            total_failed += failed
            print(f"{'ok  ' if failed == 0 else 'FAIL'} {program}: {passed} passed, {failed} failed", flush=True)
            if failed:
                print(output, flush=True)
    return total_passed, total_failed


def run_suite(name, command):
    print(f"== {name}", flush=True)
    closing = None
    with subprocess.Popen(command, shell=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        for line in process.stdout:
            text = line.decode("utf-8", "replace").rstrip("\n")
            closing = CLOSING_LINE.match(text) or closing
            print(text, flush=True)
    passed, failed = (int(closing.group(1)), int(closing.group(2))) if closing else (0, 0)
    if closing is None or (process.returncode != 0 and failed == 0):
        print(f"FAIL {name}: ended with code {process.returncode} and {'no' if closing is None else 'a good'} closing line")
        failed += 1
    return passed, failed


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--suites", action="store_true")
    parser.add_argument("words", nargs="*")
    arguments = parser.parse_args()
    if arguments.suites:
        results = [run_suite(*word.split("=", 1)) for word in arguments.words]
        passed, failed = sum(result[0] for result in results), sum(result[1] for result in results)
    else:
        passed, failed = run_programs(arguments.words, arguments.jobs)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main()
