// What of a transaction's response is sealed, and where it stands. Everything is opened for its own place and kind before
// secretjs sees the response, so that a text put elsewhere stays closed.

import { base64, bech32, hex, utf8 } from "@scure/base";
import { TYPE, looksAnswered, looksSealed, placeOf } from "./suite2.js";

const MESSAGES = {
  "/secret.compute.v1beta1.MsgInstantiateContract": { type: TYPE.instantiate, field: "init_msg" },
  "/secret.compute.v1beta1.MsgExecuteContract": { type: TYPE.execute, field: "msg" },
  "/secret.compute.v1beta1.MsgMigrateContract": { type: TYPE.migrate, field: "msg" },
};
const SEALED_ERROR =
  /; message index: (\d+):(?: dispatch: submessages:)* encrypted: (.+?): (?:instantiate|execute|query|reply to|migrate) contract failed/;

/** The raw bytes of an address. */
export function addressBytes(address) {
  return bech32.fromWords(bech32.decode(address, 1023).words);
}

/** The bytes of a base64 text, or undefined. */
export function decodeBase64(string) {
  try {
    return base64.decode(string);
  } catch {
    return undefined;
  }
}

/** The contract messages of a transaction as the REST server shows it: [{index, type, sender, contract, codeId, wire}] */
export function sealedMessages(tx) {
  const found = [];
  for (const [index, message] of (tx?.body?.messages ?? []).entries()) {
    const known = MESSAGES[message["@type"]];
    const wire = known && decodeBase64(message[known.field]);
    if (!wire || !looksSealed(wire)) continue;
    const { sender, contract, code_id: codeId } = message;
    found.push({ index, type: known.type, sender, contract, codeId, wire });
  }
  return found;
}

/** Fields of a protobuf message with lengths: [[number, bytes]]; others are passed over. */
function* bytesFields(message) {
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let shift = 0; shift < 49; shift += 7) {
      if (at >= message.length) throw new Error("a message that is cut off");
      const byte = message[at++];
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new Error("a number that is too long");
  };
  while (at < message.length) {
    const tag = varint();
    const number = Math.floor(tag / 8);
    if (tag % 8 === 0) {
      varint();
    } else if (tag % 8 === 2) {
      const length = varint();
      if (length > message.length - at) throw new Error("a message that is cut off");
      yield [number, message.subarray(at, at + length)];
      at += length;
    } else {
      throw new Error("a field of an unexpected kind");
    }
  }
}

const fieldOf = (message, wanted) => {
  for (const [number, bytes] of bytesFields(message)) if (number === wanted) return bytes;
  return undefined;
};

/** The answers to each message out of TxMsgData: [{address, data}] */
function responsesOf(data) {
  const responses = [];
  for (const [number, any] of bytesFields(hex.decode((data ?? "").toLowerCase()))) {
    if (number !== 2) continue;
    const type = utf8.encode(fieldOf(any, 1) ?? new Uint8Array());
    const value = fieldOf(any, 2) ?? new Uint8Array();
    const isInstance = type.endsWith("MsgInstantiateContractResponse");
    responses.push({
      address: isInstance ? utf8.encode(fieldOf(value, 1) ?? new Uint8Array()) : undefined,
      data: fieldOf(value, isInstance ? 2 : 1),
    });
  }
  return responses;
}

const attributeOf = (event, key) => event.attributes?.find((attribute) => attribute.key === key)?.value;

/**
 * Every answer in a response that may belong to one of `sessions` (by message index), as
 * {session, kind, contract, wire, pair}. `pair` is the attribute's key for a value.
 */
export function* sealedAnswers(response, messages, sessions) {
  for (const event of response.events ?? []) {
    const session = sessions.get(Number(attributeOf(event, "msg_index") ?? NaN));
    const contract = attributeOf(event, "contract_address");
    if (session === undefined || contract === undefined) continue;
    for (const attribute of event.attributes) {
      const key = decodeBase64(attribute.key);
      const value = decodeBase64(attribute.value);
      const keyIsSealed = key !== undefined && looksAnswered(key);
      if (keyIsSealed) yield { session, kind: "key", contract, wire: key };
      if (value !== undefined && looksAnswered(value))
        yield { session, kind: "value", contract, wire: value, pair: keyIsSealed ? key : undefined };
    }
  }
  const error = SEALED_ERROR.exec(response.raw_log ?? "");
  const sealedError = error && decodeBase64(error[2]);
  if (sealedError && sessions.has(Number(error[1])))
    yield { session: sessions.get(Number(error[1])), kind: "error", wire: sealedError };
  const responses = responsesOf(response.data);
  for (const { index, contract } of messages) {
    const { address, data } = responses[index] ?? {};
    if (sessions.has(index) && data !== undefined && data.length !== 0)
      yield { session: sessions.get(index), kind: "data", contract: contract ?? address, wire: data };
  }
}

/** Where a sealed text claims to stand, as a key of a set. */
export function placeKey(wire) {
  const { height, tx, message, call, field } = placeOf(wire);
  return [height, tx, message, call, field].join(":");
}

/** Whether a value was sealed right behind the key that stands before it. */
export function isPair(key, value) {
  const { height, tx, message, call, field } = placeOf(key);
  return placeKey(value) === [height, tx, message, call, field + 1].join(":");
}
