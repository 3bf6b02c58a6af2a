// What the pages share: accounts of the local network, and short names for what secretjs does.

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { SecretNetworkClient, Wallet } from "secretjs";

const CHAIN_ID = "secretdev-1";
const URL_OF_REST = process.env.SECRETD_REST ?? "http://localhost:1317";
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const CONTRACTS = resolve(ROOT, process.env.BUILD ?? "build", "contracts");
/** Blocks are made at once here: ask often whether a transaction is in one. */
const FAST = { broadcastCheckIntervalMs: 20 };

function clientOf(mnemonic) {
  const wallet = new Wallet(mnemonic);
  return new SecretNetworkClient({
    url: URL_OF_REST,
    chainId: CHAIN_ID,
    wallet,
    walletAddress: wallet.address,
  });
}

/** A local network begins with these accounts. Everybody knows their keys: use them nowhere else. */
export const [alice, bob, carol, dave] = [
  "grant rice replace explain federal release fix clever romance raise often wild taxi quarter soccer fiber love must tape steak together observe swap guitar",
  "jelly shadow frog dirt dragon use armed praise universe win jungle close inmate rain oil canvas beauty pioneer chef soccer icon dizzy thunder meadow",
  "chair love bleak wonder skirt permit say assist aunt credit roast size obtain minute throw sand usual age smart exact enough room shadow charge",
  "word twist toast cloth movie predict advance crumble escape whale sail such angry muffin balcony keen move employ cook valve hurt glimpse breeze brick",
].map(clientOf);

async function succeeded(transaction) {
  const tx = await transaction;
  if (tx.code !== 0) throw new Error(tx.rawLog);
  return tx;
}

const logged = (tx, name) => tx.arrayLog.find(({ key }) => key === name).value;

/** Uploads build/contracts/NAME.wasm. Gives {code_id, code_hash}. */
export async function upload(client, name) {
  const wasm_byte_code = readFileSync(resolve(CONTRACTS, `${name}.wasm`));
  const message = { sender: client.address, wasm_byte_code, source: "", builder: "" };
  const tx = await succeeded(
    client.tx.compute.storeCode(message, { gasLimit: 5_000_000, ...FAST }),
  );
  const code_id = logged(tx, "code_id");
  const { code_hash } = await client.query.compute.codeHashByCodeId({ code_id });
  return { code_id, code_hash };
}

let contracts = 0;

/** Creates a contract of uploaded code. Gives {address, code_hash}. */
export async function instantiate(client, { code_id, code_hash }, init_msg) {
  const label = `example ${Date.now()} ${++contracts}`; // open to everybody, and like no other
  const message = { sender: client.address, code_id, code_hash, init_msg, label };
  const options = { gasLimit: 1_000_000, ...FAST };
  const tx = await succeeded(client.tx.compute.instantiateContract(message, options));
  return { address: logged(tx, "contract_address"), code_hash };
}

/** Uploads build/contracts/NAME.wasm and creates a contract of it. Gives {address, code_hash}. */
export async function deploy(client, name, init_msg) {
  return instantiate(client, await upload(client, name), init_msg);
}

/** Sends a message to a contract in a transaction. Fails with the contract's error. */
export function execute(client, contract, msg) {
  const { address, code_hash } = contract;
  const message = { sender: client.address, contract_address: address, code_hash, msg };
  return succeeded(client.tx.compute.executeContract(message, { gasLimit: 1_000_000, ...FAST }));
}

/** Asks a contract. Fails with the contract's error. */
export async function query(client, contract, message) {
  const { address, code_hash } = contract;
  const question = { contract_address: address, code_hash, query: message };
  const answer = await client.query.compute.queryContract(question);
  if (typeof answer === "string") throw new Error(answer);
  return answer;
}

/** A permit: a document, signed by the client's wallet, that opens what it says to whoever has it. */
export function permit(client, contract, permissions, name = "mine") {
  const { permit: signer } = client.utils.accessControl;
  return signer.sign(client.address, CHAIN_ID, name, [contract.address], permissions, false);
}

/** What the chain shows of a call of a contract to those who have no key. */
export async function observe({ transactionHash }) {
  const response = await fetch(`${URL_OF_REST}/cosmos/tx/v1beta1/txs/${transactionHash}`);
  const { tx } = await response.json();
  const [{ sender, contract, msg }] = tx.body.messages;
  return { sender, contract, message: `${Buffer.from(msg, "base64").length} bytes of ciphertext` };
}

/** Waits for the next block. The network makes one a second, and one for each transaction. */
export async function nextBlock() {
  const height = async () => {
    const response = await fetch(`${URL_OF_REST}/cosmos/base/tendermint/v1beta1/blocks/latest`);
    return Number((await response.json()).block.header.height);
  };
  const now = await height();
  while ((await height()) === now) await new Promise((done) => setTimeout(done, 50));
}
