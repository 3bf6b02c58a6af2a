// What contracts did, told in clear by a node that runs with --inspect.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { clientOf, deploy, execute } from "./support/client.js";
import { SECRETD, startNode } from "./support/node.js";
import { base64, call, script, submessage, write } from "./support/script.js";
import { rest } from "./support/wire.js";

const run = promisify(execFile);

describe("a node that inspects", () => {
  let node, client, counter, tx;
  const inspect = async (hash, ...args) =>
    (await run(SECRETD, ["debug", "inspect", hash, "--rest", node.endpoints.rest, ...args])).stdout;

  before(async () => {
    node = await startNode({ args: ["--inspect"] });
    client = clientOf(node, "a");
    counter = await deploy(client, "counter", { count: 41 });
    tx = await execute(client, counter, { increment: {} });
  });
  after(() => node.discard());

  test("tells message, state, answer and gas of a call", async () => {
    const { status, body } = await rest(node, `/secretd/inspect/transactions/${tx.transactionHash}`);
    assert.equal(status, 200);
    const { messages, height } = body.transaction;
    assert.equal(Number(height), tx.height);
    assert.equal(messages.length, 1);
    assert.equal(messages[0].type, "/secret.compute.v1beta1.MsgExecuteContract");
    const { call } = messages[0];
    assert.equal(call.entry, "execute");
    assert.equal(call.sender, client.address);
    assert.equal(call.contract, counter.address);
    assert.deepEqual(JSON.parse(call.message), { increment: {} });
    assert.deepEqual(Object.keys(JSON.parse(call.answer)), ["Ok"]);
    const names = call.steps.map((step) => step.name);
    assert.ok(names.includes("db_read") && names.includes("db_write"), names.join());
    const write = call.steps.find((step) => step.name === "db_write");
    assert.match(write.output, /^\*\\x00/); // 42 in binary
    assert.ok(Number(write.gas) > 0);
    for (const cause of ["instructions", "host", "writes", "chain"])
      assert.ok(Number(call.gas[cause]) > 0, cause);
    assert.ok(Number(messages[0].gas_used) < tx.gasUsed);
  });

  test("prints a tree, and stacks for a flame graph", async () => {
    const tree = await inspect(tx.transactionHash);
    assert.match(tree, /simulation/);
    assert.match(tree, /^ {2}execute secret1/m);
    assert.match(tree, /^ {4}message {2}\{"increment":\{\}\}$/m);
    const folded = await inspect(tx.transactionHash, "--format", "folded");
    for (const line of folded.trim().split("\n"))
      assert.match(line, /^\/secret\.compute\.v1beta1\.MsgExecuteContract;(execute secret1[^; ]+;[a-z_.]+|chain) \d+$/);
    assert.match(folded, /;instructions \d+$/m);
    const json = JSON.parse(await inspect(tx.transactionHash, "--format", "json"));
    assert.equal(json.transaction.hash, tx.transactionHash);
  });

  test("folds calls, queries and replies to the whole gas of a message, and names nothing twice", async () => {
    const v1 = await deploy(client, "conformance", script());
    const smart = { contract_addr: v1.address, callback_code_hash: v1.code_hash, msg: base64(JSON.stringify(script())) };
    const both = await execute(
      client,
      v1,
      script(
        write("a;b 1\n2", "v".repeat(100)), // what is written names no frame
        { query_chain: { request: JSON.stringify({ wasm: { smart } }) } },
        submessage(call(v1, script(write("x", "y"))), { id: 1, on: "always" }),
      ),
      { gasLimit: 3_000_000 },
    );
    const { body } = await rest(node, `/secretd/inspect/transactions/${both.transactionHash}`);
    const stacks = (await inspect(both.transactionHash, "--format", "folded"))
      .trim()
      .split("\n")
      .map((line) => /^(.*) (\d+)$/.exec(line).slice(1)); // as the viewers read it
    const units = stacks.reduce((sum, [, own]) => sum + Number(own), 0);
    assert.equal(units, Number(body.transaction.messages[0].gas_used) * 1000);
    const frames = stacks.map(([stack]) => stack.split(";").map((frame) => frame.replace(/ secret1.*/, "")));
    for (const [at, frame] of [[2, "query_chain"], [3, "query"], [2, "/secret.compute.v1beta1.MsgExecuteContract"], [3, "reply"], [2, "state.flush"]])
      assert.ok(frames.some((stack) => stack[at] === frame), `${frame} in ${JSON.stringify(frames)}`);
    const tree = await inspect(both.transactionHash);
    assert.match(tree, /^ {4}db_write a;b 1\\n2 -> v+ {2}\[/m);
  });

  test("remembers failed calls with their error", async () => {
    const failed = await client.tx.compute.executeContract(
      { sender: client.address, contract_address: counter.address, code_hash: counter.code_hash, msg: { reset: "x" } },
      { gasLimit: 200_000 },
    );
    assert.notEqual(failed.code, 0);
    const tree = await inspect(failed.transactionHash);
    assert.match(tree, /refused {2}encrypted: /);
    assert.match(tree, /answer {3}\{"Err":/);
  });

  test("says clearly what it does not know", async () => {
    const unknown = "AB".repeat(32);
    await assert.rejects(inspect(unknown), /no contract call of transaction (AB)+ is remembered/);
    await assert.rejects(run(SECRETD, ["debug", "inspect", "xyz"]), /usage: secretd debug inspect/);
  });
});

test("a node that was not asked to inspect tells nothing", async (t) => {
  const node = await startNode();
  t.after(() => node.discard());
  const { status, body } = await rest(node, `/secretd/inspect/transactions/${"AB".repeat(32)}`);
  assert.equal(status, 400);
  assert.match(body.message, /start the node with --inspect/);
});
