// The network under load, from outside: how fast, and at what cost. `make bench` runs it.
//
// usage: load.js [--transactions N] [--senders N] [--runs N]

import { fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { connect } from "node:net";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ACCOUNTS, CHAIN_ID } from "../acceptance/support/accounts.js";
import { FAST, clientOf, deploy, succeeded } from "../acceptance/support/client.js";
import { launch, portOf, sleep, startNode, until } from "../acceptance/support/node.js";
import { accountOf, keyOf } from "../acceptance/support/transaction.js";
import { rest, rpc } from "../acceptance/support/wire.js";
import { cpuMs, machine, median, memoryMib, processesOf, sum } from "./load_measure.js";
import { profile } from "./load_profile.js";
import {
  accountOfKey,
  bankSend,
  executeContract,
  makeSealer,
  signTransaction,
} from "./load_sign.js";

const require = createRequire(new URL("../acceptance/package.json", import.meta.url));
const { MsgExecuteContract } = require("secretjs");

const { values: options } = parseArgs({
  options: {
    transactions: { type: "string", default: "10000" },
    senders: { type: "string", default: "1000" },
    runs: { type: "string", default: "3" },
  },
});
const TRANSACTIONS = Number(options.transactions);
const SENDERS = Number(options.senders);
const RUNS = Number(options.runs);
const CONNECTIONS = 4;
const IN_FLIGHT = 16;
const IDLE_MS = 5_000;
const LATENCY_ROUNDS = 100;
const START_ROUNDS = 10;

const table = [];
const row = (what, value) => {
  table.push([what, value]);
  console.log(`| ${what} | ${value} |`);
};
const spread = (numbers, digits) =>
  [Math.min(...numbers), median(numbers), Math.max(...numbers)]
    .map((number) => number.toFixed(digits))
    .join(" / ");

const portsOf = ["rpc", "rest", "grpc", "grpc-web", "faucet"];

/** Waits for the address of the RPC server and its first answer with a block, asking each millisecond. */
async function firstBlock(node) {
  for (;;) {
    const endpoints = node.readEndpoints();
    if (endpoints !== undefined) {
      const height = await heightOver(portOf(endpoints.rpc)).catch(() => 0);
      if (height >= 1) return;
    }
    await sleep(1);
  }
}

/** The height of a node over a bare socket: fetch() itself takes longer than the node to start. */
function heightOver(port) {
  return new Promise((done, fail) => {
    const socket = connect(port, "127.0.0.1", () =>
      socket.write("GET /status HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
    );
    let text = "";
    socket.on("data", (data) => (text += data)).on("error", fail);
    socket.on("close", () => done(Number(/"latest_block_height":"(\d+)"/.exec(text)?.[1] ?? 0)));
  });
}

/** From the start of the process to an answer that says there is a block. */
async function measureStart() {
  const times = [];
  for (let run = 0; run < START_ROUNDS; run++) {
    const addresses = portsOf.flatMap((name) => [`--${name}`, "127.0.0.1:0"]);
    const started = performance.now();
    const node = launch(["start", "--ephemeral", "--quiet", ...addresses]);
    await firstBlock(node);
    times.push(performance.now() - started);
    await node.discard();
  }
  row("process start to first block, seen by a client, ms", spread(times, 0));
}

async function measureIdle(node) {
  const processes = processesOf(node.process.pid);
  const memory = memoryMib(processes);
  const parts = processes.map(({ name }, at) => `${name} ${memory[at].toFixed(1)}`);
  row("memory after start, MiB", `${sum(memory).toFixed(1)} (${parts.join(", ")})`);
  const before = sum(cpuMs(processes));
  await sleep(IDLE_MS);
  const spent = sum(cpuMs(processes)) - before;
  row("idle, share of a core", `${((100 * spent) / IDLE_MS).toFixed(1)} %`);
}

/** One transaction at a time on an idle chain, from the request to the answer that it is committed. */
async function measureLatency(node) {
  const key = accountOfKey((await keyOf("a")).privkey);
  const { accountNumber, sequence } = await accountOf(node, ACCOUNTS.a.address);
  const times = [];
  for (let round = 0; round < LATENCY_ROUNDS; round++) {
    const bytes = signTransaction(key, [bankSend(ACCOUNTS.a.address, ACCOUNTS.b.address)], {
      chainId: CHAIN_ID,
      accountNumber,
      sequence: sequence + BigInt(round),
      gas: 25_000,
      fee: 2_500,
    });
    const started = performance.now();
    const { tx_result } = await rpc(node, "broadcast_tx_commit", { tx: bytes.toString("base64") });
    times.push(performance.now() - started);
    if (tx_result.code !== 0) throw new Error(tx_result.log);
  }
  row("one transaction to committed, ms", spread(times, 1));
}

const chunks = (list, size) =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, at) =>
    list.slice(at * size, (at + 1) * size),
  );

