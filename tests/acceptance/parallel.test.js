// Queries run beside blocks and beside each other: the long ones of one user hold up nobody else.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ACCOUNTS } from "./support/accounts.js";
import { FAST, clientOf, deploy, execute, query, succeeded } from "./support/client.js";
import { startNode, until } from "./support/node.js";
import { rest } from "./support/wire.js";

/** As many as the enclave runs at once, and a queue of them that outlasts a few blocks. */
const LONG_QUERIES = 4;
const QUEUE = 4 * LONG_QUERIES;

const node = await startNode();
after(() => node.discard());
const a = clientOf(node, "a");
let busy;
let counter;

before(async () => {
  busy = await deploy(a, "conformance", { steps: [] });
  counter = await deploy(a, "counter", { count: 1 });
  // What is not compiled yet takes ten times as long.
  const compiled = join(node.home, "data", "native", busy.code_hash);
  await until("the compiler", () => existsSync(compiled), 60_000);
});

/** Queries that each run until their gas ends, and how many of them were answered. */
function keepBusy(count) {
  const state = { answered: 0 };
  const one = () =>
    query(a, busy, { steps: [{ loop: {} }] })
      .catch(() => undefined)
      .finally(() => state.answered++);
  state.all = Promise.all(Array.from({ length: count }, one));
  return state;
}

test("transactions commit while long queries run", async () => {
  const long = keepBusy(QUEUE);
  const coins = [{ denom: "uscrt", amount: "1" }];
  const send = { from_address: a.address, to_address: ACCOUNTS.b.address, amount: coins };
  succeeded(await a.tx.bank.send(send, { gasLimit: 50_000, ...FAST }));
  succeeded(await execute(a, counter, { increment: {} }));
  assert.ok(long.answered < QUEUE, `${long.answered} long queries were answered before`);
  await long.all;
});

test("other queries are answered while long ones run", async () => {
  const long = keepBusy(LONG_QUERIES);
  const { status } = await rest(node, `/cosmos/bank/v1beta1/balances/${a.address}`);
  assert.equal(status, 200);
  assert.equal(long.answered, 0);
  await long.all;
  assert.equal((await query(a, counter, { get_count: {} })).count, 2);
});
