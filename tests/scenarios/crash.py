#!/usr/bin/env python3
"""Kills the node and the enclave at random moments under load, and looks whether anything was lost.

usage: crash.py SECRETD [--node N] [--enclave N] [--seed S]

After each restart the chain must stand at least where a client has seen it, with the same app hash at every height it
has seen. In the end `secretd debug reexecute` runs all blocks of the home again, without interruption, and compares every
app hash. Prints TAP.
"""
import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time

from processes import Node, fetch, start_load

def read_heights(rpc, seen, failures):
    """Notes the app hash of each new height; a height that changes its app hash is a failure."""
    status = fetch(f"{rpc}/status")["result"]["sync_info"]
    last = int(status["latest_block_height"])
    known = max(seen, default=0)
    if last < known:
        failures.append(f"height {known} was seen before, now the chain stands at {last}")
    for height in range(max(1, min(known, last) - 2), last + 1):
        app_hash = fetch(f"{rpc}/header?height={height}")["result"]["header"]["app_hash"]
        if seen.setdefault(height, app_hash) != app_hash:
            failures.append(f"height {height} had app hash {seen[height]}, now {app_hash}")


def live(program, home, what, delay, seen, failures):
    node = Node(program, home)
    read_heights(node.rpc, seen, failures)
    worker = start_load(node, home)
    watching = True

    def watch():
        while watching:
            try:
                read_heights(node.rpc, seen, failures)
            except (OSError, ValueError, KeyError):
                return

    watcher = threading.Thread(target=watch)
    watcher.start()
    time.sleep(delay)
    node.kill(what)
    watching = False
    watcher.join()
    worker.kill()
    worker.wait()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--node", type=int, default=4)
    parser.add_argument("--enclave", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    dice = random.Random(options.seed)
    kills = ["node"] * options.node + ["enclave"] * options.enclave
    dice.shuffle(kills)
    home = tempfile.mkdtemp(prefix="secretd-crash-")
    seen, failures = {}, []
    print("1..2")
    try:
        for number, what in enumerate(kills, 1):
            live(options.program, home, what, dice.uniform(0.2, 1.5), seen, failures)
            print(f"# {number}/{len(kills)}: killed the {what} at height {max(seen)}", flush=True)
        node = Node(options.program, home)
        read_heights(node.rpc, seen, failures)
        node.stop()
        for failure in failures:
            print(f"# {failure}")
        print(f"{'not ok' if failures else 'ok'} 1 - {len(kills)} kills lose no block and change no app hash ({max(seen)} heights)")
        again = subprocess.run([options.program, "debug", "reexecute", "--home", home], stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, check=False)
        print("# " + again.stdout.decode().strip().replace("\n", "\n# "))
        print(f"{'ok' if again.returncode == 0 else 'not ok'} 2 - the same blocks without interruption give the same app hashes")
        failed = bool(failures) or again.returncode != 0
    finally:
        if not failures:
            shutil.rmtree(home, ignore_errors=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
