// What a contract is told about its call, and its random numbers. Sources: enclave-protocol 5.6 and 6.6.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { MsgExecuteContract } from "secretjs";
import { fromBase64 } from "@cosmjs/encoding";
import { startBoth } from "./support/both.js";
import { FAST, jsonOf, query, succeeded } from "./support/client.js";
import {
  call,
  make,
  message,
  onReply,
  read,
  script,
  submessage,
  textOf,
  write,
} from "./support/script.js";
import { rpc } from "./support/wire.js";

const both = await startBoth();
after(() => both.discard());
const [a] = both.clients;
const [node] = both.nodes;
const GENERATIONS = ["v1", "v0.10"];
const contracts = {};
const { key } = read("kept").read;
const KEEP = { keep_info: { key } };
/** What `contract` kept of a call: its sender and coins. */
async function keptBy(contract) {
  const [{ text }] = (await query(a, contract, script(read("kept")))).map(({ bytes }) => ({
    text: Buffer.from(bytes, "base64").toString(),
  }));
  const { message, sender, funds } = JSON.parse(text);
  return message === undefined
    ? { sender, funds }
    : { sender: message.sender, funds: message.sent_funds };
}

before(async () => {
  contracts.v1 = await both.deploy("conformance", script());
  contracts["v0.10"] = await both.deploy("conformance-v010", script());
});

/** The block of a transaction, as its contracts see the time. */
async function timeOf(tx) {
  const { block } = await rpc(node, "block", { height: String(tx.height) });
  const [, seconds, fraction = ""] = /^(.*?)(?:\.(\d+))?Z$/.exec(block.header.time);
  return { seconds: Date.parse(`${seconds}Z`) / 1000, nanoseconds: fraction.padEnd(9, "0") };
}

const run = (contract, steps, options = {}) =>
  both.execute(contract, { steps }, { gasLimit: 3_000_000, ...options });
const environments = (tx, ...indices) =>
  indices.map((index) => jsonOf(tx, index)).map(([env]) => textOf(env));

describe("the environment", () => {
  const funds = [{ denom: "uscrt", amount: "5" }];

  test("of v1 is written as the original writes it", async () => {
    const tx = succeeded(await run(contracts.v1, [{ env: {} }, { info: {} }], { funds }));
    const [env, info] = jsonOf(tx);
    const { seconds, nanoseconds } = await timeOf(tx);
    const { random } = textOf(env).block;
    assert.equal(
      env.text,
      `{"block":{"height":${tx.height},"time":"${seconds}${nanoseconds}","chain_id":"secretdev-1","random":"${random}"},` +
        `"contract":{"address":"${contracts.v1.address}","code_hash":"${contracts.v1.code_hash}"},` +
        `"transaction":{"index":0,"hash":"${tx.transactionHash}"}}`,
    );
    assert.equal(info.text, `{"sender":"${a.address}","funds":[{"denom":"uscrt","amount":"5"}]}`);
  });

  test("of v0.10 is written as the original writes it", async () => {
    const tx = succeeded(await run(contracts["v0.10"], [{ env: {} }], { funds }));
    const [env] = jsonOf(tx);
    const { seconds } = await timeOf(tx);
    const { address, code_hash } = contracts["v0.10"];
    assert.equal(
      env.text,
      `{"block":{"height":${tx.height},"time":${seconds},"chain_id":"secretdev-1"},` +
        `"message":{"sender":"${a.address}","sent_funds":[{"denom":"uscrt","amount":"5"}]},` +
        `"contract":{"address":"${address}"},"contract_key":null,"contract_code_hash":"${code_hash}",` +
        `"transaction":{"index":0,"hash":"${tx.transactionHash}"}}`,
    );
  });

  test("of a query has neither sender nor transaction", async () => {
    const [env, info] = await query(a, contracts.v1, script({ env: {} }, { info: {} }));
    const { block, transaction } = textOf(env);
    assert.deepEqual([transaction, block.random, info.text], [null, "AA==", ""]);
    assert.deepEqual(await query(a, contracts["v0.10"], script({ env: {} })), [{ text: "" }]);
  });

  for (const callee of GENERATIONS) {
    for (const caller of GENERATIONS) {
      test(`of ${callee} names the contract of ${caller} that called, and its coins`, async () => {
        const keep = callee === "v1" ? KEEP : { keep_env: { key } };
        const msg = call(contracts[callee], script(keep), { funds, generation: caller });
        succeeded(await run(contracts[caller], [message(msg)], { funds }));
        const sender = contracts[caller].address;
        assert.deepEqual(await keptBy(contracts[callee]), { sender, funds });
      });
    }
  }

  test("of a new contract names its maker", async () => {
    const label = "to be told";
    succeeded(await run(contracts.v1, [message(make(contracts.v1, script(KEEP), { label }))]));
    const { contract_address } = await a.query.compute.addressByLabel({ label });
    const made = { ...contracts.v1, address: contract_address };
    assert.deepEqual(await keptBy(made), { sender: contracts.v1.address, funds: [] });
  });
});

describe("a random number", () => {
  test("is another in each message, call, reply and block", async () => {
    const seen = [];
    const note = (text) => {
      assert.equal(fromBase64(text).length, 32);
      seen.push(text);
    };
    const listener = await both.instantiate(
      contracts.v1.codeId,
      script(onReply(undefined, { env: {} })),
    );
    // The reply's environment becomes the data of the transaction; the callee's is in the reply.
    const step = submessage(call(contracts.v1, script({ env: {} })), { on: "success" });
    const messages = (one) =>
      [[{ env: {} }], [{ env: {} }], [step]].map(
        (steps, index) =>
          new MsgExecuteContract({
            sender: one.address,
            contract_address: index === 2 ? listener.address : contracts.v1.address,
            code_hash: contracts.v1.code_hash,
            msg: { steps },
            sent_funds: [],
          }),
      );
    for (let round = 0; round < 2; round++) {
      const tx = succeeded(await both.broadcast(messages, { gasLimit: 3_000_000 }));
      for (const env of environments(tx, 0, 1, 2)) note(env.block.random);
    }
    assert.equal(new Set(seen).size, 6);
  });

  test("is another for each contract, and on each network", async () => {
    const other = await both.instantiate(contracts.v1.codeId, script());
    const txs = await both.each((one) =>
      one.tx.broadcast(
        [contracts.v1, other].map(
          ({ address, code_hash }) =>
            new MsgExecuteContract({
              sender: one.address,
              contract_address: address,
              code_hash,
              msg: script({ env: {} }),
              sent_funds: [],
            }),
        ),
        { gasLimit: 2_000_000, ...FAST },
      ),
    );
    const randoms = txs.flatMap((tx) => environments(tx, 0, 1)).map(({ block }) => block.random);
    assert.equal(new Set(randoms).size, 4);
  });

  test("is not for a contract that does not ask for it", async () => {
    succeeded(await run(contracts["v0.10"], [write("k", "v")]));
    const tx = succeeded(await run(contracts["v0.10"], [{ env: {} }]));
    assert.ok(!("random" in textOf(jsonOf(tx)[0]).block));
  });
});
