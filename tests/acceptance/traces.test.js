// A node without an enclave: it takes blocks and traces from one that has one, and has the same state, results and events.
// Source: secret-fork-differences 9.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { MsgExecuteContract, MsgMigrateContract, MsgUpdateAdmin } from "secretjs";
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
  wasmOf,
} from "./support/client.js";
import { blockOf, caughtUp, follow, homeFor, launchFollower } from "./support/follower.js";
import { newFolder, startNode, until } from "./support/node.js";
import { call, fail, message, onReply, keepInfo, script, submessage, write } from "./support/script.js";
import { height, rest, rpc } from "./support/wire.js";

const folder = newFolder();
const SERVER = { folder, home: join(folder, "server") };
const node = await startNode({ ...SERVER, args: ["--block-time", "200"] });
after(() => node.discard());
const follower = await follow(node);
after(() => follower.discard());
const a = clientOf(node, "a");
const run = (contract, ...steps) => execute(a, contract, script(...steps), { gasLimit: 3_000_000 });
const send = (amount, to) => ({ bank: { send: { to_address: to, amount: [{ denom: "uscrt", amount }] } } });

/** The traces of the block of a transaction, once the server gives them. */
const tracesOf = (tx, name = "block_traces") =>
  until("traces", async () => {
    const { status, body } = await rest(node, `/compute/v1beta1/${name}/${tx.height}`);
    return status === 200 && (body.traces ?? body.results);
  });

/** Compares every block up to the present one. */
async function compareAll(from = 1) {
  const last = await height(node);
  await caughtUp(follower, last);
  for (let at = from; at <= last; at++)
    assert.deepEqual(await blockOf(follower, at), await blockOf(node, at), `block ${at}`);
  return last;
}

const txs = {};
const contracts = {};

before(async () => {
  contracts.v1 = await deploy(a, "conformance", script());
  contracts["v0.10"] = await deploy(a, "conformance-v010", script());
  contracts.counter = await deploy(a, "counter", { count: 1 });
  contracts.parent = await instantiate(a, contracts.v1.codeId, script(onReply(undefined, keepInfo("reply"))));
});

for (const generation of ["v1", "v0.10"]) {
  describe(`calls of a contract of ${generation}`, () => {
    const on = (...steps) => run(contracts[generation], ...steps);

    test("that write, remove and write again", async () => {
      succeeded(await on(write("a", "1"), write("b", "2"), { remove: { key: "YQ==" } }, write("a", "3")));
    });

    test("that speak: attributes in clear and sealed, data", async () => {
      succeeded(
        await on(
          { attribute: { key: "sealed", value: "1" } },
          { plaintext_attribute: { key: "clear <&>", value: "žluť \u2028 \"quoted\" \\" } },
          { data: { data: "AAECAw==" } },
        ),
      );
    });

    test("that fail", async () => {
      const tx = await on(write("lost", "1"), fail(generation === "v1" ? "no" : { generic_err: { msg: "no" } }));
      assert.equal(tx.code, 3);
    });

    test("that panic", async () => {
      const tx = await on({ panic: { text: "boom" } });
      txs.panic = tx;
      assert.match(tx.rawLog, /Execution error: Enclave: the contract panicked/);
    });

    test("that run out of gas in the machine, by writes and by memory of gas", async () => {
      for (const steps of [[{ loop: {} }], [{ write_many: { count: 100_000, value_bytes: 100 } }]]) {
        const tx = await on(...steps);
        assert.deepEqual([tx.code, tx.codespace], [11, "sdk"], tx.rawLog);
        txs[Object.keys(steps[0])[0]] = tx;
      }
      const steps = script(write("x", "y"), write("z", "y"), { read: { key: "eA==" } });
      for (let gasLimit = 26_000; gasLimit <= 38_000; gasLimit += 1500)
        await execute(a, contracts[generation], steps, { gasLimit });
    });

    test("that send coins and call others, within means and beyond", async () => {
      const pay = (amount) => {
        const msg = send(amount, ACCOUNTS.b.address);
        if (generation !== "v1") msg.bank.send.from_address = contracts[generation].address;
        return message(msg);
      };
      const funds = [{ denom: "uscrt", amount: "100" }];
      succeeded(await execute(a, contracts[generation], script(pay("10")), { funds, gasLimit: 3_000_000 }));
      assert.equal((await on(pay("99999999"))).code, 5);
      const inner = script(write("from", "another"));
      succeeded(await on(message(call(contracts["v0.10"], inner, { generation }))));
      succeeded(await on(message(call(contracts.v1, inner, { generation }))));
    });
  });
}

