// The whole contract interface, driven through a contract that does what it is told (contracts/conformance).

import assert from "node:assert/strict";
import {
  createPublicKey,
  generateKeyPairSync,
  sign as signWith,
  verify as verifyWith,
} from "node:crypto";
import { after, before, describe, test } from "node:test";
import { Secp256k1, Secp256k1Signature, ripemd160, sha256 } from "@cosmjs/crypto";
import { fromBase64, fromBech32, toBase64, toUtf8 } from "@cosmjs/encoding";
import { ACCOUNTS } from "./support/accounts.js";
import { clientOf, deploy, execute, jsonOf, query, succeeded } from "./support/client.js";
import { startNode } from "./support/node.js";
import { keyOf } from "./support/transaction.js";
import { rest, rpc } from "./support/wire.js";

const node = await startNode();
after(() => node.discard());
const a = clientOf(node, "a");
const base64 = (text) => toBase64(toUtf8(text));
const object = (value) => JSON.stringify(value);
let v1;
let v010;
let signer;

before(async () => {
  v1 = await deploy(a, "conformance", { steps: [] });
  v010 = await deploy(a, "conformance-v010", { steps: [] });
  signer = await keyOf("a");
});

/** Runs steps in a transaction and gives [their outputs, the transaction]. */
async function run(contract, steps, options) {
  const tx = succeeded(await execute(a, contract, { steps }, { gasLimit: 8_000_000, ...options }));
  return [jsonOf(tx), tx];
}

const eachInterface = (name, body) => {
  test(`${name} (v1)`, () => body(v1, "v1"));
  test(`${name} (v0.10)`, () => body(v010, "v0.10"));
};

describe("state", () => {
  eachInterface("is kept from call to call and can be removed", async (contract) => {
    const key = base64("a key");
    const value = base64("a value");
    await run(contract, [{ write: { key, value } }]);
    const [outputs] = await run(contract, [
      { read: { key } },
      { remove: { key } },
      { read: { key } },
      { write: { key, value: base64("another") } },
      { read: { key } },
    ]);
    assert.deepEqual(outputs, [
      { bytes: value },
      "done",
      "absent",
      "done",
      { bytes: base64("another") },
    ]);
    assert.deepEqual(await query(a, contract, { steps: [{ read: { key } }] }), [
      { bytes: base64("another") },
    ]);
  });

  eachInterface("takes long keys and values", async (contract) => {
    const step = { write_large: { key_bytes: 2_000, value_bytes: 100_000 } };
    await run(contract, [step]);
    const key = base64("k".repeat(2_000));
    const [{ bytes }] = await query(a, contract, { steps: [{ read: { key } }] });
    assert.equal(fromBase64(bytes).length, 100_000);
  });

  eachInterface("cannot be written by a query", async (contract) => {
    for (const step of [
      { write: { key: base64("k"), value: base64("v") } },
      { remove: { key: base64("k") } },
    ]) {
      await assert.rejects(query(a, contract, { steps: [step] }), (error) =>
        /contract tried to write to storage during a query/.test(error.message),
      );
    }
  });

  eachInterface("of one contract is not seen by another", async (contract, generation) => {
    const other = await deploy(a, generation === "v1" ? "conformance" : "conformance-v010", {
      steps: [],
    });
    const key = base64("private");
    await run(contract, [{ write: { key, value: base64("mine") } }]);
    const [outputs] = await run(other, [{ read: { key } }]);
    assert.deepEqual(outputs, ["absent"]);
  });
});

