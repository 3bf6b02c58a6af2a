// A contract written for any CosmWasm chain, on both engines: how far it runs here (docs/differences.md).

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ACCOUNTS } from "./support/accounts.js";
import { startBoth } from "./support/both.js";
import { query, succeeded } from "./support/client.js";
import { rest } from "./support/wire.js";

const both = await startBoth();
after(() => both.discard());

describe("a contract on vanilla cosmwasm-std", () => {
  let counter;
  before(async () => {
    counter = await both.deploy("conformance-vanilla", { count: 5 });
  });

  test("keeps state and reports encrypted attributes", async () => {
    const tx = succeeded(await both.execute(counter, { increment: {} }));
    const told = tx.arrayLog.filter(({ type }) => type === "wasm");
    assert.equal(told.find(({ key }) => key === "count").value, "6");
    assert.equal(told.find(({ key }) => key === "sender").value, both.address);
    assert.deepEqual(await both.query(counter, { get_count: {} }), { count: 6 });
  });

  test("sees block and contract", async () => {
    for (const env of await both.each((one) => query(one, counter, { get_env: {} }))) {
      assert.equal(env.contract.address, counter.address);
      assert.equal(env.block.chain_id, "secretdev-1");
    }
  });

  test("fails with its own text, for its sender alone", async () => {
    const tx = await both.execute(counter, { fail: {} });
    assert.equal(tx.code, 3);
    assert.match(tx.rawLog, /Generic error: as asked/);
    assert.deepEqual(await both.query(counter, { get_count: {} }), { count: 6 });
  });

  test("panics as any other", async () => {
    const tx = await both.execute(counter, { panic: {} });
    assert.equal(tx.code, 3);
    assert.match(tx.rawLog, /the contract panicked/);
  });

  test("sends coins", async () => {
    const to = ACCOUNTS.c.address;
    const path = `/cosmos/bank/v1beta1/balances/${to}/by_denom?denom=uscrt`;
    const balance = async () => BigInt((await rest(both.nodes[0], path)).body.balance.amount);
    const before = await balance();
    const pay = { to, amount: { denom: "uscrt", amount: "7" } };
    const funds = [{ denom: "uscrt", amount: "10" }];
    succeeded(await both.execute(counter, { pay }, { funds }));
    assert.equal((await balance()) - before, 7n);
  });
});
