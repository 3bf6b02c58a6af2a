// Contract messages in the transactions that carry them: several in one, inside others, paid for by somebody else, and
// those that only governance may have decided. Sources: chain-surface 3.4, 4.2, 4.4; enclave-protocol 2.7.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { toUtf8 } from "@cosmjs/encoding";
import {
  MsgExec,
  MsgExecuteContract,
  MsgInstantiateContract,
  MsgSend,
  MsgStoreCode,
} from "secretjs";
import { BinaryWriter } from "cosmjs-types/binary.js";
import { MsgSend as MsgSendProto } from "cosmjs-types/cosmos/bank/v1beta1/tx.js";
import { MsgExec as MsgExecProto } from "cosmjs-types/cosmos/authz/v1beta1/tx.js";
import { ACCOUNTS } from "./support/accounts.js";
import { FAST, attribute, clientOf, deploy, instantiate, query, succeeded, wasmOf } from "./support/client.js";
import { startNode } from "./support/node.js";
import { ask, base64, fail, message, read, script, textOf, write } from "./support/script.js";
import { accountOf, makeTransaction } from "./support/transaction.js";
import { broadcast, rest } from "./support/wire.js";

const node = await startNode();
after(() => node.discard());
const a = clientOf(node, "a");
const b = clientOf(node, "b");
const FUNDS = [{ denom: "uscrt", amount: "1000" }];
let contract;

before(async () => {
  contract = await deploy(a, "conformance", script());
});

/** What the contract has under a key, as text. */
async function stored(key) {
  const [{ bytes }] = await query(a, contract, script(read(key)));
  return Buffer.from(bytes, "base64").toString();
}
const balance = async (address) =>
  BigInt((await a.query.bank.balance({ address, denom: "uscrt" })).balance.amount);

const run = (client, body, sent_funds = []) =>
  new MsgExecuteContract({
    sender: client.address,
    contract_address: contract.address,
    code_hash: contract.code_hash,
    msg: body,
    sent_funds,
  });
const broken = (client) => run(client, script(fail("on purpose")));
const send = (client, messages, options = {}) =>
  client.tx.broadcast(messages, { gasLimit: 2_000_000, ...FAST, ...options });

describe("several messages in a transaction", () => {
  test("are one call after the other", async () => {
    const tx = succeeded(await send(a, [run(a, script(write("x", "1"))), run(a, script(write("y", "2")))]));
    assert.equal(tx.data.length, 2);
    assert.deepEqual([await stored("x"), await stored("y")], ["1", "2"]);
    const said = tx.events.filter(({ type }) => type === "wasm");
    assert.deepEqual(
      said.map(({ attributes }) => [attributes.at(-1).key, attributes.at(-1).value]),
      [
        ["msg_index", "0"],
        ["msg_index", "1"],
      ],
    );
  });

  test("are all undone when the last fails", async () => {
    const before = await balance(contract.address);
    const label = "never there";
    const make = new MsgInstantiateContract({
      sender: a.address,
      code_id: contract.codeId,
      code_hash: contract.code_hash,
      init_msg: script(),
      init_funds: FUNDS,
      label,
    });
    const pay = new MsgSend({ from_address: a.address, to_address: ACCOUNTS.d.address, amount: FUNDS });
    const other = await balance(ACCOUNTS.d.address);
    const messages = [make, pay, run(a, script(write("x", "3")), FUNDS), broken(a)];
    const tx = await send(a, messages, { gasLimit: 3_000_000 });
    assert.deepEqual([tx.code, tx.codespace], [3, "compute"], tx.rawLog);
    assert.match(tx.rawLog, /^failed to execute message; message index: 3: on purpose: execute contract failed$/);
    assert.deepEqual(await stored("x"), "1");
    assert.equal(await balance(contract.address), before);
    assert.equal(await balance(ACCOUNTS.d.address), other);
    const { status } = await rest(node, `/compute/v1beta1/contract_address/${encodeURIComponent(label)}`);
    assert.equal(status, 500);
    assert.deepEqual(
      tx.events.filter(({ type }) => type === "wasm" || type === "instantiate"),
      [],
    );
    // The label was not used up, and the funds arrive now.
    const made = succeeded(await send(a, [make]));
    assert.equal(await balance(attribute(made, "message", "contract_address")), 1000n);
  });

  test("end at the first that fails, and later ones do not run", async () => {
    const tx = await send(a, [broken(a), run(a, script(write("x", "4")))]);
    assert.match(tx.rawLog, /message index: 0: /);
    assert.deepEqual(await stored("x"), "1");
  });
});

