// Shared keys: a document that anybody can fetch, a key that its owner shares and takes back.

import assert from "node:assert/strict";
import { webcrypto } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { fromBase64, fromUtf8, toUtf8 } from "@cosmjs/encoding";
import { clientOf, deploy, execute, permitOf, query, succeeded } from "./support/client.js";
import { assertUnseen } from "./support/haystack.js";
import { startNode } from "./support/node.js";

const node = await startNode();
after(() => node.discard());
const [owner, reader, stranger] = ["a", "b", "c"].map((name) => clientOf(node, name));

const NAME = "the letters of Ottilie";
const DOCUMENT = "Meet me where the river bends, and bring no lantern.";
const OPEN = "memo in clear";

const keys = [];
const txs = [];
let access;

const run = async (client, message) => {
  const tx = await execute(client, access, message, { memo: OPEN });
  txs.push(tx.transactionHash);
  return tx;
};
const keyOf = async (client, { address }, version) => {
  const permit = await permitOf(client, access, ["keys"]);
  return query(client, access, {
    with_permit: { permit, query: { key: { owner: address, name: NAME, version } } },
  });
};
const keyFor = (client, version) => keyOf(client, owner, version);

/** Encrypts or decrypts with a key of the contract, as an application would. */
async function aes(action, { key }, nonce, data) {
  const algorithm = { name: "AES-GCM", iv: nonce };
  const imported = await webcrypto.subtle.importKey("raw", fromBase64(key), "AES-GCM", false, [
    action,
  ]);
  return new Uint8Array(await webcrypto.subtle[action](algorithm, imported, data));
}

before(async () => {
  access = await deploy(owner, "access", {});
  succeeded(await run(owner, { create: { name: NAME } }));
});

describe("a shared key", () => {
  const nonce = new Uint8Array(12).fill(1);
  let published;

  test("encrypts for its owner what its readers can read", async () => {
    const key = await keyFor(owner);
    keys.push(key);
    assert.equal(fromBase64(key.key).length, 32);
    published = await aes("encrypt", key, nonce, toUtf8(DOCUMENT));

    assert.match(String(await keyFor(reader)), /there is no such key for you/);
    succeeded(await run(owner, { share: { name: NAME, account: reader.address } }));
    assert.equal(fromUtf8(await aes("decrypt", await keyFor(reader), nonce, published)), DOCUMENT);
    assert.match(String(await keyFor(stranger)), /there is no such key for you/);
  });

  test("is shared by its owner alone", async () => {
    const tx = await run(reader, { share: { name: NAME, account: stranger.address } });
    assert.match(tx.rawLog, /you have no key of this name: execute contract failed$/);
  });

  test("has a new version once it is taken back", async () => {
    succeeded(await run(owner, { take_back: { name: NAME, account: reader.address } }));
    assert.match(String(await keyFor(reader)), /there is no such key for you/);
    const key = await keyFor(owner);
    keys.push(key);
    assert.equal(key.version, 2);
    await assert.rejects(aes("decrypt", key, nonce, published));
    assert.deepEqual(await keyFor(owner, 1), keys[0]);
  });

  test("is random: the same name of another account is another key", async () => {
    succeeded(await run(stranger, { create: { name: NAME } }));
    assert.notEqual((await keyOf(stranger, stranger)).key, keys[0].key);
  });
});

describe("a permit", () => {
  const ask = (permit) =>
    query(stranger, access, {
      with_permit: { permit, query: { key: { owner: owner.address, name: NAME } } },
    });

  test("opens only with its permission, its contract and its signature", async () => {
    assert.match(String(await ask(await permitOf(owner, access, ["balance"]))), /unknown variant/);
    assert.match(String(await ask(await permitOf(owner, access, []))), /needs the permission keys/);
    const elsewhere = await permitOf(owner, { address: owner.address }, ["keys"]);
    assert.match(String(await ask(elsewhere)), /Permit doesn't apply/);
    const forged = await permitOf(owner, access, ["keys"]);
    forged.params.permit_name = "another";
    assert.match(String(await ask(forged)), /Failed to verify signatures/);
  });

  test("opens no more once it is revoked", async () => {
    const permit = await permitOf(owner, access, ["keys"], "lent");
    assert.equal((await ask(permit)).key, keys[1].key);
    succeeded(await run(owner, { revoke_permit: { permit_name: "lent" } }));
    assert.match(String(await ask(permit)), /was revoked by account/);
    assert.equal((await keyFor(owner)).key, keys[1].key);
  });
});

test("an observer sees neither keys nor names nor the document", async () => {
  const secrets = [NAME, DOCUMENT, ...keys.map(({ key }) => fromBase64(key))];
  await assertUnseen(node, { secrets, open: OPEN, contracts: [access.address], txs });
});
