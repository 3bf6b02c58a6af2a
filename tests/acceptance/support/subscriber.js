// Subscribes with CosmJS and prints a line for each header and transaction until it is killed. A process of its own,
// because CosmJS 0.32 goes on reconnecting after disconnect() and would keep a test alive.
// usage: subscriber.js WEBSOCKET_URL

import { Comet38Client } from "@cosmjs/tendermint-rpc";

const client = await Comet38Client.connect(process.argv[2]);
const print = (line) => console.log(JSON.stringify(line));
client.subscribeNewBlockHeader().subscribe({
  next: ({ chainId, height }) => print({ header: { chainId, height } }),
});
client.subscribeTx().subscribe({
  next: ({ hash, height }) => print({ tx: { hash: Buffer.from(hash).toString("hex"), height } }),
});