/** Gives each account coins, and its account number. */
async function fund(node, accounts) {
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

/** A token of which each account owns some. */
async function makeToken(node, accounts) {
  const a = clientOf(node, "a");
  const token = await deploy(a, "token", { name: "Load", symbol: "LOAD", decimals: 6 });
  for (const group of chunks(accounts, 20)) {
    const mints = group.map(
      ({ address }) =>
        new MsgExecuteContract({
          sender: a.address,
          contract_address: token.address,
          code_hash: token.code_hash,
          msg: { mint: { recipient: address, amount: "1000000" } },
          sent_funds: [],
        }),
    );
    const limits = { ...FAST, gasLimit: 10_000_000, gasPriceInFeeDenom: 0.0125 };
    succeeded(await a.tx.broadcast(mints, limits));
  }
  return token;
}

/** Signs `TRANSACTIONS` of them, all of a sender on one connection and in order. */
function prepare(accounts, messageOf, gas) {
  const lists = Array.from({ length: CONNECTIONS }, () => []);
  for (let at = 0; at < TRANSACTIONS; at++) {
    const index = at % accounts.length;
    const account = accounts[index];
    const bytes = signTransaction(account, [messageOf(account)], {
      chainId: CHAIN_ID,
      accountNumber: account.number,
      sequence: account.sequence++,
      gas,
      fee: Math.ceil(gas / 50),
    });
    lists[index % CONNECTIONS].push(bytes.toString("base64"));
  }
  return lists;
}

/** Sends the lists and waits until all is committed. Gives {seconds, cpu, sender}. */
async function send(node, lists) {
  const file = join(node.folder, "load");
  writeFileSync(file, lists.map((list) => list.join(" ")).join("\n"));
  const port = portOf(node.endpoints.rpc);
  const program = new URL("load_send.js", import.meta.url);
  const sender = fork(program, ["127.0.0.1", port, file, CONNECTIONS, IN_FLIGHT].map(String));
  const heard = {};
  sender.on("message", (message) => Object.assign(heard, message));
  sender.on("exit", (code) => (heard.exit = code));
  await until("the sender", () => heard.ready, 60_000);

  const processes = processesOf(node.process.pid);
  const from = Number((await rpc(node, "status")).sync_info.latest_block_height) + 1;
  const before = sum(cpuMs(processes));
  sender.send("go");
  let [committed, next, ended] = [0, from, 0];
  while (committed < TRANSACTIONS) {
    if (heard.exit) throw new Error("the sender failed");
    const newest = Number((await rpc(node, "status")).sync_info.latest_block_height);
    for (; next <= newest; next++) {
      const range = { minHeight: String(next), maxHeight: String(next) };
      const { block_metas } = await rpc(node, "blockchain", range);
      committed += Number(block_metas[0].num_txs);
      ended = Date.now();
    }
    await sleep(10);
    if (Date.now() - (heard.started ?? Date.now()) > 300_000)
      throw new Error(`${committed} committed`);
  }
  const cpu = sum(cpuMs(processes)) - before;
  await until("the sender's end", () => heard.finished, 10_000);
  await everySucceeded(node, from, next - 1);
  return { seconds: (ended - heard.started) / 1000, cpu, sender: heard.cpuMs };
}

async function everySucceeded(node, from, to) {
  for (let at = from; at <= to; at++) {
    const { txs_results } = await rpc(node, "block_results", { height: String(at) });
    const failed = (txs_results ?? []).find((result) => result.code !== 0);
    if (failed !== undefined) throw new Error(`code ${failed.code}: ${failed.log}`);
  }
}

async function measureLoad(node, what, accounts, messageOf, gas) {
  const results = [];
  for (let run = 0; run < RUNS; run++) {
    results.push(await send(node, prepare(accounts, messageOf, gas)));
  }
  const per = (value) => value / TRANSACTIONS;
  row(
    `${what} per second`,
    spread(
      results.map(({ seconds }) => TRANSACTIONS / seconds),
      0,
    ),
  );
  row(
    `CPU of all processes per ${what}, ms`,
    spread(
      results.map(({ cpu }) => per(cpu)),
      3,
    ),
  );
  row("— load generator, ms", per(results.at(-1).sender).toFixed(3));

  // Sampling costs time, so that this is a run of its own.
  const sampler = profile(processesOf(node.process.pid), join(node.folder, "perf"));
  const { cpu } = await send(node, prepare(accounts, messageOf, gas));
  const stages = (await sampler.stop()) ?? [["not measured, for want of perf", 1]];
  const shown = stages.filter(([, share]) => share >= 0.01);
  const parts = shown.map(([stage, share]) => `${stage} ${per(cpu * share).toFixed(3)}`);
  row("— by stage, ms", parts.join(", "));
}

console.log(machine());
console.log(
  `${TRANSACTIONS} transactions a run, ${SENDERS} senders, ${CONNECTIONS} connections with ` +
    `${IN_FLIGHT} in flight each, ${RUNS} runs; min / median / max`,
);
console.log("\n| | |\n|---|---|");
await measureStart();
const node = await startNode({ args: ["--quiet"] });
try {
  await measureIdle(node);
  await measureLatency(node);
  const accounts = Array.from({ length: SENDERS }, () => accountOfKey(randomBytes(32)));
  await fund(node, accounts);
  const { b } = ACCOUNTS;
  await measureLoad(
    node,
    "bank send",
    accounts,
    ({ address }) => bankSend(address, b.address),
    40_000,
  );

  const token = await makeToken(node, accounts);
  const { body } = await rest(node, "/registration/v1beta1/tx-key");
  // Each sender has a key of its own, as each client has.
  for (const account of accounts) account.seal = makeSealer(Buffer.from(body.key, "base64"));
  const transfer = { transfer: { recipient: b.address, amount: "1" } };
  const messageOf = ({ address, seal }) =>
    executeContract(address, token.address, seal(token.code_hash, transfer));
  await measureLoad(node, "SNIP-20 transfer", accounts, messageOf, 400_000);
  const processes = processesOf(node.process.pid);
  row("peak memory, MiB", sum(memoryMib(processes, "VmHWM")).toFixed(0));
} finally {
  await node.discard();
}
