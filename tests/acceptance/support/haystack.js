// Everything that an observer or an operator can see of a node, and a search through it.

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { filesBelow } from "./node.js";
import { height, rest, rpc } from "./wire.js";

/** Every form in which `needle`, a text, bytes or a BigInt, could be written down. */
function formsOf(needle) {
  const plain = [];
  if (typeof needle === "bigint") {
    const little = Buffer.alloc(8);
    little.writeBigUInt64LE(needle);
    plain.push(Buffer.from(String(needle)), little, Buffer.from(little).reverse());
  } else {
    plain.push(Buffer.from(needle), Buffer.from(needle, "utf16le"));
  }
  const forms = [];
  for (const bytes of plain) {
    // The first and last byte of a little-endian number are often zero: look for what is telling.
    const core = trimZeros(bytes);
    forms.push(core);
    forms.push(Buffer.from(core.toString("hex")), Buffer.from(core.toString("hex").toUpperCase()));
    for (const alignment of [0, 1, 2]) {
      const once = base64Inside(core, alignment);
      forms.push(once);
      // Base64 within base64, as data in messages within transactions is printed.
      for (const outer of [0, 1, 2]) forms.push(base64Inside(once, outer));
    }
  }
  // Shorter ones would be found in any random bytes.
  return forms.filter((form) => form.length >= 6);
}

function trimZeros(bytes) {
  let [start, end] = [0, bytes.length];
  while (bytes[start] === 0) start++;
  while (bytes[end - 1] === 0) end--;
  return bytes.subarray(start, end);
}

/** The base64 characters that depend on `bytes` alone when they begin at this position modulo 3. */
function base64Inside(bytes, alignment) {
  const padded = Buffer.concat([Buffer.alloc(alignment), bytes]);
  const whole = padded.subarray(0, padded.length - (padded.length % 3));
  const text = whole.toString("base64");
  return Buffer.from(text.slice(alignment === 0 ? 0 : 4));
}

/** [what it is, content] of everything that the node shows and keeps. */
export async function everything(node, { contracts = [], txs = [] } = {}) {
  const seen = [["output of the node", Buffer.from(node.output)]];
  const add = (name, value) => seen.push([name, Buffer.from(JSON.stringify(value))]);

  const newest = await height(node);
  for (let at = 1; at <= newest; at++) {
    add(`block ${at}`, await rpc(node, "block", { height: String(at) }));
    add(`results of block ${at}`, await rpc(node, "block_results", { height: String(at) }));
    const decoded = await rest(node, `/cosmos/tx/v1beta1/txs/block/${at}`);
    add(`transactions of block ${at} over REST`, decoded.body);
  }
  add("genesis", await rpc(node, "genesis_chunked", { chunk: "0" }));
  for (const prefix of ["01", "02", "03", "04", "06", "07", "09", "0A", "FF"]) {
    const query = { path: "/store/compute/subspace", data: prefix };
    const { response } = await rpc(node, "abci_query", query);
    seen.push([`compute store below ${prefix}`, Buffer.from(response.value ?? "", "base64")]);
  }
  for (const path of [
    ...contracts.flatMap((contract) => [
      `/compute/v1beta1/info/${contract}`,
      `/compute/v1beta1/contract_history/${contract}`,
      `/compute/v1beta1/label/${contract}`,
    ]),
    ...txs.map((hash) => `/cosmos/tx/v1beta1/txs/${hash}`),
    "/compute/v1beta1/codes",
  ]) {
    add(path, (await rest(node, path)).body);
  }
  return [...seen, ...filesBelow(node.folder)];
}

/** Where `needle` is found, in whatever form. */
export function find(needle, haystack) {
  const forms = formsOf(needle);
  return haystack
    .filter(([, content]) => forms.some((form) => content.includes(form)))
    .map(([name]) => name);
}

/** Fails if one of `secrets` is seen anywhere, or if `open`, which must be seen, shows that the search is blind. */
export async function assertUnseen(node, { secrets, open, contracts, txs }) {
  const haystack = await everything(node, { contracts, txs });
  assert.notDeepEqual(find(open, haystack), [], `${open} is not found`);
  for (const secret of secrets) assert.deepEqual(find(secret, haystack), [], `${secret} is seen`);
}