describe("replies", () => {
  for (const where of ["success", "error", "always"])
    test(`on ${where}, after calls that succeed and that fail`, async () => {
      for (const steps of [[write("k", where)], [write("lost", where), fail("no")]])
        await run(contracts.parent, submessage(call(contracts.v1, script(...steps)), { id: 5, on: where }));
    });

  test("to coins that are not there", async () => {
    succeeded(await run(contracts.parent, submessage(send("1", "nobody"), { id: 6, on: "error" })));
  });

  test("to a call that has used up its own gas", async () => {
    const endless = submessage(call(contracts.v1, script({ loop: {} })), { id: 7, on: "error", gas: 100_000 });
    await run(contracts.parent, endless);
    const writes = submessage(call(contracts.v1, script({ write_many: { count: 900, value_bytes: 90 } })), {
      id: 8,
      on: "always",
      gas: 60_000,
    });
    await run(contracts.parent, writes);
  });
});

describe("the rest of a contract's life", () => {
  test("instantiations that fail, in the contract and before it", async () => {
    const { codeId, code_hash } = contracts.v1;
    assert.equal((await tryInstantiate(a, codeId, code_hash, script(fail("no")))).code, 2);
    assert.equal((await tryInstantiate(a, codeId, code_hash, script({ loop: {} }), { gasLimit: 200_000 })).code, 11);
    assert.equal((await tryInstantiate(a, "999", code_hash, script())).code, 9);
  });

  test("migration and a new admin", async () => {
    const { codeId, code_hash } = contracts.v1;
    const label = "to migrate";
    const init = { sender: a.address, code_id: codeId, code_hash, init_msg: script(), label, admin: a.address };
    const made = succeeded(await a.tx.compute.instantiateContract(init, { gasLimit: 1_000_000, ...FAST }));
    const address = made.arrayLog.find(({ key }) => key === "contract_address").value;
    const next = await store(a, "conformance");
    const change = [
      new MsgMigrateContract({
        sender: a.address,
        contract_address: address,
        code_id: next,
        code_hash,
        msg: script(write("migrated", "yes")),
      }),
      new MsgUpdateAdmin({ sender: a.address, contract_address: address, new_admin: ACCOUNTS.b.address }),
    ];
    succeeded(await a.tx.broadcast(change, { gasLimit: 2_000_000, ...FAST }));
    succeeded(await run({ address, code_hash }, write("after", "migration")));
  });

  test("several calls in one transaction, the last of which fails", async () => {
    const one = (...steps) =>
      new MsgExecuteContract({
        sender: a.address,
        contract_address: contracts.v1.address,
        code_hash: contracts.v1.code_hash,
        msg: script(...steps),
        sent_funds: [],
      });
    const tx = await a.tx.broadcast([one(write("p", "1")), one(write("q", "2")), one(fail("no"))], {
      gasLimit: 3_000_000,
      ...FAST,
    });
    assert.equal(tx.code, 3);
    txs.several = tx;
  });

  test("code that is refused", async () => {
    for (const name of ["module-foreign-import", "module-unknown-import"]) {
      const options = { gasLimit: 5_000_000, ...FAST };
      const wasm_byte_code = wasmOf(name);
      const tx = await a.tx.compute.storeCode({ sender: a.address, wasm_byte_code, source: "", builder: "" }, options);
      assert.equal(tx.codespace, "compute", tx.rawLog);
      txs.refused = tx;
    }
  });
});

describe("the follower", () => {
  test("has the same blocks, results and events at every height", async () => {
    const last = await compareAll();
    assert.ok(last > 20);
  });

  test("has the same state, with the same proofs", async () => {
    const at = (await height(node)) - 3;
    await caughtUp(follower, at);
    const key = `02${Buffer.from(contracts.v1.address).toString("hex")}`;
    const ask = (one) => rpc(one, "abci_query", { path: "/store/compute/key", data: key, height: String(at), prove: true });
    assert.deepEqual(await ask(follower), await ask(node));
    const info = `/compute/v1beta1/info/${contracts.v1.address}`;
    assert.deepEqual((await rest(follower, info)).body, (await rest(node, info)).body);
    const code = `/compute/v1beta1/code/${contracts.v1.codeId}`;
    assert.deepEqual((await rest(follower, code)).body, (await rest(node, code)).body);
  });

  test("refuses what needs an enclave, and says why", async () => {
    const NO_ENCLAVE = { message: /this node has no enclave to run contracts in/ };
    await assert.rejects(query(clientOf(follower, "a"), contracts.counter, { get_count: {} }), NO_ENCLAVE);
    const { sender, contract_address, code_hash, msg, sent_funds } = {
      sender: a.address,
      contract_address: contracts.counter.address,
      code_hash: contracts.counter.code_hash,
      msg: { increment: {} },
      sent_funds: [],
    };
    const call = new MsgExecuteContract({ sender, contract_address, code_hash, msg, sent_funds });
    await assert.rejects(clientOf(follower, "a").tx.simulate([call]), NO_ENCLAVE);
  });

  test("goes on after kill -9, wherever that hits", async () => {
    const place = homeFor(node);
    for (const delay of [150, 400, 700]) {
      const victim = launchFollower(node, place);
      await new Promise((done) => setTimeout(done, delay));
      victim.process.kill("SIGKILL");
      await victim.exit;
    }
    const survivor = await follow(node, place);
    const last = await height(node);
    await caughtUp(survivor, last);
    assert.deepEqual(await blockOf(survivor, last), await blockOf(node, last));
    await survivor.discard();
  });
});

