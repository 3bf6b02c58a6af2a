// Calls of contracts that are wrong: forged, misdirected or damaged. Nothing runs, nothing changes.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { fromBase64, fromBech32, toBase64 } from "@cosmjs/encoding";
import { EncryptionUtilsImpl, MsgExecuteContract } from "secretjs";
import {
  MsgExecuteContract as MsgExecuteContractProto,
  MsgInstantiateContract as MsgInstantiateContractProto,
} from "secretjs/dist/protobuf/secret/compute/v1beta1/msg.js";
import { ACCOUNTS } from "./support/accounts.js";
import {
  FAST,
  clientOf,
  deploy,
  execute,
  query,
  store,
  succeeded,
  tryInstantiate,
  wasmOf,
} from "./support/client.js";
import { startNode, until } from "./support/node.js";
import { call as wasmCall, message, script } from "./support/script.js";
import { makeTransaction } from "./support/transaction.js";
import { broadcast, rest, rpcCall } from "./support/wire.js";

const node = await startNode();
after(() => node.discard());
const a = clientOf(node, "a");
const b = clientOf(node, "b");
const coder = new EncryptionUtilsImpl(node.endpoints.rest);
let counter;
let other;

before(async () => {
  counter = await deploy(a, "counter", { count: 7 });
  other = await deploy(a, "counter-v010", { count: 7 });
});

const count = async () => (await query(a, counter, { get_count: {} })).count;

/** An execute message with these very bytes for the contract. */
const call = (
  msg,
  { sender = a.address, contract = counter.address, funds = [], sig = [] } = {},
) => ({
  typeUrl: "/secret.compute.v1beta1.MsgExecuteContract",
  value: MsgExecuteContractProto.encode(
    MsgExecuteContractProto.fromPartial({
      sender: fromBech32(sender).data,
      contract: fromBech32(contract).data,
      msg,
      sent_funds: funds,
      callback_sig: new Uint8Array(sig),
    }),
  ).finish(),
});

/** Commits messages and gives the result {code, codespace, log}. */
async function commit(messages, name = "a") {
  const options = { messages, gas: 1_000_000n, fee: [{ denom: "uscrt", amount: "100000" }] };
  const answer = await broadcast(node, await makeTransaction(node, name, options));
  if (answer.code !== 0) return answer;
  const hash = toBase64(Buffer.from(answer.hash, "hex"));
  const tx = await until(
    "the transaction",
    async () => (await rpcCall(node, "tx", { hash })).result,
  );
  return tx.tx_result;
}

const increment = () => coder.encrypt(counter.code_hash, { increment: {} });
const failed = "failed to execute message; message index: 0: Execution error: Enclave: ";

async function refused(result, text) {
  assert.deepEqual([result.code, result.codespace], [3, "compute"], result.log);
  assert.equal(result.log, `${failed}${text}: execute contract failed`);
  assert.equal(await count(), 7);
}

describe("a ciphertext", () => {
  test("with a flipped bit anywhere is refused", async () => {
    const good = await increment();
    for (const at of [0, 33, 64, 79, 80, good.length - 1]) {
      const bad = good.slice();
      bad[at] ^= 1;
      const result = await commit([call(bad)]);
      assert.deepEqual(
        [result.code, result.codespace],
        [3, "compute"],
        `byte ${at}: ${result.log}`,
      );
      assert.match(result.log, /Execution error: Enclave: failed to (validate|verify|decrypt)/);
    }
    assert.equal(await count(), 7);
  });

  test("that is too short, empty or in clear is refused", async () => {
    for (const bytes of [
      new Uint8Array(81).fill(1),
      new TextEncoder().encode('{"increment":{}}'),
      new TextEncoder().encode(`${counter.code_hash}{"increment":{}}`),
    ]) {
      const result = await commit([call(bytes)]);
      assert.notEqual(result.code, 0);
    }
    assert.equal(await count(), 7);
  });

  test("for another contract's code is refused", async () => {
    const bytes = await coder.encrypt(other.code_hash, { increment: {} });
    await refused(await commit([call(bytes)]), "failed to validate transaction");
  });

  test("without the code hash in front is refused", async () => {
    const bytes = await coder.encrypt("", { increment: {} });
    await refused(await commit([call(bytes)]), "failed to validate transaction");
  });

  test("with the code hash in upper case is taken", async () => {
    const { address, code_hash } = await deploy(a, "counter", { count: 1 });
    const bytes = await coder.encrypt(code_hash.toUpperCase(), { increment: {} });
    const result = await commit([call(bytes, { contract: address })]);
    assert.equal(result.code, 0, result.log);
  });
});

