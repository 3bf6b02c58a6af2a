// Federated scoring: models trained on private data, averaged where nobody can read them, applied to private cases.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { clientOf, deploy, execute, permitOf, query, succeeded } from "./support/client.js";
import { assertUnseen } from "./support/haystack.js";
import { startNode, until } from "./support/node.js";
import { rest } from "./support/wire.js";

const node = await startNode();
after(() => node.discard());
const [creator, ...members] = ["a", "b", "c", "d"].map((name) => clientOf(node, name));
const [one, other, third] = members;

const OPEN = "memo in clear";
const MODELS = [
  { weights: [-1_414_213, 2_718_281, -3_141_592], samples: 271_828 },
  { weights: [1_732_050, -1_618_033, 2_236_067], samples: 314_159 },
];
const CASES = [
  [1_123_581, -3_213_455],
  [-2_357_111, 3_171_923],
];

let federated;
const txs = [];
const run = async (client, message) => {
  const tx = await execute(client, federated, message, { memo: OPEN });
  txs.push(tx.transactionHash);
  return tx;
};
const score = (client, features) => run(client, { score: { features } });
/** What the contract answers once the block of the last case is over. */
const ask = (message) =>
  until("the next block", async () => {
    const answer = await query(creator, federated, message);
    return !String(answer).includes("ask again in the next block") && answer;
  });
const scoresOf = async (client) => {
  const permit = await permitOf(client, federated, ["owner"]);
  return ask({ with_permit: { permit, query: { scores: {} } } });
};
const status = () => ask({ status: {} });

/** What the contract should compute, in floating point. */
function expected(features) {
  const samples = MODELS.reduce((sum, model) => sum + model.samples, 0);
  const [constant, ...weights] = MODELS[0].weights.map(
    (_, at) => MODELS.reduce((sum, model) => sum + model.weights[at] * model.samples, 0) / samples,
  );
  const x = weights.reduce((sum, weight, at) => sum + (weight * features[at]) / 1000, constant);
  return 1000 / (1 + Math.exp(-x / 1000));
}

before(async () => {
  federated = await deploy(creator, "federated", {
    members: members.map(({ address }) => address),
    features: 2,
    contributions_min: 2,
    cases_max: 3,
    batch: 3,
  });
});

describe("a model", () => {
  test("is contributed by members, once, and used when enough have", async () => {
    succeeded(await run(one, { contribute: MODELS[0] }));
    assert.match((await run(creator, { close: {} })).rawLog, /too few have contributed/);
    assert.match((await score(one, CASES[0])).rawLog, /the contributions are still open/);
    succeeded(await run(other, { contribute: MODELS[1] }));
    for (const [client, reason] of [
      [one, /you have contributed already/],
      [creator, /you are not a member/],
    ]) {
      assert.match((await run(client, { contribute: MODELS[0] })).rawLog, reason);
    }
    succeeded(await run(creator, { close: {} }));
    const { members: count, contributions, closed } = await status();
    assert.deepEqual([count, contributions, closed], [3, 2, true]);
  });

  test("is the mean of all, and scores a member's cases for that member", async () => {
    for (const features of CASES) succeeded(await score(one, features));
    const { scores, total } = await scoresOf(one);
    assert.equal(total, 2);
    for (const [at, value] of scores.entries()) {
      assert.ok(Math.abs(value - expected(CASES[at])) < 15, `${value}, not ${expected(CASES[at])}`);
    }
    assert.notEqual(scores[0] > 500, scores[1] > 500);
    assert.deepEqual(await scoresOf(other), { scores: [], total: 0 });
  });
});

describe("the mean score", () => {
  test("is told when a batch is whole", async () => {
    assert.deepEqual([(await status()).cases, (await status()).mean], [0, null]);
    succeeded(await score(third, [0, 0]));
    const scores = [...(await scoresOf(one)).scores, ...(await scoresOf(third)).scores];
    const mean = Math.floor(scores.reduce((sum, value) => sum + value) / 3);
    assert.deepEqual([(await status()).cases, (await status()).mean], [3, mean]);
    succeeded(await score(third, [0, 0]));
    assert.deepEqual([(await status()).cases, (await status()).mean], [3, mean]);
  });

  test("is of no more cases than a member has", async () => {
    succeeded(await score(one, CASES[0]));
    assert.match((await score(one, CASES[0])).rawLog, /you have no cases left/);
  });
});

test("cases of one length look alike", async () => {
  const looks = [];
  for (const features of [
    [1234, 5678],
    [9876, 4321],
  ]) {
    const { transactionHash } = succeeded(await score(other, features));
    const { body } = await rest(node, `/cosmos/tx/v1beta1/txs/${transactionHash}`);
    const { tx, data, events } = body.tx_response;
    looks.push([tx.body.messages[0].msg.length, data.length, events.length]);
  }
  assert.deepEqual(looks[0], looks[1]);
});

test("an observer sees neither models nor cases", async () => {
  const numbers = [
    ...MODELS.flatMap(({ weights, samples }) => [...weights, samples]),
    ...CASES.flat(),
  ];
  const secrets = [...numbers.map(String), '"weights"', '"features":['];
  await assertUnseen(node, { secrets, open: OPEN, contracts: [federated.address], txs });
});
