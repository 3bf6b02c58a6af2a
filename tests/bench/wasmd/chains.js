// The two chains, each with the same few things to ask of it: how it names messages, queries and events.

import { createHash, randomBytes } from "node:crypto";
import { createRequire } from "node:module";
import { CHAIN_ID } from "../../acceptance/support/accounts.js";
import { clientOf, query } from "../../acceptance/support/client.js";
import { newFolder, startNode } from "../../acceptance/support/node.js";
import { rest, rpc } from "../../acceptance/support/wire.js";
import { fund } from "../load_run.js";
import {
  accountOfKey,
  any,
  bytesField,
  executeContract,
  makeSealer,
  message,
  numberField,
  signTransaction,
} from "../load_sign.js";
import * as peer from "./peer.js";

const require = createRequire(new URL("../../acceptance/package.json", import.meta.url));
const { fromBech32 } = require("@cosmjs/encoding");

const INITIAL = { count: 0 };
const INCREMENT = { increment: {} };
const GET_COUNT = { get_count: {} };
const STORE_GAS = 10_000_000;
/** Of every execute. */
export const EXECUTE_GAS = 200_000;

const makeAccounts = (count, prefix) =>
  Array.from({ length: count }, () => accountOfKey(randomBytes(32), prefix));
const json = (value) => Buffer.from(JSON.stringify(value));
const queryOf = (path, request) => ({ path, data: request.toString("hex"), prove: false });

/** What both have in common. A chain made of it has `node`, `accounts` and the names of its kind. */
class Chain {
  /** A signed transaction of `account`'s next sequence, as the parameters of a broadcast. */
  sign(account, content, gas = EXECUTE_GAS) {
    const bytes = signTransaction(account, [content], {
      chainId: this.chainId,
      denom: this.denom,
      accountNumber: account.number,
      sequence: account.sequence++,
      gas,
      fee: Math.ceil(gas / 50),
    });
    return { tx: bytes.toString("base64") };
  }

  /** Sends one transaction and waits until it is committed. Gives its result, with the milliseconds that took. */
  async commit(account, content, gas) {
    const parameters = this.sign(account, content, gas);
    const started = performance.now();
    const { check_tx, tx_result } = await rpc(this.node, "broadcast_tx_commit", parameters);
    const ms = performance.now() - started;
    const failed = [check_tx, tx_result].find(({ code }) => code !== 0);
    if (failed !== undefined) throw new Error(`${this.name}: code ${failed.code}: ${failed.log}`);
    return { ...tx_result, ms };
  }

  /** Uploads and instantiates. Gives {contract, stored, instantiated}, the latter two in milliseconds. */
  async deploy(wasm) {
    const [account] = this.accounts;
    const stored = await this.commit(account, this.store(account, wasm), STORE_GAS);
    const contract = { codeHash: createHash("sha256").update(wasm).digest("hex") };
    const codeId = this.attribute(stored, "code_id");
    const init = this.instantiate(account, codeId, contract);
    const instantiated = await this.commit(account, init, STORE_GAS);
    contract.address = this.attribute(instantiated, this.addressKey);
    return { contract, stored: stored.ms, instantiated: instantiated.ms };
  }

  attribute(result, name) {
    const all = result.events.flatMap(({ attributes }) => attributes);
    const found = all.find(({ key }) => key === name);
    if (found === undefined) throw new Error(`${this.name}: no attribute ${name}`);
    return found.value;
  }

  async restart() {
    await this.node.stop();
    const { folder } = this.node;
    this.node = await this.start();
    peer.removeFolder(folder);
  }

  /** Stands still, so that the other is measured alone. */
  pause() {
    this.node.process.kill("SIGSTOP");
  }

  resume() {
    this.node.process.kill("SIGCONT");
  }

  async discard() {
    this.resume();
    await this.node.discard();
    peer.removeFolder(this.home);
  }
}

