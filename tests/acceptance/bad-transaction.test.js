// Transactions that are wrong: the original's code and text where clients parse one, and no change of state.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Secp256k1, ripemd160, sha256 } from "@cosmjs/crypto";
import { toBase64, toBech32, toHex, toUtf8 } from "@cosmjs/encoding";
import { SignDoc, TxRaw } from "cosmjs-types/cosmos/tx/v1beta1/tx.js";
import { ACCOUNTS, CHAIN_ID } from "./support/accounts.js";
import { startNode, until } from "./support/node.js";
import { accountOf, keyOf, makeTransaction, sendMessage } from "./support/transaction.js";
import { broadcast, post, rest, rpc, rpcCall } from "./support/wire.js";

const node = await startNode({ args: ["--block-time", "0"] });
after(() => node.discard());
const { address } = ACCOUNTS.a;
let untouched;

/** What must stay as it is: the account, the balances, and the height, since no block is made for nothing. */
async function state() {
  const balances = ["a", "b"].map((name) =>
    rest(node, `/cosmos/bank/v1beta1/balances/${ACCOUNTS[name].address}`),
  );
  return {
    account: await accountOf(node, address),
    balances: (await Promise.all(balances)).map(({ body }) => body.balances),
    height: (await rpc(node, "status")).sync_info.latest_block_height,
  };
}

before(async () => {
  untouched = await state();
});

/** The transaction is refused by RPC and by REST alike, and nothing has changed. */
async function refused(bytes, code, log, codespace = "sdk") {
  const answer = await broadcast(node, bytes);
  assert.deepEqual([answer.code, answer.codespace], [code, codespace], answer.log);
  if (log instanceof RegExp) assert.match(answer.log, log);
  else assert.equal(answer.log, log);
  const body = { tx_bytes: toBase64(bytes), mode: "BROADCAST_MODE_SYNC" };
  const overRest = await post(node, "/cosmos/tx/v1beta1/txs", body);
  assert.equal(overRest.status, 200);
  assert.equal(overRest.body.tx_response.code, code);
  assert.equal(overRest.body.tx_response.raw_log, answer.log);
  assert.deepEqual(await state(), untouched);
}

describe("bytes that are no transaction", () => {
  for (const [what, bytes] of [
    ["garbage", toUtf8("this is not a transaction at all")],
    ["one byte", new Uint8Array([7])],
    ["a huge length", new Uint8Array([0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f])],
  ]) {
    test(`${what} is a parse error`, () => refused(bytes, 2, /tx parse error$/));
  }

  test("a transaction cut short at any byte is refused", async () => {
    const whole = await makeTransaction(node, "a");
    for (let length = 1; length < whole.length; length += 7) {
      const answer = await broadcast(node, whole.slice(0, length));
      assert.notEqual(answer.code, 0, `${length} bytes`);
    }
    assert.deepEqual(await state(), untouched);
  });

  test("a transaction with any byte changed is refused", async () => {
    const whole = await makeTransaction(node, "a");
    for (let at = 0; at < whole.length; at += 5) {
      const changed = whole.slice();
      changed[at] ^= 0x10;
      const answer = await broadcast(node, changed);
      assert.notEqual(answer.code, 0, `byte ${at}`);
    }
    assert.deepEqual(await state(), untouched);
  });

  test("an empty one is an invalid request over REST", async () => {
    const { status, body } = await post(node, "/cosmos/tx/v1beta1/txs", {
      tx_bytes: "",
      mode: "BROADCAST_MODE_SYNC",
    });
    assert.deepEqual([status, body.code, body.message], [400, 3, "invalid empty tx"]);
  });

  test("one that is larger than the mempool takes is refused by it", async () => {
    const memo = "x".repeat(1_100_000);
    const bytes = await makeTransaction(node, "a", { memo });
    const reply = await rpcCall(node, "broadcast_tx_sync", { tx: toBase64(bytes) });
    assert.notEqual(reply.error, undefined);
    assert.deepEqual(await state(), untouched);
  });
});

