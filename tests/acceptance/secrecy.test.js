// The point of it all: a vote and an auction whose secrets appear nowhere, and open to the right key alone.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { AminoWallet } from "secretjs/dist/wallet_amino.js";
import { ACCOUNTS, CHAIN_ID } from "./support/accounts.js";
import {
  attribute,
  clientOf,
  deploy,
  execute,
  instantiate,
  query,
  store,
  succeeded,
} from "./support/client.js";
import { everything, find } from "./support/haystack.js";
import { filesBelow, startNode, until } from "./support/node.js";
import { height, rest } from "./support/wire.js";

const node = await startNode();
after(() => node.discard());

const SEED = new Uint8Array(32).fill(7);
const wallet = (name) => new AminoWallet(ACCOUNTS[name].mnemonic);
const client = (name, options) => clientOf(node, name, { wallet: wallet(name), ...options });
const [a, b, c, d] = ["a", "b", "c", "d"].map((name) => client(name));

// What must never be seen.
const SECRETS = [
  "Shall the heron be the harbour's bird?",
  "the heron by all means",
  "rather the cormorant",
  '{"vote":{"choice":1}}',
  '{"vote":{"choice":0}}',
  "a lacquered writing box",
  "bid by the widow Quill",
  "viewing key of Arabella",
  271_828_182_845_904_523n,
  314_159_265_358_979_323n,
  577_215_664_901_532_860n,
];
const [BID, TOO_MUCH, MINTED] = SECRETS.slice(-3);
// What an observer may see: it shows that the search finds things.
const OPEN = ["label of the open vote", "memo in clear"];

let vote;
let auction;
let token;
const hashes = [];
const note = (tx) => {
  hashes.push(tx.transactionHash);
  return tx;
};

const nextBlock = async () => {
  const now = await height(node);
  await until("the next block", async () => (await height(node)) > now);
};

const permitOf = (owner, contract) =>
  owner.utils.accessControl.permit.sign(
    owner.address,
    CHAIN_ID,
    "mine",
    [contract.address],
    ["owner"],
    false,
  );

before(async () => {
  vote = await deploy(
    a,
    "vote",
    {
      question: SECRETS[0],
      options: [SECRETS[1], SECRETS[2]],
      voters: [b, c, d].map((voter) => voter.address),
    },
    { label: OPEN[0] },
  );
  token = await deploy(a, "token", {
    name: "Money",
    symbol: "MON",
    decimals: 6,
    initial_balances: [b, c].map(({ address }) => ({ address, amount: String(MINTED) })),
  });
  const codeId = await store(a, "auction");
  auction = await instantiate(a, codeId, {
    token: { address: token.address, code_hash: token.code_hash },
    item: SECRETS[5],
    minimum: "1000",
    ends_at: String(BigInt(Date.now() + 3_600_000) * 1_000_000n),
  });
});

const bid = (bidder, amount, memo) =>
  execute(bidder, token, {
    send: { recipient: auction.address, amount: String(amount), memo, padding: "xxxx" },
  });

describe("a vote", () => {
  let ballots;

  test("counts ballots that look alike", async () => {
    ballots = [
      note(succeeded(await execute(b, vote, { vote: { choice: 1 } }, { memo: OPEN[1] }))),
      note(succeeded(await execute(c, vote, { vote: { choice: 0 } }, { memo: OPEN[1] }))),
      note(succeeded(await execute(d, vote, { vote: { choice: 1 } }, { memo: OPEN[1] }))),
      note(succeeded(await execute(d, vote, { vote: { choice: 0 } }, { memo: OPEN[1] }))),
    ];
    const looks = [];
    for (const { transactionHash } of ballots) {
      const { body } = await rest(node, `/cosmos/tx/v1beta1/txs/${transactionHash}`);
      const { tx, gas_used, data, events } = body.tx_response;
      looks.push({
        gas: gas_used,
        message: tx.body.messages[0].msg.length,
        data: data.length,
        events: events.map((event) => [event.type, event.attributes.length]),
      });
    }
    // The first use of an account writes its public key, which costs more; compare what is alike.
    assert.deepEqual(looks[1], looks[0]);
    assert.deepEqual(looks[3].message, looks[2].message);
    assert.deepEqual(looks[3].data, looks[2].data);
  });

  test("tells nothing before it is closed, except a ballot to its voter", async () => {
    assert.match(String(await query(a, vote, { tally: {} })), /the vote is not closed yet/);
    const own = await query(b, vote, { ballot: { permit: await permitOf(b, vote) } });
    assert.deepEqual(own, { voter: b.address, choice: 1 });
    const status = await query(d, vote, { status: {} });
    assert.equal(status.question, SECRETS[0]);
    assert.equal(status.closed, false);
  });

  test("refuses a second opinion on who may vote", async () => {
    const tx = note(await execute(a, vote, { vote: { choice: 1 } }));
    assert.match(tx.rawLog, /you are not among the voters: execute contract failed$/);
  });

  test("tells the result when it is closed", async () => {
    note(succeeded(await execute(a, vote, { close: {} })));
    await nextBlock();
    assert.deepEqual(await query(d, vote, { tally: {} }), { votes: [2, 1] });
  });
});

