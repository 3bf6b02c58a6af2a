#!/usr/bin/env python3
"""Kills the node and the enclave at random moments under load, and looks whether anything was lost.

usage: crash.py SECRETD [--node N] [--enclave N] [--seed S]

After each restart the chain must stand at least where a client has seen it, with the same app hash at every height it
has seen. In the end `secretd debug reexecute` runs all blocks of the home again, without interruption, and compares every
app hash. Prints TAP.
"""
import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

READY_SECONDS = 20
HALT_SECONDS = 10
ADDRESSES = [argument for name in ("rpc", "rest", "grpc", "grpc-web", "faucet") for argument in (f"--{name}", "127.0.0.1:0")]


def fetch(url):
    with urllib.request.urlopen(url, timeout=2) as answer:
        return json.load(answer)


class Node:
    """One life of the node, from start to kill."""

    def __init__(self, program, home):
        self.endpoints_path = os.path.join(home, "endpoints.json")
        if os.path.exists(self.endpoints_path):
            os.remove(self.endpoints_path)
        self.log = open(os.path.join(home, "node.log"), "ab")
        self.process = subprocess.Popen([program, "start", "--home", home, "--block-time", "100", *ADDRESSES],
                                        stdout=self.log, stderr=self.log)
        self.rpc = self.wait_ready()

    def wait_ready(self):
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"the node ended with {self.process.returncode} while starting")
            try:
                with open(self.endpoints_path, encoding="utf-8") as file:
                    rpc = json.load(file)["rpc"]
                if int(fetch(f"{rpc}/status")["result"]["sync_info"]["latest_block_height"]) > 0:
                    return rpc
            except (OSError, ValueError, KeyError):
                pass
            time.sleep(0.01)
        raise RuntimeError("the node did not become ready")

    def enclave(self):
        with open(f"/proc/{self.process.pid}/task/{self.process.pid}/children", encoding="ascii") as file:
            children = [int(word) for word in file.read().split()]
        if not children:
            # A thread other than the first may be the parent.
            out = subprocess.run(["pgrep", "-P", str(self.process.pid)], stdout=subprocess.PIPE, check=False)
            children = [int(word) for word in out.stdout.split()]
        return children[0]

    def kill(self, what):
        os.kill(self.process.pid if what == "node" else self.enclave(), signal.SIGKILL)
        self.process.wait(HALT_SECONDS)
        self.log.close()


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


def live(program, home, load, what, delay, seen, failures):
    node = Node(program, home)
    read_heights(node.rpc, seen, failures)
    with open(os.path.join(home, "load.log"), "ab") as log:
        worker = subprocess.Popen(["node", load, node.endpoints_path], stdout=log, stderr=log)
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
    load = os.path.join(os.path.dirname(__file__), "..", "acceptance", "support", "load.js")
    home = tempfile.mkdtemp(prefix="secretd-crash-")
    seen, failures = {}, []
    print("1..2")
    try:
        for number, what in enumerate(kills, 1):
            live(options.program, home, load, what, dice.uniform(0.2, 1.5), seen, failures)
            print(f"# {number}/{len(kills)}: killed the {what} at height {max(seen)}", flush=True)
        node = Node(options.program, home)
        read_heights(node.rpc, seen, failures)
        node.process.terminate()
        node.process.wait(HALT_SECONDS)
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
