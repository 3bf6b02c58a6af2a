// The load itself, a process of its own: reads ready requests and sends them over keep-alive connections with a
// fixed number in flight on each. Tells its parent when the first is written and when the last is answered.
//
// usage: load_send.js HOST PORT FILE METHOD IN_FLIGHT
// FILE holds one list per line and connection: parameters of calls of METHOD, JSON without spaces, separated by spaces.

import { readFileSync } from "node:fs";
import { connect } from "node:net";

const [host, port, file, method, inFlight] = process.argv.slice(2);
const lists = readFileSync(file, "utf8")
  .trim()
  .split("\n")
  .map((line) => line.split(" "));

function request(parameters, id) {
  const body = `{"jsonrpc":"2.0","id":${id},"method":"${method}","params":${parameters}}`;
  return Buffer.from(
    `POST / HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${body.length}\r\n\r\n${body}`,
  );
}

/** Counts complete answers in a stream of them; keeps what is not complete. */
function answerCounter() {
  let rest = "";
  return (text) => {
    rest += text;
    let count = 0;
    for (;;) {
      const end = rest.indexOf("\r\n\r\n");
      if (end < 0) return count;
      const length = /content-length: *(\d+)/i.exec(rest.slice(0, end));
      if (length === null) throw new Error(`no length in: ${rest.slice(0, end)}`);
      const whole = end + 4 + Number(length[1]);
      if (rest.length < whole) return count;
      const answer = rest.slice(end + 4, whole);
      if (/"error"|"code": *[1-9]/.test(answer)) throw new Error(answer);
      rest = rest.slice(whole);
      count++;
    }
  };
}

function sendAll(requests) {
  return new Promise((done, fail) => {
    const socket = connect(Number(port), host).setNoDelay(true).setEncoding("latin1");
    const count = answerCounter();
    let [sent, answered] = [0, 0];
    const fill = () => {
      const until = Math.min(answered + Number(inFlight), requests.length);
      if (sent < until) socket.write(Buffer.concat(requests.slice(sent, until)));
      sent = until;
    };
    socket.on("connect", fill).on("error", fail);
    socket.on("data", (text) => {
      answered += count(text);
      if (answered === requests.length) {
        socket.end();
        done();
      } else {
        fill();
      }
    });
    socket.on("close", () => {
      if (answered < requests.length) fail(new Error(`closed after ${answered} answers`));
    });
  });
}

const ready = lists.map((list) => list.map(request));
process.send({ ready: true });
process.once("message", async () => {
  process.send({ started: Date.now() });
  await Promise.all(ready.map(sendAll));
  const { user, system } = process.cpuUsage();
  process.send({ finished: Date.now(), cpuMs: (user + system) / 1000 });
  process.disconnect();
});
