// Migration and administration, on both engines. Sources: enclave-protocol 4.1, chain-surface 4.1, 4.2 and 4.4.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { MsgClearAdmin, MsgExecuteContract, MsgMigrateContract, MsgUpdateAdmin } from "secretjs";
import { ACCOUNTS } from "./support/accounts.js";
import { startBoth } from "./support/both.js";
import { FAST, clientOf, query, succeeded, wasmOf } from "./support/client.js";
import {
  base64,
  call,
  fail,
  message,
  onReply,
  read,
  script,
  smart,
  submessage,
  textOf,
  write,
} from "./support/script.js";

const both = await startBoth();
after(() => both.discard());
const codes = {};
let labels = 0;

/** The same code with another hash: a custom section behind it. */
function renamed(name, tag) {
  const wasm = wasmOf(name);
  const text = Buffer.from(tag);
  return new Uint8Array(Buffer.concat([wasm, Buffer.of(0, text.length + 1, text.length), text]));
}

before(async () => {
  for (const [name, wasm, tag] of [
    ["v1", "conformance", "first"],
    ["next", "conformance", "second"],
    ["v0.10", "conformance-v010", "first"],
    ["next v0.10", "conformance-v010", "second"],
    ["minimal", "module-minimal", "first"],
  ]) {
    const codeId = await both.store(wasm, renamed(wasm, tag));
    const { code_hash } = await both.agree((one) =>
      one.query.compute.codeHashByCodeId({ code_id: codeId }),
    );
    codes[name] = { codeId, code_hash };
  }
});

/** What a client's message for other code is: in suite 2 the code is authenticated, and not looked at inside. */
const WRONG_CODE = process.env.MESSAGE_SUITE === "2" ? "failed to decrypt data" : "failed to validate transaction";

/** A new contract whose admin is `admin`, account a unless told. */
function start(code, admin = both.address, ...steps) {
  const label = `to migrate ${++labels}`;
  return both
    .transact((one) =>
      one.tx.compute.instantiateContract(
        {
          sender: one.address,
          code_id: codes[code].codeId,
          code_hash: codes[code].code_hash,
          init_msg: script(...steps),
          label,
          admin,
        },
        { gasLimit: 1_000_000, ...FAST },
      ),
    )
    .then(succeeded)
    .then((tx) => ({
      address: tx.arrayLog.find(({ key }) => key === "contract_address").value,
      ...codes[code],
    }));
}

/** Sends `message(sender)` of account `name` and gives the transaction. */
const send = (name, build) =>
  Promise.all(
    both.nodes.map((node) => {
      const one = clientOf(node, name);
      return one.tx.broadcast([build(one.address)], { gasLimit: 1_500_000, ...FAST });
    }),
  ).then(([first, second]) => {
    assert.deepEqual(
      [second.code, second.rawLog, second.gasUsed],
      [first.code, first.rawLog, first.gasUsed],
    );
    return first;
  });
const migrate = (contract, code, { name = "a", steps = [] } = {}) =>
  send(
    name,
    (sender) =>
      new MsgMigrateContract({
        sender,
        contract_address: contract.address,
        code_id: codes[code].codeId,
        code_hash: codes[code].code_hash,
        msg: script(...steps),
      }),
  );
const info = async (contract) =>
  (
    await both.agree((one) =>
      one.query.compute.contractInfo({ contract_address: contract.address }),
    )
  ).contract_info;
const as = (contract, code) => ({ ...contract, ...codes[code] });
const ask = (contract, ...steps) => both.query(contract, { steps });

