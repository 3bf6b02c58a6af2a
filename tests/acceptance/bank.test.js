// The first thing a user does: send coins with secretjs.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { ACCOUNTS } from "./support/accounts.js";
import { FAST, clientOf, succeeded } from "./support/client.js";
import { startNode } from "./support/node.js";
import { rest } from "./support/wire.js";

const node = await startNode();
after(() => node.discard());
const a = clientOf(node, "a");

async function balance(address, height) {
  const headers = height === undefined ? [] : [["x-cosmos-block-height", String(height)]];
  const answer = await a.query.bank.balance({ address, denom: "uscrt" }, headers);
  return BigInt(answer.balance.amount);
}

const send = (to, amount, options) =>
  a.tx.bank.send(
    {
      from_address: a.address,
      to_address: to,
      amount: [{ denom: "uscrt", amount: String(amount) }],
    },
    { ...FAST, ...options },
  );

test("the local network begins with its five accounts", async () => {
  const whole = 10n ** 18n;
  for (const name of ["a", "b", "c", "d"]) {
    assert.equal(await balance(ACCOUNTS[name].address, 1), whole, name);
  }
  // It has delegated a tenth and paid for the transaction that did so.
  assert.equal(await balance(ACCOUNTS.validator.address, 1), (whole / 10n) * 9n - 50_000n);
});

test("a send moves the amount and the fee", async () => {
  const { a: from, b: to } = ACCOUNTS;
  const [fromBefore, toBefore] = [await balance(from.address), await balance(to.address)];
  const tx = succeeded(await send(to.address, 12_345, { gasLimit: 30_000, memo: "for lunch" }));

  assert.equal(await balance(to.address), toBefore + 12_345n);
  assert.equal(await balance(from.address), fromBefore - 12_345n - 3_000n);
  assert.match(tx.transactionHash, /^[0-9A-F]{64}$/);
  assert.equal(tx.rawLog, "");
  assert.equal(tx.gasWanted, 30_000);
  assert.ok(tx.gasUsed > 0 && tx.gasUsed <= 20_000, `gas used ${tx.gasUsed}`);
  assert.equal(tx.tx.body.memo, "for lunch");
  assert.deepEqual(tx.tx.body.messages[0], {
    "@type": "/cosmos.bank.v1beta1.MsgSend",
    from_address: from.address,
    to_address: to.address,
    amount: [{ denom: "uscrt", amount: "12345" }],
  });
});

test("a send emits the events that wallets read, in order", async () => {
  const tx = succeeded(await send(ACCOUNTS.b.address, 7));
  const entry = (type, key, value) => ({ msg: 0, type, key, value });
  assert.deepEqual(tx.arrayLog, [
    entry("message", "action", "/cosmos.bank.v1beta1.MsgSend"),
    entry("message", "sender", a.address),
    entry("message", "module", "bank"),
    entry("coin_spent", "spender", a.address),
    entry("coin_spent", "amount", "7uscrt"),
    entry("coin_received", "receiver", ACCOUNTS.b.address),
    entry("coin_received", "amount", "7uscrt"),
    entry("transfer", "recipient", ACCOUNTS.b.address),
    entry("transfer", "sender", a.address),
    entry("transfer", "amount", "7uscrt"),
  ]);
});

test("an account comes to be with its first coins and is numbered after the modules", async () => {
  const fresh = "secret1tks3rxu2s025wsd68revh3vn4a8u5fnusqwkfe";
  succeeded(await send(fresh, 1));
  const { account } = await a.query.auth.account({ address: fresh });
  assert.equal(account["@type"], "/cosmos.auth.v1beta1.BaseAccount");
  assert.equal(account.account_number, "12");
  assert.equal(account.sequence, "0");
});

test("a multisend pays several accounts at once", async () => {
  const coins = (amount) => [{ denom: "uscrt", amount: String(amount) }];
  const before = await balance(ACCOUNTS.c.address);
  const tx = await a.tx.bank.multiSend(
    {
      inputs: [{ address: a.address, coins: coins(5) }],
      outputs: [
        { address: ACCOUNTS.c.address, coins: coins(3) },
        { address: ACCOUNTS.d.address, coins: coins(2) },
      ],
    },
    { ...FAST, gasLimit: 20_000 },
  );
  succeeded(tx);
  assert.equal(await balance(ACCOUNTS.c.address), before + 3n);
});

test("simulated gas with a quarter on top is enough", async () => {
  const message = {
    from_address: a.address,
    to_address: ACCOUNTS.b.address,
    amount: [{ denom: "uscrt", amount: "1" }],
  };
  const { gas_info } = await a.tx.bank.send.simulate(message);
  const gasLimit = Math.ceil(Number(gas_info.gas_used) * 1.25);
  succeeded(await a.tx.bank.send(message, { ...FAST, gasLimit }));
});

test("a send of more than there is fails, costs the fee and moves nothing", async () => {
  const [from, to] = [await balance(a.address), await balance(ACCOUNTS.b.address)];
  const tx = await send(ACCOUNTS.b.address, 10n ** 19n);
  assert.equal(tx.code, 5);
  assert.equal(tx.codespace, "sdk");
  assert.match(
    tx.rawLog,
    /^failed to execute message; message index: 0: spendable balance \d+uscrt is smaller than 10{19}uscrt: insufficient funds$/,
  );
  assert.equal(await balance(a.address), from - 2_500n);
  assert.equal(await balance(ACCOUNTS.b.address), to);
});

test("a send that needs more gas than its limit fails with code 11", async () => {
  const tx = await send(ACCOUNTS.b.address, 1, { gasLimit: 7_000, gasPriceInFeeDenom: 1 }).catch(
    (error) => ({ code: Number(/code (\d+)/.exec(error.message)?.[1]), rawLog: error.message }),
  );
  assert.equal(tx.code, 11, tx.rawLog);
  assert.match(tx.rawLog, /out of gas in location: .+; gasWanted: 7000, gasUsed: \d+: out of gas/);
});

test("old heights answer with old balances", async () => {
  const before = await balance(ACCOUNTS.d.address);
  const tx = succeeded(await send(ACCOUNTS.d.address, 50));
  assert.equal(await balance(ACCOUNTS.d.address, tx.height), before + 50n);
  assert.equal(await balance(ACCOUNTS.d.address, tx.height - 1), before);
});

test("bank queries page through balances and supply", async () => {
  const { status, body } = await rest(node, "/cosmos/bank/v1beta1/supply?pagination.limit=1");
  assert.equal(status, 200);
  assert.equal(body.supply.length, 1);
  const all = await a.query.bank.allBalances({ address: a.address });
  assert.deepEqual(
    all.balances.map((coin) => coin.denom),
    ["uscrt"],
  );
  const { params } = await a.query.bank.params({});
  assert.equal(params.default_send_enabled, true);
});
