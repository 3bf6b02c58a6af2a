// A contract written for any CosmWasm chain, on both engines: how far it runs here (docs/differences.md). The same source with each
// version of its library.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ACCOUNTS } from "./support/accounts.js";
import { startBoth } from "./support/both.js";
import { query, succeeded } from "./support/client.js";
import { rest } from "./support/wire.js";

const both = await startBoth();
after(() => both.discard());

for (const [library, name] of [
  ["cosmwasm-std 2", "conformance-vanilla"],
  ["cosmwasm-std 1, compiled as today's compilers do", "conformance-vanilla-1"],
]) {
  describe(`a contract on vanilla ${library}`, () => {
    let counter;
    before(async () => {
      counter = await both.deploy(name, { count: 5 });
    });
    const to = ACCOUNTS.c.address;
    const uscrt = (amount) => ({ denom: "uscrt", amount: String(amount) });
    const balance = async () => {
      const path = `/cosmos/bank/v1beta1/balances/${to}/by_denom?denom=uscrt`;
      return BigInt((await rest(both.nodes[0], path)).body.balance.amount);
    };
    const told = (tx, key) =>
      tx.arrayLog.find((entry) => entry.type === "wasm" && entry.key === key).value;

    test("keeps state and reports encrypted attributes", async () => {
      const tx = succeeded(await both.execute(counter, { increment: {} }));
      assert.equal(told(tx, "count"), "6");
      assert.equal(told(tx, "sender"), both.address);
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
      const before = await balance();
      const pay = { to, amount: uscrt(7) };
      succeeded(await both.execute(counter, { pay }, { funds: [uscrt(10)] }));
      assert.equal((await balance()) - before, 7n);
    });

    test("hears what became of its message", async () => {
      const before = await balance();
      const good = { pay_and_hear: { to, amount: uscrt(2) } };
      const tx = succeeded(await both.execute(counter, good, { funds: [uscrt(2)] }));
      assert.deepEqual([told(tx, "id"), told(tx, "heard")], ["7", "ok"]);
      assert.equal((await balance()) - before, 2n);
      const bad = { pay_and_hear: { to, amount: uscrt(1_000_000) } };
      assert.match(told(succeeded(await both.execute(counter, bad)), "heard"), /insufficient funds/);
    });

    test("asks the bank", async () => {
      const answer = await both.query(counter, { get_balance: { denom: "uscrt" } });
      assert.deepEqual(answer, uscrt(3));
      assert.deepEqual(await both.query(counter, { get_balance: { denom: "none" } }), {
        denom: "none",
        amount: "0",
      });
    });

    test("cannot ask or call a contract, which needs its code hash here", async () => {
      const contract = counter.address;
      // secretjs gives the text of an error as the answer.
      assert.match(
        await both.query(counter, { get_count_of: { contract } }),
        /Cannot parse request: missing field `callback_code_hash`/,
      );
      const tx = await both.execute(counter, { call: { contract } });
      assert.equal(tx.code, 3);
      assert.match(tx.rawLog, /Enclave: failed to deserialize data: execute contract failed$/);
    });
  });
}
