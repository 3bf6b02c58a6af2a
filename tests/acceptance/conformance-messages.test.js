// Every message that a contract can send, on both engines. Sources: enclave-protocol 5.7 and 3.9,
// chain-surface 4.2, 4.3 and 8.2.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { MsgExecuteContract } from "secretjs";
import { MsgSend } from "cosmjs-types/cosmos/bank/v1beta1/tx.js";
import { fromBech32, toBase64, toBech32 } from "@cosmjs/encoding";
import { ACCOUNTS } from "./support/accounts.js";
import { startBoth } from "./support/both.js";
import { FAST, jsonOf, succeeded } from "./support/client.js";
import { base64, call, fail, make, message, read, script, smart, write } from "./support/script.js";
import { rest } from "./support/wire.js";

const both = await startBoth();
after(() => both.discard());
const GENERATIONS = ["v1", "v0.10"];
const contracts = {};
let validator;
const uscrt = (amount) => ({ denom: "uscrt", amount: String(amount) });

before(async () => {
  contracts.v1 = await both.deploy("conformance", script());
  contracts["v0.10"] = await both.deploy("conformance-v010", script());
  const { validators } = await both.clients[0].query.staking.validators({});
  validator = validators[0].operator_address;
});

const run = (generation, msgs, options) =>
  both.execute(contracts[generation], script(...[msgs].flat().map(message)), {
    gasLimit: 3_000_000,
    ...options,
  });
const ask = (contract, ...steps) => both.query(contract, { steps });
const balance = (address) =>
  both
    .agree((one) => one.query.bank.balance({ address, denom: "uscrt" }))
    .then(({ balance }) => BigInt(balance.amount));
const get = (path) =>
  both.agree(async (_, node) => {
    const { status, body } = await rest(node, path);
    return status === 200 ? body : { status };
  });

/** The coins are the contract's own; v0.10 says whose they are. */
const bankSend = (generation, to_address, coins, from = contracts[generation].address) => ({
  bank: {
    send: { ...(generation === "v0.10" ? { from_address: from } : {}), to_address, amount: coins },
  },
});
const to = ACCOUNTS.d.address;

async function refused(pending, { code, codespace, text }) {
  const tx = await pending;
  assert.notEqual(tx.code, 0);
  assert.match(tx.rawLog, text);
  assert.match(tx.rawLog, /^failed to execute message; message index: 0: /);
  if (code !== undefined) assert.deepEqual([tx.code, tx.codespace], [code, codespace], tx.rawLog);
  return tx;
}