describe("migration", () => {
  for (const [from, to] of [
    ["v1", "next"],
    ["v0.10", "next v0.10"],
    ["v1", "v0.10"],
    ["v0.10", "v1"],
  ]) {
    test(`from ${from} to ${to} keeps the state and changes the code hash`, async () => {
      const contract = await start(from, both.address, write("kept", "since the beginning"));
      const tx = succeeded(
        await migrate(contract, to, { steps: [read("kept"), write("by", "migrate")] }),
      );
      assert.ok(
        tx.arrayLog.some(
          ({ type, key, value }) =>
            type === "migrate" && key === "code_id" && value === codes[to].codeId,
        ),
      );
      const after = as(contract, to);
      assert.deepEqual(await ask(after, read("kept"), read("by")), [
        { bytes: base64("since the beginning") },
        { bytes: base64("migrate") },
      ]);
      const tx2 = succeeded(await both.execute(after, script(write("kept", "and after"))));
      assert.ok(tx2.gasUsed > 0);
      assert.deepEqual(await ask(after, read("kept")), [{ bytes: base64("and after") }]);

      assert.equal((await info(contract)).code_id, codes[to].codeId);
      const { code_hash } = await both.agree((one) =>
        one.query.compute.codeHashByContractAddress({ contract_address: contract.address }),
      );
      assert.equal(code_hash, codes[to].code_hash);

      const stale = await both.execute(contract, script());
      assert.match(stale.rawLog, new RegExp(`Enclave: ${WRONG_CODE}: execute contract failed$`));
      await assert.rejects(ask(contract, read("kept")), new RegExp(WRONG_CODE));

      const { entries } = await both.agree((one) =>
        one.query.compute
          .contractHistory({ contract_address: contract.address })
          .then((history) => ({
            entries: history.entries.map(({ operation, code_id }) => ({ operation, code_id })),
          })),
      );
      assert.deepEqual(entries, [
        { operation: "CONTRACT_CODE_HISTORY_OPERATION_TYPE_INIT", code_id: codes[from].codeId },
        { operation: "CONTRACT_CODE_HISTORY_OPERATION_TYPE_MIGRATE", code_id: codes[to].codeId },
      ]);
    });
  }

  test("can be repeated, and goes back", async () => {
    const contract = await start("v1", both.address, write("kept", "1"));
    for (const to of ["next", "v0.10", "next v0.10", "v1", "v1"]) {
      succeeded(await migrate(contract, to, { steps: [read("kept")] }));
      assert.deepEqual(await ask(as(contract, to), read("kept")), [{ bytes: base64("1") }]);
    }
  });

  test("gives its data to the admin", async () => {
    const contract = await start("v1");
    const tx = succeeded(
      await migrate(contract, "next", { steps: [{ attribute: { key: "a", value: "secret" } }] }),
    );
    assert.ok(tx.arrayLog.some(({ key, value }) => key === "a" && value === "secret"));
  });

  test("that fails changes nothing, and its reason is the admin's alone", async () => {
    const contract = await start("v1", both.address, write("kept", "1"));
    const reason = "not like this";
    const tx = await migrate(contract, "next", { steps: [write("kept", "2"), fail(reason)] });
    assert.deepEqual([tx.code, tx.codespace], [5, "compute"], tx.rawLog);
    const index = "failed to execute message; message index: 0: ";
    assert.equal(tx.rawLog, `${index}${reason}: migrate contract failed`);
    assert.deepEqual(await ask(contract, read("kept")), [{ bytes: base64("1") }]);
    assert.equal((await info(contract)).code_id, codes.v1.codeId);
    const other = await clientOf(both.nodes[0], "b").query.getTx(tx.transactionHash);
    assert.match(other.rawLog, /index: 0: encrypted: [\w+/=]+: migrate contract failed$/);
  });

  test("to code without migrate fails", async () => {
    const contract = await start("v1");
    const tx = await migrate(contract, "minimal");
    assert.deepEqual([tx.code, tx.codespace], [5, "compute"], tx.rawLog);
    assert.equal((await info(contract)).code_id, codes.v1.codeId);
  });

  test("may call the contract itself, which is the new code then", async () => {
    const contract = await start("v1", both.address, onReply(undefined, write("replied", "1")));
    const again = submessage(call(as(contract, "next"), script(write("called", "1"))), {
      on: "success",
    });
    succeeded(await migrate(contract, "next", { steps: [again] }));
    assert.deepEqual(await ask(as(contract, "next"), read("called"), read("replied")), [
      { bytes: base64("1") },
      { bytes: base64("1") },
    ]);
    const stale = message(call(as(contract, "next"), script(write("stale", "1"))));
    const tx = await migrate(as(contract, "next"), "v1", { steps: [stale] });
    assert.notEqual(tx.code, 0);
    assert.match(tx.rawLog, /failed to validate transaction/);
  });

  test("shows the new code hash in the environment", async () => {
    const contract = await start("v1");
    succeeded(await migrate(contract, "next"));
    const [env] = await query(both.clients[0], as(contract, "next"), script({ env: {} }));
    assert.equal(textOf(env).contract.code_hash, codes.next.code_hash);
  });

  test("changes what other contracts must know", async () => {
    const contract = await start("v1", both.address, write("kept", "1"));
    const other = await start("v1");
    succeeded(await migrate(contract, "next"));
    const query = (target) =>
      ask(other, { query_chain: { request: JSON.stringify(smart(target, script(read("kept")))) } });
    const [good] = await query(as(contract, "next"));
    assert.ok(textOf(good).Ok?.Ok, good.text);
    const [bad] = await query(contract);
    assert.ok(!textOf(bad).Ok?.Ok, bad.text);
  });
});

