// secretjs against a running node, in suite 2: what an application does, and what an observer or a lying node can do.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { base64 } from "@scure/base";
import { suite2Of, withSuite2 } from "../index.js";
import { looksAnswered, looksSealed, placeOf } from "../suite2.js";
import { ACCOUNTS } from "../../../tests/acceptance/support/accounts.js";
import {
  attribute,
  clientOf,
  deploy,
  execute,
  instantiate,
  jsonOf,
  query,
  succeeded,
} from "../../../tests/acceptance/support/client.js";
import { startNode } from "../../../tests/acceptance/support/node.js";

const node = await startNode();
after(() => node.discard());
const seed = new Uint8Array(32).fill(7);
const open = (name, options) => withSuite2(clientOf(node, name, { suite: 1 }), { required: true, ...options });
const a = open("a", { seed });
const b = open("b");
const plain = clientOf(node, "c", { suite: 1 });
let counter;
let v1;

before(async () => {
  counter = await deploy(a, "counter", { count: 17 });
  v1 = await deploy(a, "conformance", { steps: [] });
});

const rest = async (path) => (await fetch(`${node.endpoints.rest}${path}`)).json();
const responseOf = async (tx) => (await rest(`/cosmos/tx/v1beta1/txs/${tx.transactionHash}`)).tx_response;
const run = (client, contract, steps, options) =>
  execute(client, contract, { steps }, { gasLimit: 8_000_000, ...options });
const bytesOf = (text) => base64.encode(new TextEncoder().encode(text));

describe("an application", () => {
  test("learns that the network offers suite 2", async () => {
    const offer = await suite2Of(node.endpoints.rest);
    assert.equal(offer.epoch, 2);
    const { suites } = await rest("/registration/v1beta1/message-suites");
    const { key } = await rest("/registration/v1beta1/tx-key");
    assert.deepEqual(suites[0], { suite: 1, epoch: 0, io_public_key: key });
  });

  test("instantiates, executes and asks as ever", async () => {
    assert.deepEqual(await query(a, counter, { get_count: {} }), { count: 17 });
    const tx = succeeded(await execute(b, counter, { increment: {} }));
    assert.equal(attribute(tx, "wasm", "count"), "18");
    assert.deepEqual(tx.tx.body.messages[0].msg, { increment: {} });
    assert.deepEqual(await query(b, counter, { get_count: {} }), { count: 18 });
  });

  test("reads data and attributes", async () => {
    const tx = succeeded(
      await run(a, v1, [
        { attribute: { key: "hidden", value: "hidden value" } },
        { plaintext_attribute: { key: "open", value: "open value" } },
        { write: { key: bytesOf("k"), value: bytesOf("v") } },
      ]),
    );
    assert.equal(attribute(tx, "wasm", "hidden"), "hidden value");
    assert.equal(attribute(tx, "wasm", "open"), "open value");
    assert.deepEqual(jsonOf(tx), ["done", "done", "done"]);
  });

  test("reads errors of calls and queries", async () => {
    const tx = await run(a, v1, [{ fail: { json: '"secret words"' } }]);
    assert.equal(tx.code, 3);
    assert.match(tx.rawLog, /message index: 0: secret words: execute contract failed/);
    const seen = await plain.query.getTx(tx.transactionHash);
    assert.doesNotMatch(seen.rawLog, /secret words/);
    assert.equal(await query(a, v1, { steps: [{ fail: { json: '"secret words"' } }] }), "secret words");
  });

  test("reads in a later session what it sent, and others read nothing", async () => {
    const tx = succeeded(await execute(a, counter, { increment: {} }));
    const count = attribute(tx, "wasm", "count");
    for (const [client, sees] of [
      [open("a", { seed }), true],
      [open("a"), false],
      [open("b", { seed: new Uint8Array(32).fill(8) }), false],
      [plain, false],
    ]) {
      const found = await client.query.getTx(tx.transactionHash);
      assert.equal(attribute(found, "wasm", "count"), sees ? count : undefined);
      assert.deepEqual(found.tx.body.messages[0].msg, sees ? { increment: {} } : found.tx.body.messages[0].msg);
    }
  });

  test("signs with amino", async () => {
    const { AminoWallet } = await import("secretjs/dist/wallet_amino.js");
    const wallet = new AminoWallet(ACCOUNTS.d.mnemonic);
    const client = withSuite2(clientOf(node, "d", { wallet, suite: 1 }), { required: true });
    succeeded(await execute(client, counter, { increment: {} }));
  });

  test("sends several messages in one transaction", async () => {
    const { MsgExecuteContract } = await import("secretjs");
    const call = () =>
      new MsgExecuteContract({
        sender: b.address,
        contract_address: counter.address,
        code_hash: counter.code_hash,
        msg: { increment: {} },
        sent_funds: [],
      });
    const options = { gasLimit: 400_000, broadcastCheckIntervalMs: 20 };
    const tx = succeeded(await b.tx.broadcast([call(), call()], options));
    const counts = tx.arrayLog.filter((entry) => entry.key === "count").map((entry) => Number(entry.value));
    assert.equal(counts.length, 2);
    assert.equal(counts[1], counts[0] + 1);
  });

  test("speaks suite 1 to the same contract beside it", async () => {
    const before = (await query(plain, counter, { get_count: {} })).count;
    succeeded(await execute(plain, counter, { increment: {} }));
    assert.equal((await query(a, counter, { get_count: {} })).count, before + 1);
  });
});

