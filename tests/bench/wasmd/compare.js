// One contract on two whole nodes, in one run: wasmd, as shipped and tuned, and this node, which encrypts. Through
// the public RPC of each, by the same generator. `make bench-wasmd` builds what it needs and runs it.
//
// usage: compare.js [--transactions N] [--senders N] [--runs N] [--uploads N]

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { CONTRACTS } from "../../acceptance/support/node.js";
import { loadAverage, machine, memoryMib, processesOf, sum } from "../load_measure.js";
import {
  CONNECTIONS,
  IN_FLIGHT,
  prepare,
  sendQueries,
  sendTransactions,
  spread,
} from "../load_run.js";
import { startOurs, startPeer } from "./chains.js";
import { SETTINGS } from "./peer.js";

const { values: options } = parseArgs({
  options: {
    transactions: { type: "string", default: "5000" },
    senders: { type: "string", default: "1000" },
    runs: { type: "string", default: "3" },
    uploads: { type: "string", default: "5" },
  },
});
const TRANSACTIONS = Number(options.transactions);
const SENDERS = Number(options.senders);
const RUNS = Number(options.runs);
const UPLOADS = Number(options.uploads);
const WARM_CALLS = 10;
const WASM = readFileSync(join(CONTRACTS, "conformance-vanilla.wasm"));

/** The contract with a custom section that no other copy has: other bytes, so that nobody has compiled it before. */
function copyOf(index) {
  const content = Buffer.concat([Buffer.from([4]), Buffer.from(`copy${index}`)]);
  return Buffer.concat([WASM, Buffer.from([0, content.length]), content]);
}

/** Rows of the table by name, each with a column for each chain. */
const rows = new Map();
const note = (chain, row, value) => {
  if (!rows.has(row)) rows.set(row, new Map());
  const columns = rows.get(row);
  columns.set(chain, [...(columns.get(chain) ?? []), value]);
};

/** One call of the chain's contract: its result, with the milliseconds until the answer that it is committed. */
const callOnce = (chain) => {
  const [account] = chain.accounts;
  return chain.commit(account, chain.execute(account, chain.contract));
};

/** Contracts that nobody has called, one transaction at a time. */
async function measureCold(chain) {
  for (let index = 0; index < UPLOADS; index++) {
    const { contract, stored, instantiated } = await chain.deploy(copyOf(index));
    chain.contract = contract;
    note(chain, "upload, ms", stored);
    note(chain, "instantiate: the first use, ms", instantiated);
    note(chain, "the first execute, ms", (await callOnce(chain)).ms);
    for (let call = 0; call < WARM_CALLS; call++) {
      note(chain, "each further one, ms", (await callOnce(chain)).ms);
    }
  }
}

/** The first call of a contract that was in use before the node was stopped. */
async function measureRestart(chain) {
  for (let round = 0; round < UPLOADS; round++) {
    await chain.restart();
    note(chain, "the first execute after a restart, ms", (await callOnce(chain)).ms);
  }
}

async function measureExecutes(chain) {
  const lists = prepare(chain.accounts, TRANSACTIONS, (account) =>
    chain.sign(account, chain.execute(account, chain.contract)),
  );
  const { seconds, cpu } = await sendTransactions(chain.node, lists);
  note(chain, "executes per second", TRANSACTIONS / seconds);
  note(chain, "CPU of the node per execute, ms", cpu / TRANSACTIONS);
}

async function measureQueries(chain) {
  const lists = prepare(chain.accounts, TRANSACTIONS, (account) =>
    chain.query(account, chain.contract),
  );
  const { seconds, cpu } = await sendQueries(chain.node, lists);
  note(chain, "queries per second", TRANSACTIONS / seconds);
  note(chain, "CPU of the node per query, ms", cpu / TRANSACTIONS);
}

/** What is shared by all runs on a chain: a contract, called once so that its gas is known. */
async function deployed(chain) {
  chain.contract = (await chain.deploy(WASM)).contract;
  note(chain, "gas of an execute", Number((await callOnce(chain)).gas_used));
}

/** After the runs: what they did, and what they took. */
async function settle(chain) {
  const count = await chain.count(chain.contract);
  const expected = RUNS * TRANSACTIONS + 1;
  if (count !== expected) throw new Error(`${chain.name}: counted ${count}, not ${expected}`);
  const memory = memoryMib(processesOf(chain.node.process.pid), "VmHWM");
  note(chain, "peak memory, MiB", sum(memory));
}

/** One at a time: the others stand still. */
async function inTurn(chains, measure) {
  for (const chain of chains) {
    chain.resume();
    await measure(chain);
    chain.pause();
  }
}

const digitsOf = (row) => (/, ms$/.test(row) ? (/CPU/.test(row) ? 3 : 1) : 0);

function print(chains) {
  console.log(`\n| | ${chains.map(({ name }) => name).join(" | ")} |`);
  console.log(`|---|${"---|".repeat(chains.length)}`);
  for (const [row, columns] of rows) {
    const cells = chains.map((chain) => {
      const values = columns.get(chain);
      if (values === undefined) return "";
      return values.length === 1 ? values[0].toFixed(digitsOf(row)) : spread(values, digitsOf(row));
    });
    console.log(`| ${row} | ${cells.join(" | ")} |`);
  }
}

console.log(machine());
console.log(
  `${TRANSACTIONS} requests a run, ${SENDERS} senders, ${CONNECTIONS} connections with ${IN_FLIGHT} ` +
    `in flight each, ${RUNS} runs in turn; ${UPLOADS} uploads and restarts; min / median / max`,
);
const chains = [];
// A process that stands still does not hear that it should end.
process.on("exit", () => chains.forEach(({ node }) => node.process.kill("SIGKILL")));
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));
const started = async (chain) => {
  chains.push(chain);
  chain.pause();
  return chain;
};
try {
  const shipped = await started(await startPeer(SETTINGS.shipped, SENDERS));
  await started(await startPeer(SETTINGS.tuned, SENDERS));
  const ours = await started(await startOurs(SENDERS));
  // Tuned, every single transaction waits for the next block, which tells nothing of the contract.
  await inTurn([shipped, ours], measureCold);
  await inTurn(chains, deployed);
  for (let run = 0; run < RUNS; run++) {
    await inTurn(chains, async (chain) => {
      note(chain, "load of the machine before a run", loadAverage());
      await measureExecutes(chain);
    });
  }
  for (let run = 0; run < RUNS; run++) await inTurn(chains, measureQueries);
  await inTurn(chains, settle);
  await inTurn([shipped, ours], measureRestart);
  print(chains);
} finally {
  for (const chain of chains) await chain.discard();
}
