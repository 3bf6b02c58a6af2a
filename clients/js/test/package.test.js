// The package as npm packs it: loaded by import, by require, and read by TypeScript in both ways.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";

const HERE = new URL("..", import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), "secretd-client-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const run = async (program, ...args) => {
  const { stdout } = await promisify(execFile)(program, args, { cwd: folder }).catch((error) =>
    assert.fail(`${error.stdout}${error.stderr}`),
  );
  return stdout;
};
let files;

before(async () => {
  await run("npm", "pack", HERE, "--pack-destination", folder, "--silent");
  const [packed] = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
  mkdirSync(join(folder, "node_modules/@secretd/client"), { recursive: true });
  files = (await run("tar", "tzf", packed)).trim().split("\n").sort();
  await run("tar", "xzf", packed, "-C", "node_modules/@secretd/client", "--strip-components", "1");
  const installed = join(HERE, "node_modules");
  for (const name of readdirSync(installed)) symlinkSync(join(installed, name), join(folder, "node_modules", name));
});

test("has what it needs and nothing else", () => {
  const modules = ["index.d.ts", "index.js", "response.js", "suite2.d.ts", "suite2.js"];
  const wanted = [...modules, ...modules.map((name) => `cjs/${name}`), "README.md", "cjs/package.json", "package.json"];
  assert.deepEqual(files, wanted.map((name) => `package/${name}`).sort());
});

const USE = `
const { client, has } = {
  client: new SecretNetworkClient({ url: "http://127.0.0.1:1", chainId: "c-1" }),
  has: [typeof suite2Of, typeof Session, Session === own.Session, TYPE.migrate],
};
console.log(JSON.stringify([...has, withSuite2(client, { required: true }) === client, client.encryptionUtils instanceof Suite2]));
`;

for (const [what, name, head] of [
  [
    "imported",
    "use.mjs",
    `import { SecretNetworkClient } from "secretjs";
     import { Session, Suite2, TYPE, suite2Of, withSuite2 } from "@secretd/client";
     import * as own from "@secretd/client/suite2";`,
  ],
  [
    "required",
    "use.cjs",
    `const { SecretNetworkClient } = require("secretjs");
     const { Session, Suite2, TYPE, suite2Of, withSuite2 } = require("@secretd/client");
     const own = require("@secretd/client/suite2");`,
  ],
])
  test(`is ${what}`, async () => {
    writeFileSync(join(folder, name), head + USE);
    assert.deepEqual(JSON.parse(await run(process.execPath, name)), ["function", "function", true, 4, true, true]);
  });

test("has types that TypeScript believes, in modules of both kinds", async () => {
  const text = `
import { SecretNetworkClient, type EncryptionUtils } from "secretjs";
import { Suite2, suite2Of, withSuite2, type Offer, type Options } from "@secretd/client";
import { Session, TYPE, type About } from "@secretd/client/suite2";
const options: Options = { required: true, bucket: 512, seed: new Uint8Array(32), network: { epoch: 2, ioPublic: new Uint8Array(32) } };
export const client: SecretNetworkClient = withSuite2(new SecretNetworkClient({ url: "", chainId: "" }), options);
export const offer: Promise<Offer | undefined> = suite2Of("");
export const about: About = { type: TYPE.query, codeHash: new Uint8Array(32) };
export const wire: Uint8Array = new Session("c", new Uint8Array(32), new Uint8Array(32), new Uint8Array(32)).seal(about, new Uint8Array());
export const second = (first: EncryptionUtils): EncryptionUtils => new Suite2({ url: "", chainId: "c", first });
// @ts-expect-error no such option
withSuite2(client, { require: true });
`;
  for (const name of ["use-types.mts", "use-types.cts"]) writeFileSync(join(folder, name), text);
  const compiler = join(HERE, "node_modules/typescript/bin/tsc");
  const flags = ["--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", "--module", "nodenext"];
  await run(process.execPath, compiler, ...flags, "use-types.mts", "use-types.cts");
});
