// The library and the enclave agree to the byte: both are held to the same file of known answers.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { x25519 } from "@noble/curves/ed25519";
import { Session, TYPE, equal, looksAnswered, looksSealed, nonceOf, pad, placeOf, unpad } from "../suite2.js";
import { VECTORS } from "./support/vectors.js";

const text = (string) => new TextEncoder().encode(string);
const sha256 = (bytes) => new Uint8Array(createHash("sha256").update(bytes).digest());
const concat = (...parts) => new Uint8Array(Buffer.concat(parts));

const chainId = new TextDecoder().decode(VECTORS.chain_id);
const session = new Session(chainId, VECTORS.nonce, VECTORS.client_secret, VECTORS.io_public);
const about = {
  type: TYPE.execute,
  sender: VECTORS.sender,
  target: VECTORS.target,
  codeHash: VECTORS.code_hash,
};
// Height 1234, transaction 3, message 0, call 1, field 0.
const PLACE = new Uint8Array(Buffer.from("00000000000004d200000003000000000000000100000000", "hex"));
const place = concat(PLACE, VECTORS.tx_hash);

test("the shared secret and the network's key", () => {
  assert.deepEqual(x25519.getPublicKey(VECTORS.key_io_x25519), VECTORS.io_public);
  assert.deepEqual(x25519.getSharedSecret(VECTORS.client_secret, VECTORS.io_public), VECTORS.shared);
});

test("a message", () => {
  const { key, iv, commitment } = session.inputKeys();
  assert.deepEqual(key, VECTORS.input_key);
  assert.deepEqual(iv, VECTORS.input_iv);
  assert.deepEqual(commitment, VECTORS.input_commitment);
  assert.deepEqual(Session.inputAad(about), VECTORS.input_aad);
  const wire = session.seal(about, text('{"a":1}'));
  assert.equal(wire.length, 368);
  assert.deepEqual(wire.subarray(-16), VECTORS.input_tag);
  assert.deepEqual(sha256(wire), VECTORS.input_wire_sha256);
  assert.deepEqual(session.openInput(about, wire), text('{"a":1}'));
});

/** The answer "ok" of kind "data" in its wire form, from known parts. */
function knownAnswer() {
  const syn = session.syn(place, "data", pad(text("ok")));
  assert.deepEqual(syn, VECTORS.output_syn);
  const { key, iv } = session.outputKeys(place, syn);
  assert.deepEqual(key, VECTORS.output_key);
  assert.deepEqual(iv, VECTORS.output_iv);
  return import("node:crypto").then(({ createCipheriv }) => {
    const cipher = createCipheriv("aes-256-gcm", key, iv);
    cipher.setAAD(Session.outputAad(place, "data", VECTORS.target));
    const sealed = concat(cipher.update(pad(text("ok"))), cipher.final(), cipher.getAuthTag());
    assert.deepEqual(sha256(sealed), VECTORS.output_sealed_sha256);
    return concat(Uint8Array.of(2), PLACE, syn, sealed);
  });
}

test("an answer opens where it belongs and nowhere else", async () => {
  const wire = await knownAnswer();
  assert.deepEqual(session.openOutput("data", VECTORS.target, VECTORS.tx_hash, wire), text("ok"));
  assert.deepEqual(placeOf(wire), { height: 1234n, tx: 3, message: 0, call: 1, field: 0 });
  assert.throws(() => session.openOutput("value", VECTORS.target, VECTORS.tx_hash, wire));
  assert.throws(() => session.openOutput("data", VECTORS.sender, VECTORS.tx_hash, wire));
  assert.throws(() => session.openOutput("data", VECTORS.target, VECTORS.code_hash, wire));
  assert.throws(() => session.openOutput("data", VECTORS.target, undefined, wire));
});

test("no bit of an answer can be changed", async () => {
  const wire = await knownAnswer();
  for (let at = 0; at < wire.length; at++) {
    const changed = wire.slice();
    changed[at] ^= 1 << (at % 8);
    assert.throws(() => session.openOutput("data", VECTORS.target, VECTORS.tx_hash, changed), `byte ${at}`);
  }
});

test("a message is about one call of one sender", () => {
  const wire = session.seal(about, text("{}"));
  for (const [name, value] of Object.entries({
    type: TYPE.migrate,
    sender: VECTORS.target,
    target: VECTORS.sender,
    codeHash: VECTORS.tx_hash,
  }))
    assert.throws(() => session.openInput({ ...about, [name]: value }, wire), name);
  assert.throws(() => session.openInput(about, wire.slice(0, -256)));
});

test("padding hides the length and must be zeros", () => {
  for (let length = 0; length < 600; length++) {
    const padded = pad(new Uint8Array(length).fill(120));
    assert.equal(padded.length, Math.ceil((length + 4) / 256) * 256);
    assert.equal(unpad(padded).length, length);
  }
  assert.equal(pad(text("{}"), 1024).length, 1024);
  assert.throws(() => pad(text("{}"), 100));
  const stray = pad(text("{}"));
  stray[255] = 1;
  assert.throws(() => unpad(stray));
  const long = pad(text("{}"));
  long[2] = 1;
  assert.throws(() => unpad(long));
});

test("a network key of small order is refused", () => {
  const one = new Uint8Array(32);
  one[0] = 1;
  for (const point of [new Uint8Array(32), one])
    assert.throws(() => new Session(chainId, VECTORS.nonce, VECTORS.client_secret, point));
});

test("a nonce tells its epoch and repeats for neither the same randomness nor the same message", () => {
  const secret = new Uint8Array(32).fill(1);
  const entropy = new Uint8Array(32);
  const first = nonceOf(7, secret, pad(text("a")), entropy);
  assert.equal(first.length, 32);
  assert.deepEqual(first.subarray(0, 4), Uint8Array.of(0, 0, 0, 7));
  assert.equal(equal(first, nonceOf(7, secret, pad(text("b")), entropy)), false);
  assert.equal(equal(first, nonceOf(7, secret, pad(text("a")))), false);
});

test("forms are told apart by length and mark", () => {
  assert.equal(looksSealed(new Uint8Array(112 + 256)), true);
  assert.equal(looksSealed(new Uint8Array(112)), false);
  const answer = new Uint8Array(57 + 256);
  assert.equal(looksAnswered(answer), false);
  answer[0] = 2;
  assert.equal(looksAnswered(answer), true);
  assert.equal(looksAnswered(answer, true), false);
});
