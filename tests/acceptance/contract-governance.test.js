// A contract whose admin has given it to governance: nothing changes without a proposal. Sources: chain-surface 4.1, 4.2 and 4.4.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { MsgMigrateContract, MsgSetContractGovernance, MsgUpdateAdmin } from "secretjs";
import { FAST, attribute, clientOf, store, succeeded } from "./support/client.js";
import { startNode } from "./support/node.js";
import { script } from "./support/script.js";
import { rest } from "./support/wire.js";

const node = await startNode();
after(() => node.discard());
const a = clientOf(node, "a");
const b = clientOf(node, "b");
const codeId = await store(a, "conformance");
const { code_hash } = await a.query.compute.codeHashByCodeId({ code_id: codeId });
const made = await a.tx.compute.instantiateContract(
  {
    sender: a.address,
    code_id: codeId,
    code_hash,
    init_msg: script(),
    label: "governed",
    admin: a.address,
  },
  { ...FAST, gasLimit: 1_000_000 },
);
const contract_address = attribute(succeeded(made), "message", "contract_address");
const send = (client, message) => client.tx.broadcast([message], { ...FAST, gasLimit: 200_000 });

const give = (client) =>
  new MsgSetContractGovernance({ sender: client.address, contract_address });
const migrate = (client) =>
  new MsgMigrateContract({
    sender: client.address,
    contract_address,
    code_id: codeId,
    code_hash,
    msg: script(),
  });

test("only the admin gives a contract to governance", async () => {
  const tx = await send(b, give(b));
  assert.deepEqual([tx.code, tx.codespace], [4, "sdk"], tx.rawLog);
  assert.match(tx.rawLog, /only contract admin can change governance requirement: unauthorized/);
  assert.equal(attribute(succeeded(await send(a, give(a))), "message", "require_governance"), "true");
  const { body } = await rest(node, `/compute/v1beta1/info/${contract_address}`);
  assert.equal(body.contract_info.require_governance, true);
});

test("then neither code nor admin change without a proposal", async () => {
  const code = await send(a, migrate(a));
  assert.deepEqual([code.code, code.codespace], [5, "compute"]);
  assert.match(code.rawLog, /requires governance approval for migration: migrate contract failed/);
  const admin = await send(
    a,
    new MsgUpdateAdmin({
      sender: a.address,
      contract_address,
      new_admin: b.address,
    }),
  );
  assert.deepEqual([admin.code, admin.codespace], [4, "sdk"]);
  assert.match(admin.rawLog, /requires governance approval for admin change: unauthorized/);
});

test("nothing is authorised before a proposal has passed", async () => {
  for (const what of ["authorized_migration", "authorized_admin_update"]) {
    const { status, body } = await rest(node, `/compute/v1beta1/${what}/${contract_address}`);
    assert.equal(status, 404);
    assert.match(body.message, /^no authorized .* found for the given contract address/);
  }
});