describe("encodings that are not the one way to write it", () => {
  test("an unknown field in the body is refused", async () => {
    const bodyBytes = (bytes) => new Uint8Array([...bytes, 0x98, 0x06, 0x01]); // field 99, critical
    const bytes = await makeTransaction(node, "a", { change: { bodyBytes } });
    await refused(bytes, 2, /errUnknownField .*tx parse error$/);
  });

  test("an unknown field in the envelope is refused", async () => {
    const bytes = await makeTransaction(node, "a");
    await refused(new Uint8Array([...bytes, 0x7a, 0x01, 0x00]), 2, /tx parse error$/);
  });

  test("a length with needless bytes is refused", async () => {
    const [tag, low, high, ...rest] = await makeTransaction(node, "a");
    assert.ok(low >= 0x80 && high < 0x80, "the length of the body takes two bytes");
    await refused(new Uint8Array([tag, low, high | 0x80, 0x00, ...rest]), 2, /tx parse error$/);
  });

  test("parts in another order are refused", async () => {
    const { bodyBytes, authInfoBytes, signatures } = TxRaw.decode(await makeTransaction(node, "a"));
    const parts = [
      TxRaw.encode(TxRaw.fromPartial({ authInfoBytes })).finish(),
      TxRaw.encode(TxRaw.fromPartial({ bodyBytes, signatures })).finish(),
    ];
    await refused(new Uint8Array(parts.flatMap((part) => [...part])), 2, /tx parse error$/);
  });

  test("a message type that nobody knows is refused", async () => {
    const messages = [{ typeUrl: "/cosmos.bank.v1beta1.MsgSteal", value: new Uint8Array() }];
    const bytes = await makeTransaction(node, "a", { messages });
    await refused(
      bytes,
      2,
      /unable to resolve type URL \/cosmos\.bank\.v1beta1\.MsgSteal.*tx parse error$/,
    );
  });
});

describe("signatures", () => {
  test("for another chain do not count", async () => {
    const bytes = await makeTransaction(node, "a", { chainId: "secret-4" });
    const { accountNumber } = untouched.account;
    await refused(
      bytes,
      4,
      new RegExp(
        `^signature verification failed; please verify account number \\(${accountNumber}\\) and chain-id \\(${CHAIN_ID}\\): \\(unable to verify single signer signature '?[0-9a-f]+'? for signBytes '?[0-9a-f]+'?\\): unauthorized$`,
      ),
    );
  });

  test("over other bytes do not count, and the log holds the bytes that should have been signed", async () => {
    const flip = (bytes) => bytes.map((byte, index) => (index === 10 ? byte ^ 1 : byte));
    const bytes = await makeTransaction(node, "a", {
      change: { signatures: ([signature]) => [flip(signature)] },
    });
    const { bodyBytes, authInfoBytes } = TxRaw.decode(bytes);
    const signed = SignDoc.encode({
      bodyBytes,
      authInfoBytes,
      chainId: CHAIN_ID,
      accountNumber: untouched.account.accountNumber,
    }).finish();
    await refused(bytes, 4, new RegExp(`${toHex(signed)}.*: unauthorized$`));
  });

  test("with a high S do not count", async () => {
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
    const high = ([signature]) => {
      const s = order - BigInt(`0x${toHex(signature.slice(32))}`);
      const bytes = Buffer.from(s.toString(16).padStart(64, "0"), "hex");
      return [new Uint8Array([...signature.slice(0, 32), ...bytes])];
    };
    const bytes = await makeTransaction(node, "a", { change: { signatures: high } });
    await refused(bytes, 4, /unauthorized$/);
  });

  test("that are missing, empty or too many are counted", async () => {
    for (const [signatures, code, log] of [
      [() => [], 15, "no signatures supplied"],
      [([one]) => [one, one], 4, "wrong number of signers; expected 1, got 2: unauthorized"],
    ]) {
      await refused(await makeTransaction(node, "a", { change: { signatures } }), code, log);
    }
  });

  test("by the wrong key do not count", async () => {
    const bytes = await makeTransaction(node, "a", { key: await keyOf("b") });
    await refused(bytes, 8, /invalid pubkey$/);
  });

  test("for an account that does not exist do not count", async () => {
    const account = { accountNumber: 99n, sequence: 0n };
    const stranger = { privkey: new Uint8Array(32).fill(9) };
    const { pubkey } = await Secp256k1.makeKeypair(stranger.privkey);
    stranger.pubkey = Secp256k1.compressPubkey(pubkey);
    const unknown = toBech32("secret", ripemd160(sha256(stranger.pubkey)));
    const bytes = await makeTransaction(node, "a", {
      key: stranger,
      account,
      messages: [sendMessage(unknown, address)],
    });
    // The original prints the raw address here.
    await refused(bytes, 9, /^fee payer address: [^]* does not exist: unknown address$/);
  });
});

