// A private token through secretjs's own SNIP-20 helpers: transfers, viewing keys, permits, history.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AminoWallet } from "secretjs/dist/wallet_amino.js";
import { ACCOUNTS, CHAIN_ID } from "./support/accounts.js";
import { FAST, clientOf, deploy, execute, jsonOf, query, succeeded } from "./support/client.js";
import { startNode } from "./support/node.js";

const node = await startNode();
after(() => node.discard());
// Permits are amino documents, so these accounts sign with amino.
const wallet = (name) => new AminoWallet(ACCOUNTS[name].mnemonic);
const [a, b] = ["a", "b"].map((name) => clientOf(node, name, { wallet: wallet(name) }));
const options = { gasLimit: 1_000_000, ...FAST };
let token;
let contract;

before(async () => {
  token = await deploy(a, "token", {
    name: "Acceptance",
    symbol: "ACC",
    decimals: 6,
    initial_balances: [{ address: a.address, amount: "1000" }],
    prng_seed: "c2VlZA==",
    config: { public_total_supply: true },
  });
  contract = { address: token.address, code_hash: token.code_hash };
  for (const client of [a, b]) {
    const message = { set_viewing_key: { key: `key of ${client.address}` } };
    succeeded(await execute(client, token, message));
  }
});

const tokenParams = (client, msg) => ({
  sender: client.address,
  contract_address: token.address,
  code_hash: token.code_hash,
  msg,
});
const transfer = (client, recipient, amount) =>
  client.tx.snip20.transfer(
    tokenParams(client, {
      transfer: { recipient, amount, padding: "x".repeat(20 - amount.length) },
    }),
    options,
  );
const keyOf = (client) => ({ key: `key of ${client.address}` });
const balance = async (client, auth = keyOf(client)) => {
  const answer = await client.query.snip20.getBalance({ contract, address: client.address, auth });
  return answer.balance?.amount;
};

test("its parameters are open", async () => {
  const { token_info } = await a.query.snip20.getSnip20Params({ contract });
  assert.deepEqual(token_info, {
    name: "Acceptance",
    symbol: "ACC",
    decimals: 6,
    total_supply: "1000",
  });
});

test("a transfer moves tokens, and its answer is for the sender alone", async () => {
  const tx = succeeded(await transfer(a, b.address, "250"));
  assert.deepEqual(jsonOf(tx), { transfer: { status: "success" } });
  assert.deepEqual([await balance(a), await balance(b)], ["750", "250"]);
});

test("spending more than there is fails with the balance in the error", async () => {
  const tx = await transfer(b, a.address, "9000");
  assert.deepEqual([tx.code, tx.codespace], [3, "compute"]);
  assert.match(
    tx.rawLog,
    /insufficient funds: balance=250, required=9000: execute contract failed$/,
  );
});

test("a viewing key opens one account, a wrong key nothing", async () => {
  assert.equal(await balance(a), "750");
  assert.equal(await balance(a, keyOf(b)), undefined);
  const answer = await query(a, token, { balance: { address: a.address, key: "wrong" } });
  assert.deepEqual(answer, {
    viewing_key_error: { msg: "Wrong viewing key for this address or viewing key not set" },
  });
});

test("a created viewing key is random", async () => {
  const create = async () => {
    const message = tokenParams(b, { create_viewing_key: { entropy: "the same" } });
    const tx = succeeded(await b.tx.snip20.createViewingKey(message, options));
    return jsonOf(tx).create_viewing_key.key;
  };
  const [first, second] = [await create(), await create()];
  assert.match(first, /^api_key_/);
  assert.notEqual(first, second);
  assert.equal(await balance(b, { key: first }), undefined);
  assert.equal(await balance(b, { key: second }), "250");
  succeeded(await execute(b, token, { set_viewing_key: keyOf(b) }));
});

test("a permit opens what it says without a transaction, until it is revoked", async () => {
  const sign = (name, permissions) =>
    a.utils.accessControl.permit.sign(
      a.address,
      CHAIN_ID,
      name,
      [token.address],
      permissions,
      false,
    );
  const permit = await sign("all", ["balance", "history"]);
  assert.equal(await balance(a, { permit }), "750");

  const historyOnly = await sign("history only", ["history"]);
  const refused = await query(a, token, {
    with_permit: { permit: historyOnly, query: { balance: {} } },
  });
  assert.match(String(refused), /No permission to query Balance/);

  const forged = structuredClone(permit);
  forged.params.permit_name = "another";
  const unsigned = await query(a, token, {
    with_permit: { permit: forged, query: { balance: {} } },
  });
  assert.match(String(unsigned), /Failed to verify signatures/);

  succeeded(await execute(a, token, { revoke_permit: { permit_name: "all" } }));
  const revoked = await query(a, token, { with_permit: { permit, query: { balance: {} } } });
  assert.match(String(revoked), /was revoked by account/);
});

test("history tells both sides, newest first, in pages", async () => {
  const history = async (client, page, page_size) => {
    const { transaction_history } = await client.query.snip20.getTransactionHistory({
      contract,
      address: client.address,
      auth: keyOf(client),
      page,
      page_size,
    });
    return transaction_history;
  };
  const tx = succeeded(await transfer(a, b.address, "1"));
  const mine = await history(a, 0, 10);
  assert.deepEqual(
    mine.txs.map((entry) => entry.coins),
    ["1", "250", "1000"].map((amount) => ({ denom: "ACC", amount })),
  );
  assert.equal(mine.total, 3);
  const [newest] = mine.txs;
  const { from, sender, recipient } = newest.action.transfer;
  assert.deepEqual([from, sender, recipient], [a.address, a.address, b.address]);
  assert.equal(newest.block_height, tx.height);
  assert.equal(newest.block_time, Date.parse(tx.timestamp) / 1000);
  const theirs = await history(b, 1, 1);
  assert.deepEqual([theirs.txs.length, theirs.total], [1, 2]);
});

test("the admin alone mints, and burning lowers the supply", async () => {
  const refused = await execute(b, token, { mint: { recipient: b.address, amount: "5" } });
  assert.match(refused.rawLog, /only the admin can mint/);
  succeeded(await execute(a, token, { mint: { recipient: b.address, amount: "5" } }));
  succeeded(await execute(b, token, { burn: { amount: "55" } }));
  assert.equal(await balance(b), "201");
  const { token_info } = await a.query.snip20.getSnip20Params({ contract });
  assert.equal(token_info.total_supply, "950");
});

test("sending to a contract that fails takes everything back", async () => {
  const counter = await deploy(a, "counter", { count: 1 });
  const before = await balance(a);
  const tx = await execute(a, token, {
    send: { recipient: counter.address, recipient_code_hash: counter.code_hash, amount: "10" },
  });
  assert.equal(tx.code, 3);
  assert.match(
    tx.rawLog,
    /dispatch: submessages: Error parsing into type counter::msg::ExecuteMsg/,
  );
  assert.equal(await balance(a), before);
});
