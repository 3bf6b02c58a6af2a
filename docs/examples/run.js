// Runs a page: its `sh` blocks in the root of the repository, its `js` blocks here, in order, against the running network.
// A `text` block is what the `js` block before it prints, where … stands for anything; a difference ends the run.
// usage: node run.js PAGE.md

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = resolve(HERE, "../..");

/** The fenced blocks of a page: [{language, text}]. */
function blocksOf(page) {
  const fenced = page.matchAll(/^```(\w+)\n(.*?)^```$/gms);
  return [...fenced].map(([, language, text]) => ({ language, text }));
}

/** One module of all commands of a page. Each prints its number before what it prints. */
const MARK = "-- block ";
function moduleOf(blocks) {
  const commands = blocks.map(({ language, text }, number) => {
    const mark = `console.log(${JSON.stringify(MARK + number)});\n`;
    if (language === "js") return mark + text;
    if (language !== "sh") return "";
    const options = `{ cwd: ${JSON.stringify(ROOT)}, stdio: "inherit" }`;
    const call = `execFileSync("sh", ["-ec", ${JSON.stringify(text)}], ${options});\n`;
    return `${mark}(await import("node:child_process")).${call}`;
  });
  return commands.join("");
}

/** Runs a module from here. Gives {code, output}, the output by line. */
function run(source, env) {
  const options = { cwd: HERE, env, stdio: ["pipe", "pipe", "inherit"] };
  const child = spawn(process.execPath, ["--input-type=module"], options);
  child.stdin.end(source);
  let output = "";
  child.stdout.on("data", (data) => (output += data));
  return new Promise((done) => child.on("close", (code) => done({ code, output })));
}

/** What each block printed, by its number. */
function printedBy(output) {
  const parts = output.split(new RegExp(`^${MARK}(\\d+)\n`, "m"));
  const printed = new Map();
  for (let at = 1; at < parts.length; at += 2) printed.set(Number(parts[at]), parts[at + 1]);
  return printed;
}

function isAsExpected(text, expected) {
  const escaped = expected.trim().replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("…", ".*")}$`).test(text.trim());
}

/** Runs a page of this folder and gives how many blocks it ran. Throws what went wrong. */
export async function runPage(name, env = process.env) {
  const blocks = blocksOf(readFileSync(resolve(HERE, name), "utf8"));
  const { code, output } = await run(moduleOf(blocks), env);
  if (code !== 0) throw new Error(`${name} ended with ${code}:\n${output}`);
  const printed = printedBy(output);
  blocks.forEach(({ language, text }, number) => {
    const before = printed.get(number - 1) ?? "";
    if (language === "text" && !isAsExpected(before, text)) {
      throw new Error(`${name} should have printed\n${text}but printed\n${before}`);
    }
  });
  return printed.size;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const name of process.argv.slice(2)) console.log(`${name}: ${await runPage(name)} commands`);
}
