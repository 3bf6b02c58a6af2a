// What governance decides of contracts: proposals that pass, and what may be done only after that. Voting takes the
// fifteen seconds of an expedited proposal. Sources: chain-surface 4.2, 4.4, 8.2.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { fromBech32 } from "@cosmjs/encoding";
import { BinaryWriter } from "cosmjs-types/binary.js";
import {
  MsgInstantiateContract,
  MsgMigrateContract,
  MsgSetContractGovernance,
  MsgUpdateAdmin,
  MsgVote,
} from "secretjs";
import { MsgSubmitProposal } from "secretjs/dist/protobuf/cosmos/gov/v1/tx.js";
import {
  MsgExecuteContract as MsgExecuteContractProto,
  MsgInstantiateContract as MsgInstantiateContractProto,
  MsgStoreCode as MsgStoreCodeProto,
  MsgUpdateParams,
} from "secretjs/dist/protobuf/secret/compute/v1beta1/msg.js";
import { FAST, attribute, clientOf, store, succeeded, wasmOf } from "./support/client.js";
import { startNode, until } from "./support/node.js";
import { script } from "./support/script.js";
import { makeTransaction } from "./support/transaction.js";
import { broadcast, rest } from "./support/wire.js";

const AUTHORITY = "secret10d07y265gmmuvt4z0w9aw880jnsr700jc88vt0";
const MACHINES = "00aa, 11bb";
const PARAMS = { compile_cost: "500000000000000000", max_contract_size: "3000000" };
const VOTING_MS_MAX = 60_000;

const node = await startNode();
after(() => node.discard());
const a = clientOf(node, "a");
const b = clientOf(node, "b");
const validator = clientOf(node, "validator");
let codes;
let code_hash;
let uploadGas;
let contract_address;
let passed;
let approved;
let failed;
let forged;

const send = (client, message, options = {}) =>
  client.tx.broadcast([message], { ...FAST, gasLimit: 1_000_000, ...options });
const infoOf = async () =>
  (await rest(node, `/compute/v1beta1/info/${contract_address}`)).body.contract_info;

/** The gas of an upload; of two it differs by what compiling costs. */
async function costOfUpload() {
  const message = {
    sender: a.address,
    wasm_byte_code: new Uint8Array(gzipSync(wasmOf("counter"))),
    source: "",
    builder: "",
  };
  const tx = await a.tx.compute.storeCode(message, { gasLimit: 10_000_000, ...FAST });
  return Number(succeeded(tx).gasUsed);
}

/** Messages that secretjs has no class for. */
const bare = (type_url, value) => ({ type_url, value });
function contractProposal() {
  const writer = BinaryWriter.create().uint32(10).string(AUTHORITY);
  writer.uint32(34).fork().uint32(10).string(contract_address).uint32(16).uint64(codes[1]).ldelim();
  writer.uint32(42).fork().uint32(10).string(contract_address).uint32(18).string(b.address).ldelim();
  return bare("/secret.compute.v1beta1.MsgContractGovernanceProposal", writer.finish());
}
const machineProposal = () =>
  bare(
    "/secret.compute.v1beta1.MsgUpdateMachineWhitelistProposal",
    BinaryWriter.create().uint32(10).string(AUTHORITY).uint32(34).string(MACHINES).finish(),
  );
const paramsProposal = () =>
  bare(
    "/secret.compute.v1beta1.MsgUpdateParams",
    MsgUpdateParams.encode({ authority: AUTHORITY, params: PARAMS }).finish(),
  );
const uploadProposal = () =>
  bare(
    "/secret.compute.v1beta1.MsgStoreCode",
    MsgStoreCodeProto.encode({
      sender: fromBech32(AUTHORITY).data,
      wasm_byte_code: wasmOf("counter"),
      source: "",
      builder: "",
    }).finish(),
  );
const instantiateProposal = () =>
  bare(
    "/secret.compute.v1beta1.MsgInstantiateContract",
    MsgInstantiateContractProto.encode(
      MsgInstantiateContractProto.fromPartial({
        sender: fromBech32(AUTHORITY).data,
        code_id: codes[0],
        label: "governance's own",
        init_msg: new Uint8Array(100),
      }),
    ).finish(),
  );

/** As if another contract had sent it: nothing is asked of who has signed. */
const forgedProposal = () =>
  bare(
    "/secret.compute.v1beta1.MsgExecuteContract",
    MsgExecuteContractProto.encode(
      MsgExecuteContractProto.fromPartial({
        sender: fromBech32(AUTHORITY).data,
        contract: fromBech32(contract_address).data,
        msg: new Uint8Array(100).fill(1),
        callback_sig: new Uint8Array(32).fill(2),
      }),
    ).finish(),
  );

/** Proposes the messages and votes; gives the number. */
async function propose(messages) {
  const value = MsgSubmitProposal.fromPartial({
    messages,
    initial_deposit: [{ denom: "uscrt", amount: "3000000000" }],
    proposer: a.address,
    title: "title",
    summary: "summary",
    metadata: "metadata",
    expedited: true,
  });
  const message = {
    toProto: () => ({
      type_url: "/cosmos.gov.v1.MsgSubmitProposal",
      value,
      encode: () => MsgSubmitProposal.encode(value).finish(),
    }),
  };
  const tx = succeeded(await send(a, message, { gasLimit: 10_000_000 }));
  const proposal_id = attribute(tx, "submit_proposal", "proposal_id");
  const vote = { voter: validator.address, proposal_id, option: 1, metadata: "" };
  succeeded(await send(validator, new MsgVote(vote)));
  return proposal_id;
}

