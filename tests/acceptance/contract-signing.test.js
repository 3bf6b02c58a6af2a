// Contract messages in every way to sign that wallets use: the enclave verifies each signature by itself, and reads what
// was signed. Sources: enclave-protocol 2.5 to 2.8, chain-surface 3.2.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { createMultisigThresholdPubkey, makeSignDoc, pubkeyToAddress } from "@cosmjs/amino";
import { fromBase64, toBase64 } from "@cosmjs/encoding";
import { makeMultisignedTxBytes } from "@cosmjs/stargate";
import { TxBody } from "cosmjs-types/cosmos/tx/v1beta1/tx.js";
import {
  EncryptionUtilsImpl,
  MetaMaskWallet,
  MsgClearAdmin,
  MsgExecuteContract,
  MsgInstantiateContract,
  MsgMigrateContract,
  MsgUpdateAdmin,
} from "secretjs";
import { AminoWallet } from "secretjs/dist/wallet_amino.js";
import { ACCOUNTS, CHAIN_ID, aminoWallet } from "./support/accounts.js";
import { FAST, attribute, clientOf, query, store, succeeded } from "./support/client.js";
import { ethereumProvider } from "./support/ethereum.js";
import { startNode, until } from "./support/node.js";
import { read, script, write } from "./support/script.js";
import { accountOf, keyOf } from "./support/transaction.js";
import { broadcast, rpcCall } from "./support/wire.js";

const node = await startNode();
after(() => node.discard());
const a = clientOf(node, "a");
const FUNDS = [{ denom: "uscrt", amount: "5" }];
let code_id;
let code_hash;

before(async () => {
  code_id = await store(a, "conformance");
  ({ code_hash } = await a.query.compute.codeHashByCodeId({ code_id }));
});

const make = (sender, label, admin) =>
  new MsgInstantiateContract({
    sender,
    code_id,
    code_hash,
    init_msg: script(),
    init_funds: FUNDS,
    label,
    admin,
  });
const call = (sender, contract_address, value, sent_funds = FUNDS) =>
  new MsgExecuteContract({
    sender,
    contract_address,
    code_hash,
    msg: script(write("k", value)),
    sent_funds,
  });

async function stored(address) {
  const [{ bytes }] = await query(a, { address, code_hash }, script(read("k")));
  return Buffer.from(bytes, "base64").toString();
}

const WALLETS = {
  SIGN_MODE_DIRECT: async () => undefined,
  SIGN_MODE_LEGACY_AMINO_JSON: async (name) => new AminoWallet(ACCOUNTS[name].mnemonic),
  SIGN_MODE_EIP_191: async (name) => {
    const provider = ethereumProvider(await keyOf(name));
    globalThis.localStorage = { getItem: () => null, setItem: () => {} };
    return MetaMaskWallet.create(provider, provider.address);
  },
};

for (const [mode, walletOf] of Object.entries(WALLETS)) {
  describe(`a signature of ${mode}`, () => {
    let c;
    let contract_address;
    const send = (...messages) => c.tx.broadcast(messages, { ...FAST, gasLimit: 1_000_000 });

    before(async () => {
      c = clientOf(node, "c", { wallet: await walletOf("c") });
    });

    test("makes a contract, with coins and an admin", async () => {
      const tx = succeeded(await send(make(c.address, `by ${mode}`, c.address)));
      assert.equal(tx.tx.auth_info.signer_infos[0].mode_info.single.mode, mode);
      contract_address = attribute(tx, "message", "contract_address");
    });

    test("calls it, twice in a transaction, with coins and without", async () => {
      succeeded(await send(call(c.address, contract_address, "1"), call(c.address, contract_address, "2", [])));
      assert.equal(await stored(contract_address), "2");
    });

    test("migrates it", async () => {
      const message = { sender: c.address, contract_address, code_id, code_hash, msg: script() };
      succeeded(await send(new MsgMigrateContract(message)));
    });

    test("names another admin, and gives the right up", async () => {
      const other = succeeded(await send(make(c.address, `cleared by ${mode}`, c.address)));
      const cleared = attribute(other, "message", "contract_address");
      succeeded(
        await send(
          new MsgUpdateAdmin({ sender: c.address, contract_address, new_admin: a.address }),
        ),
      );
      succeeded(await send(new MsgClearAdmin({ sender: c.address, contract_address: cleared })));
      const adminOf = async (address) =>
        (await a.query.compute.contractInfo({ contract_address: address })).contract_info.admin;
      assert.deepEqual([await adminOf(contract_address), await adminOf(cleared)], [a.address, ""]);
    });
  });
}

describe("an account of three keys, of which two must sign", () => {
  const names = ["a", "b", "d"];
  const coder = new EncryptionUtilsImpl(node.endpoints.rest);
  let wallets;
  let accounts;
  let publicKey;
  let address;

  before(async () => {
    wallets = await Promise.all(names.map(aminoWallet));
    accounts = await Promise.all(wallets.map(async (wallet) => (await wallet.getAccounts())[0]));
    publicKey = createMultisigThresholdPubkey(
      accounts.map(({ pubkey }) => ({ type: "tendermint/PubKeySecp256k1", value: toBase64(pubkey) })),
      2,
    );
    address = pubkeyToAddress(publicKey, "secret");
    const amount = [{ denom: "uscrt", amount: "10000000" }];
    succeeded(await a.tx.bank.send({ from_address: a.address, to_address: address, amount }, FAST));
  });

  /** Sends a message that these have signed. */
  async function send(message, signers) {
    const { accountNumber, sequence } = await accountOf(node, address);
    const fee = { amount: [{ denom: "uscrt", amount: "100000" }], gas: "1000000" };
    // The message is encrypted once, when it is first asked for.
    const proto = await message.toProto(coder);
    const amino = await message.toAmino(coder);
    const bodyBytes = TxBody.encode(
      TxBody.fromPartial({ messages: [{ typeUrl: proto.type_url, value: proto.encode() }] }),
    ).finish();
    const document = makeSignDoc([amino], fee, CHAIN_ID, "", String(accountNumber), String(sequence));
    const signatures = new Map();
    for (const name of signers) {
      const at = names.indexOf(name);
      const { signature } = await wallets[at].signAmino(accounts[at].address, document);
      signatures.set(accounts[at].address, fromBase64(signature.signature));
    }
    const bytes = makeMultisignedTxBytes(publicKey, Number(sequence), fee, bodyBytes, signatures);
    const answer = await broadcast(node, bytes);
    if (answer.code !== 0) return answer;
    const hash = toBase64(Buffer.from(answer.hash, "hex"));
    const done = await until("it", async () => (await rpcCall(node, "tx", { hash })).result);
    return done.tx_result;
  }

  test("makes a contract and calls it", async () => {
    const made = await send(make(address, "of three"), ["a", "d"]);
    assert.equal(made.code, 0, made.log);
    const { contract_address } = await a.query.compute.addressByLabel({ label: "of three" });
    const called = await send(call(address, contract_address, "together"), ["b", "d"]);
    assert.equal(called.code, 0, called.log);
    assert.equal(await stored(contract_address), "together");
  });

  test("does not, when one has signed alone", async () => {
    const alone = await send(make(address, "of one"), ["a"]);
    assert.deepEqual([alone.code, alone.codespace], [4, "sdk"], alone.log);
  });
});