for (const generation of GENERATIONS) {
  describe(`a contract of ${generation} and the bank`, () => {
    test("sends coins that came with the call", async () => {
      const [had, own] = [await balance(to), await balance(contracts[generation].address)];
      succeeded(
        await run(generation, bankSend(generation, to, [uscrt(60)]), { funds: [uscrt(100)] }),
      );
      succeeded(await run(generation, bankSend(generation, to, [uscrt(40)])));
      assert.equal(await balance(to), had + 100n);
      assert.equal(await balance(contracts[generation].address), own);
    });

    test("sends no more than it has", async () => {
      const own = (await balance(contracts[generation].address)) + 7n;
      await refused(
        run(generation, bankSend(generation, to, [uscrt(1000)]), { funds: [uscrt(7)] }),
        {
          code: 5,
          codespace: "sdk",
          text: new RegExp(
            `dispatch: submessages: spendable balance ${own}uscrt is smaller than 1000uscrt: insufficient funds$`,
          ),
        },
      );
    });

    test("sends no coins that are none, and nothing as if nothing was said", async () => {
      for (const coins of [
        [uscrt(0)],
        [{ denom: "", amount: "1" }],
        [uscrt(-1)],
        [uscrt(2n ** 128n)],
      ])
        await refused(run(generation, bankSend(generation, to, coins)), {
          text: /dispatch: |failed to deserialize data/,
        });
      const tx = succeeded(await run(generation, bankSend(generation, to, [])));
      assert.ok(!tx.arrayLog.some(({ key, value }) => key === "recipient" && value === to));
    });
  });

  describe(`a contract of ${generation} and others`, () => {
    for (const callee of GENERATIONS) {
      test(`calls one of ${callee} with coins`, async () => {
        const steps = [{ [callee === "v1" ? "info" : "env"]: {} }, write("called by", generation)];
        const msg = call(contracts[callee], script(...steps), { funds: [uscrt(9)], generation });
        const had = await balance(contracts[callee].address);
        succeeded(await run(generation, msg, { funds: [uscrt(9)] }));
        assert.deepEqual(await ask(contracts[callee], read("called by")), [
          { bytes: base64(generation) },
        ]);
        assert.equal(await balance(contracts[callee].address), had + 9n);
      });

      test(`makes one of ${callee}`, async () => {
        const label = `${callee} by ${generation}`;
        const code = contracts[callee];
        const msg = make(code, script(write("made by", generation)), {
          label,
          generation,
          funds: [uscrt(3)],
        });
        succeeded(await run(generation, msg, { funds: [uscrt(3)] }));
        const { contract_address } = await both.agree((one) =>
          one.query.compute.addressByLabel({ label }),
        );
        assert.deepEqual(await ask({ ...code, address: contract_address }, read("made by")), [
          { bytes: base64(generation) },
        ]);
        assert.equal(await balance(contract_address), 3n);
        const { contract_info } = await both.agree((one) =>
          one.query.compute.contractInfo({ contract_address }),
        );
        assert.equal(contract_info.creator, contracts[generation].address);
        await refused(run(generation, msg, { funds: [uscrt(3)] }), {
          code: 6,
          codespace: "compute",
          text: /contract account already exists/,
        });
      });
    }

    test("needs a label that is neither empty nor too long", async () => {
      for (const label of ["", "l".repeat(513)])
        await refused(run(generation, make(contracts.v1, script(), { label, generation })), {
          text: /failed basic validation for message type|empty|exceeds limit/,
        });
    });

    test("needs the coins it gives", () =>
      refused(
        run(generation, call(contracts.v1, script(), { funds: [uscrt(10n ** 30n)], generation })),
        {
          text: /insufficient funds/,
        },
      ));

    test("needs the code hash of what it calls or makes", async () => {
      const wrong = { ...contracts.v1, code_hash: "00".repeat(32) };
      for (const msg of [
        call(wrong, script(), { generation }),
        make(wrong, script(), { label: `wrong by ${generation}`, generation }),
      ])
        await refused(run(generation, msg), {
          text: /dispatch: submessages: Execution error: Enclave: failed to validate transaction: (execute|instantiate) contract failed$/,
        });
    });

    test("calls nobody who is not there", () =>
      refused(run(generation, call({ ...contracts.v1, address: to }, script(), { generation })), {
        code: 9,
        codespace: "compute",
        text: /not found/,
      }));

    test("has its state back when a later message fails", async () => {
      const msgs = [
        call(contracts.v1, script(write("first", generation)), { generation }),
        call(contracts["v0.10"], script(fail({ generic_err: { msg: "second" } })), { generation }),
      ];
      const tx = await both.execute(
        contracts[generation],
        script(write("own", "1"), ...msgs.map(message)),
        {
          gasLimit: 3_000_000,
        },
      );
      assert.equal(
        tx.rawLog,
        'failed to execute message; message index: 0: dispatch: submessages: {"generic_err":{"msg":"second"}}: execute contract failed',
      );
      assert.deepEqual(await ask(contracts.v1, read("first")), ["absent"]);
      assert.deepEqual(await ask(contracts[generation], read("own")), ["absent"]);
    });

    test("is called back by whom it calls", async () => {
      const other = generation === "v1" ? "v0.10" : "v1";
      const innermost = script(write("ping pong", generation));
      const back = script(message(call(contracts[generation], innermost, { generation: other })));
      succeeded(await run(generation, call(contracts[other], back, { generation })));
      assert.deepEqual(await ask(contracts[generation], read("ping pong")), [
        { bytes: base64(generation) },
      ]);
    });
  });

  describe(`a contract of ${generation} and validators`, () => {
    const delegations = () =>
      get(`/cosmos/staking/v1beta1/delegations/${contracts[generation].address}`);
    const delegated = async () => {
      const { delegation_responses: found } = await delegations();
      return found.map(({ balance }) => balance.amount);
    };

    test("delegates and takes back", async () => {
      succeeded(
        await run(
          generation,
          { staking: { delegate: { validator, amount: uscrt(5_000_000) } } },
          { funds: [uscrt(5_000_000)], timed: true },
        ),
      );
      assert.deepEqual(await delegated(), ["5000000"]);
      succeeded(
        await run(
          generation,
          { staking: { undelegate: { validator, amount: uscrt(2_000_000) } } },
          { timed: true },
        ),
      );
      assert.deepEqual(await delegated(), ["3000000"]);
    });

    test("takes its reward", async () => {
      const withdraw =
        generation === "v1"
          ? { distribution: { withdraw_delegator_reward: { validator } } }
          : { staking: { withdraw: { validator, recipient: null } } };
      const tx = succeeded(await run(generation, withdraw, { timed: true }));
      assert.ok(tx.arrayLog.some(({ type }) => type === "withdraw_rewards"));
    });

    test("redelegates to no validator that is not there, or is the same", async () => {
      for (const dst_validator of [toBech32("secretvaloper", fromBech32(to).data), validator]) {
        const redelegate = { src_validator: validator, dst_validator, amount: uscrt(1) };
        const tx = await run(generation, { staking: { redelegate } }, { timed: true });
        assert.notEqual(tx.code, 0);
      }
      assert.deepEqual(await delegated(), ["3000000"]);
    });
  });
}