describe("contracts among themselves", () => {
  const messageTo = (contract, steps) => ({
    wasm: {
      execute: {
        contract_addr: contract.address,
        code_hash: contract.code_hash,
        msg: bytesOf(JSON.stringify({ steps })),
        funds: [],
        send: [],
      },
    },
  });
  let other;

  before(async () => {
    const on_reply = bytesOf("on_reply");
    const script = bytesOf(JSON.stringify({ steps: [{ info: {} }] }));
    v1 = await instantiate(a, v1.codeId, { steps: [{ write: { key: on_reply, value: script } }] });
    other = await instantiate(a, v1.codeId, { steps: [{ write: { key: bytesOf("k"), value: bytesOf("v") } }] });
  });

  test("call each other: the sender reads what each says", async () => {
    const inner = [{ attribute: { key: "inner", value: "said by the callee" } }];
    const tx = succeeded(await run(a, v1, [{ message: { json: JSON.stringify(messageTo(other, inner)) } }]));
    assert.equal(attribute(tx, "wasm", "inner"), "said by the callee");
  });

  test("nest", async () => {
    succeeded(await run(a, v1, [{ call_self: { times: 5 } }]));
  });

  test("fail deep inside: the sender reads why", async () => {
    const inner = [{ fail: { json: '"a deep reason"' } }];
    const tx = await run(a, v1, [{ message: { json: JSON.stringify(messageTo(other, inner)) } }]);
    assert.match(tx.rawLog, /dispatch: submessages: a deep reason: execute contract failed/);
  });

  test("ask each other", async () => {
    const request = {
      wasm: {
        smart: {
          contract_addr: other.address,
          callback_code_hash: other.code_hash,
          msg: bytesOf(JSON.stringify({ steps: [{ read: { key: bytesOf("k") } }] })),
        },
      },
    };
    const steps = [{ query_chain: { request: JSON.stringify(request) } }];
    const answers = [jsonOf(succeeded(await run(a, v1, steps))), await query(a, v1, { steps })];
    for (const [answer] of answers) assert.match(JSON.stringify(answer), /[Oo]k/);
    assert.deepEqual(answers[0], answers[1]);
    const failing = structuredClone(request);
    failing.wasm.smart.msg = bytesOf(JSON.stringify({ steps: [{ fail: { json: '"no"' } }] }));
    const [refused] = await query(a, v1, { steps: [{ query_chain: { request: JSON.stringify(failing) } }] });
    assert.match(JSON.stringify(refused), new RegExp(bytesOf("no")));
  });

  const submessage = (message, reply_on) => ({
    submessage: { json: JSON.stringify({ id: 7, msg: message, gas_limit: null, reply_on }) },
  });

  test("reply: data of a success comes back", async () => {
    const inner = [{ data: { data: bytesOf("inner data") } }];
    const tx = succeeded(await run(a, v1, [submessage(messageTo(other, inner), "always")]));
    const [{ text }] = jsonOf(tx);
    const reply = JSON.parse(text ?? new TextDecoder().decode(base64.decode(jsonOf(tx)[0].bytes)));
    assert.equal(reply.id, 7);
    assert.equal(reply.result.ok.data, bytesOf("inner data"));
  });

  test("reply: the reason of a failure comes back", async () => {
    const inner = [{ fail: { json: '"inner reason"' } }];
    const tx = succeeded(await run(a, v1, [submessage(messageTo(other, inner), "error")]));
    assert.match(JSON.stringify(jsonOf(tx)), /inner reason/);
  });

  test("reply to a message that is no contract's", async () => {
    const amount = [{ denom: "uscrt", amount: "1" }];
    const send = { bank: { send: { to_address: a.address, amount } } };
    const tx = succeeded(await run(a, v1, [submessage(send, "success")], { funds: amount }));
    assert.match(JSON.stringify(jsonOf(tx)), /\\"id\\":7|"id":7/);
  });
});

