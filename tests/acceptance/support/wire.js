// The servers without a client library, for what a well-behaved client never sends.

import { randomInt } from "node:crypto";
import { toBase64 } from "@cosmjs/encoding";

/** A JSON-RPC call; gives the whole reply. */
export async function rpcCall(node, method, params = {}) {
  const response = await fetch(node.endpoints.rpc, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: randomInt(1, 1e6), method, params }),
  });
  return response.json();
}

/** A JSON-RPC call that must succeed; gives the result. */
export async function rpc(node, method, params) {
  const reply = await rpcCall(node, method, params);
  if (reply.error !== undefined) throw new Error(JSON.stringify(reply.error));
  return reply.result;
}

/** GET on the REST server; gives {status, body}. */
export async function rest(node, path, headers = {}) {
  const response = await fetch(node.endpoints.rest + path, { headers });
  return { status: response.status, body: await response.json() };
}

export async function post(node, path, body) {
  const response = await fetch(node.endpoints.rest + path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

/** Hands raw transaction bytes to CheckTx; gives {code, codespace, log, hash}. */
export const broadcast = (node, bytes) => rpc(node, "broadcast_tx_sync", { tx: toBase64(bytes) });

export async function height(node) {
  return Number((await rpc(node, "status")).sync_info.latest_block_height);
}

export async function appHash(node) {
  return (await rpc(node, "abci_info")).response.last_block_app_hash;
}
