// Attributes and events of contracts: hidden, open, sorted, or refused; on both engines. Sources: enclave-protocol 3.9,
// chain-surface 8.2.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ACCOUNTS } from "./support/accounts.js";
import { startBoth } from "./support/both.js";
import { succeeded } from "./support/client.js";
import { call, message, read, script, write } from "./support/script.js";
import { rest } from "./support/wire.js";

const both = await startBoth();
after(() => both.discard());
const GENERATIONS = ["v1", "v0.10"];
const contracts = {};
const to = ACCOUNTS.d.address;

before(async () => {
  contracts.v1 = await both.deploy("conformance", script());
  contracts["v0.10"] = await both.deploy("conformance-v010", script());
});

describe("what a contract reports", () => {
  const plain = (key, value) => ({ plaintext_attribute: { key, value } });
  const hidden = (key, value) => ({ attribute: { key, value } });
  const event = (type, ...pairs) => ({
    event: {
      event: { type, attributes: pairs.map(([key, value]) => ({ key, value, encrypted: false })) },
    },
  });
  const raw = async (tx) =>
    (await rest(both.nodes[0], `/cosmos/tx/v1beta1/txs/${tx.transactionHash}`)).body.tx_response
      .events;
  const pairs = ({ attributes }) =>
    attributes.filter(({ key }) => key !== "msg_index").map(({ key, value }) => [key, value]);

  for (const generation of GENERATIONS) {
    test(`is in order, hidden or open (${generation})`, async () => {
      const tx = succeeded(
        await both.execute(
          contracts[generation],
          script(plain("z", "1"), hidden("h", "2"), plain("a", "3"), plain("e", "")),
        ),
      );
      const { address } = contracts[generation];
      assert.deepEqual(
        tx.arrayLog.filter(({ type }) => type === "wasm").map(({ key, value }) => [key, value]),
        [
          ["contract_address", address],
          ["z", "1"],
          ["h", "2"],
          ["a", "3"],
          ["e", ""],
        ],
      );
      const wasm = (await raw(tx)).find(({ type }) => type === "wasm");
      assert.ok(!JSON.stringify(wasm).includes('"h"'));
      assert.equal(wasm.attributes[0].key, "contract_address");
    });

    test(`cannot claim another address (${generation})`, async () => {
      const tx = succeeded(
        await both.execute(
          contracts[generation],
          script(plain("contract_address", to), plain("k", "v")),
        ),
      );
      const wasm = (await raw(tx)).find(({ type }) => type === "wasm");
      assert.deepEqual(pairs(wasm), [
        ["contract_address", contracts[generation].address],
        ["k", "v"],
      ]);
    });

    test(`is sorted when it was called by another (${generation})`, async () => {
      const callee = contracts[generation];
      const body = script(plain("z", "1"), plain("a", "2"), plain("Z", "3"));
      const tx = succeeded(await both.execute(contracts.v1, script(message(call(callee, body)))));
      const events = await raw(tx);
      const wasm = events.filter(({ type }) => type === "wasm").map(pairs);
      assert.deepEqual(wasm[1], [
        ["Z", "3"],
        ["a", "2"],
        ["contract_address", callee.address],
        ["z", "1"],
      ]);
      const executed = events.filter(({ type }) => type === "execute");
      assert.equal(executed.length, generation === "v1" ? 2 : 1);
      const messages = events.filter(
        ({ type, attributes }) =>
          type === "message" && attributes.some(({ value }) => value === "compute"),
      );
      assert.equal(messages.length, 1, "those of sub-messages are dropped");
    });
  }

  test("has events of its own, trimmed", async () => {
    const tx = succeeded(
      await both.execute(
        contracts.v1,
        script(event("  own ", [" k ", " v "], ["contract_address", to]), event("two words")),
      ),
    );
    const events = await raw(tx);
    assert.deepEqual(pairs(events.find(({ type }) => type === "wasm-own")), [
      ["contract_address", contracts.v1.address],
      ["k", "v"],
      ["contract_address", to],
    ]);
    assert.ok(events.some(({ type }) => type === "wasm-two words"));
  });

  for (const [what, step, text] of [
    ["a type that is too short", event(" ab "), "Event type too short: 'ab'"],
    ["a type of nothing", event("   "), "Event type too short: ''"],
    ["a key of nothing", event("type", [" ", "v"]), "Empty attribute key. Value: v"],
    ["a value of nothing", event("type", ["k", " "]), "Empty attribute value. Key: k"],
    ["a key that is reserved", event("type", ["_k", "v"]), "_"],
  ]) {
    test(`has no event with ${what}`, async () => {
      const tx = await both.execute(contracts.v1, script(write("event", what), step));
      assert.deepEqual([tx.code, tx.codespace], [21, "compute"], tx.rawLog);
      assert.ok(tx.rawLog.includes(text), tx.rawLog);
      assert.deepEqual(await both.query(contracts.v1, script(read("event"))), ["absent"]);
    });
  }
});