describe("environment", () => {
  const funds = [{ denom: "uscrt", amount: "5" }];

  test("of v1 says block, transaction, contract and sender", async () => {
    const [[env, info], tx] = await run(v1, [{ env: {} }, { info: {} }], { funds });
    const { block } = await rpc(node, "block", { height: String(tx.height) });
    const parsed = JSON.parse(env.text);
    assert.equal(fromBase64(parsed.block.random).length, 32);
    const { random } = parsed.block;
    assert.equal(
      env.text,
      object({
        block: {
          height: tx.height,
          time: nanoseconds(block.header.time),
          chain_id: "secretdev-1",
          random,
        },
        contract: { address: v1.address, code_hash: v1.code_hash },
        transaction: { index: 0, hash: tx.transactionHash },
      }),
    );
    assert.equal(info.text, object({ sender: a.address, funds }));
  });

  test("of v0.10 says the same in its own shape, in seconds", async () => {
    const [[env], tx] = await run(v010, [{ env: {} }], { funds });
    const { block } = await rpc(node, "block", { height: String(tx.height) });
    assert.equal(
      env.text,
      object({
        block: {
          height: tx.height,
          time: Math.floor(Date.parse(block.header.time) / 1000),
          chain_id: "secretdev-1",
        },
        message: { sender: a.address, sent_funds: funds },
        contract: { address: v010.address },
        contract_key: null,
        contract_code_hash: v010.code_hash,
        transaction: { index: 0, hash: tx.transactionHash },
      }),
    );
  });

  test("of a query has no transaction and no random", async () => {
    const [env] = await query(a, v1, { steps: [{ env: {} }] });
    const { block, transaction } = JSON.parse(env.text);
    assert.equal(transaction, null);
    assert.equal(block.random, "AA==");
  });

  test("has other randomness in each call", async () => {
    const seen = new Set();
    for (let round = 0; round < 3; round++) {
      const [[env]] = await run(v1, [{ env: {} }]);
      seen.add(JSON.parse(env.text).block.random);
    }
    assert.equal(seen.size, 3);
  });
});

/** A block time as the decimal text of nanoseconds since 1970. */
function nanoseconds(time) {
  const [, seconds, fraction = ""] = /^(.*?)(?:\.(\d+))?Z$/.exec(time);
  return `${Date.parse(`${seconds}Z`) / 1000}${fraction.padEnd(9, "0")}`;
}

describe("addresses", () => {
  eachInterface("are converted both ways", async (contract) => {
    const canonical = toBase64(fromBech32(a.address).data);
    const [outputs] = await run(contract, [
      { canonicalize: { human: a.address } },
      { humanize: { canonical } },
    ]);
    assert.deepEqual(outputs, [{ bytes: canonical }, { text: a.address }]);
  });

  test("are checked, with the host's texts", async () => {
    const cosmos = "cosmos1ap26qrlp8mcq2pg6r47w43l0y8zkqm8aynhqxr";
    const [outputs] = await run(v1, [
      { validate: { human: a.address } },
      { validate: { human: "" } },
      { validate: { human: a.address.toUpperCase() } },
      { canonicalize: { human: "" } },
    ]);
    assert.deepEqual(outputs, [
      { text: a.address },
      { error: "Input is empty" },
      { error: "Address is not normalized" },
      { error: "Input is empty" },
    ]);
    const [[foreign]] = await run(v1, [{ canonicalize: { human: cosmos } }]);
    assert.ok(foreign.error.length > 0);
    const [empty] = await run(v010, [{ canonicalize: { human: "" } }]);
    assert.deepEqual(empty, [{ error: "input is empty" }]);
  });
});

