// The sandbox of the enclave process: strict holds every protection and works, or says in a line what it misses and stops.

import assert from "node:assert/strict";
import { chmodSync, chownSync, cpSync, existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { clientOf, deploy, execute, query, succeeded } from "./support/client.js";
import { BUILD, SECRETD, launch, newFolder, startNode, until } from "./support/node.js";

const COMPILE_MS_MAX = 60_000; // on a busy machine: others go first
const NOBODY = 65534;
const ALL_HOLD = "Sandbox of the enclave process: every protection holds.";
const TOKEN = {
  name: "Sandbox",
  symbol: "SAND",
  decimals: 6,
  initial_balances: [],
  prng_seed: "c2VlZA==",
  config: { public_total_supply: true },
};

/** What a node that does its best says it lacks here: undefined when nothing. */
async function lacking(options) {
  const node = await startNode(options);
  const { output } = node;
  await node.discard();
  const [, names] = /^SANDBOX: the enclave process does not have: (.*)\.$/m.exec(output) ?? [];
  assert.ok(names !== undefined || output.includes(ALL_HOLD), output);
  return names?.split(", ");
}

/** A line of /proc/PID/status of the enclave process of a node, from outside. */
function statusOf(node, name) {
  const read = (pid) => {
    try {
      return readFileSync(`/proc/${pid}/status`, "utf8");
    } catch {
      return ""; // ended meanwhile
    }
  };
  const parent = new RegExp(`^PPid:\\t${node.process.pid}$`, "m");
  const [status] = readdirSync("/proc")
    .filter((pid) => /^\d+$/.test(pid))
    .map(read)
    .filter((text) => parent.test(text));
  return new RegExp(`^${name}:\\t(.*)$`, "m").exec(status)[1];
}

async function count(client, counter, expected) {
  succeeded(await execute(client, counter, { increment: {} }));
  assert.deepEqual(await query(client, counter, { get_count: {} }), { count: expected });
}

/** A folder for a node that `uid` starts, with the programs in it, because a checkout may be its owner's alone. */
function folderOf(uid) {
  const folder = newFolder();
  for (const name of ["secretd", "secretd-enclave"]) {
    cpSync(join(BUILD, "bin", name), join(folder, name));
    chmodSync(join(folder, name), 0o755);
  }
  chownSync(folder, uid, uid);
  return folder;
}

/** How a test starts the node: as whoever runs it and, where that is root, as an ordinary user too. */
function starters() {
  const own = { title: "", make: () => ({ folder: newFolder() }) };
  if (process.getuid() !== 0) return [own];
  const user = ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups"];
  const make = () => {
    const folder = folderOf(NOBODY);
    return { folder, command: [...user, join(folder, "secretd")] };
  };
  return [own, { title: " of an ordinary user", make }];
}

/** The life of two contracts, also after a restart, while every thread and the compiler do their work. */
async function works(t, args, options) {
  const home = join(options.folder, "home");
  const start = () => startNode({ ...options, home, args });
  let node = await start();
  t.after(() => node.discard());
  assert.ok(node.output.includes(ALL_HOLD), node.output);
  assert.deepEqual(
    ["Seccomp", "NoNewPrivs", "CapEff"].map((name) => statusOf(node, name)),
    ["2", "1", "0000000000000000"],
  );
  let a = clientOf(node, "a");
  // The larger one first: libc then wants to give back the end of a thread's heap, for which it opens a file.
  const token = await deploy(a, "token", TOKEN);
  succeeded(await execute(a, token, { set_viewing_key: { key: "key" } }));
  const counter = await deploy(a, "counter", { count: 1 });
  await count(a, counter, 2);
  if (!args.includes("wasmi")) {
    const compiled = ({ code_hash }) => existsSync(join(home, "data", "native", code_hash));
    await until("the compiler", () => compiled(counter) && compiled(token), COMPILE_MS_MAX);
  }
  await count(a, counter, 3);
  assert.equal((await node.stop()).code, 0, node.output);
  node = await start();
  assert.ok(node.output.includes(ALL_HOLD), node.output);
  a = clientOf(node, "a");
  await count(a, counter, 4);
  const { token_info } = await query(a, token, { token_info: {} });
  assert.equal(token_info.symbol, TOKEN.symbol);
}

/** What does not start says why and stops: the first of what is missing, in the order of the enclave. */
async function refuses(t, args, options, names) {
  const node = launch(["start", "--ephemeral", ...args], options);
  t.after(() => node.discard());
  assert.equal(await node.exit, 1, node.output);
  const [line] = node.output.split("\n").filter((text) => text.includes("sandbox does not hold"));
  assert.ok(names.some((name) => line?.includes(name)), node.output);
}

for (const { title, make } of starters()) {
  describe(`a node${title}`, async () => {
    for (const engine of ["wasmtime", "wasmi"]) {
      test(`is strict with ${engine}, or does not start where it cannot`, async (t) => {
        const args = ["--sandbox", "strict", "--engine", engine];
        const names = await lacking({ ...make(), args: ["--engine", engine] });
        if (names === undefined) await works(t, args, make());
        else await refuses(t, args, make(), names);
      });
    }

    test("does without what the machine does not give, says so, and is not strict", async (t) => {
      const limited = () => {
        const { folder, command = [SECRETD] } = make();
        return { folder, command: ["sh", "-c", 'ulimit -l 64; exec "$@"', "sh", ...command] };
      };
      const names = await lacking(limited());
      assert.ok(names.includes("locked memory"), names);
      await refuses(t, ["--sandbox", "strict"], limited(), names);
    });
  });
}

test("a node whose enclave is not locked in says so", async () => {
  const names = await lacking({ args: ["--sandbox", "off"] });
  for (const name of ["seccomp", "landlock", "namespaces", "self-test"]) {
    assert.ok(names.includes(name), names);
  }
});
