// What a contract asks of its host, on both engines: state, addresses, cryptography, gas, and how a contract may lie.
// Sources: enclave-protocol 5.4 to 5.8, 5.11 and 10.9; chain-surface 8.5.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { fromBech32, toBase64 } from "@cosmjs/encoding";
import { succeeded, tryInstantiate } from "./support/client.js";
import { startBoth } from "./support/both.js";
import { until } from "./support/node.js";
import { base64, fail, message, read, remove, script, write } from "./support/script.js";

const both = await startBoth();
after(() => both.discard());
const contracts = {};
const GENERATIONS = ["v1", "v0.10"];

before(async () => {
  contracts.v1 = await both.deploy("conformance", script());
  contracts["v0.10"] = await both.deploy("conformance-v010", script());
});

const run = (generation, steps, options) =>
  both.execute(contracts[generation], { steps }, { gasLimit: 8_000_000, ...options });
const ask = (generation, ...steps) => both.query(contracts[generation], { steps });

/** One test for each row: generations, what, steps, and what the last of them reports. */
function table(rows) {
  for (const [generations, what, steps, expected] of rows) {
    for (const generation of generations) {
      test(`${what} (${generation})`, async () => {
        const outputs = await ask(generation, ...[steps].flat());
        assert.deepEqual(outputs.at(-1), expected);
      });
    }
  }
}

describe("addresses", () => {
  const bytes = fromBech32(both.address).data;
  const canonical = { bytes: toBase64(bytes) };
  const human = both.address;
  const wrongChecksum = `${human.slice(0, -1)}${human.endsWith("3") ? "4" : "3"}`;
  const cosmos = "cosmos1fl48vsnmsdzcv85q5d2q4z5ajdha8yu34mf0eh";
  const old = ["v0.10"];
  const fresh = ["v1"];
  table([
    [GENERATIONS, "become bytes", { canonicalize: { human } }, canonical],
    [GENERATIONS, "become text", { humanize: { canonical: canonical.bytes } }, { text: human }],
    [old, "are trimmed", { canonicalize: { human: ` ${human}\n` } }, canonical],
    [old, "of nothing", { canonicalize: { human: "" } }, { error: "input is empty" }],
    [old, "of spaces", { canonicalize: { human: "  " } }, { error: "input is empty" }],
    [fresh, "of nothing", { canonicalize: { human: "" } }, { error: "Input is empty" }],
    [fresh, "are valid", { validate: { human } }, { text: human }],
    [fresh, "that are empty", { validate: { human: "" } }, { error: "Input is empty" }],
    [
      GENERATIONS,
      "that are no text",
      { canonicalize_bytes: { human: toBase64(Uint8Array.of(0x73, 0xff, 0x31)) } },
      { error: "input is not valid UTF-8" },
    ],
    [
      fresh,
      "that are no text and so not valid",
      { validate_bytes: { human: toBase64(Uint8Array.of(0xc3)) } },
      { error: "Input is not valid UTF-8" },
    ],
    [
      fresh,
      "are not trimmed",
      { canonicalize: { human: ` ${human}` } },
      { error: "invalid character (code= )" },
    ],
    [
      fresh,
      "in capitals",
      { validate: { human: human.toUpperCase() } },
      { error: "Address is not normalized" },
    ],
    [
      GENERATIONS,
      "of another chain",
      { canonicalize: { human: cosmos } },
      { error: 'wrong address prefix: "cosmos"' },
    ],
    [
      GENERATIONS,
      "without separator",
      { canonicalize: { human: "secretive" } },
      { error: 'missing human-readable separator, "1"' },
    ],
    [
      GENERATIONS,
      "with a wrong checksum",
      { canonicalize: { human: wrongChecksum } },
      { error: "invalid checksum" },
    ],
    [
      GENERATIONS,
      "in mixed case",
      { canonicalize: { human: `S${human.slice(1)}` } },
      { error: "mixed-case strings not allowed" },
    ],
  ]);
});