describe("a call", () => {
  test("in the name of somebody else is refused", async () => {
    const result = await commit([call(await increment(), { sender: b.address })]);
    assert.deepEqual([result.code, result.codespace], [8, "sdk"], result.log);
    assert.equal(await count(), 7);
  });

  test("with a made-up callback signature is refused", async () => {
    const result = await commit([call(await increment(), { sig: new Array(32).fill(5) })]);
    await refused(result, "failed to verify transaction signature");
  });

  // Whoever runs a node sees what contracts say to each other, sealed, and its signature.
  test("with what one contract signed for another is refused, from whomever it comes", async () => {
    const caller = await deploy(a, "conformance", script());
    const steps = [message(wasmCall(counter, { increment: {} }))];
    const { height } = succeeded(await execute(a, caller, { steps }));
    assert.equal(await count(), 8);
    const traces = await until("traces", async () => {
      const { status, body } = await rest(node, `/compute/v1beta1/block_traces/${height}`);
      return status === 200 && body.traces;
    });
    const { v1 } = JSON.parse(Buffer.from(traces[0].result, "base64"));
    const { msg, callback_sig: sig } = v1.Ok.messages[0].msg.wasm.execute;
    assert.equal(sig.length, 32);
    const result = await commit([call(fromBase64(msg), { sig })]);
    assert.deepEqual([result.code, result.codespace], [3, "compute"], result.log);
    assert.equal(
      result.log,
      `${failed}failed to verify transaction signature: execute contract failed`,
    );
    assert.equal(await count(), 8);
    succeeded(await execute(a, counter, { reset: { count: 7 } }));
  });

  test("with funds that the sender does not have is refused", async () => {
    const funds = [{ denom: "uscrt", amount: "9".repeat(25) }];
    const result = await commit([call(await increment(), { funds })]);
    assert.deepEqual([result.code, result.codespace], [5, "sdk"], result.log);
    assert.equal(await count(), 7);
  });

  test("of a contract that does not exist is refused", async () => {
    const result = await commit([call(await increment(), { contract: ACCOUNTS.d.address })]);
    assert.deepEqual([result.code, result.codespace], [9, "compute"], result.log);
    assert.match(result.log, /not found$/);
  });

  test("that was observed cannot be sent again by another account", async () => {
    const { address, code_hash } = await deploy(a, "counter", { count: 1 });
    const bytes = await coder.encrypt(code_hash, { reset: { count: 55 } });
    const result = await commit([call(bytes, { sender: b.address, contract: address })], "b");
    // It runs, as b, who is not the owner: the ciphertext carries no right.
    assert.notEqual(result.code, 0);
    assert.deepEqual(await query(a, { address, code_hash }, { get_count: {} }), { count: 1 });
  });

  test("inside a simulation tells nothing about the contract", async () => {
    const message = new MsgExecuteContract({
      sender: a.address,
      contract_address: counter.address,
      code_hash: counter.code_hash,
      msg: { increment: {} },
      sent_funds: [],
    });
    await assert.rejects(a.tx.simulate([message], { gasLimit: 1_000_000 }), (error) => {
      assert.match(error.message, /Enclave: failed to (validate|verify) transaction/);
      assert.doesNotMatch(error.message, /encrypted: /);
      return true;
    });
    assert.equal(await count(), 7);
  });
});