/** The proposal once it is decided. */
const decided = (id) =>
  until(
    `the end of proposal ${id}`,
    async () => {
      const { proposal } = (await rest(node, `/cosmos/gov/v1/proposals/${id}`)).body;
      return proposal.status !== "PROPOSAL_STATUS_VOTING_PERIOD" && proposal;
    },
    VOTING_MS_MAX,
  );

before(async () => {
  codes = [await store(a, "conformance"), await store(a, "conformance")];
  uploadGas = await costOfUpload();
  ({ code_hash } = await a.query.compute.codeHashByCodeId({ code_id: codes[0] }));
  const init = {
    sender: a.address,
    code_id: codes[0],
    code_hash,
    init_msg: script(),
    label: "governed",
    admin: a.address,
  };
  const made = succeeded(await send(a, new MsgInstantiateContract(init)));
  contract_address = attribute(made, "message", "contract_address");
  succeeded(await send(a, new MsgSetContractGovernance({ sender: a.address, contract_address })));
  const ids = [
    await propose([contractProposal(), paramsProposal(), uploadProposal()]),
    await propose([machineProposal()]),
    await propose([uploadProposal(), instantiateProposal()]),
    await propose([uploadProposal(), forgedProposal()]),
  ];
  [passed, approved, failed, forged] = await Promise.all(ids.map(decided));
});

test("a proposal about contracts passes and is carried out", async () => {
  assert.equal(passed.status, "PROPOSAL_STATUS_PASSED", passed.failed_reason);
  const { body } = await rest(node, "/compute/v1beta1/params");
  assert.deepEqual(body.params, { compile_cost: "0.500000000000000000", max_contract_size: "3000000" });
  const { code_info } = (await rest(node, "/compute/v1beta1/code/4")).body;
  assert.equal(code_info.creator, AUTHORITY);
  assert.equal((await rest(node, "/compute/v1beta1/codes")).body.code_infos.length, 4);
});

// Nobody has signed for governance what a contract is told.
test("one that makes a contract fails, and nothing of it stays", () => {
  assert.equal(failed.status, "PROPOSAL_STATUS_FAILED");
  assert.match(failed.failed_reason, /: parse signature failed$/);
});

test("one that calls a contract as if another had fails in the enclave", () => {
  assert.equal(forged.status, "PROPOSAL_STATUS_FAILED");
  assert.match(forged.failed_reason, /Enclave: failed to \w+ .+: execute contract failed$/);
});

describe("what was authorised", () => {
  const shown = (what) => rest(node, `/compute/v1beta1/${what}/${contract_address}`);
  const migrate = (code_id) =>
    send(
      a,
      new MsgMigrateContract({ sender: a.address, contract_address, code_id, code_hash, msg: script() }),
    );
  const update = (new_admin) =>
    send(a, new MsgUpdateAdmin({ sender: a.address, contract_address, new_admin }));

  test("is shown", async () => {
    assert.deepEqual((await shown("authorized_migration")).body, { new_code_id: codes[1] });
    assert.deepEqual((await shown("authorized_admin_update")).body, { new_admin: b.address });
  });

  test("is all that the admin may do, once", async () => {
    const other = await migrate(codes[0]);
    assert.match(other.rawLog, /mismatch code id for migration: migrate contract failed$/);
    succeeded(await migrate(codes[1]));
    assert.equal((await infoOf()).code_id, codes[1]);
    assert.equal((await shown("authorized_migration")).status, 404);
    const again = await migrate(codes[1]);
    assert.match(again.rawLog, /requires governance approval for migration: migrate contract failed$/);
    const { body } = await rest(node, `/compute/v1beta1/contract_history/${contract_address}`);
    assert.deepEqual(
      body.entries.map(({ operation, code_id }) => [operation.split("_").at(-1), code_id]),
      [
        ["INIT", codes[0]],
        ["MIGRATE", codes[1]],
      ],
    );
  });

  test("names the one new admin", async () => {
    const other = await update(validator.address);
    assert.deepEqual([other.code, other.codespace], [4, "sdk"]);
    assert.ok(
      other.rawLog.endsWith(
        `admin mismatch: governance authorized '${b.address}', attempting '${validator.address}': unauthorized`,
      ),
      other.rawLog,
    );
    succeeded(await update(b.address));
    assert.equal((await infoOf()).admin, b.address);
    assert.equal((await shown("authorized_admin_update")).status, 404);
  });
});

describe("the machines of a proposal that passed", () => {
  const machines = (id, text) => ({
    typeUrl: "/secret.compute.v1beta1.MsgUpdateMachineWhitelist",
    value: BinaryWriter.create()
      .uint32(10)
      .string(b.address)
      .uint32(16)
      .uint64(Number(id))
      .uint32(26)
      .string(text)
      .finish(),
  });
  const put = async (id, text) =>
    broadcast(node, await makeTransaction(node, "b", { messages: [machines(id, text)] }));

  test("are let in as they were decided", async () => {
    const { code, log } = await put(approved.id, MACHINES);
    assert.equal(code, 0, log);
    const other = await put(approved.id, "00aa");
    assert.deepEqual([other.code, other.codespace], [18, "sdk"]);
    assert.equal(
      other.log,
      `machine id 00aa does not match the proposal ${MACHINES}: invalid request`,
    );
  });

  test("are not let in by another proposal", async () => {
    for (const [proposal, why] of [
      [passed, "has 3 messages, expected exactly 1"],
      [failed, "not passed"],
    ]) {
      const answer = await put(proposal.id, MACHINES);
      assert.deepEqual([answer.code, answer.codespace], [18, "sdk"]);
      assert.equal(answer.log, `proposal with id ${proposal.id} ${why}: invalid request`);
    }
  });
});

test("an upload costs what governance has decided", async () => {
  const bytes = wasmOf("counter").length;
  assert.equal(uploadGas - (await costOfUpload()), Math.round(0.8 * bytes) - Math.round(0.5 * bytes));
});