describe("a contract of v1", () => {
  test("has its rewards paid to another", async () => {
    succeeded(await run("v1", { distribution: { set_withdraw_address: { address: to } } }));
    const { withdraw_address } = await get(
      `/cosmos/distribution/v1beta1/delegators/${contracts.v1.address}/withdraw_address`,
    );
    assert.equal(withdraw_address, to);
  });

  test("sends any message of the chain that is its own to send", async () => {
    const encoded = (fromAddress) => ({
      stargate: {
        type_url: "/cosmos.bank.v1beta1.MsgSend",
        value: toBase64(
          MsgSend.encode(
            MsgSend.fromPartial({ fromAddress, toAddress: to, amount: [uscrt(12)] }),
          ).finish(),
        ),
      },
    });
    const had = await balance(to);
    succeeded(await run("v1", encoded(contracts.v1.address), { funds: [uscrt(12)] }));
    assert.equal(await balance(to), had + 12n);
    await refused(run("v1", encoded(both.address)), {
      text: /contract doesn't have permission: unauthorized$/,
    });
    for (const stargate of [
      { type_url: "/no.such.Msg", value: "" },
      { type_url: "/cosmos.bank.v1beta1.MsgSend", value: base64("garbage") },
    ])
      await refused(run("v1", { stargate }), { text: /dispatch: / });
    assert.equal(await balance(to), had + 12n);
  });

  test("does not burn, and knows no message of its own", async () => {
    for (const generation of GENERATIONS)
      await refused(run(generation, { custom: {} }), { text: /dispatch: / });
    await refused(run("v1", { bank: { burn: { amount: [uscrt(1)] } } }, { funds: [uscrt(1)] }), {
      text: /dispatch: /,
    });
  });

  test("has messages of another network refused while there is none", async () => {
    const timeout = { block: null, timestamp: "9999999999999999999" };
    for (const ibc of [
      {
        transfer: {
          channel_id: "channel-0",
          to_address: "cosmos1x",
          amount: uscrt(1),
          timeout,
          memo: "",
        },
      },
      { send_packet: { channel_id: "channel-0", data: base64("x"), timeout } },
      { close_channel: { channel_id: "channel-0" } },
    ]) {
      const tx = await run("v1", { ibc }, { funds: [uscrt(1)] });
      assert.notEqual(tx.code, 0);
      assert.match(tx.rawLog, /^failed to execute message; message index: 0: /);
    }
  });

  test("that sends what is no message fails", async () => {
    for (const msg of [
      { bank: {} },
      { unknown: {} },
      {},
      { bank: { send: { to_address: 5 } } },
      "x",
    ]) {
      const tx = await run("v1", msg);
      assert.equal(
        tx.rawLog,
        "failed to execute message; message index: 0: Execution error: Enclave: failed to deserialize data: execute contract failed",
      );
    }
  });
});

describe("the last message of a transaction", () => {
  const finalize = { finalize_tx: {} };

  test("silently ends its own list", async () => {
    const had = await balance(to);
    const msgs = [bankSend("v1", to, [uscrt(1)]), finalize, bankSend("v1", to, [uscrt(2)])];
    succeeded(await run("v1", msgs, { funds: [uscrt(3)] }));
    assert.equal(await balance(to), had + 1n);
  });

  test("fails the rest of a caller's list", () =>
    refused(
      run("v1", [call(contracts.v1, script(message(finalize))), bankSend("v1", to, [uscrt(1)])], {
        funds: [uscrt(1)],
      }),
      {
        code: 40404,
        codespace: "sdk",
        text: /dispatch: submessages: Cannot send messages or submessages after last tx marker was set: Cannot send messages after last tx marker was set$/,
      },
    ));

  test("fails the messages after it", async () => {
    const had = await balance(to);
    const tx = await both.broadcast((one) =>
      [finalize, bankSend("v1", to, [uscrt(1)])].map(
        (msg) =>
          new MsgExecuteContract({
            sender: one.address,
            contract_address: contracts.v1.address,
            code_hash: contracts.v1.code_hash,
            msg: script(message(msg)),
            sent_funds: [uscrt(1)],
          }),
      ),
    );
    assert.deepEqual([tx.code, tx.codespace], [40404, "sdk"], tx.rawLog);
    assert.equal(
      tx.rawLog,
      "message was attempted but last message was marked by a contract; message index: 1: Cannot send messages after last tx marker was set",
    );
    assert.equal(await balance(to), had);
    succeeded(await run("v1", []));
  });
});

