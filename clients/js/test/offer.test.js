// What networks offer, and what a client does when they do not.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { base64 } from "@scure/base";
import { Suite2, suite2Of, withSuite2 } from "../index.js";

const KEY = new Uint8Array(32).fill(9);
const SUITE_1 = { suite: 1, epoch: 0, io_public_key: base64.encode(KEY) };
const SUITE_2 = { suite: 2, epoch: 2, io_public_key: base64.encode(KEY) };
const answering = (body, status = 200) => async () =>
  new Response(typeof body === "string" ? body : JSON.stringify(body), { status });
const offerOf = (body, status) => suite2Of("http://node", answering(body, status));

/** Suite 1 that can be told apart. */
const first = {
  encrypt: async () => Uint8Array.of(1),
  decrypt: async () => Uint8Array.of(2),
  getPubkey: async () => KEY,
  getTxEncryptionKey: async () => KEY,
};
const make = (options) => new Suite2({ url: "http://node", chainId: "c-1", first, ...options });
const contract = "secret1mfk7n6mc2cg6lznujmeckdh4x0a5ezf6hx6y8q";
const codeHash = "ab".repeat(32);

/** Runs with another fetch, as the library sees it. */
async function withFetch(fetch, use) {
  const real = globalThis.fetch;
  globalThis.fetch = fetch;
  try {
    return await use();
  } finally {
    globalThis.fetch = real;
  }
}

describe("a network", () => {
  test("that offers suite 2 gives epoch and key", async () => {
    assert.deepEqual(await offerOf({ suites: [SUITE_1, SUITE_2] }), { suite: 2, epoch: 2, ioPublic: KEY });
  });

  test("without suite 2, or without the question, offers nothing", async () => {
    assert.equal(await offerOf({ suites: [SUITE_1] }), undefined);
    assert.equal(await offerOf({ suites: [] }), undefined);
    assert.equal(await offerOf({}), undefined);
    assert.equal(await offerOf({ code: 12, message: "Not Implemented", details: [] }, 501), undefined);
    assert.equal(await offerOf("404 page not found", 404), undefined);
  });

  test("whose node fails is no network without suite 2", async () => {
    const lead = "http://node does not tell which message suites the network has";
    await assert.rejects(offerOf({}, 500), { message: `${lead}: status 500` });
    await assert.rejects(offerOf("<html>", 200), { message: `${lead}: the answer is no JSON` });
    const refused = async () => {
      throw new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED") });
    };
    await assert.rejects(suite2Of("http://node", refused), { message: `${lead}: connect ECONNREFUSED` });
  });

  test("with a key or an epoch that is none is refused", async () => {
    const wrong = (change) => offerOf({ suites: [{ ...SUITE_2, ...change }] });
    for (const io_public_key of ["AAAA", "not base64", undefined])
      await assert.rejects(wrong({ io_public_key }), { message: "the network's key for suite 2 has not 32 bytes" });
    for (const epoch of [0, -1, 1.5, 2 ** 32, undefined])
      await assert.rejects(wrong({ epoch }), { message: "the network's epoch is not one" });
  });
});

describe("a client", () => {
  const query = (suite2) => suite2.queryUtils(contract).encrypt(codeHash, { a: 1 });

  test("speaks suite 1 where nothing else is offered, unless it insists", () =>
    withFetch(answering({ suites: [SUITE_1] }), async () => {
      assert.deepEqual(await query(make()), Uint8Array.of(1));
      await assert.rejects(query(make({ required: true })), { message: "the network does not offer suite 2" });
      await assert.rejects(make({ required: true }).encrypt(codeHash, {}), /needs to know sender and contract/);
    }));

  test("sends nothing in any suite while the node fails, and asks again", async () => {
    const suite2 = make();
    await withFetch(answering({}, 503), () => assert.rejects(query(suite2), /status 503/));
    await withFetch(answering({ suites: [SUITE_2] }), async () => assert.equal((await query(suite2)).length, 368));
  });

  test("that knows the network's key asks nobody", () =>
    withFetch(
      () => assert.fail("asked"),
      async () => {
        const wire = await query(make({ network: { epoch: 7, ioPublic: KEY } }));
        assert.deepEqual([...wire.subarray(0, 4)], [0, 0, 0, 7]);
        assert.throws(() => make({ network: { epoch: 7, ioPublic: KEY.subarray(1) } }), /32 bytes/);
      },
    ));

  test("refuses settings that are none", () => {
    assert.throws(() => make({ seed: new Uint8Array(31) }), /a seed has 32 bytes/);
    for (const bucket of [0, 100, -256]) assert.throws(() => make({ bucket }), /a bucket is a multiple of 256/);
    assert.throws(() => withSuite2({ tx: {}, query: {} }), /no client of secretjs 1\.22/);
  });

  test("never uses a key twice, not even for the same words", () =>
    withFetch(answering({ suites: [SUITE_2] }), async () => {
      const suite2 = make({ seed: KEY });
      const wires = await Promise.all(Array.from({ length: 50 }, () => query(suite2)));
      for (const [from, to] of [[0, 32], [32, 64], [64, 96], [96, 352]])
        assert.equal(new Set(wires.map((wire) => base64.encode(wire.subarray(from, to)))).size, 50);
    }));
});
