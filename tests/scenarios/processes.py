"""A node of the built programs as a process, for the scenarios."""
import json
import os
import signal
import subprocess
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

    def stop(self):
        self.process.terminate()
        self.process.wait(HALT_SECONDS)
        self.log.close()


LOAD = os.path.join(os.path.dirname(__file__), "..", "acceptance", "support", "load.js")


def start_load(node, home):
    """Stores a contract and sends transactions of every kind until it is killed."""
    with open(os.path.join(home, "load.log"), "ab") as log:
        return subprocess.Popen(["node", LOAD, node.endpoints_path], stdout=log, stderr=log)
