// usage: node --test-reporter=tap --test verify.mjs, with DUMP_PROOFS naming the program that prints the proofs.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import {
  iavlSpec,
  ics23,
  tendermintSpec,
  verifyMembership,
  verifyNonMembership,
} from "@confio/ics23";

const bytes = (hex) => Uint8Array.from(Buffer.from(hex, "hex"));
const text = (string) => new TextEncoder().encode(string);

const proofs = execFileSync(process.env.DUMP_PROOFS, { encoding: "utf8", maxBuffer: 1 << 26 })
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line));

const decode = (hex) => ics23.CommitmentProof.decode(bytes(hex));
const verified = ({ present, proof, root, key, value }) =>
  present
    ? verifyMembership(decode(proof), iavlSpec, bytes(root), bytes(key), bytes(value))
    : verifyNonMembership(decode(proof), iavlSpec, bytes(root), bytes(key));

test("keys that are there are proven, keys that are not are proven absent", () => {
  for (const line of proofs) assert.ok(verified(line), JSON.stringify(line));
  assert.ok(proofs.filter((line) => line.present).length > 40);
  assert.ok(proofs.filter((line) => !line.present).length > 40);
});

test("every store's root is proven under the app hash", () => {
  for (const { storeProof, appHash, store, root } of proofs)
    assert.ok(
      verifyMembership(decode(storeProof), tendermintSpec, bytes(appHash), text(store), bytes(root)),
    );
});

test("a proof holds for no other key, value or root", () => {
  const inEveryTree = Buffer.from("key-000002").toString("hex");
  const other = (hex) => (hex.startsWith("00") ? "01" : "00") + hex.slice(2);
  for (const line of proofs) {
    assert.ok(!verified({ ...line, root: other(line.root) }));
    assert.ok(!verified({ ...line, key: line.present ? `${line.key}00` : inEveryTree }));
    if (line.present) assert.ok(!verified({ ...line, value: other(line.value) }));
    assert.ok(!verified({ ...line, present: !line.present, value: line.value ?? "31" }));
  }
});
