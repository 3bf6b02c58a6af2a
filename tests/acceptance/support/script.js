// Scripts for contracts/conformance: what its steps and the messages of a contract look like.

import { toBase64, toUtf8 } from "@cosmjs/encoding";

export const base64 = (text) => toBase64(toUtf8(text));
const json = (value) => JSON.stringify(value);

/** The message or query that has the contract do `steps`. */
export const script = (...steps) => ({ steps });

/** A step with a whole message, or with a sub-message of v1. */
export const message = (msg) => ({ message: { json: json(msg) } });
export const submessage = (msg, { id = 1, on = "never", gas = null } = {}) => ({
  submessage: { json: json({ id, msg, gas_limit: gas, reply_on: on }) },
});

/** What `reply` does when sub-message `id` comes back; without an id, for any. */
export const onReply = (id, ...steps) =>
  write(id === undefined ? "on_reply" : `on_reply/${id}`, json({ steps }));

export const write = (key, value) => ({ write: { key: base64(key), value: base64(value) } });
export const read = (key) => ({ read: { key: base64(key) } });
export const remove = (key) => ({ remove: { key: base64(key) } });
export const keepInfo = (key) => ({ keep_info: { key: base64(key) } });
export const fail = (error) => ({ fail: { json: json(error) } });
export const ask = (request) => ({ query_chain: { request: json(request) } });

/** Messages to contracts; `body` is the callee's message. `generation` is the sender's. */
const hashKey = (generation) => (generation === "v0.10" ? "callback_code_hash" : "code_hash");
export const call = (contract, body, { funds = [], generation = "v1", ...change } = {}) => ({
  wasm: {
    execute: {
      contract_addr: contract.address,
      [hashKey(generation)]: contract.code_hash,
      msg: base64(json(body)),
      send: funds,
      ...change,
    },
  },
});
export const make = (code, body, { funds = [], label, generation = "v1", ...change } = {}) => ({
  wasm: {
    instantiate: {
      code_id: Number(code.codeId),
      [hashKey(generation)]: code.code_hash,
      msg: base64(json(body)),
      send: funds,
      label,
      ...(generation === "v1" ? { admin: null } : {}),
      ...change,
    },
  },
});
export const smart = (contract, body) => ({
  wasm: {
    smart: {
      contract_addr: contract.address,
      callback_code_hash: contract.code_hash,
      msg: base64(json(body)),
    },
  },
});

/** The text that a step reported, decoded: of `info`, `env` or a query. */
export const textOf = (output) => JSON.parse(output.text);

/** The answer to a query of the chain, from the output of the step: {Ok: {Ok: base64}}. */
export function answerOf(output) {
  const answer = textOf(output);
  const inner = answer.Ok?.Ok;
  return inner === undefined ? answer : JSON.parse(Buffer.from(inner, "base64").toString());
}
