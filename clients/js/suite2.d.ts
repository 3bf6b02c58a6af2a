/** What a message is, as it stands in what is authenticated. */
export declare const TYPE: Readonly<{ instantiate: 1; execute: 2; query: 3; migrate: 4 }>;

export interface About {
  type: number;
  /** Raw address; absent in a query. */
  sender?: Uint8Array;
  /** Raw address; absent at instantiate. */
  target?: Uint8Array;
  /** 32 bytes. */
  codeHash: Uint8Array;
}

/** Where on the chain an answer was sealed. */
export interface Place {
  height: bigint;
  tx: number;
  message: number;
  call: number;
  field: number;
}

export type Kind = "data" | "error" | "key" | "value" | "query" | "query-error";

export declare function equal(left: Uint8Array, right: Uint8Array): boolean;
export declare function pad(text: Uint8Array, bucket?: number): Uint8Array;
export declare function unpad(padded: Uint8Array): Uint8Array;
export declare function nonceOf(
  epoch: number,
  secret: Uint8Array,
  padded: Uint8Array,
  entropy?: Uint8Array,
): Uint8Array;
export declare function epochOf(nonce: Uint8Array): number;
export declare function looksSealed(wire: Uint8Array): boolean;
export declare function looksAnswered(wire: Uint8Array, toQuery?: boolean): boolean;
export declare function placeOf(wire: Uint8Array): Place;

/** The keys of one message and of everything that answers it. */
export declare class Session {
  constructor(chainId: string, nonce: Uint8Array, secret: Uint8Array, ioPublic: Uint8Array);
  readonly nonce: Uint8Array;
  readonly publicKey: Uint8Array;
  seal(about: About, text: Uint8Array): Uint8Array;
  sealPadded(about: About, padded: Uint8Array): Uint8Array;
  made(wire: Uint8Array): boolean;
  openInput(about: About, wire: Uint8Array): Uint8Array;
  openOutput(
    kind: Kind,
    contract: Uint8Array,
    txHash: Uint8Array | undefined,
    wire: Uint8Array,
  ): Uint8Array;
}
