// Keeps a node busy until it is killed: bank sends, contract calls, and calls whose sub-messages succeed, fail, reply and
// migrate, each from an account of its own.
// usage: node load.js ENDPOINTS.json; a refused or lost request is tried again, because the node dies on purpose.

import { readFileSync } from "node:fs";
import { ACCOUNTS } from "./accounts.js";
import { attribute, clientOf, execute, FAST, store, succeeded } from "./client.js";
import { call, fail, keepInfo, onReply, script, submessage, write } from "./script.js";

const endpoints = JSON.parse(readFileSync(process.argv[2], "utf8"));
const node = { endpoints };

/** The contract with this label: found when an earlier life of the node has made it. */
async function contractOf(client, name, label, init, options = {}) {
  try {
    const { contract_address: address } = await client.query.compute.addressByLabel({ label });
    const { code_hash } = await client.query.compute.codeHashByContractAddress({
      contract_address: address,
    });
    const { contract_info } = await client.query.compute.contractInfo({ contract_address: address });
    return { address, code_hash, codeId: contract_info.code_id };
  } catch {
    const codeId = await store(client, name);
    const { code_hash } = await client.query.compute.codeHashByCodeId({ code_id: codeId });
    const made = succeeded(
      await client.tx.compute.instantiateContract(
        { sender: client.address, code_id: codeId, code_hash, init_msg: init, label, ...options },
        { gasLimit: 1_000_000, ...FAST },
      ),
    );
    return { address: attribute(made, "message", "contract_address"), code_hash, codeId };
  }
}

async function callContract() {
  const client = clientOf(node, "b");
  const counter = await contractOf(client, "counter", "load counter", { count: 1 });
  for (;;) succeeded(await execute(client, counter, { increment: {} }, { gasLimit: 300_000 }));
}

async function sendCoins() {
  const client = clientOf(node, "c");
  for (;;)
    succeeded(
      await client.tx.bank.send(
        {
          from_address: client.address,
          to_address: ACCOUNTS.d.address,
          amount: [{ denom: "uscrt", amount: "1" }],
        },
        { gasLimit: 50_000, ...FAST },
      ),
    );
}

async function callDeeply() {
  const client = clientOf(node, "d");
  const inner = await contractOf(client, "conformance", "load inner", script());
  const outer = await contractOf(
    client,
    "conformance",
    "load outer",
    script(onReply(undefined, keepInfo("reply"))),
    { admin: client.address },
  );
  for (let turn = 0; ; turn++) {
    const steps = [
      write("turn", `${turn}`),
      submessage(call(inner, script(write("kept", `${turn}`))), { on: "always" }),
      submessage(call(inner, script(write("lost", `${turn}`), fail("on purpose"))), { on: "error" }),
    ];
    succeeded(await execute(client, outer, script(...steps), { gasLimit: 2_000_000 }));
    if (turn % 4 === 3)
      succeeded(
        await client.tx.compute.migrateContract(
          {
            sender: client.address,
            contract_address: outer.address,
            code_id: outer.codeId,
            code_hash: outer.code_hash,
            msg: script(write("migrated", `${turn}`)),
          },
          { gasLimit: 1_000_000, ...FAST },
        ),
      );
  }
}

async function forever(work) {
  for (;;) {
    try {
      await work();
    } catch (refused) {
      console.error(refused.message);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

await Promise.all([forever(callContract), forever(sendCoins), forever(callDeeply)]);
