// What the browser test runs in the page.

import { SecretNetworkClient, Wallet } from "secretjs";
import { withSuite2 } from "../../index.js";

/** A client as an application on the page makes it. */
globalThis.connect = (url, chainId, mnemonic) => {
  const wallet = new Wallet(mnemonic);
  const options = { url, chainId, wallet, walletAddress: wallet.address };
  globalThis.client = withSuite2(new SecretNetworkClient(options), { required: true });
};

globalThis.ask = (contract_address, code_hash, query) =>
  globalThis.client.query.compute.queryContract({ contract_address, code_hash, query });

globalThis.execute = async (contract_address, code_hash, msg) => {
  const { address, tx } = globalThis.client;
  const call = { sender: address, contract_address, code_hash, msg, sent_funds: [] };
  const options = { gasLimit: 2_000_000, broadcastCheckIntervalMs: 20 };
  const { code, rawLog, arrayLog, transactionHash } = await tx.compute.executeContract(call, options);
  return { code, rawLog, arrayLog, transactionHash };
};
