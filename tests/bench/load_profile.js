// Where the CPU time goes, by source folder and library: samples of the running processes, when the machine has `perf`.

import { execFileSync, spawn } from "node:child_process";
import { readlinkSync } from "node:fs";

const SAMPLES_PER_SECOND = 499;

/** What a shared object is to a reader of the figures. */
const LIBRARIES = [
  [/secp256k1/, "libsecp256k1"],
  [/libcrypto/, "OpenSSL"],
  [/kernel|\[vdso\]/, "kernel"],
  [/lmdb/, "LMDB"],
  [/microhttpd|nghttp2|wslay|libuv/, "HTTP libraries"],
  [/libc[.-]|libpthread|ld-linux/, "libc"],
  [/JIT|anon|unknown|perf-/, "contracts, compiled"],
];

/** The source folder of each function of a program that was built with line numbers. */
function foldersOf(pid) {
  const program = readlinkSync(`/proc/${pid}/exe`);
  const lines = execFileSync("nm", ["-l", program], { encoding: "utf8", maxBuffer: 1 << 28 });
  const folders = new Map();
  for (const line of lines.split("\n")) {
    const [, name, path] = /^\S+ \S (\S+)\t(.*)$/.exec(line) ?? [];
    const source = /\/((?:common|node|enclave|schema)\/[^:]+)\/[^/:]+:\d+$/.exec(path ?? "");
    if (source !== null) folders.set(name, source[1].replace(/\/_.*/, ""));
  }
  return folders;
}

/** Samples `processes` until stop(), which gives [[stage, share], ...] with the largest first; undefined when that is not possible. */
export function profile(processes, file) {
  const pids = processes.map(({ pid }) => pid);
  try {
    execFileSync("perf", ["--version"], { stdio: "ignore" });
  } catch {
    return { stop: () => undefined };
  }
  const rate = String(SAMPLES_PER_SECOND);
  const words = ["record", "-e", "cpu-clock", "-F", rate, "-o", file, "-p", pids.join(",")];
  const perf = spawn("perf", words, { stdio: "ignore" });
  const ended = new Promise((done) => perf.on("exit", done));
  return {
    async stop() {
      perf.kill("SIGINT");
      await ended;
      try {
        return stagesOf(file, pids);
      } catch {
        return undefined; // it may not sample here, or the programs have no symbols
      }
    },
  };
}

function stagesOf(file, pids) {
  const fields = ["-F", "sample,dso,sym", "-t", "|"];
  const words = ["report", "-i", file, "--stdio", "--no-children", ...fields];
  const options = { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], maxBuffer: 1 << 26 };
  const folders = new Map(pids.flatMap((pid) => [...foldersOf(pid)]));
  const counts = new Map();
  let all = 0;
  for (const line of execFileSync("perf", words, options).split("\n")) {
    const [samples, object, symbol] = line.split("|").map((text) => text.trim());
    if (line.startsWith("#") || symbol === undefined) continue;
    const name = symbol.replace(/^\[.\] /, "").replace(/\.(constprop|isra|part|cold).*$/, "");
    const library = LIBRARIES.find(([pattern]) => pattern.test(object))?.[1];
    const stage = library ?? folders.get(name) ?? (/enclave/.test(object) ? "engine" : object);
    counts.set(stage, (counts.get(stage) ?? 0) + Number(samples));
    all += Number(samples);
  }
  return [...counts].map(([stage, count]) => [stage, count / all]).sort((a, b) => b[1] - a[1]);
}
