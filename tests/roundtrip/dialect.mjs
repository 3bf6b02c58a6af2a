// From neutral instances to what each side expects: a client's object, a client's JSON, gateway JSON.
import { toBase64, toBech32, toHex } from "@cosmjs/encoding";

const DECIMALS = 18;

// cosmjs makes camel case of every name, also where the .proto file gives a JSON name.
export function nameIn(client, field) {
  return client.camel ? field.name.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase()) : field.name;
}

// The value the client's codec encodes.
export function toClient(client, context, type, value) {
  if (type === "google.protobuf.Any") {
    const url = { type_url: "/" + value.inner, value: context.encode(client, value.inner, value.content) };
    return client.camel ? { typeUrl: url.type_url, value: url.value } : url;
  }
  const result = {};
  for (const field of context.tables[type]) {
    const at = value[field.name];
    if (at === undefined) continue;
    const convert = (item) => convertOne(client, context, field, item);
    if (field.map) result[nameIn(client, field)] = mapOf(client, context, field, at);
    else result[nameIn(client, field)] = field.repeated ? at.map(convert) : convert(at);
  }
  return result;
}

function mapOf(client, context, field, entries) {
  const valueField = context.tables[field.message][1];
  return Object.fromEntries(entries.map((entry) => [entry.key, convertOne(client, context, valueField, entry.value)]));
}

function convertOne(client, context, field, value) {
  if (field.kind === "message") return toClient(client, context, field.message, value);
  return typeof value === "bigint" ? client.wide(value) : value;
}

export function decimalText(scaled) {
  const isNegative = scaled.startsWith("-");
  const digits = scaled.replace("-", "").padStart(DECIMALS + 1, "0");
  const point = digits.length - DECIMALS;
  return `${isNegative ? "-" : ""}${digits.slice(0, point)}.${digits.slice(point)}`;
}

function fraction(nanos) {
  return nanos === 0 ? "" : "." + String(nanos).padStart(9, "0").replace(/(000)+$/, "");
}

function gatewaySpecial(context, type, value) {
  if (type === "google.protobuf.Timestamp") {
    const date = new Date(Number(value.seconds) * 1000).toISOString().slice(0, 19);
    return `${date}${fraction(value.nanos)}Z`;
  }
  if (type === "google.protobuf.Duration") return `${value.seconds}${fraction(value.nanos)}s`;
  if (type !== "google.protobuf.Any") return undefined;
  return { "@type": "/" + value.inner, ...toGateway(context, value.inner, value.content) };
}

// What the C printer must give, parsed.
export function toGateway(context, type, value) {
  const special = gatewaySpecial(context, type, value);
  if (special !== undefined) return special;
  const result = {};
  for (const field of context.tables[type]) {
    const at = value[field.name];
    const convert = (item) => gatewayOne(context, field, item);
    if (field.map) {
      const valueField = context.tables[field.message][1];
      result[field.name] = Object.fromEntries(at.map((entry) => [entry.key, gatewayOne(context, valueField, entry.value)]));
    } else if (field.repeated) result[field.name] = at.map(convert);
    else if (at !== undefined) result[field.name] = convert(at);
    else if (!field.oneof) result[field.name] = field.newer ? false : null;
  }
  return result;
}

function gatewayText(field, text) {
  return field.meaning === "dec" ? decimalText(text) : text;
}

function gatewayOne(context, field, value) {
  switch (field.kind) {
    case "message": return toGateway(context, field.message, value);
    case "enum": return Object.keys(field.values).find((name) => field.values[name] === value);
    case "string": return gatewayText(field, value);
    case "bytes": return gatewayBytes(field, value);
    default: return typeof value === "bigint" ? value.toString() : value;
  }
}

function gatewayBytes(field, value) {
  switch (field.meaning) {
    case "int": case "dec": return gatewayText(field, new TextDecoder().decode(value));
    case "address_bytes": return toBech32("secret", value);
    case "hex": return toHex(value).toUpperCase();
    case "raw_json": return JSON.parse(new TextDecoder().decode(value));
    default: return toBase64(value);
  }
}

// A client's own JSON, brought to the gateway's where proto3 JSON and the gateway differ by design.
export function clientJsonToGateway(client, context, type, json, value) {
  if (type === "google.protobuf.Duration" || type === "google.protobuf.Any") return toGateway(context, type, value);
  if (type === "google.protobuf.Timestamp") {
    const canonical = toGateway(context, type, value);
    if (typeof json === "string" && new Date(json).getTime() !== new Date(canonical).getTime())
      throw new Error(`time ${json} is not ${canonical}`);
    return canonical;
  }
  const result = {};
  for (const field of context.tables[type]) {
    const at = json[nameIn(client, field)] ?? json[field.json];
    const own = value[field.name];
    if (at === undefined || at === null || own === undefined) continue;
    const convert = (item, index) =>
      clientOneToGateway(client, context, field, item, field.repeated ? own[index] : own);
    if (field.map) result[field.json] = toGateway(context, type, value)[field.name];
    else result[field.json] = field.repeated ? at.map(convert) : convert(at);
  }
  return result;
}

function clientOneToGateway(client, context, field, json, value) {
  if (field.kind === "message") return clientJsonToGateway(client, context, field.message, json, value);
  const isOwn = ["dec", "address_bytes", "hex", "raw_json"].includes(field.meaning);
  const isNumberInBytes = field.kind === "bytes" && field.meaning === "int";
  return isOwn || isNumberInBytes ? gatewayOne(context, field, value) : json;
}
