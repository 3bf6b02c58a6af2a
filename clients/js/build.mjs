// Makes the form for require(), cjs/, beside the modules for import. npm runs this before it packs.

import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const MODULES = ["index", "response", "suite2"];
const TYPES = ["index", "suite2"];

process.chdir(import.meta.dirname ?? new URL(".", import.meta.url).pathname);
rmSync("cjs", { recursive: true, force: true });
mkdirSync("cjs");
await build({ entryPoints: MODULES.map((name) => `${name}.js`), outdir: "cjs", format: "cjs", target: "node18" });
// Below a package.json of its own the same names mean the same modules, for Node and for TypeScript.
writeFileSync("cjs/package.json", '{ "type": "commonjs" }\n');
for (const name of TYPES) copyFileSync(`${name}.d.ts`, `cjs/${name}.d.ts`);
