// tests/vectors/enclave/suite2.txt, which the enclave's own tests read as well.

import { readFileSync } from "node:fs";

const file = new URL("../../../../tests/vectors/enclave/suite2.txt", import.meta.url);

/** {name: bytes} */
export const VECTORS = Object.fromEntries(
  readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.split(" "))
    .map(([name, hex]) => [name, new Uint8Array(Buffer.from(hex, "hex"))]),
);
