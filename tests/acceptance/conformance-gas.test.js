// What whole messages of contracts cost, to the unit and on both engines, from the list of their accesses to the stores.
// Sources: chain-surface 8.5, enclave-protocol 3.7 and 5.8.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { MsgExecuteContract, MsgSend } from "secretjs";
import { fromBech32, toHex } from "@cosmjs/encoding";
import { ACCOUNTS } from "./support/accounts.js";
import { startBoth } from "./support/both.js";
import { attribute, store, succeeded, wasmOf, FAST } from "./support/client.js";
import { call, fail, onReply, read, script, submessage, write } from "./support/script.js";
import { rpc } from "./support/wire.js";

const both = await startBoth();
after(() => both.discard());

const R = (key, value) => 100 + key + value;
const W = (key, value) => 200 + 5 * (key + value);
const HAS = 100;
const INSTANCE = 20_000;
const CODE_INFO = 56; // without source and builder
const NO_RANDOM = R(9, 0); // this chain stores none
const KEYS = R(21, 66);

/** Bytes of the value under a key of a store, on the first node. */
async function stored(name, key) {
  const { response } = await rpc(both.nodes[0], "abci_query", {
    path: `/store/${name}/key`,
    data: toHex(key),
  });
  return Buffer.from(response.value, "base64").length;
}
const addressed = (prefix, address) => Uint8Array.from([prefix, ...fromBech32(address).data]);

/** Gas without what the transaction's own length costs, which the message's text changes: 10 for each byte. */
async function gasOf(tx, { fails = false } = {}) {
  assert.equal(tx.code !== 0, fails, tx.rawLog);
  const { tx: raw } = await rpc(both.nodes[0], "tx", {
    hash: Buffer.from(tx.transactionHash, "hex").toString("base64"),
  });
  return tx.gasUsed - 10 * Buffer.from(raw, "base64").length;
}

// Reading it makes the instructions of execute and query free, but for the 1 that everything costs: what a read costs is
// subtracted, in thousands.
const LARGE = "large";
const FREE = [read(LARGE), { no_data: {} }];
const LARGE_GAS = R(65 + LARGE.length, 56 + 9000);

const contracts = {};
let info;
let account;

before(async () => {
  for (const [generation, name] of [
    ["v1", "conformance"],
    ["v0.10", "conformance-v010"],
  ]) {
    contracts[generation] = await both.deploy(name, script(write(LARGE, "l".repeat(9000))));
  }
  succeeded(await both.execute(contracts.v1, script()));
  info = await stored("compute", addressed(2, contracts.v1.address));
  account = await stored("acc", addressed(1, both.address));
});

const execution =
  (contract, ...steps) =>
  (one) =>
    new MsgExecuteContract({
      sender: one.address,
      contract_address: contract.address,
      code_hash: contract.code_hash,
      msg: script(...steps),
      sent_funds: [],
    });

/** What the last of the messages costs: the ante steps charge 100 for one message more. */
async function lastOf(...messages) {
  const send = (list) =>
    both.broadcast((one) => list.map((message) => message(one)), { gasLimit: 4_000_000 });
  const without = await gasOf(await send(messages.slice(0, -1)));
  return (await gasOf(await send(messages))) - without - HAS;
}
const first = (one) =>
  new MsgSend({
    from_address: one.address,
    to_address: ACCOUNTS.b.address,
    amount: [{ denom: "uscrt", amount: "1" }],
  });

const EXECUTE = () => HAS + INSTANCE + R(21, info) + R(9, CODE_INFO) + NO_RANDOM + KEYS;

for (const generation of ["v1", "v0.10"]) {
  describe(`a contract of ${generation}`, () => {
    test("is executed for the accesses of the call and its own", async () => {
      const whole = EXECUTE() + R(21, account) + LARGE_GAS + 1;
      assert.equal(await lastOf(first, execution(contracts[generation], ...FREE)), whole);
      const written = 100 + W(65 + 3, 56 + 4);
      assert.equal(
        await lastOf(first, execution(contracts[generation], ...FREE, write("abc", "1234"))),
        whole + written,
      );
    });

    test("is called by another for the same, without the account of a signer", async () => {
      const msg = call(contracts[generation], script(...FREE));
      const calls = (count) =>
        execution(contracts.v1, ...FREE, ...new Array(count).fill(submessage(msg)));
      const [none, one, two] = [
        await lastOf(first, calls(0)),
        await lastOf(first, calls(1)),
        await lastOf(first, calls(2)),
      ];
      const called = EXECUTE() + LARGE_GAS + 1;
      assert.equal(two - one, called);
      assert.equal(one - none, called);
    });
  });
}