describe("an observer", () => {
  /** Sealed texts of a response: the message and every answer. */
  async function sealedOf(tx, isAnswer = looksAnswered) {
    const response = await responseOf(tx);
    const message = base64.decode(response.tx.body.messages[0].msg);
    const answers = [];
    for (const event of response.events.filter(({ type }) => type === "wasm"))
      for (const { key, value } of event.attributes)
        for (const text of [key, value])
          try {
            const bytes = base64.decode(text);
            if (isAnswer(bytes)) answers.push(bytes);
          } catch {
            // in clear
          }
    return { message, answers, data: response.data };
  }

  const anything = (bytes) => bytes.length >= 16; // in suite 1 an answer has no form of its own

  test("sees the same lengths whatever is said, of which suite 1 shows every byte", async () => {
    const lengths = async (client, length, isAnswer) => {
      const steps = [{ attribute: { key: "k", value: "v".repeat(length) } }, { data: { data: bytesOf("d".repeat(length)) } }];
      const { message, answers, data } = await sealedOf(succeeded(await run(client, v1, steps)), isAnswer);
      assert.equal(looksSealed(message), client === a);
      return JSON.stringify([message.length, answers.map((answer) => answer.length), data.length]);
    };
    const first = await lengths(a, 1);
    assert.equal(await lengths(a, 17), first);
    assert.equal(await lengths(a, 50), first);
    assert.notEqual(await lengths(a, 500), first);
    assert.notEqual(await lengths(plain, 17, anything), await lengths(plain, 18, anything));
  });

  test("sees the same lengths of errors, whatever they say", async () => {
    const length = async (client, words) => {
      const tx = await run(client, v1, [{ fail: { json: JSON.stringify(words) } }]);
      return (await responseOf(tx)).raw_log.length;
    };
    assert.equal(await length(a, "no"), await length(a, "no, for a reason that is longer"));
    assert.notEqual(await length(plain, "no"), await length(plain, "no, for a reason that is longer"));
  });

  test("sees no key of a client twice, which suite 1 shows with each message", async () => {
    const keys = async (client) => {
      const seen = [];
      for (let i = 0; i < 2; i++) {
        const { message } = await sealedOf(succeeded(await execute(client, counter, { increment: {} })));
        seen.push(base64.encode(message.subarray(32, 64)));
      }
      return new Set(seen).size;
    };
    assert.equal(await keys(a), 2);
    assert.equal(await keys(plain), 1);
  });

  test("sees no two texts alike and no place twice, where suite 1 gives equal bytes for equal texts", async () => {
    const same = { attribute: { key: "k", value: "v" } };
    const first = await sealedOf(succeeded(await run(plain, v1, [same, same, same])), anything);
    assert.equal(first.answers.length, 6);
    assert.equal(new Set(first.answers.map(base64.encode)).size, 2);
    const { answers } = await sealedOf(succeeded(await run(a, v1, [same, same, same])));
    assert.equal(answers.length, 6);
    assert.equal(new Set(answers.map((answer) => base64.encode(answer.subarray(25)))).size, 6);
    assert.deepEqual(
      answers.map((answer) => placeOf(answer).field),
      [0, 1, 2, 3, 4, 5],
    );
  });
});

