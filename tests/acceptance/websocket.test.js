// Subscriptions over the RPC websocket, raw and through CosmJS.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import WebSocket from "ws";
import { ACCOUNTS } from "./support/accounts.js";
import { FAST, clientOf, succeeded } from "./support/client.js";
import { startNode, until } from "./support/node.js";

const node = await startNode();
after(() => node.discard());
const a = clientOf(node, "a");
const base = node.endpoints.rpc.replace(/^http/, "ws");

const send = async (amount) =>
  succeeded(
    await a.tx.bank.send(
      {
        from_address: a.address,
        to_address: ACCOUNTS.b.address,
        amount: [{ denom: "uscrt", amount: String(amount) }],
      },
      FAST,
    ),
  );

/** A websocket and what came over it. */
async function connect(t) {
  const socket = new WebSocket(`${base}/websocket`);
  const messages = [];
  socket.on("message", (data) => messages.push(JSON.parse(data)));
  await new Promise((done, fail) => socket.on("open", done).on("error", fail));
  t.after(() => socket.terminate());
  const call = (id, method, params = {}) =>
    socket.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
  const next = (id, probe = () => true) =>
    until(`a message for ${id}`, () => messages.find((m) => m.id === id && probe(m)));
  return { socket, messages, call, next };
}

test("a subscription tells each transaction with its events", async (t) => {
  const { call, next } = await connect(t);
  const query = `tm.event='Tx' AND transfer.recipient='${ACCOUNTS.b.address}'`;
  call(7, "subscribe", { query });
  assert.deepEqual((await next(7)).result, {});

  const tx = await send(99);
  const { result } = await next(7, (message) => message.result.data !== undefined);
  assert.equal(result.query, query);
  assert.equal(result.data.type, "tendermint/event/Tx");
  assert.equal(result.data.value.TxResult.height, String(tx.height));
  assert.equal(result.data.value.TxResult.result.gas_used, String(tx.gasUsed));
  assert.deepEqual(result.events["tx.hash"], [tx.transactionHash]);
  assert.deepEqual(result.events["tx.height"], [String(tx.height)]);
  assert.deepEqual(result.events["tm.event"], ["Tx"]);
  assert.ok(result.events["transfer.amount"].includes("99uscrt"));
});

test("a subscription hears nothing that does not match", async (t) => {
  const { call, next, messages } = await connect(t);
  call(1, "subscribe", { query: `tm.event='Tx' AND transfer.recipient='${ACCOUNTS.c.address}'` });
  call(2, "subscribe", { query: "tm.event='NewBlock'" });
  await next(2);
  const { height } = await send(1);
  await next(2, (m) => Number(m.result.data?.value.block.header.height) > height);
  assert.equal(messages.filter((message) => message.id === 1).length, 1);
});

test("new blocks come in order, also when they are empty", async (t) => {
  const { call, next, messages } = await connect(t);
  call(1, "subscribe", { query: "tm.event='NewBlock'" });
  call(2, "subscribe", { query: "tm.event='NewBlockHeader'" });
  await next(1);
  const heights = (id) =>
    messages
      .filter((m) => m.id === id && m.result.data !== undefined)
      .map((m) => Number((m.result.data.value.block ?? m.result.data.value).header.height));
  await until("three blocks", () => heights(1).length >= 3);
  const [first] = heights(1);
  assert.deepEqual(heights(1).slice(0, 3), [first, first + 1, first + 2]);
  assert.ok(heights(2).length >= 2);
});

test("unsubscribing ends a subscription", async (t) => {
  const { call, next, messages } = await connect(t);
  const query = "tm.event='Tx'";
  call(1, "subscribe", { query });
  await next(1);
  call(2, "unsubscribe", { query });
  assert.deepEqual((await next(2)).result, {});
  await send(1);
  call(3, "health");
  assert.deepEqual((await next(3)).result, {});
  assert.equal(messages.filter((message) => message.id === 1).length, 1);
});

test("ordinary methods work over the websocket", async (t) => {
  const { call, next } = await connect(t);
  call("text id", "status");
  assert.equal((await next("text id")).result.node_info.network, "secretdev-1");
  call(5, "nonsense");
  assert.equal((await next(5)).error.code, -32601);
});

test("a query that does not parse and one asked twice are errors", async (t) => {
  const { call, next } = await connect(t);
  call(1, "subscribe", { query: "tm.event=" });
  assert.equal((await next(1)).error.code, -32603);
  call(2, "subscribe", { query: "tm.event='Tx'" });
  await next(2);
  call(3, "subscribe", { query: "tm.event='Tx'" });
  assert.match((await next(3)).error.data, /already subscribed/);
});

test("CosmJS subscribes to blocks and transactions", async (t) => {
  const program = fileURLToPath(new URL("support/subscriber.js", import.meta.url));
  const subscriber = spawn(process.execPath, [program, base], { stdio: ["ignore", "pipe", 2] });
  t.after(() => subscriber.kill());
  let text = "";
  subscriber.stdout.on("data", (data) => (text += data));
  const find = (kind) =>
    text
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line)[kind])
      .find((value) => value !== undefined);
  const header = await until("a header", () => find("header"));
  assert.equal(header.chainId, "secretdev-1");
  const sent = await send(4);
  const tx = await until("the transaction", () => find("tx"));
  assert.deepEqual(tx, { hash: sent.transactionHash.toLowerCase(), height: sent.height });
});