describe("cryptography", () => {
  const message = toUtf8("a message");
  const hash = sha256(message);
  const flipped = (bytes) => bytes.map((byte, index) => (index === 5 ? byte ^ 1 : byte));
  const none = toBase64(new Uint8Array(0));

  eachInterface("checks secp256k1 signatures and names what is malformed", async (contract) => {
    const signature = await Secp256k1.createSignature(hash, signer.privkey);
    const good = {
      hash: toBase64(hash),
      signature: toBase64(signature.toFixedLength().slice(0, 64)),
      public_key: toBase64(signer.pubkey),
    };
    const uncompressed = toBase64(Secp256k1.uncompressPubkey(signer.pubkey));
    const check = (change) => ({ secp256k1_verify: { ...good, ...change } });
    const [outputs] = await run(contract, [
      check({}),
      check({ public_key: uncompressed }),
      check({ hash: toBase64(flipped(hash)) }),
      check({ hash: none }),
      check({ signature: none }),
      check({ public_key: none }),
    ]);
    assert.deepEqual(
      outputs.map((output) => output.code),
      [0, 0, 1, 3, 4, 5],
    );

    const [[recovered, refused]] = await run(contract, [
      { secp256k1_recover: { ...pick(good), recovery: signature.recovery } },
      { secp256k1_recover: { ...pick(good), recovery: 9 } },
    ]);
    assert.deepEqual(Secp256k1.compressPubkey(fromBase64(recovered.bytes)), signer.pubkey);
    assert.equal(refused.code, 10);
  });
  const pick = ({ hash, signature }) => ({ hash, signature });

  eachInterface("signs with secp256k1 as everybody does", async (contract) => {
    const sign = (private_key) => ({
      secp256k1_sign: { message: toBase64(message), private_key },
    });
    const [[signed, refused]] = await run(contract, [sign(toBase64(signer.privkey)), sign(none)]);
    const bytes = fromBase64(signed.bytes);
    const expected = await Secp256k1.createSignature(hash, signer.privkey);
    assert.deepEqual(bytes, expected.toFixedLength().slice(0, 64));
    assert.ok(
      await Secp256k1.verifySignature(
        Secp256k1Signature.fromFixedLength(bytes),
        hash,
        signer.pubkey,
      ),
    );
    assert.equal(refused.code, 1000);
  });

  eachInterface("checks and makes ed25519 signatures, one or many", async (contract) => {
    const { privateKey, publicKey } = generateKeyPairSync("ed25519");
    const raw = publicKey.export({ format: "der", type: "spki" }).subarray(-32);
    const seed = privateKey.export({ format: "der", type: "pkcs8" }).subarray(-32);
    const signature = signWith(null, message, privateKey);
    const good = {
      message: toBase64(message),
      signature: toBase64(signature),
      public_key: toBase64(raw),
    };
    const check = (change) => ({ ed25519_verify: { ...good, ...change } });
    const many = (messages, signatures, public_keys) => ({
      ed25519_batch_verify: { messages, signatures, public_keys },
    });
    const [outputs] = await run(contract, [
      check({}),
      check({ message: base64("another") }),
      check({ signature: none }),
      check({ public_key: none }),
      many([good.message], [good.signature], [good.public_key]),
      many([good.message], Array(2).fill(good.signature), Array(2).fill(good.public_key)),
      many([], [], []),
      many([base64("another")], [good.signature], [good.public_key]),
      many(
        Array(2).fill(good.message),
        Array(3).fill(good.signature),
        Array(3).fill(good.public_key),
      ),
      { ed25519_sign: { message: good.message, private_key: toBase64(seed) } },
      { ed25519_sign: { message: good.message, private_key: none } },
    ]);
    const signed = outputs.at(-2);
    assert.deepEqual(
      outputs.filter((output) => output !== signed).map((output) => output.code),
      [0, 1, 4, 5, 0, 0, 0, 1, 7, 1000],
    );
    const key = createPublicKey({ key: publicKey.export({ format: "pem", type: "spki" }) });
    assert.ok(verifyWith(null, message, key, fromBase64(signed.bytes)));
    assert.equal(signed.bytes, good.signature);
  });

  test("says that a quote cannot be verified without collateral", async () => {
    const empty = { dcap_quote_verify: { quote: base64("quote"), collateral: "" } };
    const [[output]] = await run(v1, [empty]);
    assert.equal(BigInt(output.number) >> 32n, 10n);
  });

  test("an address is the hash of a public key", () => {
    assert.deepEqual(fromBech32(a.address).data, ripemd160(sha256(signer.pubkey)));
  });
});

