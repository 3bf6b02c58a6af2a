// usage: node roundtrip.mjs HARNESS [INSTANCES] [SEED]
//
// For every message of the schema and every client that ships it, on random instances:
//   the client encodes, C decodes and encodes: the same bytes
//   C prints gateway JSON: what the instance means
//   C reads that JSON, and the client's own JSON: the same bytes
//   the client decodes C's bytes and encodes: the same bytes
// A message that no client ships must stand in unshipped.txt, and nothing else may.
import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { toHex, fromHex } from "@cosmjs/encoding";
import { loadClients } from "./clients.mjs";
import { Harness } from "./harness.mjs";
import { Random, instance } from "./random.mjs";
import { clientJsonToGateway, nameIn, toClient, toGateway } from "./dialect.mjs";

const [path, instances = "5", seed = "1"] = process.argv.slice(2);
const harness = new Harness(path);
const tables = JSON.parse(await harness.ask("tables"));
const clients = loadClients();

// Newer than every client: ics23 0.11 renamed one hash and added others, and a flag of the proof spec.
const hashes = tables["cosmos.ics23.v1.LeafOp"].concat(tables["cosmos.ics23.v1.InnerOp"], tables["cosmos.ics23.v1.InnerSpec"]);
for (const { values } of hashes) {
  for (const name of Object.keys(values ?? {})) if (/KECCAK|SHA512_256|BLAKE/.test(name)) delete values[name];
}
tables["cosmos.ics23.v1.ProofSpec"][4].newer = true;

// Types inside which the gateway prints what Go's encoding/json prints: tests/vectors/schema has those.
const PLAIN = /^cosmos\.staking\.v1beta1\.Query(Delegation|DelegatorDelegations|ValidatorDelegations|Redelegations)Response$/;

// Fields that clients know and this chain does not have, with the reason.
const LEFT_OUT = {
  // Only in headers and requests of the existing network's own consensus.
  "tendermint.types.Header": ["encrypted_random"],
  "tendermint.abci.RequestFinalizeBlock": ["encrypted_random", "commit"],
  // Of CometBFT 0.37 and before.
  "tendermint.abci.ResponseCommit": ["data"],
  "tendermint.abci.ResponseCheckTx": ["sender", "priority", "mempoolError"],
};

// Fields whose declaration is out of order: the clients encode in the order of declaration, Go by number.
const OUT_OF_ORDER = ["secret.cron.GenesisState", "tendermint.state.State"];

// Codecs with an error of their own: cosmjs-types 0.9 takes the Params of another package here.
const CLIENT_ERRORS = [["cosmjs", "ibc.core.connection.v1.QueryConnectionParamsResponse"]];

let passed = 0;
let failed = 0;
function report(type, client, what, detail) {
  failed += 1;
  console.log(`FAIL ${type} (${client}) ${what}: ${String(detail).slice(0, 600)}`);
}

// Contents of an Any are encoded by the same client where it can, else by the other.
function encode(client, type, value) {
  const codec = codecOf(client, type);
  return codec.codec.encode(codec.codec.fromPartial(toClient(codec, context, type, value))).finish();
}
function codecOf(client, type) {
  const found = clients.get(type);
  return found.find((one) => one.name === client.name) ?? found[0];
}
const context = { tables, encode };

function namesOf(type, client) {
  return tables[type].map((field) => ({ field, name: nameIn(client, field) }));
}

// A client of an older network does not know every field or enum value; then it proves nothing here.
function isOlder(client, type, trail = []) {
  if (trail.includes(type)) return false;
  const known = Object.keys(codecOf(client, type).codec.fromPartial({}));
  return namesOf(type, client).some(({ field, name }) => {
    if (field.newer) return false;
    if (field.message && !field.map) return !known.includes(name) || isOlder(client, field.message, [...trail, type]);
    return !known.includes(name) || (field.values && isOlderEnum(client, type, field, name));
  });
}

function isOlderEnum(client, type, field, name) {
  const codec = codecOf(client, type).codec;
  return Object.values(field.values).some((number) => {
    const json = codec.toJSON(codec.fromPartial({ [name]: field.repeated ? [number] : number }));
    return [json[name]].flat().includes("UNRECOGNIZED");
  });
}

function isBroken(client, type) {
  return CLIENT_ERRORS.some(([name, broken]) => name === client.name && broken === type);
}

function checkFields(type, client) {
  const ours = namesOf(type, client).map(({ name }) => name);
  for (const name of Object.keys(client.codec.fromPartial({}))) {
    if (!ours.includes(name) && !(LEFT_OUT[type] ?? []).includes(name))
      report(type, client.name, "field unknown to the schema", name);
  }
}

async function checkInstance(type, client, value) {
  const own = toHex(encode(client, type, value));
  const hex = OUT_OF_ORDER.includes(type) ? await harness.ask("protobuf", type, own) : own;
  const compare = (what, actual, expected) => {
    if (!isDeepStrictEqual(actual, expected)) {
      report(type, client.name, what, `${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`);
    }
  };
  compare("protobuf", await harness.ask("protobuf", type, hex), hex);
  const gateway = toGateway(context, type, value);
  if (!PLAIN.test(type)) compare("gateway JSON", JSON.parse(await harness.ask("print", type, hex)), gateway);
  compare("reading gateway JSON", await harness.ask("read", type, JSON.stringify(gateway)), hex);
  const codec = client.codec;
  const decoded = codec.decode(fromHex(hex));
  compare("client's decoding", toHex(codec.encode(decoded).finish()), own);
  if (codec.toJSON) {
    const json = clientJsonToGateway(client, context, type, codec.toJSON(decoded), value);
    compare("reading the client's JSON", await harness.ask("read", type, JSON.stringify(json)), hex);
  }
}

async function checkType(type, client) {
  const before = failed;
  checkFields(type, client);
  for (let round = 0; round < Number(instances); round++) {
    const value = instance(new Random(BigInt(seed) * 1000003n + BigInt(round)), tables, type);
    try {
      await checkInstance(type, client, value);
    } catch (error) {
      report(type, client.name, "error", error.stack);
    }
    if (failed > before) break;
  }
  if (failed === before) passed += 1;
}

const unshipped = new Set(readFileSync(new URL("unshipped.txt", import.meta.url), "utf8")
  .split("\n").map((line) => line.split("#")[0].trim()).filter((line) => line !== ""));
const isListed = (type) => unshipped.has(type) || unshipped.has(type.split(".")[0] + ".*");
for (const type of Object.keys(tables).sort()) {
  if (type.endsWith("Entry")) continue;
  const all = clients.get(type) ?? [];
  const shipped = all.filter((client) => !isOlder(client, type) && !isBroken(client, type));
  if (all.length > 0 && shipped.length === 0 && !isListed(type)) report(type, all.map((one) => one.name), "has fields or values that no client knows", "");
  if (all.length === 0 && !isListed(type)) report(type, "none", "is shipped by no client", "not in unshipped.txt");
  if (shipped.length > 0 && unshipped.has(type)) report(type, "all", "is shipped", "but in unshipped.txt");
  for (const client of shipped) await checkType(type, client);
}
for (const type of unshipped) {
  if (!type.endsWith(".*") && !(type in tables)) report(type, "none", "is not in the schema", "but in unshipped.txt");
}
harness.end();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
