//! What the contract understands, as JSON.
//!
//! Unknown fields are ignored: a client adds `"padding"` so that the length of its message does not
//! tell the length of a name.

use cosmwasm_std::Binary;
use schemars::JsonSchema;
use secret_toolkit::permit::Permit;
use serde::{Deserialize, Serialize};

/// The longest name of a key.
pub const NAME_BYTES_MAX: usize = 64;

/// Answers are padded to a multiple of this.
pub const BLOCK_SIZE: usize = 256;

/// Sent once, when the contract is created.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
pub struct InstantiateMsg {}

/// Changes the state; needs a transaction.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExecuteMsg {
    /// Makes a random key, which the sender owns. Every account has its own names.
    Create { name: String },
    /// Lets an account read a key of the sender.
    Share { name: String, account: String },
    /// Takes a key of the sender away from an account, and begins a new version of it: what the
    /// account has read, it knows.
    TakeBack { name: String, account: String },
    /// Makes the sender's permits of this name useless.
    RevokePermit { permit_name: String },
}

/// Reads the state; free and answered at once.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum QueryMsg {
    /// With a permit that the reader signed off chain, with the permission `keys`.
    WithPermit {
        permit: Permit<Permission>,
        query: QueryWithPermit,
    },
}

/// What a permit may allow here. It is signed as `"keys"`.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// To read every key that the signer may read.
    Keys,
}

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum QueryWithPermit {
    /// Answers with [`KeyResponse`]: the newest version, or an older one for what it encrypted.
    Key {
        owner: String,
        name: String,
        version: Option<u32>,
    },
}

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
pub struct KeyResponse {
    /// Counts from 1.
    pub version: u32,
    /// 32 bytes.
    pub key: Binary,
}
