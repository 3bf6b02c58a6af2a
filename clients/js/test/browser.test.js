// The library in a real browser: a page from another origin executes and asks, in a headless Chromium.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { base64 } from "@scure/base";
import { build } from "esbuild";
import { launch } from "puppeteer-core";
import { looksSealed } from "../suite2.js";
import { ACCOUNTS, CHAIN_ID } from "../../../tests/acceptance/support/accounts.js";
import { attribute, clientOf, deploy } from "../../../tests/acceptance/support/client.js";
import { startNode } from "../../../tests/acceptance/support/node.js";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
if (!existsSync(CHROMIUM)) throw new Error(`there is no ${CHROMIUM}: tools/setup installs it`);

const node = await startNode();
after(() => node.discard());
let browser;
let page;
let server;
let counter;
let v1;
const sent = []; // what the page sent, as a network observer sees it
const complaints = [];

before(async () => {
  const a = clientOf(node, "a");
  counter = await deploy(a, "counter", { count: 17 });
  v1 = await deploy(a, "conformance", { steps: [] });
  const entry = new URL("support/page.js", import.meta.url).pathname;
  const bundle = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    platform: "browser",
    format: "iife",
    define: { global: "globalThis" },
    logLevel: "silent",
  });
  const script = bundle.outputFiles[0].contents;
  server = createServer((request, response) => {
    const isScript = request.url === "/page.js";
    response.setHeader("content-type", isScript ? "text/javascript" : "text/html; charset=utf-8");
    response.end(isScript ? script : '<!doctype html><title>suite 2</title><script src="/page.js"></script>');
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  browser = await launch({
    executablePath: CHROMIUM,
    headless: true,
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
  });
  page = await browser.newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => sent.push(request.url() + (request.postData() ?? "")));
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await page.evaluate((...args) => globalThis.connect(...args), node.endpoints.rest, CHAIN_ID, ACCOUNTS.b.mnemonic);
});

after(async () => {
  await browser?.close();
  server?.close();
});

const ask = (contract, query) =>
  page.evaluate((...args) => globalThis.ask(...args), contract.address, contract.code_hash, query);
const execute = (contract, message) =>
  page.evaluate((...args) => globalThis.execute(...args), contract.address, contract.code_hash, message);

test("a page asks a contract and reads the answer", async () => {
  assert.deepEqual(await ask(counter, { get_count: {} }), { count: 17 });
});

test("a page executes a contract and reads its log", async () => {
  const tx = await execute(counter, { increment: {} });
  assert.equal(tx.code, 0, tx.rawLog);
  assert.equal(attribute(tx, "wasm", "count"), "18");
  assert.deepEqual(await ask(counter, { get_count: {} }), { count: 18 });
  const response = await fetch(`${node.endpoints.rest}/cosmos/tx/v1beta1/txs/${tx.transactionHash}`);
  const { tx_response } = await response.json();
  assert.equal(looksSealed(base64.decode(tx_response.tx.body.messages[0].msg)), true);
});

test("a page reads errors", async () => {
  const tx = await execute(v1, { steps: [{ fail: { json: '"words for the sender"' } }] });
  assert.match(tx.rawLog, /words for the sender: execute contract failed/);
  assert.equal(await ask(v1, { steps: [{ fail: { json: '"words for the asker"' } }] }), "words for the asker");
});

test("nothing of it leaves the page in clear", () => {
  const all = sent.map(decodeURIComponent).join("\n");
  assert.ok(all.includes(counter.address));
  for (const secret of ["increment", "get_count", btoa('{"increment":{}}').slice(0, 16)])
    assert.equal(all.includes(secret), false, secret);
  assert.deepEqual(complaints, []);
});
