// A node without an enclave as its users and its operator see it: it takes transactions, is one block behind, and keeps
// nothing of what a server tells that is gone, lies or talks nonsense.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { SecretNetworkClient } from "secretjs";
import { ACCOUNTS } from "./support/accounts.js";
import { attribute, clientOf, deploy, execute, query, succeeded } from "./support/client.js";
import { blockOf, caughtUp, follow, homeFor, launchFollower } from "./support/follower.js";
import { framed, startLying } from "./support/lying.js";
import { sleep, startNode, until } from "./support/node.js";
import { height, post, rest, rpc } from "./support/wire.js";

const node = await startNode({ args: ["--block-time", "200"] });
after(() => node.discard());
const follower = await follow(node);
after(() => follower.discard());
const direct = clientOf(node, "a");
const through = clientOf(follower, "b");
let counter;
let last;

before(async () => {
  counter = await deploy(direct, "counter", { count: 1 });
  for (let i = 0; i < 3; i++) succeeded(await execute(direct, counter, { increment: {} }));
  last = await height(node);
  await caughtUp(follower, last);
});

describe("a user of the follower", () => {
  /** Signed bytes of a transfer of account c, for servers that want bytes. */
  const signedBytes = async (amount, sequence) => {
    const c = clientOf(node, "c");
    const { MsgSend } = await import("secretjs");
    const message = new MsgSend({
      from_address: c.address,
      to_address: ACCOUNTS.d.address,
      amount: [{ denom: "uscrt", amount }],
    });
    const { account } = await c.query.auth.account({ address: c.address });
    const signing = { accountNumber: Number(account.account_number), sequence, chainId: c.chainId };
    const bytes = await c.tx.signTx([message], { gasLimit: 100_000, explicitSignerData: signing });
    return Buffer.from(bytes).toString("base64");
  };
  const sequenceOf = async (name) => {
    const { account } = await direct.query.auth.account({ address: ACCOUNTS[name].address });
    return Number(account.sequence ?? 0);
  };

  test("sends transactions, one after the other, and reads what they did", async () => {
    const before = (await query(direct, counter, { get_count: {} })).count;
    for (let i = 1; i <= 3; i++) {
      const tx = succeeded(await execute(through, counter, { increment: {} }));
      assert.equal(attribute(tx, "wasm", "count"), String(before + i));
    }
    assert.deepEqual(await query(direct, counter, { get_count: {} }), { count: before + 3 });
  });

  test("is told what the other node's check says", async () => {
    const { body } = await post(follower, "/cosmos/tx/v1beta1/txs", { tx_bytes: "AAAA", mode: "BROADCAST_MODE_SYNC" });
    const straight = await post(node, "/cosmos/tx/v1beta1/txs", { tx_bytes: "AAAA", mode: "BROADCAST_MODE_SYNC" });
    assert.notEqual(body.tx_response.code, 0);
    assert.deepEqual(body, straight.body);
    const tx = await signedBytes("1", 999);
    assert.deepEqual(await rpc(follower, "broadcast_tx_sync", { tx }), await rpc(node, "broadcast_tx_sync", { tx }));
  });

  test("may wait for the block, or not even for the check", async () => {
    const first = await sequenceOf("c");
    const done = await rpc(follower, "broadcast_tx_commit", { tx: await signedBytes("2", first) });
    assert.deepEqual([done.check_tx.code, done.tx_result.code], [0, 0]);
    assert.ok(Number(done.height) > 0);
    const tx = await signedBytes("3", first + 1);
    const { hash, code } = await rpc(follower, "broadcast_tx_async", { tx });
    assert.equal(code, 0);
    await until("the transaction", async () => (await rest(follower, `/cosmos/tx/v1beta1/txs/${hash}`)).status === 200);
  });

  test("hears of a repetition from the other node", async () => {
    const tx = await signedBytes("4", await sequenceOf("c"));
    assert.equal((await rpc(follower, "broadcast_tx_commit", { tx })).tx_result.code, 0);
    assert.notEqual((await post(follower, "/cosmos/tx/v1beta1/txs", { tx_bytes: tx, mode: 2 })).body.tx_response.code, 0);
  });

  test("is one block behind", async () => {
    const still = await startNode({ args: ["--block-time", "86400000"] }); // no block but for a transaction
    try {
      const a = clientOf(still, "a");
      await deploy(a, "counter", { count: 1 });
      const behind = await follow(still);
      try {
        await caughtUp(behind, (await height(still)) - 1);
        const fee = { gasLimit: 100_000, broadcastCheckIntervalMs: 20 };
        const coins = { from_address: a.address, to_address: ACCOUNTS.b.address, amount: [{ denom: "uscrt", amount: "1" }] };
        const { height: sent } = succeeded(await a.tx.bank.send(coins, fee));
        await caughtUp(behind, sent - 1);
        assert.deepEqual([await height(still), await height(behind)], [sent, sent - 1]);
      } finally {
        await behind.discard();
      }
    } finally {
      await still.discard();
    }
  });
});

