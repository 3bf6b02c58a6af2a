// The pages of docs/examples do what they say: every command of every page, with what it prints.

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { describe, test } from "node:test";
import { runPage } from "../../docs/examples/run.js";
import { BUILD, startNode } from "./support/node.js";

const FOLDER = new URL("../../docs/examples/", import.meta.url);
const PAGES = readdirSync(FOLDER).filter((name) => name.endsWith(".md") && name !== "README.md");

// `make` within a page is one of its own, not a part of the one that runs this test.
const { MAKEFLAGS, MAKELEVEL, MFLAGS, ...inherited } = process.env;

/** Runs a page on a network of its own, as a reader would. */
async function follow(page) {
  const node = await startNode();
  try {
    const env = { ...inherited, BUILD, SECRETD_REST: node.endpoints.rest };
    assert.ok((await runPage(page, env)) > 0, `${page} has no command`);
  } finally {
    await node.discard();
  }
}

test("how to prepare", () => follow("README.md"));

// Most of a page's time is waiting for blocks.
describe("the page", { concurrency: 3 }, () => {
  for (const page of PAGES) test(page, () => follow(page));
});
