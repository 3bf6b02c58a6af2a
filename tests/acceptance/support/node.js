// Starts the built node as a user does and finds its servers. Each test file has a node of its own.

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "../../..");
export const BUILD = resolve(ROOT, process.env.BUILD ?? "build");
export const SECRETD = join(BUILD, "bin", "secretd");
export const CONTRACTS = join(BUILD, "contracts");

const START_MS_MAX = 20_000;
const STOP_MS_MAX = 10_000;
const ANY_PORTS = ["rpc", "rest", "grpc", "grpc-web", "faucet"].flatMap((name) => [
  `--${name}`,
  "127.0.0.1:0",
]);

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/** Waits until `probe` gives something other than undefined or false. */
export async function until(what, probe, msMax = 10_000) {
  const end = Date.now() + msMax;
  for (;;) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`waited ${msMax} ms in vain for ${what}`);
    await sleep(10);
  }
}

/** A running node. */
export class Node {
  constructor(process, folder) {
    this.process = process;
    /** Removed when the node is discarded. Everything the node writes is below it. */
    this.folder = folder;
    /** What the node printed so far. */
    this.output = "";
    process.stdout.on("data", (text) => (this.output += text));
    process.stderr.on("data", (text) => (this.output += text));
    this.exit = new Promise((done) => process.on("exit", (code, signal) => done(signal ?? code)));
  }

  /** The endpoints file, once the node has written it: {rpc, rest, grpc, grpc_web, faucet} as URLs. */
  readEndpoints() {
    for (const folder of [this.folder, ...subfolders(this.folder)]) {
      const file = join(folder, "endpoints.json");
      if (!existsSync(file)) continue;
      this.home = folder;
      try {
        return JSON.parse(readFileSync(file, "utf8"));
      } catch {
        return undefined; // being written
      }
    }
    return undefined;
  }

  /** Asks the node to stop as Ctrl-C does. Gives the exit code and how long it took. */
  async stop(signal = "SIGINT") {
    const started = performance.now();
    this.process.kill(signal);
    const late = setTimeout(() => this.process.kill("SIGKILL"), STOP_MS_MAX);
    const code = await this.exit;
    clearTimeout(late);
    return { code, ms: performance.now() - started };
  }

  async discard() {
    if (this.process.exitCode === null && this.process.signalCode === null) await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The port of an endpoint, which is a URL or, for gRPC, an address. */
export const portOf = (endpoint) => Number(/:(\d+)\/?$/.exec(endpoint)[1]);

function subfolders(folder) {
  const names = readdirSync(folder, { withFileTypes: true });
  return names.filter((entry) => entry.isDirectory()).map((entry) => join(folder, entry.name));
}

/** Every file below `folder`, as [path, content]. */
export function filesBelow(folder) {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile())
    .map((path) => [path, readFileSync(path)]);
}

/** Runs the node's program, or a `command` that becomes it, with `args`, without waiting for its servers. */
export function launch(args, { folder = newFolder(), env = {}, command = [SECRETD] } = {}) {
  if (!existsSync(SECRETD)) throw new Error(`${SECRETD} is not built`);
  const options = {
    env: { ...process.env, HOME: folder, TMPDIR: folder, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  };
  return new Node(spawn(command[0], [...command.slice(1), ...args], options), folder);
}

export function newFolder() {
  return mkdtempSync(join(tmpdir(), "secretd-acceptance-"));
}

/** Starts a node on free ports and waits until it answers. Throw-away unless a home is given. */
export async function startNode({ args = [], home, ports = ANY_PORTS, ...options } = {}) {
  const where = home === undefined ? ["--ephemeral"] : ["--home", home];
  const node = launch(["start", ...where, ...ports, ...args], options);
  if (home !== undefined) rmSync(join(home, "endpoints.json"), { force: true });
  let gone;
  node.exit.then((code) => (gone = code));
  try {
    const waitFor = (what, probe) =>
      until(
        what,
        () => {
          if (gone !== undefined) throw new Error(`the node ended with ${gone}:\n${node.output}`);
          return probe();
        },
        START_MS_MAX,
      );
    node.endpoints = await waitFor("endpoints.json", () => {
      if (home === undefined) return node.readEndpoints();
      node.home = home;
      const file = join(home, "endpoints.json");
      return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
    });
    await waitFor("the first block", () => isReady(node.endpoints));
  } catch (error) {
    await node.discard();
    throw error;
  }
  return node;
}

async function isReady(endpoints) {
  try {
    const response = await fetch(`${endpoints.rpc}/status`);
    const { result } = await response.json();
    return Number(result.sync_info.latest_block_height) >= 1;
  } catch {
    return false;
  }
}