describe("a reply", () => {
  const replier = (steps) =>
    both.instantiate(
      contracts.v1.codeId,
      script(write(LARGE, "l".repeat(9000)), onReply(1, ...steps)),
    );
  const NO = fail({ generic_err: { msg: "no" } });
  const gasWith = async (amount, on, { callee = [], reply = [], fails = false } = {}) => {
    const contract = await replier([{ evaporate_gas: { amount } }, ...reply]);
    const step = submessage(call(contracts["v0.10"], script(...FREE, ...callee)), { id: 1, on });
    return gasOf(await both.execute(contract, script(...FREE, step), { gasLimit: 2_000_000 }), {
      fails,
    });
  };

  for (const [what, times, options] of [
    ["to a success pays its instructions twice", 2, {}],
    ["to an error pays them twice", 2, { callee: [NO] }],
    ["that fails pays them once", 1, { reply: [NO], fails: true }],
  ]) {
    test(what, async () => {
      const least = await gasWith(9_000, "always", options);
      assert.equal((await gasWith(9_700, "always", options)) - least, times * 700);
    });
  }

  test("that nobody asked for costs nothing", async () => {
    const contract = await replier([{ evaporate_gas: { amount: 9_000 } }]);
    const gasOn = async (on) => {
      const step = submessage(call(contracts["v0.10"], script(...FREE)), { id: 1, on });
      return gasOf(await both.execute(contract, script(...FREE, step), { gasLimit: 2_000_000 }));
    };
    const never = await gasOn("never");
    assert.equal(await gasOn("error"), never);
    const replied = (await gasOn("always")) - never;
    assert.ok(
      replied > INSTANCE + 2 * 9_000 && replied < INSTANCE + 2 * 9_000 + 10_000,
      `${replied}`,
    );
  });
});

describe("code", () => {
  test("costs 0.8 for each byte, rounded", async () => {
    const wasm = wasmOf("module-minimal");
    const gasFor = async (bytes) => {
      // A custom section without a name, of zeros.
      const section = Buffer.concat([Buffer.of(0, bytes + 1, 0), Buffer.alloc(bytes)]);
      const code = new Uint8Array(Buffer.concat([wasm, section]));
      const tx = await both.transact((one) =>
        one.tx.compute.storeCode(
          { sender: one.address, wasm_byte_code: code, source: "", builder: "" },
          { gasLimit: 1_000_000, ...FAST },
        ),
      );
      return [code.length, await gasOf(tx)];
    };
    const [length, gas] = await gasFor(1);
    for (const bytes of [2, 3, 4, 5, 100]) {
      const [longer, more] = await gasFor(bytes);
      assert.equal(more - gas, Math.round(longer * 0.8) - Math.round(length * 0.8));
    }
  });

  test("is the same for the same bytes, and has another number", async () => {
    const ids = await both.agree(async (one) => [
      Number(await store(one, "module-minimal")),
      Number(await store(one, "module-minimal")),
    ]);
    assert.equal(ids[1], ids[0] + 1);
  });
});

test("a label costs by its length", async () => {
  const gasFor = async (label) => {
    const tx = await both.transact((one) =>
      one.tx.compute.instantiateContract(
        {
          sender: one.address,
          code_id: contracts.v1.codeId,
          code_hash: contracts.v1.code_hash,
          init_msg: script(),
          label,
        },
        { gasLimit: 500_000, ...FAST },
      ),
    );
    assert.ok(attribute(tx, "message", "contract_address"));
    return gasOf(tx);
  };
  // It is looked up and written as a key, and stands in the contract's information.
  const each = 1 + 5 + 5;
  assert.equal((await gasFor("a label of 20 bytes.")) - (await gasFor("a label of 15.")), 6 * each);
});
