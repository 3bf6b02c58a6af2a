// The life of a contract, of both generations of the interface: store, instantiate, execute, query.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { after, before, describe, test } from "node:test";
import { ACCOUNTS } from "./support/accounts.js";
import {
  FAST,
  attribute,
  clientOf,
  execute,
  instantiate,
  query,
  store,
  succeeded,
  tryInstantiate,
  wasmOf,
} from "./support/client.js";
import { AminoWallet } from "secretjs/dist/wallet_amino.js";
import { startNode } from "./support/node.js";
import { rest } from "./support/wire.js";

const node = await startNode();
after(() => node.discard());
const a = clientOf(node, "a");
const b = clientOf(node, "b");

for (const [name, generation] of [
  ["counter-v010", "v0.10"],
  ["counter", "v1"],
]) {
  describe(`a counter of interface ${generation}`, () => {
    const wasm = wasmOf(name);
    const hash = createHash("sha256").update(wasm).digest("hex");
    let codeId;
    let counter;
    const count = async () => (await query(a, counter, { get_count: {} })).count;

    before(async () => {
      codeId = await store(a, name);
      counter = await instantiate(a, codeId, { count: 17 }, { label: `label of ${name}` });
    });

    test("is stored under the hash of its code", async () => {
      const { code_hash } = await a.query.compute.codeHashByCodeId({ code_id: codeId });
      assert.equal(code_hash, hash);
      const { code_info, wasm: stored } = await a.query.compute.code({ code_id: codeId });
      assert.equal(code_info.code_id, codeId);
      assert.equal(code_info.code_hash, hash);
      assert.equal(code_info.creator, a.address);
      assert.equal(createHash("sha256").update(Buffer.from(stored, "base64")).digest("hex"), hash);
      const { code_infos } = await a.query.compute.codes({});
      assert.ok(code_infos.some((info) => info.code_id === codeId));
    });

    test("has an address, a label, a creator and a history", async () => {
      assert.match(counter.address, /^secret1[a-z0-9]{38}$/);
      const contract_address = counter.address;
      const { contract_info } = await a.query.compute.contractInfo({ contract_address });
      assert.equal(contract_info.code_id, codeId);
      assert.equal(contract_info.creator, a.address);
      assert.equal(contract_info.label, `label of ${name}`);
      assert.equal(contract_info.admin, "");
      const byLabel = await a.query.compute.addressByLabel({ label: `label of ${name}` });
      assert.equal(byLabel.contract_address, contract_address);
      const { label } = await a.query.compute.labelByAddress({ contract_address });
      assert.equal(label, `label of ${name}`);
      const byAddress = await a.query.compute.codeHashByContractAddress({ contract_address });
      assert.equal(byAddress.code_hash, hash);
      const { contract_infos } = await a.query.compute.contractsByCodeId({ code_id: codeId });
      assert.deepEqual(
        contract_infos.map((info) => info.contract_address),
        [contract_address],
      );
      const { entries } = await a.query.compute.contractHistory({ contract_address });
      assert.deepEqual(
        entries.map((entry) => entry.code_id),
        [codeId],
      );
      assert.equal(entries[0].operation, "CONTRACT_CODE_HISTORY_OPERATION_TYPE_INIT");
      assert.equal(entries[0].updated.block_height, String(counter.tx.height));
    });

    test("counts, and tells its sender alone how far", async () => {
      const before = await count();
      const tx = succeeded(await execute(b, counter, { increment: {} }));
      assert.equal(await count(), before + 1);
      assert.equal(attribute(tx, "wasm", "count"), String(before + 1));

      const seenByOthers = await a.query.getTx(tx.transactionHash);
      assert.equal(attribute(seenByOthers, "wasm", "count"), undefined);
      assert.equal(attribute(seenByOthers, "wasm", "contract_address"), counter.address);
      assert.deepEqual(tx.tx.body.messages[0].msg, { increment: {} });
      assert.notDeepEqual(seenByOthers.tx.body.messages[0].msg, { increment: {} });
    });

    test("is executed by an amino signature as well", async () => {
      const before = await count();
      const wallet = new AminoWallet(ACCOUNTS.c.mnemonic);
      succeeded(await execute(clientOf(node, "c", { wallet }), counter, { increment: {} }));
      assert.equal(await count(), before + 1);
    });

    test("obeys its owner alone", async () => {
      const before = await count();
      const refused = await execute(b, counter, { reset: { count: 0 } });
      assert.equal(refused.code, 3);
      assert.equal(refused.codespace, "compute");
      assert.match(refused.rawLog, /only the owner can reset the count/);
      assert.equal(await count(), before);
      succeeded(await execute(a, counter, { reset: { count: -3 } }));
      assert.equal(await count(), -3);
    });

    test("takes several messages in one transaction, and all or none of them", async () => {
      const before = await count();
      const { MsgExecuteContract } = await import("secretjs");
      const call = (msg) =>
        new MsgExecuteContract({
          sender: a.address,
          contract_address: counter.address,
          code_hash: counter.code_hash,
          msg,
          sent_funds: [],
        });
      const options = { gasLimit: 1_000_000, ...FAST };
      const twice = [call({ increment: {} }), call({ increment: {} })];
      const tx = succeeded(await a.tx.broadcast(twice, options));
      assert.equal(await count(), before + 2);
      const counts = tx.arrayLog.filter((entry) => entry.key === "count");
      assert.deepEqual(
        counts.map((entry) => [entry.msg, entry.value]),
        [
          [0, String(before + 1)],
          [1, String(before + 2)],
        ],
      );

      const half = [call({ increment: {} }), call({ nonsense: {} })];
      const failed = await a.tx.broadcast(half, options);
      assert.equal(failed.code, 3);
      assert.match(failed.rawLog, /message index: 1: /);
      assert.equal(await count(), before + 2);
    });

    test("cannot be created twice under one label", async () => {
      const tx = await tryInstantiate(a, codeId, hash, { count: 1 }, { label: `label of ${name}` });
      assert.equal(tx.code, 6);
      assert.equal(tx.codespace, "compute");
      assert.match(tx.rawLog, /contract account already exists$/);
    });

    test("costs the same gas for the same work", async () => {
      const gas = [];
      for (let round = 0; round < 3; round++) {
        succeeded(await execute(a, counter, { reset: { count: 5 } }));
        gas.push(succeeded(await execute(a, counter, { increment: {} })).gasUsed);
      }
      assert.deepEqual(gas, [gas[0], gas[0], gas[0]]);
    });

    test("answers whoever has a key of their own, and at old heights too", async () => {
      const stranger = clientOf(node, "d");
      const now = await count();
      assert.equal((await query(stranger, counter, { get_count: {} })).count, now);
    });
  });
}

test("code is accepted plain and compressed, and gets a new number each time", async () => {
  const wasm = wasmOf("counter");
  const plain = Number(await store(a, "counter", wasm));
  const compressed = Number(await store(a, "counter", new Uint8Array(gzipSync(wasm))));
  assert.equal(compressed, plain + 1);
});

test("unknown codes and contracts are not found", async () => {
  const unknown = ACCOUNTS.d.address;
  const answers = await Promise.all(
    [
      "/compute/v1beta1/code_hash/by_code_id/999",
      `/compute/v1beta1/info/${unknown}`,
      `/compute/v1beta1/code_hash/by_contract_address/${unknown}`,
      "/compute/v1beta1/contract_address/nobody",
    ].map((path) => rest(node, path)),
  );
  assert.deepEqual(
    answers.map(({ status, body }) => [status, body.code, body.message]),
    [
      [500, 2, "failed to get code info for code id 999"],
      [500, 2, "codespace compute code 9: not found"],
      [500, 2, "codespace compute code 9: not found"],
      [500, 2, "nobody: unknown address"],
    ],
  );
});