class Peer extends Chain {
  chainId = peer.CHAIN_ID;
  denom = peer.DENOM;
  addressKey = "_contract_address";

  constructor(settings, senders) {
    super();
    this.name = settings.name;
    this.settings = settings;
    this.accounts = makeAccounts(senders, "wasm");
    this.home = peer.makeHome(settings, this.accounts);
  }

  start = () => peer.startNode(this.settings, this.home);

  store = ({ address }, wasm) =>
    any("/cosmwasm.wasm.v1.MsgStoreCode", message(bytesField(1, address), bytesField(2, wasm)));

  instantiate = ({ address }, codeId) =>
    any(
      "/cosmwasm.wasm.v1.MsgInstantiateContract",
      message(
        bytesField(1, address),
        numberField(3, codeId),
        bytesField(4, "counter"),
        bytesField(5, json(INITIAL)),
      ),
    );

  execute = ({ address }, contract) =>
    any(
      "/cosmwasm.wasm.v1.MsgExecuteContract",
      message(
        bytesField(1, address),
        bytesField(2, contract.address),
        bytesField(3, json(INCREMENT)),
      ),
    );

  query = (account, contract) =>
    queryOf(
      "/cosmwasm.wasm.v1.Query/SmartContractState",
      message(bytesField(1, contract.address), bytesField(2, json(GET_COUNT))),
    );

  async count(contract) {
    const { response } = await rpc(this.node, "abci_query", this.query(undefined, contract));
    const answer = Buffer.from(response.value, "base64").toString("latin1");
    return Number(/"count":(\d+)/.exec(answer)[1]);
  }
}

class Ours extends Chain {
  name = "this node, encrypted";
  chainId = CHAIN_ID;
  denom = "uscrt";
  addressKey = "contract_address";
  home = newFolder();

  constructor(senders) {
    super();
    this.accounts = makeAccounts(senders, "secret");
  }

  start = () => startNode({ home: this.home, args: ["--quiet"] });

  /** Coins for the accounts, and a key of its own for each, as each client has. */
  async prepare() {
    await fund(this.node, this.accounts);
    const { body } = await rest(this.node, "/registration/v1beta1/tx-key");
    for (const account of this.accounts) account.seal = makeSealer(Buffer.from(body.key, "base64"));
  }

  store = ({ address }, wasm) =>
    any(
      "/secret.compute.v1beta1.MsgStoreCode",
      message(bytesField(1, fromBech32(address).data), bytesField(2, wasm)),
    );

  instantiate = ({ address, seal }, codeId, { codeHash }) =>
    any(
      "/secret.compute.v1beta1.MsgInstantiateContract",
      message(
        bytesField(1, fromBech32(address).data),
        numberField(3, codeId),
        bytesField(4, `counter ${codeId}`),
        bytesField(5, seal(codeHash, INITIAL)),
      ),
    );

  execute = ({ address, seal }, contract) =>
    executeContract(address, contract.address, seal(contract.codeHash, INCREMENT));

  query = ({ seal }, contract) =>
    queryOf(
      "/secret.compute.v1beta1.Query/QuerySecretContract",
      message(bytesField(1, contract.address), bytesField(2, seal(contract.codeHash, GET_COUNT))),
    );

  async count({ address, codeHash }) {
    const answer = await query(
      clientOf(this.node, "a"),
      { address, code_hash: codeHash },
      GET_COUNT,
    );
    return answer.count;
  }
}

async function started(chain, prepare) {
  try {
    chain.node = await chain.start();
    await prepare?.();
    return chain;
  } catch (error) {
    await chain.node?.discard();
    peer.removeFolder(chain.home);
    throw error;
  }
}

/** Starts a chain with so many senders; `settings` are of peer.js. */
export const startPeer = (settings, senders) => started(new Peer(settings, senders));

export function startOurs(senders) {
  const chain = new Ours(senders);
  return started(chain, () => chain.prepare());
}
