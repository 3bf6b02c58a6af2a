// The faucet of the local network.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { ACCOUNTS } from "./support/accounts.js";
import { clientOf } from "./support/client.js";
import { startNode, until } from "./support/node.js";

const node = await startNode();
after(() => node.discard());
const fresh = "secret1tks3rxu2s025wsd68revh3vn4a8u5fnusqwkfe";

async function get(path) {
  const response = await fetch(node.endpoints.faucet + path);
  return { status: response.status, text: await response.text() };
}

test("it says who pays and how much", async () => {
  for (const path of ["/", "/status"]) {
    const { status, text } = await get(path);
    assert.equal(status, 200);
    assert.deepEqual(JSON.parse(text), {
      faucet_address: ACCOUNTS.a.address,
      amount: "1000000000",
    });
  }
});

test("it pays a thousand SCRT", async () => {
  const { status, text } = await get(`/faucet?address=${fresh}`);
  assert.equal(status, 200, text);
  const { txhash } = JSON.parse(text);
  assert.match(txhash, /^[0-9A-F]{64}$/);
  const a = clientOf(node, "a");
  const tx = await until("the transaction", async () => (await a.query.getTx(txhash)) ?? undefined);
  assert.equal(tx.code, 0, tx.rawLog);
  const { balance } = await a.query.bank.balance({ address: fresh, denom: "uscrt" });
  assert.equal(balance.amount, "1000000000");
});

test("it pays several at once", async () => {
  const before = BigInt((await balance(fresh)).amount);
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => get(`/faucet?address=${fresh}`)),
  );
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 200, 200, 200],
  );
  const all = before + 5_000_000_000n;
  await until("all payments", async () => BigInt((await balance(fresh)).amount) === all);
});

const balance = async (address) =>
  (await clientOf(node, "a").query.bank.balance({ address, denom: "uscrt" })).balance;

test("it refuses what it does not understand", async () => {
  const none = await get("/faucet");
  assert.deepEqual([none.status, JSON.parse(none.text)], [400, { error: "address is required" }]);
  const bad = await get("/faucet?address=nobody");
  assert.equal(bad.status, 500);
  assert.equal(typeof JSON.parse(bad.text).error, "string");
  const other = await get("/elsewhere");
  assert.deepEqual(other, { status: 200, text: "Invalid Request!" });
});
