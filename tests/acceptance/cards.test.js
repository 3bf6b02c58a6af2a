// A card game whose hands nobody but their players can see, dealt by the randomness of the chain.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { clientOf, execute, instantiate, query, store, succeeded } from "./support/client.js";
import { assertUnseen } from "./support/haystack.js";
import { startNode, until } from "./support/node.js";
import { rest } from "./support/wire.js";

const node = await startNode();
after(() => node.discard());
const players = ["a", "b"].map((name) => clientOf(node, name));
const stranger = clientOf(node, "c");

const OPEN = "memo in clear";
const txs = [];
let codeId;
let game;

const keyOf = (client) => `the viewing key that ${client.address} chose`;
const run = async (client, message) => {
  const tx = await execute(client, game, message, { memo: OPEN });
  txs.push(tx.transactionHash);
  return tx;
};
const join = (client) => run(client, { join: { viewing_key: keyOf(client) } });
const lay = (client, position) => run(client, { lay: { position } });
/** What the game shows once the block of the last move is over. */
const ask = (message, contract = game) =>
  until("the next block", async () => {
    const answer = await query(stranger, contract, message);
    return !String(answer).includes("ask again in the next block") && answer;
  });
const handOf = (client, contract) =>
  ask({ hand: { player: client.address, key: keyOf(client) } }, contract);
const table = () => ask({ table: {} });

const RANKS = "2 3 4 5 6 7 8 9 10 J Q K A".split(" ");
const value = (card) => 4 * RANKS.indexOf(card.slice(0, -1)) + "CDHS".indexOf(card.at(-1));

const open = async () => {
  game = await instantiate(stranger, codeId, { seats: 2 });
  for (const player of players) succeeded(await join(player));
  return game;
};

before(async () => {
  codeId = await store(stranger, "cards");
  await open();
});

describe("a hand", () => {
  test("has five cards that no other hand has", async () => {
    const hands = await Promise.all(players.map((player) => handOf(player)));
    const cards = hands.flatMap((hand) => hand.cards);
    assert.equal(new Set(cards).size, 10);
    assert.ok(
      cards.every((card) => value(card) >= 0 && value(card) < 52),
      String(cards),
    );
  });

  test("opens to the viewing key of its player alone", async () => {
    const [a, b] = players;
    for (const [player, key] of [
      [a, keyOf(b)],
      [b, ""],
      [stranger, keyOf(stranger)],
    ]) {
      const answer = await ask({ hand: { player: player.address, key } });
      assert.match(String(answer), /wrong viewing key/);
    }
  });

  test("is another one in each game", async () => {
    const first = game;
    const second = await open();
    const [one, other] = await Promise.all([first, second].map((of) => handOf(players[0], of)));
    assert.notDeepEqual(one.cards, other.cards);
    game = first;
  });
});

describe("a round", () => {
  test("is open when both have laid a card, and moves look alike", async () => {
    const hashes = [];
    for (const [seat, player] of players.entries()) {
      const tx = succeeded(await lay(player, 2 + seat));
      hashes.push(tx.transactionHash);
      assert.equal((await table()).rounds.length, seat);
    }
    const looks = await Promise.all(
      hashes.map(async (hash) => {
        const { body } = await rest(node, `/cosmos/tx/v1beta1/txs/${hash}`);
        const { tx, data } = body.tx_response;
        return [tx.body.messages[0].msg.length, data.length];
      }),
    );
    assert.deepEqual(looks[0], looks[1]);

    const hands = await Promise.all(players.map((player) => handOf(player)));
    const cards = [hands[0].cards[2], hands[1].cards[3]];
    const { rounds, tricks } = await table();
    assert.deepEqual(rounds, [cards]);
    assert.deepEqual(tricks, value(cards[0]) > value(cards[1]) ? [1, 0] : [0, 1]);
  });

  test("waits for everybody", async () => {
    succeeded(await lay(players[0], 0));
    const early = await lay(players[0], 1);
    assert.match(early.rawLog, /the others have not laid yet/);
    succeeded(await lay(players[1], 0));
    assert.match((await lay(players[1], 0)).rawLog, /you have laid this card already/);
    assert.match((await lay(stranger, 0)).rawLog, /you do not play/);
  });

  test("is one of five, and who takes most tricks wins", async () => {
    for (const positions of [
      [1, 1],
      [3, 2],
      [4, 4],
    ]) {
      for (const [seat, player] of players.entries()) succeeded(await lay(player, positions[seat]));
    }
    const { rounds, tricks, winners } = await table();
    const won = rounds.filter(([a, b]) => value(a) > value(b)).length;
    assert.deepEqual(tricks, [won, 5 - won]);
    assert.deepEqual(winners, [players[won > 2 ? 0 : 1].address]);
  });
});

test("an observer sees no viewing key, no move and no hand", async () => {
  const hands = await Promise.all(players.map((player) => handOf(player)));
  const secrets = [
    ...players.map(keyOf),
    ...hands.map(({ cards }) => JSON.stringify(cards)),
    '{"lay":{"position":2}}',
  ];
  await assertUnseen(node, { secrets, open: OPEN, contracts: [game.address], txs });
});