describe("the trace service", () => {
  test("numbers the calls of a block from 1, those of failed transactions too", async () => {
    const traces = await tracesOf(txs.several);
    assert.deepEqual(traces.map(({ index }) => index), ["1", "2", "3"]);
    const [gone, written] = traces[0].ops; // a value may stand under its old key
    assert.deepEqual([gone.is_delete, written.is_delete, traces[0].ops.length], [true, false, 2]);
    assert.equal(traces[0].has_error, false);
    const result = JSON.parse(Buffer.from(traces[0].result, "base64"));
    assert.ok(result.v1.Ok);
    assert.ok(JSON.parse(Buffer.from(traces[2].result, "base64")).v010.Err.generic_err.msg);
  });

  test("tells that gas ran out, and where", async () => {
    const [machine] = await tracesOf(txs.loop);
    assert.deepEqual([machine.out_of_gas, machine.out_of_gas_location, machine.has_error], [true, "", true]);
    const [writes] = await tracesOf(txs.write_many);
    assert.equal(writes.out_of_gas, true);
    assert.match(txs.write_many.rawLog, /out of gas in location/);
  });

  test("has the enclave's own words", async () => {
    const [panic] = await tracesOf(txs.panic);
    assert.equal(panic.error_msg, "Execution error: Enclave: the contract panicked");
  });

  test("has the checks of modules", async () => {
    const [refused] = await tracesOf(txs.refused, "block_create_results");
    assert.equal(refused.has_error, true);
    assert.ok(txs.refused.rawLog.includes(refused.error_msg));
    const hash = Buffer.from(contracts.v1.code_hash, "hex").toString("base64");
    const { body } = await rest(node, `/compute/v1beta1/analyze_code?code_hash=${encodeURIComponent(hash)}`);
    assert.equal(typeof body.has_ibc_entry_points, "boolean");
    const unknown = encodeURIComponent(Buffer.alloc(32).toString("base64"));
    assert.equal((await rest(node, `/compute/v1beta1/analyze_code?code_hash=${unknown}`)).status, 404);
  });

  test("refuses heights that are not agreed upon yet, and has nothing of blocks without calls", async () => {
    const tip = await height(node);
    for (const name of ["block_traces", "block_create_results", "ecall"]) {
      assert.equal((await rest(node, `/compute/v1beta1/${name}/${tip + 100}`)).body.code, 9);
      assert.equal((await rest(node, `/compute/v1beta1/${name}/1`)).body.code, 5);
    }
    const records = await rest(node, "/compute/v1beta1/ecalls?start_height=1&end_height=3");
    assert.deepEqual(records.body.records, []);
  });

  test("gives the network's keys", async () => {
    const { body } = await rest(node, "/compute/v1beta1/network_pubkey/1/0");
    const { key } = (await rest(node, "/registration/v1beta1/tx-key")).body;
    assert.equal(body.io_pubkey, key);
  });
});

describe("trouble", () => {
  test("a follower without a genesis says what it needs", async () => {
    const { exit, output } = await startNode({
      args: ["--traces-from", node.endpoints.grpc],
    }).then(() => assert.fail("it started"), (error) => ({ output: error.message }));
    assert.equal(exit, undefined);
    assert.match(output, /config\/genesis.json is missing: put the network's genesis there/);
  });

  test("a follower that meets calls without traces stops and says so", async () => {
    const forgetful = await startNode({ args: ["--keep-traces", "0"] });
    try {
      const victim = launchFollower(forgetful, homeFor(forgetful));
      await deploy(clientOf(forgetful, "a"), "counter", { count: 1 });
      assert.equal(await victim.exit, 3);
      assert.match(victim.output, /block \d+ stores a module whose check the traces do not have/);
    } finally {
      await forgetful.discard();
    }
  });

  test("a follower of another chain's node stops and says so", async () => {
    const other = await startNode();
    try {
      const victim = launchFollower(other, homeFor(node));
      assert.equal(await victim.exit, 3);
      assert.match(victim.output, /block 1 of .* is not one that the chain's validators signed/);
    } finally {
      await other.discard();
    }
  });

  test("a server that goes away and comes back is waited for", async () => {
    const at = await height(follower);
    const address = node.endpoints.grpc;
    await node.stop();
    await until("a line", () => /gives no blocks: .*; trying again/.test(follower.output));
    const again = await startNode({
      ...SERVER,
      args: ["--block-time", "200", "--grpc", address],
      ports: ["--rpc", "127.0.0.1:0", "--rest", "127.0.0.1:0", "--grpc-web", "off", "--faucet", "off"],
    });
    try {
      await caughtUp(follower, at + 5);
      assert.match(follower.output, /gives blocks again/);
    } finally {
      await again.stop();
    }
  });
});