describe("a follower whose server", () => {
  /** Runs a follower behind a server that lies until `cease`; gives the follower, running or ended. */
  async function behind(change, use) {
    let lies = true;
    const liar = await startLying(node, (...call) => (lies ? change(...call) : call[2]));
    const place = homeFor(node);
    const fake = { endpoints: { grpc: liar.address } };
    try {
      await use({
        launch: () => launchFollower(fake, place),
        restart: () => follow(fake, place),
        cease: () => (lies = false),
      });
    } finally {
      liar.close();
    }
  }

  const lineOf = (victim, pattern) =>
    until(`a line like ${pattern}`, () => pattern.exec(victim.output)?.[0]).catch((error) =>
      assert.fail(`${error.message}, in:\n${victim.output}`),
    );

  /** After the end of the lies the same home gives the same chain. */
  async function recovers(place) {
    place.cease();
    const honest = await place.restart();
    try {
      const tip = await height(node);
      await caughtUp(honest, tip - 1);
      for (const at of [1, last - 1, last]) assert.deepEqual(await blockOf(honest, at), await blockOf(node, at));
    } finally {
      await honest.discard();
    }
  }

  /** What it waits for: one line, no end; and it goes on by itself when the server is right again. */
  for (const [what, change, line] of [
    [
      "answers with nonsense",
      (method, at, answer) => (at === 3 ? { status: 0, body: framed(Buffer.from("nonsense")) } : answer),
      /gives no blocks: its answer is malformed: .*; trying again/,
    ],
    [
      "cuts its answers",
      (method, at, answer) => (at === 3 ? { ...answer, body: answer.body?.subarray(0, -1) } : answer),
      /gives no blocks: its answer is cut off or compressed; trying again/,
    ],
    [
      "announces more than anybody has",
      (method, at, answer) =>
        at === 3 ? { status: 0, body: Buffer.concat([Buffer.from([0, 255, 255, 255, 255]), answer.body]) } : answer,
      /gives no blocks: its answer is too large; trying again/,
    ],
    [
      "answers with another block",
      async (method, at, answer) => (method === "GetBlockByHeight" && at === 3 ? lateBlock : answer),
      /gives no blocks: it answers with another block; trying again/,
    ],
    [
      "refuses",
      (method, at, answer) => (at === 3 ? { status: 8, message: "not%20you" } : answer),
      /gives no blocks: not you; trying again/,
    ],
  ])
    test(`${what} says so once, and goes on when that is over`, () =>
      behind(change, async (place) => {
        const victim = place.launch();
        await lineOf(victim, line);
        await sleep(600); // asked again, and not told again
        assert.equal(victim.output.match(/gives no blocks/g).length, 1);
        place.cease();
        await lineOf(victim, /gives blocks again/);
        await victim.stop();
        await recovers(place);
      }));
  let lateBlock;
  before(async () => {
    const seen = [];
    const spy = await startLying(node, (method, at, answer) => {
      if (method === "GetBlockByHeight" && at === 4) seen.push(answer);
      return answer;
    });
    const victim = launchFollower({ endpoints: { grpc: spy.address } }, homeFor(node));
    await until("block 4", () => seen.length > 0);
    await victim.discard();
    spy.close();
    [lateBlock] = seen;
  });

  /** What ends it: one line, exit code 3, and nothing of it is kept. */
  const flip = (answer, from) => {
    const body = Buffer.from(answer.body);
    const at = body.indexOf(from);
    if (at < 0) return answer;
    body[at] ^= 1;
    return { ...answer, body };
  };
  for (const [what, change, line] of [
    [
      "changes what a contract wrote",
      (method, at, answer) => (method === "BlockTraces" ? flip(answer, Buffer.from("secret")) : answer),
      /after block \d+ the chain has app hash [0-9A-F]{64}, and this node has [0-9A-F]{64}/,
    ],
    [
      "has no traces of a block",
      (method, at, answer) => (method === "BlockTraces" ? { status: 5, message: "" } : answer),
      /block \d+ makes contract call 1, which the traces do not have: either their node does not keep them so long/,
    ],
    [
      "gives the traces of another block",
      (method, at, answer) => (method === "BlockTraces" ? (kept ??= answer) : answer),
      /halt: block \d+ makes contract call 1, which the traces do not have: /,
    ],
    [
      "forges signatures",
      (method, at, answer) =>
        method === "GetCommit" && at === 3 ? { ...answer, body: changedEnd(answer.body) } : answer,
      /block 3 of .* is not one that the chain's validators signed: /,
    ],
    [
      "changes a transaction",
      (method, at, answer) => (method === "GetBlockByHeight" ? flip(answer, Buffer.from("MsgStoreCode")) : answer),
      /block \d+ of .* is not one that the chain's validators signed: its parts differ/,
    ],
  ])
    test(`${what} ends with one line, and its home is good`, () =>
      behind(change, async (place) => {
        const victim = place.launch();
        assert.equal(await victim.exit, 3);
        const lines = victim.output.split("\n").filter((one) => /^halt: /.test(one));
        assert.equal(lines.length, 1, victim.output);
        assert.match(lines[0], line);
        await recovers(place);
      }));
  let kept;
  /** The last byte of the one signature. */
  const changedEnd = (body) => {
    const changed = Buffer.from(body);
    changed[changed.length - 1] ^= 1;
    return changed;
  };

  test("has nothing to inspect: the node says so", async () => {
    const args = ["--traces-from", node.endpoints.grpc, "--inspect"];
    await assert.rejects(startNode({ ...homeFor(node), args }), /--inspect needs an enclave/);
  });

  test("is no address is refused", async () => {
    for (const server of ["http://127.0.0.1:9090", "127.0.0.1", "127.0.0.1:grpc", ":9090"])
      await assert.rejects(startNode({ ...homeFor(node), args: ["--traces-from", server] }), /--traces-from wants HOST:PORT/);
  });

  test("is gone when it starts, waits, and sends nothing", async () => {
    const away = await startNode();
    const place = homeFor(away);
    await away.stop();
    const victim = launchFollower(away, place);
    try {
      await lineOf(victim, /gives no blocks: Couldn't connect to server; trying again/);
    } finally {
      const { code } = await victim.stop();
      assert.equal(code, 0);
      await victim.discard();
      await away.discard();
    }
  });

  test("goes away: it answers with what it has, and takes no transactions", async () => {
    const away = await startNode();
    const place = homeFor(away);
    let lonely = await follow(away, place);
    try {
      const had = await height(lonely);
      await away.stop();
      await lineOf(lonely, /gives no blocks: /);
      assert.ok((await height(lonely)) >= had);
      const { address } = ACCOUNTS.a;
      const reader = new SecretNetworkClient({ url: lonely.endpoints.rest, chainId: direct.chainId });
      assert.ok((await reader.query.bank.balance({ address, denom: "uscrt" })).balance.amount);
      const { body } = await post(lonely, "/cosmos/tx/v1beta1/txs", { tx_bytes: "AAAA", mode: "BROADCAST_MODE_SYNC" });
      assert.deepEqual([body.tx_response.code, body.tx_response.codespace], [1, "follow"]);
      assert.match(
        body.tx_response.raw_log,
        /^127\.0\.0\.1:\d+, which this node follows, did not take the transaction: Couldn't connect to server$/,
      );
      // So it does after a restart.
      const kept = await height(lonely);
      await lonely.stop();
      lonely = await follow(away, place);
      assert.equal(await height(lonely), kept);
      await lineOf(lonely, /gives no blocks: Couldn't connect to server; trying again/);
    } finally {
      await lonely.discard();
      await away.discard();
    }
  });
});
