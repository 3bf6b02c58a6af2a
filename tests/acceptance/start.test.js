// Starting and stopping, as a developer does all day.

import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { ACCOUNTS } from "./support/accounts.js";
import { FAST, clientOf, deploy, execute, query, succeeded } from "./support/client.js";
import { launch, newFolder, portOf, startNode, until } from "./support/node.js";
import { appHash, height, rest, rpc } from "./support/wire.js";

const folders = [];
const folder = () => {
  folders.push(newFolder());
  return folders.at(-1);
};
after(() => folders.forEach((path) => rmSync(path, { recursive: true, force: true })));

const ANY = ["--rpc", "--rest", "--grpc", "--grpc-web", "--faucet"].flatMap((name) => [
  name,
  "127.0.0.1:0",
]);

test("the terminal shows what a developer wants to see", async (t) => {
  const node = await startNode();
  t.after(() => node.discard());
  const a = clientOf(node, "a");
  const coins = [{ denom: "uscrt", amount: "1" }];
  const send = { from_address: a.address, to_address: ACCOUNTS.b.address, amount: coins };
  const tx = succeeded(await a.tx.bank.send(send, FAST));
  for (const endpoint of Object.values(node.endpoints)) {
    assert.ok(node.output.includes(`:${portOf(endpoint)}`), `${endpoint} in\n${node.output}`);
  }
  assert.ok(node.output.includes(ACCOUNTS.a.address), node.output);
  assert.match(node.output, /simulat/i);
  await until("the line of the transaction", () =>
    node.output.toUpperCase().includes(tx.transactionHash.slice(0, 8)),
  );
});

test("Ctrl-C stops it cleanly in under a second, and a throw-away home is gone", async (t) => {
  for (const signal of ["SIGINT", "SIGTERM"]) {
    const node = await startNode();
    t.after(() => node.discard());
    const { code, ms } = await node.stop(signal);
    assert.equal(code, 0, node.output);
    assert.ok(ms < 1_000, `${ms} ms`);
    assert.throws(() => readFileSync(join(node.home, "endpoints.json")));
  }
});

describe("a home", () => {
  test("keeps the chain: contracts, balances and history are there after a restart", async (t) => {
    const home = join(folder(), "home");
    let node = await startNode({ home });
    t.after(() => node.discard());
    const a = clientOf(node, "a");
    const counter = await deploy(a, "counter", { count: 1 });
    const tx = succeeded(await execute(a, counter, { increment: {} }));
    const before = { hash: await appHash(node), height: await height(node) };
    await node.stop();

    node = await startNode({ home, args: ["--block-time", "0"] });
    assert.ok((await height(node)) >= before.height);
    const again = clientOf(node, "a");
    assert.deepEqual(await query(again, counter, { get_count: {} }), { count: 2 });
    assert.equal((await again.query.getTx(tx.transactionHash)).height, tx.height);
    succeeded(await execute(again, counter, { increment: {} }));
    assert.deepEqual(await query(again, counter, { get_count: {} }), { count: 3 });
  });

  test("is used by one node at a time", async (t) => {
    const home = join(folder(), "home");
    const node = await startNode({ home });
    t.after(() => node.discard());
    const second = launch(["start", "--home", home, ...ANY]);
    t.after(() => second.discard());
    assert.equal(await second.exit, 1);
    assert.equal(second.output.trim().split("\n").length, 1, second.output);
    assert.ok((await height(node)) >= 1);
  });
});

test("a port in use is one clear line and exit code 1", async (t) => {
  const node = await startNode();
  t.after(() => node.discard());
  const port = portOf(node.endpoints.rpc);
  const second = launch(["start", "--ephemeral", ...ANY, "--rpc", `127.0.0.1:${port}`]);
  t.after(() => second.discard());
  assert.equal(await second.exit, 1);
  assert.equal(second.output.trim().split("\n").length, 1, second.output);
  assert.ok(second.output.includes(`${port}`), second.output);
});

test("an unknown option is one clear line and exit code other than 0", async (t) => {
  const node = launch(["start", "--nonsense"]);
  t.after(() => node.discard());
  assert.notEqual(await node.exit, 0);
  assert.match(node.output, /unknown option --nonsense/);
});

test("the node says everywhere that its enclave is a simulation", async (t) => {
  const node = await startNode();
  t.after(() => node.discard());
  assert.equal((await rpc(node, "status")).node_info.other.enclave, "simulation");
  const { body } = await rest(node, "/cosmos/base/tendermint/v1beta1/node_info");
  assert.equal(body.application_version.build_tags, "simulation");
  assert.equal((await rpc(node, "genesis")).genesis.simulation, true);
  assert.match(node.output, /simulation/i);
});

test("a second network is another chain", async (t) => {
  const [one, two] = await Promise.all([
    startNode(),
    startNode({ args: ["--chain-id", "secretdev-2"] }),
  ]);
  t.after(() => Promise.all([one.discard(), two.discard()]));
  const status = await rpc(two, "status");
  assert.equal(status.node_info.network, "secretdev-2");
  const chainId = "secretdev-2";
  const a = clientOf(two, "a", { chainId });
  const counter = await deploy(a, "counter", { count: 3 });
  assert.deepEqual(await query(a, counter, { get_count: {} }), { count: 3 });
  // Keys are the network's own: what one seals, the other does not open.
  const key = async (node) => (await rest(node, "/registration/v1beta1/tx-key")).body.key;
  assert.notEqual(await key(one), await key(two));
});

test("both engines give the same results and gas", async (t) => {
  const results = [];
  for (const engine of ["wasmtime", "wasmi"]) {
    const node = await startNode({ args: ["--engine", engine] });
    t.after(() => node.discard());
    const a = clientOf(node, "a");
    const counter = await deploy(a, "counter", { count: 17 });
    const tx = succeeded(await execute(a, counter, { increment: {} }));
    const { count } = await query(a, counter, { get_count: {} });
    results.push({ count, gas: tx.gasUsed, made: counter.tx.gasUsed });
  }
  assert.deepEqual(results[0], results[1]);
});
