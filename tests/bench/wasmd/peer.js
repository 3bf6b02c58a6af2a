// A whole node of the peer, wasmd, with one validator on loopback. It is built from its published module (go.mod); only
// its settings are ours.

import { execFileSync, spawn } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { BUILD, Node, newFolder, until } from "../../acceptance/support/node.js";
import { rpc } from "../../acceptance/support/wire.js";

export const CHAIN_ID = "bench-1";
export const DENOM = "stake";
const START_MS_MAX = 60_000;

// Room for a whole run: with what is shipped, a generator that is ahead by 5,000 transactions is refused.
// Rechecking stays on: without it, a sender's second transaction is refused while the first waits for its block.
const ROOM = { size: "100000" };

/** The two ways to run it. `program` is the file in the build's bench/; `config` are lines of config.toml. */
export const SETTINGS = {
  shipped: {
    name: "wasmd as shipped, `timeout_commit` 0",
    program: "wasmd",
    config: { ...ROOM, timeout_commit: '"0s"' },
    env: {},
  },
  tuned: {
    name: "wasmd tuned",
    program: "wasmd-c-signatures",
    config: { ...ROOM, timeout_commit: '"500ms"', indexer: '"null"' },
    env: { GOGC: "400" },
  },
};

const programOf = (settings) => join(BUILD, "bench", settings.program);

function changeLines(file, values) {
  let text = readFileSync(file, "utf8");
  for (const [name, value] of Object.entries(values)) {
    const line = new RegExp(`^${name} = .*$`, "gm");
    const found = text.match(line)?.length ?? 0;
    if (found !== 1) throw new Error(`${file} has ${found} lines of ${name}`);
    text = text.replace(line, `${name} = ${value}`);
  }
  writeFileSync(file, text);
}

/** Adds `accounts` to the genesis, rich and numbered after the validator. */
function addAccounts(file, accounts) {
  const genesis = JSON.parse(readFileSync(file, "utf8"));
  const { auth, bank } = genesis.app_state;
  accounts.forEach((account, at) => {
    account.number = BigInt(at + 1);
    account.sequence = 0n;
    auth.accounts.push({
      "@type": "/cosmos.auth.v1beta1.BaseAccount",
      address: account.address,
      pub_key: null,
      account_number: String(account.number),
      sequence: "0",
    });
    bank.balances.push({
      address: account.address,
      coins: [{ denom: DENOM, amount: "1000000000000" }],
    });
  });
  bank.supply = []; // summed up when it is not given
  writeFileSync(file, JSON.stringify(genesis));
}

/** Makes the home of a one-validator chain in a new folder. */
export function makeHome(settings, accounts) {
  const home = newFolder();
  const wasmd = (...args) =>
    execFileSync(programOf(settings), [...args, "--home", home], { stdio: "pipe" });
  const keyring = ["--keyring-backend", "test"];
  wasmd("init", "bench", "--chain-id", CHAIN_ID, "--default-denom", DENOM);
  wasmd("keys", "add", "validator", ...keyring);
  wasmd("genesis", "add-genesis-account", "validator", `1000000000000${DENOM}`, ...keyring);
  const stake = `1000000000${DENOM}`;
  wasmd("genesis", "gentx", "validator", stake, "--chain-id", CHAIN_ID, ...keyring);
  wasmd("genesis", "collect-gentxs");
  addAccounts(join(home, "config", "genesis.json"), accounts);
  changeLines(join(home, "config", "config.toml"), settings.config);
  return home;
}

function freePort() {
  return new Promise((done, fail) => {
    const server = createServer().on("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

/**
 * Starts a node on `home` and waits for its second block: until the first is committed, it takes transactions for those of
 * a genesis.
 */
export async function startNode(settings, home) {
  const port = await freePort();
  const args = [
    ["start", "--home", home, "--log_level", "error", "--grpc.enable=false"],
    ["--rpc.laddr", `tcp://127.0.0.1:${port}`, "--p2p.laddr", "tcp://127.0.0.1:0"],
    ["--rpc.pprof_laddr", ""],
  ].flat();
  const options = { env: { ...process.env, ...settings.env }, stdio: ["ignore", "pipe", "pipe"] };
  const node = new Node(spawn(programOf(settings), args, options), newFolder());
  node.endpoints = { rpc: `http://127.0.0.1:${port}` };
  const height = async () => {
    if (node.process.exitCode !== null) throw new Error(`wasmd ended:\n${node.output}`);
    const info = await rpc(node, "abci_info").catch(() => undefined);
    return info && Number(info.response.last_block_height ?? 0);
  };
  try {
    const first = await until("wasmd", height, START_MS_MAX);
    await until("blocks of wasmd", async () => (await height()) > first + 1, START_MS_MAX);
  } catch (error) {
    await node.discard();
    throw error;
  }
  return node;
}

export const removeFolder = (folder) => rmSync(folder, { recursive: true, force: true });
