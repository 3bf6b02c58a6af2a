// Finding transactions again, by hash and by what they did.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ACCOUNTS } from "./support/accounts.js";
import { FAST, clientOf, succeeded } from "./support/client.js";
import { startNode } from "./support/node.js";
import { rest, rpc, rpcCall } from "./support/wire.js";

const node = await startNode();
after(() => node.discard());
const a = clientOf(node, "a");
const COUNT = 22;
const sent = [];

before(async () => {
  const message = {
    from_address: a.address,
    to_address: a.address,
    amount: [{ denom: "uscrt", amount: "1" }],
  };
  for (let i = 0; i < COUNT; i++) sent.push(succeeded(await a.tx.bank.send(message, FAST)));
});

test("a transaction is found by its hash as it was broadcast", async () => {
  const found = await a.query.getTx(sent[0].transactionHash);
  assert.deepEqual(found, sent[0]);
  assert.equal(await a.query.getTx("AB".repeat(32)), null);
});

test("an unknown hash is answered as gRPC gateway does", async () => {
  const hash = "AB".repeat(32);
  const { status, body } = await rest(node, `/cosmos/tx/v1beta1/txs/${hash}`);
  assert.equal(status, 404);
  assert.deepEqual(body, { code: 5, message: `tx not found: ${hash}`, details: [] });
});

test("transactions are found by the events they emitted, in pages", async () => {
  const what = `message.action='/cosmos.bank.v1beta1.MsgSend'`;
  const ten = await a.query.txsQuery(what, undefined, { limit: "10" });
  assert.equal(ten.length, 10);
  const [first] = await a.query.txsQuery(what, undefined, { limit: "1", offset: "0" });
  const [second] = await a.query.txsQuery(what, undefined, { limit: "1", offset: "1" });
  assert.notEqual(first.transactionHash, second.transactionHash);

  const byHash = await a.query.txsQuery(`tx.hash='${sent[3].transactionHash}'`);
  assert.deepEqual(
    byHash.map((tx) => tx.transactionHash),
    [sent[3].transactionHash],
  );
  const bySender = await a.query.txsQuery(`message.sender='${ACCOUNTS.c.address}'`);
  assert.deepEqual(bySender, []);
  const both = await a.query.txsQuery(
    `transfer.recipient='${a.address}' AND tx.height=${sent[0].height}`,
  );
  assert.ok(both.length >= 1);
  assert.ok(both.every((tx) => tx.height === sent[0].height));
});

test("a search in descending order begins with the newest", async () => {
  const query = "tx.height>0";
  const ascending = await rpc(node, "tx_search", { query, order_by: "asc", per_page: "100" });
  const descending = await rpc(node, "tx_search", { query, order_by: "desc", per_page: "100" });
  assert.equal(ascending.total_count, String(COUNT));
  const hashes = ascending.txs.map((tx) => tx.hash);
  assert.deepEqual(
    descending.txs.map((tx) => tx.hash),
    [...hashes].reverse(),
  );
});

test("a page that does not exist is an error that says which there are", async () => {
  const reply = await rpcCall(node, "tx_search", { query: "tx.height>0", page: "9" });
  assert.equal(reply.error.code, -32603);
  assert.equal(reply.error.data, "page should be within [1, 1] range, given 9");
});

test("an empty query is refused", async () => {
  const { status, body } = await rest(node, "/cosmos/tx/v1beta1/txs");
  assert.equal(status, 500);
  assert.match(body.message, /query cannot be empty/);
});

test("a transaction proves that it is in its block", async () => {
  const hash = sent[5].transactionHash;
  const tx = await rpc(node, "tx", {
    hash: Buffer.from(hash, "hex").toString("base64"),
    prove: true,
  });
  assert.equal(tx.hash, hash);
  const { block } = await rpc(node, "block", { height: tx.height });
  assert.equal(tx.proof.root_hash, block.header.data_hash);
  assert.equal(block.data.txs[tx.index], tx.tx);
});

test("the block of a transaction decodes over REST", async () => {
  const path = `/cosmos/tx/v1beta1/txs/block/${sent[0].height}`;
  const { status, body } = await rest(node, path);
  assert.equal(status, 200);
  assert.equal(body.txs[0].body.messages[0]["@type"], "/cosmos.bank.v1beta1.MsgSend");
  assert.equal(body.block.header.height, String(sent[0].height));
});

test("blocks are found by height and by their events", async () => {
  const { height } = sent[0];
  const found = await rpc(node, "block_search", { query: `block.height = ${height}` });
  assert.equal(found.total_count, "1");
  assert.equal(found.blocks[0].block.header.height, String(height));
});