describe("the order of transactions", () => {
  for (const [what, change] of [
    ["later", 5n],
    ["much later", 500n],
  ]) {
    test(`a ${what} sequence has to wait`, async () => {
      const { accountNumber, sequence } = untouched.account;
      const account = { accountNumber, sequence: sequence + change };
      const bytes = await makeTransaction(node, "a", { account });
      await refused(
        bytes,
        32,
        `account sequence mismatch, expected ${sequence}, got ${sequence + change}: incorrect account sequence`,
      );
    });
  }
});

describe("fees and limits", () => {
  for (const [what, options, code, log] of [
    [
      "too low a fee",
      { fee: [{ denom: "uscrt", amount: "1" }] },
      13,
      "insufficient fees; got: 1uscrt required: 313uscrt: insufficient fee",
    ],
    ["no fee", { fee: [] }, 13, /^insufficient fees; got: .*required: 313uscrt: insufficient fee$/],
    [
      "a fee in another denomination",
      { fee: [{ denom: "gold", amount: "5000" }] },
      13,
      "insufficient fees; got: 5000gold required: 313uscrt: insufficient fee",
    ],
    [
      "a fee that nobody can pay",
      { fee: [{ denom: "uscrt", amount: "9".repeat(30) }] },
      5,
      /^spendable balance \d+uscrt is smaller than 9{30}uscrt: insufficient funds: insufficient funds$/,
    ],
    ["no gas", { gas: 0n }, 11, /^out of gas in location: \w+; gasWanted: 0, gasUsed: \d+: out of gas$/],
    [
      "little gas",
      { gas: 100n },
      11,
      /^out of gas in location: \w+; gasWanted: 100, gasUsed: \d+: out of gas$/,
    ],
    [
      "a long memo",
      { memo: "m".repeat(257), gas: 100_000n },
      12,
      "maximum number of characters is 256 but received 257 characters: memo too large",
    ],
    ["no message", { messages: [] }, 18, /invalid request$/],
  ]) {
    test(`${what} is refused`, async () => {
      await refused(await makeTransaction(node, "a", options), code, log);
    });
  }
});

describe("messages that cannot be", () => {
  for (const [what, from, to, amount, denom, code, log] of [
    ["a recipient that is no address", address, "nobody", "1", "uscrt", 7, /invalid address$/],
    ["an amount of zero", address, ACCOUNTS.b.address, "0", "uscrt", 10, /invalid coins$/],
    ["a negative amount", address, ACCOUNTS.b.address, "-1", "uscrt", 10, /invalid coins$/],
    ["a denomination that is none", address, ACCOUNTS.b.address, "1", "!", 10, /invalid coins$/],
  ]) {
    test(`${what} fails`, async () => {
      const messages = [sendMessage(from, to, amount, denom)];
      const answer = await broadcast(node, await makeTransaction(node, "a", { messages }));
      if (answer.code !== 0) {
        assert.equal(answer.code, code, answer.log);
        assert.match(answer.log, log);
        return;
      }
      // The original finds some of these only when the block is executed; the fee is spent then.
      const hash = Buffer.from(answer.hash, "hex").toString("base64");
      const tx = await until("the transaction", async () => {
        const reply = await rpcCall(node, "tx", { hash });
        return reply.result;
      });
      assert.equal(tx.tx_result.code, code, tx.tx_result.log);
      assert.match(tx.tx_result.log, log);
      untouched = await state();
    });
  }

  test("coins of somebody else cannot be sent", async () => {
    const messages = [sendMessage(ACCOUNTS.b.address, address)];
    const bytes = await makeTransaction(node, "a", { messages });
    await refused(bytes, 8, /invalid pubkey$/);
  });
});

/** Has the account's next transaction executed; what comes after must leave the new state alone. */
async function commit(bytes) {
  const { sequence } = untouched.account;
  assert.equal((await broadcast(node, bytes)).code, 0);
  await until("the block", async () => (await accountOf(node, address)).sequence > sequence);
  untouched = await state();
}

test("the same transaction is taken once", async () => {
  const bytes = await makeTransaction(node, "a");
  await commit(bytes);
  const again = await rpcCall(node, "broadcast_tx_sync", { tx: toBase64(bytes) });
  assert.equal(again.error?.data, "tx already exists in cache");
});

test("a transaction past its last height is refused", async () => {
  const { height } = untouched;
  await commit(await makeTransaction(node, "a"));
  const bytes = await makeTransaction(node, "a", { timeoutHeight: BigInt(height) });
  const text = new RegExp(`^block height: \\d+, timeout height: ${height}: tx timeout height$`);
  await refused(bytes, 30, text);
});
