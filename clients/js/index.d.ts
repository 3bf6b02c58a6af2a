import type { EncryptionUtils, SecretNetworkClient } from "secretjs";

export { Session, TYPE } from "./suite2.js";

export interface Offer {
  suite: 2;
  epoch: number;
  /** X25519 key that messages of this epoch are encrypted to. */
  ioPublic: Uint8Array;
}

export interface Options {
  /**
   * 32 bytes. With the same seed a later session reads what this one sent. The default is the encryption seed of the
   * client, if secretjs made it, or a random one.
   */
  seed?: Uint8Array;
  /** Refuse networks that offer suite 1 alone. Without it such a network is spoken to in suite 1. */
  required?: boolean;
  /**
   * What to encrypt to, known from elsewhere. Without it the node is asked, and one that lies reads what is sent to it, as
   * in suite 1.
   */
  network?: { epoch: number; ioPublic: Uint8Array };
  /** Pad messages to a multiple of this many bytes, itself a multiple of 256 (the default). */
  bucket?: number;
}

/** What the network offers, or undefined when it has suite 1 alone. */
export declare function suite2Of(url: string, fetchFrom?: typeof fetch): Promise<Offer | undefined>;

/** The EncryptionUtils that withSuite2 gives to secretjs. */
export declare class Suite2 implements EncryptionUtils {
  constructor(options: Options & { url: string; chainId: string; first: EncryptionUtils });
  offer(): Promise<Offer | undefined>;
  encrypt: (contractCodeHash: string, message: object) => Promise<Uint8Array>;
  decrypt: (ciphertext: Uint8Array, nonce: Uint8Array) => Promise<Uint8Array>;
  getPubkey: () => Promise<Uint8Array>;
  getTxEncryptionKey: (nonce: Uint8Array) => Promise<Uint8Array>;
}

/** Lets a client of secretjs speak suite 2 wherever the network offers it, and gives the same client back. */
export declare function withSuite2<T extends SecretNetworkClient>(client: T, options?: Options): T;
