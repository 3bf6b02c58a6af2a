// Keeps a node busy until it is killed: bank sends and contract calls, one after the other from two accounts.
// usage: node load.js ENDPOINTS.json; a refused or lost request is tried again, because the node dies on purpose.

import { readFileSync } from "node:fs";
import { clientOf, FAST, succeeded, wasmOf } from "./client.js";
import { ACCOUNTS } from "./accounts.js";

const endpoints = JSON.parse(readFileSync(process.argv[2], "utf8"));
const node = { endpoints };
const LABEL = "load";

async function contractOf(client) {
  try {
    const { contract_address } = await client.query.compute.addressByLabel({ label: LABEL });
    return contract_address;
  } catch {
    const stored = succeeded(
      await client.tx.compute.storeCode(
        { sender: client.address, wasm_byte_code: wasmOf("counter"), source: "", builder: "" },
        { gasLimit: 4_000_000, ...FAST },
      ),
    );
    const codeId = stored.arrayLog.find((log) => log.key === "code_id").value;
    const made = succeeded(
      await client.tx.compute.instantiateContract(
        { sender: client.address, code_id: codeId, init_msg: { count: 1 }, label: LABEL },
        { gasLimit: 500_000, ...FAST },
      ),
    );
    return made.arrayLog.find((log) => log.key === "contract_address").value;
  }
}

async function callContract() {
  const client = clientOf(node, "b");
  const contract = await contractOf(client);
  for (;;)
    succeeded(
      await client.tx.compute.executeContract(
        { sender: client.address, contract_address: contract, msg: { increment: {} } },
        { gasLimit: 300_000, ...FAST },
      ),
    );
}

async function sendCoins() {
  const client = clientOf(node, "c");
  for (;;)
    succeeded(
      await client.tx.bank.send(
        { from_address: client.address, to_address: ACCOUNTS.d.address, amount: [{ denom: "uscrt", amount: "1" }] },
        { gasLimit: 50_000, ...FAST },
      ),
    );
}

async function forever(work) {
  for (;;) {
    try {
      await work();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

await Promise.all([forever(callContract), forever(sendCoins)]);
