// What contracts ask of the chain, beside a node without an enclave: it asks nothing itself, so that what an answer
// changes must be in the traces. Sources: enclave-protocol 5.9, secret-fork-differences 9.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { clientOf, deploy, execute, succeeded } from "./support/client.js";
import { blockOf, caughtUp, follow } from "./support/follower.js";
import { newFolder, startNode, until } from "./support/node.js";
import { ask, call, fail, message, onReply, script, smart, submessage } from "./support/script.js";
import { rest } from "./support/wire.js";

const folder = newFolder();
const node = await startNode({ folder, home: join(folder, "server"), args: ["--block-time", "200"] });
after(() => node.discard());
const follower = await follow(node);
after(() => follower.discard());
const a = clientOf(node, "a");
const AMOUNT = { denom: "uscrt", amount: "3000000" };
const run = (...steps) => execute(a, contract, script(...steps), { gasLimit: 3_000_000 });
let contract;
let rewards;

before(async () => {
  contract = await deploy(a, "conformance", script(onReply()), { funds: [AMOUNT] });
  const { validators } = await a.query.staking.validators({});
  const validator = validators[0].operator_address;
  succeeded(await run(message({ staking: { delegate: { validator, amount: AMOUNT } } })));
  rewards = ask({ dist: { rewards: { delegator: contract.address } } });
});

/** Waits until the follower has this block and the next, whose header tells the state after it: on another it stops. */
async function assertSame(tx) {
  await caughtUp(follower, tx.height + 1);
  for (const at of [tx.height, tx.height + 1])
    assert.deepEqual(await blockOf(follower, at), await blockOf(node, at), `block ${at}`);
}

const traceOf = (tx) =>
  until("traces", async () => {
    const { status, body } = await rest(node, `/compute/v1beta1/block_traces/${tx.height}`);
    return status === 200 && body.traces[0];
  });

test("rewards that a contract asks for end a period of the validator, on both nodes", async () => {
  const tx = succeeded(await run(rewards));
  const { cross_ops } = await traceOf(tx);
  assert.ok(cross_ops.length > 0);
  assert.ok(cross_ops.every(({ store_key }) => store_key === "distribution"));
  await assertSame(tx);
});

test("twice in a call, where the second deletes what the first has made", async () => {
  await assertSame(succeeded(await run(rewards, rewards)));
});

test("in a message that fails and is caught, which leaves nothing", async () => {
  const broken = call(contract, script(rewards, fail("on purpose")));
  await assertSame(succeeded(await run(submessage(broken, { on: "error" }))));
});

test("by way of another contract, which leaves nothing either", async () => {
  const tx = succeeded(await run(ask(smart(contract, script(rewards)))));
  assert.deepEqual((await traceOf(tx)).cross_ops, []);
  await assertSame(tx);
});

test("over which the chain panics", async () => {
  const tx = await run(ask({ bank: { balance: { address: contract.address, denom: "!" } } }));
  assert.match(tx.rawLog, /Panic in FFI call: execute contract failed$/);
  await assertSame(tx);
});