describe("gas", () => {
  test("can be looked at and evaporated", async () => {
    const [outputs] = await run(v1, [
      { check_gas: {} },
      { evaporate_gas: { amount: 5_000 } },
      { check_gas: {} },
    ]);
    const [first, evaporated, second] = outputs;
    assert.equal(evaporated.code, 0);
    const used = second.number - first.number;
    assert.ok(used >= 5_000 && used < 5_200, `${used}`);
  });

  test("is the same for the same work", async () => {
    const spin = [{ spin: { rounds: 50_000 } }];
    const used = [];
    for (let round = 0; round < 3; round++) used.push((await run(v1, spin))[1].gasUsed);
    assert.deepEqual(used, [used[0], used[0], used[0]]);
  });

  test("grows in proportion to the work", async () => {
    const gas = async (rounds) => (await run(v1, [{ spin: { rounds } }]))[1].gasUsed;
    const [one, two, three] = [await gas(1_000_000), await gas(2_000_000), await gas(3_000_000)];
    assert.ok(two - one > 10_000);
    // What the answer looks like, and so what it costs to write, differs a little.
    assert.ok(Math.abs(three - two - (two - one)) <= 10, `${one} ${two} ${three}`);
  });
});

describe("queries to the chain", () => {
  const ask = (request) => ({ query_chain: { request: object(request) } });
  const answer = (output) => {
    const { Ok } = JSON.parse(output.text);
    return JSON.parse(Buffer.from(Ok.Ok, "base64").toString());
  };

  eachInterface("read bank and staking", async (contract) => {
    const { d } = ACCOUNTS;
    const [outputs] = await run(contract, [
      ask({ bank: { balance: { address: d.address, denom: "uscrt" } } }),
      ask({ bank: { balance: { address: d.address, denom: "nothing" } } }),
      ask({ bank: { all_balances: { address: d.address } } }),
      ask({ staking: { bonded_denom: {} } }),
      ask({ staking: { validators: {} } }),
    ]);
    const whole = { denom: "uscrt", amount: "1000000000000000000" };
    const answers = outputs.map(answer);
    assert.deepEqual(answers.slice(0, 4), [
      { amount: whole },
      { amount: { denom: "nothing", amount: "0" } },
      { amount: [whole] },
      { denom: "uscrt" },
    ]);
    assert.equal(answers[4].validators.length, 1);
    assert.match(answers[4].validators[0].address, /^secretvaloper1/);
  });

  eachInterface("ask other contracts, encrypted", async (contract) => {
    const counter = await deploy(a, "counter", { count: 41 });
    const smart = {
      contract_addr: counter.address,
      callback_code_hash: counter.code_hash,
      msg: base64(object({ get_count: {} })),
    };
    const [outputs] = await run(contract, [ask({ wasm: { smart } })]);
    assert.deepEqual(answer(outputs[0]), { count: 41 });
  });

  test("know who made a contract", async () => {
    const [outputs] = await run(v1, [
      ask({ wasm: { contract_info: { contract_addr: v010.address } } }),
    ]);
    const info = answer(outputs[0]);
    assert.equal(info.code_id, Number(v010.codeId));
    assert.equal(info.creator, a.address);
    assert.equal(info.pinned, false);
  });

  eachInterface("that do not parse are answered as errors", async (contract) => {
    const [[output]] = await run(contract, [{ query_chain: { request: '{"nonsense":{}}' } }]);
    const { Err } = JSON.parse(output.text);
    assert.equal(Err.invalid_request.request, base64('{"nonsense":{}}'));
    assert.ok(Err.invalid_request.error.length > 0);
  });

  test("nest to a depth of ten and no deeper", async () => {
    /** How often the contract was asked, and what the innermost got. */
    const unfold = (output, depth = 0) => {
      const { Ok, Err } = JSON.parse(output.text);
      if (Err !== undefined) return [depth, Err];
      const [inner] = JSON.parse(Buffer.from(Ok.Ok, "base64").toString());
      return inner === undefined ? [depth + 1, undefined] : unfold(inner, depth + 1);
    };
    const nest = async (times) => unfold((await run(v1, [{ query_self: { times } }]))[0][0]);
    assert.deepEqual(await nest(5), [5, undefined]);
    const [depth, error] = await nest(20);
    assert.ok(depth < 10);
    assert.deepEqual(error, { exceeded_recursion_limit: {} });
  });

  eachInterface("work from queries too", async (contract) => {
    const request = { bank: { balance: { address: ACCOUNTS.d.address, denom: "uscrt" } } };
    const [output] = await query(a, contract, { steps: [ask(request)] });
    assert.equal(answer(output).amount.denom, "uscrt");
  });
});

