// Proofs of state, checked by the library that relayers use.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  iavlSpec,
  ics23,
  tendermintSpec,
  verifyMembership,
  verifyNonMembership,
} from "@confio/ics23";
import { fromBase64, fromBech32, fromHex, toHex, toUtf8 } from "@cosmjs/encoding";
import { ACCOUNTS } from "./support/accounts.js";
import { FAST, clientOf, succeeded } from "./support/client.js";
import { startNode, until } from "./support/node.js";
import { height, rpc } from "./support/wire.js";

const node = await startNode();
after(() => node.discard());

/** The key of a balance: 02, length and bytes of the address, denomination. */
const balanceKey = (address) =>
  new Uint8Array([2, 20, ...fromBech32(address).data, ...toUtf8("uscrt")]);

let provenHeight;
let appHash;

before(async () => {
  const a = clientOf(node, "a");
  const tx = await a.tx.bank.send(
    {
      from_address: a.address,
      to_address: ACCOUNTS.b.address,
      amount: [{ denom: "uscrt", amount: "5" }],
    },
    FAST,
  );
  provenHeight = succeeded(tx).height;
  // The root of the state after a block stands in the header of the next one.
  await until("the next block", async () => (await height(node)) > provenHeight);
  const { signed_header } = await rpc(node, "commit", { height: String(provenHeight + 1) });
  appHash = fromHex(signed_header.header.app_hash.toLowerCase());
});

async function prove(store, key) {
  const params = {
    path: `/store/${store}/key`,
    data: toHex(key),
    height: String(provenHeight),
    prove: true,
  };
  const { response } = await rpc(node, "abci_query", params);
  assert.equal(response.code, 0, response.log);
  const [inTree, ofTree] = response.proofOps.ops;
  assert.deepEqual([inTree.type, ofTree.type], ["ics23:iavl", "ics23:simple"]);
  const decode = (op) => ics23.CommitmentProof.decode(fromBase64(op.data));
  return { response, inTree: decode(inTree), ofTree: decode(ofTree) };
}

/** Checks that the root of the store's tree is under the app hash; gives the root. */
function rootOf(store, ofTree) {
  const root = ofTree.exist.value;
  const key = toUtf8(store);
  assert.ok(verifyMembership(ofTree, tendermintSpec, appHash, key, root));
  return root;
}

test("a balance proves itself up to the app hash", async () => {
  const key = balanceKey(ACCOUNTS.b.address);
  const { response, inTree, ofTree } = await prove("bank", key);
  const root = rootOf("bank", ofTree);
  const value = fromBase64(response.value);
  assert.equal(new TextDecoder().decode(value), "1000000000000000005");
  assert.ok(verifyMembership(inTree, iavlSpec, root, key, value));
  assert.ok(!verifyMembership(inTree, iavlSpec, root, key, toUtf8("1000000000000000006")));
});

test("a balance that is not there proves its absence", async () => {
  const key = balanceKey("secret1tks3rxu2s025wsd68revh3vn4a8u5fnusqwkfe");
  const { response, inTree, ofTree } = await prove("bank", key);
  assert.equal(response.value, null);
  const root = rootOf("bank", ofTree);
  assert.ok(verifyNonMembership(inTree, iavlSpec, root, key));
  assert.ok(!verifyNonMembership(inTree, iavlSpec, root, balanceKey(ACCOUNTS.b.address)));
});
