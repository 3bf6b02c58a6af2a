// What the kernel says about processes and the machine.

import { readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { execFileSync } from "node:child_process";

const TICK_MS = 1000 / Number(execFileSync("getconf", ["CLK_TCK"]));

/** The node's process and its children: the enclave. */
export function processesOf(pid) {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
  const names = [pid, ...children.split(" ").filter(Boolean).map(Number)];
  return names.map((id) => ({ pid: id, name: readFileSync(`/proc/${id}/comm`, "utf8").trim() }));
}

function cpuTicks(path) {
  const stat = readFileSync(path, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return Number(fields[11]) + Number(fields[12]);
}

/** CPU time so far in milliseconds, of each process. */
export function cpuMs(processes) {
  return processes.map(({ pid }) => cpuTicks(`/proc/${pid}/stat`) * TICK_MS);
}

/** Resident memory in MiB now, or the most it ever was. */
export function memoryMib(processes, field = "VmRSS") {
  return processes.map(({ pid }) => {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)[1]) / 1024;
  });
}

/** How many processes ran or waited to run, over the last minute. */
export const loadAverage = () => Number(readFileSync("/proc/loadavg", "utf8").split(" ")[0]);

export function machine() {
  const model = cpus()[0].model.trim();
  const kernel = readFileSync("/proc/sys/kernel/osrelease", "utf8").trim();
  const memory = Math.round(totalmem() / 2 ** 30);
  const load = loadAverage();
  return `${cpus().length} x ${model}, ${memory} GiB, Linux ${kernel}, load ${load} before the run`;
}

export const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

export function median(numbers) {
  const sorted = [...numbers].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)];
}
