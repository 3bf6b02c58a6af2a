// A chain on which proposals pass within a second or two, and proposals that pass.

import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MsgSubmitProposal, MsgVote, VoteOption } from "secretjs";
import { FAST, attribute, clientOf, succeeded } from "./client.js";
import { newFolder, startNode, until } from "./node.js";
import { rest } from "./wire.js";

/** The gov module's account, in whose name passed messages run. */
export const AUTHORITY = "secret10d07y265gmmuvt4z0w9aw880jnsr700jc88vt0";

const PERIODS = { voting_period: "2s", expedited_voting_period: "1s" };
const DEPOSIT = [{ denom: "uscrt", amount: "2500000000" }];

/** Starts a node whose genesis has short voting periods; its home is a new folder, `node.home`. */
export async function startGoverned(args = []) {
  const home = newFolder();
  const first = await startNode({ home });
  await first.discard();
  // The chain that just began is forgotten; the enclave keeps the keys that stand in the genesis.
  for (const name of ["blocks", "index.lmdb"])
    rmSync(join(home, "data", name), { recursive: true, force: true });
  const file = join(home, "config", "genesis.json");
  const genesis = JSON.parse(readFileSync(file, "utf8"));
  Object.assign(genesis.app_state.gov.params, PERIODS);
  writeFileSync(file, JSON.stringify(genesis));
  return startNode({ home, args });
}

/** A message that secretjs has no class for; `codec` is its protobuf codec. */
export const messageOf = (typeUrl, codec, fields) => ({
  async toProto() {
    const value = codec.fromPartial(fields);
    return { type_url: typeUrl, value, encode: () => codec.encode(value).finish() };
  },
});

/** Has the validator propose `messages` and vote for them. Gives the proposal once it was decided. */
export async function decide(node, ...messages) {
  const client = clientOf(node, "validator");
  const proposal = new MsgSubmitProposal({
    messages,
    initial_deposit: DEPOSIT,
    proposer: client.address,
    metadata: "",
    title: "a proposal",
    summary: "that passes",
    expedited: true,
  });
  const made = await client.tx.broadcast([proposal], { ...FAST, gasLimit: 500_000 });
  const proposal_id = attribute(succeeded(made), "submit_proposal", "proposal_id");
  const vote = { voter: client.address, proposal_id, option: VoteOption.VOTE_OPTION_YES, metadata: "" };
  succeeded(await client.tx.broadcast([new MsgVote(vote)], { ...FAST, gasLimit: 100_000 }));
  return until(`the end of proposal ${proposal_id}`, async () => {
    const { body } = await rest(node, `/cosmos/gov/v1/proposals/${proposal_id}`);
    return /_(PASSED|FAILED|REJECTED)$/.test(body.proposal.status) && body.proposal;
  });
}

/** The same, for a proposal that must pass. */
export async function pass(node, ...messages) {
  const proposal = await decide(node, ...messages);
  if (proposal.status !== "PROPOSAL_STATUS_PASSED")
    throw new Error(`${proposal.status}: ${proposal.failed_reason}`);
  return proposal;
}
