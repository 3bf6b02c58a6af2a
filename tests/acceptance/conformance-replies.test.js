// Sub-messages and their replies, on both engines. Sources: enclave-protocol 3.4 to 3.7, chain-surface 4.2 and 4.3.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ACCOUNTS } from "./support/accounts.js";
import { startBoth } from "./support/both.js";
import { execute, jsonOf, succeeded } from "./support/client.js";
import {
  base64,
  call,
  fail,
  keepInfo,
  make,
  onReply,
  read,
  script,
  submessage,
  write,
} from "./support/script.js";
import { rest } from "./support/wire.js";

const both = await startBoth();
after(() => both.discard());
const contracts = {};
let parent;

before(async () => {
  contracts.v1 = await both.deploy("conformance", script());
  contracts["v0.10"] = await both.deploy("conformance-v010", script());
  parent = await both.instantiate(
    contracts.v1.codeId,
    script(onReply(undefined, keepInfo("reply"))),
  );
});

const run = (contract, ...steps) => both.execute(contract, { steps }, { gasLimit: 3_000_000 });
const ask = (contract, ...steps) => both.query(contract, { steps });

/** What `contract` keeps under `key`, as text; undefined when nothing. */
async function kept(contract, key) {
  const [output] = await ask(contract, read(key));
  return output === "absent" ? undefined : Buffer.from(output.bytes, "base64").toString();
}
const keptReply = async (contract = parent, key = "reply") => {
  const text = await kept(contract, key);
  return text === undefined ? undefined : JSON.parse(text);
};

const SECRET = "what only the sender may read";
const ERRORS = { v1: SECRET, "v0.10": { generic_err: { msg: SECRET } } };
const SHOWN = { v1: SECRET, "v0.10": `{"generic_err":{"msg":"${SECRET}"}}` };

for (const callee of ["v1", "v0.10"]) {
  describe(`a call of a contract of ${callee}`, () => {
    const ID = 7;
    const tried = (on, steps, options = {}) =>
      run(
        parent,
        { remove: { key: base64("reply") } },
        write("parent", on),
        submessage(call(contracts[callee], script(...steps)), { id: ID, on, ...options }),
      );

    for (const on of ["success", "always", "error", "never"]) {
      const expects = on === "success" || on === "always";

      test(`that succeeds, reply on ${on}: ${expects ? "a reply with its data" : "no reply"}`, async () => {
        const data = base64(`result for ${on}`);
        succeeded(await tried(on, [write("callee", on), { data: { data } }]));
        assert.equal(await kept(contracts[callee], "callee"), on);
        const reply = await keptReply();
        if (!expects) return assert.equal(reply, undefined);
        assert.deepEqual(Object.keys(reply), ["id", "result"]);
        assert.equal(reply.id, ID);
        assert.equal(reply.result.ok.data, data);
      });

      const caught = on === "error" || on === "always";
      test(`that fails, reply on ${on}: ${caught ? "its state goes, the caller learns why" : "all fails"}`, async () => {
        const before = await kept(parent, "parent");
        const tx = await tried(on, [write("failed", on), fail(ERRORS[callee])]);
        assert.equal(await kept(contracts[callee], "failed"), undefined);
        if (caught) {
          succeeded(tx);
          assert.deepEqual(await keptReply(), { id: ID, result: { error: SHOWN[callee] } });
          assert.equal(await kept(parent, "parent"), on);
        } else {
          assert.deepEqual([tx.code, tx.codespace], [3, "compute"], tx.rawLog);
          // Whatever is addressed to a reply begins with the recipient's code hash, also when nobody hears it.
          const address = on === "success" ? parent.code_hash : "";
          assert.equal(
            tx.rawLog,
            `failed to execute message; message index: 0: dispatch: submessages: ${address}${SHOWN[callee]}: execute contract failed`,
          );
          assert.equal(await kept(parent, "parent"), before);
        }
      });
    }

    test("that gives no data has a reply without", async () => {
      succeeded(await tried("success", [{ no_data: {} }]));
      assert.equal((await keptReply()).result.ok.data, null);
    });

    test("that traps is an error as any other", async () => {
      const tx = await tried("always", [write("failed", "trap"), { unreachable: {} }]);
      assert.equal(await kept(contracts[callee], "failed"), undefined);
      // Nothing that the enclave says in clear is a reply that it signed.
      assert.notEqual(tx.code, 0);
      assert.match(tx.rawLog, /the contract panicked/);
    });

    test("beyond its gas limit ends the caller too", async () => {
      const steps = [write("failed", "limit"), { loop: {} }];
      for (const on of ["always", "never"]) {
        const tx = await tried(on, steps, { gas: 60_000 });
        assert.notEqual(tx.code, 0);
        assert.match(tx.rawLog, /SubMsg hit gas limit: out of gas/);
        assert.equal(await kept(contracts[callee], "failed"), undefined);
        assert.ok(tx.gasUsed < 400_000, `${tx.gasUsed}`);
      }
      succeeded(await tried("always", [write("limited", "1")], { gas: 200_000 }));
    });

    test("that takes all gas ends the transaction", async () => {
      const tx = await tried("always", [{ loop: {} }]);
      assert.deepEqual([tx.code, tx.codespace], [11, "sdk"], tx.rawLog);
    });
  });
}

