// gRPC with reflection, as grpcurl uses it, and gRPC-web, as browsers do.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { after, describe, test } from "node:test";
import {
  QueryBalanceRequest,
  QueryBalanceResponse,
} from "cosmjs-types/cosmos/bank/v1beta1/query.js";
import { ACCOUNTS } from "./support/accounts.js";
import { BUILD, startNode } from "./support/node.js";

const node = await startNode();
after(() => node.discard());
const GRPCURL = join(BUILD, "tools", "grpcurl");
const target = node.endpoints.grpc.replace(/^\w+:\/\//, "");
const balanceOf = { address: ACCOUNTS.b.address, denom: "uscrt" };
const whole = "1000000000000000000";

async function grpcurl(...args) {
  assert.ok(existsSync(GRPCURL), `${GRPCURL} is not built: run make acceptance`);
  const run = promisify(execFile)(GRPCURL, ["-plaintext", ...args]);
  const { stdout, stderr } = await run.catch((error) => error);
  return { text: stdout, error: stderr };
}

async function call(method, message, ...flags) {
  const { text, error } = await grpcurl(...flags, "-d", JSON.stringify(message), target, method);
  assert.equal(error, "");
  return JSON.parse(text);
}

describe("grpcurl", () => {
  test("lists the services", async () => {
    const services = (await grpcurl(target, "list")).text.trim().split("\n");
    for (const service of [
      "cosmos.auth.v1beta1.Query",
      "cosmos.bank.v1beta1.Query",
      "cosmos.base.node.v1beta1.Service",
      "cosmos.base.reflection.v1beta1.ReflectionService",
      "cosmos.base.reflection.v2alpha1.ReflectionService",
      "cosmos.base.tendermint.v1beta1.Service",
      "cosmos.tx.v1beta1.Service",
      "grpc.reflection.v1alpha.ServerReflection",
      "secret.compute.v1beta1.Query",
      "secret.registration.v1beta1.Query",
    ]) {
      assert.ok(services.includes(service), `${service} among ${services}`);
    }
  });

  test("describes services and messages with their original files", async () => {
    const bank = await grpcurl(target, "describe", "cosmos.bank.v1beta1.Query");
    assert.match(bank.text, /rpc Balance \( \.cosmos\.bank\.v1beta1\.QueryBalanceRequest \)/);
    const compute = await grpcurl(target, "describe", "secret.compute.v1beta1.MsgExecuteContract");
    assert.match(compute.text, /bytes sent_funds|Coin sent_funds/);
  });

  test("asks for balances, accounts and blocks", async () => {
    const { balance } = await call("cosmos.bank.v1beta1.Query/Balance", balanceOf);
    assert.deepEqual(balance, { denom: "uscrt", amount: whole });
    const { account } = await call("cosmos.auth.v1beta1.Query/Account", {
      address: ACCOUNTS.b.address,
    });
    assert.equal(account.accountNumber, "2");
    const latest = await call("cosmos.base.tendermint.v1beta1.Service/GetLatestBlock", {});
    assert.equal(latest.block.header.chainId, "secretdev-1");
    const { key } = await call("secret.registration.v1beta1.Query/TxKey", {});
    assert.equal(Buffer.from(key, "base64").length, 32);
  });

  test("asks at an old height with a header", async () => {
    const flags = ["-H", "x-cosmos-block-height: 1"];
    const { balance } = await call("cosmos.bank.v1beta1.Query/Balance", balanceOf, ...flags);
    assert.equal(balance.amount, whole);
  });

  test("gets errors with their code", async () => {
    const message = JSON.stringify({ address: "nobody", denom: "uscrt" });
    const bad = await grpcurl("-d", message, target, "cosmos.bank.v1beta1.Query/Balance");
    assert.match(bad.error, /Code: InvalidArgument\s+Message: invalid address: /);
    const hash = "AB".repeat(32);
    const none = await grpcurl(
      "-d",
      JSON.stringify({ hash }),
      target,
      "cosmos.tx.v1beta1.Service/GetTx",
    );
    assert.match(none.error, /Code: NotFound\s+Message: tx not found: /);
  });
});

describe("gRPC-web", () => {
  const framed = (message) => {
    const head = Buffer.alloc(5);
    head.writeUInt32BE(message.length, 1);
    return Buffer.concat([head, message]);
  };

  /** The messages and the trailers of an answer. */
  function unframe(bytes) {
    const messages = [];
    let trailers = "";
    for (let at = 0; at < bytes.length;) {
      const length = bytes.readUInt32BE(at + 1);
      const body = bytes.subarray(at + 5, at + 5 + length);
      if (bytes[at] & 0x80) trailers += body.toString();
      else messages.push(body);
      at += 5 + length;
    }
    return { messages, trailers };
  }

  const post = (path, type, body) =>
    fetch(node.endpoints.grpc_web + path, {
      method: "POST",
      headers: { "content-type": type, "x-grpc-web": "1", origin: "http://a.page" },
      body,
    });
  const request = Buffer.from(QueryBalanceRequest.encode(balanceOf).finish());

  test("answers in binary", async () => {
    const type = "application/grpc-web+proto";
    const response = await post("/cosmos.bank.v1beta1.Query/Balance", type, framed(request));
    assert.equal(response.status, 200);
    assert.ok(response.headers.get("access-control-allow-origin"));
    const { messages, trailers } = unframe(Buffer.from(await response.arrayBuffer()));
    assert.equal(QueryBalanceResponse.decode(messages[0]).balance.amount, whole);
    assert.match(trailers, /grpc-status: ?0/);
  });

  test("answers in base64", async () => {
    const type = "application/grpc-web-text+proto";
    const body = framed(request).toString("base64");
    const response = await post("/cosmos.bank.v1beta1.Query/Balance", type, body);
    const { messages } = unframe(Buffer.from(await response.text(), "base64"));
    assert.equal(QueryBalanceResponse.decode(messages[0]).balance.amount, whole);
  });

  test("says what is not there", async () => {
    const type = "application/grpc-web+proto";
    const response = await post(
      "/cosmos.bank.v1beta1.Query/Nothing",
      type,
      framed(Buffer.alloc(0)),
    );
    const { trailers } = unframe(Buffer.from(await response.arrayBuffer()));
    assert.match(response.headers.get("grpc-status") ?? trailers, /12/);
  });
});