describe("an attacker", () => {
  /** Sends ready bytes as a message to a contract. */
  function sendBytes(client, contract, wire, sender = client.address) {
    const utils = { encrypt: async () => wire };
    return import("secretjs").then(({ MsgExecuteContract }) => {
      const message = new MsgExecuteContract({
        sender,
        contract_address: contract.address,
        code_hash: contract.code_hash,
        msg: {},
        sent_funds: [],
      });
      const raw = { toProto: () => message.toProto(utils), toAmino: () => message.toAmino(utils) };
      return client.tx.broadcast([raw], { gasLimit: 200_000, broadcastCheckIntervalMs: 20 });
    });
  }

  async function wireOf(tx) {
    return base64.decode((await responseOf(tx)).tx.body.messages[0].msg);
  }

  const count = async () => (await query(a, counter, { get_count: {} })).count;

  test("gains nothing by sending the ciphertext of another sender, which suite 1 runs", async () => {
    const replay = async (client) => {
      const tx = succeeded(await execute(client, counter, { increment: {} }));
      const before = await count();
      const again = await sendBytes(b, counter, await wireOf(tx));
      return [again, (await count()) - before];
    };
    const [refused, moved] = await replay(a);
    assert.notEqual(refused.code, 0);
    assert.match(refused.rawLog, /Enclave: /);
    assert.equal(moved, 0);
    const [accepted, movedInSuite1] = await replay(plain);
    assert.equal(accepted.code, 0);
    assert.equal(movedInSuite1, 1);
  });

  test("gains nothing by turning it to another contract of the same code, which suite 1 runs", async () => {
    const twin = await instantiate(a, counter.codeId, { count: 0 });
    const retarget = async (client) => {
      const tx = succeeded(await execute(client, counter, { increment: {} }));
      return sendBytes(client, twin, await wireOf(tx));
    };
    assert.notEqual((await retarget(a)).code, 0);
    assert.deepEqual(await query(a, twin, { get_count: {} }), { count: 0 });
    assert.equal((await retarget(plain)).code, 0);
    assert.deepEqual(await query(a, twin, { get_count: {} }), { count: 1 });
  });

  test("gains nothing by changing a bit, wherever it stands", async () => {
    const wire = await wireOf(succeeded(await execute(a, counter, { increment: {} })));
    const before = await count();
    // Epoch, nonce, key, commitment, length, text, padding, tag; and a whole bucket less or more.
    for (const at of [3, 20, 40, 70, 96, 104, 300, wire.length - 1]) {
      const changed = wire.slice();
      changed[at] ^= 1;
      const tx = await sendBytes(a, counter, changed);
      assert.notEqual(tx.code, 0, `byte ${at}`);
    }
    const longer = new Uint8Array(wire.length + 256);
    longer.set(wire);
    assert.notEqual((await sendBytes(a, counter, longer)).code, 0);
    assert.notEqual((await sendBytes(a, counter, wire.slice(0, -256))).code, 0);
    assert.equal(await count(), before);
  });

  test("cannot serve answers of another transaction, or move them about, as in suite 1", async () => {
    const steps = [
      { attribute: { key: "first", value: "1" } },
      { attribute: { key: "second", value: "2" } },
    ];
    const one = await responseOf(succeeded(await run(a, v1, steps)));
    const two = await responseOf(succeeded(await run(a, v1, steps)));
    const wasm = (response) => response.events.find(({ type }) => type === "wasm");
    const values = async (response) => {
      const tx = await a.decodeTxResponse(response);
      return ["first", "second"].map((key) => attribute(tx, "wasm", key));
    };
    assert.deepEqual(await values(structuredClone(one)), ["1", "2"]);
    const exchanged = structuredClone(one);
    wasm(exchanged).attributes = structuredClone(wasm(two).attributes);
    assert.deepEqual(await values(exchanged), [undefined, undefined]);
    const swapped = structuredClone(one);
    const list = wasm(swapped).attributes.filter(({ key }) => key !== "contract_address" && key !== "msg_index");
    [list[0].value, list[1].value] = [list[1].value, list[0].value];
    const [first, second] = await values(swapped);
    assert.notEqual(first, "2");
    assert.notEqual(second, "1");
    const renamed = structuredClone(one);
    renamed.txhash = two.txhash;
    assert.deepEqual(await values(renamed), [undefined, undefined]);
    // The same lie in suite 1: the client reads what it is given.
    const believed = await responseOf(succeeded(await run(plain, v1, steps)));
    const pairs = wasm(believed).attributes.filter(({ key }) => key !== "contract_address" && key !== "msg_index");
    [pairs[0].value, pairs[1].value] = [pairs[1].value, pairs[0].value];
    const read = await plain.decodeTxResponse(believed);
    assert.deepEqual([attribute(read, "wasm", "first"), attribute(read, "wasm", "second")], ["2", "1"]);
  });

  test("cannot lead a client that insists back to suite 1", async () => {
    const fetchReal = globalThis.fetch;
    globalThis.fetch = async (url, options) =>
      String(url).includes("message-suites") ? new Response("{}", { status: 501 }) : fetchReal(url, options);
    try {
      await assert.rejects(query(open("a"), counter, { get_count: {} }), /does not offer suite 2/);
      const tolerant = withSuite2(clientOf(node, "a", { suite: 1 }));
      assert.equal((await query(tolerant, counter, { get_count: {} })).count, await count());
    } finally {
      globalThis.fetch = fetchReal;
    }
  });
});
