// Calls of contracts that the chain makes by itself: scheduled by governance, executed at the head of every so many blocks.
// Sources: chain-surface 4.7, 6.9.

import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { after, describe, test } from "node:test";
import { fromBase64, toHex } from "@cosmjs/encoding";
import { AuthInfo, TxRaw } from "cosmjs-types/cosmos/tx/v1beta1/tx.js";
import { MsgAddSchedule, MsgRemoveSchedule, MsgUpdateParams } from "secretjs/dist/protobuf/secret/cron/tx.js";
import { FAST, clientOf, deploy, execute, query, succeeded } from "./support/client.js";
import { caughtUp, follow } from "./support/follower.js";
import { AUTHORITY, decide, messageOf, pass, startGoverned } from "./support/governance.js";
import { startNode, until } from "./support/node.js";
import { height, rest, rpc } from "./support/wire.js";

const SIGNER = "secret1wlhsr6c60hh3ua5m8cxf345mapen0eu3m5u93e";
const SIGNER_KEY = "022dfa41e041f9217a6182d524a374342a18cb1254a48cabf11f7a364d8f79ab78";
const ARGS = ["--block-time", "100"];

let node = await startGoverned(ARGS);
after(async () => {
  await node.discard();
  rmSync(node.home, { recursive: true, force: true });
});
let a = clientOf(node, "a");
const counter = await deploy(a, "counter", { count: 0 });

const add = (name, period, ...msgs) =>
  messageOf("/secret.cron.MsgAddSchedule", MsgAddSchedule, {
    authority: AUTHORITY,
    name,
    period: String(period),
    msgs,
  });
const remove = (name, authority = AUTHORITY) =>
  messageOf("/secret.cron.MsgRemoveSchedule", MsgRemoveSchedule, { authority, name });
const params = (limit, security_address = "") =>
  messageOf("/secret.cron.MsgUpdateParams", MsgUpdateParams, {
    authority: AUTHORITY,
    params: { limit: String(limit), security_address },
  });
/** As a client encrypts it, the message begins with the code hash of its contract. */
const call = (contract, message) => ({
  contract: contract.address,
  msg: contract.code_hash + JSON.stringify(message),
});
const increment = call(counter, { increment: {} });

/** What the chain itself put into a block: for each its position, hash, sequence, result and gas. */
async function scheduled(at) {
  const { block } = await rpc(node, "block", { height: String(at) });
  const { txs_results } = await rpc(node, "block_results", { height: String(at) });
  return block.data.txs.flatMap((text, index) => {
    const { signerInfos, fee } = AuthInfo.decode(TxRaw.decode(fromBase64(text)).authInfoBytes);
    if (fee.gasLimit !== 5_000_000n || fee.amount.length !== 0) return [];
    return [{ index, sequence: Number(signerInfos[0].sequence), code: txs_results[index].code }];
  });
}
const reached = (wanted) =>
  until(`height ${wanted}`, async () => (await height(node)) >= wanted && wanted, 60_000);

/** The scheduled transactions of the blocks [from, to], a list for each. */
async function blocks(from, to) {
  await reached(to);
  const all = [];
  for (let at = from; at <= to; at++) all.push(await scheduled(at));
  return all;
}
/** The first block from `at` on that has some. */
async function firstScheduled(at) {
  while ((await blocks(at, at))[0].length === 0) at++;
  return at;
}
const scheduleOf = async (name) => (await rest(node, `/secret/cron/schedule/${name}`)).body.schedule;
const count = async () => (await query(a, counter, { get_count: {} })).count;

describe("a schedule of governance", () => {
  let first;

  test("is kept, and calls its contract every so many blocks", async () => {
    const before = await height(node);
    await pass(node, add("tick", 3, increment));
    const kept = await scheduleOf("tick");
    assert.deepEqual({ ...kept, last_execute_height: "" }, {
      name: "tick",
      period: "3",
      msgs: [increment],
      last_execute_height: "",
    });
    first = await firstScheduled(before);
    const calls = (await blocks(first, first + 9)).map((list) => list.length);
    assert.deepEqual(calls, [1, 0, 0, 1, 0, 0, 1, 0, 0, 1]);
    assert.ok((await count()) >= 4);
  });

  test("makes transactions that clients find like all others", async () => {
    const found = await a.query.txsQuery(`message.sender='${SIGNER}'`);
    assert.ok(found.length >= 4);
    const tx = found.find((one) => one.height === first);
    assert.equal(tx.code, 0);
    assert.equal(tx.gasWanted, 5_000_000);
    assert.ok(tx.gasUsed > 20_000 && tx.gasUsed < 100_000, String(tx.gasUsed));
    const message = tx.tx.body.messages[0];
    assert.equal(message["@type"], "/secret.compute.v1beta1.MsgExecuteContract");
    assert.equal(message.contract, counter.address);
    const again = await a.query.getTx(tx.transactionHash);
    assert.equal(again.height, first);
    const { body } = await rest(node, `/cosmos/auth/v1beta1/accounts/${SIGNER}`);
    assert.equal(toHex(fromBase64(body.account.pub_key.key)), SIGNER_KEY);
  });

  test("comes before what users send", async () => {
    let seen;
    for (let tries = 0; tries < 20 && seen === undefined; tries++) {
      const tx = succeeded(await execute(a, counter, { increment: {} }));
      const list = await scheduled(tx.height);
      if (list.length === 0) continue;
      const { block } = await rpc(node, "block", { height: String(tx.height) });
      seen = [list[0].index, block.data.txs.length];
    }
    assert.deepEqual(seen, [0, 2]);
  });

  test("goes on when a call fails, and the failure is there to see", async () => {
    const wrong = call({ ...counter, code_hash: "00".repeat(32) }, { increment: {} });
    await pass(node, add("fails", 1, wrong), remove("tick"));
    const from = (await height(node)) + 1;
    for (const list of await blocks(from, from + 3))
      assert.deepEqual(list.map((tx) => [tx.index, tx.code]), [[0, 3]]);
    await pass(node, remove("fails"));
  });

  test("ends with its removal", async () => {
    const from = (await height(node)) + 1;
    const counted = await count();
    assert.deepEqual((await blocks(from, from + 4)).flat(), []);
    assert.equal(await count(), counted);
  });
});

