// What contracts were compiled to outlives the process: sealed by the enclave, kept by the node, and trusted by nobody else.

import assert from "node:assert/strict";
import { readFileSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { clientOf, deploy, execute, query, succeeded } from "./support/client.js";
import { newFolder, startNode, until } from "./support/node.js";

const COMPILE_MS_MAX = 60_000; // on a busy machine: others go first
const home = newFolder();
const native = join(home, "data", "native");
let node;
let contracts;

const start = async () => (node = await startNode({ home }));
const restart = async () => {
  await node.stop();
  await start();
};

before(start);
after(async () => {
  await node.discard();
  rmSync(home, { recursive: true, force: true });
});

const fileOf = ({ code_hash }) => join(native, code_hash);
const isKept = (contract) => readdirSync(native).includes(contract.code_hash);

async function count(contract) {
  const client = clientOf(node, "a");
  succeeded(await execute(client, contract, { increment: {} }));
  return (await query(client, contract, { get_count: {} })).count;
}

/** When the file was written, which is when the enclave compiled. */
const writtenAt = (contract) => statSync(fileOf(contract)).mtimeMs;

/** Spoils the file of a contract while the node is down; the contract works, and the file is whole again soon. */
async function heals(contract, spoil, expected) {
  const whole = readFileSync(fileOf(contract));
  await node.stop();
  spoil(fileOf(contract), whole);
  const spoiled = writtenAt(contract);
  await start();
  assert.equal(await count(contract), expected);
  await until("compiling", () => writtenAt(contract) !== spoiled, COMPILE_MS_MAX);
  assert.equal(readFileSync(fileOf(contract)).length, whole.length);
}

test("a contract is compiled once and kept", async () => {
  const client = clientOf(node, "a");
  contracts = [
    await deploy(client, "counter", { count: 1 }),
    await deploy(client, "counter-v010", { count: 1 }),
  ];
  for (const contract of contracts) {
    await until("the file", () => isKept(contract), COMPILE_MS_MAX);
  }
  assert.equal(await count(contracts[0]), 2);
});

test("what is kept is sealed", () => {
  const blob = readFileSync(fileOf(contracts[0]));
  assert.ok(blob.subarray(0, 30).equals(Buffer.from("secretd simulation, not secret")));
  assert.ok(!blob.includes("\x7fELF"));
});

test("after a restart nothing is compiled again", async () => {
  const before = writtenAt(contracts[0]);
  await restart();
  assert.equal(await count(contracts[0]), 3);
  assert.equal(await count(contracts[0]), 4);
  assert.equal(writtenAt(contracts[0]), before);
});

test("a file with a flipped bit is not used", () =>
  heals(
    contracts[0],
    (file, whole) => {
      whole[whole.length >> 1] ^= 1;
      writeFileSync(file, whole);
      whole[whole.length >> 1] ^= 1;
    },
    5,
  ));

test("nor one that is cut short", () =>
  heals(contracts[0], (file, whole) => truncateSync(file, whole.length - 1), 6));

test("nor an empty one", () => heals(contracts[0], (file) => truncateSync(file, 0), 7));

test("nor that of another contract", () =>
  heals(contracts[0], (file) => writeFileSync(file, readFileSync(fileOf(contracts[1]))), 8));

test("without its files the contract works as well", async () => {
  await node.stop();
  rmSync(native, { recursive: true });
  await start();
  assert.equal(await count(contracts[0]), 9);
  await until("the file", () => isKept(contracts[0]), COMPILE_MS_MAX);
});
