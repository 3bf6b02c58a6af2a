// Every question that a contract can ask of the chain, on both engines. Sources: enclave-protocol 5.9, chain-surface 4.2.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  QueryBalanceRequest,
  QueryBalanceResponse,
} from "cosmjs-types/cosmos/bank/v1beta1/query.js";
import { fromBech32, toBech32 } from "@cosmjs/encoding";
import { ACCOUNTS } from "./support/accounts.js";
import { startBoth } from "./support/both.js";
import { jsonOf, succeeded } from "./support/client.js";
import {
  answerOf,
  ask as asked,
  base64,
  message,
  read,
  script,
  smart,
  textOf,
  write,
} from "./support/script.js";

const both = await startBoth();
after(() => both.discard());
const GENERATIONS = ["v1", "v0.10"];
const contracts = {};
const DELEGATED = 3_000_000;
const valoper = (address) => toBech32("secretvaloper", fromBech32(address).data);
let validator;
let self;

before(async () => {
  contracts.v1 = await both.deploy("conformance", script());
  contracts["v0.10"] = await both.deploy("conformance-v010", script());
  self = contracts.v1.address;
  const { validators } = await both.clients[0].query.staking.validators({});
  validator = validators[0];
  const amount = { denom: "uscrt", amount: String(DELEGATED) };
  const delegate = { staking: { delegate: { validator: validator.operator_address, amount } } };
  succeeded(
    await both.execute(contracts.v1, script(message(delegate)), {
      funds: [amount],
      gasLimit: 2_000_000,
      timed: true,
    }),
  );
  succeeded(await both.execute(contracts.v1, script(write("k", "v1"))));
  succeeded(await both.execute(contracts["v0.10"], script(write("k", "v0.10"))));
});

/** The host's whole answer when a contract of `generation` asks. */
const answer = async (request, generation = "v1") => {
  const [output] = await both.query(contracts[generation], script(asked(request)));
  return output;
};

