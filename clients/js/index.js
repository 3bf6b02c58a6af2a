// Suite 2 for secretjs, around a client that secretjs made: `withSuite2(new SecretNetworkClient({...}))`.
//
// secretjs encrypts through an object with encrypt(codeHash, message) and decrypt(ciphertext, nonce), which knows neither
// who sends nor to whom, nor where an answer stood. Suite 2 binds all of that. So this library gives secretjs such an object,
// and puts itself around the three places where the missing facts are known: before a message is signed, around a
// query, and before a transaction's response is decoded. Nothing of secretjs is copied or changed for other clients.

import { hmac } from "@noble/hashes/hmac";
import { sha256 } from "@noble/hashes/sha2";
import { concatBytes, randomBytes, utf8ToBytes } from "@noble/hashes/utils";
import { base64, hex } from "@scure/base";
import {
  addressBytes,
  decodeBase64,
  isPair,
  placeKey,
  sealedAnswers,
  sealedMessages,
} from "./response.js";
import { Session, TYPE, epochOf, equal, looksSealed, nonceOf, pad } from "./suite2.js";

export { Session, TYPE } from "./suite2.js";

const OFFER_MS = 10 * 60 * 1000;
const SEALED_MAX = 4096; // messages whose contents are remembered
const utf8 = new TextEncoder();

/** What the network offers: {suite, epoch, ioPublic} of suite 2, or undefined when it has suite 1 alone. */
export async function suite2Of(url, fetchFrom = globalThis.fetch) {
  const fail = (why, cause) => new Error(`${url} does not tell which message suites the network has: ${why}`, { cause });
  const response = await fetchFrom(`${url}/registration/v1beta1/message-suites`).catch((error) => {
    throw fail(error.cause?.message ?? error.message, error);
  });
  if (response.status === 404 || response.status === 501) return undefined; // a node that does not know the question
  if (!response.ok) throw fail(`status ${response.status}`);
  const { suites } = await response.json().catch((error) => {
    throw fail("the answer is no JSON", error);
  });
  const second = suites?.find(({ suite }) => Number(suite) === 2);
  return second === undefined ? undefined : offerOf(Number(second.epoch), decodeBase64(second.io_public_key));
}

function offerOf(epoch, ioPublic) {
  if (!Number.isInteger(epoch) || epoch < 1 || epoch > 0xffffffff) throw new Error("the network's epoch is not one");
  if (ioPublic?.length !== 32) throw new Error("the network's key for suite 2 has not 32 bytes");
  return { suite: 2, epoch, ioPublic };
}

function codeHashBytes(codeHash) {
  const digits = codeHash.replace(/^0x/, "").toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(digits)) throw new Error("a code hash has 64 hex digits");
  return hex.decode(digits);
}

/** Seals messages and opens answers. An EncryptionUtils of secretjs for what the wrappers have opened; else `first`. */
export class Suite2 {
  #seed;
  #offer;
  #offeredAt = 0; // Infinity: it was given, and the network is not asked
  #keys = new Map(); // network key of each epoch that was seen
  #sealed = new Map(); // nonce in hex: {about} of messages made here
  #opened = new Set(); // maps from sealed text in hex to text, while responses are decoded

  /**
   * @param {object} options
   * @param {string} options.url of the REST server
   * @param {string} options.chainId
   * @param {object} options.first the EncryptionUtils of suite 1
   * @param {Uint8Array} [options.seed] 32 bytes; with it a later session reads what this one sent
   * @param {boolean} [options.required] refuse networks that offer suite 1 alone
   * @param {{epoch: number, ioPublic: Uint8Array}} [options.network] what to encrypt to, known from elsewhere: the node is
   *   not asked, and cannot lie about it
   * @param {number} [options.bucket] pad to a multiple of this many bytes, itself one of 256
   */
  constructor({ url, chainId, first, seed = randomBytes(32), required = false, network, bucket = 256 }) {
    if (seed.length !== 32) throw new Error("a seed has 32 bytes");
    if (bucket <= 0 || bucket % 256 !== 0) throw new RangeError("a bucket is a multiple of 256");
    if (network !== undefined) {
      this.#offer = Promise.resolve(offerOf(network.epoch, network.ioPublic));
      this.#offeredAt = Infinity;
    }
    Object.assign(this, { url, chainId, first, required, bucket });
    this.#seed = hmac(sha256, seed, utf8ToBytes("secretd/client/suite2"));
  }

  /** What the network offers; asked once in a while. Refuses a network that has not what is required. */
  async offer() {
    if (this.#offer === undefined || Date.now() - this.#offeredAt > OFFER_MS) {
      this.#offer = suite2Of(this.url);
      this.#offeredAt = Date.now();
      this.#offer.catch(() => (this.#offer = undefined));
    }
    const offer = await this.#offer;
    if (offer !== undefined) this.#keys.set(offer.epoch, offer.ioPublic);
    else if (this.required) throw new Error("the network does not offer suite 2");
    return offer;
  }