// enclave-protocol 10.9
const SECP = {
  hash: "ARp3VEHssUlDEwoW8AzdQYGKg90ENy8yWePKcjfjzao=",
  signature:
    "/hZeEYHs9trj+Akeb+7p3UAtXjcDNYP9/D/hj/ALIUAG9bfrJltxkfpMz/9Jn5K3c5QjLuvaNT2jgr7P/AEW8A==",
  public_key: "A0ZGrlBHMWtCMNAIbIrOxofwCxzZ0dxjT2yzWKwKmo//",
};
const SECP_UNCOMPRESSED =
  "BEZGrlBHMWtCMNAIbIrOxofwCxzZ0dxjT2yzWKwKmo///ne03QpL+5WFHztzVceB3WD4QY/Ipl0UkHr/R8kDpVk=";
const ED = {
  message: "YXNzYWYgd2FzIGhlcmU=",
  signature:
    "8O7nwhM71/B9srKwe8Ps39z5lAsLMMs6LxdvoPk0HXjEM97TNhKbdU6gEePT2MaaIUSiMEmoG28HIZMgMRTCDg==",
  public_key: "LO2+Bt+/FIjomSaPB+I++LXkxgxwfnrKHLyvCic72rA=",
};
const ED_SECOND = {
  public_key: "2ukhmWRNmcgCrB9fpLP9/HZVuJn6AhpITf455F4GsbM=",
  signature:
    "bp/N4Ub2WFk9SE9poZVEanU1l46WMrFkTd5wQIXi6QJKjvZUi7+GTzmTe8y2yzgpBI+GWQmt0/QwYbnSVxq/Cg==",
  other_message: "cGVhY2Ugb3V0",
  other_signature:
    "uuNxLEzAYDbuJ+BiYN94pTqhD7UhvCJNbxAbnWz0B9DivkPXmqIULko0DddP2/tVXPtjJ90J20faiWCEC3QkDg==",
};
const SIGNING = { message: "d2VuIG1vb24=" };
const hex = (text) => ({ bytes: Buffer.from(text, "hex").toString("base64") });
const code = (number) => ({ code: number });