describe("a contract asks the chain for", () => {
  const coins = (amount) => ({ denom: "uscrt", amount: String(amount) });
  // Functions, since the contracts do not exist yet.
  const rows = {
    "a balance": () => [
      { bank: { balance: { address: ACCOUNTS.c.address, denom: "uscrt" } } },
      { amount: coins(10n ** 18n) },
    ],
    "a balance of nothing": () => [
      { bank: { balance: { address: self, denom: "none" } } },
      { amount: { denom: "none", amount: "0" } },
    ],
    "all balances": () => [
      { bank: { all_balances: { address: ACCOUNTS.c.address } } },
      { amount: [coins(10n ** 18n)] },
    ],
    "no balances": () => [{ bank: { all_balances: { address: self } } }, { amount: [] }],
    "the bonded coin": () => [{ staking: { bonded_denom: {} } }, { denom: "uscrt" }],
    "all delegations": () => [
      { staking: { all_delegations: { delegator: self } } },
      {
        delegations: [
          { delegator: self, validator: validator.operator_address, amount: coins(DELEGATED) },
        ],
      },
    ],
    "no delegations": () => [
      { staking: { all_delegations: { delegator: ACCOUNTS.c.address } } },
      { delegations: [] },
    ],
    "a delegation that is not": () => [
      {
        staking: {
          delegation: { delegator: ACCOUNTS.c.address, validator: validator.operator_address },
        },
      },
      {},
    ],
    "unbonding delegations": () => [
      { staking: { unbonding_delegations: { delegator: self } } },
      { delegations: [] },
    ],
    "a validator that is not": () => [
      { staking: { validator: { address: valoper(ACCOUNTS.c.address) } } },
      { validator: null },
    ],
    proposals: () => [{ gov: { proposals: {} } }, { proposals: [] }],
    "a contract": () => [
      { wasm: { contract_info: { contract_addr: self } } },
      { code_id: Number(contracts.v1.codeId), creator: both.address, pinned: false },
    ],
  };
  for (const [name, row] of Object.entries(rows)) {
    test(name, async () => {
      const [request, expected] = row();
      for (const generation of GENERATIONS)
        assert.deepEqual(answerOf(await answer(request, generation)), expected);
    });
  }

  test("validators, as the chain has them", async () => {
    const described = {
      address: validator.operator_address,
      commission: validator.commission.commission_rates.rate,
      max_commission: validator.commission.commission_rates.max_rate,
      max_change_rate: validator.commission.commission_rates.max_change_rate,
    };
    const one = { staking: { validator: { address: validator.operator_address } } };
    for (const [request, expected] of [
      [{ staking: { validators: {} } }, { validators: [described] }],
      [{ staking: { all_validators: {} } }, { validators: [described] }],
      [one, { validator: described }],
    ])
      assert.deepEqual(answerOf(await answer(request)), expected);
  });

  test("its own delegation, with what came of it", async () => {
    const request = {
      staking: { delegation: { delegator: self, validator: validator.operator_address } },
    };
    const { delegation } = answerOf(await answer(request));
    assert.deepEqual(Object.keys(delegation).sort(), [
      "accumulated_rewards",
      "amount",
      "can_redelegate",
      "delegator",
      "validator",
    ]);
    assert.deepEqual(delegation.amount, { denom: "uscrt", amount: String(DELEGATED) });
  });

  test("rewards", async () => {
    const { rewards, total } = answerOf(await answer({ dist: { rewards: { delegator: self } } }));
    assert.equal(rewards[0].validator_address, validator.operator_address);
    for (const { amount } of total) assert.match(amount, /^\d+$/);
    assert.deepEqual(
      answerOf(await answer({ dist: { rewards: { delegator: ACCOUNTS.c.address } } })),
      {},
    );
  });

  test("inflation and the bonded part", async () => {
    const { inflation_rate } = answerOf(await answer({ mint: { inflation: {} } }));
    const { bonded_ratio } = answerOf(await answer({ mint: { bonded_ratio: {} } }));
    assert.match(inflation_rate, /^\d\.\d{18}$/);
    assert.match(bonded_ratio, /^\d\.\d{18}$/);
  });

  test("proposals", async () => {
    const output = await answer({ gov: { proposals: {} } });
    assert.equal(Buffer.from(textOf(output).Ok.Ok, "base64").toString(), '{"proposals":[]}');
  });

  test("channels that are not there", async () => {
    assert.deepEqual(answerOf(await answer({ ibc: { port_id: {} } })), { port_id: "" });
    assert.deepEqual(answerOf(await answer({ ibc: { list_channels: {} } })), { channels: [] });
    assert.deepEqual(answerOf(await answer({ ibc: { channel: { channel_id: "channel-0" } } })), {});
  });

  test("what the services answer, where a contract may ask them", async () => {
    const data = Buffer.from(
      QueryBalanceRequest.encode({ address: ACCOUNTS.c.address, denom: "uscrt" }).finish(),
    ).toString("base64");
    const output = await answer({ stargate: { path: "/cosmos.bank.v1beta1.Query/Balance", data } });
    const { balance } = QueryBalanceResponse.decode(Buffer.from(textOf(output).Ok.Ok, "base64"));
    assert.equal(balance.amount, "1000000000000000000");
    for (const path of [
      "/cosmos.bank.v1beta1.Query/AllBalances",
      "/cosmos.tx.v1beta1.Service/Simulate",
      "",
      "x",
    ]) {
      const kind = `query path '${path}' is not allowed from the contract`;
      assert.deepEqual(textOf(await answer({ stargate: { path, data: "" } })), {
        Err: { unsupported_request: { kind } },
      });
    }
  });
});

