// What the servers do with clients that are not well-behaved: large, slow, silent, many.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { after, afterEach, describe, test } from "node:test";
import WebSocket from "ws";
import { ACCOUNTS } from "./support/accounts.js";
import { FAST, clientOf, succeeded } from "./support/client.js";
import { portOf, sleep, startNode, until } from "./support/node.js";
import { post, rest, rpc, rpcCall } from "./support/wire.js";

const node = await startNode();
after(() => node.discard());
const a = clientOf(node, "a");

// Whatever a client did, the others are served.
afterEach(async () => {
  const coins = [{ denom: "uscrt", amount: "1" }];
  const send = { from_address: a.address, to_address: ACCOUNTS.b.address, amount: coins };
  succeeded(await a.tx.bank.send(send, FAST));
});

/** Sends raw bytes and collects what comes back until the server closes or `msMax` have passed. */
function raw(port, chunks, msMax = 5_000) {
  return new Promise((done) => {
    let text = "";
    const socket = connect(port, "127.0.0.1");
    const finish = () => {
      socket.destroy();
      done(text);
    };
    socket.on("data", (data) => (text += data));
    socket.on("close", finish).on("error", finish);
    setTimeout(finish, msMax).unref();
    socket.on("connect", async () => {
      for (const chunk of chunks) {
        if (socket.destroyed) return;
        if (!socket.write(chunk))
          await new Promise((ready) => socket.once("drain", ready).once("close", ready));
      }
    });
  });
}

// REST refuses as gRPC does: "resource exhausted" is 429.
describe("a body of 100 MB", () => {
  const megabyte = "x".repeat(1_000_000);
  for (const [name, path] of [
    ["rpc", "/"],
    ["rest", "/cosmos/tx/v1beta1/txs"],
  ]) {
    test(`is refused by ${name} without being kept`, async () => {
      const head =
        `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n` +
        `content-length: ${100 * megabyte.length}\r\n\r\n`;
      const answer = await raw(portOf(node.endpoints[name]), [head, ...Array(100).fill(megabyte)]);
      if (answer !== "") assert.match(answer, /^HTTP\/1\.1 (400|413|429|500)/);
    });
  }

  test("in chunks is refused too", async () => {
    const head = "POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n";
    const chunk = `${megabyte.length.toString(16)}\r\n${megabyte}\r\n`;
    const answer = await raw(portOf(node.endpoints.rpc), [head, ...Array(100).fill(chunk)]);
    if (answer !== "") assert.match(answer, /^HTTP\/1\.1 (400|413|429|500)/);
  });
});

describe("requests that are none", () => {
  for (const [what, bytes] of [
    ["garbage", "\x00\x01\x02\x03 what is this\r\n\r\n"],
    ["an endless header", `GET /status HTTP/1.1\r\nx: ${"y".repeat(300_000)}`],
    ["very many headers", `GET /status HTTP/1.1\r\n${"a: b\r\n".repeat(50_000)}\r\n`],
    ["a path of a megabyte", `GET /${"p".repeat(1_000_000)} HTTP/1.1\r\n\r\n`],
  ]) {
    test(`${what} is turned away by every server`, async () => {
      for (const url of Object.values(node.endpoints)) {
        const answer = await raw(portOf(url), [bytes], 2_000);
        assert.doesNotMatch(answer, /^HTTP\/1\.1 200/, url);
      }
    });
  }

  test("JSON that is none gets the code of JSON-RPC", async () => {
    const send = async (body) => {
      const response = await fetch(node.endpoints.rpc, { method: "POST", body });
      return (await response.json()).error.code;
    };
    assert.equal(await send("{"), -32700);
    assert.equal(await send('{"jsonrpc":"2.0","id":1,"method":"no_such"}'), -32601);
    assert.equal((await rpcCall(node, "block", { height: 5 })).error.code, -32602);
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    assert.ok((await send(deep)) < 0);
  });

  test("JSON that is none gets the code of gRPC gateway", async () => {
    for (const body of ["{", '{"tx_bytes":5}', '{"tx_bytes":"*"}', "[".repeat(50_000)]) {
      const answer = await post(node, "/cosmos/tx/v1beta1/simulate", body);
      assert.deepEqual([answer.status, answer.body.code], [400, 3], body.slice(0, 20));
    }
  });

  test("an unknown route and a wrong method answer as gRPC gateway does", async () => {
    const unknown = await rest(node, "/no/such/route");
    const expected = { code: 12, message: "Not Implemented", details: [] };
    assert.deepEqual([unknown.status, unknown.body], [501, expected]);
    const wrong = await post(node, "/cosmos/bank/v1beta1/params", {});
    assert.deepEqual([wrong.status, wrong.body], [501, expected]);
  });
});

describe("clients that keep the server waiting", () => {
  test("a slow one does not hold up the others", async () => {
    const request = "GET /status HTTP/1.1\r\nhost: x\r\n\r\n";
    const socket = connect(portOf(node.endpoints.rpc), "127.0.0.1");
    socket.on("error", () => {});
    for (const byte of request.slice(0, 12)) {
      socket.write(byte);
      await sleep(20);
    }
    await rpc(node, "status");
    socket.destroy();
  });

  test("2,000 idle connections do not shut out a client for good", async () => {
    const sockets = Array.from({ length: 2_000 }, () => {
      const socket = connect(portOf(node.endpoints.rpc), "127.0.0.1");
      socket.on("error", () => {});
      return socket;
    });
    await sleep(500);
    await until("an answer", () => rpc(node, "status").catch(() => false), 30_000);
    sockets.forEach((socket) => socket.destroy());
    await until("an answer", () => rpc(node, "status").catch(() => false));
  });

  test("a websocket that never reads is dropped or skipped, not waited for", async () => {
    const url = `${node.endpoints.rpc.replace(/^http/, "ws")}/websocket`;
    const socket = new WebSocket(url);
    await new Promise((done, fail) => socket.on("open", done).on("error", fail));
    for (const query of ["tm.event='Tx'", "tm.event='NewBlock'"]) {
      socket.send(
        JSON.stringify({ jsonrpc: "2.0", id: 1, method: "subscribe", params: { query } }),
      );
    }
    await sleep(100);
    socket._socket.pause();
    const coins = [{ denom: "uscrt", amount: "1" }];
    const send = { from_address: a.address, to_address: a.address, amount: coins };
    for (let round = 0; round < 20; round++) {
      succeeded(await a.tx.bank.send(send, { ...FAST, memo: "m".repeat(256) }));
    }
    socket.terminate();
  });
});

describe("web pages", () => {
  for (const name of ["rpc", "rest"]) {
    test(`may use ${name} from anywhere`, async () => {
      const headers = {
        origin: "http://a.page",
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
      };
      const preflight = await fetch(node.endpoints[name], { method: "OPTIONS", headers });
      assert.ok(preflight.ok, `${preflight.status}`);
      assert.ok(
        ["*", "http://a.page"].includes(preflight.headers.get("access-control-allow-origin")),
      );
      const path = name === "rpc" ? "/status" : "/cosmos/bank/v1beta1/params";
      const answer = await fetch(node.endpoints[name] + path, {
        headers: { origin: "http://a.page" },
      });
      assert.ok(["*", "http://a.page"].includes(answer.headers.get("access-control-allow-origin")));
    });
  }
});

test("memory stays bounded through all of this", () => {
  const status = readFileSync(`/proc/${node.process.pid}/status`, "utf8");
  const peak = Number(/VmHWM:\s+(\d+) kB/.exec(status)[1]) / 1024;
  assert.ok(peak < 256, `${peak} MiB`);
});