describe("a reply", () => {
  test("hides its data and errors from everybody else", async () => {
    for (const steps of [[{ data: { data: base64(SECRET) } }], [fail(SECRET)]]) {
      const step = submessage(call(contracts.v1, script(...steps)), { id: 1, on: "always" });
      const tx = succeeded(await run(parent, step));
      const { body } = await rest(both.nodes[0], `/cosmos/tx/v1beta1/txs/${tx.transactionHash}`);
      const seen = JSON.stringify(body);
      assert.ok(!seen.includes(SECRET) && !seen.includes(base64(SECRET)));
    }
  });

  test("has the events of the call, sorted and without those of the chain", async () => {
    const steps = [
      { plaintext_attribute: { key: "zebra", value: "1" } },
      { plaintext_attribute: { key: "ant", value: "2" } },
    ];
    succeeded(
      await run(parent, submessage(call(contracts.v1, script(...steps)), { on: "success" })),
    );
    const { events } = (await keptReply()).result.ok;
    assert.ok(events.every(({ type }) => type !== "message"));
    const wasm = events.find(({ type }) => type === "wasm");
    assert.deepEqual(
      wasm.attributes.map(({ key, value }) => [key, value]),
      [
        ["ant", "2"],
        ["contract_address", contracts.v1.address],
        ["zebra", "1"],
      ],
    );
  });

  test("replaces the caller's data when it gives some", async () => {
    const start = (steps) =>
      both.instantiate(contracts.v1.codeId, script(onReply(undefined, ...steps)));
    const step = submessage(call(contracts.v1, script()), { on: "success" });
    const text = (tx) => jsonOf(tx);
    const silent = await start([{ no_data: {} }]);
    assert.deepEqual(
      text(succeeded(await run(silent, { data: { data: base64("[1]") } }, step))),
      [1],
    );
    const loud = await start([{ data: { data: base64("[2]") } }]);
    assert.deepEqual(
      text(succeeded(await run(loud, { data: { data: base64("[1]") } }, step))),
      [2],
    );
  });

  test("has the id that was given, up to the largest", async () => {
    const step = (msg, id) => ({
      submessage: {
        json: `{"id":${id},"msg":${JSON.stringify(msg)},"gas_limit":null,"reply_on":"always"}`,
      },
    });
    const nothing = { bank: { send: { to_address: parent.address, amount: [] } } };
    for (const id of ["0", "9007199254740993", "18446744073709551615"]) {
      for (const msg of [call(contracts.v1, script()), call(contracts["v0.10"], script()), nothing]) {
        succeeded(await run(parent, step(msg, id)));
        assert.ok((await kept(parent, "reply")).startsWith(`{"id":${id},"result":`));
      }
    }
  });

  // A message to a contract has 2,048,000 bytes at most; in a reply, data stand in base64 twice.
  test("with more data than fit into a message fails", async () => {
    const gasLimit = 200_000_000;
    const steps = (bytes) => [
      write("own", "1"),
      submessage(call(contracts.v1, script({ large_data: { bytes } })), { on: "success" }),
    ];
    const heard = await both.instantiate(contracts.v1.codeId, script(onReply(undefined)));
    succeeded(await both.execute(heard, { steps: steps(500_000) }, { gasLimit }));
    succeeded(await both.execute(heard, { steps: [{ remove: { key: base64("own") } }] }));
    const tx = await both.execute(heard, { steps: steps(1_200_000) }, { gasLimit });
    assert.equal(tx.code, 19, tx.rawLog);
    assert.match(
      tx.rawLog,
      /Enclave: calling a function in the contract failed for an unexpected reason: reply to contract failed$/,
    );
    assert.equal(await kept(heard, "own"), undefined);
  });

  test("is not for what is no sub-message", async () => {
    const good = { id: 1, msg: { bank: { send: { to_address: "a", amount: [] } } } };
    for (const change of [
      {},
      { reply_on: "sometimes" },
      { reply_on: null },
      { reply_on: "Always" },
      { reply_on: "never", id: -1 },
      { reply_on: "never", id: "1" },
      { reply_on: "never", id: 1.5 },
      { reply_on: "never", gas_limit: "5" },
      { reply_on: "never", gas_limit: -5 },
      { reply_on: "never", msg: undefined },
    ]) {
      const json = JSON.stringify({ ...good, ...change });
      const tx = await run(parent, write("own", "1"), { submessage: { json } });
      assert.equal(
        tx.rawLog,
        "failed to execute message; message index: 0: Execution error: Enclave: failed to deserialize data: execute contract failed",
        json,
      );
    }
    assert.equal(await kept(parent, "own"), undefined);
  });

  test("that fails undoes everything", async () => {
    const failing = await both.instantiate(
      contracts.v1.codeId,
      script(onReply(undefined, fail(SECRET))),
    );
    const step = submessage(call(contracts.v1, script(write("undone", "1"))), { on: "success" });
    const tx = await run(failing, write("own", "1"), step);
    assert.deepEqual([tx.code, tx.codespace], [19, "compute"], tx.rawLog);
    assert.match(
      tx.rawLog,
      new RegExp(`dispatch: submessages: (?:reply: )?${SECRET}: reply to contract failed$`),
    );
    assert.equal(await kept(contracts.v1, "undone"), undefined);
    assert.equal(await kept(failing, "own"), undefined);
  });

  test("may send again, and again hears of it", async () => {
    const again = (id, steps) =>
      submessage(call(contracts.v1, script(...steps)), { id, on: "always" });
    const chain = await both.instantiate(
      contracts.v1.codeId,
      script(
        onReply(1, keepInfo("first"), again(2, [fail("second fails")])),
        onReply(2, keepInfo("second"), again(3, [{ data: { data: base64("third") } }])),
        onReply(3, keepInfo("third")),
      ),
    );
    succeeded(await run(chain, again(1, [])));
    assert.equal((await keptReply(chain, "first")).id, 1);
    assert.deepEqual(await keptReply(chain, "second"), {
      id: 2,
      result: { error: "second fails" },
    });
    assert.equal((await keptReply(chain, "third")).result.ok.data, base64("third"));
  });

  /** Three contracts, each of which has the next call on, and `callee` at the end. */
  async function threeLevels(callee) {
    const levels = [];
    for (const name of ["one", "two", "three"]) {
      const answer = { data: { data: base64(`from ${name}`) } };
      const onAny = onReply(undefined, keepInfo("reply"), answer);
      levels.push(await both.instantiate(contracts.v1.codeId, script(onAny)));
    }
    const [, two, three] = levels;
    const end = script({ data: { data: base64("end") } });
    const last = submessage(call(callee, end), { id: 2 ** 32 + 3, on: "always" });
    const middle = submessage(call(three, script(last)), { id: 2, on: "success" });
    return [levels, script(submessage(call(two, script(middle)), { id: 18, on: "always" }))];
  }

  test("comes back through three levels, innermost first", async () => {
    const [[one, two, three], message] = await threeLevels(contracts.v1);
    succeeded(await both.execute(one, message, { gasLimit: 3_000_000 }));
    assert.equal((await keptReply(three)).id, 2 ** 32 + 3);
    assert.equal((await keptReply(three)).result.ok.data, base64("end"));
    assert.equal((await keptReply(two)).result.ok.data, base64("from three"));
    assert.equal((await keptReply(one)).result.ok.data, base64("from two"));
    assert.deepEqual([(await keptReply(one)).id, (await keptReply(two)).id], [18, 2]);
  });

  test("does not come further than one level from a contract of v0.10, as in the original", async () => {
    const [[one], message] = await threeLevels(contracts["v0.10"]);
    const txs = await both.each((client) => execute(client, one, message, { gasLimit: 3_000_000 }));
    for (const tx of txs)
      assert.match(tx.rawLog, /cannot serialize v1 DataWithInternalReplyInfo into json/);
    assert.equal(txs[0].gasUsed, txs[1].gasUsed);
    assert.equal(await keptReply(one), undefined);
  });

  test("is not made when what failed was another's call further in", async () => {
    const inner = await both.instantiate(contracts.v1.codeId, script());
    const failing = submessage(call(contracts.v1, script(fail("deep"))), { on: "never" });
    const steps = [write("undone", "1"), failing];
    const tx = await run(parent, submessage(call(inner, script(...steps)), { id: 9, on: "error" }));
    assert.match(
      tx.rawLog,
      /dispatch: submessages: an sdk error occurred while sending a sub-message: dispatch: submessages: encrypted: [\w+/=]+: execute contract failed$/,
    );
    assert.equal(await kept(inner, "undone"), undefined);
  });

  test("of an instantiation knows the new contract", async () => {
    const label = "made for a reply";
    const step = submessage(
      make(contracts.v1, script({ data: { data: base64("born") } }), { label }),
      {
        id: 4,
        on: "success",
      },
    );
    succeeded(await run(parent, step));
    const reply = await keptReply();
    assert.equal(reply.id, 4);
    const { contract_address } = await both.agree((one) =>
      one.query.compute.addressByLabel({ label }),
    );
    const event = reply.result.ok.events.find(({ type }) => type === "instantiate");
    assert.ok(
      event.attributes.some(
        ({ key, value }) => key === "contract_address" && value === contract_address,
      ),
    );
  });
});