describe("a vote", () => {
  let proposal;

  before(async () => {
    const tx = succeeded(
      await both.transact(
        (one) =>
          one.tx.gov.submitProposal(
            {
              messages: [],
              proposer: one.address,
              initial_deposit: [uscrt(1_000_000_000)],
              metadata: "metadata",
              title: "title",
              summary: "summary",
              expedited: false,
            },
            { gasLimit: 500_000, ...FAST },
          ),
        { timed: true },
      ),
    );
    proposal = Number(tx.arrayLog.find(({ key }) => key === "proposal_id").value);
  });

  for (const [vote, seen] of [
    ["yes", "VOTE_OPTION_YES"],
    ["no", "VOTE_OPTION_NO"],
    ["abstain", "VOTE_OPTION_ABSTAIN"],
    ["no_with_veto", "VOTE_OPTION_NO_WITH_VETO"],
  ]) {
    test(`of ${vote} is counted`, async () => {
      succeeded(
        await run("v1", { gov: { vote: { proposal_id: proposal, vote } } }, { timed: true }),
      );
      const { vote: found } = await get(
        `/cosmos/gov/v1beta1/proposals/${proposal}/votes/${contracts.v1.address}`,
      );
      assert.equal(found.options[0].option, seen);
    });
  }

  test("for a proposal that is not there fails", () =>
    refused(run("v1", { gov: { vote: { proposal_id: 999, vote: "yes" } } }), {
      text: /dispatch: /,
    }));

  test("of v0.10 is always yes, as in the original", async () => {
    const { address } = contracts["v0.10"];
    for (const vote_option of ["Yes", "No", "Abstain", "NoWithVeto"]) {
      succeeded(await run("v0.10", { gov: { vote: { proposal, vote_option } } }, { timed: true }));
      const { vote } = await get(`/cosmos/gov/v1beta1/proposals/${proposal}/votes/${address}`);
      assert.equal(vote.options[0].option, "VOTE_OPTION_YES");
    }
  });
});

describe("messages of v0.10", () => {
  test("that it cannot send fail", async () => {
    const contract_addr = contracts.v1.address;
    const hash = { callback_code_hash: contracts.v1.code_hash };
    for (const wasm of [
      { migrate: { contract_addr, ...hash, code_id: 1, msg: base64("{}") } },
      { update_admin: { contract_addr, admin: to } },
      { clear_admin: { contract_addr } },
    ]) {
      const tx = await run("v0.10", { wasm });
      assert.notEqual(tx.code, 0);
    }
  });

  test("send nobody else's coins", () =>
    refused(run("v0.10", bankSend("v0.10", to, [uscrt(1)], both.address)), {
      text: /contract doesn't have permission to send funds from another account \(using BankMsg\)/,
    }));
});

describe("nesting", () => {
  const nest = (times, options) =>
    both.execute(contracts.v1, script({ call_self: { times } }), {
      gasLimit: 10_000_000,
      ...options,
    });

  test("ends at a hundred calls", async () => {
    succeeded(await nest(40));
    const tx = await nest(120);
    assert.deepEqual([tx.code, tx.codespace], [30, "compute"], tx.rawLog);
    assert.match(tx.rawLog, /max call depth exceeded$/);
  });

  test("has one message read what the one before wrote, but no query within the same call", async () => {
    const key = { read: { key: base64("fresh") } };
    const query = { query_chain: { request: JSON.stringify(smart(contracts.v1, script(key))) } };
    succeeded(await both.execute(contracts.v1, script(write("fresh", "old"))));
    const tx = succeeded(await both.execute(contracts.v1, script(write("fresh", "new"), query)));
    const [, asked] = jsonOf(tx);
    const { Ok } = JSON.parse(asked.text);
    assert.deepEqual(JSON.parse(Buffer.from(Ok.Ok, "base64")), [{ bytes: base64("old") }]);
    succeeded(
      await run("v1", [
        call(contracts["v0.10"], script(write("step", "1"))),
        call(contracts["v0.10"], script(read("step"), write("step 2", "1"))),
      ]),
    );
    assert.deepEqual(await ask(contracts["v0.10"], read("step 2")), [{ bytes: base64("1") }]);
  });
});
