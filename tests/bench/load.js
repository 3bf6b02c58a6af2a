// The network under load, from outside: how fast, and at what cost. `make bench` runs it.
//
// usage: load.js [--transactions N] [--senders N] [--runs N]

import { randomBytes } from "node:crypto";
import { createRequire } from "node:module";
import { connect } from "node:net";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ACCOUNTS, CHAIN_ID } from "../acceptance/support/accounts.js";
import { FAST, clientOf, deploy, succeeded } from "../acceptance/support/client.js";
import { launch, portOf, sleep, startNode } from "../acceptance/support/node.js";
import { accountOf, keyOf } from "../acceptance/support/transaction.js";
import { rest, rpc } from "../acceptance/support/wire.js";
import { cpuMs, machine, memoryMib, processesOf, sum } from "./load_measure.js";
import { profile } from "./load_profile.js";
import {
  CONNECTIONS,
  IN_FLIGHT,
  chunks,
  fund,
  prepare,
  sendTransactions,
  spread,
} from "./load_run.js";
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
const IDLE_MS = 5_000;
const LATENCY_ROUNDS = 100;
const START_ROUNDS = 10;

const table = [];
const row = (what, value) => {
  table.push([what, value]);
  console.log(`| ${what} | ${value} |`);
};

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

/** A run's transactions, each with one message, signed. */
const signed = (accounts, messageOf, gas) =>
  prepare(accounts, TRANSACTIONS, (account) => ({
    tx: signTransaction(account, [messageOf(account)], {
      chainId: CHAIN_ID,
      accountNumber: account.number,
      sequence: account.sequence++,
      gas,
      fee: Math.ceil(gas / 50),
    }).toString("base64"),
  }));

async function measureLoad(node, what, accounts, messageOf, gas) {
  const results = [];
  for (let run = 0; run < RUNS; run++) {
    results.push(await sendTransactions(node, signed(accounts, messageOf, gas)));
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
  const { cpu } = await sendTransactions(node, signed(accounts, messageOf, gas));
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
