// Suite 2 on the wire: what a client derives, seals and opens. Nothing here knows secretjs or the network.
//
// LP(x) is a big-endian length of four bytes and x. Every text is padded with zeros to a multiple of 256 bytes behind its
// length, and sealed with AES-256-GCM under a key that no other text has.

import { gcm } from "@noble/ciphers/aes";
import { x25519 } from "@noble/curves/ed25519";
import { expand, extract } from "@noble/hashes/hkdf";
import { hmac } from "@noble/hashes/hmac";
import { sha256 } from "@noble/hashes/sha2";
import { concatBytes, randomBytes, utf8ToBytes } from "@noble/hashes/utils";

/** What a message is, as it stands in what is authenticated. */
export const TYPE = Object.freeze({ instantiate: 1, execute: 2, query: 3, migrate: 4 });

const BUCKET = 256;
const KEY = 32;
const IV = 12;
const TAG = 16;
const SYN = 16;
const NONCE = 32;
const PLACE = 24;
const HASH = 32;
const COMMITMENT = 32;
const INPUT_FRONT = NONCE + KEY + COMMITMENT;
const ANSWER_MARK = 2;
const NOTHING = new Uint8Array();

const u32 = (number) => {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, number);
  return bytes;
};
const lp = (bytes) => concatBytes(u32(bytes.length), bytes);
const label = (text) => lp(utf8ToBytes(text));
const prkOf = (text, secret) => extract(sha256, secret, sha256(utf8ToBytes(text)));
const readU32 = (bytes, at) => new DataView(bytes.buffer, bytes.byteOffset).getUint32(at);

/** Compares without telling where the difference is. */
export function equal(left, right) {
  if (left.length !== right.length) return false;
  let difference = 0;
  for (let i = 0; i < left.length; i++) difference |= left[i] ^ right[i];
  return difference === 0;
}

/** The padded form of a text; `bucket` may be a larger multiple of 256. */
export function pad(text, bucket = BUCKET) {
  if (bucket <= 0 || bucket % BUCKET !== 0) throw new RangeError("a bucket is a multiple of 256");
  const padded = new Uint8Array(Math.ceil((4 + text.length) / bucket) * bucket);
  padded.set(u32(text.length));
  padded.set(text, 4);
  return padded;
}

export function unpad(padded) {
  const length = readU32(padded, 0);
  if (length > padded.length - 4) throw new Error("the length in front of a text is wrong");
  if (padded.subarray(4 + length).some((byte) => byte !== 0)) throw new Error("padding that is not zeros");
  return padded.slice(4, 4 + length);
}

/** The nonce of a message: its epoch, and bytes that a bad source of randomness alone cannot repeat. */
export function nonceOf(epoch, secret, padded, entropy = randomBytes(32)) {
  return concatBytes(u32(epoch), hmac(sha256, secret, concatBytes(entropy, padded)).subarray(0, NONCE - 4));
}

/** The epoch in front of a nonce. */
export const epochOf = (nonce) => readU32(nonce, 0);

/** Whether `wire` has the length of a message that a client seals. */
export const looksSealed = (wire) =>
  wire.length > INPUT_FRONT + TAG && (wire.length - INPUT_FRONT - TAG) % BUCKET === 0;

/** Whether `wire` has the form of an answer to a call, or, with `toQuery`, to a query. */
export function looksAnswered(wire, toQuery = false) {
  const front = 1 + PLACE + (toQuery ? HASH : 0) + SYN;
  return wire.length > front + TAG && wire[0] === ANSWER_MARK && (wire.length - front - TAG) % BUCKET === 0;
}

/** Where an answer stands: numbers as text of the block, the rest as numbers. */
export function placeOf(wire) {
  const at = new DataView(wire.buffer, wire.byteOffset);
  return {
    height: at.getBigUint64(1),
    tx: at.getUint32(9),
    message: at.getUint32(13),
    call: at.getUint32(17),
    field: at.getUint32(21),
  };
}