describe("cryptography", () => {
  const secp = (change) => ({ secp256k1_verify: { ...SECP, ...change } });
  const recover = (change) => ({
    secp256k1_recover: { hash: SECP.hash, signature: SECP.signature, recovery: 0, ...change },
  });
  const ed = (change) => ({ ed25519_verify: { ...ED, ...change } });
  const batch = (messages, signatures, public_keys) => ({
    ed25519_batch_verify: { messages, signatures, public_keys },
  });
  const sign = (name, private_key) => ({ [name]: { ...SIGNING, private_key } });
  const zeros = (bytes) => toBase64(new Uint8Array(bytes));
  const ones = (bytes) => toBase64(new Uint8Array(bytes).fill(255));
  const noPoint = toBase64(Uint8Array.of(2, ...new Array(31).fill(0), 5));

  table(
    [
      ["a secp256k1 signature", secp(), code(0)],
      ["a key in full", secp({ public_key: SECP_UNCOMPRESSED }), code(0)],
      [
        "another key",
        secp({ public_key: "AoSdDHH9J0Bfb9pT8GFn+bW9cEVkgIh4bFsepMWmczXc" }),
        code(1),
      ],
      ["another hash", secp({ hash: SECP.hash.replace(/zao=$/, "zas=") }), code(1)],
      ["another signature", secp({ signature: `rhZ${SECP.signature.slice(3)}` }), code(1)],
      ["a short hash", secp({ hash: zeros(31) }), code(3)],
      ["a long signature", secp({ signature: zeros(65) }), code(4)],
      ["a short key", secp({ public_key: zeros(32) }), code(5)],
      ["an empty key", secp({ public_key: "" }), code(5)],
      ["a key with a wrong first byte", secp({ public_key: ones(33) }), code(5)],
      ["a key that is no point", secp({ public_key: noPoint }), code(10)],
      ["a signature out of range", secp({ signature: ones(64) }), code(10)],
      ["recovery with parity 0", recover(), { bytes: SECP.public_key }],
      [
        "recovery with parity 1",
        recover({ recovery: 1 }),
        { bytes: "Ams198xOCEVnc/ESvxF2nxnE3AVFO8ahB22S1ZgX2vSR" },
      ],
      ["recovery with a wrong parity", recover({ recovery: 4 }), code(10)],
      ["recovery of a short hash", recover({ hash: zeros(31) }), code(3)],
      ["recovery from a short signature", recover({ signature: zeros(63) }), code(4)],
      [
        "signing with secp256k1",
        sign("secp256k1_sign", "iadRiuRKNZvAXwolxqzJvr60uiMDJTxOEzEwV8OK2ao="),
        hex(
          "2adcba2a326fe06547170fc42afeee3ec3020b6aea3470265debc8730eca71aa" +
            "64d3b69ad73278cb9ff783e4f27c2abf2d080bc85346d7f9ad98a3bcecc619ff",
        ),
      ],
      ["signing with the key zero", sign("secp256k1_sign", zeros(32)), code(1000)],
      ["signing with a short key", sign("secp256k1_sign", zeros(31)), code(1000)],
      ["an ed25519 signature", ed(), code(0)],
      ["another message", ed({ message: "YXNzYWYgd2FzIGhlcmUK" }), code(1)],
      [
        "another ed25519 signature",
        ed({ signature: ED.signature.replace("CDg==", "CDw==") }),
        code(1),
      ],
      ["a short ed25519 signature", ed({ signature: zeros(63) }), code(4)],
      ["a short ed25519 key", ed({ public_key: zeros(31) }), code(5)],
      [
        "signing with ed25519",
        sign("ed25519_sign", "z01UNefH2yjRslwZMmcHssdHmdEjzVvbxjr+MloUEYo="),
        hex(
          "564fa25f2667449bf5a070856550b4118679c2da807f4614658d004488dd3290" +
            "66265f1d33657fcd1a67d66849a906ae51cd5280e7abfe324cd6405581a05c0c",
        ),
      ],
      ["signing with a short ed25519 key", sign("ed25519_sign", zeros(31)), code(1000)],
      ["a batch of one", batch([ED.message], [ED.signature], [ED.public_key]), code(0)],
      [
        "a batch of one message and two signers",
        batch(
          [ED.message],
          [ED.signature, ED_SECOND.signature],
          [ED.public_key, ED_SECOND.public_key],
        ),
        code(0),
      ],
      [
        "a batch of two messages and one signer",
        batch(
          [ED.message, ED_SECOND.other_message],
          [ED_SECOND.signature, ED_SECOND.other_signature],
          [ED_SECOND.public_key],
        ),
        code(0),
      ],
      ["a batch of nothing", batch([], [], []), code(0)],
      ["a batch of a key alone", batch([], [], [ED.public_key]), code(0)],
      ["a batch of a message alone", batch([ED.message], [], []), code(0)],
      [
        "a batch with a wrong one",
        batch([ED.message], [ED_SECOND.signature], [ED.public_key]),
        code(1),
      ],
      ["a batch that does not fit", batch([ED.message, ED.message], [ED.signature], []), code(7)],
      [
        "a batch with a short signature",
        batch([ED.message], [zeros(63)], [ED.public_key]),
        code(4),
      ],
      ["a batch with a short key", batch([ED.message], [ED.signature], [zeros(31)]), code(5)],
    ].map(([what, step, expected]) => [GENERATIONS, what, step, expected]),
  );

  test("judges no attestation quote without collateral", async () => {
    const verdict = async (collateral) =>
      (await ask("v1", { dcap_quote_verify: { quote: "", collateral } }))[0].number;
    assert.equal(await verdict(""), 10 * 2 ** 32);
    // With some: the status of a machine that cannot verify quotes.
    assert.equal(await verdict("AA=="), 1 * 2 ** 32);
  });

  // Each cost is charged before the work; what the contract itself does between two readings is less than 40 units.
  const costs = [
    [98_304, secp()],
    [98_304, recover()],
    [73_728, ed()],
    [5_000 + 70_000, batch([ED.message], [ED.signature], [ED.public_key])],
    [100_000, sign("secp256k1_sign", zeros(32))],
    [75_000, sign("ed25519_sign", zeros(31))],
    [8_192, { canonicalize: { human: "x" } }],
    [8_192, { humanize: { canonical: zeros(20) } }],
    [8_192, { validate: { human: both.address } }],
    [8_192, { validate: { human: "" } }],
    [100_000, { dcap_quote_verify: { quote: "", collateral: "" } }],
    [0, { debug: { text: "" } }],
  ];
  for (const [cost, step] of costs) {
    test(`${Object.keys(step)[0]} costs ${cost}`, async () => {
      const check = { check_gas: {} };
      const [zero, one, , two] = await ask("v1", check, check, step, check);
      const spent = two.number - one.number - (one.number - zero.number);
      assert.ok(spent >= Math.floor(cost / 1000) - 1 && spent <= cost / 1000 + 40, `${spent}`);
    });
  }
});

