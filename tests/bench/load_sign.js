// Makes signed transactions fast: the benchmark must not measure its own client. Node's own cryptography
// does the work; the few protobuf messages are written by hand.

import {
  createCipheriv,
  createECDH,
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  sign,
} from "node:crypto";
import { createRequire } from "node:module";

const require = createRequire(new URL("../acceptance/package.json", import.meta.url));
const { toBech32, fromBech32 } = require("@cosmjs/encoding");

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const X25519_DER_HEAD = Buffer.from("302a300506032b656e032100", "hex");
const ENCRYPTION_SALT = Buffer.from(
  "000000000000000000024bead8df69990852c202db0e0097c1a12ea637d7e96d",
  "hex",
);

// Protobuf.
function varint(value) {
  const bytes = [];
  let rest = BigInt(value);
  while (rest >= 0x80n) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  return Buffer.from([...bytes, Number(rest)]);
}
/** A field of bytes, text or a message. */
export const bytesField = (number, value) => {
  const content = Buffer.from(value);
  return Buffer.concat([varint((number << 3) | 2), varint(content.length), content]);
};
export const numberField = (number, value) =>
  BigInt(value) === 0n ? Buffer.alloc(0) : Buffer.concat([varint(number << 3), varint(value)]);
export const message = (...fields) => Buffer.concat(fields);
export const any = (url, value) => message(bytesField(1, url), bytesField(2, value));
const coin = (amount, denom = "uscrt") =>
  message(bytesField(1, denom), bytesField(2, String(amount)));

/** The account of a private key: {address, publicKey, key}. Addresses begin with the chain's `prefix`. */
export function accountOfKey(privateKey, prefix = "secret") {
  const pair = createECDH("secp256k1");
  pair.setPrivateKey(privateKey);
  const point = pair.getPublicKey();
  const text = (bytes) => Buffer.from(bytes).toString("base64url");
  const key = createPrivateKey({
    format: "jwk",
    key: {
      kty: "EC",
      crv: "secp256k1",
      d: text(privateKey),
      x: text(point.subarray(1, 33)),
      y: text(point.subarray(33)),
    },
  });
  const publicKey = pair.getPublicKey(null, "compressed");
  const hash = createHash("ripemd160").update(createHash("sha256").update(publicKey).digest());
  return { address: toBech32(prefix, hash.digest()), publicKey, key };
}

export const bankSend = (from, to) =>
  any(
    "/cosmos.bank.v1beta1.MsgSend",
    message(bytesField(1, from), bytesField(2, to), bytesField(3, coin(1))),
  );

export const executeContract = (from, contract, ciphertext) =>
  any(
    "/secret.compute.v1beta1.MsgExecuteContract",
    message(
      bytesField(1, fromBech32(from).data),
      bytesField(2, fromBech32(contract).data),
      bytesField(3, ciphertext),
    ),
  );

/** A signed transaction of one or more messages. The fee is in uscrt unless there is a `denom`. */
export function signTransaction(account, messages, options) {
  const { chainId, accountNumber, sequence, gas, fee, denom } = options;
  const body = message(...messages.map((one) => bytesField(1, one)));
  const publicKey = any("/cosmos.crypto.secp256k1.PubKey", bytesField(1, account.publicKey));
  const direct = bytesField(1, numberField(1, 1));
  const signer = message(bytesField(1, publicKey), bytesField(2, direct), numberField(3, sequence));
  const authInfo = message(
    bytesField(1, signer),
    bytesField(2, message(bytesField(1, coin(fee, denom)), numberField(2, gas))),
  );
  const document = message(
    bytesField(1, body),
    bytesField(2, authInfo),
    bytesField(3, chainId),
    numberField(4, accountNumber),
  );
  const signature = sign("sha256", document, { key: account.key, dsaEncoding: "ieee-p1363" });
  return message(bytesField(1, body), bytesField(2, authInfo), bytesField(3, lowS(signature)));
}

/** Of the two values that are a valid S, the chain takes the lower one. */
function lowS(signature) {
  const s = BigInt(`0x${signature.subarray(32).toString("hex")}`);
  if (s <= ORDER / 2n) return signature;
  const low = Buffer.from((ORDER - s).toString(16).padStart(64, "0"), "hex");
  return Buffer.concat([signature.subarray(0, 32), low]);
}

/** Seals contract messages for the network's key, as secretjs does. */
export function makeSealer(networkKey) {
  const pair = generateKeyPairSync("x25519");
  const theirs = Buffer.concat([X25519_DER_HEAD, networkKey]);
  const publicKey = createPublicKey({ key: theirs, format: "der", type: "spki" });
  const shared = diffieHellman({ privateKey: pair.privateKey, publicKey });
  const own = pair.publicKey.export({ format: "der", type: "spki" }).subarray(-32);
  let count = 0n;
  return (codeHash, json) => {
    const nonce = createHash("sha256").update(own).update(String(count++)).digest();
    const key = hkdfSync("sha256", Buffer.concat([shared, nonce]), ENCRYPTION_SALT, "", 32);
    const plaintext = Buffer.from(codeHash + JSON.stringify(json));
    return Buffer.concat([nonce, own, siv(Buffer.from(key), plaintext)]);
  };
}

/** AES-SIV (RFC 5297) with one empty associated text. */
function siv(key, plaintext) {
  const mac = (text) => cmac(key.subarray(0, 16), text);
  let digest = double(mac(Buffer.alloc(16)));
  digest = xor(digest, mac(Buffer.alloc(0)));
  const tail = Buffer.from(plaintext);
  const last = tail.subarray(tail.length - 16);
  xor(last, digest).copy(last);
  const tag = mac(tail);
  const counter = Buffer.from(tag);
  counter[8] &= 0x7f;
  counter[12] &= 0x7f;
  const cipher = createCipheriv("aes-128-ctr", key.subarray(16), counter);
  return Buffer.concat([tag, cipher.update(plaintext)]);
}

function cmac(key, text) {
  const encrypt = (bytes) => {
    const cipher = createCipheriv("aes-128-cbc", key, Buffer.alloc(16)).setAutoPadding(false);
    return cipher.update(bytes).subarray(-16);
  };
  const subkey = double(encrypt(Buffer.alloc(16)));
  const whole = text.length > 0 && text.length % 16 === 0;
  const padded = whole
    ? Buffer.from(text)
    : Buffer.concat([text, Buffer.from([0x80]), Buffer.alloc(15 - (text.length % 16))]);
  const last = padded.subarray(-16);
  xor(last, whole ? subkey : double(subkey)).copy(last);
  return encrypt(padded);
}

function double(block) {
  const doubled = Buffer.alloc(16);
  for (let at = 0; at < 16; at++) doubled[at] = (block[at] << 1) | ((block[at + 1] ?? 0) >> 7);
  if (block[0] & 0x80) doubled[15] ^= 0x87;
  return doubled;
}

const xor = (left, right) => Buffer.from(left.map((byte, at) => byte ^ right[at]));
