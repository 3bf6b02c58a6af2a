// A browser wallet of Ethereum, as far as secretjs asks one.

import assert from "node:assert/strict";
import { Secp256k1, keccak256 } from "@cosmjs/crypto";
import { fromHex, toHex, toUtf8 } from "@cosmjs/encoding";

/** What MetaMask offers a page, for one key. */
export function ethereumProvider({ privkey, pubkey }) {
  const uncompressed = Secp256k1.uncompressPubkey(pubkey);
  return {
    address: `0x${toHex(keccak256(uncompressed.slice(1)).slice(12))}`,
    async request({ method, params: [text] }) {
      assert.equal(method, "personal_sign");
      const message = fromHex(text.slice(2));
      const prefix = toUtf8(`\x19Ethereum Signed Message:\n${message.length}`);
      const hash = keccak256(new Uint8Array([...prefix, ...message]));
      const signature = await Secp256k1.createSignature(hash, privkey);
      const bytes = [...signature.r(32), ...signature.s(32), 27 + signature.recovery];
      return `0x${toHex(new Uint8Array(bytes))}`;
    },
  };
}