describe("state", () => {
  for (const generation of GENERATIONS) {
    test(`takes empty and long keys and values (${generation})`, async () => {
      for (const [key, value] of [
        ["", "v"],
        ["k", ""],
        ["", ""],
        ["\0", "\0".repeat(3)],
        ["k".repeat(1000), "v"],
      ]) {
        succeeded(await run(generation, [write(key, value)]));
        assert.deepEqual(await ask(generation, read(key)), [{ bytes: base64(value) }]);
        succeeded(await run(generation, [remove(key)]));
        assert.deepEqual(await ask(generation, read(key)), ["absent"]);
      }
      succeeded(
        await run(generation, [{ write_large: { key_bytes: 2000, value_bytes: 150_000 } }]),
      );
      const [{ bytes }] = await ask(generation, read("k".repeat(2000)));
      assert.equal(bytes, base64("x".repeat(150_000)));
    });

    test(`is what the call itself has written (${generation})`, async () => {
      const tx = succeeded(
        await run(generation, [
          ...[read("s"), write("s", "1"), read("s"), write("s", "22"), read("s")],
          ...[remove("s"), read("s"), write("s", "3")],
        ]),
      );
      assert.ok(tx.gasUsed > 0);
      assert.deepEqual(await ask(generation, read("s")), [{ bytes: base64("3") }]);
    });

    test(`is not written by a query (${generation})`, async () => {
      for (const step of [write("q", "1"), remove("q")]) {
        await assert.rejects(ask(generation, step), (error) =>
          error.message.endsWith(
            "Execution error: Enclave: contract tried to write to storage during a query: query contract failed",
          ),
        );
      }
    });
  }
});

describe("gas", () => {
  // Reading much from the store is subtracted from what the contract's instructions cost, down to nothing, so that
  // what remains are the accesses, to the unit.
  const FREE = "free";
  before(async () => {
    for (const generation of GENERATIONS) {
      succeeded(await run(generation, [write(FREE, "f".repeat(8000)), write("abc", "1234567")]));
    }
  });

  // key and value as sealed in the store: prefix and address 21, header and tag 44; lengths, salt and tag 56
  const READ = (key, value) => 100 + 65 + key + 56 + value;
  const MISS = (key) => 100 + 65 + key + 100 + 21 + 32; // in the new format, then in the old
  const WRITE = (key, value) => 100 + 200 + 5 * (65 + key + 56 + value); // removes the old format first
  const REMOVE = 200; // of both formats

  for (const generation of GENERATIONS) {
    test(`of state is that of the accesses (${generation})`, async () => {
      const gasOf = async (...steps) =>
        succeeded(await run(generation, [read(FREE), ...steps, { no_data: {} }])).gasUsed;
      // Both messages have the same length: "abc", "abd" and "abe" differ in one letter.
      const found = await gasOf(read("abc"));
      const missed = await gasOf(read("abd"));
      assert.equal(missed - found, MISS(3) - READ(3, 7), "a miss");
      const twice =
        (await gasOf(read("abc"), read("abc"))) - (await gasOf(read("abc"), read("abd")));
      assert.equal(twice, READ(3, 7) - MISS(3), "a second read costs as much as the first");
      const written = await gasOf(write("abe", "12"));
      const longer = await gasOf(write("abe", "12345"));
      assert.equal(
        longer - written,
        WRITE(3, 5) - WRITE(3, 2) + 10 * (base64("12345").length - base64("12").length),
      );
      const once = await gasOf(write("abe", "12"), write("abe", "34"));
      const other = await gasOf(write("abe", "12"), write("abf", "34"));
      assert.equal(other - once, WRITE(3, 2), "a key written twice is stored once");
      const removed = await gasOf(remove("abc"), remove("abe"));
      const again = await gasOf(remove("abc"), remove("abe"));
      assert.equal(again, removed, "removing what is not there costs the same");
      assert.equal((await gasOf(remove("abc"), read("abe"))) - removed, MISS(3) - REMOVE - 20);
    });
  }

  test("that evaporates is what was asked, and at least 8", async () => {
    const gasOf = async (amount) =>
      succeeded(await run("v1", [{ evaporate_gas: { amount } }])).gasUsed;
    const least = await gasOf(1);
    assert.equal(await gasOf(8), least);
    assert.equal((await gasOf(9)) - least, 1);
    const thousands = await gasOf(1200);
    assert.equal((await gasOf(9800)) - thousands, 8600);
  });

  test("is seen by check_gas", async () => {
    const check = { check_gas: {} };
    const [first, second] = await ask("v1", check, check);
    const apart = second.number - first.number;
    assert.ok(first.number > 0 && apart >= 8 && apart <= 16, `${apart}`);
    const [before, , after] = await ask("v1", check, { evaporate_gas: { amount: 500 } }, check);
    const spent = after.number - before.number;
    assert.ok(spent >= 508 && spent <= 528, `${spent}`);
  });

  test("that runs out takes the whole limit and leaves nothing", async () => {
    for (const [generation, step] of [
      ["v1", { evaporate_gas: { amount: 4_000_000 } }],
      ["v1", { evaporate_gas: { amount: 4_294_967_295 } }],
      ["v1", { spin: { rounds: 1e12 } }],
      ["v0.10", { spin: { rounds: 1e12 } }],
      ["v0.10", { write_many: { count: 100_000, value_bytes: 50 } }],
    ]) {
      const tx = await run(generation, [write("gone", "1"), step], { gasLimit: 300_000 });
      assert.deepEqual([tx.code, tx.codespace], [11, "sdk"], tx.rawLog);
      assert.match(
        tx.rawLog,
        /^out of gas in location: .+; gasWanted: 300000, gasUsed: \d+: out of gas$/,
      );
      assert.deepEqual(await ask(generation, read("gone")), ["absent"]);
    }
  });
});

