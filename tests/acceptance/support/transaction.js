// Transactions made by hand, so that a test can get any byte of them wrong.

import { sha256, Secp256k1, stringToPath, Slip10, Slip10Curve, Bip39 } from "@cosmjs/crypto";
import { EnglishMnemonic } from "@cosmjs/crypto";
import { MsgSend } from "cosmjs-types/cosmos/bank/v1beta1/tx.js";
import { PubKey } from "cosmjs-types/cosmos/crypto/secp256k1/keys.js";
import { SignMode } from "cosmjs-types/cosmos/tx/signing/v1beta1/signing.js";
import { AuthInfo, SignDoc, TxBody, TxRaw } from "cosmjs-types/cosmos/tx/v1beta1/tx.js";
import { ACCOUNTS, CHAIN_ID } from "./accounts.js";
import { rest } from "./wire.js";

/** The private and public key of an account of the table. */
export async function keyOf(name) {
  const seed = await Bip39.mnemonicToSeed(new EnglishMnemonic(ACCOUNTS[name].mnemonic));
  const path = stringToPath("m/44'/529'/0'/0/0");
  const { privkey } = Slip10.derivePath(Slip10Curve.Secp256k1, seed, path);
  const { pubkey } = await Secp256k1.makeKeypair(privkey);
  return { privkey, pubkey: Secp256k1.compressPubkey(pubkey) };
}

/** {accountNumber, sequence} as the chain has them. */
export async function accountOf(node, address) {
  const { body } = await rest(node, `/cosmos/auth/v1beta1/accounts/${address}`);
  const account = body.account;
  return { accountNumber: BigInt(account.account_number), sequence: BigInt(account.sequence) };
}

export function sendMessage(from, to, amount = "1", denom = "uscrt") {
  return {
    typeUrl: "/cosmos.bank.v1beta1.MsgSend",
    value: MsgSend.encode(
      MsgSend.fromPartial({ fromAddress: from, toAddress: to, amount: [{ denom, amount }] }),
    ).finish(),
  };
}

/**
 * A signed transaction. Whatever is not given is right: account, sequence, fee, chain.
 *   change  may replace body, authInfo (before encoding), bodyBytes, authInfoBytes (before signing)
 *           and signatures (after); each is a function of the value
 */
export async function makeTransaction(node, name, options = {}) {
  const { address } = ACCOUNTS[name];
  const {
    messages = [sendMessage(address, ACCOUNTS.b.address)],
    memo = "",
    timeoutHeight = 0n,
    gas = 25_000n,
    fee = [{ denom: "uscrt", amount: "2500" }],
    chainId = CHAIN_ID,
    change = {},
  } = options;
  const key = options.key ?? (await keyOf(name));
  const account = options.account ?? (await accountOf(node, address));
  const same = (value) => value;

  const body = TxBody.fromPartial({ messages, memo, timeoutHeight });
  const bodyBytes = (change.bodyBytes ?? same)(TxBody.encode((change.body ?? same)(body)).finish());
  const authInfo = AuthInfo.fromPartial({
    signerInfos: [
      {
        publicKey: {
          typeUrl: "/cosmos.crypto.secp256k1.PubKey",
          value: PubKey.encode({ key: key.pubkey }).finish(),
        },
        modeInfo: { single: { mode: SignMode.SIGN_MODE_DIRECT } },
        sequence: account.sequence,
      },
    ],
    fee: { amount: fee, gasLimit: gas },
  });
  const authInfoBytes = (change.authInfoBytes ?? same)(
    AuthInfo.encode((change.authInfo ?? same)(authInfo)).finish(),
  );
  const signDoc = SignDoc.encode({
    bodyBytes,
    authInfoBytes,
    chainId,
    accountNumber: account.accountNumber,
  }).finish();
  const signature = await Secp256k1.createSignature(sha256(signDoc), key.privkey);
  const compact = new Uint8Array([...signature.r(32), ...signature.s(32)]);
  const signatures = (change.signatures ?? same)([compact]);
  return TxRaw.encode({ bodyBytes, authInfoBytes, signatures }).finish();
}