describe("a contract call inside another message", () => {
  const grant = () =>
    a.tx.authz.grant(
      {
        granter: a.address,
        grantee: b.address,
        authorization: { msg: "/secret.compute.v1beta1.MsgExecuteContract" },
        expiration: 4_000_000_000,
      },
      FAST,
    );

  test("of the sender's own is no message of the transaction to the enclave", async () => {
    const tx = await send(a, [new MsgExec({ grantee: a.address, msgs: [run(a, script(write("x", "5")))] })]);
    assert.deepEqual([tx.code, tx.codespace], [3, "compute"], tx.rawLog);
    assert.match(tx.rawLog, /Enclave: failed to verify transaction signature: execute contract failed$/);
    assert.deepEqual(await stored("x"), "1");
  });

  test("for somebody else is not signed by him", async () => {
    succeeded(await grant());
    const tx = await send(b, [new MsgExec({ grantee: b.address, msgs: [run(a, script(write("x", "6")))] })]);
    assert.deepEqual([tx.code, tx.codespace], [16, "compute"], tx.rawLog);
    assert.ok(
      tx.rawLog.includes(
        `[Compute] Message sender: ${a.address} is not found in the tx signer set: [`,
      ),
      tx.rawLog,
    );
    assert.match(tx.rawLog, /\], callback signature not provided: parse signature failed$/);
    assert.deepEqual(await stored("x"), "1");
  });
});

test("another account pays the fee of a contract call", async () => {
  succeeded(
    await b.tx.feegrant.grantAllowance(
      { granter: b.address, grantee: a.address, allowance: { spend_limit: [] } },
      FAST,
    ),
  );
  const [before, own] = [await balance(b.address), await balance(a.address)];
  const tx = succeeded(
    await send(a, [run(a, script(write("x", "7")))], { feeGranter: b.address, gasPriceInFeeDenom: 0.1 }),
  );
  assert.equal(before - (await balance(b.address)), 200_000n);
  assert.equal(await balance(a.address), own);
  assert.equal(tx.events.find(({ type }) => type === "tx").attributes[0].value, "200000uscrt");
  assert.deepEqual(await stored("x"), "7");
});

describe("a message that carries out what governance has decided", () => {
  const hash = new Uint8Array(32).fill(7);
  const passed = (client) => ({
    typeUrl: "/secret.compute.v1beta1.MsgUpgradeProposalPassed",
    value: BinaryWriter.create().uint32(10).string(client.address).uint32(18).bytes(hash).finish(),
  });
  const machines = (client) => ({
    typeUrl: "/secret.compute.v1beta1.MsgUpdateMachineWhitelist",
    value: BinaryWriter.create()
      .uint32(10)
      .string(client.address)
      .uint32(16)
      .uint64(9)
      .uint32(26)
      .string("aabb")
      .finish(),
  });

  for (const [what, make, log] of [
    ["an upgrade of the enclave", passed, "no latest upgrade proposal"],
    [
      "a list of machines",
      machines,
      "collections: not found: key '9' of type github.com/cosmos/gogoproto/cosmos.gov.v1.Proposal",
    ],
  ]) {
    test(`is not let in without it: ${what}`, async () => {
      const before = await accountOf(node, b.address);
      const answer = await broadcast(node, await makeTransaction(node, "b", { messages: [make(b)] }));
      assert.deepEqual([answer.code, answer.codespace], [1, "undefined"]);
      assert.equal(answer.log, log);
      assert.deepEqual(await accountOf(node, b.address), before);
    });
  }
});

describe("an upload", () => {
  const upload = (change) =>
    new MsgStoreCode({
      sender: a.address,
      wasm_byte_code: new Uint8Array(gzipSync(wasmOf("counter"))),
      source: "",
      builder: "",
      ...change,
    });

  test("names the image that built it, of an organisation and with a tag", async () => {
    for (const builder of ["image:1", "a/bc:1", "ab/cd", "AB/cd:1", "ab/cd:1:2"]) {
      await assert.rejects(send(a, [upload({ builder })], { gasLimit: 3_000_000 }), {
        message:
          "Broadcasting transaction failed with code 18 (codespace: sdk). " +
          "Log: builder invalid: invalid request",
      });
    }
    const options = { source: "https://example.org/x", builder: "enigmampc/optimizer:1.0.9" };
    const tx = succeeded(await send(a, [upload(options)], { gasLimit: 3_000_000 }));
    const { code_info } = await a.query.compute.code({ code_id: attribute(tx, "message", "code_id") });
    assert.equal(code_info.source, options.source);
    assert.equal(code_info.builder, options.builder);
  });

  test("can be simulated, and then costs that much", async () => {
    const message = upload({ builder: "ab/cd:1" });
    const { gas_info } = await a.tx.simulate([message], { gasLimit: 3_000_000 });
    const tx = succeeded(await send(a, [message], { gasLimit: 3_000_000 }));
    const difference = Math.abs(Number(gas_info.gas_used) - Number(tx.gasUsed));
    assert.ok(difference < 2000, `${gas_info.gas_used} and ${tx.gasUsed}`);
  });
});

