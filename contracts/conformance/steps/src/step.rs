//! The steps a test can ask for and what each reports.

use serde::{Deserialize, Serialize};

use crate::Bytes;

/// The message of every entry point: `{"steps":[{"read":{"key":"a2V5"}},{"panic":{}}]}`.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
pub struct Script {
    pub steps: Vec<Step>,
}

/// One step. They run in order; each adds one [`Output`] to the list that becomes the `data` of the
/// response, or the answer of a query, as JSON.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    // State.
    Read {
        key: Bytes,
    },
    Write {
        key: Bytes,
        value: Bytes,
    },
    Remove {
        key: Bytes,
    },
    /// Writes `value_bytes` times `x` under a key of `key_bytes` times `k`.
    WriteLarge {
        key_bytes: u32,
        value_bytes: u32,
    },
    /// Keeps what the host said about this call under a key.
    KeepEnv {
        key: Bytes,
    },
    /// The same with `info`, which in a reply is the reply.
    KeepInfo {
        key: Bytes,
    },
    /// Writes `count` values of `value_bytes` bytes under the keys `0`, `1`, ...
    WriteMany {
        count: u32,
        value_bytes: u32,
    },

    // What the host said about this call, byte for byte.
    Env {},
    Info {},

    // Addresses.
    Canonicalize {
        human: String,
    },
    Humanize {
        canonical: Bytes,
    },
    /// v1 only.
    Validate {
        human: String,
    },
    /// The same with bytes that need not be a text.
    CanonicalizeBytes {
        human: Bytes,
    },
    /// v1 only.
    ValidateBytes {
        human: Bytes,
    },

    // Cryptography. A check reports its code (0 is valid), the others bytes or a code.
    Secp256k1Verify {
        hash: Bytes,
        signature: Bytes,
        public_key: Bytes,
    },
    Secp256k1Recover {
        hash: Bytes,
        signature: Bytes,
        recovery: u32,
    },
    Secp256k1Sign {
        message: Bytes,
        private_key: Bytes,
    },
    Ed25519Verify {
        message: Bytes,
        signature: Bytes,
        public_key: Bytes,
    },
    Ed25519BatchVerify {
        messages: Vec<Bytes>,
        signatures: Vec<Bytes>,
        public_keys: Vec<Bytes>,
    },
    Ed25519Sign {
        message: Bytes,
        private_key: Bytes,
    },
    /// v1 only.
    DcapQuoteVerify {
        quote: Bytes,
        collateral: Bytes,
    },

    // The rest of the host.
    /// `request` is the JSON of a query request; reports the host's answer byte for byte.
    QueryChain {
        request: String,
    },
    /// Asks itself to ask itself, `times` times; reports the answer as `query_chain` does.
    QuerySelf {
        times: u32,
    },
    Debug {
        text: String,
    },
    /// v1 only.
    CheckGas {},
    /// v1 only.
    EvaporateGas {
        amount: u32,
    },

    // The response.
    Attribute {
        key: String,
        value: String,
    },
    PlaintextAttribute {
        key: String,
        value: String,
    },
    /// v1 only.
    Event {
        event: Event,
    },
    /// `json` is a message, for example `{"bank":{"send":...}}`.
    Message {
        json: String,
    },
    /// v1 only: `json` is a whole sub-message with its `id`, `gas_limit` and `reply_on`.
    Submessage {
        json: String,
    },
    /// v1 only: a message to itself with a script of `times` - 1 such steps in a row.
    CallSelf {
        times: u32,
    },
    /// Replaces the list of outputs as the `data` of the response.
    Data {
        data: Bytes,
    },
    /// The same with `bytes` times `x`.
    LargeData {
        bytes: u32,
    },
    NoData {},

    // Ends the call.
    /// `json` is the value of `Err`: a text in v1, an object in v0.10.
    Fail {
        json: String,
    },
    /// Returns `json` as the whole result, whatever it is.
    Respond {
        json: Bytes,
    },
    /// Returns this number where the pointer to the result belongs.
    ReturnPointer {
        pointer: u32,
    },
    /// Returns a region with these fields.
    ReturnRegion {
        offset: u32,
        capacity: u32,
        length: u32,
    },

    // Traps.
    Panic {
        text: String,
    },
    Unreachable {},
    ReadOutOfBounds {},
    CallMissingFunction {},
    CallWithWrongSignature {},

    // Runs away.
    Loop {},
    /// `rounds` rounds of a multiplication.
    Spin {
        rounds: u64,
    },
    /// A call chain of this depth.
    Recurse {
        depth: u32,
    },
    /// Reports the number of pages before, or 4294967295 when refused.
    GrowMemory {
        pages: u32,
    },
    Allocate {
        bytes: u32,
    },

    // Misuses the interface.
    /// Hands `db_read` a region with these fields.
    ReadRegion {
        offset: u32,
        capacity: u32,
        length: u32,
    },
    /// Hands `db_read` this number as the pointer to the region.
    ReadPointer {
        pointer: u32,
    },
    /// Has the host write a canonical address into a region with these fields.
    CanonicalizeInto {
        human: String,
        offset: u32,
        capacity: u32,
    },
    /// From now on `allocate` answers 0.
    BreakAllocate {},
    /// From now on `allocate` answers a region with these fields.
    AllocateRegion {
        offset: u32,
        capacity: u32,
    },
}

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
pub struct Event {
    #[serde(rename = "type")]
    pub kind: String,
    pub attributes: Vec<Attribute>,
}

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
pub struct Attribute {
    pub key: String,
    pub value: String,
    pub encrypted: bool,
}

/// What a step reports.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
#[serde(rename_all = "snake_case")]
pub enum Output {
    Done,
    Absent,
    Bytes(Bytes),
    Text(String),
    Number(u64),
    /// The result code of a host function.
    Code(u32),
    /// The error text of a host function.
    Error(String),
}
