// Credit scoring: a bank's facts, an agency's scorecard, and a lender who learns one letter.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { fromBech32 } from "@cosmjs/encoding";
import { Wallet } from "secretjs";
import { clientOf, deploy, execute, permitOf, query, succeeded } from "./support/client.js";
import { assertUnseen } from "./support/haystack.js";
import { startNode } from "./support/node.js";
import { rest } from "./support/wire.js";

const node = await startNode();
after(() => node.discard());
const [agency, bank, person, lender] = ["a", "b", "c", "d"].map((name) => clientOf(node, name));
// Has never sent a transaction, so that the bank's report is all that the chain could know of them.
const hermit = clientOf(node, "hermit", { wallet: new Wallet() });

const OPEN = "memo in clear";
const SCORECARD = {
  base: 500,
  income: 40,
  debt: -5,
  years_employed: 10,
  missed_payments: -50,
  bands: [740, 670, 580],
};
const FACTS = { income: 3500, debt: 12000, years_employed: 9, missed_payments: 0 };
const WORSE = { income: 3500, debt: 12000, years_employed: 9, missed_payments: 3 };

let credit;
const txs = [];
const run = async (client, message) => {
  const tx = await execute(client, credit, message, { memo: OPEN });
  txs.push(tx.transactionHash);
  return tx;
};
const report = (subject, facts) => run(bank, { report: { subject: subject.address, facts } });
const ask = (client, permit, question) =>
  query(client, credit, { with_permit: { permit, query: { [question]: {} } } });
const scoreOf = async (client) => ask(client, await permitOf(client, credit, ["owner"]), "score");

before(async () => {
  credit = await deploy(agency, "credit", { sources: [bank.address], scorecard: SCORECARD });
});

describe("a report", () => {
  test("of a source becomes a score that its subject sees", async () => {
    succeeded(await report(person, FACTS));
    assert.deepEqual(await scoreOf(person), { facts: FACTS, score: 670, band: "B" });
    succeeded(await report(hermit, WORSE));
    assert.deepEqual(await scoreOf(hermit), { facts: WORSE, score: 520, band: "D" });
  });

  test("of somebody else counts for nothing", async () => {
    const tx = await run(person, { report: { subject: person.address, facts: FACTS } });
    assert.match(tx.rawLog, /you are not a source: execute contract failed$/);
    assert.match(String(await scoreOf(lender)), /nothing is known about this account/);
  });

  test("looks like every other", async () => {
    const looks = [];
    for (const facts of [FACTS, WORSE]) {
      const { transactionHash } = succeeded(await report(person, facts));
      const { body } = await rest(node, `/cosmos/tx/v1beta1/txs/${transactionHash}`);
      const { tx, data, events, gas_used } = body.tx_response;
      looks.push([tx.body.messages[0].msg.length, data.length, events.length, gas_used]);
    }
    assert.deepEqual(looks[0], looks[1]);
  });
});

describe("a lender's permit", () => {
  let permit;
  before(async () => {
    permit = await permitOf(person, credit, ["band"], "for the lender");
  });

  test("shows the band and nothing else", async () => {
    const band = { subject: person.address, band: "D" };
    assert.deepEqual(await ask(lender, permit, "band"), band);
    assert.match(String(await ask(lender, permit, "score")), /the permit does not allow this/);
  });

  test("cannot be widened", async () => {
    const widened = structuredClone(permit);
    widened.params.permissions = ["owner"];
    assert.match(String(await ask(lender, widened, "score")), /Failed to verify signatures/);
  });

  test("shows nothing more once it is revoked", async () => {
    succeeded(await run(person, { revoke_permit: { permit_name: "for the lender" } }));
    assert.match(String(await ask(lender, permit, "band")), /was revoked by account/);
    assert.equal((await scoreOf(person)).band, "D");
  });
});

test("an observer sees neither facts nor scorecard nor whom a report is about", async () => {
  const fields = [...Object.entries(SCORECARD), ...Object.entries(FACTS)];
  const secrets = [
    ...fields.map(([name, value]) => `"${name}":${JSON.stringify(value)}`),
    '"score":670',
    '"band":"B"',
    hermit.address,
    fromBech32(hermit.address).data,
  ];
  await assertUnseen(node, { secrets, open: OPEN, contracts: [credit.address], txs });
});
