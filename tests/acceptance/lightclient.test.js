// The stock CometBFT light client and HTTP client in Go (tests/lightclient) against a running node.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { after, test } from "node:test";
import { BUILD, startNode, until } from "./support/node.js";
import { makeTransaction } from "./support/transaction.js";

const LIGHTCLIENT = join(BUILD, "tools", "lightclient");
const BLOCKS = 12;
const node = await startNode({ args: ["--block-time", "50"] });
after(() => node.discard());

const height = async () => {
  const { result } = await (await fetch(`${node.endpoints.rpc}/status`)).json();
  return Number(result.sync_info.latest_block_height);
};

test("it verifies the chain one block after the other and skipping", async () => {
  assert.ok(existsSync(LIGHTCLIENT), `${LIGHTCLIENT} is not built: run make acceptance`);
  await until(`${BLOCKS} blocks`, async () => (await height()) >= BLOCKS);
  const tx = Buffer.from(await makeTransaction(node, "a")).toString("base64");
  const run = promisify(execFile)(LIGHTCLIENT, ["-tx", tx, node.endpoints.rpc]);
  const { stdout, code } = await run.catch((error) => error);
  assert.equal(code, undefined, stdout);
  assert.match(stdout, /^ok 8 - the light client verifies skipping$/m);
  assert.match(stdout, /^ok 10 - a transaction, its proof and its searches$/m);
});
