// Every way to sign that wallets use: direct, amino, EIP-191 (MetaMask) and multisig.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { createMultisigThresholdPubkey, pubkeyToAddress } from "@cosmjs/amino";
import { SigningStargateClient, makeMultisignedTxBytes } from "@cosmjs/stargate";
import { MetaMaskWallet, Wallet } from "secretjs";
import { AminoWallet } from "secretjs/dist/wallet_amino.js";
import { ACCOUNTS, CHAIN_ID, aminoWallet, directWallet } from "./support/accounts.js";
import { FAST, clientOf, succeeded } from "./support/client.js";
import { ethereumProvider } from "./support/ethereum.js";
import { startNode } from "./support/node.js";
import { keyOf } from "./support/transaction.js";

const node = await startNode();
after(() => node.discard());

const coins = (amount) => [{ denom: "uscrt", amount: String(amount) }];
const sendWith = (client, to = ACCOUNTS.b.address, options = {}) =>
  client.tx.bank.send(
    { from_address: client.address, to_address: to, amount: coins(1) },
    { ...FAST, ...options },
  );
const modeOf = (tx) => tx.tx.auth_info.signer_infos[0].mode_info.single.mode;

test("a direct signature is accepted", async () => {
  const wallet = new Wallet(ACCOUNTS.a.mnemonic);
  const tx = succeeded(await sendWith(clientOf(node, "a", { wallet })));
  assert.equal(modeOf(tx), "SIGN_MODE_DIRECT");
});

test("an amino signature is accepted", async () => {
  const wallet = new AminoWallet(ACCOUNTS.a.mnemonic);
  const tx = succeeded(await sendWith(clientOf(node, "a", { wallet })));
  assert.equal(modeOf(tx), "SIGN_MODE_LEGACY_AMINO_JSON");
});

test("an amino signature covers a memo with characters that JSON escapes", async () => {
  const wallet = new AminoWallet(ACCOUNTS.a.mnemonic);
  const memo = 'a <b> & "c" \\ é 🦄';
  const tx = succeeded(await sendWith(clientOf(node, "a", { wallet }), undefined, { memo }));
  assert.equal(tx.tx.body.memo, memo);
});

test("a MetaMask signature is accepted", async () => {
  const provider = ethereumProvider(await keyOf("c"));
  globalThis.localStorage = { getItem: () => null, setItem: () => {} };
  const wallet = await MetaMaskWallet.create(provider, provider.address);
  assert.equal(wallet.address, ACCOUNTS.c.address);
  const tx = succeeded(await sendWith(clientOf(node, "c", { wallet })));
  assert.equal(modeOf(tx), "SIGN_MODE_EIP_191");
});

test("CosmJS signs direct and amino as well", async () => {
  for (const wallet of [await directWallet("d"), await aminoWallet("d")]) {
    const client = await SigningStargateClient.connectWithSigner(node.endpoints.rpc, wallet, {
      broadcastPollIntervalMs: 20,
    });
    const fee = { amount: coins(5_000), gas: "50000" };
    const { address } = ACCOUNTS.d;
    const result = await client.sendTokens(address, ACCOUNTS.a.address, coins(3), fee, "hello");
    assert.equal(result.code, 0, result.rawLog);
    client.disconnect();
  }
});

test("two of three keys spend what a multisig account owns, and one does not", async () => {
  const names = ["a", "b", "c"];
  const wallets = await Promise.all(names.map((name) => aminoWallet(name)));
  const accounts = await Promise.all(
    wallets.map(async (wallet) => (await wallet.getAccounts())[0]),
  );
  const keys = accounts.map(({ pubkey }) => ({
    type: "tendermint/PubKeySecp256k1",
    value: Buffer.from(pubkey).toString("base64"),
  }));
  const publicKey = createMultisigThresholdPubkey(keys, 2);
  const address = pubkeyToAddress(publicKey, "secret");
  succeeded(
    await clientOf(node, "a").tx.bank.send(
      { from_address: ACCOUNTS.a.address, to_address: address, amount: coins(1_000_000) },
      FAST,
    ),
  );

  const message = {
    typeUrl: "/cosmos.bank.v1beta1.MsgSend",
    value: { fromAddress: address, toAddress: ACCOUNTS.d.address, amount: coins(10) },
  };
  const fee = { amount: coins(10_000), gas: "100000" };
  const spend = async (signers) => {
    const reader = await SigningStargateClient.connectWithSigner(node.endpoints.rpc, wallets[0], {
      broadcastPollIntervalMs: 20,
    });
    const { accountNumber, sequence } = await reader.getAccount(address);
    const signatures = new Map();
    let bodyBytes;
    for (const name of signers) {
      const at = names.indexOf(name);
      const client = await SigningStargateClient.offline(wallets[at]);
      const data = { accountNumber, sequence, chainId: CHAIN_ID };
      const signed = await client.sign(accounts[at].address, [message], fee, "together", data);
      signatures.set(accounts[at].address, signed.signatures[0]);
      bodyBytes = signed.bodyBytes;
    }
    const bytes = makeMultisignedTxBytes(publicKey, sequence, fee, bodyBytes, signatures);
    const result = await reader.broadcastTx(bytes).catch((error) => error);
    reader.disconnect();
    return result;
  };

  const alone = await spend(["a"]);
  assert.equal(alone.code, 4, alone.message);
  for (const pair of [
    ["a", "c"],
    ["b", "c"],
  ]) {
    const together = await spend(pair);
    assert.equal(together.code, 0, together.rawLog ?? together.message);
  }
});
