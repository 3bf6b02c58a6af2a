// Health records: no reading without consent, and none that the patient does not see.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { clientOf, deploy, execute, permitOf, query, succeeded } from "./support/client.js";
import { assertUnseen } from "./support/haystack.js";
import { startNode, until } from "./support/node.js";

const node = await startNode();
after(() => node.discard());
const [patient, doctor, stranger] = ["a", "b", "c"].map((name) => clientOf(node, name));

const OPEN = "memo in clear";
const RECORD = "Swelling after hazelnuts; carries an adrenaline pen.";
const FINDING = "Prick test positive for hazel and birch.";
const KEY = "the viewing key of Wilhelmina";

let health;
let withdrawn;
const txs = [];
const run = async (client, message) => {
  const tx = await execute(client, health, message, { memo: OPEN });
  txs.push(tx.transactionHash);
  return tx;
};
const add = (client, text) => run(client, { add: { patient: patient.address, text } });
const open = (client) => run(client, { open: { patient: patient.address } });
/** Asks with a permit, once the block of the last change is over. */
const ask = async (client, question) => {
  const permit = await permitOf(client, health, ["owner"]);
  return until("the next block", async () => {
    const answer = await query(client, health, { with_permit: { permit, query: question } });
    return !String(answer).includes("ask again in the next block") && answer;
  });
};
const recordsFor = (client) => ask(client, { records: { patient: patient.address } });
const textsFor = async (client) => (await recordsFor(client)).records.map(({ text }) => text);
const trail = async () => (await ask(patient, { audit: {} })).entries;

before(async () => {
  health = await deploy(patient, "health", {});
  succeeded(await add(patient, RECORD));
});

describe("a doctor", () => {
  test("does nothing without consent", async () => {
    for (const act of [() => open(doctor), () => add(doctor, FINDING)]) {
      assert.match((await act()).rawLog, /the patient has not consented/);
    }
    assert.match(String(await recordsFor(doctor)), /the patient has not consented/);
  });

  test("reads with consent what they have opened, and no later record", async () => {
    succeeded(await run(patient, { consent: { doctor: doctor.address } }));
    assert.deepEqual(await textsFor(doctor), []);
    succeeded(await open(doctor));
    assert.deepEqual(await textsFor(doctor), [RECORD]);
    succeeded(await add(doctor, FINDING));
    assert.deepEqual(await textsFor(doctor), [RECORD]);
    assert.deepEqual(await textsFor(patient), [RECORD, FINDING]);
  });

  test("reads nothing more once consent is withdrawn", async () => {
    withdrawn = succeeded(await run(patient, { withdraw: { doctor: doctor.address } }));
    assert.match(String(await recordsFor(doctor)), /the patient has not consented/);
    assert.match((await open(doctor)).rawLog, /the patient has not consented/);
  });
});

describe("the audit trail", () => {
  test("tells the patient all that was done, and when", async () => {
    const entries = await trail();
    const of = ({ account, action, records }) => [account, action, records];
    assert.deepEqual(entries.map(of), [
      [patient.address, "add", 1],
      [doctor.address, "consent", 1],
      [doctor.address, "open", 1],
      [doctor.address, "add", 2],
      [doctor.address, "withdraw", 2],
    ]);
    assert.equal(entries.at(-1).at, Math.floor(Date.parse(withdrawn.timestamp) / 1000));
  });

  test("is the patient's alone", async () => {
    assert.deepEqual(await ask(doctor, { audit: {} }), { entries: [], total: 0 });
  });
});

test("a viewing key proves the same as a permit", async () => {
  succeeded(await run(patient, { set_viewing_key: { key: KEY } }));
  const viewer = { address: patient.address, viewing_key: KEY };
  const records = { records: { patient: patient.address, viewer, start: 1 } };
  const answer = await query(stranger, health, records);
  assert.deepEqual([answer.total, answer.records[0].text], [2, FINDING]);
  const { total } = await query(stranger, health, { audit: { viewer } });
  assert.equal(total, 5);
  for (const wrong of [
    { ...viewer, viewing_key: "a guess" },
    { ...viewer, address: doctor.address },
  ]) {
    const refused = await query(stranger, health, { audit: { viewer: wrong } });
    assert.match(String(refused), /wrong viewing key/);
  }
});

test("an observer sees no record and no viewing key", async () => {
  const secrets = [RECORD, FINDING, KEY, '"open":', '"consent":'];
  await assertUnseen(node, { secrets, open: OPEN, contracts: [health.address], txs });
});
