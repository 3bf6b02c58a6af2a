// secretjs as an application uses it.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { MsgExecuteContractResponse, SecretNetworkClient, Wallet } from "secretjs";
import { fromUtf8 } from "@cosmjs/encoding";
import { ACCOUNTS, CHAIN_ID } from "./accounts.js";
import { CONTRACTS } from "./node.js";

/** secretjs polls for a transaction; the node commits in milliseconds, so poll as often. */
export const FAST = { broadcastCheckIntervalMs: 20, broadcastTimeoutMs: 20_000 };

// MESSAGE_SUITE=2 runs whatever these clients do in suite 2, through our own library around secretjs.
const SUITE = Number(process.env.MESSAGE_SUITE ?? 1);
const { withSuite2 } = SUITE === 2 ? await import("../../../clients/js/index.js") : {};

/** A client that signs for an account of the table, or for `wallet`; `suite` is that of its messages. */
export function clientOf(node, name, { wallet, chainId = CHAIN_ID, suite = SUITE, ...options } = {}) {
  const signer = wallet ?? new Wallet(ACCOUNTS[name].mnemonic);
  const client = new SecretNetworkClient({
    url: node.endpoints.rest,
    chainId,
    wallet: signer,
    walletAddress: signer.address ?? ACCOUNTS[name].address,
    ...options,
  });
  return suite === 2 ? withSuite2(client, { required: true }) : client;
}

export const wasmOf = (name) => new Uint8Array(readFileSync(join(CONTRACTS, `${name}.wasm`)));

/** Fails unless the transaction succeeded; gives it back. */
export function succeeded(tx) {
  if (tx.code !== 0) throw new Error(`code ${tx.code} (${tx.codespace}): ${tx.rawLog}`);
  return tx;
}

/** The first value of `key` in events of `type`, as secretjs decrypted them. */
export const attribute = (tx, type, key) =>
  tx.arrayLog?.find((entry) => entry.type === type && entry.key === key)?.value;

/** Uploads build/contracts/NAME.wasm, or `wasm`. Gives the code id. */
export async function store(client, name, wasm = wasmOf(name)) {
  // secretjs compresses by itself but does not wait for it, so an amino signature would be one over other bytes.
  const packed = wasm[0] === 0x1f ? wasm : new Uint8Array(gzipSync(wasm));
  const message = { sender: client.address, wasm_byte_code: packed, source: "", builder: "" };
  const options = { gasLimit: 10_000_000, ...FAST };
  const tx = succeeded(await client.tx.compute.storeCode(message, options));
  return attribute(tx, "message", "code_id");
}

let labels = 0;

/** Sends an instantiate message and gives the transaction, whatever came of it. */
export function tryInstantiate(client, codeId, codeHash, message, options = {}) {
  const { funds, label = `contract ${++labels} of ${process.pid}`, gasLimit = 1_000_000 } = options;
  return client.tx.compute.instantiateContract(
    {
      sender: client.address,
      code_id: codeId,
      code_hash: codeHash,
      init_msg: message,
      init_funds: funds ?? [],
      label,
    },
    { gasLimit, ...FAST },
  );
}

/** Uploads and instantiates. Gives {address, code_hash, codeId}. */
export async function deploy(client, name, message, options) {
  const codeId = await store(client, name);
  return instantiate(client, codeId, message, options);
}

export async function instantiate(client, codeId, message, options) {
  const { code_hash } = await client.query.compute.codeHashByCodeId({ code_id: codeId });
  const tx = succeeded(await tryInstantiate(client, codeId, code_hash, message, options));
  return { address: attribute(tx, "message", "contract_address"), code_hash, codeId, tx };
}

/** Sends an execute message and gives the transaction, whatever came of it. */
export function execute(client, contract, message, { funds, gasLimit = 1_000_000, ...rest } = {}) {
  return client.tx.compute.executeContract(
    {
      sender: client.address,
      contract_address: contract.address,
      code_hash: contract.code_hash,
      msg: message,
      sent_funds: funds ?? [],
    },
    { gasLimit, ...FAST, ...rest },
  );
}

export function query(client, contract, message) {
  return client.query.compute.queryContract({
    contract_address: contract.address,
    code_hash: contract.code_hash,
    query: message,
  });
}

/** A permit for a contract, signed by the client's wallet: of amino, or one that signs both ways. */
export function permitOf(client, contract, permissions, name = "permit") {
  const { permit } = client.utils.accessControl;
  return permit.sign(client.address, CHAIN_ID, name, [contract.address], permissions, false);
}

/** The decrypted data of message `index` of an execute transaction. */
export const dataOf = (tx, index = 0) => MsgExecuteContractResponse.decode(tx.data[index]).data;
export const jsonOf = (tx, index = 0) => JSON.parse(fromUtf8(dataOf(tx, index)));
