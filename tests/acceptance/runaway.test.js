// Contracts that fail or run away: the transaction fails with the original's text, the node goes on.

import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { ACCOUNTS } from "./support/accounts.js";
import {
  FAST,
  clientOf,
  deploy,
  execute,
  instantiate,
  query,
  store,
  succeeded,
  tryInstantiate,
} from "./support/client.js";
import { startNode } from "./support/node.js";

const node = await startNode();
after(() => node.discard());
const a = clientOf(node, "a");
const contracts = {};

before(async () => {
  contracts.v1 = await deploy(a, "conformance", { steps: [] });
  contracts["v0.10"] = await deploy(a, "conformance-v010", { steps: [] });
});

// Whatever a contract did, the chain goes on, and so does the contract.
afterEach(async () => {
  const coins = [{ denom: "uscrt", amount: "1" }];
  const send = { from_address: a.address, to_address: ACCOUNTS.b.address, amount: coins };
  succeeded(await a.tx.bank.send(send, FAST));
  succeeded(await execute(a, contracts.v1, { steps: [] }));
});

const ENCLAVE = "Execution error: Enclave: ";

for (const generation of ["v1", "v0.10"]) {
  describe(`a contract of ${generation}`, () => {
    const attempt = (step, options) =>
      execute(a, contracts[generation], { steps: [step] }, { gasLimit: 3_000_000, ...options });

    for (const [what, step, text] of [
      ["that panics", { panic: { text: "boom" } }, "the contract panicked"],
      ["that reaches unreachable code", { unreachable: {} }, "the contract panicked"],
      [
        "that reads beyond its memory",
        { read_out_of_bounds: {} },
        "the contract tried to access memory out of bounds",
      ],
      [
        "that calls a function that is not there",
        { call_missing_function: {} },
        "the contract tried to access a nonexistent resource",
      ],
      [
        "that calls a function with a wrong signature",
        { call_with_wrong_signature: {} },
        "the contract tried to call a function but expected an incorrect function signature",
      ],
      [
        "that calls itself without end",
        { recurse: { depth: 4_294_967_295 } },
        "the contract has run out of space on the stack",
      ],
      [
        "that returns no JSON",
        { respond: { json: Buffer.from("garbage").toString("base64") } },
        "failed to deserialize data",
      ],
      [
        "that returns JSON of another shape",
        { respond: { json: Buffer.from('{"Ok":{"surprise":1}}').toString("base64") } },
        "failed to deserialize data",
      ],
      ["that returns a null pointer", { return_pointer: { pointer: 0 } }, "failed to read memory"],
      [
        "that returns a pointer beyond its memory",
        { return_pointer: { pointer: 4_294_967_280 } },
        "failed to read memory",
      ],
      [
        "that hands over a region beyond its memory",
        { read_region: { offset: 4_294_967_000, capacity: 100, length: 100 } },
        "failed to read memory",
      ],
    ]) {
      test(`${what} fails and says so`, async () => {
        const tx = await attempt(step);
        assert.equal(tx.code, 3, tx.rawLog);
        assert.equal(tx.codespace, "compute");
        const before = "failed to execute message; message index: 0: ";
        assert.equal(tx.rawLog, `${before}${ENCLAVE}${text}: execute contract failed`);
      });
    }

    test("that never ends runs out of gas", async () => {
      const tx = await attempt({ loop: {} });
      assert.deepEqual([tx.code, tx.codespace], [11, "sdk"], tx.rawLog);
      assert.match(tx.rawLog, /out of gas/);
      assert.ok(tx.gasUsed >= 3_000_000);
    });

    test("that writes more than it paid for runs out of gas and writes nothing", async () => {
      const tx = await attempt({ write_many: { count: 100_000, value_bytes: 100 } });
      assert.deepEqual([tx.code, tx.codespace], [11, "sdk"], tx.rawLog);
      const key = Buffer.from("0").toString("base64");
      assert.deepEqual(await query(a, contracts[generation], { steps: [{ read: { key } }] }), [
        "absent",
      ]);
    });

    test("that wants more than 12 MiB of memory does not get it", async () => {
      const [grown] = JSON.parse(
        new TextDecoder().decode((await dataOf(attempt({ grow_memory: { pages: 200 } }))).data),
      );
      assert.equal(grown.number, 4_294_967_295);
      const tx = await attempt({ allocate: { bytes: 64 * 1024 * 1024 } });
      assert.equal(tx.code, 3);
      assert.match(tx.rawLog, /Enclave: the contract panicked: execute contract failed$/);
    });

    test("whose allocator breaks cannot be answered", async () => {
      const key = Buffer.from("present").toString("base64");
      succeeded(await attempt({ write: { key, value: key } }));
      const tx = await execute(
        a,
        contracts[generation],
        { steps: [{ break_allocate: {} }, { read: { key } }] },
        { gasLimit: 3_000_000 },
      );
      assert.equal(tx.code, 3);
      assert.match(
        tx.rawLog,
        /Enclave: failed to (allocate|read|write) memory: execute contract failed$/,
      );
    });

    test("fails in queries with the same texts", async () => {
      for (const [step, text] of [
        [{ panic: { text: "boom" } }, "the contract panicked"],
        [{ read_out_of_bounds: {} }, "the contract tried to access memory out of bounds"],
      ]) {
        await assert.rejects(query(a, contracts[generation], { steps: [step] }), (error) =>
          error.message.includes(`${ENCLAVE}${text}: query contract failed`),
        );
      }
    });

    test("that never ends in a query is stopped", async () => {
      await assert.rejects(query(a, contracts[generation], { steps: [{ loop: {} }] }), (error) =>
        /out of gas|ran out of gas/i.test(error.message),
      );
    });
  });
}

async function dataOf(pending) {
  const { MsgExecuteContractResponse } = await import("secretjs");
  return MsgExecuteContractResponse.decode(succeeded(await pending).data[0]);
}

describe("code by hand", () => {
  const wasm = (name) => `module-${name}`;

  for (const name of ["minimal", "sign-extension", "bulk-memory"]) {
    test(`${name} works`, async () => {
      const codeId = await store(a, wasm(name));
      const contract = await instantiate(a, codeId, {});
      succeeded(await execute(a, contract, {}));
    });
  }

  test("that divides by zero fails and says so", async () => {
    const contract = await instantiate(a, await store(a, wasm("divide-by-zero")), {});
    const tx = await execute(a, contract, {});
    assert.equal(tx.code, 3);
    assert.match(
      tx.rawLog,
      /Enclave: the contract tried to divide by zero: execute contract failed$/,
    );
  });

  for (const [name, text] of [
    ["floats", "found floating point operation in module code"],
    ["start", "WasmModuleWithStart"],
  ]) {
    test(`with ${name} is stored and cannot be instantiated`, async () => {
      const codeId = await store(a, wasm(name));
      const { code_hash } = await a.query.compute.codeHashByCodeId({ code_id: codeId });
      const tx = await tryInstantiate(a, codeId, code_hash, {});
      assert.deepEqual([tx.code, tx.codespace], [2, "compute"], tx.rawLog);
      assert.ok(tx.rawLog.includes(`${ENCLAVE}${text}: instantiate contract failed`), tx.rawLog);
    });
  }

  for (const name of [
    "unknown-import",
    "foreign-import",
    "memory-maximum",
    "memory-too-large",
  ]) {
    test(`with ${name} is not stored`, async () => {
      await assert.rejects(store(a, wasm(name)), (error) =>
        /^code 15 \(compute\): .*create contract failed$/.test(error.message),
      );
    });
  }
});
