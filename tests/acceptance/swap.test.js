// A swap of two private tokens: both are paid or neither, and nobody else learns how much.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { toBase64, toUtf8 } from "@cosmjs/encoding";
import {
  clientOf,
  execute,
  instantiate,
  deploy,
  permitOf,
  query,
  store,
  succeeded,
} from "./support/client.js";
import { assertUnseen } from "./support/haystack.js";
import { startNode } from "./support/node.js";

const node = await startNode();
after(() => node.discard());
const [creator, maker, taker, stranger] = ["a", "b", "c", "d"].map((name) => clientOf(node, name));

const MINTED = 577_215_664_901_532_860n;
const GOLD = 271_828_182_845_904_523n;
const SILVER = 314_159_265_358_979_323n;
const KEY = "viewing key of Arabella";
const OPEN = "memo in clear";

let gold;
let silver;
let swap;
const txs = [];
const note = (tx) => {
  txs.push(tx.transactionHash);
  return tx;
};

before(async () => {
  const codeId = await store(creator, "token");
  const token = (symbol, owner) =>
    instantiate(creator, codeId, {
      name: symbol.toLowerCase(),
      symbol,
      decimals: 6,
      initial_balances: [{ address: owner.address, amount: String(MINTED) }],
    });
  gold = await token("GOLD", maker);
  silver = await token("SILVER", taker);
  const tokens = [gold, silver].map(({ address, code_hash }) => ({ address, code_hash }));
  swap = await deploy(creator, "swap", { tokens });
  for (const client of [maker, taker]) {
    for (const one of [gold, silver]) {
      note(succeeded(await execute(client, one, { set_viewing_key: { key: KEY } })));
    }
  }
});

/** Sends tokens to the swap with an order. */
const send = async (client, token, amount, order) => {
  const msg = toBase64(toUtf8(JSON.stringify(order)));
  const message = { send: { recipient: swap.address, amount: String(amount), msg, padding: "xx" } };
  return note(await execute(client, token, message, { memo: OPEN }));
};
const offer = (wants, to = taker) => ({ offer: { taker: to.address, wants: String(wants) } });
const offersOf = async (client) => {
  const permit = await permitOf(client, swap, ["owner"]);
  return (await query(client, swap, { with_permit: { permit, query: { offers: {} } } })).offers;
};
const balance = async (client, token) => {
  const answer = await query(client, token, { balance: { address: client.address, key: KEY } });
  return BigInt(answer.balance.amount);
};
const balances = () =>
  Promise.all([maker, taker].flatMap((of) => [gold, silver].map((token) => balance(of, token))));

describe("an offer", () => {
  test("is seen by its maker and its taker alone", async () => {
    succeeded(await send(maker, gold, GOLD, offer(SILVER)));
    const [seen] = await offersOf(taker);
    assert.deepEqual(seen, {
      id: 0,
      maker: maker.address,
      taker: taker.address,
      gives: { token: gold.address, amount: String(GOLD) },
      wants: { token: silver.address, amount: String(SILVER) },
    });
    assert.deepEqual(await offersOf(maker), [seen]);
    assert.deepEqual(await offersOf(stranger), []);
  });

  test("that is taken for less pays nobody", async () => {
    const before = await balances();
    const tx = await send(taker, silver, SILVER - 1n, { take: { id: 0 } });
    assert.equal(tx.code, 3);
    assert.match(tx.rawLog, /the offer wants something else/);
    assert.deepEqual(await balances(), before);
  });

  test("that is taken pays both", async () => {
    succeeded(await send(taker, silver, SILVER, { take: { id: 0 } }));
    assert.deepEqual(await balances(), [MINTED - GOLD, SILVER, GOLD, MINTED - SILVER]);
    assert.deepEqual(await offersOf(taker), []);
    const again = await send(taker, silver, 1n, { take: { id: 0 } });
    assert.match(again.rawLog, /there is no such offer for you/);
  });

  test("that is cancelled gives the tokens back", async () => {
    const before = await balances();
    succeeded(await send(taker, gold, 5n, offer(1n, maker)));
    const refused = await execute(maker, swap, { cancel: { id: 1 } });
    assert.match(refused.rawLog, /you have no such offer/);
    note(succeeded(await execute(taker, swap, { cancel: { id: 1 } })));
    assert.deepEqual(await balances(), before);
  });
});

test("only the two tokens can call", async () => {
  const msg = toBase64(toUtf8(JSON.stringify(offer(1n))));
  const receive = { sender: stranger.address, from: stranger.address, amount: "1", msg };
  const tx = await execute(stranger, swap, { receive });
  assert.match(tx.rawLog, /this token is not swapped here/);
});

test("an observer sees no amount", async () => {
  const contracts = [gold, silver, swap].map(({ address }) => address);
  const secrets = [GOLD, SILVER, MINTED, MINTED - GOLD, MINTED - SILVER, KEY];
  await assertUnseen(node, { secrets, open: OPEN, contracts, txs });
});