describe("an auction", () => {
  test("takes bids without telling them", async () => {
    note(succeeded(await bid(b, BID, SECRETS[6])));
    note(succeeded(await bid(c, BID, SECRETS[6])));
    note(succeeded(await bid(c, 10n, SECRETS[6])));
    const own = await query(b, auction, { bid: { permit: await permitOf(b, auction) } });
    assert.equal(own.amount, String(BID));
    assert.equal((await query(a, auction, { status: {} })).winner, null);
  });

  test("refuses a bid that the bidder cannot pay", async () => {
    const tx = note(await bid(b, TOO_MUCH, SECRETS[6]));
    assert.equal(tx.code, 3);
    assert.match(tx.rawLog, /insufficient funds/);
  });

  test("pays the seller and gives the losers their bids back", async () => {
    note(succeeded(await execute(a, auction, { close: {} })));
    await nextBlock();
    const { winner } = await query(a, auction, { status: {} });
    assert.deepEqual(winner, { bidder: c.address, amount: String(BID + 10n) });
    for (const owner of [a, b]) {
      note(succeeded(await execute(owner, auction, { withdraw: {} })));
    }

    const key = SECRETS[7];
    const balance = async (owner) => {
      note(succeeded(await execute(owner, token, { set_viewing_key: { key } })));
      const answer = await query(owner, token, { balance: { address: owner.address, key } });
      return BigInt(answer.balance.amount);
    };
    assert.equal(await balance(a), BID + 10n);
    assert.equal(await balance(b), MINTED);
    assert.equal(await balance(c), MINTED - BID - 10n);
  });
});

test("only the right key opens a transaction", async () => {
  const secret = SECRETS[6];
  const message = { transfer: { recipient: b.address, amount: "1", memo: secret } };
  const sender = client("c", { encryptionSeed: SEED });
  const tx = note(succeeded(await execute(sender, token, message)));
  assert.deepEqual(tx.tx.body.messages[0].msg, message);

  const again = await client("c", { encryptionSeed: SEED }).query.getTx(tx.transactionHash);
  assert.deepEqual(again.tx.body.messages[0].msg, message);
  assert.deepEqual(again.data, tx.data);

  const wrongSeed = new Uint8Array(32).fill(8);
  for (const other of [b, client("c", { encryptionSeed: wrongSeed })]) {
    const seen = await other.query.getTx(tx.transactionHash);
    assert.equal(typeof seen.tx.body.messages[0].msg, "string");
    assert.notDeepEqual(seen.data, tx.data);
    assert.equal(attribute(seen, "wasm", "contract_address"), token.address);
  }
});

describe("an observer", () => {
  const search = (haystack) => {
    for (const open of OPEN) assert.notDeepEqual(find(open, haystack), [], `${open} is not found`);
    for (const secret of SECRETS) {
      assert.deepEqual(find(secret, haystack), [], `${secret} is seen`);
    }
  };

  test("sees no secret in chain data, REST, RPC, logs and files of the running node", async () => {
    const contracts = [vote.address, auction.address, token.address];
    search(await everything(node, { contracts, txs: hashes }));
  });

  test("finds no secret in the files of the stopped node", async () => {
    const home = node.home;
    const files = filesBelow(home);
    const { code } = await node.stop();
    assert.equal(code, 0);
    // A throw-away home is gone with the node; what was there a moment ago counts.
    search([...files, ...filesBelow(node.folder)]);
  });
});