describe("messages of a contract", () => {
  const balance = async (address) =>
    BigInt((await a.query.bank.balance({ address, denom: "uscrt" })).balance.amount);

  test("send coins", async () => {
    const before = await balance(ACCOUNTS.d.address);
    const amount = [{ denom: "uscrt", amount: "70" }];
    const funds = [{ denom: "uscrt", amount: "100" }];
    const to_address = ACCOUNTS.d.address;
    const send = object({ bank: { send: { to_address, amount } } });
    await run(v1, [{ message: { json: send } }], { funds });
    const old = { from_address: v010.address, to_address, amount };
    await run(v010, [{ message: { json: object({ bank: { send: old } }) } }], { funds });
    assert.equal(await balance(to_address), before + 140n);
  });

  test("of v0.10 send nobody else's coins", async () => {
    const send = {
      from_address: ACCOUNTS.d.address,
      to_address: a.address,
      amount: [{ denom: "uscrt", amount: "1" }],
    };
    const steps = [{ message: { json: object({ bank: { send } }) } }];
    const tx = await execute(a, v010, { steps });
    assert.notEqual(tx.code, 0);
    assert.match(
      tx.rawLog,
      /contract doesn't have permission to send funds from another account \(using BankMsg\)/,
    );
  });

  eachInterface("call other contracts", async (contract, generation) => {
    const counter = await deploy(a, "counter", { count: 1 });
    const call = {
      contract_addr: counter.address,
      [generation === "v1" ? "code_hash" : "callback_code_hash"]: counter.code_hash,
      msg: base64(object({ increment: {} })),
      send: [],
    };
    const json = object({ wasm: { execute: call } });
    const [, tx] = await run(contract, [{ message: { json } }, { message: { json } }]);
    assert.deepEqual(await query(a, counter, { get_count: {} }), { count: 3 });
    const events = tx.events.filter((event) => event.type === "wasm");
    assert.equal(events.length, 3, "one of the caller and one of each call");
  });

  eachInterface("make other contracts", async (contract, generation) => {
    const counter = await deploy(a, "counter", { count: 1 });
    const label = `made by a contract of ${generation}`;
    const make = {
      code_id: Number(counter.codeId),
      [generation === "v1" ? "code_hash" : "callback_code_hash"]: counter.code_hash,
      msg: base64(object({ count: 88 })),
      send: [],
      label,
      ...(generation === "v1" ? { admin: null } : {}),
    };
    await run(contract, [{ message: { json: object({ wasm: { instantiate: make } }) } }]);
    const { contract_address } = await a.query.compute.addressByLabel({ label });
    const made = { address: contract_address, code_hash: counter.code_hash };
    assert.deepEqual(await query(a, made, { get_count: {} }), { count: 88 });
    const { contract_info } = await a.query.compute.contractInfo({ contract_address });
    assert.equal(contract_info.creator, contract.address);
  });

  test("to a contract with another code hash are refused", async () => {
    const counter = await deploy(a, "counter", { count: 1 });
    const call = {
      contract_addr: counter.address,
      code_hash: "00".repeat(32),
      msg: base64(object({ increment: {} })),
      send: [],
    };
    const steps = [{ message: { json: object({ wasm: { execute: call } }) } }];
    const tx = await execute(a, v1, { steps });
    assert.equal(tx.code, 3);
    assert.match(
      tx.rawLog,
      /dispatch: submessages: Execution error: Enclave: failed to validate transaction/,
    );
    assert.deepEqual(await query(a, counter, { get_count: {} }), { count: 1 });
  });

  test("nest to a depth of a hundred and no deeper", async () => {
    const nest = (times) =>
      execute(a, v1, { steps: [{ call_self: { times } }] }, { gasLimit: 20_000_000 });
    succeeded(await nest(50));
    const tx = await nest(150);
    assert.deepEqual([tx.code, tx.codespace], [30, "compute"], tx.rawLog);
    assert.match(tx.rawLog, /max call depth exceeded$/);
  });
});

