// Which modules are contracts, on both engines: what compilers add to the first version of WebAssembly, what is refused with the
// words that help, and entry points that are not there. Sources: enclave-protocol 5.1 to 5.3, docs/differences.md.

import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { succeeded } from "./support/client.js";
import { startBoth } from "./support/both.js";

const both = await startBoth();
after(() => both.discard());

describe("a module", () => {
  for (const name of ["minimal", "sign-extension", "bulk-memory", "multi-value"]) {
    test(`with ${name} runs`, async () => {
      const contract = await both.deploy(`module-${name}`, {});
      assert.ok(succeeded(await both.execute(contract, {})).gasUsed > 0);
    });
  }

  for (const [name, reason] of [
    [
      "saturating",
      "saturating float-to-int conversion (contracts cannot use floating point) is not accepted: " +
        "build with -C target-feature=-nontrapping-fptoint (Rust) or -mno-nontrapping-fptoint (clang)",
    ],
    [
      "reference-types",
      "reference types is not accepted: " +
        "build with -C target-feature=-reference-types (Rust) or -mno-reference-types (clang)",
    ],
    [
      "simd",
      "SIMD is not accepted: build with -C target-feature=-simd128 (Rust) or -mno-simd128 (clang)",
    ],
    ["memory-maximum", "memory's maximum must be unset"],
    ["memory-too-large", "memory's minimum must not exceed 512 pages"],
    [
      "unknown-import",
      'This chain has no "env.db_scan"; a contract of cosmwasm-std runs when that is built without its feature iterator',
    ],
    ["foreign-import", "requires unsupported import"],
  ]) {
    test(`with ${name} is refused, and the reason helps`, async () => {
      await assert.rejects(both.store(`module-${name}`), (error) => {
        assert.match(error.message, /^code 15 \(compute\): .*create contract failed$/);
        assert.ok(error.message.includes(reason), error.message);
        return true;
      });
    });
  }

  for (const [name, text] of [
    ["floats", "found floating point operation in module code"],
    ["start", "WasmModuleWithStart"],
    ["memory-large", "failed to initialize wasm memory"],
  ]) {
    test(`with ${name} is stored and cannot be instantiated`, async () => {
      await assert.rejects(both.deploy(`module-${name}`, {}), (error) =>
        error.message.includes(`Execution error: Enclave: ${text}: instantiate contract failed`),
      );
    });
  }

  test("that has no query cannot be asked", async () => {
    const contract = await both.deploy("module-minimal", {});
    await assert.rejects(both.query(contract, {}), (error) =>
      error.message.endsWith(
        "Enclave: calling a function in the contract failed for an unexpected reason: query contract failed",
      ),
    );
  });
});
