// @cosmjs/stargate 0.32, which talks to the RPC port only.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { GasPrice, SigningStargateClient, StargateClient } from "@cosmjs/stargate";
import { Comet38Client } from "@cosmjs/tendermint-rpc";
import { ACCOUNTS, directWallet } from "./support/accounts.js";
import { startNode } from "./support/node.js";

const node = await startNode();
after(() => node.discard());
const [a, b] = [ACCOUNTS.a.address, ACCOUNTS.b.address];
let client;

before(async () => {
  client = await SigningStargateClient.connectWithSigner(
    node.endpoints.rpc,
    await directWallet("a"),
    {
      gasPrice: GasPrice.fromString("0.1uscrt"),
      broadcastPollIntervalMs: 20,
    },
  );
});
after(() => client?.disconnect());

test("it connects and knows the chain", async () => {
  const reader = await StargateClient.connect(node.endpoints.rpc);
  assert.equal(await reader.getChainId(), "secretdev-1");
  assert.ok((await reader.getHeight()) >= 1);
  reader.disconnect();
});

test("it reads accounts and balances", async () => {
  const account = await client.getAccount(b);
  assert.deepEqual([account.address, account.accountNumber, account.sequence], [b, 2, 0]);
  assert.deepEqual(await client.getAllBalances(b), [
    { denom: "uscrt", amount: "1000000000000000000" },
  ]);
  assert.equal(await client.getAccount("secret1tks3rxu2s025wsd68revh3vn4a8u5fnusqwkfe"), null);
});

test("it simulates, sends with an automatic fee and finds the transaction", async () => {
  const result = await client.sendTokens(a, b, [{ denom: "uscrt", amount: "321" }], "auto", "hi");
  assert.equal(result.code, 0, result.rawLog);
  const found = await client.getTx(result.transactionHash);
  assert.equal(found.height, result.height);
  assert.equal(found.gasUsed, result.gasUsed);
  const [searched] = await client.searchTx(`tx.hash='${result.transactionHash}'`);
  assert.equal(searched.hash, result.transactionHash);
  assert.equal((await client.getBalance(b, "uscrt")).amount, "1000000000000000321");
});

test("it decodes blocks with their transactions", async () => {
  const result = await client.sendTokens(a, b, [{ denom: "uscrt", amount: "1" }], "auto");
  const block = await client.getBlock(result.height);
  assert.equal(block.header.height, result.height);
  assert.equal(block.header.chainId, "secretdev-1");
  assert.equal(block.txs.length, 1);
});

test("it sees a failure in CheckTx as an error with its code", async () => {
  const fee = { amount: [{ denom: "uscrt", amount: "1" }], gas: "50000" };
  await assert.rejects(
    client.sendTokens(a, b, [{ denom: "uscrt", amount: "1" }], fee),
    (error) =>
      error.code === 13 &&
      error.codespace === "sdk" &&
      error.log === "insufficient fees; got: 1uscrt required: 625uscrt: insufficient fee",
  );
});

test("its RPC client decodes every answer about blocks", async () => {
  const rpc = await Comet38Client.connect(node.endpoints.rpc);
  const status = await rpc.status();
  assert.equal(status.nodeInfo.network, "secretdev-1");
  const { latestBlockHeight: height } = status.syncInfo;
  assert.equal((await rpc.commit(height)).header.height, height);
  assert.equal((await rpc.validators({ height })).total, 1);
  assert.ok((await rpc.blockchain(1, height)).blockMetas.length >= 1);
  assert.equal((await rpc.blockResults(height)).height, height);
  assert.equal((await rpc.abciInfo()).data, "secret");
  assert.equal((await rpc.genesis()).chainId, "secretdev-1");
  assert.ok((await rpc.block(height)).block.header.proposerAddress.length === 20);
  rpc.disconnect();
});