describe("only the admin", () => {
  test("migrates", async () => {
    const contract = await start("v1");
    const tx = await migrate(contract, "next", { name: "b" });
    assert.deepEqual([tx.code, tx.codespace], [5, "compute"], tx.rawLog);
    assert.match(tx.rawLog, /requires migrate from admin: migrate contract failed$/);
    assert.equal((await info(contract)).code_id, codes.v1.codeId);
  });

  test("and nobody when there is none", async () => {
    const contract = await start("v1", "");
    const tx = await migrate(contract, "next");
    assert.deepEqual([tx.code, tx.codespace], [5, "compute"], tx.rawLog);
    assert.match(
      tx.rawLog,
      /(contract is not upgradable|requires migrate from admin): migrate contract failed$/,
    );
  });

  const updateAdmin = (name, contract, new_admin) =>
    send(
      name,
      (sender) => new MsgUpdateAdmin({ sender, contract_address: contract.address, new_admin }),
    );
  const clearAdmin = (name, contract) =>
    send(name, (sender) => new MsgClearAdmin({ sender, contract_address: contract.address }));

  test("names another, who then migrates", async () => {
    const contract = await start("v1", both.address, write("kept", "1"));
    const refused = await updateAdmin("b", contract, ACCOUNTS.c.address);
    assert.deepEqual([refused.code, refused.codespace], [4, "sdk"], refused.rawLog);
    assert.match(refused.rawLog, /caller is not the admin: unauthorized$/);

    succeeded(await updateAdmin("a", contract, ACCOUNTS.b.address));
    assert.equal((await info(contract)).admin, ACCOUNTS.b.address);
    assert.notEqual((await migrate(contract, "next")).code, 0);
    succeeded(await migrate(contract, "next", { name: "b" }));
    assert.deepEqual(await ask(as(contract, "next"), read("kept")), [{ bytes: base64("1") }]);
    succeeded(await updateAdmin("b", contract, both.address));
    succeeded(await migrate(contract, "v1"));
  });

  test("gives the right up for good", async () => {
    const contract = await start("v1");
    assert.notEqual((await clearAdmin("b", contract)).code, 0);
    succeeded(await clearAdmin("a", contract));
    assert.equal((await info(contract)).admin, "");
    assert.notEqual((await migrate(contract, "next")).code, 0);
    assert.notEqual((await updateAdmin("a", contract, ACCOUNTS.c.address)).code, 0);
    succeeded(await both.execute(contract, script()));
  });
});

describe("a contract that is the admin", () => {
  for (const [what, act, check] of [
    [
      "migrates",
      (contract) => ({
        migrate: {
          contract_addr: contract.address,
          code_hash: codes.next.code_hash,
          code_id: Number(codes.next.codeId),
          msg: base64(JSON.stringify(script(write("by", "contract")))),
        },
      }),
      async (contract) => {
        const after = as(contract, "next");
        assert.deepEqual(await ask(after, read("by")), [{ bytes: base64("contract") }]);
      },
    ],
    [
      "names another",
      (contract) => ({ update_admin: { contract_addr: contract.address, admin: both.address } }),
      async (contract) => assert.equal((await info(contract)).admin, both.address),
    ],
    [
      "gives up",
      (contract) => ({ clear_admin: { contract_addr: contract.address } }),
      async (contract) => assert.equal((await info(contract)).admin, ""),
    ],
  ]) {
    test(what, async () => {
      const admin = await start("v1");
      const contract = await start("v1", admin.address);
      const step = message({ wasm: act(contract) });
      succeeded(await both.execute(admin, script(step), { gasLimit: 1_500_000 }));
      await check(contract);
      const stranger = await start("v1");
      const tx = await both.execute(stranger, script(step), { gasLimit: 1_500_000 });
      assert.notEqual(tx.code, 0);
    });
  }
});

test("a transaction whose last message fails takes a migration back", async () => {
  const contract = await start("v1", both.address, write("kept", "1"));
  const tx = await both.broadcast((one) => [
    new MsgMigrateContract({
      sender: one.address,
      contract_address: contract.address,
      code_id: codes.next.codeId,
      code_hash: codes.next.code_hash,
      msg: script(write("kept", "2")),
    }),
    new MsgExecuteContract({
      sender: one.address,
      contract_address: contract.address,
      code_hash: codes.next.code_hash,
      msg: script(fail("no")),
      sent_funds: [],
    }),
  ]);
  assert.equal(tx.code, 3, tx.rawLog);
  assert.match(tx.rawLog, /message index: 1: /);
  assert.equal((await info(contract)).code_id, codes.v1.codeId);
  assert.deepEqual(await ask(contract, read("kept")), [{ bytes: base64("1") }]);
  assert.deepEqual(await query(both.clients[1], contract, script(read("kept"))), [
    { bytes: base64("1") },
  ]);
});
