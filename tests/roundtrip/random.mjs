// Random instances of messages, the same for the same seed.
//
// An instance is an object by proto field name: 64-bit numbers are BigInt, bytes Uint8Array, absent messages are
// missing, lists are arrays, maps are arrays of {key, value}.

export class Random {
  constructor(seed) {
    this.state = BigInt(seed) + 0x9e3779b97f4a7c15n;
  }

  // splitmix64
  next() {
    this.state = (this.state + 0x9e3779b97f4a7c15n) & 0xffffffffffffffffn;
    let z = this.state;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & 0xffffffffffffffffn;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & 0xffffffffffffffffn;
    return z ^ (z >> 31n);
  }

  below(bound) {
    return Number(this.next() % BigInt(bound));
  }

  chance(percent) {
    return this.below(100) < percent;
  }

  pick(list) {
    return list[this.below(list.length)];
  }
}

const DEPTH_MAX = 4;
const TEXTS = ["", "a", "uscrt", "Grüße, 世界 \u{1F600}", "<b>&\"\\\u2028\u0001\n", "x".repeat(130)];
// Nothing between 2^28 and 2^32: cosmjs-types 0.9 encodes 64-bit numbers of that size wrongly.
const WIDE = [0n, 1n, 127n, 128n, 1n << 27n, (1n << 40n) + 5n, (1n << 53n) + 1n, (1n << 63n) - 1n];
const SECONDS = [0n, 1n, 100000000n, 253402300799n];
const ANY_TYPES = [
  "cosmos.bank.v1beta1.MsgSend",
  "cosmos.crypto.ed25519.PubKey",
  "cosmos.staking.v1beta1.MsgDelegate",
  "cosmos.gov.v1beta1.TextProposal",
];

function bytes(random, size) {
  return Uint8Array.from({ length: size }, () => random.below(256));
}

function digits(random, max) {
  return (random.chance(30) ? random.next() * random.next() : BigInt(random.below(max))).toString();
}

function text(random, field) {
  if (field.meaning === "int" || field.meaning === "dec")
    return (random.chance(10) ? "-1" : "") + digits(random, 1000);
  return random.pick(TEXTS);
}

function byteString(random, field) {
  const encoder = new TextEncoder();
  if (field.meaning === "int" || field.meaning === "dec") return encoder.encode(text(random, field));
  if (field.meaning === "raw_json") return encoder.encode('{"a":[1,"b"]}');
  if (field.meaning === "address_bytes") return bytes(random, random.pick([20, 32]));
  return bytes(random, random.pick([1, 2, 3, 20, 33, 200]));
}

function scalar(random, field) {
  switch (field.kind) {
    case "bool": return random.chance(50);
    case "enum": return random.pick(Object.values(field.values));
    case "int32": case "sint32": case "sfixed32": return random.pick([0, 1, 300, 2147483647, -1, -2147483648]);
    case "uint32": case "fixed32": return random.pick([0, 1, 300, 4294967295]);
    case "int64": case "sint64": case "sfixed64": return random.pick(WIDE) * (random.chance(30) ? -1n : 1n);
    case "uint64": case "fixed64": return random.chance(20) ? (1n << 64n) - 1n : random.pick(WIDE);
    case "string": return text(random, field);
    case "bytes": return byteString(random, field);
    default: throw new Error(`kind ${field.kind}`);
  }
}

// What has a form of its own. Milliseconds only: the clients' JSON goes through a Date.
function special(random, tables, name, depth) {
  const nanos = random.pick([0, 1000000, 123000000, 999000000]);
  if (name === "google.protobuf.Timestamp") return { seconds: random.pick(SECONDS), nanos };
  if (name === "google.protobuf.Duration") return { seconds: BigInt(random.below(1 << 27)), nanos };
  if (name === "google.protobuf.Any") {
    const inner = random.pick(ANY_TYPES);
    return { inner, content: instance(random, tables, inner, depth + 1) };
  }
  return undefined;
}

function message(random, tables, name, depth) {
  return special(random, tables, name, depth) ?? instance(random, tables, name, depth + 1);
}

function one(random, tables, field, depth) {
  return field.kind === "message" ? message(random, tables, field.message, depth) : scalar(random, field);
}

function list(random, tables, field, depth) {
  // The clients write an empty packed list as a field of no bytes, gogoproto leaves it out.
  const isPacked = !["message", "string", "bytes"].includes(field.kind);
  const count = isPacked ? 1 + random.below(3) : depth >= DEPTH_MAX ? 0 : random.below(4);
  const items = Array.from({ length: count }, () => one(random, tables, field, depth));
  if (!field.map) return items;
  return items.map((item, index) => ({ ...item, key: `key-${index}` }));
}

export function instance(random, tables, name, depth = 0) {
  const found = special(random, tables, name, depth);
  if (found && depth === 0) return found;
  const result = {};
  const chosen = {};
  for (const field of tables[name]) {
    if (field.oneof) (chosen[field.oneof] ??= []).push(field.name);
  }
  for (const oneof of Object.keys(chosen)) chosen[oneof] = random.pick(chosen[oneof]);
  for (const field of tables[name]) {
    if (field.newer || (field.oneof && chosen[field.oneof] !== field.name)) continue;
    if (field.repeated) {
      result[field.name] = list(random, tables, field, depth);
      continue;
    }
    const isOptional = field.kind === "message" && !field.embedded && !field.oneof;
    if (isOptional && (depth >= DEPTH_MAX || random.chance(20))) continue;
    result[field.name] = one(random, tables, field, depth);
  }
  return result;
}