describe("a contract asks another", () => {
  for (const from of GENERATIONS) {
    for (const to of GENERATIONS) {
      test(`${from} to ${to}`, async () => {
        const request = smart(contracts[to], script(read("k")));
        assert.deepEqual(answerOf(await answer(request, from)), [{ bytes: base64(to) }]);
        const tx = succeeded(await both.execute(contracts[from], script(asked(request))));
        assert.deepEqual(answerOf(jsonOf(tx)[0]), [{ bytes: base64(to) }]);
      });
    }

    test(`${from} to one that fails`, async () => {
      const error = { generic_err: { msg: "no" } };
      const failing = script({ fail: { json: JSON.stringify(error) } });
      assert.deepEqual(textOf(await answer(smart(contracts["v0.10"], failing), from)), {
        Ok: { Err: error },
      });
      // An error of v1 is a text, which the asker's interface cannot express.
      const text = script({ fail: { json: '"no"' } });
      const { Err } = textOf(await answer(smart(contracts.v1, text), from));
      assert.equal(Buffer.from(Err.invalid_response.response, "base64").toString(), "no");
    });

    test(`${from} to one that traps, writes, or is not that one`, async () => {
      for (const [target, steps, text] of [
        [contracts.v1, [{ unreachable: {} }], /the contract panicked/],
        [
          contracts.v1,
          [write("k", "changed")],
          /contract tried to write to storage during a query/,
        ],
        [
          contracts.v1,
          [{ remove: { key: base64("k") } }],
          /contract tried to write to storage during a query/,
        ],
        [{ ...contracts.v1, code_hash: "00".repeat(32) }, [], /failed to validate transaction/],
      ]) {
        const output = await answer(smart(target, script(...steps)), from);
        assert.ok(!textOf(output).Ok?.Ok, output.text);
        assert.match(output.text, text);
      }
      assert.deepEqual(await both.query(contracts.v1, script(read("k"))), [
        { bytes: base64("v1") },
      ]);
    });

    test(`${from} to nobody`, async () => {
      const nobody = { ...contracts.v1, address: ACCOUNTS.d.address };
      const output = await answer(smart(nobody, script()), from);
      assert.ok(!textOf(output).Ok?.Ok, output.text);
    });
  }

  test("and sees sealed state at most", async () => {
    const raw = {
      wasm: {
        raw: { contract_addr: self, callback_code_hash: contracts.v1.code_hash, key: base64("k") },
      },
    };
    const output = await answer(raw);
    assert.ok(!output.text.includes(base64("v1")), output.text);
  });

  test("and that one the next, ten deep", async () => {
    const depthOf = (output) => {
      let depth = 0;
      for (let inner = output; inner !== undefined; depth++) {
        const got = answerOf(inner);
        if (got.Err !== undefined) return [depth, got.Err];
        inner = got[0];
      }
      return [depth];
    };
    const ask = async (times) =>
      depthOf((await both.query(contracts.v1, script({ query_self: { times } })))[0]);
    assert.deepEqual(await ask(9), [9]);
    assert.deepEqual(await ask(10), [9, { exceeded_recursion_limit: {} }]);
    assert.deepEqual(await ask(40), [9, { exceeded_recursion_limit: {} }]);
  });
});

describe("a question that is none", () => {
  for (const request of [
    "garbage",
    "{}",
    '{"bank":{}}',
    '{"bank":{"unknown":{}}}',
    '{"unknown":{}}',
    '{"bank":{"balance":{"address":5}}}',
    "[]",
  ]) {
    test(`${request} is an invalid request`, async () => {
      const [output] = await both.query(contracts.v1, script({ query_chain: { request } }));
      const { Err } = textOf(output);
      assert.equal(Err.invalid_request.request, base64(request));
      assert.ok(Err.invalid_request.error.length > 0);
    });
  }

  test("with a member too many is answered", async () => {
    const request = { bank: { balance: { address: self, denom: "uscrt", more: 1 } } };
    assert.deepEqual(answerOf(await answer(request)), { amount: { denom: "uscrt", amount: "0" } });
  });

  test("with an address that is none has an error", async () => {
    for (const request of [
      { bank: { balance: { address: "x", denom: "uscrt" } } },
      { staking: { delegation: { delegator: "x", validator: "y" } } },
      { wasm: { contract_info: { contract_addr: "x" } } },
    ]) {
      const output = await answer(request);
      assert.ok(!textOf(output).Ok?.Ok, output.text);
    }
  });
});

test("a query is charged to whoever asks", async () => {
  const gasOf = async (steps) =>
    succeeded(await both.execute(contracts.v1, script(...steps))).gasUsed;
  const question = asked({ bank: { balance: { address: self, denom: "uscrt" } } });
  const one = await gasOf([question]);
  const two = await gasOf([question, question]);
  assert.ok(two > one);
  const query = asked(smart(contracts.v1, script(read("k"))));
  assert.ok((await gasOf([query])) > 20_000 + (await gasOf([])), "a query costs an instance");
});
