//! What the contract understands, as JSON.
//!
//! Unknown fields are ignored: a client adds `"padding"` so that the length of its message does not
//! tell the length of a record.

use cosmwasm_std::Addr;
use schemars::JsonSchema;
use secret_toolkit::permit::{Permit, TokenPermissions};
use serde::{Deserialize, Serialize};

/// The longest record.
pub const TEXT_BYTES_MAX: usize = 1024;

/// An answer has at most this many entries.
pub const ENTRIES_MAX: u32 = 10;

/// Records in the state and answers are padded to a multiple of this.
pub const BLOCK_SIZE: usize = 256;

/// Sent once, when the contract is created.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
pub struct InstantiateMsg {}

/// Changes the state; needs a transaction.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExecuteMsg {
    /// Lets a doctor add to the sender's records and open them.
    Consent { doctor: String },
    /// Takes the consent back: the doctor reads nothing more, not even what they had opened.
    Withdraw { doctor: String },
    /// Adds a record: to the sender's own records, or with the patient's consent.
    Add { patient: String, text: String },
    /// Opens the records that a patient has now, with their consent: from the next block on the
    /// sender can read them by query. A later record needs to be opened anew.
    Open { patient: String },
    /// Sets the sender's viewing key.
    SetViewingKey { key: String },
    /// Makes the sender's permits of this name useless.
    RevokePermit { permit_name: String },
}

/// Reads the state; free and answered at once.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum QueryMsg {
    /// The records of a patient that `viewer` may read: [`RecordsResponse`].
    Records {
        patient: String,
        viewer: Viewer,
        start: Option<u32>,
    },
    /// The audit trail of `viewer`'s own records: [`AuditResponse`].
    Audit { viewer: Viewer, start: Option<u32> },
    /// The same for the signer of a permit with the permission `owner`.
    WithPermit {
        permit: Permit<TokenPermissions>,
        query: QueryWithPermit,
    },
}

/// Who asks, proved by their viewing key.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
pub struct Viewer {
    pub address: String,
    pub viewing_key: String,
}

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum QueryWithPermit {
    Records { patient: String, start: Option<u32> },
    Audit { start: Option<u32> },
}

/// At most [`ENTRIES_MAX`], oldest first, from the position `start` on.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
pub struct RecordsResponse {
    pub records: Vec<Record>,
    /// How many the viewer may read.
    pub total: u32,
}

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
pub struct Record {
    pub author: Addr,
    /// Seconds since 1970.
    pub at: u64,
    pub text: String,
}

/// At most [`ENTRIES_MAX`], oldest first, from the position `start` on.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
pub struct AuditResponse {
    pub entries: Vec<AuditEntry>,
    pub total: u32,
}

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
pub struct AuditEntry {
    /// The doctor, or the patient where they acted themselves.
    pub account: Addr,
    pub action: Action,
    /// Seconds since 1970.
    pub at: u64,
    /// How many records there were after that.
    pub records: u32,
}

#[derive(Serialize, Deserialize, Clone, Copy, Debug, PartialEq, Eq, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// The patient gave this account their consent.
    Consent,
    /// The patient took it back.
    Withdraw,
    /// The account added a record.
    Add,
    /// The account opened the records.
    Open,
}
