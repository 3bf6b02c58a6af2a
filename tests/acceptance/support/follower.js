// A node without an enclave beside one that has one (secretd start --traces-from).

import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { launch, newFolder, startNode, until } from "./node.js";
import { height, rpc } from "./wire.js";

/** A fresh home with the genesis of `node`, below a folder of its own. */
export function homeFor(node) {
  const folder = newFolder();
  const home = join(folder, "follower");
  mkdirSync(join(home, "config"), { recursive: true });
  cpSync(join(node.home, "config/genesis.json"), join(home, "config/genesis.json"));
  return { folder, home };
}

const ARGS = (node) => ["--traces-from", node.endpoints.grpc];

/** Starts a follower of `node` and waits for its first block. */
export const follow = (node, place = homeFor(node)) =>
  startNode({ ...place, args: ARGS(node) });

/** Starts one without waiting for anything. */
export const launchFollower = (node, { folder, home }) =>
  launch(["start", "--home", home, "--rpc", "127.0.0.1:0", ...OFF, ...ARGS(node)], { folder });
const OFF = ["rest", "grpc", "grpc-web"].flatMap((name) => [`--${name}`, "off"]);

/** Waits until the follower has block `wanted`. */
export const caughtUp = (follower, wanted) =>
  until(`the follower at ${wanted}`, async () => (await height(follower)) >= wanted, 60_000);

/** What both nodes say of a block: header, transactions, results, events. */
export async function blockOf(node, at) {
  const { block, block_id } = await rpc(node, "block", { height: String(at) });
  const results = await rpc(node, "block_results", { height: String(at) });
  return { block, block_id, results };
}
