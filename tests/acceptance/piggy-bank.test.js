// The contract in C (contracts/c): coins saved in private, and opened with a viewing key. On both engines.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startBoth } from "./support/both.js";
import { clientOf, execute, query, succeeded } from "./support/client.js";
import { everything, find } from "./support/haystack.js";

const both = await startBoth();
after(() => both.discard());
const KEY = "the viewing key of account a";
let bank;

before(async () => {
  bank = await both.deploy("piggy-bank", {});
});

const uscrt = (amount) => [{ denom: "uscrt", amount: String(amount) }];
const run = (message, funds = []) => both.execute(bank, message, { funds });
const balance = (address, key) => both.query(bank, { balance: { address, key } });

describe("a piggy bank in C", () => {
  test("keeps what is put in, for whoever put it in", async () => {
    succeeded(await run({ deposit: {} }, uscrt(7_000_123)));
    succeeded(await run({ deposit: {} }, uscrt(1_000)));
    succeeded(await run({ set_viewing_key: { key: KEY } }));
    assert.deepEqual(await balance(both.address, KEY), { amount: "7001123" });
  });

  test("gives it back, and no more", async () => {
    const tx = succeeded(await run({ withdraw: { amount: "1123" } }));
    assert.ok(tx.arrayLog.some(({ key, value }) => key === "amount" && value === "1123uscrt"));
    assert.deepEqual(await balance(both.address, KEY), { amount: "7000000" });
    const more = await run({ withdraw: { amount: "7000001" } });
    assert.equal(
      more.rawLog,
      "failed to execute message; message index: 0: Generic error: you have saved less than that: execute contract failed",
    );
    for (const node of both.nodes) {
      const stolen = await execute(clientOf(node, "b"), bank, { withdraw: { amount: "1" } });
      assert.match(stolen.rawLog, /you have saved less than that/);
    }
  });

  test("answers nobody without the key", async () => {
    const wrong = "Generic error: wrong viewing key";
    assert.equal(await balance(both.address, "not the key of account a"), wrong);
    const b = clientOf(both.nodes[0], "b");
    assert.equal(await query(b, bank, { balance: { address: b.address, key: KEY } }), wrong);
  });

  test("refuses what it does not know", async () => {
    for (const [message, funds, text] of [
      [{ steal: {} }, [], /no such message/],
      [{ deposit: {} }, [], /deposit uscrt and nothing else/],
      [{ withdraw: { amount: "1" } }, uscrt(1), /only deposit takes coins/],
      [{ set_viewing_key: { key: "short" } }, [], /a key has 16 to 64 bytes/],
    ]) {
      const tx = await run(message, funds);
      assert.deepEqual([tx.code, tx.codespace], [3, "compute"]);
      assert.match(tx.rawLog, text);
    }
  });

  test("shows neither key nor balance to an observer", async () => {
    const [node] = both.nodes;
    const haystack = await everything(node, { contracts: [bank.address] });
    assert.deepEqual(find(KEY, haystack), []);
    assert.deepEqual(find("set_viewing_key", haystack), []);
  });
});