describe("a message to the chain", () => {
  const to_address = ACCOUNTS.d.address;
  const send = (amount) => ({
    bank: { send: { to_address, amount: [{ denom: "uscrt", amount }] } },
  });
  const tried = (amount, options) =>
    both.execute(
      parent,
      script({ remove: { key: base64("reply") } }, submessage(send(amount), { id: 5, ...options })),
      { gasLimit: 1_000_000, funds: [{ denom: "uscrt", amount: "10" }] },
    );
  const TOO_MUCH = "999999999999999999999";

  test("that succeeds has a reply without events", async () => {
    for (const on of ["success", "always"]) {
      succeeded(await tried("10", { on }));
      const { id, result } = await keptReply();
      assert.equal(id, 5);
      assert.deepEqual(result.ok.events, []);
    }
    succeeded(await tried("10", { on: "error" }));
    assert.equal(await keptReply(), undefined);
  });

  test("that fails has a reply with the chain's error, which a simulation shows", async () => {
    for (const on of ["error", "always"]) {
      succeeded(await tried(TOO_MUCH, { on }));
      const { id, result } = await keptReply();
      assert.equal(id, 5);
      assert.match(result.error, /insufficient funds/);
    }
    const tx = await tried(TOO_MUCH, { on: "success" });
    assert.deepEqual([tx.code, tx.codespace], [5, "sdk"], tx.rawLog);
    assert.match(
      tx.rawLog,
      /^failed to execute message; message index: 0: dispatch: submessages: /,
    );
  });

  test("beyond its gas limit can be caught", async () => {
    succeeded(await tried("1", { on: "error", gas: 1_000 }));
    assert.match((await keptReply()).result.error, /SubMsg hit gas limit: out of gas/);
    const tx = await tried("1", { on: "never", gas: 1_000 });
    assert.deepEqual([tx.code, tx.codespace], [11, "sdk"], tx.rawLog);
  });

  test("costs what it costs, and its reply 20 000 and its own gas twice", async () => {
    const never = succeeded(await tried("1", { on: "never" })).gasUsed;
    const always = succeeded(await tried("1", { on: "error" })).gasUsed;
    assert.equal(always, never + 10 * ("error".length - "never".length));
    const replied = succeeded(await tried("1", { on: "always" })).gasUsed;
    assert.ok(replied > never + 20_000 && replied < never + 30_000, `${replied - never}`);
  });
});