describe("attributes and events", () => {
  test("are encrypted unless the contract says otherwise", async () => {
    const attributes = [
      { key: "open in event", value: "event value", encrypted: false },
      { key: "hidden in event", value: "hidden event value", encrypted: true },
    ];
    const [, tx] = await run(v1, [
      { attribute: { key: "hidden", value: "hidden value" } },
      { plaintext_attribute: { key: "open", value: "open value" } },
      { event: { event: { type: "happening", attributes } } },
    ]);
    const seen = await rest(node, `/cosmos/tx/v1beta1/txs/${tx.transactionHash}`);
    const { events } = seen.body.tx_response;
    const text = object(events);
    assert.ok(!text.includes("hidden"));
    const wasm = events.find((event) => event.type === "wasm").attributes;
    assert.deepEqual(wasm[0], { key: "contract_address", value: v1.address, index: true });
    assert.ok(wasm.some(({ key, value }) => key === "open" && value === "open value"));
    const happening = events.find((event) => event.type === "wasm-happening").attributes;
    assert.ok(happening.some(({ key }) => key === "open in event"));

    const shown = tx.arrayLog.filter((entry) => entry.type === "wasm");
    assert.deepEqual(
      shown.map(({ key, value }) => [key, value]),
      [
        ["contract_address", v1.address],
        ["hidden", "hidden value"],
        ["open", "open value"],
      ],
    );
    const found = await a.query.txsQuery("wasm.open='open value'");
    assert.deepEqual(
      found.map((one) => one.transactionHash),
      [tx.transactionHash],
    );
  });

  test("of v0.10 are a log", async () => {
    const [, tx] = await run(v010, [
      { attribute: { key: "hidden", value: "🌈" } },
      { plaintext_attribute: { key: "open", value: "🦄" } },
    ]);
    const shown = tx.arrayLog.filter((entry) => entry.type === "wasm");
    assert.deepEqual(
      shown.map(({ key, value }) => [key, value]),
      [
        ["contract_address", v010.address],
        ["hidden", "🌈"],
        ["open", "🦄"],
      ],
    );
  });

  test("that are too short or empty abort", async () => {
    const event = (type, key = "key") => ({
      event: { event: { type, attributes: [{ key, value: "v", encrypted: false }] } },
    });
    for (const [step, text] of [
      [event(" T "), /Event type too short: 'T'/],
      [event("type", " "), /Empty attribute key\. Value: v/],
    ]) {
      const tx = await execute(a, v1, { steps: [step] });
      assert.deepEqual([tx.code, tx.codespace], [21, "compute"], tx.rawLog);
      assert.match(tx.rawLog, text);
    }
  });
});

describe("data", () => {
  eachInterface("is given as the contract set it, empty or not at all", async (contract) => {
    const dataOf = async (step) => {
      const { MsgExecuteContractResponse } = await import("secretjs");
      const tx = succeeded(await execute(a, contract, { steps: [step] }));
      return new Uint8Array(MsgExecuteContractResponse.decode(tx.data[0]).data);
    };
    assert.deepEqual(await dataOf({ data: { data: base64("result") } }), toUtf8("result"));
    assert.equal((await dataOf({ data: { data: "" } })).length, 0);
    assert.equal((await dataOf({ no_data: {} })).length, 0);
  });
});