/** The keys of one message and of everything that answers it. */
export class Session {
  /**
   * @param {string} chainId
   * @param {Uint8Array} nonce 32 bytes, see nonceOf
   * @param {Uint8Array} secret X25519 secret of this message
   * @param {Uint8Array} ioPublic the network's key of the nonce's epoch
   */
  constructor(chainId, nonce, secret, ioPublic) {
    this.nonce = nonce;
    this.publicKey = x25519.getPublicKey(secret);
    const shared = x25519.getSharedSecret(secret, ioPublic); // refuses a shared secret of zeros
    this.context = concatBytes(label(chainId), nonce, this.publicKey, ioPublic);
    this.input = prkOf("scn2/input", shared);
    this.output = prkOf("scn2/output", shared);
  }

  inputKeys() {
    const length = KEY + IV + COMMITMENT;
    const keys = expand(sha256, this.input, concatBytes(label("scn2/input/keys"), this.context), length);
    return {
      key: keys.subarray(0, KEY),
      iv: keys.subarray(KEY, KEY + IV),
      commitment: keys.subarray(KEY + IV),
    };
  }

  /** `about` is {type, sender, target, codeHash}: a TYPE, raw addresses (empty where there is none) and 32 bytes. */
  static inputAad({ type, sender = NOTHING, target = NOTHING, codeHash }) {
    return concatBytes(label("scn2/input/aad"), Uint8Array.of(type), lp(sender), lp(target), lp(codeHash));
  }

  /** The wire form of an already padded message. */
  sealPadded(about, padded) {
    const { key, iv, commitment } = this.inputKeys();
    const sealed = gcm(key, iv, Session.inputAad(about)).encrypt(padded);
    return concatBytes(this.nonce, this.publicKey, commitment, sealed);
  }

  seal(about, text) {
    return this.sealPadded(about, pad(text));
  }

  /** Whether this session made `wire`. */
  made(wire) {
    return (
      looksSealed(wire) &&
      equal(wire.subarray(0, NONCE), this.nonce) &&
      equal(wire.subarray(NONCE + KEY, INPUT_FRONT), this.inputKeys().commitment)
    );
  }

  /** The text of a message that this session made; throws when it was changed or is about something else. */
  openInput(about, wire) {
    if (!this.made(wire)) throw new Error("not a message of this session");
    const { key, iv } = this.inputKeys();
    return unpad(gcm(key, iv, Session.inputAad(about)).decrypt(wire.subarray(INPUT_FRONT)));
  }

  syn(place, kind, padded) {
    const key = expand(sha256, this.output, concatBytes(label("scn2/output/syn"), this.context), KEY);
    return hmac(sha256, key, concatBytes(label("scn2/output/syn"), place, label(kind), lp(padded))).subarray(0, SYN);
  }

  outputKeys(place, syn) {
    const info = concatBytes(label("scn2/output/key"), this.context, place, syn);
    const keys = expand(sha256, this.output, info, KEY + IV);
    return { key: keys.subarray(0, KEY), iv: keys.subarray(KEY) };
  }

  static outputAad(place, kind, contract) {
    return concatBytes(label("scn2/output/aad"), place, label(kind), lp(contract));
  }

  /**
   * The text of an answer; throws when it is none, or not this one.
   * @param {string} kind "data", "error", "key" or "value" of a call, "query" or "query-error" of a query
   * @param {Uint8Array} contract address of the one that answered; empty for "error"
   * @param {Uint8Array | undefined} txHash of the transaction that was sent; none for a query, whose answer brings 32
   *   random bytes in its place
   */
  openOutput(kind, contract, txHash, wire) {
    const toQuery = txHash === undefined;
    if (!looksAnswered(wire, toQuery)) throw new Error("not an answer of suite 2");
    const front = 1 + PLACE + (toQuery ? HASH : 0);
    const place = toQuery ? wire.subarray(1, front) : concatBytes(wire.subarray(1, front), txHash);
    const syn = wire.subarray(front, front + SYN);
    const { key, iv } = this.outputKeys(place, syn);
    const padded = gcm(key, iv, Session.outputAad(place, kind, contract)).decrypt(wire.subarray(front + SYN));
    if (!equal(this.syn(place, kind, padded), syn)) throw new Error("an answer that contradicts itself");
    return unpad(padded);
  }
}