  #derive(purpose, nonce) {
    return hmac(sha256, this.#seed, concatBytes(utf8ToBytes(purpose), nonce));
  }

  /** The session of a nonce: its key pair is fresh with each nonce and can be found again from the seed. */
  session(nonce) {
    const ioPublic = this.#keys.get(epochOf(nonce));
    if (ioPublic === undefined) return undefined;
    return new Session(this.chainId, nonce, this.#derive("key", nonce), ioPublic);
  }

  /** Seals `message` about {type, sender, target, codeHash}; undefined when the network has suite 1 alone. */
  async seal(about, message) {
    const offer = await this.offer();
    if (offer === undefined) return undefined;
    const text = utf8.encode(JSON.stringify(message));
    const padded = pad(text, this.bucket);
    const nonce = nonceOf(offer.epoch, this.#derive("nonce", new Uint8Array()), padded);
    const session = this.session(nonce);
    if (this.#sealed.size === SEALED_MAX) this.#sealed.delete(this.#sealed.keys().next().value);
    this.#sealed.set(hex.encode(nonce), { about });
    return { session, wire: session.sealPadded(about, padded) };
  }

  /** The session that sealed `wire`, if it was one of this seed. */
  sessionOf(wire) {
    if (!looksSealed(wire)) return undefined;
    const session = this.session(wire.slice(0, 32));
    return session !== undefined && equal(session.publicKey, wire.subarray(32, 64)) && session.made(wire)
      ? session
      : undefined;
  }

  /** The text of a message in a response. `codeHashOf` finds the code hash when it was sealed in another run. */
  async #openMessage(session, message, codeHashOf) {
    const remembered = this.#sealed.get(hex.encode(session.nonce));
    const codeHash = remembered?.about.codeHash ?? codeHashBytes(await codeHashOf(message));
    const about = {
      type: message.type,
      sender: senderBytes(message.sender),
      target: message.type === TYPE.instantiate ? undefined : senderBytes(message.contract),
      codeHash,
    };
    const text = session.openInput(about, message.wire);
    return concatBytes(utf8ToBytes(hex.encode(codeHash)), text); // as secretjs knows it from suite 1
  }

  /**
   * Opens everything in a transaction's response that answers a message of this seed, then calls `use`, during which
   * decrypt() knows it.
   */
  async withResponse(response, codeHashOf, use) {
    await this.offer();
    const opened = new Map();
    const refused = new Set();
    const places = new Set();
    const sessions = new Map();
    const messages = sealedMessages(response.tx);
    for (const message of messages) {
      const session = this.sessionOf(message.wire);
      if (session === undefined) continue;
      sessions.set(message.index, session);
      try {
        opened.set(hex.encode(message.wire.subarray(64)), await this.#openMessage(session, message, codeHashOf));
      } catch {
        refused.add(hex.encode(message.wire.subarray(64)));
      }
    }
    const txHash = hex.decode((response.txhash ?? "").toLowerCase());
    for (const { session, kind, contract, wire, pair } of sealedAnswers(response, messages, sessions)) {
      const key = hex.encode(wire);
      try {
        const address = contract === undefined ? new Uint8Array() : addressBytes(contract);
        const text = session.openOutput(kind, address, txHash, wire);
        if (places.has(placeKey(wire)) || (pair !== undefined && !isPair(pair, wire))) refused.add(key);
        places.add(placeKey(wire));
        opened.set(key, text);
      } catch {
        refused.add(key);
      }
    }
    for (const key of refused) opened.delete(key);
    this.#opened.add(opened);
    try {
      return await use();
    } finally {
      this.#opened.delete(opened);
    }
  }

  /** The EncryptionUtils of one query, which ends with it. */
  queryUtils(contract) {
    const target = addressBytes(contract);
    let session;
    return {
      ...this.#plainUtils(),
      encrypt: async (codeHash, message) => {
        const about = { type: TYPE.query, target, codeHash: codeHashBytes(codeHash) };
        const sealed = await this.seal(about, message);
        if (sealed === undefined) return this.first.encrypt(codeHash, message);
        session = sealed.session;
        return sealed.wire;
      },
      decrypt: async (sealed, nonce) => {
        if (session === undefined) return this.first.decrypt(sealed, nonce);
        try {
          return session.openOutput("query", target, undefined, sealed);
        } catch {
          return session.openOutput("query-error", target, undefined, sealed);
        }
      },
    };
  }

  /** The EncryptionUtils with which one message is sealed. */
  messageUtils(about) {
    return {
      ...this.#plainUtils(),
      encrypt: async (codeHash, message) => {
        const sealed = await this.seal({ ...about, codeHash: codeHashBytes(codeHash) }, message);
        return sealed === undefined ? this.first.encrypt(codeHash, message) : sealed.wire;
      },
      decrypt: (sealed, nonce) => this.decrypt(sealed, nonce),
    };
  }

  #plainUtils() {
    return {
      getPubkey: () => this.first.getPubkey(),
      getTxEncryptionKey: (nonce) => this.first.getTxEncryptionKey(nonce),
    };
  }

  // ---- EncryptionUtils ----

  /** For a message of which nothing is known: suite 1, unless suite 2 is required. */
  async encrypt(codeHash, message) {
    if (this.required) throw new Error("suite 2 is required, and needs to know sender and contract");
    return this.first.encrypt(codeHash, message);
  }

  async decrypt(sealed, nonce) {
    const key = hex.encode(Uint8Array.from(sealed));
    for (const opened of this.#opened) if (opened.has(key)) return opened.get(key);
    return this.first.decrypt(sealed, nonce);
  }

  getPubkey() {
    return this.first.getPubkey();
  }

  getTxEncryptionKey(nonce) {
    return this.first.getTxEncryptionKey(nonce);
  }
}

/** REST shows some addresses as bech32 and some as base64. */
function senderBytes(address) {
  return /^[a-z]+1[a-z0-9]{38,}$/.test(address) ? addressBytes(address) : base64.decode(address);
}

/** What a message of secretjs is about, by its fields; undefined: no contract message. */
function aboutOf(message) {
  if (message.initMsg !== undefined && message.codeId !== undefined)
    return { type: TYPE.instantiate, sender: addressBytes(message.sender) };
  if (message.contractAddress === undefined || message.msg === undefined) return undefined;
  return {
    type: message.codeId === undefined ? TYPE.execute : TYPE.migrate,
    sender: addressBytes(message.sender),
    target: addressBytes(message.contractAddress),
  };
}

/** A message that is sealed for what it is about, whatever utilities secretjs hands to it. */
function bind(suite2, message) {
  const about = aboutOf(message);
  if (about === undefined) return message;
  const utils = suite2.messageUtils(about);
  return Object.create(message, {
    toProto: { value: function () { return message.toProto.call(this, utils); } },
    toAmino: { value: function () { return message.toAmino.call(this, utils); } },
  });
}

function bindQuerier(suite2, querier) {
  const queryContract = querier?.queryContract;
  if (typeof queryContract !== "function") return;
  querier.queryContract = (request, headers) => {
    const utils = suite2.queryUtils(request.contract_address);
    return queryContract.call(Object.create(querier, { encryption: { value: utils } }), request, headers);
  };
}

/**
 * Lets a client of secretjs speak suite 2 wherever the network offers it, and gives the same client back.
 *
 * @template T
 * @param {T} client made by `new SecretNetworkClient(...)`
 * @param {{seed?: Uint8Array, required?: boolean, bucket?: number}} [options] see Suite2
 * @returns {T}
 */
export function withSuite2(client, options = {}) {
  const { tx, query, encryptionUtils } = client;
  if (typeof client.decodeTxResponse !== "function" || typeof tx?.broadcast !== "function")
    throw new Error("this is no client of secretjs 1.22");
  const seed = options.seed ?? encryptionUtils.seed; // of secretjs's own utilities; a wallet's keep theirs
  const suite2 = new Suite2({
    url: client.query.compute.url,
    chainId: client.chainId,
    first: encryptionUtils,
    ...options,
    ...(seed === undefined ? {} : { seed }),
  });
  client.encryptionUtils = suite2;
  for (const name of ["broadcast", "simulate", "signTx"]) {
    const send = tx[name];
    tx[name] = (messages, txOptions) => send(messages.map((message) => bind(suite2, message)), txOptions);
  }
  for (const querier of [query.compute, query.snip20, query.snip721, query.snip1155]) bindQuerier(suite2, querier);
  query.compute.encryption = suite2;
  const codeHashOf = async ({ contract, codeId }) => {
    const { code_hash } = codeId
      ? await query.compute.codeHashByCodeId({ code_id: codeId })
      : await query.compute.codeHashByContractAddress({ contract_address: contract });
    return code_hash;
  };
  const decode = client.decodeTxResponse;
  client.decodeTxResponse = (response, ibcOptions) =>
    suite2.withResponse(response, codeHashOf, () => decode.call(client, response, ibcOptions));
  const getTx = client.getTx;
  client.getTx = async (hash, ibcOptions) => {
    const found = await getTx.call(client, hash, ibcOptions);
    if (found && found.transactionHash.toUpperCase() !== hash.toUpperCase())
      throw new Error("the node answered with another transaction");
    return found;
  };
  return client;
}
