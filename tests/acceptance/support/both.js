// A node with each contract engine, doing the same in step: whatever a contract does, both must answer the same
// and charge the same gas. No empty blocks, so that heights, and with them the contracts' environments, agree.

import assert from "node:assert/strict";
import * as client from "./client.js";
import { startNode } from "./node.js";

export const ENGINES = ["wasmtime", "wasmi"];

/** A text without ciphertexts that the sender cannot open. */
const withoutCiphertext = (text) => text.replace(/encrypted: [\w+/=]+/, "encrypted");

/** What of a transaction does not depend on the moment: code, text, gas, and events as their sender reads them. */
const essence = (tx) => ({
  height: tx.height,
  code: tx.code,
  codespace: tx.codespace,
  rawLog: withoutCiphertext(tx.rawLog),
  gasUsed: tx.gasUsed,
  events: tx.arrayLog?.filter(({ type }) => type !== "tx"),
});

let labels = 0;

export class Both {
  constructor(nodes) {
    this.nodes = nodes;
    this.clients = nodes.map((node) => client.clientOf(node, "a"));
    this.address = this.clients[0].address;
  }

  discard() {
    return Promise.all(this.nodes.map((node) => node.discard()));
  }

  /** `action(client, node)` on both; gives both results. */
  each(action) {
    return Promise.all(this.clients.map((one, index) => action(one, this.nodes[index])));
  }

  /**
   * `action(client, node)`, which gives a transaction, on both; gives the first, once they agree. Where the time of
   * a block is written or read, gas depends on how many bytes its nanoseconds take, and events may tell it: `timed`
   * leaves both out.
   */
  async transact(action, { timed = false } = {}) {
    const [first, second] = (await this.each(action)).map((tx) => ({ tx, essence: essence(tx) }));
    if (timed) {
      const { gasUsed, events } = first.essence;
      Object.assign(second.essence, { gasUsed, events });
    }
    assert.deepEqual(second.essence, first.essence, "wasmi did other than wasmtime");
    return first.tx;
  }

  /** The same for anything that is not a transaction, or fails. */
  async agree(action) {
    const settled = await this.each((one, node) =>
      action(one, node).then(
        (value) => ({ value }),
        (error) => ({ error: error.message ?? String(error) }),
      ),
    );
    assert.deepEqual(settled[1], settled[0], "wasmi did other than wasmtime");
    if (settled[0].error !== undefined) throw new Error(settled[0].error);
    return settled[0].value;
  }

  store(name, wasm) {
    return this.agree((one) => client.store(one, name, wasm));
  }

  async instantiate(codeId, message, options) {
    const label = `contract ${++labels}`;
    const made = await this.each((one) =>
      client.instantiate(one, codeId, message, { label, ...options }),
    );
    const [{ tx: first, ...contract }, { tx: second }] = made;
    assert.deepEqual(essence(second), essence(first), "wasmi did other than wasmtime");
    return { ...contract, tx: first };
  }

  async deploy(name, message, options) {
    return this.instantiate(await this.store(name), message, options);
  }

  execute(contract, message, { timed, ...options } = {}) {
    return this.transact((one) => client.execute(one, contract, message, options), { timed });
  }

  query(contract, message) {
    return this.agree((one) => client.query(one, contract, message));
  }

  /** The messages in one transaction. */
  broadcast(messages, options = {}) {
    const { gasLimit = 2_000_000, ...rest } = options;
    return this.transact((one) =>
      one.tx.broadcast(messages(one), { gasLimit, ...client.FAST, ...rest }),
    );
  }
}

/** Starts a node on each engine. */
export async function startBoth() {
  const start = (engine) =>
    startNode({ args: ["--engine", engine, "--block-time", "0", "--quiet"] });
  return new Both(await Promise.all(ENGINES.map(start)));
}