describe("a contract's message of any type", () => {
  const stargate = (type_url, value) =>
    run(a, script(message({ stargate: { type_url, value: Buffer.from(value).toString("base64") } })));
  const inside = (inner) =>
    MsgExecProto.encode(
      MsgExecProto.fromPartial({ grantee: contract.address, msgs: [inner] }),
    ).finish();
  const SEND = "/cosmos.bank.v1beta1.MsgSend";
  const EXEC = "/cosmos.authz.v1beta1.MsgExec";

  test("may carry others, which are unpacked with it", async () => {
    succeeded(await send(a, [run(a, script(), FUNDS)]));
    const value = MsgSendProto.encode(
      MsgSendProto.fromPartial({
        fromAddress: contract.address,
        toAddress: ACCOUNTS.d.address,
        amount: [{ denom: "uscrt", amount: "3" }],
      }),
    ).finish();
    const before = await balance(ACCOUNTS.d.address);
    succeeded(await send(a, [stargate(EXEC, inside({ typeUrl: SEND, value }))]));
    assert.equal((await balance(ACCOUNTS.d.address)) - before, 3n);
  });

  test("is refused when one of them is no message", async () => {
    for (const typeUrl of ["/no.such.Msg", "/cosmos.bank.v1beta1.Params", "cosmos.bank.v1beta1.MsgSend"]) {
      const tx = await send(a, [stargate(EXEC, inside({ typeUrl, value: new Uint8Array() }))]);
      assert.deepEqual([tx.code, tx.codespace], [10, "compute"], tx.rawLog);
      assert.equal(
        tx.rawLog,
        "failed to execute message; message index: 0: dispatch: submessages: " +
          `Cannot unpack proto message with type URL: ${EXEC}: invalid CosmosMsg from the contract`,
      );
    }
  });
});

describe("a question that makes the chain panic", () => {
  for (const [what, request] of [
    ["the balance of what can be no coin", () => ({ bank: { balance: { address: contract.address, denom: "!" } } })],
    ["unbondings of no address", () => ({ staking: { unbonding_delegations: { delegator: "nobody" } } })],
  ]) {
    test(`fails the call: ${what}`, async () => {
      const tx = await send(a, [run(a, script(ask(request())))]);
      assert.deepEqual([tx.code, tx.codespace], [3, "compute"], tx.rawLog);
      const text = "Calling external function through FFI: Panic in FFI call";
      assert.ok(tx.rawLog.endsWith(`: Execution error: ${text}: execute contract failed`), tx.rawLog);
      // The node goes on.
      assert.deepEqual(await stored("y"), "2");
    });
  }
});

describe("the contracts of a code", () => {
  const PATH = "/secret.compute.v1beta1.Query/ContractsByCodeId";
  const list = async () =>
    (await rest(node, `/compute/v1beta1/contracts/${contract.codeId}`)).body.contract_infos;

  test("stand in the order of their creation", async () => {
    const made = [];
    for (let i = 0; i < 3; i++)
      made.push((await instantiate(a, contract.codeId, script())).address);
    const shown = await list();
    assert.equal(shown[0].contract_address, contract.address);
    assert.deepEqual(
      shown.slice(-3).map(({ contract_address }) => contract_address),
      made,
    );
    for (const { contract_info } of shown) {
      assert.equal(contract_info.created, null);
      assert.equal(contract_info.creator, a.address);
      assert.equal(contract_info.code_id, contract.codeId);
    }
  });

  test("cost a contract that asks as many reads as the chain has contracts", async () => {
    const id = Number(contract.codeId);
    const data = Buffer.from([8, id]).toString("base64");
    const cost = async () => {
      const body = script(ask({ stargate: { path: PATH, data } }));
      return Number(succeeded(await send(a, [run(a, body)])).gasUsed);
    };
    const before = await cost();
    // Of another code: not in the answer, but read for it.
    await deploy(a, "counter", { count: 1 });
    const [records, keys] = [21, 21 + 66];
    assert.ok((await cost()) - before > records + 100 + keys);
  });

  test("are found by an address in capitals", async () => {
    const { body } = await rest(node, `/compute/v1beta1/info/${contract.address.toUpperCase()}`);
    assert.equal(body.contract_address, contract.address);
  });
});
