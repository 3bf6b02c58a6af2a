//! What the contract understands, as JSON.
//!
//! Unknown fields are ignored: a client adds `"padding"` so that the length of its message does not
//! tell how many digits the numbers have.

use schemars::JsonSchema;
use secret_toolkit::permit::{Permit, TokenPermissions};
use serde::{Deserialize, Serialize};

pub const MEMBERS_MAX: usize = 100;

pub const FEATURES_MAX: u8 = 16;

/// A member's word counts for so many samples at most.
pub const SAMPLES_MAX: u32 = 1_000_000;

/// An answer has at most this many scores.
pub const SCORES_MAX: u32 = 50;

/// Answers are padded to a multiple of this.
pub const BLOCK_SIZE: usize = 256;

/// Sent once, when the contract is created.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
pub struct InstantiateMsg {
    /// [`MEMBERS_MAX`] at most.
    pub members: Vec<String>,
    /// How many numbers describe a case, from 1 to [`FEATURES_MAX`].
    pub features: u8,
    /// How many members must have contributed before the model is used: at least 2, since an
    /// average of one is that one.
    pub contributions_min: u32,
    /// How many cases a member may have scored. Who has many scored can work out the model.
    pub cases_max: u32,
    /// The mean score is told of whole batches of this many cases: at least 2.
    pub batch: u32,
}

/// Changes the state; needs a transaction.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExecuteMsg {
    /// A member's own model, once: the constant term and the weight of each feature, in
    /// thousandths. It counts by the number of samples that it was trained on.
    Contribute { weights: Vec<i32>, samples: u32 },
    /// Ends the contributions and begins the scoring. Only the creator may call it.
    Close {},
    /// Has a case of a member scored: its features in thousandths. The score is read by query.
    Score { features: Vec<i32> },
    /// Makes the sender's permits of this name useless.
    RevokePermit { permit_name: String },
}

/// Reads the state; free and answered at once.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum QueryMsg {
    /// Open to everybody: [`StatusResponse`].
    Status {},
    /// With a permit that a member signed off chain, with the permission `owner`.
    WithPermit {
        permit: Permit<TokenPermissions>,
        query: QueryWithPermit,
    },
}

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum QueryWithPermit {
    /// The member's own scores, oldest first, from the position `start` on: [`ScoresResponse`].
    Scores { start: Option<u32> },
}

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
pub struct StatusResponse {
    pub members: u32,
    pub contributions: u32,
    /// Whether cases are scored now.
    pub closed: bool,
    /// The cases in whole batches.
    pub cases: u32,
    /// The mean of their scores; absent before the first batch is whole.
    pub mean: Option<u32>,
}

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
pub struct ScoresResponse {
    /// Each from 0 to 1000: the probability in thousandths.
    pub scores: Vec<u32>,
    pub total: u32,
}
