// What a contract says when it fails: encrypted on chain, in clear for the sender.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ACCOUNTS } from "./support/accounts.js";
import { clientOf, deploy, execute, query, tryInstantiate } from "./support/client.js";
import { startNode } from "./support/node.js";
import { rest } from "./support/wire.js";

const node = await startNode();
after(() => node.discard());
const a = clientOf(node, "a");

const fail = (error) => ({ steps: [{ fail: { json: JSON.stringify(error) } }] });
const SECRET = "the reason nobody may know";

for (const [name, generation, error, shown] of [
  [
    "conformance-v010",
    "v0.10",
    { generic_err: { msg: SECRET } },
    `{"generic_err":{"msg":"${SECRET}"}}`,
  ],
  ["conformance", "v1", `Generic error: ${SECRET}`, `Generic error: ${SECRET}`],
]) {
  describe(`an error of interface ${generation}`, () => {
    let contract;
    before(async () => {
      contract = await deploy(a, name, { steps: [] });
    });

    test("of execute is decrypted for the sender, and for nobody else", async () => {
      const tx = await execute(a, contract, fail(error));
      assert.equal(tx.code, 3);
      assert.equal(tx.codespace, "compute");
      const before = "failed to execute message; message index: 0: ";
      assert.equal(tx.rawLog, `${before}${shown}: execute contract failed`);
      if (generation === "v0.10") assert.deepEqual(tx.jsonLog, error);

      const { body } = await rest(node, `/cosmos/tx/v1beta1/txs/${tx.transactionHash}`);
      const raw = body.tx_response.raw_log;
      assert.match(
        raw,
        /^failed to execute message; message index: 0: encrypted: [\w+/=]+: execute contract failed$/,
      );
      assert.ok(!raw.includes(SECRET));
      const other = await clientOf(node, "b").query.getTx(tx.transactionHash);
      assert.equal(other.rawLog, raw);
    });

    test("of instantiate is decrypted for the sender", async () => {
      const tx = await tryInstantiate(a, contract.codeId, contract.code_hash, fail(error));
      assert.equal(tx.code, 2);
      assert.equal(tx.codespace, "compute");
      assert.ok(tx.rawLog.endsWith(`${shown}: instantiate contract failed`), tx.rawLog);
    });

    test("of a query is decrypted for whoever asked", async () => {
      assert.deepEqual(await query(a, contract, fail(error)), shown);
    });

    test("changes nothing in the state", async () => {
      const key = Buffer.from("k").toString("base64");
      const write = { write: { key, value: key } };
      await execute(a, contract, { steps: [write, ...fail(error).steps] });
      const [answer] = await query(a, contract, { steps: [{ read: { key } }] });
      assert.equal(answer, "absent");
    });

    test("comes back through the contract that called", async () => {
      const caller = await deploy(a, name, { steps: [] });
      const msg = Buffer.from(JSON.stringify(fail(error))).toString("base64");
      const call =
        generation === "v1"
          ? { contract_addr: contract.address, code_hash: contract.code_hash, msg, send: [] }
          : {
              contract_addr: contract.address,
              callback_code_hash: contract.code_hash,
              msg,
              send: [],
            };
      const json = JSON.stringify({ wasm: { execute: call } });
      const tx = await execute(a, caller, { steps: [{ message: { json } }] });
      assert.equal(tx.code, 3);
      assert.equal(
        tx.rawLog,
        `failed to execute message; message index: 0: dispatch: submessages: ${shown}: execute contract failed`,
      );
    });
  });
}

test("a message that does not parse is an encrypted error as well", async () => {
  for (const [name, text] of [
    ["counter-v010", /parse_err|Error parsing/],
    ["counter", /Error parsing into type counter::msg::ExecuteMsg: unknown variant/],
  ]) {
    const contract = await deploy(a, name, { count: 1 });
    const tx = await execute(a, contract, { explode: {} });
    assert.equal(tx.code, 3);
    assert.match(tx.rawLog, text);
    const { body } = await rest(node, `/cosmos/tx/v1beta1/txs/${tx.transactionHash}`);
    assert.match(
      body.tx_response.raw_log,
      /index: 0: encrypted: [\w+/=]+: execute contract failed$/,
    );
  }
});

test("the query of an unknown contract is an error of the chain", async () => {
  const contract = { address: ACCOUNTS.d.address, code_hash: "ab".repeat(32) };
  await assert.rejects(query(a, contract, {}), (error) => /not found/.test(error.message));
});
