// A gRPC server in front of a node's, which changes what it likes in the answers.

import { once } from "node:events";
import http2 from "node:http2";

/** One message of gRPC with its length in front. */
export function framed(message) {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

/**
 * Starts the server: {address, close()}. `change(method, height, answer)` gets {status, message, body} of each call, where
 * `method` is without the service and `height` the request's first field, and gives what is answered instead.
 */
export async function startLying(node, change) {
  const upstream = `http://${node.endpoints.grpc.replace(/^\w+:\/\//, "")}`;
  const sessions = new Set();
  const server = http2.createServer();
  server.on("session", (session) => {
    sessions.add(session);
    session.on("error", () => {});
    session.on("close", () => sessions.delete(session));
  });
  server.on("stream", async (stream, headers) => {
    stream.on("error", () => {});
    const request = await collected(stream);
    const method = headers[":path"].split("/")[2];
    const answer = await asked(upstream, headers[":path"], request).catch((error) => ({
      status: 14,
      message: error.message,
    }));
    const { status, message = "", body } = await change(method, heightOf(request), answer);
    if (stream.destroyed) return;
    stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
    stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": status, "grpc-message": message }));
    stream.end(status === 0 ? body : undefined);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    address: `127.0.0.1:${server.address().port}`,
    close() {
      for (const session of sessions) session.destroy();
      server.close();
    },
  };
}

async function collected(stream) {
  const parts = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}

async function asked(upstream, path, request) {
  const session = http2.connect(upstream);
  try {
    await once(session, "connect");
    const stream = session.request({
      ":method": "POST",
      ":path": path,
      "content-type": "application/grpc",
      te: "trailers",
    });
    let ended = {};
    stream.on("response", (headers) => (ended = { ...ended, ...headers }));
    stream.on("trailers", (trailers) => (ended = { ...ended, ...trailers }));
    stream.end(request);
    const body = await collected(stream);
    return { status: Number(ended["grpc-status"]), message: ended["grpc-message"], body };
  } finally {
    session.destroy();
  }
}

/** Field 1 of a request, when it is a number. */
function heightOf(request) {
  let value = 0;
  if (request[5] !== 8) return value;
  for (let at = 6, shift = 0; at < request.length; at++, shift += 7) {
    value += (request[at] & 0x7f) * 2 ** shift;
    if (request[at] < 0x80) break;
  }
  return value;
}