test("each call of a schedule is a transaction, and no more schedules run in a block than the limit", async () => {
  const before = await height(node);
  const names = [add("c", 4, increment), add("a", 4, increment, increment), add("b", 4, increment)];
  await pass(node, params(2), ...names);
  const from = await firstScheduled(before);
  const seen = await blocks(from, from + 8);
  assert.deepEqual(seen.map((list) => list.length), [3, 1, 0, 0, 3, 1, 0, 0, 3]);
  const sequences = seen.flat().map((tx) => tx.sequence);
  assert.deepEqual(sequences, sequences.map((_, at) => sequences[0] + at));
  await pass(node, params(5), remove("a"), remove("b"), remove("c"));
});

describe("only governance", () => {
  const send = (message) => a.tx.broadcast([message], { ...FAST, gasLimit: 100_000 });
  const refusal = new RegExp(`invalid authority; expected ${AUTHORITY}, got ${a.address}: unauthorized`);

  test("adds and removes: neither a user nor the security address does", async () => {
    await pass(node, params(5, a.address), add("kept", 1000, increment));
    const { body } = await rest(node, "/secret/cron/params");
    assert.deepEqual(body, { params: { security_address: a.address, limit: "5" } });
    const tx = await send(remove("kept", a.address));
    assert.deepEqual([tx.code, tx.codespace], [4, "sdk"]);
    assert.match(tx.rawLog, refusal);
    assert.equal((await scheduleOf("kept")).name, "kept");
  });

  test("and it is told what is wrong", async () => {
    for (const [message, text] of [
      [add("kept", 5, increment), /failed to add schedule: schedule already exists with name=kept/],
      [add("", 5, increment), /failed to validate MsgAddSchedule: name is invalid: invalid request/],
      [add("x", 0, increment), /period is invalid: invalid request/],
      [add("x", 5), /msgs should not be empty: invalid request/],
      [params(0), /params validation failed: invalid limit: limit cannot be zero/],
    ]) {
      const proposal = await decide(node, message);
      assert.equal(proposal.status, "PROPOSAL_STATUS_FAILED");
      assert.match(proposal.failed_reason, text);
    }
  });
});

test("queries list schedules in pages and miss what is not there", async () => {
  await pass(node, add("later", 2000, increment));
  const { body } = await rest(node, "/secret/cron/schedule?pagination.limit=1");
  assert.deepEqual(body.schedules.map(({ name }) => name), ["kept"]);
  const key = encodeURIComponent(body.pagination.next_key);
  const more = await rest(node, `/secret/cron/schedule?pagination.key=${key}`);
  assert.deepEqual(more.body.schedules.map(({ name }) => name), ["later"]);
  const missing = await rest(node, "/secret/cron/schedule/nobody");
  assert.deepEqual([missing.status, missing.body.code], [404, 5]);
  assert.match(missing.body.message, /schedule not found/);
});

test("no call is lost or doubled when the node is killed; a follower has the same", async (t) => {
  await pass(node, add("every", 1, increment));
  const from = (await height(node)) + 1;
  for (let kills = 0; kills < 3; kills++) {
    await reached((await height(node)) + 3);
    const { home } = node;
    node.process.kill("SIGKILL");
    await node.exit;
    await node.discard();
    node = await startNode({ home, args: ARGS });
    a = clientOf(node, "a");
  }
  const to = await reached((await height(node)) + 3);
  const all = await blocks(from, to);
  const [[{ sequence }]] = all;
  const whole = all.map((_, at) => [{ index: 0, sequence: sequence + at, code: 0 }]);
  assert.deepEqual(all, whole);
  const follower = await follow(node);
  t.after(() => follower.discard());
  await caughtUp(follower, to);
  await pass(node, remove("every"));
  const end = await height(node);
  await caughtUp(follower, end);
  const header = async (of) => (await rpc(of, "block", { height: String(end) })).block.header.app_hash;
  assert.equal(await header(follower), await header(node));
});