describe("instantiating", () => {
  test("with a wrong code hash is refused", async () => {
    const tx = await tryInstantiate(a, counter.codeId, other.code_hash, { count: 1 });
    assert.deepEqual([tx.code, tx.codespace], [2, "compute"]);
    assert.match(
      tx.rawLog,
      /Enclave: failed to validate transaction: instantiate contract failed$/,
    );
  });

  test("of a code that does not exist is refused", async () => {
    const tx = await tryInstantiate(a, "999", counter.code_hash, { count: 1 });
    assert.deepEqual([tx.code, tx.codespace], [9, "compute"], tx.rawLog);
  });

  test("with a label that is empty or too long is refused", async () => {
    const value = async (label) =>
      MsgInstantiateContractProto.encode(
        MsgInstantiateContractProto.fromPartial({
          sender: fromBech32(a.address).data,
          code_id: counter.codeId,
          label,
          init_msg: await coder.encrypt(counter.code_hash, { count: 1 }),
        }),
      ).finish();
    const typeUrl = "/secret.compute.v1beta1.MsgInstantiateContract";
    for (const [label, code, text] of [
      ["", 11, /empty$/],
      ["l".repeat(513), 12, /cannot be longer than 128 characters/],
    ]) {
      const result = await commit([{ typeUrl, value: await value(label) }]);
      assert.deepEqual([result.code, result.codespace], [code, "compute"], result.log);
      assert.match(result.log, text);
    }
  });
});

describe("storing", () => {
  const wasm = wasmOf("counter");
  for (const [what, code, error] of [
    // What compresses well travels, is cut at 2 MiB and is no module then; the rest does not travel.
    ["3 MB of nothing", new Uint8Array(3 * 1024 * 1024), /create contract failed/],
    ["3 MB of noise", randomBytes(3 * 1024 * 1024), /code 21 \(codespace: sdk\)/],
    ["text", new TextEncoder().encode("not wasm"), /create contract failed/],
    ["code cut short", wasm.slice(0, wasm.length - 100), /create contract failed/],
    ["code with a damaged header", new Uint8Array([1, ...wasm.slice(1)]), /create contract failed/],
    [
      "broken gzip",
      new Uint8Array([0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0, 0, 0, 9, 9]),
      /create contract failed/,
    ],
  ]) {
    test(`${what} is refused`, async () => {
      await assert.rejects(store(a, "counter", code), (thrown) => {
        assert.match(thrown.message ?? String(thrown), error);
        return true;
      });
    });
  }

  test("with a source that is no URL is refused", async () => {
    const message = { sender: a.address, wasm_byte_code: wasm, source: "http://x", builder: "" };
    const tx = await a.tx.compute
      .storeCode(message, { gasLimit: 5_000_000, ...FAST })
      .catch((e) => e);
    assert.match(tx.rawLog ?? tx.message, /invalid/);
  });
});

describe("a query", () => {
  const ask = (bytes) =>
    rest(
      node,
      `/compute/v1beta1/query/${counter.address}?query=${encodeURIComponent(toBase64(bytes))}`,
    );

  test("with a flipped bit is refused in clear", async () => {
    const good = await coder.encrypt(counter.code_hash, { get_count: {} });
    assert.equal((await ask(good)).status, 200);
    for (const at of [0, 33, 70]) {
      const bad = good.slice();
      bad[at] ^= 1;
      const { status, body } = await ask(bad);
      assert.equal(status, 500);
      assert.match(body.message, /Enclave: .*: query contract failed/);
    }
  });

  test("with a wrong code hash is refused in clear", async () => {
    const { status, body } = await ask(await coder.encrypt(other.code_hash, { get_count: {} }));
    assert.equal(status, 500);
    assert.equal(
      body.message,
      "Execution error: Enclave: failed to validate transaction: query contract failed",
    );
  });

  test("in clear is refused", async () => {
    const { status } = await ask(new TextEncoder().encode('{"get_count":{}}'));
    assert.equal(status, 500);
  });

  test("that is no base64 is an invalid request", async () => {
    const path = `/compute/v1beta1/query/${counter.address}?query=***`;
    const { status, body } = await rest(node, path);
    assert.deepEqual([status, body.code], [400, 3]);
  });

  test("has an answer that only its asker can open", async () => {
    const sealed = await coder.encrypt(counter.code_hash, { get_count: {} });
    const { body } = await ask(sealed);
    const answer = fromBase64(body.data);
    const nonce = sealed.slice(0, 32);
    const opened = Buffer.from(await coder.decrypt(answer, nonce)).toString();
    assert.deepEqual(JSON.parse(Buffer.from(opened, "base64")), { count: 7 });
    const stranger = new EncryptionUtilsImpl(node.endpoints.rest);
    await assert.rejects(async () => stranger.decrypt(answer, nonce));
  });
});