describe("a contract that lies", () => {
  const region = (offset, length, capacity = length) => ({ offset, capacity, length });
  const END = 4_294_967_295;
  const failsWith = async (generation, step, text) => {
    const tx = await run(generation, [write("lie", "1"), step]);
    const index = "failed to execute message; message index: 0: ";
    assert.equal(tx.rawLog, `${index}Execution error: Enclave: ${text}: execute contract failed`);
    assert.deepEqual([tx.code, tx.codespace], [3, "compute"]);
    assert.deepEqual(await ask(generation, read("lie")), ["absent"]);
  };
  const respond = (text) => ({ respond: { json: Buffer.from(text, "latin1").toString("base64") } });
  const deep = (depth) => `${"[".repeat(depth)}${"]".repeat(depth)}`;

  for (const generation of GENERATIONS) {
    for (const [what, step, text] of [
      ["result at 0", { return_region: region(0, 2) }, "failed to read memory"],
      ["result behind the memory", { return_region: region(END - 10, 2) }, "failed to read memory"],
      ["result as long as can be", { return_region: region(1024, END) }, "failed to read memory"],
      ["result that is nowhere", { return_pointer: { pointer: 0 } }, "failed to read memory"],
      ["region across the end", { return_pointer: { pointer: END - 3 } }, "failed to read memory"],
      ["key at 0", { read_region: region(0, 2) }, "failed to read memory"],
      ["key behind the memory", { read_region: region(END, 2) }, "failed to read memory"],
      ["key as long as can be", { read_region: region(1024, END) }, "failed to read memory"],
      ["region that is nowhere", { read_pointer: { pointer: 0 } }, "failed to read memory"],
      [
        "place for a result that is too small",
        { canonicalize_into: { human: both.address, offset: 1024, capacity: 19 } },
        "failed to read memory",
      ],
      [
        "place for a result behind the memory",
        { canonicalize_into: { human: both.address, offset: END - 10, capacity: 20 } },
        "failed to read memory",
      ],
      [
        "address that ends within a byte",
        { canonicalize: { human: "secret1lym57l8" } },
        "unknown error",
      ],
      ["result in latin 1", respond('{"Err":"\xe9"}'), "failed to deserialize data"],
      ["result that is empty", respond(""), "failed to deserialize data"],
      ["result cut short", respond('{"Err":"x"'), "failed to deserialize data"],
      ["result with something behind", respond('{"Err":"x"}}'), "failed to deserialize data"],
      ["result that is too deep", respond(`{"Ok":${deep(200)}}`), "failed to deserialize data"],
      [
        "result with a member twice",
        respond('{"Ok":{"messages":[],"messages":[],"attributes":[],"events":[],"log":[]}}'),
        "failed to deserialize data",
      ],
      ["result of another kind", respond('{"Ok":{"messages":[]}}'), "failed to deserialize data"],
    ]) {
      test(`about a ${what} fails (${generation})`, () => failsWith(generation, step, text));
    }

    test(`about where it allocates cannot be answered (${generation})`, async () => {
      for (const step of [
        { break_allocate: {} },
        { allocate_region: { offset: 0, capacity: 100_000 } },
        { allocate_region: { offset: END - 100, capacity: 100 } },
        { allocate_region: { offset: 1024, capacity: 3 } },
      ]) {
        const tx = await run(generation, [write("lie", "four"), step, read("lie")]);
        assert.match(
          tx.rawLog,
          /Execution error: Enclave: failed to (allocate|read) memory: execute contract failed$/,
        );
      }
    });

    test(`with both a result and an error has an error (${generation})`, async () => {
      const tx = await run(generation, [respond('{"Err":"no","Ok":{}}')]);
      assert.equal(tx.code, 3);
    });
  }

  for (const [name, text] of [
    ["null", /Enclave: failed to (read|allocate) memory: instantiate contract failed$/],
    ["outside", /Enclave: failed to read memory: instantiate contract failed$/],
    ["short", /Enclave: failed to read memory: instantiate contract failed$/],
    ["traps", /Enclave: failed to allocate memory: instantiate contract failed$/],
    ["calls-host", /Enclave: panicked due to unexpected behavior: instantiate contract failed$/],
    ["loops", /Enclave: failed to allocate memory: instantiate contract failed$|out of gas/],
  ]) {
    test(`with an allocator that is no good (${name}) is never made`, async () => {
      const codeId = await both.store(`module-allocate-${name}`);
      const { code_hash } = await both.agree((one) =>
        one.query.compute.codeHashByCodeId({ code_id: codeId }),
      );
      const label = `lies about memory: ${name}`;
      const tx = await both.transact((one) =>
        tryInstantiate(one, codeId, code_hash, {}, { label, gasLimit: 150_000 }),
      );
      assert.notEqual(tx.code, 0);
      assert.match(tx.rawLog, text);
    });
  }

  test("cannot write lines of its own on the log of a simulation", async () => {
    for (const generation of GENERATIONS) {
      const text = `of ${generation}\nsecretd-enclave: forged by ${generation}`;
      succeeded(await run(generation, [{ debug: { text } }]));
      for (const node of both.nodes) {
        const line = `contract: ${JSON.stringify(text)}\n`;
        await until("the log", () => node.output.includes(line));
      }
    }
  });

  test("may be told nothing, by another", async () => {
    for (const callee of GENERATIONS) {
      const { address, code_hash } = contracts[callee];
      const nothing = { contract_addr: address, code_hash, msg: "", send: [] };
      const tx = await run("v1", [write("lie", "1"), message({ wasm: { execute: nothing } })]);
      assert.equal(tx.code, 3);
      assert.match(tx.rawLog, /dispatch: submessages: .*EOF while parsing.*: execute contract failed$/);
      assert.deepEqual(await ask("v1", read("lie")), ["absent"]);
    }
  });

  test("may be told half a megabyte", async () => {
    for (const generation of GENERATIONS) {
      const text = "x".repeat(600_000);
      const tx = await run(generation, [{ debug: { text } }], { gasLimit: 100_000_000 });
      assert.equal(tx.code, 0, tx.rawLog);
    }
  });

  test("may give a result of a megabyte when it pays for it", async () => {
    const tx = await run("v1", [{ large_data: { bytes: 1_000_000 } }], { gasLimit: 100_000_000 });
    assert.equal(tx.code, 0, tx.rawLog);
  });

  for (const [generation, error] of [
    ["v1", "no"],
    ["v0.10", { generic_err: { msg: "no" } }],
  ]) {
    test(`about nothing and fails is believed (${generation})`, async () => {
      const tx = await run(generation, [write("lie", "1"), fail(error)]);
      const shown = generation === "v1" ? "no" : '{"generic_err":{"msg":"no"}}';
      assert.ok(tx.rawLog.endsWith(`message index: 0: ${shown}: execute contract failed`));
      assert.deepEqual(await ask(generation, read("lie")), ["absent"]);
    });
  }
});
