// One load on a running node: requests made ready, sent by a process of their own, and counted. A node is what
// tests/acceptance/support/node.js starts, or another chain's with the same RPC: {process, folder, endpoints}.

import { fork } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { FAST, clientOf, succeeded } from "../acceptance/support/client.js";
import { portOf, sleep, until } from "../acceptance/support/node.js";
import { accountOf } from "../acceptance/support/transaction.js";
import { rpc } from "../acceptance/support/wire.js";
import { cpuMs, median, processesOf, sum } from "./load_measure.js";

export const CONNECTIONS = 4;
export const IN_FLIGHT = 16;
const STALL_MS_MAX = 60_000;
const QUERIES_MS_MAX = 300_000;

export const spread = (numbers, digits) =>
  [Math.min(...numbers), median(numbers), Math.max(...numbers)]
    .map((number) => number.toFixed(digits))
    .join(" / ");

export const chunks = (list, size) =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, at) =>
    list.slice(at * size, (at + 1) * size),
  );

/** Gives each account coins of this node's chain, and its account number. */
export async function fund(node, accounts) {
  const a = clientOf(node, "a");
  const each = [{ denom: "uscrt", amount: "1000000000" }];
  for (const group of chunks(accounts, 500)) {
    const all = [{ denom: "uscrt", amount: String(1_000_000_000 * group.length) }];
    const tx = await a.tx.bank.multiSend(
      {
        inputs: [{ address: a.address, coins: all }],
        outputs: group.map(({ address }) => ({ address, coins: each })),
      },
      { ...FAST, gasLimit: 50_000_000, gasPriceInFeeDenom: 0.0125 },
    );
    succeeded(tx);
  }
  const first = await accountOf(node, accounts[0].address);
  const last = await accountOf(node, accounts.at(-1).address);
  if (last.accountNumber - first.accountNumber !== BigInt(accounts.length - 1)) {
    throw new Error("the accounts are not numbered in order");
  }
  accounts.forEach((account, at) => {
    account.number = first.accountNumber + BigInt(at);
    account.sequence = 0n;
  });
}

/** `count` parameters of requests, a list for each connection: all of one account on one of them and in order. */
export function prepare(accounts, count, parametersOf) {
  const lists = Array.from({ length: CONNECTIONS }, () => []);
  for (let at = 0; at < count; at++) {
    const index = at % accounts.length;
    lists[index % CONNECTIONS].push(parametersOf(accounts[index]));
  }
  return lists;
}

/** The process that sends `lists`, and what it has told so far; it starts when it hears anything. */
async function startSender(node, method, lists) {
  const file = join(node.folder, "load");
  const lines = lists.map((list) => list.map((one) => JSON.stringify(one)).join(" "));
  writeFileSync(file, lines.join("\n"));
  const port = portOf(node.endpoints.rpc);
  const program = new URL("load_send.js", import.meta.url);
  const sender = fork(program, ["127.0.0.1", port, file, method, IN_FLIGHT].map(String));
  const heard = {};
  sender.on("message", (message) => Object.assign(heard, message));
  sender.on("exit", (code) => (heard.exit = code));
  const exits = () => {
    if (heard.exit) throw new Error("the sender failed");
  };
  await until("the sender", () => exits() ?? heard.ready, 60_000);
  return { sender, heard, exits };
}

const committedHeight = async (node) =>
  Number((await rpc(node, "abci_info")).response.last_block_height);

/**
 * Sends signed transactions and waits until all are committed, each with code 0. Gives {seconds, cpu, sender}: from the
 * first byte to the last commit, and the CPU milliseconds of the node's processes and of the sender.
 */
export async function sendTransactions(node, lists) {
  const count = sum(lists.map((list) => list.length));
  const { sender, heard, exits } = await startSender(node, "broadcast_tx_async", lists);
  const processes = processesOf(node.process.pid);
  const from = (await committedHeight(node)) + 1;
  const before = sum(cpuMs(processes));
  sender.send("go");
  let [committed, next, ended] = [0, from, 0];
  while (committed < count) {
    exits();
    const newest = await committedHeight(node);
    for (; next <= newest; next++) {
      const range = { minHeight: String(next), maxHeight: String(next) };
      const { block_metas } = await rpc(node, "blockchain", range);
      const found = Number(block_metas[0].num_txs);
      if (found > 0) ended = Date.now();
      committed += found;
    }
    await sleep(10);
    const progress = Math.max(ended, heard.started ?? Date.now());
    if (Date.now() - progress > STALL_MS_MAX)
      throw new Error(`${committed} of ${count} committed, and no more`);
  }
  const cpu = sum(cpuMs(processes)) - before;
  await until("the sender's end", () => heard.finished, 10_000);
  await everySucceeded(node, from, next - 1);
  return { seconds: (ended - heard.started) / 1000, cpu, sender: heard.cpuMs };
}

/** Sends requests that are answered at once. Gives {seconds, cpu, sender}: to the last answer. */
export async function sendQueries(node, lists) {
  const { sender, heard, exits } = await startSender(node, "abci_query", lists);
  const processes = processesOf(node.process.pid);
  const before = sum(cpuMs(processes));
  sender.send("go");
  await until("the last answer", () => exits() ?? heard.finished, QUERIES_MS_MAX);
  const cpu = sum(cpuMs(processes)) - before;
  return { seconds: (heard.finished - heard.started) / 1000, cpu, sender: heard.cpuMs };
}

async function everySucceeded(node, from, to) {
  for (let at = from; at <= to; at++) {
    const { txs_results } = await rpc(node, "block_results", { height: String(at) });
    const failed = (txs_results ?? []).find((result) => result.code !== 0);
    if (failed !== undefined) throw new Error(`code ${failed.code}: ${failed.log}`);
  }
}
